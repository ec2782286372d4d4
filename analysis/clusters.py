"""Clusters of articles in memory: an article comes in, the cluster that it belongs to goes out.

Single pass, in the order given: an article joins the cluster whose sum of vectors is nearest by cosine, if that is near
enough for the cluster's age and they share a telling mark; else it founds one. Sums are of whole numbers, so a cluster
that is read back from its members is the same to the last digit. Copies are counted and weigh nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analysis.vectors import Vector

#: Cosine from which an article joins, and from which two clusters become one: swept in bench/README.md.
JOIN, MERGE = 0.38, 0.60
#: How much nearer it has to be for each day since the story's first article: the course of an affair is told in its own
#: words, the rounds of a cup and the days of the stock exchange drift (bench/README.md).
AGEING = 0.03
#: How long after its last article, or before its first, a cluster takes another.
WINDOW = timedelta(days=3)
DAY = timedelta(days=1)
#: Titles of one outlet that share this much of their words and none of their numbers are a series.
SERIES = 0.6
#: So many marks that are common each tell an event together, a president and a province. Without this the reports of
#: an event among the ever-present stay alone, however alike: of 28 events 0.77 of the articles are found, with it 0.86.
TOGETHER = 2


@dataclass(frozen=True, kw_only=True)
class Member:
    """An article in a cluster. `score` is its cosine when it joined, None where it founded the cluster or copies."""

    id: int
    at: datetime
    outlet: str
    title: str
    vector: Vector = field(repr=False)
    copy: bool = False
    score: float | None = None


@dataclass(kw_only=True)
class Cluster:
    """Articles of one event: the sum of their vectors, its length squared, and how many of them have each mark.

    `common` are the marks that many articles of any event have.
    """

    id: int
    members: dict[int, Member] = field(default_factory=dict)
    sum: Counter[str] = field(default_factory=Counter, repr=False)
    square: int = 0
    titles: Counter[str] = field(default_factory=Counter, repr=False)
    leads: Counter[str] = field(default_factory=Counter, repr=False)

    @property
    def common(self) -> frozenset[str]:
        """The marks of its articles that are common."""
        return frozenset[str]().union(*(member.vector.common for member in self.members.values()))

    @property
    def first(self) -> datetime:
        """When its first article was published."""
        return min(member.at for member in self.members.values())

    @property
    def last(self) -> datetime:
        """When its last article was published."""
        return max(member.at for member in self.members.values())

    def weigh(self, vector: Vector, sign: int) -> None:
        """Add a member's words and marks, or take them away."""
        dot = sum(weight * self.sum[term] for term, weight in vector.terms.items() if term in self.sum)
        self.square += 2 * sign * dot + sum(weight * weight for weight in vector.terms.values())
        for term, weight in vector.terms.items():
            self.sum[term] += sign * weight
            if not self.sum[term]:
                del self.sum[term]
        for marks, counts in ((vector.title, self.titles), (vector.lead, self.leads)):
            for mark in marks:
                counts[mark] += sign
                if not counts[mark]:
                    del counts[mark]

    def central(self) -> Member:
        """The member nearest to the sum; a copy only where nothing else is left; the earlier of equals."""
        own = [member for member in self.members.values() if not member.copy] or list(self.members.values())
        return max(own, key=lambda one: (_nearness(self.sum, one.vector), -one.at.timestamp(), -one.id))


