"""What a run came to: how it ended and with which exit status, and what was said to a person, and when."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.schema.script import statements

RUNS = """
ALTER TABLE crawls ADD COLUMN steps TEXT;
ALTER TABLE crawls ADD COLUMN ended TEXT CHECK (ended IN ('done', 'deadline', 'stopped', 'fault'));
ALTER TABLE crawls ADD COLUMN status INTEGER;
ALTER TABLE crawls ADD COLUMN outlets INTEGER;
ALTER TABLE crawls ADD COLUMN outlets_failed INTEGER;
ALTER TABLE crawls ADD COLUMN stored INTEGER;
ALTER TABLE crawls ADD COLUMN changed INTEGER;
ALTER TABLE crawls ADD COLUMN reread INTEGER;
ALTER TABLE crawls ADD COLUMN summary TEXT;
ALTER TABLE crawls ADD COLUMN settled TEXT;

ALTER TABLE crawl_outlets ADD COLUMN cut_short INTEGER NOT NULL DEFAULT 0;
CREATE INDEX crawl_outlets_outlet ON crawl_outlets (outlet, crawl_id);

CREATE TABLE notices (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  message TEXT NOT NULL,
  first_said_at TEXT NOT NULL,
  said_at TEXT NOT NULL,
  PRIMARY KEY (kind, subject)
) WITHOUT ROWID;
"""

HEALTH = """
DROP VIEW outlet_health;
CREATE VIEW outlet_health AS
SELECT co.outlet, max(co.started_at) AS last_crawl,
  max(CASE WHEN co.error IS NULL AND (co.listings > co.listings_failed OR co.stored + co.changed > 0)
    THEN co.started_at END) AS last_good_crawl,
  max(CASE WHEN co.stored > 0 THEN co.started_at END) AS last_new_article,
  count(*) AS crawls, sum(co.error IS NOT NULL) AS crawls_failed,
  sum(co.stored) AS stored, sum(co.changed) AS changed, sum(co.refused) AS refused, sum(co.failed) AS failed
FROM crawl_outlets AS co
GROUP BY co.outlet
ORDER BY co.outlet;
"""


def m002_runs(db: Database) -> None:
    """Columns for what a run came to, the memory of what was said, and a last good crawl that read something."""
    for script in (RUNS, HEALTH):
        for statement in statements(script):
            db.execute(statement)
