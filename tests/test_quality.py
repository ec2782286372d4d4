"""How good the articles are: every saved page and field, the floor under them all, and issue floors on real pages."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.article import read_article
from pipelines.items import Article, Rules
from tests.floor import drops, figures, pin, read_floor
from tests.quality import Score, find_leaks, fold, read_folder, score_body, score_folder, score_names

ROOT = Path(__file__).parent / "outlets"
FOLDERS = sorted(path.parent for path in ROOT.glob("*/*/expected.json"))
every_page = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}/{path.name}")
ROLES = {
    "authors": ("author", "reporter", "contributor"),
    "reporters": ("reporter",),
    "contributors": ("contributor",),
    "photographers": ("photographer",),
    "editors": ("editor",),
}
#: What a text may be short of: a bullet's label, a line that may stand or go. Measured: the lowest page has 0.979.
BODY = 0.97
#: On the real pages of the corpus, means over outlets.
CORPUS_FLOOR = {"body": 0.985, "clean": 1.0, "title": 1.0, "minute": 0.97, "byline": 0.95}


@cache
def article(folder: Path) -> Article:
    page, _ = read_folder(folder)
    got = read_article(page, Rules(outlet=page.outlet))
    assert isinstance(got, Article), got
    return got


@cache
def expected(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return values


@cache
def scores() -> list[Score]:
    return score_folder(ROOT, read_article)


@every_page
def test_body(folder: Path) -> None:
    wanted = expected(folder)
    text = article(folder).text
    assert score_body(text.split("\n\n"), wanted["body_paragraphs"], wanted["optional"]) >= BODY
    assert find_leaks(text, wanted["forbidden"]) == ()


@every_page
def test_title(folder: Path) -> None:
    assert fold(article(folder).title) == fold(expected(folder)["title"])


@every_page
def test_published(folder: Path) -> None:
    published = article(folder).published
    assert published is not None
    assert published.precision == expected(folder)["precision"]
    assert published.at.replace(second=0) == datetime.fromisoformat(expected(folder)["published"]).replace(second=0)
    assert published.at.isoformat()[-6:] == expected(folder)["published"][-6:]


@every_page
def test_byline(folder: Path) -> None:
    people = article(folder).people
    marks = {
        key: score_names((p.name for p in people if p.role in roles), expected(folder)[key])
        for key, roles in ROLES.items()
        if key in {"authors", "editors", "photographers"}
    }
    assert marks == dict.fromkeys(marks, 1.0), people


@every_page
def test_section(folder: Path) -> None:
    wanted = expected(folder)["section"]
    if wanted is not None:
        assert fold(article(folder).section or "").casefold() == fold(wanted).casefold()


@every_page
def test_tags(folder: Path) -> None:
    assert score_names(article(folder).tags, expected(folder)["tags"]) == 1.0


@every_page
def test_dateline(folder: Path) -> None:
    assert article(folder).dateline == expected(folder)["dateline"]


@every_page
def test_initials(folder: Path) -> None:
    wanted = {part for initials in expected(folder)["initials"] for part in initials.split("/")}
    assert wanted <= {*(article(folder).initials or "").split("/"), *(p.name for p in article(folder).people)}
    if not wanted:
        assert article(folder).initials is None


@every_page
def test_kind(folder: Path) -> None:
    assert article(folder).kind == expected(folder)["kind"]


@every_page
def test_paywalled(folder: Path) -> None:
    assert article(folder).paywalled is expected(folder)["paywalled"]


@every_page
def test_read_also(folder: Path) -> None:
    found = {fold(link.text) for link in article(folder).links if link.kind == "baca_juga"}
    assert set(expected(folder)["baca_juga"]) <= found


def test_no_figure_falls_below_the_floor() -> None:
    assert drops(figures(scores()), read_floor()) == {}


def test_the_floor_holds_what_it_should() -> None:
    assert set(read_floor()) == {"pages", "clean", "body", "title", "minute", "byline", "section", "tags"}
    assert read_floor()["body"] > 0.99


def test_a_drop_is_seen_in_every_figure() -> None:
    worse = [replace(one, body=0.5, leaks=("x",), title=False, minute=False, byline=0.0, section=False, tags=0.0)
             for one in scores()[1:]]  # fmt: skip
    assert set(drops(figures(worse), read_floor())) == set(read_floor())


def test_the_floor_rises_by_itself_and_is_lowered_by_a_flag_only(tmp_path: Path) -> None:
    file = tmp_path / "quality.json"
    pin({"body": 0.9, "title": 1.0}, lower=False, file=file)
    said = pin({"body": 0.8, "title": 1.0, "tags": 0.7}, lower=False, file=file)
    assert read_floor(file) == {"body": 0.9, "title": 1.0, "tags": 0.7}
    assert any("--lower lowers it" in line for line in said)
    said = pin({"body": 0.8, "title": 1.0}, lower=True, file=file)
    assert read_floor(file) == {"body": 0.8, "title": 1.0}
    assert said == ["body lowered from 0.9 to 0.8", "tags is not measured any more: its floor of 0.7 is taken away"]


def test_real_pages_are_read_as_well(corpus: Path) -> None:
    real = score_folder(corpus / "articles", read_article)
    assert real, os.fspath(corpus)
    assert drops(figures(real), CORPUS_FLOOR) == {}
