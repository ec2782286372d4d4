"""The table of regions, and where names in a story are places: twins, words that are names, streets, the event."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analysis import gazetteer, places
from analysis.places import Place, find
from tests.findings import Told, clipping, put, rows, run

CODES = {region.code: region for region in gazetteer.regions()}


def codes(text: str, **values: Any) -> list[tuple[str, str]]:
    """The codes and rules of what is found."""
    return [(found.code, found.rule) for found in find(clipping(text, **values))]


def event(text: str, **values: Any) -> str | None:
    """The code of the event's place."""
    return next((found.code for found in find(clipping(text, **values)) if found.role == "event"), None)


def test_there_are_38_provinces_416_regencies_and_98_cities() -> None:
    assert Counter(region.level for region in CODES.values()) == {"province": 38, "regency": 416, "city": 98}
    assert len(CODES) == len(gazetteer.regions()) == 552


def test_a_code_says_the_level_and_the_province() -> None:
    for code, region in CODES.items():
        province, _, number = code.partition(".")
        assert len(province) == 2
        assert region.province in CODES
        assert region.level == ("province" if not number else "regency" if int(number) < 70 else "city"), code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("11.71", "Banda Aceh"), ("31", "Daerah Khusus Ibukota Jakarta"), ("32.04", "Bandung"), ("32.73", "Bandung"),
        ("33.72", "Surakarta"), ("35.79", "Batu"), ("64.74", "Bontang"), ("73.71", "Makassar"), ("81.04", "Buru"),
        ("91.71", "Jayapura"), ("94.05", "Puncak"), ("96.71", "Sorong"),
    ],
)  # fmt: skip
def test_a_code_is_that_regions(code: str, name: str) -> None:
    assert CODES[code].name == name


def test_no_two_regions_of_one_level_and_province_have_one_name() -> None:
    named = Counter((region.province, region.level, name) for region in CODES.values() for name in region.names)
    assert [key for key, count in named.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warga pulang di Surabaya.", [("35.78", "name")]),
        ("Warga pulang di Kabupaten Bandung.", [("32.04", "full")]),
        ("Warga pulang di Kota Bandung.", [("32.73", "full")]),
        ("Warga pulang di Bandung.", [("32.73", "name")]),
        ("Warga pulang di Bandung Barat.", [("32.17", "name")]),
        ("Bupati Malang pulang.", [("35.07", "body")]),
        ("Pemkot Solok dan Pemkab Solok rapat.", [("13.72", "body"), ("13.02", "body")]),
        ("Gubernur Jambi pulang ke Kota Jambi.", [("15", "body"), ("15.71", "full")]),
        ("Ia lahir di Kepulauan Riau.", [("21", "name")]),
        ("Ia pulang ke NTT, lalu ke DKI Jakarta.", [("53", "name"), ("31", "name")]),
        ("Ia pulang ke Tojo Una-Una.", [("72.09", "name")]),
        ("Jl. Surabaya macet.", [("35.78", "street")]),
        ("Ia lewat Jalan Balikpapan.", [("64.71", "street")]),
        ("Polres Serang memeriksa warga.", [("36.73", "body")]),
        ("Ia kuliah di Universitas Bandung.", [("32.73", "body")]),
        ("Persib Bandung menang.", [("32.73", "body")]),
        ("Laga itu dimenangi Lontar Surabaya.", [("35.78", "body")]),
        ("Ia tiba di Batu, Jawa Timur.", [("35.79", "context"), ("35", "name")]),
        ("Ia tiba dari Serang, lalu makan.", [("36.73", "context")]),
        ("Ia pulang ke Malang.", [("35.73", "context")]),
        ("Kapolda Metro Jaya memberi keterangan.", [("31", "body")]),
        ("Polda Metro Jaya memeriksa warga.", [("31", "body")]),
        ("Polres Metro Jakarta Selatan memeriksa warga.", [("31.74", "body")]),
        ("Polres Metro Bekasi Kota memeriksa warga.", [("32.75", "body")]),
        ("Polres Metro memeriksa warga.", [("18.72", "body")]),
        ("Ia tiba di Metro, Lampung.", [("18.72", "context"), ("18", "name")]),
        ("Rumah di Manggarai, Jakarta Selatan, terbakar.", [("31.74", "name")]),
        ("Dosen Universitas Lontar Hijau, Surabaya, setuju.", [("35.78", "body")]),
        ("Dosen Institut Teknologi Lontar (ITL) Surabaya setuju.", [("35.78", "body")]),
        ("Deli Serdang United menang.", [("12.07", "body")]),
        ("Riau Pos memuat berita itu.", [("14", "body")]),
        ("KRI Makassar berlayar.", [("73.71", "body")]),
        ("Kesultanan Yogyakarta berkabung.", [("34", "body")]),
    ],
)
def test_a_name_is_a_place(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Serang kami kalau berani, katanya.",
        "Batu itu jatuh. Malang benar nasibnya.",
        "Medan yang berat dilalui. Buru semua pelakunya.",
        "Rangga Samosir dan Bima Lontar pulang.",
        "Jalan Medan Merdeka ditutup. Ia lewat di Medan Merdeka Barat.",
        "Ia tinggal di Kampung Batu.",
        "Rapat di Kuningan, Jakarta.",
        "Ia bekerja di Metro TV.",
        "Wartawan Metro TV datang.",
        "Ia belajar di Universitas Padjadjaran.",
        "Kodam III/Siliwangi dan Kodam Hasanuddin berlatih.",
        "Ia pulang ke Papua Nugini.",
        "Soto Lamongan dan nasi Padang dibagikan.",
        "Ia membaca di surabaya dengan huruf kecil.",
        "Warga Tanjung Lada menolak.",
    ],
)
def test_a_word_is_no_place(text: str) -> None:
    assert [code for code, _ in codes(text) if code != "31"] == []


