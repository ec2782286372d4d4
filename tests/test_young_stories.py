"""Stories of a young archive: the newsroom's events, reports in English, and words that it has not seen yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import copies, stories
from analysis.frequencies import Frequencies
from analysis.vectors import read_vector
from crawler.newsroom.manifest import read_manifest
from crawler.newsroom.records import State
from tests.findings import Told, put, rows, run
from tests.test_stories import FIRST, SECOND, told


def test_a_report_in_english_joins_by_its_names(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    english = (
        "The Kali Wening bridge in Randusari collapsed on Tuesday night after a truck had crossed it. Officials of the "
        "district said that the middle pillar was cracked, and that Hasta Wibawa had been told of it by the people of "
        "Wening. The bridge was closed and the drivers were taken to a clinic."
    )
    other = (
        "The school of Wening was opened on Tuesday by the people of the village, who said that it had been built with "
        "the money of the fishermen. The teachers were sent from the city and the children have a library of their own."
    )
    put(path, [
        FIRST, SECOND,
        told("e", "Kali Wening Bridge in Randusari Collapses", english, outlet="kabar", at="2026-06-17T11:00:00+07:00"),
        told("f", "Wening Has a School of Its Own", other, outlet="kabar", at="2026-06-17T11:00:00+07:00"),
    ])  # fmt: skip
    run(path, copies.ANALYSIS, stories.ANALYSIS)
    homes = dict(rows(path, "SELECT title, story_id FROM story_articles JOIN articles ON id = article_id"))
    assert homes["Kali Wening Bridge in Randusari Collapses"] == homes[FIRST.title] == homes[SECOND.title]
    assert homes["Wening Has a School of Its Own"] != homes[FIRST.title]


def test_words_that_are_printed_everywhere_weigh_less_in_a_young_archive() -> None:
    text = "Pemeriksaan di Lontarasa membakar anggaran pemilik gudang."
    old, young = (read_vector("Lontarasa", text, Frequencies(articles=n, terms={})) for n in (7000, 100))
    ratios = [vector.terms["anggaran"] / vector.terms["lontarasa"] for vector in (old, young)]
    assert ratios[1] < 0.5 * ratios[0]
    titled = read_vector("Anggaran Lontarasa", text, Frequencies(articles=100, terms={}))
    assert titled.terms["anggaran"] > 2 * young.terms["anggaran"]


@pytest.mark.parametrize("state", [1, 2])
def test_the_newsrooms_events_are_found_and_nothing_else(tmp_path: Path, state: State) -> None:
    manifest = read_manifest(state)
    path = tmp_path / "news.db"
    put(
        path,
        [
            Told(url=url, title=one.title, text=one.text, outlet=one.outlet, at=one.published.isoformat())
            for url, one in manifest.articles.items()
        ],
    )
    run(path, copies.ANALYSIS, stories.ANALYSIS)
    told_together: dict[int, set[str]] = {}
    for number, url in rows(path, "SELECT story_id, url FROM story_timeline"):
        told_together.setdefault(number, set()).add(url)
    assert sorted(map(sorted, told_together.values())) == sorted(map(sorted, manifest.events.values()))
