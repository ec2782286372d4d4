"""Runs: the tables `crawls`, `crawl_outlets` and `notices` in; what a run came to, how an outlet stands, what was said.

Moments are compared as they are stored, UTC text of one form. A clock that was set back leaves rows that
stand in the future: they are never counted as time that has passed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from pipelines.clock import moment, stamp

#: Why a run ended: it was done, its time was up, a signal told it to, or a fault of ours.
Ending = Literal["done", "deadline", "stopped", "fault"]

#: A run that comes once a day starts some seconds earlier or later than the day before.
SLACK = timedelta(minutes=30)
DAY = timedelta(hours=24)
#: What was said so long ago and not again is forgotten.
FORGOTTEN = timedelta(days=30)

#: A crawl in which the outlet gave something: a listing was read, or an article came. At rest it is neither.
_GOOD = "error IS NULL AND (listings > listings_failed OR stored + changed > 0)"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a run came to, in the words of the columns of `crawls`."""

    steps: str
    ended: Ending
    status: int
    outlets: int | None = None
    outlets_failed: int | None = None
    stored: int | None = None
    changed: int | None = None
    reread: int | None = None
    summary: str | None = None
    settled: str | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an outlet stands: crawls failed since the last good one, since when, and what the last failure said."""

    outlet: str
    last_at: datetime | None
    last_good_at: datetime | None
    failed: int
    since: datetime | None
    error: str | None

    def silent(self, at: datetime) -> bool:
        """Whether it has failed in every crawl for a day: in two of them at the least."""
        return self.failed > 1 and self.since is not None and at - self.since >= DAY - SLACK


class Runs:
    """The account of runs in one file. What writes is to be called inside `writing(db)`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def begin(self, command: str, version: str, at: datetime) -> int:
        """A run begins: its row's number."""
        found = self.db.execute(
            "INSERT INTO crawls (started_at, command, version) VALUES (?, ?, ?) RETURNING id",
            [stamp(at), command, version],
        )
        return int(found.fetchone()[0])

    def finish(self, run_id: int, at: datetime, summary: Summary | None = None) -> None:
        """The run is over, and came to this."""
        values = asdict(summary) if summary else {}
        self.db.table("crawls").update(run_id, values | {"ended_at": stamp(at)})

    def standing(self, outlet: str, at: datetime) -> Standing:
        """How an outlet stands at a moment."""
        good = self.db.execute(
            f"SELECT crawl_id, started_at FROM crawl_outlets WHERE outlet = ? AND {_GOOD}"  # noqa: S608
            " ORDER BY crawl_id DESC LIMIT 1",
            [outlet],
        ).fetchone()
        failed, since, latest = self.db.execute(
            "SELECT count(*), min(CASE WHEN started_at <= ? THEN started_at END), max(crawl_id) FROM crawl_outlets"
            " WHERE outlet = ? AND crawl_id > ? AND error IS NOT NULL",
            [stamp(at), outlet, good[0] if good else 0],
        ).fetchone()
        error = self.db.execute(
            "SELECT error FROM crawl_outlets WHERE crawl_id = ? AND outlet = ?", [latest, outlet]
        ).fetchone()
        last = self.last_crawled(outlet)
        return Standing(
            outlet=outlet,
            last_at=last,
            last_good_at=moment(good[1]) if good else None,
            failed=failed,
            since=moment(since) if since else None,
            error=error[0] if error else None,
        )

    def last_crawled(self, outlet: str) -> datetime | None:
        """When the last crawl of an outlet began."""
        row = self.db.execute(
            "SELECT started_at FROM crawl_outlets WHERE outlet = ? ORDER BY crawl_id DESC LIMIT 1", [outlet]
        ).fetchone()
        return moment(row[0]) if row else None

    def turn(self, outlet: str) -> int:
        """The number of the last run that crawled an outlet; 0 for none. Who has waited longest comes first."""
        row = self.db.execute("SELECT max(crawl_id) FROM crawl_outlets WHERE outlet = ?", [outlet]).fetchone()
        return int(row[0] or 0)

    def settled(self, before: int) -> str | None:
        """How every kept page stood read at the end of an earlier run, unless one was killed since then."""
        row = self.db.execute(
            "SELECT settled FROM crawls WHERE id < ? AND id > coalesce("
            " (SELECT max(id) FROM crawls WHERE id < ? AND ended_at IS NULL), 0)"
            " AND settled IS NOT NULL ORDER BY id DESC LIMIT 1",
            [before, before],
        ).fetchone()
        return row[0] if row else None

    def due(self, kind: str, subject: str, at: datetime) -> bool:
        """Whether something is to be said: it was not said within a day. What was said in the future is due."""
        row = self.db.execute("SELECT said_at FROM notices WHERE kind = ? AND subject = ?", [kind, subject]).fetchone()
        return row is None or not timedelta(0) <= at - moment(row[0]) < DAY - SLACK

    def say(self, kind: str, subject: str, message: str, at: datetime) -> None:
        """Note that something was said."""
        self.db.execute(
            "INSERT INTO notices (kind, subject, message, first_said_at, said_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, subject) DO UPDATE SET message = excluded.message, said_at = excluded.said_at",
            [kind, subject, message, stamp(at), stamp(at)],
        )

    def forget(self, kind: str, subject: str) -> None:
        """What was said holds no more."""
        self.db.execute("DELETE FROM notices WHERE kind = ? AND subject = ?", [kind, subject])

    def tidy(self, at: datetime) -> None:
        """Forget what was said long ago and not again."""
        self.db.execute("DELETE FROM notices WHERE said_at < ?", [stamp(at - FORGOTTEN)])
