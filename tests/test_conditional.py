"""Listings asked only if they have changed, through real Scrapy: where the server is to be believed and where not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from crawler.outlet import Listing
from crawler.plan import Walk
from crawler.spiders.jawapos import JawaPosSpider
from crawler.spiders.news import NewsSpider
from crawler.visit import Ask
from tests.desk import Desk
from tests.site import Answer, Site, feed, page

WORD = {"If-None-Match": '"1"'}


def asked(spider: type[NewsSpider], listing: Listing) -> bytes | None:
    request = object.__new__(spider).listing_request(
        Ask(url=listing.address(page=1), walk=Walk(listing=listing, page=1), headers=WORD)
    )
    assert request.method == ("POST" if listing.kind == "json" else "GET")
    found: bytes | None = request.headers.get("If-None-Match")
    return found


def test_a_question_that_is_posted_has_no_condition() -> None:
    assert asked(JawaPosSpider, Listing(kind="json", url="https://lontar.example/graphql#{page}")) is None
    assert asked(JawaPosSpider, Listing(kind="feed", url="https://lontar.example/feed")) == b'"1"'


def test_an_honest_etag_saves_the_body_and_a_false_one_loses_no_link(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with Site() as site:
        for name in ("jujur", "bohong"):
            desk.declare(name, site.host, listing=f"/{name}")

        def publish(*names: str) -> None:
            for outlet in ("jujur", "bohong"):
                for name in names:
                    site.answers[f"/berita/{outlet}-{name}"] = page(f"Warga membangun {outlet}-{name}")
                listing = feed(site.url(path) for path in site.answers if path.startswith(f"/berita/{outlet}"))
                digest = hashlib.sha256(listing.body).hexdigest()[:8]
                site.answers[f"/{outlet}"] = replace(listing, etag=f'"{digest if outlet == "jujur" else "tetap"}"')

        lines = []
        for names in (["a"], ["b"], [], ["c"]):
            publish(*names)
            done = desk.kliping("crawl", "jujur", "bohong")
            assert (done.status, done.err) == (0, "")
            lines.append([line.partition(": ")[2] for line in done.out.splitlines()])
            desk.make_listings_due()
        assert lines == [
            ["1 listed, 1 new, 1 stored (1 stored)"] * 2,
            ["2 listed, 1 new, 1 stored (1 stored)"] * 2,
            ["2 listed, 0 new, 0 stored"] * 2,
            ["3 listed, 1 new, 1 stored (1 stored)"] * 2,
        ]
        conditional = {
            outlet: ["if-none-match" in one.headers for one in site.asked if one.path == f"/{outlet}"]
            for outlet in ("jujur", "bohong")
        }
        assert conditional == {"jujur": [False, False, True, True], "bohong": [False] * 4}
        assert desk.rows("SELECT listed, new FROM listings WHERE outlet = 'jujur' ORDER BY id") == [
            (1, 1), (2, 1), (2, 0), (3, 1),
        ]  # fmt: skip
        assert desk.rows("SELECT outlet, trusted, digest IS NOT NULL FROM listing_state ORDER BY outlet") == [
            ("bohong", 0, 1), ("jujur", 1, 1),
        ]  # fmt: skip


def test_a_304_to_nobodys_question_is_a_fault_of_the_listing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with Site() as site:
        site.answers["/feed"] = Answer(status=304)
        desk.declare("contoh", site.host)
        done = desk.kliping("crawl", "contoh")
    assert (done.status, done.out.startswith("contoh: failed: no listing could be read: ")) == (1, True)
