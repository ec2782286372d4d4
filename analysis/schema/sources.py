"""Sources: whom each article credits."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE sources (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('agency', 'outlet', 'social', 'other')),
  outlet TEXT,
  start INTEGER,
  "end" INTEGER,
  rule TEXT NOT NULL CHECK (rule IN ('verb', 'bracket', 'credit', 'link')),
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX sources_name ON sources (name);
CREATE INDEX sources_outlet ON sources (outlet) WHERE outlet IS NOT NULL;

CREATE VIEW who_cites_whom AS
SELECT a.outlet, s.name AS source, s.kind, count(DISTINCT s.article_id) AS articles,
  min(a.published_on) AS first_on, max(a.published_on) AS last_on
FROM sources AS s
JOIN articles AS a ON a.id = s.article_id
GROUP BY a.outlet, s.name, s.kind
ORDER BY articles DESC, a.outlet, s.name;
"""


def m011_sources(db: Database) -> None:
    """Whom an article credits, and who cites whom."""
    run(db, TABLES)
