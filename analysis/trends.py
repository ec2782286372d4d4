"""Trends: days come in, the terms that more articles have than the week before let expect go out.

Score is a difference of square roots in standard deviations, whatever the size of x: 2(sqrt(x + 3/8) - sqrt(m + 3/8)) /
sqrt(1 + N/n), where x of the day's N articles have the term and m is the term's share of the n articles of the seven
days before, times N. The divisor is what the days before do not know: a day fifty times as large as the week before it
says nothing of what rises. The share leans a little on the month's frozen frequencies, as if a few articles more had
been read. Copies are not counted.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from analysis.base import Analysis, Run, Unit
from analysis.clipping import READ
from analysis.frequencies import DAY, Frequencies, freeze, read_frequencies
from analysis.once import COPIED_FROM, IS_COPY
from analysis.ordinary import ORDINARY
from analysis.ordinary import VERSION as ORDINARY_WORDS
from analysis.phrases import VERSION as WORDS
from analysis.phrases import is_outlet, phrases
from pipelines.db import writing

#: Days before that say what is to be expected.
BEFORE = 7
#: Articles that the frozen frequencies count for beside those of the days before, and at most which part of theirs: a
#: young archive's frequencies are made of the very articles that are to be judged.
PRIOR, PART = 50, 1 / 40
#: A term must stand in so many articles of so many outlets. Eight on a day of 200 articles or more; below that one in
#: twenty-five, and never fewer than three: of ten articles a day three are as much of an event as eight of two hundred.
FLOOR, LEAST, ONE_IN, OUTLETS = 8, 3, 25, 2
#: Score from which a term rises, and terms kept a day.
RISES, MOST = 2.0, 50
#: Of those that rise a term needs so many beside it, in so much of its articles, that share no word with it; of those
#: that only rise this much as well, since of an event's words some are used every day.
COMPANY, BESIDE, RISES_BESIDE = 2, 0.6, 1.0
#: Where its articles are fewer than FLOOR, in so much of them, and not ordinary words alone: of four a word may have
#: three of one event and one of another, and any three articles share some words.
BESIDE_OF_FEW = 0.8
#: A term that stands inside a longer one in most of its articles says nothing more than that.
WITHIN = 0.6


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many articles, of how many outlets."""

    articles: int
    outlets: int


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A term that rises: its articles and outlets of the day, the articles expected, and the score."""

    term: str
    articles: int
    outlets: int
    expected: float
    score: float


def count(articles: Iterable[tuple[str, str, str]]) -> dict[str, Count]:
    """Terms of articles, each an outlet, a title and a text: those that more than one article has."""
    found: Counter[str] = Counter()
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    for outlet, title, text in articles:
        for term in set(phrases(f"{title}\n{text}")):
            if not is_outlet(term, outlet):
                found[term] += 1
                outlets[term].add(outlet)
    return {term: Count(articles=n, outlets=len(outlets[term])) for term, n in found.items() if n > 1}


def floor(articles: int) -> int:
    """In how many articles of a day a term must stand."""
    return min(FLOOR, max(LEAST, math.ceil(articles / ONE_IN)))


def find(
    today: Mapping[str, Count], articles: int, before: Mapping[str, int], articles_before: int, usual: Frequencies
) -> list[Trend]:
    """The terms of a day that rise, or nearly, the strongest first."""
    prior = min(PRIOR, PART * usual.articles)
    read = articles_before + prior
    if not read:
        return []
    known = math.sqrt(1 + articles / read)
    rising = []
    for term, here in today.items():
        if here.articles < floor(articles) or here.outlets < OUTLETS:
            continue
        share = (before.get(term, 0) + prior * usual.share(term)) / read
        expected = share * articles
        score = 2 * (math.sqrt(here.articles + 0.375) - math.sqrt(expected + 0.375)) / known
        if score >= RISES_BESIDE:
            rising.append(
                Trend(
                    term=term,
                    articles=here.articles,
                    outlets=here.outlets,
                    expected=round(expected, 2),
                    score=round(score, 3),
                )
            )
    return sorted(rising, key=lambda trend: (-trend.score, trend.term))


def tell(rising: Sequence[Trend], articles: Iterable[Set[str]]) -> list[Trend]:
    """Of the terms that rise those that tell of something, each told once; `articles` are the terms of each article."""
    near: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names = {one.term for one in rising}
    for terms in articles:
        here = terms & names
        for term in here:
            near[term].update(here)
    said = _said_once([one for one in rising if one.score >= RISES])
    return [one for one in said if _in_company(one, near[one.term])][:MOST]


def _in_company(one: Trend, near: Mapping[str, int]) -> bool:
    """Whether other terms rise in the same articles; those that share a word with each other are one."""
    words = [set(one.term.split())]
    few = one.articles < FLOOR
    part = BESIDE_OF_FEW if few else BESIDE
    for term, together in sorted(near.items(), key=lambda item: (-len(item[0].split()), item[0])):
        if together >= max(LEAST, part * one.articles) and not any(words_of & set(term.split()) for words_of in words):
            words.append(set(term.split()))
    return len(words) > COMPANY and not (few and ORDINARY.issuperset(set().union(*words)))


def _said_once(rising: Sequence[Trend]) -> list[Trend]:
    """The strongest first, without those that say in other words what one that is kept says of the same articles."""
    kept: list[Trend] = []
    for one in sorted(rising, key=lambda trend: (-len(trend.term.split()), -trend.score, trend.term)):
        if not any(_alike(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda trend: (-trend.score, trend.term))


def _alike(one: Trend, longer: Trend) -> bool:
    """Whether a term stands inside a longer one, or begins with what the other ends with: two cuts of one name."""
    words, others = one.term.split(), longer.term.split()
    inside = f" {one.term} " in f" {longer.term} "
    shifted = len(words) > 1 and (words[-2:] == others[:2] or words[:2] == others[-2:])
    return (inside or shifted) and longer.articles >= WITHIN * one.articles


class Days:
    """Counts of days, kept in `day_terms` and made anew where the articles of a day have changed."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.frequencies = read_frequencies(db)

    def run(self, units: Sequence[Unit]) -> None:
        """Write what rises on each of the days."""
        for day in map(str, units):
            week = [(date.fromisoformat(day) - timedelta(days=n)).isoformat() for n in range(1, BEFORE + 1)]
            sizes = {one: size for one in (day, *week) if (size := self._counted(one)) is not None}
            rows = self.db.execute("SELECT term, articles, outlets FROM day_terms WHERE day = ?", [day])
            today = {term: Count(articles=articles, outlets=outlets) for term, articles, outlets in rows}
            before: Counter[str] = Counter()
            least = floor(sizes[day])
            wanted = [term for term, here in today.items() if here.articles >= least and here.outlets >= OUTLETS]
            for one in week:
                for term in wanted:
                    row = self.db.execute(
                        "SELECT articles FROM day_terms WHERE day = ? AND term = ?", [one, term]
                    ).fetchone()
                    before[term] += row[0] if row else 0
            read_before = sum(sizes[one] for one in week if one in sizes)
            rising = find(today, sizes[day], before, read_before, self.frequencies(day[:7]))
            found = tell(rising, self._terms(day)) if rising else []
            self.db.conn.executemany(
                "INSERT INTO trends VALUES (?, ?, ?, ?, ?, ?)",
                [(day, one.term, one.articles, one.outlets, one.expected, one.score) for one in found],
            )

    def _counted(self, day: str) -> int | None:
        """Articles of a day, its terms counted; None where it has none."""
        row = self.db.execute(
            "SELECT d.articles, d.digest, c.digest FROM days AS d LEFT JOIN day_counts AS c ON c.day = d.day"
            " WHERE d.day = ?",
            [day],
        ).fetchone()
        if row is None:
            return None
        if row[1] != row[2]:
            counts = count(self._articles(day))
            self.db.execute("DELETE FROM day_terms WHERE day = ?", [day])
            self.db.conn.executemany(
                "INSERT INTO day_terms VALUES (?, ?, ?, ?)",
                [(day, term, one.articles, one.outlets) for term, one in sorted(counts.items())],
            )
            self.db.execute("INSERT OR REPLACE INTO day_counts VALUES (?, ?)", [day, row[1]])
        return int(row[0])

    def _articles(self, day: str) -> Iterator[tuple[str, str, str]]:
        query = f"SELECT outlet, title, {READ} FROM articles AS a WHERE {DAY} = ? AND NOT {IS_COPY}"  # noqa: S608
        yield from self.db.execute(query, [day])

    def _terms(self, day: str) -> Iterator[set[str]]:
        for _, title, text in self._articles(day):
            yield set(phrases(f"{title}\n{text}"))


