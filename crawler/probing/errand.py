"""Errands: a few questions to live outlets, asked as a crawl asks. An async function comes in, what it found goes out.

Every request goes through the same guard, robots.txt, delays and proxies as a crawl's; nothing is written.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.outcomes import outcome_of
from crawler.outlet import Outlet
from crawler.politeness import HeldBackError
from crawler.spiders.news import headers_of

T = TypeVar("T")

#: One outlet is asked so many times at most, and for so many seconds: a person waits at the terminal. A
#: Crawl-delay of 10 seconds, the longest seen at an Indonesian outlet, still leaves 30 requests.
MOST_REQUESTS = 45
LONGEST = 300.0
#: So many outlets are visited at once.
AT_ONCE = 24


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a request. `outcome` is "" for a page that came, else why none did, in the ledger's words."""

    url: str
    final_url: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    outcome: str = ""
    detail: str = ""

    @property
    def came(self) -> bool:
        """Whether there is a page."""
        return not self.outcome

    @property
    def why(self) -> str:
        """Why there is none."""
        return f"{self.outcome}: {self.detail}" if self.detail else self.outcome


Ask = Callable[[str], Awaitable[Answer]]
Errand = Callable[[Outlet, Ask], Awaitable[T]]


@dataclass(kw_only=True)
class _Visit(Generic[T]):
    outlet: Outlet
    errand: Errand[T]
    result: list[T] = field(default_factory=list)
    fault: Exception | None = None
    crawl: asyncio.Task[None] | None = None


class ErrandSpider(Spider):
    """Runs one errand at one outlet; a spider only so that Scrapy's engine is there to ask."""

    name = "errand"
    outlet: ClassVar[Outlet]
    visit: ClassVar[_Visit[Any]]

    async def start(self) -> Any:
        """Run the errand; nothing of it is left for the scheduler."""
        self.asked = 0
        self.until = time.monotonic() + LONGEST
        try:
            self.visit.result.append(await self.visit.errand(self.outlet, self.ask))
        except Exception as fault:  # noqa: BLE001 - Scrapy would log it and go on; `run_errands` raises it again
            self.visit.fault = fault
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def ask(self, url: str) -> Answer:
        """The answer to one request, whatever becomes of it."""
        if self.asked >= MOST_REQUESTS:
            return Answer(url=url, outcome="held back", detail=f"{MOST_REQUESTS} requests are enough for one visit")
        if time.monotonic() > self.until:
            return Answer(url=url, outcome="held back", detail=f"the visit has taken {LONGEST:.0f} s already")
        self.asked += 1
        # robots.txt itself may always be asked for (RFC 9309, 2.2.2), also where it closes everything.
        meta = {"dont_obey_robotstxt": True} if url.endswith("/robots.txt") and url.count("/") == 3 else {}
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True, meta=meta))
        except HeldBackError as held:
            return Answer(url=url, outcome="held back", detail=str(held))
        except Exception as error:  # noqa: BLE001 - outcome_of raises again what is no request's failure
            outcome, detail, status = outcome_of(Failure(error))  # type: ignore[no-untyped-call]
            return Answer(url=url, outcome=outcome, detail=detail, status=status)
        return _answer(url, response)


def run_errands(outlets: Iterable[Outlet], errand: Errand[T]) -> list[T]:
    """What the errand found at each outlet, in their order.

    Blocks until all are done. To be called once in a process: Twisted's reactor does not start again.
    """
    process = AsyncCrawlerProcess(_settings())
    _quieten()
    visits = [_Visit(outlet=outlet, errand=errand) for outlet in outlets]
    queue = iter(visits)

    def begin() -> None:
        visit = next(queue, None)
        if visit is not None:
            visit.crawl = process.crawl(_spider(visit))
            visit.crawl.add_done_callback(lambda _: begin())

    for _ in range(AT_ONCE):
        begin()
    process.start()
    for visit in visits:
        fault = visit.fault or (visit.crawl and visit.crawl.done() and visit.crawl.exception())
        if fault:
            raise fault
    if any(not visit.result for visit in visits):
        raise KeyboardInterrupt  # Scrapy takes the signal for itself and ends the crawls without a word
    return [visit.result[0] for visit in visits]


def _spider(visit: _Visit[Any]) -> type[Spider]:
    """A spider class for one visit, with the outlet's own delay."""
    outlet = visit.outlet
    settings: dict[str, Any] = {} if outlet.delay is None else {"DOWNLOAD_DELAY": outlet.delay}
    if outlet.local:
        settings["AUTOTHROTTLE_ENABLED"] = False  # nobody else's server
    values = {"outlet": outlet, "visit": visit, "custom_settings": settings, "__module__": __name__}
    return type("ErrandSpider", (ErrandSpider,), values)


def _settings() -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    nothing_written: dict[str, Any] = {
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},  # no lock and no journal: an errand leaves no trace in the data folder
        "SPIDER_LOADER_CLASS": "scrapy.spiderloader.DummySpiderLoader",
        "LOG_ENABLED": False,
    }
    settings.setdict(nothing_written, priority="cmdline")
    return settings


def _quieten() -> None:
    """What an errand found is said by its command; Scrapy says only what breaks."""
    logging.getLogger("scrapy").setLevel(logging.ERROR)


def _answer(url: str, response: Response) -> Answer:
    """A page, or its status as an outcome; the body stays, for a 404 page too says what a site is built with."""
    outcome, detail = "", ""
    if not 200 <= response.status < 300:
        outcome, detail, _ = outcome_of(Failure(HttpError(response)))  # type: ignore[no-untyped-call]
    return Answer(
        url=url,
        final_url=response.url,
        status=int(response.status),
        headers=headers_of(response),
        body=response.body,
        outcome=outcome,
        detail=detail,
    )
