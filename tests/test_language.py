"""Languages: sentences of ours, and the corpus's single sentences where it is at hand."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from langdetect import DetectorFactory, LangDetectException, detect_langs
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.language import Language, detector
from analysis.opinion import identifier, opinion, opinions

ENGLISH = (
    "The regent of Tirtasari opened a new market hall on Monday and promised that traders from the old square "
    "would not have to pay rent for the first six months."
)
JAVANESE = (
    "Bupati Tirtasari mbukak pasar anyar dina Senin lan janji yen para bakul saka alun-alun lawas ora usah mbayar "
    "sewa nganti nem sasi. Para warga padha seneng banget amarga panggonane luwih amba tinimbang sing biyen."
)
MALAY = (
    "Pengerusi persatuan itu berkata, kesemua peniaga akan menerima bantuan wang tunai selepas mesyuarat pada hari "
    "Khamis kerana kerajaan negeri bersetuju menyediakan dana tambahan sebanyak dua juta ringgit."
)
INDONESIAN = (
    "Ketua paguyuban itu mengatakan semua pedagang akan menerima bantuan uang tunai setelah rapat pada hari Kamis "
    "karena pemerintah provinsi setuju menyediakan dana tambahan sebesar dua miliar rupiah."
)


@pytest.fixture(scope="module")
def detect() -> Callable[[str, str], Language]:
    return detector()


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (JAVANESE, "jv"), (MALAY, "ms"), (INDONESIAN, "id")])
def test_a_text_has_its_language(detect: Callable[[str, str], Language], text: str, language: str) -> None:
    found = detect("", text)
    assert found.language == language
    assert found.probability is not None
    assert found.probability > 0.5


def test_langdetect_alone_would_call_malay_and_javanese_indonesian(detect: Callable[[str, str], Language]) -> None:
    assert [detect("", text).langdetect for text in (MALAY, JAVANESE)] == ["id", "id"]


@pytest.mark.parametrize("text", ["", "Foto: Pasar Tirtasari", "12 13 14 15 16 17 18 19 20", "https://pasar.example/1"])
def test_too_little_text_has_no_language(detect: Callable[[str, str], Language], text: str) -> None:
    assert detect("Pasar baru Tirtasari dibuka", text) == Language()


def test_the_same_text_gives_the_same_answer(detect: Callable[[str, str], Language]) -> None:
    assert {detect("", INDONESIAN[:80]) for _ in range(5)} == {detector()("", INDONESIAN[:80])}


TEXTS = (
    ENGLISH, JAVANESE, MALAY, INDONESIAN, INDONESIAN.upper(), f"{ENGLISH[:90]} {INDONESIAN[:90]}", "Ya", "A B. C",
    "https://pasar.example/harga dan surat@pasar.example  tentang  Harga CABAI, “naik” 12,5 %… ",
    "Рынок открылся в понедельник, цены выросли.", "市場は月曜日に開かれた。", "市場は月曜日に開かれた。Pasar",
    "Chợ mới đã được mở cửa vào thứ Hai", "Chơ\u0323 mơ\u0301i mở cửa", "مارکت", "DPRD-Tirtasari DPRDnya rapat",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_quick_opinion_is_the_librarys_to_the_last_digit(text: str) -> None:
    DetectorFactory.seed = 0
    wanted = [(one.lang, one.prob) for one in detect_langs(text)]
    assert [(one.lang, one.prob) for one in opinions(text)] == wanted


@pytest.mark.parametrize("text", TEXTS)
def test_the_first_opinion_alone_is_the_librarys(text: str) -> None:
    DetectorFactory.seed = 0
    assert opinion(text) == detect_langs(text)[0].lang


def test_where_trials_disagree_the_first_opinion_waits_for_them_all() -> None:
    DetectorFactory.seed = 0
    torn = [f"{ENGLISH[:length]} {JAVANESE[:length]}" for length in range(8, 60, 3)]
    given = [detect_langs(text) for text in torn]
    assert any(len(languages) > 1 for languages in given)
    assert [opinion(text) for text in torn] == [languages[0].lang for languages in given]


def test_the_quick_second_opinion_is_the_librarys_to_the_last_digit() -> None:
    slow, quick = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True), identifier()
    for text in (*TEXTS, "", "\ud800", "12 13"):
        wanted = slow.rank(text)
        assert quick.likeliest(text, slow.labels) == (wanted[0][0], dict(wanted))


def test_where_there_is_no_letter_both_say_so() -> None:
    for detects in (detect_langs, opinions, opinion):
        with pytest.raises(LangDetectException):
            detects("12, 13 … https://pasar.example/1")


def test_single_sentences_of_the_corpus(detect: Callable[[str, str], Language]) -> None:
    corpus = os.environ.get("KLIPING_CORPUS")
    if not corpus:
        pytest.skip("KLIPING_CORPUS names no corpus")
    path = Path(corpus) / "langid" / "dslcc-id-ms-dev.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(language, text) for language, text in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    right = Counter(language for language, text in rows if detect("", text).language == language)
    whole = Counter(language for language, _ in rows)
    assert right["id"] / whole["id"] >= 0.97
    assert right["ms"] / whole["ms"] >= 0.91
    for language in whole:
        texts = [text for other, text in rows if other == language]
        joined = [" ".join(texts[n : n + 8]) for n in range(0, len(texts) - 7, 8)]
        assert joined
        assert {detect("", text).language for text in joined} == {language}
