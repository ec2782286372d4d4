"""Clusters: what an article needs to share with a story to join it, and how that grows with the story's age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analysis.clusters import Clusters, Member
from analysis.vectors import Vector

FIRST_AT = datetime(2026, 6, 15, 8, tzinfo=UTC)
PRESIDENT, PROVINCE, BRIDGE = "wirya", "papandaya", "wening"
EVERYWHERE = frozenset({PRESIDENT, PROVINCE})


def member(number: int, terms: dict[str, int], marks: set[str], *, later: timedelta = timedelta()) -> Member:
    named = frozenset(marks)
    vector = Vector(terms=terms, title=named, lead=named, common=named & EVERYWHERE, words=frozenset())
    return Member(id=number, at=FIRST_AT + later, outlet="contoh", title=f"Berita {number}", vector=vector)


def joins(first: Member, second: Member) -> bool:
    clusters = Clusters(1)
    clusters.place(first, clusters.found())
    return bool(clusters.near(second))


@pytest.mark.parametrize(
    ("marks", "others", "expected"),
    [
        ({BRIDGE}, {BRIDGE}, True),
        ({BRIDGE}, {PRESIDENT}, False),
        ({PRESIDENT}, {PRESIDENT}, False),
        ({PRESIDENT, BRIDGE}, {PRESIDENT, "lain"}, False),
        ({PRESIDENT, PROVINCE}, {PRESIDENT, PROVINCE}, True),
        ({PRESIDENT, PROVINCE}, {PROVINCE, PRESIDENT, BRIDGE}, True),
    ],
)
def test_one_telling_mark_or_two_that_are_everywhere(marks: set[str], others: set[str], expected: bool) -> None:
    assert joins(member(1, {"balai": 1000}, marks), member(2, {"balai": 1000}, others)) is expected


@pytest.mark.parametrize(
    ("hours", "weight", "expected"),
    [(0, 390, True), (0, 370, False), (24, 390, False), (24, 420, True), (48, 420, False), (-24, 390, True)],
)
def test_the_older_a_story_the_nearer_an_article_has_to_be(hours: int, weight: int, expected: bool) -> None:
    rest = round((1000 * 1000 - weight * weight) ** 0.5)
    second = member(2, {"balai": weight, "bukan": rest}, {BRIDGE}, later=timedelta(hours=hours))
    assert joins(member(1, {"balai": 1000}, {BRIDGE}), second) is expected
