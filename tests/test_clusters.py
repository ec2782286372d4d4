"""Clusters: what an article needs to share with a story to join it, and how that grows with the story's age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analysis.clusters import Clusters, Member
from analysis.frequencies import Frequencies
from analysis.vectors import Vector, load_vector, read_vector

FIRST_AT = datetime(2026, 6, 15, 8, tzinfo=UTC)
PRESIDENT, PROVINCE, BRIDGE = "wirya", "papandaya", "wening"
#: Of the marks of the ever-present one tells no event, two do.
WEIGHTS = {PRESIDENT: 200, PROVINCE: 200, BRIDGE: 600}


def member(
    number: int,
    terms: dict[str, int],
    marks: set[str],
    *,
    later: timedelta = timedelta(),
    outlet: str = "",
    **more: Any,
) -> Member:
    weights = {mark: WEIGHTS.get(mark, 600) for mark in marks}
    vector = Vector(**{"terms": terms, "marks": weights, "title": frozenset(marks), "words": frozenset()} | more)
    return Member(
        id=number, at=FIRST_AT + later, outlet=outlet or f"contoh{number}", title=f"Berita {number}", vector=vector
    )


def joins(*members: Member) -> bool:
    """Whether the last could join the story of those before it."""
    clusters = Clusters(1)
    story = clusters.found()
    for one in members[:-1]:
        clusters.place(one, story)
    return bool(clusters.near(members[-1]))


def near(weight: int) -> dict[str, int]:
    """Words of such a cosine, in thousandths, with those of `balai` alone."""
    return {"balai": weight, "bukan": round((1000 * 1000 - weight * weight) ** 0.5)}


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


def test_a_mark_tells_as_much_as_the_part_of_the_story_that_has_it() -> None:
    story = [member(number, {"balai": 1000}, {PROVINCE, PRESIDENT}) for number in range(1, 5)]
    second = member(9, {"balai": 1000}, {BRIDGE})
    assert joins(member(5, {"balai": 1000}, {BRIDGE}), second)
    assert not joins(*story, member(5, {"balai": 1000}, {BRIDGE}), second)


@pytest.mark.parametrize(("weight", "expected"), [(430, True), (400, False)])
def test_an_article_joins_from_a_cosine_on(weight: int, expected: bool) -> None:
    assert joins(member(1, {"balai": 1000}, {BRIDGE}), member(2, near(weight), {BRIDGE})) is expected


@pytest.mark.parametrize(("weight", "expected"), [(310, True), (290, False)])
def test_the_more_is_shared_of_marks_and_titles_the_less_near_it_has_to_be(weight: int, expected: bool) -> None:
    marks, nouns = {BRIDGE, "hasta", "randusari", "truk"}, {"ambruk": 500}
    assert (
        joins(member(1, {"balai": 1000}, marks, nouns=nouns), member(2, near(weight), marks, nouns=nouns)) is expected
    )


@pytest.mark.parametrize(
    ("weight", "outlet", "expected"), [(430, "contoh2", True), (430, "contoh1", False), (460, "contoh1", True)]
)
def test_an_outlets_own_series_has_to_be_nearer(weight: int, outlet: str, expected: bool) -> None:
    second = member(2, near(weight), {BRIDGE}, outlet=outlet)
    assert joins(member(1, {"balai": 1000}, {BRIDGE}), second) is expected


@pytest.mark.parametrize(("sport", "expected"), [(False, True), (True, False)])
def test_in_sport_an_article_has_to_be_nearer_whatever_is_shared(sport: bool, expected: bool) -> None:
    marks, nouns = {BRIDGE, "hasta", "randusari", "truk"}, {"ambruk": 500}
    first = member(1, near(1000), marks, nouns=nouns)
    assert joins(first, member(2, near(440), marks, nouns=nouns, sport=sport)) is expected
    assert joins(first, member(2, near(460), marks, nouns=nouns, sport=sport))


@pytest.mark.parametrize(("young", "expected"), [(0.0, False), (1.0, True)])
def test_in_a_young_archive_less_near_is_enough(young: float, expected: bool) -> None:
    assert joins(member(1, {"balai": 1000}, {BRIDGE}), member(2, near(400), {BRIDGE}, young=young)) is expected


@pytest.mark.parametrize(("hours", "forms", "expected"), [
    (24, ("day", "day"), False), (12, ("day", "day"), True), (24, ("day", ""), True), (24, ("", "day"), True),
])  # fmt: skip
def test_two_days_of_what_every_day_has_are_two_stories(hours: int, forms: tuple[str, str], expected: bool) -> None:
    first = member(1, {"balai": 1000}, {BRIDGE}, form=forms[0])
    second = member(2, {"balai": 1000}, {BRIDGE}, form=forms[1], later=timedelta(hours=hours))
    assert joins(first, second) is expected


@pytest.mark.parametrize(
    ("sides", "expected"),
    [({"wening", "lontar"}, True), ({"lontar", "kemala"}, True), ({"giri", "kemala"}, False), (set(), True)],
)
def test_two_matches_are_two_stories(sides: set[str], expected: bool) -> None:
    first = member(1, {"balai": 1000}, {BRIDGE}, sides=frozenset({"wening", "lontar"}))
    assert joins(first, member(2, {"balai": 1000}, {BRIDGE}, sides=frozenset(sides))) is expected


@pytest.mark.parametrize(
    ("hours", "weight", "expected"),
    [(0, 430, True), (0, 410, False), (24, 430, False), (24, 460, True), (48, 460, False), (-24, 430, True)],
)
def test_the_older_a_story_the_nearer_an_article_has_to_be(hours: int, weight: int, expected: bool) -> None:
    second = member(2, near(weight), {BRIDGE}, later=timedelta(hours=hours))
    assert joins(member(1, {"balai": 1000}, {BRIDGE}), second) is expected


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("[POPULER NUSANTARA] Jembatan Wening Ambruk | Panen Bawang", "none"),
        ("Top 3 Berita Hari Ini: Jembatan Wening", "none"),
        ("Ramalan Zodiak Selasa: Leo Hemat, Virgo Sabar", "none"),
        ("Resep Pepes Ikan Wening", "none"),
        ("Jadwal Siaran Langsung Persada Lontar Malam Ini", "none"),
        ("IHSG Ditutup Menguat ke 7.012", "day"),
        ("Rupiah Melemah Tipis Pagi Ini", "day"),
        ("Prediksi Persada Vs Bahari: Adu Tajam", "day"),
        ("Rani/Sekar Lolos ke Semifinal Lembayung Terbuka", "day"),
        ("Jembatan Kali Wening Ambruk, Kerugian Rp3 Miliar", ""),
        ("Bupati Kembalikan Uang Miliaran Rupiah ke Kas Daerah", ""),
    ],
)
def test_the_form_of_a_title_tells_digests_and_the_matter_of_a_day(title: str, form: str) -> None:
    vector = read_vector(title, "Warga Wening di Randusari berkumpul.", Frequencies(articles=9000, terms={}))
    assert vector.form == form
    assert bool(vector.marks) is (form != "none")
    assert load_vector(vector.dump()) == vector


def test_a_match_has_two_sides() -> None:
    vector = read_vector("Prediksi Persada Vs Bahari: Adu Tajam", "", Frequencies(articles=9000, terms={}))
    assert vector.sides == {"persada", "bahari"}
