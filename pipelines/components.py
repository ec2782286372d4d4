"""Scrapy's three item pipelines. Each takes what is its own, calls a function of another module, and passes on.

Plain classes with Scrapy's method names: nothing here imports Scrapy, and the settings and the outlet
come in once, when the crawl begins.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.archive import Archive
from pipelines.batches import Gathering
from pipelines.crew import Shift
from pipelines.items import Article, Listed, Page, Refusal, Rules
from pipelines.pool import processes_of
from pipelines.reader import Reader
from pipelines.replay import rederive
from pipelines.store import Store


class ArchivePipeline:
    """100: keep a page's bytes before anything else can go wrong with it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        """Keep pages where the settings say the data lives."""
        return cls(Archive(Path(crawler.settings["KLIPING_DATA"]) / "raw"))

    def process_item(self, item: Any) -> Any:
        """Keep a Page; pass everything on."""
        if isinstance(item, Page):
            self.archive.keep(item)
        return item

    def close_spider(self) -> None:
        """Close the months' files."""
        self.archive.close()


class ArticlePipeline:
    """500: a Page becomes an Article or a Refusal."""

    def __init__(self, shift: Shift, rules_at: Callable[[datetime], Rules]) -> None:
        self.shift = shift
        self.rules_at = rules_at

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArticlePipeline:
        """Read under the rules of the outlet that is crawled."""
        reader = Reader(Path(crawler.settings["KLIPING_DATA"]))
        return cls(
            Shift(reader, processes_of(crawler.settings["KLIPING_PROCESSES"])), crawler.spidercls.outlet.rules_at
        )

    async def process_item(self, item: Any) -> Any:
        """Read a Page; pass everything else on."""
        return await self.shift.crew.read(item, self.rules_at(item.fetched_at)) if isinstance(item, Page) else item

    def close_spider(self) -> None:
        """Leave; the last crawler of a process ends who reads for it."""
        self.shift.leave()


class StorePipeline:
    """900: what a link came to goes into the file."""

    def __init__(self, store: Store, forget: Callable[[str], None]) -> None:
        self.store = store
        self.gathering = Gathering(store)
        self.forget = forget

    @classmethod
    def from_crawler(cls, crawler: Any) -> StorePipeline:
        """Write where the settings say the data lives, under the crawl they name."""
        data, outlet = Path(crawler.settings["KLIPING_DATA"]), crawler.spidercls.outlet
        reader = Reader(data)

        def again(url: str, at: datetime) -> Any:
            archive = Archive(data / "raw")
            try:
                return rederive(archive, lambda _, fetched_at: outlet.rules_at(fetched_at), url, at, reader.read)
            finally:
                archive.close()

        def forget(url: str) -> None:
            archive = Archive(data / "raw")
            archive.drop(archive.of(url), erase=True)
            archive.close()

        return cls(Store(data / "news.db", crawl_id=crawler.settings["KLIPING_CRAWL"], rederive=again), forget)

    async def process_item(self, item: Any) -> Any:
        """Store a listing or a result; what comes out, when it is in the file, is how the link ended."""
        if isinstance(item, Listed):  # at once, for the crawl asks the ledger for what it named
            self.store.listed(item)
            return item
        if not isinstance(item, Article | Refusal):
            return item
        ended = await self.gathering.put(item)
        if ended.outcome == "removed":  # only its page told that this link leads to what was taken out
            self.forget(ended.url)
        return ended

    def close_spider(self) -> None:
        """Close the file."""
        self.gathering.flush()
        self.store.close()
