"""Whom a story credits: the verbs and their shapes, brackets, credit lines, links, and names that mean the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis import aliases, sources
from analysis.sources import Source, find
from pipelines.items import Link
from tests.findings import Told, clipping, put, rows, run


def names(text: str, **values: Any) -> list[tuple[str, str]]:
    return [(found.name, found.kind) for found in find(clipping(text, **values))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warga pulang, seperti dikutip Reuters, Selasa (9/6/2026).", [("Reuters", "agency")]),
        ("Dilansir dari Kompas.com, warga pulang.", [("Kompas.com", "outlet")]),
        ("Demikian dilansir Kantor Berita Lontar, Rabu (3/6).", [("Kantor Berita Lontar", "agency")]),
        ("Ia pulang, dilansir kantor berita Xinhua Senin.", [("Xinhua", "agency")]),
        ("Melansir the Guardian, warga pulang.", [("The Guardian", "outlet")]),
        ("Dikutip dari laman resmi Warta Lontar, warga pulang.", [("Warta Lontar", "other")]),
        ("Dilansir media Inggris The Sun, warga pulang.", [("The Sun", "outlet")]),
        ("Dikutip dari akun Instagram @warga_lontar, ia pulang.", [("Instagram", "social")]),
        ("Dikutip dari unggahan @warga_lontar, ia pulang.", [("@warga_lontar", "social")]),
        ("Ia menulis di Twitter-nya, dikutip dari Twitter-nya.", [("Twitter", "social")]),
        ("Dilansir lontarkini.com, warga pulang.", [("lontarkini.com", "outlet")]),
        ("Data itu dikutip dari lontar.go.id.", [("lontar.go.id", "other")]),
        ("Dikutip Warta Lontar dari Reuters, ia pulang.", [("Reuters", "agency")]),
        ("Dikutip Antara dari Reuters, ia pulang.", [("ANTARA", "agency"), ("Reuters", "agency")]),
        ("Seperti diberitakan Kabar Lontar, ia pulang.", [("Kabar Lontar", "other")]),
        ("Artikel ini telah tayang di TribunJatim.com dengan judul Pulang.", [("Tribun Jatim", "outlet")]),
        ("Demikian laporan dengan mengutip Kantor Berita Lontar.", [("Kantor Berita Lontar", "agency")]),
        ("Mengutip laporan AFP, warga pulang.", [("AFP", "agency")]),
        ("Seperti dilaporkan Al Jazeera, warga pulang.", [("Al Jazeera", "outlet")]),
        ("Menurut laporan Channel News Asia, ia pulang.", [("Channel News Asia", "outlet")]),
        ("Dilansir Reuters. Rabu pagi ia pulang.", [("Reuters", "agency")]),
        ("Ia pulang.\n\n(Antara/rw)\n\nIa makan. (Reuters/AFP)",
         [("ANTARA", "agency"), ("Reuters", "agency"), ("AFP", "agency")]),
    ],
)  # fmt: skip
def test_a_credit_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Seperti diberitakan sebelumnya, warga pulang.",
        "Dihimpun dari berbagai sumber, warga pulang.",
        "Ia dilaporkan ke Polda Lontar oleh tetangganya.",
        "Ia mengutip Presiden Lontar dalam pidatonya.",
        "Ia mengutip Albert Lontar dalam pidatonya.",
        "Dilaporkan Polisi bahwa ia pulang.",
        "Dikutip dari\n\nReuters adalah kantor berita.",
        "Dilansir, Selasa (9/6/2026), warga pulang.",
        "Rapat (Antara lain) dihadiri warga. Ia makan (Reuters) lalu pulang.",
        "Seperti dilansir pada Kamis (11/6).",
        "Contoh melaporkan dari Lontar.",
    ],
)
def test_what_is_no_credit_is_none(text: str) -> None:
    assert names(text) == []


def test_a_story_does_not_credit_its_own_outlet() -> None:
    assert names("Seperti diberitakan Kompas.com, ia pulang.", outlet="kompas") == []
    assert names("Seperti diberitakan Harian Lontar, ia pulang.", outlet="harianlontar") == []
    assert names("Dikutip Contoh dari AFP, ia pulang.") == [("AFP", "agency")]


def test_offsets_are_those_of_the_name() -> None:
    text = "Ia pulang, seperti dikutip dari laman The Straits Times, Selasa."
    (found,) = find(clipping(text))
    assert text[found.start : found.end] == "The Straits Times"
    text = "Ia pulang. (Antara / Reuters)"
    assert [text[found.start : found.end] for found in find(clipping(text))] == ["Antara", "Reuters"]


@pytest.mark.parametrize(
    ("credit", "found"),
    [
        ("Sumber: Antara", [("ANTARA", "agency")]),
        ("Kantor Berita Lontar", [("Kantor Berita Lontar", "agency")]),
        ("Artikel ini telah tayang di Kabar Lontar dengan judul Pulang", [("Kabar Lontar", "other")]),
        ("Reuters/AFP", [("Reuters", "agency"), ("AFP", "agency")]),
        (None, []),
    ],
)
def test_the_credit_line_is_a_source_without_a_place(credit: str | None, found: list[tuple[str, str]]) -> None:
    assert names("Ia pulang.", credit=credit) == found
    assert {source.start for source in find(clipping("Ia pulang.", credit=credit))} <= {None}


def test_a_name_in_text_and_credit_line_is_one_source() -> None:
    assert names("Ia pulang, dikutip Antara.", credit="Antara") == [("ANTARA", "agency")]


def test_links_to_other_outlets_are_sources() -> None:
    links = (
        Link(url="https://www.reuters.com/a", text="laporan", kind="inline"),
        Link(url="https://kabar-lontar.example/b", text="Kabar Lontar", kind="inline"),
        Link(url="https://kabar-lontar.example/c", text="kebakaran", kind="inline"),
        Link(url="https://www.bbc.co.uk/d", text="BBC", kind="baca_juga"),
        Link(url="https://foto.contoh.example/e", text="Contoh", kind="inline"),
        Link(url="", text="Antara", kind="inline"),
    )
    found = find(clipping("Menurut laporan itu, Kabar Lontar menulis kebakaran.", links=links))
    assert [(one.name, one.kind, one.rule, one.start) for one in found] == [
        ("Reuters", "agency", "link", 8), ("Kabar Lontar", "outlet", "link", 21)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("detikNews", "detikcom"), ("DETIK.COM", "detikcom"), ("the New York Times", "The New York Times"),
        ("Your Tango", "YourTango"), ("sripoku.com", "Sriwijaya Post"), ("Kompas.id", "Kompas.id"),
        ("kompas", "Kompas.com"), ("antaranews.com", "ANTARA"), ("Kabar Lontar", None),
        ("www.mirror.co.uk", "Daily Mirror"),
    ],
)  # fmt: skip
def test_names_are_brought_to_one_form(name: str, meant: str | None) -> None:
    found = aliases.known(name)
    assert (found.name if found else None) == meant


def test_findings_are_rows_and_new_links_are_a_reason_to_look_again(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    told = Told(url="https://contoh.example/1", text="Ia pulang, dikutip Reuters.", credit="Antara")
    put(path, [told])
    assert run(path, sources.ANALYSIS)["sources"].units == 1
    query = 'SELECT position, name, kind, outlet, start, "end", rule FROM sources ORDER BY position'
    assert rows(path, query) == [
        (1, "Reuters", "agency", None, 19, 26, "verb"),
        (2, "ANTARA", "agency", "antaranews", None, None, "credit"),
    ]
    link = Link(url="https://apnews.com/a", text="pulang", kind="inline")
    put(path, [Told(url=told.url, text=told.text, credit="Antara", links=(link,))])
    assert run(path, sources.ANALYSIS)["sources"].units == 1
    assert rows(path, "SELECT source, articles FROM who_cites_whom") == [("ANTARA", 1), ("AP", 1), ("Reuters", 1)]
    assert run(path, sources.ANALYSIS)["sources"].units == 0


def test_a_finding_is_a_value() -> None:
    text = "Ia pulang, dikutip Reuters."
    assert find(clipping(text)) == (Source(name="Reuters", kind="agency", start=19, end=26, rule="verb"),)
