"""People whom the rest of an article tells, and what is called like one: spans come in, spans go out."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.cues import cued
from analysis.kinds import kinds_of
from analysis.names import Name, NameKind, tagger
from analysis.naming import find_names
from analysis.parting import parted
from analysis.standing import completed
from tests.test_names import name, spelled


def test_a_list_of_initials_is_one_of_people() -> None:
    text = "Empat orang ditangkap, yaitu ZK, MR, HS, dan LTN."
    assert spelled(text, list(cued(text, []))) == ["ZK", "MR", "HS", "LTN"]


def test_two_players_in_one_span_are_two() -> None:
    text = "Ganda Nilambar/Kesit menang."
    assert spelled(text, list(parted(text, [name(text, "Nilambar/Kesit")]))) == ["Nilambar", "Kesit"]


@pytest.mark.parametrize(
    ("text", "read", "kind", "person"),
    [
        # The bank's span holds the person of whom the rest of the article has one word.
        ("Direktur Bank Kesit Nilambar Lontara hadir. “Ya,” kata Nilambar.", "Bank Kesit Nilambar Lontara",
         "organisation", "Nilambar Lontara"),
        # Nothing was read where the full name stands.
        ("Hadir Nilambar Lontara. “Ya,” kata Nilambar.", "", "person", "Nilambar Lontara"),
        # The person's span begins with the last word of a university.
        ("Dosen Universitas Arga Kesit Nilambar Lontara hadir. “Ya,” kata Nilambar.", "Kesit Nilambar Lontara",
         "person", "Nilambar Lontara"),
        # Nobody was read, but the word opens a sentence and says something.
        ("Kepala Bank Kesit Arga Nilambar Lontara hadir. Nilambar mengklaim.", "Bank Kesit Arga Nilambar Lontara",
         "organisation", "Nilambar Lontara"),
    ],
)  # fmt: skip
def test_one_word_alone_tells_where_the_full_name_begins(text: str, read: str, kind: NameKind, person: str) -> None:
    names = [name(text, read, kind)] if read else []
    found = completed(text, list(cued(text, names)))
    assert person in [text[one.start : one.end] for one in found if one.kind == "person"]
    assert not [one for one in found if one.kind != "person" and person in text[one.start : one.end]]


def test_a_word_in_front_belongs_to_whoever_has_it_elsewhere() -> None:
    text = "BJ Nilambar hadir. Lalu BJ Nilambar pulang."
    second = Name(start=text.rindex("Nilambar"), end=text.rindex("Nilambar") + 8, kind="person", score=0.9)
    assert spelled(text, completed(text, [name(text, "BJ Nilambar"), second])) == ["BJ Nilambar", "BJ Nilambar"]


@pytest.mark.parametrize(
    ("text", "read", "kind", "spelt"),
    [
        ("Kecelakaan di Jalan Jenderal Nilambar pagi tadi.", "Nilambar", "place", "Jalan Jenderal Nilambar"),
        ("Ia dirawat di RSUD Dr. Nilambar Kesit.", "Nilambar Kesit", "organisation", "RSUD Dr. Nilambar Kesit"),
        (
            "Ia menggugat Nada Nilambar Records kemarin.",
            "Nada Nilambar Records",
            "organisation",
            "Nada Nilambar Records",
        ),
        ("Perusahaan itu menjual mobil Nilambar. Kini Nilambar laku.", "Nilambar", "organisation", "Nilambar"),
        ("Kepala Stasiun Nilambar Kesit hadir.", "Nilambar Kesit", "person", "Nilambar Kesit"),
        ("Kota itu menggelar Nilambar Festival.", "Nilambar Festival", None, ""),
        ("Warga menonton film Nilambar.", "Nilambar", None, ""),
        ("Prajurit naik KRI Nilambar Kesit.", "Nilambar Kesit", None, ""),
        ("Warga menggelar Salat Nilambar.", "Salat Nilambar", None, ""),
    ],
)
def test_streets_hospitals_labels_and_ships_are_no_people(
    text: str, read: str, kind: NameKind | None, spelt: str
) -> None:
    found = list(kinds_of(text, [name(text, read)]))
    assert [(one.kind, text[one.start : one.end]) for one in found] == ([(kind, spelt)] if kind else [])


def test_a_name_between_two_places_is_one() -> None:
    text = "Laga di Stadion Lontar, Nilambar Kesit, Vietnam."
    read = [name(text, "Stadion Lontar", "place"), name(text, "Nilambar Kesit"), name(text, "Vietnam", "place")]
    assert [one.kind for one in kinds_of(text, read)] == ["place", "place", "place"]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Rangga Wiratmaja (45), yang karib disapa Kang Rawi, hadir. “Ya,” kata Kang Rawi.", "Rawi"),
        ("Rangga Wiratmaja atau akrab disapa Dika hadir. “Ya,” kata Dika.", "Dika"),
        ("Rangga Wiratmaja, pria asal Tirtasari yang biasa dipanggil Mas Rawi, hadir. “Ya,” kata Mas Rawi.", "Rawi"),
        ("Gus Rawi, panggilan akrab Rangga Wiratmaja, hadir. “Ya,” kata Gus Rawi.", "Gus Rawi"),
        ("Mbah Rawi berjualan. Rangga Wiratmaja, nama lengkapnya, hadir. “Ya,” kata Mbah Rawi.", "Rawi"),
        ("Rangga Wiratmaja datang. “Ya,” kata Gus Rawi, sapaan akrabnya.", "Gus Rawi"),
    ],
)
def test_whatever_somebody_is_called_is_the_full_name(text: str, called: str) -> None:
    named = find_names(text, tagger())
    (last,) = {one.name for one in named.mentions if one.start >= text.rindex(called)}
    assert last == "Rangga Wiratmaja"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("“Mahal,” kata Ketua Kelompok Tani Ngudi Rejeki Desa Sidorejo, Wagimun.", "Wagimun"),
        ("Cerita serupa datang dari Ngatinah, buruh cuci di pasar.", "Ngatinah"),
        ("Nur Cholifah, 41, pedagang nasi, mengeluh.", "Nur Cholifah"),
        ("Rokayah Sumitri: “Kami rugi.”", "Rokayah Sumitri"),
        ("Direktur RSUP Dr. Sarjana Husada, dr. Lintang Pramesthi, hadir.", "Lintang Pramesthi"),
        ("Menteri Luar Negeri Anneliese von Hartmann hadir. “Ya,” kata von Hartmann.", "Anneliese von Hartmann"),
    ],
)
def test_a_name_that_no_list_holds_is_found_where_people_stand(text: str, person: str) -> None:
    named = find_names(text, tagger())
    assert person in {one.name for one in named.mentions if one.kind == "person"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Degrees are nobody, and the letters of a body are no person's.
        ("Rangga Wiratmaja, Lc., MA, memimpin doa.", ["Rangga Wiratmaja"]),
        ("Prof. Rangga Wiratmaja, Ph.D., memimpin doa.", ["Rangga Wiratmaja"]),
        ("Rangga Wiratmaja MA memimpin doa. MA menolak kasasi.", ["Rangga Wiratmaja", "MA"]),
        ("“Ya,” kata Kepala Pusat Gempa Bumi dan Tsunami BMKG Daryono dalam keterangan.", ["BMKG", "Daryono"]),
        # The table of regions knows where a place ends.
        ("Bupati Sabu Raijua Krisman Riwu Kore hadir.", ["Sabu Raijua", "Krisman Riwu Kore"]),
        ("“Ya,” kata Bupati Hulu Sungai Tengah Samsul Rizal.", ["Hulu Sungai Tengah", "Samsul Rizal"]),
        # A verb, a score or an hour ends a name, and a company has the capitals behind it.
        ("Timnas Indonesia menekuk Vietnam 2-0.", ["Timnas Indonesia", "Vietnam"]),
        ("Rangga tiba di Istana Negara pukul 09.00.", ["Rangga", "Istana Negara"]),
        (
            "PT Pelayaran Damar Nusa rugi. Direktur Komersial PT Pelayaran Damar Nusa Greta Manuhutu hadir.",
            ["PT Pelayaran Damar Nusa", "PT Pelayaran Damar Nusa", "Greta Manuhutu"],
        ),
        # A name of Bali keeps its I, which no body has; a body that is known goes without whoever is named alone.
        ("Kepala BPBD Kabupaten Lontar I Wayan Sudirta hadir.", ["BPBD Kabupaten Lontar", "I Wayan Sudirta"]),
        ("Jubir KPK Tessa menyebut penyidik menyita uang. “Ya,” kata Tessa.", ["KPK", "Tessa", "Tessa"]),
        # Words, networks and rates are no names.
        ("Sabar menjadi kunci. Warga diminta sabar.", []),
        ("Trump menulis di Truth Social.", ["Trump"]),
        ("Bank Indonesia menahan BI Rate. BI Rate tetap.", ["Bank Indonesia"]),
    ],
)
def test_names_end_where_a_reader_ends_them(text: str, names: list[str]) -> None:
    assert [text[one.start : one.end] for one in find_names(text, tagger()).mentions] == names


def test_what_a_body_is_for_is_no_second_name_over_another() -> None:
    text = "Polda Lontar menerbitkan Red Notice untuk Veronica Santal. Komisi Penyelidikan PBB untuk Kastovia hadir."
    spans = [(one.start, one.end) for one in find_names(text, tagger()).mentions]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "Veronica Santal" in [text[start:end] for start, end in spans]


def test_an_institution_s_house_is_a_place_where_something_happens_in_it() -> None:
    text = "Pelantikan digelar di Istana Negara, Jakarta."
    assert [one.kind for one in find_names(text, tagger()).mentions] == ["place", "place"]


def test_the_second_of_two_has_a_role_of_their_own() -> None:
    named = find_names("Menteri Keuangan Siti Aminah dan Menteri Agama Rangga Wiratmaja hadir.", tagger())
    assert [(one.role, one.name) for one in named.roles] == [
        ("Menteri Keuangan", "Siti Aminah"),
        ("Menteri Agama", "Rangga Wiratmaja"),
    ]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        # Who works for somebody is named behind the comma, not before it; of a list each is for themselves.
        ("Pengacara Siti, Hotman Siregar, menolak.", [("Pengacara Siti", "Hotman Siregar")]),
        ("Pengacara Siti Aminah, Rangga Wiratmaja, dan Kirana Puspa hadir.", [("Pengacara", "Siti Aminah")]),
        # No role reaches over the end of a sentence, nor ends at an abbreviation.
        (
            "“Ya,” ucap jaksa Retno. Kuasa hukum terdakwa, Hotma Siregar, diam.",
            [("jaksa", "Retno"), ("Kuasa hukum terdakwa", "Hotma Siregar")],
        ),
        (
            "Kepala Desa Lontar Kec. Kesit, Rangga Wiratmaja, hadir.",
            [("Kepala Desa Lontar Kec. Kesit", "Rangga Wiratmaja")],
        ),
    ],
)
def test_a_role_is_of_whoever_is_named_with_it(text: str, roles: list[tuple[str, str]]) -> None:
    assert [(one.role, one.name) for one in find_names(text, tagger()).roles] == roles
