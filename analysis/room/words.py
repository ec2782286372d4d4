"""What a person types into the search, as full-text search understands it, and what it found, as a page shows it.

Comes in: words. Goes out: an expression of FTS5 that cannot be malformed, and snippets cut at their hits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A phrase in quotes, or a word; with a minus before what must not be there and a star after a beginning.
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')
_SIGNS = re.compile(r"[^\w]+")


def expression(words: str) -> str:
    """An FTS5 expression: all the words, `"a phrase"`, `begin*`, `-not`, `a OR b`. Empty where no word is in it."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    joined = False
    for minus, phrase, word, star in _PART.findall(words.replace("\0", " ")):
        if word == "OR" and not minus and wanted:
            joined = True
            continue
        inside = _SIGNS.sub(" ", phrase or word).strip()
        if not inside:
            continue
        term = f'"{inside}"' + ("*" if star or (word.endswith("*") and not phrase) else "")
        if minus:
            unwanted.append(term)
        elif joined:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joined = False
    if not wanted:
        return ""
    found = " AND ".join(f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0] for terms in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def cut(snippet: str) -> list[tuple[str, bool]]:
    """A snippet in pieces, each with whether it is a hit."""
    pieces = re.split("[\x02\x03]", snippet)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One way to narrow a search: the value, and how many of what was found have it."""

    value: str
    count: int


def facets(rows: Sequence[Mapping[str, Any]], most: int = 12) -> dict[str, list[Facet]]:
    """How what was found is spread over outlets, sections and days."""
    found = {}
    for column in ("outlet", "section", "published_on"):
        counted = Counter(row[column] for row in rows if row[column])
        picked = counted.most_common(most)
        if column == "published_on":
            picked = sorted(counted.items(), reverse=True)[:most]
        found[column] = [Facet(value=value, count=count) for value, count in picked]
    return found
