"""What a listing gives: the records that the readers hand to the spider, and the gatherer that fills them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.listings.moments import Moment
from crawler.outlet import Outlet
from pipelines.address import absolute, canonical

#: A listing may name so many links; what comes after is counted only. The sitemap protocol's own bound.
MOST = 50_000

# A minute's difference of clocks is no fault; seven hours (local time sent as GMT) are.
_AHEAD = timedelta(minutes=15)
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_SURROGATE = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NotAListing(Exception):  # noqa: N818  it says what came, not what failed
    """The response is not what the listing's kind promises: the message says what came and what to try."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A link to an article, as its listing gives it.

    `url` is the address to ask; `listed_on` the day that the listing gives the article, in the outlet's own
    zone; `published` and `modified` are aware, and None where the listing gives no time or one to come.
    A `modified` of which only the day is known is that day's midnight in the outlet's zone.
    """

    url: str
    title: str | None = None
    listed_on: date | None = None
    published: datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Further:
    """Another listing that this one names: a sitemap of an index, or the next page."""

    url: str
    kind: Literal["sitemap", "page"]
    modified: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A listing, read.

    `found` are the article links in the listing's order, one for each canonical address; `others` counts
    the links that were not taken: no article, another site, a box beside the list, beyond the bound.
    `complete` means that the listing shows its own end: a last page, a closed sitemap.
    """

    found: tuple[Found, ...] = field(default=(), repr=False)
    further: tuple[Further, ...] = ()
    others: int = 0
    complete: bool = False


class Gatherer:
    """Takes links one by one and keeps the outlet's articles, once each."""

    def __init__(self, outlet: Outlet, base: str, now: datetime | None = None) -> None:
        self.outlet = outlet
        self.base = base
        self.zone = ZoneInfo(outlet.timezone)
        self.others = 0
        self.found: dict[str, Found] = {}
        self._now = now
        self._owned: dict[str, bool] = {}

    def article(self, href: str, base: str | None = None) -> tuple[str, str] | None:
        """Address and key of a link, if it is an article of this outlet."""
        url = absolute(href, base or self.base)
        if url is None or not self.owns(url):
            return None
        key = canonical(url, self.outlet)
        if self.outlet.is_article(key) or (url.partition("?")[0].endswith("/") and self._slashed(key)):
            return url, key
        return None

    def owns(self, url: str) -> bool:
        """Whether an address is on one of the outlet's hosts."""
        netloc = url.split("/", 3)[2]
        if netloc not in self._owned:
            host = urlsplit(url).hostname or ""
            self._owned[netloc] = self.outlet.owns(host) or self.outlet.owns(netloc)
        return self._owned[netloc]

    def add(
        self,
        href: str,
        *,
        base: str | None = None,
        title: str | None = None,
        published: Moment | None = None,
        modified: Moment | None = None,
    ) -> bool:
        """Keep a link if it is an article; whether it was one. A second mention adds nothing."""
        taken = self.article(href, base)
        if taken is None or (len(self.found) >= MOST and taken[1] not in self.found):
            self.others += 1
            return taken is not None
        if taken[1] not in self.found:
            self.keep(taken, title=title, published=published, modified=modified)
        return True

    def keep(
        self,
        taken: tuple[str, str],
        *,
        title: str | None = None,
        published: Moment | None = None,
        modified: Moment | None = None,
        day: date | None = None,
    ) -> None:
        """Keep an article's address under its key; `day` where the listing as a whole is of one day."""
        published, modified = self._past(published), self._past(modified)
        self.found[taken[1]] = Found(
            url=taken[0],
            title=clean_title(title),
            listed_on=published.day if published else day,
            published=published.at if published else None,
            modified=modified.at or modified.midnight(self.zone) if modified else None,
        )

    def reading(self, *, further: tuple[Further, ...] = (), complete: bool = False) -> Reading:
        """What was gathered."""
        return Reading(found=tuple(self.found.values()), further=further, others=self.others, complete=complete)

    def _slashed(self, key: str) -> bool:
        """A pattern may ask for the trailing slash that the key has lost."""
        head, mark, query = key.partition("?")
        return self.outlet.is_article(f"{head}/{mark}{query}")

    def _past(self, moment: Moment | None) -> Moment | None:
        """The moment, unless it has not come yet: an item dated in the future has no date to trust."""
        if moment is None or self._now is None:
            return moment
        if moment.at is not None:
            return moment if moment.at <= self._now + _AHEAD else None
        return moment if moment.day <= self._now.astimezone(self.zone).date() else None


def clean_title(title: str | None) -> str | None:
    """A title as a line of text: markup and escapes resolved, blanks folded; None if nothing is left."""
    if not title:
        return None
    if "&" in title:
        title = html.unescape(title)
    if "<" in title:
        title = _TAG.sub("", title)
    return _BLANKS.sub(" ", _SURROGATE.sub("", title)).strip() or None
