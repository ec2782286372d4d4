"""Times: one row an expression for a day or an hour."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE times (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  on_date TEXT,
  at TEXT,
  rule TEXT NOT NULL,
  PRIMARY KEY (article_id, start)
) WITHOUT ROWID;
CREATE INDEX times_on ON times (on_date);
"""


def m032_times(db: Database) -> None:
    """The days and hours that articles speak of."""
    run(db, TABLES)
