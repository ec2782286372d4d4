"""Rows and recipes: a change of ours is no edit of theirs, and a kept page read again is written in place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.columns import fingerprint
from pipelines.items import Article, Refusal
from pipelines.store import Store
from tests.results import NOON, article, attempts, fetched, refusal, rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "news.db")
    yield opened
    opened.close()


def test_a_change_of_recipe_is_no_edit_and_an_edit_under_a_new_recipe_is_one(tmp_path: Path) -> None:
    """The outlet changes a word in one of two articles; we have begun to leave a line out of both."""
    asked: list[tuple[str, datetime]] = []

    def rederive(found: Article, at: datetime) -> Article:
        asked.append((found.fetch.url, at))
        return article(found.fetch.url[-1], recipe="r2", text="Satu.")

    store = Store(tmp_path / "news.db", rederive=rederive)
    try:
        store.put(article("a"))
        store.put(article("b"))
        same = store.put(article("a", hours=1, recipe="r2", text="Satu."))
        edited = store.put(article("b", hours=1, recipe="r2", text="Sepuluh."))
        assert (same.outcome, same.changed, edited.outcome, edited.changed) == ("unchanged", False, "stored", True)
        assert rows(store, "SELECT article_id, version, seen_at, text FROM versions ORDER BY version") == [
            (2, 1, "2026-06-20T05:00:00Z", "Satu."),
            (2, 2, "2026-06-20T06:00:00Z", "Sepuluh."),
        ]
        assert rows(store, "SELECT text, recipe FROM articles ORDER BY id") == [("Satu.", "r2"), ("Sepuluh.", "r2")]
        assert asked == [("https://contoh.example/berita/a", NOON), ("https://contoh.example/berita/b", NOON)]
    finally:
        store.close()


@pytest.mark.parametrize("earlier", [None, refusal("too_short")])
def test_where_the_earlier_page_cannot_be_read_again_two_recipes_are_not_compared(
    tmp_path: Path, earlier: Refusal | None
) -> None:
    store = Store(tmp_path / "news.db", rederive=lambda found, at: earlier)
    try:
        store.put(article())
        assert store.put(article(hours=1, recipe="r2", text="Satu.")).outcome == "unchanged"
        assert rows(store, "SELECT * FROM versions") == []
        assert rows(store, "SELECT text, recipe FROM articles") == [("Satu.", "r2")]
    finally:
        store.close()


def test_a_replayed_capture_is_rewritten_in_place(store: Store) -> None:
    store.put(article())
    store.put(article(hours=1, text="Satu tiga."))
    before = rows(store, "SELECT * FROM attempts")
    first = store.replay(article(recipe="r2", text="SATU DUA."))
    last = store.replay(article(hours=1, recipe="r2", text="SATU TIGA.", section="Baru"))
    assert (first.changed, last.changed, last.new) == (False, True, False)
    assert rows(store, "SELECT version, seen_at, text, text_hash FROM versions ORDER BY version") == [
        (1, "2026-06-20T05:00:00Z", "SATU DUA.", fingerprint("SATU DUA.")),
        (2, "2026-06-20T06:00:00Z", "SATU TIGA.", fingerprint("SATU TIGA.")),
    ]
    assert rows(store, "SELECT text, section, recipe, first_seen_at, fetched_at FROM articles") == [
        ("SATU TIGA.", "Baru", "r2", "2026-06-20T05:00:00Z", "2026-06-20T06:00:00Z")
    ]
    assert rows(store, "SELECT outcome, recipe, tries FROM fetches") == [("stored", "r2", 2)]
    assert rows(store, "SELECT * FROM attempts") == before


def test_replay_adds_an_article_that_was_refused_before(store: Store) -> None:
    store.put(refusal("too_short"))
    ended = store.replay(article(recipe="r2"))
    assert (ended.outcome, ended.new) == ("stored", True)
    assert rows(store, "SELECT outcome, detail, recipe, article_id FROM fetches") == [("stored", None, "r2", 1)]
    assert attempts(store) == ["too_short"]


def test_replay_never_takes_a_stored_article_away(store: Store) -> None:
    store.put(article())
    store.put(article("a", asked="m-a"))
    for name in ("a", "m-a"):
        again = Refusal(fetch=fetched(name), outlet="contoh", outcome="too_short", recipe="r2")
        assert store.replay(again).outcome == "too_short"
    assert rows(store, "SELECT text FROM articles") == ["Satu dua."]
    assert rows(store, "SELECT outcome, article_id, recipe FROM fetches ORDER BY url") == [
        ("stored", 1, "r2"), ("same_article", 1, "r2"),
    ]  # fmt: skip


def test_replay_into_another_address_renames_the_article(store: Store) -> None:
    store.put(article("a?halaman=satu", asked="a"))
    store.replay(article("a", recipe="r2"))
    assert rows(store, "SELECT id, url FROM articles") == [(1, "https://contoh.example/berita/a")]
    assert rows(store, "SELECT outcome, article_id FROM fetches") == [("stored", 1)]


def test_a_page_that_a_killed_run_kept_and_never_told_is_told_by_replay(store: Store) -> None:
    store.db.execute(
        "INSERT INTO fetches (url, outlet, via, listed_at) VALUES (?, 'contoh', 'u', 'z')",
        ["https://contoh.example/berita/a"],
    )
    store.db.conn.commit()
    store.replay(article())
    assert rows(store, "SELECT outcome, fetched_at, status, article_id FROM fetches") == [
        ("stored", "2026-06-20T05:00:00Z", 200, 1)
    ]


def test_white_space_makes_no_difference_to_a_fingerprint_and_letters_do() -> None:
    assert fingerprint(" Satu\n\n dua ") == fingerprint("Satu dua")
    assert len({fingerprint(text) for text in ("Satu dua", "satu dua", "Satu dua.", "Satudua", "")}) == 5
