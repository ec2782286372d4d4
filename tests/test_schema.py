"""The file's shape: its tables, its full text and the views that answer questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database

from pipelines.db import open_database
from pipelines.schema import COUNTED, TABLES, news, statements


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db", news) as opened:
        yield opened


def add(db: Database, url: str, **values: object) -> int:
    row: dict[str, object] = {
        "url": url, "outlet": "contoh", "title": "Judul", "text": "Teks", "kind": "news", "words": 1, "text_hash": "t",
        "title_hash": "j", "first_seen_at": "2026-06-20T01:00:00Z", "fetched_at": "2026-06-20T01:00:00Z",
    }  # fmt: skip
    db.table("articles").insert(row | values)
    return int(db.execute("SELECT id FROM articles WHERE url = ?", [url]).fetchone()[0])


def test_the_tables_are_those_of_the_design(db: Database) -> None:
    tables = {name for name in db.table_names() if not name.startswith(("articles_fts", "sqlite", "_"))}
    assert tables == {
        "articles", "people", "article_people", "tags", "article_tags", "links", "versions", "fetches", "attempts",
        "listings", "listing_state", "crawls", "crawl_outlets", "notices", "warcs", "link_counts", "baca_juga_counts",
        "outlet_counts",
    }  # fmt: skip
    assert set(db.view_names()) == {"latest", "silent_edits", "most_read_also", "coverage_by_day", "outlet_health"}


def test_the_plain_sqlite_library_can_ask_every_view(db: Database) -> None:
    for view in db.view_names():
        assert db.execute(f"SELECT * FROM {view}").fetchall() == []


def test_full_text_follows_inserts_updates_and_deletes(db: Database) -> None:
    first = add(db, "https://a.example/1", title="Banjir di Tirtasari", text="Warga mengungsi.")
    add(db, "https://a.example/2", title="Panen raya", text="Kafé di tepi sawah.")

    def found(words: str) -> list[str]:
        query = (
            "SELECT a.url FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid WHERE articles_fts MATCH ?"
        )
        return [row[0] for row in db.execute(query, [words])]

    assert found("banjir") == ["https://a.example/1"]
    assert found("kafe") == ["https://a.example/2"]
    db.execute("UPDATE articles SET title = 'Air surut', text = 'Warga pulang.' WHERE id = ?", [first])
    assert (found("banjir"), found("surut pulang")) == ([], ["https://a.example/1"])
    db.execute("DELETE FROM articles WHERE id = ?", [first])
    assert found("surut") == []
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_an_article_takes_its_rows_with_it_and_leaves_links_and_ledger_pointing_nowhere(db: Database) -> None:
    one, other = add(db, "https://a.example/1"), add(db, "https://a.example/2")
    db.execute("INSERT INTO people VALUES (1, 'Rangga Wiratmaja')")
    db.execute("INSERT INTO article_people VALUES (?, 1, 'author', 1)", [one])
    db.execute("INSERT INTO tags VALUES (1, 'banjir')")
    db.execute("INSERT INTO article_tags VALUES (?, 1, 1)", [one])
    db.execute("INSERT INTO versions VALUES (?, 1, 'z', 't', 'x', 'h')", [one])
    db.execute("INSERT INTO links VALUES (?, 1, 'https://a.example/2', 'Dua', 'baca_juga', ?)", [one, other])
    db.execute("INSERT INTO links VALUES (?, 1, 'https://a.example/1', 'Satu', 'inline', ?)", [other, one])
    db.execute(
        "INSERT INTO fetches (url, outlet, via, listed_at, article_id) VALUES ('https://a.example/1', 'c', '', 'z', ?)",
        [one],
    )
    db.execute("DELETE FROM articles WHERE id = ?", [one])
    for table in ("article_people", "article_tags", "versions"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert db.execute("SELECT article_id, url, target_article_id FROM links").fetchall() == [
        (other, "https://a.example/1", None)
    ]
    assert db.execute("SELECT url, article_id FROM fetches").fetchall() == [("https://a.example/1", None)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET published_precision = 'second'",
        "INSERT INTO crawls (started_at, command, version, ended) VALUES ('z', 'x', '1', 'somehow')",
        "INSERT INTO article_people VALUES (1, 1, 'boss', 1)",
        "INSERT INTO links VALUES (1, 1, '', '', 'advert', NULL)",
        "INSERT INTO articles (url) VALUES ('https://a.example/1')",
    ],
)
def test_what_is_not_of_the_closed_lists_is_refused(db: Database, statement: str) -> None:
    add(db, "https://a.example/1")
    db.execute("INSERT INTO people VALUES (1, 'Rangga')")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_silent_edits_show_each_pair_of_neighbouring_versions(db: Database) -> None:
    one = add(db, "https://a.example/1", modified_at="2026-06-20T02:00:00Z")
    for version, words in enumerate(("satu", "dua", "tiga"), 1):
        values = [one, version, f"2026-06-2{version}T00:00:00Z", f"Judul {words}", f"Teks {words}", words]
        db.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)", values)
    assert db.execute("SELECT * FROM silent_edits").fetchall() == [
        (one, "contoh", "2026-06-23T00:00:00Z", 3, "Judul dua", "Judul tiga", "Teks dua", "Teks tiga",
         "2026-06-20T02:00:00Z", "https://a.example/1"),
        (one, "contoh", "2026-06-22T00:00:00Z", 2, "Judul satu", "Judul dua", "Teks satu", "Teks dua",
         "2026-06-20T02:00:00Z", "https://a.example/1"),
    ]  # fmt: skip


def test_most_read_also_counts_articles_and_outlets_and_leaves_out_headlines_without_address(db: Database) -> None:
    one = add(db, "https://a.example/1", published_on="2026-06-20")
    two = add(db, "https://b.example/2", outlet="lain", published_on="2026-06-22")
    for number, (article, url, kind) in enumerate(
        [
            (one, "https://a.example/9", "baca_juga"),
            (one, "https://a.example/9", "baca_juga"),
            (two, "https://a.example/9", "baca_juga"),
            (two, "https://a.example/8", "inline"),
            (two, "", "baca_juga"),
        ]
    ):
        db.execute("INSERT INTO links VALUES (?, ?, ?, 'Judul', ?, NULL)", [article, number, url, kind])
    assert db.execute("SELECT * FROM most_read_also").fetchall() == [
        ("https://a.example/9", "Judul", 2, 2, "2026-06-20", "2026-06-22", None)
    ]


def test_coverage_counts_each_link_once_and_knows_every_outcome(db: Database) -> None:
    from pipelines.items import OUTCOMES

    for outcome in (*OUTCOMES, None):
        values = [f"https://a.example/{outcome}", "contoh", "", "z", "2026-06-20", outcome]
        db.execute("INSERT INTO fetches (url, outlet, via, listed_at, listed_on, outcome) VALUES (?,?,?,?,?,?)", values)
    ((outlet, day, *counts, complete),) = db.execute("SELECT * FROM coverage_by_day").fetchall()
    listed, have, refused, failed, waiting = counts
    assert (outlet, day, listed, have, waiting) == ("contoh", "2026-06-20", len(OUTCOMES) + 1, 3, 1)
    assert complete == 0
    assert have + refused + failed + waiting == listed


def test_a_day_is_complete_only_where_every_index_of_it_proves_it(db: Database) -> None:
    for day in ("2026-06-18", "2026-06-19", "2026-06-20", None):
        values = [f"https://a.example/{day}", day]
        db.execute(
            "INSERT INTO fetches (url, outlet, via, listed_at, listed_on) VALUES (?, 'contoh', '', 'z', ?)", values
        )
    for source, day, complete in (
        ("satu", "2026-06-18", 0), ("satu", "2026-06-18", 1), ("dua", "2026-06-18", 1),
        ("satu", "2026-06-19", 1), ("dua", "2026-06-19", 0),
        ("umpan", None, 1),
    ):  # fmt: skip
        db.execute(
            "INSERT INTO listings (outlet, source, url, day, read_at, listed, new, complete)"
            " VALUES ('contoh', ?, 'u', ?, 'z', 1, 1, ?)",
            [source, day, complete],
        )
    db.execute(
        "INSERT INTO listings (outlet, source, url, day, read_at, listed, new, complete)"
        " VALUES ('lain', 's', 'u', '2026-06-20', 'z', 1, 1, 1)"
    )
    query = "SELECT day, listed, complete FROM coverage_by_day"
    assert db.execute(query).fetchall() == [
        ("2026-06-20", 1, 0),
        ("2026-06-19", 1, 0),
        ("2026-06-18", 1, 1),
        (None, 1, 0),
    ]


def test_outlet_health_tells_the_last_crawl_from_the_last_good_one(db: Database) -> None:
    """A crawl in which no listing was due and nothing came is neither good nor failed."""
    rows = [(3, 1, 0, None), (0, 2, 1, None), (0, 1, 1, "no listing could be read"), (0, 0, 0, None)]
    for crawl, (stored, listings, unread, error) in enumerate(rows, 1):
        started = f"2026-06-2{crawl}T00:00:00Z"
        db.execute("INSERT INTO crawls (id, started_at, command, version) VALUES (?, ?, 'x', '1')", [crawl, started])
        db.execute(
            "INSERT INTO crawl_outlets (crawl_id, outlet, started_at, stored, listings, listings_failed, error)"
            " VALUES (?, 'contoh', ?, ?, ?, ?, ?)",
            [crawl, started, stored, listings, unread, error],
        )
    assert db.execute("SELECT * FROM outlet_health").fetchall() == [
        ("contoh", "2026-06-24T00:00:00Z", "2026-06-22T00:00:00Z", "2026-06-21T00:00:00Z", 4, 1, 3, 0, 0, 0)
    ]


def test_a_script_is_cut_into_whole_statements() -> None:
    script = "CREATE TABLE a (x);\n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\n"
    assert [one.strip() for one in statements(script)] == [
        "CREATE TABLE a (x);",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;",
    ]
    assert sum(one.strip().startswith("CREATE TABLE") for one in statements(TABLES)) == 13


LINKS = [f"https://a.example/{number}" for number in range(6)]
DAYS = ("2026-06-20", "2026-06-21", None)


def shake(db: Database, chance: Random) -> None:
    """One change such as a crawl, an edit, a removal or a merge makes."""
    url, day = chance.choice(LINKS), chance.choice(DAYS)
    outcome, number = chance.choice(["stored", "http_404", None]), chance.randrange(3)
    held = "(SELECT max(id) FROM articles WHERE url = ?)"
    match chance.randrange(9):
        case 0 | 1:
            query = "INSERT OR IGNORE INTO fetches (url, outlet, via, listed_at, listed_on) VALUES (?, ?, '', 'z', ?)"
            db.execute(query, [url, f"o{number}", day])
        case 2 | 3:
            query = f"UPDATE fetches SET outcome = ?, listed_on = ?, article_id = {held} WHERE url = ?"
            db.execute(query, [outcome, day, chance.choice(LINKS), url])
        case 4:
            db.execute("DELETE FROM fetches WHERE url = ?", [url])
        case 5:
            if not db.execute("SELECT 1 FROM articles WHERE url = ?", [url]).fetchall():
                add(db, url, published_on=day)
            db.execute("UPDATE articles SET published_on = ? WHERE url = ?", [day, url])
        case 6:
            query = f"INSERT OR IGNORE INTO links SELECT id, ?, ?, 'Judul', ?, NULL FROM articles WHERE id = {held}"
            kind = chance.choice(["baca_juga", "baca_juga", "inline"])
            db.execute(query, [number, chance.choice([*LINKS[:3], ""]), kind, url])
        case 7:
            db.execute(chance.choice(["DELETE FROM articles WHERE url = ?", "DELETE FROM links WHERE url = ?"]), [url])
        case 8:
            row = {"crawl_id": 1, "outlet": f"o{number}", "started_at": "z", "stored": chance.randrange(3)}
            db.table("crawl_outlets").insert(row | {"error": chance.choice(["kaput", None])}, replace=True)


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_what_counting_anew_gives_after_any_changes(db: Database, seed: int) -> None:
    chance = Random(seed)
    db.execute("INSERT INTO crawls (id, started_at, command, version) VALUES (1, 'z', 'crawl', '0')")
    seen: dict[str, int] = dict.fromkeys(COUNTED, 0)
    for _ in range(400):
        shake(db, chance)
        for table, query in COUNTED.items():
            rows = sorted(map(repr, db.execute(f"SELECT * FROM {table}")))
            assert rows == sorted(map(repr, db.execute(query))), table
            seen[table] = max(seen[table], len(rows))
    assert min(seen.values()) > 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM coverage_by_day LIMIT 50",
        "SELECT * FROM coverage_by_day WHERE day = '2026-06-20'",
        "SELECT * FROM most_read_also LIMIT 50",
        "SELECT * FROM silent_edits LIMIT 50",
        "SELECT * FROM latest LIMIT 50",
    ],
)
def test_the_first_rows_of_a_view_are_found_without_sorting_the_archive(db: Database, query: str) -> None:
    for number in range(50):
        one = add(db, f"https://a.example/{number}")
        db.execute("INSERT INTO links VALUES (?, 1, ?, 'Judul', 'baca_juga', NULL)", [one, f"https://a.example/{one}"])
    db.execute("ANALYZE")
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    inner = [step for step in plan if "TEMP B-TREE" in step and "DISTINCT" not in step]
    assert inner == (["USE TEMP B-TREE FOR GROUP BY"] if "coverage" in query else [])  # of one day's index pages
    assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step and "_" not in step]
