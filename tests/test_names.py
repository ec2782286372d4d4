"""Names: features, the shipped models, edges, roles and aliases, on sentences of ours."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cues import cued
from analysis.edges import tidied
from analysis.lexicon import FOLDER
from analysis.named import Mention
from analysis.names import MODELS, Name, NameKind, features, says_by_capitals, shape, tagger
from analysis.naming import _linked, find_names
from analysis.parting import parted
from analysis.roles import find_roles
from analysis.widening import widened


def name(text: str, words: str, kind: NameKind = "person", score: float = 0.9) -> Name:
    start = text.index(words)
    return Name(start=start, end=start + len(words), kind=kind, score=score)


def spelled(text: str, names: Sequence[Name]) -> list[str]:
    return [text[one.start : one.end] for one in names]


def people(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_names(text, tagger()).mentions if one.kind == "person"]


@pytest.mark.parametrize(
    ("token", "shaped"), [("Rangga", "Xxx"), ("KPK", "XX"), ("10/9", "00/0"), ("e-KTP", "x-XX"), ("(AS)", "(XX)")]
)
def test_a_word_has_a_shape(token: str, shaped: str) -> None:
    assert shape(token) == shaped


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("Warga melihat Rangga di pasar", True),
        ("Warga Desa Sukamekar Bangun Jembatan Baru", False),
        ("warga melihat rangga di pasar", False),
        ("Pak Rangga", True),
    ],
)
def test_whether_capitals_tell(text: str, telling: bool) -> None:
    assert says_by_capitals(text.split()) is telling


def test_without_capitals_no_feature_depends_on_them() -> None:
    tokens = ["Warga", "Melihat", "Rangga", "Wiratmaja", "(KPK)"]
    assert features(tokens, "idner", cased=False) == features([t.lower() for t in tokens], "idner", cased=False)


def test_the_shipped_models_are_those_of_the_notice() -> None:
    notice = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))
    for file in MODELS.values():
        assert hashlib.sha256((FOLDER / file).read_bytes()).hexdigest() == notice["sha256"][file]
    assert {source["licence"] for source in notice["sources"]} <= {"MIT", "Apache-2.0"}
    assert notice["f1"]["idner-news-2k dev"]["all"] >= 0.84
    assert notice["f1"]["nergrit valid"]["all"] >= 0.69


@pytest.mark.parametrize(
    ("text", "read", "tidy"),
    [
        ("Kapolres AKBP Rangga Wiratmaja datang.", "AKBP Rangga Wiratmaja", "Rangga Wiratmaja"),
        ("Adapun Sari mengaku baru tahu.", "Adapun Sari", "Sari"),
        ("Rangga Wiratmaja (45) datang.", "Rangga Wiratmaja (45)", "Rangga Wiratmaja"),
        ("Bupati datang.", "Bupati", None),
        ("Camat Lontar H. Rangga SE datang.", "Rangga SE", "Rangga"),
        ("Itu dikatakan Rangga Wiratmaja, S.H. kemarin.", "Rangga Wiratmaja", "Rangga Wiratmaja"),
        ("“Siap,” kata Rangga Selasa malam.", "Rangga Selasa", "Rangga"),
        ("Rencana Rangga Wiratmaja ditolak.", "Rencana Rangga Wiratmaja", "Rangga Wiratmaja"),
        ("Kepergian Rangga disesalkan.", "Kepergian Rangga", "Rangga"),
        ("Di Jawa Barat Rangga Wiratmaja menang.", "Barat Rangga Wiratmaja", "Rangga Wiratmaja"),
        ("Kata Rangga via Pos Lontar.", "Rangga via Pos", "Rangga"),
        ("Kata BJ Wiratmaja,65 tahun.", "BJ Wiratmaja,65", "BJ Wiratmaja"),
        ("Hakim Rangga Wiratmaja menolak.", "Hakim Rangga Wiratmaja", "Rangga Wiratmaja"),
        ("Persilontar-nya Rangga Wiratmaja kalah.", "Persilontar-nya Rangga Wiratmaja", "Rangga Wiratmaja"),
    ],
)
def test_a_person_is_the_name_alone(text: str, read: str, tidy: str | None) -> None:
    found = tidied(text, name(text, read))
    assert (text[found.start : found.end] if found else None) == tidy


@pytest.mark.parametrize(
    ("text", "read", "wide"),
    [
        ("Kata Hedwig van der Molen kemarin.", "Hedwig", "Hedwig van der Molen"),
        ("Sekretaris Daerah Gianyar Cokorda Gede Lesmana hadir.", "Gede Lesmana", "Cokorda Gede Lesmana"),
        ("Ketua KPUD Siti Marwiyah hadir.", "Siti Marwiyah", "Siti Marwiyah"),
        ("Kepada Sari Rabu lalu.", "Sari", "Sari"),
    ],
)
def test_a_person_takes_the_capitals_beside_it(text: str, read: str, wide: str) -> None:
    assert spelled(text, list(widened(text, [name(text, read)]))) == [wide]


@pytest.mark.parametrize(
    ("text", "read", "person"),
    [
        ("Bupati Giriwana Retno Wulandari hadir.", "Giriwana Retno Wulandari", "Retno Wulandari"),
        ("Bupati Rangga Adi Wulandari hadir.", "Rangga Adi Wulandari", "Rangga Adi Wulandari"),
        ("Menteri Giriwana Retno Wulandari hadir.", "Giriwana Retno Wulandari", "Giriwana Retno Wulandari"),
        ("Anggota Komisi Fatwa Nilambar Kesit hadir.", "Fatwa Nilambar Kesit", "Nilambar Kesit"),
    ],
)
def test_a_place_stands_between_an_office_of_places_and_its_holder(text: str, read: str, person: str) -> None:
    assert spelled(text, list(parted(text, [name(text, read)]))) == [person]


def test_a_body_that_the_article_names_elsewhere_is_no_part_of_a_person() -> None:
    text = "KPU Tirtasari rapat. Ketua KPU Tirtasari Siti Marwiyah hadir."
    read = [name(text, "KPU Tirtasari", "organisation"), name(text, "Tirtasari Siti Marwiyah")]
    assert spelled(text, list(parted(text, read))) == ["KPU Tirtasari", "Siti Marwiyah"]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("“Sudah naik,” kata Romsul, Senin.", "Romsul"),
        ("Perempuan bernama Lastri itu pulang.", "Lastri"),
        ("RB (24) ditangkap di rumahnya.", "RB"),
        ("Mediasi dipimpin Kompol Yohanis Pewali.", "Yohanis Pewali"),
        ("Ia meninggalkan seorang istri, Maemunah, dan dua anak.", "Maemunah"),
        ("Ketua Komisi V DPR Markus Tandilolo memutuskan rapat dilanjutkan.", "Markus Tandilolo"),
        ("ujar koordinator Alarm Laut, Ingrid Solheim.", "Ingrid Solheim"),
        ("Komandan Lanal Lontar Kolonel Laut (P) Nilambar Kesit hadir.", "Nilambar Kesit"),
        ("Kepala Stasiun Palu Nilambar Kesit, S.T., M.T., hadir.", "Nilambar Kesit"),
        ("Ia menjemput tetangganya, Nilambar.", "Nilambar"),
        ("“Kami lelah,” kata relawan Nilambar Kesit, Senin.", "Nilambar Kesit"),
    ],
)
def test_what_only_its_surroundings_tell(text: str, person: str) -> None:
    assert spelled(text, list(cued(text, []))) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "“Sudah naik,” kata Bupati, Senin.",
        "Wakil Direktur Jenderal WTO hadir.",
        "Advokat Kantor Hukum Jejak Adil menjelaskan.",
        "Banjir (24 titik) meluas.",
    ],
)
def test_what_looks_like_a_person_and_is_none(text: str) -> None:
    assert spelled(text, list(cued(text, []))) == []


TWICE = (
    "Ketua Paguyuban Pasar Tirtasari, Rangga Wiratmaja, mengatakan harga beras naik. Wakilnya, Sari Wiratmaja, menolak."
    "\n\n“Kami menunggu,” kata Rangga. Kemudian Sari pulang."
)


def test_a_part_is_whoever_bears_it() -> None:
    named = find_names(TWICE, tagger())
    given_name = {TWICE[m.start : m.end]: m.name for m in named.mentions if m.kind == "person"}
    assert given_name["Rangga"] == "Rangga Wiratmaja"
    assert given_name["Sari"] == "Sari Wiratmaja"
    assert ("Ketua Paguyuban Pasar Tirtasari", "Rangga Wiratmaja") in {(r.role, r.name) for r in named.roles}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“Kami siap,” kata juru bicara Kementerian Pasar, Rangga Wiratmaja.", "juru bicara Kementerian Pasar"),
        ("Rangga Wiratmaja, kepala Dinas Pasar Tirtasari yang baru, hadir.", "kepala Dinas Pasar Tirtasari"),
        ("Presiden Rusia, Vladimir Putin, menolak usulan itu.", "Presiden Rusia"),
        ("Kasus itu ditangani Iptu Rangga Wiratmaja.", "Iptu"),
        ("Rangga Wiratmaja (51), petani asal Tirtasari, rugi besar.", "petani asal Tirtasari"),
    ],
)
def test_a_person_has_a_role(text: str, role: str) -> None:
    named = find_names(text, tagger())
    assert [one.role for one in named.roles] == [role]
    assert all(text[one.start : one.end] == one.role for one in named.roles)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“Kami siap,” ujar Rangga Wiratmaja selaku Ketua Paguyuban Pasar.", "Ketua Paguyuban Pasar"),
        ("Ia menemui Ketua DPR.,Rangga Wiratmaja, ketua paguyuban, hadir.", "ketua paguyuban"),
    ],
)
def test_a_role_is_told_by_selaku_and_not_taken_over_from_the_last_paragraph(text: str, role: str) -> None:
    start = text.index("Rangga")
    one = Mention(start=start, end=start + 16, kind="person", name="Rangga Wiratmaja", rule="model", score=0.9)
    assert [found.role for found in find_roles(text, [one])] == [role]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Menurut Rangga, petani merugi Rp 2,4 miliar akibat banjir.", []),
        ("Menurut Rangga, korban banjir sudah pulang, tetapi rumahnya rusak.", []),
        ("Menurut Rangga, warga Desa Lontar, petani merugi.", ["warga Desa Lontar"]),
        ("Rangga, petani berusia 40 tahun, rugi Rp 2,4 miliar.", ["petani berusia 40 tahun"]),
        ("Rangga, petani jagung mengatakan hujan turun.", ["petani jagung"]),
        ("Rangga, warga Desa Lontar, Kecamatan Kesit, hadir.", ["warga Desa Lontar, Kecamatan Kesit"]),
        ("Menurut seorang dosen, Rangga pulang.", ["dosen"]),
        ("Siti sebagai Menteri Agama, Rangga sebagai Menteri Sosial.", ["Menteri Sosial"]),
    ],
)
def test_a_clause_behind_a_name_is_no_role(text: str, roles: list[str]) -> None:
    start = text.index("Rangga")
    one = Mention(start=start, end=start + 6, kind="person", name="Rangga", rule="model", score=1.0)
    assert [found.role for found in find_roles(text, [one])] == roles


@pytest.mark.parametrize("lead", ["keluarga besar", "Suami", "anak bungsu"])
def test_whose_relatives_somebody_has_is_no_role(lead: str) -> None:
    text = f"{lead} Rangga Wiratmaja sudah pulang."
    start = text.index("Rangga")
    one = Mention(start=start, end=start + 16, kind="person", name="Rangga Wiratmaja", rule="model", score=0.9)
    assert list(find_roles(text, [one])) == []


@pytest.mark.parametrize("word", ["Salah", "Kamu", "Alhamdulillah", "Aku", "Yang", "Meski"])
def test_a_word_that_opens_sentences_is_no_name(word: str) -> None:
    text = f"{word} satu warga pulang."
    assert tidied(text, name(text, word)) is None


@pytest.mark.parametrize(
    "text",
    ["Air surut.,Menurut Safiran Toha, air naik.", "Suaminya Safiran Toha pulang.", "RI Safiran Toha pulang."],
)
def test_what_stands_before_a_name_is_none_of_it(text: str) -> None:
    start = 0 if text.endswith("pulang.") else text.index("Safiran")
    found = tidied(text, Name(start=start, end=text.index("Toha") + 4, kind="person", score=0.9))
    assert found is not None
    assert spelled(text, list(widened(text, [found]))) == ["Safiran Toha"]


def test_two_people_in_one_span_are_nobodys_full_name() -> None:
    text = "Siti Marwiyah-Budi Hartono menang. Warga memilih Siti."
    found = [name(text, "Siti Marwiyah-Budi Hartono"), Name(start=49, end=53, kind="person", score=0.9)]
    mentions = [
        Mention(start=one.start, end=one.end, kind="person", name=spelt, rule="model", score=0.9)
        for one, spelt in zip(found, spelled(text, found), strict=True)
    ]
    assert [one.name for one in _linked(mentions, ())] == ["Siti Marwiyah-Budi Hartono", "Siti"]


def test_a_body_called_by_its_short_name_is_no_part_of_a_person() -> None:
    text = "Gabungan Pedagang Tirtasari (Gapedta) menolak. Ketua Gapedta Yohan Nangoli hadir."
    names = [name(text, "Gabungan Pedagang Tirtasari (Gapedta)", "organisation"), name(text, "Gapedta Yohan Nangoli")]
    assert spelled(text, list(parted(text, names)))[1:] == ["Yohan Nangoli"]


def test_an_article_introduces_other_names() -> None:
    text = (
        "Badan Penanggulangan Bencana Daerah (BPBD) menolak izin itu. Menurut BPBD, sungai sudah lama tercemar. "
        "Siti Marwiyah, yang akrab disapa Bu Mar, setuju."
    )
    aliases = {(one.name, one.alias) for one in find_names(text, tagger()).aliases}
    assert ("Badan Penanggulangan Bencana Daerah", "BPBD") in aliases


@pytest.mark.parametrize(("text", "full"), [("Sidang dihadiri Jokowi di Istana Bogor.", "Joko Widodo")])
def test_some_names_need_no_introduction(text: str, full: str) -> None:
    assert [m.name for m in find_names(text, tagger()).mentions if m.kind == "person"] == [full]


@given(st.text(alphabet="Aa. \n,“”()BKptuRangga1-", max_size=120))
def test_mentions_are_spans_that_do_not_overlap(text: str) -> None:
    last = 0
    for one in find_names(text, tagger()).mentions:
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()
        last = one.end


def test_a_role_between_two_mentions_of_one_person_is_told_once() -> None:
    text = "Warga menunggu Rangga Wiratmaja, Ketua Paguyuban Pasar Tirtasari Rangga Wiratmaja."
    starts = [found.start() for found in re.finditer("Rangga", text)]
    mentions = [
        Mention(start=start, end=start + 16, kind="person", name="Rangga Wiratmaja", rule="model", score=0.9)
        for start in starts
    ]
    roles = list(find_roles(text, mentions))
    assert [(one.role, one.rule) for one in roles] == [("Ketua Paguyuban Pasar Tirtasari Rangga Wiratmaja", "after")]
