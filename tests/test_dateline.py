"""Opening and closing marks: what is one, what only looks like one."""

from __future__ import annotations

import pytest

from pipelines.dateline import is_name, split_dateline, split_initials, split_signature
from pipelines.items import Rules

TEXT = "Warga menyambut pembukaan jembatan itu."

DATELINES = (
    "JAKARTA, KOMPAS.com -",
    "JAKARTA, KOMPAS.com –",
    "KOMPAS.com -",
    "JAKARTA, KOMPAS.TV -",
    "TRIBUNNEWS.COM, JAKARTA -",
    "TRIBUNNEWS.COM, JAKARTA --",
    "TRIBUNNEWS.COM. PENAJAM -",
    "TRIBUN-MEDAN.com -",
    "Jakarta -",
    "Jakarta, CNN Indonesia --",
    "Jakarta, CNBC Indonesia -",
    "TEMPO.CO, Jakarta -",
    "TEMPO.CO Yogyakarta -",
    "TEMPO.CO, Makassar--",
    "Jakarta (ANTARA) -",
    "Mataram, NTB (ANTARA News) -",
    "Wina (Kabar/Xinhua) -",
    "Liputan6.com, Jakarta -",
    "Liputan6.com, Jakarta:",
    "Liputan6.com, Jakarta",
    "REPUBLIKA.CO.ID, JAKARTA --",
    "REPUBLIKA.CO.ID, JAKARTA —",
    "Bisnis.com, JAKARTA ---",
    "Bisnis.com,JAKARTA -",
    "KONTAN.CO.ID - JAKARTA.",
    "JAKARTA, KONTAN.CO.ID -",
    "JAKARTA.",
    "jpnn.com, JAKARTA -",
    "JAKARTA, iNews.id -",
    "Jakarta, Beritasatu.com –",
    "Banten, IDN Times -",
    "Suara.com -",
    "tirto.id -",
    "PIKIRAN RAKYAT -",
    "Gridhot.ID -",
    "FAJAR.CO.ID, MAKASSAR --",
    "BANDUNG, DISWAY.ID -",
    "KBRN, Palangka Raya :",
    "RMOL.",
    "VIVA –",
    "WahanaNews.co, Jakarta -",
    "Jakarta.WAHANANEWS.CO -",
    "KonsumenListrik.WAHANANEWS.CO, Jakarta -",
    "KonsumenListrik.WAHANANEWS.CO - |",
    "Dairi.WahanaNews.co, Sidikalang -",
    "WahanaNews Banten |",
    "Wahana TV |",
    "MEDAN, SUMUTPOS.CO –",
    "TANGERANGNEWS.com-",
    "BLOKBERITA.COM –",
    "Merdeka.com -",
    "KOTA BANDUNG –",
)


@pytest.mark.parametrize("mark", DATELINES)
def test_dateline_is_split_off_as_printed(mark: str) -> None:
    assert split_dateline(f"{mark} {TEXT}", Rules()) == (mark, TEXT)


def test_dateline_may_touch_the_first_word() -> None:
    assert split_dateline(f"TRIBUNSOLO.COM, JAKARTA --{TEXT}", Rules()) == ("TRIBUNSOLO.COM, JAKARTA --", TEXT)


def test_dateline_may_be_all_there_is() -> None:
    assert split_dateline("Jakarta, CNN Indonesia --", Rules()) == ("Jakarta, CNN Indonesia --", "")
    assert split_dateline("Jakarta -", Rules()) == ("Jakarta -", "")


def test_name_of_the_outlet_from_its_rules() -> None:
    rules = Rules(title="Warta Lontar", names=("Lontar Pagi",))
    assert split_dateline(f"LONTAR, Lontar Pagi - {TEXT}", rules) == ("LONTAR, Lontar Pagi -", TEXT)
    assert split_dateline(f"Warta Lontar, Lontar | {TEXT}", rules) == ("Warta Lontar, Lontar |", TEXT)


def test_any_place_in_bold_is_a_dateline() -> None:
    assert split_dateline(f"Rawa Jaya - {TEXT}", Rules(), bold="Rawa Jaya") == ("Rawa Jaya -", TEXT)
    assert split_dateline(f"Rawa Jaya - {TEXT}", Rules(), bold="Rawa Jaya -") == ("Rawa Jaya -", TEXT)
    assert split_dateline(f"Rawa Jaya - {TEXT}", Rules()) == (None, f"Rawa Jaya - {TEXT}")
    assert split_dateline(f"Rawa Jaya indah - {TEXT}", Rules(), bold="Rawa Jaya")[0] is None
    assert split_dateline(f"Bidik Utara | Kota Laut – {TEXT}", Rules(), bold="Bidik Utara | Kota Laut") == (
        "Bidik Utara | Kota Laut –",
        TEXT,
    )


