"""The declared outlets: every file loads, and each says nothing that contradicts itself or another."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.declaration import HERE, read_outlets
from crawler.outlet import Outlet
from pipelines.address import canonical

OUTLETS = read_outlets()
EACH = pytest.mark.parametrize("outlet", OUTLETS.values(), ids=list(OUTLETS))
DAY = date(2026, 9, 1)

#: What stands in the name of a site where clocks are not on Jakarta's time.
EASTERN = {
    "Asia/Makassar": (
        "bali|balipost|nusabali|denpasarupdate|indobalinews|lombok|lombokpost|mataram|ntb|kupang|flores|kaltim|kaltimpost|"
        "kalsel|kaltara|banjarmasin|makassar|sulsel|sulbar|sulteng|sultra|palu|manado|manadopost|gorontalo|fajar"
    ),
    "Asia/Jayapura": "papua|papuabarat|ambon|ternate|jayapura",
}

#: What robots.txt closes, as reported; a listing there would never be read.
CLOSED = {
    "merdeka": r"\?",
    "kompas": r"/search/\?q=",
    "bisnis": r"/feed|/rss|//rss\.",
    "tirto": r"[?&]next=",
    "jawapos": r"/search|/api/",
    "tribunnews": r"/(?:search|tag|topic|api|ajax|json)\b",
    "beritasatu": r"/(?:widget|tag|search|network)\b",
    "okezone": r"/m?more/",
    "liputan6": r"/search",
    "republika": r"/search",
    "idntimes": r"\.com/\?|/search|/ajax|/v1",
}

TRICKY = [
    ("wahanatv", "https://wahanatv.com/internasional/bahas-ukraina-biden-dan-putin-bertemu-virtual", True),
    ("wahanatv", "http://www.wahanatv.com/utama/contoh-judul-D43J78cJp9/1", True),
    ("wahanatv", "https://wahanatv.com/arsip?tanggal=01-09-2026", False),
    ("wahananews", "https://wahananews.co/serba-serbi/", False),
    ("kompas", "http://nasional.kompas.com/read/2016/02/16/14382361/Judul.Dengan.Titik.", True),
    ("kompas", "https://www.kompas.com/tren/search/2026-09-01", False),
    ("detik", "https://news.detik.com/video-news/d-7654321/contoh-judul", False),
    ("detik", "https://www.detik.com/jatim/berita/d-7654321/contoh-judul", True),
    ("republika", "https://www.republika.co.id/berita/ekonomi/keuangan", False),
    ("republika", "https://republika.co.id/berita/o2l07x284-part2/contoh-judul", True),
    ("liputan6", "https://www.liputan6.com/photo/read/9000004/contoh-galeri", False),
    ("tempo", "https://nasional.tempo.co/read/news/2016/11/02/078817001/contoh-judul", True),
    ("tempo", "https://www.tempo.co/tag/suku-bunga-12345", False),
    ("merdeka", "https://www.merdeka.com/uang/contoh-judul-berita-295565-mvk.html", True),
    ("merdeka", "http://m.merdeka.com/khas/anatomi-pancasila.html", True),
    ("merdeka", "https://planet.merdeka.com/metro/index401.html", False),
    ("dream", "https://m.dream.co.id/travel/photo/destination/contoh-judul-180727a.html", True),
    ("dream", "https://m.dream.co.id/sim/lampung-kotabumi-masjid-contoh-yaev2.html", False),
    ("bolanet", "https://m.bola.net/amp/open-play/contoh-judul-47b3a0.html", True),
    ("bolanet", "https://m.bola.net/jadwal_skor/hasil_pertandingan/tim-a-vs-tim-b-2020-08-20.html", False),
    ("mediaindonesia", "https://mediaindonesia.com/humaniora/20/60", False),
    ("okezone", "https://mpi.okezone.com/read/2026/07/24/337/9100001/contoh", False),
    ("cnnindonesia", "https://www.cnnindonesia.com/tv/20260724100745-407-1234567/contoh", False),
    ("tirto", "https://tirto.id/bisnis-tirto", False),
    ("voi", "https://voi.id/en/economy/512345", False),
    ("jawapos_radarsolo", "https://radarsolo.jawapos.com/read/2017/05/01/12345/contoh-judul", True),
    ("inews_sleman", "https://sleman.inews.id/read/508166/contoh-judul/all", True),
    ("dwindonesia", "https://www.dw.com/de/beispiel/a-71234567", False),
]

#: Addresses of one article under one key, however they were listed.
SAME = [
    ("wahananews_jakarta", "https://jakarta.wahananews.co/utama/contoh-judul-D43J78cJp9", ["/0", "/1", "/12"]),
    ("wahanatv", "https://wahanatv.com/utama/contoh-judul-D43J78cJp9", ["/1", "/2"]),
    ("kompas", "https://www.kompas.com/read/2023/11/27/221100565/contoh", ["?page=all", "?page=2", "?utm_source=wa"]),
    ("detik", "https://www.detik.com/berita/d-1234567/contoh-judul", ["?single=1", "/2"]),
    (
        "sindonews",
        "https://ekbis.sindonews.com/read/1612345/34/contoh-judul-1568108631",
        ["/5", "/10", "?showpage=all"],
    ),
    ("inews_cirebon", "https://cirebon.inews.id/read/204537/contoh-judul", ["/all", "/2"]),
    ("disway_radartasik", "https://radartasik.disway.id/read/638468/contoh-judul", ["/15", "/45"]),
    ("jpnn", "https://www.jpnn.com/news/contoh-judul", ["?page=2"]),
    ("kumparan", "https://kumparan.com/kumparannews/contoh-judul-24AbC1dEfGh", ["/full"]),
    ("idntimes", "https://www.idntimes.com/news/indonesia/contoh-judul-panjang-00-jkxzp-ttkd8k", ["/amp"]),
]


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def test_there_are_at_least_seventy_outlets_on_more_than_150_hosts() -> None:
    assert len({outlet.file for outlet in OUTLETS.values()}) >= 70
    assert len({host for outlet in OUTLETS.values() for host in outlet.hosts}) > 150


def test_every_file_declares_something() -> None:
    assert {Path(outlet.file).name for outlet in OUTLETS.values()} == {path.name for path in HERE.glob("*.toml")}


def test_a_host_belongs_to_one_outlet() -> None:
    declared = [host for outlet in OUTLETS.values() for host in outlet.hosts]
    assert [host for host, times in Counter(declared).items() if times > 1] == []
    owners = {host: [outlet.name for outlet in OUTLETS.values() if outlet.owns(host)] for host in declared}
    assert {host: names for host, names in owners.items() if len(names) != 1} == {}


def test_an_undeclared_host_of_a_network_belongs_to_its_national_site() -> None:
    for host, name in [
        ("kaltim.wahananews.co", "wahananews"),
        ("www.tribunnews.com", "tribunnews"),
        ("m.bali.tribunnews.com", "tribun_bali"),
        ("www.antaranews.com", "antaranews"),
        ("radarjember.jawapos.com", "jawapos"),
        ("linggapos.disway.id", "disway"),
    ]:
        assert [outlet.name for outlet in OUTLETS.values() if outlet.owns(host)] == [name]


def test_a_site_lies_under_another_outlets_domain_only_within_its_network() -> None:
    for inner in OUTLETS.values():
        for outer in OUTLETS.values():
            if any(i.endswith("." + o) for i in inner.hosts for o in outer.hosts):
                assert inner.network is not None, inner.name
                assert inner.network == outer.network, (inner.name, outer.name)


@EACH
def test_examples_stand_beside_the_pattern(outlet: Outlet) -> None:
    assert len(outlet.examples) >= 2
    assert len(outlet.not_examples) >= 2
    assert all(outlet.is_article(url) for url in outlet.examples)
    assert not any(outlet.is_article(url) for url in outlet.not_examples)
    kin = [o for o in OUTLETS.values() if o.file == outlet.file]
    for url in (*outlet.examples, *outlet.not_examples):
        assert any(o.owns(host_of(url)) for o in kin), f"{url} is on nobody's host"


@EACH
def test_an_article_stays_one_under_its_key(outlet: Outlet) -> None:
    for url in outlet.examples:
        key = canonical(url, outlet)
        assert outlet.is_article(key), f"{url} became {key}"
        assert canonical(key, outlet) == key
        if outlet.whole:
            assert canonical(outlet.whole.address(key), outlet) == key


@EACH
def test_listings_are_on_the_outlets_hosts_and_no_articles(outlet: Outlet) -> None:
    assert outlet.listings
    assert outlet.listings[-1].kind == "front"
    addresses = [listing.address(day=DAY, page=2) for listing in outlet.listings]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert outlet.owns(host_of(address)), address
        assert not outlet.is_article(address), address
        assert "{" not in address
        assert " " not in address


@EACH
def test_paged_and_dated_listings_change_with_page_and_day(outlet: Outlet) -> None:
    for listing in outlet.listings:
        first = listing.address(day=DAY)
        assert (listing.address(day=DAY, page=1) != first) == listing.paged
        assert (listing.address(day=date(2025, 12, 31)) != first) == listing.dated
        assert listing.kind in ("index", "wordpress", "json") or not (listing.paged or listing.dated)


@EACH
def test_what_a_reader_needs_to_judge_it_is_said(outlet: Outlet) -> None:
    assert outlet.seen
    assert outlet.names
    assert outlet.rules[-1].names == outlet.names
    assert re.search(r"20\d\d|feed|sitemap|address|markup", outlet.seen), outlet.seen
    if outlet.expect.per_day:
        assert 0 < outlet.expect.per_day[0] < outlet.expect.per_day[1]


@EACH
def test_an_eastern_site_has_its_own_clock(outlet: Outlet) -> None:
    words = set(outlet.name.split("_"))
    for zone, places in EASTERN.items():
        if words & set(places.split("|")):
            assert outlet.timezone == zone
            return
    assert outlet.timezone in ("Asia/Jakarta", "UTC")


@pytest.mark.parametrize(("name", "pattern"), CLOSED.items(), ids=list(CLOSED))
def test_no_listing_where_robots_txt_is_closed(name: str, pattern: str) -> None:
    for outlet in OUTLETS.values():
        if name in (outlet.name, outlet.network):
            assert [x.url for x in outlet.listings if re.search(pattern, x.address(day=DAY, page=1))] == []


@pytest.mark.parametrize(("name", "url", "article"), TRICKY)
def test_tricky_addresses(name: str, url: str, article: bool) -> None:
    assert OUTLETS[name].owns(host_of(url))
    assert OUTLETS[name].is_article(url) is article


@pytest.mark.parametrize(("name", "url", "endings"), SAME)
def test_pages_and_whole_views_have_the_articles_key(name: str, url: str, endings: list[str]) -> None:
    assert {canonical(url + ending, OUTLETS[name]) for ending in endings} == {url}
    assert all(OUTLETS[name].is_article(url + ending) for ending in endings)


def test_dates_are_written_as_each_index_wants_them() -> None:
    wanted = {
        "detik": "date=09%2F01%2F2026",
        "kompas": "date=2026-09-01",
        "tribunnews": "date=2026-9-1",
        "tribun_bali": "date=2026-09-01",
        "cnnindonesia": "date=2026/09/01",
        "liputan6": "/indeks/2026/09/01?page=1",
        "republika": "/index/0/2026/09/01",
        "okezone": "/indeks/2026/09/01/0",
        "sindonews": "/indeks/0/0?t=2026-09-01",
        "antaranews": "/indeks/terkini/01-09-2026/1",
        "wahananews": "tanggal=01-09-2026",
        "katadata": "/01-09-2026/01-09-2026",
        "kontan": "tanggal=01&bulan=09&tahun=2026&pos=indeks&per_page=0",
        "wartaekonomi": "/indeks/20260901",
    }
    for name, part in wanted.items():
        assert any(part in listing.address(day=DAY) for listing in OUTLETS[name].listings if listing.dated), name


def test_english_editions_are_marked() -> None:
    english = {name for name, outlet in OUTLETS.items() if outlet.language != "id"}
    assert english == {"antaranews_en", "jakartaglobe", "jakartapost"}


def test_refusals_narrower_than_every_crawler_are_shown() -> None:
    for name in ("antaranews", "republika", "tribunnews", "beritasatu", "inews", "merdeka", "bisnis"):
        assert OUTLETS[name].terms, name
        assert OUTLETS[name].crawled, name


@pytest.mark.skipif("KLIPING_CORPUS" not in os.environ, reason="KLIPING_CORPUS names no corpus")
def test_captured_articles_match_their_outlets_pattern() -> None:
    pages = [json.loads(path.read_text()) for path in Path(os.environ["KLIPING_CORPUS"]).glob("articles/*/*/page.json")]
    urls = [page["url"] for page in pages if page["url"]]
    assert urls
    for url in urls:
        owner = next((outlet for outlet in OUTLETS.values() if outlet.owns(host_of(url))), None)
        assert owner is not None, url
        assert owner.is_article(url), url
