"""The ledger: a row a link, its one outcome, when it is due again, and a row for each request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.frontier import Frontier
from crawler.outlet import Outlet
from pipelines.clock import PASSING, RECHECKS, moment, now, recheck_after, recheck_stage, retry_after, stamp
from pipelines.db import open_database, writing
from pipelines.items import OUTCOMES, Fetch, Lead, Listed, ListingState
from pipelines.ledger import ENOUGH, SAMPLE, Ledger
from pipelines.runs import Runs
from pipelines.schema import news

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
URL = "https://contoh.example/berita/a"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db", news) as opened:
        yield opened


@pytest.fixture
def ledger(db: Database) -> Ledger:
    with writing(db):
        return Ledger(db, Runs(db).begin("kliping crawl", "1.0", NOON))


def fetch(at: datetime = NOON, status: int | None = 200, **values: Any) -> Fetch:
    return Fetch(url=URL, at=at, via="https://contoh.example/feed", status=status, **values)


def listed(*leads: Lead, at: datetime = NOON, **values: Any) -> Listed:
    url = "https://contoh.example/feed"
    return Listed(outlet="contoh", source=url, url=url, read_at=at, leads=leads, **values)


def rows(db: Database, table: str) -> list[dict[str, Any]]:
    return list(db.query(f"SELECT * FROM {table}"))


def test_a_listed_link_waits(db: Database, ledger: Ledger) -> None:
    with writing(db):
        ledger.list(listed(Lead(url=URL, asked=URL + "?x", listed_on=date(2026, 6, 19)), new=1, complete=True))
    assert rows(db, "fetches") == [
        {
            "url": URL, "asked": URL + "?x", "outlet": "contoh", "via": "https://contoh.example/feed",
            "listed_at": "2026-06-20T05:00:00Z", "listed_on": "2026-06-19", "fetched_at": None, "status": None,
            "outcome": None, "detail": None, "etag": None, "last_modified": None, "due_at": None, "tries": 0,
            "recipe": None, "article_id": None,
        }
    ]  # fmt: skip
    assert rows(db, "listings") == [
        {
            "id": 1, "crawl_id": 1, "outlet": "contoh", "day": None,
            "source": "https://contoh.example/feed", "url": "https://contoh.example/feed",
            "read_at": "2026-06-20T05:00:00Z", "listed": 1, "new": 1, "complete": 1, "error": None,
        }
    ]  # fmt: skip
    assert rows(db, "attempts") == []


def test_listed_again_a_link_keeps_its_row_and_learns_only_its_day(db: Database, ledger: Ledger) -> None:
    later = NOON + timedelta(days=1)
    with writing(db):
        ledger.list(listed(Lead(url=URL, asked=URL)))
        ledger.list(listed(Lead(url=URL, asked=URL + "?lain", listed_on=date(2026, 6, 19)), at=later))
        ledger.list(listed(Lead(url=URL, asked=URL, listed_on=date(2026, 6, 25)), at=later))
    (row,) = rows(db, "fetches")
    assert (row["asked"], row["listed_at"], row["listed_on"]) == (URL, "2026-06-20T05:00:00Z", "2026-06-19")
    assert len(rows(db, "listings")) == 3


def test_an_unread_listing_says_why(db: Database, ledger: Ledger) -> None:
    with writing(db):
        ledger.list(listed(day=date(2026, 6, 20), error="timeout: 30 s"))
    (row,) = rows(db, "listings")
    assert (row["day"], row["listed"], row["complete"], row["error"]) == ("2026-06-20", 0, 0, "timeout: 30 s")


@pytest.mark.parametrize("outcome", [outcome for outcome in OUTCOMES if outcome != "stored"])
def test_a_link_that_ends_has_one_row_and_one_attempt(db: Database, ledger: Ledger, outcome: str) -> None:
    with writing(db):
        ledger.list(listed(Lead(url=URL, asked=URL)))
        ledger.end(fetch(status=None), "contoh", outcome, detail="sebab", recipe="r")
    (row,) = rows(db, "fetches")
    assert (row["outcome"], row["detail"], row["tries"], row["recipe"]) == (outcome, "sebab", 1, "r")
    assert row["due_at"] == ("2026-06-20T06:00:00Z" if outcome in PASSING else None)
    assert rows(db, "attempts") == [
        {
            "id": 1,
            "url": URL,
            "outlet": "contoh",
            "crawl_id": 1,
            "at": "2026-06-20T05:00:00Z",
            "status": None,
            "outcome": outcome,
            "stage": None,
        }
    ]


def test_a_link_that_no_listing_named_gets_its_row(db: Database, ledger: Ledger) -> None:
    with writing(db):
        ledger.end(fetch(), "contoh", "too_short")
    (row,) = rows(db, "fetches")
    assert (row["listed_at"], row["asked"], row["outcome"]) == ("2026-06-20T05:00:00Z", None, "too_short")


def test_a_failing_link_is_tried_three_times_more_and_then_left(db: Database, ledger: Ledger) -> None:
    at, waits = NOON, []
    while at is not None:
        with writing(db):
            ledger.end(fetch(at, status=None), "contoh", "timeout")
        due = rows(db, "fetches")[0]["due_at"]
        if due is None:
            break
        waits.append(moment(due) - at)
        at = moment(due)
    assert waits == [timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)]
    assert [row["at"] for row in rows(db, "attempts")] == [
        "2026-06-20T05:00:00Z", "2026-06-20T06:00:00Z", "2026-06-20T12:00:00Z", "2026-06-21T12:00:00Z",
    ]  # fmt: skip
    assert rows(db, "fetches")[0]["tries"] == 4


def test_rereading_adds_no_request_and_no_date_but_fills_what_a_killed_run_left_open(
    db: Database, ledger: Ledger
) -> None:
    with writing(db):
        ledger.list(listed(Lead(url=URL, asked=URL)))
        ledger.reread(fetch(), "contoh", "too_short", "baru", None, "3 words")
        ledger.reread(fetch(NOON + timedelta(hours=2), status=404), "contoh", "login", "lagi", None)
    (row,) = rows(db, "fetches")
    assert (row["fetched_at"], row["status"], row["tries"]) == ("2026-06-20T05:00:00Z", 200, 0)
    assert (row["outcome"], row["detail"], row["recipe"]) == ("login", None, "lagi")
    assert rows(db, "attempts") == []


def test_a_crawl_has_a_beginning_an_end_and_a_row_for_each_outlet(db: Database, ledger: Ledger) -> None:
    with writing(db):
        times = {"started_at": "a", "ended_at": "b"}
        ledger.tally("contoh", times | {"stored": 1})
        ledger.tally("contoh", times | {"stored": 2, "error": "rusak"})
        Runs(db).finish(1, NOON + timedelta(minutes=3))
    (crawl,) = rows(db, "crawls")
    assert {name: value for name, value in crawl.items() if value is not None} == {
        "id": 1, "started_at": "2026-06-20T05:00:00Z", "ended_at": "2026-06-20T05:03:00Z",
        "command": "kliping crawl", "version": "1.0",
    }  # fmt: skip
    (row,) = rows(db, "crawl_outlets")
    assert (row["crawl_id"], row["stored"], row["error"], row["new"]) == (1, 2, "rusak", 0)


def test_rechecks_are_counted_from_the_first_fetch() -> None:
    def after(**wait: float) -> timedelta | None:
        due = recheck_after(NOON, NOON + timedelta(**wait))
        return due - NOON if due else None

    assert [after(), after(minutes=59), after(hours=1), after(hours=7), after(hours=30), after(days=3)] == [
        timedelta(hours=1), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=3), None,
    ]  # fmt: skip


def test_a_refusal_is_final() -> None:
    final = set(OUTCOMES) - PASSING
    assert {outcome for outcome in OUTCOMES if retry_after(outcome, 1, NOON) is None} == final


def test_moments_are_stored_in_utc_and_come_back() -> None:
    wib = datetime.fromisoformat("2026-06-20T06:30:15.9+07:00")
    assert stamp(wib) == "2026-06-19T23:30:15Z"
    assert moment(stamp(wib)) == wib.replace(microsecond=0)


def test_a_stage_is_how_many_waits_have_passed() -> None:
    looks = [timedelta(minutes=59), *RECHECKS, timedelta(days=99)]
    assert [recheck_stage(NOON, NOON + wait) for wait in looks] == [0, 1, 2, 3, 4, 4]
    assert recheck_after(NOON, NOON, {1, 2}) == NOON + timedelta(hours=24)
    assert recheck_after(NOON, NOON, {1, 2, 3, 4}) is None


def test_the_clock_is_ours_unless_a_test_names_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = datetime.now(UTC)
    assert before <= now() <= datetime.now(UTC)
    monkeypatch.setenv("KLIPING_NOW", "2026-06-20T12:00:00+07:00")
    assert (now(), now().tzinfo) == (NOON, UTC)


class Paper:
    """An outlet whose stories are looked at again when they are due, stage after stage."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.stories = 0

    def publish(self, *outcomes: str) -> list[int]:
        """A story, and what each look at it finds; the stages that were looked at."""
        self.stories += 1
        url = f"{URL}{self.stories}"
        ledger = Ledger(self.db)
        with writing(self.db):
            first = Fetch(url=url, at=NOON, status=200)
            self.db.execute(
                "INSERT INTO articles (id, url, outlet, title, text, kind, words, text_hash, title_hash, first_seen_at,"
                " fetched_at) VALUES (?, ?, 'contoh', 'J', 'T', 'news', 1, 't', 'j', ?, 'z')",
                [self.stories, url, stamp(NOON)],
            )
            ledger.end(first, "contoh", "stored", article_id=self.stories)
            for outcome in outcomes:
                due = self.db.execute("SELECT due_at FROM fetches WHERE url = ?", [url]).fetchone()[0]
                if due is None:
                    break
                ledger.recheck(Fetch(url=url, at=moment(due), status=304), "contoh", outcome, self.stories)
        query = "SELECT stage FROM attempts WHERE url = ? AND stage IS NOT NULL ORDER BY id"
        return [row[0] for row in self.db.execute(query, [url])]


