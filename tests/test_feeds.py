from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.listings.discover import NotAListing, Reading, read_listing
from crawler.outlet import Listing, Outlet

HERE = Path(__file__).parent / "listings"
URL = "https://sagara.example/rss"
OUTLET = Outlet(name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/")
NOW = datetime(2026, 7, 24, 12, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))


def read(body: bytes, headers: dict[str, str] | None = None, now: datetime | None = NOW) -> Reading:
    listing = Listing(kind="feed", url=URL)
    return read_listing(OUTLET, listing, url=URL, body=body, headers=headers or {}, day=None, now=now)


def test_rss_as_it_really_is() -> None:
    reading = read((HERE / "feed.xml").read_bytes())
    assert [found.url for found in reading.found] == [
        "http://sagara.example/read/101/pasar-muaralaya-dibuka-lagi",
        "https://sagara.example/read/102/nelayan-teluk-sagara-tunggu-cuaca",
        "https://www.sagara.example/read/103/sekolah-pulau-karang",
        "https://sagara.example/read/104/hanya-guid",
        "https://sagara.example/read/105/berita-esok-hari",
        "https://sagara.example/read/106/tanggal-rusak",
    ]
    assert [found.title for found in reading.found] == [
        "Pasar Muaralaya Dibuka Lagi “Setelah Banjir”",
        "Nelayan Teluk Sagara Tunggu Cuaca",
        "Sekolah Pulau Karang Punya Perpustakaan",
        "Hanya Guid yang Menunjuk Berita",
        "Berita yang Belum Terjadi",
        "Tanggal yang Rusak & Judul Biasa",
    ]
    assert [found.published for found in reading.found] == [
        datetime(2026, 7, 24, 17, 25, tzinfo=WIB),
        datetime(2026, 7, 24, 16, 10, tzinfo=WIB),
        datetime(2026, 7, 24, 9, 0, tzinfo=WIB),
        datetime(2026, 7, 24, 8, 0, tzinfo=WIB),
        None,
        None,
    ]
    assert [found.listed_on for found in reading.found] == [date(2026, 7, 24)] * 4 + [None, None]
    assert reading.others == 1, "the advertisement on another site"
    assert not reading.complete


