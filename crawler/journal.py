"""The journal: what each crawl did at each outlet, counted from signals and written as one row."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler import __version__
from crawler.tally import Tally
from pipelines.clock import now, stamp
from pipelines.db import open_database, writing
from pipelines.ledger import Ledger
from pipelines.runs import Runs, Summary
from pipelines.schema import news

log = logging.getLogger("kliping")


class Journal:
    """Scrapy extension: counts and records, decides nothing. A dry run is counted and not recorded."""

    def __init__(self, crawler: Crawler) -> None:
        self.path = Path(crawler.settings["KLIPING_DATA"]) / "news.db"
        self.dry = crawler.settings.getbool("KLIPING_DRY")
        self.crawl_id: int | None = crawler.settings["KLIPING_CRAWL"]
        self.own = self.crawl_id is None and not self.dry
        self.tally = Tally(outlet=crawler.spidercls.name)
        self.started_at = stamp(now())
        if self.own:
            self.crawl_id = begin_crawl(self.path)
            crawler.settings.set("KLIPING_CRAWL", self.crawl_id, priority="cmdline")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Journal:
        """Listen to what becomes of requests and items."""
        journal = cls(crawler)
        crawler.signals.connect(journal.ended, signal=signals.item_scraped)
        crawler.signals.connect(journal.asked, signal=signals.request_reached_downloader)
        crawler.signals.connect(journal.broke, signal=signals.item_error)
        crawler.signals.connect(journal.broke, signal=signals.spider_error)
        crawler.signals.connect(journal.closed, signal=signals.spider_closed)
        return journal

    def ended(self, item: Any) -> None:
        """An item came through the pipelines."""
        self.tally.count(item)

    def asked(self) -> None:
        """A request went out."""
        self.tally.requests += 1

    def broke(self, failure: Failure) -> None:
        """A component of ours failed."""
        self.tally.fault = self.tally.fault or f"{type(failure.value).__name__}: {failure.value}"

    def closed(self, spider: Spider, reason: str) -> None:
        """One line in the log, and one row for this outlet and crawl."""
        tally = self.tally
        tally.cut_short = reason == "shutdown"
        tally.over = True
        log.log(logging.WARNING if tally.error else logging.INFO, "%s: %s", spider.name, tally.error or tally.told())
        if self.dry:
            return
        values = {name: getattr(tally, name) for name in _COUNTS} | {"listings_failed": len(tally.unread)}
        times = {"started_at": self.started_at, "ended_at": stamp(now())}
        with open_database(self.path, news) as db, writing(db):
            Ledger(db, self.crawl_id).tally(
                spider.name, values | times | {"error": tally.error, "cut_short": int(tally.cut_short)}
            )
            if self.own and self.crawl_id is not None:
                Runs(db).finish(self.crawl_id, now())


_COUNTS = ("listings", "listed", "new", "requests", "stored", "changed", "refused", "failed", "held")


def begin_crawl(path: Path) -> int:
    """A crawl's row, named after the command that was given."""
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    with open_database(path, news) as db, writing(db):
        return Runs(db).begin(command, __version__, now())


def end_crawl(path: Path, run_id: int, summary: Summary) -> None:
    """The crawl is over, and came to this."""
    with open_database(path, news) as db, writing(db):
        Runs(db).finish(run_id, now(), summary)
