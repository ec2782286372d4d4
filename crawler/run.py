"""Crawl many outlets in one process: outlets' names and wishes come in, what was done at each goes out."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.choices import Choices
from crawler.journal import Journal, begin_crawl, end_crawl
from crawler.tally import Tally
from pipelines.db import open_reader
from pipelines.schema import news

#: So many outlets are crawled at once; each waits most of the time for its own delay.
AT_ONCE = 24
LOG_BYTES = 5_000_000
LOG_FILES = 5

Watch = Callable[[list[Tally]], None]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a crawl is asked to do beyond its outlets."""

    limit: int | None = None
    dry_run: bool = False
    recheck: bool = False
    today: date | None = None
    since: date | None = None
    until: date | None = None


class LogFile(RotatingFileHandler):
    """A log that cannot be written, on a full disk, says so in one line instead of a traceback a record."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Tell it once; a fault of ours, such as a record that cannot be put into words, is raised."""
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self.told:
            self.told = True
            print(f"{self.baseFilename}: cannot be written to: {error.strerror}", file=sys.stderr)  # noqa: T201


def crawl(names: Iterable[str], wish: Wish, choices: Choices, watch: Watch | None = None) -> list[Tally]:
    """Crawl each outlet once; `watch` is shown all tallies whenever one moves.

    Blocks until all are done. To be called once in a process: Twisted's reactor does not start again.
    """
    if wish.dry_run and choices.database.exists():
        open_reader(choices.database, news).close()  # a file that cannot be read is told once, not by each outlet
    crawl_id = None if wish.dry_run else begin_crawl(choices.database)
    process = AsyncCrawlerProcess(_settings(wish, choices, crawl_id))
    _log_to(None if wish.dry_run else choices.data / "logs")
    begun: list[Crawler] = []
    faults: dict[str, str] = {}
    queue = iter(names)

    def moved() -> None:
        if watch is not None:
            watch([tally for one in begun if (tally := _tally(one))])

    def closed(reason: str) -> None:
        nonlocal queue
        if reason == "shutdown":  # told to stop: what has not begun does not begin
            queue = iter(())

    def ended(name: str, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            faults[name] = f"could not be started: {type(error).__name__}: {error}"
        begin()

    def begin() -> None:
        name = next(queue, None)
        if name is None:
            return
        one = process.create_crawler(name)
        begun.append(one)
        one.signals.connect(moved, signal=signals.item_scraped)
        one.signals.connect(moved, signal=signals.spider_closed)
        one.signals.connect(closed, signal=signals.spider_closed)
        process.crawl(one).add_done_callback(partial(ended, name))

    for _ in range(AT_ONCE):
        begin()
    process.start()
    if crawl_id is not None:
        end_crawl(choices.database, crawl_id)
    return [_told(one, faults.get(one.spidercls.name)) for one in begun]


def _told(crawler: Crawler, fault: str | None) -> Tally:
    """What was done at an outlet, and why it was not begun where it was not."""
    tally = _tally(crawler) or Tally(outlet=crawler.spidercls.name)
    tally.fault = tally.fault or fault
    return tally


def _tally(crawler: Crawler) -> Tally | None:
    try:
        journal = crawler.get_extension(Journal)
    except RuntimeError:  # not begun yet
        return None
    return journal.tally if journal else None


def _settings(wish: Wish, choices: Choices, crawl_id: int | None) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    values = {
        "KLIPING_DATA": str(choices.data),
        "KLIPING_OUTLETS": [str(folder) for folder in choices.outlets],
        "KLIPING_CRAWL": crawl_id,
        "KLIPING_LIMIT": wish.limit,
        "KLIPING_DRY": wish.dry_run,
        "KLIPING_RECHECK": wish.recheck,
        "KLIPING_TODAY": _iso(wish.today),
        "KLIPING_SINCE": _iso(wish.since),
        "KLIPING_UNTIL": _iso(wish.until),
        "LOG_ENABLED": False,  # ours go to a file of their own; the terminal is the command's
    }
    settings.setdict(values, priority="cmdline")
    if wish.dry_run:
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    return settings


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _log_to(folder: Path | None) -> None:
    """One line an outlet, and what a person should do, into a log file that rotates; nowhere without a folder."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # What it leaves out of a page, it says as a warning: our outcome says what came of the page.
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    # A traceback for each host whose robots.txt does not come; the host's links say the same in the ledger.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    handler = LogFile(folder / "kliping.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    root.addHandler(handler)
