"""Statistics and a VACUUM are made when they pay, and not again at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from pipelines import tending
from pipelines.db import open_database, writing
from pipelines.schema import news
from pipelines.tending import shrink, tend


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "news.db", news)
    yield opened
    opened.close()


def fill(db: Database, first: int, last: int) -> None:
    with writing(db):
        db.conn.executemany(
            "INSERT INTO fetches (url, outlet, via, listed_at, detail) VALUES (?, 'contoh', 'u', 'x', ?)",
            [(f"https://contoh.example/{number}", "x" * 500) for number in range(first, last)],
        )


def test_statistics_are_made_once_and_again_after_growth(db: Database) -> None:
    fill(db, 0, 2000)
    assert tend(db) == ["analyze"]
    assert tend(db) == []
    fill(db, 2000, 2100)
    assert tend(db) == []
    fill(db, 2100, 4000)
    assert tend(db) == ["analyze"]


def test_a_vacuum_pays_only_where_much_is_empty(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(db, 0, 4000)
    tend(db)
    with writing(db):
        db.execute("DELETE FROM fetches WHERE url > 'https://contoh.example/1'")
    assert tend(db) == []  # a small file: not worth it
    monkeypatch.setattr(tending, "EMPTY_BYTES", 100_000)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "news.db").stat().st_size
    assert tend(db) == ["vacuum"]
    assert (tmp_path / "news.db").stat().st_size < 0.75 * before
    assert tend(db) == []


def test_without_room_nothing_is_tried(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
    assert shrink(db, wholly=True) is False
    assert shrink(db) is True  # nothing is empty, so there is nothing to give back
