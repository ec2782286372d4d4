"""The ledger: one row a link with its one outcome, one row a request, one a listing read, one a crawl.

The statements of each link and request are plain SQL: sqlite-utils asks for a table's columns and keys before each row
that it updates, 145 µs a row against 4.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from pipelines.clock import RECHECKS, moment, recheck_after, recheck_stage, retry_after, stamp
from pipelines.items import Fetch, Listed, ListingState
from pipelines.removal import Target, bury, tombstones

#: An outlet that was looked at so often at one stage without an edit is looked at there no more, but for one
#: article in SAMPLE; an edit or a withdrawal among those, and all are looked at again.
ENOUGH = 200
SAMPLE = 10
#: What a look at a stored article may find that makes looking worth while.
_FOUND = ("stored", "http_404", "gone")
#: How a link stands that the ledger has never seen; one that waits for its first request stands alike.
_UNKNOWN = (None, None, 0)


class Ledger:
    """The rows that say what was asked and what came of it. Every method expects an open write transaction."""

    def __init__(self, db: Database, crawl_id: int | None = None) -> None:
        self.db = db
        self.crawl_id = crawl_id
        self._still: dict[str, frozenset[int]] = {}

    def list(self, listed: Listed) -> None:
        """Note a listing that was read, and give each link it named its row, waiting.

        A link that leads to what was taken out, under an address that was not known yet, does not wait: it is closed.
        """
        read_at = stamp(listed.read_at)
        fresh = [lead.url for lead in listed.leads if self._before(lead.url) == _UNKNOWN]
        closed = tombstones(self.db, fresh)
        self.db.conn.executemany(
            "INSERT INTO fetches (url, asked, outlet, via, listed_at, listed_on) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET listed_on = excluded.listed_on"
            " WHERE listed_on IS NULL AND excluded.listed_on IS NOT NULL",
            [(lead.url, lead.asked, listed.outlet, listed.url, read_at, day(lead.listed_on)) for lead in listed.leads],
        )
        self.db.execute(
            "INSERT INTO listings (crawl_id, outlet, day, source, url, read_at, listed, new, complete, error)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                self.crawl_id, listed.outlet, day(listed.day), listed.source, listed.url, read_at, listed.listed,
                listed.new, int(listed.complete), listed.error,
            ],
        )  # fmt: skip
        for url, reason in closed.items():
            bury(self.db, Target(urls=(url,), outlet=listed.outlet), reason, listed.read_at)
        if listed.state is not None:
            self.remember(listed.state)

    def remember(self, state: ListingState) -> None:
        """What is to be known of a listing's address at the next crawl."""
        row = {one.name: _stored(getattr(state, one.name)) for one in fields(state)}
        names = ", ".join(row)
        self.db.execute(
            f"INSERT OR REPLACE INTO listing_state ({names}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
            list(row.values()),
        )

    def end(
        self,
        fetch: Fetch,
        outlet: str,
        outcome: str,
        *,
        article_id: int | None = None,
        detail: str | None = None,
        recipe: str | None = None,
        attempt: str | None = None,
        again: bool = True,
    ) -> None:
        """A link ended: its row gets the outcome, and the request a row of its own (`attempt`, where it differs).

        Without `again` the link comes from no request of ours: when it is due stays as it was.
        """
        self._open(fetch, outlet)
        before, was_due, tries = self._before(fetch.url)
        first = self._first_seen(article_id)
        if again and outcome == "stored":
            due = self._recheck(fetch, outlet, first)
        elif again:
            due = retry_after(outcome, tries + 1, fetch.at)
        else:
            due = moment(was_due) if was_due and before == outcome == "stored" else None
        self.db.execute(
            "UPDATE fetches SET status = ?, fetched_at = ?, outcome = ?, detail = ?, etag = ?, last_modified = ?,"
            " due_at = ?, tries = ?, recipe = ?, article_id = ? WHERE url = ?",
            [
                fetch.status, stamp(fetch.at), outcome, detail or None, fetch.etag, fetch.last_modified,
                stamp(due) if due else None, tries + again, recipe, article_id, fetch.url,
            ],
        )  # fmt: skip
        stage = _stage(first, was_due, fetch.at) if again and before == outcome == "stored" else None
        self._attempt(fetch, outlet, attempt or outcome, stage)

    def look(self, fetch: Fetch, outlet: str, attempt: str) -> None:
        """A capture that was made before others and changes nothing of what is known of its link."""
        self._attempt(fetch, outlet, attempt)

    def recheck(self, fetch: Fetch, outlet: str, attempt: str, article_id: int) -> None:
        """A stored link was asked again and gave nothing to read: its outcome stays, the request is noted."""
        _, was_due, tries = self._before(fetch.url)
        first = self._first_seen(article_id)
        due = self._recheck(fetch, outlet, first)
        self.db.execute(
            "UPDATE fetches SET due_at = ?, tries = ? WHERE url = ?",
            [stamp(due) if due else None, tries + 1, fetch.url],
        )
        self._attempt(fetch, outlet, attempt, _stage(first, was_due, fetch.at))

    def reread(
        self, fetch: Fetch, outlet: str, outcome: str, recipe: str | None, article_id: int | None, detail: str = ""
    ) -> None:
        """A kept page was read again: the outcome and its recipe, no request and no new date."""
        self._open(fetch, outlet)
        self.db.execute(  # a run that was killed may have kept the page and not told the ledger
            "UPDATE fetches SET fetched_at = ?, status = ? WHERE url = ? AND fetched_at IS NULL",
            [stamp(fetch.at), fetch.status, fetch.url],
        )
        self.db.execute(
            "UPDATE fetches SET outcome = ?, detail = ?, recipe = ?, article_id = ? WHERE url = ?",
            [outcome, detail or None, recipe, article_id, fetch.url],
        )

    def tally(self, outlet: str, values: Mapping[str, int | str | None]) -> None:
        """What a crawl did at one outlet, as far as it has come."""
        row = {"crawl_id": self.crawl_id, "outlet": outlet} | dict(values)
        self.db.table("crawl_outlets").insert(row, replace=True)

    def demote(self, url: str) -> None:
        """The address that an article came from turns out to be a twin of it; it is not asked again."""
        self.db.execute("UPDATE fetches SET outcome = 'same_article', due_at = NULL WHERE url = ?", [url])

    def outcome(self, url: str) -> str | None:
        """How a link ended; None where it waits or was never listed."""
        row = self.db.execute("SELECT outcome FROM fetches WHERE url = ?", [url]).fetchone()
        return row[0] if row else None

    def waits(self, url: str) -> bool:
        """Whether a link was listed and has not ended."""
        return bool(self.db.execute("SELECT 1 FROM fetches WHERE url = ? AND outcome IS NULL", [url]).fetchone())

    def article_of(self, url: str) -> int | None:
        """The stored article that a ledger address ended in, as itself or as a twin of it."""
        row = self.db.execute(
            "SELECT article_id FROM fetches WHERE url = ? AND outcome IN ('stored', 'same_article')", [url]
        ).fetchone()
        return row[0] if row else None

    def owner(self, article_id: int) -> str | None:
        """The address that an article came from; its twins (AMP, mobile) have rows of their own."""
        row = self.db.execute(
            "SELECT url FROM fetches WHERE article_id = ? AND outcome = 'stored' ORDER BY url LIMIT 1", [article_id]
        ).fetchone()
        return row[0] if row else None

    def _open(self, fetch: Fetch, outlet: str) -> None:
        """Give a link its row where no listing did."""
        self.db.execute(
            "INSERT OR IGNORE INTO fetches (url, outlet, via, listed_at) VALUES (?, ?, ?, ?)",
            [fetch.url, outlet, fetch.via, stamp(fetch.at)],
        )

    def still(self, outlet: str) -> frozenset[int]:
        """The stages at which an outlet's stories were looked at ENOUGH times, the last times, without an edit."""
        if outlet not in self._still:
            query = (
                "SELECT count(*), sum(outcome IN (?, ?, ?)) FROM"
                " (SELECT outcome FROM attempts WHERE outlet = ? AND stage = ? ORDER BY id DESC LIMIT ?)"
            )
            stages = range(1, len(RECHECKS) + 1)
            looks = {n: self.db.execute(query, [*_FOUND, outlet, n, ENOUGH]).fetchone() for n in stages}
            self._still[outlet] = frozenset(n for n, (count, edits) in looks.items() if count == ENOUGH and not edits)
        return self._still[outlet]

    def _before(self, url: str) -> tuple[str | None, str | None, int]:
        """How a link stood: outcome, when it was due, how often it was asked."""
        row = self.db.execute("SELECT outcome, due_at, tries FROM fetches WHERE url = ?", [url]).fetchone()
        return row or _UNKNOWN

    def _first_seen(self, article_id: int | None) -> datetime | None:
        row = self.db.execute("SELECT first_seen_at FROM articles WHERE id = ?", [article_id]).fetchone()
        return moment(row[0]) if row else None

    def _recheck(self, fetch: Fetch, outlet: str, first: datetime | None) -> datetime | None:
        if first is None:
            return None
        sampled = zlib.crc32(fetch.url.encode()) % SAMPLE == 0
        return recheck_after(first, fetch.at, () if sampled else self.still(outlet))

    def _attempt(self, fetch: Fetch, outlet: str, outcome: str, stage: int | None = None) -> None:
        self.db.execute(
            "INSERT INTO attempts (url, outlet, crawl_id, at, status, outcome, stage) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [fetch.url, outlet, self.crawl_id, stamp(fetch.at), fetch.status, outcome, stage],
        )
        if stage is not None and outcome in _FOUND:
            self._still.pop(outlet, None)


def _stage(first: datetime | None, due: str | None, at: datetime) -> int | None:
    """The stage of a look at a stored article; None where it was not due, but asked for by a person."""
    if first is None or due is None or moment(due) > at:
        return None
    return recheck_stage(first, at) or None


def _stored(value: Any) -> Any:
    """A value as its column holds it: moments and dates as text, spans as seconds."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    return value.isoformat() if isinstance(value, date) else value


def day(value: date | None) -> str | None:
    """A date as it is stored."""
    return value.isoformat() if value else None
