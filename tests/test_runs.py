"""Whole crawls that are killed, stopped, doubled, refused or many at once: nothing is lost and nothing is twice."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from typing import Any

import pytest

from crawler import __version__
from crawler.crawling import AT_ONCE
from pipelines.db import open_database
from pipelines.schema import news
from tests.desk import Desk, finish
from tests.site import PATIENCE, ROOT, Answer, Site, feed, page

WAITING = None


def publish(site: Site, **answers: Any) -> None:
    """Put articles on the web, `_` in their names standing for `-`, and all of them into the feed, in order."""
    for name, answer in answers.items():
        site.answers["/berita/" + name.replace("_", "-")] = answer
    site.answers["/feed"] = feed(site.url(path) for path in site.answers if path.startswith("/berita/"))


def test_a_killed_crawl_leaves_a_whole_file_and_the_next_one_ends_what_waited(site: Site, desk: Desk) -> None:
    names = ["a", "b", "gantung", "c"]
    publish(site, **{name: page(f"Warga membangun {name}") for name in names})
    good = site.answers["/berita/gantung"]
    site.answers["/berita/gantung"] = Answer(fault="hang")
    desk.declare("contoh", site.host)
    crawl = desk.begin("crawl", "contoh")
    site.wait_for("/berita/gantung", crawl)
    crawl.send_signal(signal.SIGKILL)
    assert finish(crawl).status == -signal.SIGKILL
    assert desk.rows("PRAGMA integrity_check") == ["ok"]
    assert set(desk.outcomes().values()) <= {"stored", WAITING}

    site.answers["/berita/gantung"] = good
    done = desk.kliping("crawl", "contoh")
    assert (done.status, done.err) == (0, "")
    assert desk.outcomes() == dict.fromkeys(names, "stored")
    assert sorted(desk.rows("SELECT url FROM articles")) == sorted(desk.rows("SELECT url FROM fetches"))
    assert len(desk.rows("SELECT id FROM attempts")) == len(names)
    assert desk.rows("SELECT ended_at IS NOT NULL FROM crawls ORDER BY id") == [0, 1]
    assert desk.rows("PRAGMA integrity_check") == ["ok"]


def test_two_crawls_never_overlap(site: Site, desk: Desk) -> None:
    publish(site, gantung=Answer(fault="hang"))
    desk.declare("contoh", site.host)
    crawl = desk.begin("crawl", "contoh")
    site.wait_for("/berita/gantung", crawl)
    before = len(site.asked)
    message = f"another Kliping (process {crawl.pid}) is writing to {desk.data}; nothing was done"
    others = (desk.begin("crawl", "contoh"), desk.begin("crawl", "contoh", module="scrapy"))
    for other in (*(finish(other) for other in others), desk.here("extract", "--all")):
        assert other.status == 75
        assert message in other.err
        assert "Traceback" not in other.err
    assert len(site.asked) == before
    dry = desk.kliping("crawl", "contoh", "--dry-run")
    assert (dry.status, dry.out) == (0, "contoh: 1 listed, 0 new\n")
    site.answers["/berita/gantung"] = page("Warga membangun gantung")
    site.released.set()
    assert finish(crawl).status == 0
    assert desk.outcomes() == {"gantung": "stored"}
    assert len(desk.rows("SELECT id FROM crawls")) == 1


def test_more_outlets_than_run_at_once_are_all_crawled(site: Site, desk: Desk) -> None:
    names = [f"koran{number:02}" for number in range(30)]
    for name in names:
        host = f"{name}.example"
        site.answers[f"{host}/feed"] = feed([f"http://{host}/berita/{name}"])
        site.answers[f"{host}/berita/{name}"] = page(f"Warga membangun {name}")
        desk.declare(name, host)
    desk.variables |= {"http_proxy": site.url(""), "KLIPING_CONTACT": "redaksi@contoh.example"}
    done = desk.kliping("crawl", *names)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [f"{name}: 1 listed, 1 new, 1 stored (1 stored)" for name in names]
    assert desk.rows("SELECT outlet FROM articles ORDER BY outlet") == names
    assert desk.rows("SELECT outlet FROM crawl_outlets ORDER BY outlet") == names
    assert {one.host for one in site.asked} == {f"{name}.example" for name in names}
    agents = {one.headers["user-agent"] for one in site.asked}
    assert agents == {f"Kliping/{__version__} (+redaksi@contoh.example)"}
    assert not any("cookie" in one.headers for one in site.asked)


def test_a_crawl_that_is_told_to_stop_begins_no_other_outlet_and_says_that_it_was_cut_short(
    site: Site, desk: Desk
) -> None:
    names = [f"koran{number:02}" for number in range(AT_ONCE + 2)]
    for name in names:
        site.answers[f"{name}.example/feed"] = feed([f"http://{name}.example/berita/{name}"])
        desk.declare(name, f"{name}.example")
        site.answers[f"{name}.example/berita/{name}"] = Answer(fault="hang")
    desk.variables["http_proxy"] = site.url("")
    crawl = desk.begin("crawl", *names)
    site.wait_for("/berita/koran00", crawl)
    crawl.send_signal(signal.SIGTERM)
    site.released.set()
    done = finish(crawl)
    assert (done.status, done.err) == (1, "")
    assert all(line.endswith("cut short, what is left waits for the next run") for line in done.out.splitlines())
    assert {one.host for one in site.asked} <= {f"{name}.example" for name in names[:AT_ONCE]}
    assert set(desk.outcomes().values()) == {WAITING}
    assert desk.rows("SELECT count(*), count(error), sum(cut_short) FROM crawl_outlets") == [(AT_ONCE, 0, AT_ONCE)]
    assert desk.rows("SELECT ended_at IS NOT NULL, ended, status, outlets, outlets_failed, summary FROM crawls") == [
        (1, "stopped", 1, AT_ONCE, 0, f"crawl: {AT_ONCE} outlets, 0 failed, 0 stored")
    ]


def test_a_fault_of_one_outlet_is_that_outlets_alone(site: Site, desk: Desk) -> None:
    publish(site, a=page("Warga membangun a"))
    site.answers["/bukan"] = page("Bukan umpan")
    desk.declare("contoh", site.host)
    desk.declare("rusak", site.host, listing="/tiada")
    desk.declare("bukan", site.host, listing="/bukan")
    done = desk.kliping("crawl", "rusak", "contoh", "bukan")
    lines = done.out.splitlines()
    assert (
        lines[0] == f"rusak: failed: no listing could be read: {site.url('/tiada')}: http_404: the server answered 404"
    )
    assert lines[1] == "contoh: 1 listed, 1 new, 1 stored (1 stored)"
    assert lines[2].startswith(f"bukan: failed: no listing could be read: {site.url('/bukan')}: ")
    assert desk.rows("SELECT outlet, error IS NULL, listings_failed FROM crawl_outlets ORDER BY outlet") == [
        ("bukan", 0, 1), ("contoh", 1, 0), ("rusak", 0, 1),
    ]  # fmt: skip
    assert desk.rows("SELECT outlet, error IS NULL FROM listings ORDER BY outlet") == [
        ("bukan", 0),
        ("contoh", 1),
        ("rusak", 0),
    ]


def test_a_file_that_cannot_be_written_stops_the_crawl_and_loses_no_link(site: Site, desk: Desk) -> None:
    publish(site, **{name: page(f"Warga membangun {name}") for name in "abcdef"})
    desk.declare("contoh", site.host)
    open_database(desk.database, news).close()
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute(
            "CREATE TRIGGER penuh BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    done = desk.kliping("crawl", "contoh")
    assert (done.status, done.out) == (
        1,
        f"contoh: failed: DatabaseFileError: {desk.database}: the disk is full; free some space and try again\n",
    )
    assert "Traceback" not in done.err
    assert "Warning" not in done.err
    assert set(desk.outcomes().values()) == {WAITING}
    with closing(sqlite3.connect(desk.database)) as db:
        db.execute("DROP TRIGGER penuh")
    desk.make_listings_due()
    done = desk.kliping("crawl", "contoh")
    assert (done.status, done.out) == (0, "contoh: 6 listed, 0 new, 6 stored (6 stored)\n")
    assert set(desk.outcomes().values()) == {"stored"}
    assert len(desk.rows("SELECT id FROM articles")) == 6


def test_a_host_that_asks_to_be_left_alone_is_and_its_links_wait(site: Site, desk: Desk) -> None:
    names = [f"a{number}" for number in range(60)]
    publish(site, **dict.fromkeys(names, Answer(status=429)))
    desk.declare("contoh", site.host)
    done = desk.kliping("crawl", "contoh")
    assert done.status == 0
    counts = Counter(desk.outcomes().values())
    assert set(counts) == {"http_error", WAITING}
    assert counts["http_error"] == len(site.paths()) - 1
    assert f"{counts[WAITING]} left waiting, the outlet asked to be left alone" in done.out
    publish(site, **{name: page(f"Warga membangun {name}") for name in names})
    assert desk.kliping("crawl", "contoh").status == 0
    assert Counter(desk.outcomes().values()) == {"http_error": counts["http_error"], "stored": counts[WAITING]}


#: A fault of ours before the first request: what a spider reads at its start cannot be read.
FAULTY = """
import sys
from crawler.cli import main
from crawler.frontier import Frontier
def cannot(self, *_): raise OSError("rusak")
Frontier.__init__ = cannot
main(sys.argv[1:])
"""


@pytest.mark.parametrize("wish", [(), ("--dry-run",)])
def test_an_outlet_that_cannot_be_begun_says_why_and_fails_the_crawl(desk: Desk, wish: tuple[str, ...]) -> None:
    desk.declare("contoh", "127.0.0.1:9")
    told = subprocess.run(
        [sys.executable, "-c", FAULTY, "crawl", "contoh", *wish],
        cwd=ROOT, env=desk.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (1, "contoh: failed: could not be started: OSError: rusak\n")
    assert "Traceback" not in told.stderr
