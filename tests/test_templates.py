"""What others are packed against, when it goes: it stays while it is needed, and what is taken out is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from pipelines.archive import Archive, DamagedPageError
from pipelines.db import writing
from pipelines.erasure import erase
from pipelines.items import Page
from pipelines.removal import find
from pipelines.store import Store
from tests.hundred_days import change
from tests.packed import MONTH, NOON, body_of, captures, keep, rows
from tests.results import article


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(tmp_path / "raw")
    yield opened
    opened.close()


def test_a_page_that_others_need_stays_until_they_go(archive: Archive) -> None:
    for number in range(4):
        keep(archive, number)
    found = captures(archive)
    assert archive.needed([found[0], found[1]]) == {found[0]}
    assert archive.needed([found[1], found[2]]) == set()
    assert archive.needed(list(found.values())) == set()


def test_a_capture_that_stays_for_one_part_keeps_what_its_others_need(archive: Archive) -> None:
    """The needed page is a part of a split story whose first part is packed against the page of a third host."""
    keep(archive, 0, host="a.contoh.example")
    split = [
        Page(
            outlet="contoh", url="https://a.contoh.example/berita/1", final_url=final, fetched_at=NOON, body=body_of(n)
        )
        for n, final in ((1, "https://a.contoh.example/berita/1"), (2, "https://b.contoh.example/berita/1/2"))
    ]
    archive.keep(Page(**{**vars(split[0]), "parts": (split[1],), "parts_expected": 2}))
    keep(archive, 3, host="b.contoh.example")
    found = captures(archive)
    assert archive.needed([found[0], found[1]]) == {found[0], found[1]}


def test_dropping_a_template_packs_the_others_anew(archive: Archive) -> None:
    bodies = {number: keep(archive, number) for number in range(8)}
    assert archive.drop([captures(archive)[0]]) > 0
    del bodies[0]
    assert {number: archive.read(one).body for number, one in captures(archive).items()} == bodies
    assert rows(archive, "SELECT count(*), sum(template IS NULL) FROM bodies") == [(7, 1)]
    assert rows(archive, "SELECT count(*) FROM templates JOIN bodies USING (hash)") == [(1,)]
    assert rows(archive, "PRAGMA foreign_key_check") == []


def test_identical_bytes_stay_a_template_while_another_capture_has_them(archive: Archive) -> None:
    keep(archive, 0)
    keep(archive, 1, body_of(0))
    keep(archive, 2)
    found = captures(archive)
    assert archive.needed([found[0]]) == set()
    archive.drop([found[0]], erase=True)
    assert archive.read(found[1]).body == body_of(0)
    assert archive.read(found[2]).body == body_of(2)


def test_what_a_damaged_template_took_with_it_stands_in_nobodys_way(archive: Archive) -> None:
    for number in range(3):
        keep(archive, number)
    archive.close()
    change(archive.folder / MONTH, "UPDATE bodies SET body = x'00' WHERE rowid = 1")
    archive.drop([captures(archive)[0]], erase=True)
    assert sorted(captures(archive)) == [1, 2]
    for capture in archive.captures():
        with pytest.raises(DamagedPageError):
            archive.read(capture)
    assert rows(archive, "SELECT count(*) FROM templates") == [(0,)]


def words_in(folder: Path, word: bytes) -> list[str]:
    """The files in which a word stands: plain, or in a body that the file's own pages can unpack."""
    found = []
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        raw = path.read_bytes()
        at, frames = raw.find(b"\x28\xb5\x2f\xfd"), []
        while at >= 0:
            try:
                frames.append(zstandard.ZstdDecompressor().decompressobj().decompress(raw[at:]))
            except zstandard.ZstdError:
                frames.append(b"")
            at = raw.find(b"\x28\xb5\x2f\xfd", at + 1)
        if any(word in text for text in (raw, *frames)):
            found.append(path.name)
    return found


def test_a_removed_article_whose_page_is_a_template_leaves_nothing(tmp_path: Path) -> None:
    store, archive = Store(tmp_path / "news.db"), Archive(tmp_path / "raw")
    for number in range(12):
        keep(archive, number, body_of(number, size=60))  # so small that SQLite keeps it in one piece
        store.put(article(str(number)))
    (template,) = rows(
        archive, "SELECT url FROM captures AS c JOIN pages ON capture_id = c.id JOIN templates USING (hash)"
    )
    assert template == ("https://contoh.example/berita/0",)
    word = b"Gumarangpati0z"
    assert words_in(tmp_path / "raw", word) != []
    target = find(store.db, str(template[0]))
    assert target is not None
    erased = erase(store, archive, [target], "permintaan", NOON)
    assert (erased.articles, erased.pages, erased.unshrunk) == (1, 1, ())
    bodies = {number: archive.read(one).body for number, one in captures(archive).items()}
    assert bodies == {number: body_of(number, size=60) for number in range(1, 12)}
    archive.close()
    store.close()
    assert words_in(tmp_path / "raw", word) == []
    assert words_in(tmp_path / "raw", b"Gumarangpati1z") != []  # the next template, which the search can see


def test_a_kill_amid_a_removal_leaves_all_or_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = {number: keep(archive, number) for number in range(6)}
    packer = archive._packer(archive.folder / MONTH)
    done: list[str] = []

    def die(digest: str) -> int:
        done.append(digest)
        raise KeyboardInterrupt

    monkeypatch.setattr(packer, "_delete", die)
    with pytest.raises(KeyboardInterrupt):
        archive.drop([captures(archive)[0]], erase=True)
    assert done == [hashlib.sha256(bodies[0]).hexdigest()]
    again = Archive(archive.folder)
    assert {number: again.read(one).body for number, one in captures(again).items()} == bodies
    again.close()


def test_two_that_write_to_one_file_agree(archive: Archive) -> None:
    """Each outlet of a crawl has the months open by itself, and one may drop what another holds ready."""
    keep(archive, 0)
    keep(archive, 1)
    other = Archive(archive.folder)
    other.drop([captures(other)[0]], erase=True)
    other.close()
    keep(archive, 2)
    assert {n: archive.read(one).body for n, one in captures(archive).items()} == {1: body_of(1), 2: body_of(2)}
    with writing(archive._open(archive.folder / MONTH)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
