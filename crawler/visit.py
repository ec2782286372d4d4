"""A visit to one outlet, without the network: what to ask comes out, answers go in, and what they come to comes out.

The spider asks, and the pipelines write; every decision between the two is made here, under a clock that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from crawler.frontier import Frontier, Known
from crawler.listings.discover import NotAListing, read_listing
from crawler.listings.reading import Found, Reading
from crawler.outlet import Outlet
from crawler.pace import Brought, after_failure, after_reading, conditions, declared, digest_of, due, unread
from crawler.plan import DEEPEST, NEWEST_CHILDREN, PAGED, Span, Walk, newest, walks
from pipelines.clock import now
from pipelines.items import Ended, Listed, ListingState, Rested


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A listing's page to be asked for.

    `state` is what is remembered of the listing, None where nothing is to be; `brought` what its first page brought.
    """

    url: str
    walk: Walk = field(repr=False)
    depth: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    state: ListingState | None = field(default=None, repr=False)
    brought: Brought | None = field(default=None, repr=False)


Heard = tuple[Listed, list[Ask]]


class Visit:
    """One crawl's dealings with one outlet.

    `limit` bounds the newly stored articles; `every` looks at all stored ones again; `dry` asks for listings
    only; `always` asks for listings that are not due; `read_listing` reads one, with whatever care is wanted.
    """

    def __init__(
        self,
        outlet: Outlet,
        span: Span,
        frontier: Frontier,
        *,
        limit: int | None = None,
        every: bool = False,
        dry: bool = False,
        always: bool = False,
        clock: Callable[[], datetime] = now,
        read_listing: Callable[..., Reading] = read_listing,
    ) -> None:
        self.outlet = outlet
        self.span = span
        self.frontier = frontier
        self.limit = limit
        self.every = every
        self.dry = dry
        self.always = always or every or dry or span.back
        self.clock = clock
        self.read_listing = read_listing
        self.sitemaps: set[str] = set()  # asked in this crawl, so that an index that names itself ends
        self.queue: list[Known] = []
        self.flying: set[str] = set()  # links asked for the first time that have not ended yet
        self.stored = 0
        self.resting: list[Ask] = []

    def begin(self) -> list[Ask]:
        """The listings to ask. Links left waiting or due again stand in the queue already."""
        at = self.clock()
        if not self.dry:
            known = (*self.frontier.waiting(), *self.frontier.due(at, every=self.every))
            self.queue += [link for link in known if self.frontier.take(link.url)]
        asks = []
        for walk in walks(self.outlet, self.span, lambda listing, day: self._settled(listing, day, at)):
            ask = self._open(walk)
            over = walk.day is not None and walk.day < self.span.today
            if self.always or over or ask.state is None or due(ask.state, at):
                asks.append(ask)
            else:
                self.resting.append(ask)
                asks += self._known_children(ask)
        return asks

    def rested(self) -> Rested:
        """How many listings were not asked."""
        retired = sum(ask.state is not None and ask.state.retired_at is not None for ask in self.resting)
        return Rested(outlet=self.outlet.name, not_due=len(self.resting) - retired, retired=retired)

    def read(self, ask: Ask, *, url: str, body: bytes, headers: Mapping[str, str], asked: str = "") -> Heard:
        """A listing came: its links, and what to ask next. `url` is where it came from, `asked` after redirects."""
        walk, listing, at = ask.walk, ask.walk.listing, self.clock()
        sent = any(name.lower() == "date" for name in headers)
        try:
            reading = self.read_listing(
                self.outlet, listing, url=url, body=body, headers=headers, day=walk.day, now=None if sent else at
            )
        except NotAListing as error:
            return self.failed(ask, str(error), asked=asked)
        if not reading.found and (listing.kind == "front" or (listing.kind == "json" and walk.page == 0)):
            return self.failed(ask, f"no article among its {reading.others} links", asked=asked)
        brought = _brought(reading, headers)
        known = ask.state is not None and brought.digest == ask.state.digest and walk.page == 0 and not walk.back
        leads = [] if known else self.frontier.leads(found for found in reading.found if self.span.wants(found))
        new = [lead for lead, is_new in leads if is_new and self.frontier.take(lead.url)]
        self.queue += [Known(url=lead.url, asked=lead.asked, via=url) for lead in new]
        first = ask.brought or brought
        brought = replace(first, links=len(reading.found) + (walk.page and first.links), new=first.new + len(new))
        asks = self._further(replace(ask, brought=brought), reading, _reaches(is_new for _, is_new in leads))
        listed = self._listed(
            ask,
            url=asked or ask.url,
            leads=tuple(lead for lead, _ in leads),
            repeated=len(reading.found) if known else 0,
            new=len(new),
            complete=self._whole(walk, reading.complete, at),
            state=ask.state and after_reading(ask.state, listing, brought, at),
        )
        return listed, asks

    def unchanged(self, ask: Ask, asked: str = "") -> Heard:
        """The server says that a listing has not changed: nothing is new in it, but in the sitemaps that it names."""
        state, at = ask.state, self.clock()
        if state is None or not ask.headers:
            return self.failed(ask, "http_error: the server answered 304, and nobody had asked", asked=asked)
        after = after_reading(state, ask.walk.listing, Brought(links=state.listed), at)
        url = asked or ask.url
        return self._listed(
            ask, url=url, repeated=state.listed, complete=state.complete, state=after
        ), self._known_children(ask)

    def failed(self, ask: Ask, error: str, *, status: int | None = None, held: bool = False, asked: str = "") -> Heard:
        """A listing could not be read: noted, and the listings that were not due are asked in its place.

        `held`: it was not asked at all. A further page that does not exist is an end, not a failure.
        """
        walk, at = ask.walk, self.clock()
        missing = (404, 410, 400) if walk.listing.kind == "wordpress" else (404, 410)
        if walk.page > 0 and status in missing:
            walk.beyond()
            return self._listed(ask, url=asked or ask.url, complete=self._whole(walk, False, at)), []
        state, asks = None, []
        if walk.page == 0 and not held:
            state = ask.state and after_failure(ask.state, at)
            asks = self._call_in() if ask.depth == 0 else []
        return self._listed(ask, url=asked or ask.url, error=error, state=state), asks

    def release(self) -> list[Known]:
        """Links to ask now: all of the queue, or under a limit no more than may still be stored."""
        freed, kept = [], []
        for known in self.queue if not self.dry else ():
            if known.again:
                freed.append(known)
            elif self.limit is None or self.stored + len(self.flying) < self.limit:
                self.flying.add(known.url)
                freed.append(known)
            else:
                kept.append(known)
        self.queue = kept
        return freed

    def ended(self, ended: Ended) -> None:
        """Count what became of a link."""
        self.flying.discard(ended.url)
        self.stored += ended.new

    def _call_in(self) -> list[Ask]:
        """The listings that were not due, but for the stale ones: they are to be asked after all."""
        stale = [ask for ask in self.resting if ask.state is not None and ask.state.retired_at is not None]
        asks, self.resting = [ask for ask in self.resting if ask not in stale], stale
        return asks

    def _settled(self, listing: Any, day: date, at: datetime) -> bool:
        if self.span.back or day >= self.span.today:
            return self.frontier.closed(listing, day, at)
        return self.frontier.settled(listing, day, at)

    def _open(self, walk: Walk) -> Ask:
        """The first page of a walk, with what is remembered of its listing."""
        listing = walk.listing
        url = listing.address(day=walk.day, page=walk.page)
        if self.span.back or (walk.day is not None and walk.day < self.span.today):
            return Ask(url=url, walk=walk)
        state = self._remembered(walk, listing.url)
        headers = conditions(state, listing, self.clock()) if not listing.dated else {}
        return Ask(url=url, walk=walk, state=state, headers=headers)

    def _remembered(self, walk: Walk, url: str) -> ListingState:
        state = self.frontier.state(url)
        if state is None or state.declared != declared(self.outlet, walk.listing):
            return unread(self.outlet, walk.listing, url, self.clock())
        return state

    def _child(self, ask: Ask, url: str) -> Ask:
        """A sitemap that an index names, with what is remembered of it."""
        listing = ask.walk.listing
        child = Walk(listing=listing, back=self.span.back)
        if self.span.back:
            return Ask(url=url, walk=child, depth=ask.depth + 1)
        state = self._remembered(child, url)
        headers = conditions(state, listing, self.clock())
        return Ask(url=url, walk=child, depth=ask.depth + 1, state=state, headers=headers)

    def _known_children(self, ask: Ask) -> list[Ask]:
        """The sitemaps that are due, of those that an index named before: it need not be asked for them."""
        asks = []
        if ask.walk.listing.kind == "sitemap" and ask.depth == 0:
            for url in self.frontier.children(ask.walk.listing.url, NEWEST_CHILDREN):
                child = self._child(ask, url)
                if url not in self.sitemaps and child.state is not None and due(child.state, self.clock()):
                    self.sitemaps.add(url)
                    asks.append(child)
        return asks

    def _further(self, ask: Ask, reading: Reading, new: bool) -> list[Ask]:
        """What a listing leads on to: child sitemaps, or the next page as long as the walk goes on."""
        asks, walk = [], ask.walk
        for one in newest(reading.further, self.span) if ask.depth < DEEPEST else ():
            if one.url in self.sitemaps:
                continue
            self.sitemaps.add(one.url)
            child = self._child(ask, one.url)
            touched = one.modified is not None and child.state is not None and child.state.touched(one.modified)
            if self.always or child.state is None or touched or due(child.state, self.clock()):
                asks.append(child)
        if walk.listing.kind not in PAGED:
            return asks
        named = next((further.url for further in reading.further if further.kind == "page"), None)
        last = reading.complete or not (walk.listing.paged or named)
        if walk.goes_on((found.url for found in reading.found), new, last=last):
            url = walk.listing.address(day=walk.day, page=walk.page) if walk.listing.paged else str(named)
            asks.append(replace(ask, url=url, headers={}))
        return asks

    def _whole(self, walk: Walk, complete: bool, at: datetime) -> bool:
        """Whether a reading proves that nothing is left out. Of a day, only when the day is over."""
        if walk.day is None:
            return complete
        return (complete or walk.proven) and at >= self.frontier.end_of(walk.day)

    def _listed(self, ask: Ask, **values: Any) -> Listed:
        source, day = ask.walk.listing.url, ask.walk.day
        return Listed(outlet=self.outlet.name, source=source, read_at=self.clock(), day=day, **values)


def _reaches(new: Iterable[bool]) -> bool:
    """Whether what is new on a page reaches into its lower half, so that the next page may have more of it.

    Newest first is the order of every index seen. One stray old link ends no walk, one stray new one prolongs none.
    """
    marks = list(new)
    return any(marks[len(marks) // 2 :])


def _brought(reading: Reading, headers: Mapping[str, str]) -> Brought:
    """What is to be remembered of a page, but for what is new on it."""
    return Brought(
        digest=digest_of(reading.found, reading.further),
        newest_on=_newest(reading.found),
        etag=_header(headers, "etag"),
        last_modified=_header(headers, "last-modified"),
        complete=reading.complete,
    )


def _newest(found: Iterable[Found]) -> date | None:
    """The latest day that a listing names."""
    days = ((one.listed_on, one.modified.date() if one.modified else None) for one in found)
    return max((day for both in days for day in both if day is not None), default=None)


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for given, value in headers.items() if given.lower() == name), None)
