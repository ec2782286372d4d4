"""`kliping doctor` over whole data folders: what is ill is named with what to try, what is well is let alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis import language, topics
from pipelines.clock import stamp
from pipelines.db import writing
from pipelines.store import Store
from tests.desk import Desk
from tests.findings import run
from tests.hundred_days import NOW, begin, change, fill, findings, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.variables["KLIPING_NOW"] = NOW.isoformat()
    for name in ("contoh", "lain"):
        made.declare(name, f"{name}.example")
    return made


def test_a_folder_that_is_well(desk: Desk) -> None:
    fill(desk)
    before = desk.files()
    done = desk.here("doctor")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Nothing to act on."
    assert lines[1].startswith("Disk: ")
    assert {**desk.files(), "lock": b""} == {**before, "lock": b""}
    assert told(desk) == []


@pytest.mark.parametrize(
    ("changes", "kind", "expected", "seen"),
    [
        ({"new": 0}, "silent", "about 16 articles a day", "none on the 6 days crawled since 2026-08-25"),
        ({"words": 20}, "text", "about 204 words", "24 words, the median of the last"),
        ({"dated": False}, "missing", "no date on 0%", "100% of the last"),
        ({"signed": False}, "missing", "no byline on 0%", "100% of the last"),
        ({"flags": "generic thin"}, "flags", "on 0%", "100% of the last"),
        ({"flags": "whole_page"}, "flags", "flag whole_page on 0%", "100% of the last"),
        ({"refused": 30}, "refusals", "http_403 on 11%", "79% of the last"),
        ({"new": 1, "days": 20}, "fewer", "about 16 articles a day", "2 articles a day on the last 10 days crawled"),
    ],
)
def test_what_befalls_an_outlet_is_told_with_its_name_and_what_to_try(
    desk: Desk, changes: dict[str, Any], kind: str, expected: str, seen: str
) -> None:
    fill(desk, **changes)
    done = desk.here("doctor", "--json")
    assert done.status == 1
    found = [one for one in findings(done) if one["kind"] == kind]
    assert {one["subject"] for one in findings(done)} == {"contoh"}
    assert found
    for one in found:
        assert expected in one["expected"]
        assert seen in one["seen"]
        assert "kliping outlet check contoh" in one["advice"]
        assert ("outlet learn contoh" in one["advice"]) == ("whole_page" in one["expected"])
    text = desk.here("doctor")
    assert text.status == 1
    assert f"{kind}: contoh\n  expected: " in text.out
    assert "Nothing to act on" not in text.out


def fail(desk: Desk, error: str) -> None:
    """Nine days of crawls that all end in an error."""
    fill(desk, new=0, error=error, days=9)
    change(
        desk.database,
        "INSERT INTO crawls (started_at, ended_at, command, version)"
        " VALUES ('2026-09-01T01:00:00Z', '2026-09-01T01:01:00Z', 'kliping crawl', '0')",
        "INSERT INTO crawl_outlets (crawl_id, outlet, started_at, error)"
        f" SELECT max(id), 'contoh', '2026-09-01T01:00:00Z', '{error}' FROM crawls",
    )


def test_an_outlet_whose_crawls_fail_is_told_of_once(desk: Desk) -> None:
    fail(desk, "no listing could be read: dns")
    assert told(desk) == [("failing", "contoh")]


def test_a_fault_of_ours_is_not_laid_at_the_outlets_door(desk: Desk) -> None:
    fail(desk, "DatabaseFileError: news.db: the disk is full; free some space and try again")
    (said,) = findings(desk.here("doctor", "--json"))
    assert (said["kind"], said["expected"], said["advice"]) == (
        "failing",
        "a crawl without a fault of ours",
        "what is said of the files above, and logs/kliping.log",
    )


def test_crawls_of_the_past_and_outlets_that_are_not_crawled_say_nothing(desk: Desk) -> None:
    fill(desk, refused=30, days=6)
    change(desk.database, "UPDATE crawls SET command = 'kliping crawl contoh --since 2026-01-01' WHERE id > 188")
    assert ("refusals", "contoh") not in told(desk)
    change(desk.database, "UPDATE crawls SET command = 'kliping crawl'")
    assert ("refusals", "contoh") in told(desk)
    desk.declare("contoh", "contoh.example", 'retired = 2026-08-30\nreason = "tutup"')
    assert told(desk) == []


def test_listings_that_fail_or_were_retired(desk: Desk) -> None:
    fill(desk)
    state = (
        "INSERT INTO listing_state (outlet, url, source, declared, due_at, interval, read_at, failures, retired_at,"
        " reason) VALUES ('contoh', 'http://contoh.example/feed', 'http://contoh.example/feed', 'd', 'x', 600, 'y', {})"
    )
    change(desk.database, state.format("0, '2026-08-01T00:00:00Z', 'lama'"))
    (note,) = findings(desk.here("doctor", "--json"))
    assert (note["kind"], note["act"]) == ("listings", False)
    assert "retired 2026-08-01T00:00:00Z: lama" in note["seen"]
    assert told(desk) == []
    change(desk.database, "DELETE FROM listing_state", state.format("9, NULL, NULL"))
    assert told(desk) == [("listings", "contoh: http://contoh.example/feed")]
    change(desk.database, "UPDATE listing_state SET failures = 8")
    assert told(desk) == []
    change(desk.database, "UPDATE listing_state SET failures = 80, source = 'tak lagi dinyatakan'")
    assert told(desk) == []


def test_crawls_that_stopped_or_are_always_cut_short(desk: Desk) -> None:
    fill(desk)
    change(desk.database, "UPDATE crawls SET ended_at = NULL WHERE id > 195")
    assert told(desk) == []
    change(desk.database, "UPDATE crawls SET ended_at = NULL WHERE id > 194")
    assert told(desk) == [("runs", "crawls")]
    change(desk.database, "UPDATE crawls SET ended_at = started_at")
    desk.variables["KLIPING_NOW"] = (NOW + timedelta(days=4)).isoformat()
    assert told(desk) == []
    desk.variables["KLIPING_NOW"] = (NOW + timedelta(days=6)).isoformat()
    assert told(desk) == [("runs", "crawls")]


def test_whoever_crawls_by_hand_now_and_then_is_let_alone(desk: Desk) -> None:
    store = Store(desk.database)
    with writing(store.db):
        for number in reversed(range(30)):
            begin(store, NOW - timedelta(days=7 * number + 20))
    store.close()
    assert told(desk) == []


def test_analyses_that_no_longer_run(desk: Desk) -> None:
    fill(desk)
    assert told(desk) == []
    run(desk.database, language.ANALYSIS, topics.ANALYSIS)
    assert told(desk) == []
    change(
        desk.database,
        "UPDATE analyses SET ran_at = '2026-08-20T00:00:00Z'",
        "DELETE FROM analysed WHERE unit IN (SELECT id FROM articles WHERE fetched_at > '2026-08-20T00:00:00Z')",
    )
    (found,) = findings(desk.here("doctor", "--json"))
    with closing(sqlite3.connect(desk.database)) as db:
        query = "SELECT count(*) FROM articles WHERE fetched_at > '2026-08-20T00:00:00Z' AND fetched_at < ?"
        (waiting,) = db.execute(query, [stamp(NOW - timedelta(days=2))]).fetchone()
    assert waiting > 100
    assert (found["kind"], found["act"]) == ("analyses", True)
    assert found["seen"] == (
        f"the last ran 2026-08-20T00:00:00Z, {(NOW - datetime(2026, 8, 20, tzinfo=UTC)).days} days ago;"
        f" {waiting} articles older than two days wait for every analysis"
    )


def test_an_analysis_that_never_comes_to_its_end(desk: Desk) -> None:
    fill(desk)
    run(desk.database, language.ANALYSIS, topics.ANALYSIS)
    change(desk.database, "DELETE FROM analysed WHERE analysis = 'topics' AND unit <= 30")
    (found,) = findings(desk.here("doctor", "--json"))
    assert found["seen"].endswith("30 articles older than two days wait for topics (30)")
    change(desk.database, f"UPDATE articles SET fetched_at = '{stamp(NOW)}' WHERE id <= 30")
    assert told(desk) == []
