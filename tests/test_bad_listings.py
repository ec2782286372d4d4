"""Whole crawls of listings that lead astray: one outlet for each fault in a few crawls, the outcome of each named."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.desk import Desk
from tests.site import Answer, Site, feed, page, redirect, story

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
CARD = '<article><h3><a href="{0}">Warga Desa Sukamekar membangun {0}</a></h3><p>Jembatan desa selesai.</p></article>'


def xml(body: str, *, packed: bool = False) -> Answer:
    return Answer(body=gzip.compress(body.encode()) if packed else body.encode(), type="application/xml")


def urlset(*urls: str, date: str = "") -> Answer:
    lastmod = f"<lastmod>{date}</lastmod>" if date else ""
    entries = "".join(f"<url><loc>{url}</loc>{lastmod}</url>" for url in urls)
    return xml(f'<urlset xmlns="{SITEMAP}">{entries}</urlset>')


def sitemap_index(*urls: str) -> Answer:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return xml(f'<sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>')


def cards(*paths: str, after: str = "") -> Answer:
    listed = "".join(CARD.format(path) for path in paths)
    return Answer(body=f"<html><body><main><div>{listed}</div></main>{after}</body></html>".encode())


def rss(*items: str) -> Answer:
    body = f'<rss version="2.0"><channel><title>U</title>{"".join(items)}</channel></rss>'
    return Answer(body=body.encode(), type="application/rss+xml")


def stories(site: Site, *names: str) -> list[str]:
    """Articles on the web: their addresses."""
    for name in names:
        site.answers[f"/berita/{name}"] = page(f"Warga membangun {name}")
    return [site.url(f"/berita/{name}") for name in names]


def errors(desk: Desk) -> dict[str, str | None]:
    """Each outlet, and why its listing could not be read."""
    return dict(desk.rows("SELECT outlet, max(error) FROM listings GROUP BY outlet"))


def test_feeds_that_lead_astray(site: Site, desk: Desk) -> None:
    (a, b, c, d, e) = stories(site, "a", "b", "c", "d", "e")
    item = "<item><guid isPermaLink='false'>satu</guid><link>{}</link>{}</item>"
    site.answers["/kembar"] = rss(item.format(a, ""), item.format(b, ""))
    site.answers["/besok"] = rss(item.format(c, "<pubDate>Sat, 20 Jun 2099 08:30:00 +0700</pubDate>"))
    site.answers["/iklan"] = rss(
        item.format("https://iklan.example/berita/beli", ""),
        item.format("javascript:void(0)", ""),
        item.format(site.url("/promo/beli"), ""),
        item.format(d, ""),
    )
    site.answers["/sesi"] = lambda times: feed([f"{e};jsessionid=A{times}?PHPSESSID=b{times}&amp;utm_source=umpan"])
    site.answers["/masuk"] = Answer(body=b"<html><title>Masuk</title><form><input type='password'></form></html>")
    site.answers["/putar"] = redirect("/putar")
    site.answers["/entitas"] = xml(
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<rss><channel><title>&b;</title></channel></rss>"
    )
    names = ["kembar", "besok", "iklan", "sesi", "masuk", "putar", "entitas"]
    for name in names:
        desk.declare(name, site.host, listing=f"/{name}")
    done = desk.kliping("crawl", *names)
    assert "Traceback" not in done.err
    assert desk.outcomes() == dict.fromkeys("abcde", "stored")
    found = errors(desk)
    assert [name for name in names if found[name]] == ["masuk", "putar", "entitas"]
    assert str(found["putar"]).startswith("redirect_loop: ")
    assert "page" in str(found["masuk"]).lower()
    assert desk.rows("SELECT url FROM fetches WHERE outlet = 'besok' AND listed_on IS NOT NULL") == []

    desk.make_listings_due()
    again = desk.kliping("crawl", "sesi")
    assert again.out == "sesi: 1 listed, 0 new, 0 stored\n"
    assert sum(path.startswith("/berita/e") for path in site.paths()) == 1


def test_sitemaps_that_lead_astray(site: Site, desk: Desk) -> None:
    (a, b) = stories(site, "a", "b")
    bomb = b"<urlset>" + b" " * 60_000_000
    site.answers["/bom"] = Answer(body=gzip.compress(bomb), type="application/gzip")
    site.answers["/remah"] = Answer(body=gzip.compress(b"", mtime=0) * 400_000, type="application/gzip")
    site.answers["/diri"] = sitemap_index(site.url("/diri"), site.url("/dalam"))
    site.answers["/dalam"] = sitemap_index(site.url("/diri"), site.url("/dalam"), site.url("/anak"))
    site.answers["/anak"] = urlset(a)
    site.answers["/entitas"] = xml(
        '<!DOCTYPE r [<!ENTITY a "&#60;url>"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<urlset xmlns="{SITEMAP}"><url><loc>{b}</loc></url><url><loc>&x;</loc></url></urlset>'
    )
    for number in range(9):  # each names the next: no end
        site.answers[f"/turun{number}"] = sitemap_index(site.url(f"/turun{number + 1}"))
    site.answers["/lain"] = sitemap_index("https://lain.example/sitemap.xml")
    names = ["bom", "remah", "diri", "entitas", "turun0", "lain"]
    for name in names:
        desk.declare(name, site.host, listing=f"/{name}", kind="sitemap")
    done = desk.kliping("crawl", *names)
    assert "Traceback" not in done.err
    assert desk.outcomes() == {"a": "stored"}
    paths = site.paths()
    assert [paths.count(path) for path in ("/diri", "/dalam", "/anak")] == [1, 1, 1]
    assert sorted(path for path in paths if path.startswith("/turun")) == [f"/turun{n}" for n in range(4)]
    found = errors(desk)
    assert [name for name in names if found[name]] == ["bom", "remah", "entitas"]
    assert "gzip of more than 100 parts" in str(found["remah"])
    assert "more than" in str(found["bom"])
    assert "entities" in str(found["entitas"])


def test_indexes_that_lead_astray(site: Site, desk: Desk) -> None:
    stories(site, *"abcdefgh")
    day = "2026-06-20"
    # A calendar that goes on for ever, to both sides, and calls the day before the next page.
    calendar = (
        '<nav><a rel="next" href="/kalender?d=2026-06-{}">Selanjutnya</a><a href="/kalender?d=2051-01-01">›</a></nav>'
    )
    for number in range(1, 30):
        site.answers[f"/kalender?d=2026-06-{number:02}"] = cards("/berita/a", after=calendar.format(f"{number - 1:02}"))
    for number in range(1, 9):  # whatever the page, the same: beside the list a box that changes
        box = f'<aside><h4>Terpopuler</h4><a href="/berita/{"abcdefgh"[number - 1]}">Warga membangun</a></aside>'
        site.answers[f"/tuli?d={day}&p={number}"] = cards("/berita/b", "/berita/c", after=box)
    site.answers[f"/habis?d={day}&p=1"] = cards("/berita/d", "/berita/e")
    site.answers[f"/habis?d={day}&p=2"] = cards("/berita/f")
    site.answers[f"/akhir?d={day}&p=1"] = cards("/berita/g")
    site.answers[f"/akhir?d={day}&p=2"] = cards()
    listing = "d={date:%Y-%m-%d}"
    desk.declare("kalender", site.host, listing=f"/kalender?{listing}", kind="index")
    for name in ("tuli", "habis", "akhir"):
        desk.declare(name, site.host, listing=f"/{name}?{listing}&p={{page}}", kind="index")
    names = ["kalender", "tuli", "habis", "akhir"]
    done = desk.kliping("crawl", *names, "--since", day, "--until", day)
    assert done.status == 0, done.out
    assert desk.outcomes() == dict.fromkeys("abcdefg", "stored")
    asked = [path for path in site.paths() if not path.startswith("/berita/")]
    assert sorted(path for path in asked if path.startswith("/kalender")) == [f"/kalender?d={day}"]
    assert [sum(path.startswith(f"/{name}") for path in asked) for name in ("tuli", "habis", "akhir")] == [2, 3, 2]
    assert set(errors(desk).values()) == {None}
    proven = desk.rows("SELECT outlet, max(complete) FROM listings GROUP BY outlet ORDER BY outlet")
    assert proven == [("akhir", 1), ("habis", 1), ("kalender", 1), ("tuli", 0)]


def front(head: str, headline: str) -> Answer:
    shown = "".join(CARD.format(f"/berita/{number}") for number in range(20))
    return Answer(
        body=f"<html><head><title>Koran Contoh - Berita Terkini</title>{head}</head><body>"
        f"<header><h1>{headline}</h1></header><main>{shown}</main></body></html>".encode()
    )


HOME = '<link rel="canonical" href="/"><meta property="og:type" content="website">'


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (front(HOME, "Koran Contoh"), {"soft_404"}),
        (front(HOME, "Warga Desa Sukamekar membangun /berita/3"), {"soft_404"}),
        (front("", "Warga Desa Sukamekar membangun /berita/3"), {"soft_404"}),
        (front("", "Contoh"), {"soft_404"}),
        (front("", "Berita Terkini Hari Ini dari Seluruh Indonesia"), {"soft_404"}),
    ],
)
def test_a_front_page_served_for_every_address_is_no_article(
    site: Site, desk: Desk, answer: Any, ends: set[str]
) -> None:
    paths = [f"/berita/{number}" for number in range(6)]
    site.answers |= dict.fromkeys(paths, answer)
    site.answers["/feed"] = feed(site.url(path) for path in paths)
    desk.declare("contoh", site.host)
    assert desk.kliping("crawl", "contoh").status == 0
    assert set(desk.outcomes().values()) == ends
    assert not desk.rows("SELECT id FROM articles")


def test_pages_that_answer_200_and_are_none(site: Site, desk: Desk) -> None:
    form = '<form action="/masuk"><input name="surel"><input type="password" name="sandi"><button>Masuk</button></form>'
    words = "Silakan masuk dengan surel dan kata sandi Anda untuk membaca berita ini sampai selesai. " * 4
    wall = f"<html><title>Masuk - Contoh</title><body><h1>Masuk ke akun Anda</h1><p>{words}</p>{form}</body></html>"
    short = f"<html><head><title>Contoh</title></head><body><h1>Halo pembaca setia</h1>{form}</body></html>"
    hidden = story("Warga membangun pagar", after=f'<div class="modal" hidden>{form}</div>')
    site.answers |= {
        "/berita/dinding": Answer(body=wall.encode()),
        "/berita/pendek": Answer(body=short.encode()),
        "/berita/pagar": Answer(body=hidden),
        "/berita/hilang": page("404 - Halaman tidak ditemukan", "Berita yang Anda cari tidak ada di sini lagi. " * 5),
    }
    site.answers["/feed"] = feed(site.url(path) for path in site.answers)
    desk.declare("contoh", site.host)
    assert desk.kliping("crawl", "contoh").status == 0
    assert desk.outcomes() == {"dinding": "login", "pendek": "login", "pagar": "stored", "hilang": "soft_404"}
