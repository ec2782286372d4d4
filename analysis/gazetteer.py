"""Indonesia's provinces, regencies and cities: names and codes come from `lexicon/regions.toml`, look-ups go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from analysis.lexicon import read_lexicon

Level = Literal["province", "regency", "city"]


@dataclass(frozen=True, kw_only=True)
class Region:
    """A province ("32"), a regency ("32.04") or a city ("32.73"), by the code of the Ministry of Home Affairs."""

    code: str
    name: str
    level: Level
    names: tuple[str, ...]

    @property
    def province(self) -> str:
        """The code of the province that it is or lies in."""
        return self.code[:2]


@cache
def regions() -> tuple[Region, ...]:
    """Every region, in the order of the codes."""
    return tuple(_read(read_lexicon("regions")))


def version() -> int:
    """The table's version."""
    return int(read_lexicon("regions")["version"])


def _read(table: dict[str, Any]) -> Iterator[Region]:
    for province in table["province"]:
        code, name = province["code"], province["name"]
        yield Region(code=code, name=name, level="province", names=(name, *_names(province.get("aliases", ""))))
        for line in " ".join(province["regions"].split()).split("; "):
            told, _, others = line.partition(" = ")
            number, _, own = told.partition(" ")
            level: Level = "regency" if int(number) < 71 else "city"
            yield Region(code=f"{code}.{number}", name=own, level=level, names=(own, *_names(others)))


def _names(written: str) -> list[str]:
    return [name.strip() for name in written.split(",") if name.strip()]


@cache
def index() -> dict[str, tuple[tuple[tuple[str, ...], tuple[Region, ...]], ...]]:
    """The names by their first word: each with its words, the longest first, and the regions that have it."""
    named: dict[tuple[str, ...], list[Region]] = {}
    for region in regions():
        for name in region.names:
            named.setdefault(tuple(name.split()), []).append(region)
    first: dict[str, list[tuple[tuple[str, ...], tuple[Region, ...]]]] = {}
    for words, found in named.items():
        first.setdefault(words[0], []).append((words, tuple(dict.fromkeys(found))))
    return {word: tuple(sorted(names, key=lambda name: -len(name[0]))) for word, names in first.items()}


@cache
def folded() -> dict[str, tuple[Region, ...]]:
    """The regions by their names in small letters: for datelines, which are printed in capitals."""
    named: dict[str, list[Region]] = {}
    for region in regions():
        for name in region.names:
            named.setdefault(name.lower(), []).append(region)
    return {name: tuple(dict.fromkeys(found)) for name, found in named.items()}


def longest(words: Sequence[str]) -> tuple[int, tuple[Region, ...]]:
    """How many of the first words are a region's name, and which regions have it."""
    for name, found in index().get(words[0], ()):
        if tuple(words[: len(name)]) == name:
            return len(name), found
    return 0, ()
