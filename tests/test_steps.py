"""The steps of a run after the crawl, in this process: what is stale, what is new, and what goes wrong."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from crawler.choices import EVERY, Choices
from crawler.declaration import read_outlets
from crawler.logs import LOG_BYTES, LOG_FILES
from crawler.run import STEPS, Did, Errand, Ran, Step, run
from crawler.stopping import Stop, Until
from pipelines.batches import batches
from pipelines.db import DatabaseFileError
from tests.desk import Desk
from tests.site import Site
from tests.test_run import publish, row

EXTRACT, ANALYSE, KEEP = STEPS[1:2], STEPS[2:3], STEPS[3:]


@pytest.fixture
def logged() -> Iterator[None]:
    """A run within this process logs into its folder, and the next test's does not."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def run_steps(desk: Desk, steps: tuple[Step, ...], seconds: float | None = None, **choices: Any) -> Ran:
    """Some steps of a run, in this process: none that crawls, for a reactor starts once."""
    chosen = Choices(data=desk.data, outlets=(desk.outlets,), **choices)
    with Stop(seconds) as stop:
        return run(chosen, [], read_outlets([desk.outlets]), stop=stop, steps=steps)


def crawled(desk: Desk, site: Site) -> None:
    publish(site, "a", "b", "c")
    desk.declare("contoh", site.host)
    assert desk.kliping("crawl", "contoh").status == 0


def make_stale(desk: Desk) -> None:
    """Let the rows say that they were read by another recipe, and the runs forget that all was settled."""
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("UPDATE fetches SET recipe = 'lama'")
        db.execute("UPDATE crawls SET settled = 'lama'")


@pytest.mark.usefixtures("logged")
def test_what_is_stale_is_read_again_and_only_then(site: Site, desk: Desk) -> None:
    crawled(desk, site)
    make_stale(desk)
    first = run_steps(desk, EXTRACT)
    assert first.told == ("extract: 3 pages read again, 0 articles new and 0 changed",)
    assert (row(desk)["reread"], row(desk)["steps"]) == (3, "extract")
    settled = row(desk)["settled"]
    assert settled
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("UPDATE fetches SET recipe = 'lama'")  # which nobody but a change of the rules does
    assert run_steps(desk, EXTRACT).told == ("extract: nothing was stale",), "it is known, and no page is looked for"
    assert row(desk)["settled"] == settled
    desk.declare("contoh", site.host, "[rules]\ndrop = ['div.iklan']")
    assert run_steps(desk, EXTRACT).told == ("extract: 3 pages read again, 0 articles new and 0 changed",)
    assert row(desk)["settled"] != settled


@pytest.mark.usefixtures("logged")
def test_after_a_run_that_was_killed_kept_pages_are_looked_through_again(site: Site, desk: Desk) -> None:
    crawled(desk, site)
    assert run_steps(desk, EXTRACT).told == ("extract: nothing was stale",)
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("INSERT INTO crawls (started_at, command, version) VALUES ('2026-06-20T00:00:00Z', 'kliping', '1')")
        db.execute("UPDATE fetches SET recipe = NULL, outcome = NULL, article_id = NULL WHERE url LIKE '%/b'")
        db.execute("DELETE FROM articles WHERE url LIKE '%/b'")
    assert run_steps(desk, EXTRACT).told == ("extract: 1 pages read again, 1 articles new and 0 changed",)
    assert run_steps(desk, EXTRACT).told == ("extract: nothing was stale",)


