"""Which addresses may be asked: an outlet's own, on the web, and nothing private."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.http import Request

from crawler.guard import Guard, RefusedError, private
from crawler.outlet import Listing, Outlet


def refused(url: str, **values: Any) -> str | None:
    plain: dict[str, Any] = {"name": "contoh", "title": "Contoh", "domain": "contoh.example", "article": "x"}
    try:
        Guard(Outlet(**(plain | values))).process_request(Request(url))
    except RefusedError as error:
        return error.outcome
    return None


@pytest.mark.parametrize(
    "url",
    [
        "https://contoh.example/a",
        "http://contoh.example",
        "https://www.contoh.example:8443/",
        "https://CONTOH.example./",
    ],
)
def test_an_outlets_own_hosts_may_be_asked(url: str) -> None:
    assert refused(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://bukancontoh.example/", "https://contoh.example.lain.example/", "https://lain.example/contoh.example",
        "https://contoh.example@lain.example/", "ftp://contoh.example/a", "file:///etc/passwd", "https://8.8.8.8/",
    ],
)  # fmt: skip
def test_foreign_hosts_and_other_schemes_are_off_site(url: str) -> None:
    assert refused(url) == "off_site"


def test_a_sister_is_off_site() -> None:
    assert refused("https://barat.contoh.example/", sisters=("barat.contoh.example",)) == "off_site"


def test_the_host_of_a_listing_may_be_asked() -> None:
    listing = Listing(kind="feed", url="https://feeds.lain.example/contoh")
    assert refused("https://feeds.lain.example/contoh", listings=(listing,)) is None


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "[::1]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "localhost", "a.localhost",
    "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "[::]",
    "[::ffff:a00:1]", "[2002:7f00:1::]", "[64:ff9b::a00:1]", "localhost.",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_by_name_wherever_it_comes_from(host: str) -> None:
    assert private(host.strip("[]"))
    assert refused(f"http://{host}/") == "private_address"
    assert refused(f"http://{host}/", local=True) == "private_address"


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "contoh.id",
        "\x00",
        "münchen.id",
        "[",
        "",
    ],
)
def test_a_public_address_is_none(host: str) -> None:
    assert not private(host)


def test_a_local_outlet_may_live_on_its_own_private_address_only() -> None:
    assert refused("http://127.0.0.1:8000/a", domain="127.0.0.1:8000", local=True) is None
    assert refused("http://127.0.0.1:8000/a", domain="127.0.0.1:8000") == "private_address"
    assert refused("http://127.0.0.1:9000/a", domain="127.0.0.1:8000", local=True) == "private_address"
    assert refused("http://localhost/a", domain="localhost", local=True) is None


def test_a_spider_without_an_outlet_is_not_guarded() -> None:
    Guard(None).process_request(Request("ftp://lain.example/"))  # raises nothing
