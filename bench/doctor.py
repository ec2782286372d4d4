"""How often does the doctor cry wolf, and how soon does it see a wolf? Over invented lives of outlets.

    python bench/doctor.py [COMPANIES] [DAYS] [SEED]

Each company is forty outlets of all sizes that live for DAYS under holidays, dead servers, our own absences and
drift (`tests/lives.py`). The doctor looks at volumes every morning, at pages every third. Alarms within a week of each
other are one; all of them are false. Then each outlet falls silent, wanes to a fifth, or is redesigned on some day.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

from crawler.health.shifts import Sample, length, rises, samples
from crawler.health.volume import judge
from tests.lives import START, Life, company, pages_of, samples_of

OUTLETS = 40
CLASSES = ((0, 1), (1, 5), (5, 20), (20, 100), (100, 1000))
PATIENCE = 120
#: A changed outlet is judged beside so many others.
BESIDE = 8


def mornings(days: int, first: int = 1, step: int = 1) -> Iterable[date]:
    """The mornings on which one looks."""
    return (START + timedelta(days=number) for number in range(first, days + 1, step))


def episodes(alarms: list[date]) -> int:
    """How many alarms: those within a week of each other are one."""
    alarms = sorted(set(alarms))
    return sum(not before or (day - before).days > 7 for before, day in zip([None, *alarms], alarms, strict=False))


def shift_of(days: dict[date, Sample], today: date, *, texts: bool) -> list[str]:
    """What the rules say of one outlet's samples."""
    drawn = samples(days, today)
    if drawn is None:
        return []
    found = [rise.mark for rise in rises(*drawn)]
    return [*found, "length"] if texts and length(*drawn) else found


def class_of(rate: float) -> tuple[int, int]:
    """A size of outlets, in articles a day."""
    return next(one for one in CLASSES if one[0] <= rate < one[1])


def false_alarms(lives: list[Life], days: int, chance: random.Random) -> Counter[tuple[str, tuple[int, int]]]:
    """False alarms of one company, by kind and size."""
    alarms: dict[tuple[str, str], list[date]] = defaultdict(list)
    sizes = {life.name: class_of(life.rate) for life in lives}
    for today in mornings(days):
        for name, verdict in judge([life.until(today) for life in lives]).items():
            alarms[verdict.kind, name].append(today)
    for life in lives:
        articles, requests = samples_of(life, pages_of(chance), chance)
        for today in mornings(days, 60, 3):
            for kind in shift_of(articles, today, texts=True):
                alarms[kind, life.name].append(today)
            for _ in shift_of(requests, today, texts=False):
                alarms["refusals", life.name].append(today)
    found: Counter[tuple[str, tuple[int, int]]] = Counter()
    for (kind, name), mornings_of in alarms.items():
        found[kind, sizes[name]] += episodes(mornings_of)
    return found


def delay(lives: list[Life], one: Life, since: date) -> int | None:
    """After how many mornings a changed outlet is told of, beside the others; None where it is not."""
    beside = [one, *[life for life in lives if life.name != one.name][:BESIDE]]
    for wait in range(1, PATIENCE):
        if one.name in judge([life.until(since + timedelta(days=wait)) for life in beside]):
            return wait
    return None


def redesigned(life: Life, since: date, change: Callable[[Sample], Sample], chance: random.Random) -> int | None:
    """After how many mornings a redesign is told of."""
    articles, _ = samples_of(life, replace(pages_of(chance), unsigned=0.1, undated=0.0), chance)
    articles = {day: change(one) if day >= since else one for day, one in articles.items()}
    for wait in range(1, 60):
        if shift_of(articles, since + timedelta(days=wait), texts=True):
            return wait
    return None


CHANGES: dict[str, Callable[[Sample], Sample]] = {
    "no byline any more": lambda one: replace(one, marks=Counter({"no byline": one.count})),
    "no date any more": lambda one: replace(one, marks=one.marks + Counter({"no date": one.count})),
    "texts cut to a third": lambda one: replace(one, words=tuple(max(20, n // 3) for n in one.words)),
}


def told(title: str, delays: dict[tuple[int, int], list[int | None]]) -> None:
    """A line a size of outlets."""
    for size in CLASSES:
        found = delays.get(size, [])
        seen = sorted(one for one in found if one is not None)
        if found:
            late = f"median {median(seen):.0f}, nine in ten by {seen[int(0.9 * (len(seen) - 1))]}" if seen else "-"
            print(f"{title}, {size[0]}-{size[1]} a day: {len(seen)} of {len(found)} told of; days: {late}", flush=True)


def report(
    wrong: Counter[tuple[str, tuple[int, int]]],
    years: float,
    delays: dict[str, dict[tuple[int, int], list[int | None]]],
) -> None:
    """What was found so far."""
    for kind in sorted({kind for kind, _ in wrong}):
        by_size = ", ".join(
            f"{wrong[kind, size]} at {size[0]}-{size[1]} a day" for size in CLASSES if wrong[kind, size]
        )
        count = sum(wrong[kind, size] for size in CLASSES)
        print(f"false alarms, {kind}: {count}, {count / years:.4f} an outlet year ({by_size})")
    print(f"false alarms: {wrong.total() / years:.4f} an outlet year in all")
    for title, found in delays.items():
        told(title, found)


def main() -> None:
    """False alarms, then delays."""
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 460
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    began = time.monotonic()
    wrong: Counter[tuple[str, tuple[int, int]]] = Counter()
    lived: Counter[tuple[int, int]] = Counter()
    delays: dict[str, dict[tuple[int, int], list[int | None]]] = defaultdict(lambda: defaultdict(list))
    for number in range(companies):
        chance = random.Random(seed * 1000 + number)
        lives = company(OUTLETS, days, chance)
        wrong += false_alarms(lives, days, chance)
        for life in lives:
            size = class_of(life.rate)
            lived[size] += len(life.crawled)
            since = START + timedelta(days=chance.randrange(days // 2 + 80, days - PATIENCE + 60))
            delays["silent"][size].append(delay(lives, life.scaled(since, 0, chance), since))
            if life.rate >= 5:  # of fewer articles the rule says nothing
                delays["down to a fifth"][size].append(delay(lives, life.scaled(since, 0.2, chance), since))
            for title, change in CHANGES.items():
                delays[title][size].append(redesigned(life, since, change, chance))
        years = lived.total() / 365
        print(f"\n{number + 1} companies of {OUTLETS} over {days} days, seed {seed}: {years:.0f} outlet years")
        report(wrong, years, delays)
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
