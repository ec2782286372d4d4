"""Containers that were learned: `data/rules/NAME.toml` comes in, an outlet with them in its rules goes out, and back.

A file is a rule like any other: what it says is in the digest of the outlet's recipe. Only `kliping outlet learn`
writes it; where the outlet's declaration names a container, that one holds.
"""

from __future__ import annotations

import json
import logging
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from crawler.checks import OutletError, check_selector
from crawler.outlet import Outlet

log = logging.getLogger("kliping")

_KEYS = ("container", "learned", "pages", "contained")


def with_learned(outlets: Mapping[str, Outlet], folder: Path) -> dict[str, Outlet]:
    """The outlets with what was learned of them, in the rules of today. A file that says nothing is an OutletError."""
    known = dict(outlets)
    for path in sorted(folder.glob("*.toml")):
        container = _read(path)
        outlet = known.get(path.stem)
        if outlet is None:
            log.warning("%s: there is no outlet %r; delete the file, or declare it", path, path.stem)
        else:
            last = replace(outlet.rules[-1], learned=container)
            known[path.stem] = replace(outlet, rules=(*outlet.rules[:-1], last))
    return known


def write_learned(
    folder: Path, name: str, container: tuple[str, ...], *, pages: int, contained: int, today: date
) -> Path:
    """Write down what was learned of an outlet; the file stands whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.toml"
    new = file.with_suffix(".new")
    new.write_text(
        f"# Learned by `kliping outlet learn {name}`: what holds the story, the first selector that matches.\n"
        "# Delete this file to read the whole page again.\n"
        # What is a string in JSON is one in TOML.
        f"container = {json.dumps(container, ensure_ascii=False)}\n"
        f"learned   = {today.isoformat()}\n"
        f"pages     = {pages}\n"
        f"contained = {contained}\n",
        encoding="utf-8",
    )
    new.replace(file)
    return file


def _read(path: Path) -> tuple[str, ...]:
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise OutletError(f"{path}: not TOML: {error}; delete it and learn again") from None
    except OSError as error:
        raise OutletError(f"{path}: cannot be read: {error.strerror}") from None
    for key in values:
        if key not in _KEYS:
            raise OutletError(f"{path}: {key}: unknown key; known keys: {', '.join(_KEYS)}")
    container = values.get("container")
    if not isinstance(container, list) or not container or not all(isinstance(one, str) for one in container):
        raise OutletError(f"{path}: container: expected a list of CSS selectors, not {container!r}")
    for selector in container:
        check_selector(path, "container", selector)
    return tuple(container)
