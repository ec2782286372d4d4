"""Rows and what hangs on them: an article's values come in, and its people, tags and links are as they are now.

In plain SQL: sqlite-utils opens a savepoint for each row, at which FTS5 writes its index out. Every function expects an
open write transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipelines.items import Article
from pipelines.removal import tombstones


def insert(db: Database, table: str, values: Mapping[str, Any]) -> int:
    """Insert a row; its number."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    return int(db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())).lastrowid or 0)  # noqa: S608


def relate(db: Database, article: Article, article_id: int, *, new: bool = False) -> None:
    """People, tags and links of an article, as they are now; a new one has none to take away."""
    for table in () if new else ("article_people", "article_tags", "links"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])  # noqa: S608
    people = [
        (article_id, _named(db, "people", person.name), person.role, position)
        for position, person in enumerate(article.people, 1)
    ]
    db.conn.executemany("INSERT OR IGNORE INTO article_people VALUES (?, ?, ?, ?)", people)
    tags = [(article_id, _named(db, "tags", tag), position) for position, tag in enumerate(article.tags, 1)]
    db.conn.executemany("INSERT OR IGNORE INTO article_tags VALUES (?, ?, ?)", tags)
    db.conn.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", _links(db, article, article_id))


def _links(db: Database, article: Article, article_id: int) -> list[tuple[Any, ...]]:
    """The rows of an article's links, but for those to a story that was taken out, whose headline is not kept."""
    targets = {link.url: _target(db, link.url) for link in article.links}
    gone = tombstones(db, [url for url, target in targets.items() if target is None and url])
    return [
        (article_id, position, link.url, link.text, link.kind, targets[link.url])
        for position, link in enumerate(article.links, 1)
        if link.url not in gone
    ]


def _target(db: Database, url: str | None) -> int | None:
    """The article that an address leads to, where it is stored."""
    row = db.execute(
        "SELECT coalesce((SELECT id FROM articles WHERE url = ?1), (SELECT article_id FROM fetches WHERE url = ?1))",
        [url],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _named(db: Database, table: str, name: str) -> int:
    """The number of a name, which most often is known."""
    row = db.execute(f"SELECT id FROM {table} WHERE name = ?", [name]).fetchone()  # noqa: S608
    return int(row[0]) if row else insert(db, table, {"name": name})
