"""The counts that outlets are judged by, read from the database: volumes, articles' marks and requests, by day.

A day is one of Jakarta. Crawls of the past (`--since`) are left out: they bring what was not published then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from sqlite_utils import Database

from crawler.health.shifts import REACH, Sample
from crawler.health.volume import History
from crawler.outlet import Outlet
from crawler.tally import PASSED
from pipelines.clock import stamp

WIB = timezone(timedelta(hours=7))
#: Volumes are read so far back: half a year before an article that came ten weeks ago.
HISTORY = timedelta(weeks=36)
#: An article that was published longer ago than this when it was first seen tells nothing of today's pages.
FRESH_DAYS = 7


def today_of(at: datetime) -> date:
    """The day of a moment in Jakarta."""
    return at.astimezone(WIB).date()


@dataclass(frozen=True, kw_only=True)
class Failing:
    """An outlet whose every crawl failed for some time: since when, how many, and what the last said."""

    outlet: str
    since: str
    crawls: int
    error: str


def histories(db: Database, outlets: Mapping[str, Outlet], at: datetime) -> list[History]:
    """Each crawled outlet's volume by day; today, which is not over, is left out."""
    rows = db.execute(
        "SELECT outlet, date(started_at, '+7 hours') AS day, sum(stored),"
        " sum(CASE WHEN error IS NULL THEN listings - listings_failed ELSE 0 END) > 0"
        " FROM crawl_outlets WHERE crawl_id IN"
        " (SELECT id FROM crawls WHERE started_at >= :since AND command NOT LIKE '%--since%')"
        " GROUP BY outlet, day ORDER BY outlet, day",
        {"since": stamp(at - HISTORY)},
    ).fetchall()
    today = today_of(at)
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    crawled: dict[str, list[date]] = defaultdict(list)
    for outlet, written, stored, whole in rows:
        day = date.fromisoformat(written)
        counts[outlet][day] = stored
        if whole and day < today:
            crawled[outlet].append(day)
    return [
        History(outlet=name, counts=counts[name], crawled=tuple(crawled[name]), per_day=outlets[name].expect.per_day)
        for name in counts
        if name in outlets
    ]


def failing(db: Database, outlets: Mapping[str, Outlet], at: datetime) -> list[Failing]:
    """The outlets whose every crawl of the last day failed, three at the least."""
    rows = db.execute(
        "SELECT outlet, min(started_at), count(*), sum(error IS NULL), max(started_at), error FROM crawl_outlets"
        " WHERE crawl_id IN (SELECT id FROM crawls WHERE started_at >= :since AND command NOT LIKE '%--since%')"
        " GROUP BY outlet",
        {"since": stamp(at - timedelta(days=1))},
    ).fetchall()
    return [
        Failing(outlet=outlet, since=since, crawls=crawls, error=error)
        for outlet, since, crawls, good, _, error in rows
        if outlet in outlets and crawls >= 3 and not good
    ]


def articles_by_day(db: Database, at: datetime) -> dict[str, dict[date, Sample]]:
    """What new articles lack and how long they are, by outlet and day."""
    rows = db.execute(
        "SELECT outlet, date(first_seen_at, '+7 hours'), words, kind, flags, published_on IS NULL,"
        " initials IS NULL AND NOT EXISTS (SELECT 1 FROM article_people WHERE article_id = a.id),"
        " julianday(first_seen_at) - julianday(coalesce(published_on,"
        "  (SELECT listed_on FROM fetches WHERE article_id = a.id), date(first_seen_at)))"
        " FROM articles AS a WHERE first_seen_at >= ?",
        [stamp(at - timedelta(days=REACH + 1))],
    )
    marks: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    counts: Counter[tuple[str, str]] = Counter()
    words: dict[tuple[str, str], list[int]] = defaultdict(list)
    for outlet, day, length, kind, flags, undated, unsigned, days_old in rows:
        if days_old > FRESH_DAYS:
            continue
        key = (outlet, day)
        counts[key] += 1
        seen = [*(f"flag {flag}" for flag in (flags or "").split()), *["no date"] * undated, *["no byline"] * unsigned]
        marks[key].update(seen)
        if kind not in ("photo", "video"):
            words[key].append(length)
    return _by_outlet({key: Sample(count=counts[key], marks=marks[key], words=tuple(words[key])) for key in counts})


def requests_by_day(db: Database, at: datetime) -> dict[str, dict[date, Sample]]:
    """How first requests for articles ended, by outlet and day; looks at stored articles are left out."""
    rows = db.execute(
        "SELECT outlet, date(at, '+7 hours') AS day, outcome, count(*) FROM attempts"
        " WHERE stage IS NULL AND outcome <> 'unchanged' AND crawl_id IN"
        " (SELECT id FROM crawls WHERE started_at >= :since AND command NOT LIKE '%--since%')"
        " GROUP BY outlet, day, outcome",
        {"since": stamp(at - timedelta(days=REACH + 1))},
    )
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for outlet, day, outcome, count in rows:
        found[outlet, day][outcome] += count
    return _by_outlet({
        key: Sample(
            count=outcomes.total(),
            marks=Counter({name: count for name, count in outcomes.items() if name not in PASSED}),
        )
        for key, outcomes in found.items()
    })  # fmt: skip


def _by_outlet(samples: Mapping[tuple[str, str], Sample]) -> dict[str, dict[date, Sample]]:
    found: dict[str, dict[date, Sample]] = defaultdict(dict)
    for (outlet, day), sample in samples.items():
        found[outlet][date.fromisoformat(day)] = sample
    return found
