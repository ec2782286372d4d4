"""The locks: pinned with hashes, complete, and without an address of any index or machine."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-ray.lock")
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)? \\")


def pinned(lock: str) -> set[str]:
    """The packages that a lock pins."""
    return {pin[1] for line in LOCKS[lock].splitlines() if (pin := PIN.fullmatch(line))}


def asked_for(requirements: list[str]) -> set[str]:
    """The packages that the project asks for, under the names that locks use."""
    return {re.sub(r"[._]+", "-", re.split(r"[<>=\[; ]", text, maxsplit=1)[0]).lower() for text in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_hashes_and_remarks_and_nothing_else(lock: str) -> None:
    """So neither an index nor a path of whoever made it can stand in it, and pip finds a hash for every pin."""
    lines = LOCKS[lock].splitlines()
    known = re.compile(rf"| *#.*|{PIN.pattern}|    --hash=sha256:[0-9a-f]{{64}}(?: \\)?")
    assert [line for line in lines if not known.fullmatch(line)] == []
    assert [line for line in lines if re.search(r"://|file:|index-url|find-links|/simple|(?:^|\s)/\w", line)] == []
    assert all(after.startswith("    --hash") for line, after in pairwise(lines) if PIN.fullmatch(line))


def test_all_that_the_project_asks_for_is_locked() -> None:
    extras = PROJECT["optional-dependencies"]
    assert asked_for(PROJECT["dependencies"]) | {"setuptools"} <= pinned("requirements.lock")
    everything = pinned("requirements.lock") | pinned("requirements-dev.lock")
    assert asked_for(extras["archive"] + extras["serve"] + extras["dev"]) <= everything
    assert asked_for(["ray", *extras["ray"][1:]]) <= pinned("requirements-ray.lock")


def test_the_locks_do_not_pin_one_package_twice_over() -> None:
    assert pinned("requirements.lock") & pinned("requirements-dev.lock") == set()
    assert (pinned("requirements.lock") | pinned("requirements-dev.lock")) & pinned("requirements-ray.lock") == set()
