"""`kliping run` as cron runs it: quiet, one at a time, in order, and with a row that says what came of it."""

from __future__ import annotations

import re
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.run import in_turn
from pipelines.db import open_database, writing
from pipelines.runs import Runs
from pipelines.schema import news
from tests.desk import Desk, finish
from tests.site import Answer, Site, feed, page

WAITING = None


def publish(site: Site, *names: str, **answers: Any) -> None:
    """Put articles on the web and all of them into the feed, in order."""
    for name, answer in ({name: page(f"Warga membangun {name}") for name in names} | answers).items():
        site.answers[f"/berita/{name}"] = answer
    site.answers["/feed"] = feed(site.url(path) for path in site.answers if path.startswith("/berita/"))


def row(desk: Desk) -> dict[str, Any]:
    """The last run's row."""
    names = desk.rows("SELECT name FROM pragma_table_info('crawls')")
    return dict(zip(names, desk.rows("SELECT * FROM crawls ORDER BY id DESC LIMIT 1")[0], strict=True))


def test_a_run_is_silent_and_its_row_says_what_came_of_it(site: Site, desk: Desk) -> None:
    publish(site, "a", "b")
    desk.declare("contoh", site.host)
    desk.declare("lain", site.host)
    desk.declare("rusak", site.host, listing="/tiada")
    done = desk.kliping("run", "contoh", "lain", "rusak")
    assert (done.status, done.out, done.err) == (0, "", "")
    found = row(desk)
    assert {name: found[name] for name in ("steps", "ended", "status", "outlets", "outlets_failed", "stored")} == {
        "steps": "crawl extract analyse keep", "ended": "done", "status": 0,
        "outlets": 3, "outlets_failed": 1, "stored": 2,
    }  # fmt: skip
    told = "crawl: 3 outlets, 1 failed, 2 stored; extract: nothing was stale; analyse: 2 "
    assert found["summary"].startswith(told)
    late = r"; the reactor was late by \d+ ms as a rule, \d+ ms once in a hundred times, \d+ ms at most"
    assert re.search(f"{late}$", found["summary"])
    assert found["ended_at"] >= found["started_at"]
    assert (found["changed"], found["reread"]) == (0, 0)
    log = (desk.data / "logs" / "kliping.log").read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in log if "rusak:" in line] == ["WARNING"]
    assert Counter(line.split()[2] for line in log) == {"contoh:": 1, "lain:": 1, "rusak:": 1}

    desk.make_due()
    strict = desk.kliping("run", "contoh", "rusak", "--strict")
    assert (strict.status, strict.out) == (1, "")
    error = f"no listing could be read: {site.url('/tiada')}: http_404: the server answered 404"
    assert strict.err == f"rusak: failed in every one of 2 crawls since {since(desk)} UTC: {error}; {TRY}\n"


TRY = "try `kliping outlet check rusak`"


def since(desk: Desk) -> str:
    (first,) = desk.rows("SELECT min(started_at) FROM crawl_outlets WHERE error IS NOT NULL")
    return str(first)[:16].replace("T", " ")


def test_days_pass_and_an_outlet_that_stays_away_is_said_once_a_day(site: Site, desk: Desk) -> None:
    publish(site, "a")
    desk.declare("contoh", site.host)
    desk.declare("lain", site.host)
    desk.declare("rusak", site.host, listing="/tiada")
    told = []
    moments = ("20T00:00", "20T12:00", "21T00:05", "21T12:00", "22T00:10")
    for at in moments:
        desk.variables["KLIPING_NOW"] = f"2026-06-{at}:00Z"
        done = desk.kliping("run", "contoh", "lain", "rusak")
        assert (done.out, done.status) == ("", 1 if done.err else 0)
        told.append(done.err.partition(": no listing")[0])
    one = "rusak: failed in every one of"
    assert told == [
        "",
        "",
        f"{one} 3 crawls since 2026-06-20 00:00 UTC",
        "",
        f"{one} 5 crawls since 2026-06-20 00:00 UTC",
    ]
    assert desk.rows("SELECT status FROM crawls ORDER BY id") == [0, 0, 1, 0, 1]
    assert desk.rows("SELECT kind, subject, first_said_at, said_at FROM notices") == [
        ("outlet", "rusak", "2026-06-21T00:05:00Z", "2026-06-22T00:10:00Z")
    ]
    site.answers["/tiada"] = site.answers["/feed"]
    desk.variables["KLIPING_NOW"] = "2026-06-23T12:00:00Z"
    done = desk.kliping("run", "contoh", "lain", "rusak")
    assert (done.status, done.err) == (0, "")
    assert desk.rows("SELECT * FROM notices") == []


