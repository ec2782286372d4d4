"""Whether an outlet has fallen silent or brings much less: its counts day by day come in, a verdict goes out.

Two rules, each of a condition on chance and one on the outlet's own habits, so that neither a model that is wrong nor
a short history alone gives an alarm:

*Silent*: whole crawled days without an article. So many days, two at the least, must be more than three times the
longest such stretch of the last half year (of n gaps of a Poisson process the longest is about ln(n) of its mean gaps,
and one three times as long has a chance of n⁻³); and as unlikely as SILENT_ALARM: within a fortnight at a sixth of the
usual volume, which is what a large outlet still brings at Idul Fitri, later at all of it.

*Fewer*: the median of the last ten crawled days against the same weekdays' medians of the eight weeks before, below a
third; and the sum as unlikely under a negative binomial (see `chance.py`). The days around Idul Fitri and New Year
count on neither side. Where five outlets or more are judged, their common share is expected of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean, median
from typing import Literal

from crawler.health.chance import at_most, size_of
from crawler.health.holidays import is_quiet

ALARM = 1e-4
SILENT_ALARM = 1e-5
#: A day without anything may be a dead server, a holiday that nobody foresaw, or ours.
LEAST_GAP = 2
#: A stretch without an article that no holiday explains, in days.
FORTNIGHT = 14
#: The same for an outlet of which too little is known, or no more: what it used to bring is longer ago than we look.
SEASON = 90
#: What a large outlet still brings at Idul Fitri, as a share of its usual volume.
HOLIDAY_SHARE = 1 / 6
#: From so many articles a day an outlet writes on holidays too.
LARGE = 100
WEEKS = 8
#: Crawled days of history that a judgement needs; with fewer the outlet is new.
SETTLED = 21
RECENT = 10
FEWER = 1 / 3
#: For a sum over days that depend on each other: chances are taken of so much less independent a count.
DEPENDENT = 3
PEERS = 5


@dataclass(frozen=True, kw_only=True)
class History:
    """New articles of an outlet by day, and the whole days on which it was crawled without a fault, oldest first."""

    outlet: str
    counts: Mapping[date, int] = field(repr=False)
    crawled: tuple[date, ...] = field(repr=False)
    per_day: tuple[int, int] | None = None

    @cached_property
    def last(self) -> date | None:
        """The last day with an article."""
        return max((day for day, count in self.counts.items() if count), default=None)

    def of(self, days: tuple[date, ...]) -> list[int]:
        """The counts of days."""
        return [self.counts.get(day, 0) for day in days]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was seen of an outlet's volume, against what."""

    kind: Literal["silent", "fewer"]
    expected: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What is usual: a day's volume by weekday, and how much single days differ from it."""

    weekdays: tuple[float, ...]
    size: float
    days: int

    def of(self, days: tuple[date, ...]) -> float:
        """What these days would bring together."""
        return sum(self.weekdays[day.weekday()] for day in days)

    @property
    def daily(self) -> float:
        """An average day."""
        return fmean(self.weekdays)


def judge(histories: list[History]) -> dict[str, Verdict]:
    """The outlets with something to tell, by name; each is judged beside the others."""
    found = {one.outlet: verdict for one in histories if (verdict := silent(one))}
    shares = {one.outlet: share for one in histories if one.outlet not in found and (share := recent_share(one))}
    common = min(1.0, median(shares.values())) if len(shares) >= PEERS else 1.0
    for one in histories:
        if one.outlet in shares and (verdict := fewer(one, common)):
            found[one.outlet] = verdict
    return found


def usual(history: History, until: date) -> Usual | None:
    """What is usual in the eight weeks of crawled days up to a day; None where it is too early to say."""
    since = until - timedelta(weeks=WEEKS)
    days = tuple(day for day in history.crawled if since < day <= until and not is_quiet(day))
    if len(days) < SETTLED or not any(history.of(days)):
        return None
    overall = fmean(history.of(days))
    weekdays = []
    for weekday in range(7):
        counts = history.of(tuple(day for day in days if day.weekday() == weekday))
        # Of a few articles a day the median says nothing: it is 0 where two days in three bring none.
        weekdays.append(float(median(counts)) if len(counts) >= 3 and overall >= 5 else overall)
    ratios = [
        count / expected
        for day, count in zip(days, history.of(days), strict=True)
        if (expected := weekdays[day.weekday()])
    ]
    return Usual(weekdays=tuple(weekdays), size=size_of(ratios, overall), days=len(days))


