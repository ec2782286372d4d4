"""The floor under the articles' quality: marks in, and the figures of `quality.json` that they must not fall below.

The floor is raised with `python tests/quality.py tests/outlets --pin`; only `--lower` beside it lowers a figure, and
says which.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.quality import MARKS, Score, average

FILE = Path(__file__).with_name("quality.json")
#: Figures are pinned a little below what was measured: rounding is no drop.
_PLACES = 4


def figures(scores: Sequence[Score]) -> dict[str, float]:
    """What is held: means over outlets, and the share of pages without a forbidden snippet. More is better."""
    found = {name: average(scores, mark) for name, mark in MARKS.items() if name != "leaky"}
    clean = sum(not one.leaks for one in scores) / len(scores) if scores else 0.0
    known = {"pages": float(len(scores)), "clean": clean} | {k: v for k, v in found.items() if v is not None}
    return {name: math.floor(value * 10**_PLACES) / 10**_PLACES for name, value in known.items()}


def read_floor(file: Path = FILE) -> dict[str, float]:
    """The pinned figures."""
    floor: dict[str, float] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return floor


def drops(found: Mapping[str, float], floor: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """The figures that are below the floor, or are not measured any more: pinned and found."""
    return {name: (held, found.get(name, 0.0)) for name, held in floor.items() if found.get(name, 0.0) < held}


def pin(found: Mapping[str, float], *, lower: bool, file: Path = FILE) -> list[str]:
    """Write the floor anew and say what changed. Without `lower` a figure that fell keeps its floor."""
    floor, said = read_floor(file), []
    fallen = drops(found, floor)
    pinned = dict(floor)
    for name in sorted({*found, *floor}):
        held, value = floor.get(name), found.get(name)
        if name in fallen and not lower:
            said.append(f"{name} fell from {held} to {value}: the floor stays; --lower lowers it")
        elif value is None:
            del pinned[name]
            said.append(f"{name} is not measured any more: its floor of {held} is taken away")
        elif value != held:
            pinned[name] = value
            said.append(f"{name} {'lowered' if name in fallen else 'raised'} from {held} to {value}")
    file.write_text(json.dumps(pinned, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return said
