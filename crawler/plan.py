"""The plan of a crawl: an outlet's listings and the days wanted come in, walks through listings go out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawler.listings.reading import Found, Further
from crawler.outlet import Listing, Outlet

#: Pages of one walk. The busiest outlet lists about 1,000 articles a day, 20 a page: 51 pages.
MOST_PAGES = 150
#: Child sitemaps that an ordinary crawl reads of an index, the newest first; one that goes back reads more.
NEWEST_CHILDREN = 4
MOST_CHILDREN = 1000
#: Sitemap indexes may name sitemap indexes, so deep.
DEEPEST = 3

_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])(?!\d)")
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])[-_/]?(0[1-9]|[12]\d|3[01])(?!\d)")

#: Kinds whose pages follow each other.
PAGED = ("index", "wordpress", "json")

Closed = Callable[[Listing, date], bool]


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days wanted: both ends included. Without `since` a crawl is an ordinary one, of what is new."""

    today: date
    since: date | None = None
    until: date | None = None

    @property
    def back(self) -> bool:
        """Whether the crawl goes back in time."""
        return self.since is not None

    def days(self) -> Iterator[date]:
        """The days to ask a dated index for, newest first: today and yesterday, or the span."""
        last = min(self.until or self.today, self.today)
        first = self.since or last - timedelta(days=1)
        for back in range((last - first).days + 1):
            yield last - timedelta(days=back)

    def wants(self, found: Found) -> bool:
        """Whether a listed link may be of the span, by the day its listing gives it, or the change it names."""
        if self.since is None:
            return True
        if found.listed_on is not None:
            return self.since <= found.listed_on <= (self.until or self.today)
        return found.modified is not None and found.modified.date() >= self.since

    def reaches(self, further: Further) -> bool:
        """Whether a child sitemap may list days of the span, by its change and by a month or day in its address."""
        if self.since is None:
            return True
        if further.modified is not None and further.modified.date() < self.since:
            return False
        last = self.until or self.today
        named = _DAY.search(further.url)
        if named:
            return _day(*named.groups()) is None or self.since.isoformat() <= "-".join(named.groups()) <= str(last)
        month = _MONTH.search(further.url)
        return month is None or str(self.since)[:7] <= "-".join(month.groups()) <= str(last)[:7]


@dataclass(kw_only=True)
class Walk:
    """One listing, of one day where it is dated, page after page.

    `back`: to its end, and not only as far as there is something new. `seen` are the links of the pages so far,
    `first` those of the first page.
    """

    listing: Listing
    day: date | None = None
    back: bool = False
    page: int = 0
    proven: bool = False
    seen: set[str] = field(default_factory=set, repr=False)
    first: frozenset[str] = field(default=frozenset(), repr=False)

    def goes_on(self, links: Iterable[str], new: bool, *, last: bool = False) -> bool:
        """Whether to ask for the next page after one that gave these links, with something `new` to the ledger.

        An ordinary walk ends on a page with nothing new in its lower half; one that goes back ends on a page that
        repeats what the walk has seen: the end, or a site that ignores the page's number. `last`: there is no next
        page to ask for. After a walk that went back `proven` says whether its listing showed its end: by saying so,
        by an empty page after full ones, by a page that repeats another than the first.
        """
        given = set(links)
        fresh = given - self.seen
        self.seen |= fresh
        self.first = self.first or frozenset(given)
        self.page += 1
        repeats = bool(given) and not fresh and given != self.first
        ended = last or (self.page > 1 and not given) or repeats
        self.proven = self.back and bool(self.seen) and ended
        return bool(fresh) and not last and (self.back or new) and self.page < MOST_PAGES

    def beyond(self) -> None:
        """The next page does not exist: the walk is over, and the listing has shown its end."""
        self.proven = self.back and bool(self.seen)


def walks(outlet: Outlet, span: Span, closed: Closed) -> Iterator[Walk]:
    """The walks of a crawl, in the order of the declaration, days newest first.

    A dated index is asked for each day that is not `closed` already: read to its end after the day was
    over. An ordinary crawl too walks a day that is over to its end. Feeds, news sitemaps and fronts only know the
    present, so a crawl of the past leaves them out.
    """
    past = span.back and (span.until or span.today) < span.today - timedelta(days=2)
    for listing in outlet.listings:
        if listing.dated:
            for day in span.days():
                if not closed(listing, day):
                    yield Walk(listing=listing, day=day, back=span.back or day < span.today)
        elif not (past and (listing.kind in ("feed", "news_sitemap", "front") or _is_present(listing))):
            yield Walk(listing=listing, back=span.back)


def _is_present(listing: Listing) -> bool:
    """Whether it is JSON of one page: that knows the present only, as a front page does."""
    return listing.kind == "json" and not listing.paged


def children(further: Iterable[Further], span: Span) -> list[str]:
    """The addresses of the child sitemaps to read, the newest first: a few, or all that may reach into the span."""
    return [one.url for one in newest(further, span)]


def newest(further: Iterable[Further], span: Span) -> list[Further]:
    """The child sitemaps to read, the newest first: a few, or all that may reach into the span."""
    sitemaps = [one for one in further if one.kind == "sitemap" and span.reaches(one)]
    dated = sorted((one for one in sitemaps if one.modified), key=lambda one: one.modified.timestamp(), reverse=True)  # type: ignore[union-attr]
    ordered = dated + [one for one in sitemaps if not one.modified]
    return ordered[: MOST_CHILDREN if span.back else NEWEST_CHILDREN]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
