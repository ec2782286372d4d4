"""Whole crawls, as a user runs them, of sites that behave badly: every link followed has exactly one outcome."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from typing import Any

import brotli
import zstandard

from pipelines.items import OUTCOMES
from tests.desk import Desk
from tests.hundred_days import change
from tests.site import Answer, Site, feed, page, redirect, story

WAITING = None


def publish(site: Site, **answers: Any) -> None:
    """Put articles on the web, `_` in their names standing for `-`, and all of them into the feed, in order."""
    for name, answer in answers.items():
        site.answers["/berita/" + name.replace("_", "-")] = answer
    site.answers["/feed"] = feed(site.url(path) for path in site.answers if path.startswith("/berita/"))


def packed(body: bytes, encoding: str) -> Answer:
    return Answer(body=body, headers=(("Content-Encoding", encoding),))


def asked_of(site: Site) -> Counter[str]:
    return Counter(path.rpartition("/")[2] for path in site.paths())


HALF = r'{"@type": "NewsArticle", "headline": "Warga membangun emoji", "articleSection": "Daerah\ud83d"}'


def misbehave(site: Site) -> dict[str, str]:
    """One article for each way to fail, and what each must end in."""
    host = site.host
    ways: dict[str, tuple[Any, str]] = {
        "baik": (page("Warga membangun baik"), "stored"),
        "sibuk": (lambda times: Answer(status=503) if times == 1 else page("Warga membangun sibuk"), "stored"),
        "pindah": (redirect("/berita/pindah-baru", 301), "stored"),
        "salah-huruf": (Answer(body=story("Warga minum di kafé").decode().encode("cp1252", "replace")), "stored"),
        "salah-jenis": (Answer(body=story("Warga membangun jenis"), type="application/octet-stream"), "stored"),
        "setengah-emoji": (page("Warga membangun emoji", ld=HALF), "stored"),
        "tanpa-judul": (Answer(body=b"<html><body><p>Halo</p></body></html>"), "not_an_article"),
        "pendek": (page("Pendek", "Tiga kata saja."), "too_short"),
        "ke-depan": (redirect("/"), "soft_404"),
        "hilang-lunak": (page("Halaman tidak ditemukan", "Silakan kembali ke beranda."), "soft_404"),
        "masuk-dahulu": (redirect("/login"), "login"),
        "harus-masuk": (Answer(status=401), "login"),
        "tiada": (Answer(status=404), "http_404"),
        "tertutup": (Answer(status=403), "http_403"),
        "dihapus": (Answer(status=410), "gone"),
        "diblokir": (Answer(status=451), "blocked"),
        "rusak": (Answer(status=500), "http_error"),
        "tanpa-sebab": (Answer(status=304), "http_error"),
        "tanpa-alamat": (Answer(status=302), "http_error"),
        "ke-kacau": (redirect("http://[::1"), "http_error"),
        "ke-huruf": (redirect("http://127.0.0.1:abc/"), "http_error"),
        "ke-skrip": (redirect("javascript:alert(1)"), "http_error"),
        "ke-ftp": (redirect(f"ftp://{host}/berita/x"), "http_error"),
        "terlarang": (page("Warga membangun terlarang"), "robots"),
        "ke-terlarang": (redirect("/berita/terlarang"), "robots"),
        "ke-luar": (redirect("http://lain.example/berita/baik"), "off_site"),
        "ke-dalam": (redirect("http://169.254.169.254/latest/meta-data"), "private_address"),
        "ke-rumah": (redirect("http://localhost/berita/baik"), "private_address"),
        "tak-dijawab": (redirect("http://127.0.0.1:1/berita/baik"), "connection"),
        "putar": (redirect("/berita/putar"), "redirect_loop"),
        "nama-kosong": (redirect(f"http://x..{host}/berita/baik"), "dns"),
        "putus": (Answer(fault="reset"), "connection"),
        "setengah": (Answer(body=story("Warga membangun setengah"), fault="short"), "connection"),
        "gzip-rusak": (packed(b"\x1f\x8b\x08\x00rusak", "gzip"), "connection"),
        "gzip-bukan": (packed(story("Bukan gzip"), "gzip"), "connection"),
        "deflate-rusak": (packed(b"\x78\x9crusak rusak", "deflate"), "connection"),
        "zstd-rusak": (packed(b"rusak", "zstd"), "connection"),
        "bom": (packed(gzip.compress(b"<p>" + b"a" * 9_000_000), "gzip"), "too_large"),
        "redirect-bom": (packed(gzip.compress(b"<p>" + b"a" * 9_000_000), "gzip"), "too_large"),
        "bom-zstd": (packed(zstandard.compress(b"<p>" + b"a" * 90_000_000), "zstd"), "too_large"),
        "bom-br": (packed(brotli.compress(b"<p>" + b"a" * 90_000_000, quality=1), "br"), "too_large"),
        "bom-deflate": (packed(zlib.compress(b"<p>" + b"a" * 90_000_000), "deflate"), "too_large"),
        "bom-berlapis": (packed(gzip.compress(gzip.compress(b"a" * 90_000_000)), "gzip, gzip"), "too_large"),
        "besar": (Answer(body=b"<p>", length=9_000_000), "too_large"),
        "pdf": (Answer(body=b"%PDF-1.7 ...", type="application/pdf"), "not_html"),
        "kosong": (Answer(body=b""), "not_html"),
        "tanpa-isi": (Answer(status=204), "not_html"),
    }
    site.answers["/"] = page("Beranda")
    site.answers["/login"] = page("Masuk")
    site.answers["/robots.txt"] = Answer(body=b"User-agent: Kliping\nDisallow: /berita/terlarang\n", type="text/plain")
    publish(site, **{name: answer for name, (answer, _) in ways.items()})
    site.answers["/berita/pindah-baru"] = page("Warga membangun pindah")
    return {name: outcome for name, (_, outcome) in ways.items()}


def test_every_link_ends_in_exactly_one_outcome_and_is_left_alone_afterwards(site: Site, desk: Desk) -> None:
    expected = misbehave(site)
    desk.declare("contoh", site.host)
    done = desk.kliping("crawl", "contoh")
    counts = Counter(expected.values())
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    line = f"contoh: {len(expected)} listed, {len(expected)} new, {counts['stored']} stored ({told})\n"
    assert (done.status, done.out, done.err) == (0, line, "")

    assert desk.outcomes() == expected
    passing = {"http_error", "connection", "dns", "http_404", "http_403"}
    assert set(desk.rows("SELECT outcome FROM fetches WHERE due_at IS NOT NULL AND outcome <> 'stored'")) == passing
    attempts = desk.rows("SELECT url, outcome, crawl_id FROM attempts ORDER BY id")
    assert sorted(attempts) == desk.rows("SELECT url, outcome, 1 FROM fetches ORDER BY url")
    assert desk.rows(
        "SELECT count(*) FROM fetches WHERE tries <> 1 OR fetched_at IS NULL OR via <> ?", site.url("/feed")
    ) == [0]
    asked = asked_of(site)
    assert (asked["terlarang"], asked["tiada"], asked["rusak"], asked["sibuk"], asked["putar"]) == (0, 1, 2, 2, 6)
    # "putus" is asked again on a new connection where the one that was kept open breaks.
    assert max(count for name, count in asked.items() if name not in ("putar", "putus")) == 2

    titles = desk.rows("SELECT title FROM articles ORDER BY title")
    built = sorted(f"Warga membangun {word}" for word in ("baik", "sibuk", "pindah", "jenis", "emoji"))
    assert titles == [*built, "Warga minum di kafé"]
    assert desk.rows("SELECT url FROM articles WHERE title LIKE '%pindah'") == [
        f"https://{site.host}/berita/pindah-baru"
    ]
    assert desk.rows("SELECT section FROM articles WHERE title LIKE '%emoji'") == ["Daerah"]
    assert desk.rows("SELECT source, url, listed, new, complete, error FROM listings") == [
        (site.url("/feed"), site.url("/feed"), len(expected), len(expected), 0, None)
    ]
    refused = sum(
        counts[name]
        for name in ("not_an_article", "too_short", "soft_404", "login", "robots", "blocked", "off_site",
                     "private_address", "not_html", "http_403")
    )  # fmt: skip
    failed = len(expected) - refused - counts["stored"]
    assert desk.rows(
        "SELECT crawl_id, outlet, listings, listings_failed, listed, new, stored, changed, refused, failed, error"
        " FROM crawl_outlets WHERE ended_at >= started_at"
    ) == [(1, "contoh", 1, 0, len(expected), len(expected), counts["stored"], 0, refused, failed, None)]
    assert desk.rows("SELECT command, ended_at IS NOT NULL FROM crawls") == [("cli.py crawl contoh", 1)]
    log = (desk.data / "logs" / "kliping.log").read_text(encoding="utf-8")
    assert line.strip() in log
    assert "Traceback" not in log

    before = len(site.asked)
    soon = desk.kliping("crawl", "contoh")
    assert (soon.status, soon.out) == (0, "contoh: 0 listed, 0 new, 0 stored; 1 listing not due yet\n")
    assert len(site.asked) == before
    desk.make_listings_due()
    again = desk.kliping("crawl", "contoh")
    assert (again.status, again.out) == (0, f"contoh: {len(expected)} listed, 0 new, 0 stored\n")
    assert [one.path for one in site.asked[before:]] == ["/robots.txt", "/feed"]
    assert desk.outcomes() == expected
    assert len(desk.rows("SELECT id FROM attempts")) == len(expected)
    assert desk.rows("SELECT title FROM articles ORDER BY title") == titles


def test_every_outcome_that_a_crawl_can_give_is_given_here() -> None:
    with Site() as site:
        here = set(misbehave(site).values())
    # The tests below give `timeout`, `same_article` and, for a request, `unchanged`; the rest needs a fault of ours or
    # comes with a later command.
    assert set(OUTCOMES) - here == {"timeout", "same_article", "unchanged", "parse_error", "worker_died", "removed"}


def test_scrapys_own_command_crawls_and_names_what_never_answers(site: Site, desk: Desk) -> None:
    publish(site, gantung=Answer(fault="hang"), tetes=Answer(body=story("Warga membangun tetes"), fault="drip"))
    desk.declare("contoh", site.host)
    slow = ("-s", "DOWNLOAD_TIMEOUT=1", "-s", "RETRY_TIMES=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
    done = desk.scrapy("crawl", "contoh", *slow)
    assert done.status == 0
    assert "Traceback" not in done.err
    assert desk.outcomes() == {"gantung": "timeout", "tetes": "timeout"}
    assert desk.rows("SELECT crawl_id, new, failed, error FROM crawl_outlets") == [(1, 2, 2, None)]
    assert desk.rows("SELECT ended_at IS NOT NULL FROM crawls") == [1]
    assert not desk.rows("SELECT 1 FROM articles")


def test_a_dry_run_writes_nothing_and_a_limit_leaves_the_rest_for_the_next_run(site: Site, desk: Desk) -> None:
    names = ["a", "b", "c", "d", "e"]
    publish(site, tiada=Answer(status=404), **{name: page(f"Warga membangun {name}") for name in names})
    desk.declare("contoh", site.host)
    dry = desk.kliping("crawl", "contoh", "--dry-run")
    assert (dry.status, dry.out, dry.err) == (0, "contoh: 6 listed, 6 new\n", "")
    assert not desk.data.exists()
    assert site.paths() == ["/feed"]

    done = desk.kliping("crawl", "contoh", "--limit", "2")
    assert (done.status, done.out) == (0, "contoh: 6 listed, 6 new, 2 stored (1 http_404, 2 stored)\n")
    ended = {"tiada": "http_404", "a": "stored", "b": "stored"}
    assert desk.outcomes() == ended | dict.fromkeys(["c", "d", "e"], WAITING)

    publish(site, f=page("Warga membangun f"))
    kept = desk.files()
    before = len(site.asked)
    dry = desk.kliping("crawl", "contoh", "--dry-run")
    assert (dry.status, dry.out, dry.err) == (0, "contoh: 7 listed, 1 new\n", "")
    assert [one.path for one in site.asked[before:]] == ["/robots.txt", "/feed"]
    assert desk.files() == kept

    desk.make_listings_due()
    last = desk.kliping("crawl", "contoh", "--limit", "4")
    assert last.out == "contoh: 7 listed, 1 new, 4 stored (4 stored)\n"
    assert desk.outcomes() == {"tiada": "http_404"} | dict.fromkeys([*names, "f"], "stored")
    assert asked_of(site) == dict.fromkeys([*names, "f", "tiada"], 1) | {"feed": 4}
    assert desk.rows("SELECT stored, new FROM crawl_outlets ORDER BY crawl_id") == [(2, 6), (4, 1)]


def test_a_crawl_of_past_days_goes_on_over_a_file_that_was_killed_in_its_first_moment(site: Site, desk: Desk) -> None:
    publish(site, a=page("Warga membangun a"))
    desk.declare("contoh", site.host)
    desk.data.mkdir(parents=True)
    change(desk.database, "PRAGMA journal_mode = WAL", "CREATE TABLE a (b)", "DROP TABLE a")
    done = desk.kliping("crawl", "contoh", "--since", "2026-06-01")
    assert done.status == 0, done.err
    assert desk.outcomes() == {"a": "stored"}


def test_stored_articles_are_looked_at_again_for_edits(site: Site, desk: Desk) -> None:
    plain = Answer(body=story("Warga membangun bekas"))  # no ETag: the bytes come again
    publish(
        site,
        sama=page("Warga membangun sama"),
        bekas=plain,
        sunting=page("Warga membangun sunting"),
        judul=page("Warga membangun judul", "Isi yang tetap sama dari hari ke hari, " * 8),
        hilang=page("Warga membangun hilang"),
        pergi=page("Warga membangun pergi"),
    )
    desk.declare("contoh", site.host)
    assert desk.kliping("crawl", "contoh").status == 0
    due = desk.rows("SELECT (julianday(due_at) - julianday(fetched_at)) * 24 FROM fetches")
    assert [round(hours, 3) for hours in due] == [1.0] * 6
    first_seen = desk.rows("SELECT url, first_seen_at FROM articles ORDER BY url")

    publish(
        site,
        sunting=page("Warga membangun sunting", *["Paragraf ini menyebut angka yang lain sekarang."] * 5),
        judul=page("Warga merampungkan judul", "Isi yang tetap sama dari hari ke hari, " * 8),
        hilang=Answer(status=404),
        pergi=Answer(status=410),
        gawai=page("Warga membangun sama", canonical=site.url("/berita/sama")),
    )
    desk.make_due()
    second = desk.kliping("crawl", "contoh")
    ended = "1 gone, 1 http_404, 1 same_article, 2 stored, 2 unchanged"
    assert second.out == f"contoh: 7 listed, 1 new, 0 stored ({ended})\n"
    stored = dict.fromkeys(("sama", "bekas", "sunting", "judul", "hilang", "pergi"), "stored")
    assert desk.outcomes() == stored | {"gawai": "same_article"}
    assert desk.rows(
        "SELECT a.url FROM fetches AS f JOIN articles AS a ON a.id = f.article_id WHERE f.url LIKE '%/gawai'"
    ) == [f"https://{site.host}/berita/sama"]
    versions = "SELECT version, a.url FROM versions JOIN articles AS a ON a.id = article_id ORDER BY a.url, version"

    def names(query: str) -> list[Any]:
        return [(row[0], row[1].rpartition("/")[2]) for row in desk.rows(query)]

    assert names(versions) == [(1, "judul"), (2, "judul"), (1, "sunting"), (2, "sunting")]
    assert desk.rows("SELECT title_before, title_after, text_before = text_after FROM silent_edits ORDER BY 1") == [
        ("Warga membangun judul", "Warga merampungkan judul", 1),
        ("Warga membangun sunting", "Warga membangun sunting", 0),
    ]
    gone = "SELECT gone_at IS NOT NULL, url FROM articles WHERE gone_at IS NOT NULL ORDER BY url"
    assert names(gone) == [(1, "hilang"), (1, "pergi")]
    conditional = [one for one in site.asked if one.path == "/berita/sama"][-1]
    assert "if-none-match" in conditional.headers
    assert desk.rows("SELECT status, outcome FROM attempts WHERE url LIKE '%/sama'") == [
        (200, "stored"),
        (304, "unchanged"),
    ]
    assert desk.rows("SELECT url, first_seen_at FROM articles ORDER BY url") == first_seen
    assert desk.rows("SELECT count(*) FROM fetches WHERE due_at <= fetched_at") == [0]

    # A rule of ours changes what the text is: that is no edit of theirs, but one more of theirs still is.
    publish(
        site,
        sunting=page("Warga membangun sunting", "Kepala desa diam.", *["Paragraf ini menyebut angka ketiga kini."] * 5),
        hilang=page("Warga membangun hilang"),
        pergi=page("Warga membangun pergi"),
    )
    desk.declare("contoh", site.host, "[rules]\ndrop_lines = ['^Kepala desa']")
    third = desk.kliping("crawl", "contoh", "--recheck")
    assert third.out == "contoh: 7 listed, 0 new, 0 stored (1 stored, 5 unchanged)\n"
    assert names(versions) == [(1, "judul"), (2, "judul"), (1, "sunting"), (2, "sunting"), (3, "sunting")]
    assert names(gone) == []
    assert desk.rows("SELECT count(*) FROM articles WHERE url LIKE '%/bekas' AND text LIKE '%Kepala desa%'") == [0]
    assert desk.rows("SELECT new, stored, changed FROM crawl_outlets ORDER BY crawl_id") == [
        (6, 6, 0),
        (1, 0, 2),
        (0, 0, 1),
    ]
