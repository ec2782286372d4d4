"""Long files divided among many: a file comes in, pieces by byte range go out; what was read of them comes in, and
which piece has to be read again goes out.

Where a record begins is not known from the middle of a file, only what looks like one: a page may hold what does, on
purpose. So each piece says where its first record began and where the one behind its last does. Only if these meet,
from the file's beginning on, was every record read once and nothing taken for a record that is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a file: records that begin from `start` on and before `end`; to the end of the file if that is None.

    `exact` says that a record is known to begin at `start`. Of kept pages (`kind` raw) they are numbers of captures.
    """

    file: str
    name: str
    size: int | None
    number: int = 0
    start: int = 0
    end: int | None = None
    exact: bool = True
    kind: Literal["warc", "raw"] = "warc"


@dataclass(frozen=True, kw_only=True)
class Seams:
    """Where the first record of a piece began, and where the next piece's does; None where the file has none there."""

    first: int | None
    next: int | None


def cut(whole: Piece, length: int) -> list[Piece]:
    """The pieces of a file, each of so many bytes; the first begins exactly, the others somewhere near."""
    if not whole.size or whole.size <= length:
        return [whole]
    starts = range(0, whole.size, length)
    exact = whole.kind == "raw"
    return [
        replace(
            whole,
            number=number,
            start=start,
            end=start + length if start + length < whole.size else None,
            exact=exact or start == 0,
        )
        for number, start in enumerate(starts)
    ]


def torn(pieces: Sequence[Piece], read: Mapping[int, Seams]) -> Piece | None:
    """The first piece of a file that did not begin where the one before it ended, as it has to be read again."""
    expected: int | None = 0
    for piece in pieces:
        seams = read[piece.number]
        if piece.number and piece.kind == "warc" and seams.first != expected:
            start = (piece.size or 0) if expected is None else expected
            return replace(piece, start=start, exact=True)
        expected = seams.next
    return None
