"""Outlet declarations: TOML in, checked values out; whatever is wrong names file, key and what was expected."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.checks import OutletError
from crawler.declaration import nearest, read_file, read_outlets
from crawler.outlet import Expect, Listing, Outlet, Whole
from pipelines.items import Rules

PLAIN = """
title = "Contoh"
domain = "contoh.example"
listings = [{ kind = "feed", url = "https://{domain}/feed" }]
article = '/berita/'
"""


def declare(folder: Path, text: str, name: str = "contoh") -> list[Outlet]:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def test_the_shortest_declaration(tmp_path: Path) -> None:
    (outlet,) = declare(tmp_path, PLAIN)
    assert outlet == Outlet(
        name="contoh",
        title="Contoh",
        domain="contoh.example",
        listings=(Listing(kind="feed", url="https://contoh.example/feed"),),
        article="/berita/",
        rules=(Rules(outlet="contoh", title="Contoh", domains=("contoh.example",), article="/berita/"),),
        file=str(tmp_path / "contoh.toml"),
    )
    assert (outlet.timezone, outlet.crawled, outlet.confidence) == ("Asia/Jakarta", True, "low")


def test_the_longest_declaration(tmp_path: Path) -> None:
    (outlet,) = declare(
        tmp_path,
        """
        title = "Contoh"
        domain = "contoh.example"
        domains = ["contoh.id"]
        listings = [
          { kind = "index", url = "https://{domain}/indeks?d={date:%d-%m-%Y}&p={page}", first = 0, step = 20 },
          { kind = "wordpress", url = "https://{domain}/wp-json/wp/v2/posts" },
        ]
        article = '/berita/\\d+'
        not_article = '/berita/0'
        whole = { query = "page=all", path = "semua" }
        next_page = '/\\d+$'
        expect = { per_day = [40, 600] }
        timezone = "Asia/Makassar"
        language = "ms"
        names = ["CONTOH"]
        owner = "Grup Contoh"
        delay = 2.5
        terms = "tanpa AI"
        confidence = "high"
        seen = "satu halaman"
        examples = ["https://contoh.example/berita/12"]
        not_examples = ["https://contoh.example/berita/01", "https://contoh.example/tag"]
        [[rules]]
        until = 2025-01-01
        drop = ["div.lama"]
        [[rules]]
        container = ["div.isi"]
        drop_lines = ['^Tonton']
        """,
    )
    assert (
        outlet.listings[0].address(day=date(2026, 6, 20), page=2) == "https://contoh.example/indeks?d=20-06-2026&p=40"
    )
    assert (outlet.listings[0].dated, outlet.listings[0].paged, outlet.listings[1].dated) == (True, True, False)
    assert (outlet.whole, outlet.expect) == (Whole(query="page=all", path="semua"), Expect(per_day=(40, 600)))
    shared = {
        "outlet": "contoh", "title": "Contoh", "names": ("CONTOH",), "domains": ("contoh.example", "contoh.id"),
        "timezone": "Asia/Makassar", "article": "/berita/\\d+", "whole_query": "page=all", "whole_path": "semua",
        "next_page": "/\\d+$",
    }  # fmt: skip
    assert outlet.rules == (
        Rules(**shared, until=date(2025, 1, 1), drop=("div.lama",)),  # type: ignore[arg-type]
        Rules(**shared, container=("div.isi",), drop_lines=("^Tonton",)),  # type: ignore[arg-type]
    )
    assert outlet.rules_at(datetime(2024, 12, 31, 23, tzinfo=UTC)).drop == ("div.lama",)
    assert outlet.rules_at(datetime(2025, 1, 1, tzinfo=UTC)).container == ("div.isi",)
    assert (outlet.delay, outlet.language, outlet.owner, outlet.terms) == (2.5, "ms", "Grup Contoh", "tanpa AI")


def test_a_network_is_an_outlet_for_each_site(tmp_path: Path) -> None:
    network = PLAIN.replace('domain = "contoh.example"', "") + (
        '[sites]\npusat = "contoh.example"\nbarat = { domain = "barat.contoh.example", title = "Contoh Barat" }\n'
    )
    pusat, barat = declare(tmp_path, network, "jaringan")
    assert (pusat.name, pusat.network, pusat.sisters) == ("pusat", "jaringan", ("barat.contoh.example",))
    assert (barat.name, barat.title, barat.sisters) == ("barat", "Contoh Barat", ())
    assert barat.listings[0].url == "https://barat.contoh.example/feed"
    hosts = ("www.contoh.example", "barat.contoh.example", "x.barat.contoh.example")
    assert [pusat.owns(host) for host in hosts] == [True, False, False]
    assert barat.owns("barat.contoh.example")


def test_an_outlet_that_is_off_or_retired_needs_no_listing(tmp_path: Path) -> None:
    plain = 'title = "C"\ndomain = "c.example"\n'
    (off,) = declare(tmp_path, plain + 'off = "robots.txt"')
    (retired,) = declare(tmp_path, plain + 'retired = 2026-03-01\nreason = "tutup"')
    assert (off.crawled, retired.crawled, retired.retired) == (False, False, date(2026, 3, 1))
    assert off.rules_at(datetime(2026, 1, 1, tzinfo=UTC)).outlet == "contoh"


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert declare(tmp_path, "\ufeff" + PLAIN)[0].title == "Contoh"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", r"contoh\.toml: not TOML: "),
        (PLAIN + "tittle = 'x'", r"contoh\.toml: tittle: unknown key; did you mean 'title'\?"),
        (PLAIN + "zzz = 1", r"contoh\.toml: zzz: unknown key; known keys: article, confidence"),
        (PLAIN + "name = 'x'", r"contoh\.toml: name: unknown key"),
        (PLAIN.replace('"Contoh"', "5"), r"contoh\.toml: title: expected a text, not 5"),
        (PLAIN.replace('"Contoh"', '""'), r"contoh\.toml: title: missing; every outlet has a title and a domain"),
        (PLAIN.replace('domain = "contoh.example"', ""), r"contoh\.toml: domain: missing"),
        (
            PLAIN.replace('"contoh.example"', '"https://contoh.example"'),
            "domain: expected a host name in small letters",
        ),
        (PLAIN + "domains = ['Contoh.id']", "domain: expected a host name in small letters, not 'Contoh.id'"),
        (PLAIN + "domains = 'contoh.id'", "domains: expected a list of texts, not 'contoh.id'"),
        (PLAIN + "names = [1]", r"names: expected a list of texts, not \[1\]"),
        (PLAIN.replace("listings = [", "other = [").replace("other", "names"), "names: expected a list of texts"),
        ("title='C'\ndomain='c.example'\narticle='x'", "listings: missing; give at least a front page, or off"),
        (PLAIN.replace("article = '/berita/'", ""), "article: missing; a regular expression"),
        (PLAIN.replace("'/berita/'", "'(berita'"), r"article: '\(berita' is not a regular expression: missing \)"),
        (PLAIN + "not_article = '['", r"not_article: '\[' is not a regular expression"),
        (PLAIN + "next_page = '*'", r"next_page: '\*' is not a regular expression"),
        (PLAIN + "timezone = 'Asia/Bandung'", "timezone: 'Asia/Bandung' is not a zone such as Asia/Makassar"),
        (PLAIN + "confidence = 'sure'", "confidence: expected high, medium, low, not 'sure'"),
        (PLAIN + "delay = 'lama'", "delay: expected a number, not 'lama'"),
        (PLAIN + "delay = true", "delay: expected a number, not True"),
        (PLAIN + "local = 1", "local: expected true or false, not 1"),
        (PLAIN + "retired = '2026'", "retired: expected a date such as 2026-03-01, not '2026'"),
        (PLAIN + "retired = 2026-03-01", "reason: missing; a retired outlet says why"),
        (PLAIN + "expect = { per_day = [1] }", "expect.per_day: expected two numbers"),
        (PLAIN + "expect = { per_day = ['a', 'b'] }", "expect.per_day: expected two numbers"),
        (PLAIN + "expect = { perday = [1, 2] }", "expect.perday: unknown key; did you mean 'per_day'"),
        (PLAIN + "expect = 5", "expect: expected a table, not 5"),
        (PLAIN + "whole = { query = 1 }", "whole.query: expected a text, not 1"),
        (PLAIN + "examples = ['https://contoh.example/tag']", "article: '/berita/' does not match its example"),
        (PLAIN + "not_examples = ['https://contoh.example/berita/']", "article: .* matches .*, which is no article"),
        (PLAIN + "rules = 5", r"rules: expected a table \[rules\] or tables"),
        (PLAIN + "[rules]\nklass = ['x']", "rules.klass: unknown key; known keys: container, drop, drop_lines, until"),
        (PLAIN + "[rules]\ndrop = 'div'", "rules.drop: expected a list of texts, not 'div'"),
        (PLAIN + "[rules]\ndrop = ['div[']", r"rules\.drop: 'div\[' is not a CSS selector: "),
        (PLAIN + "[rules]\ncontainer = ['']", "rules.container: '' is not a CSS selector: "),
        (PLAIN + "[rules]\ndrop_lines = ['(']", r"rules\.drop_lines: '\(' is not a regular expression"),
        (PLAIN + "[rules]\nuntil = 2025-01-01", "rules: every block but the last has an until, older ones first"),
        (PLAIN + "[[rules]]\n[[rules]]", "rules: every block but the last has an until"),
        (
            PLAIN + "[[rules]]\nuntil = 2025-02-01\n[[rules]]\nuntil = 2025-01-01\n[[rules]]",
            "rules: every block but the last has an until, older ones first",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_its_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OutletError, match=message) as raised:
        declare(tmp_path, text)
    assert str(raised.value).startswith(str(tmp_path / "contoh.toml"))


@pytest.mark.parametrize(
    ("listing", "message"),
    [
        ("'https://x.example/feed'", r"listings\[0\]: expected a table, not 'https://x.example/feed'"),
        (
            "{ kind = 'rss', url = 'https://x.example' }",
            r"listings\[0\]\.kind: 'rss' is not a kind of listing; one of feed,",
        ),
        ("{ kind = 'feed' }", r"listings\[0\]\.url: missing"),
        ("{ kind = 'feed', url = '/feed' }", r"listings\[0\]\.url: expected an address with http:// or https://"),
        (
            "{ kind = 'feed', url = 'https://x.example/{hari}' }",
            r"listings\[0\]\.url: \{domain\}, \{date:…\} and \{page\}",
        ),
        ("{ kind = 'feed', url = 'https://x.example/{' }", r"listings\[0\]\.url: "),
        ("{ kind = 'feed', url = 'https://x.example/{date.hari}' }", r"listings\[0\]\.url: "),
        ("{ kind = 'feed', url = 'https://x.example/{0}' }", r"listings\[0\]\.url: "),
        (
            "{ kind = 'feed', url = 'https://x.example', first = '1' }",
            r"listings\[0\]\.first: expected a number, not '1'",
        ),
    ],
)
def test_a_listing_that_cannot_be_asked_is_named(tmp_path: Path, listing: str, message: str) -> None:
    with pytest.raises(OutletError, match=message):
        declare(tmp_path, f"title = 'C'\ndomain = 'c.example'\narticle = 'x'\nlistings = [{listing}]")


def test_listings_that_are_no_list(tmp_path: Path) -> None:
    with pytest.raises(OutletError, match=r"contoh\.toml: listings: expected a list of tables with kind and url"):
        declare(tmp_path, "title = 'C'\ndomain = 'c.example'\narticle = 'x'\nlistings = { kind = 'feed' }")


@pytest.mark.parametrize(
    ("sites", "message"),
    [
        ("sites = []", "sites: expected a table of name = "),
        ("[sites]", "sites: expected a table of name = "),
        ("[sites]\na = 5", "sites.a: expected a domain, or a table with a domain"),
        ("[sites]\na = { title = 'A' }", "sites.a: expected a domain, or a table with a domain"),
        ("[sites]\n'A-b' = 'a.example'", "sites.A-b: a name is small letters, digits and _, a letter first"),
        ("[sites]\na = { domain = 'a.example', owned = 'x' }", "sites.a.owned: unknown key; did you mean 'owner'"),
    ],
)
def test_a_network_that_cannot_be_read_is_named(tmp_path: Path, sites: str, message: str) -> None:
    with pytest.raises(OutletError, match=message):
        declare(tmp_path, PLAIN + sites)


@pytest.mark.parametrize("name", ["Contoh", "9contoh", "contoh-baru", "contoh baru"])
def test_a_files_name_is_an_outlets_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutletError, match="the file's name is the outlet's"):
        declare(tmp_path, PLAIN, name)


def test_a_name_is_declared_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        declare(tmp_path / folder, PLAIN)
    with pytest.raises(OutletError, match=r"b/contoh\.toml: outlet 'contoh' is already declared in .*a/contoh\.toml"):
        read_outlets([tmp_path / "a", tmp_path / "b"])


def test_outlets_come_sorted_and_only_from_toml(tmp_path: Path) -> None:
    for name in ("b", "a"):
        declare(tmp_path, PLAIN, name)
    (tmp_path / "catatan.txt").write_text("bukan")
    assert list(read_outlets([tmp_path])) == ["a", "b"]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(OutletError, match="hilang: no such folder of outlets; KLIPING_OUTLETS must name folders"):
        read_outlets([tmp_path / "hilang"])
    (tmp_path / "a.toml").symlink_to(tmp_path / "hilang")
    with pytest.raises(OutletError, match=r"a\.toml: cannot be read: No such file"):
        read_outlets([tmp_path])
    (tmp_path / "a.toml").unlink()
    (tmp_path / "a.toml").write_text("a = " + "[" * 20_000)
    with pytest.raises(OutletError, match=r"a\.toml: not TOML: nested too deeply"):
        read_outlets([tmp_path])
    (tmp_path / "a.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(OutletError, match=r"a\.toml: not UTF-8 text: "):
        read_outlets([tmp_path])


@pytest.mark.parametrize(
    ("asked", "guess"), [("wahanatvv", "wahanatv"), ("WahanaTV", "wahanatv"), ("kompass", "kompas"), ("qqqq", None)]
)
def test_the_nearest_name_is_suggested(asked: str, guess: str | None) -> None:
    assert nearest(asked, ["wahanatv", "kompas", "detik"]) == guess


def test_the_whole_view_of_an_address() -> None:
    query, path = Whole(query="page=all"), Whole(path="/0/")
    assert query.address("https://a.example/x") == "https://a.example/x?page=all"
    assert query.address("https://a.example/x?id=1") == "https://a.example/x?id=1&page=all"
    assert path.address("https://a.example/x/?id=1") == "https://a.example/x/0?id=1"
