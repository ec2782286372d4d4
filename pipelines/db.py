"""Open a database, ready to use, and the one way to write to it.

Order of opening: WAL first (it cannot be switched inside a transaction), then the write lock, then the
pending migrations, all of them in one transaction, so that a failed upgrade leaves the file as it was.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

BUSY_SECONDS = 30.0
#: The log is worked into the file whenever it has so many pages of 4 kB: 8 MB, of which a kill leaves no more behind
#: than the next opening reads in an instant. Twice SQLite's own: less of the index is written twice.
LOG_PAGES = 2000
#: What a log that grew while somebody was reading for long is cut back to.
LOG_BYTES = 32_000_000
#: How much of the file stays in memory with who writes articles or findings, whose keys lie all over the indexes. With
#: SQLite's own 2 MB a stored article cost 1.7 ms at 30,000, with this 1.0, as at 1,000; copies were found an eighth
#: faster.
CACHE_KIB = 64_000


class DatabaseFileError(Exception):
    """A database file that cannot be used: the message names the file and what to try."""


#: What is wrong with a file, its disk or the machine: whatever is tried next fails too.
FILE_FAULTS = (DatabaseFileError, sqlite3.OperationalError, OSError, MemoryError)


class NoDatabaseError(DatabaseFileError):
    """There is no database to read yet, or the folder is another: wrong use, not a failure."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: there is no such file yet; `kliping crawl` makes it")


def open_database(path: Path, migrations: Migrations, *, cache_kib: int | None = None) -> Database:
    """A database to write to, made or upgraded as needed. An upgrade is preceded by a copy beside the file.

    `cache_kib` is how much of it stays in memory; None is SQLite's own 2 MB.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _refuse_folder(path)
    with _faults(lambda: path):
        db = Database(_connect(address(path, "rwc")))
        try:
            _refuse_strange(path, db)
            _refuse_newer(path, db, migrations)
            db.conn.execute("PRAGMA journal_mode=WAL")
            db.conn.execute("PRAGMA synchronous=NORMAL")
            db.conn.execute("PRAGMA foreign_keys=ON")
            db.conn.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
            db.conn.execute(f"PRAGMA journal_size_limit={LOG_BYTES}")
            if cache_kib is not None:
                db.conn.execute(f"PRAGMA cache_size = -{cache_kib}")
            if migrations.pending(db):
                _upgrade(path, db, migrations)
        except BaseException:
            db.close()
            raise
    return db


def open_reader(path: Path, migrations: Migrations) -> Database:
    """A database to read only, as it is: nothing is made and nothing upgraded."""
    if not path.exists():
        raise NoDatabaseError(path)
    _refuse_folder(path)
    with _faults(lambda: path):
        db = Database(_connect(address(path, "ro")))
        try:
            _refuse_newer(path, db, migrations)
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One write transaction, begun with the write lock.

    A deferred transaction that must upgrade later fails at once with "database is locked" when another
    writes, whatever the timeout; measured with three writers, two died. With BEGIN IMMEDIATE all landed.
    A full disk or a file that another program keeps locked is a DatabaseFileError that says so.
    """
    with _faults(lambda: Path(db.conn.execute("PRAGMA database_list").fetchone()[2])):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)


def address(path: Path, mode: Literal["ro", "rwc"]) -> str:
    """The address of a file for SQLite, whatever signs are in its path."""
    quoted = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}" + ("&immutable=1" if mode == "ro" and _sealed(path) else "")


def _sealed(path: Path) -> bool:
    """Whether nobody can write beside a file: a folder without write permission for anyone, or a medium like that.

    Even to read a file in WAL mode SQLite makes two files beside it, unless it is told that nothing will change.
    """
    folder = path.parent
    if not folder.exists() or path.with_name(f"{path.name}-wal").exists():
        return False
    closed = not folder.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    return closed or bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():  # SQLite says of it now that it cannot be opened, now that the disk is at fault
        raise DatabaseFileError(f"{path}: a folder stands where the file belongs; move it away or set KLIPING_DATA")


def _refuse_strange(path: Path, db: Database) -> None:
    """Another program's file is left alone: it has tables and no note of migrations, of whatever part of ours."""
    tables = [name for name in db.table_names() if not name.startswith("sqlite_")]
    if tables and "_sqlite_migrations" not in tables:
        raise DatabaseFileError(
            f"{path}: not made by Kliping: it has tables ({', '.join(tables[:3])}) and no note of ours; "
            "move it away or set KLIPING_DATA"
        )


def _refuse_newer(path: Path, db: Database, migrations: Migrations) -> None:
    known = {migration.name for migration in migrations._migrations}
    newer = [migration.name for migration in migrations.applied(db) if migration.name not in known]
    if newer:
        raise DatabaseFileError(f"{path}: made by a newer Kliping ({', '.join(newer)}); upgrade Kliping to open it")


def _upgrade(path: Path, db: Database, migrations: Migrations) -> None:
    if migrations.applied(db):
        _copy(path, db, migrations.applied(db)[-1].name)
    with writing(db):
        migrations.apply(db)


def _copy(path: Path, db: Database, version: str) -> None:
    """A copy beside the file, named after the schema it holds; the upgrade goes on only when it is whole."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = path.with_name(f"{path.stem}.{version}.{stamp}{path.suffix}")
    with closing(sqlite3.connect(copy)) as target:
        db.conn.backup(target)
        if target.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise DatabaseFileError(f"{copy}: the copy before the upgrade is damaged; check {path} before going on")


#: What SQLite says of a file that cannot be used, and what to do about it.
_SAID = (
    ("not a database", "not an SQLite database; move it away or set KLIPING_DATA"),
    ("locked", "another program holds it locked; close that and try again"),
    ("readonly", "read-only; check the permissions of the file and its folder"),
    ("read-only", "read-only; check the permissions of the file and its folder"),
    ("unable to open", "cannot be opened; check the permissions of its folder"),
    ("malformed", "damaged; restore a backup or try `sqlite3 FILE .recover`"),
    ("disk is full", "the disk is full; free some space and try again"),
    ("disk I/O", "the disk cannot be read or written; look at the system's log"),
)


@contextmanager
def _faults(path: Callable[[], Path]) -> Iterator[None]:
    """SQLite's errors in words that name the file and say what to do; what is no fault of the file goes on."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        advice = next((advice for said, advice in _SAID if said in str(error)), None)
        if advice is None:
            raise
        raise DatabaseFileError(f"{path()}: {advice}") from error
