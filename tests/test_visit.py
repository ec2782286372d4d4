"""A visit to an outlet, without network and under a clock that is given: what is asked, and what answers come to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.frontier import Frontier
from crawler.outlet import Listing, Outlet
from crawler.plan import Span
from crawler.visit import Ask, Visit
from pipelines.items import Listed
from pipelines.store import Store

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
HOST = "https://contoh.example"
FEED = Listing(kind="feed", url=f"{HOST}/feed")
FRONT = Listing(kind="front", url=f"{HOST}/")
MAP = Listing(kind="sitemap", url=f"{HOST}/sitemap.xml")
INDEX = Listing(kind="index", url=f"{HOST}/indeks?d={{date:%Y-%m-%d}}&p={{page}}")
Web = Callable[[str], bytes | int]


def feed(*numbers: int) -> bytes:
    items = "".join(f"<item><link>{HOST}/berita/{n}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>U</title>{items}</channel></rss>'.encode()


def page(*numbers: int) -> bytes:
    links = "".join(f'<article><h3><a href="/berita/{n}">Warga membangun {n}</a></h3></article>' for n in numbers)
    return f"<html><body><main>{links}</main></body></html>".encode()


def sitemap(*entries: str, kind: str = "url") -> bytes:
    root = "urlset" if kind == "url" else "sitemapindex"
    found = "".join(f"<{kind}><loc>{HOST}{entry}</loc></{kind}>" for entry in entries)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{found}</{root}>'.encode()


class Crawls:
    """Crawls of one outlet into one file, at moments that are given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.outlet = Outlet(name="contoh", title="C", domain="contoh.example", article="/berita/")
        self.rested = ""

    def crawl(self, at: datetime, web: Web, *listings: Listing, etag: str = "", span: Span | None = None) -> list[str]:
        """The listings that were asked, by path; a status instead of a body is a failure. Everything is kept."""
        self.outlet = replace(self.outlet, listings=listings) if listings else self.outlet
        with closing(Frontier(self.path, self.outlet)) as frontier, closing(Store(self.path)) as store:
            visit = Visit(self.outlet, span or Span(today=at.date()), frontier, clock=lambda: at)
            asks, asked = visit.begin(), []
            while asks:
                ask = asks.pop(0)
                asked.append(ask.url.removeprefix(HOST) + ("*" if ask.headers else ""))
                listed, further = self.hear(visit, ask, web(ask.url.removeprefix(HOST)), etag)
                store.listed(listed)
                asks += further
            rested = visit.rested()
            self.rested = f"{rested.not_due} not due, {rested.retired} retired"
        return asked

    def hear(self, visit: Visit, ask: Ask, answer: bytes | int, etag: str) -> tuple[Listed, list[Ask]]:
        if answer == 304:
            return visit.unchanged(ask)
        if isinstance(answer, int):
            return visit.failed(ask, f"http_error: {answer}", status=answer)
        return visit.read(ask, url=ask.url, body=answer, headers={"ETag": etag} if etag else {})

    def listings(self) -> list[tuple[str, int, int, int, str | None]]:
        """What was read last, a row a page."""
        with closing(Store(self.path)) as store:
            query = "SELECT url, listed, new, complete, error FROM listings ORDER BY id"
            return [(url.removeprefix(HOST), *more) for url, *more in store.db.execute(query)]


@pytest.fixture
def crawls(tmp_path: Path) -> Crawls:
    return Crawls(tmp_path / "news.db")


def test_what_is_not_due_is_not_asked_and_told(crawls: Crawls) -> None:
    def web(path: str) -> bytes:
        return feed(1, 2) if path == "/feed" else page(1, 2)

    assert crawls.crawl(NOON, web, FEED, FRONT) == ["/feed", "/"]
    assert (crawls.crawl(NOON + timedelta(minutes=1), web), crawls.rested) == ([], "2 not due, 0 retired")
    assert (crawls.crawl(NOON + timedelta(minutes=15), web), crawls.rested) == (["/feed", "/"], "0 not due, 0 retired")


def test_a_corrected_declaration_makes_a_listing_unread(crawls: Crawls) -> None:
    crawls.crawl(NOON, lambda _: feed(1), FEED)
    corrected = Listing(kind="feed", url=FEED.url, link="x")
    assert crawls.crawl(NOON + timedelta(minutes=1), lambda _: feed(1), corrected) == ["/feed"]


def test_a_listing_that_fails_calls_in_those_that_were_not_due(crawls: Crawls) -> None:
    numbers = [1, 2]

    def web(path: str) -> bytes | int:
        return feed(*numbers) if path == "/feed" else page(*numbers)

    crawls.crawl(NOON, web, FEED, FRONT)
    at = NOON
    for step in range(1, 5):  # the front page never brings anything before the feed does, so that it comes to rest
        numbers.append(10 + step)
        at += timedelta(minutes=15)
        asked = crawls.crawl(at, web)
    assert (asked, crawls.rested) == (["/feed"], "1 not due, 0 retired")
    at += timedelta(minutes=15)
    asked = crawls.crawl(at, lambda path: 500 if path == "/feed" else page(1, 99))
    assert (asked, crawls.rested) == (["/feed", "/"], "0 not due, 0 retired")
    assert [row[1:] for row in crawls.listings()[-2:]] == [(0, 0, 0, "http_error: 500"), (2, 1, 0, None)]


