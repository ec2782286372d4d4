"""Trends: what rises on a day, what only looks like it, and which days are counted again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis import copies, trends
from analysis.base import open_findings
from analysis.frequencies import Frequencies
from analysis.trends import Count, Trend, find, floor, tell
from crawler.newsroom.manifest import read_manifest
from pipelines.db import writing
from tests.findings import Told, put, rows, run, strays

OUTLETS = ("contoh", "warta", "kabar")
USUAL = Frequencies(articles=1000, terms={"pasar": 100})
FLOOD = "Banjir Tirtasari meluas"
THINGS = ("kopi", "perahu", "jalan", "sekolah", "padi", "musik", "jembatan", "pasar")


def day(number: int, text: str = "", articles: int = 8) -> list[Told]:
    """A day's articles of three outlets, each of something else; the three words of `text` stand in each, apart."""
    one, two, three = (f", {word}," if word else "" for word in text.split() or ("", "", ""))
    return [
        Told(
            url=f"https://contoh.example/{number}-{n}-{len(text)}",
            title=f"{THINGS[n % 8].title()} Desa {chr(65 + number)}{chr(65 + n)}",
            text=f"Cerita {THINGS[n % 8]}{one} dari desa {chr(97 + number)}{chr(97 + n)}{two} yang{three} ramai.",
            outlet=OUTLETS[n % 3],
            at=f"2026-06-{number:02}T08:00:00+07:00",
        )
        for n in range(articles)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for number in range(1, 10):
        put(tmp_path / "news.db", day(number, FLOOD if number == 9 else ""))
    return tmp_path / "news.db"


def test_what_more_articles_have_than_the_week_before_rises(path: Path) -> None:
    run(path, copies.ANALYSIS, trends.ANALYSIS)
    query = "SELECT articles, outlets, articles_of_day, outlets_of_day FROM what_is_rising WHERE score > 3 AND term = ?"
    for term in ("banjir", "tirtasari", "meluas"):
        assert rows(path, query, term) == [(8, 3, 8, 3)]
    assert rows(path, "SELECT count(*) FROM what_is_rising") == [(3,)]


def test_a_term_of_every_day_does_not_rise_however_much_more_is_published() -> None:
    today = {"pasar": Count(articles=100, outlets=9)}
    assert find(today, 1000, {"pasar": 70}, 700, USUAL) == []
    assert [one.term for one in find(today, 300, {"pasar": 70}, 700, USUAL)] == ["pasar"]


def test_on_an_archives_first_day_nothing_rises(tmp_path: Path) -> None:
    put(tmp_path / "news.db", day(1, FLOOD))
    assert run(tmp_path / "news.db", trends.ANALYSIS)["trends"].units == 1
    assert rows(tmp_path / "news.db", "SELECT * FROM trends") == []


def test_one_outlet_alone_makes_no_trend() -> None:
    assert find({"gempa": Count(articles=30, outlets=1)}, 300, {}, 2000, USUAL) == []


@pytest.mark.parametrize(("articles", "least"), [(4, 3), (75, 3), (100, 4), (200, 8), (5000, 8)])
def test_the_floor_grows_with_the_day_up_to_eight(articles: int, least: int) -> None:
    assert floor(articles) == least


def told(today: dict[str, Count], articles: list[set[str]]) -> set[str]:
    """The terms of a day of 300 articles that are told, by the terms of those articles that have any."""
    return {one.term for one in tell(find(today, 300, {}, 2000, USUAL), articles)}


def test_a_term_that_a_longer_one_says_better_is_left_out() -> None:
    company = {"sidang", "suap"}
    today = {term: Count(articles=20, outlets=3) for term in ("imam", "imam sanjaya", *company)}
    articles = [{"imam", "imam sanjaya", *company}] * 20
    assert told(today, articles) == {"imam sanjaya", *company}
    today["imam"] = Count(articles=60, outlets=3)
    assert told(today, [*articles, *[{"imam", *company}] * 40]) == {"imam", "imam sanjaya", *company}


def test_a_term_that_rises_in_articles_of_this_and_that_is_chance() -> None:
    today = {term: Count(articles=10, outlets=3) for term in ("gempa", "selat lada", "tsunami", "mengganggu")}
    quake = {"gempa", "selat lada", "tsunami"}
    articles = [*[quake] * 8, *[quake | {"mengganggu"}] * 2, *[{"mengganggu", f"perkara {n}"} for n in range(8)]]
    assert told(today, articles) == quake


def test_the_words_of_one_name_are_no_company() -> None:
    today = {term: Count(articles=10, outlets=3) for term in ("siklon seruni", "siklon", "seruni", "pantai")}
    assert told(today, [{"siklon seruni", "siklon", "seruni", "pantai"}] * 10) == set()
    today["feri"] = Count(articles=10, outlets=3)
    assert "siklon seruni" in told(today, [{"siklon seruni", "siklon", "seruni", "pantai", "feri"}] * 10)


def test_what_is_beside_a_term_may_be_used_every_day() -> None:
    usual = Frequencies(articles=1000, terms={"kapal": 6, "penumpang": 6})
    today = {term: Count(articles=10, outlets=3) for term in ("kandas", "kapal", "penumpang")}
    rising = find(today, 300, {"kapal": 35, "penumpang": 35}, 2000, usual)
    assert [one.score >= 2 for one in rising] == [True, False, False]
    assert [one.term for one in tell(rising, [{"kandas", "kapal", "penumpang"}] * 10)] == ["kandas"]


def test_copies_are_counted_once(path: Path) -> None:
    original = (
        "Kapal Sinar Lembayung terbakar di Dermaga Wening dan empat puluh penumpang dievakuasi dengan perahu nelayan "
        "sebelum api merambat ke geladak atas, kata kepala pelabuhan Hasta Wibawa kepada para wartawan di lokasi."
    )
    told = [Told(url=f"https://salin.example/{n}", title=f"Kapal {n}", text=original, outlet=f"salin{n}",
                 at=f"2026-06-09T{9 + n:02}:00:00+07:00") for n in range(6)]  # fmt: skip
    put(path, told)
    run(path, copies.ANALYSIS, trends.ANALYSIS)
    assert rows(path, "SELECT articles FROM day_terms WHERE term LIKE '%lembayung%'") == []
    assert rows(path, "SELECT articles, outlets FROM days WHERE day = '2026-06-09'") == [(9, 4)]


def test_an_article_makes_its_day_and_the_seven_after_pending(path: Path) -> None:
    assert run(path, trends.ANALYSIS)["trends"].units == 9
    assert run(path, trends.ANALYSIS)["trends"].units == 0
    put(path, [replace(day(8)[0], text="Cerita lain sama sekali dari balai desa yang lengang.")])
    assert run(path, trends.ANALYSIS)["trends"].units == 2
    put(path, [replace(day(1)[0], text="Cerita lain sama sekali dari balai desa yang lengang.")])
    assert run(path, trends.ANALYSIS)["trends"].units == 8


def test_a_day_whose_last_article_goes_is_no_day(path: Path) -> None:
    run(path, trends.ANALYSIS)
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE fetches SET article_id = NULL")
        db.execute("DELETE FROM articles WHERE published_on = '2026-06-09'")
    run(path, trends.ANALYSIS)
    for table in ("days", "day_terms", "trends"):
        assert rows(path, f"SELECT * FROM {table} WHERE day = '2026-06-09'") == []


def test_the_timeline_has_the_size_of_each_day(path: Path) -> None:
    run(path, trends.ANALYSIS)
    query = "SELECT day, articles, articles_of_day, outlets_of_day, percent FROM term_timeline WHERE term = 'tirtasari'"
    assert rows(path, query) == [("2026-06-09", 8, 8, 3, 100.0)]


def test_order_of_arrival_and_a_rebuild_change_nothing(path: Path, tmp_path: Path) -> None:
    run(path, trends.ANALYSIS)
    other = tmp_path / "lain" / "news.db"
    for number in range(9, 0, -1):
        put(other, day(number, FLOOD if number == 9 else "")[::-1])
    run(other, trends.ANALYSIS)
    run(path, trends.ANALYSIS, every=True)
    for table in ("trends", "days", "day_terms"):
        assert rows(path, f"SELECT * FROM {table}") == rows(other, f"SELECT * FROM {table}")


def test_of_few_articles_a_term_needs_company_in_nearly_all() -> None:
    kandas, truk = (Trend(term=term, articles=4, outlets=3, expected=0.1, score=2.5) for term in ("kandas", "truk"))
    near = [Trend(term=term, articles=4, outlets=3, expected=0.5, score=1.2) for term in ("karang selapan", "nakhoda")]
    told = [{"kandas", "karang selapan", "nakhoda"}, *[{"kandas", "karang selapan", "nakhoda", "truk"}] * 3, {"truk"}]
    assert [one.term for one in tell([kandas, truk, *near], told)] == ["kandas"]


def test_ordinary_words_alone_are_no_company() -> None:
    words = ("menargetkan", "air", "kepala")
    rising = [Trend(term=term, articles=3, outlets=3, expected=0.1, score=2.5) for term in words]
    assert tell(rising, [set(words)] * 3) == []
    named = Trend(term="lontarasa", articles=3, outlets=3, expected=0.1, score=2.5)
    assert len(tell([*rising, named], [{*words, "lontarasa"}] * 3)) == 4


def test_the_newsrooms_rising_terms_rise_and_nothing_else_but_its_events(tmp_path: Path) -> None:
    path, manifest = tmp_path / "news.db", read_manifest()
    put(path, [Told(url=url, title=one.title, text=one.text, outlet=one.outlet, at=one.published.isoformat())
               for url, one in manifest.articles.items()])  # fmt: skip
    run(path, copies.ANALYSIS, trends.ANALYSIS)
    found = [(day, term) for day, term in rows(path, "SELECT day, term FROM trends")]
    for planted in manifest.rising:
        days = [on for on, term in found if term == planted.term.lower()]
        assert days == ["2026-06-20", "2026-06-21"]  # on the first two days too few articles tell of it
        assert min(days) >= planted.since.isoformat()
    assert len(found) == 75
    assert strays(manifest, found) == []
