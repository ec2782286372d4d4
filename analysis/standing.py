"""Names that the rest of an article tells: those found come in, and go out with the words that belong to them. Pure.

Whoever "Nilambar mengklaim" is about was named in full. Where no name of the article holds the word, the capitals
beside it do, though they were taken for a bank's: "Direktur Bank Progo Nilambar Lontar". And where a name begins with a
word too many behind a body, it begins with the word that stands alone elsewhere: "Universitas Arga Kesit Nilambar".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise

from analysis.edges import (
    GIVEN,
    HEADS,
    HONORIFICS,
    NO_NAME,
    OF_PLACE,
    OPENERS,
    OTHERS,
    ROLES,
    WORD_BEFORE,
    bare,
    is_ordinary,
    starts_sentence,
    without_titles,
)
from analysis.names import Name
from analysis.parting import BODIES_AND_PLACES
from analysis.spans import Spans
from analysis.text import written_small
from analysis.widening import run_over

_VERB = re.compile(r" (?:(?:juga|pun|lalu|sendiri) )?(\w+)")
#: First names that nobody is called by alone.
_NEVER_ALONE = frozenset(ROLES["never_alone"].split())
_SAYING = frozenset(HEADS["saying"].split())
#: How sure a name is that the rest of the article tells.
_TOLD = 0.6
#: Of more words that stand alone than these the rest is left.
_MOST = 60


def completed(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, with those of whom only one word was seen in full, and none with words of a body before."""
    alone = _alone(text, names)
    if alone:
        names = _opened(text, _filled(text, _trimmed(text, names, alone), alone), alone)
    return list(_grown(text, _without_opener(text, _cut(text, names))))


def _without_opener(text: str, names: Sequence[Name]) -> list[Name]:
    """People without a word that opens a sentence before a full name of the article: "Sepakan Galih Prawira"."""
    people = {text[name.start : name.end] for name in names if name.kind == "person"}
    found = []
    for name in names:
        first, _, rest = text[name.start : name.end].partition(" ")
        opener = name.kind == "person" and " " in rest and rest in people and bare(first) not in GIVEN
        if opener and starts_sentence(text, name.start):
            name = replace(name, start=name.end - len(rest))
        found.append(name)
    return found


