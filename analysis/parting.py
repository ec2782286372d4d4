"""Where a body or a place ends and a person begins: the model's spans come in, parted where both stand in one. Pure.

"Bupati Giriwana Retno", "KPUD Banyuarum Siti", "Bank Progo Paulina": no comma stands between, and the model knows few
of the words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from analysis.edges import (
    COMPOUND,
    DIRECTIONS,
    GIVEN,
    HEADS,
    KNOWN,
    NO_NAME,
    OF_PLACE,
    OTHERS,
    PEOPLE,
    PLACES,
    ROLES,
    SIZES,
    WORD_BEFORE,
    WORLD,
    bare,
)
from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind
from analysis.particles import is_balinese
from analysis.roles import role_before

#: Before a country or a town.
_PLACING = frozenset(ROLES["placing"].split())
_COMPANY_HEADS = frozenset(["pt", "cv", "ud", "pd", "nv"])
_GOES_ON = re.compile(r"[\w-]| [A-Z]")
_BEHIND = re.compile(r" ([a-z]+)")
_SAYING = frozenset(HEADS["saying"].split())
_PAIR = re.compile(r"(?<=\w)/(?=[A-Z])")
#: Names that people alone have and no body is called by.
_OWN = GIVEN - OTHERS
#: Places but for those that bodies are called by, and what may not be a person's name behind a place.
_ONLY_PLACES, _NOT_OWN = PLACES - OTHERS, NO_NAME | SIZES
#: Bodies that no place follows, and last words of bodies.
_WHOLE = frozenset(["DPR", "MPR", "TNI", "Polri", "KPK", "RI"])
_ENDS_BODY = frozenset(read_lexicon("kinds")["organisation_behind"].split())
#: What villages and towns are called, and people are not: "Kades Karangluhur Sutrimo".
_PLACE_SHAPED = re.compile(
    r"(?:Karang|Suka|Sumber|Banyu|Wana|Giri|Tirta|Sido|Muara|Tanjung|Pasir|Rawa|Kali|Ci)[a-z]{3,}"
    r"|[A-Z][a-z]{2,}(?:rejo|harjo|mulyo|luhur|anyar|asri|kerto|negara|pura|wetan|kulon|kidul|sari|wangi|jati)"
)
#: A place as sure as this keeps its last words.
_SURE = 0.8
BODIES_AND_PLACES = KNOWN["organisation"] | KNOWN["place"]
_LONGEST_BODY = max(len(name.split(" ")) for name in (*BODIES_AND_PLACES, *WORLD))


def parted(text: str, names: list[Name]) -> Iterator[Name]:
    """People without the place or body before them that the article names elsewhere: "KPUD Banyuarum Siti Marwiyah"."""
    names = list(_moved(text, list(_companies(text, names))))
    others = {word for name in names if name.kind != "person" for word in _words(text, name)}
    people = {text[name.start : name.end] for name in names if name.kind == "person"}
    for name in names:
        before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
        spelled = text[name.start : name.end]
        said = {spelled.rpartition(" ")[2]} if _speaks(text, name) else frozenset[str]()
        body = _body(spelled, people) or _seat(spelled, before[1] if before else "", people | said)
        if body is not None:
            yield replace(name, end=name.start + len(body), kind=_kind_of(body))
            yield replace(name, start=name.start + len(body) + 1, kind="person")
            continue
        if name.kind == "person" and (pair := _PAIR.search(text, name.start, name.end)) is not None:
            yield replace(name, end=pair.start())  # "Rina/Wulan" play together
            second = text[pair.end() : name.end]
            yield replace(name, start=pair.end(), kind="place" if bare(second) in PLACES else "person")
            continue
        first, _, rest = text[name.start : name.end].partition(" ")
        whole = before is not None and (before[1] in _WHOLE or before[1].lower() in _ENDS_BODY)
        of_place = before and not whole and _of_place(before[1], rest)
        compound = before is not None and before[1].lower() in COMPOUND and before[1][0].isupper()
        own = first.lower() in PEOPLE and not compound
        headed = before is not None and before[1][0].isupper() and before[1].lower() in OTHERS
        if (
            name.kind == "person"
            and (headed or " " in rest or (of_place and _PLACE_SHAPED.fullmatch(first)))
            and rest
            and not own
            and (first in others or of_place or _stands_for_place(text, first))
        ):
            yield replace(name, start=name.start + len(first) + 1)
        else:
            yield name


def _speaks(text: str, name: Name) -> bool:
    """Whether whoever is named says something: "Bupati Kediri Hanindhito berkata"."""
    behind = _BEHIND.match(text, name.end)
    return behind is not None and behind[1] in _SAYING


def _companies(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """A company has the capitals behind it, unless somebody may hold an office in it: "PT Pelayaran Damar Nusa"."""
    whole = [_with_capitals(text, name, after) for name, after in zip_longest(names, names[1:]) if name is not None]
    called = {text[name.start : name.end] for name in whole if _is_company(text, name)}
    floor = 0
    for name in whole:
        if name.start < floor:
            if name.kind != "person" or name.end <= floor:
                continue
            name = replace(name, start=floor + 1)
        longer = max((one for one in called if text.startswith(one, name.start)), key=len, default="")
        if longer and _is_company(text, name) and not text[name.start + len(longer) :][:1].isalnum():
            name = replace(name, end=max(name.end, name.start + len(longer)))
        floor = name.end
        yield name


def _with_capitals(text: str, name: Name, after: Name | None) -> Name:
    beside = after is not None and after.kind == "person" and after.start == name.end + 1
    held = not beside or not _is_company(text, name) or role_before(text, name.start) is not None
    return name if held or after is None else replace(name, end=after.end)


def _is_company(text: str, name: Name) -> bool:
    head = bare(text[name.start : name.end].split(" ")[0])
    return name.kind == "organisation" and head in _COMPANY_HEADS and " " in text[name.start : name.end]


def _stands_for_place(text: str, word: str) -> bool:
    """Whether a word is a country's or a town's elsewhere: "pemerintah Kastovia"."""
    start = text.find(f" {word}")
    while start >= 0:
        end = start + 1 + len(word)
        before = WORD_BEFORE.search(text, max(0, start - 24), start + 1)
        if before is not None and before[1].lower() in _PLACING and not _GOES_ON.match(text, end):
            return True
        start = text.find(f" {word}", end)
    return False


def _words(text: str, name: Name) -> list[str]:
    """The words of a name without brackets: a body is called by what they shorten, too."""
    return [word.strip("()") for word in text[name.start : name.end].split()]


def _moved(text: str, names: list[Name]) -> Iterator[Name]:
    """Known names at the end of a body go to the person who follows at once: "Bank Progo Paulina", "Haryanto"."""
    bodies = {text[name.start : name.end] for name in names if name.kind != "person"} | BODIES_AND_PLACES
    for place, name in enumerate(names):
        after = names[place + 1] if place + 1 < len(names) else None
        before = names[place - 1] if place else None
        if after is not None and name.kind != "person" and after.kind == "person" and after.start == name.end + 1:
            yield replace(name, end=_without_people(text, name, bodies))
        elif before is not None and name.kind == "person" and before.kind != "person" and name.start == before.end + 1:
            cut = _without_people(text, before, bodies)
            yield replace(name, start=cut + 1 if cut < before.end else name.start)
        else:
            yield name


def _without_people(text: str, name: Name, bodies: Container[str]) -> int:
    """Where a body ends without the known names at its end; it keeps its first two words, or what is a body itself."""
    words = text[name.start : name.end].split(" ")
    end = name.end
    if is_balinese(text, end - 1):
        words.pop()  # "BPBD Lontar I" before "Wayan Sudirta"
        end -= 2
    for count in range(min(len(words) - 1, _LONGEST_BODY), 0, -1):
        head = " ".join(words[:count])
        if head in bodies and all(
            word.istitle() and word[0] != "(" and bare(word) not in NO_NAME for word in words[count:]
        ):
            return name.start + len(head)
    doubted = name.kind == "place" and name.score < _SURE and bare(words[0]) in _ONLY_PLACES and len(words) > 1
    if doubted and all(word.istitle() and bare(word) not in _NOT_OWN for word in words[1:]):
        return name.start + len(words[0])
    for count in range(len(words) - 1, 1, -1):
        if bare(words[count - 1]) in DIRECTIONS and not any(bare(word) in NO_NAME for word in words[count:]):
            return name.start + len(" ".join(words[:count]))  # "BPBD Jawa Tengah Romsul"
    while len(words) > 2 and bare(words[-1]) in _OWN:
        end -= len(words.pop()) + 1
    return end


def _of_place(before: str, rest: str) -> bool:
    """Whether a place or what a body is called stands before a name: "Bupati Giriwana Retno", "Komisi Fatwa Retno"."""
    if before[0].isupper() and before.lower() in OTHERS | COMPOUND:
        return True
    return before.lower() in OF_PLACE and (" " in rest or rest.lower() in PEOPLE)


def _seat(spelled: str, before: str, people: Container[str]) -> str | None:
    """A place that is known, behind an office of it and before a name in one span: "Bupati Natuna Ridlo Lontar"."""
    words = spelled.split(" ")
    count = next((place for place, word in enumerate(words) if word.lower() not in PLACES), len(words))
    if count == 1 and words[0].lower() in COMPOUND and len(words) > 2:
        count = 2  # "Wali Kota Bandar Lontara Siti Aminah"
    rest = [word.lower() for word in words[count:]]
    if not count or before.lower() not in OF_PLACE or not OTHERS.isdisjoint(rest):
        return None
    named = len(rest) > 1 or (bool(rest) and words[-1] in people)
    named = named and all(word[:1].isupper() and not word.isupper() for word in words[count:])
    named = named and PLACES.isdisjoint(rest)
    return " ".join(words[:count]) if named else None


def _body(spelled: str, people: Container[str]) -> str | None:
    """A body or place that is known and stands before a name in one span: "Gedung Putih Jen Psaki".

    Before one word only where that is one of the `people` whom the article names.
    """
    words = spelled.split(" ")
    for count in range(min(len(words) - 1, _LONGEST_BODY), 0, -1):
        head = " ".join(words[:count])
        if (head in BODIES_AND_PLACES or head.lower() in WORLD) and all(
            word[:1].isupper() and not word.isupper() for word in words[count:]
        ):
            rest = [word.lower() for word in words[count:]]
            named = (len(rest) > 1 or words[-1] in people) and " ".join(words[count:]) not in BODIES_AND_PLACES
            return head if PLACES.isdisjoint(rest) and OTHERS.isdisjoint(rest) and named else None
    return None


def _kind_of(body: str) -> NameKind:
    return "place" if body in KNOWN["place"] or body.split(" ")[0].lower() in PLACES else "organisation"
