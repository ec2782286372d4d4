"""Words and roots: what affixes are taken off, that a root occurs, and that the order of arrival means nothing."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import roots
from analysis.affixes import ROOTS, stems
from analysis.base import open_findings
from pipelines.db import writing
from tests.findings import Told, put, rows, run

#: Words by the root that the Kamus Besar gives them.
FAMILIES = {
    "bangun": "bangunan membangun pembangunan dibangun terbangun pembangun bangunannya membangunlah",
    "tulis": "menulis penulis penulisan tulisan ditulis tertulis",
    "pukul": "memukul pemukul pukulan dipukul",
    "sapu": "menyapu penyapu disapu",
    "kirim": "mengirim kiriman pengiriman dikirimkan kirimkan",
    "ambil": "mengambil pengambilan diambil",
    "lihat": "melihat terlihat penglihatan kelihatan memperlihatkan",
    "baik": "perbaikan memperbaiki diperbaiki kebaikan terbaik sebaiknya",
    "kerja": "bekerja pekerja pekerjaan mengerjakan dikerjakan",
    "ajar": "belajar pelajar mengajar pengajar pelajaran",
    "rasa": "merasa terasa perasaan dirasakan merasakan",
    "adil": "keadilan pengadilan ketidakadilan",
    "rusak": "kerusakan merusak perusakan",
    "perintah": "pemerintah pemerintahan memerintah diperintahkan",
    "beri": "memberikan diberikan pemberian memberi",
    "main": "pemain permainan bermain dimainkan",
    "nilai": "menilai dinilai penilaian",
    "bank": "perbankan",
    "bom": "mengebom",
    "tani": "petani pertanian bertani",
    "daya": "memberdayakan pemberdayaan berdaya",
    "langsung": "berlangsung keberlangsungan",
    "itu": "itulah itupun",
}
#: Words that only look as if they were made of the other word, which occurs too.
WHOLE = {"berita": "rita", "kepala": "pala", "menteri": "teri", "polisi": "polis", "beras": "ras", "masalah": "masa",
         "perang": "rang", "makan": "mak", "sekarang": "karang", "bulan": "bul", "dengan": "deng"}  # fmt: skip
VOCABULARY = {*FAMILIES, *(word for family in FAMILIES.values() for word in family.split())}
VOCABULARY |= {*WHOLE, *WHOLE.values(), "tidak", "pelihat", "ikan", "rada"}


def settled(words: list[str], path: Path, size: int = 7) -> dict[str, str]:
    with open_findings(path) as db:
        for start in range(0, len(words), size):
            with writing(db):
                roots.add_words(db, words[start : start + size])
        return dict(db.execute("SELECT word, root FROM roots").fetchall())


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return settled(sorted(VOCABULARY), tmp_path_factory.mktemp("akar") / "news.db")


@pytest.mark.parametrize("root", FAMILIES)
def test_a_family_has_one_root(found: dict[str, str], root: str) -> None:
    wrong = {word: found[word] for word in FAMILIES[root].split() if found[word] != root}
    wrong.pop("ketidakadilan", None)  # two words in one, and read as such by nobody but a dictionary
    assert wrong == {}
    assert found[root] == root


@pytest.mark.parametrize("word", WHOLE)
def test_a_word_that_is_whole_stays_whole(found: dict[str, str], word: str) -> None:
    assert found[word] == word


def test_a_root_is_a_word_that_occurs(found: dict[str, str]) -> None:
    assert set(found) == VOCABULARY
    assert set(found.values()) <= VOCABULARY
    assert stems("pelayanan")[0] == "layan"  # which does not occur there, nor does any other of its stems
    assert "pelayanan" not in found


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_makes_no_difference(found: dict[str, str], tmp_path: Path, seed: int) -> None:
    words = sorted(VOCABULARY)
    random.Random(seed).shuffle(words)
    assert settled(words, tmp_path / "news.db", size=1 + seed * 13) == found


def test_well_known_roots_are_taken_apart_by_nobody() -> None:
    assert {word: stems(word) for word in ROOTS if stems(word)} == {}


@pytest.mark.parametrize("word", ["a", "di", "me", "pe", "ng", "meng", "peny", "x" * 30, "nya", "kannya", "berber"])
def test_scraps_are_no_trouble(word: str) -> None:
    assert word not in stems(word)
    assert all(stem for stem in stems(word))


STORIES = [
    Told(url="https://contoh.example/1", title="Pembangunan Jembatan", text="Warga menanti pembangunan jembatan itu."),
    Told(url="https://contoh.example/2", title="Kafé Ĺama", text="Wali kota membangun ulang kafé-kafé. Anak2 pun 3G."),
    Told(
        url="https://contoh.example/3", title="Warga Bangun Tanggul", text="Mereka bangun pagi dan MEMBANGUN tanggul."
    ),
]
#: As data/README.md has it; a word that the table does not know is looked for as it is.
SEARCH = """
SELECT a.url FROM articles AS a WHERE a.id IN (
  SELECT rowid FROM articles_fts WHERE articles_fts MATCH (
    SELECT coalesce(group_concat('"' || word || '"', ' OR '), '"' || ?1 || '"') FROM roots
    WHERE root = (SELECT root FROM roots WHERE word = ?1)))
ORDER BY a.url
"""


def test_each_form_of_a_word_finds_every_other(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, STORIES[:2])
    assert run(path, roots.ANALYSIS)["roots"].units == 2
    assert rows(path, "SELECT word, root FROM roots WHERE word LIKE '%bangun%' ORDER BY word") == [
        ("membangun", "membangun"), ("pembangunan", "pembangunan")]  # fmt: skip
    put(path, STORIES[2:])
    assert run(path, roots.ANALYSIS)["roots"].units == 1
    for word in ("bangun", "membangun", "pembangunan"):
        assert rows(path, SEARCH, word) == [(story.url,) for story in STORIES]
    assert rows(path, SEARCH, "kafe") == [(STORIES[1].url,)]
    assert rows(path, SEARCH, "gunung") == []


def test_the_words_are_those_of_full_text(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, STORIES)
    run(path, roots.ANALYSIS)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab ('main', 'articles_fts', 'row')")
        terms = {row[0] for row in db.execute("SELECT term FROM vocabulary")}
        words = {row[0] for row in db.execute("SELECT word FROM roots")}
    assert words == {term for term in terms if term.isascii() and term.isalpha() and len(term) > 2}
    assert {"kafe", "lama", "membangun"} <= words


def test_beginning_anew_forgets_words_that_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, STORIES)
    run(path, roots.ANALYSIS)
    with open_findings(path) as db, writing(db):
        db.execute("DELETE FROM articles WHERE url LIKE '%/3'")
    run(path, roots.ANALYSIS, every=True)
    assert rows(path, "SELECT count(*) FROM roots WHERE word IN ('bangun', 'tanggul')") == [(0,)]
    assert rows(path, "SELECT root FROM roots WHERE word = 'membangun'") == [("membangun",)]
