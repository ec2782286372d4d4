"""Languages: one row an article."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE languages (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  language TEXT,
  probability REAL,
  langdetect TEXT,
  py3langid TEXT,
  margin REAL
);
CREATE INDEX languages_language ON languages (language);
"""


def m002_languages(db: Database) -> None:
    """What language an article is in, by two opinions."""
    run(db, TABLES)
