"""Clusters of articles in memory: an article comes in, the cluster that it belongs to goes out.

Single pass, in the order given: an article joins the cluster whose sum of vectors is nearest by cosine, if they share
telling marks and it is near enough: the nearer, the older the cluster is and the less of its marks and title words it
has. Sums are of whole numbers, so a cluster that is read back from its members is the same to the last digit. Copies
are counted and weigh nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analysis.vectors import Vector

#: Cosine from which an article joins, and from which two clusters become one: this and all below was swept on labelled
#: pairs, see bench/README.md.
JOIN, MERGE = 0.42, 0.60
#: How much nearer it has to be for each day since the story's first article: the course of an affair is told in its own
#: words, the rounds of a cup and the days of the stock exchange drift.
AGEING = 0.03
#: How much nearer to a story that only its own outlet tells: an outlet's features on one person are no event.
ALONE = 0.03
#: The weight of shared marks, in hundredths, below which no article joins: one name that one article in twenty has.
TELLS = 300
#: Where marks and words of titles weigh more than AGREE, each hundredth of it is worth so much cosine, down to LEAST.
#: No single one weighs more than ONE: many that are shared tell more than one that is rare. A title's other words
#: weigh NOUN of a mark.
AGREE, EASE, LEAST, ONE, NOUN = 500, 0.012 / 100, 0.30, 400, 0.7
#: How much less near in a young archive, for each time that it is ten times smaller than the one that this was measured
#: on: the fewer events there are, the fewer of them are alike.
YOUNG = 0.04
#: How much nearer in sport, where nothing makes it less: its players, clubs and cups are the same from match to match.
#: Of labelled pairs that were joined without this a quarter of sport's were wrong, of all others one in thirty.
SPORT = 0.03
#: An article in English joins a story in Indonesian by its names alone; they must weigh so much more than TELLS.
ABROAD = 3
#: How long after its last article, or before its first, a cluster takes another.
WINDOW = timedelta(days=3)
DAY = timedelta(days=1)
#: Reports whose matter is a day's are of one story only so near to each other.
OF_A_DAY = timedelta(hours=18)
#: Titles of one outlet that share this much of their words and none of their numbers are a series.
SERIES = 0.6


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
    """Articles of one event: the sum of their vectors, its length squared, how many they are without copies, and for
    each mark and each other word of titles the sum of its weights in those that have it."""

    id: int
    members: dict[int, Member] = field(default_factory=dict)
    sum: Counter[str] = field(default_factory=Counter, repr=False)
    square: int = 0
    weighed: int = 0
    titles: Counter[str] = field(default_factory=Counter, repr=False)
    marks: Counter[str] = field(default_factory=Counter, repr=False)
    nouns: Counter[str] = field(default_factory=Counter, repr=False)

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
        self.weighed += sign
        titles = {mark: vector.marks[mark] for mark in vector.title}
        counted = (
            (self.sum, vector.terms),
            (self.titles, titles),
            (self.marks, vector.marks),
            (self.nouns, vector.nouns),
        )
        for total, weights in counted:
            for term, weight in weights.items():
                total[term] += sign * weight
                if not total[term]:
                    del total[term]

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

        Terms are looked up from the heaviest down. Once what is left of the vector is shorter than half of the least
        cosine, no cluster that shares only that can be near enough, and the words that most clusters have are never
        looked up.
        """
        terms = sorted(member.vector.terms.items(), key=lambda item: -item[1])
        left = sum(weight * weight for _, weight in terms)
        length = math.sqrt(left)
        least = min(member.vector.named or length, length)
        floor = LEAST - YOUNG * member.vector.young
        enough = (floor * least / 2) ** 2
        dots: defaultdict[int, int] = defaultdict(int)
        looked_up = 0
        for term, weight in terms:
            if left < enough:
                break
            for number, total in self._index.get(term, {}).items():
                dots[number] += weight * total
            left -= weight * weight
            looked_up += 1
        rest = math.sqrt(left)
        found = []
        for number, dot in dots.items():
            cluster = self.open[number]
            width = math.sqrt(cluster.square)
            if dot + rest * width < floor * least * width:
                continue
            dot += sum(weight * cluster.sum[term] for term, weight in terms[looked_up:] if term in cluster.sum)
            score = dot / ((least if _is_abroad(member, cluster) else length) * width)
            if score >= floor and _joins(score, member, cluster):
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
    shared = (one.titles.keys() & other.marks.keys()) | (other.titles.keys() & one.marks.keys())
    told = sum(min(one.marks[mark] * other.weighed, other.marks[mark] * one.weighed) for mark in shared)
    if told < TELLS * one.weighed * other.weighed:
        return False
    return not any(_apart(mine, theirs) for mine in one.members.values() for theirs in other.members.values())


def _joins(score: float, member: Member, cluster: Cluster) -> bool:
    """Whether an article is near enough to a cluster, by its words and its marks, and nothing keeps it away."""
    first = cluster.first
    if not first - WINDOW <= member.at <= cluster.last + WINDOW:
        return False
    told, agreed = _shared(member.vector, cluster)
    if told < TELLS * (ABROAD if _is_abroad(member, cluster) else 1):
        return False
    eased = max(LEAST, JOIN - EASE * max(0.0, agreed - AGREE))
    least = (JOIN + SPORT if member.vector.sport else eased) + AGEING * max(0.0, (member.at - first) / DAY)
    if all(other.outlet == member.outlet for other in cluster.members.values()):
        least += ALONE
    if score < least - YOUNG * member.vector.young:
        return False
    return not any(_apart(member, other) for other in cluster.members.values())


def _is_abroad(member: Member, cluster: Cluster) -> bool:
    """Whether an article is in English and the cluster is not."""
    return bool(member.vector.named) and not all(other.vector.named for other in cluster.members.values())


def _shared(vector: Vector, cluster: Cluster) -> tuple[float, float]:
    """What the marks weigh that an article shares with a cluster, one's title with the other's title or lead, each as
    much as the part of the cluster's articles that has it; and what marks and words of titles weigh, none above ONE."""
    size = max(1, cluster.weighed)
    marks = [
        cluster.marks[mark]
        for mark in vector.marks
        if (mark in cluster.marks if mark in vector.title else mark in cluster.titles)
    ]
    nouns = [cluster.nouns[noun] for noun in vector.nouns if noun in cluster.nouns]
    most = ONE * size
    agreed = sum(min(most, mark) for mark in marks) + NOUN * sum(min(most, noun) for noun in nouns)
    return sum(marks) / size, agreed / size


def _apart(one: Member, other: Member) -> bool:
    """Whether two articles cannot be of one story: a series, the matter of two days, or two matches."""
    mine, theirs = one.vector, other.vector
    if mine.form == theirs.form == "day" and abs(one.at - other.at) > OF_A_DAY:
        return True
    if mine.sides and theirs.sides and not mine.sides & theirs.sides:
        return True
    return one.outlet == other.outlet and _series(one, other)


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
