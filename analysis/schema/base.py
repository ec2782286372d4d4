"""What every analysis needs: which analyses there are, and what each has read."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.schema import statements

ENGINE = """
CREATE TABLE analyses (
  name TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('article', 'day')),
  ran_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE analysed (
  analysis TEXT NOT NULL,
  unit NOT NULL,
  version TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (analysis, unit)
) WITHOUT ROWID;

-- Pending is a join over every article: without this it would read every text.
CREATE INDEX articles_digest ON articles (id, text_hash, title_hash, published_on, outlet);

-- Findings have offsets into the text, and the hashes do not count white space. A `+` before a number keeps its
-- column's affinity away: against `unit`, which has none, it would keep SQLite from the key.
CREATE TRIGGER analysed_au AFTER UPDATE OF text, title ON articles
WHEN old.text IS NOT new.text OR old.title IS NOT new.title BEGIN
  DELETE FROM analysed WHERE unit = +old.id AND analysis IN (SELECT name FROM analyses WHERE unit = 'article');
END;
CREATE TRIGGER analysed_ad AFTER DELETE ON articles BEGIN
  DELETE FROM analysed WHERE unit = +old.id AND analysis IN (SELECT name FROM analyses WHERE unit = 'article');
END;
"""


def m001_engine(db: Database) -> None:
    """The account of what was analysed."""
    run(db, ENGINE)


def run(db: Database, script: str) -> None:
    """Run a script's statements inside the migration's transaction."""
    for statement in statements(script):
        db.execute(statement)
