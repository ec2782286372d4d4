"""Spiders of outlets' own: a whole crawl of a network whose interface is asked by POST, and the questions asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request
from scrapy.settings import Settings

from crawler.declaration import HERE, read_outlets
from crawler.loader import OutletLoader
from crawler.outlet import Listing
from crawler.plan import Walk
from crawler.spiders.jawapos import JawaPosSpider
from crawler.spiders.kumparan import KumparanSpider
from crawler.spiders.news import NewsSpider
from tests.desk import Desk
from tests.site import story

OUTLETS = read_outlets()
PAGE = 20
STORIES = [f"warga-membangun-{n:02}" for n in range(2 * PAGE + 5)]


@dataclass
class Interface:
    """A paper whose list is only had by POST: what was asked, and how many stories a page has."""

    host: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def answer(self, question: dict[str, Any]) -> bytes:
        """A page of the newest stories; the interface does not say which is its last."""
        self.asked.append(question)
        start = (question["variables"]["page"] - 1) * PAGE
        data = [
            {
                "article_id": f"26072400{n:02}",
                "title": f"Warga membangun {n:02}",
                "slug": STORIES[n],
                "published_at": f"2026-07-24 08:{n:02}:00",
                "category": {"slug": "daerah"},
            }
            for n in range(start, min(start + PAGE, len(STORIES)))
        ]
        return json.dumps({"data": {"articles": {"data": data}}}).encode()


@pytest.fixture
def interface() -> Iterator[Interface]:
    paper = Interface()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = self.path == "/graphql" and self.headers["Content-Type"] == "application/json"
            self.reply(200 if asked else 400, paper.answer(json.loads(body)) if asked else b"", "application/json")

        def do_GET(self) -> None:
            slug = self.path.rpartition("/")[2]
            if slug in STORIES:
                paper.fetched.append(slug)
            self.reply(200 if slug in STORIES else 404, story(slug.replace("-", " ").title()), "text/html")

        def reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response_only(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    paper.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield paper
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(tmp_path: Path, interface: Interface) -> Desk:
    """A network that has the name of one with a spider of its own, and one site, which has another name."""
    made = Desk(tmp_path)
    (made.outlets / "jawapos.toml").write_text(
        f"""
title = "Radar Lontar"
article = '/daerah/\\d{{10}}/'
local = true
delay = 0
[[listings]]
kind = "json"
url = "http://{{domain}}/graphql#{{page}}"
link = "http://{{domain}}/{{category.slug}}/{{article_id}}/{{slug}}"
[sites]
radar_lontar = "{interface.host}"
""",
        encoding="utf-8",
    )
    return made


def test_whole_crawl_by_post(interface: Interface, desk: Desk) -> None:
    done = desk.kliping("crawl", "radar_lontar")
    assert done.status == 0, done.err
    assert [question["variables"]["page"] for question in interface.asked] == [1, 2, 3, 4]
    assert sorted(interface.fetched) == STORIES
    assert desk.outcomes() == dict.fromkeys(STORIES, "stored")
    assert desk.rows("SELECT DISTINCT listed_on FROM fetches") == ["2026-07-24"]
    assert desk.rows("SELECT substr(url, -10), listed, new FROM listings ORDER BY id") == [
        ("/graphql#1", 20, 20), ("/graphql#2", 20, 20), ("/graphql#3", 5, 5), ("/graphql#4", 0, 0),
    ]  # fmt: skip

    interface.asked.clear()
    desk.make_listings_due()
    again = desk.kliping("crawl", "radar_lontar")
    assert again.status == 0, again.err
    assert len(interface.asked) == 1  # nothing new on the first page
    assert len(interface.fetched) == len(STORIES)


def test_a_list_without_articles_is_a_fault(interface: Interface, desk: Desk) -> None:
    path = desk.outlets / "jawapos.toml"
    path.write_text(path.read_text().replace("/{slug}", "/{alias}"))
    done = desk.kliping("crawl", "radar_lontar")
    assert done.status == 1
    assert "no article among its" in done.out + done.err


def load(*folders: Path) -> OutletLoader:
    return OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders"], "KLIPING_OUTLETS": [str(f) for f in folders]}))


def test_spiders_of_their_own_are_found_by_the_name_of_outlet_or_network(tmp_path: Path) -> None:
    (tmp_path / "lontar.toml").write_text(
        'title = "Lontar"\ndomain = "lontar.example"\nlistings = []\noff = "contoh"\narticle = "/read/"'
    )
    loader = load(tmp_path)
    own = {name: loader.load(name).__mro__[1] for name in loader.list()}
    assert own["kumparan"] is KumparanSpider
    sites = {name for name, outlet in OUTLETS.items() if outlet.network == "jawapos"}
    assert (
        {name for name, spider in own.items() if spider is JawaPosSpider} == sites >= {"jawapos", "jawapos_radarsolo"}
    )
    assert {own[name] for name in own.keys() - sites - {"kumparan"}} == {NewsSpider}
    for name in sites:
        assert loader.load(name).name == loader.load(name).outlet.name == name  # type: ignore[attr-defined]


def test_every_spider_of_its_own_has_an_outlet_or_network() -> None:
    modules = {path.stem for path in (HERE.parent / "spiders").glob("*.py")} - {"__init__", "news"}
    assert modules <= {*OUTLETS, *(outlet.network for outlet in OUTLETS.values())}


def asked(spider: type[NewsSpider], listing: Listing, page: int = 0) -> Request:
    walk = Walk(listing=listing, page=page)
    return spider.ask(object.__new__(spider), Request(listing.address(page=page)), walk)


@pytest.mark.parametrize(
    ("spider", "name", "variables"),
    [
        (JawaPosSpider, "jawapos", {"page": 3}),
        (KumparanSpider, "kumparan", {"channelSlug": "news", "size": 20, "cursor": "3", "cursorType": "PAGE"}),
    ],
)
def test_questions(spider: type[NewsSpider], name: str, variables: dict[str, Any]) -> None:
    posted = 0
    for listing in OUTLETS[name].listings:
        request = asked(spider, listing.__class__(kind=listing.kind, url=listing.url), page=2)
        if request.method == "GET":
            assert request.body == b""
            assert "#" not in request.url
            continue
        posted += 1
        assert request.headers["Content-Type"] == b"application/json"
        question = json.loads(request.body)
        assert question["variables"] == variables
        assert question["query"].count("{") == question["query"].count("}")
        assert all(f"${variable}" in question["query"] for variable in variables)
        assert asked(spider, listing, page=3).body != request.body
    assert posted == 1


def test_the_papers_of_the_network_are_asked_as_ever() -> None:
    for listing in OUTLETS["jawapos_radarsolo"].listings:
        assert asked(JawaPosSpider, listing).method == "GET"
