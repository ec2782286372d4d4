from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.listings.discover import Further, NotAListing, Reading, read_listing
from crawler.outlet import Listing, ListingKind, Outlet

HERE = Path(__file__).parent / "listings"
OUTLET = Outlet(name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/")
INDEX = "https://sagara.example/indeks/2026/07/24"
DAY = date(2026, 7, 24)
NOW = datetime(2026, 7, 25, 3, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))


def read(
    body: bytes | str,
    kind: ListingKind = "index",
    url: str = INDEX,
    day: date | None = DAY,
    headers: dict[str, str] | None = None,
) -> Reading:
    sent = body.encode() if isinstance(body, str) else body
    return read_listing(
        OUTLET, Listing(kind=kind, url=url), url=url, body=sent, headers=headers or {}, day=day, now=NOW
    )


def paths(reading: Reading) -> list[str]:
    return [found.url.removeprefix("https://sagara.example") for found in reading.found]


def card(number: int, text: str = "Judul Berita yang Cukup Panjang") -> str:
    return f'<li class="butir"><h3><a href="/read/{number}/a">{text} {number}</a></h3></li>'


def test_index_gives_its_list_and_nothing_beside_it() -> None:
    reading = read((HERE / "index.html").read_bytes())
    assert paths(reading) == ["/read/401/kapal-tua-jadi-museum", "/read/402/panen-cengkih", "/read/403/lari-pantai"]
    assert [found.title for found in reading.found] == [
        "Kapal Tua di Muaralaya Jadi Museum",
        "Panen Cengkih Pulau Karang Melimpah",
        "Lari Pantai Diikuti Seribu Orang",
    ]
    assert [found.listed_on for found in reading.found] == [DAY, DAY, date(2026, 7, 23)]
    assert reading.found[0].published == datetime(2026, 7, 24, 17, 25, tzinfo=WIB)
    assert reading.further == (Further(url=INDEX + "?page=2", kind="page"),)
    assert not reading.complete


def test_an_empty_list_gives_nothing_though_its_side_boxes_are_full() -> None:
    page = (HERE / "index.html").read_text(encoding="utf-8")
    head, _, rest = page.partition('<ul class="daftar">')
    tail = rest[rest.index('<h3 class="judul">') :].replace('<div class="kolom-samping">', '<div class="sidebar">')
    tail = tail[: tail.index('<div class="pagination">')]
    reading = read(head + "<p>Belum ada berita pada tanggal ini.</p>" + tail)
    assert paths(reading) == []
    assert reading.complete
    assert not read(head + "<p>Sebentar, ya.</p>" + tail).complete, "an empty page proves nothing by itself"


def test_day_of_the_listing_where_cards_have_none() -> None:
    reading = read(f"<h1>Indeks</h1><ul>{card(1)}{card(2)}</ul>")
    assert [found.listed_on for found in reading.found] == [DAY, DAY]
    assert [found.published for found in reading.found] == [None, None]
    assert [found.listed_on for found in read(f"<ul>{card(1)}{card(2)}</ul>", day=None).found] == [None, None]


def test_a_date_in_a_headline_or_a_teaser_is_not_the_cards() -> None:
    body = (
        f"<ul>{card(1, 'Jadwal Imsak 1 Maret 2025')}{card(2)}<li class=butir><h3><a href=/read/3/a>Judul Tiga</a></h3>"
    )
    body += (
        "<p>Rapat itu digelar di balai desa pada Senin, 2 Maret 2025, setelah dua kali ditunda panitia.</p></li></ul>"
    )
    assert [found.listed_on for found in read(body).found] == [DAY, DAY, DAY]


def test_relative_dates_on_cards() -> None:
    body = "<ul>" + "".join(
        f"<li><a href=/read/{n}/a>Judul {n} Hari Ini</a> <i>{n} jam yang lalu</i></li>" for n in (1, 9, 12)
    )
    assert [found.listed_on for found in read(body, day=None).found] == [date(2026, 7, 25), date(2026, 7, 25), DAY]


