"""The rules of health over invented lives: no alarm on quiet days or holidays, nor of small outlets; true ones soon."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.health.chance import MOST_REGULAR, at_least, at_most, mad, size_of
from crawler.health.holidays import is_quiet
from crawler.health.shifts import Sample, length, rises, samples
from crawler.health.volume import History, judge, silent
from tests.lives import START, Life, company, live, pages_of, samples_of


def mornings(first: int, last: int, step: int = 1) -> list[date]:
    return [START + timedelta(days=number) for number in range(first, last + 1, step)]


def even(rate: int, days: int, per_day: tuple[int, int] | None = None) -> Life:
    """An outlet that publishes the same number every day."""
    every = tuple(START + timedelta(days=number) for number in range(days))
    return Life(name="contoh", rate=rate, counts=dict.fromkeys(every, rate), crawled=every, per_day=per_day)


def verdict(life: Life, today: date) -> str | None:
    found = judge([life.until(today)]).get(life.name)
    return found.kind if found else None


# --- false alarms ---


def test_no_false_alarm_of_volume_over_a_year_of_forty_outlets() -> None:
    """Measured with bench/doctor.py over far more; whatever chance draws here is the same each time."""
    lives = company(40, 420, random.Random(7))
    alarms = Counter(name for today in mornings(1, 420, 3) for name in judge([one.until(today) for one in lives]))
    assert alarms == {}


@pytest.mark.parametrize("seed", range(8))
def test_no_false_alarm_of_pages(seed: int) -> None:
    chance = random.Random(seed)
    life = live("contoh", math.exp(chance.uniform(0, 5)), 300, chance)
    for days in samples_of(life, pages_of(chance), chance):
        for today in mornings(60, 300, 3):
            drawn = samples(days, today)
            assert drawn is None or (rises(*drawn), length(*drawn)) == ([], None)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rate", [0.2, 0.5, 1, 3])
def test_a_small_outlet_is_let_alone(seed: int, rate: float) -> None:
    life = live("kecil", rate, 400, random.Random(seed))
    assert {verdict(life, today) for today in mornings(1, 400, 5)} == {None}


@pytest.mark.parametrize("rate", [5, 30, 80])
@pytest.mark.parametrize("left", [0.0, 0.2])
def test_idul_fitri_is_no_silence(rate: int, left: float) -> None:
    life = even(rate, 200)
    feast = {date(2026, 3, 20) + timedelta(days=around) for around in range(-3, 8)}
    life = replace(life, counts={d: round(c * left) if d in feast else c for d, c in life.counts.items()})
    assert {verdict(life, today) for today in mornings(30, 150)} == {None}


def test_days_on_which_we_did_not_crawl_are_no_silence() -> None:
    life = even(50, 200)
    absent = {START + timedelta(days=number) for number in range(120, 150)}
    life = replace(
        life,
        crawled=tuple(day for day in life.crawled if day not in absent),
        counts={day: 0 if day in absent else count for day, count in life.counts.items()},
    )
    assert {verdict(life, today) for today in mornings(30, 200)} == {None}


def test_an_outlet_without_sundays_is_no_silence() -> None:
    life = even(40, 200)
    life = replace(life, counts={day: 0 if day.weekday() == 6 else 40 for day in life.counts})
    assert {verdict(life, today) for today in mornings(1, 200)} == {None}


def test_a_new_outlet_is_judged_by_its_declaration_alone() -> None:
    silent_at_once = even(0, 60)
    assert [verdict(silent_at_once, today) for today in mornings(10, 40, 15)] == [None, None, "silent"]
    declared = replace(silent_at_once, per_day=(100, 900))
    first = next(today for today in mornings(1, 30) if verdict(declared, today))
    assert (first - START).days <= 6  # the first three days of January count for nobody
    brings_some = even(60, 60, per_day=(50, 900))
    assert {verdict(brings_some, today) for today in mornings(1, 20)} == {None}


def test_a_new_outlet_that_stops_is_told_of_where_the_declaration_says_what_it_should_bring() -> None:
    life = even(120, 60, per_day=(100, 900)).scaled(START + timedelta(days=12), 0, random.Random(1))
    assert verdict(life, START + timedelta(days=16)) == "silent"
    assert verdict(replace(life, per_day=None), START + timedelta(days=16)) is None


# --- true alarms ---


@pytest.mark.parametrize(("rate", "days"), [(1, 20), (4, 15), (20, 6), (100, 3), (500, 3)])
def test_a_silence_is_told_of_within_days_and_until_it_ends(rate: int, days: int) -> None:
    since = START + timedelta(days=150)
    life = even(rate, 400).scaled(since, 0, random.Random(1))
    told = [(today - since).days for today in mornings(100, 400) if verdict(life, today) == "silent"]
    assert 2 <= told[0] <= days
    assert told == list(range(told[0], 251))


@pytest.mark.parametrize("seed", range(5))
def test_an_outlet_that_wanes_is_told_of_within_a_fortnight(seed: int) -> None:
    chance = random.Random(seed)
    life = live("contoh", 100, 400, chance)
    since = START + timedelta(days=250)
    life = life.scaled(since, 0.15, chance)
    assert "fewer" in {verdict(life, since + timedelta(days=wait)) for wait in range(15)}


def test_what_all_outlets_do_is_no_ones_fault() -> None:
    """A quiet fortnight of the whole country, as at a feast that the calendar does not know."""
    since = START + timedelta(days=200)
    lives = [replace(even(60, 260).scaled(since, 0.25, random.Random(n)), name=f"o{n}") for n in range(8)]
    today = since + timedelta(days=11)
    assert judge([life.until(today) for life in lives]) == {}
    assert set(judge([lives[0].until(today)])) == {"o0"}
    lives[0] = replace(even(60, 260).scaled(since, 0.01, random.Random(1)), name="o0")
    assert set(judge([life.until(today) for life in lives])) == {"o0"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: replace(one, marks=Counter({"no byline": one.count})), "no byline"),
        (lambda one: replace(one, marks=one.marks + Counter({"flag thin": one.count})), "flag thin"),
        (lambda one: replace(one, words=tuple(n // 4 for n in one.words)), "length"),
        (lambda one: replace(one, words=tuple(n * 4 for n in one.words)), "length"),
    ],
)
@pytest.mark.parametrize("rate", [8, 60])
def test_a_redesign_is_told_of_within_days(rate: float, change: Callable[[Sample], Sample], told: str) -> None:
    chance = random.Random(3)
    life = live("contoh", rate, 200, chance)
    articles, _ = samples_of(life, replace(pages_of(chance), unsigned=0.1, undated=0.0), chance)
    since = START + timedelta(days=150)
    articles = {day: change(one) if day >= since else one for day, one in articles.items()}
    for wait in range(8):
        recent, earlier = samples(articles, since + timedelta(days=wait)) or (Sample(count=0), [])
        found = {rise.mark for rise in rises(recent, earlier)} | ({"length"} if length(recent, earlier) else set())
        if found:
            assert told in found
            return
    pytest.fail("nothing was told of")


def test_what_happened_in_an_earlier_week_too_is_no_rise() -> None:
    calm = Sample(count=100, marks=Counter({"no byline": 10}))
    odd = Sample(count=100, marks=Counter({"no byline": 90}))
    assert [rise.mark for rise in rises(odd, [calm] * 8)] == ["no byline"]
    assert rises(odd, [calm] * 7 + [odd]) == []
    assert rises(odd, [calm] * 2) == []
    assert rises(Sample(count=29, marks=Counter({"no byline": 29})), [calm] * 8) == []


# --- chance and calendar ---


def test_tails_are_what_sums_say() -> None:
    assert at_most(0, 10, 1e12) == pytest.approx(math.exp(-10), rel=1e-4)
    assert at_most(2, 3.0, 1.5) == pytest.approx(_negative_binomial(0) + _negative_binomial(1) + _negative_binomial(2))
    assert at_most(3000, 1000, 5) == pytest.approx(1, abs=1e-3)
    assert at_most(5, 0, 5) == 1
    assert at_least(3, 5, 0.4) == pytest.approx(10 * 0.4**3 * 0.6**2 + 5 * 0.4**4 * 0.6 + 0.4**5)
    assert (at_least(0, 5, 0.4), at_least(1, 5, 0.0), at_least(5, 5, 1.0)) == (1, 0, 1)


def _negative_binomial(count: int, mean: float = 3.0, size: float = 1.5) -> float:
    success = size / (size + mean)
    ways = math.gamma(count + size) / math.gamma(size) / math.factorial(count)
    return float(ways * success**size * (1 - success) ** count)


def test_a_size_is_found_again_from_what_it_made() -> None:
    chance = random.Random(1)
    ratios = [chance.gammavariate(4, 1 / 4) for _ in range(4000)]
    assert size_of(ratios, 1e6) == pytest.approx(4, rel=0.1)
    assert size_of([1.0] * 50, 30) == MOST_REGULAR
    assert mad([1, 2, 3, 4, 1000]) == pytest.approx(1.4826)


@pytest.mark.parametrize("feast", ["2024-04-10", "2025-03-31", "2026-03-20", "2027-03-10", "2030-02-05", "2033-01-03"])
def test_idul_fitri_and_the_days_around_it_are_quiet(feast: str) -> None:
    day = date.fromisoformat(feast)
    assert all(is_quiet(day + timedelta(days=around)) for around in range(-4, 10))
    assert not is_quiet(day + timedelta(days=30))


def test_the_turn_of_the_year_is_quiet_and_most_of_it_is_not() -> None:
    quiet = [day for day in mornings(0, 364) if is_quiet(day)]
    assert (quiet[0], quiet[-1]) == (date(2026, 1, 1), date(2026, 12, 31))
    assert len(quiet) == 3 + 14 + 8


def test_a_history_without_a_crawled_day_says_nothing() -> None:
    assert silent(History(outlet="contoh", counts={}, crawled=())) is None
    assert judge([History(outlet="contoh", counts={START: 5}, crawled=())]) == {}
