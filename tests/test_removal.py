"""Taking out: nothing of an article is left in any file, and it comes back by no way in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.schema import findings
from pipelines.db import open_database, writing
from pipelines.items import Lead, Link, Listed, Person
from pipelines.removal import find, tombstone
from pipelines.store import Store
from tests.results import article, refusal, rows

LATER = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
#: A name that stands in one article alone.
NAME = "Gumarangpati"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "news.db")
    yield opened
    opened.close()


def remove(store: Store, name: str, reason: str = "perintah pengadilan") -> None:
    target = find(store.db, f"https://contoh.example/berita/{name}")
    assert target is not None
    store.remove([target], reason, LATER)


def counts(store: Store) -> dict[str, int]:
    tables = ("articles", "people", "tags", "article_people", "article_tags", "links", "versions")
    return {table: rows(store, f"SELECT count(*) FROM {table}")[0] for table in tables}


# --- rows ---


def test_all_that_hangs_on_an_article_goes_and_what_others_share_stays(store: Store) -> None:
    both, one = Person(name="Rangga", role="author"), Person(name=NAME, role="editor")
    store.put(article("a", text=f"{NAME} satu.", people=(both, one), tags=("desa", NAME)))
    store.put(article("a", 1, text=f"{NAME} dua.", people=(both, one), tags=("desa", NAME)))
    to_a = Link(url="https://contoh.example/berita/a", text=NAME, kind="baca_juga")
    to_c = Link(url="https://contoh.example/berita/c", text="Lain", kind="baca_juga")
    store.put(article("b", people=(both,), tags=("desa",), links=(to_a, to_c)))
    remove(store, "a")
    assert counts(store) == {
        "articles": 1, "people": 1, "tags": 1, "article_people": 1, "article_tags": 1, "links": 1, "versions": 0,
    }  # fmt: skip
    assert rows(store, "SELECT name FROM people UNION SELECT name FROM tags UNION SELECT text FROM links") == [
        "Lain", "Rangga", "desa",
    ]  # fmt: skip
    assert rows(store, f"SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '{NAME}'") == [0]
    tomb = "SELECT outcome, detail, fetched_at, due_at, etag, recipe, article_id FROM fetches WHERE url LIKE '%/a'"
    assert rows(store, tomb) == [("removed", "perintah pengadilan", "2026-07-01T03:00:00Z", None, None, None, None)]


def test_findings_go_with_their_article(store: Store) -> None:
    open_database(Path(store.db.execute("PRAGMA database_list").fetchone()[2]), findings).close()
    store.put(article("a"))
    with writing(store.db) as db:
        db.execute("INSERT INTO analyses VALUES ('languages', '1', 'article', '2026-06-20T05:00:00Z')")
        db.execute("INSERT INTO analysed VALUES ('languages', 1, '1', 'd')")
        db.execute("INSERT INTO languages (article_id, language) VALUES (1, 'id')")
    remove(store, "a")
    assert rows(store, "SELECT count(*) FROM languages UNION ALL SELECT count(*) FROM analysed") == [0, 0]


@pytest.mark.parametrize(
    "given",
    [
        "https://contoh.example/berita/a",
        " http://www.contoh.example/berita/a/?utm_source=wa#atas ",
        "https://m.contoh.example/berita/a",
        "https://amp.contoh.example/berita/a/amp",
        "https://contoh.example/berita/a?page=all",
        "https://contoh.example/kembar/a",
    ],
)
def test_any_form_of_an_address_that_the_ledger_knows_is_found(store: Store, given: str) -> None:
    store.put(article("a"))
    store.put(article("a", fetch=article("a").fetch.__class__(url="https://contoh.example/kembar/a", at=LATER)))
    found = find(store.db, given)
    assert found is not None
    assert found.articles == (1,)
    assert set(found.urls) == {"https://contoh.example/berita/a", "https://contoh.example/kembar/a"}


def test_a_mobile_host_that_claimed_no_address_goes_too_and_copies_are_named(store: Store) -> None:
    store.put(article("a", url="https://m.contoh.example/berita/a", asked="sel"))
    store.put(article("a"))
    store.put(article("salinan"))
    store.put(article("lain", text="Teks lain."))
    found = find(store.db, "https://contoh.example/berita/a")
    assert found is not None
    assert found.articles == (2, 1)
    assert found.copies == ("https://contoh.example/berita/salinan",)


def test_an_address_that_nobody_knows_is_not_found(store: Store) -> None:
    store.put(article("a"))
    for given in (
        "https://contoh.example/berita/ab",
        "https://contoh.example/",
        "berita/a",
        "",
        "%",
        "a" * 5000,
        "http://[",
    ):
        assert find(store.db, given) is None


def test_removing_twice_keeps_the_first_reason(store: Store) -> None:
    store.put(article("a"))
    remove(store, "a", "pertama")
    remove(store, "a", "kedua")
    assert rows(store, "SELECT detail FROM fetches") == ["pertama"]


def test_a_link_that_waits_can_be_taken_out_before_it_is_fetched(store: Store) -> None:
    lead = Lead(url="https://contoh.example/berita/a", asked="https://contoh.example/berita/a")
    store.listed(Listed(outlet="contoh", source="u", url="u", read_at=LATER, leads=(lead,)))
    remove(store, "a")
    assert store.put(article("a")).outcome == "removed"
    assert counts(store)["articles"] == 0


# --- it does not come back ---


@pytest.mark.parametrize("way", ["put", "replay"])
@pytest.mark.parametrize(
    "values",
    [
        {"name": "a"},
        {"name": "a", "asked": "kembar"},
        {"name": "a", "url": "https://amp.contoh.example/berita/a", "asked": "lain"},
        {"name": "a", "url": "https://contoh.example/berita/a?page=2", "asked": "lain"},
    ],
)
def test_no_way_in_brings_it_back(store: Store, way: str, values: dict[str, Any]) -> None:
    store.put(article("a"))
    remove(store, "a")
    ended = getattr(store, way)(article(hours=2, **values))
    assert (ended.outcome, ended.new) == ("removed", False)
    assert counts(store)["articles"] == 0
    assert set(rows(store, "SELECT outcome || due_at IS NULL FROM fetches")) == {1}
    assert set(rows(store, "SELECT outcome FROM fetches")) == {"removed"}


@pytest.mark.parametrize("outcome", ["http_404", "http_error", "unchanged", "too_short"])
def test_no_answer_changes_a_tombstone(store: Store, outcome: str) -> None:
    store.put(article("a"))
    remove(store, "a")
    before = rows(store, "SELECT * FROM fetches")
    for way in (store.put, store.replay):
        assert way(refusal(outcome, "a", 3)).outcome == "removed"
    assert rows(store, "SELECT * FROM fetches") == before


def test_a_listed_twin_is_closed_and_does_not_wait(store: Store) -> None:
    store.put(article("a"))
    remove(store, "a")
    urls = ("https://m.contoh.example/berita/a", "https://contoh.example/berita/b")
    leads = tuple(Lead(url=url, asked=url) for url in urls)
    store.listed(Listed(outlet="contoh", source="u", url="u", read_at=LATER, leads=leads))
    waiting = rows(store, "SELECT url FROM fetches WHERE outcome IS NULL")
    assert waiting == ["https://contoh.example/berita/b"]
    assert tombstone(store.db, [urls[0]]) == "perintah pengadilan"


def test_the_one_that_is_gone_is_found_among_hundreds_of_links(store: Store) -> None:
    store.put(article("a"))
    remove(store, "a")
    names = [*(f"x{number}" for number in range(300)), "a", "", "z"]
    links = [
        Link(url=f"https://m.contoh.example/berita/{name}" if name else "", text="t", kind="topic") for name in names
    ]
    store.put(article("b", links=tuple(links)))
    assert rows(store, "SELECT position FROM links ORDER BY position") == [
        number for number, name in enumerate(names, 1) if name != "a"
    ]


def test_a_story_that_printed_its_headline_does_not_bring_that_back(store: Store) -> None:
    to_a = Link(url="https://contoh.example/berita/a", text=NAME, kind="baca_juga")
    to_c = Link(url="https://contoh.example/berita/c", text="Lain", kind="baca_juga")
    store.put(article("a"))
    remove(store, "a")
    store.put(article("b", links=(to_a, to_c)))
    assert rows(store, "SELECT position, text FROM links") == [(2, "Lain")]
