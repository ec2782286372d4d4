"""Scrapy's three item pipelines. Each takes what is its own, calls a function of another module, and passes on.

Plain classes with Scrapy's method names: nothing here imports Scrapy, and the settings and the outlet
come in once, when the crawl begins.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from pipelines.archive import Archive
from pipelines.crew import Shift
from pipelines.items import Article, Listed, Page, Refusal, Rules
from pipelines.pool import processes_of
from pipelines.reader import Reader
from pipelines.sharing import Shared
from pipelines.writer import Writer


class ArchivePipeline:
    """100: keep a page's bytes before anything else can go wrong with it. All crawlers of a process share the files."""

    _archives: ClassVar[Shared[Archive]] = Shared(Archive.close)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = self._archives.join(folder, lambda: Archive(folder))

    @classmethod
    def from_crawler(cls, crawler: Any) -> ArchivePipeline:
        """Keep pages where the settings say the data lives."""
        return cls(Path(crawler.settings["KLIPING_DATA"]) / "raw")

    def process_item(self, item: Any) -> Any:
        """Keep a Page; pass everything on."""
        if isinstance(item, Page):
            self.archive.keep(item)
        return item

    def close_spider(self) -> None:
        """Leave; the last crawler of a process closes the months' files."""
        self._archives.leave(self.folder)


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

    _writers: ClassVar[Shared[Writer]] = Shared(Writer.close)

    def __init__(self, data: Path, crawl_id: int | None, outlet: str, rules_at: Callable[[datetime], Rules]) -> None:
        self.key = data, crawl_id
        self.writer = self._writers.join(self.key, lambda: Writer(data, crawl_id))
        self.writer.rules_at[outlet] = rules_at

    @classmethod
    def from_crawler(cls, crawler: Any) -> StorePipeline:
        """Write where the settings say the data lives, under the crawl they name."""
        outlet, settings = crawler.spidercls.outlet, crawler.settings
        return cls(Path(settings["KLIPING_DATA"]), settings["KLIPING_CRAWL"], outlet.name, outlet.rules_at)

    async def process_item(self, item: Any) -> Any:
        """Store a listing or a result; what comes out, when it is in the file, is how the link ended."""
        if isinstance(item, Listed):  # at once, for the crawl asks the ledger for what it named
            self.writer.store.listed(item)
            return item
        if not isinstance(item, Article | Refusal):
            return item
        ended = await self.writer.gathering.put(item)
        if ended.outcome == "removed":  # only its page told that this link leads to what was taken out
            self.writer.forget(ended.url)
        return ended

    def close_spider(self) -> None:
        """Leave; the last crawler of a process closes the file."""
        self.writer.gathering.flush()
        self._writers.leave(self.key)
