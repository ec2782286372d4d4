"""Roots: the words of the archive and what they are made of."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE roots (
  word TEXT PRIMARY KEY,
  root TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX roots_root ON roots (root);

-- What a word would rather be made of, if that were a word of the archive.
CREATE TABLE roots_awaited (
  stem TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (stem, word)
) WITHOUT ROWID;
"""


def m040_roots(db: Database) -> None:
    """Which words come from one root."""
    run(db, TABLES)
