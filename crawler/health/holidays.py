"""Days on which Indonesian desks write little: a day comes in, whether it is one goes out.

Idul Fitri is 1 Syawal of the tabular Islamic calendar, which is a day off now and then; the days of leave around it
(cuti bersama) are wider than that. With them the turn of the year.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

#: From so many days before 1 Syawal to so many after it.
BEFORE, AFTER = 4, 9
#: The tabular calendar's day 1, the Friday epoch of 16 July 622 (Julian), as a proleptic Gregorian ordinal.
_EPOCH = date(622, 7, 19).toordinal()


@lru_cache(maxsize=4096)
def is_quiet(day: date) -> bool:
    """Whether a day lies around Idul Fitri or between Christmas and the first days of January."""
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 3):
        return True
    return any(-BEFORE <= (day - feast).days <= AFTER for feast in _feasts(day.year))


@lru_cache(maxsize=64)
def _feasts(year: int) -> tuple[date, ...]:
    """Every 1 Syawal that falls into a year or right before or after it."""
    about = int((year - 622) * 33 / 32)
    found = (_first_of_syawal(hijri) for hijri in range(about - 1, about + 4))
    return tuple(day for day in found if abs(day.year - year) <= 1)


def _first_of_syawal(hijri: int) -> date:
    """1 Syawal (the tenth month) of a Hijri year: months of 30 and 29 days, eleven leap days in thirty years."""
    days = (hijri - 1) * 354 + (3 + 11 * hijri) // 30 + 5 * 30 + 4 * 29
    return date.fromordinal(_EPOCH) + timedelta(days=days)
