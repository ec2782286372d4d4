"""Kept pages read again: the rows that the crawl made, no version more, and nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import Archive
from pipelines.article import read_article
from pipelines.crew import Crew
from pipelines.items import Article, Page, Rules
from pipelines.reader import Reader
from pipelines.replay import Replayed, RulesFor, rederive, replay
from pipelines.store import Store
from tests.site import story

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
PLAIN = Rules(outlet="contoh", title="Contoh", domains=("contoh.example",))
STRICT = replace(PLAIN, drop_lines=("^Kepala desa",))


class Room:
    """An archive and a store, and the crawl's way of filling both."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder / "raw")
        self.store = Store(folder / "news.db")
        self.crew = Crew(Reader(folder), 1)

    def capture(self, name: str, body: bytes, *, hours: float = 0, rules: Rules = PLAIN, **values: Any) -> None:
        url = f"https://contoh.example/berita/{name}"
        at = NOON + timedelta(hours=hours)
        plain: dict[str, Any] = {"outlet": "contoh", "url": url, "final_url": url, "fetched_at": at, "body": body}
        page = Page(**(plain | values))
        self.archive.keep(page)
        self.store.put(read_article(page, rules))

    def replay(self, rules: Rules | RulesFor = PLAIN, *, stale: bool = False) -> Replayed:
        rules_for = (lambda name, at: rules) if isinstance(rules, Rules) else rules
        *_, done = replay(self.archive, self.store, rules_for, stale=stale, crew=self.crew)
        return done

    def rows(self, query: str) -> list[Any]:
        found = self.store.db.execute(query).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all news tables, but for the recipe's name."""
        tables = (
            "articles",
            "people",
            "article_people",
            "tags",
            "article_tags",
            "links",
            "versions",
            "fetches",
            "attempts",
        )
        return {
            table: [
                {name: value for name, value in row.items() if name != "recipe"}
                for row in self.store.db.query(f"SELECT * FROM {table} ORDER BY 1, 2")
            ]
            for table in tables
        }


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    yield opened
    opened.archive.close()
    opened.store.close()


def fill(room: Room) -> None:
    """New, edited, unchanged, refused, a twin, a split story, and links between them."""
    read_also = '<p>Baca juga: <a href="https://contoh.example/berita/terbit">Warga membangun terbit</a></p>'
    room.capture(
        "tautan", story("Warga membaca tautan", after="").replace(b"</article>", read_also.encode() + b"</article>")
    )
    room.capture("terbit", story("Warga membangun terbit"))
    room.capture("sunting", story("Warga membangun sunting"), hours=1)
    room.capture("pendek", story("Pendek sekali", "Hanya ini."), hours=1)
    room.capture("gawai", story("Warga membangun terbit", canonical="https://contoh.example/berita/terbit"), hours=2)
    parts = tuple(
        Page(
            outlet="contoh", url="https://contoh.example/berita/bagian", fetched_at=NOON,
            body=story(f"Bagian ke{number}"),
            final_url=f"https://contoh.example/berita/bagian/{number}",
        )
        for number in (2, 3)
    )  # fmt: skip
    room.capture("bagian", story("Bagian kesatu"), hours=2, parts=parts, parts_expected=4)
    room.capture("terbit", story("Warga membangun terbit"), hours=3)
    room.capture("sunting", story("Warga membongkar sunting"), hours=3)


def test_all_pages_read_again_give_the_rows_of_the_crawl(room: Room) -> None:
    fill(room)
    before = room.everything()
    assert len(before["articles"]) == 4
    assert len(before["versions"]) == 2
    assert [link["target_article_id"] for link in before["links"]] == [2]
    done = room.replay()
    assert room.everything() == before
    assert (done.read, done.new, done.changed, done.damaged, done.without_page) == (8, 0, 0, [], 0)
    assert done.outcomes == {"stored": 6, "too_short": 1, "same_article": 1}


def test_only_stale_pages_are_read_and_the_second_time_none(room: Room) -> None:
    fill(room)
    assert room.replay(stale=True).read == 0
    done = room.replay(STRICT, stale=True)
    assert done.read == 8
    assert done.changed > 0
    assert room.rows("SELECT count(*) FROM articles WHERE text LIKE '%Kepala desa%'") == [0]
    assert room.rows("SELECT count(*) FROM versions WHERE text LIKE '%Kepala desa%'") == [0]
    assert room.rows("SELECT count(DISTINCT recipe) FROM fetches") == [1]
    after = room.everything()
    assert room.replay(STRICT, stale=True).read == 0
    assert room.everything() == after


