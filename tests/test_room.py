"""The reading room over the newsroom's file: every page, its words, its JSON and CSV, what it says where nothing is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import ANALYSES
from analysis.room.questions import QUERIES, read_questions
from pipelines.db import open_database
from pipelines.schema import news
from tests.findings import Told, put, run
from tests.reader import Reader, reading


def test_the_front_page_is_the_newest_day(reader: Reader, db: sqlite3.Connection) -> None:
    day, articles = db.execute(
        "SELECT published_on, count(*) FROM articles GROUP BY published_on ORDER BY 1 DESC LIMIT 1"
    ).fetchone()
    page = reader.page("/")
    assert page.get("lang") == "id"
    assert page.xpath("string(//h1)") == "Minggu, 21 Juni 2026"
    assert f"{articles} artikel" in page.xpath("string(//p[@class='lead'])")
    assert len(page.xpath("//figure[@class='bars']//rect")) == 30
    titles = [row[0] for row in db.execute("SELECT title FROM articles WHERE published_on = ?", [day])]
    assert sorted(page.xpath("//section[@aria-labelledby='latest']//li/a/text()")) == sorted(titles)
    outlets = {row[0] for row in db.execute("SELECT DISTINCT outlet FROM articles")}
    assert set(page.xpath("//section[@aria-labelledby='coverage']//tbody//th//text()")) == outlets


def test_a_day_leads_to_the_days_beside_it(reader: Reader) -> None:
    page = reader.page("/day/2026-06-20")
    assert page.xpath("string(//a[@rel='prev']/@href)") == "/day/2026-06-19"
    assert page.xpath("string(//a[@rel='next']/@href)") == "/day/2026-06-21"


def test_a_story_shows_who_told_it_when_and_what_was_said(reader: Reader, db: sqlite3.Connection) -> None:
    story, outlets = db.execute("SELECT id, outlets FROM stories WHERE outlets > 1 ORDER BY outlets DESC").fetchone()
    members = db.execute(
        "SELECT a.id, a.title, a.outlet FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.story_id = ? ORDER BY s.at, a.id",
        [story],
    ).fetchall()
    page = reader.page(f"/story/{story}")
    assert page.xpath("//section[@aria-labelledby='timeline']//tbody/tr/td[3]/a/text()") == [row[1] for row in members]
    assert len(page.xpath("//div[@class='lane']")) == outlets
    assert len(page.xpath("//circle")) == len(members)
    said = db.execute(
        "SELECT count(*) FROM quotes AS q JOIN story_articles AS s ON s.article_id = q.article_id WHERE s.story_id = ?",
        [story],
    ).fetchone()[0]
    assert len(page.xpath("//blockquote")) == said


def test_a_story_that_was_merged_leads_to_the_one_it_is_in(newsroom_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(newsroom_file.read_bytes())
    with closing(sqlite3.connect(copy)) as db, db:
        story = db.execute("SELECT id FROM stories").fetchone()[0]
        db.execute("INSERT OR REPLACE INTO story_merges (old, new) VALUES (999999, ?)", [story])
    with reading(copy) as reader:
        answer = reader.get("/story/999999?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (301, f"/story/{story}?lang=en")


def test_an_article_reads_as_it_is_in_the_file(reader: Reader, db: sqlite3.Connection) -> None:
    for row in db.execute("SELECT id, title, text FROM articles"):
        page = reader.page(f"/article/{row['id']}")
        assert page.xpath("string(//h1)") == row["title"]
        shown = [part.text_content() for part in page.xpath("//section[@class='text']/div/p[not(@class)]")]
        assert shown == [part for part in row["text"].split("\n\n") if part], row["id"]


def test_an_article_shows_its_marks_and_what_was_taken_out(reader: Reader, db: sqlite3.Connection) -> None:
    number = db.execute(
        "SELECT a.id FROM articles AS a JOIN links AS l ON l.article_id = a.id AND l.kind = 'baca_juga'"
        " JOIN quotes AS q ON q.article_id = a.id WHERE a.initials IS NOT NULL AND a.dateline IS NOT NULL LIMIT 1"
    ).fetchone()[0]
    row = db.execute("SELECT * FROM articles WHERE id = ?", [number]).fetchone()
    page = reader.page(f"/article/{number}")
    taken = page.xpath("//section[@aria-labelledby='taken']")[0].text_content()
    links = [
        found[0] for found in db.execute("SELECT text FROM links WHERE article_id = ? AND kind = 'baca_juga'", [number])
    ]
    for part in (row["dateline"], row["initials"], *links):
        assert part in taken
    quotes = db.execute('SELECT start, "end" FROM quotes WHERE article_id = ? ORDER BY start', [number]).fetchall()
    for start, end in quotes:
        marked = "".join(page.xpath(f"//*[@id='q{start}']")[0].itertext())
        assert row["text"][start:end].startswith(marked)
    mentions = db.execute("SELECT count(*) FROM mentions WHERE article_id = ?", [number]).fetchone()[0]
    assert len(page.xpath("//section[@class='text']//a[contains(@class, 'mention')]")) == mentions > 0


def test_an_edit_reads_as_what_went_and_what_came(reader: Reader, db: sqlite3.Connection) -> None:
    for edit in db.execute("SELECT * FROM silent_edits WHERE text_before <> text_after"):
        page = reader.page(f"/article/{edit['article_id']}/versions")
        for tag, text in (("del", edit["text_before"]), ("ins", edit["text_after"])):
            for piece in page.xpath(f"//section[@class='diff']/p/{tag}/text()"):
                assert piece.strip() in text
        assert page.xpath("//del | //ins")


def test_a_person_is_shown_with_what_they_said_where(reader: Reader, db: sqlite3.Connection) -> None:
    entity, said = db.execute(
        "SELECT speaker_entity_id, count(*) FROM quotes WHERE speaker_entity_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
    ).fetchone()
    name = db.execute("SELECT name FROM entities WHERE id = ?", [entity]).fetchone()[0]
    page = reader.page(f"/name/{entity}")
    assert page.xpath("string(//h1)") == name
    assert len(page.xpath("//blockquote")) == said
    outlets = db.execute(
        "SELECT DISTINCT a.outlet FROM quotes AS q JOIN articles AS a ON a.id = q.article_id"
        " WHERE q.speaker_entity_id = ?",
        [entity],
    ).fetchall()
    shown = page.xpath("//section[@aria-labelledby='where']//tbody//th//text()")
    assert sorted(shown) == sorted(row[0] for row in outlets)


def test_what_is_behind_a_page_is_a_table_json_and_csv(reader: Reader) -> None:
    """Every link of every kind of page within the room leads somewhere."""
    asked: set[str] = set()
    for path in ("/", "/story/1", "/article/1", "/article/46/versions", "/name/1", "/search?q=banjir"):
        page = reader.page(path)
        for link in page.xpath("//a/@href"):
            if link.startswith("/") and link not in asked and len(asked) < 400:
                asked.add(link)
                assert reader.get(link).status_code in (200, 301), link
        data = page.xpath("//p[@class='data']/a/@href")
        assert data
        kinds = {link.partition("?")[0].rpartition(".")[2] for link in data if "." in link.partition("?")[0]}
        assert kinds == {"json", "csv"}
    answer = reader.get("/news/day_latest.csv?day=2026-06-20")
    assert answer.text.splitlines()[0].startswith("article_id,outlet,title")


@pytest.mark.parametrize(
    "path", ["/day/2026-02-31", "/day/kemarin", "/story/99999", "/article/99999", "/name/99999", "/x"]
)
def test_what_is_not_there_is_told_in_words(reader: Reader, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "Tidak bisa ditampilkan" in answer.text
    as_json = reader.get(f"{path}.json")
    assert as_json.status_code == 404
    assert as_json.json()["ok"] is False


def test_english_is_asked_for_in_the_address_or_by_the_browser(reader: Reader) -> None:
    assert "Who is quoted" in reader.text("/?lang=en")
    assert "Siapa yang dikutip" in reader.get("/?lang=id", **{"Accept-Language": "en"}).text
    assert "Who is quoted" in reader.get("/", **{"Accept-Language": "fr, en-GB;q=0.8, id;q=0.5"}).text
    assert reader.page("/?lang=en").get("lang") == "en"
    links = reader.page("/?lang=en").xpath("//section[@aria-labelledby='latest']//li/a/@href")
    assert all(link.endswith("?lang=en") for link in links)


def test_a_file_that_was_never_analysed_says_so(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [Told(url="https://a.example/1", text="Air surut di Kemala.")])
    with reading(path) as reader:
        front, article = reader.text("/"), reader.text("/article/1")
        for analysis in ("stories", "trends", "quotes"):
            assert f"kliping analyse {analysis}" in front
        for analysis in ("copies", "stories", "entities", "quotes", "sources"):
            assert f"kliping analyse {analysis}" in article
        assert "Air surut di Kemala." in article
        assert "kliping analyse stories" in reader.get("/story/1").text


def test_a_finding_about_an_older_text_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(
        path, [Told(url="https://a.example/1", text='"Air sudah surut sejak pagi tadi," kata Wayan Sukerti di Kemala.')]
    )
    run(path, *ANALYSES)
    with reading(path) as reader:
        assert reader.page("/article/1").xpath("//*[starts-with(@id, 'q')]/text()")
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE articles SET text = 'Baru. ' || text")
        page = reader.page("/article/1")
        assert page.xpath("//span[@class='quote' and @id]") == []
        assert "belum membaca artikel ini" in page.text_content()


@pytest.mark.parametrize("tables", [True, False])
def test_an_empty_file_is_shown_as_empty(tmp_path: Path, tables: bool) -> None:
    path = tmp_path / "news.db"
    if tables:
        open_database(path, news).close()
    else:
        path.touch()
    with reading(path) as reader:
        assert "Belum ada berita" in reader.text("/")
        assert reader.get("/day/2026-06-21").status_code == 200
        assert "Tidak ada artikel yang cocok" in reader.text("/search")
        assert reader.get("/search?q=banjir").status_code == 200
        assert reader.get("/article/1").status_code == 404


def test_the_room_sees_what_a_crawl_writes_and_never_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [Told(url="https://a.example/1", text="Air surut.", title="Yang lama")])
    with reading(path) as reader, closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE articles SET title = 'Yang baru'")
        assert "Yang lama" in reader.text("/")
        writer.execute("COMMIT")
        assert "Yang baru" in reader.text("/")


def test_every_question_is_asked_by_a_page() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in QUERIES.parent.glob("*.py"))
    assert [name for name in read_questions() if f'"{name}"' not in code] == []


def test_the_front_page_as_data_is_its_day(reader: Reader) -> None:
    assert reader.get("/.json").json() == reader.get("/day/2026-06-21.json").json()


def test_an_article_shows_what_where_and_when_it_is_about(reader: Reader, db: sqlite3.Connection) -> None:
    number = db.execute(
        "SELECT article_id FROM places JOIN topics USING (article_id) JOIN times USING (article_id)"
        " WHERE role = 'event' AND on_date IS NOT NULL ORDER BY 1 LIMIT 1"
    ).fetchone()[0]
    page = reader.page(f"/article/{number}")

    def one(query: str) -> list[str]:
        return [row[0] for row in db.execute(query, [number])]

    text = one("SELECT text FROM articles WHERE id = ?")[0]
    about = page.xpath("string(//section[@aria-labelledby='about'])")
    assert one("SELECT topic FROM topics WHERE article_id = ?")[0] in about
    keywords = one("SELECT term FROM keywords WHERE article_id = ? ORDER BY position")
    assert page.xpath("//section[@aria-labelledby='about']//li/a/text()") == keywords != []
    places = page.xpath("//section[@aria-labelledby='places']//li")
    named = one("SELECT DISTINCT name FROM places WHERE article_id = ?")
    assert sorted(place.xpath("string(bdi)") for place in places) == sorted(named)
    assert places[0].xpath("string(span)") == "tempat kejadian"
    times = page.xpath("//section[@aria-labelledby='times']//li")
    spans = db.execute('SELECT start, "end" FROM times WHERE article_id = ? ORDER BY start', [number]).fetchall()
    assert [time.xpath("string(bdi)") for time in times] == [text[start:end] for start, end in spans]
