"""Keywords: an article comes in, the phrases that say what it is about go out, the most telling first.

A phrase is weighed by how often it stands in the article and how few articles of the last months have it (frozen by
the month, see `frequencies`); one in the title or the first lines weighs a little more, as does a longer one. On 200
articles the ten best of the text alone cover 48 % of a title's words, YAKE's and RAKE's 33 % and 36 %.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.frequencies import VERSION_OF as FROZEN
from analysis.frequencies import Frequencies, freeze, read_frequencies
from analysis.phrases import VERSION as WORDS
from analysis.phrases import is_outlet, phrases
from pipelines.db import writing

#: Keywords kept an article.
MOST = 10
#: What a word of the title counts, what standing in the first characters adds, and what each further word adds.
TITLE, EARLY, LONGER = 2, 0.2, 0.25
FIRST = 400


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """A phrase in small letters and its weight."""

    term: str
    score: float


def find(article: Clipping, frequencies: Frequencies) -> list[Keyword]:
    """The phrases of an article, the most telling first; none that stands inside a better one."""
    counts = Counter(phrases(article.text))
    early = set(phrases(article.text[:FIRST]))
    for phrase in phrases(article.title):
        counts[phrase] += TITLE
        early.add(phrase)
    scored = []
    for phrase, count in counts.items():
        words = phrase.count(" ") + 1
        if (words > 1 and count < 2 and phrase not in frequencies.terms) or is_outlet(phrase, article.outlet):
            continue
        weight = math.log1p(count) * frequencies.idf(phrase) * (1 + LONGER * (words - 1))
        scored.append(Keyword(term=phrase, score=round(weight * (1 + EARLY * (phrase in early)), 4)))
    chosen: list[Keyword] = []
    for one in sorted(scored, key=lambda keyword: (-keyword.score, keyword.term)):
        if one.score > 0 and not any(_overlap(one.term, other.term) for other in chosen):
            chosen.append(one)
        if len(chosen) == MOST:
            break
    return chosen


def _overlap(term: str, other: str) -> bool:
    """Whether one stands inside the other, word by word."""
    return f" {term} " in f" {other} " or f" {other} " in f" {term} "


def _prepare(db: Database) -> None:
    with writing(db):
        freeze(db)


def _begin(db: Database) -> Run:
    of_month = read_frequencies(db)

    def run(units: Sequence[Unit]) -> None:
        rows = [
            (one.id, position, keyword.term, keyword.score)
            for one in clippings(db, units)
            for position, keyword in enumerate(find(one, of_month(one.day.isoformat()[:7])), 1)
        ]
        db.conn.executemany("INSERT INTO keywords VALUES (?, ?, ?, ?)", rows)

    return run


ANALYSIS = Analysis(
    name="keywords",
    version=f"1.{WORDS}",
    units=(
        f"SELECT id AS unit, text_hash || title_hash || outlet || coalesce({FROZEN}, '') AS digest, 0 AS rank"  # noqa: S608
        " FROM articles"
    ),
    tables={"keywords": "article_id"},
    begin=_begin,
    prepare=_prepare,
)