class Clusters:
    """The clusters that are open, and an index of their words. `next_id` numbers the next that is founded."""

    def __init__(self, next_id: int) -> None:
        self.open: dict[int, Cluster] = {}
        self.next_id = next_id
        self._index: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def add(self, cluster: Cluster) -> None:
        """Open a cluster that was read back."""
        self.open[cluster.id] = cluster
        for term, total in cluster.sum.items():
            self._index[term][cluster.id] = total

    def drop(self, number: int) -> Cluster:
        """Close a cluster."""
        cluster = self.open.pop(number)
        for term in cluster.sum:
            self._unindex(term, number)
        return cluster

    def place(self, member: Member, cluster: Cluster) -> None:
        """Put an article into an open cluster."""
        cluster.members[member.id] = member
        if not member.copy:
            cluster.weigh(member.vector, 1)
            for term in member.vector.terms:
                self._index[term][cluster.id] = cluster.sum[term]

    def take(self, number: int, cluster: Cluster) -> None:
        """Take an article out of an open cluster."""
        member = cluster.members.pop(number)
        if not member.copy:
            cluster.weigh(member.vector, -1)
            for term in member.vector.terms:
                if term in cluster.sum:
                    self._index[term][cluster.id] = cluster.sum[term]
                else:
                    self._unindex(term, cluster.id)

    def found(self, number: int | None = None) -> Cluster:
        """A new cluster, with a number of its own or the one given."""
        if number is None:
            number, self.next_id = self.next_id, self.next_id + 1
        self.open[number] = cluster = Cluster(id=number)
        return cluster

    def near(self, member: Member) -> list[tuple[float, Cluster]]:
        """The clusters that an article could join, the nearest first, the older of equals.

        Terms are looked up from the heaviest down. Once what is left of the vector is shorter than half of `JOIN`, no
        cluster that shares only that can be near enough, and the words that most clusters have are never looked up.
        """
        terms = sorted(member.vector.terms.items(), key=lambda item: -item[1])
        left = square = sum(weight * weight for _, weight in terms)
        enough = JOIN * JOIN / 4 * square
        dots: defaultdict[int, int] = defaultdict(int)
        looked_up = 0
        for term, weight in terms:
            if left < enough:
                break
            for number, total in self._index.get(term, {}).items():
                dots[number] += weight * total
            left -= weight * weight
            looked_up += 1
        length, rest = math.sqrt(square), math.sqrt(left)
        found = []
        for number, dot in dots.items():
            cluster = self.open[number]
            width = math.sqrt(cluster.square)
            if dot + rest * width < JOIN * length * width:
                continue
            dot += sum(weight * cluster.sum[term] for term, weight in terms[looked_up:] if term in cluster.sum)
            score = dot / (length * width)
            if score >= JOIN + AGEING * max(0.0, (member.at - cluster.first) / DAY) and _open_to(cluster, member):
                found.append((score, cluster))
        return sorted(found, key=lambda item: (-item[0], item[1].id))

    def merge(self, one: Cluster, other: Cluster) -> tuple[Cluster, Cluster]:
        """Make two clusters one: the older stays; the one that stays and the one that went."""
        stays, goes = sorted((one, other), key=lambda cluster: cluster.id)
        self.drop(goes.id)
        for member in goes.members.values():
            self.place(member, stays)
        return stays, goes

    def outlived(self, before: datetime) -> Iterator[int]:
        """Clusters whose last article is older than that; one whose articles were all taken has none."""
        return iter([number for number, one in self.open.items() if one.members and one.last < before])

    def _unindex(self, term: str, number: int) -> None:
        del self._index[term][number]
        if not self._index[term]:
            del self._index[term]


def alike(one: Cluster, other: Cluster) -> bool:
    """Whether two clusters tell of the same event."""
    small, large = sorted((one, other), key=lambda cluster: len(cluster.sum))
    dot = sum(weight * large.sum[term] for term, weight in small.sum.items() if term in large.sum)
    if dot < MERGE * math.sqrt(one.square * other.square):
        return False
    shared = {mark for mark in one.titles if mark in other.leads} | {mark for mark in other.titles if mark in one.leads}
    return _tells(shared, one.common | other.common)


def _open_to(cluster: Cluster, member: Member) -> bool:
    if not cluster.first - WINDOW <= member.at <= cluster.last + WINDOW:
        return False
    vector = member.vector
    shared = {mark for mark in vector.title if mark in cluster.leads}
    shared |= {mark for mark in vector.lead if mark in cluster.titles}
    if not _tells(shared, vector.common):
        return False
    return not any(_series(member, other) for other in cluster.members.values() if other.outlet == member.outlet)


def _tells(shared: set[str], common: frozenset[str]) -> bool:
    """Whether shared marks tell an event: one that few articles have, or several that many have."""
    return len(shared) >= TOGETHER or not shared <= common


def _series(one: Member, other: Member) -> bool:
    """Whether two titles say the same of other numbers: the price of gold today and tomorrow."""
    words, others = one.vector.words, other.vector.words
    if not words or len(words & others) < SERIES * len(words | others):
        return False
    numbers, theirs = ({mark for mark in member.vector.title if mark[0].isdigit()} for member in (one, other))
    return bool(numbers) and bool(theirs) and numbers != theirs


def _nearness(total: Counter[str], vector: Vector) -> float:
    length = math.sqrt(sum(weight * weight for weight in vector.terms.values())) or 1.0
    return sum(weight * total[term] for term, weight in vector.terms.items() if term in total) / length
