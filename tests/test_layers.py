"""The shape of the house: who may import whom, whose packages these are, and how long a module may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("crawler", "pipelines", "analysis")
FOLDERS = (*PACKAGES, "tests", "bench")
MODULES = [path.relative_to(ROOT).as_posix() for name in FOLDERS for path in sorted((ROOT / name).rglob("*.py"))]

MAY_IMPORT = {
    "crawler": {"crawler", "pipelines"},
    "pipelines": {"pipelines"},
    "analysis": {"analysis", "pipelines"},
}
#: The command, and the parts of it that run analyses, read their findings and open the reading room.
KNOWS_ALL = (
    "crawler/cli.py",
    "crawler/analysis_commands.py",
    "crawler/lake_commands.py",
    "crawler/report_commands.py",
    "crawler/room_commands.py",
    "crawler/watch_commands.py",
)
SCRAPY = {"scrapy", "twisted", "itemadapter", "itemloaders"}

LONGEST = 300
#: Modules that are longer, each with its reason.
LONGER: dict[str, str] = {}


def imported(source: str) -> Iterator[str]:
    """The top-level packages that a module imports, at its top, inside functions and for types alike."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def trespasses(module: str, source: str) -> set[str]:
    """What a module of ours imports and may not."""
    package = module.partition("/")[0]
    found = set(imported(source))
    ours = set(PACKAGES) | {"tests", "bench"}
    allowed = set(PACKAGES) if module in KNOWS_ALL else MAY_IMPORT[package]
    return (found & ours - allowed) | (set() if package == "crawler" else found & SCRAPY)


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith(PACKAGES)])
def test_imports_point_one_way(module: str) -> None:
    assert trespasses(module, (ROOT / module).read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("crawler/run.py", "from analysis import ANALYSES", {"analysis"}),
        ("crawler/cli.py", "def ask():\n    from analysis.base import run", set()),
        ("pipelines/store.py", "if TYPE_CHECKING:\n    from crawler.outlet import Outlet", {"crawler"}),
        ("pipelines/components.py", "import scrapy.exceptions as e", {"scrapy"}),
        ("pipelines/store.py", "import sqlite3, pipelines.db\nfrom . import clock", set()),
        ("analysis/trends.py", "def f():\n    import twisted.internet", {"twisted"}),
        ("analysis/trends.py", "from pipelines.db import writing", set()),
        ("analysis/trends.py", "from tests.quality import score", {"tests"}),
    ],
)
def test_a_trespass_is_seen_wherever_it_stands(module: str, source: str, found: set[str]) -> None:
    assert trespasses(module, source) == found


def test_the_packages_are_ours_and_no_namesakes() -> None:
    """Away from the project's folder, where an installed package of the same name would win."""
    code = "import " + ", ".join(PACKAGES) + "\nfor p in (" + ", ".join(PACKAGES) + "): print(p.__file__)"
    command = [sys.executable, "-P", "-c", code]
    answer = subprocess.run(command, cwd=Path(sys.prefix), capture_output=True, text=True, check=False)
    assert answer.stderr == ""
    assert answer.stdout.splitlines() == [str(ROOT / name / "__init__.py") for name in PACKAGES]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_read_in_one_sitting(module: str) -> None:
    lines = (ROOT / module).read_text(encoding="utf-8").count("\n")
    if module in LONGER:
        assert lines > LONGEST, "short enough by now: take it off the list"
    else:
        assert lines <= LONGEST


def test_only_modules_that_are_there_are_excused() -> None:
    assert set(LONGER) <= set(MODULES)
