"""Bodies that need no introduction: spans of names come in, and go out with those that the model did not see. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.edges import DAYS, KNOWN, PEOPLE, bare
from analysis.names import Name
from analysis.spans import Spans

#: No body in the name of what it sets: "BI Rate".
_BODIES = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(re.escape, KNOWN["organisation"]), key=lambda name: (-len(name), name)))
    + r")(?![\w-]| Rate\b)"
)
#: Bodies that have one in every town, and the town behind where nobody holds an office in them.
SEATED = frozenset(["KPU", "Bawaslu", "LBH", "MUI", "PMI", "Walhi", "Kadin", "BPBD", "DPRD", "PHDI", "Kontras", "KNPI"])
_SEAT = re.compile(r" ([A-Z][a-z]{3,})(?= (?:me|ber|di|akan|telah|sudah)[a-z]*\b)")


def known(text: str, names: list[Name]) -> Iterator[Name]:
    """The names, and bodies that need no introduction where the model did not see them; their kind is never in doubt.

    Places are not added: the annotation that is followed does not mark a country that acts (`analysis.names.HABIT`).
    """
    names = [replace(name, end=_seated(text, name.start, name.end)) for name in names]
    for name in names:
        spelled = text[name.start : name.end]
        kinds = [kind for kind, those in KNOWN.items() if spelled in those]
        yield replace(name, kind=kinds[0]) if len(kinds) == 1 else name
    taken = Spans((name.start, name.end) for name in names)
    for found in _BODIES.finditer(text):
        start, end = found.span()
        if not taken.over(start, end):
            seat = _seated(text, start, end)
            end = end if taken.over(end, seat) else seat
            yield Name(start=start, end=end, kind="organisation", score=0.5)


def _seated(text: str, start: int, end: int) -> int:
    """Where a body ends that has one in every town: behind the town, if the body does something: "KPU Wanasari"."""
    seat = _SEAT.match(text, end) if text[start:end] in SEATED else None
    return end if seat is None or bare(seat[1]) in PEOPLE or bare(seat[1]) in DAYS else seat.end()
