"""Results stored many at a time: all of a batch or nothing, and one that cannot be stored costs no other."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pipelines import batches as module
from pipelines.batches import Gathering, batches
from pipelines.db import DatabaseFileError
from pipelines.items import Article, Ended
from pipelines.store import Store
from tests.results import article, refusal, rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "news.db")
    yield opened
    opened.close()


def on_disk(store: Store, query: str = "SELECT url FROM articles") -> list[str]:
    """What somebody else who opens the file sees."""
    path = store.db.execute("PRAGMA database_list").fetchone()[2]
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute(query)]


def break_off(store: Store, *results: Article) -> None:
    """A batch that ends in a fault."""
    with suppress(ZeroDivisionError), store.together():
        for result in results:
            store.put(result)
        raise ZeroDivisionError


def test_values_come_by_count_and_by_age() -> None:
    at = [0.0]

    def coming() -> Iterator[float]:
        for at[0] in (0.0, 0.2, 0.4, 1.5, 2.0, 2.6, 9.0):
            yield at[0]

    made = list(batches(coming(), count=3, age=1.0, clock=lambda: at[0]))
    assert made == [[0.0, 0.2, 0.4], [1.5, 2.0, 2.6], [9.0]]
    made = list(batches(coming(), count=9, age=1.0, clock=lambda: at[0]))
    assert made == [[0.0, 0.2, 0.4, 1.5], [2.0, 2.6, 9.0]]
    assert list(batches(range(7), count=3, age=100.0)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches(range(3), count=100, age=0.0)) == [[0], [1], [2]]
    assert list(batches([], count=3)) == []


def test_a_batch_is_one_transaction(store: Store) -> None:
    with store.together():
        store.put(article("a"))
        store.put(refusal("too_short", "b"))
        assert on_disk(store) == on_disk(store, "SELECT url FROM fetches") == []
    assert [len(on_disk(store)), len(on_disk(store, "SELECT url FROM fetches"))] == [1, 2]
    break_off(store, article("c"))
    assert [len(on_disk(store)), len(on_disk(store, "SELECT url FROM fetches"))] == [1, 2]
    store.put(article("d"))  # by itself again
    assert len(on_disk(store)) == 2


def test_full_text_is_in_step_after_a_batch_that_failed(store: Store) -> None:
    store.put(article("a", text="lontar"))
    break_off(store, article("b", text="rawa"))
    with store.together():
        store.put(article("c", text="rawa lontar"))
        store.put(article("a", 1, text="rawa"))
    found = (
        "SELECT url FROM articles JOIN articles_fts ON articles_fts.rowid = id WHERE articles_fts MATCH ? ORDER BY url"
    )
    match = {word: [row[0][-1] for row in store.db.execute(found, [word])] for word in ("lontar", "rawa")}
    assert match == {"lontar": ["c"], "rawa": ["a", "c"]}
    store.db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_crawls_results_are_told_when_they_are_in_the_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNT", 3)
    told: list[tuple[str, int]] = []

    async def put(gathering: Gathering, name: str) -> None:
        ended = await gathering.put(article(name))
        told.append((ended.url[-1], len(on_disk(store))))

    async def crawl() -> None:
        gathering = Gathering(store)
        monkeypatch.setattr(module, "CRAWL_AGE", 600.0)
        await asyncio.gather(*(put(gathering, name) for name in "abc"))  # by count
        assert sorted(told) == [("a", 3), ("b", 3), ("c", 3)]
        monkeypatch.setattr(module, "CRAWL_AGE", 0.0)
        await asyncio.gather(*(put(gathering, name) for name in "de"))  # by age
        assert sorted(told[3:]) == [("d", 5), ("e", 5)]
        monkeypatch.setattr(module, "CRAWL_AGE", 600.0)
        last = asyncio.ensure_future(put(gathering, "f"))
        await asyncio.sleep(0)
        gathering.flush()  # at the end
        gathering.flush()
        await last

    asyncio.run(crawl())
    assert told[5:] == [("f", 6)]


def refuse_titles(store: Store, said: str) -> None:
    """From now on the file takes no article of this title."""
    store.db.execute(
        "CREATE TRIGGER fault BEFORE INSERT ON articles WHEN new.title = 'rusak'"
        f" BEGIN SELECT raise(ABORT, '{said}'); END"
    )


async def gather(store: Store, *results: Article) -> list[Ended | BaseException]:
    gathering = Gathering(store)
    return await asyncio.gather(*(gathering.put(one) for one in results), return_exceptions=True)


def test_one_that_cannot_be_stored_costs_no_other_and_has_an_outcome(store: Store) -> None:
    refuse_titles(store, "rusak")
    first, second, third = asyncio.run(gather(store, article("a"), article("b", title="rusak"), article("c")))
    assert [one.outcome for one in (first, second, third) if isinstance(one, Ended)] == [
        "stored",
        "parse_error",
        "stored",
    ]
    ledger = "SELECT substr(url, 31), outcome, detail, recipe IS NULL FROM fetches ORDER BY url"
    assert rows(store, ledger) == [
        ("a", "stored", None, 0),
        ("b", "parse_error", "could not be stored: IntegrityError: rusak", 1),
        ("c", "stored", None, 0),
    ]
    (alone,) = asyncio.run(gather(store, article("d", title="rusak")))
    assert isinstance(alone, Ended)
    assert alone.outcome == "parse_error"
    assert len(on_disk(store)) == 2


def test_a_file_that_cannot_be_written_is_no_pages_fault(store: Store) -> None:
    refuse_titles(store, "database or disk is full")
    both = asyncio.run(gather(store, article("a"), article("b", title="rusak")))
    assert [type(one) for one in both] == [DatabaseFileError, DatabaseFileError]
    assert on_disk(store) == on_disk(store, "SELECT url FROM fetches") == []


def test_the_log_is_cut_back(store: Store) -> None:
    assert rows(store, "PRAGMA journal_size_limit") == [32_000_000]
    assert rows(store, "PRAGMA wal_autocheckpoint") == [2000]
