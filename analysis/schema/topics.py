"""Topics: what an article's section, address or tags say it is about."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE topics (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  topic TEXT NOT NULL,
  iptc TEXT,
  rule TEXT NOT NULL,
  said TEXT NOT NULL
);
CREATE INDEX topics_topic ON topics (topic);

-- What the digest of topics is made of: without this every text would be read for it.
CREATE INDEX articles_said ON articles (id, url, section);
"""


def m023_topics(db: Database) -> None:
    """One topic an article, where its outlet says one."""
    run(db, TABLES)
