"""Findings by URL and natural keys: whoever runs twice, or over articles in another order, has to find the same."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import ANALYSES, language
from analysis.base import open_findings
from analysis.compare import natural_findings
from crawler.newsroom.manifest import Expected, read_manifest
from pipelines.compare import differences
from pipelines.db import writing
from tests.findings import Told, put, run
from tests.site import ROOT

#: Stories may depend on the order of arrival, and what is remembered for them.
ORDERED = {"stories", "story_articles"}


def told(article: Expected) -> Told:
    named = (one.name for one in NEWSROOM.credits if one.url == article.url and one.name in (article.credit or ""))
    return Told(
        url=article.url, outlet=article.outlet, title=article.title, text=article.text,
        at=article.published.isoformat(), section=article.section, kind=article.kind, dateline=article.dateline,
        credit=next(named, None), claim=article.claim, tags=article.tags,
    )  # fmt: skip


NEWSROOM = read_manifest(1)
ARTICLES = [told(article) for article in NEWSROOM.articles.values()]


def found(path: Path) -> dict[str, Any]:
    with open_findings(path) as db:
        return natural_findings(db)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("undisturbed") / "news.db"
    put(path, ARTICLES)
    run(path, *ANALYSES)
    return path


def test_the_same_articles_give_the_same_file(tmp_path: Path) -> None:
    """Down to the numbers, in processes that keep their sets and dicts in another order."""
    dumps = []
    for seed in ("1", "2"):
        data = tmp_path / seed
        data.mkdir()
        put(data / "news.db", ARTICLES)
        variables = {"KLIPING_DATA": str(data), "PYTHONHASHSEED": seed, "KLIPING_NOW": "2026-06-22T00:00:00Z"}
        subprocess.run(
            [sys.executable, "-m", "crawler.cli", "analyse"], cwd=ROOT, env=os.environ | variables, check=True,
            capture_output=True,
        )  # fmt: skip
        with closing(sqlite3.connect(data / "news.db")) as db:
            dumps.append([line for line in db.iterdump() if "_sqlite_migrations" not in line])
    assert len(dumps[0]) > 20 * len(ARTICLES)
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_arrival_changes_stories_alone(tmp_path: Path, undisturbed: Path, seed: int) -> None:
    shuffled = random.Random(seed).sample(ARTICLES, len(ARTICLES))
    put(tmp_path / "news.db", shuffled)
    run(tmp_path / "news.db", *ANALYSES)
    wanted, got = found(undisturbed), found(tmp_path / "news.db")
    assert differences(*({name: one[name] for name in one if name not in ORDERED} for one in (wanted, got))) == []
    assert {len(one["languages"]) for one in (wanted, got)} == {len(ARTICLES)}


def test_an_archive_that_grew_is_as_one_that_was_there_once_its_stories_are_rebuilt(
    tmp_path: Path, undisturbed: Path
) -> None:
    path = tmp_path / "news.db"
    shuffled = random.Random(3).sample(ARTICLES, len(ARTICLES))
    for start in range(0, len(shuffled), len(shuffled) // 3 + 1):
        put(path, shuffled[start : start + len(shuffled) // 3 + 1])
        run(path, *ANALYSES)
    for one in (path, undisturbed):
        run(one, *(analysis for analysis in ANALYSES if analysis.name == "stories"), every=True)
        run(one, *ANALYSES)
    assert differences(found(undisturbed), found(path)) == []


def test_what_differs_is_told_by_address(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [replace(ARTICLES[n], url=f"https://contoh.example/{n + 1}") for n in range(2)])
    run(path, language.ANALYSIS)
    before = found(path)
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE languages SET language = 'xx' WHERE article_id = 1")
        db.execute("DELETE FROM analysed WHERE unit = 2")
    lines = differences(before, found(path))
    assert [line[:44] for line in lines if " languages " in line] == [
        f"{sign} languages https://contoh.example/1 | {code} | " for sign, code in (("-", "id"), ("+", "xx"))
    ]
    assert [line for line in lines if " languages " not in line] == [
        f"- analysed language | {language.ANALYSIS.version} | https://contoh.example/2"
    ]