@pytest.mark.parametrize(
    ("text", "values", "code"),
    [
        ("Warga pulang di Surabaya.", {"dateline": "SEMARANG, CONTOH.example –"}, "33.74"),
        ("Warga pulang di Surabaya.", {"dateline": "Jakarta (CONTOH) -"}, "31"),
        ("Warga pulang di Surabaya.", {"dateline": "CONTOH.example, BANDUNG -"}, "32.73"),
        ("Warga pulang di Surabaya.", {"dateline": "TANJUNG LADA, CONTOH -"}, "35.78"),
        ("SEMARANG, CONTOH.example - Warga pulang di Surabaya.", {}, "33.74"),
        ("CONTOH.CO, Bogor - Warga pulang di Surabaya.", {}, "32.71"),
        ("Rumah di Agam, Sumatera Barat, roboh. Warga Surabaya membantu Surabaya.", {}, "13.06"),
        ("Rumah di Sumatera Barat roboh.", {}, "13"),
        ("Rumah roboh. Warga Bogor dan Surabaya datang. Surabaya membantu.", {}, "35.78"),
        ("Persib Bandung menang. Laga digelar di Surabaya.", {}, "35.78"),
        ("Polres Serang memeriksa warga.", {}, None),
        ("Polda Metro Jaya memeriksa warga di Bogor.", {}, "32.71"),
        ("Politikus asal Yogyakarta itu berpidato di Surabaya.", {}, "35.78"),
        ("Politikus asal Yogyakarta itu berpidato. Ia dikenal ramah.", {}, None),
        ("Pria asal Kabupaten Sleman, Yogyakarta, hilang di Bogor.", {}, "32.71"),
        ("Penyair kelahiran Makassar itu wafat. Jenazahnya dibawa ke Surabaya.", {}, "35.78"),
        ("Seorang warga Kelurahan Lontar, Kota Surabaya, hilang.", {}, None),
        ("Warga RT 03/RW 05 Surabaya dan Bogor menolong. Rumah di Makassar roboh.", {}, "73.71"),
        ("Alumni Universitas Lontar Surabaya itu lahir di Bogor dan tinggal di Makassar.", {}, "73.71"),
        ("Banyak warga di Surabaya mengungsi.", {}, "35.78"),
        ("Warga pulang.", {}, None),
    ],
)
def test_the_place_of_the_event(text: str, values: dict[str, Any], code: str | None) -> None:
    assert event(text, **values) == code


def test_offsets_are_those_of_the_name_and_a_dateline_has_none() -> None:
    text = "SEMARANG, CONTOH - Warga pulang ke Tangerang Selatan."
    assert [text[one.start : one.end] for one in find(clipping(text))] == ["SEMARANG", "Tangerang Selatan"]
    assert find(clipping("Warga pulang.", dateline="Surabaya, Contoh -")) == (
        Place(name="Surabaya", code="35.78", level="city", role="event", rule="dateline", score=0.95),
    )


def test_findings_are_rows_and_a_new_dateline_is_a_reason_to_look_again(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    told = Told(url="https://contoh.example/1", text="Warga pulang ke Surabaya.")
    put(path, [told])
    run(path, places.ANALYSIS)
    query = 'SELECT position, name, code, level, role, start, "end", rule, score FROM places ORDER BY position'
    assert rows(path, query) == [(1, "Surabaya", "35.78", "city", "event", 16, 24, "name", 0.9)]
    put(path, [Told(url=told.url, text=told.text, dateline="SEMARANG, CONTOH -")])
    assert run(path, places.ANALYSIS)["places"].units == 1
    assert rows(path, "SELECT name, role, start FROM places ORDER BY position") == [
        ("Semarang", "event", None), ("Surabaya", "mentioned", 16)]  # fmt: skip
    assert rows(path, "SELECT published_on, code, articles, outlets FROM where_it_happened") == [
        ("2026-06-20", "33.74", 1, 1)]  # fmt: skip
