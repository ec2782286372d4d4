"""`kliping doctor` of files: the database, full text, kept pages, the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.doctor import as_lines, examine
from crawler.health.files import Space, look_at_disk
from crawler.health.finding import KINDS
from crawler.lock import locked
from pipelines.archive import Archive
from pipelines.items import Page
from pipelines.store import Store
from tests.desk import Desk
from tests.hundred_days import NOW, change, fill, findings, told
from tests.site import story
from tests.test_replay import PLAIN, Room


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.variables["KLIPING_NOW"] = NOW.isoformat()
    for name in ("contoh", "lain"):
        made.declare(name, f"{name}.example")
    return made


@pytest.mark.parametrize(
    ("damage", "seen"),
    [
        (["DROP TRIGGER articles_au", "UPDATE articles SET text = 'lain sama sekali' WHERE id = 5"], "out of step"),
        (["DROP TRIGGER articles_ad", "DELETE FROM articles WHERE id = 5"], "full text holds"),
        (["INSERT INTO article_tags VALUES (99999, 99999, 1)"], "foreign key"),
        (["DROP TRIGGER fetches_counted_au", "UPDATE fetches SET outcome = 'gone'"], "link_counts is out of step"),
        (["INSERT INTO baca_juga_counts VALUES ('https://a.example/', 2)"], "baca_juga_counts is out of step in 1 row"),
    ],
)
def test_a_database_that_is_out_of_step(desk: Desk, damage: list[str], seen: str) -> None:
    fill(desk)
    change(desk.database, "PRAGMA foreign_keys = OFF", *damage)
    before = desk.files()
    done = desk.here("doctor", "--json")
    assert done.status == 1
    assert any(one["kind"] == "database" and seen in one["seen"] for one in findings(done))
    assert {**desk.files(), "lock": b""} == {**before, "lock": b""}


def test_what_is_out_of_step_is_repaired(desk: Desk) -> None:
    fill(desk)
    change(
        desk.database, "PRAGMA foreign_keys = OFF", "DROP TRIGGER articles_ad", "DELETE FROM articles WHERE id = 5",
        "INSERT INTO baca_juga_counts VALUES ('https://a.example/', 2)",
    )  # fmt: skip
    advice = [one["advice"] for one in findings(desk.here("doctor", "--json")) if "step" in one["expected"]]
    assert advice == ["kliping repair", "kliping repair"]
    done = desk.here("repair")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == "trigger articles_ad was gone"
    assert done.out.splitlines()[2:] == [
        "baca_juga_counts is out of step in 1 rows",
        "full text is out of step with the articles: database disk image is malformed",
        "Full text and counts are made anew.",
    ]
    assert not [one for one in findings(desk.here("doctor", "--json")) if "step" in one["expected"]]
    assert desk.here("repair").out == "Everything was in step.\nFull text and counts are made anew.\n"


@pytest.mark.parametrize(
    ("drop", "part"),
    [
        ("DROP TRIGGER articles_au", "trigger articles_au"),
        ("DROP INDEX fetches_due", "index fetches_due"),
        ("DROP TABLE articles_fts", "table articles_fts"),
        ("DROP TABLE articles_fts_docsize", "table articles_fts"),
        ("DROP TABLE link_counts", "table link_counts"),
    ],
)
def test_what_was_dropped_is_told_and_made_again(desk: Desk, drop: str, part: str) -> None:
    fill(desk)
    change(desk.database, drop)
    done = desk.here("doctor", "--json")
    assert done.status == 1
    assert (part, "kliping repair") in [(one["expected"], one["advice"]) for one in findings(done)]
    done = desk.here("repair")
    assert (done.status, done.err) == (0, "")
    assert f"{part} was gone" in done.out.splitlines()
    assert not [one for one in findings(desk.here("doctor", "--json")) if one["kind"] == "database"]


def test_a_table_of_rows_that_was_dropped_is_not_made_up(desk: Desk) -> None:
    fill(desk)
    change(desk.database, "PRAGMA foreign_keys = OFF", "DROP TABLE versions")
    told = {one["expected"]: one["advice"] for one in findings(desk.here("doctor", "--json"))}
    assert told["table versions"] == "restore a backup: its rows are gone"
    done = desk.here("repair")
    assert done.status == 1
    assert "versions: dropped from the file with all rows; restore a backup" in done.err


@pytest.mark.parametrize(
    ("made", "status", "seen"),
    [
        ([], 0, "none: its first crawl broke off"),
        (["CREATE TABLE resep (nama)"], 1, "those of another program: resep"),
    ],
)
def test_a_database_without_our_tables(desk: Desk, made: list[str], status: int, seen: str) -> None:
    """Killed in its first moment, a crawl leaves an empty file, which is sound."""
    desk.data.mkdir(exist_ok=True)
    change(desk.database, "PRAGMA journal_mode = WAL", "CREATE TABLE a (b)", "DROP TABLE a", *made)
    done = desk.here("doctor", "--json")
    assert done.status == status
    assert [one["seen"] for one in findings(done)] == [seen]


def test_a_database_that_is_damaged_ends_in_words(desk: Desk) -> None:
    fill(desk)
    change(desk.database, "PRAGMA journal_mode = DELETE")
    body = bytearray(desk.database.read_bytes())
    body[len(body) // 3 : len(body) // 2] = b"\xff" * (len(body) // 2 - len(body) // 3)
    desk.database.write_bytes(body)
    done = desk.here("doctor", "--json")
    assert done.status == 1
    assert findings(done)[0]["kind"] == "database"
    desk.database.write_bytes(b"bukan basis data" * 1000)
    done = desk.here("doctor")
    assert done.status == 1
    assert "not an SQLite database" in done.out


def test_a_crawl_at_work_leaves_full_text_for_later(desk: Desk) -> None:
    fill(desk)
    with locked(desk.data):
        done = desk.here("doctor", "--json")
    assert done.status == 0
    (note,) = findings(done)
    assert (note["kind"], note["act"]) == ("database", False)
    assert "not looked at: " in note["seen"]


@pytest.fixture
def room(desk: Desk) -> Iterator[Room]:
    fill(desk)
    opened = Room(desk.data)
    for number in range(3):
        opened.capture(f"n{number}", story(f"Warga membangun n{number}"))
    yield opened
    opened.archive.close()
    opened.store.close()


def test_pages_that_were_kept_and_never_read(desk: Desk, room: Room) -> None:
    assert told(desk) == []
    url = "https://contoh.example/berita/terputus"
    for minutes in (30, 300):
        at = NOW - timedelta(minutes=minutes)
        room.archive.keep(Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=b"<p>Halo</p>"))
    (found,) = (one for one in findings(desk.here("doctor", "--json")) if one["act"])
    assert found["kind"] == "pages"
    assert found["seen"] == f"1 kept and never read, such as {url} of contoh"
    assert found["advice"] == "kliping extract --stale"
    room.replay(PLAIN)
    assert told(desk) == []


def test_damaged_pages_and_months(desk: Desk, room: Room) -> None:
    month = desk.data / "raw" / "2026-06.db"
    change(month, "UPDATE bodies SET body = x'00' WHERE rowid = 2")
    (found,) = (one for one in findings(desk.here("doctor", "--json", "--deep")) if one["act"])
    assert (found["kind"], found["subject"]) == ("pages", str(month))
    assert "1 of 3 pages looked at are damaged" in found["seen"]
    (desk.data / "raw" / "2026-05.db").write_bytes(b"bukan basis data" * 1000)
    kinds = [(one["kind"], Path(one["subject"]).name) for one in findings(desk.here("doctor", "--json"))]
    assert kinds == [("database", "2026-05.db"), ("pages", "2026-06.db")]


def test_a_sample_finds_the_newest_damage_and_deep_finds_all(desk: Desk, room: Room) -> None:
    for number in range(250):
        room.capture(f"b{number:03}", story(f"Warga membangun b{number:03}"), hours=1 + number / 100)
    month = desk.data / "raw" / "2026-06.db"
    change(month, "UPDATE bodies SET body = x'00' WHERE rowid > 240")
    sampled = next(one for one in findings(desk.here("doctor", "--json")) if one["kind"] == "pages")
    assert "13 of 200 pages looked at" in sampled["seen"]
    deep = next(one for one in findings(desk.here("doctor", "--json", "--deep")) if one["kind"] == "pages")
    assert "13 of 253 pages looked at" in deep["seen"]


@pytest.mark.parametrize(
    ("free", "growth", "seen"),
    [
        (10**12, None, None),
        (10**12, 5e9, None),
        (10**11, 5e9, "100000 MB left, which lasts 20 days"),
        (10**8, None, "100 MB left"),
    ],
)
def test_a_disk_that_fills(free: int, growth: float | None, seen: str | None) -> None:
    found = list(look_at_disk(Space(free=free, used=0, growth=growth), Path("data")))
    assert [one.seen for one in found] == ([seen] if seen else [])


def test_growth_is_told_from_the_kept_pages_of_two_months(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(desk.database).close()
    archive = Archive(desk.data / "raw")
    assert examine(desk.data, {}, NOW).space.growth is None
    for number in range(40):
        url = f"https://contoh.example/berita/{number}"
        at = NOW - timedelta(days=number)
        archive.keep(Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=url.encode() * 1000))
    archive.close()
    health = examine(desk.data, {}, NOW)
    size = sum(path.stat().st_size for path in (desk.data / "raw").glob("*-0[89].db"))
    assert health.space.growth is not None
    assert size / 33 < health.space.growth < 10 * size / 30
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=20 * health.space.growth))
    (found, *_) = (one for one in examine(desk.data, {}, NOW).findings if one.act and one.kind == "disk")
    assert "lasts 20 days" in found.seen or "MB left" in found.seen
    assert any("more a day" in line for line in as_lines(health))


def test_every_kind_is_known_and_a_folder_without_a_file_is_told(desk: Desk) -> None:
    assert len(set(KINDS)) == len(KINDS)
    done = desk.here("doctor")
    assert (done.status, done.out) == (2, "")
    assert "there is no such file yet" in done.err
