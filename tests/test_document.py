"""Bytes of every kind in; one tree, or the reason why there is none, out."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from pipelines.document import Document, ParseError, decode, parse, parse_ahead, uncrowded
from pipelines.items import Page

URL = "https://kabar-nusa.example/daerah/2026/02/pasar-rawa-dibuka-9912345"


def page(body: bytes | str, content_type: str = "text/html") -> Page:
    return Page(
        outlet="kabar",
        url=URL,
        final_url=URL,
        fetched_at=datetime(2026, 2, 3, tzinfo=UTC),
        headers={"Content-Type": content_type},
        body=body.encode() if isinstance(body, str) else body,
    )


def text_of(found: Document) -> str:
    return " ".join(found.tree.text_content().split())


@pytest.mark.parametrize("depth", [300, 1500, 10_000])
def test_nesting_without_end(depth: int) -> None:
    found = parse(page(f"<body>{'<div>' * depth}<p>Pasar Rawa</p>{'</div>' * depth}<p>dibuka lagi</p></body>"))
    assert text_of(found).replace(" ", "") == "PasarRawadibukalagi"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 xx", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "compressed data"),
        (b"hanya teks", "no markup"),
    ],
)
def test_what_is_no_page_says_what_it_is(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        parse(page(body))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("<p>“Pasar”</p>".encode(), "text/html; charset=iso-8859-1", "<p>“Pasar”</p>"),
        (b"<p>\x93Pasar\x94 caf\xe9</p>", "text/html; charset=iso-8859-1", "<p>“Pasar” café</p>"),
        (b"<p>\x93Pasar\x94</p>", "text/html", "<p>“Pasar”</p>"),
        (b'<meta charset="windows-1252"><p>\x96</p>', "", '<meta charset="windows-1252"><p>–</p>'),
        ("\ufeff<p>é</p>".encode("utf-16"), "text/html; charset=utf-8", "\ufeff<p>é</p>"),
        ("<p>é</p>".encode("utf-8-sig"), "", "<p>é</p>"),
        ("<meta charset=utf-16><p>é</p>".encode(), "", "<meta charset=utf-16><p>é</p>"),
        ("<p>“Pasar” lama</p>".encode() + b"<p>\x96</p>", "text/html; charset=utf-8", "<p>“Pasar” lama</p><p>–</p>"),
    ],
    ids=["claims latin", "is latin", "says nothing", "by meta", "utf-16", "mark", "claims utf-16", "stray bytes"],
)
def test_bytes_are_decoded_as_meant(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type).removeprefix("\ufeff") == text.removeprefix("\ufeff")


def test_nul_bytes_and_xml_declaration_do_not_end_the_page() -> None:
    html = b'<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Pa\0sar Rawa</p></body></html>'
    assert text_of(parse(page(html))) == "Pasar Rawa"


def test_page_cut_off_in_the_middle() -> None:
    assert text_of(parse(page("<!doctype html><html><body><article><p>Pasar Rawa dibu"))) == "Pasar Rawa dibu"


def test_comments_are_no_text() -> None:
    assert text_of(parse(page("<body><p>Pasar<!-- iklan --> Rawa</p></body>"))) == "Pasar Rawa"


def test_header_names_come_in_any_case() -> None:
    html = page(b"<body><p>\x93Rawa\x94</p></body>", "text/html; charset=windows-1252")
    assert text_of(parse(html)) == "“Rawa”"


def test_addresses_are_relative_to_the_base() -> None:
    found = parse(page('<head><base href="/daerah/"></head><body>x</body>'))
    assert found.absolute(" a\n b?c=1 ") == "https://kabar-nusa.example/daerah/a b?c=1"
    assert parse(page("<body>x</body>")).absolute("/a") == "https://kabar-nusa.example/a"


def test_addresses_that_lead_nowhere_are_empty() -> None:
    found = parse(page("<p>x</p>"))
    assert [found.absolute(a) for a in ("#isi", "javascript:void(0)", "mailto:a@b.example", "", "http://[x")] == [
        ""
    ] * 5


def test_a_base_that_is_no_address_leaves_the_pages_own() -> None:
    found = parse(page('<base href="http://[rusak"><p><a href="/daerah/pasar">Pasar</a></p>'))
    assert (found.base, found.absolute("/daerah/pasar")) == (URL, "https://kabar-nusa.example/daerah/pasar")


def test_a_tag_with_a_thousand_attributes_loses_them_and_nothing_else() -> None:
    crowd = " ".join(f"a{n}='>{n}'" for n in range(1000))
    few = " ".join(f"a{n}='>{n}'" for n in range(400))
    found = parse(page(f"<body><p {crowd} class=x>Pasar Rawa</p> <p {few} class=y>dibuka</p></body>"))
    assert text_of(found) == "Pasar Rawa dibuka"
    first, second = found.tree.iter("p")
    assert (dict(first.attrib), second.get("class")) == ({}, "y")


@pytest.mark.parametrize("before", [0, 1, 500, 998, 999, 1000, 1001, 1999, 5300])
def test_a_crowded_tag_is_found_wherever_it_stands(before: int) -> None:
    body = b"<script>" + b"x" * before + b"</script><p" + b" a" * 1000 + b">Pasar Rawa</p>"
    assert uncrowded(body) == body.replace(b" a", b"")
    assert uncrowded(body.replace(b" a", b"", 1)) == body.replace(b" a", b"", 1)
    assert uncrowded(body[: body.index(b"<p")]) == body[: body.index(b"<p")]


def test_a_page_whose_links_were_looked_at_is_not_parsed_again() -> None:
    one, other = page("<p>Pasar “Rawa”</p>"), page("<p>Kebun Teh</p>")
    tree = parse_ahead(one.body)
    assert parse(other).tree is not tree
    assert parse(one).tree is tree
    assert parse(one).tree is not tree  # a tree is given to one reader


def test_few_trees_wait_for_their_reader() -> None:
    pages = [page(f"<p>Pasar {number}</p>") for number in range(20)]
    trees = [parse_ahead(one.body) for one in pages]
    assert [parse(one).tree is tree for one, tree in zip(pages, trees, strict=True)] == [False] * 12 + [True] * 8


def test_bytes_that_need_the_header_are_parsed_with_it() -> None:
    one = page(b"<p>caf\xe9 Rawa</p>", "text/html; charset=iso-8859-1")
    parse_ahead(one.body)
    assert text_of(parse(one)) == "caf\xe9 Rawa"
    with pytest.raises(ParseError):
        parse_ahead(b"")


@pytest.mark.parametrize(
    "address",
    [
        "https://kabar-nusa.example/daerah/pasar?hal=2",
        "http://kabar-nusa.example/",
        "https://kabar-nusa.example/daerah/../pasar",
        "https://kabar-nusa.example/pasar?",
        "https://kabar-nusa.example/pasar#isi",
        "https://kabar-nusa.example",
        "HTTPS://kabar-nusa.example/pasar",
        "//kabar-nusa.example/pasar",
        "../pasar",
    ],
)
def test_an_address_is_joined_whether_or_not_joining_changes_it(address: str) -> None:
    assert parse(page("<body>x</body>")).absolute(address) == urljoin(URL, address)
