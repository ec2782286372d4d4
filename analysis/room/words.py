"""What a person types into the search, as full-text search understands it, and what it found, as a page shows it.

Comes in: words. Goes out: an expression of FTS5 that cannot be malformed, and snippets cut at their hits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.affixes import stems
from analysis.roots import words as tokens

#: A phrase in quotes, or a word; with a minus before what must not be there and a star after a beginning.
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))(\*?)')
#: Nobody reads more, and each is looked up.
MOST_FORMS = 50
_SIGNS = re.compile(r"[^\w]+")


def expression(words: str, forms: Mapping[str, Sequence[str]] | None = None) -> str:
    """An FTS5 expression: all the words, `"a phrase"`, `begin*`, `-not`, `a OR b`. Empty where no word is in it.

    `forms` has for a word what else will do in its place; a phrase, a beginning and what must not be there stay.
    """
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
            joined = False
            continue
        others = [] if phrase or term.endswith("*") else (forms or {}).get(inside, [])
        either = list(dict.fromkeys([term, *(f'"{form}"' for form in others)]))
        if joined:
            wanted[-1] += either
        else:
            wanted.append(either)
        joined = False
    if not wanted:
        return ""
    found = " AND ".join(f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0] for terms in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def terms(words: str) -> dict[str, list[str]]:
    """Each typed word that stands for itself, and what it may be a form of, itself first, as full text has it."""
    found = {}
    for minus, phrase, word, star in _PART.findall(words.replace("\0", " ")):
        inside = _SIGNS.sub(" ", word).strip()
        plain = tokens(inside)
        if len(plain) == 1 and not (minus or phrase or star or word.endswith("*")):
            own = plain.pop()
            found[inside] = [own, *stems(own)]
    return found


def forms(wanted: Mapping[str, Sequence[str]], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The other forms of each word: those of its own root, and of the likeliest root that it may have."""
    known: dict[str, list[str]] = {}
    for row in rows:
        known.setdefault(row["word"], []).append(row["form"])
    found = {}
    for word, (own, *roots) in wanted.items():
        likely = next((root for root in roots if root in known), own)
        others = dict.fromkeys([*known.get(own, []), *known.get(likely, [])])
        if rest := [form for form in others if form != own][:MOST_FORMS]:
            found[word] = rest
    return found


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
