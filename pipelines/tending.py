"""Keeping a database quick and small: an open file comes in, what was done to it goes out.

`tend` is for the end of every run. Statistics cost milliseconds under a limit and pay after growth; a VACUUM
rewrites the whole file and pays only where much of it is empty.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sqlite_utils import Database

#: Rows of an index that ANALYZE looks at: SQLite's own advice for large files is 100 to 1000.
ANALYSED_ROWS = 1000
#: Statistics are made again when a table has grown by so much since.
GROWN = 1.25
#: A VACUUM pays where at least this share of the file, and so many bytes, are empty.
EMPTY_SHARE = 0.25
EMPTY_BYTES = 64_000_000
#: How long the log's end is waited for while another reads.
CHECKPOINT_MS = 2000


def tend(db: Database) -> list[str]:
    """Do what pays: statistics after growth, a VACUUM where a quarter of the file is empty; says what was done."""
    done = []
    if _grown(db):
        db.execute(f"PRAGMA analysis_limit = {ANALYSED_ROWS}")
        db.execute("ANALYZE")
        done.append("analyze")
    if _pays(db, least=EMPTY_BYTES) and shrink(db):
        done.append("vacuum")
    return done


def shrink(db: Database, *, wholly: bool = False) -> bool:
    """VACUUM a file where that pays, or `wholly` whatever it pays: then nothing deleted is left in it or its log.

    False where the disk has no room for it, or where `wholly` failed because a reader holds the log.
    """
    if not wholly and not _pays(db, least=0):
        return True
    if not _room(db):
        return False
    db.execute("VACUUM")
    patience = int(db.execute("PRAGMA busy_timeout").fetchone()[0])
    db.execute(f"PRAGMA busy_timeout = {CHECKPOINT_MS}")  # a reading room may hold its connection for hours
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    db.execute(f"PRAGMA busy_timeout = {patience}")
    return not (wholly and busy)


def _grown(db: Database) -> bool:
    """Whether some table has outgrown the statistics that the planner has of it, or has none."""
    if not db["sqlite_stat1"].exists():
        return True
    known = dict(db.execute("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl").fetchall())
    tables = [name for name in _GROWING if db[name].exists()]
    counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608
    return any(count > 1000 and count > GROWN * known.get(name, 0) for name, count in counts.items())


#: The tables that grow with every run.
_GROWING = ("articles", "fetches", "attempts", "listings")


def _pays(db: Database, *, least: int) -> bool:
    empty, pages, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("freelist_count", "page_count", "page_size")
    )
    return empty * size >= least and empty >= EMPTY_SHARE * pages and empty > 0


def _room(db: Database) -> bool:
    """A VACUUM writes the file anew twice: to the folder for temporary files, and into the log beside the file."""
    path = path_of(db)
    size = path.stat().st_size
    return all(shutil.disk_usage(folder).free > 1.1 * size for folder in (path.parent, tempfile.gettempdir()))


def path_of(db: Database) -> Path:
    """The file of an open database."""
    return Path(db.execute("PRAGMA database_list").fetchone()[2])
