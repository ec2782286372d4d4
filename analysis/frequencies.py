"""Document frequencies frozen by the month: articles come in, in how many of them a term stands goes out.

An article of a month is weighed by that month's frequencies: those of the articles at hand of that month and the two
before when they are first asked for; of more than `MOST` those whose texts hash lowest, a choice that does not depend
on the order in which they came. They then stay as they are, so that a finding does not change with every crawl. Only a
young archive outgrows them: where the articles that could be counted have doubled since, and were fewer than GROWN,
they are counted again, and what was made from them is pending again. An archive's first articles are thus weighed by
each other. A recount that gives the same counts has the same version.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlite_utils import Database

from analysis.clipping import READ
from analysis.phrases import VERSION, phrases

#: Articles counted for a month: 20,000 hold every term that more than one article in a thousand has, to a tenth.
MOST = 20_000
#: Months whose articles are counted, the month itself included.
MONTHS = 3
#: Terms of fewer articles are not kept: of 417,000 in 7,439 articles, 362,000 stand in one or two.
FEWEST, FEWEST_OF_MANY, MANY = 2, 3, 1000
#: No term tells more than this: above it idf says how rare a spelling is, and a name in two articles of 7,439 outweighs
#: what they are about.
MOST_TELLING = 5.0
#: In an archive of fewer articles than this each event is a good part of it, and its own words would tell nothing.
YOUNG = 800
#: An archive is young until its frequencies are of so many articles: twice as many weigh its words the same, but for
#: those that one article in a thousand has.
GROWN = 7_000
#: The day of an article, as SQL: published, or else first seen.
DAY = "coalesce(published_on, substr(first_seen_at, 1, 10))"
#: The version of the frequencies that weigh an article of `articles`, for digests.
VERSION_OF = f"(SELECT version FROM frequency_months WHERE month = substr({DAY}, 1, 7))"  # noqa: S608 - a query of ours
_FIRST = 8000


@dataclass(frozen=True, kw_only=True)
class Frequencies:
    """How many articles were counted, and in how many of them each term stands that is not rare."""

    articles: int
    terms: Mapping[str, int] = field(repr=False)

    def idf(self, term: str) -> float:
        """How telling a term is: 0 for one that stands everywhere."""
        return min(MOST_TELLING, self.rarity(term))

    def rarity(self, term: str) -> float:
        """The same without an end: how few articles have it."""
        return math.log((max(self.articles, YOUNG) + 1) / (self.terms.get(term, 0) + 1))

    def share(self, term: str) -> float:
        """The part of the articles that has the term."""
        return self.terms.get(term, 0) / self.articles if self.articles else 0.0


def freeze(db: Database) -> None:
    """Count for months that were never counted or that were outgrown; within a write transaction."""
    of_month = dict(db.execute(f"SELECT substr({DAY}, 1, 7) AS month, count(*) FROM articles GROUP BY month"))  # noqa: S608
    query = "SELECT month, articles, substr(version, 1, instr(version, '.') - 1) FROM frequency_months"
    frozen = {month: (articles, of_words) for month, articles, of_words in db.execute(query)}
    for month in sorted(of_month):
        at_hand = sum(of_month.get(other, 0) for other in _window(month))
        articles, of_words = frozen.get(month, (0, None))
        outgrown = articles < GROWN and at_hand >= 2 * articles
        if outgrown or of_words != str(VERSION):
            _count(db, month, at_hand)


def read_frequencies(db: Database) -> Callable[[str], Frequencies]:
    """A function of the month; it reads each month once and remembers the last two."""

    @lru_cache(maxsize=2)
    def of_month(month: str) -> Frequencies:
        row = db.execute("SELECT counted FROM frequency_months WHERE month = ?", [month]).fetchone()
        terms = dict(db.execute("SELECT term, articles FROM frequencies WHERE month = ?", [month]))
        return Frequencies(articles=row[0], terms=terms)

    return of_month


def _window(month: str) -> list[str]:
    """The month and those before it whose articles are counted with it."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(number - MONTHS + 1, number + 1)]


def _count(db: Database, month: str, at_hand: int) -> None:
    counts: Counter[str] = Counter()
    counted = 0
    for title, text in _articles(db, month):
        counts.update(set(phrases(f"{title}\n{text[:_FIRST]}")))
        counted += 1
    fewest = FEWEST if counted < MANY else FEWEST_OF_MANY
    kept = sorted((term, articles) for term, articles in counts.items() if articles >= fewest)
    digest = hashlib.blake2b(repr((counted, kept)).encode(), digest_size=8).hexdigest()
    db.execute("DELETE FROM frequencies WHERE month = ?", [month])
    db.execute(
        "INSERT OR REPLACE INTO frequency_months (month, version, articles, counted) VALUES (?, ?, ?, ?)",
        [month, f"{VERSION}.{digest}", at_hand, counted],
    )
    db.conn.executemany("INSERT INTO frequencies VALUES (?, ?, ?)", [(month, *one) for one in kept])


def _articles(db: Database, month: str) -> Iterator[tuple[str, str]]:
    months = _window(month)
    marks = ", ".join("?" * len(months))
    query = (
        f"SELECT title, {READ} FROM articles WHERE id IN (SELECT id FROM articles INDEXED BY articles_read"  # noqa: S608
        f" WHERE substr({DAY}, 1, 7) IN ({marks}) ORDER BY text_hash, title_hash, id LIMIT ?)"
    )
    yield from db.execute(query, [*months, MOST])
