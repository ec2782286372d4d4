"""Articles and refusals to store, and the rows that are in the file then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.items import Article, Fetch, Refusal
from pipelines.store import Store

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)


def fetched(name: str = "a", hours: float = 0, status: int | None = 200, **values: Any) -> Fetch:
    url = f"https://contoh.example/berita/{name}"
    return Fetch(url=url, at=NOON + timedelta(hours=hours), via="umpan", status=status, **values)


def article(name: str = "a", hours: float = 0, *, asked: str = "", **values: Any) -> Article:
    plain: dict[str, Any] = {
        "url": f"https://contoh.example/berita/{name}", "outlet": "contoh", "title": "Judul", "text": "Satu dua.",
        "recipe": "r1", "fetch": fetched(asked or name, hours, etag='"e"'),
    }  # fmt: skip
    return Article(**(plain | values))


def refusal(outcome: str, name: str = "a", hours: float = 0, **values: Any) -> Refusal:
    return Refusal(fetch=fetched(name, hours, **values), outlet="contoh", outcome=outcome, detail="sebab")


def rows(store: Store, query: str) -> list[Any]:
    found = store.db.execute(query).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def links_end(store: Store) -> list[Any]:
    return rows(store, "SELECT substr(url, 31), outcome, article_id, due_at FROM fetches ORDER BY url")


def attempts(store: Store) -> list[Any]:
    return rows(store, "SELECT outcome FROM attempts ORDER BY id")
