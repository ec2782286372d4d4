"""Where names begin and end: the model's spans come in, set right, with bodies that need no introduction. Pure.

The model knows words; these rules know forms. A title in front is no part of a person, and a capital that follows is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind
from analysis.spans import Spans
from analysis.text import begins_sentence

ROLES = read_lexicon("roles")
_HINTS = read_lexicon("gazetteer")
HEADS = read_lexicon("heads")
#: What stands between a role and a name and belongs to neither, in small letters and without stops.
HONORIFICS = frozenset(ROLES["honorific"].split())
PEOPLE = frozenset(_HINTS["people"].split())
#: Words that may stand in front of a person and are none of the name.
TITLES = HONORIFICS | (
    frozenset(word for key in ("office", "trade", "kinship") for head in ROLES[key].split() for word in head.split("_"))
    - PEOPLE  # "Agung", "Putri", "Imam"
    - {"hukum"}
)
_WORLD = frozenset(_HINTS["world"].split())
PLACES = _WORLD | frozenset(_HINTS["indonesia"].split())
_KNOWN = read_lexicon("aliases")
#: Names that need no introduction, by their kind: short ones and what they stand for.
KNOWN: dict[NameKind, frozenset[str]] = {
    kind: frozenset([*_KNOWN[kind], *_KNOWN[kind].values(), *_KNOWN["more"].get(kind, [])])
    for kind in ("person", "organisation", "place")
}
OTHERS = frozenset(f"{HEADS['organisation']} {HEADS['place']}".split())
DAYS = frozenset(ROLES["calendar"].split())
_COMPANY = frozenset(ROLES["company"].split())
#: Words that are no part of a person's name; joined once, for joining thousands takes longer than all else.
NO_NAME = TITLES | PLACES | OTHERS | DAYS
#: Names that people alone have, and those of them that no body is called by.
_GIVEN = PEOPLE - PLACES - _COMPANY
_OWN = _GIVEN - OTHERS
_BODIES_AND_PLACES = KNOWN["organisation"] | KNOWN["place"]
_LONGEST_BODY = max(len(name.split(" ")) for name in (*_BODIES_AND_PLACES, *_WORLD))
#: How far back a word before a name is looked for, with particles between: no word is longer.
_LONGEST_WORD = 100
#: Words that open a sentence and are no name, whatever follows.
OPENERS = frozenset(ROLES["stop"].split()) | frozenset(ROLES["opener"].split())
#: Small words that a role may hold besides names, and those that no role goes over; nor does it go over a verb.
_GLUE = frozenset(ROLES["glue"].split())
_STOPS = frozenset(ROLES["stop"].split())
_VERB = re.compile(r"(?:me[mnlry]|ber|ter|di)\w{4,}|\w+nya$")
PARTICLES = r"van|der|von|den|bin|binti|al|el|de|da|di|dos|ibn|ter|la"
_BETWEEN = re.compile(r" (?:bin|binti|van|von|van der) ")
_GOAL = re.compile(r" untuk [A-Z][\w-]*(?: [A-Z][\w-]*)*")
_NEXT = re.compile(rf"[ ](?:(?:{PARTICLES})[ ]){{0,4}}([A-Z][\w'’-]*\.?)(?![\w(])")
_PREVIOUS = re.compile(rf"(?<![\w.'’-])([A-Z][\w'’-]*)[ ](?:(?:{PARTICLES})[ ]){{0,4}}$")
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
WORD_BEFORE = re.compile(r"([\w'’-]+)\.? $")
_LAST_WORD = re.compile(r"([\w.'’-]+)$")
_OF_PLACE = frozenset(ROLES["of_place"].split())
_BODIES = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(re.escape, KNOWN["organisation"]), key=lambda name: (-len(name), name)))
    + r")(?![\w-])"
)


def tidied(text: str, name: Name) -> Name | None:
    """A name without what the model took in with it: titles before a person, an age or a lone bracket around a name."""
    start, end = name.start, name.end
    if text[start] == "(":
        start += 1
        end -= text[end - 1] == ")"
    if name.kind == "person" and text[start:end] not in KNOWN["person"]:
        bracket = _BRACKETS.search(text[start:end])
        end = start + bracket.start() if bracket else end
        while (word := re.match(r"([\w.]+)\s+", text[start:end])) and _leads(bare(word[1])):
            start += word.end()
        if bare(text[start:end]) in TITLES:
            return None
    if bare(text[start:end]) in OPENERS and not text[start:end].isupper():
        return None
    if not any(letter.isalpha() for letter in text[start:end]):
        return None
    return replace(name, start=start, end=end)


def widened(text: str, names: list[Name]) -> Iterator[Name]:
    """People's names over the capitals beside them: "Cokorda Gede Bagus Lesmana", "Hedwig van der Molen"."""
    names = list(_joined(text, names))
    for place, name in enumerate(names):
        if name.kind != "person" or not text[name.start].isupper():
            goal = (
                _GOAL.match(text, name.end)
                if name.kind == "organisation" and " " in text[name.start : name.end]
                else None
            )
            yield replace(name, end=goal.end()) if goal else name
            continue
        floor = names[place - 1].end if place else 0
        ceiling = names[place + 1].start if place + 1 < len(names) else len(text)
        start, end = name.start, name.end
        while (found := _NEXT.match(text, end)) and found.end() <= ceiling and _may_join(found[1]):
            end = found.end() - found[1].endswith(".")
        while (found := _PREVIOUS.search(text, max(floor, start - _LONGEST_WORD), start)) and _may_lead(text, found):
            start = found.start(1)
        yield replace(name, start=start, end=end)


