"""Kept pages: the bytes that went in come out, or the damage is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipelines.archive import Archive, Capture, DamagedPageError
from pipelines.items import Page

NOON = datetime(2026, 6, 20, 5, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "raw")
    yield opened
    opened.close()


def page(name: str = "a", body: bytes = b"<p>Halo</p>", at: datetime = NOON, outlet: str = "contoh") -> Page:
    return Page(
        outlet=outlet,
        url=f"https://contoh.example/berita/{name}",
        final_url=f"https://www.contoh.example/berita/{name}?x=1",
        fetched_at=at,
        status=203,
        headers={"content-type": "text/html", "etag": '"é"'},
        body=body,
        via="https://contoh.example/feed",
    )


def test_a_page_comes_back_as_it_was(archive: Archive) -> None:
    kept = page(body=bytes(range(256)) * 40)
    archive.keep(kept)
    (capture,) = archive.captures()
    assert capture == Capture(
        file=archive.folder / "2026-06.db", id=1, url=kept.url, outlet="contoh", fetched_at=kept.fetched_at
    )
    assert archive.read(capture) == kept


def test_a_split_article_is_one_capture_with_its_parts_in_order(archive: Archive) -> None:
    parts = tuple(
        replace(page(body=f"<p>{number}</p>".encode()), final_url=f"https://contoh.example/berita/a/{number}", via="")
        for number in range(2, 13)
    )
    kept = replace(page(), parts=parts, parts_expected=13)
    archive.keep(kept)
    (capture,) = archive.captures()
    assert archive.read(capture) == kept


def test_identical_bytes_are_kept_once_and_an_identical_capture_too(archive: Archive) -> None:
    archive.keep(page("a"))
    archive.keep(page("b"))
    archive.keep(page("a", at=NOON + timedelta(hours=1)))
    archive.keep(page("a"))
    with closing(sqlite3.connect(archive.folder / "2026-06.db")) as db:
        counts = [
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("captures", "pages", "bodies")
        ]
    assert counts == [3, 3, 1]
    assert [archive.read(capture).body for capture in archive.captures()] == [b"<p>Halo</p>"] * 3


def test_an_empty_page_is_kept(archive: Archive) -> None:
    archive.keep(page(body=b""))
    (capture,) = archive.captures()
    assert archive.read(capture).body == b""


def test_captures_are_found_by_outlet_month_and_address_oldest_first(archive: Archive) -> None:
    for name, at, outlet in [
        ("c", NOON + timedelta(days=40), "contoh"),
        ("a", NOON + timedelta(hours=2), "contoh"),
        ("b", NOON, "lain"),
        ("a", NOON + timedelta(days=40, hours=1), "contoh"),
    ]:
        archive.keep(page(name, at=at, outlet=outlet))

    def names(found: Iterator[Capture] | list[Capture]) -> list[str]:
        return [f"{capture.url[-1]} {capture.fetched_at:%m-%d %H}" for capture in found]

    assert names(archive.captures()) == ["b 06-20 05", "a 06-20 07", "c 07-30 05", "a 07-30 06"]
    assert names(archive.captures(outlet="lain")) == ["b 06-20 05"]
    assert names(archive.captures(month="2026-07")) == ["c 07-30 05", "a 07-30 06"]
    assert names(archive.captures(month="2026-08")) == []
    assert names(archive.of("https://contoh.example/berita/a")) == ["a 06-20 07", "a 07-30 06"]
    assert archive.of("https://contoh.example/berita/z") == []


def test_the_month_is_that_of_utc(archive: Archive) -> None:
    new_year_in_jakarta = datetime(2026, 1, 1, 3, 0, tzinfo=timezone(timedelta(hours=7)))
    archive.keep(page(at=new_year_in_jakarta))
    assert [file.name for file in archive.folder.glob("*.db")] == ["2025-12.db"]
    (capture,) = archive.captures()
    assert capture.fetched_at == new_year_in_jakarta


def test_a_folder_that_is_not_there_keeps_nothing_and_is_not_made(archive: Archive) -> None:
    assert list(archive.captures()) == []
    assert archive.of("https://contoh.example/berita/a") == []
    assert not archive.folder.exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE bodies SET body = x'00'", "2026-06.db: https://contoh.example/berita/a: "),
        ("UPDATE bodies SET body = substr(body, 1, length(body) - 3)", "2026-06.db: https://contoh.example/berita/a: "),
        ("DELETE FROM bodies", "2026-06.db: no bytes for https://contoh.example/berita/a"),
        ("DELETE FROM bodies WHERE size = (SELECT min(size) FROM bodies)", "no bytes for"),
        ("DELETE FROM pages", "no bytes for"),
    ],
)
def test_damage_is_named_and_never_read_as_a_page(archive: Archive, damage: str, message: str) -> None:
    archive.keep(replace(page(body=b"<p>pendek</p>"), parts=(page(body=b"<p>bagian yang lebih panjang</p>"),)))
    archive.close()
    with closing(sqlite3.connect(archive.folder / "2026-06.db")) as db, db:
        db.execute(damage)
    (capture,) = archive.captures()
    with pytest.raises(DamagedPageError, match=message):
        archive.read(capture)


def test_bytes_that_belong_to_another_page_are_noticed(archive: Archive) -> None:
    archive.keep(page("a", b"<p>satu</p>"))
    archive.keep(page("b", b"<p>dua</p>"))
    archive.close()
    with closing(sqlite3.connect(archive.folder / "2026-06.db")) as db, db:
        (first, one), (second, other) = db.execute("SELECT hash, body FROM bodies").fetchall()
        db.executemany("UPDATE bodies SET body = ? WHERE hash = ?", [(other, first), (one, second)])
    for capture in archive.captures():
        with pytest.raises(DamagedPageError, match="the bytes do not match their hash"):
            archive.read(capture)
