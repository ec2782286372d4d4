"""Watches: what is found, what is new, what a wrong query is told, and the feed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from analysis import watches
from analysis.base import open_findings
from analysis.feeds import ATOM, as_atom, shorten, write_feeds
from analysis.watches import OPENING
from crawler.choices import ChoicesError, read_choices
from pipelines.fulltext import fault_of
from tests.desk import Desk
from tests.findings import Told, put

HOSTILE = "<script>alert('Banjir')</script> & \x0b\u202eterbalik 🌊"
OLD = Told(url="https://contoh.example/1", title="Banjir Rob Lagi", text="Air pasang masuk kampung.")
DRY = Told(url="https://contoh.example/2", title="Kemarau", text="Sumur kering.", outlet="lain")
WET = Told(url="https://contoh.example/3", title=HOSTILE, text="Banjir lagi.\n\nWarga mengungsi.", outlet="lain")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for name in ("contoh", "lain"):
        desk.declare(name, f"{name}.example")
    put(desk.database, [OLD, DRY])
    return desk


def told(desk: Desk, *words: str, status: int = 0) -> str:
    done = desk.here(*words)
    assert done.status == status, done.err
    return done.err if status else done.out


def test_what_was_there_counts_as_seen_and_what_comes_is_new_once(desk: Desk) -> None:
    assert "banjir: in 1 articles so far" in told(desk, "watch", "add", "banjir", "banjir OR rob")
    assert told(desk, "watch", "show", "--new") == ""
    put(desk.database, [WET])
    told(desk, "analyse", "watches")
    assert told(desk, "watch", "list") == "banjir: banjir OR rob: 2 articles, 1 new\n"
    shown = told(desk, "watch", "show", "--new")
    assert "banjir: 1 new" in shown
    assert WET.url in shown
    assert OLD.url not in shown
    assert "\x0b" not in shown
    assert told(desk, "watch", "show", "--new") == ""
    assert "banjir: 2 of 2 articles" in told(desk, "watch", "show", "banjir")


def test_a_story_that_changes_is_looked_at_again_and_its_hit_stays(desk: Desk) -> None:
    told(desk, "watch", "add", "banjir", "banjir")
    told(desk, "analyse", "watches")
    found = "SELECT url FROM watched ORDER BY url"
    put(desk.database, [Told(url=DRY.url, title="Kemarau lalu banjir", text="Sumur penuh.", outlet="lain")])
    told(desk, "analyse", "watches")
    assert desk.rows(found) == [OLD.url, DRY.url]
    put(desk.database, [DRY])
    told(desk, "analyse", "watches")
    assert desk.rows(found) == [OLD.url, DRY.url]
    assert desk.rows("SELECT count(*) FROM watch_hits WHERE shown_at IS NULL") == [1]


def test_a_watch_keeps_to_its_outlets(desk: Desk) -> None:
    told(desk, "watch", "add", "banjir", "banjir", "--outlet", "lain")
    put(desk.database, [WET])
    told(desk, "analyse", "watches")
    assert desk.rows("SELECT url FROM watched") == [WET.url]
    assert "banjir: banjir in lain: 1 articles, 1 new" in told(desk, "watch", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x", "pemilu-2029"), "no such column: 2029; words with signs in them stand in double quotes"),
        (("add", "x", '"banjir'), "it ends too early (unterminated string)"),
        (("add", "x", "banjir AND"), "it ends too early (fts5: syntax error"),
        (("add", "x", "penulis: rani"), "no such column: penulis"),
        (("add", "x", " * "), "has no word to look for"),
        (("add", "../x", "banjir"), "'../x' is no name for a watch"),
        (("add", "x", "banjir", "--outlet", "contohh"), "did you mean 'contoh'?"),
        (("add", "ada", "rob"), "there is a watch of that name"),
        (("remove", "x"), "'x' is no watch; there are ada"),
        (("show", "x"), "'x' is no watch; there are ada"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(desk: Desk, words: tuple[str, ...], said: str) -> None:
    told(desk, "watch", "add", "ada", "banjir")
    assert said in told(desk, "watch", *words, status=2)
    assert desk.rows("SELECT name FROM watches") == ["ada"]
    assert [path.name for path in (desk.data / "reports").iterdir()] == ["watch-ada.atom"]


def test_a_watch_that_is_removed_leaves_nothing(desk: Desk) -> None:
    told(desk, "watch", "add", "banjir", "banjir")
    told(desk, "watch", "remove", "banjir")
    assert desk.rows("SELECT count(*) FROM watch_hits") == [0]
    assert list((desk.data / "reports").iterdir()) == []


def test_an_outlet_of_the_files_articles_need_not_be_declared(desk: Desk) -> None:
    (desk.outlets / "lain.toml").unlink()
    told(desk, "watch", "add", "kering", "kering", "--outlet", "lain")
    assert "kering: kering in lain: 1 articles, 0 new" in told(desk, "watch", "list")


def test_an_outlet_that_nobody_knows_is_told_where_watches_are_listed(desk: Desk) -> None:
    (desk.data / "kliping.toml").write_text(
        '[watches]\nrob = { query = "rob", outlets = ["contohh", "lain"] }\n', encoding="utf-8"
    )
    told(desk, "analyse", "watches")
    done = desk.here("watch", "list")
    assert (done.status, done.out) == (0, "rob: rob in contohh, lain: 0 articles, 0 new\n")
    assert done.err == "rob: 'contohh' is no outlet; did you mean 'contoh'?\n"


def test_without_a_file_or_with_one_of_before(desk: Desk, tmp_path: Path) -> None:
    done = desk.here("watch", "list")  # the file has no findings yet
    assert (done.status, done.out, done.err) == (0, "", "no watches yet; `kliping watch add` makes one\n")
    desk.database.unlink()
    assert "there is no such file yet" in told(desk, "watch", "list", status=2)
    told(desk, "watch", "add", "banjir", "banjir")
    assert told(desk, "watch", "list") == "banjir: banjir: 0 articles, 0 new\n"


def test_watches_of_the_choices_are_kept_in_step(desk: Desk) -> None:
    told(desk, "watch", "add", "tangan", "sumur")
    choices = desk.data / "kliping.toml"
    choices.write_text('[watches]\nrob = "rob"\nbanjir = { query = "banjir", outlets = ["lain"] }\n')
    told(desk, "analyse", "watches")
    listed = "SELECT name, query, outlets, declared FROM watches ORDER BY name"
    assert desk.rows(listed) == [
        ("banjir", "banjir", "lain", 1),
        ("rob", "rob", None, 1),
        ("tangan", "sumur", None, 0),
    ]
    assert "take it out there" in told(desk, "watch", "remove", "rob", status=2)
    choices.write_text('[watches]\nrob = "pasang"\n')
    before = desk.rows("SELECT id FROM watches WHERE name = 'tangan'")
    told(desk, "analyse", "watches")
    assert desk.rows(listed) == [("rob", "pasang", None, 1), ("tangan", "sumur", None, 0)]
    assert desk.rows("SELECT id FROM watches WHERE name = 'tangan'") == before
    assert sorted(path.name for path in (desk.data / "reports").iterdir()) == ["watch-rob.atom", "watch-tangan.atom"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("watches = 5", "watches: expected a table"),
        ("[watches]\nrob = 5", "watches.rob: expected a full-text query"),
        ('[watches]\nrob = { query = "rob", outlet = "x" }', "watches.rob: expected a full-text query"),
        ('[watches]\nrob = "rob AND"', "watches.rob: 'rob AND' is no full-text query"),
        ('[watches]\n"Rob 1" = "rob"', "watches: 'Rob 1' is no name"),
    ],
)
def test_a_wrong_choice_is_named(desk: Desk, written: str, said: str) -> None:
    (desk.data / "kliping.toml").write_text(written)
    with pytest.raises(ChoicesError, match=r"kliping\.toml: watches") as raised:
        read_choices({"KLIPING_DATA": str(desk.data)})
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "query", ["banjir", '"gempa bumi"', "banj*", "title: banjir", "NEAR(a b, 5)", "banjir rob", "🌊 a"]
)
def test_a_right_query_has_no_fault(query: str) -> None:
    assert fault_of(query) is None


def test_the_feed_is_atom_whatever_a_title_says(desk: Desk) -> None:
    put(desk.database, [WET])
    with open_findings(desk.database) as db:
        watches.add(db, "banjir", "banjir")
        (watch,) = watches.read_watches(db)
        hits = watches.read_hits(db, watch)
        folder = desk.data / "reports"
        write_feeds(db, folder)
        written = (folder / "watch-banjir.atom").stat()
        write_feeds(db, folder)
        assert (folder / "watch-banjir.atom").stat().st_mtime_ns == written.st_mtime_ns
    raw = as_atom(watch, hits)
    assert (folder / "watch-banjir.atom").read_bytes() == raw
    assert raw == as_atom(watch, hits)
    feed = ET.fromstring(raw)
    name = f"{{{ATOM}}}"
    # RFC 4287: a feed has an id, a title, an author and the moment it was updated; so has an entry.
    for element in (feed, *feed.findall(f"{name}entry")):
        for needed in ("id", "title", "updated"):
            (found,) = element.findall(f"{name}{needed}")
            assert found.text
        assert datetime.fromisoformat(element.findtext(f"{name}updated", "")).tzinfo == UTC
        assert element.findtext(f"{name}author/{name}name")
    entries = feed.findall(f"{name}entry")
    assert len({entry.findtext(f"{name}id") for entry in entries}) == len(entries) == 2
    hostile = next(entry for entry in entries if "script" in entry.findtext(f"{name}title", ""))
    assert hostile.findtext(f"{name}title") == HOSTILE.replace("\x0b", "")
    links = {link.get("href") for entry in entries for link in entry.findall(f"{name}link[@rel='alternate']")}
    assert links == {OLD.url, WET.url}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Air naik.", "Air naik."), ("air " * 100, f"{'air ' * 98}air…"), ("a" * OPENING, f"{'a' * (OPENING - 1)}…")],
)
def test_a_summary_ends_at_a_word(text: str, wanted: str) -> None:
    assert shorten(text) == wanted


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    watch = watches.Watch(name="x", query="x", added_at="2026-06-01T00:00:00Z")
    hit = watches.Hit(watch="x", found_at="2026-06-01T00:00:00Z", outlet="o", published_at=None, published_on=None,
                      title="t", text="s", url="javascript:alert(1)")  # fmt: skip
    assert b"javascript" not in as_atom(watch, [hit])
