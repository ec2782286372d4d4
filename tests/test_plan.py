"""The plan: which walks a crawl takes through listings, and when a walk is over and has proven its listing whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.listings.reading import Further
from crawler.outlet import Listing, Outlet
from crawler.plan import MOST_PAGES, Span, Walk, children, walks

TODAY = date(2026, 6, 20)
INDEX = Listing(kind="index", url="https://contoh.example/indeks?d={date:%Y-%m-%d}&p={page}")
FEED = Listing(kind="feed", url="https://contoh.example/feed")
MAP = Listing(kind="sitemap", url="https://contoh.example/sitemap.xml")
OUTLET = Outlet(name="contoh", title="C", domain="contoh.example", listings=(FEED, INDEX, MAP))


def taken(span: Span, *closed: date) -> list[tuple[str, str | None, bool]]:
    found = walks(OUTLET, span, lambda _, day: day in closed)
    return [(walk.listing.kind, walk.day.isoformat() if walk.day else None, walk.back) for walk in found]


def test_an_ordinary_crawl_walks_today_as_far_as_it_is_new_and_yesterday_to_its_end() -> None:
    ordinary = [("feed", None, False), ("index", "2026-06-20", False), ("index", "2026-06-19", True)]
    assert taken(Span(today=TODAY)) == [*ordinary, ("sitemap", None, False)]
    assert taken(Span(today=TODAY), date(2026, 6, 19)) == [*ordinary[:2], ("sitemap", None, False)]


def test_a_crawl_of_the_past_leaves_out_what_knows_the_present_only_and_days_that_are_closed() -> None:
    span = Span(today=TODAY, since=date(2026, 6, 1), until=date(2026, 6, 3))
    days = [("index", "2026-06-03", True), ("index", "2026-06-01", True)]
    assert taken(span, date(2026, 6, 2)) == [*days, ("sitemap", None, True)]
    assert [day for _, day, _ in taken(Span(today=TODAY, since=date(2026, 6, 18)))] == [
        None, "2026-06-20", "2026-06-19", "2026-06-18", None,
    ]  # fmt: skip


def test_days_to_come_are_never_asked_for() -> None:
    assert list(Span(today=TODAY, since=date(2026, 6, 19), until=date(2030, 1, 1)).days()) == [TODAY, date(2026, 6, 19)]


def test_an_ordinary_walk_ends_where_nothing_is_new_and_proves_nothing() -> None:
    walk = Walk(listing=INDEX, day=TODAY)
    assert [walk.goes_on("ab", new=True), walk.goes_on("cd", new=False), walk.proven] == [True, False, False]


@pytest.mark.parametrize(
    ("pages", "proven"),
    [
        (["ab", "cd", ""], True),
        (["ab", "cd", "cd"], True),  # a number beyond the end gives the last page
        (["ab", "ab"], False),  # the site ignores the page's number, or there is one page: it cannot be told
        (["ab", "cd", "ab"], False),  # it begins again
        ([""], False),
    ],
)
def test_a_walk_that_goes_back_ends_where_nothing_more_comes(pages: list[str], proven: bool) -> None:
    walk = Walk(listing=INDEX, day=TODAY, back=True)
    *goes_on, last = [walk.goes_on(page, new=False) for page in pages]
    assert (all(goes_on), last, walk.proven) == (True, False, proven)


def test_a_last_page_or_a_next_one_that_does_not_exist_proves_the_listing_whole() -> None:
    walk = Walk(listing=INDEX, day=TODAY, back=True)
    assert (walk.goes_on("ab", new=True, last=True), walk.proven) == (False, True)
    walk = Walk(listing=INDEX, day=TODAY, back=True)
    assert (walk.goes_on("ab", new=True), walk.proven) == (True, False)
    walk.beyond()
    assert walk.proven


def test_a_walk_without_end_ends() -> None:
    walk = Walk(listing=INDEX, day=TODAY, back=True)
    pages = 1
    while walk.goes_on([str(pages)], new=True):
        pages += 1
    assert (pages, walk.proven) == (MOST_PAGES, False)


def test_children_are_the_newest_and_all_that_may_reach_into_the_span() -> None:
    def child(name: str, month: int | None = None) -> Further:
        modified = datetime(2026, month, 1, tzinfo=UTC) if month else None
        return Further(url=f"https://contoh.example/{name}.xml", kind="sitemap", modified=modified)

    further = [child("lain"), *(child(f"2026-{month:02}", month + 1) for month in range(1, 7))]
    names = [url[23:-4] for url in children(further, Span(today=TODAY))]
    assert names == ["2026-06", "2026-05", "2026-04", "2026-03"]
    back = Span(today=TODAY, since=date(2026, 2, 10), until=date(2026, 3, 5))
    assert [url[23:-4] for url in children(further, back)] == ["2026-03", "2026-02", "lain"]
