"""Spiders from outlets, as Scrapy asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.http import Request
from scrapy.settings import Settings

from crawler.checks import OutletError
from crawler.declaration import HERE, read_outlets
from crawler.loader import OutletLoader
from crawler.spiders.news import NewsSpider
from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.declare("contoh", "contoh.example")
    made.declare("lambat", "lambat.contoh.example", "")
    path = made.outlets / "lambat.toml"
    path.write_text(path.read_text().replace("delay = 0", "delay = 7").replace("local = true", ""))
    return made


def load(desk: Desk) -> OutletLoader:
    return OutletLoader(Settings({"SPIDER_MODULES": ["crawler.spiders"], "KLIPING_OUTLETS": [str(desk.outlets)]}))


def test_every_outlet_has_a_spider_of_its_name(desk: Desk) -> None:
    loader = load(desk)
    names = sorted([*read_outlets([HERE]), "contoh", "lambat"])
    assert sorted(loader.list()) == names
    for name in names:
        spider = loader.load(name)
        assert issubclass(spider, NewsSpider)
        assert (spider.name, spider.outlet.name) == (name, name)


def test_an_outlets_delay_is_its_spiders(desk: Desk) -> None:
    loader = load(desk)
    custom = [loader.load(name).custom_settings or {} for name in ("contoh", "lambat", "detik")]
    assert [settings.get("DOWNLOAD_DELAY") for settings in custom] == [0, 7, read_outlets()["detik"].delay]


def test_spiders_do_not_share_their_outlet(desk: Desk) -> None:
    loader = load(desk)
    assert loader.load("contoh") is not loader.load("lambat")
    assert not hasattr(NewsSpider, "outlet")


def test_an_unknown_name_suggests_the_nearest(desk: Desk) -> None:
    with pytest.raises(KeyError, match="'contohh' is no outlet; did you mean 'contoh'"):
        load(desk).load("contohh")
    with pytest.raises(KeyError, match=r"'qqqqqq' is no outlet\""):
        load(desk).load("qqqqqq")


def test_a_request_belongs_to_the_outlets_that_own_its_host(desk: Desk) -> None:
    loader = load(desk)
    assert loader.find_by_request(Request("https://www.contoh.example/x")) == ["contoh"]
    assert loader.find_by_request(Request("https://bukan-contoh.example/x")) == []


def test_a_name_of_ours_cannot_be_taken(desk: Desk) -> None:
    desk.declare("wahanatv", "contoh.example")
    with pytest.raises(OutletError, match="outlet 'wahanatv' is already declared"):
        load(desk)
