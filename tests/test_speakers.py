"""Who speaks, where only the article tells who is named: plain text comes in, names found by us, speakers go out.

Places, bodies and people are invented, so that no model and no list knows them.
"""

from __future__ import annotations

import pytest

from analysis.holders import bared, held
from analysis.names import Name, NameKind, tagger
from analysis.naming import find_names
from analysis.quotes import find_quotes
from tests.marking import parse
from tests.reading import clipping_of
from tests.test_names import name, spelled

HEAD = 'title = "T"\noutlet = "o.example"\npublished = 2025-11-12\nhabit = "portal"\n---\n'
YA = '"Kami bangga," kata '


def speaker(text: str) -> str | None:
    """Whoever says the last that is said."""
    clipping = clipping_of(parse(HEAD + text + "\n", name="a.txt", slug="a"))
    return find_quotes(clipping, find_names(clipping.text, tagger()))[-1].speaker


@pytest.mark.parametrize(
    ("said", "who"),
    [
        # A body's name swallowed the person's, and no comma parts them.
        ("pelatih Persiwana Carlos Tevano seusai laga.", "Carlos Tevano"),
        ("pengamat politik Universitas Lontar Arya Jatmika.", "Arya Jatmika"),
        ("Kepala Kantor SAR Wanasari Djuanda Prakasa.", "Djuanda Prakasa"),
        ("Corporate Secretary Bank Nusa Lontar Vania Kusumadewi.", "Vania Kusumadewi"),
        ("Kepala Stasiun Meteorologi Wanasari Ginanti Rahajeng, Minggu.", "Ginanti Rahajeng"),
        ("Kepala SMAN 3 Tirtasari Hotma Ria.", "Hotma Ria"),
        ("Kepala Sekolah SD Negeri 2 Karangluhur Menik Sulasih.", "Menik Sulasih"),
        ("Kepala Badan Pusat Statistik (BPS) Lontara Wahyudin Saleh.", "Wahyudin Saleh"),
        ("Kepala Dinas Perdagangan dan Perindustrian (Disperindag) Kabupaten Wanasari Murjoko, Selasa.", "Murjoko"),
        ("Kepala Balai Taman Nasional Gunung Lontar (BTNGL) Junita Parjanti, Jumat.", "Junita Parjanti"),
        ("Chief Executive Officer (CEO) Gojalan Kevin Suryadi.", "Kevin Suryadi"),
        ("Kades Karangluhur Sutrimo, Selasa.", "Sutrimo"),
        # The titles of kings are given names behind another title and before an office.
        ("Ketua DPRD Kabupaten Wanasari, Hj. Ratu Amalsari, S.H., Rabu.", "Ratu Amalsari"),
        ("Sultan Hamdani, Kepala SMA Negeri 3 Tirtasari.", "Sultan Hamdani"),
        # Only the word of saying tells that these are people.
        ("Tio.", "Tio"),
        ("ibu dua anak itu, Rokayah.", "Rokayah"),
        ("Rasyid Lubuk, pendamping Rini.", "Rasyid Lubuk"),
        # The body's name holds a title, which only a person has.
        ("Pengasuh Ponpes Nurul Lathif KH Fahim Abdullah, Selasa.", "Fahim Abdullah"),
        ("pemain naturalisasi Persiwana Ezra Van Dijk.", "Ezra Van Dijk"),
        ("Direktur Walhi Lontara Fathur Roziqin.", "Fathur Roziqin"),
        ("Menteri Luar Negeri Kastovia Aleksa Brankov.", "Aleksa Brankov"),
        ("Wakil Presiden Senior Bukalapak Teddy Oetama.", "Teddy Oetama"),
        # Unknown names behind a place, a body's letters, a ministry or a trade.
        ("Kepala Desa Kalipora Goruru Tewin, Selasa.", "Goruru Tewin"),
        ("Ketua Komisi V DPR Molewi Pulin, Selasa.", "Molewi Pulin"),
        ("Menteri Perdagangan Tubula Devi, Selasa.", "Tubula Devi"),
        ("Direktur Operasi PT Trans Ibu Kota Tadih Bayu, Selasa.", "Tadih Bayu"),
        ("Kepala Pelaksana BPBD Jawa Tengah Nesi Iskandar Supriyatno, Selasa.", "Nesi Iskandar Supriyatno"),
        ("aktor Cilen Zulaikha Joko.", "Cilen Zulaikha Joko"),
        # A body that needs no person.
        ("dosen Universitas Lontar Wanasari.", "dosen Universitas Lontar Wanasari"),
    ],
)
def test_who_holds_an_office_speaks(said: str, who: str) -> None:
    assert speaker(YA + said) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # A victim or a suspect is told of, by whoever has the word.
        ('Kapolsek Karangluhur Iptu Gatra Sembiring membenarkan kejadian itu. Korban bernama Tarmidi (41), buruh.\n'
         '"Kami masih memeriksa saksi," ujarnya.', "Gatra Sembiring"),
        ('"Pelaku sudah kami amankan," kata Kapolres Wanasari AKBP Ronaldo Pangaribuan.\n'
         'Korban, Sumini, dibawa ke RSUD Wanasari.\n"Barang bukti berupa pisau," ujarnya.', "Ronaldo Pangaribuan"),
        # … but speaks in a paragraph of their own.
        ('"Pelaku sudah kami amankan," kata Kapolres Wanasari AKBP Ronaldo Pangaribuan.\n'
         'Korban bernama Sumini kehilangan motor. "Saya kapok," keluhnya.', "Sumini"),
        # Nobody says "Dia" of themselves, nor calls themselves by name.
        ('Pelatih Persiwana Bruno Kardoso memuji penampilan Ilham Zulfikar. Gelandang 22 tahun itu mencetak dua gol.\n'
         '"Dia bekerja keras," ujarnya.', "Bruno Kardoso"),
        ('"Kami tunggu," kata Direktur Wanasari Watch Hairul Anam.\nSaut Lontara mundur dari panitia.\n'
         '"Kita lihat apakah langkah Saut diikuti," ujarnya.', "Hairul Anam"),
        # Whoever something was done by, or is only named with what is theirs.
        ('Aluna Sekar merilis lagu baru. Video klipnya dibintangi Reza Mahardhika.\n'
         '"Aku menulisnya setahun lalu," ungkapnya.', "Aluna Sekar"),
        ('"Kami tolak," kata Vera Mokalu.\nKeinginan Presiden Goran Petrovik agar dibahas lagi masih dikaji.\n'
         '"Garisnya tegas," katanya.', "Vera Mokalu"),
        # Where it comes from whom it is said.
        ('"Tarifnya mahal," kata Yuni (29), penumpang.\nHal berbeda dikatakan Anto (33). '
         'Menurut dia, itu wajar.', "Anto"),
        ('"Tarifnya mahal," kata Yuni (29), penumpang.\nHal serupa diungkapkan spesialis paru dari RS Lontar Medika '
         'Zaini Saragih. "Udaranya buruk," katanya.', "Zaini Saragih"),
        ('Siti Lontari menolak tawaran itu. "Kami setuju," kata Budi Santal.\nPenolakan itu ditegaskan Siti. '
         '"Kami tidak menjualnya," katanya.', "Siti Lontari"),
        # A description stands for whoever was named before it.
        ('Fabio Lontaro tampil hebat. Penampilan itu di luar dugaan banyak orang, termasuk Presiden Herve Santal.\n'
         'Pria asal Kastovia itu mengaku pernah mengusulkan namanya.', "Herve Santal"),
        ('Pada kesempatan yang berbeda Budi Santal mengatakan pajak naik. Ia berharap warga maklum.', "Budi Santal"),
        ('Presiden Kastovia Viktor Danov memecat Menteri Keuangan Ilya Sorin. Sorin dituduh menerima suap.\n'
         '"Saya tidak bersalah," kata Sorin.', "Ilya Sorin"),
        ('Alarm Hutan, kelompok sukarelawan setempat, menuduh pemerintah lamban bergerak.', "Alarm Hutan"),
        ('Menurut Ketua Umum (Ketum) Partai Lontar itu, Siti sudah lama mundur.', "Ketua Umum (Ketum) Partai Lontar"),
        ('Istri pelaku yang juga anak korban, Riya Lontari mengatakan pelaku pergi sejak Sabtu.', "Riya Lontari"),
        ('Korban lain, Rebe, mengaku curiga ketika diminta memotret kartunya.', "Rebe"),
        ('Kelakon Sulastri, pasien asal Pulau Lontar, mengaku senang bisa melihat lagi.', "Kelakon Sulastri"),
        ('Sementara Kepala Stasiun Geofisika Palu Catur Lajung, S.T., M.T., mengatakan alat itu baru.', "Catur Lajung"),
        ('Menurut polisi, Siti membeli motor itu untuk anaknya.', "polisi"),
        ('Menurut polisi, Siti sudah meninggal saat ditemukan.', "polisi"),
        ('Menurut pria itu, Siti sudah lama meninggalkan desa.', "pria"),
        ('Menurut polisi, kapal itu karam.', "polisi"),
        # Whose relative somebody is does not speak.
        ('Rapat dibuka Joko Widodo. "Ayah sedang sakit," kata putra sulung Jokowi itu.', "putra sulung Jokowi"),
        ('Rudi Lontar tewas. "Saya pasrah," kata sang istri Rina Marlina.', "Rina Marlina"),
        ('Rudi Lontar tewas. "Saya pasrah," kata ibu dua orang anak Siti Aminah.', "Siti Aminah"),
        ('Siti Marwiyah datang. "Kotaknya utuh," ujar perempuan bernama Siti itu.', "Siti Marwiyah"),
        ('Karno datang. Putri Bung Karno itu bilang, partai tetap bersama rakyat.', "Putri Bung Karno"),
        ('Rangga Wiratmaja pulang. Istri Rangga mengatakan suaminya masih lelah sekali.', "Istri Rangga"),
        ('"Saya siap," kata adik Rangga Wiratmaja, Ratih Wulandari.', "Ratih Wulandari"),
        ('Nenek Sumirah mengatakan cucunya pergi ke kota.', "Sumirah"),
        ('Istri korban, Rokayah Lontar, menahan tangis.\n"Nasi sudah dimasak," katanya.', "Rokayah Lontar"),
        # Nor whoever the description of somebody unnamed is followed by.
        ('Rangga Wiratmaja menang. Menurut seorang dosen, Rangga dekat dengan menteri.', "seorang dosen"),
        ('Rangga Wiratmaja pulang. Politikus yang pernah menjadi wartawan itu mengaku belum mengemasi barang.',
         "Rangga Wiratmaja"),
        ('Rangga Wiratmaja datang. "Siapa?" tanya ketua majelis hakim Nilambar Kesit.', "Nilambar Kesit"),
        ('"Hujan besar," kenang pendeta jemaat, Pdt Nilambar Kesit.', "Nilambar Kesit"),
        ('Menurut catatan Badan Lontar Wanasari, garis pantai itu mundur satu kilometer.', "Badan Lontar Wanasari"),
        ('Dua petinggi partai yang ditemui terpisah itu menyebutkan ongkosnya terlalu besar.', "Dua petinggi partai"),
        ('Juru bicara Rangga Wiratmaja tiba. Nilambar Kesit menunggu. Sang juru bicara menyebut laporan itu keliru.',
         "Rangga Wiratmaja"),
        ('Kirana Puspa hadir.\nPutra sulung Wa Ndole, Nilambar, ikut mencari. "Ketemu satu," katanya.', "Nilambar"),
        ('Teguh, seorang pedagang pelat nomor mengaku untung. "Naik separuh," ujarnya. Tiap hari, kata Teguh, ramai.',
         "Teguh"),
        (YA + 'Bupati Lamongan Fadeli. Fadeli mengatakan, pihaknya senang.', "Fadeli"),
        (YA + 'Direktur Kampus Politeknik Caltex Riau (PCR) Dadang Kamis (12/9/2019).', "Dadang"),
        ('"Saya tidak tahu," kata perempuan yang akrab disapa Mak Ijah itu.', "Mak Ijah"),
        ('Pelatih Persela Hilir, Dragan Petrovic, kecewa. "Kami lengah," ujar juru taktik asal Serbia itu.',
         "Dragan Petrovic"),
        # … but whoever has the name or the office that the description tells is its bearer.
        ('Rangga Wiratmaja pulang. "Saya lelah," ucap pemilik nama Rangga Wiratmaja itu.', "Rangga Wiratmaja"),
        ('Rangga Wiratmaja pulang. "Saya lelah," kata salah seorang pendiri, Rangga.', "Rangga Wiratmaja"),
        ('Rangga Wiratmaja pulang. Menurut sang adik Kirana Puspa, kakaknya masih lelah.', "Kirana Puspa"),
        ('Rangga Wiratmaja pulang. Polisi yang menangani perkara itu menyebut bukti sudah cukup kuat.', "Polisi"),
        # Nobody took the body for one, or its last word for a person's first.
        (YA + 'Ketua Perhimpunan Petani Kopi Gayo Ambo Upe.', "Ambo Upe"),
        (YA + 'Direktur Rumah Sakit Lontar Medika Fidelis Ndao.', "Fidelis Ndao"),
        (YA + 'Ketua RT 05 Kelurahan Kesitan Dolfina Wenda.', "Dolfina Wenda"),
        # A name with a verb of saying right behind the mark comes before whoever is told of next.
        ('"Kapan jalan ini selesai?" Siti Aminah bertanya. Suaminya, Markus Djara, diam.', "Siti Aminah"),
    ],
)  # fmt: skip
def test_a_pronoun_is_whoever_has_the_word(text: str, who: str) -> None:
    assert speaker(text) == who


