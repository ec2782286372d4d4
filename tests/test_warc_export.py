"""`kliping warc export`: kept pages as archives that others can read and check, and that give the same again."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

pytest.importorskip("fastwarc", reason="the extra `archive` is not installed")
pytest.importorskip("warcio", reason="the extra `dev` is not installed")

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.declaration import read_outlets
from crawler.demo import crawl_newsroom
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.archive import Archive
from pipelines.compare import natural
from pipelines.db import open_reader
from pipelines.items import Page, When
from pipelines.schema import news
from pipelines.store import Store
from pipelines.warc_export import export
from tests.desk import Desk
from tests.results import article

HEADERS = {
    "content-type": "text/html",
    "transfer-encoding": "chunked",
    "content-length": "7",
    "x-odd": "a\r\nb",
    "etag": '"é"',
}


def page(name: str = "a", day: int = 20, month: int = 6, **values: Any) -> Page:
    url = f"https://contoh.example/berita/{name}"
    at = datetime(2026, month, day, 5, 0, 1, 234000, tzinfo=UTC)
    plain: dict[str, Any] = {
        "outlet": "contoh", "url": url, "final_url": url + "?x=1", "fetched_at": at, "headers": HEADERS,
        "body": f"<p>{name} é</p>".encode(), "via": "https://contoh.example/rss",
    }  # fmt: skip
    return Page(**(plain | values))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data" / "raw")


def check(*files: Path) -> tuple[int, str]:
    """What `warcio check` says."""
    checker = Checker(type("Arguments", (), {"inputs": [str(file) for file in files], "verbose": True})())
    said = io.StringIO()
    with redirect_stdout(said):
        status = checker.process_all()
    return status, said.getvalue()


def read(file: Path) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    found = []
    with file.open("rb") as stream:
        for one in ArchiveIterator(stream):
            headers = one.http_headers.headers if one.http_headers else []
            found.append((one.rec_type, dict(one.rec_headers.headers), headers, one.content_stream().read()))
    return found


def write(archive: Archive, folder: Path, wanted: Callable[[Any], bool] = lambda _: True) -> list[Path]:
    try:
        return [done.file for done in export(archive, folder, wanted, software="Kliping 0")]
    finally:
        archive.close()


def test_a_page_is_a_response_and_what_is_known_of_its_request(archive: Archive, tmp_path: Path) -> None:
    archive.keep(page())
    (file,) = write(archive, tmp_path / "out")
    assert file.name == "contoh-2026-06.warc.gz"
    (info, response, metadata) = read(file)
    assert [info[0], response[0], metadata[0]] == ["warcinfo", "response", "metadata"]
    assert b"software: Kliping 0\r\nformat: WARC File Format 1.1\r\n" in info[3]
    head = response[1]
    assert (head["WARC-Target-URI"], head["WARC-Date"]) == (
        "https://contoh.example/berita/a?x=1", "2026-06-20T05:00:01.234Z"
    )  # fmt: skip
    assert response[2] == [
        ("X-Archive-Orig-content-length", "7"), ("content-type", "text/html"), ("etag", '"é"'),
        ("X-Archive-Orig-transfer-encoding", "chunked"), ("x-odd", "a b"), ("Content-Length", "11"),
    ]  # fmt: skip
    assert response[3] == "<p>a é</p>".encode()
    assert metadata[1]["WARC-Concurrent-To"] == head["WARC-Record-ID"]
    assert metadata[3].decode().split("\r\n") == [
        "via: https://contoh.example/rss", "kliping-outlet: contoh", "kliping-url: https://contoh.example/berita/a", ""
    ]  # fmt: skip
    status, said = check(file)
    assert (status, said.count("digest pass"), "no digest" in said) == (0, 3, False)


def test_files_are_by_outlet_and_month_and_the_same_again(archive: Archive, tmp_path: Path) -> None:
    for one in (page(), page("b"), page("a", month=5), page("c", outlet="lain", url="https://lain.example/c")):
        archive.keep(one)
    files = write(archive, tmp_path / "out")
    assert [file.name for file in files] == ["contoh-2026-05.warc.gz", "contoh-2026-06.warc.gz", "lain-2026-06.warc.gz"]
    first = [file.read_bytes() for file in files]
    assert [file.read_bytes() for file in write(archive, tmp_path / "out")] == first
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [file.name for file in files]
    assert check(*files)[0] == 0


def test_the_parts_of_a_story_are_records_of_their_own(archive: Archive, tmp_path: Path) -> None:
    url = "https://contoh.example/berita/a?hal=2"
    archive.keep(page(parts=(page("a", final_url=url, body=b"<p>dua</p>"),), parts_expected=3))
    (file,) = write(archive, tmp_path / "out")
    found = read(file)
    assert [one[1].get("WARC-Target-URI", "")[-5:] for one in found if one[0] == "response"] == ["a?x=1", "hal=2"]
    assert [one[3].decode().splitlines()[-1] for one in found if one[0] == "metadata"] == [
        "kliping-part: 1 of 3", "kliping-part: 2 of 3"
    ]  # fmt: skip
    assert len({one[1]["WARC-Record-ID"] for one in found}) == len(found)


def test_a_span_means_the_day_of_publication(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    archive, store = Archive(desk.data / "raw"), Store(desk.database)
    for name, day in (("a", 18), ("b", 19), ("c", 20)):
        archive.keep(page(name))
        store.put(article(name, published=When(at=datetime(2026, 6, day, tzinfo=UTC))))
    archive.keep(page("tanpa"))
    store.close()
    archive.close()
    out = tmp_path / "out"

    def exported(*options: str) -> str:
        done = desk.here("warc", "export", str(out), *options)
        assert done.status == 0, done.err
        found = read(out / "contoh-2026-06.warc.gz")
        names = (one[1]["WARC-Target-URI"] for one in found if one[0] == "response")
        return " ".join(sorted(name.rpartition("/")[2].partition("?")[0] for name in names))

    assert exported() == "a b c tanpa"
    assert exported("--until", "2026-06-19") == "a b"
    assert exported("--since", "2026-06-19", "--until", "2026-06-19") == "b"
    assert exported("--since", "2026-06-20", "--outlet", "contoh") == "c tanpa"
    wrong = desk.here("warc", "export", str(out), "--since", "2026-06-20", "--until", "2026-06-19")
    assert (wrong.status, wrong.err) == (2, "Error: --until 2026-06-19 is before --since 2026-06-20\n")
    none = desk.here("warc", "export", str(out), "--outlet", "lain")
    assert (none.status, none.err) == (1, f"Error: nothing is kept of what was asked for in {desk.data}/raw\n")


def test_a_damaged_page_is_told_and_the_others_are_written(archive: Archive, tmp_path: Path) -> None:
    for name in "ab":
        archive.keep(page(name))
    archive.close()
    with Database(archive.folder / "2026-06.db") as db:
        db.execute("UPDATE bodies SET body = x'00' WHERE rowid = 1")
        db.conn.commit()
    (done,) = export(archive, tmp_path / "out", lambda _: True, software="Kliping 0")
    archive.close()
    assert (done.captures, done.pages, len(done.damaged)) == (1, 1, 1)
    assert check(done.file)[0] == 0


def test_what_was_exported_gives_the_same_articles_again(tmp_path: Path) -> None:
    desk, crawled, out = Desk(tmp_path / "desk"), tmp_path / "crawled", tmp_path / "out"
    desk.variables["KLIPING_OUTLETS"] = str(OUTLETS)
    with Newsroom() as newsroom:
        assert crawl_newsroom(newsroom.proxy, crawled, list(read_outlets([OUTLETS]))) == 0
        newsroom.edit()
        assert crawl_newsroom(newsroom.proxy, crawled, [*read_outlets([OUTLETS]), "--recheck"]) == 0
    desk.variables["KLIPING_DATA"] = str(crawled)
    assert desk.here("warc", "export", str(out)).status == 0
    files = sorted(out.iterdir())
    assert len(files) == len(read_outlets([OUTLETS]))
    assert check(*files)[0] == 0
    del desk.variables["KLIPING_DATA"]
    assert desk.here("warc", "import", *(str(file) for file in reversed(files))).status == 0
    with open_reader(crawled / "news.db", news) as one, open_reader(desk.database, news) as other:
        texts = "SELECT url, title, text, recipe, parts, parts_expected, published_at FROM articles"
        assert set(one.execute(texts)) == set(other.execute(texts))
        for table in ("article_people", "article_tags", "links", "versions"):
            assert natural(one)[table] == natural(other)[table], table
