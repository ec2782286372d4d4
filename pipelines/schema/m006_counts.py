"""Counts that are kept by triggers, so that a question about a whole archive does not read all of it.

Over 10,000 articles `coverage_by_day` took 162 ms for one day and `most_read_also` 1.2 s for its first fifty rows, and
both grew with the archive. The views say what they said.
"""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.schema.script import statements

TABLES = """
CREATE TABLE link_counts (
  day TEXT,
  outlet TEXT NOT NULL,
  outcome TEXT,
  links INTEGER NOT NULL
);
CREATE UNIQUE INDEX link_counts_key ON link_counts (coalesce(day, ''), outlet, coalesce(outcome, ''));
CREATE INDEX link_counts_day ON link_counts (day DESC, outlet);

CREATE TABLE baca_juga_counts (
  url TEXT PRIMARY KEY,
  articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX baca_juga_counts_articles ON baca_juga_counts (articles DESC, url);

CREATE TABLE outlet_counts (
  outlet TEXT PRIMARY KEY,
  crawls INTEGER NOT NULL,
  crawls_failed INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  failed INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX versions_seen ON versions (seen_at) WHERE version > 1;
CREATE INDEX fetches_removed ON fetches (url) WHERE outcome = 'removed';
"""

#: What each table of counts has to hold, counted anew.
COUNTED = {
    "link_counts": """
SELECT coalesce(f.listed_on, a.published_on) AS day, f.outlet, f.outcome, count(*)
FROM fetches AS f LEFT JOIN articles AS a ON a.id = f.article_id
GROUP BY day, f.outlet, f.outcome""",
    "baca_juga_counts": """
SELECT url, count(DISTINCT article_id) FROM links WHERE kind = 'baca_juga' AND url <> '' GROUP BY url""",
    "outlet_counts": """
SELECT outlet, count(*), sum(error IS NOT NULL), sum(stored), sum(changed), sum(refused), sum(failed)
FROM crawl_outlets GROUP BY outlet""",
}

#: The day of a link: the one it was listed under, else that of its article.
_DAY = "coalesce({row}.listed_on, (SELECT published_on FROM articles WHERE id = {row}.article_id))"
_MORE = """
  INSERT INTO link_counts VALUES ({day}, new.outlet, new.outcome, 1) ON CONFLICT DO UPDATE SET links = links + 1;
""".format(day=_DAY.format(row="new"))  # noqa: S608 - words of this file alone
_LESS = """
  UPDATE link_counts SET links = links - 1
  WHERE coalesce(day, '') = coalesce({day}, '') AND outlet = old.outlet
    AND coalesce(outcome, '') = coalesce(old.outcome, '');
  DELETE FROM link_counts
  WHERE coalesce(day, '') = coalesce({day}, '') AND outlet = old.outlet
    AND coalesce(outcome, '') = coalesce(old.outcome, '') AND links = 0;
""".format(day=_DAY.format(row="old"))  # noqa: S608
#: An article's links leave one day for another.
_MOVE = """
  INSERT INTO link_counts
  SELECT {old}, outlet, outcome, -count(*) FROM fetches
  WHERE article_id = old.id AND listed_on IS NULL GROUP BY outlet, outcome
  ON CONFLICT DO UPDATE SET links = links + excluded.links;
  INSERT INTO link_counts
  SELECT {new}, outlet, outcome, count(*) FROM fetches
  WHERE article_id = old.id AND listed_on IS NULL GROUP BY outlet, outcome
  ON CONFLICT DO UPDATE SET links = links + excluded.links;
  DELETE FROM link_counts WHERE day IS {old} AND links = 0;
"""
_OTHERS = """
  SELECT 1 FROM links WHERE article_id = {row}.article_id AND position <> {row}.position
    AND kind = 'baca_juga' AND url = {row}.url
"""

