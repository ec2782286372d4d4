"""The `kliping` command at a terminal: what it prints, its exit status, and what it says when something is wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import __version__
from crawler.cli import main
from crawler.declaration import read_outlets
from pipelines import db as database
from pipelines.db import open_database
from pipelines.schema import news
from tests.desk import Desk, finish
from tests.site import ROOT

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


def test_help_and_version_load_neither_scrapy_nor_trafilatura() -> None:
    script = "import sys, crawler.cli; print(sorted({'scrapy', 'trafilatura', 'lxml', 'twisted'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
    assert run("--version").output == f"kliping, version {__version__}\n"
    shown = run("-h")
    assert shown.exit_code == 0
    assert {"crawl", "extract", "demo", "outlet"} <= {
        line.split()[0] for line in shown.output.splitlines() if line.strip()
    }


# --- crawl: what ends it before it begins ---


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("contohh", "'contohh' is no outlet; did you mean 'contoh'?"), ("qqqqqq", "`kliping outlet list` names them")],
)
def test_an_unknown_outlet_suggests_the_nearest(desk: Desk, asked: str, hint: str) -> None:
    result = run("crawl", "contoh", asked)
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr
    assert not desk.data.exists()


def test_an_outlet_that_is_not_crawled_says_why(desk: Desk) -> None:
    desk.declare("tutup", "tutup.example", 'off = "robots.txt menolak semua"')
    desk.declare("bubar", "bubar.example", 'retired = 2026-03-01\nreason = "situs ditutup"')
    for name, why in (("tutup", "robots.txt menolak semua"), ("bubar", "retired 2026-03-01: situs ditutup")):
        result = run("crawl", name)
        assert result.exit_code == 2
        assert f"{name} is not crawled: {why}" in result.stderr


@pytest.mark.parametrize("arguments", [("wahanatv",), ("contoh", "wahanatv"), ()])
def test_without_a_contact_nobody_elses_server_is_asked(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = run("crawl", *arguments)
    assert result.exit_code == 2
    assert "no contact is set" in result.stderr
    assert 'contact = "you@example.org"' in result.stderr
    assert str(desk.data / "kliping.toml") in result.stderr
    assert not desk.data.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "salah.toml: not TOML: "),
        (
            'title = "S"\ndomain = "s.example"\nlistingz = []',
            "salah.toml: listingz: unknown key; did you mean 'listings'?",
        ),
        ('title = 5\ndomain = "s.example"', "salah.toml: title: expected a text, not 5"),
    ],
)
def test_a_broken_declaration_names_file_key_and_what_was_expected(desk: Desk, text: str, message: str) -> None:
    (desk.outlets / "salah.toml").write_text(text)
    for arguments in (("crawl", "contoh"), ("outlet", "list"), ("extract", "--all")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(desk.outlets / message.partition(": ")[0]) in result.stderr
        assert message in result.stderr


def test_a_broken_choice_is_named(desk: Desk) -> None:
    desk.data.mkdir()
    (desk.data / "kliping.toml").write_text("contact = 5")
    result = run("crawl", "contoh")
    assert result.exit_code == 2
    assert "contact: expected an e-mail address or a web address, not 5" in result.stderr


def test_a_folder_of_outlets_that_is_not_there_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLIPING_OUTLETS", str(desk.folder / "hilang"))
    result = run("outlet", "list")
    assert result.exit_code == 2
    assert "hilang: no such folder of outlets" in result.stderr


@pytest.mark.parametrize("arguments", [("--limit", "0"), ("--limit", "x"), ("--today", "besok"), ("--nanti",)])
def test_wrong_words_are_wrong_use(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert run("crawl", "contoh", *arguments).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("crawl", "--today", "0001-01-01"),
        ("crawl", "--since", "9999-12-30"),
        ("outlet", "check", "--today", "1989-12-31"),
    ],
)
def test_a_day_at_the_end_of_the_calendar_is_wrong_use(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{arguments[-1]!r} is no day of the years 1990 to 2100." in result.stderr


# --- the file that cannot be used ---


def newer(path: Path) -> None:
    with open_database(path, news) as db:
        db.table("_sqlite_migrations").insert({"migration_set": "news", "name": "m999_nanti", "applied_at": "x"})


def not_a_database(path: Path) -> None:
    path.write_text("catatan belanja " * 300)


def a_folder(path: Path) -> None:
    path.mkdir()


def damaged(path: Path) -> None:
    with open_database(path, news) as db:
        db.execute("VACUUM")
    body = bytearray(path.read_bytes())
    body[100:4096] = b"\xff" * 3996
    path.write_bytes(bytes(body))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (newer, "news.db: made by a newer Kliping (m999_nanti); upgrade Kliping to open it"),
        (not_a_database, "news.db: not an SQLite database; move it away or set KLIPING_DATA"),
        (a_folder, "news.db: a folder stands where the file belongs; move it away or set KLIPING_DATA"),
        (damaged, "news.db: damaged; restore a backup or try"),
    ],
)
@pytest.mark.parametrize("command", [("crawl", "contoh"), ("crawl", "contoh", "--dry-run"), ("extract", "--all")])
def test_a_file_that_cannot_be_used_is_told_without_a_traceback(
    desk: Desk, make: object, message: str, command: tuple[str, ...]
) -> None:
    assert callable(make)
    desk.data.mkdir()
    make(desk.database)
    result = run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("begun", [True, False])
def test_a_file_that_another_holds_locked_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, begun: bool) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)
    desk.data.mkdir()
    if begun:
        open_database(desk.database, news).close()
    with closing(sqlite3.connect(desk.database, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        result = run("crawl", "contoh")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "locked" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_data_folder_that_is_a_file_is_told(desk: Desk) -> None:
    desk.data.write_text("")
    for command in (("crawl", "contoh"), ("extract", "--all")):
        result = run(*command)
        assert result.exit_code in (1, 2)
        assert str(desk.data) in result.stderr
        assert isinstance(result.exception, SystemExit)


#: Root writes where it may not, unless it gives that up: CAP_DAC_OVERRIDE, which is number 1.
AS_ANYONE = """
import ctypes, os, sys
if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(24, 1, 0, 0, 0):
    sys.exit("cannot give up root's powers")
