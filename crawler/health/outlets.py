"""What is wrong with outlets: the database and the declarations come in, findings go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlite_utils import Database

from crawler.health.counts import articles_by_day, failing, histories, requests_by_day, today_of
from crawler.health.finding import Finding
from crawler.health.shifts import Rise, length, rises, samples
from crawler.health.volume import judge
from crawler.outlet import Outlet
from crawler.tally import UNREAD

#: A listing that failed so often in a row has failed for more than a day: its pauses grow from 10 minutes to 6 hours.
FAILURES = 9


def look_at_outlets(db: Database, outlets: Mapping[str, Outlet], at: datetime) -> Iterator[Finding]:
    """All that is to be said of the outlets that are crawled."""
    crawled = {name: outlet for name, outlet in outlets.items() if outlet.crawled}
    broken = {one.outlet: one for one in failing(db, crawled, at)}
    for name, one in broken.items():
        unread = (one.error or "").startswith(UNREAD)
        yield Finding(
            kind="failing", subject=name,
            expected="a listing that can be read" if unread else "a crawl without a fault of ours",
            seen=f"{one.crawls} crawls since {one.since} failed: {one.error}",
            advice=_check(name) if unread else "what is said of the files above, and logs/kliping.log",
        )  # fmt: skip
    verdicts = judge(histories(db, crawled, at))
    for name, verdict in verdicts.items():
        if name not in broken:
            closed = "; if it has closed, set `retired` in its declaration" if verdict.kind == "silent" else ""
            yield Finding(
                kind=verdict.kind, subject=name, expected=verdict.expected, seen=verdict.seen,
                advice=_check(name) + closed,
            )  # fmt: skip
    yield from _shifts(db, crawled, at)
    yield from _listings(db, crawled, set(verdicts))


def _shifts(db: Database, outlets: Mapping[str, Outlet], at: datetime) -> Iterator[Finding]:
    today = today_of(at)
    for name, days in sorted(articles_by_day(db, at).items()):
        drawn = samples(days, today) if name in outlets else None
        if drawn is None:
            continue
        recent, earlier = drawn
        if changed := length(recent, earlier):
            yield Finding(
                kind="text", subject=name, expected=f"about {changed.before:.0f} words, the median of earlier weeks",
                seen=f"{changed.now:.0f} words, the median of the last {changed.count} articles",
                advice=_redesign(name),
            )  # fmt: skip
        for rise in rises(recent, earlier):
            flag = rise.mark.removeprefix("flag ")
            kind = "missing" if flag == rise.mark else "flags"
            # The container fits no more: nothing is lost, but every page is read whole.
            again = f"; then kliping outlet learn {name}" if flag == "whole_page" else ""
            yield _risen(kind, name, rise, "of the last {} articles", _redesign(name) + again)
    for name, days in sorted(requests_by_day(db, at).items()):
        drawn = samples(days, today) if name in outlets else None
        for rise in rises(*drawn) if drawn else ():
            yield _risen("refusals", name, rise, "of the last {} requests", _check(name))


def _risen(kind: str, name: str, rise: Rise, of: str, advice: str) -> Finding:
    before, worst = f"{rise.before:.0%}", f"{rise.worst:.0%}"
    return Finding(
        kind=kind, subject=name, expected=f"{rise.mark} on {before}, {worst} in the worst of earlier weeks",
        seen=f"{rise.now:.0%} {of.format(rise.count)}", advice=advice,
    )  # fmt: skip


def _listings(db: Database, outlets: Mapping[str, Outlet], silent: set[str]) -> Iterator[Finding]:
    """Listings that fail, and those that were retired as stale: to be acted on where the outlet suffers from it."""
    rows = db.execute(
        "SELECT outlet, source, url, failures, retired_at, reason, read_at FROM listing_state"
        " WHERE failures >= ? OR retired_at IS NOT NULL ORDER BY outlet, url",
        [FAILURES],
    ).fetchall()
    for name, source, url, failures, retired_at, reason, read_at in rows:
        outlet = outlets.get(name)
        if outlet is None or source not in {listing.url for listing in outlet.listings}:
            continue
        if failures >= FAILURES:
            yield Finding(
                kind="listings", subject=f"{name}: {url}", expected="a listing that can be read",
                seen=f"{failures} failures in a row, the last {read_at}", advice=_check(name), act=url == source,
            )  # fmt: skip
        elif retired_at is not None:
            yield Finding(
                kind="listings", subject=f"{name}: {url}", expected="a listing that brings something new",
                seen=f"retired {retired_at}: {reason}", act=name in silent,
                advice=f"nothing, or take it out of the declaration of {name}; it is tried again once in 30 days",
            )  # fmt: skip


def _check(name: str) -> str:
    return f"kliping outlet check {name}"


def _redesign(name: str) -> str:
    return f"the pages may look different now: kliping outlet check {name}"
