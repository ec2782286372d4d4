"""Whatever strangers write is read or refused with a message, and nothing else: searched at random, bit by bit.

The same hundred of each every time; `pytest tests/test_fuzz_inputs.py --hypothesis-profile=long` tries other and more.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from crawler.checks import OutletError
from crawler.choices import ChoicesError, read_choices
from crawler.declaration import read_file
from crawler.guard import private
from crawler.listings.discover import NotAListing, Reading, read_listing
from crawler.listings.moments import read_printed, read_stamp
from crawler.outlet import Listing, ListingKind, Outlet
from crawler.politeness import retry_after
from crawler.probing.clues import refused_agents, sitemaps_of
from pipelines.address import absolute, canonical
from pipelines.article import read_article
from pipelines.dates import printed, stamped
from pipelines.items import OUTCOMES, Article, Page, Rules

NOW = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
OUTLET = Outlet(name="contoh", title="Contoh", domain="contoh.example", article="/berita/")

URLS = (
    "http", "https", "://", "//", "/", "\\", "?", "#", "&", "=", ";", ":", "@", "[", "]", "%", "%2F", "%zz", "%00",
    ".", "..", "contoh.example", "xn--", "xn--a", "münchen", "例え", "127.1", "::1", "0", "65536", "-1", "berita",
    "amp", "page=2", "utm_source=x", "jsessionid=A", " ", "\t", "\n", "\x00", "\ud800", "javascript", "data", "+",
    "*", "~", "İ", "ß",
)  # fmt: skip
MARKUP = (
    "<?xml version='1.0' encoding='", "utf-8", "utf-16", "utf-7", "'?>", "<rss>", "</rss>", "<channel>", "<item>",
    "</item>", "<link>", "</link>", "<link href='", "'/>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "<title>",
    "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<urlset>", "<url>", "</url>", "<loc>", "</loc>", "<lastmod>",
    "</lastmod>", "<sitemapindex>", "<sitemap>", "</sitemap>", "<news:news>", "<news:publication_date>", "<entry>",
    "<updated>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&amp;", "&#0;", "&#xD800;", "&#x10FFFF;", "&nbsp;", "&",
    "<", ">", '"', "'", "https://contoh.example/berita/1", "/berita/2?page=2", "Sat, 20 Jun 2026 08:30:00 +0700",
    "2026-06-31T25:61:00Z", "{", "}", "[", "]", ":", ",", '"link"', '"id"', '"slug"', '"berita"', '"date"', "null",
    "1e999", "-0", "\\ud800", "\\u0000", "<html>", "<base href='", "<a href='", "'>", "</a>", "<h1>", "<p>",
    "<article>", "<time datetime='", "<script>", "<script type='application/ld+json'>", "</script>",
    "<meta property='og:title' content='", "<table>", "<tr>", "<td>", "Warga menanam pohon di tepi kali sejak pagi.",
    "Baca juga: ", "JAKARTA, CONTOH - ", "(abc/xyz)", "Penulis: ", "Editor: ", "\x00", "\ufeff", "\ud83d", "\xa0",
    "\u202e", "0", "\n", " ",
)  # fmt: skip
DATES = (
    "Senin", "Jum'at", "Jumat", ",", " ", "/", "-", ".", ":", "|", "2026", "26", "0000", "9999", "99999", "12", "31",
    "32", "0", "Juni", "Jun", "Februari", "29", "30", "Mei", "Agustus", "Desember", "June", "pukul", "WIB", "WITA",
    "WIT", "GMT", "+07:00", "+99:99", "T", "Z", "24:00", "23:59:60", "10.30", "kemarin", "jam yang lalu",
    "2 hari lalu", "²", "٣", "１２",
)  # fmt: skip
NAMES = (
    "Penulis", "Editor", "Reporter", "Oleh", ":", ",", "/", "|", "-", "dan", "&", " ", "(", ")", "[", "]", "Rangga",
    "Wiratmaja", "S.H.", "Dr.", "H.", "abc", "ABC/xyz", "@rangga", "http://", "rangga@contoh.example", "Tim Redaksi",
    "Antara", "CONTOH", "\n", ".", "'", "’", "M.", "<b>", "</b>", "\x00", "👍",
)  # fmt: skip
KEYS = (
    "title", "domain", "domains", "listings", "kind", "url", "article", "not_article", "whole", "query", "path",
    "next_page", "names", "timezone", "delay", "local", "off", "retired", "expect", "per_day", "rules", "drop",
    "drop_lines", "container", "until", "sites", "examples", "link", "first", "step",
)  # fmt: skip
VALUES = (
    '"Contoh"', '"contoh.example"', "1", "-1", "1.5", "nan", "true", "[]", "{}", "[1]", '["a"]', "2026-06-20", '"("',
    '"(a+)+$"', '""', '"{date:%Y}"', '"https://{domain}/{page}"', '"{page:%d}"', '"{0}"', '"{date.__class__}"',
    '"feed"', '"Asia/Mars"', '"../../etc"', '"div["', '[{ kind = "feed", url = "http://a/" }]', "{ query = 1 }",
    "[600, 40]", '"\\u0000"',
)  # fmt: skip


def of(words: tuple[str, ...], most: int = 40) -> st.SearchStrategy[str]:
    """Texts of words that mean something here, and of others that do not."""
    return st.lists(st.one_of(st.sampled_from(words), st.text(max_size=4)), max_size=most).map("".join)


def bytes_of(words: tuple[str, ...], most: int = 60) -> st.SearchStrategy[bytes]:
    """The same as bytes, in one encoding or another, or bytes of no meaning."""
    encoded = st.builds(
        lambda text, name: text.encode(name, "replace"),
        of(words, most),
        st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-16-be"]),
    )
    return st.one_of(encoded, encoded, st.binary(max_size=200))


@given(of(URLS))
def test_an_address_has_one_key(url: str) -> None:
    key = canonical(url)
    assert canonical(key) == key
    marked = canonical(url, Rules(whole_query="page=all", whole_path="/0", next_page=r"[?&]page=\d+"))
    assert canonical(marked, Rules(whole_query="page=all", whole_path="/0", next_page=r"[?&]page=\d+")) == marked


@given(of(URLS), of(URLS, 6))
def test_a_link_is_an_address_of_the_web_or_none(href: str, base: str) -> None:
    found = absolute(href, f"https://contoh.example/{base}")
    assert found is None or re.match(r"https?://[^/\s@]+/?", found)
    assert found is None or found.isprintable()


@given(of(URLS, 8))
def test_a_host_is_private_or_not(host: str) -> None:
    assert private(host) in (True, False)


@pytest.mark.parametrize("kind", get_args(ListingKind))
@given(body=bytes_of(MARKUP), kind_said=st.sampled_from(["text/html", "application/xml; charset=x", "\x00", ""]))
def test_a_listing_is_read_or_is_none(kind: ListingKind, body: bytes, kind_said: str) -> None:
    listing = Listing(
        kind=kind, url="https://contoh.example/x", link="https://contoh.example/berita/{id}" * (kind == "json")
    )
    try:
        reading = read_listing(
            OUTLET,
            listing,
            url=listing.url,
            body=body,
            headers={"content-type": kind_said},
            day=date(2026, 6, 20),
            now=NOW,
        )
    except NotAListing as error:
        reading = Reading()
        told = str(error)
    else:
        told = "read"
    assert told
    assert all(OUTLET.owns(re.sub(r"^https?://([^/:?#]*).*", r"\1", found.url)) for found in reading.found)


@given(bytes_of(MARKUP, 120), of(NAMES, 20), of(DATES, 12))
def test_a_page_is_an_article_or_is_refused(body: bytes, byline: str, when: str) -> None:
    head = f"<html><body><h1>Warga Rawa Menanam Pohon</h1><p>{byline}</p><time>{when}</time>".encode("utf-8", "replace")
    url = "https://contoh.example/berita/1"
    page = Page(outlet="contoh", url=url, final_url=url, fetched_at=NOW, body=head + body)
    result = read_article(page, Rules(outlet="contoh", title="Contoh", names=("CONTOH",)))
    assert isinstance(result, Article) or (result.outcome in OUTCOMES and result.outcome != "parse_error"), result


@given(of(DATES))
def test_a_date_is_a_moment_or_none(text: str) -> None:
    zone = ZoneInfo("Asia/Jakarta")
    for moment in printed(text, NOW):
        moment.within(zone)
    stamp = stamped(text)
    assert stamp is None or stamp.within(zone).tzinfo is not None
    read_stamp(text, zone)
    list(read_printed(text, zone, NOW))


@given(bytes_of((*DATES, "Sat, 20 Jun 2026 08:30:00 GMT", "Sat, 20 Jun 2026 08:30:00"), 6))
def test_a_wait_is_some_seconds_or_none(header: bytes) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize("header", [b"\xb2", b"Sat, 20 Jun 2026 08:30:00202620262026", b"-1", b"", b"1e3"])
def test_a_wait_that_was_found_at_random_is_none(header: bytes) -> None:
    assert retry_after(header, NOW) is None


@given(
    of(
        (
            "User-agent:",
            "Disallow:",
            "Allow:",
            "Sitemap:",
            "Crawl-delay:",
            "*",
            "$",
            "/",
            "Kliping",
            "\n",
            "#",
            " ",
            "-1",
            "1e9",
        )
    )
)
def test_robots_are_read(text: str) -> None:
    rules = Protego.parse(text)
    assert rules.can_fetch("https://contoh.example/berita/1", "Kliping") in (True, False)
    rules.crawl_delay("Kliping")
    assert isinstance(sitemaps_of(text), list)
    assert isinstance(refused_agents(text), tuple)


LINES = st.lists(
    st.one_of(
        st.builds(lambda key, value: f"{key} = {value}", st.sampled_from(KEYS), st.sampled_from(VALUES)),
        st.builds(lambda key: f"[{key}]", st.sampled_from(KEYS)),
        st.builds(lambda key: f"[[{key}]]", st.sampled_from(KEYS)),
        st.text(max_size=12),
    ),
    max_size=12,
)
GOOD = """
title = "Contoh"
domain = "contoh.example"
article = "/berita/"
listings = [{ kind = "feed", url = "http://a/" }]
"""


@given(st.sampled_from(["", GOOD]), LINES)
def test_a_declaration_is_read_or_refused_by_name(start: str, lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contoh.toml"
        path.write_bytes((start + "\n".join(lines)).encode("utf-8", "surrogatepass"))
        try:
            outlets = read_file(path)
        except OutletError as error:
            outlets, told = [], str(error)
        else:
            told = str(path)
        assert str(path) in told
    for outlet in outlets:
        for listing in outlet.listings:
            assert listing.address(day=date(2026, 6, 20), page=1).startswith("http")


@given(
    st.lists(
        st.sampled_from(['contact = "a@b.c"', "contact = 1", 'outlets = ["x"]', "outlets = 1", "=", "\x00", "[a]"]),
        max_size=3,
    )
)
def test_choices_are_read_or_refused_by_name(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kliping.toml").write_text("\n".join(lines), encoding="utf-8")
        try:
            told = str(read_choices({"KLIPING_DATA": folder}).data)
        except ChoicesError as error:
            told = str(error)
        assert told
