"""`kliping doctor`: the data folder and the declarations come in, findings go out. It reads, and changes nothing.

What is wrong with the files comes first: where the database cannot be read, nothing is said of outlets.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.health.files import (
    Space,
    look_at_database,
    look_at_disk,
    look_at_full_text,
    look_at_pages,
    space,
)
from crawler.health.finding import KINDS, Finding
from crawler.health.outlets import look_at_outlets
from crawler.health.runs import look_at_analyses, look_at_runs
from crawler.lock import LockHeldError, locked
from crawler.outlet import Outlet
from pipelines.db import DatabaseFileError, open_reader
from pipelines.schema import news


@dataclass(frozen=True, kw_only=True)
class Health:
    """What was found, those to act on first, and how much room there is."""

    at: datetime
    findings: tuple[Finding, ...]
    space: Space

    @property
    def ill(self) -> bool:
        """Whether a person should act on anything."""
        return any(one.act for one in self.findings)


def examine(data: Path, outlets: Mapping[str, Outlet], at: datetime, *, deep: bool = False) -> Health:
    """Look at everything. A database that is not there yet is a DatabaseFileError."""
    path, room = data / "news.db", space(data)
    found = [*look_at_disk(room, data)]
    try:
        found += look_at_database(path)
        with open_reader(path, news) as db:
            empty = not news.applied(db)
        if empty:
            return Health(at=at, findings=tuple(found), space=room)
        found += _full_text(data)
        with open_reader(path, news) as db:
            found += look_at_pages(db, data / "raw", at, deep=deep)
            found += look_at_runs(db, at)
            found += look_at_analyses(db, at)
            found += look_at_outlets(db, outlets, at)
    except (sqlite3.DatabaseError, DatabaseFileError) as error:
        if not path.exists():
            raise
        found.append(Finding(
            kind="database", subject=str(path), expected="a file that can be read", seen=str(error),
            advice=f"restore a backup, or try `sqlite3 {path} .recover`",
        ))  # fmt: skip
    found.sort(key=lambda one: (not one.act, KINDS.index(one.kind)))
    return Health(at=at, findings=tuple(found), space=room)


def _full_text(data: Path) -> Iterator[Finding]:
    """The full-text index is compared while no crawl writes, as the question takes the database's write lock."""
    try:
        with locked(data):
            yield from look_at_full_text(data / "news.db")
    except (LockHeldError, OSError, sqlite3.OperationalError) as error:  # a folder or file that may only be read
        yield Finding(
            kind="database", subject=str(data / "news.db"), expected="full text compared with the articles",
            seen=f"not looked at: {error}", act=False,
            advice="kliping doctor again, when no crawl is at work and as one who may write there",
        )  # fmt: skip


def as_lines(health: Health) -> Iterator[str]:
    """For people: a paragraph a finding, and a last line of the disk."""
    for one in health.findings:
        yield f"{one.kind}: {one.subject}" + ("" if one.act else " (for your information)")
        yield f"  expected: {one.expected}"
        yield f"  seen:     {one.seen}"
        yield f"  try:      {one.advice}"
    if not health.ill:
        yield "Nothing to act on."
    growth = f", {health.space.growth / 1e6:.1f} MB more a day" if health.space.growth else ""
    yield f"Disk: {health.space.used / 1e6:.1f} MB taken{growth}, {health.space.free / 1e9:.1f} GB free."


def as_values(health: Health) -> dict[str, Any]:
    """For machines."""
    findings: Sequence[Finding] = health.findings
    return {
        "at": health.at.isoformat(),
        "ill": health.ill,
        "findings": [asdict(one) for one in findings],
        "space": asdict(health.space),
    }