def test_an_unchanged_listing_counts_as_read_with_what_it_gave_before(crawls: Crawls) -> None:
    crawls.crawl(NOON, lambda _: feed(1, 2), FEED, etag="1")
    crawls.crawl(NOON + timedelta(hours=1), lambda _: feed(1, 2, 3), etag="2")
    assert crawls.crawl(NOON + timedelta(hours=2), lambda _: 304) == ["/feed*"]
    assert crawls.crawl(NOON + timedelta(hours=3), lambda _: feed(3, 2, 1), etag="3") == ["/feed*"]
    assert [row[1:] for row in crawls.listings()] == [
        (2, 2, 0, None), (3, 1, 0, None), (3, 0, 0, None), (3, 0, 0, None),
    ]  # fmt: skip


def test_a_304_that_nobody_asked_for_is_a_failure(crawls: Crawls) -> None:
    crawls.crawl(NOON, lambda _: 304, FEED)
    assert crawls.listings()[0][4] == "http_error: the server answered 304, and nobody had asked"


def test_sitemaps_rest_each_for_itself_and_are_asked_though_their_index_did_not_change(crawls: Crawls) -> None:
    index = sitemap("/a.xml", "/b.xml", "/sitemap.xml", kind="sitemap")
    given: dict[str, bytes | int] = {
        "/sitemap.xml": index,
        "/a.xml": sitemap("/berita/1"),
        "/b.xml": sitemap("/berita/2"),
    }
    assert crawls.crawl(NOON, given.__getitem__, MAP, etag="1") == ["/sitemap.xml", "/a.xml", "/b.xml"]
    at = NOON
    for number in range(5):
        at += timedelta(minutes=30)
        given["/a.xml"] = sitemap("/berita/1", *(f"/berita/1{n}" for n in range(number + 1)))
        answers = given | {"/sitemap.xml": 304}
        asked = crawls.crawl(at, answers.__getitem__, etag=str(number))
    assert asked == ["/a.xml*"]
    assert crawls.crawl(at + timedelta(hours=2), answers.__getitem__) == ["/sitemap.xml*", "/a.xml*", "/b.xml*"]


def test_a_day_is_walked_to_its_end_once_it_is_over_and_then_closed(crawls: Crawls) -> None:
    today = f"/indeks?d={NOON.date()}&p="
    pages = {f"{today}1": page(9, 8, 7, 6), f"{today}2": page(5, 4), f"{today}3": page()}
    tomorrow = {f"/indeks?d={NOON.date() + timedelta(days=1)}&p=1": page(10)}

    def web(path: str) -> bytes | int:
        return (pages | tomorrow).get(path, 404)

    yesterday = f"/indeks?d={NOON.date() - timedelta(days=1)}&p=1"
    assert crawls.crawl(NOON, web, INDEX) == [f"{today}1", yesterday, f"{today}2", f"{today}3"]
    assert [row[3] for row in crawls.listings()] == [0, 0, 0, 0]  # the day is not over
    after = NOON + timedelta(hours=12, minutes=1)
    span = Span(today=NOON.date() + timedelta(days=1))
    asked = crawls.crawl(after, web, span=span)
    assert [path for path in asked if path.startswith(today)] == [f"{today}1", f"{today}2", f"{today}3"]
    assert [row[3] for row in crawls.listings()[-3:]] == [0, 0, 1]
    asked = crawls.crawl(after + timedelta(hours=7), web, span=span)
    assert not any(path.startswith(today) for path in asked)


def test_a_page_that_does_not_exist_is_the_end_of_a_walk(crawls: Crawls) -> None:
    day = date(2026, 6, 18)
    span = Span(today=NOON.date(), since=day, until=day)
    pages = {f"/indeks?d={day}&p=1": page(1, 2), f"/indeks?d={day}&p=2": page(3)}
    assert len(crawls.crawl(NOON, lambda path: pages.get(path, 404), INDEX, span=span)) == 3
    assert [row[1:] for row in crawls.listings()] == [(2, 2, 0, None), (1, 1, 0, None), (0, 0, 1, None)]
    assert crawls.crawl(NOON, lambda path: pages.get(path, 404), span=span) == []


def test_an_index_that_shows_no_end_is_tried_again_after_six_hours_and_is_never_complete(crawls: Crawls) -> None:
    def web(path: str) -> bytes:
        return page(1, 2, 3)  # whatever the day and the page

    over = f"/indeks?d={NOON.date() - timedelta(days=1)}&p="
    asked = [crawls.crawl(NOON + timedelta(hours=hours), web, INDEX) for hours in (0, 1, 5, 6.1)]
    assert [[path for path in one if path.startswith(over)] for one in asked] == [
        [f"{over}1", f"{over}2"], [], [], [f"{over}1", f"{over}2"],
    ]  # fmt: skip
    assert not any(row[3] for row in crawls.listings())
