"""Files of every schema that landed: each is upgraded to today's, and its rows say what they said."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations

from pipelines.archive import Archive, raw
from pipelines.compare import natural, unsound
from pipelines.db import open_database
from pipelines.schema import news

SCHEMAS = Path(__file__).parent / "schemas"
NEWS = sorted(SCHEMAS.glob("news-*.db.gz"))
RAW = sorted(SCHEMAS.glob("raw-*.db.gz"))


def unpack(packed: Path, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def names(migrations: Migrations) -> list[str]:
    return [migration.name for migration in migrations._migrations]


def test_a_file_of_every_schema_is_kept() -> None:
    """A new migration comes with a small file of its shape, made before it landed."""
    kept = {path.name.partition(".")[0].partition("-")[2] for path in NEWS}
    assert kept == {name.partition("_")[0] for name in names(news)}
    assert {path.name.partition(".")[0].partition("-")[2] for path in RAW} == {
        name.partition("_")[0] for name in names(raw)
    }


@pytest.mark.parametrize("packed", NEWS, ids=lambda path: path.name)
def test_news_is_upgraded_and_says_what_it_said(packed: Path, tmp_path: Path) -> None:
    with open_database(unpack(packed, tmp_path / "news.db"), news) as db:
        assert [migration.name for migration in news.applied(db)] == names(news)
        assert unsound(db) == []
        rows = natural(db)
        assert db.execute("SELECT title FROM articles_fts WHERE articles_fts MATCH 'lontar' ORDER BY rowid").fetchall()
    texts = {(row[0], row[4]) for row in rows["articles"]}
    assert texts == {
        ("https://contoh.example/read/1", "Warga Lontar senang sekali.\n\nJembatan itu dibuka lagi."),
        ("https://contoh.example/read/2", "Pasar Rawa dibuka lagi."),
    }
    assert {(row[1], row[3]) for row in rows["versions"]} == {
        (1, "Warga Lontar senang.\n\nJembatan itu dibuka lagi."),
        (2, "Warga Lontar senang sekali.\n\nJembatan itu dibuka lagi."),
    }
    assert {(row[0][-1], row[4]) for row in rows["fetches"]} == {
        ("1", "stored"), ("2", "stored"), ("3", "too_short"), ("4", None)
    }  # fmt: skip
    assert {(row[0][-1], row[5][-1] if row[5] else None) for row in rows["links"]} == {("1", "2"), ("2", "2")}
    assert {row[1:3] for row in rows["article_people"]} == {("Ratna Melati", "author")}


@pytest.mark.parametrize("packed", RAW, ids=lambda path: path.name)
def test_kept_pages_are_upgraded_and_read(packed: Path, tmp_path: Path) -> None:
    unpack(packed, tmp_path / "2026-06.db")
    archive = Archive(tmp_path)
    try:
        assert [archive.read(capture).body for capture in archive.captures()] == [
            b"<p>satu</p>", b"<p>tiga</p>", b"<p>dua</p>"
        ]  # fmt: skip
    finally:
        archive.close()
