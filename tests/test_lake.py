"""`kliping lake`: archives in pieces become Parquet that says what an import into `news.db` says, findings included."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("fastwarc", reason="the extra `archive` is not installed")

from analysis.base import analyse, open_findings
from analysis.lake import ANALYSES, VERSIONS, Finder
from crawler.declaration import read_outlets
from crawler.flooding import describe
from crawler.lake import Worker
from crawler.newsroom import OUTLETS
from pipelines.archive import Archive
from pipelines.compare import differences, natural
from pipelines.db import open_reader
from pipelines.lake import Lake
from pipelines.removal import forms
from pipelines.schema import news
from tests.crawled import Crawled
from tests.desk import Desk, finish
from tests.lakes import fill, found_in_file, found_in_lake, record_newsroom, said, unmeasured
from tests.site import ROOT

LENGTH = 50_000


@dataclass(frozen=True, kw_only=True)
class Flooded:
    """An archive, a desk that imported and analysed it, and a lake of it, read in pieces in this process."""

    desk: Desk
    archive: Path
    lake: Path


@pytest.fixture(scope="session")
def flooded(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Flooded:
    folder = tmp_path_factory.mktemp("lake")
    desk, archive = Desk(folder), folder / "newsroom.warc.gz"
    desk.variables["KLIPING_OUTLETS"] = str(OUTLETS)
    record_newsroom(crawled.data / "raw", archive)
    assert desk.here("warc", "import", "--no-keep", str(archive)).status == 0
    with open_findings(desk.database) as db:
        list(analyse(db, ANALYSES))
    fill(folder / "whole", [archive], LENGTH)
    return Flooded(desk=desk, archive=archive, lake=folder / "whole")


def same_news(one: Path, other: Path) -> list[str]:
    with open_reader(one, news) as here, open_reader(other, news) as there:
        return differences(natural(here), natural(there))


def test_a_lake_comes_back_as_the_file_that_an_import_makes(flooded: Flooded, tmp_path: Path) -> None:
    assert len(Lake(str(flooded.lake)).notes()) >= 4
    done = flooded.desk.here("import", str(flooded.lake), "--into", str(tmp_path / "back.db"))
    assert (done.status, done.err) == (0, "")
    assert same_news(flooded.desk.database, tmp_path / "back.db") == []
    assert len(flooded.desk.rows("SELECT 1 FROM versions")) >= 2
    assert " again" in flooded.desk.here("import", str(flooded.lake), "--into", str(tmp_path / "back.db")).out
    assert same_news(flooded.desk.database, tmp_path / "back.db") == []


def test_findings_in_a_lake_are_those_of_the_file(flooded: Flooded) -> None:
    file, lake = found_in_file(flooded.desk.database), found_in_lake(flooded.lake)
    captures = {row[:2] for row in file["languages"]}
    for table, rows in file.items():
        assert rows, table
        assert {row for row in lake[table] if row[:2] in captures} == rows, table


def test_pieces_of_any_length_make_the_same_lake(flooded: Flooded, tmp_path: Path) -> None:
    fill(tmp_path / "one", [flooded.archive], 1 << 30)
    assert said(tmp_path / "one") == said(flooded.lake)


def test_a_bucket_is_filled_as_a_folder_is(beginning: Path, flooded: Flooded) -> None:
    """fsspec's own store in memory stands for a bucket: no folders, no renaming."""
    fill("memory://ember/danau", [beginning], LENGTH)
    filled, whole = said("memory://ember/danau"), said(flooded.lake)
    assert len(filled["articles"]) > 3
    assert all(rows <= whole[table] for table, rows in filled.items())


@pytest.fixture
def beginning(flooded: Flooded, tmp_path: Path) -> Path:
    """The first records of the archive, the last of them cut; under its name, so that its captures are the same."""
    file = tmp_path / flooded.archive.name
    file.write_bytes(flooded.archive.read_bytes()[:25_000])
    return file


