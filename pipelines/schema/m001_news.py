"""The first shape of the file: the news tables, full text over them, and the first views."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.schema.script import statements

TABLES = """
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  outlet TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  text TEXT NOT NULL,
  published_at TEXT,
  published_on TEXT,
  published_offset TEXT,
  published_precision TEXT CHECK (published_precision IN ('minute', 'day')),
  modified_at TEXT,
  section TEXT,
  kind TEXT NOT NULL,
  dateline TEXT,
  initials TEXT,
  credit TEXT,
  claim TEXT,
  image TEXT,
  image_caption TEXT,
  paywalled INTEGER NOT NULL DEFAULT 0,
  words INTEGER NOT NULL,
  text_hash TEXT NOT NULL,
  title_hash TEXT NOT NULL,
  title_from TEXT,
  date_from TEXT,
  byline_from TEXT,
  flags TEXT,
  first_seen_at TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  gone_at TEXT,
  recipe TEXT,
  parts INTEGER NOT NULL DEFAULT 1,
  parts_expected INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX articles_published ON articles (published_on, outlet);
CREATE INDEX articles_first_seen ON articles (first_seen_at);
CREATE INDEX articles_outlet ON articles (outlet, published_on);
CREATE INDEX articles_text_hash ON articles (text_hash);

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE article_people (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  person_id INTEGER NOT NULL REFERENCES people (id),
  role TEXT NOT NULL CHECK (role IN ('author', 'reporter', 'contributor', 'photographer', 'editor', 'initials')),
  position INTEGER NOT NULL,
  PRIMARY KEY (article_id, person_id, role)
) WITHOUT ROWID;
CREATE INDEX article_people_person ON article_people (person_id);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE article_tags (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (article_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX article_tags_tag ON article_tags (tag_id);

CREATE TABLE links (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  url TEXT NOT NULL,
  text TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('baca_juga', 'inline', 'topic')),
  target_article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX links_url ON links (url);
CREATE INDEX links_target ON links (target_article_id);

CREATE TABLE versions (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  seen_at TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  PRIMARY KEY (article_id, version)
);

CREATE TABLE fetches (
  url TEXT PRIMARY KEY,
  asked TEXT,
  outlet TEXT NOT NULL,
  via TEXT NOT NULL,
  listed_at TEXT NOT NULL,
  listed_on TEXT,
  fetched_at TEXT,
  status INTEGER,
  outcome TEXT,
  detail TEXT,
  etag TEXT,
  last_modified TEXT,
  due_at TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  recipe TEXT,
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE INDEX fetches_outlet ON fetches (outlet, listed_on);
CREATE INDEX fetches_due ON fetches (outlet, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX fetches_waiting ON fetches (outlet, listed_on) WHERE outcome IS NULL;
CREATE INDEX fetches_article ON fetches (article_id);

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  outlet TEXT NOT NULL,
  crawl_id INTEGER REFERENCES crawls (id),
  at TEXT NOT NULL,
  status INTEGER,
  outcome TEXT NOT NULL,
  stage INTEGER
);
CREATE INDEX attempts_url ON attempts (url);
CREATE INDEX attempts_crawl ON attempts (crawl_id);
CREATE INDEX attempts_stage ON attempts (outlet, stage, id) WHERE stage IS NOT NULL;

CREATE TABLE listings (
  id INTEGER PRIMARY KEY,
  crawl_id INTEGER REFERENCES crawls (id),
  outlet TEXT NOT NULL,
  day TEXT,
  source TEXT NOT NULL,
  url TEXT NOT NULL,
  read_at TEXT NOT NULL,
  listed INTEGER NOT NULL,
  new INTEGER NOT NULL,
  complete INTEGER NOT NULL DEFAULT 0,
  error TEXT
);
CREATE INDEX listings_outlet ON listings (outlet, day);
CREATE INDEX listings_source ON listings (source, day, read_at);

CREATE TABLE listing_state (
  outlet TEXT NOT NULL,
  url TEXT NOT NULL,
  source TEXT NOT NULL,
  declared TEXT NOT NULL,
  due_at TEXT NOT NULL,
  interval INTEGER NOT NULL,
  read_at TEXT,
  full_at TEXT,
  changed_at TEXT,
  new_at TEXT,
  newest_on TEXT,
  etag TEXT,
  last_modified TEXT,
  trusted INTEGER,
  digest TEXT,
  listed INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0,
  quiet INTEGER NOT NULL DEFAULT 0,
  depth INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  retired_at TEXT,
  reason TEXT,
  PRIMARY KEY (outlet, url)
) WITHOUT ROWID;

CREATE TABLE crawls (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  command TEXT NOT NULL,
  version TEXT NOT NULL
);
CREATE TABLE crawl_outlets (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id) ON DELETE CASCADE,
  outlet TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  listings INTEGER NOT NULL DEFAULT 0,
  listings_failed INTEGER NOT NULL DEFAULT 0,
  listed INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  requests INTEGER NOT NULL DEFAULT 0,
  stored INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  PRIMARY KEY (crawl_id, outlet)
) WITHOUT ROWID;
"""

FULL_TEXT = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, text, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;
CREATE TRIGGER articles_au AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO articles_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;
"""

VIEWS = """
CREATE VIEW latest AS
SELECT id, published_at, published_on, outlet, title, section, kind, words, url
FROM articles
ORDER BY first_seen_at DESC, id DESC;

CREATE VIEW silent_edits AS
SELECT a.id AS article_id, a.outlet, later.seen_at, later.version,
  earlier.title AS title_before, later.title AS title_after,
  earlier.text AS text_before, later.text AS text_after,
  a.modified_at, a.url
FROM versions AS later
JOIN versions AS earlier ON earlier.article_id = later.article_id AND earlier.version = later.version - 1
JOIN articles AS a ON a.id = later.article_id
ORDER BY later.seen_at DESC;

CREATE VIEW most_read_also AS
SELECT links.url, max(links.text) AS headline, count(DISTINCT links.article_id) AS articles,
  count(DISTINCT a.outlet) AS outlets, min(a.published_on) AS first_on, max(a.published_on) AS last_on,
  max(links.target_article_id) AS article_id
FROM links
JOIN articles AS a ON a.id = links.article_id
WHERE links.kind = 'baca_juga' AND links.url <> ''
GROUP BY links.url
ORDER BY articles DESC, links.url;

CREATE VIEW coverage_by_day AS
SELECT f.outlet, coalesce(f.listed_on, a.published_on) AS day,
  count(*) AS listed,
  sum(f.outcome IN ('stored', 'unchanged', 'same_article')) AS have,
  sum(f.outcome IN ('not_an_article', 'too_short', 'soft_404', 'login', 'robots', 'blocked', 'off_site',
    'private_address', 'not_html', 'removed', 'http_403')) AS refused,
  sum(f.outcome IN ('http_404', 'gone', 'http_error', 'redirect_loop', 'timeout', 'dns', 'connection', 'too_large',
    'parse_error', 'worker_died')) AS failed,
  sum(f.outcome IS NULL) AS waiting,
  coalesce(max(proof.complete), 0) AS complete
FROM fetches AS f
LEFT JOIN articles AS a ON a.id = f.article_id
LEFT JOIN (
  SELECT outlet, day, min(complete) AS complete
  FROM (SELECT outlet, day, max(complete) AS complete FROM listings WHERE day IS NOT NULL GROUP BY outlet, day, source)
  GROUP BY outlet, day
) AS proof ON proof.outlet = f.outlet AND proof.day = coalesce(f.listed_on, a.published_on)
GROUP BY f.outlet, coalesce(f.listed_on, a.published_on)
ORDER BY coalesce(f.listed_on, a.published_on) DESC, f.outlet;

CREATE VIEW outlet_health AS
SELECT co.outlet, max(co.started_at) AS last_crawl,
  max(CASE WHEN co.error IS NULL THEN co.started_at END) AS last_good_crawl,
  max(CASE WHEN co.stored > 0 THEN co.started_at END) AS last_new_article,
  count(*) AS crawls, sum(co.error IS NOT NULL) AS crawls_failed,
  sum(co.stored) AS stored, sum(co.changed) AS changed, sum(co.refused) AS refused, sum(co.failed) AS failed
FROM crawl_outlets AS co
GROUP BY co.outlet
ORDER BY co.outlet;
"""


def m001_news(db: Database) -> None:
    """The news tables, full text over title and text, and the first views."""
    for script in (TABLES, FULL_TEXT, VIEWS):
        for statement in statements(script):
            db.execute(statement)
