"""The sentences that the names' models learn from, as they are written: every line is read, and none is half marked."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bench.written_names import FOLDER, read_line, read_written

LINES = read_written()


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(kind for line in LINES for _, _, kind in line.names)
    assert min(kinds[kind] for kind in ("person", "organisation", "place")) >= 500
    assert sum(not line.names for line in LINES) >= 100


def test_no_line_stands_twice() -> None:
    assert [text for text, count in Counter(line.text for line in LINES).items() if count > 1] == []


def test_a_name_is_marked_wherever_its_line_prints_it() -> None:
    assert [spelled for line in LINES for spelled in _left_out(line.text, line.names)] == []


def _left_out(text: str, names: tuple[tuple[int, int, str], ...]) -> list[str]:
    spans = [(start, end) for start, end, _ in names]
    spellings = {text[start:end] for start, end in spans}
    return [
        f"{spelled!r} in {text!r}"
        for spelled in spellings
        for found in re.finditer(rf"(?<![\w-])(?<!bahasa ){re.escape(spelled)}(?![\w-])", text)
        if not any(start <= found.start() and found.end() <= end for start, end in spans)
    ]


def test_a_line_is_read_without_its_marks() -> None:
    line = read_line("“Ya,” kata <per>Rangga</per> dari <org>PT Lontar</org> di <loc>Kesit</loc>.", "a.txt:1")
    assert line.text == "“Ya,” kata Rangga dari PT Lontar di Kesit."
    assert [(line.text[start:end], kind) for start, end, kind in line.names] == [
        ("Rangga", "person"),
        ("PT Lontar", "organisation"),
        ("Kesit", "place"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<per>Rangga",
        "Rangga</per>",
        "<per>Rangga</org>",
        "<org>PT <per>Lontar</per></org>",
        "<who>Rangga</who>",
        "<per></per>",
        "<per>Rangga </per>",
        "<per n='x'>Rangga</per>",
    ],
)
def test_a_line_that_is_not_marked_right_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=r"a\.txt:7"):
        read_line(line, "a.txt:7")


def test_the_folder_is_not_empty() -> None:
    assert list(FOLDER.glob("*.txt"))
