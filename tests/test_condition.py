"""Conditions that a person wrote: what they may say, and what is said of wrong ones."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from pipelines.condition import check_condition, only_reading
from pipelines.db import open_reader
from pipelines.schema import news
from pipelines.store import Store
from tests.desk import Desk
from tests.results import article


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    store = Store(desk.database)
    store.put(article("a", title="Banjir di Kota"))
    store.close()
    return desk


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("outlett = 'a'", "no such column: outlett; the columns are those of `articles`"),
        ("1) UNION SELECT (1", "give one condition"),
        ("1) OR (1", "give one condition"),
        ("1; DELETE FROM articles", "give one condition"),
        ("1 /*", "give one condition"),
        ("?", "give one condition"),
        ("count(*) > 1", "misuse of aggregate"),
        ("load_extension('x')", "it may only read"),
        ("json_extract(title, '$') = 1", "malformed JSON"),
        ("id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'a AND')", "fts5: syntax error"),
        ("id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'a-b')", "with signs"),
        ("id IN (SELECT 1 FROM pragma_table_list)", "it may only read"),
    ],
)
def test_a_wrong_condition_is_told_and_leaves_nothing(desk: Desk, where: str, said: str) -> None:
    before = desk.files()
    done = desk.here("export", str(desk.folder / "a.jsonl"), "--where", where)
    assert (done.status, done.out) == (2, "")
    assert f"--where {where!r}: " in done.err
    assert said in done.err
    assert sorted(path.name for path in desk.folder.iterdir()) == ["data", "outlets"]
    assert desk.files() == before


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM articles", "ATTACH ':memory:' AS lain", "PRAGMA journal_mode = delete", "CREATE TABLE t (x)",
     "UPDATE sqlite_master SET sql = ''", "BEGIN", "DROP TABLE articles"],
)  # fmt: skip
def test_while_a_condition_runs_nothing_but_reading_does(desk: Desk, statement: str) -> None:
    with open_reader(desk.database, news) as db:
        with only_reading(db), pytest.raises(sqlite3.DatabaseError):
            db.execute(statement)
        check_condition(db, "words > 3")