def _grown(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """People over a word in front that stands before the same words elsewhere: "BJ" of "BJ Habibie"."""
    people = {text[name.start : name.end] for name in names if name.kind == "person"}
    floor = 0
    for name in names:
        before = WORD_BEFORE.search(text, max(floor, name.start - 24), name.start) if name.kind == "person" else None
        if before is not None and text[before.start(1) : name.end] in people:
            name = replace(name, start=before.start(1))
        yield name
        floor = name.end


def _cut(text: str, names: Sequence[Name]) -> list[Name]:
    """Bodies without the person at their end who says something elsewhere: "Direktur Bank Progo Nilambar Lontar"."""
    found: list[Name] = []
    speaks = cache(partial(_speaks, text))
    for name in names:
        words = text[name.start : name.end].split(" ")
        if name.kind == "person" or len(words) < 4 or text[name.start : name.end] in BODIES_AND_PLACES:
            found.append(name)
            continue
        start = name.start + len(words[0]) + 1
        for before, word in pairwise(words):
            if start > name.start + len(words[0]) + 1 and before.lower() not in OTHERS and speaks(word):
                found.append(replace(name, end=start - 1))
                found.append(Name(start=start, end=name.end, kind="person", score=_TOLD))
                break
            start += len(word) + 1
        else:
            found.append(name)
    return found


def _speaks(text: str, word: str) -> bool:
    """Whether a word stands alone at the head of a sentence and says something there."""
    if not (word.istitle() and word.isalpha() and len(word) > 2) or bare(word) in NO_NAME or word in BODIES_AND_PLACES:
        return False
    start = text.find(f"{word} ")
    while start >= 0:
        if starts_sentence(text, start) and (verb := _VERB.match(text, start + len(word))) and verb[1] in _SAYING:
            return True
        start = text.find(f"{word} ", start + 1)
    return False


def _alone(text: str, names: Sequence[Name]) -> list[str]:
    """Words that stand alone for a person, in the order of the text."""
    words = (text[name.start : name.end] for name in names if name.kind == "person")
    return list(dict.fromkeys(word for word in words if word.isalpha() and len(word) > 2 and word.istitle()))[:_MOST]


def _trimmed(text: str, names: Sequence[Name], alone: Sequence[str]) -> list[Name]:
    """People without the words before the one that stands alone, where a body or place stands before them."""
    found: list[Name] = []
    for name in names:
        words = text[name.start : name.end].split(" ")
        place = next((at for at, word in enumerate(words) if word in alone), 0)
        before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
        beside = bool(found) and found[-1].kind != "person" and found[-1].end + 1 == name.start
        headed = before is not None and before[1].lower() in OTHERS
        seat = before is not None and before[1].lower() in OF_PLACE
        inside = before is not None and before[1][0].isupper() and before[1].lower() not in HONORIFICS
        if (
            name.kind == "person"
            and place
            and (headed or ((beside or inside) and place < len(words) - 1))
            and not any(_stays(word, seat=seat) for word in words[:place])
        ):
            start = name.start + len(" ".join(words[:place])) + 1
            if beside:
                found[-1] = replace(found[-1], end=start - 1)
            name = replace(name, start=start)
        found.append(name)
    return found


def _stays(word: str, *, seat: bool) -> bool:
    """Whether a word in front is a person's own; behind an office of a place only what nobody is called by alone."""
    return len(word.rstrip(".")) < 3 or word.lower() in (_NEVER_ALONE if seat else GIVEN)


def _filled(text: str, names: list[Name], alone: Sequence[str]) -> list[Name]:
    """The names, and the first place where such a word stands in a run of capitals that no person has."""
    held = {word for name in names if name.kind == "person" for word in text[name.start : name.end].split(" ")[1:]}
    held |= {
        text[name.start : name.end].split(" ")[0]
        for name in names
        if name.kind == "person" and " " in text[name.start : name.end]
    }
    kept = {(name.start, name.end): name for name in names}
    taken = Spans(kept)
    for word in alone:
        if word in held:
            continue
        for place in re.finditer(rf"\b{word}\b", text):
            span = _span(text, *place.span(), kept, taken)
            if span is None:
                continue
            for start, end in taken.over(*span):
                other = kept.pop((start, end))
                taken.remove(start, end)
                if start < span[0] and other.kind != "person":
                    stop = without_titles(text, start, start + len(text[start : span[0]].rstrip(" .")))
                    kept[start, stop] = replace(other, end=stop)
                    taken.add(start, stop)
            kept[span] = Name(start=span[0], end=span[1], kind="person", score=_TOLD)
            taken.add(*span)
            break
    return sorted(kept.values(), key=lambda name: name.start)


def _opened(text: str, names: list[Name], alone: Sequence[str]) -> list[Name]:
    """The names, and whoever a sentence begins with in full that the article names by the last word: "Callum Kesit"."""
    taken = Spans((name.start, name.end) for name in names)
    found = list(names)
    for word in alone:
        for place in re.finditer(rf"\b([A-Z][\w'’-]+) {word}\b(?! [A-Z])", text):
            first, own = place[1], place.start()
            if not starts_sentence(text, own) or taken.over(own, place.end()) or written_small(text, first):
                continue
            if bare(first) not in NO_NAME | OPENERS and not first.isupper() and not is_ordinary(first):
                found.append(Name(start=own, end=place.end(), kind="person", score=_TOLD))
                taken.add(own, place.end())
    return sorted(found, key=lambda name: name.start)


def _span(text: str, start: int, end: int, kept: dict[tuple[int, int], Name], taken: Spans) -> tuple[int, int] | None:
    """The run of capitals from a word that stands alone elsewhere, if there is more than the word, and none has it."""
    stop = run_over(text, start, end)
    if stop == end:
        return None
    for span in taken.over(start, stop):
        name = kept[span]
        if name.kind == "person" and " " in text[slice(*span)] and span[0] <= start:
            return None
        if span[1] > stop:
            return None
        if name.kind != "person" and span[0] == start and name.score > 0.9:
            return None
    return start, stop