def test_replay_gives_what_the_crawl_would_have_given_under_the_new_rules(tmp_path: Path, room: Room) -> None:
    fill(room)
    room.replay(STRICT)
    other = Room(tmp_path / "lain")
    other.capture = lambda *given, **values: Room.capture(other, *given, **(values | {"rules": STRICT}))  # type: ignore[method-assign]
    fill(other)
    assert room.everything() == other.everything()
    other.archive.close()
    other.store.close()


def test_rules_that_end_between_two_captures_leave_nothing_stale(room: Room) -> None:
    old = replace(STRICT, until=date(2026, 6, 21))
    newer = replace(PLAIN, names=("Contoh Baru",))

    def rules_for(name: str, at: datetime) -> Rules:
        return old if at.date() < date(2026, 6, 21) else newer

    room.capture("a", story("Warga membangun jalan"), rules=old)
    room.capture("a", story("Warga membangun jalan"), hours=48, rules=newer)
    assert room.replay(rules_for, stale=True).read == 0
    assert room.replay(rules_for).read == 2
    assert room.replay(rules_for, stale=True).read == 0


def test_an_older_rule_that_refuses_less_brings_a_story_in(room: Room) -> None:
    room.capture("a", story("Warga membangun jalan"), rules=replace(PLAIN, drop=("p",)))
    assert room.rows("SELECT outcome FROM fetches") == ["too_short"]
    done = room.replay(stale=True)
    assert (done.read, done.new, done.outcomes) == (1, 1, {"stored": 1})
    assert room.rows("SELECT outcome, article_id FROM fetches") == [("stored", 1)]
    assert room.replay(stale=True).read == 0


def test_rows_without_a_page_stay_and_are_counted(room: Room) -> None:
    room.capture("a", story("Warga membangun jalan"))
    room.capture("b", story("Warga membangun jembatan"))
    with closing(sqlite3.connect(room.archive.folder / "2026-06.db")) as db, db:
        db.execute("DELETE FROM pages WHERE capture_id = 1")
        db.execute("DELETE FROM captures WHERE id = 1")
    before = room.everything()
    done = room.replay()
    assert (done.read, done.without_page) == (1, 1)
    assert room.everything() == before


def test_a_damaged_page_is_told_and_the_others_are_read(room: Room) -> None:
    room.capture("a", story("Warga membangun jalan"))
    room.capture("b", story("Warga membangun jembatan"))
    with closing(sqlite3.connect(room.archive.folder / "2026-06.db")) as db, db:
        db.execute("UPDATE bodies SET body = x'00' WHERE hash = (SELECT hash FROM pages WHERE capture_id = 1)")
    before = room.everything()
    done = room.replay()
    assert done.read == 1
    (damage,) = done.damaged
    assert "https://contoh.example/berita/a" in damage
    assert room.everything() == before


def test_nothing_kept_is_nothing_read(room: Room) -> None:
    assert room.replay() == Replayed()


def test_a_page_is_read_again_as_it_was_at_a_moment(room: Room) -> None:
    room.capture("a", story("Warga membangun jalan"))
    room.capture("a", story("Warga membongkar jalan"), hours=1)
    url = "https://contoh.example/berita/a"

    def title(hours: float) -> str | None:
        found = rederive(room.archive, lambda name, at: PLAIN, url, NOON + timedelta(hours=hours))
        return found.title if isinstance(found, Article) else None

    assert [title(0), title(1), title(2)] == ["Warga membangun jalan", "Warga membongkar jalan", None]


def test_a_damaged_page_cannot_be_read_again(room: Room) -> None:
    room.capture("a", story("Warga membangun jalan"))
    with closing(sqlite3.connect(room.archive.folder / "2026-06.db")) as db, db:
        db.execute("UPDATE bodies SET body = x'00'")
    assert rederive(room.archive, lambda name, at: PLAIN, "https://contoh.example/berita/a", NOON) is None
