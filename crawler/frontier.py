"""The frontier asks the ledger: is a listed link new, due again, or known; and what is remembered of each listing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.listings.reading import Found
from crawler.outlet import Listing, Outlet
from pipelines.address import canonical
from pipelines.clock import RECHECKS, RETRIES, moment, stamp
from pipelines.db import open_reader
from pipelines.items import Lead, ListingState
from pipelines.removal import tombstone
from pipelines.schema import news

#: A day that is over is walked to its end once; where the index never shows an end, again after so long.
CLOSING = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A link of the ledger that is to be asked: for the first time, or again with what the server said last."""

    url: str
    asked: str
    via: str
    etag: str | None = None
    last_modified: str | None = None
    again: bool = False


class Frontier:
    """What the ledger knows of one outlet's links. Without a file yet, everything is new."""

    def __init__(self, path: Path, outlet: Outlet) -> None:
        self.outlet = outlet
        self.db = open_reader(path, news) if path.exists() else None
        self.taken: set[str] = set()
        self.fresh: set[str] = set()

    def close(self) -> None:
        """Close the file."""
        if self.db is not None:
            self.db.close()

    def leads(self, found: Iterable[Found]) -> list[tuple[Lead, bool]]:
        """Each listed link under its ledger address, and whether no crawl before this one has seen it listed.

        A link that another listing of this crawl gave a moment ago is still new: a feed that comes first
        must not end the walk through an index that has more.
        """
        leads = (Lead(url=canonical(link.url, self.outlet), asked=link.url, listed_on=link.listed_on) for link in found)
        return [(lead, self._new(lead.url)) for lead in leads]

    def take(self, url: str) -> bool:
        """Claim a link for this crawl; False if it has been claimed already."""
        if url in self.taken:
            return False
        self.taken.add(url)
        return True

    def waiting(self) -> Iterator[Known]:
        """Links that were listed and never ended: a run was cut short, or a limit was reached. Newest first."""
        # Named, for the planner else took the index of all links: a run took 12 ms at first and 22 three months later.
        query = (
            "SELECT url, asked, via FROM fetches INDEXED BY fetches_waiting"
            " WHERE outlet = ? AND outcome IS NULL ORDER BY listed_on DESC, url"
        )
        for url, asked, via in self._rows(query, [self.outlet.name]):
            yield Known(url=url, asked=asked or url, via=via)

    def due(self, at: datetime, *, every: bool = False) -> Iterator[Known]:
        """Links that ended and are to be asked again: stored ones for edits, failed ones for a better answer.

        With `every` all stored ones, due or not. Nothing is put off for longer than the longest wait: what is due after
        that was noted under a clock that was ahead.
        """
        query = (
            "SELECT url, asked, via, etag, last_modified FROM fetches"
            " WHERE outlet = ? AND outcome IS NOT NULL AND (due_at <= ? OR due_at > ?) ORDER BY due_at, url"
        )
        if every:  # a query of its own: with both wishes in one, the index on `due_at` was of no use to either
            query = query.replace("due_at > ?", "due_at > ? OR outcome = 'stored'")
        times = [stamp(at), stamp(at + max(*RECHECKS, *RETRIES))]
        for url, asked, via, etag, modified in self._rows(query, [self.outlet.name, *times]):
            yield Known(url=url, asked=asked or url, via=via, etag=etag, last_modified=modified, again=True)

    def closed(self, listing: Listing, day: date, at: datetime) -> bool:
        """Whether a listing of one day was read to its end after that day was over, and not at a moment to come."""
        query = "SELECT 1 FROM listings WHERE source = ? AND day = ? AND complete AND read_at BETWEEN ? AND ? LIMIT 1"
        return bool(self._rows(query, [listing.url, day.isoformat(), stamp(self.end_of(day)), stamp(at)]))

    def settled(self, listing: Listing, day: date, at: datetime) -> bool:
        """Whether an ordinary crawl need not ask for a day that is over: it is closed, or was tried of late."""
        query = "SELECT 1 FROM listings WHERE source = ? AND day = ? AND read_at BETWEEN ? AND ? LIMIT 1"
        times = [stamp(max(self.end_of(day), at - CLOSING)), stamp(at)]
        return self.closed(listing, day, at) or bool(self._rows(query, [listing.url, day.isoformat(), *times]))

    def end_of(self, day: date) -> datetime:
        """The moment at which a day of the outlet's is over."""
        return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.outlet.timezone))

    def state(self, url: str) -> ListingState | None:
        """What is remembered of a listing's address."""
        names = [one.name for one in fields(ListingState)]
        query = f"SELECT {', '.join(names)} FROM listing_state WHERE outlet = ? AND url = ?"  # noqa: S608
        rows = self._rows(query, [self.outlet.name, url])
        return _state(dict(zip(names, rows[0], strict=True))) if rows else None

    def children(self, source: str, most: int) -> list[str]:
        """The sitemaps that an index named when it last came whole, those asked last first."""
        query = (
            "SELECT url FROM listing_state WHERE outlet = ? AND source = ? AND url <> source"
            " ORDER BY read_at DESC, url LIMIT ?"
        )
        return [row[0] for row in self._rows(query, [self.outlet.name, source, most])]

    def _new(self, url: str) -> bool:
        known = self.db and self.db.execute("SELECT 1 FROM fetches WHERE url = ?", [url]).fetchone()
        if not known and (self.db is None or tombstone(self.db, [url]) is None):
            self.fresh.add(url)
        return url in self.fresh

    def _rows(self, query: str, values: list[object]) -> list[tuple[Any, ...]]:
        return list(self.db.execute(query, values).fetchall()) if self.db is not None else []


def _state(row: dict[str, Any]) -> ListingState:
    """A row of `listing_state` as the value that it was."""
    for name, value in row.items():
        if value is None:
            continue
        if name.endswith("_at"):
            row[name] = moment(value)
        elif name.endswith("_on"):
            row[name] = date.fromisoformat(value)
        elif name in ("interval", "depth"):
            row[name] = timedelta(seconds=value)
        elif name in ("trusted", "complete"):
            row[name] = bool(value)
    return ListingState(**row)
