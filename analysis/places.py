"""Where it happened: an article comes in, the provinces, regencies and cities that it names go out, one as the event's.

Names are matched with their capitals, the longest first. A name that is a word too ("Serang", "Batu", "Medan") counts
only where something else says that a place is meant; "Kabupaten X" and "Kota X" decide between twins; a street, an
office or a club is a mention and never the event's place, nor is where a person is from. The event's place is the
dateline's, else the first of the first sentence, else the one named most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlite_utils import Database

from analysis import gazetteer
from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.gazetteer import Level, Region
from analysis.lexicon import read_lexicon
from analysis.text import sentences

Role = Literal["event", "mentioned"]
PlaceRule = Literal["dateline", "full", "name", "context", "street", "body"]

_LEXICON = read_lexicon("placing")
_ORDINARY = frozenset(name.strip() for name in " ".join(_LEXICON["ordinary"].split()).split(";"))
_INTRODUCERS, _STREET, _BODIES = (frozenset(_LEXICON[key].split()) for key in ("introducers", "street", "bodies"))
_BEHIND, _DISHES, _ABROAD = (frozenset(_LEXICON[key].split()) for key in ("behind", "dishes", "abroad"))
#: Whose place follows, across capitals: "asal Kabupaten Sleman, ", "warga RT 03/RW 05 Kelurahan Lontar, Kota ".
_ORIGIN = re.compile(
    rf"\b(?i:{'|'.join(one.strip() for one in _LEXICON['origins'].split(';'))}) (?:[A-Z0-9][\w./’'-]*,? |dan )*$"
)
#: How far back of a place the word is that tells so.
_ORIGIN_REACH = 120
#: A city, and a word of other names: of Jakarta's police, of broadcasters.
_METRO, _LAMPUNG = "Metro", "Lampung"
_LEVELS: dict[Level, frozenset[str]] = {
    "regency": frozenset(_LEXICON["regency"].split()),
    "city": frozenset(_LEXICON["city"].split()),
    "province": frozenset(_LEXICON["province"].split()),
}
_CAPITAL = re.compile(r"(?<![\w-])[A-Z0-9][\w'’]*(?:-[A-Z][\w'’]*)?")
_NEXT = re.compile(r" ([A-Z][\w'’]*(?:-\w+)?|dan|Una-Una|Una-una)")
#: A part of Jakarta is called like a regency of elsewhere.
_JAKARTA, _IN_JAKARTA = "31", re.compile(r",\s(?:Kota\s)?Jakarta\s(?:Selatan|Utara|Barat|Timur|Pusat)\b")
#: Where a school is, and whoever teaches there, is not where what they speak of happened.
_SCHOOL = re.compile(r"\b(?:Universitas|Institut|Politeknik|UIN|IAIN)(?:\s[A-Z][\w’'-]*){1,5}(?:\s\([A-Z]+\))?,?\s$")
_BEFORE = re.compile(r"([\w@#]+)\.?[ \n]$")
_HEAD = re.compile(r"^\W{0,3}(?P<words>[^\n]{3,60}?)\s*(?:--|[-–—|])\s")
_FOLLOWS = re.compile(r"(?:,| \() ?([A-Z][\w ]{2,30})")
_MOST_WORDS = 6
#: How sure a mention is, by its rule; halved where twins share the bare name.
_SCORES: dict[PlaceRule, float] = {
    "dateline": 0.95, "full": 0.95, "name": 0.9, "context": 0.7, "street": 0.4, "body": 0.5,
}  # fmt: skip
#: Which of the regions of one bare name is meant: people say Bandung for the city and Jambi for the province.
_PREFERRED: tuple[Level, ...] = ("province", "city", "regency")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A region that an article names; `start` and `end` are None where only the dateline does, which is in no text.

    `origin` is where somebody is from.
    """

    name: str
    code: str
    level: Level
    role: Role = "mentioned"
    start: int | None = None
    end: int | None = None
    rule: PlaceRule
    score: float
    origin: bool = False


def find(clipping: Clipping) -> tuple[Place, ...]:
    """The regions that an article names, in the order of the text; at most one is the event's."""
    named = list(_mentions(clipping.text))
    at_head = _dateline(clipping)
    if at_head is not None:
        named = [at_head, *(one for one in named if one.start is None or one.start != at_head.start)]
    event = _event(named, clipping.text)
    return tuple(replace(one, role="event") if one is event else one for one in named)


def _event(named: Sequence[Place], text: str) -> Place | None:
    if named and named[0].rule == "dateline":
        return named[0]
    able = [one for one in named if one.rule not in ("street", "body") and not one.origin]
    first = next((sentence.end for sentence in sentences(text)), 0)
    opening = [one for one in able if one.start is not None and one.start < first]
    if opening:  # "di Agam, Sumatera Barat": the narrower of the two
        inner = [one for one in opening if one.level != "province" and one.code[:2] == opening[0].code[:2]]
        return inner[0] if inner else opening[0]
    counts = Counter(one.code for one in able)
    return max(able, key=lambda one: counts[one.code], default=None)


