"""Whether an outlet's pages are read otherwise than before: samples of articles come in, verdicts go out.

The last days are held against the same days of earlier weeks. A *share* (texts without a date or a byline, texts with
a flag, links refused) is judged by the binomial tail against the worst of those weeks, and must be a fifth of all
articles above it: what an outlet did once is no alarm. A *length* is judged by its median: beyond three fifths of the
lowest or five thirds of the highest median of those weeks, and five robust deviations (MAD) from their middle in
logarithms.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from statistics import median

from crawler.health.chance import at_least, mad

#: So many days are looked at, the fewest that have enough articles, and how far apart the samples are.
SPANS = ((2, 7), (7, 7), (14, 14))
#: How far back the samples reach: eight earlier weeks, or three earlier fortnights.
REACH = 58
ENOUGH = 30
FEW = 10
LEAST_SAMPLES = 3
ALARM = 1e-6
RISE = 0.2
SHORTER, LONGER = 0.6, 1 / 0.6
DEVIATIONS = 5.0
#: However alike earlier weeks were, medians of texts differ by so much.
SPREAD = 0.08


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Articles (or requests) of some days: how many, how many show each mark, and how long the texts are."""

    count: int
    marks: Counter[str] = field(default_factory=Counter)
    words: tuple[int, ...] = field(default=(), repr=False)

    def share(self, mark: str) -> float:
        """The share that shows a mark, a little above what was counted: one of none is not never."""
        return (self.marks[mark] + 1) / (self.count + 2)


def samples(days: Mapping[date, Sample], today: date) -> tuple[Sample, list[Sample]] | None:
    """The last days that have enough articles, and the same days of earlier weeks; None where there are too few."""
    for span, step in SPANS:
        recent = _sum(days, today, span)
        if recent.count >= ENOUGH:
            backs = range(step, REACH - span + 1, step)
            return recent, [_sum(days, today - timedelta(days=back), span) for back in backs]
    return None


def _sum(days: Mapping[date, Sample], until: date, span: int) -> Sample:
    found = [one for back in range(span) if (one := days.get(until - timedelta(days=back))) is not None]
    marks: Counter[str] = Counter()
    for one in found:
        marks.update(one.marks)
    words = tuple(chain.from_iterable(one.words for one in found))
    return Sample(count=sum(one.count for one in found), marks=marks, words=words)


@dataclass(frozen=True, kw_only=True)
class Rise:
    """A mark on more articles than before."""

    mark: str
    before: float
    worst: float
    now: float
    count: int


@dataclass(frozen=True, kw_only=True)
class Length:
    """Texts shorter or longer than before."""

    before: float
    now: float
    count: int


def rises(recent: Sample, earlier: Sequence[Sample]) -> list[Rise]:
    """The marks that so many more show now, the most frequent first."""
    known = [one for one in earlier if one.count >= FEW]
    if recent.count < ENOUGH or len(known) < LEAST_SAMPLES:
        return []
    found = []
    for mark, seen in recent.marks.most_common():
        worst = max(one.share(mark) for one in known)
        now = seen / recent.count
        if now - worst >= RISE and at_least(seen, recent.count, worst) < ALARM:
            before = median(one.marks[mark] / one.count for one in known)
            found.append(Rise(mark=mark, before=before, worst=worst, now=now, count=recent.count))
    return found


def length(recent: Sample, earlier: Sequence[Sample]) -> Length | None:
    """Whether texts are much shorter or longer now."""
    medians = [median(one.words) for one in earlier if len(one.words) >= FEW]
    if len(recent.words) < ENOUGH or len(medians) < LEAST_SAMPLES or min(medians) <= 0:
        return None
    now = max(1.0, float(median(recent.words)))
    if SHORTER * min(medians) <= now <= LONGER * max(medians):
        return None
    logs = [math.log(one) for one in medians]
    if abs(math.log(now) - median(logs)) < DEVIATIONS * max(mad(logs), SPREAD):
        return None
    return Length(before=float(median(medians)), now=now, count=len(recent.words))
