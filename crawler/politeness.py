"""What an outlet asks of its visitors: robots.txt, Crawl-delay, Retry-After, and to be left alone after refusals."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from crawler.guard import RefusedError
from pipelines.clock import now

#: A wait that a server asks for is waited out up to here; a longer one ends its part in this run.
LONGEST_WAIT = 60.0
#: A Crawl-delay beyond this would keep one outlet from ever ending its run.
LONGEST_DELAY = 60.0
#: So many refusals in a row, and a host is asked nothing more in this run.
REFUSALS = 3
#: A robots.txt is read so far (RFC 9309, 2.5): 8 MB of rules took 7 s to parse, in which nothing else went on.
ROBOTS_BYTES = 512 * 1024


class HeldBackError(IgnoreRequest):
    """A request that was not made, because its host asked to be left alone for this run. Its link goes on waiting."""


class StoppedError(IgnoreRequest):
    """A request that was not made or not ended, because the crawl was told to stop. Its link goes on waiting."""


#: The signal that a crawl is told to stop.
STOPPING = object()


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, whose refusal has a name, and which keeps to Crawl-delay.

    A robots.txt that answers with a server's error means that nothing may be asked (RFC 9309, 2.3.1.4):
    the host's links wait for another run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.unreachable: dict[str, int] = {}

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self.unreachable[netloc] = response.status
        if len(response.body) > ROBOTS_BYTES:
            response = response.replace(body=response.body[:ROBOTS_BYTES])
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        delay = parser.crawl_delay(self._robotstxt_useragent or "*") if isinstance(parser, RobotParser) else None
        slot = self.crawler.engine.downloader.slots.get(urlsplit(request.url).hostname or "")
        if delay and slot is not None:
            slot.delay = max(slot.delay, min(float(delay), LONGEST_DELAY))

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse what robots.txt disallows to us."""
        status = self.unreachable.get(urlsplit(request.url).netloc)
        if status is not None:
            raise HeldBackError(f"robots.txt answered {status}")
        if rp is not None and rp.crawl_delay(self._robotstxt_useragent or "*"):
            request.meta["autothrottle_dont_adjust_delay"] = True  # the outlet has said what it wants
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as refused:
            raise RefusedError("robots", "disallowed by robots.txt") from refused


class Patience:
    """Downloader middleware: waits as long as Retry-After says, and leaves a host alone that keeps refusing.

    It lets one request a host through at a time, so that none is on its way already when the answer to
    another says to wait. It stands last before the downloader: whatever passes it comes back to it.
    """

    def __init__(self) -> None:
        self.busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.until: dict[str, float] = {}
        self.closed: dict[str, str] = {}
        self.refusals: Counter[str] = Counter()
        self.stopped = asyncio.Event()
        self.let_in: set[Request] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """One for each crawl."""
        patience = cls()
        crawler.signals.connect(patience.stop, signal=STOPPING)
        return patience

    def stop(self) -> None:
        """Let nothing through any more: whoever waits is refused, one after the other."""
        self.stopped.set()
        for host in self.busy:
            self._free(host)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again; refuse where it has closed its door."""
        host = urlsplit(request.url).netloc
        await self.busy[host].acquire()
        self.let_in.add(request)
        wait = self.until.get(host, 0.0) - asyncio.get_running_loop().time()
        if wait > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), wait)
        if self.stopped.is_set():
            raise StoppedError("not asked")
        if host in self.closed:
            raise HeldBackError(self.closed[host])

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """A request that failed makes room for the next; one that was refused before it came here never took any."""
        self._let_out(request)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Take note of refusals; ask once more where the server names a short wait."""
        host = urlsplit(request.url).netloc
        self._let_out(request)
        self.refusals[host] = self.refusals[host] + 1 if response.status in (401, 403, 429) else 0
        if response.status not in (429, 503):
            if self.refusals[host] >= REFUSALS:
                self.closed[host] = f"{self.refusals[host]} refusals in a row"
            return response
        wait = retry_after(response.headers.get("Retry-After"), now())
        if wait is not None and wait <= LONGEST_WAIT and not request.meta.get("kliping_waited"):
            self.until[host] = asyncio.get_running_loop().time() + wait
            again: Request = request.replace(dont_filter=True, meta=request.meta | {"kliping_waited": True})
            return again
        if response.status == 429 or (wait is not None and wait > LONGEST_WAIT):
            self.closed[host] = f"answered {response.status}" + (f", come back in {wait:.0f} s" if wait else "")
        return response

    def _let_out(self, request: Request) -> None:
        if request in self.let_in:
            self.let_in.remove(request)
            self._free(urlsplit(request.url).netloc)

    def _free(self, host: str) -> None:
        """Let the next one through. Once the crawl is to stop the door stands open, to be refused behind it."""
        if not self.stopped.is_set() or self.busy[host].locked():
            self.busy[host].release()


def retry_after(header: bytes | None, at: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, given as a number or as a date; None where it says neither."""
    text = (header or b"").decode("latin-1").strip()
    if re.fullmatch(r"[0-9]+", text):
        return float(text)
    try:
        until: Any = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year of many digits is more than a date can hold
        return None
    return max(0.0, (until - at).total_seconds()) if until.tzinfo else None
