"""A text with its names and quotes marked, and two versions of a text beside each other.

Comes in: the text and rows with `start` and `end`, or two texts. Goes out: paragraphs of runs and pieces for a
template, in which every character of the text stands once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Characters of the text, and the mention that they are."""

    text: str
    mention: Row | None = None


@dataclass(frozen=True, kw_only=True)
class Run:
    """Pieces within one quote, or outside of any; `opens` where the quote begins here."""

    pieces: tuple[Piece, ...]
    quote: Row | None = None
    opens: bool = False


def paragraphs(text: str, mentions: Sequence[Row], quotes: Sequence[Row]) -> list[list[Run]]:
    """The paragraphs of a text, each as runs. A finding that lies across another is shown as far as it is free."""
    found = []
    for start, end in _lines(text):
        runs = []
        for a, b, quote in _fill(start, end, quotes):
            pieces = tuple(Piece(text=text[c:d], mention=mention) for c, d, mention in _fill(a, b, mentions))
            runs.append(Run(pieces=pieces, quote=quote, opens=quote is not None and quote["start"] == a))
        found.append(runs)
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in re.finditer(r"\n\s*\n", text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _fill(start: int, end: int, rows: Sequence[Row]) -> Iterator[tuple[int, int, Row | None]]:
    """A stretch of text cut at the rows that lie in it, without a gap and without an overlap."""
    at = start
    for row in sorted(rows, key=lambda row: (row["start"], -row["end"])):
        a, b = max(row["start"], at), min(row["end"], end)
        if a >= b:
            continue
        if at < a:
            yield at, a, None
        yield a, b, row
        at = b
    if at < end:
        yield at, end, None


@dataclass(frozen=True, kw_only=True)
class Change:
    """Words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


#: Words are compared with words only where that is quick; longer paragraphs are compared sentence by sentence.
MOST = 250_000


def compare(before: str, after: str) -> list[list[Change]]:
    """The paragraphs of both texts in order, each as the words that stayed, went and came."""
    old, new = ([text[a:b] for a, b in _lines(text)] for text in (before, after))
    found: list[list[Change]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found += [[Change(kind="same", text=line)] for line in old[a:b]]
            continue
        paired = min(b - a, d - c)
        found += [words(old[a + n], new[c + n]) for n in range(paired)]
        found += [[Change(kind="gone", text=line)] for line in old[a + paired : b]]
        found += [[Change(kind="new", text=line)] for line in new[c + paired : d]]
    return found


def words(before: str, after: str) -> list[Change]:
    """One paragraph's changes: by words, or by sentences where it is long."""
    old, new = re.findall(r"\S+\s*|\s+", before), re.findall(r"\S+\s*|\s+", after)
    if len(old) * len(new) > MOST:
        old, new = (re.findall(r".+?(?:[.!?]\s+|$)", text, re.S) for text in (before, after))
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found.append(Change(kind="same", text="".join(old[a:b])))
            continue
        found += _changed("gone", "".join(old[a:b]))
        found += _changed("new", "".join(new[c:d]))
    return found


def _changed(kind: Literal["gone", "new"], text: str) -> list[Change]:
    """Words that changed, without the blank after them."""
    bare = text.rstrip()
    blank = [Change(kind="same", text=text[len(bare) :])] if len(bare) < len(text) else []
    return [Change(kind=kind, text=bare), *blank] if bare else blank


def grouped(text: Sequence[Sequence[Change]]) -> list[tuple[bool, list[Sequence[Change]]]]:
    """Paragraphs that follow each other and changed, or did not, together; with whether they stayed as they were."""
    return [
        (steady, list(group))
        for steady, group in groupby(text, key=lambda pieces: all(piece.kind == "same" for piece in pieces))
    ]
