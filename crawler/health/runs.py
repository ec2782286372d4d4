"""Whether crawls and analyses still run as they used to: the database comes in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlite_utils import Database

from crawler.health.finding import Finding
from pipelines.clock import moment, stamp

#: A pause is long when it is ten times the usual one, and a day: whoever crawls by hand once a week is let alone.
LONG = 10
A_DAY = timedelta(days=1)
#: From so many crawls one can say what is usual.
KNOWN = 20
#: So many crawls cut short in a row are no chance.
CUT_SHORT = 5
LATE = timedelta(days=2)


def look_at_runs(db: Database, at: datetime) -> Iterator[Finding]:
    """A crawl that is overdue, and crawls that never come to their end."""
    rows = db.execute("SELECT started_at, ended_at FROM crawls ORDER BY id DESC LIMIT 200").fetchall()
    starts = [moment(row[0]) for row in rows]
    if len(starts) >= KNOWN:
        pauses = (abs(later - earlier).total_seconds() for later, earlier in pairwise(starts))
        usual = timedelta(seconds=round(median(pauses)))
        pause = at - starts[0]
        if pause > max(LONG * usual, A_DAY):
            yield Finding(
                kind="runs", subject="crawls", expected=f"one about every {usual}", seen=f"none since {rows[0][0]}",
                advice="look whether cron still runs, and at data/logs/",
            )  # fmt: skip
    over = [ended for _, ended in rows[1 : CUT_SHORT + 1]]  # the last may be at work
    if len(over) == CUT_SHORT and not any(over):
        yield Finding(
            kind="runs", subject="crawls", expected="crawls that come to their end",
            seen=f"{CUT_SHORT} in a row were cut short", advice="look at data/logs/, at the memory and at the disk",
        )  # fmt: skip


def look_at_analyses(db: Database, at: datetime) -> Iterator[Finding]:
    """Articles that an analysis has not read for days, once analyses have run at all, and when the last one ran."""
    if not db["analyses"].exists():
        return
    ran_at = db.execute("SELECT max(ran_at) FROM analyses").fetchone()[0]
    waiting = dict(db.execute(_WAITING, {"late": stamp(at - LATE)}).fetchall())
    if not waiting:
        return
    most = max(waiting.values())
    if len(set(waiting.values())) == 1 and len(waiting) == _known(db):
        which = "every analysis"
    else:
        which = ", ".join(f"{name} ({count})" for name, count in waiting.items())
    ago = at - moment(ran_at)
    yield Finding(
        kind="analyses", subject="analyses", expected="every article read within two days",
        seen=f"the last ran {ran_at}, {ago.days} days ago; {most} articles older than two days wait for {which}",
        advice="kliping analyse, and look whether cron still runs it and gives it the time",
    )  # fmt: skip


def _known(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM analyses WHERE unit = 'article'").fetchone()[0])


#: Articles without a mark of an analysis; one whose text has just changed has lost it and waits since its last fetch.
#: Only of those without is the time of fetching looked up, which stands among the texts: of 200,000 articles and five
#: analyses that takes 0.5 s, of all of them 1.8 s.
_WAITING = """
WITH unread AS MATERIALIZED (
  SELECT n.name, a.id FROM analyses AS n CROSS JOIN articles AS a
  LEFT JOIN analysed AS d ON d.analysis = n.name AND d.unit = +a.id
  WHERE n.unit = 'article' AND a.first_seen_at < :late AND (d.unit IS NULL OR d.version <> n.version)
)
SELECT u.name, count(*) FROM unread AS u JOIN articles AS a ON a.id = u.id
WHERE a.fetched_at < :late GROUP BY u.name ORDER BY u.name
"""
