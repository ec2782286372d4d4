"""Charts without script, of the report and of the room: rows or days with values come in.

Out goes inline SVG that says what it shows, or places in percent for a template to draw. Axes begin at nought, days
stand at equal distances, and a day of which nothing is known is hatched, not low.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

Row = Mapping[str, Any]

WIDTH, LEFT, RIGHT, TOP, GAP, BELOW = 720, 44, 8, 16, 22, 22
#: A label needs so many pixels on the axis of days.
LABEL = 62
MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A row of bars: what they count, one value a day, and how high it is drawn. No value: not known."""

    title: str
    values: Mapping[date, float]
    height: int = 110
    kind: str = "main"


def picture(days: Sequence[date], panels: Sequence[Panel], told: str) -> Markup:
    """Panels one below the other over the same days; `told` says in words what the picture shows."""
    height = TOP + sum(panel.height + GAP for panel in panels) - GAP + BELOW
    parts = [
        Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" class="chart">').format(WIDTH, height, told),
        Markup("<title>{}</title>").format(told),
        Markup('<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse">'
               '<path d="M0 6 6 0" stroke="#999" stroke-width="1"/></pattern></defs>'),
    ]  # fmt: skip
    top = TOP
    for panel in panels:
        parts.append(_panel(days, panel, top))
        top += panel.height + GAP
    parts.append(_dates(days, top - GAP + 14))
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _panel(days: Sequence[date], panel: Panel, top: int) -> Markup:
    ceiling, step = scale(max(panel.values.values(), default=0))
    base = top + panel.height
    parts = [Markup('<text x="{}" y="{}" class="name">{}</text>').format(LEFT, top - 4, panel.title)]
    for n in range(round(ceiling / step) + 1):
        y = round(base - panel.height * n * step / ceiling, 1)
        parts.append(
            Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="grid"/>').format(LEFT, WIDTH - RIGHT, y, y)
            + Markup('<text x="{}" y="{}" class="tick">{}</text>').format(LEFT - 5, y + 4, number(n * step))
        )
    along = WIDTH - LEFT - RIGHT
    for day, (left, wide) in zip(days, stands(len(days)), strict=True):
        x, width = round(LEFT + along * left, 1), round(along * wide, 1)
        value = panel.values.get(day)
        drawn = panel.height if value is None else round(panel.height * value / ceiling, 1)
        kind, said = ("unknown", "tidak ada data") if value is None else (panel.kind, number(value))
        parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"><title>{}: {}</title></rect>').format(
                x, round(base - drawn, 1), width, drawn, kind, short_day(day), said
            )
        )
    return Markup("").join(parts)


def _dates(days: Sequence[date], y: int) -> Markup:
    """As many days as there is room for, the last one always."""
    if not days:
        return Markup("")
    each = (WIDTH - LEFT - RIGHT) / len(days)
    every = max(1, -(-LABEL // int(each or 1)))
    shown = [n for n in range(len(days)) if (len(days) - 1 - n) % every == 0]
    return Markup("").join(
        Markup('<text x="{}" y="{}" class="day">{}</text>').format(
            round(LEFT + (n + 0.5) * each, 1), y, short_day(days[n])
        )
        for n in shown
    )


def scale(most: float) -> tuple[float, float]:
    """Where an axis that begins at nought ends, and its step: 1, 2 or 5 times a power of ten, at most five of them."""
    steps = (digit * 10**power for power in range(12) for digit in (1, 2, 5))
    step = next(step for step in steps if most <= 5 * step)
    return max(step * -(-most // step), step), step


def number(value: float) -> str:
    """A number as Indonesians write it: 1.234,5."""
    text = f"{value:,.1f}" if value != int(value) else f"{int(value):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def short_day(day: date) -> str:
    """A day as on an axis: 21 Jun."""
    return str(escape(f"{day.day} {MONTHS[day.month - 1]}"))


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
    stand = stands(len(rows))
    return [
        Bar(left=round(100 * left, 2), width=round(100 * width, 2), height=round(100 * row[column] / most, 2), row=row)
        for (left, width), row in zip(stand, rows, strict=True)
    ]


def stands(count: int) -> list[tuple[float, float]]:
    """Where bars stand on an axis of length 1, and how wide: a fifth of each one's room is left between."""
    each = 1 / max(count, 1)
    return [(n * each + each * 0.1, each * 0.8) for n in range(count)]


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
