"""Split articles: which address follows which."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.outlet import Outlet, Whole
from crawler.parts import follows, further_parts, whole_address
from pipelines.address import canonical
from pipelines.items import Page

URL = "https://contoh.example/berita/jalan"


def outlet(**values: Any) -> Outlet:
    plain: dict[str, Any] = {"name": "contoh", "title": "C", "domain": "contoh.example", "next_page": r"\?page=\d+$"}
    return Outlet(**(plain | values))


def links(*hrefs: str) -> bytes:
    return ("<html><body>" + "".join(f'<a href="{href}">x</a>' for href in hrefs) + "</body></html>").encode()


def further(here: str, *hrefs: str, **values: Any) -> list[str]:
    of = outlet(**values)
    return further_parts(of, here, links(*hrefs), canonical(here, of))


def test_parts_follow_in_the_order_of_their_numbers() -> None:
    hrefs = [f"?page={number}" for number in (10, 9, 2, 11, 3, 2)]
    assert further(URL, *hrefs) == [f"{URL}?page={number}" for number in (2, 3, 9, 10, 11)]
    assert further(URL + "?page=9", *hrefs) == [f"{URL}?page={number}" for number in (10, 11)]


def test_outlets_that_count_paragraphs() -> None:
    of: dict[str, Any] = {"next_page": r"/\d+$"}
    assert further(URL, URL + "/15", URL + "/30", **of) == [URL + "/15", URL + "/30"]
    assert further(URL + "/15", URL, URL + "/15", URL + "/30", **of) == [URL + "/30"]


def test_the_last_part_is_followed_by_none() -> None:
    assert further(URL + "?page=3", "?page=1", "?page=2", "?page=3", URL) == []


@pytest.mark.parametrize(
    "href",
    ["/berita/lain?page=2", "https://lain.example/berita/jalan?page=2", "?page=dua", "?page=", "#page=2", "http://[x?page=2",
     "javascript:x?page=2", "?page=1", "?page=0"],
)  # fmt: skip
def test_what_is_no_part_of_this_article(href: str) -> None:
    assert further(URL, href) == []


def test_a_part_listed_with_tracking_or_another_scheme_is_the_same() -> None:
    assert further(URL, "http://contoh.example/berita/jalan?utm_source=x&page=2", next_page=r"[?&]page=\d+$") == [
        "http://contoh.example/berita/jalan?utm_source=x&page=2"
    ]


@pytest.mark.parametrize("body", [b"", b" \n", b"\0", b"%PDF", b"\xff\xfe", b"<" * 5000, b"<html>" + b"<div>" * 5000])
def test_what_is_no_page_has_no_parts(body: bytes) -> None:
    assert further_parts(outlet(), URL, body, URL) == []


def test_an_outlet_that_splits_nothing_is_not_parsed() -> None:
    assert further(URL, "?page=2", next_page="") == []


def page(url: str, *parts: Page) -> Page:
    return Page(
        outlet="contoh", url=URL, final_url=url, fetched_at=datetime(2026, 6, 20, tzinfo=UTC), body=b"", parts=parts
    )


@pytest.mark.parametrize(
    ("address", "first", "is_next"),
    [
        (URL + "?page=2", page(URL), True),
        (URL + "?page=3", page(URL, page(URL + "?page=2")), True),
        (URL + "?page=2", page(URL, page(URL + "?page=2")), False),
        (URL, page(URL), False),
        (URL + "?page=1", page(URL), False),
        ("https://contoh.example/", page(URL), False),
        ("https://contoh.example/berita/lain?page=2", page(URL), False),
    ],
)
def test_whether_what_came_is_the_part_that_was_asked_for(address: str, first: Page, is_next: bool) -> None:
    assert follows(outlet(), address, first) is is_next


@pytest.mark.parametrize(
    ("whole", "asked", "address"),
    [
        (None, URL, URL),
        (Whole(query="page=all"), URL, URL + "?page=all"),
        (Whole(query="page=all"), URL + "?page=2", URL + "?page=all"),
        (Whole(query="page=all"), URL + "?page=all", URL + "?page=all"),
        (Whole(query="page=all"), URL + "?id=7", URL + "?id=7&page=all"),
        (
            Whole(query="page=all"),
            "http://contoh.example/berita/jalan?page=2",
            "http://contoh.example/berita/jalan?page=all",
        ),
        (Whole(path="0"), URL, URL + "/0"),
        (Whole(path="0"), URL + "/0", URL + "/0"),
        (Whole(path="0"), URL + "/2", URL + "/0"),
    ],
)
def test_a_story_is_asked_for_whole_where_the_outlet_has_such_a_view(
    whole: Whole | None, asked: str, address: str
) -> None:
    assert whole_address(outlet(whole=whole, next_page=""), asked) == address


def test_parts_below_the_article_follow_in_the_order_of_the_page() -> None:
    story = "https://contoh.example/a/cerita-200915q.html"
    parts = ["/a/cerita-200915q/zaitun-mx4.html", "/a/cerita-200915q/asam-b1c.html"]
    wanted = ["https://contoh.example" + part for part in parts]
    of = outlet(parts_below=True, next_page="")
    key = canonical(story, of)
    assert further_parts(of, story, links(*parts, "/a/lain-200915z.html", parts[0]), key) == wanted
    assert further_parts(of, wanted[0], links(*parts), key) == wanted[1:]
    assert further_parts(of, wanted[1], links(*parts), key) == []
    first = Page(outlet="c", url=story, final_url=story, fetched_at=datetime(2026, 6, 1, tzinfo=UTC), body=b"")
    assert (follows(of, wanted[0], first), follows(of, "https://contoh.example/a/lain.html", first)) == (True, False)
