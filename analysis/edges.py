"""Where names begin and end: what the model found comes in, with edges set right and what only its surroundings tell. Pure.

The model knows words; these rules know forms. A title in front is no part of a person, a capital that follows is, and
whoever speaks, has an age in brackets or is "bernama" is a person whatever the name looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.lexicon import read_lexicon
from analysis.names import Name

_ROLES = read_lexicon("roles")
_HINTS = read_lexicon("gazetteer")
_HEADS = read_lexicon("heads")
#: What stands between a role and a name and belongs to neither, in small letters and without stops.
HONORIFICS = frozenset(_ROLES["honorific"].split())
#: Words that may stand in front of a person and are none of the name.
TITLES = HONORIFICS | frozenset(
    word for key in ("office", "trade", "kinship") for head in _ROLES[key].split() for word in head.split("_")
)
PEOPLE = frozenset(_HINTS["people"].split())
PLACES = frozenset(f"{_HINTS['world']} {_HINTS['indonesia']}".split())
_OTHERS = frozenset(f"{_HEADS['organisation']} {_HEADS['place']}".split())
_DAYS = frozenset(
    "senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni juli agustus september"
    " oktober november desember wib wita wit gmt rp".split()
)
_PARTICLES = r"van|der|von|den|bin|binti|al|el|de|da|di|dos|ibn|ter|la"
_NEXT = re.compile(rf"[ ](?:(?:{_PARTICLES})[ ])*([A-Z][\w'’-]*\.?)(?![\w(])")
_PREVIOUS = re.compile(rf"(?<![\w.'’-])([A-Z][\w'’-]*)[ ](?:(?:{_PARTICLES})[ ])*$")
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
_RUN = r"((?:[A-Z][\w'’-]*\.?)(?: (?:" + _PARTICLES + r"|[A-Z][\w'’-]*\.?))*)"
_TITLE = r"(?:(?:" + "|".join(sorted(HONORIFICS, key=lambda word: (-len(word), word))) + r")\.? )*"
_CUES = (
    # "kata Romsul", "ujar Pak Karso": only what ends the clause, so that no role is taken for a name.
    re.compile(
        r"(?<!\w)(?:kata|ujar|tutur|ucap|ungkap|jelas|papar|tegas|terang|imbuh|tambah|pungkas|tandas|sambung|cetus|keluh)"
        r" (?i:"
        + _TITLE
        + ")"
        + _RUN
        + r"(?=[,.;]|\s(?:kepada|saat|di|dalam|usai|seusai|ketika|sambil|pada|lagi|menambahkan)\b|\s\()"
    ),
    re.compile(_RUN + r"(?= \(\d{1,2}(?: tahun)?\))"),
    re.compile(r"(?<!\w)(?:bernama|inisial|berinisial) (?i:" + _TITLE + ")" + _RUN),
)


def tidied(text: str, name: Name) -> Name | None:
    """A name without what the model took in with it: titles before a person, an age or a lone bracket around a name."""
    start, end = name.start, name.end
    if text[start] == "(":
        start += 1
        end -= text[end - 1] == ")"
    if name.kind == "person":
        bracket = _BRACKETS.search(text[start:end])
        end = start + bracket.start() if bracket else end
        while (word := re.match(r"([\w.]+)\s+", text[start:end])) and _bare(word[1]) in TITLES:
            start += word.end()
        while (word := re.search(r"\s+([\w.]+)$", text[start:end])) and _bare(word[1]) in HONORIFICS:
            end = start + word.start()
        if _bare(text[start:end]) in TITLES:
            return None
    if not any(letter.isalpha() for letter in text[start:end]):
        return None
    return replace(name, start=start, end=end)


def widened(text: str, names: list[Name]) -> Iterator[Name]:
    """People's names over the capitals beside them: "Cokorda Gede Bagus Lesmana", "Hedwig van der Molen"."""
    for place, name in enumerate(names):
        if name.kind != "person" or not text[name.start].isupper():
            yield name
            continue
        floor = names[place - 1].end if place else 0
        ceiling = names[place + 1].start if place + 1 < len(names) else len(text)
        start, end = name.start, name.end
        while (found := _NEXT.match(text, end)) and found.end() <= ceiling and _may_join(found[1]):
            end = found.end() - found[1].endswith(".")
        while (found := _PREVIOUS.search(text, floor, start)) and _may_lead(text, found):
            start = found.start(1)
        yield replace(name, start=start, end=end)


def cued(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """People whom the model did not see and their surroundings tell."""
    taken = [(name.start, name.end) for name in names]
    for cue in _CUES:
        for found in cue.finditer(text):
            start, end = found.span(1)
            if text[end - 1] == "." and len(found[1].split()[-1]) > 2:
                end -= 1
            words = text[start:end].split()
            while words and _bare(words[0]) in TITLES:
                start += len(words.pop(0)) + 1
            if not words or any(start < other_end and end > other for other, other_end in taken):
                continue
            if any(_bare(word) in PLACES | _OTHERS | _DAYS | TITLES for word in words) or len(words) > 5:
                continue
            taken.append((start, end))
            yield Name(start=start, end=end, kind="person", score=0.5)


def _bare(word: str) -> str:
    return word.strip(".").lower()


def _may_join(word: str) -> bool:
    return _bare(word) not in TITLES | PLACES | _OTHERS | _DAYS and not (len(word) > 1 and word.isupper())


def _may_lead(text: str, found: re.Match[str]) -> bool:
    """Whether a capital in front belongs to a person: not behind a title's or a body's words, nor opening a sentence."""
    word = found[1]
    if not _may_join(word) or word.isupper():
        return False
    before = text[: found.start(1)].rstrip(" ")
    opens = not before or before[-1] in '\n.!?"“:'
    if opens:
        return word.lower() in PEOPLE
    last = re.search(r"([\w.'’-]+)$", before)
    return last is None or not (last[1][0].isupper() or _bare(last[1]) in TITLES)