def _prepare(db: Database) -> None:
    """Note of each day what it is made of; a day that lost its last article goes."""
    with writing(db):
        freeze(db)
        made = {day: (articles, outlets, digest) for day, articles, outlets, digest in _days(db)}
        noted = {row[0]: tuple(row[1:]) for row in db.execute("SELECT day, articles, outlets, digest FROM days")}
        for table in ("days", "day_terms", "day_counts", "trends"):
            gone = [(day,) for day in noted if day not in made]
            db.conn.executemany(f"DELETE FROM {table} WHERE day = ?", gone)  # noqa: S608 - a table of ours
        changed = [(day, *values) for day, values in made.items() if noted.get(day) != values]
        db.conn.executemany("INSERT OR REPLACE INTO days (day, articles, outlets, digest) VALUES (?, ?, ?, ?)", changed)


def _days(db: Database) -> Iterator[tuple[str, int, int, str]]:
    """Each day with the articles and outlets that count, and a digest that does not depend on their order."""
    sums: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    query = f"SELECT {DAY}, outlet, text_hash || title_hash, {COPIED_FROM} FROM articles AS a"  # noqa: S608
    for day, outlet, digest, copied in db.execute(query):
        if not copied:
            read = hashlib.blake2b(f"{WORDS} {outlet} {digest}".encode(), digest_size=8).digest()
            sums[day] = (sums[day] + int.from_bytes(read)) % 2**64
            articles[day] += 1
            outlets[day].add(outlet)
    for day, number in articles.items():
        yield day, number, len(outlets[day]), f"{sums[day]:016x}"


def _begin(db: Database) -> Run:
    return Days(db).run


def _clear(db: Database) -> None:
    for table in ("day_terms", "day_counts"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours


#: A day's digest is of its own articles, of the seven days before, and of the frequencies of its month.
UNITS = (
    "SELECT d.day AS unit, 0 AS rank, coalesce((SELECT version FROM frequency_months AS f"  # noqa: S608
    " WHERE f.month = substr(d.day, 1, 7)), '') || (SELECT group_concat(w.day || w.digest, ' ') FROM ("
    f"SELECT day, digest FROM days AS o WHERE o.day BETWEEN date(d.day, '-{BEFORE} days') AND d.day ORDER BY o.day"
    ") AS w) AS digest FROM days AS d"
)

ANALYSIS = Analysis(
    name="trends",
    version=f"3.{WORDS}.{ORDINARY_WORDS}",
    unit="day",
    units=UNITS,
    tables={"trends": "day"},
    begin=_begin,
    prepare=_prepare,
    clear=_clear,
    batch=8,
)
