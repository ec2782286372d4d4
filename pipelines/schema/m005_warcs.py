"""Which web archives were read, how far, and what they came to."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.schema.script import statements

WARCS = """
CREATE TABLE warcs (
  file TEXT PRIMARY KEY,
  size INTEGER,
  began_at TEXT NOT NULL,
  noted_at TEXT NOT NULL,
  ended_at TEXT,
  offset INTEGER NOT NULL DEFAULT 0,
  records INTEGER NOT NULL DEFAULT 0,
  responses INTEGER NOT NULL DEFAULT 0,
  dismissed INTEGER NOT NULL DEFAULT 0,
  revisits INTEGER NOT NULL DEFAULT 0,
  broken INTEGER NOT NULL DEFAULT 0,
  http_errors INTEGER NOT NULL DEFAULT 0,
  no_answer INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0,
  again INTEGER NOT NULL DEFAULT 0,
  lost_parts INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""


def m005_warcs(db: Database) -> None:
    """A row for each web archive that was imported."""
    for statement in statements(WARCS):
        db.execute(statement)
