"""Stories: which articles tell of the same event, and the two questions asked of that."""

from __future__ import annotations

from sqlite_utils import Database

from analysis.schema.base import run

TABLES = """
CREATE TABLE stories (
  id INTEGER PRIMARY KEY,
  headline TEXT NOT NULL,
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  outlets INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  copies INTEGER NOT NULL
);
CREATE INDEX stories_last ON stories (last_at, first_at);
CREATE INDEX stories_article ON stories (article_id);

CREATE TABLE story_articles (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  score REAL,
  copy INTEGER NOT NULL CHECK (copy IN (0, 1))
);
CREATE INDEX story_articles_story ON story_articles (story_id, at);

CREATE TABLE story_merges (
  old INTEGER PRIMARY KEY,
  new INTEGER,
  article_id INTEGER
);
CREATE INDEX story_merges_new ON story_merges (new);
CREATE INDEX story_merges_waiting ON story_merges (article_id) WHERE new IS NULL;

-- What the clustering remembers of the articles of the last weeks.
CREATE TABLE story_vectors (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  vector TEXT NOT NULL
);

-- An article that goes is counted out of its story; the last one takes the story along.
CREATE TRIGGER story_articles_ad AFTER DELETE ON story_articles BEGIN
  INSERT OR IGNORE INTO story_merges (old) SELECT id FROM stories
    WHERE id = old.story_id AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story_id = old.story_id);
  DELETE FROM stories
    WHERE id = old.story_id AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story_id = old.story_id);
  UPDATE stories SET (first_at, last_at, articles, copies, outlets) = (
      SELECT min(s.at), max(s.at), sum(1 - s.copy), sum(s.copy), count(DISTINCT a.outlet)
      FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id WHERE s.story_id = old.story_id)
    WHERE id = old.story_id;
  UPDATE stories SET (article_id, headline) = (
      SELECT a.id, a.title FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id
      WHERE s.story_id = old.story_id ORDER BY s.copy, s.at, a.id LIMIT 1)
    WHERE id = old.story_id AND (article_id IS NULL OR article_id = old.article_id);
END;

CREATE VIEW todays_stories AS
WITH newest AS (SELECT max(published_on) AS day FROM articles WHERE published_on <= date('now', '+1 day')),
told AS (
  SELECT s.story_id, count(DISTINCT a.outlet) AS outlets_today, sum(1 - s.copy) AS articles_today
  FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id JOIN newest ON a.published_on = newest.day
  GROUP BY s.story_id
)
SELECT stories.id, newest.day, headline, told.outlets_today, told.articles_today, outlets, articles, copies,
  first_at, last_at, url
FROM told JOIN stories ON stories.id = told.story_id JOIN newest LEFT JOIN articles AS a ON a.id = stories.article_id
WHERE outlets >= 2
ORDER BY told.outlets_today DESC, told.articles_today DESC, stories.id;

CREATE VIEW story_timeline AS
SELECT s.story_id, stories.headline AS story, s.at, a.outlet, a.title, s.copy, s.score, a.id AS article_id, a.url
FROM story_articles AS s JOIN stories ON stories.id = s.story_id JOIN articles AS a ON a.id = s.article_id
WHERE stories.outlets >= 2
ORDER BY s.story_id, s.at, a.id;
"""


def m020_stories(db: Database) -> None:
    """Events, their articles, and what became of a story's number."""
    run(db, TABLES)
