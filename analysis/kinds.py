"""What is called like a person and is none: names come in, streets, hospitals and labels among them set right. Pure.

The words beside tell: "Jalan Jenderal Sudirman", "RSUD Dr. Soetomo", "Nada Melayu Records", and a place stands among
places. Ships, dances and cups are no names here at all.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from analysis.cues import CERTAIN
from analysis.described import is_medium
from analysis.edges import (
    AGED,
    HONORIFICS,
    OF_PLACE,
    PEOPLE,
    PLACES,
    ROLES,
    TITLES,
    WORD_BEFORE,
    bare,
    is_ordinary,
    starts_sentence,
)
from analysis.gazetteer import index
from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind
from analysis.speech import CUES, word_set
from analysis.text import written_small

_LISTS = read_lexicon("kinds")
_KINDS: dict[str, NameKind | None] = {"place": "place", "organisation": "organisation", "none": None}
_BEFORE = {word.replace("_", " "): kind for key, kind in _KINDS.items() for word in _LISTS[f"{key}_before"].split()}
_BEHIND = {word: kind for key, kind in _KINDS.items() for word in _LISTS.get(f"{key}_behind", "").split()}
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'’-]* $")
_WORDS_BEFORE = re.compile(r"((?:[\w.'’-]+ ){1,6})$")
_DIRECTION = re.compile(r"\b(?:di|ke|dari|kawasan|wilayah) (?:[A-Z][\w-]* )?$")
_LEAD = re.compile(r"([\w-]+) [“\"]?$")
_GOES_ON = re.compile(r"[\w-]| [A-Z]")
_LABELLED, _TITLED = (frozenset(_LISTS[key].split()) for key in ("labelled", "titled"))
#: Names that are words of a predicate too.
_DOUBTED = PEOPLE & word_set("predicate")
_SAYING = word_set("say", "ask", "deny", "comment")
_WORD_BEHIND = re.compile(r" ([a-z]+)")
_NETWORKS = frozenset(word.replace("_", " ") for word in _LISTS["network"].split())
_WHERE = frozenset(["di", "ke", "dari", "lewat", "melalui", "via", "akun", "medsos", "sosial", "halaman", "kompleks"])
_NO_NAMES = frozenset(f"{_LISTS['creed']} {_LISTS['abbreviation']}".split())
_SHIPS, _STORMS, _PEOPLES = (frozenset(_LISTS[key].split()) for key in ("ship", "storm", "people"))
#: Before a medium: "seperti dikutip Bangkok Courier".
_QUOTED = re.compile(
    r"\b(?:(?:dikutip|dilansir|mengutip|melansir)(?: (?:dari|oleh))?|harian|koran|majalah|tabloid|kantor berita) $"
)
_HEADED = frozenset(_LISTS["place_head"].split()) | frozenset(_LISTS["place_before"].split())
#: Before both ends of a way: "lintas Nawang-Arumbai".
_ROUTE = re.compile(r"\b(?:lintas|rute|trayek|[Pp]enyeberangan|ruas|poros) $")
_SANG = re.compile(r"Sang (?:" + "|".join(ROLES["balinese"].split()) + r")\b")
_JOINTS = frozenset([", ", " dan ", ", dan ", " serta ", ", serta ", " atau "])
#: Before whoever lives somewhere: "warga Lontara dan Wanasepi".
_OF_PEOPLE = re.compile(r"\b(?:warga|penduduk)(?: dari)? (?:[A-Z]\w+ dan )?$")
_OFFICES = frozenset(head.partition("_")[0] for head in ROLES["office"].split())
#: A person as sure as this keeps a first word that news prints small elsewhere: "Bintang", "Melati".
_SURE = 0.9


def kinds_of(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The names with the kinds that the words beside them tell, without those that are of none."""
    holders = {name.start for name in names if name.kind == "person"}
    alone = {text[name.start : name.end] for name in names if name.kind == "person"}
    listed = -1  # where a place of a list ended
    for place, name in enumerate(names):
        if text[name.start : name.end].lower() in _NO_NAMES:
            continue
        if name.kind != "person":
            if (told := _told_by_place(text, name)) is not None:
                listed = told.end if told.kind == "place" else listed
                yield told
            continue
        if _is_listed(text, name, listed) or _ROUTE.search(text, max(0, name.start - 24), name.start):
            listed = name.end
            yield replace(name, kind="place")
            continue
        spelled = text[name.start : name.end]
        leading = set() if any(bare(word) in PEOPLE for word in spelled.split(" ")) else _before_all(text, spelled)
        if AGED.match(text, name.end):
            leading = set()  # "Ponsel Halima Iha (63)"
        if not _LABELLED.isdisjoint(leading):
            yield replace(name, kind="organisation")
        if not (_LABELLED | _TITLED).isdisjoint(leading):
            continue
        lone = " " not in spelled and bare(spelled) not in PEOPLE
        if lone and is_medium(spelled):
            yield replace(name, kind="organisation")
            continue
        if lone and (_of_place(text, name, holders) or (spelled.lower() in PLACES and not _speaks(text, name))):
            yield replace(name, kind="place")
            continue
        if " " in spelled and spelled.split(" ")[0] in alone:
            yield name  # who is called by that word alone is a person
            continue
        found = _headed(text, name, names[place - 1].end if place else 0)
        if found is None:
            continue
        if found.kind == "person" and _among_places(text, names, place):
            found = replace(found, kind="place")
        yield found


