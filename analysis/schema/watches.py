"""Watches: what somebody wants to be told of, and the articles that it was found in."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE watches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  outlets TEXT,
  added_at TEXT NOT NULL,
  declared INTEGER NOT NULL CHECK (declared IN (0, 1))
);

CREATE TABLE watch_hits (
  watch_id INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  found_at TEXT NOT NULL,
  shown_at TEXT,
  PRIMARY KEY (watch_id, article_id)
) WITHOUT ROWID;
CREATE INDEX watch_hits_article ON watch_hits (article_id);
CREATE INDEX watch_hits_found ON watch_hits (watch_id, found_at);

CREATE VIEW watched AS
SELECT w.name, h.found_at, h.shown_at, a.outlet, a.published_on, a.title, h.article_id, a.url
FROM watch_hits AS h
JOIN watches AS w ON w.id = h.watch_id
JOIN articles AS a ON a.id = h.article_id
ORDER BY h.found_at DESC, w.name, a.published_at DESC, h.article_id DESC;
"""


def m041_watches(db: Database) -> None:
    """What is watched for, and what was found."""
    run(db, TABLES)
