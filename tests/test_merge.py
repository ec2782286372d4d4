"""Files of several machines become one: in any order, with any overlap, and again without a change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipelines.compare import Rows, differences, natural
from pipelines.db import open_database, open_reader, writing
from pipelines.incoming import Incoming
from pipelines.items import Article, Lead, Link, Listed, Person, Refusal
from pipelines.merge import MergeError, merge
from pipelines.removal import find
from pipelines.runs import Runs
from pipelines.schema import COUNTED, news
from tests.desk import Desk
from tests.results import NOON, article, refusal

TEXTS = ("Satu dua tiga.", "Satu dua empat.", "Lima enam tujuh.")
NAMES = ("a", "b", "c")
#: The file compared beyond its natural keys: what a merge could lose without a trace in those.
MORE = {
    "attempts": "SELECT url, outlet, at, status, outcome, stage FROM attempts",
    "listings": "SELECT outlet, day, source, url, read_at, listed, new, complete, error FROM listings",
    "crawls": "SELECT started_at, ended_at, command, version FROM crawls",
    "ledger": "SELECT url, asked, via, listed_at, listed_on, fetched_at, due_at, tries FROM fetches",
    "times": "SELECT url, first_seen_at, fetched_at, gone_at FROM articles",
}


@dataclass(frozen=True)
class Did:
    """Something that happened on a machine: at an hour, to a story."""

    hour: int
    name: str
    what: str
    text: int = 0
    recipe: str = "r1"
    twin: bool = False


def happen(store: Incoming, did: Did) -> None:
    at = NOON + timedelta(hours=did.hour)
    asked = f"{did.name}/amp" if did.twin else did.name
    url = f"https://contoh.example/berita/{asked}"
    if did.what == "listed":
        leads = (Lead(url=url, asked=url + "?x", listed_on=at.date()),)
        store.listed(Listed(outlet="contoh", source="umpan", url=f"umpan{did.hour}", read_at=at, leads=leads))
    elif did.what == "removed":
        target = find(store.db, url)
        if target is not None:
            store.remove([target], f"sebab {did.hour}", at)
    elif did.what in ("put", "bring"):
        story: Article = article(
            did.name, did.hour, asked=asked, text=TEXTS[did.text], recipe=did.recipe,
            people=(Person(name=f"Nama {did.text}", role="author"),), tags=("desa", f"tanda {did.text}"),
            links=tuple(Link(url=f"https://contoh.example/berita/{n}", text="Baca", kind="inline") for n in NAMES),
        )  # fmt: skip
        (store.put if did.what == "put" else store.receive)(story)
    else:
        refused: Refusal = refusal(did.what, asked, did.hour)
        store.receive(refused) if did.hour % 2 else store.put(refused)


WHATS = st.sampled_from(["put", "put", "bring", "bring", "listed", "http_404", "too_short", "removed"])
DIDS = st.builds(
    Did, hour=st.integers(0, 9), name=st.sampled_from(NAMES), what=WHATS, text=st.integers(0, 2),
    recipe=st.sampled_from(["r1", "r1", "r1", "r2"]), twin=st.booleans(),
)  # fmt: skip
LIVES = st.lists(st.lists(DIDS, max_size=7), min_size=1, max_size=4)
CAPTURES = st.lists(
    st.builds(Did, hour=st.integers(0, 9), name=st.sampled_from(NAMES), what=st.just("bring"), text=st.integers(0, 2)),
    max_size=12, unique_by=lambda did: (did.hour, did.name),
)  # fmt: skip
SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file without rows, to begin from: making one takes longer than filling it."""
    path = tmp_path_factory.mktemp("empty") / "news.db"
    with open_database(path, news) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return path


def live(empty: Path, path: Path, life: Sequence[Did]) -> Path:
    """A machine's file after a life, in order of time."""
    shutil.copy(empty, path)
    store = Incoming(path)
    with writing(store.db):
        Runs(store.db).begin(f"kliping {path.stem}", "0", NOON)
    for did in sorted(life, key=lambda one: one.hour):
        happen(store, did)
    store.close()
    return path


