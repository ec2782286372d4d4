"""A hundred days of two invented outlets in a data folder, what befell one of them, and what the doctor says."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.db import writing
from pipelines.store import Store
from tests.desk import Desk, Done

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
DAYS = 100


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(desk: Desk, **changes: Any) -> None:
    """A hundred days of two outlets, sixteen articles a day each in two crawls; `changes` befall `contoh` lately."""
    store = Store(desk.database)
    since = NOW - timedelta(days=changes.pop("days", 6))
    with writing(store.db):
        for number in range(2 * DAYS):
            at = NOW - timedelta(hours=12 * (2 * DAYS - number))
            crawl = begin(store, at)
            for outlet in ("contoh", "lain"):
                odd = changes if outlet == "contoh" and at >= since else {}
                _visit(store, crawl, outlet, at, number, **odd)
    store.close()


def begin(store: Store, at: datetime) -> int:
    row = (stamp(at), stamp(at + timedelta(minutes=9)), "kliping crawl", "0.1.0")
    query = "INSERT INTO crawls (started_at, ended_at, command, version) VALUES (?, ?, ?, ?) RETURNING id"
    return int(store.db.execute(query, row).fetchone()[0])


def _visit(store: Store, crawl: int, outlet: str, at: datetime, number: int, **odd: Any) -> None:
    values = {"new": 8, "words": 200, "dated": True, "signed": True, "flags": None, "refused": 1, "error": None} | odd
    new = values["new"]
    store.db.table("crawl_outlets").insert(
        {"crawl_id": crawl, "outlet": outlet, "started_at": stamp(at), "ended_at": stamp(at), "listings": 1,
         "stored": new, "error": values["error"]}
    )  # fmt: skip
    for count in range(new):
        url, name = f"https://{outlet}.example/berita/{number}-{count}", f"{outlet}{number}-{count}"
        words = " ".join([name] * (values["words"] + count))
        row = store.db.execute(
            "INSERT INTO articles (url, outlet, title, text, published_on, kind, initials, words, text_hash,"
            " title_hash, flags, first_seen_at, fetched_at) VALUES (?, ?, 'Judul', ?, ?, 'news', ?, ?, ?, '', ?, ?, ?)"
            " RETURNING id",
            [
                url, outlet, words[:200],
                stamp(at)[:10] if values["dated"] else None, "rw" if values["signed"] else None,
                values["words"] + count, name, values["flags"], stamp(at), stamp(at),
            ],
        ).fetchone()  # fmt: skip
        _ends(store, crawl, outlet, at, url, "stored", row[0])
    for count in range(values["refused"]):
        _ends(store, crawl, outlet, at, f"https://{outlet}.example/x/{number}-{count}", "http_403", None)


def _ends(store: Store, crawl: int, outlet: str, at: datetime, url: str, outcome: str, article: int | None) -> None:
    store.db.execute(
        "INSERT INTO fetches (url, outlet, via, listed_at, fetched_at, outcome, recipe, article_id)"
        " VALUES (?, ?, 'u', ?, ?, ?, 'r', ?)", [url, outlet, stamp(at), stamp(at), outcome, article],
    )  # fmt: skip
    store.db.execute(
        "INSERT INTO attempts (url, outlet, crawl_id, at, outcome) VALUES (?, ?, ?, ?, ?)",
        [url, outlet, crawl, stamp(at), outcome],
    )


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def findings(done: Done) -> list[dict[str, Any]]:
    assert done.err == ""
    return list(json.loads(done.out)["findings"])


def told(desk: Desk) -> list[tuple[str, str]]:
    """Kind and subject of what is to be acted on, and that the status says so."""
    done = desk.here("doctor", "--json")
    acts = [(one["kind"], one["subject"]) for one in findings(done) if one["act"]]
    assert done.status == int(bool(acts))
    return acts
