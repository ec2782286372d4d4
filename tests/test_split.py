"""A whole crawl of stories in parts: put together in order, with what is missing said, and the same on replay."""

from __future__ import annotations

from collections import Counter

from tests.desk import Desk
from tests.site import Answer, Site, feed, page, redirect


def test_split_stories_are_put_together_and_replay_gives_the_same_rows(site: Site, desk: Desk) -> None:
    def part(name: str, number: int, last: int) -> Answer:
        shown = range(1, last + 1) if number == 1 else (1, number - 1, number, number + 1)
        links = "".join(f'<a href="/berita/{name}?page={n}">{n}</a>' for n in shown if n <= last)
        return page(f"Warga membangun {name}{number}", after=f'<div class="paging">{links}</div>')

    for name, last in (("panjang", 11), ("bolong", 4), ("putar", 3), ("tujuan", 2)):
        for number in range(1, last + 1):
            path = f"/berita/{name}" + (f"?page={number}" if number > 1 else "")
            site.answers[path] = part(name, number, last)
    site.answers["/berita/bolong?page=3"] = Answer(status=500)
    site.answers["/berita/putar?page=3"] = redirect("/berita/putar")
    site.answers["/berita/pindah"] = redirect("/berita/tujuan")
    site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in ("panjang", "bolong", "putar", "pindah"))
    desk.declare("contoh", site.host, r"next_page = '\?page=\d+$'")
    done = desk.kliping("crawl", "contoh")
    assert (done.status, done.out) == (0, "contoh: 4 listed, 4 new, 4 stored (4 stored)\n")
    parts = desk.rows("SELECT url, parts, parts_expected FROM articles ORDER BY url")
    assert [(url.rpartition("/")[2], *counts) for url, *counts in parts] == [
        ("bolong", 2, 4), ("panjang", 11, 11), ("putar", 2, 3), ("tujuan", 2, 2),
    ]  # fmt: skip
    (text,) = desk.rows("SELECT text FROM articles WHERE url LIKE '%/panjang'")
    openings = [paragraph.split()[8] for paragraph in text.split("\n\n") if paragraph.startswith("Warga Desa")]
    assert openings == [f"panjang{number}" for number in range(1, 12)]
    assert max(Counter(site.paths()).values()) == 2
    assert desk.outcomes() == dict.fromkeys(("panjang", "bolong", "putar", "pindah"), "stored")

    everything = "SELECT * FROM articles", "SELECT * FROM links", "SELECT * FROM fetches", "SELECT * FROM attempts"
    before = [desk.rows(query) for query in everything]
    every = desk.here("extract", "--all")
    assert (every.status, every.out, every.err) == (0, "4 pages read: 0 new articles, 0 changed\n  stored 4\n", "")
    assert [desk.rows(query) for query in everything] == before
    assert desk.here("extract", "--stale").out == "0 pages read: 0 new articles, 0 changed\n"
    desk.declare("contoh", site.host, "next_page = '\\?page=\\d+$'\n[rules]\ndrop_lines = ['^Kepala desa']")
    stale = desk.here("extract", "--stale")
    assert stale.out == "4 pages read: 0 new articles, 4 changed\n  stored 4\n"
    assert desk.rows("SELECT count(*) FROM articles WHERE text LIKE '%Kepala desa%'") == [0]
    assert desk.here("extract", "--stale").out == "0 pages read: 0 new articles, 0 changed\n"
