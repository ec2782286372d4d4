"""Crawl many outlets in one process: outlets' names and wishes come in, what was done at each goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Thread
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.choices import Choices
from crawler.downloads import stop_crawler
from crawler.journal import Journal
from crawler.lag import Lag
from crawler.logs import calm
from crawler.stopping import Until
from crawler.tally import Tally
from pipelines.db import open_reader
from pipelines.schema import news

#: So many outlets are crawled at once; each waits most of the time for its own delay.
AT_ONCE = 24

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


def crawl(
    names: Iterable[str],
    wish: Wish,
    choices: Choices,
    *,
    run_id: int | None,
    until: Until,
    watch: Watch | None = None,
    lag: Lag | None = None,
) -> list[Tally]:
    """Crawl each outlet once, under a run's row (None: nothing is written); `watch` is shown what moves,
    and `lag` is told how late the reactor was.

    Blocks until all are done, or have ended in order after a signal or at the end of the time. To be called once
    in a process: Twisted's reactor does not start again.
    """
    if wish.dry_run and choices.database.exists():
        open_reader(choices.database, news).close()  # a file that cannot be read is told once, not by each outlet
    process = AsyncCrawlerProcess(_settings(wish, choices, run_id))
    calm()
    from twisted.internet import reactor

    _leave_threads_behind(reactor)
    crowd = _Crowd(process, iter(names), watch)
    for _ in range(AT_ONCE):
        crowd.begin()
    until.stop.listeners.append(lambda: reactor.callFromThread(crowd.stop))
    if until.over:  # before anyone listened
        reactor.callWhenRunning(crowd.stop)
    elif until.left is not None:
        asyncio.get_event_loop().call_later(until.left, crowd.stop)
    lag = lag or Lag()
    lag.start(asyncio.get_event_loop())
    process.start(install_signal_handlers=False)
    lag.stop()
    until.stop.listeners.clear()
    return [_told(one, crowd.faults.get(one.spidercls.name)) for one in crowd.begun]


def _told(crawler: Crawler, fault: str | None) -> Tally:
    """What was done at an outlet, and why it was not begun where it was not."""
    tally = _tally(crawler) or Tally(outlet=crawler.spidercls.name)
    tally.fault = tally.fault or fault
    return tally


def _leave_threads_behind(reactor: Any) -> None:
    """Names are looked up in threads. One that waits for a silent name server is not waited for at the end."""
    pool = reactor.getThreadPool()
    pool.threadFactory = partial(Thread, daemon=True)
    reactor.removeSystemEventTrigger(reactor.threadpoolShutdownID)


class _Crowd:
    """The crawlers of one process: so many at once, the next when one is done, and all stopped when told."""

    def __init__(self, process: AsyncCrawlerProcess, queue: Iterator[str], watch: Watch | None) -> None:
        self.process = process
        self.queue = queue
        self.watch = watch
        self.begun: list[Crawler] = []
        self.faults: dict[str, str] = {}
        self.at_work: set[Crawler] = set()
        self.stopping: set[asyncio.Task[None]] | None = None

    def begin(self) -> None:
        """Begin with the next outlet, where there is one and nobody has said to stop."""
        name = next(self.queue, None) if self.stopping is None else None
        if name is None:
            return
        one = self.process.create_crawler(name)
        self.begun.append(one)
        one.signals.connect(self.moved, signal=signals.item_scraped)
        one.signals.connect(self.moved, signal=signals.spider_closed)
        one.signals.connect(lambda: self.started(one), signal=signals.engine_started, weak=False)
        self.process.crawl(one).add_done_callback(partial(self.ended, one))

    def ended(self, one: Crawler, task: asyncio.Task[None]) -> None:
        """Make room for the next, and say why one did not come to work."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.faults[one.spidercls.name] = f"could not be started: {type(error).__name__}: {error}"
        self.at_work.discard(one)
        self.begin()

    def moved(self) -> None:
        """Show how far everyone has come."""
        if self.watch is not None:
            self.watch([tally for one in self.begun if (tally := _tally(one))])

    def started(self, one: Crawler) -> None:
        """Who comes to start only after the word to stop is stopped too."""
        self.at_work.add(one)
        if self.stopping is not None:
            self.stopping.add(asyncio.ensure_future(stop_crawler(one)))

    def stop(self) -> None:
        """Stop in order."""
        self.stopping = {asyncio.ensure_future(stop_crawler(one)) for one in self.at_work}


def _tally(crawler: Crawler) -> Tally | None:
    try:
        journal = crawler.get_extension(Journal)
    except RuntimeError:  # not begun yet
        return None
    return journal.tally if journal else None


def _settings(wish: Wish, choices: Choices, run_id: int | None) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    values = {
        "KLIPING_DATA": str(choices.data),
        "KLIPING_OUTLETS": [str(folder) for folder in choices.outlets],
        "KLIPING_PROCESSES": choices.processes,
        "KLIPING_CRAWL": run_id,
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
