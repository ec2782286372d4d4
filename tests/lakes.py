"""Lakes for tests: the newsroom's kept pages as one web archive, and what a lake and a file say of the same archive."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.base import open_findings
from analysis.lake import TABLES, VERSIONS, Finder
from crawler.declaration import read_outlets
from crawler.flooding import Plan, flood, plan
from crawler.lake import Worker
from crawler.newsroom import OUTLETS
from pipelines.archive import Archive
from pipelines.fields import read_part
from pipelines.lake import Lake, Note
from pipelines.pieces import Piece
from pipelines.warc_export import export


def unmeasured() -> dict[str, str]:
    """The environment for Ray's own processes: it kills them, and what coverage writes then is broken."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def record_newsroom(raw: Path, file: Path) -> None:
    """What was kept of every second outlet, as one archive of the bytes of many: a gzip member a record."""
    archive = Archive(raw, read_only=True)
    outlets = sorted({capture.outlet for capture in archive.captures()})[::2]
    parts = [
        done.file
        for outlet in outlets
        for done in export(archive, file.parent / "parts", lambda _: True, software="tests", outlet=outlet)
    ]
    archive.close()
    file.write_bytes(b"".join(part.read_bytes() for part in sorted(parts)))


def fill(address: Path | str, files: Sequence[Path], length: int, *, again: bool = False) -> list[Note]:
    """Fill a lake with one worker in this process: the notes of what was read, in order."""
    lake = Lake(str(address))
    planned: Plan = plan(lake, [str(file) for file in files], lake.length(length, length), again=again)
    worker = Worker(str(address), read_outlets([OUTLETS]), frozenset(), Finder, VERSIONS)

    def read(pieces: Sequence[Piece]) -> Iterator[Note]:
        yield from map(worker.read, pieces)

    try:
        return [result for result in flood(lake, planned, read) if isinstance(result, Note)]
    finally:
        worker.close()


def said(address: Path | str) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of a lake by table, whatever file it stands in."""
    lake = Lake(str(address))
    found: dict[str, set[tuple[Any, ...]]] = {}
    for note in lake.notes():
        for table, where, name in lake.files_of(note, (), "", ""):
            rows = {(where[0], where[1], *map(str, row.values())) for row in lake.rows(name)}
            assert rows.isdisjoint(found.setdefault(table, set())), name
            found[table] |= rows
    return found


def found_in_lake(address: Path) -> dict[str, set[tuple[Any, ...]]]:
    """What a lake's findings say, each row with the story's address and the moment of its capture."""
    lake = Lake(str(address))
    found: dict[str, set[tuple[Any, ...]]] = {name: set() for name in TABLES}
    for note in lake.notes():
        for table, _, name in lake.files_of(note, (), "", ""):
            if table in found:
                for row in lake.rows(name):
                    values = [value for key, value in row.items() if key not in ("link", "published_on")]
                    found[table].add((values[0], f"{values[1]:%Y-%m-%dT%H:%M:%SZ}", *values[2:]))
    return found


def found_in_file(path: Path) -> dict[str, set[tuple[Any, ...]]]:
    """The same of a `news.db` that was analysed."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    with open_findings(path) as db:
        captures = {number: rest for number, *rest in db.execute("SELECT id, url, fetched_at FROM articles")}
        for name in TABLES:
            places: dict[int, int] = {}
            rows = set()
            for number, *values in db.execute(read_part(db, name, name).query, [json.dumps(list(captures))]):
                places[number] = places.get(number, 0) + 1
                rows.add((*captures[number], places[number], *values))
            found[name] = rows
    return found