def names(folder: Path) -> list[str]:
    """The files there, but for what SQLite keeps beside an open one."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(("-shm", "-wal")))


@contextmanager
def scratch() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def said(path: Path) -> dict[str, Rows]:
    with open_reader(path, news) as db:
        return natural(db) | {name: frozenset(map(tuple, db.execute(query))) for name, query in MORE.items()}


def united(folder: Path, name: str, files: Sequence[Path]) -> dict[str, Rows]:
    merge(files, folder / name)
    return said(folder / name)


@SLOW
@given(LIVES, st.randoms())
def test_neither_order_nor_overlap_nor_repetition_matters(empty: Path, lives: list[list[Did]], chance: Any) -> None:
    with scratch() as folder:
        files = [live(empty, folder / f"m{n}.db", life) for n, life in enumerate(lives)]
        once = united(folder, "once.db", files)
        shuffled = [*files, chance.choice(files)]
        chance.shuffle(shuffled)
        assert united(folder, "other.db", shuffled) == once
        assert united(folder, "again.db", [folder / "once.db"]) == once
        assert united(folder, "more.db", [chance.choice(files), folder / "once.db"]) == once


@SLOW
@given(CAPTURES, st.integers(1, 4), st.randoms())
def test_several_machines_come_to_what_one_would_have(
    empty: Path, captures: list[Did], machines: int, chance: Any
) -> None:
    """Captures fall to machines by chance, some to two of them; joined at once or one by one."""
    with scratch() as folder:
        whole = said(live(empty, folder / "whole.db", captures))
        lives: list[list[Did]] = [[] for _ in range(machines)]
        for did in captures:
            for _ in range(chance.randint(1, 2)):
                chance.choice(lives).append(did)
        files = [live(empty, folder / f"m{n}.db", life) for n, life in enumerate(lives)]
        once = united(folder, "once.db", files)
        step = files[0]
        for n, file in enumerate(files[1:]):
            merge([step, file], folder / f"step{n}.db")
            step = folder / f"step{n}.db"
        merge([step], folder / "last.db")
        assert said(folder / "last.db") == once
        for table in ("articles", "article_people", "article_tags", "links", "versions", "times"):
            assert once[table] == whole[table], table
        assert {(row[0], row[2]) for row in once["attempts"]} == {(row[0], row[2]) for row in whole["attempts"]}


@SLOW
@given(st.lists(DIDS.filter(lambda did: did.recipe == "r1" and not did.twin), max_size=10))
def test_a_file_alone_is_itself(empty: Path, life: list[Did]) -> None:
    with scratch() as folder:
        file = live(empty, folder / "m.db", life)
        before, after = said(file), united(folder, "all.db", [file])
        assert differences(before, after) == []
        assert after == before


@SLOW
@given(LIVES)
def test_what_was_taken_out_of_one_is_in_none(empty: Path, lives: list[list[Did]]) -> None:
    with scratch() as folder:
        files = [live(empty, folder / f"m{n}.db", life) for n, life in enumerate(lives)]
        all_said = united(folder, "all.db", files)
        gone = {row[0] for file in files for row in said(file)["fetches"] if row[4] == "removed"}
        ends = {row[0]: row[4] for row in all_said["fetches"]}
        assert {ends[url] for url in gone} <= {"removed"}
        assert not gone & {row[0] for row in all_said["articles"]}
        assert not gone & {row[2] for row in all_said["links"]}


def test_no_link_and_no_article_is_lost(empty: Path, tmp_path: Path) -> None:
    """One machine has the story, the other found it gone later; each has a link that the other never saw."""
    one = live(empty, tmp_path / "a.db", [Did(0, "a", "put"), Did(1, "b", "listed")])
    other = live(empty, tmp_path / "b.db", [Did(3, "a", "http_404"), Did(2, "c", "too_short")])
    merged = united(tmp_path, "all.db", [one, other])
    assert {(row[0][-1], row[4]) for row in merged["fetches"]} == {("a", "stored"), ("b", None), ("c", "too_short")}
    assert [row[1:] for row in merged["times"]] == [
        ("2026-06-20T05:00:00Z", "2026-06-20T05:00:00Z", "2026-06-20T08:00:00Z")
    ]  # fmt: skip


def test_of_two_twins_on_two_machines_one_is_the_storys_own(empty: Path, tmp_path: Path) -> None:
    one = live(empty, tmp_path / "a.db", [Did(5, "a", "put", twin=True)])
    other = live(empty, tmp_path / "b.db", [Did(1, "a", "put", text=1)])
    merged = united(tmp_path, "all.db", [one, other])
    assert {(row[0][29:], row[4]) for row in merged["fetches"]} == {("/a", "stored"), ("/a/amp", "same_article")}
    assert [row[4] for row in merged["articles"]] == [TEXTS[0]]
    assert sorted((row[1], row[3]) for row in merged["versions"]) == [(1, TEXTS[1]), (2, TEXTS[0])]


def test_every_table_of_the_file_is_merged(empty: Path) -> None:
    """A table that a new migration brings is no orphan of this module."""
    source = Path(merge.__code__.co_filename).read_text(encoding="utf-8")
    with Database(empty) as db:
        tables = {name for name in db.table_names() if not name.startswith(("articles_fts", "sqlite", "_"))}
    tables -= COUNTED.keys()  # triggers fill these
    assert [table for table in sorted(tables) if f'"{table}"' not in source] == []


def test_files_that_cannot_be_merged_are_named(empty: Path, tmp_path: Path) -> None:
    file = live(empty, tmp_path / "a.db", [])
    strange = tmp_path / "strange.db"
    strange.write_bytes(b"x" * 5000)
    target = tmp_path / "all.db"
    for files, into, told in (
        ([tmp_path / "none.db"], target, "none.db: there is no such file"),
        ([file], file, "a.db: is one of the files to merge"),
        ([file], tmp_path, "give the name of a file"),
        ([file], tmp_path / "no" / "all.db", "give the name of a file"),
        ([strange], target, "strange.db: not an SQLite database"),
    ):
        with pytest.raises(Exception, match=told):
            merge(files, into)
    merge([file], target)
    with pytest.raises(MergeError, match="is there already"):
        merge([file], target)
    merge([file], target, force=True)
    assert names(tmp_path) == ["a.db", "all.db", "strange.db"]


def test_a_killed_merge_leaves_nothing_under_the_new_name(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = live(empty, tmp_path / "a.db", [Did(0, "a", "put")])
    monkeypatch.setattr("pipelines.merge.unsound", lambda db: ["row 1 missing from index"])
    with pytest.raises(MergeError, match="not sound: row 1 missing"):
        merge([file], tmp_path / "all.db")
    assert names(tmp_path) == ["a.db"]


def test_the_command_says_what_came_of_it(empty: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    files = [
        live(empty, tmp_path / "a.db", [Did(0, "a", "put"), Did(2, "b", "put")]),
        live(empty, tmp_path / "b.db", [Did(1, "a", "put", text=1), Did(3, "b", "put"), Did(4, "b", "removed")]),
    ]
    into = tmp_path / "all.db"
    done = desk.here("merge", *map(str, files), "--into", str(into))
    assert (done.status, done.out, done.err) == (
        0, f"{into}: 1 articles, 2 versions, 2 links, 1 of them taken out\n", ""
    )  # fmt: skip
    again = desk.here("merge", *map(str, files), "--into", str(into))
    assert (again.status, again.err) == (
        1, f"Error: {into}: is there already; give another name, or --force to overwrite it\n"
    )  # fmt: skip
    with open_reader(into, news) as db:
        assert db.execute("SELECT title FROM articles_fts WHERE articles_fts MATCH 'empat'").fetchall() == [("Judul",)]
