"""The one lock: held once, told to others, released by the kernel when its holder dies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.lock import ForeignLockError, Lock, LockHeldError, locked
from tests.site import PATIENCE, ROOT

HOLDER = """
import sys
from pathlib import Path
from crawler.lock import locked
with locked(Path(sys.argv[1])):
    print("terkunci", flush=True)
    sys.stdin.readline()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "terkunci\n"
    return holder


def test_the_folder_is_made_and_the_lock_is_given_back(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    for _ in range(2):
        with locked(folder):
            assert Lock(folder).held
        assert not Lock(folder).held
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_another_process_is_told_who_holds_it_and_gets_it_when_that_one_is_killed(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    try:
        with pytest.raises(LockHeldError, match=rf"another Kliping \(process {holder.pid}\) is writing to {tmp_path}"):
            Lock(tmp_path).acquire()
        assert not Lock(tmp_path).held
    finally:
        holder.kill()
        holder.communicate(timeout=PATIENCE)
    with locked(tmp_path):
        assert Lock(tmp_path).held


def test_another_process_gets_it_when_the_holder_ends(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    holder = hold(tmp_path)
    holder.communicate("\n", timeout=PATIENCE)
    assert holder.returncode == 0


def test_one_process_does_not_take_it_twice(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(LockHeldError, match="this process already writes to"):
        Lock(tmp_path).acquire()
    assert not Lock(tmp_path).held


def test_two_folders_have_two_locks(tmp_path: Path) -> None:
    with locked(tmp_path / "a"), locked(tmp_path / "b"):
        assert Lock(tmp_path / "a").held
        assert Lock(tmp_path / "b").held


def test_the_lock_is_given_back_after_a_fault(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path):
        pass


def test_a_child_of_the_holder_does_not_hold_it(tmp_path: Path) -> None:
    """A process that a crawl started and that outlives it must not keep the next crawl out."""
    with locked(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        holder = hold(tmp_path)
        holder.communicate("\n", timeout=PATIENCE)
        assert holder.returncode == 0
    finally:
        child.communicate(b"\n", timeout=PATIENCE)


def test_what_is_no_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(OSError, match="berkas"):
        Lock(tmp_path / "berkas" / "data").acquire()


#: No file may grow: what a full disk is to the lock.
FULL = """
import resource, sys
from pathlib import Path
from crawler.lock import Lock
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
lock = Lock(Path(sys.argv[1]))
try:
    lock.acquire()
except OSError as error:
    print(error.filename, error.strerror, lock.held)
"""


def test_a_lock_that_cannot_be_written_is_told_by_name_and_not_held(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert told.stdout == f"{tmp_path / 'lock'} File too large False\n"
    with locked(tmp_path):
        assert Lock(tmp_path).held


OURS = (socket.gethostname(), Path("/proc/sys/kernel/random/boot_id").read_text().strip())
THEIRS = ("gudang", "5b0c7e5e-0000-4000-8000-000000000000")


def test_what_another_machine_has_left_is_told_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text(f"412 {' '.join(THEIRS)}\n")
    for _ in range(2):
        with pytest.raises(ForeignLockError, match=r"process 412 on the machine gudang.*not supported.*delete .*lock"):
            Lock(tmp_path).acquire()
    assert path.read_text().startswith("412 gudang ")
    path.unlink()
    with locked(tmp_path):
        pass


@pytest.mark.parametrize(
    "left", [f"412 {OURS[0]} {THEIRS[1]}", f"412 {THEIRS[0]} {OURS[1]}", f"412 {' '.join(OURS)}", "412", "", "a b c d"]
)
def test_what_this_machine_has_left_before_a_restart_or_in_a_container_is_overwritten(
    tmp_path: Path, left: str
) -> None:
    (tmp_path / "lock").write_text(left)
    with locked(tmp_path):
        assert (tmp_path / "lock").read_text().split() == [str(os.getpid()), *OURS]
    assert (tmp_path / "lock").read_text() == ""
