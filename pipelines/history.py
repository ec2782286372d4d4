"""What a story said and when: captures in any order come in, the versions that they make go out.

A version is a change of title or text. Of captures that found the same words in a row the first counts, and a
story that never changed has no versions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from sqlite_utils import Database

from pipelines.columns import fingerprint

#: What the ledger says of a request that found the story: as it was, or otherwise than before.
FOUND = ("stored", "unchanged")


@dataclass(frozen=True, kw_only=True, order=True)
class State:
    """What a capture found: the moment as it is stored, title and text."""

    seen_at: str
    title: str = field(repr=False)
    text: str = field(repr=False)

    @property
    def words(self) -> tuple[str, str]:
        """What makes an edit where it differs."""
        return fingerprint(self.title), fingerprint(self.text)


def weave(states: Iterable[State]) -> list[State]:
    """The versions that captures make, oldest first; the same whatever their order, and none for a single one."""
    versions = [next(same) for _, same in groupby(sorted(set(states)), key=lambda state: state.words)]
    return versions if len(versions) > 1 else []


def states(db: Database, article_id: int) -> list[State]:
    """All that a file knows of what a story said: its versions, and every request that found it since."""
    row = db.execute(
        "SELECT first_seen_at, fetched_at, title, text FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    first, last = row[:2]
    known = versions(db, article_id) or [State(seen_at=first, title=row[2], text=row[3])]
    looks = {
        looked[0]
        for looked in db.execute(
            "SELECT at FROM attempts WHERE outcome IN (?, ?) AND url IN"
            " (SELECT url FROM fetches WHERE article_id = ? AND outcome = 'stored')",
            [*FOUND, article_id],
        )
    }
    found = []
    for at in looks | {first, last}:
        held = [one for one in known if one.seen_at <= at] or known[:1]
        found.append(State(seen_at=at, title=held[-1].title, text=held[-1].text))
    return sorted({*known, *found})


def versions(db: Database, article_id: int) -> list[State]:
    """The versions of a story as they stand."""
    query = "SELECT seen_at, title, text FROM versions WHERE article_id = ? ORDER BY version"
    return [State(seen_at=row[0], title=row[1], text=row[2]) for row in db.execute(query, [article_id])]


def write_versions(db: Database, article_id: int, made: Iterable[State]) -> None:
    """Put versions in the place of those that stand, numbered from 1."""
    db.execute("DELETE FROM versions WHERE article_id = ?", [article_id])
    rows = [(article_id, n, one.seen_at, one.title, one.text, one.words[1]) for n, one in enumerate(made, 1)]
    db.conn.executemany("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", rows)
