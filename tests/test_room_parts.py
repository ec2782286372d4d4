"""The room's parts, each by itself: its voice, the marks in a text, changes, charts, and the words of a search."""

from __future__ import annotations

import re
import sqlite3
import string
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.room.marking import MOST, compare, grouped, paragraphs, words
from analysis.room.questions import QUERIES
from analysis.room.voice import Voice, choose_language, read_messages
from analysis.room.words import cut, expression, facets, forms, terms

ID, EN = Voice(language="id"), Voice(language="en")
ROOM = QUERIES.parent
SIGNS = st.text(alphabet='ab \n"*-()^:{}OR\0é', max_size=40)


def test_every_message_is_said_in_both_languages_with_the_same_values() -> None:
    for name, message in read_messages().items():
        assert set(message) == {"id", "en"}, name
        fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in message.values()]
        assert fields[0] == fields[1], name


def test_every_message_is_used_and_every_word_is_a_message() -> None:
    """Templates have no words of their own, but for names."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*ROOM.glob("*.py"), *ROOM.glob("templates/*.html")])
    built = {name for name in read_messages() if name.startswith(("kind_", "role_"))}
    assert [name for name in read_messages() if name not in built and not re.search(rf'["\']{name}["\']', code)] == []
    for path in ROOM.glob("templates/room*.html"):
        bare = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.S)
        assert set(re.findall(r"[A-Za-z]{3,}", bare)) <= {"JSON", "Datasette", "room"}, path.name


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "", "id"),
        (None, "en-US,en;q=0.9", "en"),
        (None, "id,en;q=0.9", "id"),
        (None, "en;q=0.3, id;q=0.8", "id"),
        (None, "fr, de", "id"),
        (None, ";;q=x,,en;q=", "en"),
        ("en", "id", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_askers(asked: str | None, accepted: str, language: str) -> None:
    assert choose_language(asked, accepted) == language


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    assert (ID.number(1234567), EN.number(1234567), ID.number(0.5), EN.number(None)) == (
        "1.234.567",
        "1,234,567",
        "0,5",
        "–",
    )
    assert (ID.day("2026-06-01"), EN.day("2026-06-01"), ID.day(None), EN.day("x")) == (
        "1 Juni 2026",
        "1 June 2026",
        "tanpa tanggal",
        "no date",
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("2026-06-20T20:30:00Z", "2026-06-21", "+07:00", "minute"), "21 Juni 2026 03.30 WIB"),
        (("2026-06-20T20:30:00Z", "2026-06-21", "+09:00", "minute"), "21 Juni 2026 05.30 WIT"),
        (("2026-06-20T20:30:00Z", "2026-06-20", "-04:30", "minute"), "20 Juni 2026 16.00 -04:30"),
        ((None, "2026-06-21", "+07:00", "day"), "21 Juni 2026"),
        ((None, None, None, None), "tanpa tanggal"),
    ],
)
def test_a_moment_is_the_outlets_own_and_a_day_is_no_midnight(row: tuple[str | None, ...], said: str) -> None:
    columns = ("published_at", "published_on", "published_offset", "published_precision")
    assert ID.moment(dict(zip(columns, row, strict=True))) == said


SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=8)


@given(st.text(alphabet="ab \n", max_size=50), SPANS, SPANS)
def test_no_mark_loses_or_doubles_a_character(text: str, mentions: Any, quotes: Any) -> None:
    rows = [[{"start": max(a, 0), "end": b} for a, b in spans] for spans in (mentions, quotes)]
    shown = ["".join(piece.text for run in runs for piece in run.pieces) for runs in paragraphs(text, *rows)]
    assert shown == [part for part in re.split(r"\n\s*\n", text) if part]


def test_a_name_within_a_quote_is_marked_within_it() -> None:
    text = 'Ia berkata "Wayan datang" kemarin.'
    quote, name = {"start": 11, "end": 25}, {"start": 12, "end": 17}
    [[before, said, after]] = paragraphs(text, [name], [quote])
    assert (before.quote, said.quote, after.quote, said.opens) == (None, quote, None, True)
    assert [(piece.text, piece.mention) for piece in said.pieces] == [('"', None), ("Wayan", name), (' datang"', None)]


@given(st.text(alphabet="ab. \n", max_size=60), st.text(alphabet="ab. \n", max_size=60))
def test_both_versions_can_be_read_out_of_their_changes(before: str, after: str) -> None:
    found = compare(before, after)
    for text, other in ((before, "new"), (after, "gone")):
        told = ["".join(piece.text for piece in pieces if piece.kind != other) for pieces in found]
        assert "".join("".join(told).split()) == "".join(text.split())


def test_a_changed_word_is_the_only_change() -> None:
    changes = words("Tarif naik menjadi Rp56.000 per orang.", "Tarif naik menjadi Rp55.000 per orang.")
    assert [(piece.kind, piece.text) for piece in changes if piece.kind != "same"] == [
        ("gone", "Rp56.000"),
        ("new", "Rp55.000"),
    ]


def test_a_long_paragraph_is_compared_by_sentences() -> None:
    old = " ".join(f"Kalimat nomor {n}." for n in range(400))
    assert len(old.split()) ** 2 > MOST
    changed = [(piece.kind, piece.text) for piece in words(old, old.replace("nomor 77.", "nomor lain."))]
    assert [piece for piece in changed if piece[0] != "same"] == [
        ("gone", "Kalimat nomor 77."),
        ("new", "Kalimat nomor lain."),
    ]


def test_paragraphs_that_stayed_stand_together() -> None:
    found = grouped(compare("a\n\nb\n\nc", "a\n\nb\n\nd"))
    assert [(steady, len(group)) for steady, group in found] == [(True, 2), (False, 1)]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("banjir rob", '"banjir" AND "rob"'),
        ('"gempa bumi" aceh', '"gempa bumi" AND "aceh"'),
        ("banj*", '"banj"*'),
        ("banjir -rob", '("banjir") NOT ("rob")'),
        ("banjir OR rob siaga", '("banjir" OR "rob") AND "siaga"'),
        ("title:x NEAR(a b)", '"title x" AND "NEAR a" AND "b"'),
        ("mak-ijah", '"mak ijah"'),
        ("OR", '"OR"'),
        ("-rob", ""),
        ('"', ""),
        ("", ""),
    ],
)
def test_words_become_an_expression(typed: str, asked: str) -> None:
    assert expression(typed) == asked


@given(SIGNS)
def test_whatever_is_typed_can_be_asked(typed: str) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        asked = expression(typed)
        if asked:
            assert db.execute("SELECT count(*) FROM t WHERE t MATCH ?", [asked]).fetchone() == (0,)


def test_a_snippet_is_cut_at_its_hits() -> None:
    assert cut("…air \x02banjir\x03 naik") == [("…air ", False), ("banjir", True), (" naik", False)]


def test_facets_count_what_was_found() -> None:
    rows = [
        {"outlet": o, "section": None, "published_on": d}
        for o, d in (("a", "2026-06-01"), ("b", "2026-06-02"), ("b", None))
    ]
    found = facets(rows)
    assert [(facet.value, facet.count) for facet in found["outlet"]] == [("b", 2), ("a", 1)]
    assert [facet.value for facet in found["published_on"]] == ["2026-06-02", "2026-06-01"]
    assert found["section"] == []


def test_a_word_may_come_in_other_forms_and_nothing_else_may() -> None:
    wanted = terms('Pembangunan "jalan tol" bangun* -membayar rob OR tulis')
    assert list(wanted) == ["Pembangunan", "rob", "tulis"]
    assert wanted["Pembangunan"][0] == "pembangunan"
    assert "bangun" in wanted["Pembangunan"]
    rows = [("bangun", "dibangun"), ("bangun", "membangun"), ("pembangunan", "pembangunan"), ("tulis", "tulis")]
    found = forms(wanted, [{"word": word, "form": form} for word, form in rows])
    assert found == {"Pembangunan": ["dibangun", "membangun"]}
    assert expression("Pembangunan rob", found) == '("Pembangunan" OR "dibangun" OR "membangun") AND "rob"'
    assert expression("rob OR Pembangunan -banjir", found) == (
        '(("rob" OR "Pembangunan" OR "dibangun" OR "membangun")) NOT ("banjir")'
    )
    assert expression('"Pembangunan" pembangun*', found) == '"Pembangunan" AND "pembangun"*'
