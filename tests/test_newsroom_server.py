"""The newsroom's server, lists and planted links, its two states: asked over HTTP, through its proxy."""

from __future__ import annotations

import gzip
import html
import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.declaration import read_outlets
from crawler.newsroom import OUTLETS
from crawler.newsroom.client import fetch
from crawler.newsroom.manifest import read_manifest
from crawler.newsroom.server import Newsroom
from crawler.outlet import Listing, Outlet

STATUS = {"missing": 404, "gone": 410, "forbidden": 403, "soft_404": 200, "login": 200, "document": 200, "robots": 200}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture(scope="module")
def outlets() -> dict[str, Outlet]:
    return read_outlets([OUTLETS])


def words(page: str) -> str:
    """What a page prints, scripts and tags taken out, in one line."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def listed(newsroom: Newsroom, listing: Listing) -> set[str]:
    """Every address that a listing leads to: through its days, its pages, its further sitemaps."""
    days: list[date | None] = [date(2026, 6, day) for day in range(1, 22)] if listing.dated else [None]
    found: set[str] = set()
    for day in days:
        for page in range(5 if listing.paged else 1):
            found.update(addresses(newsroom, listing.address(day=day, page=page) if day else listing.url))
    return found


def addresses(newsroom: Newsroom, url: str) -> set[str]:
    answer = fetch(newsroom, url)
    assert answer.status == 200, url
    body = gzip.decompress(answer.body) if url.endswith(".gz") else answer.body
    kind = answer.headers.get_content_type()
    if kind == "application/json":
        pages = range(2, int(answer.headers["X-WP-TotalPages"]) + 1)
        posts = [
            *json.loads(body),
            *(post for n in pages for post in json.loads(fetch(newsroom, f"{url}?page={n}").body)),
        ]
        return {post["link"] for post in posts}
    pattern = {
        "text/html": r'<a [^>]*href="([^"]+)"',
        "application/xml": r"<(?:loc|link)>([^<]+)</|<link rel=\"alternate\"[^>]* href=\"([^\"]+)\"",
        "application/gzip": r"<loc>([^<]+)</",
    }[kind]
    found = {html.unescape(match[match.lastindex or 0]) for match in re.finditer(pattern, body.decode())}
    for further in [address for address in found if "<sitemapindex" in body.decode()]:
        found |= addresses(newsroom, further)
    return {urljoin(url, address).removesuffix("?utm_source=rss&utm_medium=feed") for address in found}


def test_every_article_and_every_planted_link_is_in_some_listing(
    newsroom: Newsroom, outlets: dict[str, Outlet]
) -> None:
    manifest = read_manifest()
    found = set().union(*(listed(newsroom, listing) for outlet in outlets.values() for listing in outlet.listings))
    assert set(manifest.articles) <= found
    assert {trap.url for trap in manifest.refused} <= found
    assert {twin.url for twin in manifest.twins} <= found
    assert not found & set(manifest.added)


def test_planted_links_end_as_planned(newsroom: Newsroom) -> None:
    for trap in read_manifest().refused:
        answer = fetch(newsroom, trap.url)
        if trap.kind == "off_site":
            assert answer.status == 502
        elif trap.kind == "loop":
            there = fetch(newsroom, answer.headers["Location"])
            assert (answer.status, there.status) == (302, 302)
            assert there.headers["Location"] == trap.url
        else:
            assert answer.status == STATUS[trap.kind], trap
    assert {trap.kind for trap in read_manifest().refused} == {*STATUS, "off_site", "loop"}


def test_an_unknown_page_is_missing(newsroom: Newsroom) -> None:
    assert fetch(newsroom, "http://kabarbentala.example/nasional/read/2026/06/02/1/tidak-ada").status == 404
    assert fetch(newsroom, "http://kabarbentala.example/tag/tidak-ada").status == 404


def test_a_second_address_leads_to_its_article(newsroom: Newsroom) -> None:
    twins = {twin.kind: twin for twin in read_manifest().twins}
    moved = fetch(newsroom, twins["redirect"].url)
    assert (moved.status, moved.headers["Location"]) == (301, twins["redirect"].article)
    twin = fetch(newsroom, twins["amp"].url)
    assert f'<link rel="canonical" href="{twins["amp"].article}">' in twin.text
    assert f'<link rel="amphtml" href="{twins["amp"].url}">' in fetch(newsroom, twins["amp"].article).text
    post = "http://pelitagiri.example/2026/06/09/gunung-sangkala-meletus-selasa-subuh-status-siaga"
    assert fetch(newsroom, post).headers["Location"] == post + "/"


def test_robots_closes_a_section_and_names_the_tool(newsroom: Newsroom) -> None:
    closed = fetch(newsroom, "http://kabarbentala.example/robots.txt")
    assert closed.headers.get_content_type() == "text/plain"
    assert "Disallow: /internal/" in closed.text
    assert all("/internal/" in trap.url for trap in read_manifest().refused if trap.kind == "robots")
    assert "User-agent: Scrapy\nDisallow: /\n" in fetch(newsroom, "http://kbnusa.example/robots.txt").text
    assert fetch(newsroom, "http://lenteradamar.example/robots.txt").status == 404


def test_the_packed_sitemap_is_gzip(newsroom: Newsroom) -> None:
    index = fetch(newsroom, "http://jurnalselat.example/sitemap.xml").text
    assert "<loc>http://jurnalselat.example/sitemap-2026-06.xml.gz</loc>" in index
    packed = fetch(newsroom, "http://jurnalselat.example/sitemap-2026-06.xml.gz")
    assert packed.headers.get_content_type() == "application/gzip"
    assert packed.headers["Content-Encoding"] is None
    assert gzip.decompress(packed.body).startswith(b"<?xml")


def test_the_news_sitemap_has_its_fields(newsroom: Newsroom) -> None:
    sitemap = fetch(newsroom, "http://kbnusa.example/sitemap-news.xml").text
    assert "<news:publication_date>2026-06-21T08:05:00+07:00</news:publication_date>" in sitemap
    assert "<news:title>Siklon Seruni menguat, penyeberangan Nawang-Arumbai dihentikan</news:title>" in sitemap
    assert "2026-06-18" not in sitemap


def test_the_index_is_dated_and_paged(newsroom: Newsroom) -> None:
    index = "http://hariankemala.example/indeks?tanggal=16-06-2026"
    first, second, third = (fetch(newsroom, f"{index}&page={page}").text for page in (1, 2, 3))
    assert first == fetch(newsroom, index).text
    assert (first.count('class="jam"'), second.count('class="jam"')) == (2, 1)
    assert "Tidak ada berita" in third
    assert "Tidak ada berita" in fetch(newsroom, "http://hariankemala.example/indeks?tanggal=31-05-2026").text


def test_wordpress_pages_and_filters_its_posts(newsroom: Newsroom) -> None:
    posts = "http://pelitagiri.example/wp-json/wp/v2/posts"
    of_outlet = [url for url, article in read_manifest().articles.items() if article.outlet == "pelitagiri"]
    first = fetch(newsroom, f"{posts}?per_page=4&page=1")
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == (str(len(of_outlet)), "3")
    assert len(json.loads(first.body)) == 4
    beyond = fetch(newsroom, f"{posts}?per_page=4&page=4")
    assert (beyond.status, json.loads(beyond.body)["code"]) == (400, "rest_post_invalid_page_number")
    assert fetch(newsroom, f"{posts}?per_page=101").status == 400
    day = json.loads(fetch(newsroom, f"{posts}?after=2026-06-09T00:00:00&before=2026-06-10T00:00:00&order=asc").body)
    assert [post["date"] for post in day] == ["2026-06-09T07:20:00", "2026-06-09T10:05:00", "2026-06-09T17:45:00"]
    assert day[0]["date_gmt"] == "2026-06-09T00:20:00"
    assert day[0]["link"] in of_outlet


def test_a_busy_page_recovers_at_the_second_request() -> None:
    (url,) = read_manifest().flaky
    with Newsroom() as newsroom:
        first = fetch(newsroom, url)
        assert (first.status, first.headers["Retry-After"]) == (503, "1")
        assert fetch(newsroom, url).status == 200


def test_known_pages_are_not_sent_again(newsroom: Newsroom) -> None:
    article = "http://lenteradamar.example/atom.xml", next(iter(read_manifest().articles))
    for url in article:
        first = fetch(newsroom, url)
        assert fetch(newsroom, url, {"If-None-Match": first.headers["ETag"]}).status == 304
        assert fetch(newsroom, url, {"If-Modified-Since": first.headers["Last-Modified"]}).status == 304
        assert (
            fetch(
                newsroom, url, {"If-None-Match": '"lain"', "If-Modified-Since": first.headers["Last-Modified"]}
            ).status
            == 200
        )
        assert fetch(newsroom, url, {"If-Modified-Since": "Mon, 01 Jun 2020 00:00:00 GMT"}).status == 200
        assert fetch(newsroom, url, {"If-Modified-Since": "kemarin"}).status == 200


def test_the_second_state_is_edited() -> None:
    first, second = read_manifest(1), read_manifest(2)
    with Newsroom() as newsroom:
        before = {
            url: fetch(newsroom, url)
            for url in (*first.withdrawn, *first.redecorated, *(edit.url for edit in first.edits))
        }
        (added,) = first.added
        assert fetch(newsroom, added).status == 404
        newsroom.edit()
        assert fetch(newsroom, added).status == 200
        assert added in fetch(newsroom, "http://kabarbentala.example/rss").text
        (withdrawn,) = first.withdrawn
        assert before[withdrawn].status == 200
        assert fetch(newsroom, withdrawn).status == 410
        assert withdrawn not in fetch(newsroom, "http://kabarbentala.example/rss").text
        for edit in first.edits:
            told = {"If-None-Match": before[edit.url].headers["ETag"]}
            after = fetch(newsroom, edit.url, told | {"If-Modified-Since": before[edit.url].headers["Last-Modified"]})
            assert after.status == 200
            assert all(part in words(after.text) for part in (edit.after.title, *edit.after.paragraphs))
            assert edit.before.text not in words(after.text)
        (redecorated,) = first.redecorated
        after = fetch(newsroom, redecorated)
        assert after.body != before[redecorated].body
        assert first.articles[redecorated].text == second.articles[redecorated].text
        assert first.articles[redecorated].read_also != second.articles[redecorated].read_also
    assert len(first.edits) == 3
    assert sorted(edit.silent for edit in first.edits) == [False, False, True]
    assert set(first.articles) - set(second.articles) == set(first.withdrawn)
    assert set(second.articles) - set(first.articles) == set(first.added)


def test_what_was_edited_shows_in_last_modified() -> None:
    (silent,) = [edit for edit in read_manifest().edits if edit.silent]
    with Newsroom() as newsroom:
        before = fetch(newsroom, silent.url)
        newsroom.edit()
        assert fetch(newsroom, silent.url, {"If-Modified-Since": before.headers["Last-Modified"]}).status == 200


def test_requests_are_told(newsroom: Newsroom) -> None:
    before = len(newsroom.requests)
    fetch(newsroom, "http://hariankemala.example/indeks?tanggal=01-06-2026&page=1", {"User-Agent": "uji/1"})
    assert newsroom.requests[before:] == [("hariankemala.example", "/indeks?tanggal=01-06-2026&page=1", "uji/1")]


def test_an_unknown_host_is_no_gateway_and_no_origin(newsroom: Newsroom) -> None:
    before = len(newsroom.requests)
    assert fetch(newsroom, "http://tidakada.example/").status == 502
    connection = connect(newsroom)
    connection.request("GET", "/", headers={"Host": "tidakada.example"})
    assert connection.getresponse().status == 404
    connection.close()
    assert len(newsroom.requests) == before


def connect(newsroom: Newsroom) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(newsroom.proxy).netloc, timeout=10)


def test_it_is_an_origin_by_host_and_keeps_connections(newsroom: Newsroom) -> None:
    connection = connect(newsroom)
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, "/", headers={"Host": "niagaraya.example:80"})
        socket = connection.sock
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200
        assert len(body) == (0 if method == "HEAD" else int(response.headers["Content-Length"]))
        assert connection.sock is socket is not None
    connection.close()


def test_tunnels_are_refused(newsroom: Newsroom) -> None:
    connection = connect(newsroom)
    connection.request("CONNECT", "kabarbentala.example:443")
    assert connection.getresponse().status == 405
    connection.close()


def test_it_ends_while_a_client_holds_its_connection() -> None:
    with Newsroom() as newsroom:
        connection = connect(newsroom)
        connection.request("GET", "/", headers={"Host": "kbnusa.example"})
        assert connection.getresponse().read()
    connection.close()


def test_what_it_serves_is_the_same_in_another_process(newsroom: Newsroom) -> None:
    """ETags hold from run to run: nothing served depends on the hash seed or on the clock."""
    asked = [url for url in read_manifest().articles if url not in read_manifest().flaky][::3]
    code = """
import sys
from urllib.parse import urlsplit
from crawler.newsroom.content import read_newsfile
from crawler.newsroom.pages import answer
sites = {site.host: name for name, site in read_newsfile().sites.items()}
for url in sys.argv[1:]:
    parts = urlsplit(url)
    print(answer(1, sites[parts.hostname], parts.path, parts.query).etag)
"""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", code, *asked], env=environment, capture_output=True, text=True, check=True
    )
    assert other.stdout.split() == [fetch(newsroom, url).headers["ETag"] for url in asked]
