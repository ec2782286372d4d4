"""Entities over an archive: one name one row, and what goes when an article goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import entities
from analysis.base import open_findings
from analysis.entities import read_named
from pipelines.db import writing
from tests.findings import Told, put, rows, run

FIRST = "Bupati Tirtasari Rangga Wiratmaja membuka pasar. “Pasar ini milik warga,” kata Rangga, Senin (1/6/2026)."
SECOND = "Rangga Wiratmaja meninjau pasar itu bersama Siti Marwiyah, ketua paguyuban pedagang."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "news.db"
    put(file, [Told(url=f"https://contoh.example/{n}", text=text) for n, text in enumerate((FIRST, SECOND))])
    run(file, entities.ANALYSIS)
    return file


def people(path: Path) -> dict[str, int]:
    query = (
        "SELECT name, count(*) FROM mentions JOIN entities AS e ON e.id = entity_id WHERE e.kind = 'person' GROUP BY 1"
    )
    return dict(rows(path, query))


def test_one_person_is_one_row_over_articles(path: Path) -> None:
    assert people(path) == {"Rangga Wiratmaja": 3, "Siti Marwiyah": 1}
    assert rows(path, "SELECT role FROM roles ORDER BY article_id") == [
        ("Bupati Tirtasari",),
        ("ketua paguyuban pedagang",),
    ]


def test_what_was_found_can_be_read_back(path: Path) -> None:
    with open_findings(path) as db:
        named = read_named(db, 1)
    assert [FIRST[one.start : one.end] for one in named.mentions if one.kind == "person"] == [
        "Rangga Wiratmaja",
        "Rangga",
    ]
    assert next(one.rule for one in named.mentions if one.kind == "person") == "model"


def test_a_name_goes_with_its_last_article(path: Path) -> None:
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE fetches SET article_id = NULL")
        db.execute("DELETE FROM articles WHERE id = 2")
    assert people(path) == {"Rangga Wiratmaja": 2}
    assert rows(path, "SELECT count(*) FROM entities WHERE name = 'Siti Marwiyah'") == [(0,)]


def test_a_name_that_an_edit_took_out_goes(path: Path) -> None:
    put(path, [Told(url="https://contoh.example/1", text="Pasar itu ramai. Pedagang senang dan pembeli juga.")])
    run(path, entities.ANALYSIS)
    assert people(path) == {"Rangga Wiratmaja": 2}
    assert rows(path, "SELECT count(*) FROM entities WHERE name = 'Siti Marwiyah'") == [(0,)]


def test_beginning_anew_keeps_the_numbers(path: Path) -> None:
    before = rows(path, "SELECT * FROM entities ORDER BY id")
    run(path, entities.ANALYSIS, every=True)
    assert rows(path, "SELECT * FROM entities ORDER BY id") == before


def test_who_is_named_most_and_with_whom(path: Path) -> None:
    assert rows(path, "SELECT name, articles FROM most_named WHERE kind = 'person'") == [
        ("Rangga Wiratmaja", 2),
        ("Siti Marwiyah", 1),
    ]
    assert ("Rangga Wiratmaja", "Siti Marwiyah", 1) in rows(path, "SELECT name, other, articles FROM named_together")
