"""Who said what: one row a piece of speech, and the questions that are asked of it."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE quotes (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  text TEXT NOT NULL,
  speaker TEXT,
  speaker_entity_id INTEGER REFERENCES entities (id) ON DELETE SET NULL,
  anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
  role TEXT,
  cue TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'indirect', 'mixed')),
  via TEXT,
  rule TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (article_id, start)
) WITHOUT ROWID;
CREATE INDEX quotes_speaker ON quotes (speaker);
CREATE INDEX quotes_entity ON quotes (speaker_entity_id);

-- What a fact-check examines is part of what its quotes are made from: read without reading any text.
CREATE INDEX articles_claims ON articles (id, kind, claim) WHERE kind = 'factcheck';
"""

VIEWS = """
CREATE VIEW who_said_what AS
SELECT a.published_on, a.outlet, q.speaker, q.role, q.cue, q.text, q.kind, q.via, q.anonymous, q.score, q.rule, a.title,
  a.url, q.article_id, q.start, q.end, q.speaker_entity_id
FROM quotes AS q
JOIN articles AS a ON a.id = q.article_id
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +q.article_id
ORDER BY a.published_on DESC, q.article_id, q.start;

CREATE VIEW said_about AS
SELECT e.name, e.kind AS name_kind, a.published_on, a.outlet, q.speaker, q.role, q.text, q.kind, q.score, a.url,
  q.article_id, q.start, q.end, e.id AS entity_id, q.speaker_entity_id
FROM quotes AS q
JOIN mentions AS m ON m.article_id = q.article_id AND m.start >= q.start AND m.start < q.end
JOIN entities AS e ON e.id = m.entity_id
JOIN articles AS a ON a.id = q.article_id
JOIN analysed AS d ON d.analysis = 'quotes' AND d.unit = +q.article_id
JOIN analysed AS n ON n.analysis = 'entities' AND n.unit = +q.article_id
WHERE e.id IS NOT q.speaker_entity_id
GROUP BY q.article_id, q.start, e.id
ORDER BY a.published_on DESC, e.name, q.article_id, q.start;
"""


def m031_quotes(db: Database) -> None:
    """Speech with its speakers, and the views over it."""
    run(db, TABLES)
    run(db, VIEWS)
