"""A copy of the database while a crawl writes to it: a file and a target come in, a checked copy goes out.

SQLite's online backup copies one moment of the file, all in one step inside a read transaction: writers go on in the
log meanwhile. The copy gets its name only when it is whole, checked and on the disk.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipelines.db import open_reader
from pipelines.schema import news


class BackupError(Exception):
    """A backup that was not made: the message names the file and what to try."""


def back_up(database: Path, target: Path, *, force: bool = False) -> dict[str, int]:
    """Copy the database; what comes out is how many rows each table of the copy has, as the original had then."""
    _check_target(database, target, force=force)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with open_reader(database, news) as db, _clean(part):
        db.execute("BEGIN")
        counts = count_rows(db.conn)
        with closing(sqlite3.connect(part)) as copy:
            db.conn.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read where nothing may be written
            _verify(copy, part, counts)
        db.conn.rollback()
        with part.open("rb") as handle:
            os.fsync(handle.fileno())
        if force:
            part.replace(target)
        else:
            _claim(part, target)
        _sync_folder(target.parent)
    return counts


def count_rows(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has; the insides of the full-text index are left out."""
    names = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {name: int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in names}  # noqa: S608


def _check_target(database: Path, target: Path, *, force: bool) -> None:
    ours = {database.with_name(database.name + end).resolve() for end in ("", "-wal", "-shm", "-journal")}
    if target.resolve() in ours:
        raise BackupError(f"{target}: is the database itself; give another file")
    if target.is_dir():
        raise BackupError(f"{target}: is a folder; give the name of a file in it, such as {target / 'news.db'}")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent}: there is no such folder")
    if target.exists() and not force:
        raise BackupError(f"{target}: is there already; give another name, or --force to overwrite it")
    free, size = shutil.disk_usage(target.parent).free, database.stat().st_size if database.exists() else 0
    if free < size:
        raise BackupError(f"{target.parent}: has {free:,} bytes left, and the copy takes {size:,}; free some space")


def _verify(copy: sqlite3.Connection, part: Path, counts: dict[str, int]) -> None:
    said = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
    if said != ["ok"]:
        raise BackupError(f"{part}: the copy is damaged ({said[0]}); look at the original with `kliping doctor`")
    found = count_rows(copy)
    if found != counts:
        wrong = sorted(name for name in counts.keys() | found.keys() if counts.get(name) != found.get(name))
        raise BackupError(f"{part}: the copy has other rows than the original in {', '.join(wrong)}; try again")


def _claim(part: Path, target: Path) -> None:
    """Give the copy its name unless another took it meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise BackupError(f"{target}: is there already; give another name, or --force to overwrite it") from None
    except OSError:  # a file system without hard links: checked a moment ago
        part.replace(target)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _clean(part: Path) -> Iterator[None]:
    """Whatever happens, no half copy stays; a full disk is told in words."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{part.parent}: the copy cannot be written: {error}") from error
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + end).unlink(missing_ok=True)
