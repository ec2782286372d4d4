"""Who is meant by what they are, where no name stands beside the word of saying: texts come in, speakers go out."""

from __future__ import annotations

import pytest

from analysis.names import tagger
from analysis.naming import find_names
from analysis.quotes import find_quotes
from tests.marking import parse
from tests.reading import clipping_of
from tests.test_speakers import HEAD, speaker


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
        # Whoever works for somebody speaks for them, and is not them.
        ('Gubernur Lontar Rangga Wiratmaja ditahan. Kuasa hukum Rangga menyatakan kliennya tidak bersalah.',
         "Kuasa hukum Rangga"),
        # Whoever the word goes to.
        ('"Kami menang," kata Rangga Wiratmaja. Lain halnya dengan Rini Astuti. "Seri," katanya.', "Rini Astuti"),
        ('"Kami menang," kata Rangga Wiratmaja. Bagi Rini Astuti, itu biasa. "Biasa saja," katanya.', "Rini Astuti"),
        # A dateline that a text was brought in with, and marks before speech.
        ('Bandung (ANTARA) - Gubernur Jawa Barat Dedi Mulyadi menyatakan jembatan itu selesai.', "Dedi Mulyadi"),
        ('Jakarta - "Jembatan itu selesai," kata Gubernur Pramono Anung.', "Pramono Anung"),
        ('• "Jembatan itu selesai," kata Gubernur Pramono Anung.', "Pramono Anung"),
        # An office, its town, and one word that says something.
        ('Bupati Kediri Hanindhito berkata jembatan itu selesai dibangun.', "Hanindhito"),
        # A body that has no name is no "ia", and who held an office is not who holds it.
        ('Dirut PT Lontar Rini Astuti hadir. Perusahaan menyatakan laba naik. Ia menambahkan ekspor tumbuh. '
         '"Siap," katanya.', "Rini Astuti"),
        ('Mantan Bupati Jember Hendy Siswanto hadir bersama Bupati Jember Muhammad Fawait. '
         '"Saya ikut," kata mantan bupati itu.', "Hendy Siswanto"),
        ('Khoirunnisa Nur Agustyati — akrab disapa Ninis — diam. "Lemah," kata Ninis.', "Khoirunnisa Nur Agustyati"),
    ],
)  # fmt: skip
def test_who_is_meant(text: str, who: str) -> None:
    assert speaker(text) == who


@pytest.mark.parametrize(
    "text",
    [
        'Jika Rangga Wiratmaja berkata "kita setuju", rapat selesai.',
        "Bila Bupati Lontar Rangga Wiratmaja mengatakan jembatan rusak parah, warga percaya.",
        "Tidak benar Rangga Wiratmaja mengatakan bahwa jembatan itu rusak.",
        "Beredar kabar Rangga Wiratmaja mengatakan jembatan itu rusak parah.",
    ],
)
def test_what_is_only_supposed_was_not_said(text: str) -> None:
    clipping = clipping_of(parse(HEAD + text + "\n", name="a.txt", slug="a"))
    assert not find_quotes(clipping, find_names(clipping.text, tagger()))
