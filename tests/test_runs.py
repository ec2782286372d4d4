"""Bodies and places as long as their capitals: texts of ours come in, names with their kinds go out."""

from __future__ import annotations

import pytest

from analysis.names import Name, tagger
from analysis.naming import find_names
from analysis.runs import unbracketed, whole
from tests.test_names import name, spelled


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind[:3]) for one in find_names(text, tagger()).mentions]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Wakil Ketua Komisi IX DPR Rangga Wiratmaja hadir.", "Komisi IX DPR"),
        ("Anggota dari Fraksi Partai Lontar, Rangga Wiratmaja, hadir.", "Fraksi Partai Lontar"),
        ("Berkas diserahkan ke Inspektorat Kabupaten Wanasari.", "Inspektorat Kabupaten Wanasari"),
        ("Kepala Dinas Kesehatan Provinsi Papua dr. Rangga Wiratmaja hadir.", "Dinas Kesehatan Provinsi Papua"),
        ("Korban dirawat di Puskesmas Lontar Sago Atas.", "Puskesmas Lontar Sago Atas"),
        ("Sidang di Pengadilan Tipikor Jakarta ditunda Selasa.", "Pengadilan Tipikor Jakarta"),
        (
            "Badan Meteorologi, Klimatologi, dan Geofisika menyatakan gempa itu dangkal.",
            "Badan Meteorologi, Klimatologi, dan Geofisika",
        ),
    ],
)
def test_a_body_has_the_word_that_heads_it(text: str, body: str) -> None:
    assert [spelt for spelt, kind in found(text) if kind == "org"] == [body]


@pytest.mark.parametrize(
    ("text", "read", "kind", "spelt"),
    [
        # Whoever may hold an office in a body keeps the last words.
        ("Ketua Partai Lontar Nilambar Kesit hadir.", "Partai Lontar", "organisation", ["Partai Lontar"]),
        (
            "Dinas Sosial dan Polres Wanasari hadir.",
            "Dinas Sosial",
            "organisation",
            ["Dinas Sosial", "Polres Wanasari"],
        ),
        ("Perahu karam di Pulau Lontar.", "Lontar", "place", ["Pulau Lontar"]),
        ("Wali Kota Lontara hadir.", "Lontara", "place", ["Lontara"]),
        ("Kepala Desa Kesitan Nilambar hadir.", "Nilambar", "person", ["Kesitan", "Nilambar"]),
        ("Camat Kesitan, Nilambar, hadir.", "Nilambar", "person", ["Kesitan", "Nilambar"]),
        ("Camat Nilambar hadir.", "Nilambar", "person", ["Nilambar"]),
        ("Kapal itu berbendera Finlandia.", "", "place", ["Finlandia"]),
    ],
)
def test_what_its_capitals_tell(text: str, read: str, kind: str, spelt: list[str]) -> None:
    names: list[Name] = [name(text, read, kind)] if read else []  # type: ignore[arg-type]
    assert spelled(text, whole(text, names)) == spelt


def test_a_short_name_in_brackets_is_a_name_of_its_own() -> None:
    text = "Bank Lontara (BL) tutup."
    assert spelled(text, list(unbracketed(text, [name(text, "Bank Lontara (BL)", "organisation")]))) == [
        "Bank Lontara",
        "BL",
    ]
    assert {one.name for one in find_names("Bank Indonesia (BI) tutup. BI diam.", tagger()).mentions} == {
        "Bank Indonesia"
    }


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Oktovianus Tallo hadir. “Ya,” kata Okto.", "Oktovianus Tallo"),
        ("Oktovianus Tallo dan Oktoberia Lontar hadir. “Ya,” kata Okto.", "Okto"),
        ("Oktovianus Tallo hadir. “Ya,” kata pelatih Okto.", "Okto"),
        ("Oktovianus Tallo hadir. Okto (41) pulang.", "Okto"),
        ("Hisham al-Najjar hadir. Al-Najjar mendesak warga pulang.", "Hisham al-Najjar"),
    ],
)
def test_whoever_is_called_by_the_beginning_of_a_name(text: str, full: str) -> None:
    named = find_names(text, tagger())
    assert max(named.mentions, key=lambda one: one.start).name == full


def test_the_second_of_two_has_a_role_of_their_own() -> None:
    named = find_names("Menteri Keuangan Siti Aminah dan Menteri Agama Rangga Wiratmaja hadir.", tagger())
    assert [(one.role, one.name) for one in named.roles] == [
        ("Menteri Keuangan", "Siti Aminah"),
        ("Menteri Agama", "Rangga Wiratmaja"),
    ]
