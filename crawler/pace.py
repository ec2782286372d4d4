"""The pace at which listings are asked: what a reading brought comes in, what to remember of it goes out.

Pure. A listing is asked sooner when it brings much that is new, later when it brings nothing, and never so late
that it could forget a link in between. A sitemap that has gone stale is left alone, and tried again each month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crawler.listings.reading import Found, Further
from crawler.outlet import Listing, Outlet
from pipelines.items import ListingState

#: Bounds of the interval, and where a listing begins. Cron comes every 15 minutes in the manual's example.
LEAST = timedelta(minutes=10)
START = timedelta(minutes=15)
MOST = timedelta(hours=6)
#: An index of a day or of sitemaps is asked at least so often: the shortest feed among 70 outlets shows 1.2 hours.
INDEX = timedelta(hours=1)
#: What is due within this time is due now: cron's steps are no multiple of anything.
SLACK = timedelta(minutes=2)
#: Where this share of a listing is new, or so many links, it is read too seldom; nearly all new, far too seldom.
MUCH, MANY, NEARLY_ALL = 1 / 3, 10, 3 / 4
#: Where it brings less than both, it is read a little too often: four links are worth a request.
LITTLE, FEW = 1 / 6, 4
#: A listing is asked so often while it turns over at its busiest; the busiest reading of days is the measure.
OVERLAP = 2
#: A busiest hour is forgotten by and by: over this time the depth that it left behind doubles.
FORGETS = timedelta(days=3)
#: However well an ETag has served, the body is asked for once a day.
TRUSTED_FOR = timedelta(hours=24)
#: A sitemap without anything new for so long, over so many readings, is stale; it is tried again after so long.
STALE = timedelta(days=30)
READINGS = 20
RETRIED = timedelta(days=30)

_FORGETFUL = ("feed", "news_sitemap", "front", "json")
_SITEMAPS = ("sitemap", "news_sitemap")


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What a reading brought: links, how many were new, and what else is to be remembered. No digest: a 304."""

    links: int = 0
    new: int = 0
    digest: str | None = None
    newest_on: date | None = None
    etag: str | None = None
    last_modified: str | None = None
    complete: bool = False


def unread(outlet: Outlet, listing: Listing, url: str, at: datetime) -> ListingState:
    """The state of an address that was never read under this declaration: due at once."""
    return ListingState(
        outlet=outlet.name, source=listing.url, url=url, declared=declared(outlet, listing), due_at=at, interval=START
    )


def declared(outlet: Outlet, listing: Listing) -> str:
    """A digest of all that decides which links a listing gives. A corrected pattern makes every listing unread."""
    values = (listing, outlet.article, outlet.not_article, outlet.hosts, outlet.sisters, outlet.next_page, outlet.whole)
    return hashlib.sha256(repr(values).encode()).hexdigest()[:12]


def digest_of(found: Iterable[Found], further: Iterable[Further]) -> str:
    """A digest of a listing's links: bodies differ by a clock or an advertisement where the list does not."""
    lines = sorted(one.url for one in found) + sorted(f"{one.url} {one.modified}" for one in further)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def due(state: ListingState, at: datetime) -> bool:
    """Whether a listing is to be asked in an ordinary crawl; read at a moment to come: the clock was wrong."""
    return state.read_at is None or state.due_at <= at + SLACK or state.read_at > at + SLACK


def conditions(state: ListingState, listing: Listing, at: datetime) -> dict[str, str]:
    """The headers that ask for a listing only if it has changed; none where the server's word is not to be relied on.

    Feeds are seen that keep their ETag while they change: it is believed only once it was seen to change with the
    links. A plain sitemap forgets nothing meanwhile, so that there the word counts until it is broken.
    """
    kept = listing.kind == "sitemap" and state.trusted is None
    if state.digest is None or not (state.trusted or kept) or state.full_at is None:
        return {}
    if not timedelta() <= at - state.full_at < TRUSTED_FOR:
        return {}
    if state.etag:
        return {"If-None-Match": state.etag}
    return {"If-Modified-Since": state.last_modified} if state.last_modified else {}