@pytest.mark.usefixtures("logged")
def test_reading_again_stops_between_two_batches_and_goes_on_in_the_next_run(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled(desk, site)
    make_stale(desk)
    told = []

    def extract_and_be_told(errand: Errand, until: Until) -> Did:
        """The step, and after its second page a signal."""
        from pipelines.store import Store

        before = Store.replay

        def replay(store: Store, result: Any) -> Any:
            told.append(result)
            if len(told) == 2:
                os.kill(os.getpid(), signal.SIGTERM)
            return before(store, result)

        monkeypatch.setattr(Store, "replay", replay)
        monkeypatch.setattr("pipelines.replay.batches", partial(batches, count=1))
        return EXTRACT[0].do(errand, until)

    ran = run_steps(desk, (Step(name="extract", do=extract_and_be_told), Step(name="never", do=EXTRACT[0].do)))
    assert (ran.ended, ran.told) == ("stopped", ("extract: 2 pages read again, 0 articles new and 0 changed",))
    assert (row(desk)["ended"], row(desk)["status"], row(desk)["settled"]) == ("stopped", 0, None)
    monkeypatch.undo()
    assert run_steps(desk, EXTRACT).told == ("extract: 1 pages read again, 0 articles new and 0 changed",)


@pytest.mark.usefixtures("logged")
def test_analyses_read_what_is_new_and_stop_between_two_batches(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis import ANALYSES

    crawled(desk, site)
    singly = tuple(replace(one, batch=1) for one in ANALYSES)
    monkeypatch.setattr("analysis.ANALYSES", singly)

    def be_told_and_analyse(errand: Errand, until: Until) -> Did:
        os.kill(os.getpid(), signal.SIGTERM)
        return ANALYSE[0].do(errand, until)

    ran = run_steps(desk, (Step(name="analyse", do=be_told_and_analyse),))
    assert (ran.ended, ran.verdict.status) == ("stopped", 0)
    assert ran.told == (f"analyse: 1 {singly[0].name}",)
    assert desk.rows("SELECT count(*) FROM analysed") == [1]
    assert run_steps(desk, ANALYSE).told[0].startswith(f"analyse: 2 {singly[0].name}")
    assert run_steps(desk, ANALYSE).told == ("analyse: nothing was new",)


@pytest.mark.usefixtures("logged")
def test_old_pages_go_where_that_is_configured_and_the_statistics_are_kept_up(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled(desk, site)
    assert run_steps(desk, KEEP).told == ("keep: analyze",)
    assert run_steps(desk, KEEP).told == ("keep: nothing was due",)
    monkeypatch.setenv("KLIPING_NOW", "2999-01-01T00:00:00Z")
    assert run_steps(desk, KEEP).told == ("keep: nothing was due",)
    assert run_steps(desk, KEEP, prune={EVERY: timedelta(days=90)}).told == ("keep: 3 old pages pruned",)


@pytest.mark.usefixtures("logged")
def test_a_step_that_breaks_leaves_a_line_a_row_and_a_traceback_in_the_log_and_the_next_is_done(desk: Desk) -> None:
    def breaks(errand: Errand, until: Until) -> Did:
        raise KeyError("tak terduga")

    steps = (EXTRACT[0], Step(name="analyse", do=breaks), Step(name="keep", do=KEEP[0].do))
    line = "analyse: KeyError: 'tak terduga'; a fault of Kliping's own, logs/kliping.log has more"
    first, second = run_steps(desk, steps), run_steps(desk, steps)
    assert (first.ended, first.verdict.status, first.verdict.lines) == ("fault", 1, (line,))
    assert (second.ended, second.verdict.status, second.verdict.lines) == ("fault", 1, ())
    assert (row(desk)["ended"], row(desk)["status"], row(desk)["steps"]) == ("fault", 1, "extract keep")
    log = (desk.data / "logs" / "kliping.log").read_text(encoding="utf-8")
    assert log.count('raise KeyError("tak terduga")') >= 2
    assert line in log


@pytest.mark.usefixtures("logged")
def test_a_kept_page_that_is_damaged_is_said_once_a_day(site: Site, desk: Desk) -> None:
    crawled(desk, site)
    make_stale(desk)
    (month,) = (desk.data / "raw").glob("*.db")
    with closing(sqlite3.connect(month)) as db, db:
        db.execute("UPDATE bodies SET body = x'00' WHERE hash = (SELECT min(hash) FROM bodies)")
    first, second = run_steps(desk, EXTRACT), run_steps(desk, EXTRACT)
    assert first.verdict.status == 1
    assert first.verdict.lines[0].startswith("kept pages are damaged, 1 of them; the first: ")
    assert (second.verdict.status, second.verdict.lines) == (0, ())
    assert desk.rows("SELECT count(settled) FROM crawls WHERE settled <> 'lama'") == [0], "it is tried again"


@pytest.mark.usefixtures("logged")
def test_a_file_that_cannot_be_used_ends_the_run(desk: Desk) -> None:
    def breaks(errand: Errand, until: Until) -> Did:
        raise DatabaseFileError("news.db: the disk is full; free some space and try again")

    ran = run_steps(desk, (Step(name="extract", do=breaks), *KEEP))
    assert (ran.ended, ran.verdict.status, ran.told) == ("fault", 1, ())
    assert ran.verdict.lines == ("extract: news.db: the disk is full; free some space and try again",)


@pytest.mark.usefixtures("logged")
def test_an_article_that_cannot_be_stored_costs_no_other_and_is_tried_again(site: Site, desk: Desk) -> None:
    crawled(desk, site)
    make_stale(desk)
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("UPDATE fetches SET outcome = NULL, article_id = NULL WHERE url LIKE '%/b'")
        db.execute("DELETE FROM articles WHERE url LIKE '%/b'")
        db.execute("CREATE TRIGGER b BEFORE INSERT ON articles BEGIN SELECT raise(ABORT, 'tidak'); END")
    first, second = run_steps(desk, EXTRACT), run_steps(desk, EXTRACT)
    assert first.told == ("extract: 3 pages read again, 0 articles new and 0 changed",)
    assert first.verdict.lines[0].startswith("articles could not be stored, logs/kliping.log says why, 1 of them; the ")
    assert second.told == ("extract: 1 pages read again, 0 articles new and 0 changed",)
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("DROP TRIGGER b")
    assert run_steps(desk, EXTRACT).told == ("extract: 1 pages read again, 1 articles new and 0 changed",)
    assert run_steps(desk, EXTRACT).told == ("extract: nothing was stale",)


@pytest.mark.usefixtures("logged")
def test_the_log_rotates_and_keeps_five(desk: Desk) -> None:
    logs = desk.data / "logs"
    logs.mkdir(parents=True)
    for name in ("kliping.log", *(f"kliping.log.{number}" for number in range(1, LOG_FILES + 1))):
        (logs / name).write_bytes(name.encode().ljust(LOG_BYTES, b"."))

    def warns(errand: Errand, until: Until) -> Did:
        logging.getLogger("kliping").info("satu baris")
        return Did(told="")

    run_steps(desk, (Step(name="warn", do=warns),))
    kept = {path.name: path.read_bytes() for path in logs.iterdir()}
    assert sorted(kept) == ["kliping.log", *(f"kliping.log.{number}" for number in range(1, LOG_FILES + 1))]
    assert b"satu baris" in kept["kliping.log"]
    assert len(kept["kliping.log"]) < LOG_BYTES
    older = ["kliping.log", *(f"kliping.log.{number}" for number in range(1, LOG_FILES))]
    assert [kept[f"kliping.log.{number}"].rstrip(b".").decode() for number in range(1, LOG_FILES + 1)] == older


def test_the_crawl_leaves_time_to_what_comes_after_it() -> None:
    shares = [step.share for step in STEPS]
    assert shares == sorted(shares)
    assert shares[0] < 1 == shares[-1]
