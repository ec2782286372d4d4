"""`kliping warc import`: archives as others write them come in, and the file says what a crawl would have said."""

from __future__ import annotations

import gzip
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("fastwarc", reason="the extra `archive` is not installed")
pytest.importorskip("warcio", reason="the extra `dev` is not installed")

from crawler.declaration import read_outlets
from crawler.demo import crawl_newsroom
from crawler.importing import BATCH
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.archive import Archive
from pipelines.clock import precise
from pipelines.compare import NATURAL, natural
from pipelines.crew import Crew
from pipelines.db import open_reader
from pipelines.reader import Reader
from pipelines.schema import news
from tests.desk import Desk
from tests.filed import HOST, NEXT, caught, put
from tests.recorder import Caught, fetch, record
from tests.site import Answer, Site, story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.declare("contoh", HOST, NEXT)
    return made


def test_articles_of_declared_outlets_are_stored_and_all_else_is_counted(desk: Desk) -> None:
    file = put(
        desk, "a.warc.gz",
        caught("satu"), caught("pindah", status="301 Moved"), caught("hilang", status="404 Not Found"),
        caught("pendek", "Terlalu pendek."), caught("rusak", warc={"WARC-Truncated": "time"}),
        caught("besar", warc={"WARC-Truncated": "length"}), caught("lagi", kind="revisit"),
        Caught(url=f"https://{HOST}/tag/banjir", body=b"x"), Caught(url="https://lain.example/berita/satu", body=b"x"),
        Caught(url=f"http://m.{HOST}:80/berita/dua?utm_source=x", body=story("Judul dua")),
    )  # fmt: skip
    done = desk.here("warc", "import", file)
    assert (done.status, done.out) == (
        0,
        f"{file}: 9 responses, 2 of them no article of a declared outlet;"
        " 2 stored, 2 refused, 2 http errors, 1 revisits, 1 broken\n",
    )
    assert "cut short when it was captured (time): https://contoh.example/berita/rusak" in done.err
    assert desk.rows("SELECT url, outcome, via, fetched_at, due_at FROM fetches ORDER BY url") == [
        (f"https://{HOST}/berita/besar", "too_large", "warc:a.warc.gz", "2020-01-02T03:04:05Z", None),
        (f"https://{HOST}/berita/pendek", "too_short", "warc:a.warc.gz", "2020-01-02T03:04:05Z", None),
        (f"https://{HOST}/berita/satu", "stored", "warc:a.warc.gz", "2020-01-02T03:04:05Z", None),
        (
            f"https://m.{HOST}/berita/dua",
            "stored",
            "warc:a.warc.gz",
            "2020-06-20T05:00:00Z".replace("2020", "2026"),
            None,
        ),
    ]
    assert desk.rows(
        "SELECT records, responses, dismissed, revisits, broken, http_errors, stored, refused, ended_at IS NOT NULL,"
        " offset = size FROM warcs"
    ) == [(21, 9, 2, 1, 1, 2, 2, 2, 1, 1)]


