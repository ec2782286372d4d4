"""What tells whether to look for an article's story again, in one index: its section too, as sport is nearer."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
DROP INDEX articles_said;
CREATE INDEX articles_told ON articles (
  id, text_hash, title_hash, outlet, url, section, published_at, published_on, first_seen_at
);
"""


def m043_sections(db: Database) -> None:
    """The wider index stands in the place of the one that topics were looked up in."""
    run(db, TABLES)
