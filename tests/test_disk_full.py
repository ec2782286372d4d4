"""A disk that is full, whichever file meets it: a message, a status, nothing lost, and the next run heals it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk import Desk, Done, finish
from tests.site import ROOT, Answer, Site, feed, story

NAMES = [f"a{number:02}" for number in range(24)]
#: What the store, the archive and the log need before the first page comes: SQLite's shared memory alone is 32 kB.
SIZES = {"raw": 600_000, "news.db": 1_600_000}
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
os.execv(sys.executable, [sys.executable, "-m", "crawler.cli", *sys.argv[2:]])
"""


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of its own for a folder."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs may be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def enlarge(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=100m", str(folder)], check=True)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An outlet whose pages do not pack well: each adds 60 kB to the archive and 30 kB to the store."""
    made = Desk(tmp_path)
    chance = random.Random(7)
    with Site() as site:
        for name in NAMES:
            words = [" ".join(f"{chance.getrandbits(36):09x}" for _ in range(60)) for _ in range(50)]
            site.answers[f"/berita/{name}"] = Answer(body=story(f"Warga membangun {name}", *words))
        site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in NAMES)
        made.declare("contoh", site.host)
        yield made


def heals(desk: Desk, broken: Done, *, said: str) -> None:
    """The run said what was wrong, what it had stored is whole, and the next run brings the rest."""
    assert broken.status == 1
    assert "Traceback" not in broken.err + broken.out
    assert said in broken.err + broken.out
    stored = set()
    if desk.database.exists() and desk.rows("SELECT 1 FROM sqlite_master WHERE name = 'fetches'"):
        assert desk.rows("PRAGMA integrity_check") == ["ok"]
        assert set(desk.outcomes().values()) <= {"stored", None}
        stored = set(desk.rows("SELECT text_hash FROM articles"))
    done = desk.kliping("crawl", "contoh")
    assert (done.status, done.err) == (0, "")
    assert desk.outcomes() == dict.fromkeys(NAMES, "stored")
    assert stored <= set(desk.rows("SELECT text_hash FROM articles"))
    assert len(desk.rows("SELECT id FROM articles")) == len(NAMES)
    assert desk.rows("PRAGMA integrity_check") == ["ok"]
    again = desk.kliping("extract", "--all")  # every row has its page, and some have two
    assert again.status == 0
    assert "pages read: 0 new articles, 0 changed\n  stored " in again.out
    assert len(again.out.splitlines()) == 2


@pytest.mark.parametrize("where", ["raw", "news.db"])
def test_a_disk_that_fills_up_in_mid_run(desk: Desk, tmp_path: Path, where: str) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, SIZES[where]):
        if where == "raw":
            desk.data.mkdir()
            (desk.data / "raw").symlink_to(disk)
        else:
            (tmp_path / "raw").mkdir()
            desk.data.symlink_to(disk)
            (disk / "raw").symlink_to(tmp_path / "raw")
        broken = desk.kliping("crawl", "contoh")
        assert any(outcome == "stored" for outcome in desk.outcomes().values())
        enlarge(disk)
        heals(desk, broken, said="the disk is full; free some space and try again")


@pytest.mark.parametrize("left", [-4096, 0, 40960, 200_000])
def test_a_disk_that_is_full_at_the_start(desk: Desk, tmp_path: Path, left: int) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 1_000_000):
        desk.data.symlink_to(disk)
        (disk / "ballast").write_bytes(b"x" * (1_000_000 // 4096 * 4096 - left))
        broken = desk.kliping("crawl", "contoh")
        (disk / "ballast").unlink()
        enlarge(disk)
        heals(
            desk,
            broken,
            said="o space left on device" if left < 0 else "the disk is full; free some space and try again",
        )


def test_a_log_that_cannot_be_written_is_said_once_and_stops_nothing(desk: Desk, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 4096):
        desk.data.mkdir()
        (desk.data / "logs").symlink_to(disk)
        (disk / "ballast").write_bytes(b"x" * 4096)
        done = desk.kliping("crawl", "contoh")
        assert done.status == 0
        assert done.err.count("kliping.log: cannot be written to: No space left on device") == 1
        assert "Traceback" not in done.err
        assert desk.outcomes() == dict.fromkeys(NAMES, "stored")
        (disk / "ballast").unlink()
        again = desk.kliping("crawl", "contoh")
        assert (again.status, again.err) == (0, "")
        assert "contoh: " in (desk.data / "logs" / "kliping.log").read_text()


@pytest.mark.parametrize("size", [200_000, 700_000])
def test_a_file_that_may_not_grow(desk: Desk, size: int) -> None:
    """Where no disk can be mounted: the system refuses to let any file of ours grow."""
    begun = subprocess.Popen(
        [sys.executable, "-c", LIMITED, str(size), "crawl", "contoh"],
        cwd=ROOT, env=desk.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    heals(desk, finish(begun), said=str(desk.data))