def test_pages_are_kept_as_served_and_can_be_read_again(desk: Desk) -> None:
    packed = caught("satu", headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")))
    body = packed.body
    packed = Caught(url=packed.url, at=packed.at, headers=packed.headers, body=gzip.compress(body))
    assert desk.here("warc", "import", put(desk, "a.warc.gz", packed)).status == 0
    archive = Archive(desk.data / "raw", read_only=True)
    (kept,) = archive.captures()
    page = archive.read(kept)
    archive.close()
    assert (page.body, page.headers, page.via) == (body, {"content-type": "text/html"}, "warc:a.warc.gz")
    before = desk.rows("SELECT * FROM articles")
    assert desk.here("extract", "--all").out.startswith("1 pages read: 0 new articles, 0 changed")
    assert desk.rows("SELECT * FROM articles") == before


def test_pages_are_not_kept_where_that_is_not_wanted(desk: Desk) -> None:
    assert desk.here("warc", "import", "--no-keep", put(desk, "a.warc.gz", caught("satu"))).status == 0
    assert desk.rows("SELECT outcome FROM fetches") == ["stored"]
    assert list(desk.data.glob("raw/*")) == []


def test_a_file_is_imported_once_and_again_where_asked(desk: Desk) -> None:
    file = put(desk, "a.warc.gz", caught("satu"))
    desk.here("warc", "import", file)
    assert desk.here("warc", "import", file).out == f"{file}: was imported before; --again reads it once more\n"
    desk.declare("kedua", "kedua.example")
    put(desk, "b.warc.gz", caught("satu"), Caught(url="https://kedua.example/berita/x", body=story("Judul x")))
    assert "1 stored, 1 again" in desk.here("warc", "import", str(desk.folder / "b.warc.gz")).out
    assert "1 again" in desk.here("warc", "import", "--again", file).out
    assert desk.rows("SELECT count(*) FROM attempts") == [2]


def test_a_file_that_has_grown_is_read_from_its_beginning(desk: Desk) -> None:
    file = put(desk, "a.warc.gz", caught("satu"))
    desk.here("warc", "import", file)
    put(desk, "a.warc.gz", caught("satu"), caught("dua"))
    assert "1 stored, 1 again" in desk.here("warc", "import", file).out


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_an_import_that_was_stopped_goes_on_at_the_last_note(desk: Desk, packed: bool) -> None:
    """The second half is broken on purpose in the first run: what was read by then is not read again."""
    answers = [caught(f"s{n}", at=f"2020-01-02T03:{n // 60:02}:{n % 60:02}Z") for n in range(BATCH + 50)]
    file = put(desk, "a.warc.gz", *answers, packed=packed)
    desk.here("warc", "import", file)
    whole = desk.rows("SELECT * FROM warcs"), desk.rows("SELECT url, text FROM articles ORDER BY url")
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute("DELETE FROM warcs")
        for table in ("attempts", "fetches", "articles"):
            db.execute(f"DELETE FROM {table}")
    size = Path(file).stat().st_size
    _import_half(desk, file)
    (half,) = desk.rows("SELECT offset, stored, ended_at, responses FROM warcs")
    assert 0 < half[0] < size
    assert half[1:] == (BATCH, None, BATCH)
    done = desk.here("warc", "import", file)
    assert f"{BATCH + 50} responses, 0 of them" in done.out
    assert (desk.rows("SELECT * FROM warcs")[0][5:], desk.rows("SELECT url, text FROM articles ORDER BY url")) == (
        whole[0][0][5:], whole[1]
    )  # fmt: skip
    assert desk.rows("SELECT count(*) FROM attempts") == [BATCH + 50]


def _import_half(desk: Desk, file: str) -> None:
    """Stop after the first batch, as a signal would."""
    from crawler.importing import Importer
    from crawler.sources import Source
    from pipelines.incoming import Incoming

    store = Incoming(desk.database)
    importer = Importer(read_outlets([desk.outlets]), store, None, Crew(Reader(desk.data), 1), over=lambda: True)
    source = Source(file)
    with source.open() as stream:
        assert len(list(importer.read(stream, source.known(importer.notes)))) == 1
    store.close()


def test_what_was_taken_out_stays_out(desk: Desk) -> None:
    first = put(desk, "a.warc.gz", caught("satu"), caught("dua"))
    desk.here("warc", "import", first)
    assert desk.here("remove", f"https://{HOST}/berita/satu", "--reason", "permintaan").status == 0
    second = put(desk, "b.warc.gz", caught("satu", at="2021-01-02T03:04:05Z"))
    assert "1 removed" in desk.here("warc", "import", second).out
    assert desk.rows("SELECT outcome FROM fetches ORDER BY url") == ["stored", "removed"]
    archive = Archive(desk.data / "raw", read_only=True)
    assert [kept.url[-3:] for kept in archive.captures()] == ["dua"]
    archive.close()


@pytest.mark.parametrize("content", [b"<html>", gzip.compress(b"<html>", mtime=0)])
def test_what_is_no_archive_fails_and_the_others_are_read(desk: Desk, content: bytes) -> None:
    bad = desk.folder / "bad.warc.gz"
    bad.write_bytes(content)
    done = desk.here("warc", "import", str(bad), put(desk, "a.warc.gz", caught("satu")))
    assert (done.status, "1 stored" in done.out) == (1, True)
    assert done.err.startswith(f"Error: {bad}: is no web archive")


def test_a_file_that_is_not_there_is_wrong_use(desk: Desk) -> None:
    done = desk.here("warc", "import", str(desk.folder / "tidak-ada.warc"))
    assert (done.status, done.err) == (2, f"Error: {desk.folder}/tidak-ada.warc: there is no such file\n")


def test_an_archive_is_read_from_the_web(desk: Desk) -> None:
    with Site() as site:
        site.answers["/a.warc.gz"] = Answer(body=record([caught("satu")]), type="application/octet-stream")
        url = site.url("/a.warc.gz")
        done = desk.kliping("warc", "import", url)
        assert (done.status, done.err) == (0, "")
        assert desk.rows("SELECT file FROM warcs") == [url]
        assert desk.rows("SELECT via, outcome FROM fetches") == [(f"warc:{url}", "stored")]
        missing = desk.kliping("warc", "import", site.url("/tidak-ada.warc"))
    assert (missing.status, missing.err) == (1, f"Error: {site.url('/tidak-ada.warc')}: there is no such file\n")


def test_an_address_that_needs_another_package_says_which(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    done = desk.here("warc", "import", "s3://arsip/a.warc.gz")
    assert (done.status, "pip install s3fs" in done.err) == (1, True)


def test_without_the_extra_the_command_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    done = desk.here("warc", "import", "a.warc")
    assert (done.status, done.err) == (
        1,
        "Error: web archives need more packages: `.venv/bin/pip install -e '.[archive]'` in Kliping's folder installs"
        " them (fastwarc is missing)\n",
    )


def _record_newsroom(data: Path, proxy: str, since: set[tuple[str, str]]) -> list[Caught]:
    """What the crawl asked since, asked once more, with the moments of the crawl; links without a page too."""
    archive = Archive(data / "raw", read_only=True)
    found = []
    for kept in archive.captures():
        if (kept.url, precise(kept.fetched_at)) not in since:
            since.add((kept.url, precise(kept.fetched_at)))
            whole = archive.read(kept)
            found += [fetch(proxy, one.final_url, precise(one.fetched_at)) for one in (whole, *whole.parts)]
    archive.close()
    with open_reader(data / "news.db", news) as db:
        for url, at in db.execute("SELECT coalesce(asked, url), fetched_at FROM fetches WHERE status >= 400"):
            found.append(fetch(proxy, url, at))
    return found


def test_an_import_says_what_the_crawl_said(tmp_path: Path) -> None:
    """The newsroom before and after its editors worked, recorded by another's tool; the archives in the wrong order."""
    desk, names, seen = Desk(tmp_path / "desk"), list(read_outlets([OUTLETS])), set[tuple[str, str]]()
    crawled = tmp_path / "crawled"
    with Newsroom() as newsroom:
        assert crawl_newsroom(newsroom.proxy, crawled, names) == 0
        first = record(_record_newsroom(crawled, newsroom.proxy, seen))
        newsroom.edit()
        assert crawl_newsroom(newsroom.proxy, crawled, [*names, "--recheck"]) == 0
        second = record(_record_newsroom(crawled, newsroom.proxy, seen), packed=False, version="1.1")
    desk.variables["KLIPING_OUTLETS"] = str(OUTLETS)
    for name, content in (("b.warc", second), ("a.warc.gz", first)):
        (tmp_path / name).write_bytes(content)
        done = desk.here("warc", "import", str(tmp_path / name))
        assert (done.status, done.err) == (0, "")
    with open_reader(crawled / "news.db", news) as one, open_reader(desk.database, news) as other:
        crawl, imported = natural(one), natural(other)
        assert _plain(crawl["articles"]) == _plain(imported["articles"])
        for table in ("article_people", "article_tags", "links", "versions"):
            assert crawl[table] == imported[table], table
        assert len(crawl["articles"]) > 90
        assert len(crawl["versions"]) >= 6
        ends = "SELECT url, outcome, recipe FROM fetches WHERE outcome IN ('stored', 'too_short', 'soft_404', 'login')"
        listed = set(one.execute(ends).fetchall())
        assert len(listed - set(other.execute(ends).fetchall())) == 0


def _plain(articles: frozenset[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Articles but for whether they are gone: an archive's answers of 404 are no news of a story."""
    names = [one.strip() for one in NATURAL["articles"].removeprefix("SELECT ").rpartition(" FROM")[0].split(",")]
    at = next(n for n, name in enumerate(names) if name.startswith("gone_at"))
    return {(*row[:at], *row[at + 1 :]) for row in articles}
