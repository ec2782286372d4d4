"""Charts as values: what a template draws with a few rectangles and dots, without script.

Comes in: rows. Goes out: places in percent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A day's bar: where it stands, how high it is of a hundred, and what it shows."""

    left: float
    width: float
    height: float
    row: Row


def bars(rows: Sequence[Row], column: str) -> list[Bar]:
    """One bar a row, the highest filling the height; the axis begins at nought."""
    most = max((row[column] for row in rows), default=0) or 1
    step = 100 / max(len(rows), 1)
    return [
        Bar(left=round(n * step, 2), width=round(step * 0.8, 2), height=round(100 * row[column] / most, 2), row=row)
        for n, row in enumerate(rows)
    ]


@dataclass(frozen=True, kw_only=True)
class Dot:
    """An article on its outlet's lane."""

    left: float
    row: Row


def lanes(rows: Sequence[Row]) -> dict[str, list[Dot]]:
    """A lane an outlet, in the order in which they came to the story; the first article at 2 %, the last at 98 %."""
    moments = [datetime.fromisoformat(row["at"]).timestamp() for row in rows]
    first, span = min(moments, default=0.0), (max(moments, default=0.0) - min(moments, default=0.0)) or 1.0
    found: dict[str, list[Dot]] = {}
    for row, moment in zip(rows, moments, strict=True):
        found.setdefault(row["outlet"], []).append(Dot(left=round(2 + 96 * (moment - first) / span, 2), row=row))
    return found
