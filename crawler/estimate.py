"""What a crawl of past days will take: outlets and a span come in, a line an outlet goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.outlet import Outlet
from crawler.plan import Span

#: A page takes its delay and about so many seconds more.
ANSWER = 0.5
DELAY = 1.0


def estimate(outlets: Iterable[Outlet], span: Span, known: dict[str, float]) -> Iterator[str]:
    """How many articles and how long, from what `known` says each outlet stores on a day, or from `expect`.

    The time is that of one host asked for one page after the other; an outlet of several hosts is faster.
    """
    days = len(list(span.days()))
    for outlet in outlets:
        reaching = [listing for listing in outlet.listings if listing.dated or listing.kind in ("sitemap", "wordpress")]
        if not reaching:
            yield f"{outlet.name}: no listing of it reaches back; only what its feeds and fronts still show"
            continue
        a_day = known.get(outlet.name) or _expected(outlet)
        if a_day is None:
            yield f"{outlet.name}: {days} days by {len(reaching)} listings; how many articles is not known"
            continue
        pages = round(days * a_day)
        seconds = pages * ((outlet.delay if outlet.delay is not None else DELAY) + ANSWER)
        yield f"{outlet.name}: {days} days, about {pages:,} articles, up to {_spoken(timedelta(seconds=seconds))}"


def stored_a_day(db: Database) -> dict[str, float]:
    """What each outlet stored on a day, on average over the last thirty days that it was listed."""
    query = (
        "SELECT outlet, avg(stories) FROM (SELECT outlet, published_on, count(*) AS stories, row_number() OVER"
        " (PARTITION BY outlet ORDER BY published_on DESC) AS back FROM articles WHERE published_on IS NOT NULL"
        " GROUP BY outlet, published_on) WHERE back BETWEEN 2 AND 31 GROUP BY outlet"
    )
    return dict(db.execute(query).fetchall())


def _expected(outlet: Outlet) -> float | None:
    per_day = outlet.expect.per_day
    return sum(per_day) / 2 if per_day else None


def _spoken(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours:.0f} hours" if hours >= 2 else f"{max(1, round(hours * 60))} minutes"


def today() -> date:
    """The day by the clock of the capital, WIB."""
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()
