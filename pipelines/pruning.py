"""Pruning kept pages by age: an archive and the ledger come in, what was dropped goes out.

A page goes only when the article function has read it: one that was kept when the run was killed, whose reader died,
or that no recipe could read yet, is all there is of its story. One that younger pages are packed against goes with the
last of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from pipelines.archive import Archive, Capture
from pipelines.clock import stamp

#: Before which moment the pages of an outlet go, by its name; None where they stay.
Before = Callable[[str], datetime | None]


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What was pruned: pages and their bytes. `unread` old pages stay, and `needed` ones, which younger are packed
    against; `unshrunk` files had no room to be rewritten."""

    pages: int = 0
    bytes: int = 0
    unread: int = 0
    needed: int = 0
    unshrunk: tuple[str, ...] = ()


def prune(archive: Archive, db: Database, before: Before, *, dry_run: bool = False) -> Pruned:
    """Drop the pages that are old enough and have been read; rows stay, and a replay counts them."""
    old = [one for one in archive.captures() if (limit := before(one.outlet)) is not None and one.fetched_at < limit]
    read = [one for one in old if was_read(db, one)]
    unread, needed = len(old) - len(read), archive.needed(read)
    going = [one for one in read if one not in needed]
    if dry_run or not going:
        return Pruned(pages=len(going), unread=unread, needed=len(needed))
    freed = archive.drop(going)
    unshrunk = [file.name for file in sorted({one.file for one in going}) if not archive.shrink(file)]
    return Pruned(pages=len(going), bytes=freed, unread=unread, needed=len(needed), unshrunk=tuple(unshrunk))


def was_read(db: Database, capture: Capture) -> bool:
    """Whether the article function has read this capture, and could."""
    at = stamp(capture.fetched_at)
    row = db.execute(
        "SELECT f.recipe, f.fetched_at, f.outcome, a.fetched_at FROM fetches AS f"
        " LEFT JOIN articles AS a ON a.id = f.article_id WHERE f.url = ?",
        [capture.url],
    ).fetchone()
    if row is None or row[0] is None or row[2] == "parse_error":
        return False
    if row[3] == at:  # the article's row was read from this very capture, by the crawl or by a replay
        return True
    return bool(max(row[1], row[3] or "") >= at and not db.execute(_BROKE, [capture.url, at]).fetchone())


_BROKE = "SELECT 1 FROM attempts WHERE url = ? AND at = ? AND outcome IN ('worker_died', 'parse_error')"
