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
    """Articles that no analysis has run over for days, once analyses have run at all."""
    if not db["analyses"].exists():
        return
    ran_at = db.execute("SELECT max(ran_at) FROM analyses").fetchone()[0]
    if ran_at is None or moment(ran_at) > at - LATE:
        return
    waiting = db.execute(
        "SELECT count(*) FROM articles WHERE first_seen_at > ? AND first_seen_at < ?", [ran_at, stamp(at - LATE)]
    ).fetchone()[0]
    if waiting:
        yield Finding(
            kind="analyses", subject="analyses", expected="one since the last articles came",
            seen=f"none since {ran_at}; {waiting} articles older than two days wait", advice="kliping analyse",
        )  # fmt: skip