def test_a_lake_is_filled_once_and_what_was_left_half_is_swept(
    beginning: Path, flooded: Flooded, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    (note,) = fill(lake, [beginning], 1 << 30)
    assert note.counts["broken"] == 1
    assert note.messages[0].startswith(f"{beginning}: broken at or after byte")
    left = lake / note.files[0].replace("newsroom", "halb")
    left.write_bytes(b"x")
    before = said(lake)
    assert fill(lake, [beginning], 1 << 30) == []
    assert not left.exists()
    assert len(fill(lake, [beginning], 1 << 30, again=True)) == 1
    assert said(lake) == before
    beginning.write_bytes(flooded.archive.read_bytes()[:40_000])
    fill(lake, [beginning], 1 << 30)
    assert before["articles"] < said(lake)["articles"] < said(flooded.lake)["articles"]


def test_kept_pages_give_what_an_archive_of_them_gives(crawled: Crawled, flooded: Flooded, tmp_path: Path) -> None:
    kept, some = Archive(crawled.data / "raw", read_only=True), Archive(tmp_path / "raw")
    ours = set(flooded.desk.rows("SELECT DISTINCT outlet FROM articles"))
    for capture in [one for one in kept.captures() if one.outlet in ours][::8]:
        some.keep(kept.read(capture))
    kept.close()
    some.close()
    fill(tmp_path / "lake", sorted((tmp_path / "raw").glob("*.db")), 1 << 30)
    found, whole = found_in_lake(tmp_path / "lake"), found_in_lake(flooded.lake)
    captures = {row[:2] for row in found["languages"]}
    assert len(captures) > 3
    for table, rows in found.items():
        assert rows == {row for row in whole[table] if row[:2] in captures}, table


def test_what_only_looks_like_a_record_in_the_middle_of_a_file_is_seen_through(
    flooded: Flooded, tmp_path: Path
) -> None:
    """A page that holds a record, in an archive without gzip, right where a piece begins."""
    length = 300_000
    forged = (
        b"\n\nWARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\nContent-Length: 5\r\n\r\nhalo\n"
    )
    body = b"." * length + forged + b"." * 5000
    plain = gzip.decompress(flooded.archive.read_bytes())
    file = tmp_path / "a.warc"
    file.write_bytes(
        b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % len(body) + body + b"\r\n\r\n" + plain
    )
    read = fill(tmp_path / "pieces", [file], length)
    notes = Lake(str(tmp_path / "pieces")).notes()
    assert [note.piece.number for note in read][len(notes) :] == [1], "the second piece was read again"
    assert [note.piece.number for note in notes] == list(range(len(notes)))
    assert all(one.seams.next == other.seams.first for one, other in pairwise(notes))
    assert sum(note.counts.get("responses", 0) for note in notes) == plain.count(b"WARC-Type: response")
    assert found_in_lake(tmp_path / "pieces") == found_in_lake(flooded.lake)


def test_what_was_taken_out_is_in_no_lake(beginning: Path, flooded: Flooded, tmp_path: Path) -> None:
    outlet = flooded.desk.rows("SELECT min(outlet) FROM articles")[0]
    urls = flooded.desk.rows("SELECT url FROM articles WHERE outlet = ?", outlet)
    removed = frozenset(form for url in urls for form in forms(url))
    worker = Worker(str(tmp_path / "lake"), read_outlets([OUTLETS]), removed, Finder, VERSIONS)
    note = worker.read(describe(str(beginning)))
    worker.close()
    assert note.outcomes["removed"] > 3
    rows = said(tmp_path / "lake")
    assert not any(url in row for table in rows if table != "refusals" for row in rows[table] for url in urls)


def test_a_slice_is_of_outlets_and_days(flooded: Flooded, tmp_path: Path) -> None:
    days = flooded.desk.rows("SELECT DISTINCT published_on FROM articles WHERE published_on > '2026-06-01' ORDER BY 1")
    day, outlet = days[-2], flooded.desk.rows("SELECT outlet FROM articles GROUP BY outlet ORDER BY count(*) DESC")[0]
    desk = Desk(tmp_path)
    done = desk.here("import", str(flooded.lake), "--since", day, "--until", day, "--outlet", outlet)
    assert (done.status, done.err) == (0, "")
    wanted = "SELECT url FROM articles WHERE outlet = ? AND coalesce(published_on, '') = ? ORDER BY url"
    kept = desk.rows("SELECT url FROM articles WHERE published_on IS NOT NULL ORDER BY url")
    assert kept == flooded.desk.rows(wanted, outlet, day)
    assert kept
    assert desk.here("import", str(tmp_path), "--outlet", "x").err == (
        f"Error: {tmp_path}: there is no lake; `kliping lake FILE… --to {tmp_path}` makes one\n"
    )


def test_a_crawled_story_stays_as_the_crawl_left_it(crawled: Crawled, flooded: Flooded, tmp_path: Path) -> None:
    ours = tmp_path / "news.db"
    ours.write_bytes((crawled.data / "news.db").read_bytes())
    done = flooded.desk.here("import", str(flooded.lake), "--into", str(ours))
    assert (done.status, done.err) == (0, "")
    assert " crawled" in done.out
    with open_reader(ours, news) as db:
        here = natural(db)
    with open_reader(crawled.data / "news.db", news) as db:
        there = natural(db)
    for table in ("articles", "versions", "links", "article_people", "article_tags"):
        assert here[table] == there[table], table


@pytest.fixture(scope="session")
def nodes() -> Iterator[subprocess.Popen[str]]:
    pytest.importorskip("ray", reason="the extra `ray` is not installed: `make ray`")
    command = [sys.executable, "-W", "ignore", "-m", "tests.two_nodes"]
    with subprocess.Popen(
        command, cwd=ROOT, env=unmeasured(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        yield process
        process.communicate()


def test_two_machines_of_which_one_dies_fill_the_same_lake(
    nodes: subprocess.Popen[str], flooded: Flooded, tmp_path: Path
) -> None:
    assert nodes.stdin
    assert nodes.stdout
    address = nodes.stdout.readline().strip()
    lake, size = tmp_path / "lake", str(LENGTH / 10**6)
    command = ("lake", str(flooded.archive), "--to", str(lake), "--piece", size, "--address", address)
    desk = Desk(tmp_path)
    desk.variables |= {"KLIPING_OUTLETS": str(OUTLETS), "PYTHONWARNINGS": "ignore"}
    running = desk.begin(*command)
    assert running.stdout
    told = running.stdout.readline()
    nodes.stdin.write("kill\n")
    nodes.stdin.flush()
    assert nodes.stdout.readline() == "killed\n"
    done = finish(running)
    assert done.status == 0, done.err  # of a machine that died Ray itself says much
    lines = [line for line in (told.decode() + done.out).splitlines() if line.startswith((lake.as_posix(), "newsroom"))]
    assert len(lines) == 1 + len(Lake(str(flooded.lake)).notes()), lines
    assert said(lake) == said(flooded.lake)
    before = {path: path.stat().st_mtime_ns for path in lake.rglob("*.*")}
    again = desk.here(*command)
    assert (again.status, again.out) == (
        0, f"{len(lines) - 1} of {len(lines) - 1} pieces were read before; --again reads them once more\n"
    )  # fmt: skip
    assert {path: path.stat().st_mtime_ns for path in lake.rglob("*.*")} == before


def test_the_notes_of_a_lake_name_who_read_it(flooded: Flooded) -> None:
    note = json.loads((flooded.lake / "_read" / "newsroom.warc.gz.0.json").read_text())
    assert set(note["versions"]) == {one.name for one in ANALYSES}
    assert note["piece"]["name"] == "newsroom.warc.gz"


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = Desk(tmp_path).here("lake", "a.warc.gz", "--to", str(tmp_path / "lake"))
    assert (done.status, done.err) == (
        1,
        "Error: a lake needs more packages: `make ray`, or `.venv/bin/pip install -e '.[archive,ray]'` in Kliping's"
        " folder installs them (ray is missing)\n",
    )


def test_a_folder_with_something_else_in_it_is_no_lake(
    flooded: Flooded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    (tmp_path / "surat.txt").write_text("halo")
    done = flooded.desk.here("lake", str(flooded.archive), "--to", str(tmp_path))
    assert (done.status, done.err) == (
        1, f"Error: {tmp_path}: something else stands there; a lake goes into a place of its own\n"
    )  # fmt: skip
    other = flooded.desk.here("lake", str(flooded.archive), "--to", str(flooded.lake), "--piece", "5")
    assert (other.status, "was begun with pieces of 50,000 bytes" in other.err) == (1, True)


def test_the_questions_of_the_manual_have_answers(
    flooded: Flooded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra `ray` is not installed: `make ray`")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lake").symlink_to(flooded.lake)
    page = (ROOT / "data" / "lake.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    asked = re.findall(r'duckdb\.sql\(\s*"""(.*?)"""\s*\)', block, re.S)
    assert len(asked) == block.count("duckdb.sql(") == 6
    with duckdb.connect() as db:
        for query in asked:
            assert db.sql(query).fetchall() or query.startswith("CREATE"), query
        stories = db.sql("SELECT url, title, words FROM articles").fetchall()
    assert set(stories) == set(flooded.desk.rows("SELECT url, title, words FROM articles"))
    assert list((tmp_path / "packed").rglob("*.parquet"))
