"""Who made a story: labels, classes and stamps in; people with clean names and roles out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from pipelines.byline import Byline, read_people
from pipelines.document import parse
from pipelines.items import Page, Rules
from pipelines.metadata import read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
RULES = Rules(outlet="kabar", title="Kabar Nusantara", names=("KabarNusantara",), domains=("kabar.example",))
TITLE = "Jembatan Gantung Desa Sukamaju Dibuka Lagi"
URL = "https://kabar.example/daerah/jembatan-gantung-desa-sukamaju-dibuka-lagi"


def read(
    header: str = "",
    *,
    head: str = "",
    foot: str = "",
    credits: Sequence[str] = (),  # noqa: A002
    initials: str | None = None,
    rules: Rules = RULES,
) -> Byline:
    html = f"""<html><head><meta property="og:title" content="{TITLE}">{head}</head><body>
    <nav><a href="/redaksi/">Redaksi</a></nav><h1>{TITLE}</h1>{header}
    <div class="isi"><p>{"Warga menyeberang dengan tenang. " * 9}</p></div>{foot}</body></html>"""
    page = Page(outlet="kabar", url=URL, final_url=URL, fetched_at=FETCHED, body=html.encode())
    return read_people(read_metadata(parse(page), rules, FETCHED), credits, initials, rules)


def named(byline: Byline) -> list[tuple[str, str]]:
    return [(person.name, person.role) for person in byline.people]


def ld(*people: str, editor: str = "") -> str:
    authors = ", ".join(f'{{"@type": "Person", "name": "{name}"}}' for name in people)
    edited = f', "editor": {{"@type": "Person", "name": "{editor}"}}' if editor else ""
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": [{authors}]{edited}}}</script>'


@pytest.mark.parametrize(
    ("header", "people"),
    [
        ("<div>Penulis: Rina Ayudia | Editor: Bagas Wicaksono</div>", "author Rina Ayudia, editor Bagas Wicaksono"),
        ("<div>Penulis : Rina Ayudia<br>Editor : Bagas Wicaksono</div>", "author Rina Ayudia, editor Bagas Wicaksono"),
        ("<div>Rep: Rina Ayudia/ Red: <a>Bagas Wicaksono</a></div>", "reporter Rina Ayudia, editor Bagas Wicaksono"),
        ("<div>Pewarta: Rina Ayudia</div>", "reporter Rina Ayudia"),
        ("<p>Reporter : RINA AYUDIA</p>", "reporter Rina Ayudia"),
        ("<p>Redaktur & Reporter : Rina Ayudia</p>", "editor Rina Ayudia, reporter Rina Ayudia"),
        ("<p>Laporan Wartawan Kabar.example, Rina Ayudia</p>", "reporter Rina Ayudia"),
        ("<p>Oleh Rina Ayudia</p>", "author Rina Ayudia"),
        ("<p>Oleh : Rina Ayudia | Senin, 20 Juli 2026 | 10:20 WIB</p>", "author Rina Ayudia"),
        ("<p>Oleh: Rina Ayudia / RAY</p>", "author Rina Ayudia"),
        ("<p>Penulis: Rina Ayudia dan Tomi Laksana</p>", "author Rina Ayudia, author Tomi Laksana"),
        (
            "<p>Penulis: Rina Ayudia, Tomi Laksana & Sari Dewanti</p>",
            "author Rina Ayudia, author Tomi Laksana, author Sari Dewanti",
        ),
        ("<p>Penulis: Dr. Rina Ayudia, S.Sos., M.Si.</p>", "author Dr. Rina Ayudia"),
        ("<p>Penulis: Kontributor Sukamaju, Rina Ayudia</p>", "contributor Rina Ayudia"),
        ("<p>Penulis: Rina Ayudia (Kontributor)</p>", "contributor Rina Ayudia"),
        ("<p>Kontributor : Rina Ayudia</p>", "contributor Rina Ayudia"),
        ("<p>Penulis: B Rina Ayudia</p>", "author B Rina Ayudia"),
        ("<p>Fotografer: Rina Ayudia</p>", "photographer Rina Ayudia"),
        ("<table><tr><td>Penulis</td><td>: Rina Ayudia</td></tr></table>", "author Rina Ayudia"),
        ("<h4>Editor</h4><div>Bagas Wicaksono</div>", "editor Bagas Wicaksono"),
    ],
)
def test_a_label_tells_the_role(header: str, people: str) -> None:
    found = read(header)
    assert ", ".join(f"{role} {name}" for name, role in named(found)) == people
    assert found.byline_from == "printed"


@pytest.mark.parametrize(
    "header",
    [
        '<div class="detail__author">Rina Ayudia - kabarNusantara</div>',
        '<span class="author">Rina Ayudia</span> <span>| 20 Juli 2026 10:20</span>',
        '<div class="date-news">20-07-2026 09:28 | Rina Ayudia</div>',
        "<div>Rina Ayudia, Kabar Nusantara | Senin, 20/07/2026 10:20 WIB</div>",
        "<div>Rina Ayudia • 20 Juli 2026 10:20 WIB</div>",
        "<div>20-07-2026 09:18</div><h2>| Rina Ayudia</h2>",
        '<div class="by"><span>By</span> <a rel="author" href="/penulis/r">Rina Ayudia</a> <i>20 Juli 2026</i></div>',
        '<ul class="article-credits"><li><span>Rina Ayudia</span><span>Author</span></li></ul>',
        '<div class="reporter-box"><a href="https://kabar.example/author/rina-ayudia">Rina Ayudia</a></div>',
    ],
)
def test_a_name_by_the_headline_needs_no_label(header: str) -> None:
    found = read(header)
    assert [(name, role in {"author", "reporter"}) for name, role in named(found)] == [("Rina Ayudia", True)]


def test_the_credit_lines_of_the_text_come_before_the_stamp() -> None:
    found = read(credits=["Pewarta: Rina Ayudia", "Editor: Bagas Wicaksono"], head=ld("Bagas Wicaksono"))
    assert named(found) == [("Rina Ayudia", "reporter"), ("Bagas Wicaksono", "editor")]
    assert found.byline_from == "credit line"


def test_an_editor_whom_the_stamp_calls_author_is_put_right() -> None:
    assert named(read("<p>Editor: Bagas Wicaksono</p>", head=ld("Bagas Wicaksono"))) == [("Bagas Wicaksono", "editor")]


def test_an_author_in_the_stamp_beside_a_printed_editor_stays() -> None:
    found = read("<p>Editor: Bagas Wicaksono</p>", head=ld("Rina Ayudia"))
    assert set(named(found)) == {("Bagas Wicaksono", "editor"), ("Rina Ayudia", "author")}


def test_a_stamp_is_used_where_nothing_is_printed() -> None:
    found = read(head=ld("Rina Ayudia", editor="Bagas Wicaksono"))
    assert named(found) == [("Rina Ayudia", "author"), ("Bagas Wicaksono", "editor")]
    assert found.byline_from == "json-ld"
    assert read(head='<meta name="author" content="Rina Ayudia">').byline_from == "meta"


def test_what_a_class_holds_besides_gives_way_to_the_stamp() -> None:
    header = '<div class="author-and-share"><a>Bagikan</a><a>Ukuran Huruf</a><a>Lompat Bawah</a></div>'
    assert named(read(header, head=ld("Rina Ayudia"))) == [("Rina Ayudia", "author")]


@pytest.mark.parametrize(
    "name",
    [
        "Redaksi",
        "Tim Redaksi",
        "Redaksi Kabar Nusantara",
        "Kabar Nusantara",
        "KabarNusantara",
        "kabar.example",
        "admin",
        "rina_ayudia",
        "rina.ayudia@kabar.example",
        "@rinaayudia",
        "https://kabar.example/penulis/rina",
        "Super Admin",
        "Berbagai Sumber",
        "Humas Polda",
        "null",
    ],
)
def test_desks_outlets_and_accounts_are_not_people(name: str) -> None:
    assert named(read(head=ld(name))) == []
    assert named(read(f'<div class="author">{name}</div>')) == []


@pytest.mark.parametrize(
    ("line", "credit"),
    [("Sumber : Antara", "Antara"), ("Penulis: Reuters", "Reuters"), ("Sumber: Antara/AFP", "Antara/AFP")],
)
def test_agencies_are_a_credit(line: str, credit: str) -> None:
    found = read(f"<div>{line}</div>")
    assert (named(found), found.credit) == ([], credit)


def test_an_agency_beside_a_name() -> None:
    found = read("<p>Reporter: Rina Ayudia (Antara)</p>")
    assert (named(found), found.credit) == ([("Rina Ayudia", "reporter")], "Antara")


def test_the_agencys_own_site_is_no_credit() -> None:
    rules = Rules(outlet="antara", title="Antara", domains=("kabar.example",))
    assert read("<p>Sumber: Antara</p>", rules=rules).credit is None


@pytest.mark.parametrize(
    ("initials", "names"),
    [
        ("abc/xyz", ["abc", "xyz"]),
        ("(abc/kabar)", ["abc"]),
        ("(kbr/xyz)", ["xyz"]),  # the outlet's consonants
        ("(kn/xyz)", ["xyz"]),  # its words' first letters
        ("(xyz/kbr)", ["xyz", "kbr"]),  # only the first of several is the outlet's code
        ("(kbr)", ["kbr"]),
        ("[Tio]", ["Tio"]),
        ("H-2", ["H-2"]),
        ("(*)", []),
        (None, []),
    ],
)
def test_initials_are_people_of_their_own(initials: str | None, names: list[str]) -> None:
    assert named(read(initials=initials)) == [(name, "initials") for name in names]


def test_sentences_and_footers_are_no_bylines() -> None:
    foot = "<footer><p>Editor: Bagas Wicaksono</p></footer>"
    prose = "<p>Penulis buku itu berkata: kami akan kembali ke desa untuk membangun jembatan bersama warga.</p>"
    assert named(read(prose, foot=foot)) == []


def test_a_section_above_the_date_is_no_name() -> None:
    assert named(read("<div>Ragam Nusantara 28 Juli 2025, 19:46 WIB</div>")) == []


def test_scripts_are_read_last() -> None:
    head = '<script>dataLayer = [{"author": "Rina Ayudia", "editor": "Bagas Wicaksono"}];</script>'
    found = read(head=head)
    assert named(found) == [("Rina Ayudia", "author"), ("Bagas Wicaksono", "editor")]
    assert found.byline_from == "script"


@pytest.mark.parametrize(
    ("header", "people"),
    [
        ("<div>Penulis: Rina Ayudia Rabu, 22 Juli 2026 | 17:30</div>", "author Rina Ayudia"),
        ("<div><span>Editor: <b>Rina Ayudia</b></span><span>7 menit yang lalu</span></div>", "editor Rina Ayudia"),
        ("<div><span>Editor: <b>Rina Ayudia</b></span><span>Rabu, 22 Juli 2026</span></div>", "editor Rina Ayudia"),
        (
            "<div>Penulis: <a href='/penulis/r'>Rina Ayudia</a> <a href='/penulis/t'>Tomi Laksana</a></div>",
            "author Rina Ayudia, author Tomi Laksana",
        ),
        (
            "<p>Pewarta: Rina AyudiaEditor: Lalu SapardiCOPYRIGHT &copy; KABAR 2026</p>",
            "reporter Rina Ayudia, editor Lalu Sapardi",
        ),
        (
            "<p>Reporter</p><a>Rina Ayudia</a><p>Editor</p><a>Tomi Laksana</a><p>24 Juli 2026</p>",
            "reporter Rina Ayudia, editor Tomi Laksana",
        ),
        ("<ul><li>Penulis, <b>Rina Ayudia</b></li><li>Peranan, Kabar Nusantara</li></ul>", "author Rina Ayudia"),
        ("<p><span>Editor <b>Rina Ayudia</b></span></p>", "editor Rina Ayudia"),
        ("<div>Rina Ayudia</div><div>24 Juli 2026, 13:45 WIB</div>", "author Rina Ayudia"),
        ("<div>Rina Ayudia, Kabar Nusantara</div><div>24 Juli 2026, 13:45 WIB</div>", "author Rina Ayudia"),
        ("<p>Rina Ayudia berkontribusi dalam penulisan artikel ini.</p>", "contributor Rina Ayudia"),
        ("<p>Sumber :</p><ul><li>&bull; Kabar Nusantara/Rina Ayudia</li></ul>", "photographer Rina Ayudia"),
    ],
)
def test_names_are_parted_from_what_is_printed_beside_them(header: str, people: str) -> None:
    assert ", ".join(f"{role} {name}" for name, role in named(read(header))) == people


def test_a_name_in_the_foot_of_a_post_is_the_storys() -> None:
    foot = "<div class='post-footer'>Diposting oleh <span class='fn'>Rina Ayudia</span> di 20.02</div>"
    assert named(read(foot=foot)) == [("Rina Ayudia", "author")]


def test_the_author_by_the_headline_may_be_the_editor_too() -> None:
    header = "<div class='read__author'>Rina Ayudia</div><div>24 Juli 2026, 13:45 WIB</div>"
    found = read(header, head=ld("Rina Ayudia"), foot="<div>Editor: Rina Ayudia</div>")
    assert set(named(found)) == {("Rina Ayudia", "author"), ("Rina Ayudia", "editor")}


def test_a_name_labelled_as_editor_in_its_own_box_is_no_author() -> None:
    header = "<div class='credit'><div class='credit-name'><h6>Rina Ayudia</h6></div><span>Editor</span></div>"
    assert named(read(header, head=ld("Rina Ayudia"))) == [("Rina Ayudia", "editor")]


def test_a_contributor_at_the_foot_leaves_the_authors_by_the_headline() -> None:
    header = "<h3 class='author-box'><a href='/author/r'>Rina Ayudia</a></h3>"
    found = read(header, foot="<p>Kontributor : Tomi Laksana</p>", credits=("Kontributor : Tomi Laksana",))
    assert set(named(found)) == {("Rina Ayudia", "author"), ("Tomi Laksana", "contributor")}


def test_an_agency_in_the_dateline_is_the_credit() -> None:
    assert read(foot="", header="<p>Holmstad (KABAR/Xinhua) - Salju menutup jalur kereta.</p>").credit == "Xinhua"


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Sumber: Kabar Nusa", "Kabar Nusa"),
        ("Artikel ini telah tayang di Kabar Nusa dengan judul Jembatan Lontar Dibuka", "Kabar Nusa"),
        ("Sumber: mata air di lereng utara", None),
        ("Sumber: Warta Lontar", None),  # the outlet itself
        ("Editor: Joko Purwa", None),
    ],
)
def test_a_source_that_no_list_knows_is_credited(line: str, credit: str | None) -> None:
    rules = Rules(outlet="lontar", title="Warta Lontar")
    assert read(credits=(line,), rules=rules).credit == credit
    assert read(foot=f"<p>{line}</p>", rules=rules).credit == credit
    assert read(foot=f'<figure><img src="a.jpg"><figcaption>{line}</figcaption></figure>', rules=rules).credit is None