def _is_listed(text: str, name: Name, listed: int) -> bool:
    """Whether an unknown word that the model is unsure of stands among places: "warga Kesit, Lontara, dan Wanasepi"."""
    spelled = text[name.start : name.end]
    if " " in spelled or bare(spelled) in PEOPLE or name.score >= _SURE or _speaks(text, name):
        return False
    before = text[max(0, name.start - 40) : name.start]
    return (listed > 0 and text[listed : name.start] in _JOINTS) or _OF_PEOPLE.search(before) is not None


def _speaks(text: str, name: Name) -> bool:
    """Whether a name is that of somebody who says something, or has a title or an age."""
    before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
    behind = _WORD_BEHIND.match(text, name.end)
    said = (before is not None and bare(before[1]) in CUES | HONORIFICS) or (
        behind is not None and behind[1] in _SAYING
    )
    return said or name.score >= CERTAIN or AGED.match(text, name.end) is not None


def _is_somebody(text: str, name: Name) -> bool:
    """Whether a place that nobody knows says something or has a title: "kata Wisanggeni"."""
    words = text[name.start : name.end].split(" ")
    known = any(bare(word) in PLACES for word in words) or bare(words[0]) in _HEADED or words[0] in index()
    before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
    return not known and before is not None and bare(before[1]) in CUES | HONORIFICS


def _told_by_place(text: str, name: Name) -> Name | None:
    """A body as a place where something happens in its house, or as no name where it is a network or a rate."""
    spelled = text[name.start : name.end]
    if spelled.endswith(" Rate") or text.startswith(" Rate", name.end):
        return None  # "BI Rate"
    before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
    first = spelled.partition(" ")[0]
    if (first.isupper() and first.lower() in _SHIPS) or first.lower() in _STORMS:
        return None
    if name.kind == "place" and before is not None and before[1].lower() in _PEOPLES:
        return None  # "bahasa Makassar"
    if name.kind == "place" and _is_somebody(text, name):
        return replace(name, kind="person")
    if (
        name.kind == "place"
        and spelled.lower() not in PLACES
        and _QUOTED.search(text, max(0, name.start - 40), name.start)
    ):
        return replace(name, kind="organisation")
    where = before is not None and before[1].lower() in _WHERE
    if where and spelled.lower() in _NETWORKS:
        return None
    house = where and name.kind == "organisation" and spelled.startswith("Istana ")
    return replace(name, kind="place") if house else name


def _before_all(text: str, spelled: str) -> set[str]:
    """The words before a name wherever it stands by itself."""
    found, start = set(), text.find(spelled)
    while start >= 0:
        before = _LEAD.search(text, max(0, start - 24), start)
        if before is not None and not _GOES_ON.match(text, start + len(spelled)):
            found.add(before[1].lower())
        start = text.find(spelled, start + len(spelled))
    return found


