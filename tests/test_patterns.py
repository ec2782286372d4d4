"""Patterns that users write: broken, endless and wild ones are told apart from those that may be used."""

from __future__ import annotations

import pytest

from crawler.declaration import read_outlets
from crawler.patterns import LONGEST, wrong_with


@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"^(\w+-?)*$", r"(?:[a-z]+/?)+x", r"(a|aa)+$", r"/berita/(\d+|\w+)*\.html$", r"^Tonton (\w+\s?)+!",
     r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(.*-)*\d{9}$"],
)  # fmt: skip
def test_a_pattern_that_runs_wild_is_refused(pattern: str) -> None:
    wrong = wrong_with(pattern)
    assert wrong is not None
    assert wrong.startswith(f"{pattern!r} takes more than a second on ")
    assert wrong.endswith("avoid repeats within repeats, such as (a+)+")


def test_what_leads_up_to_it_is_taken_from_the_examples() -> None:
    pattern = r"^https://[a-z.]+/[a-z]+/read/([a-z0-9]+-?)+/\d+$"
    assert wrong_with(pattern, ["https://contoh.example/berita/read/jalan-desa/7"]) is not None


@pytest.mark.parametrize(
    "pattern", [r"/(?:[a-z0-9-]+/)*\d+", r"/(?:[a-z]+-){2,}[a-z]+", r"^(?:Tonton|Simak) [^.]+\.$", r"/read/(\d+)/", ""]
)
def test_a_repeat_with_a_mark_between_does_not_run_wild(pattern: str) -> None:
    assert wrong_with(pattern, ["https://contoh.example/berita/read/jalan-desa/7"]) is None


def test_what_is_too_long_or_no_pattern_is_told() -> None:
    assert wrong_with("a" * (LONGEST + 1)) == f"a regular expression of more than {LONGEST} characters"
    for pattern in ("(", "a{99999999999999999999}"):
        assert str(wrong_with(pattern)).startswith(f"{pattern!r} is not a regular expression: ")


def test_no_outlet_of_ours_runs_wild() -> None:
    for outlet in read_outlets().values():
        for pattern in (outlet.article, outlet.not_article, outlet.next_page):
            assert wrong_with(pattern, outlet.examples) is None, (outlet.name, pattern)
