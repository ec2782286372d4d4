import contextlib
import gzip
import json
import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.listings.discover import Further, NotAListing, Reading, read_listing
from crawler.outlet import Listing, ListingKind, Outlet

HERE = Path(__file__).parent / "listings"
URL = "https://sagara.example/wp-json/wp/v2/posts?per_page=20&page=2"
OUTLET = Outlet(
    name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/", timezone="Asia/Jayapura"
)
WIT = timezone(timedelta(hours=9))
KINDS: tuple[ListingKind, ...] = get_args(ListingKind)


def read(
    body: bytes, kind: ListingKind = "wordpress", url: str = URL, headers: dict[str, str] | None = None
) -> Reading:
    return read_listing(OUTLET, Listing(kind=kind, url=url), url=url, body=body, headers=headers or {}, day=None)


def post(**fields: object) -> dict[str, object]:
    return {"link": "https://sagara.example/read/1/a/", "title": {"rendered": "A"}, **fields}


def test_wordpress_posts() -> None:
    posts = [
        post(
            title={"rendered": "Kapal &#8220;Tua&#8221; &amp; <i>Museum</i>"},
            date="2026-07-24T23:30:00",
            date_gmt="2026-07-24T14:30:00",
            modified_gmt="2026-07-24T15:00:00",
        ),
        post(link="/read/2/b", title="Hari Tanpa GMT", date="2026-07-24T08:00:00", date_gmt=None),
        post(link="https://lain.example/read/3/c"),
        post(link=None),
        "bukan berita",
    ]
    reading = read(json.dumps(posts).encode(), headers={"X-WP-TotalPages": "5"})
    kapal, tanpa = reading.found
    assert (kapal.url, kapal.title) == ("https://sagara.example/read/1/a/", "Kapal “Tua” & Museum")
    assert kapal.published == datetime(2026, 7, 24, 23, 30, tzinfo=WIT)
    assert kapal.modified == datetime(2026, 7, 24, 15, tzinfo=UTC)
    assert kapal.listed_on == date(2026, 7, 24)
    assert tanpa.published == datetime(2026, 7, 24, 8, tzinfo=WIT)
    assert reading.others == 3
    assert reading.further == (
        Further(url="https://sagara.example/wp-json/wp/v2/posts?per_page=20&page=3", kind="page"),
    )
    assert not reading.complete


@pytest.mark.parametrize(("pages", "complete"), [("2", True), ("1", True), ("", False), ("banyak", False)])
def test_wordpress_end(pages: str, complete: bool) -> None:
    reading = read(json.dumps([post()]).encode(), headers={"x-wp-totalpages": pages})
    assert (reading.complete, reading.further) == (complete, ())


def test_wordpress_beyond_the_last_page() -> None:
    reading = read(b'{"code": "rest_post_invalid_page_number", "message": "x", "data": {"status": 400}}')
    assert reading == Reading(complete=True)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"code": "rest_no_route", "message": "Tidak ada rute", "data": {"status": 404}}', "rest_no_route"),
        (b'[{"link": "https://sagara.example/rea', "not WordPress' list of posts"),
        (b"<html><title>Sebentar</title></html>", "'Sebentar'"),
        (b"[" * 200_000, "not WordPress' list of posts"),
        (b"1" * 5000, "not WordPress' list of posts"),
        (b"null", "'null'"),
        (b"", "an empty response"),
    ],
    ids=["error", "cut off", "page", "deep", "huge number", "null", "empty"],
)
def test_no_wordpress(body: bytes, says: str) -> None:
    with pytest.raises(NotAListing) as raised:
        read(body)
    assert says in str(raised.value)


def test_titles_can_be_stored() -> None:
    found = read(b'[{"link": "https://sagara.example/read/1/a", "title": {"rendered": "A\\ud800 \\u0000B"}}]').found[0]
    assert found.title == "A B"


SEEDS = [path.read_bytes() for path in sorted(HERE.iterdir())] + [
    b'[{"link": "https://sagara.example/read/1/a", "title": {"rendered": "A"}, "date_gmt": "2026-07-24T14:30:00"}]',
    b"<urlset><url><loc>https://sagara.example/read/1/a</loc><lastmod>2026-07-24</lastmod></url></urlset>",
    b"https://sagara.example/read/1/a\nhttps://sagara.example/read/2/b\n",
]
SCRAPS = [
    b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;", b"\x00", b"\xff\xfe",
    b"<", b"</a>", b"<a href='//[", b"9999-99-99T99:99:99+99:99", b"0001-01-01T00:00:00+14:00", b"<base href='http://[x'>",
    b"<?xml encoding='utf-7'?>", b"<!--", b"\x1f\x8b", b"%zz", b"{", b"1e999", b"-", b"<plaintext>", b"<svg><![CDATA[",
    b"Jum'at, 31/02/2026 25:61 WIB", b"99999999999999999999",
]  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A listing of ours with pieces cut out, put in and torn apart."""
    body = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(body)))
        end = min(place + draw(st.integers(0, 60)), len(body))
        body[place:end] = draw(
            st.one_of(st.sampled_from(SCRAPS), st.binary(max_size=12), st.just(bytes(body[:end][:200])))
        )
    made = bytes(body)
    return gzip.compress(made)[: draw(st.integers(10, 4000))] if draw(st.booleans()) and draw(st.booleans()) else made


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), mangled()),
    st.sampled_from(KINDS),
    st.sampled_from(
        [{}, {"Date": "Fri, 24 Jul 2026 12:00:00 GMT"}, {"content-type": "text/html; charset=utf-16", "date": "-"}]
    ),
    st.sampled_from([None, date(2026, 7, 24)]),
)
def test_any_bytes_are_read_or_refused(
    body: bytes, kind: ListingKind, headers: dict[str, str], day: date | None
) -> None:
    listing = Listing(kind=kind, url="https://sagara.example/x")
    try:
        reading = read_listing(OUTLET, listing, url=listing.url, body=body, headers=headers, day=day)
    except NotAListing:
        return
    for found in reading.found:
        assert found.url.startswith(("http://", "https://"))
        assert found.title is None or found.title.encode()
        assert found.published is None or found.published.tzinfo is not None
        assert found.modified is None or found.modified.tzinfo is not None


HOSTILE: dict[str, tuple[ListingKind, bytes]] = {
    "deep xml": ("sitemap", b"<urlset>" + b"<a>" * 500_000),
    "deep page": ("index", b"<div>" * 100_000 + b"<a href=/read/1/a>x"),
    "links never closed": ("index", b"".join(b"<li><a href=/read/%d/a>x" % n for n in range(20_000))),
    "one article 50,000 times": ("index", b"<ul>" + b"<li><a href=/read/1/a>x</a></li>" * 50_000),
    "labels": ("index", b"".join(b"<h3>Terpopuler</h3><a href=/read/%d/a>x</a>" % n for n in range(5_000))),
    "open cdata": ("feed", b"<rss>" + b"<![CDATA[" * 100_000),
    "open angle brackets": ("feed", b"<" * 500_000),
    "open dates": ("front", b"<a href=/read/1/a>x</a>" + b"<i>1 Jan 20</i>" * 50_000),
    "open titles": ("feed", b"<title" * 200_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_listing_takes_no_more_than_seconds(name: str) -> None:
    kind, body = HOSTILE[name]
    begun = time.process_time()
    with contextlib.suppress(NotAListing):
        read(body, kind, "https://sagara.example/")
    # Below 2 s each on a shared core of 2026; a quadratic reader takes minutes.
    assert time.process_time() - begun < 20
