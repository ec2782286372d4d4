"""How pages are numbered: dated indexes, pages of lists, parts of articles, on values."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from crawler.outlet import Listing, Whole
from crawler.probing.paging import dated_templates, first_and_step, page_number, paged_template, read_split, tells_days

ROOT = "https://lontar.example"
INDEX = f"{ROOT}/indeks"
DAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/indeks?tanggal=19-11-2026", "/indeks?tanggal=09-11-2026"),
        ("/indeks?date=2026-11-19&page=2", "/indeks?date=2026-11-09&page=1"),
        ("/indeks?date=11%2F19%2F2026", "/indeks?date=11%2F09%2F2026"),
        ("/indeks/2026/11/19", "/indeks/2026/11/09"),
        ("/indeks/20261119/2", "/indeks/20261109/1"),
    ],
)
def test_a_dated_index_is_read_off_its_links(href: str, address: str) -> None:
    template = dated_templates(INDEX, ["/berita/2026/11/19/jembatan", href])[0]
    assert Listing(kind="index", url=template).address(day=DAY, page=0) == ROOT + address


def test_day_and_month_are_tried_both_ways_where_both_could_be_meant() -> None:
    first, second, *_ = dated_templates(INDEX, ["/indeks?d=05/06/2026"])
    assert (first, second) == (f"{INDEX}?d={{date:%d/%m/%Y}}", f"{INDEX}?d={{date:%m/%d/%Y}}")


def test_the_usual_forms_come_last_and_can_be_filled_in() -> None:
    templates = dated_templates(INDEX, [])
    assert [Listing(kind="index", url=one).address(day=DAY) for one in templates] == [
        f"{INDEX}?date=2026-11-09", f"{INDEX}?tanggal=09-11-2026", f"{INDEX}/2026-11-09", f"{INDEX}/2026/11/09",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "template", "number"),
    [
        (f"{INDEX}?page=2", f"{INDEX}?page={{page}}", 2),
        (f"{INDEX}?q=a&hal=3&x=1", f"{INDEX}?q=a&hal={{page}}&x=1", 3),
        (f"{INDEX}/page/2/", f"{INDEX}/page/{{page}}/", 2),
        (f"{ROOT}/daerah/index2.html", f"{ROOT}/daerah/index{{page}}.html", 2),
        (f"{INDEX}/40", f"{INDEX}/{{page}}", 40),
        (INDEX, None, None),
    ],
)
def test_pages(url: str, template: str | None, number: int | None) -> None:
    assert (paged_template(url), page_number(url)) == (template, number)


def test_the_first_page_and_the_step_follow_from_the_second() -> None:
    assert [first_and_step(second) for second in (1, 2, 20)] == [(0, 1), (1, 1), (0, 20)]


def test_a_listing_gave_a_day_if_nearly_all_is_of_it() -> None:
    other = DAY - timedelta(days=30)
    before = DAY - timedelta(days=1)
    assert tells_days(DAY, [DAY, DAY, None])
    assert tells_days(DAY, [DAY, DAY, before])
    assert not tells_days(DAY, [DAY, other])
    assert not tells_days(DAY, [before, before, DAY])
    assert not tells_days(DAY, [None])


ARTICLE = f"{ROOT}/berita/8841/jembatan"


@pytest.mark.parametrize(
    ("hrefs", "wholes", "next_page"),
    [
        (["?page=2", "?page=all"], (Whole(query="page=all"),), r"[?&]page=\d+$"),
        (["?single=1"], (Whole(query="single=1"),), ""),
        (["/berita/8841/jembatan/2", "/berita/8841/jembatan/all"], (Whole(path="all"),), r"/\d{1,2}$"),
        (["/berita/8841/jembatan/halaman/2"], (), r"/halaman/\d{1,2}$"),
        (["?share=x", "#komentar", "/berita/8842/lain?page=2", "https://lain.example/berita/8841/jembatan/2"], (), ""),
    ],
)
def test_how_an_article_is_split(hrefs: list[str], wholes: tuple[Whole, ...], next_page: str) -> None:
    split = read_split(ARTICLE, hrefs)
    assert (split.wholes, split.next_page) == (wholes, next_page)
    assert not next_page or re.search(next_page, ARTICLE + hrefs[0].removeprefix("/berita/8841/jembatan"))