TRIGGERS = f"""
CREATE TRIGGER fetches_counted_ai AFTER INSERT ON fetches BEGIN {_MORE} END;
CREATE TRIGGER fetches_counted_au AFTER UPDATE OF outlet, outcome, listed_on, article_id ON fetches
WHEN (old.outlet, old.outcome, old.listed_on, old.article_id)
  IS NOT (new.outlet, new.outcome, new.listed_on, new.article_id)
BEGIN {_LESS} {_MORE} END;
CREATE TRIGGER fetches_counted_ad AFTER DELETE ON fetches BEGIN {_LESS} END;

CREATE TRIGGER articles_counted_au AFTER UPDATE OF published_on ON articles
WHEN old.published_on IS NOT new.published_on
BEGIN {_MOVE.format(old="old.published_on", new="new.published_on")} END;
CREATE TRIGGER articles_counted_bd BEFORE DELETE ON articles WHEN old.published_on IS NOT NULL
BEGIN {_MOVE.format(old="old.published_on", new="NULL")} END;

CREATE TRIGGER links_counted_ai AFTER INSERT ON links
WHEN new.kind = 'baca_juga' AND new.url <> '' AND NOT EXISTS ({_OTHERS.format(row="new")})
BEGIN
  INSERT INTO baca_juga_counts VALUES (new.url, 1) ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER links_counted_ad AFTER DELETE ON links
WHEN old.kind = 'baca_juga' AND old.url <> '' AND NOT EXISTS ({_OTHERS.format(row="old")})
BEGIN
  UPDATE baca_juga_counts SET articles = articles - 1 WHERE url = old.url;
  DELETE FROM baca_juga_counts WHERE url = old.url AND articles = 0;
END;

CREATE TRIGGER crawl_outlets_counted_bi BEFORE INSERT ON crawl_outlets
WHEN EXISTS (SELECT 1 FROM crawl_outlets WHERE crawl_id = new.crawl_id AND outlet = new.outlet)
BEGIN
  DELETE FROM crawl_outlets WHERE crawl_id = new.crawl_id AND outlet = new.outlet;
END;
CREATE TRIGGER crawl_outlets_counted_ai AFTER INSERT ON crawl_outlets BEGIN
  INSERT INTO outlet_counts
  VALUES (new.outlet, 1, new.error IS NOT NULL, new.stored, new.changed, new.refused, new.failed)
  ON CONFLICT DO UPDATE SET crawls = crawls + 1, crawls_failed = crawls_failed + excluded.crawls_failed,
    stored = stored + excluded.stored, changed = changed + excluded.changed,
    refused = refused + excluded.refused, failed = failed + excluded.failed;
END;
CREATE TRIGGER crawl_outlets_counted_ad AFTER DELETE ON crawl_outlets BEGIN
  UPDATE outlet_counts SET crawls = crawls - 1, crawls_failed = crawls_failed - (old.error IS NOT NULL),
    stored = stored - old.stored, changed = changed - old.changed,
    refused = refused - old.refused, failed = failed - old.failed
  WHERE outlet = old.outlet;
  DELETE FROM outlet_counts WHERE outlet = old.outlet AND crawls = 0;
END;
"""  # noqa: S608

#: CROSS JOIN keeps SQLite from beginning with another table, however few rows ANALYZE has counted.
VIEWS = """
DROP VIEW silent_edits;
CREATE VIEW silent_edits AS
SELECT a.id AS article_id, a.outlet, later.seen_at, later.version,
  earlier.title AS title_before, later.title AS title_after,
  earlier.text AS text_before, later.text AS text_after,
  a.modified_at, a.url
FROM versions AS later
CROSS JOIN versions AS earlier ON earlier.article_id = later.article_id AND earlier.version = later.version - 1
CROSS JOIN articles AS a ON a.id = later.article_id
WHERE later.version > 1
ORDER BY later.seen_at DESC;

DROP VIEW most_read_also;
CREATE VIEW most_read_also AS
SELECT c.url, max(links.text) AS headline, c.articles,
  count(DISTINCT a.outlet) AS outlets, min(a.published_on) AS first_on, max(a.published_on) AS last_on,
  max(links.target_article_id) AS article_id
FROM baca_juga_counts AS c
CROSS JOIN links ON links.url = c.url AND links.kind = 'baca_juga'
CROSS JOIN articles AS a ON a.id = links.article_id
GROUP BY c.articles, c.url
ORDER BY c.articles DESC, c.url;

DROP VIEW coverage_by_day;
CREATE VIEW coverage_by_day AS
SELECT c.outlet, c.day,
  sum(c.links) AS listed,
  sum(CASE WHEN c.outcome IN ('stored', 'unchanged', 'same_article') THEN c.links ELSE 0 END) AS have,
  sum(CASE WHEN c.outcome IN ('not_an_article', 'too_short', 'soft_404', 'login', 'robots', 'blocked', 'off_site',
    'private_address', 'not_html', 'removed', 'http_403') THEN c.links ELSE 0 END) AS refused,
  sum(CASE WHEN c.outcome IN ('http_404', 'gone', 'http_error', 'redirect_loop', 'timeout', 'dns', 'connection',
    'too_large', 'parse_error', 'worker_died') THEN c.links ELSE 0 END) AS failed,
  sum(CASE WHEN c.outcome IS NULL THEN c.links ELSE 0 END) AS waiting,
  coalesce((
    SELECT min(proof.complete) FROM (
      SELECT max(complete) AS complete FROM listings WHERE outlet = c.outlet AND day = c.day GROUP BY source
    ) AS proof
  ), 0) AS complete
FROM link_counts AS c
GROUP BY c.day, c.outlet
ORDER BY c.day DESC, c.outlet;

DROP VIEW outlet_health;
CREATE VIEW outlet_health AS
SELECT c.outlet,
  (SELECT started_at FROM crawl_outlets WHERE outlet = c.outlet ORDER BY crawl_id DESC LIMIT 1) AS last_crawl,
  (SELECT started_at FROM crawl_outlets
    WHERE outlet = c.outlet AND error IS NULL AND (listings > listings_failed OR stored + changed > 0)
    ORDER BY crawl_id DESC LIMIT 1) AS last_good_crawl,
  (SELECT started_at FROM crawl_outlets WHERE outlet = c.outlet AND stored > 0
    ORDER BY crawl_id DESC LIMIT 1) AS last_new_article,
  c.crawls, c.crawls_failed, c.stored, c.changed, c.refused, c.failed
FROM outlet_counts AS c
ORDER BY c.outlet;
"""


def m006_counts(db: Database) -> None:
    """Tables of counts, filled and then kept by triggers, and the views that read them."""
    for statement in statements(TABLES):
        db.execute(statement)
    for table, query in COUNTED.items():
        db.execute(f"INSERT INTO {table} {query}")
    for statement in statements(TRIGGERS + VIEWS):
        db.execute(statement)