def test_whatever_a_run_waits_for_it_ends_in_order_when_told_to_stop(site: Site, desk: Desk) -> None:
    """An answer that hangs, requests behind it, a Crawl-delay of a minute, a Retry-After of fifty seconds."""
    names = ("hangs.example", "slow.example", "busy.example")
    for host in names:
        links = [f"http://{host}/berita/{letter}" for letter in "abcdefgh"]
        site.answers[f"{host}/feed"] = feed(links)
        for link in links:
            site.answers[link.removeprefix("http://")] = page(f"Warga membangun {link[-1]}")
        desk.declare(host.partition(".")[0], host)
    site.answers["hangs.example/berita/b"] = Answer(fault="hang")
    site.answers["slow.example/robots.txt"] = Answer(body=b"User-agent: *\nCrawl-delay: 60\n", type="text/plain")
    site.answers["busy.example/berita/c"] = Answer(status=503, headers=(("Retry-After", "50"),))
    desk.variables["http_proxy"] = site.url("")
    begun = desk.begin("run", "hangs", "slow", "busy")
    site.wait_for("/berita/b", begun)
    site.wait_for("/berita/c", begun)
    begun.send_signal(signal.SIGTERM)
    done = finish(begun)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert not site.released.is_set(), "nobody let the answer that hangs go"
    assert desk.rows("SELECT outlet, error, cut_short FROM crawl_outlets ORDER BY outlet") == [
        ("busy", None, 1), ("hangs", None, 1), ("slow", None, 1)
    ]  # fmt: skip
    found = row(desk)
    assert (found["ended"], found["status"], found["steps"]) == ("stopped", 0, "crawl")
    assert found["ended_at"] is not None
    outcomes = dict(desk.rows("SELECT url, outcome FROM fetches"))
    assert {"https://hangs.example/berita/h", "https://busy.example/berita/h"} <= outcomes.keys()
    assert set(outcomes.values()) == {"stored", WAITING}, "what was given up has no outcome"
    assert outcomes["https://hangs.example/berita/b"] is WAITING
    assert desk.rows("SELECT count(*) FROM attempts") == [sum(one == "stored" for one in outcomes.values())]
    assert desk.rows("PRAGMA integrity_check") == ["ok"]


SILENT = """
import socket, threading

known = socket.gethostbyname

def gethostbyname(host):
    if host.endswith(".example"):
        threading.Event().wait()
    return known(host)

socket.gethostbyname = gethostbyname
"""


def test_a_name_server_that_is_silent_holds_nobody_up(site: Site, desk: Desk, tmp_path: Path) -> None:
    """The thread that asks it cannot be stopped; the process ends all the same, and not by being ended."""
    (tmp_path / "sitecustomize.py").write_text(SILENT, encoding="utf-8")
    desk.variables["PYTHONPATH"] = str(tmp_path)
    publish(site, "a", gantung=Answer(fault="hang"))
    desk.declare("contoh", site.host)
    desk.declare("diam", "diam.example")
    begun = desk.begin("run", "diam", "contoh")
    site.wait_for("/berita/gantung", begun)
    begun.send_signal(signal.SIGTERM)
    done = finish(begun)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert (row(desk)["ended"], row(desk)["stored"]) == ("stopped", 1)
    assert desk.rows("SELECT outlet, error, cut_short FROM crawl_outlets WHERE outlet = 'diam'") == [("diam", None, 1)]


