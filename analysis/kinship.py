"""What two articles have of each other's words: two texts come in, how much they share and of what kind goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from analysis.shingles import SIZE, Shingled, kept

CopyKind = Literal["exact", "copy", "shortened", "extended", "passage", "template"]

#: The least share of the shorter text's shingles that must stand in the other. Independent reports of one event, which
#: quote the same people, share less; texts of which 15 % of the words were changed share half.
LEAST = 0.3
#: From here on the shorter text as a whole is taken from the other, below it a passage is: the part of its words that
#: stand in a run of four that both have. Of a text with 15 % of its words changed that is three quarters.
WHOLE = 0.5
#: How much shorter or longer a copy may be and still be one, not a shortened or an extended one.
AS_LONG = 1.25
#: Two texts of one form: so many runs with a number in common, of those at most so many with the same numbers, and no
#: more of all their numbers the same. Outlets that copy write the date otherwise, they do not write another price; the
#: last need not be asked of an outlet's own stories of two days.
NUMBERS, AGREE = 4, 0.5
#: Where even the price has not changed: texts that are the same to so large a part, of other dates.
SAME = 0.8


@dataclass(frozen=True, kw_only=True)
class Kinship:
    """What an article shares with another: shingles, and their part of its own and of the other's.

    Shingles that are an outlet's common stock do not count. `covered` is the part of the shorter one's words that stand
    in a shared run, `ratio` the article's length to the other's.
    """

    shared: int
    containment: float
    contained: float
    covered: float
    ratio: float
    exact: bool
    template: bool

    @property
    def kind(self) -> CopyKind:
        """What the article is of the other, if that was there first."""
        if self.template:
            return "template"
        if self.exact:
            return "exact"
        if self.covered < WHOLE:
            return "passage"
        if self.ratio > AS_LONG:
            return "extended"
        return "shortened" if self.ratio < 1 / AS_LONG else "copy"


def kinship(
    article: Shingled, other: Shingled, is_common: Callable[[int], bool], *, series: bool = False
) -> Kinship | None:
    """What an article shares with another; None where that is too little.

    `series` says that both are of one outlet and of two days.
    """
    shorter = min(len(article.shingles), len(other.shingles))
    if not shorter:
        return None
    shared = article.shingles & other.shingles
    if len(shared) < LEAST * shorter:
        return None
    share = len(shared) * _own(kept(shared, max(article.every, other.every)), is_common)
    if share < LEAST * shorter:
        return None
    return Kinship(
        shared=round(share),
        containment=share / len(article.shingles),
        contained=share / len(other.shingles),
        covered=_covered(min(article, other, key=lambda one: len(one.words)), shared),
        ratio=len(article.words) / len(other.words),
        exact=article.words == other.words,
        template=_is_template(article, other, shared, series=series),
    )


def _own(shared: frozenset[int], is_common: Callable[[int], bool]) -> float:
    """Which part of the shared shingles is nobody's common stock, by those that both keep."""
    return sum(not is_common(one) for one in shared) / len(shared) if shared else 0.0


def _covered(shorter: Shingled, shared: frozenset[str]) -> float:
    """The part of a text's words that stand in one of the shared runs."""
    covered, end = 0, 0
    for start, run in enumerate(shorter.runs):
        if run in shared:
            covered += start + SIZE - max(start, end)
            end = start + SIZE
    return covered / len(shorter.words)


def _is_template(article: Shingled, other: Shingled, shared: frozenset[str], *, series: bool) -> bool:
    """Whether the same words stand about other numbers: a form that is filled in again and again."""
    numbered = [run for run in shared if run in article.numbered]
    agree = sum(not article.numbered[run].isdisjoint(other.numbered[run]) for run in numbered)
    if len(numbered) < NUMBERS:
        return False
    apart = bool(article.dates and other.dates) and article.dates.isdisjoint(other.dates)
    if apart and len(shared) >= SAME * max(len(article.shingles), len(other.shingles)):
        return True
    if agree > AGREE * len(numbered):
        return False
    fewer = min(len(article.numbers), len(other.numbers))
    return (series and apart) or (fewer >= NUMBERS and len(article.numbers & other.numbers) <= AGREE * fewer)