def test_rows_of_a_grid_are_one_list_and_an_odd_last_card_belongs_to_it() -> None:
    def cell(n: int) -> str:
        return f'<div class="sel"><a href="/read/{n}/a">Judul Berita Nomor {n}</a></div>'

    rows = "".join(f'<div class="baris">{cell(n)}{cell(n + 1)}</div>' for n in (1, 3, 5))
    reading = read(f'<div class="isi"><h1>Indeks</h1>{rows}<div class="baris">{cell(7)}</div></div>')
    assert paths(reading) == [f"/read/{n}/a" for n in range(1, 8)]


def test_one_article_alone() -> None:
    assert paths(read(f"<h1>Indeks</h1><ul>{card(1)}</ul><aside><ul>{card(2)}{card(3)}</ul></aside>")) == ["/read/1/a"]


@pytest.mark.parametrize(
    "box",
    [
        "<nav><ul>{}</ul></nav>",
        '<div class="sidebar-right"><ul>{}</ul></div>',
        '<div id="terpopuler"><ol>{}</ol></div>',
        '<div role="complementary">{}</div>',
        "<div><h4>Paling Banyak Dibaca</h4><ul>{}</ul></div>",
        '<div><div class="kepala"><h2>Trending Minggu Ini</h2><a href="/p">Lihat semua</a></div><ul>{}</ul></div>',
        '<div><span class="box-title">Rekomendasi Untuk Anda</span><ul>{}</ul></div>',
        "<section><h2>Baca Juga:</h2><ul>{}</ul></section>",
    ],
)
def test_side_box(box: str) -> None:
    others = "".join(card(n).replace("butir", "kecil") for n in range(50, 60))
    reading = read(f"<div class=isi><h1>Indeks</h1><ul>{card(1)}{card(2)}</ul></div>{box.format(others)}")
    assert paths(reading) == ["/read/1/a", "/read/2/a"]
    assert reading.others >= 10


def test_labels_that_label_nothing_here() -> None:
    page = f"""<div class="bar"><h6>Trending Tag</h6><a href="/tag/a">A</a><a href="/tag/b">B</a></div>
    <ul class="tab"><li>Terbaru</li><li>Terpopuler</li></ul>
    <div class="page has-sidebar"><h1>Indeks</h1><ul>{card(1)}{card(2, "Terpopuler")}{card(3)}</ul></div>"""
    assert paths(read(page)) == ["/read/1/a", "/read/2/a", "/read/3/a"]


PAGES = [
    (INDEX, '<link rel="next" href="?page=2">', INDEX + "?page=2"),
    (INDEX, '<a href="?page=2">Selanjutnya</a>', INDEX + "?page=2"),
    (INDEX + "?page=2", '<a href="?page=1">‹</a><a href="?page=3">›</a>', INDEX + "?page=3"),
    (INDEX, '<b>1</b><a href="/indeks/2026/07/24/10">2</a>', INDEX + "/10"),
    (INDEX + "/10", '<a class="next" href="/indeks/2026/07/24/20"></a>', INDEX + "/20"),
    (
        "https://sagara.example/kanal/",
        '<a href="/kanal/page/2/">Older posts</a>',
        "https://sagara.example/kanal/page/2/",
    ),
    ("https://sagara.example/kanal", '<a href="/kanal/index2.html">2</a>', "https://sagara.example/kanal/index2.html"),
    (
        "https://sagara.example/indeks?date=24-07-2026",
        '<a href="?page=2">Next</a><a href="?date=24-07-2026&page=2">Next</a>',
        "https://sagara.example/indeks?date=24-07-2026&page=2",
    ),
    ("https://sagara.example/indeks?date=07%2F24%2F2026", '<a href="?date=07%2F25%2F2026">Next</a>', None),
    (INDEX, '<a href="/indeks/2026/07/25">Berikutnya</a>', None),
    (INDEX, '<a href="https://lain.example/indeks/2026/07/24?page=2">Next</a>', None),
    (INDEX, '<a href="/kanal/olahraga">2</a>', None),
    (INDEX, '<a href="#">2</a><a href="javascript:next()">Next</a><a>Next</a>', None),
    ("https://sagara.example/indeks", '<a href="/indeks/2026/07/24/10">2</a>', INDEX + "/10"),
]


