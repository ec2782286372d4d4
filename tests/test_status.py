"""`kliping status`: the last runs and which outlets fail, for people and as JSON."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import open_database, writing
from pipelines.schema import news
from tests.desk import Desk

NOW = "2026-06-20T12:00:00Z"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose file has three runs: one done, one that was cut short, one that has not ended."""
    desk = Desk(tmp_path)
    for name in ("baik", "baru", "rusak"):
        desk.declare(name, f"{name}.example")
    desk.declare("tutup", "tutup.example", 'off = "robots.txt refuses every crawler"')
    desk.variables["KLIPING_NOW"] = NOW
    runs: tuple[dict[str, Any], ...] = (
        {"started_at": "2026-06-20T11:00:00Z", "ended_at": "2026-06-20T11:01:05Z", "steps": "crawl extract",
         "ended": "done", "status": 1, "outlets": 2, "outlets_failed": 1, "stored": 3, "summary": "crawl: 2 outlets"},
        {"started_at": "2026-06-20T11:15:00Z", "ended_at": "2026-06-20T11:29:00Z", "steps": "crawl",
         "ended": "deadline", "status": 0, "outlets": 2, "outlets_failed": 1, "stored": 0, "summary": None},
        {"started_at": "2026-06-20T11:30:00Z"},
    )  # fmt: skip
    with open_database(desk.database, news) as db, writing(db):
        for run in runs:
            db.table("crawls").insert({"command": "kliping run", "version": "1"} | run)
        for number, at in ((1, "2026-06-20T11:00:00Z"), (2, "2026-06-20T11:15:00Z")):
            row = {"crawl_id": number, "started_at": at, "listings": 1}
            db.table("crawl_outlets").insert(row | {"outlet": "baik", "stored": 3})
            db.table("crawl_outlets").insert(row | {"outlet": "rusak", "listings_failed": 1, "error": "x: timeout: y"})
        for number, at in enumerate(("2026-06-18T01:00:00Z", "2026-06-20T10:00:00Z", "2026-06-20T11:00:30Z")):
            article = {
                "url": f"https://baik.example/{number}", "outlet": "baik", "title": "J", "text": "T", "kind": "news",
                "words": 1, "text_hash": "t", "title_hash": "j", "first_seen_at": at, "fetched_at": at,
            }  # fmt: skip
            db.table("articles").insert(article)
    return desk


def ours(out: str) -> list[str]:
    """The lines, without the outlets that ship with Kliping."""
    names = ("2026", "baik", "baru", "rusak", "tutup")
    return [line for line in out.splitlines() if line.startswith(names)]


def test_what_is_wrong_is_seen_at_a_glance(desk: Desk) -> None:
    done = desk.here("status")
    assert (done.status, done.err) == (0, "")
    assert ours(done.out) == [
        "2026-06-20 11:30  was killed: kliping run",
        "2026-06-20 11:15  840 s, cut short at its deadline: crawl: 2 outlets, 1 failed, 0 stored",
        "2026-06-20 11:00  65 s, exit 1: crawl: 2 outlets",
        "rusak: failing since 2026-06-20 11:00, 2 crawls: x: timeout: y",
    ]
    (counted,) = [line for line in done.out.splitlines() if " outlets: 1 well" in line]
    assert counted.endswith("1 well, 1 failing, " + counted.rpartition(", ")[2])
    assert len(done.out.splitlines()) == 5


def test_all_outlets_are_listed_on_demand(desk: Desk) -> None:
    assert ours(desk.here("status", "--all").out)[3:] == [
        "baik: well, 2 stored in a day, last article 2026-06-20 11:00",
        "baru: never crawled",
        "rusak: failing since 2026-06-20 11:00, 2 crawls: x: timeout: y",
    ]


def test_json_has_it_all(desk: Desk) -> None:
    values = json.loads(desk.here("status", "--json").out)
    assert values["at_work"] is None
    assert [run["id"] for run in values["runs"]] == [3, 2, 1]
    outlets = {one["outlet"]: one for one in values["outlets"]}
    assert outlets["rusak"] == {
        "outlet": "rusak", "state": "failing", "last_crawl": "2026-06-20T11:15:00Z", "last_good_crawl": None,
        "last_new_article": None, "stored_in_a_day": 0, "failed": 2, "failing_since": "2026-06-20T11:00:00Z",
        "error": "x: timeout: y",
    }  # fmt: skip
    assert (outlets["baik"]["state"], outlets["baik"]["last_good_crawl"]) == ("well", "2026-06-20T11:15:00Z")
    assert outlets["baru"]["state"] == "never"
    assert "tutup" not in outlets


def test_a_run_that_is_at_work_is_told_from_one_that_was_killed(desk: Desk) -> None:
    (desk.data / "lock").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert ours(desk.here("status").out)[0] == f"2026-06-20 11:30  at work, process {os.getpid()}: kliping run"
    (desk.data / "lock").write_text("", encoding="ascii")
    assert ours(desk.here("status").out)[0] == "2026-06-20 11:30  was killed: kliping run"


def test_without_a_file_or_with_one_of_an_older_kliping_it_says_what_to_do(desk: Desk) -> None:
    packed = Path(__file__).parent / "schemas" / "news-m001.db.gz"
    for file in desk.data.iterdir():
        file.unlink()
    missing = desk.here("status")
    assert (missing.status, missing.out) == (2, "")
    assert f"{desk.database}: there is no such file yet" in missing.err
    desk.database.write_bytes(gzip.decompress(packed.read_bytes()))
    older = desk.here("status")
    assert (older.status, older.out) == (1, "")
    assert "of an older Kliping; the next crawl brings it up to date" in older.err
