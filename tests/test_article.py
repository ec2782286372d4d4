"""The one article function: a page and rules in, an article or a named refusal out, the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import article
from pipelines.article import LIBRARIES, SOURCES, read_article, recipe
from pipelines.items import Article, Fetch, Page, Refusal, Rules
from tests.site import ROOT, story

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
URL = "https://contoh.example/berita/jalan"
RULES = Rules(outlet="contoh", title="Contoh", domains=("contoh.example",), next_page=r"\?page=\d+$")


def page(body: bytes, **values: Any) -> Page:
    plain: dict[str, Any] = {"outlet": "contoh", "url": URL, "final_url": URL, "fetched_at": NOON, "via": "umpan"}
    return Page(**(plain | {"body": body} | values))


def read(body: bytes, rules: Rules = RULES, **values: Any) -> Article:
    found = read_article(page(body, **values), rules)
    assert isinstance(found, Article), found
    return found


def test_a_story_is_an_article_that_knows_how_it_was_come_by() -> None:
    headers = {"etag": '"x"', "last-modified": "Sat, 20 Jun 2026 04:00:00 GMT"}
    found = read(story("Warga membangun jalan"), headers=headers, status=203)
    assert (found.url, found.outlet, found.title) == (URL, "contoh", "Warga membangun jalan")
    assert found.fetch == Fetch(
        url=URL, at=NOON, via="umpan", status=203, etag='"x"', last_modified="Sat, 20 Jun 2026 04:00:00 GMT"
    )
    assert found.text.split("\n\n") == [
        "Warga Desa Sukamekar bergotong royong membersihkan saluran air jalan sejak pagi hari.",
        "Kepala desa, Rangga Wiratmaja, mengatakan pekerjaan jalan itu akan selesai pada akhir bulan.",
        "“Kami ingin anak-anak bisa berjalan kaki ke sekolah dengan aman,” katanya tentang jalan.",
        "Pemerintah Kabupaten Tirtasari menyiapkan anggaran jalan sebesar dua miliar rupiah.",
    ]
    assert found.published is not None
    assert found.published.at.isoformat() == "2026-06-20T08:30:00+07:00"
    assert (found.recipe, found.parts, found.parts_expected) == (recipe(RULES), 1, 1)


def test_the_same_page_gives_the_same_value() -> None:
    body = story("Warga membangun jalan")
    assert read(body) == read(body)


def test_a_page_without_address_or_outlet_is_read_by_the_general_rules() -> None:
    found = read_article(page(story("Warga membangun jalan"), url="", final_url="", outlet=""), Rules())
    assert isinstance(found, Article)
    assert (found.url, found.outlet, len(found.text.split("\n\n"))) == ("", "", 4)


def part(number: int, body: bytes) -> Page:
    return page(body, final_url=f"{URL}?page={number}")


def test_the_parts_of_a_split_story_follow_each_other() -> None:
    parts = tuple(part(number, story(f"Warga membangun ke{number}")) for number in range(2, 12))
    found = read(story("Warga membangun kesatu"), parts=parts, parts_expected=12)
    openings = [text.split()[8] for text in found.text.split("\n\n") if text.startswith("Warga Desa")]
    assert openings == ["kesatu", *(f"ke{number}" for number in range(2, 12))]
    assert (found.title, found.url, found.parts, found.parts_expected) == ("Warga membangun kesatu", URL, 11, 12)


@pytest.mark.parametrize("nothing", [b"", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_a_part_that_is_no_page_is_missing_and_the_story_stands(nothing: bytes) -> None:
    found = read(story("Warga membangun jalan"), parts=(part(2, nothing), part(3, story("Warga membangun ke3"))))
    assert (found.parts, found.parts_expected) == (2, 3)
    assert "ke3" in found.text


@pytest.mark.parametrize(
    ("body", "outcome", "detail"),
    [
        (b"", "not_html", "empty"),
        (b" \n\t ", "not_html", "empty"),
        (b"%PDF-1.7 ...", "not_html", "a PDF"),
        (b"\xff\xd8\xff\xe0JFIF", "not_html", "an image"),
        (b"hanya tulisan", "not_html", "no markup"),
        (b"<html><body></body></html>", "not_an_article", "no title"),
        (story("Pendek", "Tiga kata saja."), "too_short", " words"),
        (story("404 - Halaman Tidak Ditemukan"), "soft_404", "titled"),
    ],
)
def test_what_is_no_story_is_refused_by_name(body: bytes, outcome: str, detail: str) -> None:
    found = read_article(page(body), RULES)
    assert isinstance(found, Refusal)
    assert (found.outcome, found.recipe, found.fetch.url, found.outlet) == (outcome, recipe(RULES), URL, "contoh")
    assert detail in found.detail


def test_a_fault_in_reading_one_page_is_an_outcome_of_that_page(caplog: pytest.LogCaptureFixture) -> None:
    found = read_article(page(story("Warga membangun jalan")), replace(RULES, drop_lines=("(",)))
    assert isinstance(found, Refusal)
    assert found.outcome == "parse_error"
    assert URL in caplog.text


def test_half_an_emoji_and_nul_are_left_out_wherever_they_hide() -> None:
    data = (
        r'{"@type": "NewsArticle", "headline": "Warga membangun jalan", "author": {"name": "Budi Santosa \ud83d"},'
        r' "articleSection": "Daerah\ud83d", "keywords": ["jalan\u0000", "desa \ud83d"],'
        r' "description": "Ringkas \udc00."}'
    )
    found = read(story("Warga membangun jalan", ld=data))
    repr((found, found.text, found.description)).encode()  # no half character is left
    assert (found.section, found.tags, [person.name for person in found.people]) == (
        "Daerah", ("jalan", "desa"), ["Budi Santosa"],
    )  # fmt: skip
    assert found.description == "Ringkas ."


def test_the_recipe_changes_with_any_rule_and_only_then() -> None:
    changed = [
        replace(RULES, drop=("div.x",)),
        replace(RULES, drop_lines=("^x$",)),
        replace(RULES, container=("div.isi",)),
        replace(RULES, timezone="Asia/Jayapura"),
        replace(RULES, until=date(2026, 1, 1)),
    ]
    recipes = {recipe(rules) for rules in (RULES, *changed)}
    assert len(recipes) == 6
    assert all(len(one) == 12 for one in recipes)
    assert recipe(replace(RULES)) == recipe(RULES)


def test_the_recipe_names_every_file_that_an_article_is_read_by() -> None:
    """A module that the article function imports and the recipe forgets would change rows that are not read again."""
    import ast

    here = ROOT / "pipelines"
    reached: set[str] = set()
    todo = ["article.py"]
    while todo:
        name = todo.pop()
        reached.add(name)
        for node in ast.walk(ast.parse((here / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipelines."):
                found = (node.module or "").split(".")[1] + ".py"
                if found not in reached:
                    todo.append(found)
    data = {f"{Path(name).stem}.toml" for name in reached} & {path.name for path in here.glob("*.toml")}
    assert reached | data <= set(SOURCES)
    assert all((here / name).is_file() for name in SOURCES)
    assert article._code() == article._code()
    assert {"trafilatura", "lxml"} <= set(LIBRARIES)
