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