os.execv(sys.executable, [sys.executable, "-m", "crawler.cli", *sys.argv[1:]])
"""


@pytest.mark.parametrize("with_lock", [False, True])
def test_a_data_folder_that_is_read_only_is_told_without_a_traceback(desk: Desk, with_lock: bool) -> None:
    desk.data.mkdir()
    open_database(desk.database, news).close()
    if with_lock:
        (desk.data / "lock").touch()
    desk.database.chmod(0o444)
    desk.data.chmod(0o555)
    try:
        begun = subprocess.Popen(
            [sys.executable, "-c", AS_ANYONE, "crawl", "contoh"],
            cwd=ROOT, env=desk.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        done = finish(begun)
    finally:
        desk.data.chmod(0o755)
    assert (done.status, done.out) == (1, "")
    assert str(desk.data / ("news.db" if with_lock else "lock")) in done.err
    assert "Traceback" not in done.err


# --- outlet list, scrapy list ---


def test_the_outlets_are_listed_with_their_state(desk: Desk) -> None:
    desk.declare("tutup", "tutup.example", 'off = "menolak"')
    desk.declare("bubar", "bubar.example", 'retired = 2026-03-01\nreason = "ditutup"')
    result = run("outlet", "list")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.strip()}
    assert {*read_outlets(), "contoh", "tutup", "bubar"} <= set(lines)
    assert "contoh.example" in lines["contoh"]
    assert lines["tutup"].split()[-1] != lines["contoh"].split()[-1]


def test_scrapy_lists_the_same_names_and_refuses_an_unknown_one(desk: Desk) -> None:
    listed = desk.scrapy("list")
    assert (listed.status, listed.err) == (0, "")
    assert listed.out.split() == sorted([*read_outlets(), "contoh"])
    unknown = desk.scrapy("crawl", "contohh")
    assert unknown.status != 0
    assert "did you mean 'contoh'" in unknown.out + unknown.err
    assert not desk.data.exists()
