"""The dates that listings print: a text comes in, a day in the outlet's zone and, if given, a moment go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from pipelines import dates

_SHORT_YEAR = re.compile(r"^((?:\w{3},\s)?\d{1,2}\s\w{3}\s)(\d{2})(?=\s\d)")  # RFC 822 as of 1982
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # any will do where only the words count


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A day in the outlet's zone, and the moment where the time is known too. `rest` is the text around it."""

    day: date
    at: datetime | None = None
    rest: str = ""

    def midnight(self, zone: tzinfo) -> datetime:
        """The day's beginning in the zone."""
        return datetime.combine(self.day, time(), tzinfo=zone)


def read_stamp(text: str | None, zone: tzinfo) -> Moment | None:
    """The date of a machine's field (pubDate, lastmod); one without a zone is in the outlet's. None if it is broken."""
    text = (text or "").strip()
    if text[:4].isdigit() and len(text) < 40:
        try:
            at = datetime.fromisoformat(text)  # ten times as fast as the tables, and a sitemap has 50,000
        except ValueError:
            pass
        else:
            return _moment(at, zone, timed=len(text) > 10)
    found = dates.stamped(_SHORT_YEAR.sub(r"\g<1>20\2", text)) if text else None
    return _moment(found.at, zone, timed=found.precision == "minute") if found else None


def read_printed(text: str, zone: tzinfo, now: datetime | None = None) -> Iterator[Moment]:
    """The dates of a printed text in order. "7 menit yang lalu" needs to know what the time is now."""
    for found in dates.printed(text, now.astimezone(zone) if now else None):
        rest = text[: found.start] + text[found.end :]
        moment = _moment(found.at, zone, timed=found.precision == "minute" and "lalu" not in text, rest=rest)
        if moment:
            yield moment


def dates_in(text: str) -> Iterator[str]:
    """What is left of a text without each of its dates, relative ones too."""
    for found in dates.printed(text, _SOME_TIME):
        yield text[: found.start] + text[found.end :]


def _moment(at: datetime, zone: tzinfo, *, timed: bool, rest: str = "") -> Moment | None:
    """The moment in the outlet's zone; years that only a broken clock gives are no dates."""
    if not 1990 <= at.year <= 2100:
        return None
    if not timed:
        return Moment(day=at.date(), rest=rest)
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at
    return Moment(day=at.astimezone(zone).date(), at=at, rest=rest)
