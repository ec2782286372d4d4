"""Kept pages: bytes go in as they were served, and come back by outlet, month or address.

One SQLite file a month under `data/raw/`, which needs no other. Identical bytes are kept once; a split article is one
capture with its parts in order. Nothing here knows what an article is, and only `pipelines/packing.py` how bytes are
packed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from pipelines.clock import moment, precise
from pipelines.db import open_database, open_reader, writing
from pipelines.items import Page
from pipelines.packing import Packer, UnpackError
from pipelines.tending import shrink
from pipelines.weighing import SAMPLE, Weight, weigh

raw = Migrations("raw")


@raw()
def m001_raw(db: Database) -> None:
    """Captures, their pages, and the bytes."""
    db.execute(
        "CREATE TABLE captures (id INTEGER PRIMARY KEY, url TEXT NOT NULL, outlet TEXT NOT NULL,"
        " fetched_at TEXT NOT NULL, via TEXT NOT NULL, parts_expected INTEGER NOT NULL, UNIQUE (url, fetched_at))"
    )
    db.execute("CREATE INDEX captures_outlet ON captures (outlet, fetched_at)")
    db.execute(
        "CREATE TABLE pages (capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE,"
        " part INTEGER NOT NULL, final_url TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER NOT NULL,"
        " headers TEXT NOT NULL, hash TEXT NOT NULL REFERENCES bodies (hash), PRIMARY KEY (capture_id, part))"
    )
    db.execute("CREATE INDEX pages_hash ON pages (hash)")
    db.execute("CREATE TABLE bodies (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL)")


@raw()
def m002_templates(db: Database) -> None:
    """Pages that others are packed against."""
    db.execute(
        "CREATE TABLE templates (id INTEGER PRIMARY KEY, outlet TEXT NOT NULL, host TEXT NOT NULL,"
        " hash TEXT NOT NULL UNIQUE REFERENCES bodies (hash), made_at TEXT NOT NULL, misses INTEGER NOT NULL DEFAULT 0)"
    )
    db.execute("CREATE INDEX templates_host ON templates (outlet, host)")
    db.execute("ALTER TABLE bodies ADD COLUMN template INTEGER REFERENCES templates (id)")
    db.execute("CREATE INDEX bodies_template ON bodies (template) WHERE template IS NOT NULL")


class DamagedPageError(Exception):
    """A kept page whose bytes are not what was kept: the message names the file and the address."""


@dataclass(frozen=True, kw_only=True)
class Capture:
    """Where a kept page stands: its file and number, the ledger's address and when it was fetched."""

    file: Path
    id: int
    url: str
    outlet: str
    fetched_at: datetime


