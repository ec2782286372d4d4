"""`kliping extract` at a terminal: saved pages printed, kept pages read again."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from tests.desk import Desk
from tests.site import story

URL = "https://contoh.example/berita/jalan"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    made.declare("contoh", "contoh.example")
    monkeypatch.setenv("KLIPING_DATA", str(made.data))
    monkeypatch.setenv("KLIPING_OUTLETS", str(made.outlets))
    monkeypatch.delenv("KLIPING_CONTACT", raising=False)
    return made


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_saved_pages_are_printed_one_object_a_line_and_need_no_database(desk: Desk) -> None:
    (desk.folder / "a.html").write_bytes(story("Warga membangun a"))
    (desk.folder / "b.html.gz").write_bytes(gzip.compress(story("Warga membangun b")))
    names = [str(desk.folder / "a.html"), str(desk.folder / "b.html.gz"), "-"]
    given = story("Warga membangun c")
    result = run("extract", *(word for name in names for word in ("--file", name)), "--url", URL, given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [(one["title"], one["url"], one["outlet"]) for one in lines(result)] == [
        (f"Warga membangun {name}", URL, "contoh") for name in "abc"
    ]
    assert not desk.data.exists()


def test_standard_input_may_be_gzip(desk: Desk) -> None:
    result = run("extract", "--file", "-", given=gzip.compress(story("Warga membangun a")))
    assert [one["title"] for one in lines(result)] == ["Warga membangun a"]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_printed(desk: Desk) -> None:
    (desk.folder / "baik.html").write_bytes(story("Warga membangun baik"))
    (desk.folder / "rusak.html.gz").write_bytes(gzip.compress(story("Rusak"))[:-9])
    files = [str(desk.folder / name) for name in ("hilang.html", "rusak.html.gz", "baik.html")]
    result = run("extract", *(word for name in files for word in ("--file", name)))
    assert result.exit_code == 2
    assert [one["title"] for one in lines(result)] == ["Warga membangun baik"]
    assert "hilang.html: cannot be read: No such file or directory" in result.stderr
    assert "rusak.html.gz: cannot be read: " in result.stderr


def test_a_refusal_is_an_object_and_no_error(desk: Desk) -> None:
    result = run("extract", "--file", "-", given=b"%PDF-1.7")
    assert (result.exit_code, lines(result)) == (0, [{"refusal": "not_html", "detail": "a PDF"}])


@pytest.mark.parametrize(
    ("url", "name", "outlet"),
    [
        ("", "", ""),
        (URL, "", "contoh"),
        ("", "contoh", "contoh"),
        ("https://lain.example/x", "contoh", "contoh"),
        ("https://lain.example/x", "", ""),
        ("https://lain.example/x", "belumada", "belumada"),
        (f" {URL}\n", "", "contoh"),
    ],
)
def test_address_and_outlet_may_be_unknown(desk: Desk, url: str, name: str, outlet: str) -> None:
    result = run("extract", "--file", "-", "--url", url, "--outlet", name, given=story("Warga membangun a"))
    assert (result.exit_code, result.stderr) == (0, "")
    (one,) = lines(result)
    assert (one["title"], one["outlet"]) == ("Warga membangun a", outlet)


@pytest.mark.parametrize("name", ["", "contoh"])
def test_an_address_that_is_none_is_wrong_use(desk: Desk, name: str) -> None:
    result = run("extract", "--file", "-", "--url", "http://[bukan", "--outlet", name, given=story("Warga membangun a"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--url http://[bukan: not an address: Invalid IPv6 URL" in result.stderr


def test_an_outlets_own_rules_are_used(desk: Desk) -> None:
    desk.declare("contoh", "contoh.example", "[rules]\ndrop_lines = ['^Kepala desa']")
    for asked, kept in ((("--url", URL), False), (("--outlet", "contoh"), False), ((), True)):
        (one,) = lines(run("extract", "--file", "-", *asked, given=story("Warga membangun a")))
        assert ("Kepala desa" in str(one["text"])) is kept


@pytest.mark.parametrize("arguments", [(), ("--all", "--stale"), ("--all", "--file", "-"), ("--stale", "--file", "-")])
def test_extract_wants_one_thing(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = run("extract", *arguments, given=b"")
    assert result.exit_code == 2
    assert "give one of --all, --stale or --file PAGE" in result.stderr
    assert not desk.data.exists()


def test_a_mistyped_folder_is_told_and_not_made(desk: Desk) -> None:
    result = run("extract", "--stale")
    assert (result.exit_code, desk.data.exists()) == (2, False)
    assert "there is no such file yet" in result.stderr


def test_nothing_kept_is_nothing_read(desk: Desk) -> None:
    (desk.data / "raw").mkdir(parents=True)
    result = run("extract", "--stale")
    assert (result.exit_code, result.output) == (0, "0 pages read: 0 new articles, 0 changed\n")


def test_a_damaged_kept_page_is_told_and_fails(desk: Desk) -> None:
    from datetime import UTC, datetime

    from pipelines.archive import Archive
    from pipelines.items import Page

    archive = Archive(desk.data / "raw")
    for name in ("a", "b"):
        at = datetime(2026, 6, 20, tzinfo=UTC)
        url = f"https://contoh.example/berita/{name}"
        archive.keep(
            Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=story(f"Warga membangun {name}"))
        )
    archive.close()
    with closing(sqlite3.connect(desk.data / "raw" / "2026-06.db")) as db, db:
        db.execute("UPDATE bodies SET body = x'00' WHERE hash = (SELECT hash FROM pages WHERE capture_id = 1)")
    result = run("extract", "--all")
    assert result.exit_code == 1
    assert result.stdout == "1 pages read: 1 new articles, 0 changed\n  stored 1\n"
    assert f"2026-06.db: {URL.rpartition('/')[0]}/a: " in result.stderr
    assert desk.rows("SELECT title FROM articles") == ["Warga membangun b"]
