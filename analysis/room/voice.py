"""What the room says, in Indonesian or English: words out of `messages.toml`, and numbers, days and moments.

Comes in: the language and the values of a row. Goes out: text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

MESSAGES = Path(__file__).resolve().parent / "messages.toml"

Language = Literal["id", "en"]
LANGUAGES: dict[str | None, Language] = {"id": "id", "en": "en"}
ZONES = {"+07:00": "WIB", "+08:00": "WITA", "+09:00": "WIT"}


@cache
def read_messages(path: Path = MESSAGES) -> dict[str, dict[str, str]]:
    """Every message by its name, in both languages."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def choose_language(asked: str | None, accepted: str) -> Language:
    """The language that is asked for, else the first that the browser accepts and the room speaks, else Indonesian."""
    if asked in LANGUAGES:
        return LANGUAGES[asked]
    weighed = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, rest = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=(\d(?:\.\d+)?)\s*", rest)
        weighed.append((-float(weight[1]) if weight else -1.0, place, tag.partition("-")[0].lower()))
    for _, _, tag in sorted(weighed):
        if tag in LANGUAGES:
            return LANGUAGES[tag]
    return "id"


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One language, and how things are said in it."""

    language: Language

    def say(self, name: str, /, **values: Any) -> str:
        """A message with its values filled in."""
        return read_messages()[name][self.language].format(**values)

    def number(self, value: float | None) -> str:
        """A number with the marks of the language; nothing where it is not known."""
        if value is None:
            return "–"
        written = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
        return written.translate(str.maketrans(",.", ".,")) if self.language == "id" else written

    def percent(self, share: float) -> str:
        """A share as a percentage."""
        return f"{round(100 * share)}%" if self.language == "en" else f"{round(100 * share)} %"

    def day(self, value: str | None) -> str:
        """A date in words."""
        try:
            found = date.fromisoformat(value or "")
        except ValueError:
            return self.say("no_date")
        return f"{found.day} {self.say('months').split()[found.month - 1]} {found.year}"

    def weekday(self, value: str) -> str:
        """A date in words, with the day of the week before it."""
        return f"{self.say('weekdays').split()[date.fromisoformat(value).weekday()]}, {self.day(value)}"

    def moment(self, row: Mapping[str, Any]) -> str:
        """When an article was published: to the minute in the outlet's zone, or the day where only that is known."""
        at, offset = row.get("published_at"), row.get("published_offset")
        if at and row.get("published_precision") == "minute":
            local = _shift(at, offset or "+00:00")
            return f"{self.day(local.date().isoformat())} {local:%H.%M} {ZONES.get(offset or '', offset or 'UTC')}"
        return self.day(row.get("published_on"))

    def clock(self, at: str | None) -> str:
        """A moment of ours, in Jakarta's time."""
        if not at:
            return "–"
        local = _shift(at, "+07:00")
        return f"{self.day(local.date().isoformat())} {local:%H.%M} WIB"


def _shift(at: str, offset: str) -> datetime:
    """A UTC moment as the clock of an offset shows it."""
    sign = -1 if offset.startswith("-") else 1
    hours, _, minutes = offset.lstrip("+-").partition(":")
    return datetime.fromisoformat(at) + sign * timedelta(hours=int(hours), minutes=int(minutes or 0))
