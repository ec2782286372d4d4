import gzip
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.listings.discover import Further, NotAListing, Reading, read_listing
from crawler.listings.reading import MOST
from crawler.listings.unpack import LARGEST
from crawler.outlet import Listing, ListingKind, Outlet

URL = "https://sagara.example/sitemap.xml"
OUTLET = Outlet(name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/")
WIB = timezone(timedelta(hours=7))
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- dibuat setiap lima menit -->
<urlset {SPACES}>
 <url>
  <image:image><image:loc>https://sagara.example/read/9/gambar.jpg</image:loc><image:title>Perahu</image:title></image:image>
  <loc><![CDATA[https://sagara.example/read/1/kapal-tua?a=1&b=2]]></loc>
  <lastmod>2026-07-24</lastmod>
  <news:news>
   <news:publication><news:name>Harian Sagara</news:name><news:language>id</news:language></news:publication>
   <news:publication_date>2026-07-24T13:05:00+07:00</news:publication_date>
   <news:title><![CDATA[Kapal Tua & Museum]]></news:title>
   <news:keywords>museum, kapal</news:keywords>
  </news:news>
 </url>
 <url><loc>http://sagara.example/read/2/panen</loc><lastmod>2026-07-24T16:00:00Z</lastmod></url>
 <url><loc>https://sagara.example/read/2/panen/</loc></url>
 <url><loc>https://sagara.example/ekonomi</loc></url>
 <url><loc>https://lain.example/read/3/lain</loc></url>
 <url><lastmod>2026-07-24</lastmod></url>
</urlset>
""".encode()


def read(body: bytes, kind: ListingKind = "sitemap", now: datetime | None = None) -> Reading:
    return read_listing(OUTLET, Listing(kind=kind, url=URL), url=URL, body=body, headers={}, day=None, now=now)


def urlset(count: int) -> bytes:
    entries = "".join(f"<url><loc>https://sagara.example/read/{n}/a</loc></url>" for n in range(count))
    return f"<urlset>{entries}</urlset>".encode()


@pytest.mark.parametrize("kind", ["sitemap", "news_sitemap"])
def test_news_sitemap(kind: ListingKind) -> None:
    reading = read(NEWS, kind)
    kapal, panen = reading.found
    assert kapal.url == "https://sagara.example/read/1/kapal-tua?a=1&b=2"
    assert kapal.title == "Kapal Tua & Museum"
    assert kapal.published == datetime(2026, 7, 24, 13, 5, tzinfo=WIB)
    assert kapal.modified == datetime(2026, 7, 24, tzinfo=WIB)
    assert kapal.listed_on == date(2026, 7, 24)
    assert panen.url == "http://sagara.example/read/2/panen", "asked as it is listed first"
    assert (panen.title, panen.published, panen.listed_on) == (None, None, None)
    assert panen.modified == datetime(2026, 7, 24, 16, tzinfo=UTC)
    assert reading.others == 3
    assert reading.complete


def test_a_date_to_come_is_none() -> None:
    kapal, panen = read(NEWS, now=datetime(2026, 7, 24, 3, tzinfo=UTC)).found
    assert (kapal.published, kapal.listed_on) == (None, None)
    assert kapal.modified is not None
    assert panen.modified is None


@pytest.mark.parametrize(
    "body",
    [
        NEWS.replace(SPACES.encode(), b""),
        NEWS.replace(SPACES.encode(), b'xmlns="https://sagara.example/skema" xmlns:news="urn:x" xmlns:image="urn:y"'),
        NEWS.replace(b"news:", b"n:").replace(b"xmlns:n:", b"xmlns:n="),
        NEWS.replace(b"<url", b"<sm:url").replace(b"</url", b"</sm:url").replace(b"loc>", b"sm:loc>"),
        gzip.compress(NEWS),
        gzip.compress(NEWS[:300]) + gzip.compress(NEWS[300:]),
        NEWS.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b"\xef\xbb\xbf\n "),
    ],
    ids=["no namespaces", "other namespaces", "other prefix", "prefixed", "gzip", "gzip in two", "blank first"],
)
def test_sitemap_in_odd_clothes(body: bytes) -> None:
    reading = read(body)
    assert [found.url for found in reading.found] == [
        "https://sagara.example/read/1/kapal-tua?a=1&b=2",
        "http://sagara.example/read/2/panen",
    ]
    assert reading.found[0].title == "Kapal Tua & Museum"
    assert reading.complete


def test_index_names_further_sitemaps_and_never_itself() -> None:
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
     <sitemap><loc>https://sagara.example/sitemap-2026-07.xml.gz</loc><lastmod>2026-07-24T10:00:00+07:00</lastmod></sitemap>
     <sitemap><loc>https://sagara.example/sitemap-2026-06.xml.gz</loc></sitemap>
     <sitemap><loc>http://sagara.example/sitemap.xml</loc></sitemap>
     <sitemap><loc>https://sagara.example/sitemap-2026-06.xml.gz#lagi</loc></sitemap>
     <sitemap><loc>https://lain.example/sitemap.xml</loc></sitemap>
    </sitemapindex>"""
    reading = read(body)
    assert reading.further == (
        Further(
            url="https://sagara.example/sitemap-2026-07.xml.gz",
            kind="sitemap",
            modified=datetime(2026, 7, 24, 10, tzinfo=WIB),
        ),
        Further(url="https://sagara.example/sitemap-2026-06.xml.gz", kind="sitemap"),
    )
    assert reading.found == ()
    assert reading.others == 1


def test_plain_list_of_addresses() -> None:
    reading = read(b"\xef\xbb\xbfhttps://sagara.example/read/1/a\r\n\r\nhttps://sagara.example/ekonomi\r\n")
    assert [found.url for found in reading.found] == ["https://sagara.example/read/1/a"]
    assert (reading.others, reading.complete) == (1, True)


def test_a_feed_may_stand_for_a_sitemap() -> None:
    body = (
        b"<?xml version='1.0'?><rss><channel><item><link>https://sagara.example/read/1/a</link></item></channel></rss>"
    )
    assert [found.url for found in read(body).found] == ["https://sagara.example/read/1/a"]


@pytest.mark.parametrize("body", [urlset(5)[:-40], gzip.compress(urlset(2000))[:-500]], ids=["xml", "gzip"])
def test_cut_off_sitemap_gives_what_it_has_and_is_not_complete(body: bytes) -> None:
    reading = read(body)
    assert reading.found
    assert not reading.complete


def test_a_million_entries_are_counted_and_not_kept() -> None:
    reading = read(urlset(MOST + 1000))
    assert len(reading.found) == MOST
    assert reading.others == 1000
    assert not reading.complete
    plain = read(b"\n".join(b"https://sagara.example/read/%d/a" % n for n in range(MOST + 7)))
    assert (len(plain.found), plain.others, plain.complete) == (MOST, 7, False)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (gzip.compress(b"<urlset>" + b" " * LARGEST), "unpacks to more than"),
        (b"<urlset>" + b" " * LARGEST, "a listing may have"),
        (b"\x1f\x8b" + b"bukan gzip", "does not unpack"),
        (b'<!DOCTYPE u [<!ENTITY x "y">]><urlset><url><loc>&x;</loc></url></urlset>', "declares entities"),
        (b"<!DOCTYPE html><html><head><title>404 Tidak Ditemukan</title></head></html>", "'404 Tidak Ditemukan'"),
        (b"", "an empty response"),
        (b"tidak ada", "'tidak ada'"),
    ],
    ids=["gzip bomb", "huge", "no gzip", "entities", "error page", "empty", "text"],
)
def test_no_sitemap(body: bytes, says: str) -> None:
    with pytest.raises(NotAListing) as raised:
        read(body)
    assert says in str(raised.value)


def test_an_external_dtd_is_not_read() -> None:
    body = b'<!DOCTYPE urlset SYSTEM "file:///etc/passwd">' + urlset(1)
    assert [found.url for found in read(body).found] == ["https://sagara.example/read/0/a"]
