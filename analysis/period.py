"""Days that a report is about, and how they are written in Indonesian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

#: The day of a report is Jakarta's, as outlets mean it unless they say otherwise.
ZONE = ZoneInfo("Asia/Jakarta")
#: A chart shows so many days at least: one day's bar alone says nothing.
CHART_DAYS = 28
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a day to a day, both included."""

    since: date
    until: date

    @property
    def first(self) -> date:
        """The first day of the charts: some weeks before the last one, or the period's own first day."""
        return min(self.since, self.until - timedelta(days=CHART_DAYS - 1))

    @property
    def charted(self) -> list[date]:
        """Every day of the charts."""
        return [self.first + timedelta(days=n) for n in range((self.until - self.first).days + 1)]

    @property
    def name(self) -> str:
        """As in a file's name."""
        return str(self.since) if self.since == self.until else f"{self.since}_{self.until}"

    @property
    def told(self) -> str:
        """As in a title."""
        if self.since == self.until:
            return long_day(self.since)
        return f"{long_day(self.since)} sampai {long_day(self.until)}"


def yesterday(at: datetime) -> Period:
    """The last day that is over."""
    day = at.astimezone(ZONE).date() - timedelta(days=1)
    return Period(since=day, until=day)


def last_week(at: datetime) -> Period:
    """The last seven days that are over."""
    day = yesterday(at).until
    return Period(since=day - timedelta(days=6), until=day)


def long_day(day: date) -> str:
    """21 Juni 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