def after_reading(state: ListingState, listing: Listing, brought: Brought, at: datetime) -> ListingState:
    """What to remember after a listing was read."""
    full = brought.digest is not None
    changed = full and brought.digest != state.digest
    again = state.read_at is not None
    fresh = brought.new > 0
    depth = _depth(state, brought, at)
    interval = _interval(state, listing, brought, depth) if again else START
    after = replace(
        state,
        interval=interval,
        due_at=at + interval,
        read_at=at,
        full_at=at if full else state.full_at,
        changed_at=at if changed else state.changed_at,
        new_at=at if fresh or not again else state.new_at,
        newest_on=brought.newest_on if full else state.newest_on,
        etag=brought.etag if full else state.etag,
        last_modified=brought.last_modified if full else state.last_modified,
        trusted=_trusted(state, brought) if changed else state.trusted,
        digest=brought.digest if full else state.digest,
        listed=brought.links if full else state.listed,
        complete=brought.complete if full else state.complete,
        quiet=0 if fresh else state.quiet + 1,
        depth=depth,
        failures=0,
    )
    return _retire(after, listing, at)


def after_failure(state: ListingState, at: datetime) -> ListingState:
    """What to remember after a listing could not be read: soon tried again, then ever later."""
    wait = min(LEAST * 2 ** min(state.failures, 10), MOST)
    return replace(state, failures=state.failures + 1, read_at=at, due_at=at + (RETRIED if state.retired_at else wait))


def _interval(state: ListingState, listing: Listing, brought: Brought, depth: timedelta | None) -> timedelta:
    interval = state.interval
    share = brought.new / max(brought.links, 1)
    if share >= NEARLY_ALL and brought.new >= MANY / 2:
        interval = LEAST
    elif share >= MUCH or brought.new >= MANY:
        interval = interval / 2
    elif brought.new == 0:
        interval = interval * 3 / 2
    elif share < LITTLE and brought.new < FEW:
        interval = interval * 5 / 4
    most = INDEX if listing.dated or (listing.kind == "sitemap" and not brought.links) else MOST
    if depth is not None and listing.kind in _FORGETFUL and not listing.paged:
        most = min(most, depth / OVERLAP)
    return max(LEAST, min(interval, most))


def _depth(state: ListingState, brought: Brought, at: datetime) -> timedelta | None:
    """How long the listing takes to turn over at its busiest: what it shows, by how fast it brought new links."""
    if state.read_at is None or state.failures or at < state.read_at:
        return state.depth
    since = at - state.read_at
    kept = state.depth and min(state.depth * (1 + since / FORGETS), STALE)
    now = since * (brought.links / brought.new) if brought.new else None
    return min((one for one in (kept, now) if one is not None), default=None)


def _trusted(state: ListingState, brought: Brought) -> bool | None:
    """Whether the server's word can be relied on, now that the links have changed. A broken word stays broken."""
    before, after = state.etag or state.last_modified, brought.etag or brought.last_modified
    if state.trusted is False or not before or not after or state.digest is None:
        return state.trusted
    return before != after


def _retire(state: ListingState, listing: Listing, at: datetime) -> ListingState:
    """A sitemap that has not changed for long and lists nothing recent retires; one that has come to life returns.

    An index of sitemaps lists no article, and never retires: those that it names do.
    """
    last = [moment for moment in (state.changed_at, state.new_at) if moment is not None]
    recent = state.newest_on is not None and at.date() - state.newest_on < STALE
    stale = (
        listing.kind in _SITEMAPS and state.listed > 0 and not recent and all(at - moment >= STALE for moment in last)
    )
    if not stale or (state.quiet < READINGS and state.retired_at is None):
        return replace(state, retired_at=None, reason=None)
    newest = state.newest_on.isoformat() if state.newest_on else "not dated"
    reason = f"nothing new in {state.quiet} readings since {max(last).date()}; newest entry {newest}"
    return replace(state, retired_at=state.retired_at or at, reason=reason, due_at=at + RETRIED)