def _dateline(clipping: Clipping) -> Place | None:
    """The place that the story is sent from: from the page's dateline, or before the first dash of the text."""
    if clipping.dateline:
        regions = _of_dateline(clipping.dateline)
        return _place(regions, None, None, "dateline") if regions else None
    head = _HEAD.match(clipping.text)
    if head is None:
        return None
    for part in re.finditer(r"[^,(|]+", head["words"]):
        words = part[0].strip(" .)")
        regions = gazetteer.folded().get(words.lower(), ())
        if regions:
            start = head.start("words") + part.start() + part[0].index(words)
            return _place(regions, start, start + len(words), "dateline")
    return None


def _of_dateline(dateline: str) -> tuple[Region, ...]:
    parts = (part.strip(" .)-–—") for part in re.split(r"[,(|]", dateline))
    return next((found for part in parts if (found := gazetteer.folded().get(part.lower(), ()))), ())


def _mentions(text: str) -> Iterator[Place]:
    index, at = gazetteer.index(), 0
    for capital in _CAPITAL.finditer(text):
        if capital.start() < at or capital[0] not in index:
            continue
        words, ends = [capital[0]], [capital.end()]
        while len(words) < _MOST_WORDS and (found := _NEXT.match(text, ends[-1])):
            words.append(found[1])
            ends.append(found.end())
        count, regions = gazetteer.longest(words)
        if not count:
            continue
        at = ends[count - 1]
        behind = words[count] if len(words) > count else ""
        place = _judged(text, capital.start(), at, regions, behind=behind)
        if place is not None:
            origin = _ORIGIN.search(text[max(0, capital.start() - _ORIGIN_REACH) : capital.start()]) is not None
            yield replace(place, origin=origin)


def _judged(text: str, start: int, end: int, regions: tuple[Region, ...], *, behind: str) -> Place | None:
    """What a matched name is by what stands around it, such as the word right behind; None where it is no place."""
    name, before = text[start:end], _before(text, start)
    lower, followed = before.lower(), behind[:1].isupper()
    if lower in _DISHES or behind.lower() in _ABROAD or (name == _METRO and followed and behind != _LAMPUNG):
        return None
    if _IN_JAKARTA.match(text, end) and all(region.code[:2] != _JAKARTA for region in regions):
        return None  # "Manggarai, Jakarta Selatan" is no regency of Flores
    level = next((level for level, words in _LEVELS.items() if lower in words), None)
    fitting = tuple(region for region in regions if region.level == level) if level else ()
    if lower in _STREET:
        return _place(regions, start, end, "street") if name not in _ORDINARY else None
    if lower in _BODIES or (behind.lower() in _BEHIND and name not in _ORDINARY):
        return _place(fitting or regions, start, end, "body")
    if fitting:
        return _place(fitting, start, end, "full")
    named = before[:1].isupper() and lower not in _INTRODUCERS and not _opens(text, start - len(before) - 1)
    if name in _ORDINARY:
        explained = _is_explained(text, end, regions)
        sure = explained if explained is not None else lower in _INTRODUCERS and not followed and not named
        return _place(regions, start, end, "context") if sure else None
    of_body = (named and not _is_region(before)) or _SCHOOL.search(text, max(0, start - 80), start) is not None
    return _place(regions, start, end, "body" if of_body else "name")


def _before(text: str, start: int) -> str:
    """The word right before, across a space; "" where a mark or the text's beginning stands there."""
    found = _BEFORE.search(text[max(0, start - 30) : start])
    return found[1] if found else ""


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins there: its capital says nothing."""
    before = text[:start].rstrip(" \n\"“‘'")
    return not before or before[-1] in ".!?:\n" or text[:start].endswith("\n")


def _is_region(word: str) -> bool:
    return any(word in name[0] for name in gazetteer.index().get(word, ()))


def _is_explained(text: str, end: int, regions: Sequence[Region]) -> bool | None:
    """Whether the province that follows is one of theirs ("Batu, Jawa Timur"); None where none follows."""
    after = _FOLLOWS.match(text, end)
    found = gazetteer.longest(after[1].split())[1] if after else ()
    return any(region.province == other.province for region in regions for other in found) if found else None


def _place(regions: Sequence[Region], start: int | None, end: int | None, rule: PlaceRule) -> Place:
    chosen = min(regions, key=lambda region: (_PREFERRED.index(region.level), region.code))
    score = _SCORES[rule] * (1.0 if len(regions) == 1 else 0.5)
    return Place(
        name=chosen.name, code=chosen.code, level=chosen.level, start=start, end=end, rule=rule, score=round(score, 3)
    )


def _begin(db: Database) -> Run:
    def run(units: Sequence[Unit]) -> None:
        rows = [
            (one.id, number, found.name, found.code, found.level, found.role, found.start, found.end, found.rule,
             found.score)
            for one in clippings(db, units)
            for number, found in enumerate(find(one), 1)
        ]  # fmt: skip
        db.conn.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    return run


_UNITS = """
SELECT id AS unit, 0 AS rank, text_hash || title_hash || ' ' || coalesce(dateline, '') AS digest
FROM articles INDEXED BY articles_read
"""

ANALYSIS = Analysis(
    name="places",
    version=f"3.{_LEXICON['version']}.{gazetteer.version()}",
    units=_UNITS,
    tables={"places": "article_id"},
    begin=_begin,
)
