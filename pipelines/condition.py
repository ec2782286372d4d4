"""A condition in SQL that a person wrote: it comes in as words, and runs only where it reads and nothing else.

The file is opened read-only, and SQLite's own authorizer refuses whatever is no reading while the condition is
compiled: a write, ATTACH, a PRAGMA, a change of the schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

#: What SQLite does of itself where a statement reads full text or JSON: it declares a virtual table's columns, and
#: looks whether the file has changed. A person's UPDATE of its schema would meet a file that is open read-only.
_SETS_UP = {(sqlite3.SQLITE_UPDATE, "sqlite_master"), (sqlite3.SQLITE_PRAGMA, "data_version")}
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


class ConditionError(ValueError):
    """A condition that cannot be used: the message says what SQLite said of it."""


@contextmanager
def only_reading(db: Database) -> Iterator[None]:
    """While this lasts, the connection compiles nothing that does more than read."""
    db.conn.set_authorizer(_allow)
    try:
        yield
    finally:
        db.conn.set_authorizer(None)


def _allow(action: int, first: str | None, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READS or (action, first) in _SETS_UP else sqlite3.SQLITE_DENY


def check_condition(db: Database, where: str) -> None:
    """Raise ConditionError unless the words are one condition over the columns of `articles`."""
    with only_reading(db), condition_faults(where):
        # Within brackets nothing may follow a condition; without, "1) OR (1" closes none of ours.
        db.execute(f"SELECT 1 FROM articles WHERE (\n{where}\n) LIMIT 0").fetchall()  # noqa: S608
        db.execute(f"SELECT 1 FROM articles WHERE\n{where}\nLIMIT 0").fetchall()  # noqa: S608


@contextmanager
def condition_faults(where: str | None) -> Iterator[None]:
    """What SQLite says of a person's condition, when it is compiled or only at some row, as a ConditionError."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.Warning) as error:
        if where is None:
            raise
        raise ConditionError(f"--where {where!r}: {error}; {_hint(str(error))}") from error
    except sqlite3.DatabaseError as error:
        if where is None or "authorized" not in str(error):
            raise
        raise ConditionError(f"--where {where!r}: it may only read") from error


def _hint(said: str) -> str:
    if "no such column" in said:
        return (
            "the columns are those of `articles` (data/README.md); texts stand in single quotes, "
            "and words with signs in a full-text query in double quotes"
        )
    if "authorized" in said:
        return "it may only read"
    if "fts5" in said:
        return "in full text, words with signs in them stand in double quotes"
    return "give one condition, such as \"outlet = 'tempo' AND words > 300\""