def test_the_date_header_tells_what_lies_in_the_future() -> None:
    body = (HERE / "feed.xml").read_bytes()
    assert read(body, {"Date": "Fri, 24 Jul 2026 12:00:00 GMT"}, now=None).found[4].published is None
    assert read(body, {"DATE": "Tue, 28 Jul 2026 12:00:00 GMT"}, now=None).found[4].listed_on == date(2026, 7, 27)
    assert read(body, {"Date": "kemarin"}, now=None).found[4].listed_on == date(2026, 7, 27)
    assert read(body, {"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}, now=None).found[0].listed_on == date(2026, 7, 24)


def test_atom_with_a_base_and_other_relations() -> None:
    found = read((HERE / "atom.xml").read_bytes(), now=None).found
    assert [one.url for one in found] == [
        "https://sagara.example/read/201/harga-rumput-laut-naik",
        "https://sagara.example/read/202/koperasi-nelayan",
    ]
    assert found[0].title == "Harga Rumput Laut Naik"
    assert found[0].published is not None
    assert found[0].published.utcoffset() == timedelta(hours=-4), "the offset as given"
    assert found[0].listed_on == date(2026, 7, 25), "the day in the outlet's own zone"
    assert found[1].published is None
    assert found[1].modified == datetime(2026, 7, 24, 10, tzinfo=WIB)


def test_rss_1_in_an_old_encoding() -> None:
    found = read((HERE / "rss1.xml").read_bytes()).found
    assert [one.url for one in found] == [
        "https://sagara.example/read/301/jembatan-lama",
        "https://sagara.example/read/302/kafe-tua",
    ]
    assert found[1].title == "Café Tua di Tanjung Lesung Raya"
    assert found[1].listed_on == date(2026, 7, 23)
    assert found[1].published is None, "a day without a time is no midnight"


def item(link: str, more: str = "") -> bytes:
    return f"<rss><channel><item><link>{link}</link>{more}</item></channel></rss>".encode()


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + item("https://sagara.example/read/1/a"),
        b"Warning: undefined index in /home/cms/rss.php on line 7<br />\n<?xml version='1.0'?>"
        + item("https://sagara.example/read/1/a"),
        b'<?xml version="1.0" encoding="utf-16"?>' + item("https://sagara.example/read/1/a"),
        ('<?xml version="1.0" encoding="utf-16"?>' + item("https://sagara.example/read/1/a").decode()).encode("utf-16"),
        b'<!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "http://sagara.example/rss.dtd">'
        + item("https://sagara.example/read/1/a"),
        item("https://sagara.example/read/1/a", "<title>A & B \x08&copy; 2026 &#xD800;&#8;</title>"),
        item("https://sagara.example/read/1/a", "<dc:date>2026-07-24</dc:date><media:title>x</media:title>"),
        item("<![CDATA[ https://sagara.example/read/1/a ]]>"),
        item("https://sagara.example/read/1/a")[:-30],
        b"<rss><channel>" + item("https://sagara.example/read/1/a")[14:] * 3,
    ],
    ids=[
        "mark", "php warning", "wrong encoding", "utf-16", "external dtd", "bare ampersand and control",
        "no namespaces", "cdata", "cut off", "thrice the same",
    ],
)  # fmt: skip
def test_faulty_feed(body: bytes) -> None:
    assert [found.url for found in read(body).found] == ["https://sagara.example/read/1/a"]


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("Fri, 24 Jul 2026 10:00:00 GMT", datetime(2026, 7, 24, 10, tzinfo=UTC)),
        ("Fri, 24 Jul 26 10:00:00 +0700", datetime(2026, 7, 24, 3, tzinfo=UTC)),
        ("Fri, 24 Jul 2026 10:00:00 WITA", datetime(2026, 7, 24, 2, tzinfo=UTC)),
        ("24 Agt 2025, 10:00", datetime(2025, 8, 24, 3, tzinfo=UTC)),
        ("2026-07-24T10:00:00.123Z", datetime(2026, 7, 24, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2026-07-24 10:00", datetime(2026, 7, 24, 3, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("-0001-11-30T00:00:00+00:00", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_feed_date(printed: str, at: datetime | None) -> None:
    body = item("https://sagara.example/read/1/a", f"<pubDate>{printed}</pubDate>")
    assert read(body).found[0].published == at


def test_local_time_sent_as_gmt_is_no_date() -> None:
    body = item("https://sagara.example/read/1/a", "<pubDate>Fri, 24 Jul 2026 18:59:00 GMT</pubDate>")
    assert read(body).found[0].published is None


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "an empty response"),
        (b"<html><head><title>Sagara &mdash; Masuk</title></head><body>x</body></html>", "'Sagara — Masuk'"),
        (b"<html><link rel=alternate type=application/rss+xml href=/feed.xml></html>", "/feed.xml"),
        (b"<urlset><url><loc>x</loc></url></urlset>", "<urlset>"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "correct the listing's url or kind"),
        (b'{"code": 1}', "not a feed"),
    ],
)
def test_no_feed(body: bytes, says: str) -> None:
    with pytest.raises(NotAListing, match=r"^https://sagara\.example/rss is not a feed") as raised:
        read(body)
    assert says in str(raised.value)


def test_a_feed_that_declares_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + item(
        "https://sagara.example/read/1/&b;"
    )
    with pytest.raises(NotAListing, match="declares entities"):
        read(bomb)
    with pytest.raises(NotAListing, match="declares entities"):
        read(('<?xml version="1.0" encoding="utf-16"?>' + bomb.decode()).encode("utf-16"))
