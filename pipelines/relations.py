"""Rows and what hangs on them: an article's values come in, and its people, tags and links are as they are now.

In plain SQL: sqlite-utils opens a savepoint for each row, at which FTS5 writes its index out. Every function expects an
open write transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipelines.items import Article
from pipelines.removal import tombstone


def insert(db: Database, table: str, values: Mapping[str, Any]) -> int:
    """Insert a row; its number."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    return int(db.conn.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())).lastrowid or 0)  # noqa: S608


def relate(db: Database, article: Article, article_id: int) -> None:
    """People, tags and links of an article, as they are now."""
    for table in ("article_people", "article_tags", "links"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])  # noqa: S608
    for position, person in enumerate(article.people, 1):
        values = [article_id, _named(db, "people", person.name), person.role, position]
        db.execute("INSERT OR IGNORE INTO article_people VALUES (?, ?, ?, ?)", values)
    for position, tag in enumerate(article.tags, 1):
        db.execute(
            "INSERT OR IGNORE INTO article_tags VALUES (?, ?, ?)", [article_id, _named(db, "tags", tag), position]
        )
    for position, link in enumerate(article.links, 1):
        target = db.execute(
            "SELECT coalesce((SELECT id FROM articles WHERE url = ?1),"
            " (SELECT article_id FROM fetches WHERE url = ?1))",
            [link.url],
        ).fetchone()[0]
        if target is None and link.url and tombstone(db, [link.url]) is not None:
            continue  # the headline of a story that was taken out is not kept by the stories that printed it
        db.execute(
            "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)",
            [article_id, position, link.url, link.text, link.kind, target],
        )


def _named(db: Database, table: str, name: str) -> int:
    db.execute(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", [name])  # noqa: S608
    return int(db.execute(f"SELECT id FROM {table} WHERE name = ?", [name]).fetchone()[0])  # noqa: S608
