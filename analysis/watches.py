"""Watches: full-text queries with a name come in, and the articles that each is found in go out, as they come.

A hit stays when the story is changed later: it was there to be read. What a new watch finds in the archive counts as
seen; what comes after is new until it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from analysis.base import ARTICLES, Analysis, Run, Unit
from pipelines.clock import now, stamp
from pipelines.db import writing
from pipelines.fulltext import NAME, fault_of

#: So many characters of a hit's text are read.
OPENING = 400

#: Hits of a query, over all articles or those of a range of ids.
_FIND = """
INSERT OR IGNORE INTO watch_hits (watch_id, article_id, found_at, shown_at)
SELECT :watch, a.id, :at, :shown
FROM articles_fts AS f JOIN articles AS a ON a.id = f.rowid
WHERE articles_fts MATCH :query AND f.rowid BETWEEN :first AND :last
  AND (:outlets IS NULL OR a.outlet IN (SELECT value FROM json_each(:outlets)))
"""


class WatchError(ValueError):
    """A watch that cannot be: the message names it and says what to try."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is watched for. No outlets are all outlets; `hits` counts what was found, `new` what was not shown yet."""

    name: str
    query: str
    outlets: tuple[str, ...] = ()
    declared: bool = False
    added_at: str = ""
    hits: int = 0
    new: int = 0
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An article that a watch was found in."""

    watch: str
    found_at: str
    outlet: str
    published_at: str | None
    published_on: str | None
    title: str
    text: str
    url: str


def read_watches(db: Database) -> list[Watch]:
    """Every watch, by name."""
    query = (
        "SELECT w.id, w.name, w.query, w.outlets, w.declared, w.added_at, count(h.watch_id),"
        " coalesce(sum(h.shown_at IS NULL AND h.watch_id IS NOT NULL), 0)"
        " FROM watches AS w LEFT JOIN watch_hits AS h ON h.watch_id = w.id GROUP BY w.id ORDER BY w.name"
    )
    return [
        Watch(
            id=row[0],
            name=row[1],
            query=row[2],
            outlets=tuple((row[3] or "").split()),
            declared=bool(row[4]),
            added_at=row[5],
            hits=row[6],
            new=row[7],
        )
        for row in db.execute(query)
    ]


def add(db: Database, name: str, query: str, outlets: Sequence[str] = (), *, declared: bool = False) -> int:
    """Add a watch and find it in what is there; returns how many articles that is."""
    if not NAME.fullmatch(name):
        raise WatchError(f"{name!r} is no name for a watch: small letters, digits and dashes, such as banjir-rob")
    if fault := fault_of(query):
        raise WatchError(f"{name}: {fault}")
    if db.execute("SELECT 1 FROM watches WHERE name = ?", [name]).fetchone():
        raise WatchError(f"{name}: there is a watch of that name; `kliping watch remove {name}` makes room for another")
    at = stamp(now())
    with writing(db):
        db.execute(
            "INSERT INTO watches (name, query, outlets, added_at, declared) VALUES (?, ?, ?, ?, ?)",
            [name, query, " ".join(outlets) or None, at, int(declared)],
        )
        watch = next(one for one in read_watches(db) if one.name == name)
        return _find(db, watch, 0, 2**62, shown=at)


def remove(db: Database, name: str) -> None:
    """Take a watch and its hits away."""
    with writing(db):
        db.execute("DELETE FROM watches WHERE name = ?", [name])


def declare(db: Database, wanted: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """Bring the watches of the user's choices in step: those that are new or changed, and those that are gone."""
    standing = {one.name: one for one in read_watches(db)}
    for name, one in standing.items():
        if one.declared and (name not in wanted or wanted[name] != (one.query, one.outlets)):
            remove(db, name)
    for name, (query, outlets) in wanted.items():
        before = standing.get(name)
        if before is None or not before.declared or (before.query, before.outlets) != (query, tuple(outlets)):
            add(db, name, query, outlets, declared=True)


def read_hits(db: Database, watch: Watch, *, new: bool = False, limit: int = 50) -> list[Hit]:
    """The newest hits of a watch; of those not shown yet, all."""
    query = (
        "SELECT h.found_at, a.outlet, a.published_at, a.published_on, a.title, substr(a.text, 1, ?4), a.url"
        " FROM watch_hits AS h JOIN articles AS a ON a.id = h.article_id"
        " WHERE h.watch_id = ?1 AND (h.shown_at IS NULL OR ?3 = 0)"
        " ORDER BY h.found_at DESC, a.published_at DESC, a.url LIMIT ?2"
    )
    return [
        Hit(
            watch=watch.name,
            found_at=row[0],
            outlet=row[1],
            published_at=row[2],
            published_on=row[3],
            title=row[4],
            text=row[5],
            url=row[6],
        )
        for row in db.execute(query, [watch.id, -1 if new else limit, int(new), OPENING])
    ]


def mark_shown(db: Database, watch: Watch) -> None:
    """Its hits are new no more."""
    with writing(db):
        db.execute(
            "UPDATE watch_hits SET shown_at = ? WHERE watch_id = ? AND shown_at IS NULL", [stamp(now()), watch.id]
        )


def begin(db: Database) -> Run:
    """A Run that looks for every watch in its articles."""
    watches = read_watches(db)

    def run(units: Sequence[Unit]) -> None:
        # Neighbours by id are looked up in one query; an old article that changed is a stretch of its own.
        for first, last in _stretches(sorted(int(unit) for unit in units)):
            for watch in watches:
                _find(db, watch, first, last, shown=None)

    return run


def _stretches(ids: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for one in ids:
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def _find(db: Database, watch: Watch, first: int, last: int, *, shown: str | None) -> int:
    values = {
        "watch": watch.id,
        "at": stamp(now()),
        "shown": shown,
        "query": watch.query,
        "first": first,
        "last": last,
        "outlets": json.dumps(watch.outlets) if watch.outlets else None,
    }
    return db.conn.execute(_FIND, values).rowcount


ANALYSIS = Analysis(name="watches", version="1", units=ARTICLES, tables={}, begin=begin)
