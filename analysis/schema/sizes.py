"""How many shingles an article has: what two articles share says little without it."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
ALTER TABLE shingled ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
"""


def m042_sizes(db: Database) -> None:
    """The size of each article's set of shingles; all are counted again with the next version of copies."""
    run(db, TABLES)
