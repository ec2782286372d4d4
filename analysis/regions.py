"""Regions and countries of several words in a text: names come in, and go out with those places whole. Pure.

"Bupati Hulu Sungai Tengah Samsul Rizal", "Duta Besar Amerika Serikat Caroline Whitford": the tables know where the
place ends, and behind an office of it begins whoever holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from analysis.edges import DAYS, KNOWN, NO_NAME, WORD_BEFORE, bare
from analysis.gazetteer import index
from analysis.names import Name
from analysis.roles import role_before
from analysis.spans import Spans

_CAPITAL = re.compile(r"(?<![\w-])[A-Z][\w'’]+")
#: Offices that a region follows, and what a region is called; "Wali Kota" is the office.
_OFFICES = frozenset(
    [
        "bupati",
        "walikota",
        "wabup",
        "wawali",
        "gubernur",
        "wagub",
        "kapolres",
        "kapolresta",
        "kapolda",
        "dandim",
        "kajari",
    ]
)
_OF_REGION = frozenset(["kota", "kabupaten", "kab", "provinsi"])
_ONLY_CAPITALS = re.compile(r"(?:[A-Z][\w'’.-]* )+")


#: Countries and the like, by whose name no regency is called.
_COUNTRIES = frozenset(name for name in KNOWN["place"] if " " in name)


@cache
def _regions() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of several words, by the first one, the longest first."""
    several = {first: [words for words, _ in names if len(words) > 1] for first, names in index().items()}
    for name in _COUNTRIES:
        words = tuple(name.split(" "))
        several.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in several.items() if names}


def in_regions(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, with each region whole that an office stands before or that a part of was taken for a place."""
    found = {(name.start, name.end): name for name in names}
    taken = Spans(found)
    for start, end in _spans(text):
        before = WORD_BEFORE.search(text, max(0, start - 24), start)
        head = bare(before[1]) if before else ""
        country = text[start:end] in _COUNTRIES
        office = head in _OFFICES or (head == "kota" and text.endswith("Wali Kota ", 0, start))
        office = office or (country and role_before(text, start) is not None)
        over = [found[span] for span in taken.over(start, end)]
        whole = any(name.kind != "person" and name.start <= start and end <= name.end for name in over)
        if whole and (not office or any(name.start < start for name in over)):
            continue
        exact = any((name.start, name.end) == (start, end) for name in over)  # nobody is called "Banda Aceh"
        if not (office or country or exact or head in _OF_REGION) and not any(name.kind == "place" for name in over):
            continue
        if country and any(name.kind == "organisation" and name.start == start for name in over):
            continue  # "Amerika Serikat Rugby"
        if any((name.kind == "organisation" and not country) or name.start < start for name in over):
            continue
        for name in over:
            del found[name.start, name.end]
            taken.remove(name.start, name.end)
        rest = [replace(name, start=end + 1, kind="person") for name in over if office and name.end > end + 1]
        holder = rest[0] if rest else _holder(text, end, names) if office else None
        if holder is not None:
            old = next((name for name in names if name.end == holder.end), None)
            if old is not None and found.pop((old.start, old.end), None) is not None:
                taken.remove(old.start, old.end)
            found[holder.start, holder.end] = holder
            taken.add(holder.start, holder.end)
        found[start, end] = Name(start=start, end=end, kind="place", score=0.95)
        taken.add(start, end)
    return sorted(found.values(), key=lambda name: name.start)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for word in _CAPITAL.finditer(text):
        if word.start() < last or word[0] not in _regions():
            continue
        for words in _regions()[word[0]]:
            name = " ".join(words)
            end = word.start() + len(name)
            if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
                last = end
                yield word.start(), end
                break


def _holder(text: str, end: int, names: Sequence[Name]) -> Name | None:
    """The person behind a region, over capitals that were not taken for the name."""
    name = next((one for one in names if one.start > end), None)
    if name is None or name.kind != "person" or text[end : end + 1] != " ":
        return None
    between = text[end + 1 : name.start]
    if between and not _ONLY_CAPITALS.fullmatch(between):
        return None
    if any(bare(word) in NO_NAME | DAYS for word in between.split()):
        return None
    return replace(name, start=end + 1)
