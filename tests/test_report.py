"""The report: what it shows, what it says of what is not there, and that nothing in an article does anything in it."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from analysis import ANALYSES, watches
from analysis.base import open_findings
from analysis.lexicon import read_lexicon
from analysis.period import Period
from analysis.report import QUERIES, as_html, read_report
from pipelines.db import open_reader, writing
from pipelines.schema import news
from pipelines.store import Store
from tests.desk import Desk
from tests.findings import Told, put, run

DAY = date(2026, 6, 20)
ONE = Period(since=DAY, until=DAY)
AT = datetime(2026, 6, 21, 1, 0, tzinfo=UTC)
SCRIPT = "<script>alert('judul')</script><img src=x onerror=alert(2)>"
ARABIC = "مرحبا بالعالم \u202eterbalik 🌊👩‍👩‍👧"
SAID = 'Banjir merendam Kampung Lontar, Sabtu. "Air naik sejak malam," kata Kepala Desa Rani Astuti. ' * 3
STORIES = [
    Told(url="https://a.example/1", outlet="a", title=SCRIPT, text=SAID),
    Told(url="https://b.example/1", outlet="b", title=ARABIC, text=SAID),
    Told(url="https://a.example/2", outlet="a", title="Panjang", text="kata " * 10_000),
    Told(url="https://a.example/3", outlet="a", title="Esok", text=SAID, at="2026-06-21T08:00:00+07:00"),
]


UNDATED = """
INSERT INTO articles (url, outlet, title, text, kind, words, text_hash, title_hash, first_seen_at, fetched_at)
VALUES ('https://a.example/9', 'a', 'Entah', 'x', 'news', 1, 'h', 'h', '2026-06-20T03:00:00Z', '2026-06-20T03:00:00Z')
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with hostile articles, read by every analysis."""
    path = tmp_path_factory.mktemp("laporan") / "news.db"
    put(path, STORIES)
    with open_findings(path) as db:
        watches.add(db, "banjir", "banjir")
        with writing(db):
            db.execute("UPDATE articles SET url = 'javascript:alert(3)' WHERE url LIKE '%b.example/1'")
            db.execute(UNDATED)
            for version, (title, text) in enumerate(
                (("Lama", "Satu dua.\n\nTetap."), (SCRIPT, "Satu tiga.\n\nTetap."))
            ):
                db.execute("INSERT INTO versions (article_id, version, seen_at, title, text, text_hash)"
                           " VALUES (1, ?, '2026-06-20T04:00:00Z', ?, ?, 'h')", [version + 1, title, text])  # fmt: skip
    run(path, *ANALYSES)
    return path


def read(path: Path, period: Period = ONE) -> str:
    with open_reader(path, news) as db:
        return as_html(read_report(db, period, AT))


def parsed(page: str) -> Any:
    return lxml.html.fromstring(page)


def section(page: str, name: str) -> Any:
    (found,) = parsed(page).xpath(f"//section[@id='{name}']")
    return found


def test_every_section_answers_and_shows_its_query(path: Path) -> None:
    page = read(path)
    told = read_lexicon("report")["sections"]
    assert sorted(query.stem for query in QUERIES.glob("*.sql")) == sorted(
        [one["name"] for one in told] + ["summary", "days", "term"]
    )
    for one in told:
        part = section(page, one["name"])
        assert (QUERIES / f"{one['name']}.sql").read_text(encoding="utf-8").strip() in part.text_content()
        assert part.xpath(".//table") or "Tidak ada pada kurun ini." in part.text_content()
    assert "3 artikel" in " ".join(parsed(page).xpath("//ul[@class='facts']")[0].text_content().split())
    assert "1 artikel lain masuk pada kurun ini tanpa hari terbit" in page


def test_what_is_found_is_in_it(path: Path) -> None:
    page = read(path)
    assert "Rani Astuti" in section(page, "quoted").text_content()
    assert "a" in [cell.text_content() for cell in section(page, "copies").xpath(".//td")]
    assert "2" in [cell.text_content() for cell in section(page, "stories").xpath(".//td")]
    assert [cell.text_content() for cell in section(page, "watched").xpath(".//td[1]")] == ["banjir"] * 2
    edits = section(page, "edits")
    assert [one.text_content().strip() for one in edits.xpath(".//p[@dir]/del")] == ["dua."]
    assert [one.text_content().strip() for one in edits.xpath(".//p[@dir]/ins")] == ["tiga."]


def test_nothing_in_an_article_does_anything(path: Path) -> None:
    page = read(path)
    tree = parsed(page)
    assert tree.xpath("//script | //img | //iframe | //object | //link | //form | //base") == []
    assert [name for element in tree.iter() for name in element.attrib if name.startswith("on")] == []
    links = {str(link) for link in tree.xpath("//@href | //@src | //@xlink:href", namespaces={"xlink": "x"})}
    assert all(link.startswith(("https://", "#")) for link in links)
    assert "javascript:" not in {link.partition("alert")[0] for link in links}
    assert SCRIPT in tree.text_content()
    assert ARABIC in tree.text_content()
    assert "url(http" not in page
    assert "@import" not in page
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert tree.get("lang") == "id"


def test_a_direction_keeps_to_its_cell(path: Path) -> None:
    cells = parsed(read(path)).xpath("//td[contains(., 'terbalik')]")
    assert cells
    assert all(cell.xpath(".//bdi[contains(., 'terbalik')]") for cell in cells)


def test_a_term_is_shown_over_what_there_was_that_day(path: Path) -> None:
    with open_findings(path) as db, writing(db):
        db.execute("INSERT OR REPLACE INTO trends VALUES ('2026-06-20', 'banjir', 2, 2, 0.1, 9.5)")
    found = section(read(path), "trends")
    (picture,) = found.xpath(".//h3[. = 'banjir']/following::*[local-name() = 'svg'][1]")
    names = [text.text for text in picture.xpath(".//*[@class='name']")]
    assert names == ["Artikel dengan “banjir”", "Semua artikel hari itu", "Outlet hari itu"]
    assert len(picture.xpath(".//*[@class='unknown']")) == 3 * 27  # every day but this one


def test_what_is_not_there_yet_is_named(tmp_path: Path) -> None:
    Store(tmp_path / "news.db").close()
    page = read(tmp_path / "news.db")
    assert "Tidak ada artikel yang terbit pada kurun ini" in page
    assert "Belum ada dalam berkas ini: quotes, analysed. Jalankan `kliping analyse quotes`." in page
    assert "Tidak ada pada kurun ini." in section(page, "coverage").text_content()


def test_what_was_not_read_yet_is_counted(tmp_path: Path) -> None:
    put(tmp_path / "news.db", STORIES[:2])
    open_findings(tmp_path / "news.db").close()
    page = read(tmp_path / "news.db")
    assert "Analisis ini belum pernah dijalankan: `kliping analyse quotes`." in section(page, "quoted").text_content()
    run(tmp_path / "news.db", *ANALYSES)
    put(tmp_path / "news.db", STORIES[2:])
    said = "1 artikel pada kurun ini belum dibaca: `kliping analyse copies`."
    assert said in section(read(tmp_path / "news.db"), "copies").text_content()


def test_a_report_is_read_while_another_writes(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(tmp_path / "news.db")) as target:
        source.backup(target)
    with open_findings(tmp_path / "news.db") as db, writing(db):
        db.execute("DELETE FROM articles")
        assert "Rani Astuti" in read(tmp_path / "news.db")


# --- the command ---


@pytest.fixture
def desk(path: Path, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.data.mkdir()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(desk.database)) as target:
        source.backup(target)
    desk.variables["KLIPING_NOW"] = "2026-06-20T18:00:00Z"  # the 21st in Jakarta
    return desk


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "2026-06-20"),
        (("--day", "2026-06-19"), "2026-06-19"),
        (("--week",), "2026-06-14_2026-06-20"),
        (("--since", "2026-06-18"), "2026-06-18_2026-06-20"),
        (("--since", "2026-06-18", "--until", "2026-06-19"), "2026-06-18_2026-06-19"),
    ],
)
def test_which_days_are_meant(desk: Desk, words: tuple[str, ...], name: str) -> None:
    done = desk.here("report", *words)
    assert done.status == 0, done.err
    assert done.out.splitlines()[0] == str(desk.data / "reports" / f"laporan-{name}.html")


def test_the_tables_are_files_without_formulas(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.database)) as db, db:
        db.execute(
            "UPDATE articles SET title = '=1+1', gone_at = '2026-06-20T05:00:00Z' WHERE url LIKE '%/a.example/1'"
        )
    done = desk.here("report", "--to", str(desk.folder / "ke sini"))
    files = [Path(line) for line in done.out.splitlines()]
    assert [file.suffix for file in files] == [".html"] + [".csv"] * len(read_lexicon("report")["sections"])
    assert sorted(files) == sorted((desk.folder / "ke sini").iterdir())
    with next(file for file in files if file.stem.endswith("-gone")).open(encoding="utf-8", newline="") as file:
        (gone,) = csv.DictReader(file)
    assert (gone["title"], gone["url"], gone["gone_at"]) == ("'=1+1", "https://a.example/1", "2026-06-20T05:00:00Z")
    coverage = next(file for file in files if file.stem.endswith("-coverage"))
    assert coverage.read_text(encoding="utf-8").startswith("outlet,listed,have,")


@pytest.mark.parametrize(
    "words",
    [("--day", "2026-06-19", "--week"), ("--until", "2026-06-19"), ("--since", "2026-06-19", "--until", "2026-06-01")],
)
def test_wrong_words_are_wrong_use(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.here("report", *words)
    assert (done.status, done.out) == (2, "")
    assert not (desk.data / "reports").exists()


def test_without_a_file_the_command_says_what_makes_it(desk: Desk) -> None:
    desk.database.unlink()
    done = desk.here("report")
    assert done.status == 2
    assert "`kliping crawl` makes it" in done.err


def test_an_example_leads_to_the_article_that_it_is_of(path: Path) -> None:
    with open_reader(path, news) as db:
        of = dict(db.execute("SELECT url, title FROM articles").fetchall())
        said = {
            (url, text)
            for url, text in db.execute("SELECT url, q.text FROM quotes AS q JOIN articles ON id = article_id")
        }
        sections = {one.name: one for one in read_report(db, Period(since=DAY, until=date(2026, 6, 21)), AT).sections}
    assert sections["copies"].rows
    assert all(of[row["url"]] == row["title"] for row in sections["copies"].rows)
    assert sections["quoted"].rows
    assert all((row["url"], row["first_said"]) in said for row in sections["quoted"].rows)


def test_the_report_names_no_column_that_a_query_has_not(path: Path) -> None:
    with open_reader(path, news) as db:
        for one in read_report(db, ONE, AT).sections:
            assert set(one.labels) <= set(one.columns), one.name
            assert one.links is None or one.links in one.labels
            assert set(one.columns) - set(one.labels) <= {"url", "title_before", "text_before", "text_after"}, one.name
    assert not re.search(r"\bSELECT \*", "".join(query.read_text() for query in QUERIES.glob("*.sql")))


def test_days_without_articles_are_told(desk: Desk) -> None:
    newest = desk.rows("SELECT max(published_on) FROM articles")[0]
    done = desk.here("report", "--day", "2001-01-01")
    assert (done.status, done.err) == (0, f"no article of 2001-01-01 is in this file; the newest is of {newest}\n")
    assert desk.here("report", "--day", str(newest)).err == ""
