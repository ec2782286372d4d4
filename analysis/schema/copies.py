"""Copies: who took whose words, and the index of shingles that finds them."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
-- What the digests of copies, sources and places are made of: without this every text would be read for it.
CREATE INDEX articles_read ON articles (
  id, text_hash, title_hash, outlet, published_at, published_on, first_seen_at, dateline, credit
);

CREATE TABLE shingles (
  hash INTEGER NOT NULL,
  day INTEGER NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  PRIMARY KEY (hash, day, article_id)
) WITHOUT ROWID;
CREATE INDEX shingles_article ON shingles (article_id);

CREATE TABLE shingled (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  outlet TEXT NOT NULL,
  digest TEXT NOT NULL
);

CREATE TABLE boilerplate (
  hash INTEGER NOT NULL,
  period INTEGER NOT NULL,
  PRIMARY KEY (hash, period)
) WITHOUT ROWID;

CREATE TABLE copies (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  original_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('exact', 'copy', 'shortened', 'extended', 'passage', 'template')),
  containment REAL NOT NULL,
  contained REAL NOT NULL,
  shared INTEGER NOT NULL,
  credited INTEGER NOT NULL,
  PRIMARY KEY (article_id, original_id)
) WITHOUT ROWID;
CREATE INDEX copies_original ON copies (original_id);

-- Whoever shares a shingle with a story whose words change or that goes is counted and compared anew.
CREATE TRIGGER shingled_au AFTER UPDATE OF text ON articles WHEN old.text IS NOT new.text BEGIN
  DELETE FROM shingled WHERE article_id = old.id;
END;
CREATE TRIGGER shingled_bd BEFORE DELETE ON articles BEGIN
  DELETE FROM shingled WHERE article_id IN (
    SELECT theirs.article_id FROM shingles AS mine JOIN shingles AS theirs ON theirs.hash = mine.hash
    WHERE mine.article_id = old.id
  );
END;

CREATE VIEW who_copied_whom AS
SELECT a.published_on, a.outlet, a.title, c.kind, o.outlet AS original_outlet, o.title AS original_title,
  o.published_on AS original_published_on, c.containment, c.contained, c.credited,
  c.article_id, c.original_id, a.url, o.url AS original_url
FROM copies AS c
JOIN articles AS a ON a.id = c.article_id
JOIN articles AS o ON o.id = c.original_id
WHERE c.kind <> 'template' AND a.outlet <> o.outlet
ORDER BY a.published_at DESC, c.article_id, c.original_id;
"""


def m010_copies(db: Database) -> None:
    """Who took whose words."""
    run(db, TABLES)
