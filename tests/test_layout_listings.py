"""The listings of the corpus' layouts, each by the declaration of its outlet: exactly its article links, in order.

What is expected is read from the same bytes in another way: by the plainest search, or by the path to the list in
its JSON. The pages themselves are no part of the project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.declaration import read_outlets
from crawler.listings.discover import read_listing
from crawler.listings.reading import Reading
from crawler.outlet import Listing, ListingKind

OUTLETS = read_outlets()
DAY = date(2026, 7, 24)
SENT = {"Date": "Fri, 24 Jul 2026 12:00:00 GMT"}

Expected = Callable[[str], list[str]]


def hrefs(pattern: str) -> Expected:
    """The links of a page's anchors that match a pattern, in order, each once."""

    def read(text: str) -> list[str]:
        without_comments = re.sub(r"<!--.*?-->", "", text, flags=re.S)
        links = re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', without_comments)
        return list(dict.fromkeys(link for link in links if re.fullmatch(pattern, link)))

    return read


def locs(pattern: str) -> Expected:
    """The locations of a sitemap that match a pattern, in order."""

    def read(text: str) -> list[str]:
        found = re.findall(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^\s<\]]+)", text)
        return [link for link in found if re.fullmatch(pattern, link)]

    return read


def jawapos(articles: list[dict[str, Any]]) -> list[str]:
    return [f"https://www.jawapos.com/{one['category']['slug']}/{one['article_id']}/{one['slug']}" for one in articles]


def jawapos_indeks(text: str) -> list[str]:
    data = json.loads(text.partition('type="application/json">')[2].partition("</script>")[0])
    return jawapos(data["props"]["pageProps"]["initialArticles"]["data"])


def jawapos_graphql(text: str) -> list[str]:
    return jawapos(json.loads(text)["data"]["articles"]["data"])


def kumparan(text: str) -> list[str]:
    return [edge["node"]["url"] for edge in json.loads(text)["data"]["findContentFeed"]["edges"]]


