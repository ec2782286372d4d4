"""What a link comes to, and the rows that say so: new, unchanged, edited, refused, gone, back, a twin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.columns import fingerprint
from pipelines.items import Ended, Link, Person, When
from pipelines.store import Store
from tests.results import article, attempts, links_end, refusal, rows

WITA = "2026-06-20T00:30:00+08:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "news.db")
    yield opened
    opened.close()


def test_a_new_article_becomes_a_row_with_every_column(store: Store) -> None:
    full = article(
        title="Warga membangun jembatan",
        text="Satu  dua tiga.\n\nEmpat lima.",
        description="Ringkas",
        published=When(at=datetime.fromisoformat(WITA)),
        modified=When(at=datetime.fromisoformat("2026-06-20T09:00:00+07:00")),
        section="Daerah", kind="opinion", dateline="Tirtasari", initials="rw/sn", credit="Antarpulau", claim="Benar",
        image="https://contoh.example/a.jpg", image_caption="Jembatan", paywalled=True, title_from="h1",
        date_from="meta", byline_from="text", flags=("short", "odd"), parts=2, parts_expected=3,
        people=(Person(name="Rangga", role="author"), Person(name="Sinta", role="editor"),
                Person(name="Rangga", role="author"), Person(name="Rangga", role="photographer")),
        tags=("jembatan", "desa", "jembatan"),
        links=(Link(url="https://contoh.example/berita/b", text="Baca", kind="baca_juga"),
               Link(url="", text="Tanpa alamat", kind="baca_juga")),
    )  # fmt: skip
    assert store.put(full) == Ended(
        url=full.fetch.url, outlet="contoh", outcome="stored", new=True, title="Warga membangun jembatan"
    )
    (row,) = store.db.query("SELECT * FROM articles")
    assert row == {
        "id": 1, "url": "https://contoh.example/berita/a", "outlet": "contoh", "title": "Warga membangun jembatan",
        "description": "Ringkas", "text": "Satu  dua tiga.\n\nEmpat lima.", "published_at": "2026-06-19T16:30:00Z",
        "published_on": "2026-06-20", "published_offset": "+08:00", "published_precision": "minute",
        "modified_at": "2026-06-20T02:00:00Z", "section": "Daerah", "kind": "opinion", "dateline": "Tirtasari",
        "initials": "rw/sn", "credit": "Antarpulau", "claim": "Benar", "image": "https://contoh.example/a.jpg",
        "image_caption": "Jembatan", "paywalled": 1, "words": 5, "text_hash": fingerprint("Satu dua tiga. Empat lima."),
        "title_hash": fingerprint("Warga membangun jembatan"), "title_from": "h1", "date_from": "meta",
        "byline_from": "text", "flags": "short odd", "first_seen_at": "2026-06-20T05:00:00Z",
        "fetched_at": "2026-06-20T05:00:00Z", "gone_at": None, "recipe": "r1", "parts": 2, "parts_expected": 3,
    }  # fmt: skip
    people = "SELECT name, role, position FROM article_people JOIN people ON people.id = person_id ORDER BY position"
    assert rows(store, people) == [("Rangga", "author", 1), ("Sinta", "editor", 2), ("Rangga", "photographer", 4)]
    tags = "SELECT name, position FROM article_tags JOIN tags ON tags.id = tag_id ORDER BY position"
    assert rows(store, tags) == [("jembatan", 1), ("desa", 2)]
    assert rows(store, "SELECT * FROM links") == [
        (1, 1, "https://contoh.example/berita/b", "Baca", "baca_juga", None),
        (1, 2, "", "Tanpa alamat", "baca_juga", None),
    ]
    assert rows(store, "SELECT * FROM versions") == []
    assert links_end(store) == [("a", "stored", 1, "2026-06-20T06:00:00Z")]
    assert rows(store, "SELECT etag, status, tries, recipe FROM fetches") == [('"e"', 200, 1, "r1")]


def test_what_is_not_known_is_null_and_a_day_is_never_a_midnight(store: Store) -> None:
    day = When(at=datetime.fromisoformat("2026-06-20T00:00:00+09:00"), precision="day")
    store.put(article(published=day, modified=day))
    assert rows(
        store, "SELECT published_at, published_on, published_offset, published_precision, modified_at FROM articles"
    ) == [(None, "2026-06-20", "+09:00", "day", None)]
    store.put(article("b"))
    (row,) = store.db.query("SELECT * FROM articles WHERE id = 2")
    assert {name for name, value in row.items() if value is None} == {
        "description", "published_at", "published_on", "published_offset", "published_precision", "modified_at",
        "section", "dateline", "initials", "credit", "claim", "image", "image_caption", "title_from", "date_from",
        "byline_from", "flags", "gone_at",
    }  # fmt: skip


def test_the_same_words_again_are_unchanged_and_no_version(store: Store) -> None:
    store.put(article())
    ended = store.put(article(hours=1, text="Satu\n\ndua."))
    assert (ended.outcome, ended.new, ended.changed) == ("unchanged", False, False)
    assert rows(store, "SELECT first_seen_at, fetched_at FROM articles") == [
        ("2026-06-20T05:00:00Z", "2026-06-20T06:00:00Z")
    ]
    assert rows(store, "SELECT * FROM versions") == []
    assert links_end(store) == [("a", "stored", 1, "2026-06-20T11:00:00Z")]
    assert attempts(store) == ["stored", "unchanged"]


def test_each_edit_is_a_version_and_the_first_capture_is_version_one(store: Store) -> None:
    store.put(article())
    ended = store.put(article(hours=1, text="Satu tiga."))
    assert (ended.outcome, ended.changed, ended.new) == ("stored", True, False)
    store.put(article(hours=2, text="Satu tiga."))
    store.put(article(hours=7, title="Judul lain", text="Satu tiga."))
    assert rows(store, "SELECT version, seen_at, title, text FROM versions ORDER BY version") == [
        (1, "2026-06-20T05:00:00Z", "Judul", "Satu dua."),
        (2, "2026-06-20T06:00:00Z", "Judul", "Satu tiga."),
        (3, "2026-06-20T12:00:00Z", "Judul lain", "Satu tiga."),
    ]
    assert rows(store, "SELECT title, text FROM articles") == [("Judul lain", "Satu tiga.")]
    assert attempts(store) == ["stored", "stored", "unchanged", "stored"]
    store.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_people_tags_and_links_are_those_of_the_last_capture(store: Store) -> None:
    first = Link(url="https://contoh.example/berita/x", text="X", kind="baca_juga")
    store.put(article(people=(Person(name="Rangga", role="author"),), tags=("lama", "tetap"), links=(first, first)))
    store.put(article(hours=1, people=(Person(name="Sinta", role="author"),), tags=("tetap", "baru")))
    assert rows(store, "SELECT name FROM article_people JOIN people ON people.id = person_id") == ["Sinta"]
    assert rows(store, "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id ORDER BY position") == [
        "tetap", "baru",
    ]  # fmt: skip
    assert rows(store, "SELECT * FROM links") == []


def test_a_refused_link_has_its_outcome_and_its_detail(store: Store) -> None:
    assert store.put(refusal("too_short")).outcome == "too_short"
    assert rows(store, "SELECT outcome, detail, due_at, article_id FROM fetches") == [
        ("too_short", "sebab", None, None)
    ]
    assert attempts(store) == ["too_short"]


def test_a_link_that_failed_and_then_answers_is_stored(store: Store) -> None:
    store.put(refusal("timeout", status=None))
    assert links_end(store) == [("a", "timeout", None, "2026-06-20T06:00:00Z")]
    assert store.put(article(hours=1)).new
    assert rows(store, "SELECT outcome, detail, tries, article_id FROM fetches") == [("stored", None, 2, 1)]
    assert attempts(store) == ["timeout", "stored"]


@pytest.mark.parametrize("outcome", ["timeout", "http_403", "http_error", "login", "too_short", "unchanged"])
def test_a_stored_link_that_gives_nothing_later_stays_stored(store: Store, outcome: str) -> None:
    store.put(article())
    assert store.put(refusal(outcome, hours=1)).outcome == outcome
    assert rows(store, "SELECT outcome, article_id, due_at, etag, tries FROM fetches") == [
        ("stored", 1, "2026-06-20T11:00:00Z", '"e"', 2)
    ]
    assert rows(store, "SELECT gone_at, text FROM articles") == [(None, "Satu dua.")]
    assert attempts(store) == ["stored", outcome]


@pytest.mark.parametrize("outcome", ["http_404", "gone"])
@pytest.mark.parametrize("back", ["the page", "unchanged"])
def test_gone_is_noted_once_and_taken_back_when_the_page_is_back(store: Store, outcome: str, back: str) -> None:
    store.put(article())
    store.put(refusal(outcome, hours=1, status=404))
    store.put(refusal(outcome, hours=6, status=404))
    assert rows(store, "SELECT gone_at, text FROM articles") == [("2026-06-20T06:00:00Z", "Satu dua.")]
    assert links_end(store) == [("a", "stored", 1, "2026-06-21T05:00:00Z")]
    store.put(article(hours=24) if back == "the page" else refusal("unchanged", hours=24, status=304))
    assert rows(store, "SELECT gone_at FROM articles") == [None]
    assert attempts(store) == ["stored", outcome, outcome, "unchanged"]


def test_two_addresses_of_one_article_are_one_article(store: Store) -> None:
    store.put(article("a", asked="a"))
    twin = store.put(article("a", asked="m-a", hours=1, text="Versi gawai."))
    assert (twin.outcome, twin.new, twin.changed) == ("same_article", False, False)
    assert links_end(store) == [("a", "stored", 1, "2026-06-20T06:00:00Z"), ("m-a", "same_article", 1, None)]
    assert rows(store, "SELECT text, fetched_at FROM articles") == [("Satu dua.", "2026-06-20T05:00:00Z")]
    assert rows(store, "SELECT * FROM versions") == []


def test_a_twin_that_came_first_gives_way_to_the_article_s_own_address(store: Store) -> None:
    store.put(article("a", asked="m-a", text="Versi gawai."))
    own = store.put(article("a", asked="a", hours=1))
    assert (own.outcome, own.new, own.changed) == ("stored", False, False)
    assert store.put(article("a", asked="m-a", hours=2, text="Disunting.")).outcome == "same_article"
    assert [(url, outcome) for url, outcome, *_ in links_end(store)] == [("a", "stored"), ("m-a", "same_article")]
    assert rows(store, "SELECT text, fetched_at FROM articles") == [("Satu dua.", "2026-06-20T06:00:00Z")]
    assert rows(store, "SELECT * FROM versions") == []


def test_of_two_twins_the_first_owns_the_article(store: Store) -> None:
    store.put(article("a", asked="m-a"))
    assert store.put(article("a", asked="amp-a", hours=1)).outcome == "same_article"
    assert store.put(article("a", asked="m-a", hours=2, text="Disunting.")).changed


@pytest.mark.parametrize("order", [("target", "from"), ("from", "target")])
@pytest.mark.parametrize("through", ["a", "m-a"])
def test_links_find_their_article_whichever_comes_first(store: Store, order: tuple[str, ...], through: str) -> None:
    link = Link(url=f"https://contoh.example/berita/{through}", text="Baca", kind="baca_juga")
    made = {
        "target": [article("a"), article("a", asked="m-a")],
        "from": [article("b", links=(link,))],
    }
    for name in order:
        for one in made[name]:
            store.put(one)
    assert rows(store, "SELECT a.url FROM links JOIN articles AS a ON a.id = target_article_id") == [
        "https://contoh.example/berita/a"
    ]


def test_a_fault_in_the_middle_leaves_no_half_of_an_article(store: Store) -> None:
    bad = article(links=(Link(url="", text="x", kind="advert"),))  # type: ignore[arg-type]  # that is the point
    with pytest.raises(Exception, match="CHECK constraint failed"):
        store.put(bad)
    for table in ("articles", "links", "fetches", "attempts"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [0]
    assert store.put(article()).new
