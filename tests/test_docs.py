"""The documentation is true: commands, declarations' keys, outcomes, tables and examples are held to it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import click
import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from analysis.schema import findings
from crawler import __version__, choices
from crawler.cli import main
from crawler.declaration import _FILE_KEYS, _RULE_KEYS, read_file
from crawler.outlet import Expect, Listing, ListingKind, Whole
from pipelines.archive import raw
from pipelines.db import open_database
from pipelines.items import OUTCOMES
from pipelines.schema import news
from tests.manual import answered, printed

ROOT = Path(__file__).resolve().parent.parent
README, CONTRIBUTING, CHANGELOG, DATA, SECURITY = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "SECURITY.md")
)
LAKE = (ROOT / "data" / "lake.md").read_text(encoding="utf-8")
PAGES = {
    "README.md": README,
    "CONTRIBUTING.md": CONTRIBUTING,
    "CHANGELOG.md": CHANGELOG,
    "data/README.md": DATA,
    "data/lake.md": LAKE,
}


def commands(group: click.Command = main, path: str = "kliping") -> Iterator[tuple[str, click.Command]]:
    """Every command and group with the words that call it."""
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands())
#: Which keys a table in a declaration has.
TABLES = {
    "listings": [field.name for field in fields(Listing)],
    "whole": [field.name for field in fields(Whole)],
    "expect": [field.name for field in fields(Expect)],
    "rules": list(_RULE_KEYS),
}
KEYS = {key for key in _FILE_KEYS if key not in TABLES} | {f"{t}.{key}" for t, keys in TABLES.items() for key in keys}


def blocks(language: str, *pages: str) -> list[str]:
    """The fenced blocks of a language."""
    return [block for page in pages for block in re.findall(rf"^```{language}\n(.*?)^```$", page, re.M | re.S)]


def section(page: str, title: str) -> str:
    """What stands under a heading, up to the next."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", page, re.M | re.S)
    assert found, f"there is no section {title!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """What the first cells of a Markdown table name in code."""
    cells = re.findall(r"^\| (`[^|]*?) \|", text, re.M)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_says_what_it_does(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.opts[0]}"


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_a_command_and_its_options_are_in_the_manual(path: str) -> None:
    assert re.search(rf"`[^`]*\b{path}\b", README)
    options = [option for option in COMMANDS[path].params if isinstance(option, click.Option)]
    missing = [o.opts[0] for o in options if not re.search(rf"(?<![\w-]){o.opts[0]}(?![\w-])", README)]
    assert missing == []


@pytest.mark.parametrize("name", [f"KLIPING_{name}" for name in ("DATA", *map(str.upper, choices.KEYS))])
def test_a_choice_is_in_the_manual(name: str) -> None:
    # Watches have names, and so a table in the file and no variable.
    assert ("[watches]" if name == "KLIPING_WATCHES" else name) in README + DATA


def test_every_key_of_a_declaration_is_explained_and_no_other() -> None:
    explained = first_cells(section(CONTRIBUTING, "Every key"))
    assert sorted(explained) == sorted(KEYS)


def test_every_kind_of_listing_is_explained() -> None:
    explained = first_cells(section(CONTRIBUTING, "Kinds of listing"))
    assert sorted(explained) == sorted(get_args(ListingKind))


def test_every_outcome_is_explained_and_no_other() -> None:
    assert first_cells(section(DATA, "Outcomes")) == list(OUTCOMES)


@pytest.fixture(params=[(news, findings), (raw,)], ids=["news", "raw"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sets: tuple[Migrations, ...] = request.param
    for migrations in sets[:-1]:
        open_database(tmp_path / "made.db", migrations).close()
    db = open_database(tmp_path / "made.db", sets[-1])
    yield db
    db.close()


def described(name: str) -> set[str]:
    """The columns that data/README.md gives a table or view: in brackets, in a view's row, or in a table of its own."""
    if found := re.search(rf"`{name}\(([^`)]*)\)`", DATA):
        return set(re.split(r",\s*", found[1]))
    if found := re.search(rf"^\| `{name}` \|.*`([^`]*)` \|$", DATA, re.M):
        return set(re.split(r",\s*", found[1]))
    found = re.search(rf"^### [^\n]*`{name}`[^\n]*\n(.*?)(?=^#|\Z)", DATA, re.M | re.S)
    assert found, f"{name} is not described"
    return set(first_cells(found[1]))


def test_every_table_view_and_column_is_described_and_no_other(database: Database) -> None:
    hidden = {f"{table}_{part}" for table in database.table_names() for part in ("data", "idx", "docsize", "config")}
    plain = [name for name in database.table_names() if name not in hidden and not name.startswith("_")]
    names = [name for name in (*plain, *database.view_names()) if not name.endswith("_fts")]
    assert names
    for name in names:
        columns = {row[1] for row in database.execute(f"PRAGMA table_info([{name}])")}
        assert described(name) == columns, name
    assert all(f"`{name}`" in DATA for name in plain if name.endswith("_fts"))


QUERIES = [(name, *one) for name in ("README.md", "data/README.md") for one in answered(PAGES[name])]


def test_every_query_in_the_manual_shows_what_it_prints() -> None:
    assert [query for _, query, _ in QUERIES] == blocks("sql", README, DATA)
    assert len(QUERIES) >= 20


@pytest.mark.parametrize(
    ("query", "shown"), [one[1:] for one in QUERIES], ids=[one[1].split("\n")[0] for one in QUERIES]
)
def test_a_query_in_the_manual_prints_what_is_shown(findings: sqlite3.Connection, query: str, shown: str) -> None:
    assert printed(findings, query) == shown
    assert shown.count("\n") > 1, "an example should have an answer"


def test_every_view_has_a_worked_example(findings: sqlite3.Connection) -> None:
    views = {row[0] for row in findings.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    asked = " ".join(query for _, query, _ in QUERIES)
    assert [view for view in sorted(views) if not re.search(rf"\b(?:FROM|JOIN) {view}\b", asked)] == []


def test_the_queries_within_other_examples_run_too(findings: sqlite3.Connection) -> None:
    found = [query for block in blocks("python", DATA) for query in re.findall(r'"""\s*(SELECT.*?)"""', block, re.S)]
    assert len(found) >= 2
    for query in found:
        assert findings.execute(query, {"day": "2026-06-20"}).fetchall()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_outlets_in_the_manual_are_outlets(page: str, tmp_path: Path) -> None:
    declared = [block for block in blocks("toml", PAGES[page]) if "listings" in block]
    assert declared
    for number, block in enumerate(declared):
        path = tmp_path / f"contoh{number}.toml"
        path.write_text(block, encoding="utf-8")
        (outlet,) = read_file(path)
        assert outlet.examples


@pytest.mark.parametrize("page", PAGES)
def test_links_within_the_project_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", PAGES[page])
    missing = [t for t in targets if "://" not in t and not (ROOT / page).parent.joinpath(t).exists()]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_chores_in_the_manual_are_in_the_makefile(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", PAGES[page], re.M))
    assert named
    assert named <= targets


def test_what_holds_a_line_of_the_security_page_is_there() -> None:
    named = re.findall(r"`((?:crawler|pipelines|analysis|tests|bench)/[^`]+\.\w+|requirements[^`]*\.lock)`", SECURITY)
    assert len(set(named)) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
    rows = re.findall(r"^\| (?!what could|---).*\|$", SECURITY, re.M)
    assert all(row.count(" | ") == 2 for row in rows)


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## \[{re.escape(__version__)}\]", CHANGELOG, re.M)
