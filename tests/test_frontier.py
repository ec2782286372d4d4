"""The frontier: what the ledger says of a link decides whether it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier import Frontier, Known
from crawler.listings.reading import Found
from crawler.outlet import Listing, Outlet
from pipelines.db import DatabaseFileError, open_database, writing
from pipelines.items import Lead
from pipelines.schema import news

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
OUTLET = Outlet(name="contoh", title="C", domain="contoh.example", next_page=r"\?page=\d+$")


def row(name: str, **values: Any) -> dict[str, Any]:
    url = f"https://contoh.example/{name}"
    return {"url": url, "outlet": "contoh", "via": "umpan", "listed_at": "2026-06-20T00:00:00Z"} | values


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "news.db"
    with open_database(made, news) as db, writing(db):
        for one in (
            row("menunggu", asked="http://contoh.example/menunggu?x"),
            row("menunggu-lama", listed_on="2026-06-18"),
            row("menunggu-baru", listed_on="2026-06-20"),
            row("tersimpan", outcome="stored", due_at="2026-06-20T06:00:00Z", etag='"e"', last_modified="kemarin"),
            row("tua", outcome="stored"),
            row("gagal", outcome="timeout", due_at="2026-06-20T04:00:00Z"),
            row("menyerah", outcome="timeout"),
            row("kembar", outcome="same_article"),
            row("pendek", outcome="too_short"),
            row("lain", outlet="lain"),
            row("lain-jatuh-tempo", outlet="lain", outcome="stored", due_at="2026-06-20T04:00:00Z"),
        ):
            db.table("fetches").insert(one)
    return made


@pytest.fixture
def frontier(path: Path) -> Iterator[Frontier]:
    opened = Frontier(path, OUTLET)
    yield opened
    opened.close()


def names(known: Iterator[Known]) -> list[str]:
    return [one.url.removeprefix("https://contoh.example/") for one in known]


def test_a_link_that_the_ledger_has_not_seen_is_new(frontier: Frontier) -> None:
    asked = "http://www.contoh.example/baru?utm_source=x&page=2"
    found = [
        Found(url=asked, listed_on=date(2026, 6, 20)),
        Found(url="https://contoh.example/menunggu"),
        Found(url="https://contoh.example/menyerah/"),
        Found(url="https://contoh.example/lain"),
    ]
    assert frontier.leads(found) == [
        (Lead(url="https://www.contoh.example/baru", asked=asked, listed_on=date(2026, 6, 20)), True),
        (Lead(url="https://contoh.example/menunggu", asked="https://contoh.example/menunggu"), False),
        (Lead(url="https://contoh.example/menyerah", asked="https://contoh.example/menyerah/"), False),
        (Lead(url="https://contoh.example/lain", asked="https://contoh.example/lain"), False),
    ]


def test_a_link_is_taken_once(frontier: Frontier) -> None:
    url = "https://contoh.example/baru"
    assert (frontier.take(url), frontier.take(url)) == (True, False)


def test_a_link_that_another_listing_of_this_crawl_gave_is_still_new(path: Path, frontier: Frontier) -> None:
    url = "https://contoh.example/baru"
    assert [new for _, new in frontier.leads([Found(url=url)])] == [True]
    with open_database(path, news) as db, writing(db):
        db.execute("INSERT INTO fetches (url, outlet, via, listed_at) VALUES (?, 'contoh', 'umpan', '')", [url])
    assert [new for _, new in frontier.leads([Found(url=url)])] == [True]
    with closing(Frontier(path, OUTLET)) as later:
        assert [new for _, new in later.leads([Found(url=url)])] == [False]


def test_links_that_wait_come_newest_first(frontier: Frontier) -> None:
    waiting = list(frontier.waiting())
    assert names(iter(waiting)) == ["menunggu-baru", "menunggu-lama", "menunggu"]
    assert waiting[2] == Known(
        url="https://contoh.example/menunggu", asked="http://contoh.example/menunggu?x", via="umpan"
    )


def test_links_that_are_due_come_with_what_the_server_said(frontier: Frontier) -> None:
    assert names(frontier.due(NOON)) == ["gagal"]
    assert names(frontier.due(NOON + timedelta(hours=1))) == ["gagal", "tersimpan"]
    (_, stored) = frontier.due(NOON + timedelta(hours=1))
    url = "https://contoh.example/tersimpan"
    assert stored == Known(url=url, asked=url, via="umpan", etag='"e"', last_modified="kemarin", again=True)


def test_every_stored_link_can_be_asked_again_and_nothing_else(frontier: Frontier) -> None:
    assert sorted(names(frontier.due(NOON - timedelta(days=1), every=True))) == ["tersimpan", "tua"]


def test_without_a_file_everything_is_new_and_nothing_waits(tmp_path: Path) -> None:
    frontier = Frontier(tmp_path / "news.db", OUTLET)
    url = "https://contoh.example/baru"
    assert [new for _, new in frontier.leads([Found(url=url)])] == [True]
    assert (list(frontier.waiting()), list(frontier.due(NOON, every=True))) == ([], [])
    frontier.close()
    assert list(tmp_path.iterdir()) == []


def test_the_frontier_writes_nothing(path: Path, frontier: Frontier) -> None:
    before = path.read_bytes()
    frontier.leads([Found(url="https://contoh.example/baru")])
    list(frontier.waiting())
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_text("bukan basis data " * 100)
    with pytest.raises(DatabaseFileError, match="not an SQLite database"):
        Frontier(tmp_path / "news.db", OUTLET)


def test_a_day_is_closed_when_it_was_read_whole_after_it_was_over(path: Path, frontier: Frontier) -> None:
    """The day ends at midnight in the outlet's own zone: 17:00 UTC in Jakarta."""
    listing = Listing(kind="index", url="https://contoh.example/indeks?d={date:%Y-%m-%d}")
    with open_database(path, news) as db, writing(db):
        for day, read_at, complete in (
            ("2026-06-18", "2026-06-18T17:00:00Z", 1),
            ("2026-06-19", "2026-06-19T16:59:59Z", 1),
            ("2026-06-20", "2026-06-21T00:00:00Z", 0),
        ):
            values = [listing.url, day, read_at, complete]
            db.execute(
                "INSERT INTO listings (outlet, source, url, day, read_at, listed, new, complete)"
                " VALUES ('contoh', ?1, 'u', ?2, ?3, 1, 1, ?4)",
                values,
            )
    at = datetime(2026, 6, 21, 12, tzinfo=UTC)
    closed = [frontier.closed(listing, date(2026, 6, day), at) for day in (17, 18, 19, 20)]
    assert closed == [False, True, False, False]
