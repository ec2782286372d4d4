"""The pace: how often a listing is asked, when its server's word is believed, when a stale sitemap is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.listings.reading import Found, Further
from crawler.outlet import Listing, Outlet
from crawler.pace import (
    LEAST,
    MOST,
    START,
    Brought,
    after_failure,
    after_reading,
    conditions,
    declared,
    digest_of,
    due,
    unread,
)  # fmt: skip
from pipelines.items import ListingState

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
FEED = Listing(kind="feed", url="https://contoh.example/feed")
MAP = Listing(kind="sitemap", url="https://contoh.example/sitemap.xml")
INDEX = Listing(kind="index", url="https://contoh.example/indeks?d={date:%Y-%m-%d}&p={page}")
OUTLET = Outlet(name="contoh", title="C", domain="contoh.example", listings=(FEED, MAP, INDEX), article="/berita/")


def read(
    state: ListingState, listing: Listing = FEED, *, wait: timedelta | None = None, **values: object
) -> ListingState:
    """The state after another reading, by default of 30 links when it was due."""
    at = state.due_at if wait is None else (state.read_at or NOON) + wait
    brought = Brought(**({"links": 30, "digest": "a"} | values))  # type: ignore[arg-type]
    return after_reading(state, listing, brought, at)


def begun(listing: Listing = FEED, **values: object) -> ListingState:
    """The state after a first reading."""
    return read(unread(OUTLET, listing, listing.url, NOON), listing, wait=timedelta(), new=30, **values)


def test_a_listing_never_read_is_due_and_then_not_for_a_while() -> None:
    state = unread(OUTLET, FEED, FEED.url, NOON)
    assert due(state, NOON - timedelta(days=9))
    state = begun()
    assert (state.interval, state.due_at, state.quiet) == (START, NOON + START, 0)
    assert [due(state, NOON + timedelta(minutes=m)) for m in (1, 12, 13, 15)] == [False, False, True, True]


def test_the_interval_grows_while_nothing_is_new_and_no_further_than_six_hours() -> None:
    state, waits = begun(), []
    for _ in range(12):
        state = read(state)
        waits.append(state.interval)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1], state.quiet) == (START * 3 / 2, MOST, 12)


@pytest.mark.parametrize(
    ("new", "links", "wait"),
    [
        (2, 30, timedelta(hours=1, minutes=15)),
        (4, 30, timedelta(hours=1)),
        (10, 200, timedelta(minutes=30)),
        (3, 9, timedelta(minutes=30)),
        (30, 30, LEAST),
    ],
)
def test_the_interval_follows_what_a_reading_brings(new: int, links: int, wait: timedelta) -> None:
    state = replace(begun(MAP), interval=timedelta(hours=1))
    assert read(state, MAP, links=links, new=new, digest="b").interval == wait


def test_a_feed_is_asked_twice_while_it_turns_over_at_its_busiest_until_that_is_long_ago() -> None:
    busy = read(begun(), wait=timedelta(minutes=30), new=5, digest="b")  # 30 links turn over in three hours
    assert busy.depth == timedelta(hours=3)
    state = busy
    for _ in range(8):
        state = read(state)
    assert timedelta(hours=1.5) <= state.interval <= timedelta(hours=2.5)
    for _ in range(60):
        state = read(state)
    assert state.interval == MOST


def test_a_day_index_is_asked_each_hour_however_little_it_brings() -> None:
    state = begun(INDEX)
    for _ in range(9):
        state = read(state, INDEX)
    assert state.interval == timedelta(hours=1)


def test_a_failing_listing_is_tried_soon_and_then_ever_later_and_forgets_nothing() -> None:
    state, waits = begun(etag='"e"'), []
    for _ in range(8):
        at = state.due_at
        state = after_failure(state, at)
        waits.append(state.due_at - at)
    assert waits[:3] == [LEAST, LEAST * 2, LEAST * 4]
    assert (waits[-1], state.failures, state.etag, state.digest) == (MOST, 8, '"e"', "a")
    assert read(state, new=30, digest="b").failures == 0


def test_an_etag_is_believed_once_it_changed_with_the_links_and_for_a_day() -> None:
    state = read(begun(etag='"1"', last_modified="kemarin"), etag='"1"')
    assert conditions(state, FEED, state.due_at) == {}
    state = read(state, etag='"2"', digest="b", new=1)
    assert conditions(state, FEED, state.due_at) == {"If-None-Match": '"2"'}
    unchanged = after_reading(state, FEED, Brought(links=30), state.due_at)
    assert (unchanged.digest, unchanged.etag, unchanged.listed, unchanged.trusted) == ("b", '"2"', 30, True)
    assert unchanged.read_at == state.due_at
    assert conditions(unchanged, FEED, NOON + timedelta(days=3)) == {}


def test_without_an_etag_the_date_is_sent() -> None:
    state = read(begun(last_modified="kemarin"), last_modified="hari ini", digest="b")
    assert conditions(state, FEED, state.due_at) == {"If-Modified-Since": "hari ini"}


def test_an_etag_that_stays_while_the_links_change_is_never_sent_again() -> None:
    state = read(begun(etag='"tetap"'), etag='"tetap"', digest="b", new=1)
    state = read(state, etag='"lain"', digest="c", new=1)
    assert state.trusted is False
    assert conditions(state, FEED, state.due_at) == {}


def test_a_plain_sitemap_forgets_nothing_so_that_its_word_counts_until_it_is_broken() -> None:
    state = begun(MAP, etag='"1"')
    assert conditions(state, MAP, state.due_at) == {"If-None-Match": '"1"'}
    assert conditions(read(state, MAP, etag='"1"', digest="b"), MAP, state.due_at) == {}


def test_a_stale_sitemap_retires_with_a_reason_is_tried_each_month_and_may_return() -> None:
    state = begun(MAP, newest_on=date(2025, 3, 1))
    while state.retired_at is None:
        assert state.due_at < NOON + timedelta(days=31)
        state = read(state, MAP, newest_on=date(2025, 3, 1))
    assert NOON + timedelta(days=30) <= state.retired_at < NOON + timedelta(days=31)
    assert state.due_at == state.retired_at + timedelta(days=30)
    assert str(state.reason).endswith("readings since 2026-06-20; newest entry 2025-03-01")
    later = read(state, MAP, newest_on=date(2025, 3, 1))
    assert (later.retired_at, later.due_at) == (state.retired_at, state.due_at + timedelta(days=30))
    assert after_failure(later, later.due_at).due_at == later.due_at + timedelta(days=30)
    back = read(later, MAP, new=1, digest="b", newest_on=later.due_at.date())
    assert (back.retired_at, back.reason) == (None, None)
    assert back.due_at < later.due_at + MOST + timedelta(seconds=1)


@pytest.mark.parametrize("kept", ["feed", "recent", "changing"])
def test_what_is_no_sitemap_or_lists_something_recent_or_changes_never_retires(kept: str) -> None:
    listing = FEED if kept == "feed" else MAP
    state = begun(listing)
    for number in range(400):
        newest = state.due_at.date() if kept == "recent" else None
        state = read(state, listing, newest_on=newest, digest=str(number) if kept == "changing" else "a")
    assert state.due_at > NOON + timedelta(days=60)
    assert state.retired_at is None


def test_the_digest_is_of_the_links_in_any_order() -> None:
    one, two = Found(url="https://contoh.example/berita/1"), Found(url="https://contoh.example/berita/2", title="Dua")
    assert digest_of([one, two], []) == digest_of([replace(two, title="Lain"), one], []) != digest_of([one], [])
    child = Further(url="https://contoh.example/a.xml", kind="sitemap", modified=NOON)
    assert digest_of([], [child]) != digest_of([], [replace(child, modified=NOON + timedelta(hours=1))])


def test_a_corrected_declaration_is_another() -> None:
    assert declared(OUTLET, FEED) == declared(replace(OUTLET, title="Lain"), FEED)
    assert len({declared(one, FEED) for one in (OUTLET, replace(OUTLET, article="/read/"))}) == 2
    assert declared(OUTLET, FEED) != declared(OUTLET, MAP)
