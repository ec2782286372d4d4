"""People over the capitals beside them: names come in, and go out as wide as what is written. Pure.

"Cokorda Gede Bagus Lesmana", "Hedwig van der Molen": a capital beside a person is theirs unless it is a title, a
body's or a place's, or opens the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from analysis.edges import (
    COMPOUND,
    DIRECTIONS,
    GIVEN,
    NO_NAME,
    OF_PLACE,
    OPENERS,
    OTHERS,
    PEOPLE,
    PLACES,
    TITLES,
    UNSEATED,
    WORD_BEFORE,
    bare,
    is_ordinary,
    opens,
    starts_sentence,
    without_degrees,
)
from analysis.names import Name, merged
from analysis.particles import BETWEEN, CUT, PARTICLES, is_balinese
from analysis.text import written_small

_MAY_STAND_BEFORE, _OF_OTHERS = PLACES | DIRECTIONS | UNSEATED, OF_PLACE | OTHERS
#: How far back a word before a name is looked for, with particles between: no word is longer.
_LONGEST_WORD = 100
_GOAL = re.compile(r" untuk [A-Z][\w-]*(?: [A-Z][\w-]*)*")
_ARTICLE = r"(?:(?:al|el|ash|as|an|ad|at|ar|az)-)?"
_NEXT = re.compile(rf"[ ](?:(?:{PARTICLES})[ ]){{0,4}}({_ARTICLE}[A-Z][\w'’-]*\.?)(?![\w(])")
_PREVIOUS = re.compile(rf"(?<![\w.'’-])([A-Z][\w'’-]*)[ ](?:(?:{PARTICLES})[ ]){{0,4}}$")
#: A ministry, or an office that is of no place.
_MINISTRY = re.compile(
    r"\b(?:Menteri|Wamen|Menko) (?:[A-Z]\w+ (?:dan )?){1,4}$|(?i:penuntut umum|(?:kuasa|penasihat) hukum) $"
)
_LAST_WORD = re.compile(r"([\w.'’-]+)$")


def widened(text: str, names: list[Name]) -> Iterator[Name]:
    """People's names over the capitals beside them: "Cokorda Gede Bagus Lesmana", "Hedwig van der Molen"."""
    names = list(merged(names, partial(_joins, text)))
    others = {word for name in names if name.kind != "person" for word in text[name.start : name.end].split(" ")}
    for place, name in enumerate(names):
        if name.kind != "person" or not text[name.start].isupper():
            yield _with_goal(text, name, names[place + 1].start if place + 1 < len(names) else len(text))
            continue
        floor = names[place - 1].end if place else 0
        ceiling = names[place + 1].start if place + 1 < len(names) else len(text)
        start, end = name.start, run_over(text, name.start, name.end, ceiling)
        while (found := _PREVIOUS.search(text, max(floor, start - _LONGEST_WORD), start)) and _led(text, found, end):
            if found[1] in others:
                break
            start = found.start(1)
        if (cut := CUT.search(text, max(floor, start - 6), start)) is not None:
            start = cut.start()
        start -= 2 * (start - 2 >= floor and is_balinese(text, start - 2))
        yield replace(name, start=start, end=end)


def _with_goal(text: str, name: Name, ceiling: int) -> Name:
    """A body with what it is for, where that is no name of its own: "Badan PBB untuk Urusan Pengungsi"."""
    if name.kind != "organisation" or " " not in text[name.start : name.end]:
        return name
    goal = _GOAL.match(text, name.end)
    return replace(name, end=goal.end()) if goal is not None and goal.end() <= ceiling else name


def run_over(text: str, start: int, end: int, ceiling: int | None = None) -> int:
    """Where a person who begins at `start` ends, over the capitals behind and the particles between."""
    ceiling = len(text) if ceiling is None else ceiling
    while (found := _NEXT.match(text, end)) and found.end() <= ceiling and _may_join(found[1]):
        end = found.end() - found[1].endswith(".")
    return without_degrees(text, start, end)


def _joins(text: str, first: Name, second: Name) -> bool:
    """Whether two people are one: a particle stands between, or the stop of a name cut short: "Mansur bin Saleh"."""
    if not first.kind == second.kind == "person":
        return False
    short = (
        " " not in text[first.start : second.start - 1]
        and text.startswith(". ", first.end)
        and CUT.search(text, first.start, second.start) is not None
    )
    return short or BETWEEN.fullmatch(text, first.end, second.start) is not None


def _may_join(word: str) -> bool:
    return bare(word) not in NO_NAME and not (len(word) > 1 and word.isupper())


def _led(text: str, found: re.Match[str], end: int) -> bool:
    """Whether a capital in front belongs to a person: not behind a title or a body, nor opening a sentence."""
    word = found[1]
    if not _may_join(word) or word.isupper() or (bare(word) in OPENERS and bare(word) not in PEOPLE):
        return False
    if word == "Hakim" or (bare(word) in OPENERS and starts_sentence(text, found.start(1))):
        return False
    before = WORD_BEFORE.search(text, max(0, found.start(1) - 24), found.start(1))
    if before is not None and before[1][0].isupper() and before[1].lower() in COMPOUND:
        return False
    if word.lower() in GIVEN:
        return True
    if starts_sentence(text, found.start(1)):
        known = re.search(rf"[a-z,] {re.escape(word)}\b", text) is not None  # amid a sentence, no other before it
        known = known or (text.count(f" {word} ") > 0 and not written_small(text, word) and not is_ordinary(word))
        apposed = text.startswith(", ", end) and text[end + 2 : end + 3].islower() and not word.endswith("nya")
        return not opens(text, found.start(1), word) and (known or apposed)
    last = _LAST_WORD.search(text[max(0, found.start(1) - _LONGEST_WORD) : found.start(1)].rstrip(" "))
    if last is None or bare(last[1]) in _MAY_STAND_BEFORE:
        return True
    short = len(last[1]) > 3 and last[1].isupper() and last[1].isalpha() and bare(last[1]) not in _OF_OTHERS
    if short or _MINISTRY.search(text, max(0, found.start(1) - 80), found.start(1)):
        return True
    return not (last[1][0].isupper() or bare(last[1]) in TITLES)
