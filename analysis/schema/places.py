"""Places: the regions that each article names."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE places (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('province', 'regency', 'city')),
  role TEXT NOT NULL CHECK (role IN ('event', 'mentioned')),
  start INTEGER,
  "end" INTEGER,
  rule TEXT NOT NULL CHECK (rule IN ('dateline', 'full', 'name', 'context', 'street', 'body')),
  score REAL NOT NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX places_code ON places (code, role);

CREATE VIEW where_it_happened AS
SELECT a.published_on, p.code, p.name, p.level, count(*) AS articles, count(DISTINCT a.outlet) AS outlets
FROM places AS p
JOIN articles AS a ON a.id = p.article_id
WHERE p.role = 'event'
GROUP BY a.published_on, p.code
ORDER BY a.published_on DESC, articles DESC, p.code;
"""


def m012_places(db: Database) -> None:
    """Which regions an article names, and where it happened."""
    run(db, TABLES)
