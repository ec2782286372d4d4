"""What a person is told of a run, over simulated weeks: a line where one should act, once a day, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.tally import Tally
from crawler.verdict import Complaint, Verdict, judge
from pipelines.clock import stamp
from pipelines.db import open_database, writing
from pipelines.runs import Runs
from pipelines.schema import news

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNREAD = "https://contoh.example/rss: http_error: the server answered 500"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db", news) as opened:
        yield opened


def well(outlet: str) -> Tally:
    return Tally(outlet=outlet, listings=2, unread=[UNREAD])


def failing(outlet: str, unread: str = UNREAD) -> Tally:
    return Tally(outlet=outlet, listings=1, unread=[unread])


def resting(outlet: str) -> Tally:
    return Tally(outlet=outlet)


def broken(outlet: str, fault: str = "TypeError: x") -> Tally:
    return Tally(outlet=outlet, fault=fault)


def cut(outlet: str) -> Tally:
    return Tally(outlet=outlet, listings=1, unread=[UNREAD], cut_short=True)


def run(db: Database, at: datetime, *tallies: Tally, strict: bool = False, say: tuple[Complaint, ...] = ()) -> Verdict:
    """A run whose crawl came to these tallies, noted as the journal does, and judged."""
    with writing(db):
        runs = Runs(db)
        number = runs.begin("kliping run", "1.0", at)
        for tally in tallies:
            row = {
                "crawl_id": number, "outlet": tally.outlet, "started_at": stamp(at), "listings": tally.listings,
                "listings_failed": len(tally.unread), "stored": tally.stored, "error": tally.error,
                "cut_short": int(tally.cut_short),
            }  # fmt: skip
            db.table("crawl_outlets").insert(row)
        return judge(runs, tallies, say, at, strict=strict)


def said(db: Database, start: datetime, step: timedelta, times: int, *tallies: Tally) -> list[datetime]:
    """Run again and again; when something was said."""
    moments = [start + number * step for number in range(times)]
    found = [(at, run(db, at, *tallies)) for at in moments]
    assert all(verdict.status == (1 if verdict.lines else 0) for _, verdict in found)
    return [at for at, verdict in found if verdict.lines]


def test_an_outlet_that_fails_for_a_day_is_said_and_then_once_a_day(db: Database) -> None:
    spoken = said(db, NOON, QUARTER, 96 * 4, well("baik"), well("bagus"), failing("rusak"))
    assert [at - NOON for at in spoken] == [
        timedelta(hours=23, minutes=30), timedelta(hours=47), timedelta(hours=70, minutes=30), timedelta(hours=94)
    ]  # fmt: skip
    (line,) = run(db, NOON + 5 * DAY, well("baik"), well("bagus"), failing("rusak")).lines
    assert line == (
        f"rusak: failed in every one of 385 crawls since 2026-06-20 05:00 UTC: no listing could be read: {UNREAD}; "
        "try `kliping outlet check rusak`"
    )


def test_one_good_crawl_begins_the_day_anew(db: Database) -> None:
    tallies = [well("baik"), well("bagus")]
    assert said(db, NOON, HOUR, 23, *tallies, failing("rusak")) == []
    assert said(db, NOON + 23 * HOUR, HOUR, 1, *tallies, well("rusak")) == []
    assert said(db, NOON + DAY, HOUR, 23, *tallies, failing("rusak")) == []
    assert said(db, NOON + 2 * DAY - HOUR, HOUR, 2, *tallies, failing("rusak")) == [NOON + 2 * DAY]
    run(db, NOON + 2 * DAY + HOUR, *tallies, well("rusak"))
    assert db.execute("SELECT count(*) FROM notices").fetchone() == (0,)


def test_crawls_in_which_an_outlet_was_not_asked_or_cut_short_neither_help_nor_hurt_it(db: Database) -> None:
    """A listing that fails is asked ever more rarely: most runs of a failing outlet find it at rest."""
    tallies = [well("baik"), well("bagus")]
    spoken = []
    for number in range(96 + 8):
        rusak = failing("rusak") if number % 8 == 0 else resting("rusak") if number % 2 else cut("rusak")
        if run(db, NOON + number * QUARTER, *tallies, rusak).lines:
            spoken.append(number)
    assert spoken == [96]
    assert run(db, NOON + 27 * HOUR, cut("baik"), well("bagus")) == Verdict(status=0, lines=())


def test_a_single_failure_a_day_ago_is_not_every_crawl_of_a_day(db: Database) -> None:
    run(db, NOON - 30 * DAY, well("baik"), well("bagus"), well("rusak"))
    assert run(db, NOON, well("baik"), well("bagus"), failing("rusak")).lines == ()
    assert run(db, NOON + 30 * DAY, well("baik"), well("bagus"), resting("rusak")).lines == ()


def test_a_daily_run_says_it_on_the_second_day_and_on_each_that_follows(db: Database) -> None:
    seconds = [0, -40, 25, -10]
    moments = [NOON + number * DAY + timedelta(seconds=late) for number, late in enumerate(seconds)]
    found = [run(db, at, well("baik"), well("bagus"), failing("rusak")).status for at in moments]
    assert found == [0, 1, 1, 1]


def test_when_no_outlet_can_be_read_one_line_says_so_and_the_status_goes_on_saying_it(db: Database) -> None:
    down = [failing(name, f"https://{name}.example/rss: dns: CannotResolveHostError: x") for name in ("a", "b", "c")]
    first = run(db, NOON, *down)
    error = "a: no listing could be read: https://a.example/rss: dns: CannotResolveHostError: x"
    line = f"is the network up? no outlet could be read: all 3 that were asked failed; the first: {error}"
    assert first == Verdict(status=1, lines=(line,))
    assert [run(db, NOON + n * QUARTER, *down) for n in range(1, 94)] == [Verdict(status=1, lines=())] * 93
    assert run(db, NOON + DAY, *down).lines == first.lines, "one line, not one for each outlet that fails for a day"
    assert run(db, NOON + DAY + QUARTER, *map(well, "abc")) == Verdict(status=0, lines=())


def test_outlets_at_rest_that_failed_when_last_asked_are_no_comfort_and_others_are(db: Database) -> None:
    names = ("a", "b", "c", "d", "e")
    run(db, NOON - HOUR, *map(well, names))
    assert run(db, NOON, failing("a"), *map(resting, names[1:])).status == 0
    assert run(db, NOON + QUARTER, resting("a"), failing("b"), *map(resting, names[2:])).status == 0
    assert run(db, NOON + 2 * QUARTER, resting("a"), resting("b"), failing("c"), *map(resting, names[3:])).status == 1
    assert run(db, NOON + 3 * QUARTER, *map(resting, names)).status == 0, "nobody was asked, nobody failed"
    assert run(db, NOON + 4 * QUARTER, failing("a"), failing("b"), well("c"), *map(resting, names[3:])).status == 0


def test_a_fault_of_ours_is_said_once_for_all_outlets_that_met_it(db: Database) -> None:
    met = [broken("a"), broken("b"), broken("c"), well("d")]
    line = "a and 2 more: a fault of Kliping's own: TypeError: x; logs/kliping.log has more"
    assert run(db, NOON, *met) == Verdict(status=1, lines=(line,))
    assert run(db, NOON + QUARTER, *met) == Verdict(status=1, lines=())
    other = run(db, NOON + 2 * QUARTER, broken("a", "KeyError: 'y'"), well("d"))
    assert other.lines == ("a: a fault of Kliping's own: KeyError: 'y'; logs/kliping.log has more",)
    assert run(db, NOON + DAY, *met).lines == (line,)


def test_what_a_step_complains_of_is_said_once_a_day(db: Database) -> None:
    page = Complaint(kind="page", subject="", message="kept pages are damaged, 1 of them")
    step = Complaint(kind="fault", subject="extract x", message="extract: x" * 100, persists=True)
    first = run(db, NOON, well("a"), say=(page, step))
    assert first == Verdict(status=1, lines=(page.message, step.message[:400]))
    assert run(db, NOON + QUARTER, well("a"), say=(page,)) == Verdict(status=0, lines=())
    assert run(db, NOON + QUARTER, well("a"), say=(step,)) == Verdict(status=1, lines=())
    assert run(db, NOON + DAY, well("a"), say=(page,)).lines == (page.message,)


def test_strict_says_every_failure_every_time(db: Database) -> None:
    tallies = [well("a"), failing("b"), failing("c"), broken("d"), resting("e")]
    for at in (NOON, NOON + QUARTER):
        verdict = run(db, at, *tallies, strict=True)
        assert verdict.status == 1
        assert [line.partition(":")[0] for line in verdict.lines] == ["d", "b", "c"]
    assert run(db, NOON + HOUR, well("a"), resting("e"), strict=True) == Verdict(status=0, lines=())
    down = run(db, NOON + 2 * HOUR, failing("a"), failing("b"), strict=True)
    assert [line.partition(":")[0] for line in down.lines] == ["no outlet could be read", "a", "b"]


def test_a_clock_that_was_set_back_neither_silences_nor_hastens(db: Database) -> None:
    tallies = (well("baik"), well("bagus"), failing("rusak"))
    year = timedelta(days=365)
    assert len(said(db, NOON + year, HOUR, 26, *tallies)) == 1
    assert said(db, NOON, HOUR, 23, *tallies) == []  # the failures of a year ahead are no time that has passed
    assert said(db, NOON + 23 * HOUR, HOUR, 2, *tallies) == [NOON + DAY]  # though a year ahead it had been said
    assert run(db, NOON - year, *tallies) == Verdict(status=0, lines=())


def test_what_was_said_long_ago_is_forgotten(db: Database) -> None:
    page = Complaint(kind="page", subject="", message="rusak")
    run(db, NOON, say=(page,))
    run(db, NOON + HOUR, say=())
    assert db.execute("SELECT kind, first_said_at, said_at FROM notices").fetchall() == [
        ("page", "2026-06-20T05:00:00Z", "2026-06-20T05:00:00Z")
    ]
    run(db, NOON + 31 * DAY)
    assert db.execute("SELECT count(*) FROM notices").fetchone() == (0,)
