"""A backup is whole and checked, is made while another writes, and overwrites nothing unasked."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.backup import BackupError, back_up
from pipelines.compare import differences, natural, unsound
from pipelines.db import open_database, open_reader
from pipelines.schema import news
from pipelines.store import Store
from tests.desk import Desk
from tests.results import article
from tests.site import ROOT

WRITER = """
import sys
from pathlib import Path
from pipelines.store import Store
from tests.results import article
store = Store(Path(sys.argv[1]))
for number in range(100000):
    store.put(article(f"t{number}", text="Kata " * 300 + str(number), tags=(f"t{number}",)))
    print(number, flush=True)
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    store = Store(tmp_path / "data" / "news.db")
    for number in range(20):
        store.put(article(f"n{number}", tags=(f"tag{number}",)))
    store.close()
    return tmp_path / "data" / "news.db"


def test_a_backup_says_what_the_file_says(database: Path, tmp_path: Path) -> None:
    counts = back_up(database, tmp_path / "salinan.db")
    assert (counts["articles"], counts["tags"]) == (20, 20)
    with open_reader(database, news) as one, open_reader(tmp_path / "salinan.db", news) as other:
        assert differences(natural(one), natural(other)) == []
        assert unsound(other) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["salinan.db"]
    open_database(tmp_path / "salinan.db", news).close()


def test_a_backup_while_another_writes_is_of_one_moment_and_stops_nobody(database: Path, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        for number in range(5):
            before = int(writer.stdout.readline())
            counts = back_up(database, tmp_path / f"s{number}.db")
            assert counts["articles"] == counts["tags"] >= 20 + before
            with open_reader(tmp_path / f"s{number}.db", news) as copy:
                assert unsound(copy) == []
            assert int(writer.stdout.readline()) > before
            assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()


def test_nothing_is_overwritten_unless_forced(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "salinan.db"
    target.write_bytes(b"lama")
    with pytest.raises(BackupError, match="is there already"):
        back_up(database, target)
    assert target.read_bytes() == b"lama"
    back_up(database, target, force=True)
    assert target.read_bytes().startswith(b"SQLite")


@pytest.mark.parametrize("name", ["data/news.db", "data/../data/news.db", "data/news.db-wal"])
def test_the_database_itself_is_no_target_even_forced(database: Path, tmp_path: Path, name: str) -> None:
    before = database.read_bytes()
    with pytest.raises(BackupError, match="the database itself"):
        back_up(database, tmp_path / name, force=True)
    assert database.read_bytes() == before


def test_a_link_to_the_database_is_no_target(database: Path, tmp_path: Path) -> None:
    (tmp_path / "tautan.db").symlink_to(database)
    with pytest.raises(BackupError, match="the database itself"):
        back_up(database, tmp_path / "tautan.db", force=True)


def test_a_folder_or_one_that_is_not_there_is_told(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is a folder"):
        back_up(database, tmp_path)
    with pytest.raises(BackupError, match="there is no such folder"):
        back_up(database, tmp_path / "tiada" / "salinan.db")


def test_a_damaged_original_gives_no_backup(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tags'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
        db.execute("PRAGMA journal_mode = DELETE")
    body = bytearray(database.read_bytes())
    body[(root - 1) * size + 100 : root * size] = os.urandom(size - 100)
    database.write_bytes(body)
    desk = Desk(tmp_path)
    done = desk.here("backup", str(tmp_path / "salinan.db"))
    assert (done.status, done.out) == (1, "")
    assert isinstance(done.err, str)
    assert "Error" in done.err
    assert not list(tmp_path.glob("*salinan*"))


def test_a_disk_that_is_full_leaves_no_half_copy(database: Path, tmp_path: Path) -> None:
    """A limit on the size of files is met as a full disk is: in the middle of writing."""
    desk = Desk(tmp_path)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    # A measurement of coverage would meet the limit too, and say so.
    environment = {name: value for name, value in desk.environment().items() if not name.startswith("COVERAGE")}
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from crawler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", str(tmp_path / "salinan.db")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode == 1
    assert "the copy cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*salinan*"))


def test_the_command(database: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = desk.here("backup", str(tmp_path / "salinan.db"))
    assert (done.status, done.out) == (0, f"{tmp_path / 'salinan.db'}: 20 articles, 20 links, checked\n")
    again = desk.here("backup", str(tmp_path / "salinan.db"))
    assert (again.status, again.out) == (1, "")
    assert "--force" in again.err
    assert desk.here("backup", "--force", str(tmp_path / "salinan.db")).status == 0
    empty = Desk(tmp_path / "kosong")
    nothing = empty.here("backup", str(tmp_path / "lain.db"))
    assert (nothing.status, nothing.out) == (2, "")
    assert "there is no such file yet" in nothing.err
