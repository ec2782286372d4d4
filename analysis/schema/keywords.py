"""Keywords: the phrases that say what an article is about."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE keywords (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  term TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX keywords_term ON keywords (term);
"""


def m021_keywords(db: Database) -> None:
    """Up to ten phrases an article."""
    run(db, TABLES)