def _joined(text: str, names: list[Name]) -> Iterator[Name]:
    """Two people that a particle joins are one: "Mansur bin Saleh"."""
    last: Name | None = None
    for name in names:
        if last is not None and last.kind == name.kind == "person" and _BETWEEN.fullmatch(text, last.end, name.start):
            last = replace(last, end=name.end, score=min(last.score, name.score))
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _leads(word: str) -> bool:
    """Whether a word in front of a person is none of the name: a title, an opener, "suaminya"."""
    return word in TITLES or word in OPENERS or (word.endswith("nya") and word[:-3] in TITLES)


def parted(text: str, names: list[Name]) -> Iterator[Name]:
    """People without the place or body before them that the article names elsewhere: "KPUD Banyuarum Siti Marwiyah"."""
    names = list(_moved(text, names))
    others = {word for name in names if name.kind != "person" for word in _words(text, name)}
    for name in names:
        if (body := _body(text[name.start : name.end])) is not None:
            yield replace(name, end=name.start + len(body), kind=_kind_of(body))
            yield replace(name, start=name.start + len(body) + 1, kind="person")
            continue
        first, _, rest = text[name.start : name.end].partition(" ")
        of_place = (before := WORD_BEFORE.search(text, max(0, name.start - 24), name.start)) and _of_place(
            before[1], rest
        )
        if name.kind == "person" and " " in rest and first.lower() not in PEOPLE and (first in others or of_place):
            yield replace(name, start=name.start + len(first) + 1)
        else:
            yield name


def _words(text: str, name: Name) -> list[str]:
    """The words of a name without brackets: a body is called by what they shorten, too."""
    return [word.strip("()") for word in text[name.start : name.end].split()]


def _moved(text: str, names: list[Name]) -> Iterator[Name]:
    """Known names at the end of a body go to the person who follows at once: "Bank Progo Paulina", "Haryanto"."""
    for place, name in enumerate(names):
        after = names[place + 1] if place + 1 < len(names) else None
        before = names[place - 1] if place else None
        if after is not None and name.kind != "person" and after.kind == "person" and after.start == name.end + 1:
            yield replace(name, end=_without_people(text, name))
        elif before is not None and name.kind == "person" and before.kind != "person" and name.start == before.end + 1:
            cut = _without_people(text, before)
            yield replace(name, start=cut + 1 if cut < before.end else name.start)
        else:
            yield name


def _without_people(text: str, name: Name) -> int:
    """Where a body ends without the known names at its end; it keeps its first two words."""
    words = text[name.start : name.end].split(" ")
    end = name.end
    while len(words) > 2 and bare(words[-1]) in _OWN:
        end -= len(words.pop()) + 1
    return end


def _of_place(before: str, rest: str) -> bool:
    """Whether a place stands between a word that one follows and a name: "Bupati Giriwana Retno Kusumadani"."""
    return before.lower() in _OF_PLACE and any(word.lower() in PEOPLE for word in rest.split())


def _body(spelled: str) -> str | None:
    """A body or place that is known and stands before a name in one span: "Gedung Putih Jen Psaki"."""
    words = spelled.split(" ")
    for count in range(min(len(words) - 1, _LONGEST_BODY), 0, -1):
        head = " ".join(words[:count])
        if (head in _BODIES_AND_PLACES or head.lower() in _WORLD) and all(
            word[:1].isupper() and not word.isupper() for word in words[count:]
        ):
            rest = [word.lower() for word in words[count:]]
            return head if PLACES.isdisjoint(rest) and OTHERS.isdisjoint(rest) and len(rest) > 1 else None
    return None


def _kind_of(body: str) -> NameKind:
    return "place" if body in KNOWN["place"] or body.lower() in _WORLD else "organisation"


def known(text: str, names: list[Name]) -> Iterator[Name]:
    """The names, and bodies that need no introduction where the model did not see them; their kind is never in doubt.

    Places are not added: the annotation that is followed does not mark a country that acts (`analysis.names.HABIT`).
    """
    for name in names:
        spelled = text[name.start : name.end]
        kinds = [kind for kind, those in KNOWN.items() if spelled in those]
        yield replace(name, kind=kinds[0]) if len(kinds) == 1 else name
    taken = Spans((name.start, name.end) for name in names)
    for found in _BODIES.finditer(text):
        start, end = found.span()
        if not taken.over(start, end):
            yield Name(start=start, end=end, kind="organisation", score=0.5)


def may_hold(word: str) -> bool:
    """Whether a role may hold this small word."""
    return word in _GLUE or (word.isalpha() and word not in _STOPS and not _VERB.fullmatch(word))


def bare(word: str) -> str:
    """A word as the lists have it: small, without the stop of an abbreviation."""
    return word.strip(".").lower()


def _may_join(word: str) -> bool:
    return bare(word) not in NO_NAME and not (len(word) > 1 and word.isupper())


def _may_lead(text: str, found: re.Match[str]) -> bool:
    """Whether a capital in front belongs to a person: not behind a title or a body, nor opening a sentence."""
    word = found[1]
    if not _may_join(word) or word.isupper() or (bare(word) in OPENERS and bare(word) not in PEOPLE):
        return False
    if word.lower() in _GIVEN:
        return True
    if begins_sentence(text, found.start(1)):
        return False
    before = text[max(0, found.start(1) - _LONGEST_WORD) : found.start(1)].rstrip(" ")
    last = _LAST_WORD.search(before)
    if last is None or bare(last[1]) in PLACES:
        return True
    return not (last[1][0].isupper() or bare(last[1]) in TITLES)
