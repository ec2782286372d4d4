"""The list of outlets: a row each, for people and for machines, and it starts fast."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.declaration import read_outlets
from crawler.outlet import Outlet
from crawler.table import CLOSES, OPENS, WIDEST, Row, as_lines, as_values, row_of, state_of, with_table

ROOT = Path(__file__).resolve().parent.parent


def declare(**values: object) -> Outlet:
    return Outlet(**({"name": "lontar", "title": "Warta Lontar", "domain": "lontar.example"} | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "on"),
        ({"off": "robots.txt menolak semua"}, "off: robots.txt menolak semua"),
        ({"retired": date(2026, 3, 1), "reason": "tutup"}, "retired 2026-03-01: tutup"),
    ],
)
def test_a_state_names_its_reason(values: dict[str, object], state: str) -> None:
    assert state_of(declare(**values)) == state


def test_a_row_has_every_host_and_what_is_known() -> None:
    outlet = declare(domains=("lontar-lama.example",), network="lontar_grup", language="en", seen="feed", terms="no AI")
    assert row_of(outlet) == Row(
        name="lontar",
        title="Warta Lontar",
        hosts=("lontar.example", "lontar-lama.example"),
        network="lontar_grup",
        language="en",
        confidence="low",
        seen="feed",
        state="on",
        terms="no AI",
    )


def test_columns_are_aligned_and_a_long_cell_is_cut_but_the_last() -> None:
    rows = [row_of(declare()), row_of(declare(name="b", seen="s" * 99, terms="t" * 99))]
    heading, first, second = as_lines(rows)
    assert heading.split() == ["name", "title", "hosts", "network", "language", "confidence", "seen", "state", "terms"]
    assert first.index("Warta") == second.index("Warta") == heading.index("title")
    assert "s" * (WIDEST - 1) + "…" in second
    assert second.endswith("t" * 99)


def test_a_cell_is_one_line_whatever_it_holds() -> None:
    assert len(list(as_lines([row_of(declare(terms="satu\ndua"))]))) == 2


def test_the_command_lists_every_declared_outlet() -> None:
    result = CliRunner().invoke(main, ["outlet", "list"])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == list(read_outlets())


def test_the_json_is_the_same_rows_whole() -> None:
    result = CliRunner().invoke(main, ["outlet", "list", "--json"])
    rows = [row_of(outlet) for outlet in read_outlets().values()]
    assert json.loads(result.stdout) == json.loads(json.dumps(as_values(rows)))
    assert len(rows) >= 70


def test_help_loads_neither_scrapy_nor_what_reads_articles() -> None:
    code = (
        "import sys\nfrom crawler.cli import main\n"
        "try: main(['outlet', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('scrapy', 'twisted', 'lxml', 'trafilatura') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_readme_s_table_says_what_is_declared() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert with_table(readme, read_outlets().values()) == readme, "make docs writes it"
    networks = {outlet.network or outlet.name for outlet in read_outlets().values()}
    assert readme.partition(OPENS)[2].partition(CLOSES)[0].count("\n") == 2 + len(networks)
