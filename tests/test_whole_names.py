"""Names that a table, a form or the rest of the article tells, whatever the model made of them: spans go out."""

from __future__ import annotations

import pytest

from analysis.names import tagger
from analysis.naming import find_names

SHORT = {"person": "per", "organisation": "org", "place": "loc"}


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], SHORT[one.kind]) for one in find_names(text, tagger()).mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Countries of several words, and whoever represents them.
        ("Menteri Perdagangan Sri Lanka Ruwan Lontara mundur.", [("Sri Lanka", "loc"), ("Ruwan Lontara", "per")]),
        ("Kejaksaan Agung Sri Lanka menyatakan akan memeriksa.", [("Kejaksaan Agung Sri Lanka", "org")]),
        ("Laga digelar di Banda Aceh, 30 November 2025.", [("Banda Aceh", "loc")]),
        # A unit in a title belongs to the title.
        ("Kabid Prasarana dan Sarana Dinas Pertanian Lontar hadir.", [("Dinas Pertanian Lontar", "org")]),
        ("Kepala Bagian Umum Setda Lontar, Rangga Wiratmaja, hadir.",
         [("Setda Lontar", "org"), ("Rangga Wiratmaja", "per")]),
        ("PT PLN (Persero) membuka lowongan.", [("PT PLN (Persero)", "org")]),
        # Languages, creeds, books and ships are no names.
        ("Novel itu terbit dalam bahasa Indonesia.", []),
        ("Umat Katolik dan Protestan membaca Alkitab.", []),
        ("Kapal MV Ocean Lotus tiba semalam.", []),
        ("Lima puluh meter lagi sampai.", []),
        ("Siklon Seruni mendekat, lalu Badai Lontar.", []),
        ("Warga antre di depan ATM, lalu pulang.", []),
        # An age is a person's, whatever stands before.
        ("Ponsel Halima Iha (63) berdering.", [("Halima Iha", "per")]),
        # One sentence ends within speech.
        ("“Pergi saja, Frans. Kalau dingin, pakai jaket,” kata Okto.", [("Frans", "per"), ("Okto", "per")]),
        ("Kemarin Rangga Wiratmaja S.E. hadir bersama warga.", [("Rangga Wiratmaja", "per")]),
        ("Ketua KPU Kota Lontar La Ode Syamsir hadir.", [("KPU Kota Lontar", "org"), ("La Ode Syamsir", "per")]),
        # Places in a list of places, a town of two words, and a name of Bali.
        ("Sebanyak 2.105 warga dari Desa Karangwening, Wanasepi, Lebaksari, dan Tlagawulan mengungsi ke tiga lapangan.",
         [("Desa Karangwening", "loc"), ("Wanasepi", "loc"), ("Lebaksari", "loc"), ("Tlagawulan", "loc")]),
        ("“Ya,” kata Wali Kota Bandar Kemala Wulan Kencanasari, Rabu (17/6).",
         [("Bandar Kemala", "loc"), ("Wulan Kencanasari", "per")]),
        ("Kepala Dinas Pariwisata Teluk Nawang Sang Ayu Dwipayani memperkirakan hal itu.",
         [("Dinas Pariwisata Teluk Nawang", "org"), ("Sang Ayu Dwipayani", "per")]),
    ],
)  # fmt: skip
def test_a_name_is_what_a_reader_takes_for_one(text: str, names: list[tuple[str, str]]) -> None:
    assert found(text) == names


def test_whoever_is_named_by_the_last_word_elsewhere_has_the_first_too() -> None:
    text = "Callum Ashworth ternyata menolak. Dalam wawancara itu Ashworth mengaku lelah. Callum akan pulang."
    named = {one.name for one in find_names(text, tagger()).mentions if one.kind == "person"}
    assert named == {"Callum Ashworth"}


def test_a_word_that_opens_a_sentence_is_not_of_the_name_that_the_article_has() -> None:
    text = "Galih Prawira mencetak gol. Sepakan Galih Prawira membentur tiang."
    assert {one.name for one in find_names(text, tagger()).mentions} == {"Galih Prawira"}


def test_a_person_who_is_called_like_a_country_is_a_person_where_he_speaks() -> None:
    text = "Oman Rohman menemukan tas. Oman bercerita tasnya berat. “Gemetar saya,” kata Oman kepada wartawan."
    assert {(one.kind, one.name) for one in find_names(text, tagger()).mentions} == {("person", "Oman Rohman")}
    text = "Oman Rohman terbang ke Oman. “Panas,” kata Rohman."
    assert ("Oman", "loc") in found(text)


def test_a_medium_that_is_quoted_is_no_place() -> None:
    assert ("Bangkok Courier", "org") in found("Ia dibayar mahal, seperti dikutip Bangkok Courier, Selasa.")
