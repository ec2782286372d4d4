"""What the room does not do: run what a page brings along, write, or answer to a name that is not its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.room import plugin
from analysis.room.house import ReadOnly
from analysis.room.visit import POLICY, outward
from tests.findings import Told, put
from tests.hostile import LONG, SCRIPT, TOLD, put_hostile
from tests.reader import INDONESIAN, Reader, reading


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile %20?x#y") / "news.db"


@pytest.fixture(scope="module")
def numbers(file: Path) -> dict[str, int]:
    return put_hostile(file)


@pytest.fixture(scope="module")
def reader(file: Path, numbers: dict[str, int]) -> Iterator[Reader]:
    with reading(file) as reader:
        yield reader


def paths(numbers: dict[str, int]) -> list[str]:
    """Every kind of page, of ours and of Datasette's, that shows what was stored."""
    articles = [f"/article/{number}" for number in numbers.values()]
    ours = ["/", "/story/1", *articles, f"/article/{numbers['markup']}/versions", "/name/1", "/search?q=akhir"]
    return [
        *ours,
        "/search?since=2020-01-01",
        "/news",
        "/news/articles",
        "/news/links",
        "/news/day_latest?day=2026-06-20",
    ]


def test_nothing_that_was_stored_becomes_markup(reader: Reader, numbers: dict[str, int]) -> None:
    for path in paths(numbers):
        page = reader.page(path)
        assert page.xpath("//img") == [], path
        assert [script.get("src") for script in page.xpath("//script")] in ([], ["/room/room.js"]), path
        assert page.xpath("//*[@*[starts-with(name(), 'on')]]") == [], path
        for address in page.xpath("//a/@href | //form/@action"):
            assert address.startswith(("/", "#", "https://", "http://")), (path, address)
        assert SCRIPT not in reader.get(path).text, path


def test_what_a_visitor_types_becomes_no_markup(reader: Reader) -> None:
    typed = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for name in ("q", "outlet", "section", "since", "until", "page", "lang"):
        answer = reader.get(f"/search?{name}={typed}")
        assert answer.status_code in (200, 400)
        assert "<script>alert" not in answer.text
    assert "<script>alert" not in reader.get(f"/day/{typed}").text


def test_all_of_it_is_shown_whole(reader: Reader, numbers: dict[str, int]) -> None:
    for name, told in TOLD.items():
        page = reader.page(f"/article/{numbers[name]}")
        assert page.xpath("string(//h1)") == told.title
        shown = [part.text_content() for part in page.xpath("//section[@class='text']/div/p[not(@class)]")]
        assert shown == told.text.split("\n\n"), name
    assert LONG in reader.text(f"/article/{numbers['long']}")
    assert "tanpa tanggal" in reader.text(f"/article/{numbers['emoji']}")
    assert "{{ 7 * 7 }}" in reader.text("/search?since=2020-01-01")


def test_a_text_keeps_its_direction_to_itself(reader: Reader, numbers: dict[str, int]) -> None:
    page = reader.page(f"/article/{numbers['directions']}")
    assert {part.get("dir") for part in page.xpath("//h1 | //section[@class='text']/div/p")} == {"auto"}


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//a.example/x", False),
        ("https:alert(1)", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(url: str | None, link: bool) -> None:
    assert outward(url) == (url if link else None)


def test_every_answer_says_what_the_browser_may_load(reader: Reader, numbers: dict[str, int]) -> None:
    for path in (*paths(numbers), "/x", "/search.json", "/room/room.css", "/-/versions.json"):
        headers = reader.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "'unsafe-inline'" not in headers["content-security-policy"].partition("style-src")[0], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert reader.get("/").headers["content-security-policy"] == POLICY
    assert "script-src" not in plugin.THEIR_POLICY, "their pages have no script at all"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "WITH x AS (SELECT 1) DELETE FROM articles",
        "INSERT INTO people (name) VALUES ('x')",
        "ATTACH 'other.db' AS other",
        "PRAGMA query_only = OFF",
        "SELECT 1; DELETE FROM articles",
        "VACUUM INTO 'copy.db'",
    ],
)
def test_no_query_writes(reader: Reader, file: Path, sql: str) -> None:
    before = file.read_bytes()
    answer = reader.get("/news.json?sql=" + sql.replace(" ", "+").replace("=", "%3D").replace(";", "%3B"))
    assert answer.status_code == 400, answer.text
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir() if path.suffix == ".db") == ["news.db"]


def test_the_file_cannot_be_opened_to_write(reader: Reader) -> None:
    database = reader.room.get_database("news")
    assert isinstance(database, ReadOnly)
    assert database.is_mutable, "never immutable: a crawl may be writing"
    with pytest.raises(PermissionError, match="does not write"):
        database.connect(write=True)
    connection = database.connect()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("UPDATE articles SET title = ''")
    connection.execute("PRAGMA query_only = OFF")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("UPDATE articles SET title = ''")


def test_the_file_itself_is_not_given_away(reader: Reader) -> None:
    assert reader.get("/news.db").status_code in (403, 404)


def test_a_name_that_is_not_the_rooms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [Told(url="https://a.example/1", text="Air surut.")])
    with reading(path, hosts=frozenset({"localhost", "127.0.0.1"})) as reader:
        assert reader.get("/", **INDONESIAN).status_code == 200
        assert reader.get("/", Host="127.0.0.1:8421").status_code == 200
        for name in ("evil.example", "127.0.0.1.evil.example", "localhost:80:80", ""):
            assert reader.get("/", Host=name).status_code == 421, name


def test_a_mistyped_address_costs_a_page_and_no_traceback(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    for path in ("/nothing", "/article/1.csv", "/news/nothing", "/news?sql=DROP"):
        assert reader.get(path).status_code in (400, 404), path
    assert capsys.readouterr() == ("", "")
