"""Saved pages: a file in, one JSON object out, or a message that names the file."""

from __future__ import annotations

import gzip
import json
import zlib
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from pipelines import saved
from pipelines.items import Rules
from pipelines.saved import UnreadableError, as_line, read_bytes, read_saved
from tests.site import story

URL = "https://contoh.example/berita/jalan"
RULES = Rules(outlet="contoh", title="Contoh", domains=("contoh.example",))


def test_an_article_has_the_columns_of_articles_and_more(tmp_path: Path) -> None:
    author = '{"@type": "Person", "name": "Sinta Ayu"}'
    data = f'{{"@type": "NewsArticle", "headline": "Warga membangun jalan", "author": {author}}}'
    also = '<p>Baca juga: <a href="/berita/lain">Jembatan lama runtuh</a></p>'
    body = story("Warga membangun jalan", ld=data).replace(b"</article>", also.encode() + b"</article>")
    (tmp_path / "a.html").write_bytes(body)
    values = read_saved(str(tmp_path / "a.html"), URL, RULES)
    paragraphs = values.pop("text").split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("Warga Desa Sukamekar")
    assert {name: values.pop(name) for name in ("text_hash", "title_hash", "recipe")}.keys()
    assert values == {
        "url": URL, "outlet": "contoh", "title": "Warga membangun jalan", "description": None,
        "published_at": "2026-06-20T08:30:00+07:00", "published_on": "2026-06-20", "published_offset": "+07:00",
        "published_precision": "minute", "modified_at": None, "section": None, "kind": "news", "dateline": None,
        "initials": None, "credit": None, "claim": None, "image": None, "image_caption": None, "paywalled": False,
        "words": 48, "title_from": values["title_from"], "date_from": "meta", "byline_from": "json-ld", "flags": [],
        "parts": 1, "parts_expected": 1, "people": [{"name": "Sinta Ayu", "role": "author"}], "tags": [],
        "links": [{"url": "https://contoh.example/berita/lain", "text": "Jembatan lama runtuh", "kind": "baca_juga"}],
    }  # fmt: skip


def test_the_columns_are_those_of_the_file(tmp_path: Path) -> None:
    from pipelines.schema import TABLES

    declared = TABLES.partition("CREATE TABLE articles (")[2].partition(");")[0]
    columns = {line.split()[0] for line in declared.splitlines() if line.strip()}
    (tmp_path / "a.html").write_bytes(story("Warga membangun jalan"))
    values = read_saved(str(tmp_path / "a.html"), URL, RULES)
    assert columns - values.keys() == {"id", "first_seen_at", "fetched_at", "gone_at"}
    assert values.keys() - columns == {"people", "tags", "links"}


def test_a_day_is_a_day(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(story("Warga membangun jalan", published="2026-06-20"))
    values = read_saved(str(tmp_path / "a.html"), URL, RULES)
    assert (values["published_at"], values["published_on"], values["published_precision"]) == (
        "2026-06-20", "2026-06-20", "day",
    )  # fmt: skip


def test_a_refusal_is_an_outcome_and_a_detail(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"%PDF-1.7")
    assert read_saved(str(tmp_path / "a.html"), "", Rules()) == {"refusal": "not_html", "detail": "a PDF"}


def test_one_object_is_one_line_with_its_letters_as_they_are() -> None:
    line = as_line({"text": "Kafé\n\n“baru”\u2028", "flags": []})
    assert "\n" not in line
    assert "Kafé" in line
    assert json.loads(line) == {"text": "Kafé\n\n“baru”\u2028", "flags": []}


@pytest.mark.parametrize("name", ["a.html.gz", "a.html"])
def test_gzip_is_unpacked_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"<p>isi</p>", mtime=0))
    assert read_bytes(str(tmp_path / name)) == b"<p>isi</p>"


def test_gzip_in_several_members_is_unpacked_whole(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"<p>satu", mtime=0) + gzip.compress(b" dua</p>", mtime=0))
    assert read_bytes(str(tmp_path / "a.gz")) == b"<p>satu dua</p>"


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(b"<p>isi</p>" * 100, mtime=0)[:-12],
        gzip.compress(b"<p>isi</p>" * 100, mtime=0)[:11],
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x00rusak" + bytes(20),
        gzip.compress(b"isi", mtime=0)[:-8] + bytes(8),
    ],
)
def test_gzip_that_is_damaged_is_unreadable_and_never_read_in_part(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / "a.html.gz").write_bytes(damaged)
    with pytest.raises(UnreadableError, match=r"a\.html\.gz: cannot be read: "):
        read_bytes(str(tmp_path / "a.html.gz"))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "LARGEST", 1024 * 1024)
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(1024 * 1024 + 1)))
    with pytest.raises(UnreadableError, match=r"a\.gz: holds more than 1 MiB"):
        read_bytes(str(tmp_path / "a.gz"))
    (tmp_path / "b.gz").write_bytes(gzip.compress(bytes(1024 * 1024)))
    assert len(read_bytes(str(tmp_path / "b.gz"))) == 1024 * 1024


def test_a_file_that_is_too_large_for_a_page_is_unreadable_and_never_read_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "LARGEST", 1024)
    page = b"<p>" + b"x" * 1022
    (tmp_path / "a.html").write_bytes(page)
    with pytest.raises(UnreadableError, match=r"a\.html: holds more than 0 MiB; no page is so large"):
        read_bytes(str(tmp_path / "a.html"))
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(page)))
    with pytest.raises(UnreadableError, match=r"-: holds more than"):
        read_bytes("-")
    (tmp_path / "a.html").write_bytes(page[:1024])
    assert len(read_bytes(str(tmp_path / "a.html"))) == 1024


@pytest.mark.parametrize(("make", "said"), [(False, "No such file or directory"), (True, "Is a directory")])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, make: bool, said: str) -> None:
    if make:
        (tmp_path / "a.html").mkdir()
    with pytest.raises(UnreadableError, match=rf"a\.html: cannot be read: {said}"):
        read_bytes(str(tmp_path / "a.html"))


def test_deflate_without_a_gzip_head_is_taken_as_it_is(tmp_path: Path) -> None:
    packed = zlib.compress(b"isi")
    (tmp_path / "a.html").write_bytes(packed)
    assert read_bytes(str(tmp_path / "a.html")) == packed
