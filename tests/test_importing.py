"""Articles from elsewhere: what a file may look like, what is said of a broken line, and who wins."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from pipelines import importing
from pipelines.foreign import RowError, read_row
from pipelines.importing import import_file
from pipelines.items import Article, Person, Refusal, Rules
from pipelines.store import Store
from tests.results import NOON, article, fetched, refusal, rows

ROW: dict[str, Any] = {
    "url": "https://contoh.example/berita/a",
    "outlet": "contoh",
    "published_at": "2026-06-20T08:30:00+08:00",
    "title": "Jembatan Kali Lontar  Dibuka",
    "text": "Warga membangun jembatan.\n\nJembatan itu\ndibuka Sabtu.",
}


def read(**values: Any) -> Article:
    """The article of a row that says otherwise in some columns."""
    row = {name: value for name, value in (ROW | values).items() if value is not None}
    owners = {"contoh.example": "contoh"}
    return read_row(
        row, at=NOON, via="import:arsip.jsonl", owner_of=lambda host: owners.get(host, ""),
        rules_of=lambda name: Rules(outlet=name, timezone="Asia/Makassar"),
    )  # fmt: skip


def lines(*told: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in told)


def run(path: Path, content: bytes, *more: str) -> Result:
    path.write_bytes(content)
    return CliRunner().invoke(main, ["import", str(path), *more], catch_exceptions=False)


def test_a_row_is_an_article_that_nothing_of_ours_has_read() -> None:
    got = read(
        description="Ringkas", section="Daerah", kind="opinion", tags="jembatan, desa", authors=["Rangga", "Sinta"],
        editor="Wulan; Bima", people=[{"name": "Tirta", "role": "photographer"}], credit="Antarpulau", paywalled="1",
        modified_at="2026-06-20 10:00",
    )  # fmt: skip
    assert (got.url, got.title) == ("https://contoh.example/berita/a", "Jembatan Kali Lontar Dibuka")
    assert got.text == "Warga membangun jembatan.\n\nJembatan itu dibuka Sabtu."
    assert (got.recipe, got.fetch.via, got.kind, got.paywalled) == (None, "import:arsip.jsonl", "opinion", True)
    assert got.published is not None
    assert got.modified is not None
    assert (got.published.at.isoformat(), got.published.precision) == ("2026-06-20T08:30:00+08:00", "minute")
    assert got.modified.at.isoformat() == "2026-06-20T10:00:00+08:00"
    assert (got.description, got.section, got.credit, got.tags) == (
        "Ringkas", "Daerah", "Antarpulau", ("jembatan", "desa"))  # fmt: skip
    assert got.people == (
        Person(name="Rangga", role="author"), Person(name="Sinta", role="author"),
        Person(name="Tirta", role="photographer"), Person(name="Wulan", role="editor"),
        Person(name="Bima", role="editor"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "at", "precision"),
    [
        ({"published_at": None, "date": "2026-06-20"}, "2026-06-20T00:00:00+08:00", "day"),
        ({"published_at": "", "date": "Sabtu, 20 Juni 2026"}, "2026-06-20T00:00:00+08:00", "day"),
        ({"published_at": "2026-06-20T00:30:00Z"}, "2026-06-20T08:30:00+08:00", "minute"),
        ({"published_at": "2026-06-20 08:30:11"}, "2026-06-20T08:30:11+08:00", "minute"),
    ],
)
def test_dates_are_meant_in_the_outlets_zone(columns: dict[str, Any], at: str, precision: str) -> None:
    published = read(**columns).published
    assert published is not None
    assert (published.at.isoformat(), published.precision) == (at, precision)


def test_without_a_date_there_is_none_and_a_host_names_its_outlet() -> None:
    got = read(published_at=None, outlet=None)
    assert (got.published, got.outlet) == (None, "contoh")


def test_lines_are_paragraphs_where_there_are_no_blank_ones() -> None:
    assert read(text="Satu.\r\nDua  kata.\n").text == "Satu.\n\nDua kata."
    assert read(text="Nilai 3 < 5 dan a<b.").text == "Nilai 3 < 5 dan a<b."


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("url", "contoh.example/a", "url: expected an address that begins with https://"),
        ("url", "https://[contoh", "url: expected an address"),
        ("outlet", None, ""),
        ("title", "  ", "title: expected a headline, found none"),
        ("text", "", "text: expected the story, found nothing"),
        ("text", "\ud800 ", "text: expected the story, found nothing"),
        ("text", "<p>Warga</p>", "text: expected plain text, found HTML: '<p>'"),
        ("text", ["Warga"], "text: expected text, found ['Warga']"),
        ("published_at", "besok", "published_at: expected a date such as"),
        ("published_at", "9999-12-31T23:59:59-12:00", "published_at: expected a date such as"),
        ("modified_at", "0001-01-01T00:00:00+14:00", "modified_at: expected a date such as"),
        ("kind", "puisi", "kind: expected one of news, photo"),
        ("paywalled", "mungkin", "paywalled: expected 1 or 0"),
        ("people", [{"name": "A", "role": "raja"}], "people: expected a name and one of author"),
    ],
)
def test_a_row_that_is_no_article_says_why(column: str, value: Any, said: str) -> None:
    if column == "outlet":
        with pytest.raises(RowError, match=r"outlet: expected a name; no declared outlet owns lain\.example"):
            read(outlet=None, url="https://lain.example/a")
        return
    with pytest.raises(RowError) as error:
        read(**{column: value})
    assert str(error.value).startswith(said)


def test_the_command_stores_what_it_can_and_names_each_broken_line(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "arsip.jsonl"
    good, other = ROW, ROW | {"url": "https://contoh.example/berita/b", "aneh": 1}
    content = lines(good) + b"{\n" + lines(ROW | {"text": "<b>x</b>"}, other, good) + b"[1]\n\xff\n\n"
    done = run(path, content)
    assert done.exit_code == 1
    assert f"{path}: 7 read: 2 new, 1 repeated, 4 broken\n" in done.output
    for line, said in (
        (2, "expected a JSON object on one line"), (3, "text: expected plain text, found HTML"),
        (6, "expected a JSON object, found list"), (7, "expected UTF-8"),
    ):  # fmt: skip
        assert f"Error: {path}:{line}: {said}" in done.output
    assert "columns that mean nothing to Kliping: aneh" in done.output
    store = Store(data / "news.db")
    assert rows(store, "SELECT url, recipe FROM articles ORDER BY url") == [
        ("https://contoh.example/berita/a", None), ("https://contoh.example/berita/b", None)]  # fmt: skip
    assert rows(store, "SELECT outcome, via, recipe, due_at, article_id FROM fetches ORDER BY url") == [
        ("stored", "import:arsip.jsonl", None, None, 1), ("stored", "import:arsip.jsonl", None, None, 2)]  # fmt: skip
    assert rows(store, "SELECT count(*) FROM attempts") == [0]
    store.close()


def test_of_many_broken_lines_the_first_are_shown(data: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "arsip.jsonl", b"x\n" * 30)
    assert done.output.count("expected a JSON object") == 20
    assert "10 more lines are broken" in done.output
    assert (data / "news.db").exists()


def table(mark: str = ",", *, bom: bool = False) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, ["URL", "Outlet", "date", "title", "text"], delimiter=mark)
    writer.writeheader()
    for name in "ab":
        writer.writerow({"URL": f"https://contoh.example/{name}", "Outlet": "contoh", "date": "20/06/2026",
                         "title": f"Judul; {name}", "text": "Baris satu,\n\nbaris dua."})  # fmt: skip
    return written.getvalue().encode("utf-8-sig" if bom else "utf-8")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", table()),
        ("a.CSV.gz", gzip.compress(table(";", bom=True))),
        ("a.csv.xz", lzma.compress(table("\t"))),
        ("a.jsonl.gz", gzip.compress(lines(ROW, ROW | {"url": "https://contoh.example/b"}))),
        ("a.ndjson", b"\xef\xbb\xbf" + lines(ROW, ROW | {"url": "https://contoh.example/b"})),
    ],
)
def test_every_kind_of_file_is_read(data: Path, tmp_path: Path, name: str, content: bytes) -> None:
    done = run(tmp_path / name, content)
    assert (done.exit_code, "2 read: 2 new, 0 broken" in done.output) == (0, True), done.output
    store = Store(data / "news.db")
    assert rows(store, "SELECT DISTINCT published_on FROM articles") == ["2026-06-20"]
    store.close()


def test_a_row_of_a_table_with_too_few_cells_is_named_by_its_line(data: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "a.csv", table() + b"x,y\r\n" + table().split(b"\r\n", 1)[1].replace(b"/a", b"/c"))
    assert f"{tmp_path / 'a.csv'}:8: expected 5 cells, found 2" in done.output
    assert "5 read: 3 new, 1 repeated, 1 broken" in done.output
    assert (done.exit_code, data.exists()) == (1, True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "expected a file ending in .jsonl"),
        ("a.csv", b"alamat,isi\r\n", "expected a first line that names the columns; no text, title, url"),
        ("a.csv", table()[:-10] + b"\xff\r\n", "expected UTF-8"),
        ("a.jsonl.gz", gzip.compress(lines(ROW) * 2000)[:-30], "damaged or cut short"),
        ("a.jsonl.gz", gzip.compress(lines(ROW))[:10] + b"\xff" * 200, "damaged or cut short"),
        ("a.jsonl", b'{"url": ' + b"1" * 5000 + b"}\n", "a.jsonl:1: expected a JSON object on one line"),
        ("a.csv", b"a" * (importing.LONGEST_CELL + 1), "a.csv:1: expected CSV: field larger than field limit"),
        ("a.jsonl.gz", b"bukan gzip", "damaged or cut short"),
        ("a.jsonl.xz", b"bukan xz", "damaged or cut short"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(data: Path, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    done = run(tmp_path / name, content)
    assert (done.exit_code, data.exists()) == (1, True)
    assert f"Error: {tmp_path / name}" in done.output
    assert said in done.output


def bring(store: Store, path: Path, **values: Any) -> dict[str, int]:
    """Import one row; what became of it."""
    path.write_bytes(lines(ROW | values))
    done = import_file(store, path, NOON, owner_of=lambda _: "", rules_of=lambda name: Rules(outlet=name))
    assert done.broken == []
    return dict(done.counts)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "arsip.jsonl"


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = Store(tmp_path / "news.db")
    yield opened
    opened.close()


def test_importing_again_changes_nothing_and_a_corrected_file_does(store: Store, file: Path) -> None:
    assert bring(store, file, tags=["a"]) == {"new": 1}
    before = rows(store, "SELECT * FROM articles")
    assert bring(store, file, tags=["a"]) == {"unchanged": 1}
    assert rows(store, "SELECT * FROM articles") == before
    assert bring(store, file, tags=["b"]) == {"changed": 1}
    assert bring(store, file, tags=["b"], text="Lain.") == {"changed": 1}
    tags = "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id"
    assert (rows(store, "SELECT text FROM articles"), rows(store, tags)) == (["Lain."], ["b"])
    assert rows(store, "SELECT count(*) FROM versions") == [0]


def test_a_crawled_row_wins_whichever_came_first(store: Store, file: Path) -> None:
    ours = article(text="Dibaca dari halamannya.")
    store.put(ours)
    assert bring(store, file) == {"crawled": 1}
    assert rows(store, "SELECT text, recipe FROM articles") == [("Dibaca dari halamannya.", "r1")]
    assert bring(store, file, url="https://contoh.example/berita/b") == {"new": 1}
    store.put(article("b", text="Dibaca."))
    assert rows(store, "SELECT text, recipe FROM articles WHERE id = 2") == [("Dibaca.", "r1")]
    assert rows(store, "SELECT count(*) FROM versions") == [0]


def test_an_older_kept_page_wins_over_an_imported_row(store: Store, file: Path) -> None:
    bring(store, file)
    kept = article(hours=-100, text="Dibaca dari halaman lama.")
    assert kept.fetch.at < NOON - timedelta(days=1)
    store.replay(kept)
    assert rows(store, "SELECT text, recipe FROM articles") == [("Dibaca dari halaman lama.", "r1")]


def test_a_twin_of_a_crawled_article_is_that_article(store: Store, file: Path) -> None:
    store.put(article(asked="a"))
    store.put(article(asked="amp-a", hours=1))
    assert bring(store, file, url="https://contoh.example/berita/amp-a") == {"crawled": 1}
    assert rows(store, "SELECT count(*) FROM articles") == [1]


def test_what_was_removed_stays_away(store: Store, file: Path) -> None:
    store.put(Refusal(fetch=fetched("a"), outlet="contoh", outcome="removed"))
    assert bring(store, file) == {"removed": 1}
    assert rows(store, "SELECT count(*) FROM articles") == [0]


def test_a_failed_link_is_stored_now_and_a_waiting_one_still_waits(store: Store, file: Path) -> None:
    store.put(refusal("http_404"))
    assert bring(store, file) == {"new": 1}
    assert rows(store, "SELECT outcome, detail, article_id FROM fetches") == [("stored", None, 1)]
    store.db.execute("INSERT INTO fetches (url, outlet, via, listed_at) VALUES (?, 'contoh', 'umpan', ?)",
                     ["https://contoh.example/berita/w", "2026-06-20T00:00:00Z"])  # fmt: skip
    store.db.conn.commit()
    assert bring(store, file, url="https://contoh.example/berita/w") == {"new": 1}
    assert rows(store, "SELECT outcome FROM fetches WHERE url LIKE '%/w'") == [None]
    store.put(article("w", text="Dibaca."))
    assert rows(store, "SELECT outcome, recipe FROM fetches WHERE url LIKE '%/w'") == [("stored", "r1")]
    assert rows(store, "SELECT text FROM articles WHERE url LIKE '%/w'") == ["Dibaca."]


def test_an_article_of_an_import_is_no_different_from_the_same_article_crawled(store: Store, file: Path) -> None:
    bring(store, file)
    again = replace(read(), recipe="r1", fetch=fetched("a", hours=2))
    assert store.put(again).outcome == "unchanged"
    assert rows(store, "SELECT fetched_at FROM articles") == ["2026-06-20T07:00:00Z"]
