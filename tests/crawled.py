"""The newsroom's file: crawled twice as a user would, and with what the analyses find in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis import ANALYSES, watches
from analysis.base import analyse, open_findings
from crawler.declaration import read_outlets
from crawler.demo import crawl_newsroom
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """The file after each crawl, opened to read."""

    first: sqlite3.Connection
    second: sqlite3.Connection
    data: Path


@contextmanager
def crawl_twice(data: Path) -> Iterator[Crawled]:
    """Crawl every outlet, let the editors work, crawl again and look at every story."""
    names = list(read_outlets([OUTLETS]))
    with Newsroom() as newsroom:
        assert crawl_newsroom(newsroom.proxy, data, names) == 0
        copy = data / "first.db"
        with closing(sqlite3.connect(data / "news.db")) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        newsroom.edit()
        assert crawl_newsroom(newsroom.proxy, data, [*names, "--recheck"]) == 0
    with closing(open_rows(copy)) as first, closing(open_rows(data / "news.db")) as second:
        yield Crawled(first=first, second=second, data=data)


@contextmanager
def find(crawled: Crawled) -> Iterator[sqlite3.Connection]:
    """What the analyses find in the file after the second crawl, and the manual's watch."""
    path = crawled.data / "found" / "news.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as target:
        crawled.second.backup(target)
    with open_findings(path) as db:
        list(analyse(db, ANALYSES))
        watches.add(db, "rob", '"banjir rob"')
    with closing(open_rows(path)) as found:
        yield found


def open_rows(path: Path) -> sqlite3.Connection:
    """A file opened to read, its rows by name."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    return db
