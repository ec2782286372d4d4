"""The room's search over the newsroom's file: what is found, in which order, in which forms of a word."""

from __future__ import annotations

import sqlite3

from tests.reader import Reader


def test_the_search_finds_and_narrows(reader: Reader, db: sqlite3.Connection) -> None:
    found = db.execute(
        "SELECT a.id, a.outlet FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid"
        " WHERE articles_fts MATCH 'banjir'"
    ).fetchall()
    page = reader.page("/search?q=Banjir")
    assert len(page.xpath("//ol[@class='results']/li")) == len(found) > 0
    assert page.xpath("//mark")
    outlet = found[0]["outlet"]
    facet = page.xpath(f"//nav[contains(@class, 'facets')]//a[. = '{outlet}']")[0]
    narrowed = reader.page(facet.get("href"))
    assert len(narrowed.xpath("//ol[@class='results']/li")) == sum(row["outlet"] == outlet for row in found)
    removed = narrowed.xpath("//nav[contains(@class, 'facets')]//a[contains(., '✕')]")[0].get("href")
    assert len(reader.page(removed).xpath("//ol[@class='results']/li")) == len(found)


def test_a_search_without_words_lists_days_and_turns_pages(reader: Reader, db: sqlite3.Connection) -> None:
    dated = db.execute("SELECT count(*) FROM articles WHERE published_on >= '2026-06-01'").fetchone()[0]
    seen: list[str] = []
    path = "/search?since=2026-06-01"
    while path:
        page = reader.page(path)
        seen += page.xpath("//ol[@class='results']/li/a/@href")
        path = page.xpath("string(//a[@rel='next']/@href)")
    assert len(seen) == len(set(seen)) == dated


def test_a_table_of_articles_can_be_searched(reader: Reader) -> None:
    found = reader.get("/news/articles.json?_search=banjir&_shape=array").json()
    assert found
    assert all("banjir" in f"{row['title']} {row['text']}".lower() for row in found)


def test_the_best_match_comes_first_where_that_is_asked(reader: Reader, db: sqlite3.Connection) -> None:
    ranked = db.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'banjir' ORDER BY bm25(articles_fts, 5, 1)"
    ).fetchall()
    newest = reader.page("/search?q=banjir").xpath("//ol[@class='results']/li/a/@href")
    page = reader.page("/search?q=banjir&sort=relevance")
    assert page.xpath("//ol[@class='results']/li/a/@href") == [f"/article/{row[0]}" for row in ranked]
    assert sorted(newest) == sorted(f"/article/{row[0]}" for row in ranked)
    assert page.xpath("//nav[contains(@class, 'facets')]//a[contains(@href, 'sort=relevance')]")


def test_other_forms_of_a_word_are_found_where_they_are_asked_for(reader: Reader, db: sqlite3.Connection) -> None:
    group = [row[0] for row in db.execute("SELECT word FROM roots WHERE root = 'bayar'")]
    found = db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", [" OR ".join(group)]).fetchone()[
        0
    ]
    plain = reader.rows("/search.json?q=membayar", "search")
    other = reader.page("/search?q=membayar&roots=1")
    assert len(plain) < len(other.xpath("//ol[@class='results']/li")) == min(found, 25)
    told = other.text_content()
    assert all(word in told for word in group)
    # A word that stands in no article finds those that are made of the same root.
    assert "pembangunan" not in {row[0] for row in db.execute("SELECT word FROM roots")}
    assert reader.rows("/search.json?q=pembangunan", "search") == []
    assert reader.rows("/search.json?q=pembangunan&roots=1", "search") != []
    assert "Tidak ada bentuk lain" in reader.text("/search?q=zzzz&roots=1")


def test_days_that_are_reversed_are_told(reader: Reader) -> None:
    answer = reader.get("/search?q=banjir&since=2026-06-21&until=2026-06-01")
    assert answer.status_code == 400
    assert "Tanggal awal 2026-06-21 sesudah tanggal akhir 2026-06-01" in answer.text
