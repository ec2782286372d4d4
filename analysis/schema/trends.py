"""Trends: how many articles of a day have a term, and which terms rise."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE days (
  day TEXT PRIMARY KEY,
  articles INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE day_terms (
  day TEXT NOT NULL,
  term TEXT NOT NULL,
  articles INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  PRIMARY KEY (day, term)
) WITHOUT ROWID;
CREATE INDEX day_terms_term ON day_terms (term, day);

CREATE TABLE day_counts (
  day TEXT PRIMARY KEY,
  digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE trends (
  day TEXT NOT NULL,
  term TEXT NOT NULL,
  articles INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  expected REAL NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (day, term)
) WITHOUT ROWID;

CREATE VIEW what_is_rising AS
SELECT t.day, t.term, t.articles, t.outlets, t.expected, t.score,
  d.articles AS articles_of_day, d.outlets AS outlets_of_day
FROM trends AS t JOIN days AS d ON d.day = t.day
WHERE t.day = (SELECT max(day) FROM days)
ORDER BY t.score DESC, t.term;

CREATE VIEW term_timeline AS
SELECT t.term, t.day, t.articles, t.outlets, d.articles AS articles_of_day, d.outlets AS outlets_of_day,
  round(100.0 * t.articles / d.articles, 2) AS percent, r.expected, r.score
FROM day_terms AS t JOIN days AS d ON d.day = t.day LEFT JOIN trends AS r ON r.day = t.day AND r.term = t.term;
"""


def m022_trends(db: Database) -> None:
    """Terms of a day beside the articles and outlets of that day."""
    run(db, TABLES)
