"""The engine: analyses and a database come in, findings go out, and only what is pending is done.

`analysed` holds, for each analysis and unit (an article or a day), the version that read it and the digest of what it
read. Pending is a join: no row of this version with this digest. Each batch takes the units' old findings away, writes
new ones and marks the units, in one transaction, so that a kill loses at most the batch in hand. There are no
watermarks: an article whose text changes is pending again by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from analysis.schema import findings
from pipelines.clock import now, stamp
from pipelines.db import CACHE_KIB, open_database, writing
from pipelines.schema import news

Unit = int | str
#: Reads a batch of units and writes what it finds; called inside the batch's write transaction.
Run = Callable[[Sequence[Unit]], None]
#: Told of the analysis, the units done and the units there were to do.
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """One analysis: what its units are, where its findings stand, and how they are made.

    `version` changes with the code and with the data files it reads. `units` is a query of (unit, digest, rank): the
    digest covers everything that the unit's findings are made from, and units are done in the order of rank and unit.
    `tables` maps each table of findings to its column of units. `begin` loads what it needs and gives the Run; it is
    called only where something is pending. `prepare` runs before it is known what is pending, outside any transaction,
    and may take marks away: for what has to be known of all articles at once. `clear` takes away what belongs to no
    unit before a rebuild, `tidy` what belongs to none any more after units were read.
    """

    name: str
    version: str
    unit: Literal["article", "day"] = "article"
    units: str
    tables: dict[str, str]
    begin: Callable[[Database], Run]
    prepare: Callable[[Database], None] | None = None
    clear: Callable[[Database], None] | None = None
    tidy: Callable[[Database], None] | None = None
    batch: int = 200


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done of one analysis: units read, units still pending when the time was up, and the seconds it took."""

    name: str
    units: int
    pending: int = 0
    seconds: float = field(default=0.0, compare=False)


#: Units of every analysis that reads nothing but an article: the trigger on `articles` takes the mark of an article
#: away when its text or title changes by a single character, so the digest need not know of white space.
ARTICLES = "SELECT id AS unit, text_hash || title_hash AS digest, 0 AS rank FROM articles"


def open_findings(path: Path) -> Database:
    """The database with its news and its findings, made or upgraded as needed."""
    open_database(path, news).close()
    return open_database(path, findings, cache_kib=CACHE_KIB)


def analyse(
    db: Database,
    analyses: Iterable[Analysis],
    *,
    since: date | None = None,
    every: bool = False,
    until: float | None = None,
    watch: Watch | None = None,
) -> Iterator[Done]:
    """Run each analysis over what is pending, in order; yields what was done of each.

    `since` leaves out articles and days before that date; `every` begins anew; `until` is a moment of
    time.monotonic() after which no further batch begins.
    """
    for one in analyses:
        began = time.monotonic()
        with writing(db):
            _rebuild(db, one, every=every)
            _drop_gone(db, one)
        if one.prepare is not None:
            one.prepare(db)
        pending = _pending(db, one, since)
        done = 0
        run = one.begin(db) if pending else None
        for start in range(0, len(pending), one.batch):
            batch = pending[start : start + one.batch]
            if run is None or (until is not None and time.monotonic() >= until):
                break
            with writing(db):
                _forget(db, one, [unit for unit, _ in batch])
                run([unit for unit, _ in batch])
                _mark(db, one, batch)
            done += len(batch)
            if watch is not None:
                watch(one.name, done, len(pending))
        if done and one.tidy is not None:
            with writing(db):
                one.tidy(db)
        seconds = time.monotonic() - began
        yield Done(name=one.name, units=done, pending=len(pending) - done, seconds=seconds)


def _rebuild(db: Database, one: Analysis, *, every: bool) -> None:
    """Note the analysis; where it is to begin anew, for its version or at a person's word, its findings go at once."""
    row = db.execute("SELECT version FROM analyses WHERE name = ?", [one.name]).fetchone()
    if every or (row is not None and row[0] != one.version):
        for table in one.tables:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours
        if one.clear is not None:
            one.clear(db)
        db.execute("DELETE FROM analysed WHERE analysis = ?", [one.name])
    db.execute(
        "INSERT INTO analyses (name, version, unit, ran_at) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (name) DO UPDATE SET version = ?2, unit = ?3, ran_at = ?4",
        [one.name, one.version, one.unit, stamp(now())],
    )


def _drop_gone(db: Database, one: Analysis) -> None:
    """Units that are none any more, such as a day whose only article was redated: their findings go."""
    query = (
        f"SELECT d.unit FROM analysed AS d LEFT JOIN ({one.units}) AS u ON u.unit = d.unit"  # noqa: S608
        " WHERE d.analysis = ? AND u.unit IS NULL"
    )
    gone = [row[0] for row in db.execute(query, [one.name])]
    _forget(db, one, gone)
    db.conn.executemany("DELETE FROM analysed WHERE analysis = ? AND unit = ?", [(one.name, unit) for unit in gone])


def _pending(db: Database, one: Analysis, since: date | None) -> list[tuple[Unit, str]]:
    within = ""
    if since is not None:
        within = " AND u.unit >= :since"
        if one.unit == "article":
            within = (
                " AND u.unit IN (SELECT id FROM articles"
                " WHERE coalesce(published_on, substr(first_seen_at, 1, 10)) >= :since)"
            )
    # The plus takes the type away: with it SQLite looks a unit up by its analysis alone, 4 s for 7,439 units.
    query = (
        f"SELECT u.unit, u.digest FROM ({one.units}) AS u"  # noqa: S608 - a query of ours
        " LEFT JOIN analysed AS d ON d.analysis = :name AND d.unit = +u.unit"
        " WHERE (d.unit IS NULL OR d.version <> :version OR d.digest <> u.digest)"
        f"{within} ORDER BY u.rank, u.unit"
    )
    values = {"name": one.name, "version": one.version, "since": since.isoformat() if since else None}
    return [(unit, digest) for unit, digest in db.execute(query, values)]


def _forget(db: Database, one: Analysis, units: Sequence[Unit]) -> None:
    for table, column in one.tables.items():
        db.conn.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(unit,) for unit in units])  # noqa: S608


def _mark(db: Database, one: Analysis, batch: Sequence[tuple[Unit, str]]) -> None:
    db.conn.executemany(
        "INSERT OR REPLACE INTO analysed (analysis, unit, version, digest) VALUES (?, ?, ?, ?)",
        [(one.name, unit, one.version, digest) for unit, digest in batch],
    )
