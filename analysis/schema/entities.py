"""Who is named: entities over the whole archive, where each is mentioned, in what role, under what other names."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE entities (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'place')),
  UNIQUE (name, kind)
);

CREATE TABLE mentions (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'place')),
  rule TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (article_id, start)
) WITHOUT ROWID;
CREATE INDEX mentions_entity ON mentions (entity_id, article_id);

CREATE TABLE roles (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (article_id, start, entity_id)
) WITHOUT ROWID;
CREATE INDEX roles_entity ON roles (entity_id);

CREATE TABLE aliases (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
  alias TEXT NOT NULL,
  PRIMARY KEY (article_id, entity_id, alias)
) WITHOUT ROWID;
CREATE INDEX aliases_entity ON aliases (entity_id);
CREATE INDEX aliases_alias ON aliases (alias);

-- A name that no other article has goes with the article: what is taken out on request leaves nobody's name behind.
CREATE TRIGGER entities_ad BEFORE DELETE ON articles BEGIN
  DELETE FROM entities WHERE id IN (SELECT entity_id FROM mentions WHERE article_id = old.id)
  AND NOT EXISTS (SELECT 1 FROM mentions WHERE entity_id = entities.id AND article_id <> old.id);
END;
"""

VIEWS = """
CREATE VIEW most_named AS
SELECT a.published_on AS day, e.kind, e.name, count(DISTINCT m.article_id) AS articles,
  count(DISTINCT a.outlet) AS outlets, e.id AS entity_id
FROM mentions AS m
JOIN entities AS e ON e.id = m.entity_id
JOIN articles AS a ON a.id = m.article_id
JOIN analysed AS d ON d.analysis = 'entities' AND d.unit = +m.article_id
GROUP BY a.published_on, m.entity_id
ORDER BY a.published_on DESC, articles DESC, e.name;

CREATE VIEW named_together AS
SELECT one.name, other.name AS other, one.kind, other.kind AS other_kind, count(DISTINCT m.article_id) AS articles,
  one.id AS entity_id, other.id AS other_id
FROM mentions AS m
JOIN mentions AS o ON o.article_id = m.article_id AND o.entity_id <> m.entity_id
JOIN entities AS one ON one.id = m.entity_id
JOIN entities AS other ON other.id = o.entity_id
GROUP BY m.entity_id, o.entity_id
ORDER BY articles DESC, one.name, other.name;
"""


def m030_entities(db: Database) -> None:
    """Names, their mentions, roles and aliases, and the first views over them."""
    run(db, TABLES)
    run(db, VIEWS)
