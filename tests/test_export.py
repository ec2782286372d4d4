"""Exports: what is in a row, in which order, which articles are meant, and what a condition may not do."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.dataset as dataset
import pytest

from analysis import language
from analysis.base import open_findings
from pipelines.db import open_reader, writing
from pipelines.export import Wish, _query
from pipelines.fields import FINDINGS, read_shape
from pipelines.items import Person
from pipelines.schema import news
from pipelines.store import Store
from tests.desk import Desk
from tests.findings import run
from tests.results import article
from tests.test_language import INDONESIAN

HOSTILE = '=HYPERLINK("https://jahat.example")<script>alert(1)</script>'
ARABIC = "مرحبا \u202eterbalik\u202c 🌊"
DAYS = {"c": "2026-05-31", "a": "2026-06-02", "b": "2026-06-01", "tanpa": None}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.declare("lain", "lain.example")
    store = Store(desk.database)
    for name in DAYS:
        people = (Person(name="Rani Astuti", role="author"), Person(name="Joko Lukito", role="editor"))
        title = {"a": HOSTILE, "b": ARABIC}.get(name, f"Judul {name}")
        store.put(article(name, title=title, text=f"{INDONESIAN} {name}", people=people, tags=("Banjir", "Rob")))
    with writing(store.db):
        for name, day in DAYS.items():
            store.db.execute("UPDATE articles SET published_on = ? WHERE url LIKE ?", [day, f"%/{name}"])
    store.close()
    return desk


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def names(path: Path) -> list[str]:
    return [row["url"].rpartition("/")[2] for row in lines(path)]


def export(desk: Desk, file: str, *words: str, status: int = 0) -> Path:
    done = desk.here("export", str(desk.folder / file), *words)
    assert done.status == status, done.err
    return desk.folder / file


def test_rows_come_by_day_and_are_whole(desk: Desk) -> None:
    rows = lines(export(desk, "semua.jsonl"))
    assert names(desk.folder / "semua.jsonl") == ["tanpa", "c", "b", "a"]
    assert (rows[3]["title"], rows[3]["published_on"], rows[3]["paywalled"]) == (HOSTILE, "2026-06-02", False)
    assert (rows[3]["authors"], rows[3]["editors"], rows[3]["reporters"]) == (["Rani Astuti"], ["Joko Lukito"], [])
    assert rows[3]["tags"] == ["Banjir", "Rob"]
    assert rows[2]["title"] == ARABIC
    assert rows[0]["published_on"] is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--since", "2026-06-01"), ["b", "a"]),
        (("--until", "2026-06-01"), ["c", "b"]),
        (("--since", "2026-06-01", "--until", "2026-06-01"), ["b"]),
        (("--outlet", "lain"), []),
        (("--outlet", "lain", "--outlet", "contoh"), ["tanpa", "c", "b", "a"]),
        (("--where", "published_on IS NULL -- tanpa hari"), ["tanpa"]),
        (("--where", "id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'terbalik')"), ["b"]),
        (("--where", "outlet = 'contoh' OR 1", "--since", "2026-06-02"), ["a"]),
    ],
)
def test_which_articles_are_meant(desk: Desk, words: tuple[str, ...], wanted: list[str]) -> None:
    assert names(export(desk, "a.jsonl", *words)) == wanted


def test_the_rows_come_by_an_index_whatever_is_asked(desk: Desk) -> None:
    with open_reader(desk.database, news) as db:
        shape = read_shape(db, (), without_text=False)
        for wish in (Wish(), Wish(outlets=("contoh",), where="words > 3")):
            query, values = _query(shape, wish)
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", values)]
            assert any("articles USING INDEX articles_published" in step for step in plan)
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_a_cell_is_no_formula(desk: Desk) -> None:
    with export(desk, "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows] == ["Judul tanpa", "Judul c", ARABIC, f"'{HOSTILE}"]
    assert json.loads(rows[0]["tags"]) == ["Banjir", "Rob"]
    assert (rows[0]["paywalled"], rows[0]["published_on"]) == ("false", "")
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


def test_the_same_file_gives_the_same_bytes(desk: Desk) -> None:
    first = export(desk, "a.jsonl.gz").read_bytes()
    assert export(desk, "a.jsonl.gz").read_bytes() == first
    assert gzip.decompress(first) == export(desk, "a.jsonl").read_bytes()


def test_parquet_goes_by_year_and_month_and_has_the_same_rows(desk: Desk) -> None:
    run(desk.database, language.ANALYSIS)
    folder = export(desk, "arsip.parquet", "--with", "languages")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))
    unknown = "__HIVE_DEFAULT_PARTITION__"
    assert files == ["year=2026/month=05/articles.parquet", "year=2026/month=06/articles.parquet",
                     f"year={unknown}/month={unknown}/articles.parquet"]  # fmt: skip
    found = dataset.dataset(folder, partitioning="hive").to_table().drop_columns(["year", "month"]).to_pylist()
    wanted = lines(export(desk, "a.jsonl", "--with", "languages"))
    by_url = {row["url"]: row for row in found}
    assert len(found) == len(wanted) == 4
    for row in wanted:
        twin = by_url[row["url"]]
        assert {name: str(value) for name, value in twin.items() if not name.endswith(("_at", "_on"))} == {
            name: str(value) for name, value in row.items() if not name.endswith(("_at", "_on"))
        }
        assert twin["fetched_at"].strftime("%Y-%m-%dT%H:%M:%SZ") == row["fetched_at"]
        assert (twin["published_on"] and twin["published_on"].isoformat()) == row["published_on"]


def test_parquet_takes_the_place_of_an_older_export_and_of_nothing_else(desk: Desk) -> None:
    folder = export(desk, "arsip.parquet")
    export(desk, "arsip.parquet", "--since", "2026-06-02")
    assert [path.parent.name for path in folder.rglob("*.parquet")] == ["month=06"]
    (folder / "surat.txt").write_text("penting")
    done = desk.here("export", str(folder))
    assert done.status == 2
    assert "something else stands there" in done.err
    assert (folder / "surat.txt").read_text() == "penting"


def test_without_pyarrow_parquet_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = desk.here("export", str(desk.folder / "a.parquet"))
    assert done.status == 2
    assert "pip install -e '.[archive]'" in done.err


def test_without_text_none_of_the_outlets_words_go_out(desk: Desk) -> None:
    path = export(desk, "a.jsonl", "--without-text", "--with", "links,versions")
    rows = lines(path)
    assert len(rows) == 4
    assert not {"title", "text", "description", "claim", "image_caption"} & set(rows[0])
    assert {"url", "text_hash", "versions"} <= set(rows[0])
    assert "Judul" not in path.read_text(encoding="utf-8")
    assert "text" not in json.loads(path.with_name("a.jsonl.schema.json").read_text())["properties"]["links"]["items"]


def test_the_schema_beside_the_file_describes_each_row(desk: Desk) -> None:
    run(desk.database, language.ANALYSIS)
    path = export(desk, "a.jsonl", "--with", "languages,links")
    schema = json.loads(path.with_name("a.jsonl.schema.json").read_text(encoding="utf-8"))
    types = {"string": str, "integer": int, "number": float, "boolean": bool, "array": list, "null": type(None)}

    def fits(told: dict[str, Any], value: Any) -> bool:
        if told["type"] == "array":
            return all(fits(told["items"], one) for one in value)
        if told["type"] == "object":
            return set(value) == set(told["required"]) and all(fits(told["properties"][n], v) for n, v in value.items())
        kinds = told["type"] if isinstance(told["type"], list) else [told["type"]]
        return any(type(value) is types[kind] for kind in kinds)

    rows = lines(path)
    assert all(fits(schema, row) for row in rows)
    assert rows[0]["languages"][0]["language"] == "id"
    assert not fits(schema, rows[0] | {"words": "tiga"})
    assert not fits(schema, rows[0] | {"lain": 1})


def test_findings_that_are_not_there_yet_are_named(desk: Desk) -> None:
    open_findings(desk.database).close()
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("DROP TABLE IF EXISTS quotes")
    done = desk.here("export", str(desk.folder / "a.jsonl"), "--with", "quotes, languages")
    assert done.status == 0
    assert "quotes: not in this file yet; `kliping analyse` finds them" in done.err
    assert "languages: none in this file so far" in done.err
    assert "quotes" not in lines(desk.folder / "a.jsonl")[0]
    assert lines(desk.folder / "a.jsonl")[0]["languages"] == []


TABLES = """
DROP TABLE IF EXISTS copies; DROP TABLE IF EXISTS quotes; DROP TABLE IF EXISTS entities;
CREATE TABLE copies (article_id INTEGER, original_id INTEGER, containment REAL, kind TEXT);
CREATE TABLE entities (id INTEGER PRIMARY KEY, name TEXT, kind TEXT);
CREATE TABLE quotes (article_id INTEGER, start INTEGER, "end" INTEGER, text TEXT, speaker_entity_id INTEGER);
INSERT INTO copies VALUES (1, 2, 0.9, 'copy');
INSERT INTO entities VALUES (7, 'Rani Astuti', 'person');
INSERT INTO quotes VALUES (1, 9, 12, 'kedua', NULL), (1, 3, 6, 'pertama', 7), (2, 3, 6, 'basi', 7);
INSERT INTO analyses VALUES ('quotes', '1', 'article', '');
INSERT INTO analysed VALUES ('quotes', 1, '1', 'x');
"""


def test_numbers_of_this_file_go_out_as_addresses_and_names(desk: Desk) -> None:
    open_findings(desk.database).close()
    with closing(sqlite3.connect(desk.database)) as db:
        db.executescript(TABLES)
    rows = {row["url"][-1]: row for row in lines(export(desk, "a.jsonl", "--with", "copies,quotes"))}
    assert rows["c"]["copies"] == [
        {"original_url": "https://contoh.example/berita/a", "containment": 0.9, "kind": "copy"}
    ]
    assert rows["c"]["quotes"] == [
        {"start": 3, "end": 6, "text": "pertama", "speaker_entity": "Rani Astuti"},
        {"start": 9, "end": 12, "text": "kedua", "speaker_entity": None},
    ]
    assert rows["a"]["quotes"] == []  # its text has changed since they were found
    bare = lines(export(desk, "b.jsonl", "--with", "quotes", "--without-text"))
    assert bare[1]["quotes"][0] == {"start": 3, "end": 6, "speaker_entity": "Rani Astuti"}


def test_an_export_is_of_one_moment_while_another_writes(desk: Desk) -> None:
    from pipelines.export import read_rows

    with open_reader(desk.database, news) as db:
        db.execute("BEGIN")
        rows = read_rows(db, read_shape(db, (), without_text=False), Wish())
        first = next(rows)
        store = Store(desk.database)
        store.put(replace(article("z"), title="Baru"))
        store.close()
        assert len([first, *rows]) == 4
        db.rollback()
    assert "z" in names(export(desk, "a.jsonl"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.txt",), "its ending tells no format"),
        (("a.csv", "--with", "kutipan"), f"--with kutipan: there are {', '.join(FINDINGS)}"),
        (("a.csv", "--since", "2026-06-02", "--until", "2026-06-01"), "--until 2026-06-01 is before"),
        (("a.csv", "--since", "20260602"), "'20260602' is no day; write it like 2026-06-21"),
        (("a.csv", "--outlet", "contohh"), "'contohh' is no outlet; did you mean 'contoh'?"),
        (("-",), "its ending tells no format"),
        (("-", "--format", "parquet"), "cannot go to standard output"),
        ((".", "--format", "csv"), "that is a folder; name a file in it"),
    ],
)
def test_wrong_words_are_wrong_use(desk: Desk, words: tuple[str, ...], said: str) -> None:
    done = desk.here("export", *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_without_a_file_or_with_an_empty_one(desk: Desk) -> None:
    desk.database.unlink()
    done = desk.here("export", str(desk.folder / "a.csv"))
    assert done.status == 2
    assert "there is no such file yet" in done.err
    Store(desk.database).close()
    for ending in ("csv", "jsonl"):
        export(desk, f"a.{ending}")
    assert (desk.folder / "a.jsonl").read_text() == ""
    assert len((desk.folder / "a.csv").read_text().splitlines()) == 1


def test_rows_go_to_standard_output_and_nothing_else_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    whole = export(desk, "a.jsonl").read_text(encoding="utf-8")
    done = desk.here("export", "-", "--format", "jsonl")
    assert (done.status, done.out, done.err) == (0, whole, "4 articles\n")
    assert not list(desk.folder.glob("-*"))


def test_what_is_no_file_is_left_alone(desk: Desk) -> None:
    """A rename over /dev/stdout took its place, for whoever may write there."""
    os.mkfifo(desk.folder / "a.csv")
    done = desk.here("export", str(desk.folder / "a.csv"))
    assert (done.status, done.out) == (1, "")
    assert "it is no file but a device or a pipe" in done.err
    assert (desk.folder / "a.csv").is_fifo()
    assert sorted(path.name for path in desk.folder.iterdir()) == ["a.csv", "data", "outlets"]
