"""Downloads that can be stopped: within seconds a crawl has ended what is under way, and asks for nothing more.

What was not asked, or not answered in time, is a StoppedError: no outcome, and the link goes on waiting.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.politeness import STOPPING, StoppedError

#: Seconds that what is on its way may still take: a third of what a whole run has for ending in order.
GRACE = 3.0


class Downloads(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, whose requests under way are given up some seconds after STOPPING."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.under_way: set[asyncio.Task[Response]] = set()
        crawler.signals.connect(self.stopping, signal=STOPPING)

    async def download_request(self, request: Request) -> Response:
        """The answer; StoppedError where the crawl was told to stop and none came in time."""
        task = asyncio.ensure_future(self.answer(request))
        self.under_way.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise StoppedError("no answer in time") from None
        finally:
            self.under_way.discard(task)

    async def answer(self, request: Request) -> Response:
        """The answer, however long it takes."""
        return await super().download_request(request)

    def stopping(self) -> None:
        """Give what is under way a little time."""
        asyncio.get_running_loop().call_later(GRACE, self.give_up)

    def give_up(self) -> None:
        """Give it up."""
        for task in self.under_way:
            task.cancel()


async def stop_crawler(crawler: Crawler) -> None:
    """Stop one outlet's started crawl in order: what waits for its turn is refused, what is under way may end."""
    if not crawler.crawling:
        return
    crawler.crawling = False
    crawler.signals.send_catch_log(STOPPING)
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:  # waiting for the outlet's delay, up to a minute
            slot.queue.popleft()[1].errback(StoppedError("not asked"))
    with suppress(RuntimeError):  # it was just ending by itself
        await crawler.engine.stop_async()
