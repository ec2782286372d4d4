"""The parts of a database that its migrations made: what a hand has dropped since goes out, and can be made again.

Without its triggers a table still takes rows, and full text and counts fall behind in silence.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from pipelines.db import DatabaseFileError
from pipelines.schema import COUNTED

#: The full-text index: SQLite makes its other tables with it.
FULL_TEXT = "articles_fts"
_ORDER = ("table", "index", "trigger", "view")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table, an index, a trigger or a view, and how it is made."""

    type: str
    name: str
    sql: str

    @property
    def derived(self) -> bool:
        """Whether it holds nothing that the rows of other tables do not tell."""
        return self.type != "table" or self.name in COUNTED or self.name == FULL_TEXT


def missing(db: Database, migrations: Migrations) -> list[Part]:
    """What is not there of what the migrations make, in the order of making; nothing where some are still to come."""
    if migrations.pending(db):
        return []
    whole = Database(memory=True)
    try:
        migrations.apply(whole)
        parts = _parts(whole.conn)
    finally:
        whole.close()
    there = {(part.type, part.name) for part in _parts(db.conn)}
    gone = {part.name for part in parts if (part.type, part.name) not in there}
    if any(name.startswith(f"{FULL_TEXT}_") for name in gone):
        gone.add(FULL_TEXT)  # which is made anew with all that belongs to it
    told = [part for part in parts if part.name in gone and not part.name.startswith(f"{FULL_TEXT}_")]
    return sorted(told, key=lambda part: _ORDER.index(part.type))


def make_again(db: Database, parts: list[Part]) -> None:
    """Make what is missing, within a transaction of the caller's. A table of rows of its own is a DatabaseFileError."""
    lost = [part.name for part in parts if not part.derived]
    if lost:
        raise DatabaseFileError(f"{', '.join(lost)}: dropped from the file with all rows; restore a backup")
    for part in parts:
        if part.name == FULL_TEXT:
            db.execute(f"DROP TABLE IF EXISTS {FULL_TEXT}")
        db.execute(part.sql)


def _parts(db: sqlite3.Connection) -> list[Part]:
    """What the file is made of, without what SQLite makes by itself: those have no text."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return [Part(type=str(type_), name=str(name), sql=str(sql)) for type_, name, sql in rows]
