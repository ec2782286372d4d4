"""Opening a database: made, upgraded, refused, and written to by several at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from pipelines import db as database
from pipelines.db import DatabaseFileError, open_database, open_reader, writing
from tests.site import PATIENCE, ROOT


def migrations(*scripts: str) -> Migrations:
    made = Migrations("buku")
    for number, script in enumerate(scripts, 1):

        def migrate(db: Database, script: str = script) -> None:
            db.execute(script)

        made(name=f"m{number:03}")(migrate)
    return made


Opener = Callable[[Path, Migrations], Database]

BOOKS = "CREATE TABLE buku (id INTEGER PRIMARY KEY, judul TEXT)"
SHELVES = "CREATE TABLE rak (id INTEGER PRIMARY KEY, buku_id INTEGER REFERENCES buku (id))"


def test_a_new_file_is_made_with_its_folder_in_wal_mode_and_with_foreign_keys(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "x.db"
    with open_database(path, migrations(BOOKS, SHELVES)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert {"buku", "rak"} <= set(db.table_names())
        with pytest.raises(sqlite3.IntegrityError), writing(db):
            db.execute("INSERT INTO rak VALUES (1, 99)")
    assert [one.name for one in path.parent.iterdir()] == ["x.db"]


@pytest.mark.parametrize("name", ["a?b.db", "a#b.db", "a%20b.db", "dengan spasi.db"])
def test_a_name_with_signs_of_addresses_is_a_name(tmp_path: Path, name: str) -> None:
    open_database(tmp_path / name, migrations(BOOKS)).close()
    assert [one.name for one in tmp_path.iterdir()] == [name]
    with open_reader(tmp_path / name, migrations(BOOKS)) as db:
        assert "buku" in db.table_names()


def test_a_folder_that_nobody_can_write_to_is_read_without_a_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "sealed" / "x.db"
    with open_database(path, migrations(BOOKS)) as db, writing(db):
        db.execute("INSERT INTO buku VALUES (1, 'Laut')")
    made = []
    path.parent.chmod(0o555)
    try:
        with open_reader(path, migrations(BOOKS)) as db:
            assert db.execute("SELECT judul FROM buku").fetchall() == [("Laut",)]
            made = [one.name for one in path.parent.iterdir()]
    finally:
        path.parent.chmod(0o755)
    assert made == ["x.db"]
    with open_reader(path, migrations(BOOKS)) as db, open_database(path, migrations(BOOKS)) as other:
        with writing(other):
            other.execute("INSERT INTO buku VALUES (2, 'Gunung')")
        assert db.execute("SELECT count(*) FROM buku").fetchone() == (2,), "what may change is not taken for sealed"


def test_an_upgrade_leaves_a_whole_copy_of_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with open_database(path, migrations(BOOKS)) as db, writing(db):
        db.execute("INSERT INTO buku VALUES (1, 'Laut')")
    with open_database(path, migrations(BOOKS, SHELVES)) as db:
        assert set(db.table_names()) >= {"buku", "rak"}
        assert db.execute("SELECT * FROM buku").fetchall() == [(1, "Laut")]
    (copy,) = (one for one in tmp_path.iterdir() if one != path)
    assert copy.match("x.m001.*.db")
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE name IN ('buku', 'rak')").fetchall() == [("buku",)]
        assert db.execute("SELECT * FROM buku").fetchall() == [(1, "Laut")]


def test_an_upgrade_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_database(path, migrations(BOOKS)).close()
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        open_database(path, migrations(BOOKS, SHELVES, "CREATE TABEL salah"))
    with open_database(path, migrations(BOOKS)) as db:
        assert "rak" not in db.table_names()


def test_opening_again_upgrades_nothing_and_copies_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    for _ in range(3):
        open_database(path, migrations(BOOKS)).close()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("opener", [open_database, open_reader])
def test_a_file_of_a_newer_kliping_is_refused_and_left_alone(tmp_path: Path, opener: Opener) -> None:
    path = tmp_path / "x.db"
    open_database(path, migrations(BOOKS, SHELVES)).close()
    before = path.read_bytes()
    with pytest.raises(DatabaseFileError, match=r"x\.db: made by a newer Kliping \(m002\); upgrade Kliping"):
        opener(path, migrations(BOOKS))
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", [open_database, open_reader])
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, opener: Opener) -> None:
    path = tmp_path / "x.db"
    path.write_text("Bukan basis data sama sekali, melainkan sebuah catatan. " * 50)
    before = path.read_bytes()
    with pytest.raises(DatabaseFileError, match=r"x\.db: not an SQLite database; move it away or set KLIPING_DATA"):
        opener(path, migrations(BOOKS))
    assert path.read_bytes() == before


def test_another_programs_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE belanja (barang TEXT)")
    before = path.read_bytes()
    with pytest.raises(DatabaseFileError, match=r"x\.db: not made by Kliping: it has tables \(belanja\) and no note"):
        open_database(path, migrations(BOOKS))
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", [open_database, open_reader])
def test_a_folder_in_the_files_place_is_told(tmp_path: Path, opener: Opener) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(DatabaseFileError, match=r"x\.db: a folder stands where the file belongs"):
        opener(tmp_path / "x.db", migrations(BOOKS))


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with open_database(path, migrations(BOOKS)) as db, writing(db):
        db.conn.executemany("INSERT INTO buku (judul) VALUES (?)", [("Laut " * 100,)] * 100)
    raw = bytearray(path.read_bytes())
    raw[100:4096] = b"\xff" * 3996  # the schema's own page
    path.write_bytes(bytes(raw))
    with pytest.raises(DatabaseFileError, match=r"x\.db: damaged; restore a backup"):
        open_database(path, migrations(BOOKS))


def test_a_file_that_another_holds_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseFileError, match=r"x\.db: another program holds it locked"):
            open_database(path, migrations(BOOKS))


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFileError, match=r"x\.db: there is no such file yet; `kliping crawl` makes it"):
        open_reader(tmp_path / "x.db", migrations(BOOKS))
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_database(path, migrations(BOOKS)).close()
    with open_reader(path, migrations(BOOKS)) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("INSERT INTO buku VALUES (1, 'Laut')")


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    with open_database(tmp_path / "x.db", migrations(BOOKS)) as db:
        with writing(db):
            db.execute("INSERT INTO buku VALUES (1, 'Laut')")
        with pytest.raises(sqlite3.IntegrityError), writing(db):
            db.conn.executemany("INSERT INTO buku VALUES (?, ?)", [(2, "Gunung"), (1, "Langit")])
        assert not db.conn.in_transaction
        assert db.execute("SELECT judul FROM buku").fetchall() == [("Laut",)]


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from pipelines.db import open_database, writing
from pipelines.schema import news
with open_database(Path(sys.argv[1]), news) as db:
    print("siap", flush=True)
    sys.stdin.readline()
    for number in range(60):
        with writing(db):
            seen = db.execute("SELECT count(*) FROM tags").fetchone()[0]
            db.table("tags").insert({{"name": f"{{sys.argv[2]}}-{{number}}-{{seen}}"}})
"""


def test_three_writers_at_once_all_land_and_open_a_new_file_together(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    script = WRITER.format(root=str(ROOT))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), str(n)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(3)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "siap\n"
    for writer in writers:
        _, error = writer.communicate("mulai\n", timeout=PATIENCE)
        assert (writer.returncode, error) == (0, "")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*), count(DISTINCT name) FROM tags").fetchone() == (180, 180)
