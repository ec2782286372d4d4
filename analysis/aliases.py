"""Who is meant by a name as a story prints it: "Kompas.com", "detikNews", "the Guardian", or a link's host.

A name or a host comes in, one of `lexicon/sources.toml` comes out: its own name, kind, and outlet where it is declared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from analysis.lexicon import read_lexicon

SourceKind = Literal["agency", "outlet", "social", "other"]
_KINDS: tuple[SourceKind, ...] = ("agency", "social", "outlet")

_LEXICON = read_lexicon("sources")
VERSION = int(_LEXICON["version"])
_DOMAIN = re.compile(r"(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.(?:com|co|id|net|org|tv|news|my|sg|uk|info|online)")


@dataclass(frozen=True, kw_only=True)
class Known:
    """A source of the table: how it is called here, what it is, and the name of its outlet where it is declared."""

    name: str
    kind: SourceKind
    outlet: str | None = None


@cache
def _table() -> tuple[dict[str, Known], dict[str, Known], dict[str, Known]]:
    """The sources by how their names are written, by the names of their sites without the ending, and by host."""
    names: dict[str, Known] = {}
    sites: dict[str, Known] = {}
    hosts: dict[str, Known] = {}
    for kind in _KINDS:
        for name, values in _LEXICON[kind].items():
            known = Known(name=name, kind=kind, outlet=values.get("is"))
            hosts |= dict.fromkeys(values.get("domains", ()), known)
            for alias in (name, *values.get("aliases", ()), *values.get("domains", ())):
                names.setdefault(_squeezed(alias), known)
                if is_domain(alias):
                    sites.setdefault(compact(alias), known)
    return names, sites, hosts


def _squeezed(name: str) -> str:
    """What stays the same however a name is written: "Your Tango", "the YourTango"."""
    return re.sub(r"[^a-z0-9]", "", name.lower().removeprefix("the ").removeprefix("www.").removesuffix("-nya"))


def compact(name: str) -> str:
    """A name as an outlet's name would be: "Jurnal Selat" is `jurnalselat`, "Kompas.com" `kompas`."""
    found = _DOMAIN.fullmatch(name.lower())
    return _squeezed(re.sub(r"\.(?:co|com|or|go|ac)$", "", found[1]) if found else name)


def known(name: str) -> Known | None:
    """The source of that name, or None."""
    names, sites, _ = _table()
    return names.get(_squeezed(name)) or names.get(compact(name)) or sites.get(compact(name))


def is_domain(name: str) -> bool:
    """Whether a name is a web address such as "goal.com"."""
    return _DOMAIN.fullmatch(name.lower()) is not None


def longest(words: Sequence[str]) -> tuple[int, Known | None]:
    """How many of the first words are a known name, and whose: "Reuters Senin" begins with one."""
    for count in range(len(words), 0, -1):
        if found := known(" ".join(words[:count])):
            return count, found
    return 0, None


def host_of(url: str) -> str:
    """An address's host without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def known_host(host: str) -> Known | None:
    """The source that a host belongs to, or None."""
    labels = host.split(".")
    hosts = _table()[2]
    return next((hosts[tail] for n in range(len(labels) - 1) if (tail := ".".join(labels[n:])) in hosts), None)
