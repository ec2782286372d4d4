"""Document frequencies: how many articles have a term, counted once a month, for stories, keywords and trends."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE frequency_months (
  month TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  articles INTEGER NOT NULL,
  counted INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE frequencies (
  month TEXT NOT NULL REFERENCES frequency_months (month) ON DELETE CASCADE,
  term TEXT NOT NULL,
  articles INTEGER NOT NULL,
  PRIMARY KEY (month, term)
) WITHOUT ROWID;
"""


def m019_frequencies(db: Database) -> None:
    """In how many articles of the last months a term stands."""
    run(db, TABLES)
