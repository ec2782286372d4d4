"""Texts that were written against us: what bounds our work, and that ordinary texts do not feel it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import ANALYSES
from analysis.clipping import LONGEST as LONGEST_TEXT
from analysis.clipping import clippings
from analysis.names import tagger
from analysis.naming import find_names
from analysis.spans import Spans
from analysis.speech import read_page
from analysis.text import LONGEST, sentences
from pipelines.db import open_database
from pipelines.schema import news
from tests.findings import Told, put, rows, run

#: Each took minutes or hours for 200,000 characters, in a rule that compared all with all or went back on itself.
TEXTS = {
    "dots": ".",
    "capitals": "Budi ",
    "particles": "Budi van der bin de ",
    "marks": "”“",
    "open": "“Saya datang ke sini",
    "quotations": '"Saya datang," kata Budi Santoso. ',
    "apostrophes": "'A ",
    "roles": "ketua umum, Direktur Utama Budi Santoso, ",
    "initials": "A. B. ",
    "apposed": "Budi, ketua, ",
    "dates": "1 Januari 2026 ",
    "reports": "Budi mengatakan bahwa ",
    "owned": "kata nya, Budi Santoso. ",
    "nobody": '"Ya," kata , Budi Santoso. ',
}


@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS.keys())
def test_no_sentence_is_longer_than_one_can_be_and_nothing_is_left_out(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    found = list(sentences(text))
    assert max(len(one.text) for one in found) <= LONGEST
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
    assert all(text[one.start : one.end] == one.text for one in found)


def test_a_word_without_end_is_cut_and_a_sentence_between_words() -> None:
    assert [len(one.text) for one in sentences("a" * (LONGEST + 5))] == [LONGEST, 5]
    first, second = sentences("kata " * (LONGEST // 5 + 1))
    assert (first.text[-5:], second.text) == ("kata ", "kata ")


def test_every_analysis_reads_them(tmp_path: Path) -> None:
    told = [
        Told(
            url=f"https://contoh.example/{name}", title="Jembatan Dibuka", text=(piece * (20_000 // len(piece))).strip()
        )
        for name, piece in TEXTS.items()
    ]
    put(tmp_path / "news.db", told)
    done = run(tmp_path / "news.db", *ANALYSES)
    assert {one.pending for one in done.values()} == {0}
    assert done["quotes"].units == len(TEXTS)
    assert rows(tmp_path / "news.db", "SELECT count(*) > 500 FROM quotes WHERE speaker = 'Budi Santoso'") == [(1,)]


def test_a_text_is_read_to_a_length_and_kept_whole(tmp_path: Path) -> None:
    text = "kata " * LONGEST_TEXT
    put(tmp_path / "news.db", [Told(url="https://contoh.example/a", title="Jembatan Dibuka", text=text)])
    with open_database(tmp_path / "news.db", news) as db:
        (one,) = clippings(db, [1])
    assert one.text == text[:LONGEST_TEXT]
    assert rows(tmp_path / "news.db", "SELECT length(text) FROM articles") == [(len(text),)]


def test_of_many_people_of_one_name_who_was_named_last_is_meant() -> None:
    text = " ".join(
        f"Menteri Budi {first}{last}ndara datang ke rapat itu. Kemudian Budi pulang ke rumah."
        for first in "ABCDE" for last in "aeiou"
    )  # fmt: skip
    before, checked = "", 0
    for one in find_names(text, tagger()).mentions:
        if text[one.start : one.end] == "Budi":
            assert one.name == before
            checked += 1
        before = one.name
    assert checked > 20


def test_speech_that_was_never_closed_ends_before_its_cue_however_many_marks_follow() -> None:
    page = read_page("“Kami datang, kata Siti. " + "“Kami pulang” “" * 3 + "selesai")
    assert page.text[page.quotations[0].start : page.quotations[0].end] == "Kami datang,"


def test_spans_are_found_wherever_they_reach() -> None:
    spans = Spans([(0, 5), (60, 700)])
    spans.add(4, 6)
    assert spans.over(4, 5) == [(0, 5), (4, 6)]
    assert spans.over(5, 6) == [(4, 6)]
    assert spans.over(300, 301) == [(60, 700)]
    spans.remove(60, 700)
    assert spans.over(6, 900) == []