def _headed(text: str, name: Name, floor: int) -> Name | None:
    """The name, of another kind where a word before or in it tells; None where it is no name."""
    words = text[name.start : name.end].split(" ")
    first, last = bare(words[0]), bare(words[-1])
    if len(words) > 1 and last in _BEHIND and last not in PEOPLE:
        return _as(name, _BEHIND[last])
    if first == "yang":
        return None  # "Yang Mulia"
    if len(words) == 1 and first in _DOUBTED and _is_word(text, name):
        return None
    if first not in PEOPLE and first not in _BEFORE and is_ordinary(words[0]) and not _SANG.match(text, name.start):
        behind = _CAPITAL_BEFORE.search(text, max(floor, name.start - 30), name.start) is not None
        if len(words) > 1 and (behind or any(bare(word) in PEOPLE for word in words[1:])):
            return _headed(text, replace(name, start=name.start + len(words[0]) + 1), floor)
        if name.score < _SURE or (len(words) == 1 and written_small(text, words[0])):
            return None
    if (len(words) > 1 or name.score <= CERTAIN) and all(
        bare(word) not in PEOPLE and (bare(word) in TITLES or is_ordinary(word)) for word in words
    ):
        return None
    for place, word in enumerate(words[1:-1], 1):
        if _BEFORE.get(word.lower()) == "place" and bare(word) not in PEOPLE:
            return replace(name, start=name.start + len(" ".join(words[:place])) + 1, kind="place")
    if any(len(word) > 2 and word.isupper() and word.isalpha() for word in words[1:-1]) and not name.score > 0.98:
        return None  # an office with the letters of its body: "Rais Syuriah PCNU Lontar"
    if len(words) > 1 and first not in PEOPLE and first in _BEFORE:
        return _as(name, _BEFORE[first])
    before = _WORDS_BEFORE.search(text, max(floor, name.start - 60), name.start)
    if before is None:
        return name
    start, leading = before.start(1), before[1].split()
    own = name.start
    while leading and bare(leading[-1]) in HONORIFICS | {"m", "cak", "sultan", "pangeran", "raden"}:
        own -= len(leading.pop()) + 1
    for count in (2, 1):
        head = " ".join(leading[-count:])
        if len(leading) < count or head.lower() not in _BEFORE or not head[0].isupper():
            continue
        if len(leading) > count and bare(leading[-count - 1]) in _OFFICES:
            return name  # "Kepala Stasiun Gambir …"
        kind = _BEFORE[head.lower()]
        if kind == "organisation" and len(words) > 2:
            return name  # of a university and a person
        return _as(replace(name, start=own - len(head) - 1 if kind else name.start), kind)
    return name if start >= 0 else None


def _is_word(text: str, name: Name) -> bool:
    """Whether a name that is a word too is the word here: "Sabar menjadi kunci", where nobody is called so amid one."""
    spelled = text[name.start : name.end]
    behind = _WORD_BEHIND.match(text, name.end)
    said = behind is not None and behind[1] in _SAYING
    amid = re.search(rf"[a-z,] {re.escape(spelled)}\b", text) is not None
    return starts_sentence(text, name.start) and not said and not amid


def _of_place(text: str, name: Name, holders: Container[int]) -> bool:
    """Whether a word is where an office is, and its holder follows: "Gubernur Lontara, Ansyar", if only elsewhere."""
    before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
    if before is None or before[1].lower() not in OF_PLACE:
        return False
    places = re.finditer(rf"\b{before[1]} {re.escape(text[name.start : name.end])},? (?=[A-Z])", text)
    return any(place.end() in holders for place in places)


def _as(name: Name, kind: NameKind | None) -> Name | None:
    return None if kind is None else replace(name, kind=kind)


def _among_places(text: str, names: Sequence[Name], place: int) -> bool:
    """Whether a name stands in a list of places: "di Stadion Lontar, Hai Phong, Vietnam"."""
    name = names[place]
    words = text[name.start : name.end].split(" ")
    before = names[place - 1] if place else None
    if before is None or before.kind != "place" or text[before.end : name.start] != ", " or len(words) > 3:
        return False
    if any(bare(word) in PEOPLE for word in words):
        return False
    after = names[place + 1] if place + 1 < len(names) else None
    if after is not None and after.kind == "place" and text[name.end : after.start] == ", ":
        return True
    directed = (
        len(words) > 1
        and name.score < _SURE
        and _DIRECTION.search(text, max(0, before.start - 30), before.start) is not None
    )
    return (
        directed
        and re.match(r"(?:,|\.(?:\s|\Z))(?! (?:[a-z]+ (?:yang|itu)|\d))", text[name.end : name.end + 12]) is not None
    )
