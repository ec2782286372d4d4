"""Crawl an outlet again and again in one process: a moment a line comes in, "done" goes out after each crawl.

A process of its own for each crawl would spend most of a simulated week on starting Python.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_f_from_coro_f
from scrapy.utils.reactor import install_reactor


def main() -> None:
    """Crawl the outlet that the command line names."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("LOG_ENABLED", False, priority="cmdline")

    async def crawl_all(reactor: Any) -> None:
        for line in sys.stdin:
            os.environ["KLIPING_NOW"] = line.strip()
            await AsyncCrawlerRunner(settings.copy()).crawl(sys.argv[1])
            print("done", flush=True)

    react(deferred_f_from_coro_f(crawl_all))


if __name__ == "__main__":
    main()
