"""Who took whose words: articles come in, for each the articles that it was made from go out.

Articles that share shingles are compared word by word; which of two came first is said by a credit (one names the
other's outlet as its source), else by the time of publication. Of several that an article may come from, the one that
explains most is taken, and a further one only for what the first leaves unexplained. The finding of an article depends
on it and each of its neighbours, pair by pair, never on what was found for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from sqlite_utils import Database

from analysis import aliases, neighbours, sources
from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.kinship import LEAST, CopyKind, Kinship, kinship
from analysis.shingles import Shingled, shingle

#: Of two that explain about as much the earlier is the original: they differ by what was cut, not by who wrote it.
ALIKE = 0.05


@dataclass(frozen=True, kw_only=True)
class Read:
    """An article as it is compared: its words, and whom it credits, as outlets' names, where that is asked."""

    clipping: Clipping
    shingled: Shingled

    @cached_property
    def credits(self) -> frozenset[str]:
        """Whom it credits: asked of one in ten, those that have kin."""
        found = sources.find(self.clipping)
        return frozenset(name for one in found for name in (one.outlet, aliases.compact(one.name)) if name)

    @property
    def order(self) -> tuple[bool, object, str]:
        """Dated before undated, then by time; the address decides between two of one moment."""
        return (not self.clipping.dated, self.clipping.at, self.clipping.url)


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What an article has of an original: `containment` is the part of it that stands there, `contained` the part of
    the original that stands in it, both in shingles of four words; `credited` whether it names the original's outlet.
    """

    original: int
    kind: CopyKind
    containment: float
    contained: float
    shared: int
    credited: bool


def read(clipping: Clipping) -> Read:
    """An article as it is compared."""
    return Read(clipping=clipping, shingled=shingle(clipping.text))


def names(article: Read, other: Read) -> bool:
    """Whether an article names another's outlet as its source."""
    return other.clipping.outlet in article.credits


def follows(article: Read, other: Read) -> bool:
    """Whether an article is the later of two, or the one that credits the other."""
    said, denied = names(article, other), names(other, article)
    return said if said != denied else article.order > other.order


def originals(article: Read, kin: Iterable[tuple[Read, Kinship]]) -> list[Copied]:
    """What an article was made from, of those that share words with it, the most telling first."""
    earlier = [(other, shared) for other, shared in kin if follows(article, other)]
    found = _explained(article, [pair for pair in earlier if not pair[1].template])
    forms = [pair for pair in earlier if pair[1].template]
    if forms and not found:  # a series goes on from its last instalment
        found.append(max(forms, key=lambda pair: pair[0].order))
    return [_copied(article, other, shared) for other, shared in found]


def _explained(article: Read, kin: Sequence[tuple[Read, Kinship]]) -> list[tuple[Read, Kinship]]:
    """The fewest originals that explain an article: those it credits first, then those that have most of it."""
    found: list[tuple[Read, Kinship]] = []
    left, size = article.shingled.shingles, len(article.shingled.shingles)
    while True:
        gains = [
            (gain / size, other, shared)
            for other, shared in kin
            if (gain := len(left & other.shingled.shingles)) >= LEAST * min(size, len(other.shingled.shingles))
        ]
        if not gains:
            return found
        gains = [gain for gain in gains if names(article, gain[1])] or gains
        best = max(gain for gain, *_ in gains)
        near = [(other, shared) for gain, other, shared in gains if gain >= best - ALIKE]
        first = min(near, key=lambda pair: pair[0].order)
        found.append(first)
        left -= first[0].shingled.shingles


def _copied(article: Read, other: Read, shared: Kinship) -> Copied:
    return Copied(
        original=other.clipping.id, kind=shared.kind, containment=round(shared.containment, 3),
        contained=round(shared.contained, 3), shared=shared.shared, credited=names(article, other),
    )  # fmt: skip


def _begin(db: Database) -> Run:
    @lru_cache(maxsize=2000)
    def known(number: int) -> Read:
        (clipping,) = clippings(db, [number])
        return read(clipping)

    def found(number: int) -> list[Copied]:
        article = known(number)
        kin = []
        for other in map(known, neighbours.neighbours(db, number)):
            mine, theirs = article.clipping, other.clipping
            common = partial(neighbours.is_common, db, (mine.day.toordinal(), theirs.day.toordinal()))
            series = mine.outlet == theirs.outlet and mine.day != theirs.day
            shared = kinship(article.shingled, other.shingled, common, series=series)
            if shared is not None:
                kin.append((other, shared))
        return originals(article, kin)

    def run(units: Sequence[Unit]) -> None:
        rows = [
            (number, one.original, one.kind, one.containment, one.contained, one.shared, one.credited)
            for number in units
            for one in found(int(number))
        ]
        db.conn.executemany("INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    return run


_UNITS = f"SELECT a.id AS unit, 0 AS rank, {neighbours.DIGEST} AS digest FROM articles AS a INDEXED BY articles_read"  # noqa: S608

ANALYSIS = Analysis(
    name="copies",
    version=f"2.{sources.ANALYSIS.version}",
    units=_UNITS,
    tables={"copies": "article_id"},
    prepare=neighbours.refresh,
    begin=_begin,
    clear=neighbours.clear,
)
