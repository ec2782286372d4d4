"""The engine: what is pending, what is redone, what goes, and what a kill leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from analysis import ANALYSES, language
from analysis.base import ARTICLES, Analysis, Run, Unit, analyse, open_findings
from crawler.cli import main
from pipelines.db import writing
from tests.findings import Told, put, rows, run
from tests.test_language import ENGLISH, INDONESIAN

STORIES = [Told(url=f"https://contoh.example/{n}", text=f"{INDONESIAN} Bagian {n}.") for n in range(5)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    put(tmp_path / "news.db", STORIES)
    return tmp_path / "news.db"


def counting(seen: list[Unit], *, breaks_at: int | None = None) -> Analysis:
    """The language analysis, two articles a batch, with a note of what it is given."""

    def begin(db: Database) -> Run:
        inner = language.ANALYSIS.begin(db)

        def batch(units: Sequence[Unit]) -> None:
            seen.extend(units)
            inner(units)
            if breaks_at is not None and len(seen) >= breaks_at:
                raise RuntimeError("killed")

        return batch

    return replace(language.ANALYSIS, begin=begin, batch=2)


def test_every_analysis_has_a_name_of_its_own_and_a_module_of_that_name() -> None:
    names = [one.name for one in ANALYSES]
    assert len(set(names)) == len(names)
    for one in ANALYSES:
        assert one.begin.__module__ == f"analysis.{one.name}"


def test_only_what_is_new_is_read(path: Path) -> None:
    seen: list[Unit] = []
    assert run(path, counting(seen))["language"].units == 5
    assert run(path, counting(seen))["language"].units == 0
    put(path, [Told(url="https://contoh.example/9", text=ENGLISH)])
    assert run(path, counting(seen))["language"].units == 1
    assert len(seen) == 6
    assert rows(path, "SELECT language, count(*) FROM languages GROUP BY 1 ORDER BY 1") == [("en", 1), ("id", 5)]


def test_a_changed_text_is_read_again_and_white_space_is_a_change(path: Path) -> None:
    run(path, counting([]))
    put(path, [replace(STORIES[2], text=ENGLISH)])
    seen: list[Unit] = []
    run(path, counting(seen))
    assert seen == [3]
    assert rows(path, "SELECT language FROM languages WHERE article_id = 3") == [("en",)]
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE articles SET text = replace(text, '. ', '.\n\n') WHERE id = 1")
    run(path, counting(seen))
    assert seen == [3, 1]


def test_an_article_that_goes_takes_its_findings_along(path: Path) -> None:
    run(path, language.ANALYSIS)
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE fetches SET article_id = NULL WHERE article_id = 4")
        db.execute("DELETE FROM articles WHERE id = 4")
    assert rows(path, "SELECT article_id FROM languages") == [(1,), (2,), (3,), (5,)]
    assert rows(path, "SELECT unit FROM analysed") == [(1,), (2,), (3,), (5,)]


def test_a_new_version_reads_everything_again(path: Path) -> None:
    run(path, language.ANALYSIS)
    seen: list[Unit] = []
    newer = replace(counting(seen), version="new")
    assert run(path, newer)["language"].units == 5
    assert sorted(seen) == [1, 2, 3, 4, 5]
    assert rows(path, "SELECT DISTINCT version FROM analysed") == [("new",)]
    assert rows(path, "SELECT version FROM analyses") == [("new",)]


def test_a_batch_that_breaks_leaves_the_earlier_ones_whole_and_is_taken_up_again(path: Path) -> None:
    with pytest.raises(RuntimeError, match="killed"):
        run(path, counting([], breaks_at=4))
    assert rows(path, "SELECT article_id FROM languages") == [(1,), (2,)]
    seen: list[Unit] = []
    run(path, counting(seen))
    assert seen == [3, 4, 5]


def test_when_the_time_is_up_no_further_batch_begins(path: Path) -> None:
    done = run(path, language.ANALYSIS, until=0.0)["language"]
    assert (done.units, done.pending) == (0, 5)


def test_since_leaves_older_articles_out(path: Path) -> None:
    put(path, [Told(url="https://contoh.example/10", text=INDONESIAN, at="2026-06-21T00:10:00+07:00")])
    seen: list[Unit] = []
    run(path, counting(seen), since=date(2026, 6, 21))
    assert seen == [6]


def test_a_unit_that_is_none_any_more_is_forgotten(path: Path) -> None:
    run(path, language.ANALYSIS)
    fewer = replace(language.ANALYSIS, units=f"SELECT * FROM ({ARTICLES}) WHERE unit > 2")
    assert run(path, fewer)["language"].units == 0
    assert rows(path, "SELECT article_id FROM languages") == [(3,), (4,), (5,)]


def test_the_command_says_what_it_did(path: Path) -> None:
    answer = CliRunner().invoke(main, ["analyse", "language"], env={"KLIPING_DATA": str(path.parent)})
    assert answer.exit_code == 0
    assert answer.output.startswith("language: 5 read in ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["analyse", "sentimen"], "'sentimen' is no analysis; there are language"),
        (["analyse", "--all", "--since", "2026-01-01"], "--all begins anew and goes without --since"),
    ],
)
def test_wrong_words_end_the_command(path: Path, arguments: list[str], said: str) -> None:
    answer = CliRunner().invoke(main, arguments, env={"KLIPING_DATA": str(path.parent)})
    assert answer.exit_code == 2
    assert said in answer.output


def test_a_change_finds_an_articles_marks_by_their_key(path: Path) -> None:
    with open_findings(path) as db:
        query = "EXPLAIN QUERY PLAN DELETE FROM analysed WHERE unit = +:id AND analysis IN (SELECT name FROM analyses)"
        plan = " ".join(row[3] for row in db.execute(query, {"id": 1}))
        triggers = db.execute("SELECT sql FROM sqlite_master WHERE name IN ('analysed_au', 'analysed_ad')").fetchall()
    assert "SEARCH analysed USING PRIMARY KEY (analysis=? AND unit=?)" in plan
    assert [sql.count("unit = +old.id") for (sql,) in triggers] == [1, 1]


def test_without_a_file_the_command_says_what_makes_it(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["analyse"], env={"KLIPING_DATA": str(tmp_path)})
    assert answer.exit_code == 2
    assert "`kliping crawl` makes it" in answer.output


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda one: one.name)
def test_what_is_pending_is_looked_up_and_no_text_is_read(path: Path, analysis: Analysis) -> None:
    run(path, analysis)
    asked: list[str] = []
    with open_findings(path) as db:
        db.conn.set_trace_callback(asked.append)
        list(analyse(db, [analysis]))
        db.conn.set_trace_callback(None)
        (pending,) = [statement for statement in asked if statement.startswith("SELECT u.unit, u.digest")]
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {pending}"))
    assert "SEARCH d USING PRIMARY KEY (analysis=? AND unit=?)" in plan
    assert "COVERING INDEX" in plan or analysis.unit == "day"
