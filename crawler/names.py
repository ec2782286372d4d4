"""Names of hosts come in, addresses go out, looked up in threads that nobody waits for.

Scrapy's resolver with threads of its own: a lookup that hangs in the system's library cannot be broken off, and the
reactor's threads are waited for at the end, so that a crawl told to stop went on until the name servers' last timeout.
"""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.python.threadpool import ThreadPool

#: As many as there are outlets crawled at once, so that one whose name servers are down keeps no other waiting.
THREADS = 24


class Resolver(CachingThreadedResolver):
    """Scrapy's resolver: IPv4, cached, and given up after DNS_TIMEOUT."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.reactor = _WithThreads(reactor)  # type: ignore[assignment]  # what Twisted asks of it, it has


class _WithThreads:
    """The reactor, but for its threads: these end with the process, whatever they are at."""

    def __init__(self, reactor: ReactorBase) -> None:
        self._reactor = reactor
        self._pool = ThreadPool(minthreads=0, maxthreads=THREADS, name="kliping.names")
        self._pool.threadFactory = partial(Thread, daemon=True)  # type: ignore[assignment]
        self._pool.start()

    def getThreadPool(self) -> ThreadPool:  # noqa: N802 - Twisted's name
        """The threads for lookups."""
        return self._pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)