def test_a_deadline_stops_the_crawl_and_the_next_run_goes_on(site: Site, desk: Desk) -> None:
    publish(site, "a", gantung=Answer(fault="hang"))
    desk.declare("contoh", site.host)
    begun = desk.begin("run", "contoh", "--deadline", "12s")
    site.wait_for("/berita/gantung", begun)
    done = finish(begun)
    assert (done.status, done.out, done.err) == (0, "", "")
    found = row(desk)
    assert (found["ended"], found["status"], found["outlets"], found["outlets_failed"]) == ("deadline", 0, 1, 0)
    assert desk.outcomes() == {"a": "stored", "gantung": WAITING}
    site.answers["/berita/gantung"] = page("Warga membangun gantung")
    assert desk.kliping("run", "contoh").status == 0
    assert desk.outcomes() == {"a": "stored", "gantung": "stored"}
    assert row(desk)["ended"] == "done"


def test_a_deadline_that_is_over_at_once_does_nothing_and_says_so_in_its_row(site: Site, desk: Desk) -> None:
    publish(site, "a")
    desk.declare("contoh", site.host)
    done = desk.kliping("run", "contoh", "--deadline", "0.001s")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert site.asked == []
    assert (row(desk)["ended"], row(desk)["steps"], row(desk)["outlets"]) == ("deadline", "", 0)


def test_of_many_runs_at_once_one_works_and_the_others_say_so_and_leave(site: Site, desk: Desk) -> None:
    publish(site, "a", gantung=Answer(fault="hang"))
    desk.declare("contoh", site.host)
    begun = [desk.begin("run", "contoh", *(["--quiet"] if number % 2 else [])) for number in range(8)]
    with ThreadPoolExecutor(len(begun)) as pool:
        ending = {pool.submit(finish, one): number for number, one in enumerate(begun)}
        others = {ending[one]: one.result() for one in islice(as_completed(ending), len(begun) - 1)}
        (works,) = set(range(len(begun))) - set(others)
        for number, done in others.items():
            line = f"Error: another Kliping (process {begun[works].pid}) is writing to {desk.data}; nothing was done\n"
            assert (done.status, done.out, done.err) == (75, "", "" if number % 2 else line)
        site.wait_for("/berita/gantung", begun[works])
        site.answers["/berita/gantung"] = page("Warga membangun gantung")
        site.released.set()
    (done,) = (one.result() for one, number in ending.items() if number == works)
    assert (done.status, done.out, done.err) == (0, "", "")
    assert desk.rows("SELECT ended, status FROM crawls") == [("done", 0)]
    assert desk.outcomes() == {"a": "stored", "gantung": "stored"}
    assert Counter(site.paths())["/feed"] == 1


def test_wrong_use_is_status_2_and_names_what_is_wrong(desk: Desk) -> None:
    desk.declare("contoh", "contoh.example")
    for arguments, words in (
        (("run", "contho"), "did you mean 'contoh'?"),
        (("run", "contoh", "--deadline", "soon"), "'soon' is no time; give one such as 90s, 14m or 2h"),
        (("run", "contoh", "--deadline", "0m"), "'0m' is no time"),
        (("run",), "no contact is set"),
    ):
        done = desk.here(*arguments)
        assert (done.status, done.out) == (2, "")
        assert words in done.err
    assert not desk.data.exists()


def test_who_was_crawled_longest_ago_comes_first(tmp_path: Path) -> None:
    with open_database(tmp_path / "news.db", news) as db, writing(db):
        for number, names in enumerate(("abc", "cd", "a"), 1):
            db.execute("INSERT INTO crawls (started_at, command, version) VALUES ('z', 'x', '1')")
            for name in names:
                db.execute(
                    "INSERT INTO crawl_outlets (crawl_id, outlet, started_at) VALUES (?, ?, 'z')", [number, name]
                )
        assert in_turn("abcdef", Runs(db)) == ["e", "f", "b", "c", "d", "a"]
