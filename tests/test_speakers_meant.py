"""Who is meant by what they are, where no name stands beside the word of saying: texts come in, speakers go out."""

from __future__ import annotations

import pytest

from tests.test_speakers import speaker


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # A body by what it is.
        ('Badan PBB untuk Urusan Pengungsi mencatat 2.300 orang mengungsi. Lembaga itu menyebut, api masih diselidiki.',
         "Badan PBB untuk Urusan Pengungsi"),
        ('Pesawat milik Akademi Penerbang Lontar jatuh. Pihak akademi menyebut pesawat itu rutin diperiksa.',
         "Akademi Penerbang Lontar"),
        # The relative who was named as such.
        ('Keluarga menerima peti dari pamannya, Andi Baso, pada 1969. Sang paman berpesan agar naskah tidak dijual.',
         "Andi Baso"),
        # Whoever the clause of time is about.
        ('"Kami rugi," kata Yandri Lontara. Kasus itu terkuak saat sopir travel, Anton Kadar, terjaring razia. '
         'Dia mengaku tidak tahu SIM-nya palsu.', "Anton Kadar"),
        # Several are nobody who was named.
        ('Rangga Wiratmaja menjadi calon. Dua petinggi partai itu menyebutkan ongkosnya terlalu besar.',
         "Dua petinggi partai"),
        # A source is told by where they are.
        ('Rangga Wiratmaja diam. Seorang sumber di kantornya mengatakan pengganti akan diumumkan.',
         "Seorang sumber di kantornya"),
        # What is not denied, asked or wanted.
        ('Rangga Wiratmaja tidak menampik ada kader yang kecewa.', "Rangga Wiratmaja"),
        ('Tetua adat Kesit, Rangga Wiratmaja, pernah meminta ia berhenti.', "Rangga Wiratmaja"),
        ('Rangga Wiratmaja mengaku kepada petugas hanya diupah Rp 1,5 juta.', "Rangga Wiratmaja"),
    ],
)  # fmt: skip
def test_who_is_meant(text: str, who: str) -> None:
    assert speaker(text) == who