def test_name_may_be_asked_for() -> None:
    assert split_dateline(f"Bandung - {TEXT}", Rules(), named=True) == (None, f"Bandung - {TEXT}")
    assert split_dateline(f"Bandung, iNews.id - {TEXT}", Rules(), named=True)[0] == "Bandung, iNews.id -"


@pytest.mark.parametrize(
    "text",
    [
        "Suara Rakyat Lontar - sebuah kelompok - datang.",
        "Jakarta-Lontar kini ditempuh dalam dua jam.",
        "Sutarna Wibawa - kepala desa itu - tersenyum.",
        "Persila Lontar - Persirawa akan bertemu lagi.",
        "Kompas.com adalah salah satu media di Jakarta.",
        "Suara: warga meminta jalan diperbaiki.",
        "Kompas: penunjuk arah yang dibawa pendaki.",
        "Presiden: Kita harus maju.",
        "Menurut Reuters - kantor berita Inggris - harga naik.",
        "Jakarta, kota terbesar, tenggelam.",
        "",
    ],
)
def test_sentences_are_not_datelines(text: str) -> None:
    assert split_dateline(text, Rules()) == (None, text)


@pytest.mark.parametrize(
    ("mark", "initials"),
    [
        ("[Tio]", "Tio"),
        ("(abc/xyz)", "abc/xyz"),
        ("(Cas/Isk)", "Cas/Isk"),
        ("(fri/jpnn)", "fri/jpnn"),
        ("(H-2)", "H-2"),
        ("(Ant/P-3)", "Ant/P-3"),
        ("(Z10)", "Z10"),
        ("(FHM)", "FHM"),
        ("(ANT/S026)", "ANT/S026"),
        ("(*)", "*"),
        ("(red)", "red"),
        ("(mcr8/jpnn)", "mcr8/jpnn"),
        ("*kst, dek", "kst, dek"),
        ("*k17", "k17"),
    ],
)
def test_initials_are_split_off_without_brackets(mark: str, initials: str) -> None:
    assert split_initials(f"{TEXT} {mark}") == (TEXT, initials)
    assert split_initials(f"{TEXT[:-1]},” katanya.{mark}") == (f"{TEXT[:-1]},” katanya.", initials)
    assert split_initials(mark) == (("", initials) if mark[0] in "([" else (mark, None))


@pytest.mark.parametrize(
    "text",
    [
        "Ia tiba di Bandara Lontar Internasional (BLI)",
        "Acara dimulai pukul 10.00. (WIB)",
        "Kami menunggu (lama).",
        "Jembatan dibuka. (Bersambung)",
        "Jembatan dibuka. (panjang sekali ceritanya)",
        "Harga tiket belum termasuk pajak *syarat",
    ],
)
def test_other_brackets_are_not_initials(text: str) -> None:
    assert split_initials(text) == (text, None)


def test_signature_is_split_off_with_brackets() -> None:
    assert split_signature(f"{TEXT} (Ratna Melati)") == (TEXT, "(Ratna Melati)")
    assert split_signature(f"{TEXT} (Kabarnusa.com/Ratna Melati)") == (TEXT, "(Kabarnusa.com/Ratna Melati)")
    assert split_signature("Ia tiba di Pasar Rawa (Pasar Baru)") == ("Ia tiba di Pasar Rawa (Pasar Baru)", None)


def test_names_as_a_line() -> None:
    assert is_name("RATNA MELATI")
    assert is_name("Ratna Melati | Joko Purwa")
    assert not is_name("Ratna")
    assert not is_name("Ratna Melati datang")
    assert not is_name("Harga cabai turun")


@pytest.mark.parametrize(
    "lead", ["Anak-anak desa itu menari.", "Covid-19 belum usai di Lontar.", "Sabtu-Minggu jalan ditutup."]
)
def test_a_dash_within_the_first_word_ends_no_dateline(lead: str) -> None:
    rules = Rules(outlet="lontar", title="Lontar", names=("Lontar",))
    assert split_dateline(f"Lontar - {lead}", rules) == ("Lontar -", lead)
    assert split_dateline(f"LONTAR.COM, Kemala - {lead}", rules) == ("LONTAR.COM, Kemala -", lead)
