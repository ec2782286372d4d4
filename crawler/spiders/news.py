"""The news spider: an outlet's listings come in, Pages and Refusals go out; nothing slow, nothing written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.frontier import Frontier, Known
from crawler.listings.careful import ListingReader
from crawler.listings.discover import read_listing
from crawler.outcomes import outcome_of
from crawler.outlet import Outlet
from crawler.parts import follows, further_parts, whole_address
from crawler.plan import Span, Walk
from crawler.politeness import HeldBackError, StoppedError
from crawler.visit import Ask, Heard, Visit
from pipelines.address import canonical
from pipelines.clock import now
from pipelines.items import Ended, Fetch, Page, Refusal
from pipelines.limit import TookTooLongError, within

#: A split article has so many parts at most: the longest seen had 17.
PARTS = 30


class NewsSpider(Spider):
    """A spider for one outlet. `crawler/loader.py` makes a class of it for each declaration."""

    name = "news"
    outlet: ClassVar[Outlet]

    def __init__(self, crawler: Crawler, **arguments: Any) -> None:
        super().__init__(**arguments)
        settings = crawler.settings
        span = Span(
            today=_day(settings["KLIPING_TODAY"]) or now().astimezone(ZoneInfo(self.outlet.timezone)).date(),
            since=_day(settings["KLIPING_SINCE"]),
            until=_day(settings["KLIPING_UNTIL"]),
        )
        data, dry = Path(settings["KLIPING_DATA"]), settings.getbool("KLIPING_DRY")
        self.frontier = Frontier(data / "news.db", self.outlet)
        self.visit = Visit(
            self.outlet,
            span,
            self.frontier,
            limit=settings["KLIPING_LIMIT"] and int(settings["KLIPING_LIMIT"]),
            every=settings.getbool("KLIPING_RECHECK"),
            dry=dry,
            always=bool(settings["KLIPING_TODAY"]),
            read_listing=read_listing if dry else ListingReader(data).read,  # a dry run writes nothing, no note either
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """The spider, listening for what becomes of its links."""
        spider = cls(crawler, *args, **kwargs)
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.ended, signal=signals.item_scraped)
        crawler.signals.connect(spider.broke, signal=signals.item_error)
        crawler.signals.connect(spider.idle, signal=signals.spider_idle)
        crawler.signals.connect(spider.done, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The listings that are due, links left waiting, and links due again."""
        for ask in self.visit.begin():
            yield self.listing_request(ask)
        yield self.visit.rested()
        for request in self.release():
            yield request

    def listing_request(self, ask: Ask) -> Request:
        """Ask for a listing's page; only if it has changed, where that is known to be told truly."""
        request = Request(
            ask.url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"ask": ask},
            dont_filter=True,
            priority=10 - ask.depth,
        )
        request = self.ask(request, ask.walk)
        if request.method == "GET":  # what a POST gives has no validator (RFC 9110, 13.1)
            request.headers.update(ask.headers)
        return request

    def ask(self, request: Request, walk: Walk) -> Request:  # noqa: ARG002 - for spiders of outlets' own
        """How a listing's page is asked for. A spider whose outlet wants more than an address overrides this."""
        return request

    async def parse_listing(self, response: Response, ask: Ask) -> AsyncIterator[Any]:
        """A listing's links: all into the ledger, the new ones asked for."""
        asked = response.request.url if response.request else response.url
        headers = headers_of(response)
        try:
            with within():
                heard = self.visit.read(ask, url=response.url, body=response.body, headers=headers, asked=asked)
        except TookTooLongError as error:
            heard = self.visit.failed(ask, f"{error} to read; see whether the outlet's patterns run wild", asked=asked)
        for one in self.heard(heard):
            yield one

    async def listing_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """A listing that has not changed, or did not come: noted, and the others go on."""
        if isinstance(failure.value, StoppedError):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        ask: Ask = request.cb_kwargs["ask"]
        held = isinstance(failure.value, HeldBackError)
        outcome, detail, status = ("held back", str(failure.value), None) if held else outcome_of(failure)
        if status == 304:
            heard = self.visit.unchanged(ask, request.url)
        else:
            heard = self.visit.failed(ask, f"{outcome}: {detail}", status=status, held=held, asked=request.url)
        for one in self.heard(heard):
            yield one

    def heard(self, heard: Heard) -> Iterator[Any]:
        """What a listing came to, and what to ask next."""
        listed, asks = heard
        yield listed
        if listed.error and asks:  # others were called in
            yield self.visit.rested()
        yield from self.release()
        for ask in asks:
            yield self.listing_request(ask)

    def article_request(self, known: Known) -> Request:
        """Ask for an article: whole where the outlet has such a view, conditionally where it was asked before."""
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return Request(
            whole_address(self.outlet, known.asked),
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"known": known},
            headers={name: value for name, value in headers.items() if value} if known.again else None,
            dont_filter=True,
        )

    async def parse_page(self, response: Response, known: Known, first: Page | None = None) -> AsyncIterator[Any]:
        """A page becomes an item; the next part of a split article is asked for first."""
        page = self._page(response, known)
        if first is not None and not follows(self.outlet, response.url, first):
            yield first  # the part was led elsewhere, often back to the first page: it is missing
            return
        whole = page if first is None else replace(first, parts=(*first.parts, page))
        try:
            with within():
                further = further_parts(
                    self.outlet, response.url, response.body, canonical(whole.final_url, self.outlet)
                )
        except TookTooLongError:  # the article function says what the page is
            further = []
        expected = 1 + len(whole.parts) + len(further)
        whole = replace(whole, parts_expected=max(whole.parts_expected, expected))
        if not further or len(whole.parts) >= PARTS:
            yield whole
            return
        yield Request(
            further[0],
            callback=self.parse_page,
            errback=self.part_failed,
            cb_kwargs={"known": known, "first": whole},
            dont_filter=True,
            priority=1,
        )

    async def page_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """A link that gave no page: its outcome has a name."""
        if isinstance(failure.value, StoppedError):
            return
        known: Known = failure.request.cb_kwargs["known"]  # type: ignore[attr-defined]
        if isinstance(failure.value, HeldBackError):
            yield Ended(url=known.url, outlet=self.outlet.name, outcome="waiting")
            return
        outcome, detail, status = outcome_of(failure)
        if outcome == "unchanged" and not known.again:  # nobody asked whether it had changed
            outcome = "http_error"
        fetch = Fetch(url=known.url, at=now(), via=known.via, status=status)
        yield Refusal(fetch=fetch, outlet=self.outlet.name, outcome=outcome, detail=detail)

    async def part_failed(self, failure: Failure) -> AsyncIterator[Any]:
        """A part that did not come: what is there is kept, and says how much is missing."""
        if isinstance(failure.value, StoppedError):  # the next run reads the story from its beginning
            return
        yield failure.request.cb_kwargs["first"]  # type: ignore[attr-defined]

    def release(self) -> Iterator[Request]:
        """Requests for the links that may be asked now."""
        for known in self.visit.release():
            yield self.article_request(known)

    def ended(self, item: Any) -> None:
        """Count what became of a link; called for each item that went through the pipelines."""
        if isinstance(item, Ended):
            self.visit.ended(item)

    def idle(self) -> None:
        """Nothing under way: if the limit leaves room for more of the queue, go on."""
        requests = list(self.release())
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def broke(self, failure: Failure) -> None:
        """A pipeline failed, so nothing more can be kept: stop asking the outlet for pages."""
        reason = f"{type(failure.value).__name__}: {failure.value}"
        deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))

    def done(self) -> None:
        """The crawl of this outlet is over."""
        self.frontier.close()

    def _page(self, response: Response, known: Known) -> Page:
        return Page(
            outlet=self.outlet.name,
            url=known.url,
            final_url=response.url,
            fetched_at=now(),
            status=response.status,
            headers=headers_of(response),
            body=response.body,
            via=known.via,
        )


def headers_of(response: Response) -> dict[str, str]:
    """A response's headers, names in small letters, the first value of each."""
    return {
        name.decode("latin-1").lower(): values[0].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
