"""Stories: what belongs together, what does not, and what becomes of a story's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from analysis import copies, stories
from analysis.base import Run, Unit, open_findings
from analysis.vectors import load_vector
from pipelines.db import writing
from tests.findings import Told, put, rows, run

BRIDGE = (
    "Jembatan Kali Wening di Kabupaten Randusari ambruk pada Selasa malam setelah truk pengangkut batu melintas. "
    "Kepala Dinas Bina Marga Randusari Hasta Wibawa mengatakan tiang tengah jembatan sudah retak sejak tahun lalu. "
    "Dua orang sopir truk luka ringan dan dirawat di Puskesmas Wening."
)
BRIDGE_TOO = (
    "Warga Randusari memutar sejauh tiga belas kilometer setelah jembatan Kali Wening ambruk dilintasi truk batu. "
    "Hasta Wibawa, kepala Dinas Bina Marga, berjanji jembatan darurat di Kali Wening terpasang dalam sepekan. "
    "Tiang jembatan itu retak dan pernah dilaporkan warga."
)
BRIDGE_LATER = (
    "Jembatan darurat Kali Wening mulai dipasang di Randusari, menggantikan jembatan yang ambruk dilintasi truk batu. "
    "Kepala Dinas Bina Marga Hasta Wibawa mengatakan tiang jembatan baru memakai baja."
)
HARVEST = (
    "Petani bawang di lereng Gunung Cakrabuana memanen lebih awal karena harga di Pasar Lembayung sedang tinggi. "
    "Ketua kelompok tani Nyi Sarti menyebut panen kali ini dua kali lipat dari musim lalu."
)
FESTIVAL = (
    "Festival layang-layang di Pantai Sumbawa Lor diikuti enam negara dan berlangsung hingga akhir pekan. "
    "Panitia Made Lingga menyiapkan lomba layang-layang raksasa pada malam penutupan."
)
QUAKE = (
    "Gempa bumi bermagnitudo {} mengguncang wilayah {} pada dini hari. Badan pemantau gempa menyatakan gempa bumi itu "
    "tidak berpotensi tsunami. Warga diminta tetap tenang dan menghindari bangunan yang retak akibat gempa bumi."
)


def told(name: str, title: str, text: str, outlet: str = "contoh", at: str = "2026-06-16T20:00:00+07:00") -> Told:
    return Told(url=f"https://{outlet}.example/{name}", title=title, text=text, outlet=outlet, at=at)


FIRST = told("a", "Jembatan Kali Wening Ambruk Dilintasi Truk Batu", BRIDGE)
SECOND = told(
    "b", "Jembatan Kali Wening Ambruk, Warga Randusari Memutar", BRIDGE_TOO, "warta", "2026-06-17T07:00:00+07:00"
)
THIRD = told(
    "c", "Jembatan Darurat Kali Wening Dipasang di Randusari", BRIDGE_LATER, "kabar", "2026-06-19T07:00:00+07:00"
)
OTHERS = [
    told("d", "Harga Bawang Tinggi, Petani Cakrabuana Panen Dini", HARVEST, "warta", "2026-06-16T21:00:00+07:00"),
    told("e", "Enam Negara Ikut Festival Layang-layang Sumbawa Lor", FESTIVAL, "kabar", "2026-06-16T22:00:00+07:00"),
]
#: What other articles there are decides how telling a word is: a file of three is no archive.
ARCHIVE = [
    told(f"lama{n}", f"Kabar {word} {n}", f"{word} {n} dari {place} dibicarakan di {place} oleh kelompok {word}.", o)
    for n, (word, place, o) in enumerate(
        (word, place, o)
        for word in ("koperasi", "pelabuhan", "perpustakaan", "puskesmas", "gempa", "truk", "jembatan", "warga")
        for place in ("Tirtasari", "Wanakerta", "Pulau Gading")
        for o in ("contoh", "warta")
    )
]
ARCHIVE = [replace(one, at="2026-05-02T08:00:00+07:00") for one in ARCHIVE]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    put(tmp_path / "news.db", [*ARCHIVE, FIRST, *OTHERS])
    return tmp_path / "news.db"


def found(path: Path) -> list[tuple[str, ...]]:
    """The stories since June as sets of addresses, by their first article."""
    query = (
        "SELECT s.story_id, a.url FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id"
        " WHERE s.at >= '2026-06' ORDER BY s.at, a.url"
    )
    grouped: dict[int, list[str]] = {}
    for number, url in rows(path, query):
        grouped.setdefault(number, []).append(url.rpartition("/")[2])
    return [tuple(urls) for urls in grouped.values()]


def number_of(path: Path, url: str) -> int:
    query = "SELECT story_id FROM story_articles JOIN articles ON id = article_id WHERE url = ?"
    ((number,),) = rows(path, query, url)
    return int(number)


def test_reports_of_one_event_are_one_story_and_others_are_not(path: Path) -> None:
    put(path, [SECOND, THIRD])
    run(path, stories.ANALYSIS)
    assert found(path) == [("a", "b", "c"), ("d",), ("e",)]
    query = "SELECT first_at, last_at, outlets, articles, copies FROM stories WHERE outlets > 1 AND last_at > '2026-06'"
    assert rows(path, query) == [("2026-06-16T13:00:00Z", "2026-06-19T00:00:00Z", 3, 3, 0)]
    ((headline,),) = rows(path, "SELECT headline FROM stories WHERE outlets > 1 AND last_at > '2026-06'")
    assert "Jembatan Kali Wening Ambruk" in headline


def test_a_story_keeps_its_number_as_it_grows_run_by_run(path: Path) -> None:
    run(path, stories.ANALYSIS)
    number = number_of(path, FIRST.url)
    for more in (SECOND, THIRD):
        put(path, [more])
        run(path, stories.ANALYSIS)
        assert number_of(path, more.url) == number
    assert found(path) == [("a", "b", "c"), ("d",), ("e",)]
    assert run(path, stories.ANALYSIS)["stories"].units == 0


def test_a_report_after_the_window_begins_another_story(path: Path) -> None:
    put(path, [replace(SECOND, at="2026-06-20T20:01:00+07:00")])
    run(path, stories.ANALYSIS)
    assert ("a",) in found(path)
    assert ("b",) in found(path)


def test_two_earthquakes_are_two_stories(path: Path) -> None:
    quakes = [("5,2", "Teluk Manggar"), ("4,7", "Kepulauan Sendai")]
    put(
        path,
        [
            told(f"g{n}", f"Gempa Magnitudo {size} Guncang {place}", QUAKE.format(size, place), outlet)
            for n, (size, place) in enumerate(quakes)
            for outlet in ("contoh", "warta")
        ],
    )
    run(path, stories.ANALYSIS)
    assert [story for story in found(path) if story[0].startswith("g")] == [("g0", "g0"), ("g1", "g1")]


def test_a_series_of_one_outlet_is_no_story(path: Path) -> None:
    price = "Harga emas Mustika di gerai Lembayung hari ini Rp{} per gram, demikian laman resmi Mustika."
    put(
        path,
        [
            told(
                f"m{day}",
                f"Harga Emas Mustika {day} Juni Rp{cost}",
                price.format(cost),
                at=f"2026-06-{day}T08:00+07:00",
            )
            for day, cost in ((16, "1.904.000"), (17, "1.911.000"), (18, "1.923.000"))
        ],
    )
    run(path, stories.ANALYSIS)
    assert [story for story in found(path) if story[0].startswith("m")] == [("m16",), ("m17",), ("m18",)]


def test_a_copy_goes_where_its_original_is_and_weighs_nothing(path: Path) -> None:
    copied = told("salinan", "Truk Batu Ambrukkan Jembatan", BRIDGE, "salin", "2026-06-16T23:00:00+07:00")
    put(path, [copied, SECOND])
    run(path, copies.ANALYSIS, stories.ANALYSIS)
    assert found(path) == [("a", "salinan", "b"), ("d",), ("e",)]
    assert rows(path, "SELECT outlets, articles, copies FROM stories WHERE outlets > 1 AND last_at > '2026-06'") == [
        (3, 2, 1)
    ]
    assert rows(path, "SELECT copy, score FROM story_articles WHERE copy AND at > '2026-06'") == [(1, None)]
    ((headline,),) = rows(path, "SELECT headline FROM stories WHERE outlets > 1 AND last_at > '2026-06'")
    assert headline != copied.title


def test_an_article_is_read_again_as_sport_where_its_section_says_so(path: Path) -> None:
    run(path, stories.ANALYSIS)
    query = "SELECT vector FROM story_vectors JOIN articles ON id = article_id WHERE url = ?"
    ((before,),) = rows(path, query, FIRST.url)
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE articles SET section = 'Sepak Bola' WHERE url = ?", [FIRST.url])
    assert run(path, stories.ANALYSIS)["stories"].units == 1
    ((after,),) = rows(path, query, FIRST.url)
    assert (load_vector(before).sport, load_vector(after).sport) == (False, True)


def test_a_digest_that_copies_a_report_is_not_of_its_event(path: Path) -> None:
    text = f"{BRIDGE} {HARVEST} {FESTIVAL}"
    digest = told("populer", "[POPULER] Jembatan Wening | Panen Bawang", text, "salin", "2026-06-16T23:30:00+07:00")
    put(path, [digest, SECOND])
    run(path, copies.ANALYSIS, stories.ANALYSIS)
    assert found(path) == [("a", "b"), ("d",), ("e",), ("populer",)]
    query = "SELECT original_id FROM copies JOIN articles ON id = article_id WHERE url = ?"
    assert rows(path, query, digest.url)


def test_a_changed_article_leaves_and_the_number_stays(path: Path) -> None:
    put(path, [SECOND])
    run(path, stories.ANALYSIS)
    number = number_of(path, FIRST.url)
    put(path, [replace(SECOND, title=OTHERS[0].title, text=HARVEST.replace("memanen", "sudah memanen"))])
    run(path, stories.ANALYSIS)
    assert number_of(path, FIRST.url) == number
    assert found(path) == [("a",), ("d", "b"), ("e",)]
    assert rows(path, "SELECT articles, outlets FROM stories WHERE id = ?", number) == [(1, 1)]


def test_an_article_that_goes_is_counted_out_and_the_last_takes_the_story_along(path: Path) -> None:
    put(path, [SECOND])
    run(path, stories.ANALYSIS)
    number = number_of(path, FIRST.url)
    for url, left in ((SECOND.url, [(1, 1, FIRST.title)]), (FIRST.url, [])):
        with open_findings(path) as db, writing(db):
            db.execute("UPDATE fetches SET article_id = NULL WHERE url = ?", [url])
            db.execute("DELETE FROM articles WHERE url = ?", [url])
        assert rows(path, "SELECT articles, outlets, headline FROM stories WHERE id = ?", number) == left
    assert rows(path, "SELECT old, new FROM story_merges") == [(number, None)]


def test_two_stories_that_prove_to_be_one_are_merged_and_the_older_number_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.clusters.MERGE", 0.2)
    monkeypatch.setattr("analysis.clusters.JOIN", 0.9)
    put(path, [SECOND])
    run(path, stories.ANALYSIS)
    first, second = number_of(path, FIRST.url), number_of(path, SECOND.url)
    assert first != second
    monkeypatch.setattr("analysis.clusters.JOIN", 0.25)
    put(path, [THIRD])
    run(path, stories.ANALYSIS)
    assert {number_of(path, one.url) for one in (FIRST, SECOND, THIRD)} == {first}
    assert rows(path, "SELECT old, new FROM story_merges") == [(second, first)]


def test_a_rebuild_finds_the_same_and_maps_old_numbers_to_new(path: Path) -> None:
    put(path, [SECOND])
    run(path, stories.ANALYSIS)
    before, number = found(path), number_of(path, FIRST.url)
    run(path, stories.ANALYSIS, every=True)
    assert found(path) == before
    assert (number, number_of(path, FIRST.url)) in rows(path, "SELECT old, new FROM story_merges")


def test_a_run_that_breaks_is_taken_up_where_it_stopped(path: Path, tmp_path: Path) -> None:
    put(path, [SECOND, THIRD])

    def begin(db: Database) -> Run:
        inner, batches = stories.ANALYSIS.begin(db), []

        def batch(units: Sequence[Unit]) -> None:
            inner(units)
            batches.append(units)
            if len(batches) == 26:
                raise RuntimeError("killed")

        return batch

    with pytest.raises(RuntimeError, match="killed"):
        run(path, replace(stories.ANALYSIS, begin=begin, batch=2))
    assert run(path, stories.ANALYSIS)["stories"].units == 3
    whole = tmp_path / "whole" / "news.db"
    put(whole, [*ARCHIVE, FIRST, *OTHERS, SECOND, THIRD])
    run(whole, stories.ANALYSIS)
    for table in ("stories", "story_articles"):
        assert rows(path, f"SELECT * FROM {table} ORDER BY 1") == rows(whole, f"SELECT * FROM {table} ORDER BY 1")


def test_the_views_answer(path: Path) -> None:
    put(path, [SECOND])
    run(path, stories.ANALYSIS)
    today = rows(path, "SELECT day, outlets_today, articles_today, outlets, articles FROM todays_stories")
    assert today == [("2026-06-17", 1, 1, 2, 2)]
    assert [title for (title,) in rows(path, "SELECT title FROM story_timeline WHERE at > '2026-06'")] == [
        FIRST.title,
        SECOND.title,
    ]
