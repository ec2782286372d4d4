"""Pages packed against another: they come back, whichever process packed them, and take a quarter."""

from __future__ import annotations

import json
import random
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from pipelines.archive import Archive, DamagedPageError
from pipelines.packing import HELD, LONG, PATIENCE, TRIED
from pipelines.store import Store
from tests.desk import Desk
from tests.hundred_days import change, findings
from tests.packed import MONTH, body_of, captures, keep, rows


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "raw")
    yield opened
    opened.close()


def test_pages_of_a_host_come_back_and_take_a_quarter(archive: Archive) -> None:
    bodies = {number: keep(archive, number) for number in range(30)}
    assert {number: archive.read(one).body for number, one in captures(archive).items()} == bodies
    assert rows(archive, "SELECT count(*), min(host), min(made_at) FROM templates") == [
        (1, "contoh.example", "2026-06-20T05:00:00.000Z")
    ]
    assert rows(archive, "SELECT count(*), sum(template IS NULL) FROM bodies") == [(30, 1)]
    (weight,) = archive.weigh()
    assert (weight.bodies, weight.templates, weight.raw) == (30, 1, sum(map(len, bodies.values())))
    assert weight.zstd == pytest.approx(sum(len(zstandard.compress(body, 3)) for body in bodies.values()))
    assert weight.zlib == pytest.approx(sum(len(zlib.compress(body)) for body in bodies.values()))
    assert weight.kept < 0.28 * weight.zstd


def test_what_was_kept_before_is_a_template_for_the_next_process(archive: Archive) -> None:
    keep(archive, 1)
    archive.close()
    again = Archive(archive.folder)
    keep(again, 2)
    again.close()
    assert rows(archive, "SELECT count(template) FROM bodies") == [(1,)]


def test_each_host_has_its_own_and_short_pages_need_none(archive: Archive) -> None:
    keep(archive, 1)
    keep(archive, 2, host="m.contoh.example")
    keep(archive, 3, b"<p>pendek</p>")
    assert rows(archive, "SELECT host FROM templates ORDER BY host") == [("contoh.example",), ("m.contoh.example",)]
    assert rows(archive, "SELECT count(template) FROM bodies") == [(0,)]


def test_a_redesign_brings_a_template_after_some_patience(archive: Archive) -> None:
    """Looks that differ get one each at once, up to TRIED; after that only what keeps coming does."""
    for look in range(TRIED):
        keep(archive, look, body_of(look, look))
    for number in range(100, 100 + PATIENCE):
        assert rows(archive, "SELECT count(*) FROM templates") == [(TRIED,)]
        keep(archive, number, body_of(number, 77))
    assert rows(archive, "SELECT count(*) FROM templates") == [(TRIED + 1,)]
    keep(archive, 200, body_of(200, 77))
    newest = "SELECT template = (SELECT max(id) FROM templates) FROM bodies ORDER BY rowid DESC LIMIT 1"
    assert rows(archive, newest) == [(1,)]


def test_more_templates_than_are_held_ready(archive: Archive) -> None:
    hosts = [f"h{number}.contoh.example" for number in range(HELD + 4)]
    bodies = {
        number: keep(archive, number, body_of(number, size=40), host=host) for number, host in enumerate(hosts * 2)
    }
    assert {number: archive.read(one).body for number, one in captures(archive).items()} == bodies
    assert rows(archive, "SELECT count(template) FROM bodies") == [(len(hosts),)]


def test_a_damaged_template_costs_its_own_pages_and_doctor_tells(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    Store(desk.database).close()
    archive = Archive(desk.data / "raw")
    for number in range(6):
        keep(archive, number, host=f"h{number % 2}.contoh.example")
    archive.close()
    change(archive.folder / MONTH, "UPDATE bodies SET body = x'28b52ffd' WHERE rowid = 1")
    for number, capture in captures(archive).items():
        if number % 2:
            assert archive.read(capture).body == body_of(number)
        else:
            with pytest.raises(DamagedPageError, match=rf"{MONTH}: https://h0\.contoh\.example/berita/{number}: "):
                archive.read(capture)
    keep(archive, 8, host="h0.contoh.example")  # goes on without it
    assert archive.read(captures(archive)[8]).body == body_of(8)
    archive.close()
    seen = [one["seen"] for one in findings(desk.here("doctor", "--json")) if one["kind"] == "pages"]
    assert any(one.startswith("2 pages cannot be read: the page that it was packed against is damaged") for one in seen)
    assert any("3 of 7 pages looked at are damaged" in one for one in seen)


def test_a_file_of_before_is_read_as_it_is_and_goes_on_when_written(tmp_path: Path) -> None:
    file = tmp_path / "raw" / MONTH
    file.parent.mkdir()
    shutil.copy(Path(__file__).parent / "schemas" / "raw-m001.db.gz", tmp_path)
    file.write_bytes(zlib.decompress((tmp_path / "raw-m001.db.gz").read_bytes(), wbits=31))
    reader = Archive(file.parent, read_only=True)
    before = [reader.read(one).body for one in reader.captures()]
    assert [one.bodies for one in reader.weigh()] == [3]
    assert reader.damaged(file) == []
    reader.close()
    assert len(before) == 3
    archive = Archive(file.parent)
    keep(archive, 1)
    keep(archive, 2)
    assert {archive.read(one).body for one in archive.captures()} == {*before, body_of(1), body_of(2)}
    archive.close()


@pytest.mark.parametrize("level", [6, 19])
def test_what_was_packed_at_another_level_comes_back(archive: Archive, level: int) -> None:
    keep(archive, 1)
    body = keep(archive, 2)
    template = zstandard.ZstdCompressionDict(body_of(1), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    packed = zstandard.ZstdCompressor(level=level, dict_data=template).compress(body)
    change(archive.folder / MONTH, f"UPDATE bodies SET body = x'{packed.hex()}' WHERE template IS NOT NULL")
    assert archive.read(captures(archive)[2]).body == body


def test_a_page_much_longer_than_its_template_comes_back(archive: Archive) -> None:
    keep(archive, 1)
    template = body_of(1)
    body = keep(archive, 2, template + random.Random(7).randbytes(10 * len(template)) + template)
    assert archive.read(captures(archive)[2]).body == body
    assert rows(archive, "SELECT count(*) FROM bodies") == [(2,)]


def test_long_pages_come_back_too(archive: Archive) -> None:
    bodies = {number: keep(archive, number, body_of(number, size=3 * LONG // 100)) for number in range(3)}
    assert len(bodies[0]) > LONG
    assert {number: archive.read(one).body for number, one in captures(archive).items()} == bodies
    assert rows(archive, "SELECT count(template) FROM bodies") == [(2,)]


# --- the command ---


def test_the_command_says_what_pages_take(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.here("raw", "stats").status == 1
    archive = Archive(desk.data / "raw")
    for number in range(20):
        keep(archive, number)
    archive.close()
    head, line = desk.here("raw", "stats").out.splitlines()
    assert head.split() == ["outlet", "pages", "raw", "MB", "zlib", "zstd", "kept", "of", "zstd"]
    assert line.split()[:2] == ["contoh", "20"]
    assert float(line.split()[-1]) < 0.4
    (told,) = json.loads(desk.here("raw", "stats", "--json", "--outlet", "contoh").out)
    assert told["raw"] == sum(len(body_of(number)) for number in range(20))
    assert desk.here("raw", "stats", "--outlet", "lain").status == 1
