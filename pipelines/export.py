"""Articles for others: a database and a wish come in, a file and its schema go out, row after row.

Rows are in the order of day, outlet and address, whatever this file's numbers are; articles without a day come first.
All is read in one transaction: a crawl that writes meanwhile changes nothing in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.condition import check_condition, condition_faults, only_reading
from pipelines.fields import Shape, read_shape
from pipelines.writers import STDOUT, open_writer, write_schema

#: Articles whose lists are asked for at once.
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which articles, and what of each. Both days are meant included; no outlets are all outlets."""

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    where: str | None = None
    findings: tuple[str, ...] = ()
    without_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written, and which of the wished findings are not in the file, or have no rows in it.

    No schema goes to standard output.
    """

    articles: int
    schema: Path | None
    missing: tuple[str, ...]
    empty: tuple[str, ...]


def export(
    db: Database, path: Path, kind: str, wish: Wish, watch: Callable[[int, int], None] | None = None
) -> Exported:
    """Write the articles wished for into a file (a folder for Parquet), and beside it the schema of a row."""
    if wish.where is not None:
        check_condition(db, wish.where)
    shape = read_shape(db, wish.findings, without_text=wish.without_text)
    done = 0
    db.execute("BEGIN")
    try:
        with open_writer(kind, path, shape) as write, closing(read_rows(db, shape, wish)) as rows:
            for row in rows:
                write(row)
                done += 1
                if watch is not None and done % BATCH == 0:
                    watch(done, done)
    finally:
        db.rollback()
    schema = write_schema(path, shape, _told(wish)) if path != STDOUT else None
    return Exported(articles=done, schema=schema, missing=shape.missing, empty=shape.empty)


def read_rows(db: Database, shape: Shape, wish: Wish) -> Generator[list[Any]]:
    """The rows of a shape, in order; lists are lists of tuples."""
    query, values = _query(shape, wish)
    with only_reading(db), condition_faults(wish.where):
        cursor = db.conn.execute(query, values)
        while batch := cursor.fetchmany(BATCH):
            ids = json.dumps([row[0] for row in batch])
            lists = [_lists(db, part.query, ids) for part in shape.parts]
            for row in batch:
                yield [*row[1:], *(found.get(row[0], []) for found in lists)]


def _query(shape: Shape, wish: Wish) -> tuple[str, list[Any]]:
    conditions, values = ["1"], list[Any]()
    for condition, value in (("published_on >= ?", wish.since), ("published_on <= ?", wish.until)):
        if value is not None:
            conditions.append(condition)
            values.append(value.isoformat())
    if wish.outlets:
        conditions.append("outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(wish.outlets))
    if wish.where is not None:
        conditions.append(f"(\n{wish.where}\n)")
    names = ", ".join(field.name for field in shape.columns)
    # By the index the rows come in order; without it, every text would be sorted first.
    query = (
        f"SELECT id, {names} FROM articles INDEXED BY articles_published"  # noqa: S608 - names of ours, a checked condition
        f" WHERE {' AND '.join(conditions)} ORDER BY published_on, outlet, url"
    )
    return query, values


def _lists(db: Database, query: str, ids: str) -> dict[int, list[Sequence[Any]]]:
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for article_id, *values in db.conn.execute(query, [ids]):
        found[article_id].append(values)
    return found


def _told(wish: Wish) -> str:
    """What was wished for, in a line, for whoever finds the file."""
    told = [
        f"since {wish.since}" if wish.since else "",
        f"until {wish.until}" if wish.until else "",
        f"of {', '.join(wish.outlets)}" if wish.outlets else "",
        f"where {wish.where}" if wish.where else "",
        "without the outlets' words" if wish.without_text else "",
    ]
    return "Articles " + (", ".join(filter(None, told)) or "of the whole file") + "."
