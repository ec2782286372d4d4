"""Taking out as a user does it: no byte is left in any file, and no crawl and no replay brings it back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from pipelines.archive import Archive
from pipelines.erasure import copies_beside
from tests.desk import Desk
from tests.site import Answer, Site, feed, page, redirect, story

#: A name that stands in one article alone.
NAME = "Gumarangpati"


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    made = Desk(tmp_path)
    made.declare("contoh", site.host)
    return made


def publish(site: Site) -> None:
    """A story that is to go, a twin that claims its address, and one that prints its headline."""
    own = site.url("/berita/rahasia")
    days = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    words = [f"Pada hari {day} {NAME} membangun jembatan bersama warga Desa Sukamekar sampai sore." for day in days]
    site.answers["/berita/rahasia"] = page(f"{NAME} membangun jembatan", *words)
    site.answers["/berita/kembar"] = page(f"{NAME} membangun jembatan", *words, canonical=own)
    read_also = f'<p>Baca juga: <a href="{own}">{NAME} membangun jembatan</a></p>'.encode()
    site.answers["/berita/lain"] = Answer(
        body=story("Warga menanam padi").replace(b"</article>", read_also + b"</article>")
    )
    site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in ("rahasia", "kembar", "lain"))


def traces(desk: Desk, word: str) -> list[str]:
    """The files of the data folder in which a word stands, plain or in a kept page's bytes."""
    found = []
    for path in sorted(file for file in desk.data.rglob("*") if file.is_file()):
        body = path.read_bytes()
        frames = [body[at:] for at in places(body, b"\x28\xb5\x2f\xfd")]
        texts = [body, *(unpacked(frame) for frame in frames)]
        if any(word.lower().encode() in text.lower() for text in texts):
            found.append(path.name)
    return found


def places(body: bytes, mark: bytes) -> Iterator[int]:
    at = body.find(mark)
    while at >= 0:
        yield at
        at = body.find(mark, at + 1)


def unpacked(frame: bytes) -> bytes:
    """What a frame, or the beginning of one, gives."""
    out, reader = b"", zstandard.ZstdDecompressor().decompressobj()
    try:
        for at in range(0, min(len(frame), 5000), 50):
            out += reader.decompress(frame[at : at + 50])
    except zstandard.ZstdError:
        return out
    return out


def test_no_byte_of_it_is_left_and_nothing_brings_it_back(site: Site, desk: Desk) -> None:
    publish(site)
    assert desk.kliping("crawl", "contoh").status == 0
    before = {file: file.read_bytes() for file in desk.data.glob("raw/*.db")}
    assert traces(desk, NAME) == ["news.db", next(iter(before)).name]
    done = desk.kliping("remove", f"{site.host}/berita/kembar?utm_source=wa", "--reason", "permintaan keluarga")
    assert (done.status, done.err) == (0, "")
    assert f"removed: {NAME} membangun jembatan" in done.out
    assert "1 articles and 2 kept pages erased" in done.out
    # `lain` is a story of its own, and its page printed the headline: that page stays as it was served.
    assert traces(desk, NAME) == [next(iter(before)).name]
    assert desk.outcomes() == {"rahasia": "removed", "kembar": "removed", "lain": "stored"}
    with closing(sqlite3.connect(next(iter(before)))) as db:
        kept = [zstandard.decompress(row[0]) for row in db.execute("SELECT body FROM bodies")]
    assert len(kept) == 1
    assert b"menanam padi" in kept[0]

    next(iter(before)).write_bytes(before[next(iter(before))])  # an old copy of the kept pages is put back
    replayed = desk.kliping("extract", "--all")
    assert (replayed.status, replayed.err) == (0, "")
    assert "removed 2" in replayed.out
    asked = len(site.paths())
    site.answers["/berita/baru"] = page("Warga membangun baru", canonical=site.url("/berita/rahasia"))
    site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in ("rahasia", "kembar", "lain", "baru"))
    desk.make_listings_due()
    assert desk.kliping("crawl", "contoh", "--recheck").status == 0
    assert sorted(site.paths()[asked:]) == ["/berita/baru", "/berita/lain", "/feed"]
    assert desk.rows("SELECT count(*) FROM articles") == [1]
    assert desk.outcomes()["baru"] == "removed"
    archive = Archive(desk.data / "raw")
    assert {capture.url.rpartition("/")[2] for capture in archive.captures()} == {"lain"}
    archive.close()
    assert traces(desk, NAME) == [next(iter(before)).name]


def test_a_redirect_to_it_is_closed_too(site: Site, desk: Desk) -> None:
    publish(site)
    desk.kliping("crawl", "contoh")
    desk.kliping("remove", site.url("/berita/rahasia"), "--reason", "x")
    site.answers["/berita/pindah"] = redirect("/berita/rahasia")
    site.answers["/feed"] = feed([site.url("/berita/pindah")])
    desk.make_listings_due()
    assert desk.kliping("crawl", "contoh").status == 0
    assert desk.outcomes()["pindah"] == "removed"


def test_an_unknown_address_ends_the_command_before_anything_is_done(site: Site, desk: Desk) -> None:
    publish(site)
    desk.kliping("crawl", "contoh")
    done = desk.here("remove", site.url("/berita/rahasia"), site.url("/berita/tiada"), "--reason", "x")
    assert (done.status, done.out) == (2, "")
    assert f"{site.url('/berita/tiada')}: the ledger knows no such address" in done.err
    assert desk.outcomes()["rahasia"] == "stored"
    assert desk.here("remove", site.url("/berita/rahasia"), "--reason", " ").status == 2
    assert desk.here("remove", site.url("/berita/rahasia")).status == 2


def test_the_page_marks_of_another_outlet_make_no_other_story_of_an_address(site: Site, desk: Desk) -> None:
    """What is a third page at one outlet is a story of its own at another."""
    desk.declare("nomor", "nomor.example", "whole = { path = '/0' }")
    site.answers["/berita/jalan"] = page("Warga membangun jalan")
    site.answers["/feed"] = feed([site.url("/berita/jalan")])
    desk.kliping("crawl", "contoh")
    assert desk.here("remove", site.url("/berita/jalan/3"), "--reason", "x").status == 2
    assert desk.outcomes() == {"jalan": "stored"}


def test_a_reader_that_keeps_the_log_is_told_and_the_same_command_ends_it(site: Site, desk: Desk) -> None:
    publish(site)
    desk.kliping("crawl", "contoh")
    with closing(sqlite3.connect(desk.database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        done = desk.kliping("remove", site.url("/berita/rahasia"), "--reason", "x")
    assert done.status == 1
    assert "news.db: could not be written anew" in done.err
    assert "Traceback" not in done.err
    assert desk.rows("SELECT count(*) FROM articles") == [1]
    again = desk.kliping("remove", site.url("/berita/rahasia"), "--reason", "x")
    assert (again.status, again.err) == (0, "")
    assert "news.db" not in traces(desk, NAME)


def test_copies_beside_the_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("news.db", "news.db-wal", "news.m001_news.20260701T000000.db", "raw/2026-06.db", "raw/2026-06.bak"):
        (tmp_path / name).touch()
    assert [path.name for path in copies_beside(tmp_path)] == ["news.m001_news.20260701T000000.db", "2026-06.bak"]
