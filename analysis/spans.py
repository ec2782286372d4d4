"""Stretches of a text that are taken: a place comes in, those that reach over it go out, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_STEP = 64


class Spans:
    """Stretches by where they are, so that none is compared with all."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._at: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take a stretch."""
        for place in range(start // _STEP, end // _STEP + 1):
            self._at[place].add((start, end))

    def remove(self, start: int, end: int) -> None:
        """Let go of a stretch."""
        for place in range(start // _STEP, end // _STEP + 1):
            self._at[place].discard((start, end))

    def over(self, start: int, end: int) -> list[tuple[int, int]]:
        """Those that have a character in common with a stretch, in order."""
        found = {
            span
            for place in range(start // _STEP, end // _STEP + 1)
            for span in self._at.get(place, ())
            if span[0] < end and span[1] > start
        }
        return sorted(found)
