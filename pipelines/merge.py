"""Files of several machines into one: their paths come in, and a new file with all that they say goes out.

Nothing depends on the order of the files, and a file that is given twice changes nothing. The latest capture of a
story is its row, what others found are versions, ledgers are united, and what was taken out of one stays out of all.
Findings are left out: in the new file every article is pending.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.clock import moment
from pipelines.compare import unsound
from pipelines.db import DatabaseFileError, open_database, open_reader, writing
from pipelines.history import write_versions
from pipelines.relations import insert
from pipelines.removal import Target, bury
from pipelines.schema import news
from pipelines.uniting import (
    Row,
    grouped,
    latest,
    order,
    read_story,
    remapped,
    taken_out,
    unite_fetches,
    unite_stories,
    unite_tombstones,
)  # fmt: skip

Group = list[tuple[int, Row]]

#: So many addresses are written in one transaction.
BATCH = 500


class MergeError(Exception):
    """Files that cannot be merged: the message names the file and what to try."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What a merge came to."""

    articles: int
    versions: int
    links: int
    removed: int


def merge(files: Sequence[Path], target: Path, *, force: bool = False) -> Merged:
    """Join files into a new one, which takes its name only when it is whole."""
    _check(files, target, force=force)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with ExitStack() as stack:
            sources = [stack.enter_context(_source(file)) for file in files]
            db = stack.enter_context(open_database(part, news))
            merged = _join(sources, db)
            faults = unsound(db)
            if faults:
                raise MergeError(f"{target}: the merged file is not sound: {faults[0]}; `kliping doctor` looks at each")
            db.execute("ANALYZE")
            db.conn.commit()
            db.execute("PRAGMA journal_mode = DELETE")
        for end in ("-wal", "-shm"):  # of a file that is overwritten
            target.with_name(target.name + end).unlink(missing_ok=True)
        part.replace(target)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return merged


def _check(files: Sequence[Path], target: Path, *, force: bool) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise MergeError(f"{target}: give the name of a file in a folder that is there")
    if target.resolve() in [file.resolve() for file in files]:
        raise MergeError(f"{target}: is one of the files to merge; give another name and move it in its place after")
    if target.exists() and not force:
        raise MergeError(f"{target}: is there already; give another name, or --force to overwrite it")
    if target.with_name(target.name + "-wal").exists():
        raise MergeError(f"{target}: another program has it open; close that and try again")


def _source(file: Path) -> Database:
    if not file.exists():
        raise MergeError(f"{file}: there is no such file")
    db = open_reader(file, news)
    if not news.applied(db):
        db.close()
        raise DatabaseFileError(f"{file}: not made by Kliping")
    if news.pending(db):
        db.close()
        raise MergeError(
            f"{file}: of an older Kliping; `KLIPING_DATA={file.parent} kliping analyse` brings it up to date"
        )
    return db


def _join(sources: Sequence[Database], db: Database) -> Merged:
    for source in sources:
        source.execute("BEGIN")  # one moment of each file, while others may go on writing to it
    removed = taken_out(sources)
    with writing(db):
        crawls = _crawls(sources, db)
        for table, key, by in (("listing_state", "outlet, url", "read_at"), ("notices", "kind, subject", "said_at")):
            _latest(sources, db, table, key, by)
        _latest(sources, db, "warcs", "file", "noted_at")
        for table in ("listings", "attempts"):
            _unite(sources, db, table, crawls)
    for batch in _batches(grouped(sources, "articles", "url")):
        with writing(db):
            for rows in batch:
                if rows[0][1]["url"] not in removed:
                    _story(sources, db, rows, removed)
    for batch in _batches(grouped(sources, "fetches", "url")):
        with writing(db):
            for rows in batch:
                _link(sources, db, rows, removed)
    with writing(db):
        _bury(db, removed)
        _own(db)
        _aim(db)
    return Merged(**{name: db.execute(f"SELECT count(*) FROM {what}").fetchone()[0] for name, what in _COUNTED})  # noqa: S608


_COUNTED = (
    ("articles", "articles"), ("versions", "versions"), ("links", "fetches"),
    ("removed", "fetches WHERE outcome = 'removed'"),
)  # fmt: skip


def _batches(groups: Iterator[Group]) -> Iterator[list[Group]]:
    while batch := list(islice(groups, BATCH)):
        yield batch


def _crawls(sources: Sequence[Database], db: Database) -> list[dict[int, int]]:
    """Runs and what they did at each outlet; for each file, its runs' numbers and what they are now."""
    rows = [(n, row) for n, source in enumerate(sources) for row in source.query("SELECT * FROM crawls")]
    numbers: list[dict[int, int]] = [{} for _ in sources]

    def key(one: tuple[int, Row]) -> tuple[str, ...]:
        return one[1]["started_at"], one[1]["command"], one[1]["version"]

    for _, same in groupby(sorted(rows, key=key), key=key):
        known = list(same)
        last = latest(({name: v for name, v in row.items() if name != "id"} for _, row in known), "ended_at")
        number = insert(db, "crawls", last)
        for n, row in known:
            numbers[n][row["id"]] = number
    outlets: dict[tuple[int, str], list[Row]] = {}
    for n, source in enumerate(sources):
        for row in source.query("SELECT * FROM crawl_outlets"):
            moved = remapped(row, numbers[n])
            outlets.setdefault((moved["crawl_id"], moved["outlet"]), []).append(moved)
    for _, found in sorted(outlets.items()):
        insert(db, "crawl_outlets", latest(found, "ended_at"))
    return numbers


