"""Pruning: only old pages that were read go, what others share stays, rows stay, and the space comes back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.choices import ChoicesError, age, read_choices
from pipelines.archive import Archive
from pipelines.pruning import Pruned, prune
from tests.desk import Desk
from tests.results import refusal
from tests.site import story
from tests.test_replay import NOON, Room

DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    yield opened
    opened.archive.close()
    opened.store.close()


def kept(room: Room) -> list[str]:
    return [capture.url.rpartition("/")[2] for capture in room.archive.captures()]


def prune_all(room: Room, days: float = 90, outlet: str | None = None, *, dry_run: bool = False) -> Pruned:
    limit = NOON + timedelta(days=100 - days)
    return prune(room.archive, room.store.db, lambda name: limit if outlet in (None, name) else None, dry_run=dry_run)


def test_old_pages_go_rows_stay_and_replay_counts_them(room: Room) -> None:
    room.capture("tua", story("Warga membangun tua"))
    room.capture("muda", story("Warga membangun muda"), hours=24 * 11)
    before = room.everything()
    done = prune_all(room)
    assert (done.pages, done.unread, done.unshrunk) == (1, 0, ())
    assert done.bytes > 100
    assert kept(room) == ["muda"]
    assert room.everything() == before
    replayed = room.replay()
    assert (replayed.read, replayed.without_page, replayed.damaged) == (1, 1, [])
    assert room.everything() == before


def test_a_dry_run_says_the_same_and_deletes_nothing(room: Room) -> None:
    room.capture("tua", story("Warga membangun tua"))
    assert prune_all(room, dry_run=True) == Pruned(pages=1)
    assert kept(room) == ["tua"]


def test_only_the_outlets_that_are_meant(room: Room) -> None:
    room.capture("tua", story("Warga membangun tua"))
    assert prune_all(room, outlet="lain").pages == 0
    assert prune_all(room, outlet="contoh").pages == 1


def test_a_page_whose_extraction_never_happened_stays(room: Room) -> None:
    def keep(name: str, hours: float = 0) -> None:
        """Killed between keeping and reading."""
        from pipelines.items import Page

        url = f"https://contoh.example/berita/{name}"
        at = NOON + timedelta(hours=hours)
        room.archive.keep(Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=story(name)))

    keep("tanpa-baris")
    keep("mati")
    room.store.put(refusal("worker_died", "mati"))
    room.capture("sunting", story("Warga membangun sunting"))
    keep("sunting", hours=6)
    room.capture("rusak-lagi", story("Warga membangun rusak"))
    keep("rusak-lagi", hours=6)
    room.store.put(refusal("worker_died", "rusak-lagi", 6))
    keep("tak-terbaca")
    room.store.put(refusal("parse_error", "tak-terbaca"))
    done = prune_all(room)
    assert (done.pages, done.unread) == (2, 5)
    assert sorted(kept(room)) == ["mati", "rusak-lagi", "sunting", "tak-terbaca", "tanpa-baris"]
    room.replay()
    assert prune_all(room).pages == 5


def test_identical_bytes_stay_while_another_capture_has_them(room: Room) -> None:
    body = story("Warga membangun sama")
    room.capture("a", body)
    room.capture("b", body, hours=24 * 8)
    assert prune_all(room, 95).bytes == 0
    (capture,) = room.archive.captures()
    assert room.archive.read(capture).body == body
    assert prune_all(room, 91).bytes > 0
    assert kept(room) == []


def test_the_space_comes_back_and_an_empty_month_is_deleted(room: Room) -> None:
    for number in range(60):
        noise = os.urandom(20_000).hex()
        room.capture(f"n{number}", story(f"Warga membangun n{number}", after=noise), hours=number)
    file = room.archive.folder / "2026-06.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.stat().st_size
    prune_all(room, 100 - 40 / 24)
    assert 0 < file.stat().st_size < before / 2
    prune_all(room, 90)
    assert list(room.archive.folder.iterdir()) == []
    room.capture("baru", story("Warga membangun baru"))
    assert kept(room) == ["baru"]


def test_what_younger_pages_are_packed_against_stays_until_they_go(room: Room) -> None:
    markup = "".join(f"<i class=k{number * 7919}></i>" for number in range(300))
    for number, name in enumerate(("tua", "tengah", "muda")):
        room.capture(name, story(f"Warga membangun {name}", after=markup), hours=24 * number)
    assert prune_all(room, 98.5, dry_run=True) == Pruned(pages=1, needed=1)
    done = prune_all(room, 98.5)
    assert (done.pages, done.needed, done.unread) == (1, 1, 0)
    assert kept(room) == ["tua", "muda"]
    assert room.replay().damaged == []
    assert (prune_all(room, 90).pages, kept(room)) == (2, [])


# --- the choice and the command ---


def test_the_choice_is_an_age_or_ages_by_outlet(tmp_path: Path) -> None:
    where = {"KLIPING_DATA": str(tmp_path)}
    assert read_choices(where).pruned_after("a") is None
    (tmp_path / "kliping.toml").write_text('prune = "90d"', encoding="utf-8")
    assert read_choices(where).pruned_after("a") == 90 * DAY
    (tmp_path / "kliping.toml").write_text('[prune]\na = "2w"', encoding="utf-8")
    assert read_choices(where).pruned_after("a") == 14 * DAY
    assert read_choices(where).pruned_after("b") is None
    (tmp_path / "kliping.toml").write_text('[prune]\na = "2w"\n"*" = "30d"', encoding="utf-8")
    assert read_choices(where).pruned_after("b") == 30 * DAY
    assert read_choices(where | {"KLIPING_PRUNE": "7d"}).pruned_after("a") == 7 * DAY


@pytest.mark.parametrize("text", ["90", "0d", "-1d", "90 d", "90days", "", "1y", "٣d", "d", "999999d"])
def test_what_is_no_age_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="expected an age"):
        age(text)
    (tmp_path / "kliping.toml").write_text(f'[prune]\na = "{text}"', encoding="utf-8")
    with pytest.raises(ChoicesError, match=r"kliping\.toml: prune: expected an age in days or weeks"):
        read_choices({"KLIPING_DATA": str(tmp_path)})


@pytest.mark.parametrize("text", ["prune = 90", "prune = true", 'prune = ["90d"]', "[prune]\na = 90"])
def test_a_choice_that_is_no_text_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "kliping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ChoicesError, match="prune"):
        read_choices({"KLIPING_DATA": str(tmp_path)})


def fill(desk: Desk) -> None:
    opened = Room(desk.data)
    opened.capture("tua", story("Warga membangun tua"))
    opened.archive.close()
    opened.store.close()


def in_archive(desk: Desk) -> int:
    archive = Archive(desk.data / "raw")
    count = len(list(archive.captures()))
    archive.close()
    return count


def test_the_command_prunes_what_is_asked_or_configured_and_else_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.declare("contoh", "contoh.example")
    fill(desk)
    desk.variables["KLIPING_NOW"] = "2026-09-20T00:00:00Z"
    refused = desk.here("raw", "prune")
    assert (refused.status, refused.out) == (2, "")
    assert "nothing says which pages are old" in refused.err
    assert desk.here("raw", "prune", "--older-than", "90").status == 2
    unknown = desk.here("raw", "prune", "--older-than", "90d", "--outlet", "contohh")
    assert (unknown.status, in_archive(desk)) == (2, 1)
    assert desk.here("raw", "prune", "--older-than", "92d").out == "0 kept pages deleted, 0.0 MB\n"
    assert desk.here("raw", "prune", "--older-than", "91d", "--dry-run").out == "1 kept pages would be deleted\n"
    (desk.data / "kliping.toml").write_text('[prune]\nlain = "1d"', encoding="utf-8")
    assert desk.here("raw", "prune").out == "0 kept pages deleted, 0.0 MB\n"
    (desk.data / "kliping.toml").write_text('[prune]\ncontoh = "1d"', encoding="utf-8")
    assert desk.here("raw", "prune").out == "1 kept pages deleted, 0.0 MB\n"
    assert in_archive(desk) == 0
    assert desk.rows("SELECT count(*) FROM articles") == [1]
