"""Stories: articles come in, in order of publication, and which of them tell of the same event goes out.

An article joins the story whose articles it is nearest to, or begins one; a copy goes where its original is. A story
keeps its number as it grows. Where two prove to be one the older number stays, and `story_merges` says so, as it does
after a rebuild. Open stories are read back from the database, so a run may end anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlite_utils import Database

from analysis import topics
from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.clusters import WINDOW, Cluster, Clusters, Member, alike
from analysis.frequencies import VERSION_OF, freeze, read_frequencies
from analysis.once import COPIED_FROM, originals
from analysis.phrases import VERSION as WORDS
from analysis.vectors import VERSION as FORMS
from analysis.vectors import Vector, load_vector, read_vector
from pipelines.clock import moment, stamp
from pipelines.db import writing

#: How long the words of an article are remembered, by the newest; older ones are read from their texts again.
REMEMBERED = "-14 days"
#: The topic whose events are told in the same names from week to week.
SPORT = "olahraga"
#: The moment of an article, as `Clipping.at` has it.
MOMENT = "coalesce(published_at, published_on || 'T12:00:00Z', first_seen_at)"
UNITS = (
    f"SELECT a.id AS unit, {MOMENT} AS rank,"  # noqa: S608 - a query of ours
    f" text_hash || title_hash || outlet || url || coalesce(section, '') || {MOMENT}"
    f" || coalesce({VERSION_OF}, '') || {COPIED_FROM} AS digest"
    " FROM articles AS a"
)


class Stories:
    """One run: the clusters that are open, and how they are read from the database and written to it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.frequencies = read_frequencies(db)
        last = (
            "SELECT max(coalesce((SELECT max(id) FROM stories), 0), coalesce((SELECT max(old) FROM story_merges), 0))"
        )
        self.clusters = Clusters(db.execute(last).fetchone()[0] + 1)
        self.touched: set[int] = set()

    def run(self, units: Sequence[Unit]) -> None:
        """Place each article and write what changed."""
        copied = originals(self.db, units)
        self.touched.clear()
        for _, articles in groupby(clippings(self.db, units), key=lambda one: one.at.date()):
            day = list(articles)
            self._open(min(one.at for one in day), max(one.at for one in day))
            for one in day:
                self._place(one, copied.get(one.id))
        for number in sorted(self.touched):
            self._write(number)

    def _place(self, one: Clipping, original: int | None) -> None:
        before = self._story_of(one.id)
        if before is not None:
            self.clusters.take(one.id, before)
            self.touched.add(before.id)
        vector = self._read_vector(one)
        home = self._home(original, vector) if original is not None else None
        member = Member(id=one.id, at=one.at, outlet=one.outlet, title=one.title, vector=vector, copy=home is not None)
        self.db.execute("INSERT OR REPLACE INTO story_vectors VALUES (?, ?)", [one.id, vector.dump()])
        near = [(None, home)] if home is not None else self.clusters.near(member)
        if not near:  # a story that would be left empty keeps its number
            alone = before is not None and not before.members
            self._put(member, before if before is not None and alone else self.clusters.found())
            return
        score, cluster = near[0]
        self._put(replace(member, score=None if score is None else round(score, 4)), cluster)
        for _, other in near[1:]:
            if alike(cluster, other):
                cluster = self._merge(cluster, other)

    def _home(self, original: int, vector: Vector) -> Cluster | None:
        """The story of a copy's original; none for a digest, which copies an event's report and is not of the event."""
        home = self._story_of(original)
        if home is None or (vector.form == "none" and home.members[original].vector.form != "none"):
            return None
        return home

    def _put(self, member: Member, cluster: Cluster) -> None:
        self.clusters.place(member, cluster)
        self.touched.add(cluster.id)
        self.db.execute(
            "INSERT OR IGNORE INTO stories VALUES (?, ?, NULL, '', '', 0, 0, 0)", [cluster.id, member.title]
        )
        self.db.execute(
            "INSERT INTO story_articles (article_id, story_id, at, score, copy) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (article_id) DO UPDATE SET story_id = ?2, at = ?3, score = ?4, copy = ?5",
            [member.id, cluster.id, stamp(member.at), member.score, member.copy],
        )
        self._renumbered(cluster.id, "new IS NULL AND article_id = ?", member.id)

    def _merge(self, one: Cluster, other: Cluster) -> Cluster:
        stays, goes = self.clusters.merge(one, other)
        self.db.execute("UPDATE story_articles SET story_id = ? WHERE story_id = ?", [stays.id, goes.id])
        self.db.execute("DELETE FROM stories WHERE id = ?", [goes.id])
        self.db.execute("INSERT OR REPLACE INTO story_merges (old) VALUES (?)", [goes.id])
        self._renumbered(stays.id, "old = ?", goes.id)
        self.touched.discard(goes.id)
        self.touched.add(stays.id)
        return stays

    def _renumbered(self, new: int, which: str, value: int) -> None:
        """Say which number a story has now, and of those that had become it before."""
        for (old,) in self.db.execute(f"SELECT old FROM story_merges WHERE {which}", [value]).fetchall():  # noqa: S608
            self.db.execute("UPDATE story_merges SET new = ?1 WHERE old = ?2 OR new = ?2", [new, old])

    def _write(self, number: int) -> None:
        cluster = self.clusters.open[number]
        members = list(cluster.members.values())
        if not members:
            self.clusters.drop(number)
            self.db.execute("DELETE FROM stories WHERE id = ?", [number])
            self.db.execute("INSERT OR REPLACE INTO story_merges (old) VALUES (?)", [number])
            return
        central, copies = cluster.central(), sum(member.copy for member in members)
        self.db.execute(
            "UPDATE stories SET (headline, article_id, first_at, last_at, outlets, articles, copies)"
            " = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            [
                central.title, central.id, stamp(cluster.first), stamp(cluster.last),
                len({member.outlet for member in members}), len(members) - copies, copies, number,
            ],
        )  # fmt: skip

    def _story_of(self, article: int) -> Cluster | None:
        """The story that an article is in, opened where it is not open."""
        row = self.db.execute("SELECT story_id FROM story_articles WHERE article_id = ?", [article]).fetchone()
        if row is None:
            return None
        if row[0] not in self.clusters.open:
            self._read([row[0]])
        return self.clusters.open[row[0]]

    def _open(self, first: datetime, last: datetime) -> None:
        """Close the stories that no article of these moments can join, and open those that one can."""
        for number in self.clusters.outlived(first - WINDOW):
            if number not in self.touched:
                self.clusters.drop(number)
        query = "SELECT id FROM stories WHERE last_at >= ? AND first_at <= ? ORDER BY id"
        near = self.db.execute(query, [stamp(first - WINDOW), stamp(last + WINDOW)])
        self._read([number for (number,) in near.fetchall() if number not in self.clusters.open])

    def _read(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            marks = ", ".join("?" * len(some))
            query = (
                "SELECT s.story_id, s.article_id, s.at, s.score, s.copy, a.outlet, a.title, v.vector"  # noqa: S608
                " FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id"
                f" LEFT JOIN story_vectors AS v ON v.article_id = a.id WHERE s.story_id IN ({marks})"
                " ORDER BY s.story_id, s.at, s.article_id"
            )
            for number, rows in groupby(self.db.execute(query, some).fetchall(), key=lambda row: row[0]):
                cluster = self.clusters.found(number)
                for _, article, at, score, copy, outlet, title, dumped in rows:
                    vector = self._vector(article) if dumped is None else load_vector(dumped)
                    member = Member(
                        id=article,
                        at=moment(at),
                        outlet=outlet,
                        title=title,
                        vector=vector,
                        copy=bool(copy),
                        score=score,
                    )
                    self.clusters.place(member, cluster)

    def _vector(self, article: int) -> Vector:
        (one,) = clippings(self.db, [article])
        return self._read_vector(one)

    def _read_vector(self, one: Clipping) -> Vector:
        topic = topics.find(one)
        sport = topic is not None and topic.topic == SPORT
        return read_vector(one.title, one.text, self.frequencies(one.day.isoformat()[:7]), sport=sport)


def _prepare(db: Database) -> None:
    """Count the words of months that were never counted, and forget the vectors of articles long past."""
    with writing(db):
        freeze(db)
        db.execute(
            "DELETE FROM story_vectors WHERE article_id IN (SELECT v.article_id FROM story_vectors AS v"
            " JOIN story_articles AS s ON s.article_id = v.article_id"
            " WHERE s.at < (SELECT datetime(max(at), ?) FROM story_articles))",
            [REMEMBERED],
        )


def _begin(db: Database) -> Run:
    return Stories(db).run


def _clear(db: Database) -> None:
    """Before a rebuild: what is there goes, but for the numbers, which are mapped to the new ones."""
    db.execute(
        "INSERT OR REPLACE INTO story_merges (old, article_id)"
        " SELECT id, article_id FROM stories WHERE articles + copies > 1"
    )
    for table in ("stories", "story_vectors", "frequency_months"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours


ANALYSIS = Analysis(
    name="stories",
    version=f"4.{WORDS}.{FORMS}.{topics.VERSION}",
    units=UNITS,
    tables={},
    begin=_begin,
    prepare=_prepare,
    clear=_clear,
)