class Archive:
    """The kept pages of a folder, written a month to a file; `read_only` never makes or upgrades one."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self._months: dict[str, Database] = {}
        self._packers: dict[str, Packer] = {}

    def keep(self, page: Page) -> None:
        """Keep a page and its parts; the same capture twice is kept once."""
        file = self.folder / f"{page.fetched_at.astimezone(UTC):%Y-%m}.db"
        db = self._open(file)
        with writing(db):
            found = db.execute(
                "INSERT OR IGNORE INTO captures (url, outlet, fetched_at, via, parts_expected) VALUES (?, ?, ?, ?, ?)"
                " RETURNING id",
                [page.url, page.outlet, precise(page.fetched_at), page.via, page.parts_expected],
            ).fetchone()
            if found is None:
                return
            for number, part in enumerate((page, *page.parts), 1):
                digest, at = hashlib.sha256(part.body).hexdigest(), precise(part.fetched_at)
                self._packer(file).add(digest, part.body, page.outlet, part.final_url, at)
                db.execute(
                    "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [found[0], number, part.final_url, at, part.status, _headers(part), digest],
                )

    def captures(self, *, outlet: str | None = None, month: str | None = None) -> Iterator[Capture]:
        """What is kept, oldest first, of one outlet or month (YYYY-MM) if wanted."""
        for file in sorted(self.folder.glob("????-??.db")):
            if month in (None, file.stem):
                db = self._open(file)
                query = "SELECT id, url, outlet, fetched_at FROM captures WHERE outlet = coalesce(?, outlet)"
                for row in db.execute(query + " ORDER BY fetched_at, id", [outlet]).fetchall():
                    yield Capture(file=file, id=row[0], url=row[1], outlet=row[2], fetched_at=moment(row[3]))

    def of(self, url: str) -> list[Capture]:
        """The captures of one of the ledger's addresses, oldest first."""
        found = []
        for file in sorted(self.folder.glob("????-??.db")):
            query = "SELECT id, outlet, fetched_at FROM captures WHERE url = ? ORDER BY fetched_at, id"
            found += [
                Capture(file=file, id=row[0], url=url, outlet=row[1], fetched_at=moment(row[2]))
                for row in self._open(file).execute(query, [url])
            ]
        return found

    def read(self, capture: Capture) -> Page:
        """The page of a capture with its parts, bytes checked against their hash."""
        db = self._open(capture.file)
        via, expected = db.execute("SELECT via, parts_expected FROM captures WHERE id = ?", [capture.id]).fetchone()
        template = "template" if self._packer(capture.file).templates else "NULL"  # a file of before, read as it is
        rows = db.execute(
            f"SELECT final_url, pages.fetched_at, status, headers, hash, {template}, body FROM pages"  # noqa: S608
            " LEFT JOIN bodies USING (hash) WHERE capture_id = ? ORDER BY part",
            [capture.id],
        ).fetchall()
        if not rows or any(row[-1] is None for row in rows):
            raise DamagedPageError(f"{capture.file}: no bytes for {capture.url} ({capture.fetched_at})")
        first, *rest = (self._page(capture, row) for row in rows)
        return replace(first, parts=tuple(rest), parts_expected=expected, via=via)

    def needed(self, captures: Iterable[Capture]) -> set[Capture]:
        """Which of these have a page that others of their file, which are not among them, are packed against."""
        known = {(one.file, one.id): one for one in captures}
        by_file = _by_file(known.values())
        return {known[file, one] for file, ids in by_file.items() for one in self._packer(file).needed(set(ids))}

    def drop(self, captures: Iterable[Capture], *, erase: bool = False) -> int:
        """Delete captures and the bytes that nothing else in their file refers to; how many bytes that freed.

        What was packed against a page that goes is packed anew. A file that holds nothing any more is deleted. `erase`
        overwrites what is deleted.
        """
        freed = 0
        for file, ids in _by_file(captures).items():
            db = self._open(file)
            db.execute(f"PRAGMA secure_delete = {'ON' if erase else 'OFF'}")
            with writing(db):
                digests: dict[str, None] = {}
                for one in ids:
                    found = db.execute("SELECT hash FROM pages WHERE capture_id = ?", [one]).fetchall()
                    digests |= dict.fromkeys(row[0] for row in found)
                    db.execute("DELETE FROM captures WHERE id = ?", [one])
                freed += self._packer(file).release(list(digests))
                empty = db.execute("SELECT NOT EXISTS (SELECT 1 FROM captures)").fetchone()[0]
            if empty:
                self._packers.pop(file.name)
                self._months.pop(file.name).close()
                for left in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
                    left.unlink(missing_ok=True)
        return freed

    def shrink(self, file: Path, *, wholly: bool = False) -> bool:
        """Give back the space that dropped captures left in a month's file; see `pipelines.tending.shrink`."""
        return shrink(self._open(file), wholly=wholly) if file.exists() else True

    def damaged(self, file: Path) -> list[tuple[str, int]]:
        """What is wrong with the templates of a month's file, and how many bodies need each."""
        return self._packer(file).damaged()

    def weigh(self, outlet: str | None = None, *, sample: int = SAMPLE) -> list[Weight]:
        """What is kept, by outlet, and what other ways of packing would make of it; see `pipelines.weighing`."""
        files = sorted(self.folder.glob("????-??.db"))
        return weigh([(self._open(file), self._packer(file)) for file in files], outlet, sample)

    def close(self) -> None:
        """Close the files."""
        for db in self._months.values():
            db.close()
        self._months.clear()
        self._packers.clear()

    def _page(self, capture: Capture, row: tuple[Any, ...]) -> Page:
        final_url, fetched_at, status, headers, digest, template, packed = row
        try:
            body = self._packer(capture.file).unpack(packed, template)
        except UnpackError as error:
            raise DamagedPageError(f"{capture.file}: {capture.url}: {error}") from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise DamagedPageError(f"{capture.file}: {capture.url}: the bytes do not match their hash")
        return Page(
            outlet=capture.outlet,
            url=capture.url,
            final_url=final_url,
            fetched_at=moment(fetched_at),
            status=status,
            headers=json.loads(headers),
            body=body,
        )

    def _packer(self, file: Path) -> Packer:
        if file.name not in self._packers:
            self._packers[file.name] = Packer(self._open(file))
        return self._packers[file.name]

    def _open(self, file: Path) -> Database:
        if file.name not in self._months:
            self._months[file.name] = (open_reader if self.read_only else open_database)(file, raw)
        return self._months[file.name]


def _by_file(captures: Iterable[Capture]) -> dict[Path, list[int]]:
    found: dict[Path, list[int]] = {}
    for capture in captures:
        found.setdefault(capture.file, []).append(capture.id)
    return found


def _headers(page: Page) -> str:
    return json.dumps(dict(page.headers), ensure_ascii=False, sort_keys=True)