def _latest(sources: Sequence[Database], db: Database, table: str, key: str, by: str) -> None:
    """A table of what is the case: of each key the row that was written last."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for source in sources:
        for row in source.query(f"SELECT * FROM {table}"):  # noqa: S608
            found.setdefault(tuple(row[name] for name in key.split(", ")), []).append(row)
    for _, rows in sorted(found.items()):
        insert(db, table, latest(rows, by))


def _unite(
    sources: Sequence[Database],
    db: Database,
    table: str,
    crawls: Sequence[Mapping[int, int]],
) -> None:
    """A table of what happened: each once, in order of time."""
    at = "read_at" if table == "listings" else "at"

    def rows(number: int, source: Database) -> Iterator[tuple[Any, Row]]:
        for row in source.query(f"SELECT * FROM {table} ORDER BY {at}"):  # noqa: S608
            moved = remapped(row, crawls[number])
            yield moved[at], moved

    together = heapq.merge(*(rows(n, source) for n, source in enumerate(sources)), key=lambda one: one[0])
    for _, same in groupby(together, key=lambda one: one[0]):
        unique = {order(*(row[name] for name in sorted(row))): row for _, row in same}
        for _, row in sorted(unique.items()):
            insert(db, table, row)


def _story(sources: Sequence[Database], db: Database, rows: Group, removed: Mapping[str, Any]) -> None:
    urls = {rows[0][1]["url"]}
    for n, row in rows:
        urls |= {one[0] for one in sources[n].execute("SELECT url FROM fetches WHERE article_id = ?", [row["id"]])}
    looks = {
        (at, outcome)
        for source in sources
        for url in urls
        for at, outcome in source.execute("SELECT at, outcome FROM attempts WHERE url = ?", [url])
    }
    story, versions = unite_stories([read_story(sources[n], row) for n, row in rows], looks)
    article_id = insert(db, "articles", story.row)
    for name, role, position in story.people:
        insert(db, "article_people", _joint(db, "people", name, article_id) | {"role": role, "position": position})
    for name, position in story.tags:
        insert(db, "article_tags", _joint(db, "tags", name, article_id) | {"position": position})
    for position, url, text, kind in story.links:
        if url not in removed:
            link = {"position": position, "url": url, "text": text, "kind": kind}
            insert(db, "links", {"article_id": article_id} | link)
    write_versions(db, article_id, versions)


def _joint(db: Database, table: str, name: str, article_id: int) -> Row:
    """Who or what hangs on an article, by a number that it is given with its first article."""
    db.execute(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", [name])  # noqa: S608
    number = db.execute(f"SELECT id FROM {table} WHERE name = ?", [name]).fetchone()[0]  # noqa: S608
    return {"article_id": article_id, "person_id" if table == "people" else "tag_id": number}


def _link(sources: Sequence[Database], db: Database, rows: Group, removed: Mapping[str, Any]) -> None:
    """A line of the ledger, bound to its article in the new file."""
    known = []
    for n, row in rows:
        found = sources[n].execute("SELECT url FROM articles WHERE id = ?", [row.pop("article_id")]).fetchone()
        known.append(row | {"article": found[0] if found else None})
    url = known[0]["url"]
    if url in removed:
        at, reason, _ = removed[url]
        row = unite_tombstones(known, reason, at)
    else:
        row = unite_fetches(known)
    found = db.execute("SELECT id FROM articles WHERE url = ?", [row.pop("article")]).fetchone()
    insert(db, "fetches", row | {"article_id": found[0] if found else None})


def _bury(db: Database, removed: Mapping[str, tuple[str, str, str]]) -> None:
    """A tombstone at each address of what was taken out that the ledgers had no line of."""
    for url, (at, reason, outlet) in sorted(removed.items()):
        bury(db, Target(urls=(url,), outlet=outlet), reason, moment(at))


def _own(db: Database) -> None:
    """Each story came from one address: its own where that was asked, else the latest; the others are its twins."""
    twins = (
        "SELECT url FROM (SELECT f.url, row_number() OVER (PARTITION BY f.article_id"
        " ORDER BY f.url = a.url DESC, f.fetched_at DESC, f.url) AS place"
        " FROM fetches AS f JOIN articles AS a ON a.id = f.article_id WHERE f.outcome = 'stored') WHERE place > 1"
    )
    db.execute(f"UPDATE fetches SET outcome = 'same_article', due_at = NULL WHERE url IN ({twins})")  # noqa: S608


def _aim(db: Database) -> None:
    """Links lead to the articles that this file has."""
    db.execute(
        "UPDATE links SET target_article_id = coalesce((SELECT id FROM articles WHERE articles.url = links.url),"
        " (SELECT article_id FROM fetches WHERE fetches.url = links.url))"
    )
