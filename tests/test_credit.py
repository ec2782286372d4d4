"""Whom a story was taken from and who took its pictures: no writers, told from them by where they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.byline import Byline, read_people
from pipelines.document import parse
from pipelines.items import Page, Rules
from pipelines.metadata import read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
RULES = Rules(outlet="kabar", title="Kabar Nusantara", domains=("kabar.example",))
URL = "https://kabar.example/daerah/1234/perahu-baru-warga"


def read(body: str, *, title: str = "Perahu Baru Warga Muara", initials: str | None = None) -> Byline:
    html = f"<html><body><h1>{title}</h1>{body}<p>{'Warga mendayung pelan. ' * 9}</p></body></html>"
    page = Page(outlet="kabar", url=URL, final_url=URL, fetched_at=FETCHED, body=html.encode())
    return read_people(read_metadata(parse(page), RULES, FETCHED), (), initials, RULES)


def named(byline: Byline) -> list[tuple[str, str]]:
    return [(person.name, person.role) for person in byline.people]


@pytest.mark.parametrize(
    ("header", "initials", "people", "credit"),
    [
        ("<p>Penulis: Rina Ayudia</p>", "Gelanggang", [("Rina Ayudia", "author")], "Gelanggang"),
        ("<p>Penulis: Rina Ayudia</p>", "Rina", [("Rina Ayudia", "author")], None),
        (
            "<p>Penulis: Rina Ayudia</p>",
            "tom/Budi",
            [("Rina Ayudia", "author"), ("tom", "initials"), ("Budi", "initials")],
            None,
        ),
        ("<p>Warga menyeberang.</p>", "R.A", [("R.A", "initials")], None),
        ("<p>Penulis: Rina Ayudia</p>", "ray", [("Rina Ayudia", "author"), ("ray", "initials")], None),
        ("<p>Hal itu dilansir dari Gelanggang, Jumat.</p>", "Gelanggang", [], "Gelanggang"),
        ("<p>Hal itu dikutip dari laman Gelanggang.</p>", "Gelanggang", [], "Gelanggang"),
        ("<p>Warga menyeberang.</p>", "Gelanggang", [("Gelanggang", "initials")], None),
        ("<p>Warga menyeberang.</p>", "gelanggang.example", [], "gelanggang.example"),
    ],
)
def test_a_source_in_closing_brackets_is_a_credit(
    header: str, initials: str, people: list[tuple[str, str]], credit: str | None
) -> None:
    found = read(header, initials=initials)
    assert (named(found), found.credit) == (people, credit)


@pytest.mark.parametrize(
    ("title", "people"),
    [("FOTO: Subuh di Desa Sukamaju", [("Rina Ayudia", "photographer")]), ("Subuh di Desa Sukamaju", [])],
)
def test_who_took_the_pictures_made_a_photo_story(title: str, people: list[tuple[str, str]]) -> None:
    teasers = "<p>Kabut.</p>" * 8 + "<div>Foto: Pasar Pagi Desa Sebelah</div>"
    assert named(read(f"<div> | <span>Foto: Rina Ayudia</span></div>{teasers}", title=title)) == people
