"""Invented lives of outlets, day by day: busy and quiet ones, holidays, dead servers, our own absences, redesigns.

Volumes are negative binomial around a weekday's rate that drifts and depends on the day before. `ruin` makes one fall
silent, `wane` brings it down to a fifth, `redesign` changes what its pages give.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from crawler.health.holidays import _feasts
from crawler.health.shifts import Sample
from crawler.health.volume import History

START = date(2026, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Life:
    """An outlet's true volumes by day, the days we crawled it, and what its declaration expects."""

    name: str
    rate: float
    counts: dict[date, int] = field(repr=False)
    crawled: tuple[date, ...] = field(repr=False)
    per_day: tuple[int, int] | None

    def until(self, today: date, *, back: int = 252) -> History:
        """What would be known of it on the morning of a day."""
        since = today - timedelta(days=back)
        days = tuple(day for day in self.crawled if since <= day < today)
        counts = {day: self.counts[day] for day in days}
        return History(outlet=self.name, counts=counts, crawled=days, per_day=self.per_day)

    def scaled(self, since: date, share: float, chance: random.Random) -> Life:
        """The same with so much less from a day on; nothing at all for a share of 0."""
        counts = {
            day: count if day < since else sum(chance.random() < share for _ in range(count))
            for day, count in self.counts.items()
        }
        return replace(self, counts=counts)


def live(name: str, rate: float, days: int, chance: random.Random) -> Life:
    """A life of so many days."""
    week = [1.0] * 5 + [chance.uniform(0.3, 1.1), chance.uniform(0.2, 1.1)]
    if chance.random() < 0.1:
        week[6] = week[5] = 0.0
    size, drift = chance.uniform(2, 30), chance.uniform(-0.4, 0.4)
    begun = START + timedelta(days=chance.randrange(days // 2) if chance.random() < 0.3 else 0)
    off, mood = _days_off(rate, days, chance), 0.0
    counts: dict[date, int] = {}
    crawled: list[date] = []
    absent = _stretch(days, 5, chance)
    for number in range(days):
        day = START + timedelta(days=number)
        mood = 0.6 * mood + chance.gauss(0, 0.12)
        mean = rate * week[day.weekday()] * math.exp(mood + drift * number / 182) * off.get(day, 1.0)
        if chance.random() < 0.003:  # its server was down all day
            mean = 0.0
        counts[day] = _draw(mean, size, chance) if day >= begun else 0
        if day >= begun and day not in absent and chance.random() > 0.01:
            counts[day] += 0 if crawled else 8  # the first reading of a feed gives what was there before
            crawled.append(day)
    least = max(1, round(rate * chance.uniform(0.2, 0.5)))
    per_day = (least, round(rate * 4) + 5) if chance.random() < 0.3 and rate >= 3 else None
    return Life(name=name, rate=rate, counts=counts, crawled=tuple(crawled), per_day=per_day)


def company(count: int, days: int, chance: random.Random) -> list[Life]:
    """A company of outlets of all sizes, from one article a week to six hundred a day."""
    rates = (math.exp(chance.uniform(math.log(0.15), math.log(600))) for _ in range(count))
    return [live(f"o{number}", rate, days, chance) for number, rate in enumerate(rates)]


def _days_off(rate: float, days: int, chance: random.Random) -> dict[date, float]:
    """By day, what holidays leave: around Idul Fitri, at the turn of the year, single days, a small desk's leave."""
    found: dict[date, float] = {}
    end = START + timedelta(days=days)
    for year in range(START.year, end.year + 1):
        for feast in _feasts(year):
            true = feast + timedelta(days=chance.choice((-1, 0, 0, 1)))
            least = 0.0 if rate < 50 and chance.random() < 0.5 else chance.uniform(0.25, 0.7)
            for around in range(-chance.randrange(1, 4), chance.randrange(4, 9)):
                found[true + timedelta(days=around)] = least
        for around in range(10):
            found[date(year, 12, 24) + timedelta(days=around)] = chance.uniform(0.3, 0.9)
    for _ in range(12 * days // 365):
        found[START + timedelta(days=chance.randrange(days))] = chance.uniform(0.2, 0.9)
    if rate < 5 and chance.random() < 0.5:
        found |= dict.fromkeys(_stretch(days, chance.randrange(4, 11), chance), 0.0)
    return found


def _stretch(days: int, length: int, chance: random.Random) -> set[date]:
    first = START + timedelta(days=chance.randrange(days))
    return {first + timedelta(days=number) for number in range(length)}


def _draw(mean: float, size: float, chance: random.Random) -> int:
    """A negative binomial count: Poisson around a gamma."""
    if mean <= 0:
        return 0
    around = chance.gammavariate(size, mean / size)
    if around > 200:
        return max(0, round(chance.gauss(around, math.sqrt(around))))
    limit, count, product = math.exp(-around), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


@dataclass(frozen=True, kw_only=True)
class Pages:
    """How an outlet's pages are read: shares of texts that lack something, and the length of its texts."""

    undated: float
    unsigned: float
    refused: float
    words: float
    spread: float
    weekend: float


def pages_of(chance: random.Random) -> Pages:
    """An outlet's ways."""
    return Pages(
        undated=chance.choice((0.0, 0.0, 0.01, 0.1)), unsigned=chance.choice((0.0, 0.02, 0.2, 0.5, 0.9)),
        refused=chance.uniform(0.0, 0.15), words=chance.uniform(90, 600), spread=chance.uniform(0.3, 0.8),
        weekend=chance.uniform(0.7, 1.4),
    )  # fmt: skip


def samples_of(life: Life, ways: Pages, chance: random.Random) -> tuple[dict[date, Sample], dict[date, Sample]]:
    """Articles and requests by day. Single days differ by more than chance: an agency's wire, a series, an outage."""
    articles, requests = {}, {}
    for day in life.crawled:
        count = life.counts[day]
        if not count:
            continue
        longer = math.exp(chance.gauss(0, 0.08)) * (ways.weekend if day.weekday() >= 5 else 1.0)
        unsigned = _moved(ways.unsigned, 0.4, chance)
        marks = Counter({
            "no date": sum(chance.random() < ways.undated for _ in range(count)),
            "no byline": sum(chance.random() < unsigned for _ in range(count)),
            "flag thin": sum(chance.random() < 0.02 for _ in range(count)),
        })  # fmt: skip
        words = tuple(max(20, round(ways.words * longer * chance.lognormvariate(0, ways.spread))) for _ in range(count))
        articles[day] = Sample(count=count, marks=marks, words=words)
        refused = _moved(ways.refused, 0.5, chance) if chance.random() > 0.01 else chance.uniform(0.1, 0.4)
        bad = sum(chance.random() < refused for _ in range(count))
        requests[day] = Sample(count=count + bad, marks=Counter({"too_short": bad // 2, "http_404": bad - bad // 2}))
    return articles, requests


def _moved(share: float, by: float, chance: random.Random) -> float:
    """A share a little higher or lower, on the scale of log odds."""
    if not 0 < share < 1:
        return share
    return 1 / (1 + math.exp(-(math.log(share / (1 - share)) + chance.gauss(0, by))))
