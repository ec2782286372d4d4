"""What changed in a text: two versions come in, the paragraphs that differ go out, as words gone, new and the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

#: Longer paragraphs are shown around their first difference only: word by word, 10,000 of them would take minutes.
WORDS = 300
AROUND = 160
#: Paragraphs shown of one edit.
SHOWN = 6


class Piece(NamedTuple):
    """Words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def changes(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs that differ, in order, at most SHOWN of them; an empty last one says that there are more."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[list[Piece]] = []
    for _, first, last, start, end in _differences(old, new):
        for n in range(max(last - first, end - start)):
            left = old[first + n] if first + n < last else ""
            right = new[start + n] if start + n < end else ""
            if len(found) == SHOWN:
                return [*found, []]
            found.append(list(_words(left, right)))
    return found


def _differences(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [block for block in matcher.get_opcodes() if block[0] != "equal"]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if max(len(old), len(new)) > WORDS:
        yield from _around(before, after)
        return
    at = 0
    for kind, first, last, start, end in _differences(old, new):
        del kind
        if start > at:
            yield Piece("same", "".join(new[at:start]))
        if last > first:
            yield Piece("gone", "".join(old[first:last]))
        if end > start:
            yield Piece("new", "".join(new[start:end]))
        at = end
    if at < len(new):
        yield Piece("same", "".join(new[at:]))


def _around(before: str, after: str) -> Iterator[Piece]:
    """The first difference of two long paragraphs with a little of what stands around it."""
    pairs = enumerate(zip(before, after, strict=False))
    at = next((n for n, (left, right) in pairs if left != right), min(len(before), len(after)))
    start = max(0, at - AROUND)
    yield Piece("same", ("…" if start else "") + after[start:at])
    for kind, text in (("gone", before), ("new", after)):
        if text[at:]:
            yield Piece(kind, text[at : at + AROUND] + ("…" if len(text) > at + AROUND else ""))  # type: ignore[arg-type]