QUIET = ["unchanged"] * 9


def test_each_story_is_looked_at_four_times_at_most(db: Database) -> None:
    assert Paper(db).publish(*QUIET) == [1, 2, 3, 4]


def test_an_outlet_that_never_edits_is_looked_at_in_a_sample_until_it_does(db: Database) -> None:
    paper = Paper(db)
    for _ in range(ENOUGH - 1):
        assert paper.publish(*QUIET) == [1, 2, 3, 4]
    paper.publish("unchanged", "unchanged", "unchanged", "stored")  # edits, but only on the third day
    looks = [paper.publish(*QUIET) for _ in range(150)]
    few, many = sorted({tuple(one) for one in looks}, key=len)
    assert (few, many) == ((4,), (1, 2, 3, 4))
    assert 150 / SAMPLE / 2 < looks.count(list(many)) < 150 / SAMPLE * 2
    while paper.publish("stored") != [1]:
        pass  # until one of the sample was edited within the hour
    assert paper.publish(*QUIET)[0] == 1


def test_a_withdrawal_is_worth_looking_for_too(db: Database) -> None:
    paper = Paper(db)
    for _ in range(ENOUGH):
        paper.publish("gone", "unchanged")
    assert Ledger(db).still("contoh") == {2}
    assert Ledger(db).still("lain") == frozenset()


