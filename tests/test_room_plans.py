"""No page reads a whole table: each of the room's questions is put to SQLite, which says how it would answer.

Nor all that an analysis has read: `analysed.unit` has no type, and compared with a typed column it is not looked up. A
plus takes the type away; measured over 10,000 articles, the person's page took 0.8 s without.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis.room.questions import read_questions

VALUES = {"ids": "[1]", "words": "banjir", "terms": "[]"}


def scanned(db: sqlite3.Connection, sql: str) -> list[str]:
    """The lines of a plan that read a whole table or analysis; what a query makes itself is small."""
    values = {name: VALUES.get(name, "1") for name in re.findall(r"(?<!:):([a-z_]+)", sql)}
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    named = re.findall(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?", sql)
    ours = {alias or table for table, alias in named if table in tables}
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan
    lines = [line for line in plan if line.startswith("SCAN ") and "VIRTUAL TABLE" not in line]
    return [line for line in lines if line.split()[1] in ours] + [line for line in plan if "(analysis=?)" in line]


@pytest.mark.parametrize("name", sorted(read_questions()))
def test_a_page_reads_no_table_from_end_to_end(newsroom_file: Path, name: str) -> None:
    with closing(sqlite3.connect(newsroom_file)) as db:
        assert scanned(db, read_questions()[name].sql) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM articles AS a WHERE a.section = :section",
        "SELECT count(*) FROM articles",
        "SELECT 1 FROM links AS l JOIN analysed AS d ON d.analysis = 'x' AND d.unit = l.article_id WHERE l.url = :url",
    ],
)
def test_a_scan_is_seen(newsroom_file: Path, sql: str) -> None:
    with closing(sqlite3.connect(newsroom_file)) as db:
        assert scanned(db, sql) != []
