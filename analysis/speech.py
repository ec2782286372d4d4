"""Quotation marks: a text comes in, what stands between them and the sentences around go out. Pure.

Newsrooms write “…”, "…", ”…” and “…“, mix them, forget one. A mark therefore opens or closes by what stands beside it,
not by its form; nothing reaches over the end of a paragraph. What is quoted inside a quotation is part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.lexicon import read_lexicon
from analysis.text import Span, paragraphs, sentences

SAYING = read_lexicon("saying")
Kind = Literal["direct", "indirect", "mixed"]
CUES = frozenset(SAYING["cue"].split())


def word_set(*keys: str) -> frozenset[str]:
    """The words of some lists of `saying.toml`; several words of one entry have a space between."""
    return frozenset(word.replace("_", " ") for key in keys for word in SAYING[key].split())


_MARK = re.compile(r"[\"“”„‟«»″]|''|``|(?<![\w.,?!])[‘'](?=[A-Z0-9])|(?<=[\w.,?!])[’'](?![\w])")
_DOUBLE = frozenset({'"', "“", "”", "„", "‟", "«", "»", "″", "''", "``"})
_CUE = r"(?:" + "|".join(sorted(CUES, key=lambda cue: (-len(cue), cue))) + r")(?:nya)?"
#: Where speech without its closing mark ends: the comma before the word of saying.
_LEFT_OPEN = re.compile(rf"[,.?!](?=\s+{_CUE}\b(?!\s+(?:kunci|lain)))", re.IGNORECASE)
_UNOPENED = re.compile(rf"[\"“”]\s*,?\s*{_CUE}\b", re.IGNORECASE)
_MASK = "x"


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who said something; `rule` says how that was found, and `score` how sure it is, 0 to 1."""

    name: str
    anonymous: bool = False
    rule: str = "named"
    score: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """What stands between two marks, without them; with them it reaches from `before` to `after`."""

    start: int
    end: int
    before: int
    after: int
    closed: bool = True


@dataclass(frozen=True, kw_only=True)
class Said:
    """A piece of speech while it is read; `speaker` is None where nobody can be told."""

    start: int
    end: int
    kind: Kind
    speaker: Speaker | None
    cue: str
    rule: str
    score: float
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A text with its quotations in order, and a copy of the same length in which what is quoted cannot be read.

    In `masked` every quotation stands between “ and ”, its letters are `x` (a capital at its head `X`), and the mark
    that ends its sentence is kept.
    """

    text: str
    masked: str
    quotations: tuple[Quotation, ...]
    sentences: tuple[Span, ...]

    def within(self, sentence: Span) -> Sequence[Quotation]:
        """The quotations that open in a sentence."""
        first = bisect_left(self.quotations, sentence.start, key=lambda one: one.before)
        return self.quotations[first : bisect_left(self.quotations, sentence.end, key=lambda one: one.before)]


def tells(cue: str, speaker: Speaker) -> bool:
    """Whether a cue reports with this speaker behind it; "aku" does so before a name alone, else it is the pronoun."""
    return speaker.rule == "named" if cue.lower() == "aku" else speaker.rule != "capitals"


def is_owned(cue: str) -> bool:
    """Whether a word of saying has its speaker in it: "ujarnya", not "tanya"."""
    return cue.lower().endswith("nya") and cue.lower() not in CUES


def read_page(text: str) -> Page:
    """The text's quotations, and its sentences with what is quoted masked."""
    found = [one for paragraph in paragraphs(text) for one in _quotations(paragraph)]
    masked = _masked(text, found)
    return Page(
        text=text,
        masked=masked,
        quotations=tuple(one for one in found if any(map(str.isalnum, text[one.start : one.end]))),
        sentences=tuple(sentences(masked)),
    )


def _quotations(paragraph: Span) -> Iterator[Quotation]:
    text = paragraph.text
    marks = [(mark.start(), mark.end(), mark[0] in _DOUBLE) for mark in _MARK.finditer(text)]
    if any(double for _, _, double in marks):
        marks = [mark for mark in marks if mark[2]]
    opened: tuple[int, int] | None = None
    depth = 0
    for place, (start, end, _) in enumerate(marks):
        opens, closes = _opens(text, start, end), _closes(text, start, end)
        if opened is not None and text[start - 1] in ",.?!":
            opens, closes = False, True  # “…,”kata Siti: no space behind
        if opened is None:
            if opens or not closes:
                opened, depth = (start, end), 1
            elif place == 0 and _UNOPENED.match(text, start) and text[start - 1] in ",.?!":
                yield _trimmed(paragraph, (0, 0), (start, end))
        elif opens and not closes:
            left = _LEFT_OPEN.search(text, marks[place - 1][1], start)
            if left is not None:  # the one before was never closed
                yield _trimmed(paragraph, opened, (left.end(), left.end()))
                opened = (start, end)
            else:
                depth += 1
        elif depth > 1 and place + 1 < len(marks) and not _UNOPENED.match(text, start):
            depth -= 1
        else:
            yield _trimmed(paragraph, opened, (start, end))
            opened = None
    if opened is not None:
        left = _LEFT_OPEN.search(text, opened[1])
        stop = left.end() if left else len(text.rstrip())
        yield _trimmed(paragraph, opened, (stop, stop))


def _trimmed(paragraph: Span, opened: tuple[int, int], closed: tuple[int, int]) -> Quotation:
    inside = paragraph.text[opened[1] : closed[0]]
    start = paragraph.start + opened[1] + len(inside) - len(inside.lstrip())
    return Quotation(
        start=start,
        end=start + len(inside.strip()),
        before=paragraph.start + opened[0],
        after=paragraph.start + closed[1],
        closed=closed[0] < closed[1],
    )


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a mark looks like an opening one: nothing, a space or a stop before it, a word behind."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (not before or before.isspace() or before in "([—–-/:,") and bool(after) and not after.isspace()


def _closes(text: str, start: int, end: int) -> bool:
    """Whether a mark looks like a closing one: a word or a stop before it, then a space, a stop or the end."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return bool(before) and not before.isspace() and (not after or after.isspace() or after in ".,;:!?)]—–")


def _masked(text: str, found: list[Quotation]) -> str:
    pieces, last = [], 0
    for one in found:
        length = one.after - one.before
        pieces.append(text[last : one.before])
        if length > 4:
            end = text[one.end - 1]
            first = text[one.start]
            head = "X" if first.isupper() or first.isdigit() else _MASK  # a sentence may begin here
            pieces.append("“" + head + _MASK * (length - 4) + (end if end in ".!?,…" else _MASK) + "”")
        else:
            pieces.append(_MASK * length)
        last = one.after
    pieces.append(text[last:])
    return "".join(pieces)
