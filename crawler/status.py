"""How things stand: the file comes in; its last runs and each outlet's health go out, as values or as lines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from pipelines.clock import moment, stamp
from pipelines.runs import Runs

State = Literal["well", "failing", "never"]

RUNS = 5
#: A line of a terminal has room for so much of an error.
ERROR = 110


@dataclass(frozen=True, kw_only=True)
class Health:
    """One outlet: `failed` crawls since the last good one, what it gave in the last day, and its last failure."""

    outlet: str
    state: State
    last_crawl: str | None
    last_good_crawl: str | None
    last_new_article: str | None
    stored_in_a_day: int
    failed: int
    failing_since: str | None
    error: str | None


@dataclass(frozen=True, kw_only=True)
class Status:
    """The last runs, newest first, the outlets in order, and the process that is at work, if one is."""

    at_work: int | None
    runs: tuple[dict[str, Any], ...]
    outlets: tuple[Health, ...]


def read_status(db: Database, outlets: Iterable[str], lock: Path, at: datetime) -> Status:
    """How the outlets stand at a moment."""
    columns = "id, started_at, ended_at, command, steps, ended, status, outlets, outlets_failed, stored, summary"
    runs = db.query(f"SELECT {columns} FROM crawls ORDER BY id DESC LIMIT ?", [RUNS])  # noqa: S608
    account = Runs(db)
    found = tuple(_health(db, account, outlet, at) for outlet in sorted(outlets))
    return Status(at_work=_at_work(lock), runs=tuple(runs), outlets=found)


def as_values(status: Status) -> dict[str, Any]:
    """For JSON."""
    return asdict(status)


def as_lines(status: Status, *, every: bool) -> Iterator[str]:
    """For people: the runs, how many outlets are well, and those that are not, or `every` one."""
    for run in status.runs:
        yield _run_line(run, status.at_work)
    counts = Counter(one.state for one in status.outlets)
    yield f"{len(status.outlets)} outlets: {counts['well']} well, {counts['failing']} failing" + (
        f", {counts['never']} never crawled" if counts["never"] else ""
    )
    for one in status.outlets:
        if every or one.state == "failing":
            yield _outlet_line(one)


def _health(db: Database, account: Runs, outlet: str, at: datetime) -> Health:
    standing = account.standing(outlet, at)
    stored, latest = db.execute(
        "SELECT count(CASE WHEN first_seen_at > ? THEN 1 END), max(first_seen_at) FROM"
        " (SELECT first_seen_at FROM articles WHERE outlet = ? AND first_seen_at <= ?)",
        [stamp(at - timedelta(days=1)), outlet, stamp(at)],
    ).fetchone()
    state: State = "never" if standing.last_at is None else "failing" if standing.failed else "well"
    return Health(
        outlet=outlet,
        state=state,
        last_crawl=_text(standing.last_at),
        last_good_crawl=_text(standing.last_good_at),
        last_new_article=latest,
        stored_in_a_day=stored,
        failed=standing.failed,
        failing_since=_text(standing.since),
        error=standing.error,
    )


def _run_line(run: dict[str, Any], at_work: int | None) -> str:
    when = _short(run["started_at"])
    if run["ended_at"] is None:
        return f"{when}  {f'at work, process {at_work}' if at_work else 'was killed'}: {run['command']}"
    took = moment(run["ended_at"]) - moment(run["started_at"])
    told = run["summary"] or (
        f"{run['steps']}: {run['outlets']} outlets, {run['outlets_failed']} failed, {run['stored']} stored"
        if run["steps"]
        else run["command"]
    )
    ended = {"deadline": ", cut short at its deadline", "stopped": ", stopped", "fault": ", broken off by a fault"}
    status = f", exit {run['status']}" if run["status"] else ""
    return f"{when}  {max(took, timedelta(0)).total_seconds():.0f} s{ended.get(run['ended'], '')}{status}: {told}"


def _outlet_line(one: Health) -> str:
    if one.state == "never":
        return f"{one.outlet}: never crawled"
    last = f"last article {_short(one.last_new_article)}" if one.last_new_article else "no article yet"
    if one.state == "well":
        return f"{one.outlet}: well, {one.stored_in_a_day} stored in a day, {last}"
    since = f" since {_short(one.failing_since)}" if one.failing_since else ""
    return f"{one.outlet}: failing{since}, {one.failed} crawls: {(one.error or '')[:ERROR]}"


def _short(stored: str | None) -> str:
    return f"{moment(stored):%Y-%m-%d %H:%M}" if stored else "?"


def _text(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _at_work(lock: Path) -> int | None:
    """The process that the lock's file names, if it lives. Nobody tries the lock here: that would turn others away."""
    try:
        process = int(lock.read_text(encoding="ascii"))
        os.kill(process, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:  # it lives, and is another user's
        return process
    return process