def test_a_look_that_a_person_asked_for_belongs_to_no_stage(db: Database) -> None:
    paper = Paper(db)
    paper.publish()
    with writing(db):
        ledger = Ledger(db)
        for wait in (timedelta(minutes=1), timedelta(days=9), timedelta(days=10)):
            ledger.recheck(Fetch(url=f"{URL}1", at=NOON + wait, status=304), "contoh", "unchanged", 1)
    assert [row["stage"] for row in rows(db, "attempts")] == [None, None, 4, None]


def test_a_listings_state_comes_back_as_it_was(db: Database, tmp_path: Path) -> None:
    feed = "https://contoh.example/feed"
    state = ListingState(
        outlet="contoh", source=feed, url=feed, declared="d", due_at=NOON, interval=timedelta(minutes=15),
        read_at=NOON, full_at=NOON, changed_at=NOON, new_at=None, newest_on=date(2026, 6, 20), etag='"e"',
        last_modified="kemarin", trusted=False, digest="a", listed=30, complete=True, quiet=2, depth=timedelta(hours=3),
        failures=1, retired_at=NOON, reason="tua",
    )  # fmt: skip
    with writing(db):
        Ledger(db).list(listed(state=state, repeated=30))
        Ledger(db).list(listed(state=state, repeated=30))
    outlet = Outlet(name="contoh", title="C", domain="contoh.example")
    with closing(Frontier(tmp_path / "news.db", outlet)) as frontier:
        assert frontier.state(feed) == state
        assert frontier.state("https://contoh.example/lain") is None
    assert [row["listed"] for row in rows(db, "listings")] == [30, 30]
    assert len(rows(db, "listing_state")) == 1
