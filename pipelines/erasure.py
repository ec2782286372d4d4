"""Erasing what was taken out: the store, the kept pages and the full-text index, until no byte of it is left in them.

Deleting a row leaves its words in free pages, in the log and in the index's older segments. So what is deleted is
overwritten, the index is merged into one segment, and each file that held it is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.archive import Archive
from pipelines.db import writing
from pipelines.removal import Target
from pipelines.store import Store
from pipelines.tending import path_of, shrink


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What was erased: articles, kept pages, and the files that could not be written anew, where traces may be left."""

    articles: int
    pages: int
    unshrunk: tuple[Path, ...] = ()


def erase(store: Store, archive: Archive, targets: Sequence[Target], reason: str, at: datetime) -> Erased:
    """Take articles out. Killed anywhere, it is taken up again by the same call: the rows go first, in one piece."""
    store.remove(targets, reason, at)
    gone = {row[0] for row in store.db.execute("SELECT url FROM fetches WHERE outcome = 'removed'")}
    captures = [capture for capture in archive.captures() if capture.url in gone]
    archive.drop(captures, erase=True)
    unshrunk = [file for file in sorted({one.file for one in captures}) if not archive.shrink(file, wholly=True)]
    with writing(store.db):
        store.db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    if not shrink(store.db, wholly=True):
        unshrunk.append(path_of(store.db))
    articles = sum(len(target.articles) for target in targets)
    return Erased(articles=articles, pages=len(captures), unshrunk=tuple(unshrunk))


def copies_beside(data: Path) -> list[Path]:
    """The files of the data folder, and those beside it that are named like it, that may hold an article still."""
    ours = {data / "news.db", *(data / "raw").glob("????-??.db")}
    found = (path for pattern in ("*.db", "raw/*", "reports/*", "*.part") for path in data.glob(pattern))
    return sorted({path for path in found if path.is_file() and path not in ours} - _logs(ours))


def _logs(files: set[Path]) -> set[Path]:
    return {file.with_name(file.name + end) for file in files for end in ("-wal", "-shm")}