def tempo(text: str) -> list[str]:
    values = json.loads(text)
    stories = [value for value in values if isinstance(value, dict) and "canonical_url" in value]
    return ["https://www.tempo.co/" + values[story["canonical_url"]] for story in stories]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A listing's page: whose it is, its address, what it must yield and how many, and of which kind it is.

    Without a kind it is read as the outlet declares that address.
    """

    outlet: str
    url: str
    expected: Expected
    count: int
    kind: ListingKind | None = None


LAYOUTS = {
    "jawa_pos/graphql-articles-page2.json": Layout(
        outlet="jawapos", url="https://api.jawapos.com/api-jp-graphql#2", expected=jawapos_graphql, count=2
    ),
    "jawa_pos/indeks.html": Layout(
        outlet="jawapos", url="https://www.jawapos.com/indeks", expected=jawapos_indeks, count=3
    ),
    "kumparan/channel-feed.json": Layout(
        outlet="kumparan", url="https://graphql-v4.kumparan.com/query#news-1", expected=kumparan, count=6
    ),
    "liputan6/channel-news.html": Layout(
        outlet="liputan6", url="https://www.liputan6.com/news", kind="front", count=3,
        expected=hrefs(r"https://www\.liputan6\.com/(?!photo/)\w+/read/\d+/.+"),
    ),
    "media_indonesia/indeks.html": Layout(
        outlet="mediaindonesia", url="https://mediaindonesia.com/indeks/20/0", count=6,
        expected=hrefs(r"https://mediaindonesia\.com/[a-z-]+/\d{6}/.+"),
    ),
    "media_indonesia/sitemap-news.xml": Layout(
        outlet="mediaindonesia", url="https://mediaindonesia.com/sitemap.xml", count=2,
        expected=locs(r"https://mediaindonesia\.com/[a-z-]+/\d{6}/.+"),
    ),
    "merdeka/listing-peristiwa.html": Layout(
        outlet="merdeka", url="https://www.merdeka.com/peristiwa", kind="index", count=5,
        expected=hrefs(r"https://www\.merdeka\.com/peristiwa/read/\d+/.+"),
    ),
    "merdeka/sitemap-peristiwa.xml": Layout(
        outlet="merdeka", url="https://www.merdeka.com/peristiwa/sitemap.xml", expected=locs(".+"), count=4
    ),
    "okezone/bydate-channel-bola.html": Layout(
        outlet="okezone", url="https://index.okezone.com/bydate/channel/2026/07/24/14", kind="index", count=3,
        expected=hrefs(r"https://bola\.okezone\.com/read/2026/07/24/\d+/\d+/.+"),
    ),
    "okezone/kanal-indeks-news.html": Layout(
        outlet="okezone", url="https://news.okezone.com/indeks/2026/07/24/0", count=3,
        expected=hrefs(r"https://news\.okezone\.com/read/2026/07/24/\d+/\d+/.+"),
    ),
    "republika/indeks.html": Layout(
        outlet="republika", url="https://republika.co.id/index/0/2026/07/24", count=3,
        expected=hrefs(r"https://\w+\.republika\.co\.id/berita/\w+/.+"),
    ),
    "tempo/rubric-payload.json": Layout(
        outlet="tempo", url="https://www.tempo.co/ekonomi/_payload.json", expected=tempo, count=3
    ),
    "tirto/channel-indeks.html": Layout(
        outlet="tirto", url="https://tirto.id/indeks", expected=hrefs(r"https://tirto\.id/\S+-hz[A-Z]{2}"), count=3
    ),
    "tribunnews/index-news.html": Layout(
        outlet="tribunnews", url="https://www.tribunnews.com/index-news?date=2026-7-24&page=1", count=8,
        expected=hrefs(r"https://www\.tribunnews\.com/(?!topic|tag)\w+/(?:\d{7}|\d{4}/\d\d/\d\d)/.+"),
    ),
    "tribunnews/sitemap-news.xml": Layout(
        outlet="tribunnews", url="https://www.tribunnews.com/sitemap-news.xml", count=6,
        expected=locs(r"https://www\.tribunnews\.com/\w+/\d{7}/.+"),
    ),
}  # fmt: skip


def declared(layout: Layout) -> tuple[Listing, date | None]:
    """The outlet's listing that has this address, and the day it was asked for."""
    if layout.kind:
        return Listing(kind=layout.kind, url=layout.url), None
    for listing in OUTLETS[layout.outlet].listings:
        addresses = {listing.address(day=DAY, page=page) for page in range(3)}
        if layout.url in addresses:
            return listing, DAY if listing.dated else None
    raise AssertionError(f"{layout.outlet} declares no listing {layout.url}")


def read(layout: Layout, body: bytes) -> Reading:
    listing, day = declared(layout)
    return read_listing(OUTLETS[layout.outlet], listing, url=layout.url, body=body, headers=SENT, day=day)


@pytest.mark.parametrize("name", LAYOUTS)
def test_exactly_the_article_links(corpus: Path, name: str) -> None:
    body = (corpus / "layouts" / name).read_bytes()
    layout = LAYOUTS[name]
    expected = layout.expected(body.decode())
    assert len(expected) == len(set(expected)) == layout.count
    reading = read(layout, body)
    assert [found.url for found in reading.found] == expected
    assert all(found.title for found in reading.found)
    assert {found.listed_on for found in reading.found} == {DAY}


def test_no_listing_of_the_layouts_is_left_out(corpus: Path) -> None:
    pages = {path.relative_to(corpus / "layouts").as_posix() for path in (corpus / "layouts").rglob("*.*")}
    assert {page for page in pages if "/sample-article" not in page} == LAYOUTS.keys()


@pytest.mark.parametrize("name", [name for name in LAYOUTS if LAYOUTS[name].kind is None])
def test_each_address_is_one_that_its_outlet_declares(name: str) -> None:
    listing, _ = declared(LAYOUTS[name])
    assert listing in OUTLETS[LAYOUTS[name].outlet].listings
