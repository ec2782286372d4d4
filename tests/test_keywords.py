"""Keywords and the frequencies that weigh them: what is telling, what is not, and when it is counted again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis import frequencies, keywords
from analysis.frequencies import Frequencies
from analysis.phrases import phrases
from crawler.newsroom.manifest import read_manifest
from tests.findings import Told, put, rows, run

TEXT = (
    "Panen padi apung di Rawa Lebaksari naik dua kali lipat, kata Bupati Retno Wulandari, Senin (15/6/2026). "
    "Padi apung ditanam petani sejak Maret. Menurut Retno Wulandari, padi apung tahan banjir dan akan diperluas."
)


def told(number: int, text: str, at: str = "2026-06-16T08:00:00+07:00") -> Told:
    return Told(url=f"https://contoh.example/{number}", title=f"Kabar nomor {number}", text=text, at=at)


def test_a_phrase_crosses_no_mark_and_no_stopword() -> None:
    found = phrases("Gempa di Selat Lada, Senin (15/6/2026) pagi. Pasal 27 dan iPhone 11 Pro")
    assert found == ["gempa", "selat", "selat lada", "lada", "pasal", "pasal 27", "iphone", "iphone 11", "pro"]


@pytest.mark.parametrize("word", ["senin", "agustus", "WIB", "ujarnya", "kompas.com", "dan", "miliar"])
def test_a_word_that_says_nothing_is_no_phrase(word: str) -> None:
    assert phrases(word) == []


def test_the_telling_phrases_come_first_and_none_stands_inside_a_better_one(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [told(n, f"Petani dan bupati bertemu di balai desa nomor {n}. Banjir surut.") for n in range(30)])
    put(path, [replace(told(99, TEXT), title="Panen Padi Apung Naik Dua Kali Lipat")])
    run(path, keywords.ANALYSIS)
    terms = [term for (term,) in rows(path, "SELECT term FROM keywords WHERE article_id = 31 ORDER BY position")]
    assert set(terms[:4]) >= {"padi apung", "retno wulandari"}
    assert "apung" not in terms
    assert not {"petani", "senin", "kata"} & set(terms[:4])
    scores = [score for (score,) in rows(path, "SELECT score FROM keywords WHERE article_id = 31 ORDER BY position")]
    assert scores == sorted(scores, reverse=True)
    assert len(terms) <= keywords.MOST


def test_an_outlets_own_name_is_no_keyword(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(
        path,
        [
            replace(
                told(1, "Kabar Bentala mencatat panen kopi. Kabar Bentala juga mencatat kopi."), outlet="kabarbentala"
            )
        ],
    )
    run(path, keywords.ANALYSIS)
    assert "kabar bentala" not in {term for (term,) in rows(path, "SELECT term FROM keywords")}


def test_frequencies_stay_as_they_are_until_the_archive_has_doubled(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [told(n, TEXT) for n in range(4)])
    assert run(path, keywords.ANALYSIS)["keywords"].units == 4
    put(path, [told(n, TEXT) for n in range(4, 7)])
    assert run(path, keywords.ANALYSIS)["keywords"].units == 3
    assert rows(path, "SELECT month, articles, counted FROM frequency_months") == [("2026-06", 4, 4)]
    put(path, [told(7, TEXT)])
    assert run(path, keywords.ANALYSIS)["keywords"].units == 8
    assert rows(path, "SELECT month, articles, counted FROM frequency_months") == [("2026-06", 8, 8)]
    assert rows(path, "SELECT articles FROM frequencies WHERE term = 'padi apung'") == [(8,)]
    assert run(path, keywords.ANALYSIS)["keywords"].units == 0


def test_frequencies_of_an_archive_that_is_no_longer_young_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.frequencies.GROWN", 4)
    path = tmp_path / "news.db"
    for articles, units, counted in ((3, 3, 3), (6, 6, 6), (13, 7, 6)):
        put(path, [told(n, TEXT) for n in range(articles)])
        assert run(path, keywords.ANALYSIS)["keywords"].units == units
        assert rows(path, "SELECT counted FROM frequency_months") == [(counted,)]


def test_which_articles_are_counted_of_too_many_does_not_depend_on_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frequencies, "MOST", 6)
    names = ("Arjasa", "Bungur", "Cemara", "Dadap", "Embun", "Flamboyan", "Gayam", "Halia", "Ilalang", "Jati", "Kenari")
    several = [told(n, f"Panen padi di lereng {name}, padi {name} laku.") for n, name in enumerate(names)]
    counted = []
    for number, order in enumerate((several, several[::-1], several[5:] + several[:5])):
        path = tmp_path / f"{number}.db"
        put(path, order)
        run(path, keywords.ANALYSIS)
        counted.append(rows(path, "SELECT term, articles FROM frequencies ORDER BY 1"))
        assert rows(path, "SELECT counted, articles FROM frequency_months") == [(6, 11)]
    assert ("padi", 6) in counted[0]
    assert counted[0] == counted[1] == counted[2]


def test_a_months_frequencies_are_of_it_and_the_two_before(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    months = ["2026-01", "2026-02", "2026-03", "2026-04"]
    put(path, [told(n, TEXT, at=f"{month}-10T08:00:00+07:00") for n, month in enumerate(months)])
    run(path, keywords.ANALYSIS)
    assert rows(path, "SELECT month, counted FROM frequency_months") == list(zip(months, (1, 2, 3, 3), strict=True))


def test_a_term_that_no_article_has_tells_most_and_one_that_all_have_nothing() -> None:
    usual = Frequencies(articles=1000, terms={"semua": 1000, "jarang": 10})
    assert usual.idf("semua") == 0
    assert usual.idf("semua") < usual.idf("jarang") < usual.idf("tak dikenal") == 5
    assert usual.share("jarang") == 0.01


def test_two_runs_over_the_same_articles_give_the_same(tmp_path: Path) -> None:
    found = []
    for name in ("satu", "dua"):
        path = tmp_path / name / "news.db"
        put(path, [told(n, f"{TEXT} Bagian {n} tentang desa {n}.") for n in range(5)])
        run(path, keywords.ANALYSIS)
        found.append(rows(path, "SELECT * FROM keywords") + rows(path, "SELECT * FROM frequency_months"))
    assert found[0] == found[1]


def test_the_newsrooms_events_are_among_their_articles_keywords(tmp_path: Path) -> None:
    path, manifest = tmp_path / "news.db", read_manifest()
    put(path, [Told(url=url, title=one.title, text=one.text, outlet=one.outlet, at=one.published.isoformat())
               for url, one in manifest.articles.items()])  # fmt: skip
    run(path, keywords.ANALYSIS)
    query = "SELECT DISTINCT url FROM keywords JOIN articles ON id = article_id WHERE term LIKE '%seruni%'"
    found = {url for (url,) in rows(path, query)}
    named = {url for url, one in manifest.articles.items() if one.text.lower().count("siklon seruni") > 1}
    assert named <= found
    assert found <= {url for url, one in manifest.articles.items() if "Seruni" in one.title + one.text}