@pytest.mark.parametrize(
    ("text", "read", "kind", "spelt"),
    [
        # Nobody is named, or behind a comma.
        ("“Ya,” kata dosen Universitas Lontar Jaya.", "Universitas Lontar Jaya", "organisation",
         ["Universitas Lontar Jaya"]),
        ("“Ya,” kata Ketua Komite Lontar Arga Kesit, Siti.", "Komite Lontar Arga Kesit", "organisation",
         ["Komite Lontar Arga Kesit"]),
        # What the article calls a body elsewhere ends there.
        ("Bank Arga Kesit tutup. “Ya,” kata Direktur Bank Arga Kesit Nilambar.", "Bank Arga Kesit Nilambar",
         "organisation", ["Bank Arga Kesit", "Bank Arga Kesit", "Nilambar"]),
    ],
)  # fmt: skip
def test_a_body_ends_where_its_holder_begins(text: str, read: str, kind: NameKind, spelt: list[str]) -> None:
    short = read.rpartition(" ")[0] if text.startswith(read.rpartition(" ")[0]) else ""
    names = [name(text, short, kind)] if short else []
    place = text.index(read)
    found = held(text, [*names, Name(start=place, end=place + len(read), kind=kind, score=0.8)])
    assert spelled(text, list(found)) == spelt


def test_a_body_of_every_town_has_its_town() -> None:
    text = "KPU Wanasari menyatakan hitungan selesai."
    assert [text[one.start : one.end] for one in find_names(text, tagger()).mentions] == ["KPU Wanasari"]


def test_a_person_of_many_names_keeps_them() -> None:
    text = "Wakil Gubernur Jawa Barat (Jabar) Uu Ruzhanul Lontar dan Deputi (OJK) I Wayan Lontar hadir."
    names = [name(text, "Uu Ruzhanul Lontar"), name(text, "I Wayan Lontar")]
    assert spelled(text, list(bared(text, names))) == ["Uu Ruzhanul Lontar", "I Wayan Lontar"]