def silent(history: History) -> Verdict | None:
    """Whether the outlet has brought nothing for longer than it ever does."""
    last = history.last
    if last is None:
        return _never(history)
    known = usual(history, last)
    if known is None:
        return _new_and_silent(history, last)
    large = known.daily >= LARGE
    gap = tuple(day for day in history.crawled if day > last and (large or not is_quiet(day)))
    if len(gap) < LEAST_GAP or len(gap) <= 3 * longest_gap(history, last):
        return None
    share = HOLIDAY_SHARE if len(gap) < FORTNIGHT else 1.0
    if at_most(0, share * known.of(gap), known.size * len(gap)) >= SILENT_ALARM:
        return None
    return Verdict(
        kind="silent",
        expected=f"about {_rate(known.daily)}, as in the {WEEKS} weeks up to {last}; never {len(gap)} days without one",
        seen=f"none on the {len(gap)} days crawled since {last}",
    )


def longest_gap(history: History, until: date) -> int:
    """The longest stretch of crawled days without an article in the half year up to a day; quiet days do not count."""
    longest = stretch = 0
    for day in history.crawled:
        if until - timedelta(weeks=26) < day <= until and not is_quiet(day):
            stretch = 0 if history.counts.get(day) else stretch + 1
            longest = max(longest, stretch)
    return longest


def recent_share(history: History) -> float | None:
    """The median share that the last crawled days brought of what was usual before; None where nothing can be said."""
    recent = _recent(history)
    known = usual(history, recent[0] - timedelta(days=1)) if recent else None
    if known is None or known.daily < 5:
        return None
    return median(_share(history, day, known) for day in recent)


def fewer(history: History, common: float = 1.0) -> Verdict | None:
    """Whether the outlet brings much less than it did, and than the others still do."""
    recent = _recent(history)
    known = usual(history, recent[0] - timedelta(days=1)) if recent else None
    if known is None or known.daily < 5:
        return _below_declared(history, recent)
    share = median(_share(history, day, known) for day in recent)
    expected, seen = known.of(recent) * common, sum(history.of(recent))
    if share >= FEWER * common or seen >= FEWER * expected:
        return None
    if at_most(seen, expected, known.size * len(recent) / DEPENDENT) >= ALARM:
        return None
    return Verdict(
        kind="fewer",
        expected=f"about {_rate(known.daily * common)}, by weekday as in the {WEEKS} weeks before",
        seen=f"{_rate(seen / len(recent))} on the last {len(recent)} days crawled, since {recent[0]}",
    )


def _recent(history: History) -> tuple[date, ...]:
    days = tuple(day for day in history.crawled if not is_quiet(day))[-RECENT:]
    return days if len(days) == RECENT else ()


def _share(history: History, day: date, known: Usual) -> float:
    expected = known.weekdays[day.weekday()]
    return history.counts.get(day, 0) / expected if expected else 1.0


def _never(history: History) -> Verdict | None:
    """An outlet that has brought nothing, where the first reading of a feed gives ten: judged by its declaration."""
    days = tuple(day for day in history.crawled if not is_quiet(day))
    least = history.per_day[0] if history.per_day else 0
    if len(days) < _patience(least, 2 * FORTNIGHT):
        return None
    declared = f"at least {_rate(least)}, as declared" if least else "some article by now"
    return Verdict(kind="silent", expected=declared, seen=f"none on {len(days)} days crawled")


def _new_and_silent(history: History, last: date) -> Verdict | None:
    """An outlet that has brought something and then nothing, with too little history before to say what is usual."""
    days = tuple(day for day in history.crawled if day > last and not is_quiet(day))
    least = history.per_day[0] if history.per_day else 0
    if len(days) < _patience(least, SEASON):
        return None
    return Verdict(
        kind="silent",
        expected=f"at least {_rate(least)}, as declared" if least else "some article, as before",
        seen=f"none on the {len(days)} days crawled since {last}",
    )


def _below_declared(history: History, recent: tuple[date, ...]) -> Verdict | None:
    """Where history is short, the declaration's least is the measure: a tenth of it is too little."""
    least = history.per_day[0] if history.per_day else 0
    seen = sum(history.of(recent))
    if not recent or least < 5 or seen >= 0.1 * least * len(recent):
        return None
    return Verdict(
        kind="fewer",
        expected=f"at least {_rate(least)}, as declared",
        seen=f"{_rate(seen / len(recent))} on the last {len(recent)} days crawled, since {recent[0]}",
    )


def _patience(least: int, undeclared: int) -> int:
    """How many days without an article are too many by a declaration alone, and where it says nothing."""
    if not least:
        return undeclared
    return 3 if least >= LARGE else 7 if least >= 5 else FORTNIGHT  # a small desk goes on leave


def _rate(daily: float) -> str:
    """A volume in words."""
    return f"{daily:.0f} articles a day" if daily >= 2 else f"{daily * 7:.1f} articles a week"
