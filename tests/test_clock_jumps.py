"""A clock that was wrong for a while: nothing is put off until it is right again, and nothing counts as proven."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.frontier import Frontier
from crawler.outlet import Listing, Outlet
from pipelines.clock import RECHECKS, recheck_after, stamp
from pipelines.db import open_database, writing
from pipelines.schema import news
from tests.desk import Desk
from tests.site import Answer, Site, feed, page

NOW = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(hours=9), timedelta(days=-9000)])
def test_what_was_put_off_under_a_wrong_clock_is_asked_when_it_is_right_again(
    site: Site, desk: Desk, ahead: timedelta
) -> None:
    def publish(*names: str) -> None:
        for name in names:
            site.answers.setdefault(f"/berita/{name}", page(f"Warga membangun {name}"))
        site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in names)

    def crawl(at: datetime) -> None:
        desk.variables["KLIPING_NOW"] = stamp(at)
        done = desk.kliping("crawl", "contoh")
        assert (done.status, done.err) == (0, "")

    desk.declare("contoh", site.host)
    publish("a")
    crawl(NOW)
    site.answers["/berita/gagal"] = lambda times: Answer(status=500) if times < 3 else page("Warga membangun gagal")
    publish("a", "b", "gagal")
    crawl(NOW + ahead)
    publish("a", "b", "gagal", "c")
    crawl(NOW + timedelta(minutes=30))
    assert desk.outcomes() | {"gagal": None} == {"a": "stored", "b": "stored", "c": "stored", "gagal": None}
    crawl(NOW + timedelta(hours=11))
    assert desk.outcomes() == dict.fromkeys(["a", "b", "c", "gagal"], "stored")
    asked = len(site.asked)
    crawl(NOW + timedelta(hours=11, minutes=1))
    assert len(site.asked) == asked  # and then all is at rest
    assert desk.rows("SELECT count(*) FROM fetches WHERE due_at > ?", stamp(NOW + timedelta(days=4))) == [0]
    assert desk.rows("PRAGMA integrity_check") == ["ok"]


def test_a_day_that_was_proven_complete_under_a_clock_that_was_ahead_is_not(tmp_path: Path) -> None:
    listing = Listing(kind="index", url="https://contoh.example/indeks?d={date:%Y-%m-%d}")
    outlet = Outlet(name="contoh", title="Contoh", domain="contoh.example", article="/berita/", listings=(listing,))
    db = open_database(tmp_path / "news.db", news)
    with writing(db):
        db.execute(
            "INSERT INTO listings (outlet, day, source, url, read_at, listed, new, complete)"
            " VALUES ('contoh', '2026-06-20', ?, '', ?, 3, 3, 1)",
            [listing.url, stamp(NOW + timedelta(days=1))],
        )
    db.close()
    frontier = Frontier(tmp_path / "news.db", outlet)
    day = date(2026, 6, 20)
    later = NOW + timedelta(days=2)
    assert [frontier.closed(listing, day, at) for at in (NOW, later)] == [False, True]
    assert [frontier.settled(listing, day, at) for at in (NOW, later)] == [False, True]
    frontier.close()


def test_an_article_of_a_moment_to_come_is_not_looked_at_again() -> None:
    assert recheck_after(NOW + timedelta(days=400), NOW) is None
    assert recheck_after(NOW + timedelta(seconds=5), NOW) == NOW + timedelta(seconds=5) + RECHECKS[0]


def test_what_is_due_is_still_found_by_its_index(tmp_path: Path) -> None:
    outlet = Outlet(name="contoh", title="Contoh", domain="contoh.example", article="/berita/")
    open_database(tmp_path / "news.db", news).close()
    frontier = Frontier(tmp_path / "news.db", outlet)
    assert frontier.db is not None
    told: list[str] = []
    frontier.db.conn.set_trace_callback(told.append)
    assert list(frontier.due(NOW)) == []
    frontier.db.conn.set_trace_callback(None)
    plan = [row[3] for row in frontier.db.execute(f"EXPLAIN QUERY PLAN {told[0]}")]
    frontier.close()
    assert any("fetches_due" in line and "due_at" in line for line in plan), plan
