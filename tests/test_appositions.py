"""Who somebody is, in words that no list of offices has, or with what an office was before: roles go out."""

from __future__ import annotations

import pytest

from analysis.names import tagger
from analysis.naming import find_names


def roles(text: str) -> list[tuple[str, str]]:
    return [(one.role, one.name) for one in find_names(text, tagger()).roles]


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        # Before a name that commas close, with what is pointed at and what is whose.
        ("Direktur perusahaan itu, Rangga Wiratmaja, membantah.", "Direktur perusahaan itu", "Rangga Wiratmaja"),
        ("Penyunting buku itu, Kirana Puspa, masih menyimpan surat.", "Penyunting buku itu", "Kirana Puspa"),
        ("Ia didampingi kuasa hukumnya, Togi Siregar.", "kuasa hukum", "Togi Siregar"),
        ("Pedagang daging langganannya, Rangga Wiratmaja, tertawa.", "Pedagang daging langganan", "Rangga Wiratmaja"),
        ("Di kota itu, seorang perajut jala, Rangga Wiratmaja, menyebut harga.", "perajut jala", "Rangga Wiratmaja"),
        # Behind a name, up to the comma or the stop.
        ("“Kami tunggu,” kata Rangga Wiratmaja, juru kunci makam.", "juru kunci makam", "Rangga Wiratmaja"),
        ("“Ya,” tutur Kirana Puspa (78), penenun kain itu, Sabtu.", "penenun kain itu", "Kirana Puspa"),
        ("“Ya,” kata Rangga Wiratmaja salah satu perwakilan warga.", "perwakilan warga", "Rangga Wiratmaja"),
        # What is over, or to come.
        ("Mantan Bupati Lontar Siti Aminah hadir.", "Mantan Bupati Lontar", "Siti Aminah"),
        ("Rangga Wiratmaja, mantan anggota grup Senja, hadir.", "mantan anggota grup Senja", "Rangga Wiratmaja"),
    ],
)
def test_what_stands_beside_a_name_is_the_role(text: str, role: str, name: str) -> None:
    assert roles(text) == [(role, name)]


@pytest.mark.parametrize(
    "text",
    [
        # When, where, how, and what else happened.
        "Pagi tadi, Rangga Wiratmaja, yang lelah, pulang.",
        "Di Solo, Rangga Wiratmaja, lalu Kirana Puspa, tiba.",
        "Sebelumnya, Rangga Wiratmaja, diam.",
        "“Ya,” kata Rangga Wiratmaja, pekan lalu.",
        "“Ya,” kata Rangga Wiratmaja, sambil tertawa.",
        "“Ya,” kata Rangga Wiratmaja, singkat saja.",
        # A clause that is reported.
        "Menurut Rangga Wiratmaja, isu pajak mudah viral karena dekat.",
        "Menurut ketua itu, Rangga Wiratmaja sudah lama mundur.",
        # A list of people.
        "Anggota lainnya yakni Siti Aminah, Rangga Wiratmaja, dan Kirana Puspa.",
    ],
)
def test_what_says_when_or_what_is_nobody_s_role(text: str) -> None:
    assert "Rangga Wiratmaja" not in [name for _, name in roles(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Whom a crime was done to has not done it.
        ("Pelaku pemerkosaan Siti Rahma masih buron.", []),
        (
            "Polisi menangkap Roni, pelaku penganiayaan terhadap Siti Rahma, siswi SMP.",
            [("pelaku penganiayaan terhadap Siti Rahma", "Roni"), ("siswi SMP", "Siti Rahma")],
        ),
        # Whoever works for somebody has the outer role, that one the inner.
        (
            "Kuasa hukum mantan Gubernur Jawa Barat Ridwan Kamil, Muslim Jaya, menolak.",
            [
                ("mantan Gubernur Jawa Barat", "Ridwan Kamil"),
                ("Kuasa hukum mantan Gubernur Jawa Barat Ridwan Kamil", "Muslim Jaya"),
            ],
        ),
        (
            "Gubernur Lontar Rangga Wiratmaja ditahan. Kuasa hukum Rangga Wiratmaja keberatan.",
            [("Gubernur Lontar", "Rangga Wiratmaja")],
        ),
        ("Pemilik nama lengkap Rangga Wiratmaja itu tertawa.", []),
        ("Korban atas nama Bapak Samin, 63 tahun, selamat.", [("Korban", "Samin")]),
        (
            "Siti Aminah, istri Gubernur Lontar Rangga Wiratmaja, hadir.",
            [("istri Gubernur Lontar Rangga Wiratmaja", "Siti Aminah"), ("Gubernur Lontar", "Rangga Wiratmaja")],
        ),
        # No role goes over a person and a verb, nor over the number of the next in a list.
        (
            "Mantan Bupati Jember Hendy Siswanto hadir bersama Bupati Jember Muhammad Fawait.",
            [("Mantan Bupati Jember", "Hendy Siswanto"), ("Bupati Jember", "Muhammad Fawait")],
        ),
        ("Posisi Kapolda Metro Jaya diisi Irjen Asep Suheri.", [("Irjen", "Asep Suheri")]),
        (
            "Yang hadir: 1. Budi Gunadi, Menteri Kesehatan 2. Meutya Hafid, Menteri Komunikasi",
            [("Menteri Kesehatan", "Budi Gunadi"), ("Menteri Komunikasi", "Meutya Hafid")],
        ),
        # A clause behind whoever opens the sentence.
        ("Kata Prabowo Subianto, ekonomi tumbuh 5 persen.", []),
        ("Menurut Budi Santoso, petani senang dengan harga baru.", []),
        ("Setelah bertemu Rini Astuti, pedagang pulang.", []),
    ],
)
def test_a_role_is_not_another_s(text: str, wanted: list[tuple[str, str]]) -> None:
    assert roles(text) == wanted
