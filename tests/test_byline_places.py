"""Bylines in unseen places: beside a date, in a folder's name, behind an English month, without a label."""

from __future__ import annotations

from tests.test_byline import URL, ld, named, read


def test_a_bullet_may_part_the_name_from_the_date() -> None:
    header = "<div><div>Bagus Priyambodo</div><div>•</div><div>24 Juli 2026 09:47</div></div>"
    assert named(read(header, head=ld("Redaksi"))) == [("Bagus Priyambodo", "author")]


def test_a_folder_of_the_address_may_be_the_writers_own() -> None:
    head = ld("Desa Permata", "Rara Permata", editor="Indra Zakaria")
    canonical = f'<link rel="canonical" href="{URL.replace("/daerah/", "/daerah/rara-permata/")}">'
    found = named(read(head=head + canonical))
    assert found == [("Rara Permata", "author"), ("Indra Zakaria", "editor")]


def test_the_name_above_the_papers_own() -> None:
    header = (
        '<ul><li><span class="name-post">Kirana Wardhani</span></li><li>Kabar Nusantara</li></ul>'
        "<div>Merak/<span>Fri, July 24, 2026</span>/<span>09:31 am</span></div>"
    )
    assert named(read(header)) == [("Kirana Wardhani", "author")]


def test_an_english_month_ends_a_name() -> None:
    assert named(read("<div>by <a>Ratna Melati</a> <span>February 18, 2021</span></div>")) == [
        ("Ratna Melati", "author")
    ]


def test_an_editor_by_the_headline_needs_no_label() -> None:
    box = '<p class="title"><a href="/p/{0}"><span itemprop="{0}">{1}</span></a></p>'
    header = box.format("author", "Ratna Melati") + box.format("editor", "Joko Purwa")
    assert named(read(header)) == [("Ratna Melati", "author"), ("Joko Purwa", "editor")]


def test_a_scholars_post_is_no_name() -> None:
    head = '<meta name="author" content="Dian Permata Rahayu, Peneliti Botani, Universitas Rimba Raya">'
    assert named(read(head=head)) == [("Dian Permata Rahayu", "author")]


def test_a_paragraph_above_the_date_alone_is_a_byline() -> None:
    assert named(read("<p>Despian Nurhadi</p><p>21/7/2026 22:42</p>")) == [("Despian Nurhadi", "author")]
    assert named(read("<p>Despian Nurhadi</p><p>Rapat digelar di balai desa pada 21/7/2026 22:42</p>")) == []


def test_a_report_is_signed_with_its_place() -> None:
    assert named(read(credits=["Laporan Iwan Bahagia Gayo I Aceh Tengah"])) == [("Iwan Bahagia Gayo", "reporter")]
    assert named(read(credits=["Laporan Iwan Bahagia Gayo | Aceh Tengah"])) == [("Iwan Bahagia Gayo", "reporter")]
    assert named(read(credits=["Laporan keuangan desa | Aceh Tengah"])) == []


def test_a_change_behind_the_name_is_not_of_it() -> None:
    line = "<p>Ditulis oleh <a>Ajeng Kirana</a> | 5 Des 2020 | Terakhir diperbarui: 5 Jan 2024</p>"
    assert named(read(line)) == [("Ajeng Kirana", "author")]
