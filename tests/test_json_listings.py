"""Lists that come as JSON: payloads, interfaces' answers, and pages that carry them for their own script."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.checks import OutletError
from crawler.declaration import read_file
from crawler.listings.discover import NotAListing, Reading, read_listing
from crawler.listings.reading import Further
from crawler.outlet import Listing, ListingKind, Outlet

HERE = Path(__file__).parent / "listings"
OUTLET = Outlet(
    name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/", timezone="Asia/Jayapura"
)
LONTAR = Outlet(
    name="lontar",
    title="Pos Lontar",
    domain="lontar.example",
    article=r"^https://www\.lontar\.example/[a-z]+/\d{10}/",
    listings=(Listing(kind="front", url="https://www.lontar.example/"),),
)
LINK = "https://www.lontar.example/{category.slug}/{article_id}/{slug}"
WIT = timezone(timedelta(hours=9))
NOW = datetime(2026, 7, 26, tzinfo=UTC)


def read(
    body: bytes,
    url: str = "https://sagara.example/laut/_payload.json",
    *,
    outlet: Outlet = OUTLET,
    kind: ListingKind = "json",
    link: str = "",
    day: date | None = None,
) -> Reading:
    listing = Listing(kind=kind, url=url, link=link)
    return read_listing(outlet, listing, url=url, body=body, headers={}, day=day, now=NOW)


def objects(*made: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"data": made, **more}).encode()


def urls(reading: Reading) -> list[str]:
    return [found.url.removeprefix("https://sagara.example") for found in reading.found]


def saved(name: str) -> bytes:
    return (HERE / name).read_bytes()


def test_nuxt_payload() -> None:
    reading = read(saved("payload.json"))
    assert urls(reading) == ["/read/601/nelayan-menanam-bakau", "/read/602/perpustakaan-apung", "/read/603/pasar-malam"]
    first, second, third = reading.found
    assert first.title == "Nelayan Pulau Karang Menanam Bakau"
    assert first.published == datetime(2026, 7, 24, 9, tzinfo=WIT)
    assert second.published == datetime(2026, 7, 24, 22, 30, tzinfo=UTC)
    assert [found.listed_on for found in reading.found] == [date(2026, 7, 24), date(2026, 7, 25), date(2026, 7, 23)]
    assert third.published == datetime(2026, 7, 23, 21, 15, tzinfo=WIT)
    assert reading.others == 2  # the popular one, and a section


def test_shared_values_cost_nothing() -> None:
    deep: list[Any] = [{"data": 1}, *([n + 2, n + 2] for n in range(3_000)), {"url": 3_002}, "/read/1/a"]
    assert urls(read(json.dumps(deep).encode())) == ["/read/1/a"]


def test_interface_that_gives_number_and_slug() -> None:
    reading = read(saved("graphql.json"), "https://api.lontar.example/graphql#2", outlet=LONTAR, link=LINK)
    assert [found.url for found in reading.found] == [
        "https://www.lontar.example/daerah/2607240031/warga-lontar-membangun-jembatan-bambu",
        "https://www.lontar.example/ekonomi/2607240030/harga-garam-naik",
    ]
    assert [found.listed_on for found in reading.found] == [date(2026, 7, 24)] * 2
    assert reading.found[0].title == "Warga Lontar Membangun Jembatan Bambu"
    assert not reading.complete


def test_page_that_carries_its_list() -> None:
    reading = read(saved("next.html"), "https://sagara.example/indeks")
    assert urls(reading) == ["/read/701/bendungan-terisi", "/read/702/kereta-kuda"]
    assert reading.found[0].published == datetime(2026, 7, 23, 23, tzinfo=UTC)
    assert reading.found[1].title == "Kereta & Kuda di Alun-Alun"


def test_front_page_that_is_a_shell_is_read_by_its_json() -> None:
    assert urls(read(saved("next.html"), "https://sagara.example/", kind="front")) == [
        "/read/701/bendungan-terisi", "/read/702/kereta-kuda", "/read/502/sela", "/read/503/terbaca",
    ]  # fmt: skip


def test_html_within_json_and_the_next_page_named() -> None:
    reading = read(saved("more.json"), "https://sagara.example/api/terbaru?halaman=2")
    assert urls(reading) == ["/read/801/panen-rumput-laut"]
    assert reading.found[0].title == "Panen Rumput Laut Dimulai"
    assert reading.found[0].listed_on == date(2026, 7, 24)
    assert reading.further == (Further(url="https://sagara.example/api/terbaru?halaman=3", kind="page"),)


@pytest.mark.parametrize(
    ("more", "complete"),
    [
        ({"hasMorePages": False}, True),
        ({"pageInfo": {"hasNextPage": True, "endCursor": "2"}}, False),
        ({"pageInfo": {"has_next_page": False}}, True),
        ({"next_page_url": None, "current_page": 3}, True),
        ({"next_page_url": "https://lain.example/api?page=3"}, False),
        ({"next": "https://sagara.example/lain?page=3"}, False),
        ({"trending": {"hasMore": False}}, False),
        ({}, False),
    ],
)
def test_end_of_the_list(more: dict[str, Any], complete: bool) -> None:
    reading = read(objects({"url": "/read/1/a"}, **more))
    assert (reading.complete, reading.further) == (complete, ())


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ({"url": "https://sagara.example/read/1/a"}, ["/read/1/a"]),
        ({"link": "https://lain.example/x", "canonical_url": "/read/1/a"}, ["/read/1/a"]),
        ({"shareUrl": "https://sagara.example/read/1/b?utm_source=x", "canonicalUrl": "/read/1/a"}, ["/read/1/a"]),
        ({"ampUrl": "/read/1/amp", "url": "/tag/laut"}, []),
        ({"path": "/read/1/a", "judul": "Laut", "tanggal": "24 Juli 2026"}, ["/read/1/a"]),
        ({"path": "/read/1/a", "judul": "Laut"}, []),
        ({"slug": "read/1/a", "title": "Laut", "created_at": "2026-07-24"}, ["/read/1/a"]),
        ({"url": "https://lain.example/read/1/a"}, []),
        ({"url": "javascript:baca('/read/1/a')"}, []),
        ({"url": ["/read/1/a"]}, []),
        ({"title": "Tautan di dalam", "text": "https://sagara.example/read/1/a"}, []),
        ({"node": {"story": {"url": "/read/1/a", "author": {"url": "/read/2/b"}}}}, ["/read/1/a"]),
        ({"url": "/read/1/a", "terkait": [{"url": "/read/2/b"}]}, ["/read/1/a"]),
        ({"item": {"@id": "https://sagara.example/read/1/a", "headline": "A"}}, ["/read/1/a"]),
    ],
)
def test_what_is_an_article(made: dict[str, Any], found: list[str]) -> None:
    assert urls(read(objects(made))) == found


def test_day_of_a_dated_listing_and_items_to_come() -> None:
    reading = read(objects({"url": "/read/1/a"}, {"url": "/read/2/b", "date": "2027-01-01"}), day=date(2026, 7, 20))
    assert [(found.listed_on, found.published) for found in reading.found] == [(date(2026, 7, 20), None)] * 2


def test_change_is_kept_apart() -> None:
    found = read(objects({"url": "/read/1/a", "date": "2026-07-24", "modifiedAt": "2026-07-25T01:00:00Z"})).found[0]
    assert (found.listed_on, found.modified) == (date(2026, 7, 24), datetime(2026, 7, 25, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("host", "home"),
    [
        ("sagara.example", "sagara.example"),
        ("www.sagara.example", "www.sagara.example"),
        ("laut.sagara.example", "laut.sagara.example"),
        ("api.sagara.example", "baca.sagara.example"),
    ],
)
def test_paths_are_relative_to_the_site(host: str, home: str) -> None:
    listings = (
        Listing(kind="index", url="https://laut.sagara.example/indeks"),
        Listing(kind="front", url="https://baca.sagara.example/"),
    )
    reading = read(
        objects({"url": "read/1/a"}), f"https://{host}/v2/terbaru", outlet=replace(OUTLET, listings=listings)
    )
    assert [found.url for found in reading.found] == [f"https://{home}/read/1/a"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"errors": [{"message": "PersistedQueryNotFound"}], "data": null}', "PersistedQueryNotFound"),
        (b'[{"error": {"message": "tutup"}}]', "tutup"),
        (b'{"data": [{"url": "/rea', "is not JSON"),
        (b"[" * 200_000, "is not JSON"),
        (b'{"a": ' + b"1" * 5000 + b"}", "is not JSON"),
        (b"<html><title>Sebentar</title><p>Memeriksa peramban</p></html>", "'Sebentar'"),
        (b"null", "not"),
        (b"", "an empty response"),
        (b"\x89PNG\r\n", "not"),
    ],
    ids=["graphql", "batch", "cut off", "deep", "huge number", "page", "null", "empty", "image"],
)
def test_no_json(body: bytes, says: str) -> None:
    with pytest.raises(NotAListing) as raised:
        read(body)
    assert says in str(raised.value)


def test_an_error_beside_articles_is_none() -> None:
    assert urls(read(objects({"url": "/read/1/a"}, errors=[{"message": "satu rubrik gagal"}]))) == ["/read/1/a"]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 40),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["/read/1/a", "https://sagara.example/read/2/b", "2026-07-24", "Ref", "Map", "Set", "//[", "\ud800"]
    ),
)
NAMES = st.one_of(
    st.sampled_from(["url", "slug", "title", "published_at", "date", "link", "next", "hasMore", "html"]),
    st.text(max_size=6),
)
VALUES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner), st.dictionaries(NAMES, inner)), max_leaves=25)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(["", LINK, "https://sagara.example/read/{id}/{slug}"]), st.booleans())
def test_any_json_is_read_or_refused(value: object, link: str, nuxt: bool) -> None:
    body = json.dumps([{"data": 1}, value, value] if nuxt else value).encode()
    try:
        reading = read(body, link=link)
    except NotAListing:
        return
    for found in reading.found:
        assert found.url.startswith("https://sagara.example/read/")
        assert found.title is None or found.title.encode()
        assert found.published is None or found.published.tzinfo is not None


HOSTILE = {
    "links": json.dumps([{"url": f"/read/{n}/a", "title": "x", "date": "2026-07-24"} for n in range(60_000)]).encode(),
    "references": json.dumps([{"a": 1}, *([1] * 50 for _ in range(20_000))]).encode(),
    "wrappers": json.dumps([["Ref", 1], *(["Ref", n % 7 + 1] for n in range(100_000))]).encode(),
    "names": json.dumps([{f"kunci{n}url": "/x" for n in range(100_000)}]).encode(),
    "variables": b"<script>" + b'window.a={"a":' * 100_000 + b"</script>",
    "pieces": b"<script>" + b'self.__next_f.push([1,"5:[[[["])' * 50_000 + b"</script>",
    "scripts": b'<script type="application/json">[[[[</script>' * 50_000,
    "html": json.dumps([{"html": "<a href=/x>" * 50_000} for _ in range(20)]).encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_takes_no_more_than_seconds(name: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(NotAListing):
        read(HOSTILE[name])
    # Below 4 s each on a shared core of 2026; a quadratic reader takes minutes.
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    ("listing", "says"),
    [
        (
            '{ kind = "front", url = "https://{domain}/", link = "https://{domain}/{id}" }',
            "of a listing of kind 'json'",
        ),
        ('{ kind = "json", url = "https://{domain}/x", link = "https://{domain}/id" }', "listings[0].link"),
        ('{ kind = "json", url = "https://{domain}/x", link = "{slug}" }', "listings[0].link"),
        ('{ kind = "json", url = "https://{domain}/x", link = 7 }', "expected a text"),
    ],
)
def test_link_is_checked(listing: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "pos.toml"
    path.write_text(f"title = 'Pos'\ndomain = 'pos.example'\narticle = '/read/'\nlistings = [{listing}]\n")
    with pytest.raises(OutletError) as raised:
        read_file(path)
    assert says in str(raised.value)


def test_link_is_filled_with_the_domain(tmp_path: Path) -> None:
    path = tmp_path / "pos.toml"
    listing = '{ kind = "json", url = "https://api.{domain}/x", link = "https://{domain}/{category.slug}/{id}" }'
    path.write_text(f"title = 'Pos'\ndomain = 'pos.example'\narticle = '/read/'\nlistings = [{listing}]\n")
    assert read_file(path)[0].listings[0].link == "https://pos.example/{category.slug}/{id}"