@pytest.mark.parametrize(("url", "pager", "following"), PAGES)
def test_next_page(url: str, pager: str, following: str | None) -> None:
    page = f'<h1>Indeks</h1><ul>{card(1)}{card(2)}</ul><div class="paging">{pager}</div>'
    day = DAY if "24" in url else None
    assert [further.url for further in read(page, url=url, day=day).further] == ([following] if following else [])


def test_last_page_of_a_pager_is_the_end() -> None:
    pager = '<ul class="pagination"><li><a href="?page=1">1</a></li><li class="active"><span>2</span></li></ul>'
    page = f"<h1>Indeks</h1><ul>{card(1)}{card(2)}</ul>"
    assert read(page + pager, url=INDEX + "?page=2").complete
    assert not read(page, url=INDEX + "?page=2").complete, "without a pager there is no proof"
    further = pager.replace("</ul>", '<li><a onclick="go(3)">3</a></li></ul>')
    assert not read(page + further, url=INDEX + "?page=2").complete


def test_front_page_and_its_crooked_links() -> None:
    reading = read((HERE / "front.html").read_bytes(), "front", "http://sagara.example/", None)
    assert [(found.url, found.title) for found in reading.found] == [
        ("https://www.sagara.example/read/601/berita-utama", "Pelabuhan Muaralaya Diperluas Tahun Ini"),
        ("https://www.sagara.example/read/602/dengan%20spasi%20di%20tengah", "Warga Pulau Karang Tanam Bakau"),
        ("https://www.sagara.example/read/603/sesi", "Regatta Perahu Hias Sagara Digelar Lagi"),
        ("https://www.sagara.example/read/604/dipotong", "Judul Panjang yang Dipotong oleh Kartu Sempit"),
    ]
    assert reading.found[2].listed_on == date(2026, 7, 23)
    assert reading.others == 8
    assert (reading.further, reading.complete) == ((), False)


@pytest.mark.parametrize("base", ["http://[::1/", "::::", "mailto:x", ""])
def test_a_base_that_is_none(base: str) -> None:
    reading = read(f'<base href="{base}"><a href="https://sagara.example/read/1/a">Judul</a>', "front")
    assert paths(reading) == ["/read/1/a"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("<a href=/read/1/a>Café</a>".encode("cp1252"), {"content-type": "text/html; charset=iso-8859-1"}),
        ("<meta charset=windows-1252><a href=/read/1/a>Café</a>".encode("cp1252"), {}),
        ("<a href=/read/1/a>Café</a>".encode(), {"Content-Type": "text/html; charset=bukan-apa-apa"}),
        ("<a href=/read/1/a>Café</a>".encode("cp1252"), {}),
        ("<a href=/read/1/a>Café</a>".encode(), {"Content-Type": "text/html; charset=utf-7"}),
    ],
)
def test_charset(body: bytes, headers: dict[str, str]) -> None:
    assert [found.title for found in read(body, "front", headers=headers).found] == ["Café"]


def test_a_pattern_that_asks_for_the_trailing_slash() -> None:
    outlet = Outlet(name="sagara", title="Sagara", domain="sagara.example", article=r"/\d{4}/\d{2}/[a-z-]+/$")
    listing = Listing(kind="front", url="https://sagara.example/")
    body = b"<a href='/2026/07/kapal-tua/?utm_source=x'>A</a><a href=/2026/07/tanpa-garis>B</a>"
    reading = read_listing(outlet, listing, url=listing.url, body=body, headers={}, day=None)
    assert [found.url for found in reading.found] == ["https://sagara.example/2026/07/kapal-tua/"]


def test_a_local_outlet_with_a_port() -> None:
    outlet = Outlet(name="x", title="X", domain="127.0.0.1:8123", article=r"/read/\d+", local=True)
    url = "http://127.0.0.1:8123/"
    reading = read_listing(
        outlet, Listing(kind="front", url=url), url=url, body=b"<a href=/read/1>A</a>", headers={}, day=None
    )
    assert [found.url for found in reading.found] == ["http://127.0.0.1:8123/read/1"]


@pytest.mark.parametrize("kind", ["front", "index"])
@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"%PDF-1.7", b'{"a": 1}', b"<?xml version='1.0'?><rss/>", b"\x89PNG\r\n"]
)
def test_no_page(kind: ListingKind, body: bytes) -> None:
    with pytest.raises(NotAListing, match="is not a page of links"):
        read(body, kind)
