"""Sentences and tokens, and their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import begins_sentence, paragraphs, sentences, tokens, words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Banjir surut. Warga pulang.", ["Banjir surut.", "Warga pulang."]),
        ("Dr. H. Rangga Wiratmaja, S.H. hadir. Ia diam.", ["Dr. H. Rangga Wiratmaja, S.H. hadir.", "Ia diam."]),
        ("Rumah di Jl. Melati No. 5 terbakar.", ["Rumah di Jl. Melati No. 5 terbakar."]),
        ("“Air naik. Kami lari,” kata Sari. Ia selamat.", ["“Air naik. Kami lari,” kata Sari.", "Ia selamat."]),
        ('"Air naik. Kami lari," kata Sari. Ia selamat.', ['"Air naik. Kami lari," kata Sari.', "Ia selamat."]),
        ("Ia pergi? Ya!", ["Ia pergi?", "Ya!"]),
        ("Pukul 10.30 WIB. Rapat usai.\n\nBesok lagi.", ["Pukul 10.30 WIB.", "Rapat usai.", "Besok lagi."]),
        ("", []),
        ("Air naik.,Menurut Sari, warga pulang.", ["Air naik.", "Menurut Sari, warga pulang."]),
        ('Air naik., "Kami lari," kata Sari. ,,Ia diam.', ["Air naik.", '"Kami lari," kata Sari.', "Ia diam."]),
        ("Rangga Wiratmaja, S.Pd.,M.Pd., hadir.", ["Rangga Wiratmaja, S.Pd.,M.Pd., hadir."]),
        ("Sari (Purn.), Rangga dan A.B., Budi hadir.", ["Sari (Purn.), Rangga dan A.B., Budi hadir."]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [span.text for span in sentences(text)] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("warga-warga 10/9/2019 2,4 persen,", ["warga-warga", "10/9/2019", "2,4", "persen", ","]),
        ("Jum'at pukul 10.30.", ["Jum'at", "pukul", "10.30", "."]),
    ],
)
def test_tokens(text: str, parts: list[str]) -> None:
    assert [span.text for span in tokens(text)] == parts


def test_words_are_letters() -> None:
    assert words("Rp 2.500, warga-warga Jum'at 2x") == ["Rp", "warga-warga", "Jum'at", "x"]


@given(st.text(alphabet="Aa. \n“”\"'?1,-Dr", max_size=80))
def test_offsets_lead_back_into_the_text(text: str) -> None:
    for spans in (sentences(text), tokens(text), paragraphs(text)):
        last = 0
        for span in spans:
            assert text[span.start : span.end] == span.text != ""
            assert span.start >= last
            last = span.end


@given(st.text(alphabet="Aa. \n“”\"'?1,-Dr", max_size=80))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    kept = "".join("".join(span.text.split()) for span in sentences(text))
    assert kept.replace(",", "") == "".join(text.replace(",", "").split())  # commas may part paragraphs


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Sari", True),
        ("Air naik. Sari", True),
        ("“Sari", True),
        ("Air naik.,Sari", True),
        ("Air naik,,Sari", True),
        ("Budi, S.Pd., Sari", False),
        ("Budi, Sari", False),
        ("Budi Sari", False),
    ],
)
def test_where_a_sentence_begins(text: str, begins: bool) -> None:
    assert begins_sentence(text, text.index("Sari")) is begins
