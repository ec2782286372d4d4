"""Values of a declaration that are of the right kind and still can mean nothing: each is told by file and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.checks import OutletError
from crawler.declaration import read_file


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("delay = -1", "delay: expected seconds, 0 or more, 3600 at most, not -1"),
        ("delay = nan", "delay: expected seconds, .* not nan"),
        ("delay = inf", "delay: expected seconds, .* not inf"),
        ("off = ''", "off: expected the reason why it is not crawled, not an empty text"),
        ("timezone = 'America'", "timezone: 'America' is not a zone"),
        (f"timezone = '{'a' * 5000}'", "timezone: 'a+' is not a zone"),
        ("domains = ['...']", "domain: expected a host name in small letters, not '...'"),
        ("domains = ['a.example:letters']", "domain: expected a host name"),
        ("not_article = 'a{99999999999999999999}'", "not_article: .* is not a regular expression: "),
        (f"next_page = '{'(' * 5000}{')' * 5000}'", "next_page: a regular expression of more than 1000 characters"),
        (
            "retired = 2026-01-01T00:00:00Z\nreason = 'x'",
            r"retired: expected a date .*, not 2026-01-01T00:00:00\+00:00",
        ),
        ("rules = [{ until = 2026-01-01T00:00:00 }, {}]", r"rules\.until: expected a date .*, not 2026-01-01T00:00:00"),
        ("expect = { per_day = [9, 3] }", r"expect.per_day: expected the least first, not \[9, 3\]"),
        ('sites = { a = { domain = "a.example", sites = { b = "b.example" } } }', "sites.a.sites: unknown key"),
    ],
)
def test_values_that_can_mean_nothing_are_told(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(
        f'title = "Contoh"\ndomain = "contoh.example"\narticle = "/read/"\n{line}\n'
        'listings = [{ kind = "front", url = "https://contoh.example/" }]\n'
    )
    with pytest.raises(OutletError, match=rf"contoh\.toml: {told}"):
        read_file(path)


@pytest.mark.parametrize(
    ("listing", "told"),
    [
        ("{ url = 'https://x.example' }", r"listings\[0\]\.kind: missing"),
        ("{ kind = 'feed', url = 'https://' }", r"listings\[0\]\.url: expected an address with a host"),
        ("{ kind = 'feed', url = 'https://[x.example/' }", r"listings\[0\]\.url: expected an address with a host"),
        ("{ kind = 'feed', url = 'https://x.example:port/' }", r"listings\[0\]\.url: expected an address with a host"),
        ("{ kind = 'feed', url = 'https://x.example/a b' }", r"listings\[0\]\.url: .* without blanks"),
        ("{ kind = 'index', url = 'https://x.example/{page[0]}' }", r"can be filled in \(page\[0\]\)"),
        ("{ kind = 'index', url = 'https://x.example/{page:9999999999}' }", r"can be filled in \(page\)"),
        ("{ kind = 'index', url = 'https://x.example/{page}', step = 0 }", r"listings\[0\]\.step: expected 1 or more"),
    ],
)
def test_a_listing_that_nobody_could_ask_is_told(tmp_path: Path, listing: str, told: str) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(f"title = 'C'\ndomain = 'c.example'\narticle = 'x'\nlistings = [{listing}]", encoding="utf-8")
    with pytest.raises(OutletError, match=told):
        read_file(path)


def test_a_day_may_be_asked_for_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "contoh.toml"
    url = "https://c.example/{date.year}/{date.month:02}/{date:%d}/{page:03d}"
    path.write_text(
        f"title = 'C'\ndomain = 'c.example'\narticle = 'x'\nlistings = [{{ kind = 'index', url = '{url}' }}]",
        encoding="utf-8",
    )
    (outlet,) = read_file(path)
    assert outlet.listings[0].address(day=date(2026, 3, 9)) == "https://c.example/2026/03/09/001"
