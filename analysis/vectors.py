"""What clustering knows of an article: its title and text come in, weighed words and marks go out.

A mark is what tells one event from another of its kind: a name or a number. Two earthquakes share their words, not
their marks. A word is a name where the text writes it with a capital inside a sentence and never without.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass, field

from analysis.frequencies import Frequencies
from analysis.phrases import STOPWORDS

#: Terms kept, what a title's word counts, and a name's weight. Above 1 a name joins whatever is told of one person: of
#: labelled pairs joined at 1.5 and the same recall a fifth more are wrong (bench/README.md).
TERMS, TITLE, NAME = 80, 2, 0.8
#: Characters read, and characters of the lead, whose marks say what the article is about.
READ, LEAD = 6000, 400
#: A mark that stands in more than so many of all articles tells no event from another (Jakarta, Indonesia).
COMMON, AT_LEAST = 0.02, 20
#: The length of every vector: weights are whole numbers, so that sums do not depend on their order.
LENGTH = 1000

_PIECE = re.compile(r"[^\W_]+(?:[-'’./,:](?=[^\W_])[^\W_]+)*|[^\w\s]|\n")
_OPENS = frozenset('.!?\n"“”:;([')
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Vector:
    """Words by weight; the marks of the title, and of title and lead, and which of them are common; the title's words
    without its numbers."""

    terms: dict[str, int] = field(repr=False)
    title: frozenset[str]
    lead: frozenset[str]
    common: frozenset[str]
    words: frozenset[str]

    def dump(self) -> str:
        """As JSON, always in the same letters."""
        sets = [sorted(one) for one in (self.title, self.lead, self.common, self.words)]
        return json.dumps([self.terms, *sets], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_vector(dumped: str) -> Vector:
    """What `dump` made."""
    terms, *sets = json.loads(dumped)
    title, lead, common, words = map(frozenset, sets)
    return Vector(terms=terms, title=title, lead=lead, common=common, words=words)


def read_vector(title: str, text: str, frequencies: Frequencies) -> Vector:
    """An article as clustering sees it, its words weighed by the month's frequencies."""
    head, body = _PIECE.findall(title), _PIECE.findall(text[:READ])
    names = _names(body)
    counts = Counter(piece.lower() for piece in body)
    for piece in head:
        counts[piece.lower()] += TITLE
    weights = {
        word: math.log1p(count) * frequencies.idf(word) * (NAME if word in names else 1.0)
        for word, count in counts.items()
        if len(word) > 1 and word not in STOPWORDS and not word[0].isdigit()
    }
    top = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    length = math.sqrt(sum(weight * weight for _, weight in top)) or 1.0
    in_title = _marks(head, names)
    lead = in_title | _marks(_PIECE.findall(text[:LEAD]), names)
    few = max(COMMON * frequencies.articles, AT_LEAST)
    scaled = {word: round(weight / length * LENGTH) for word, weight in top}
    return Vector(
        terms={word: weight for word, weight in scaled.items() if weight},
        title=in_title,
        lead=lead,
        common=frozenset(mark for mark in lead & names if frequencies.terms.get(mark, 0) > few),
        words=frozenset(piece.lower() for piece in head if piece.isalpha() and piece.lower() not in STOPWORDS),
    )


def _names(pieces: list[str]) -> set[str]:
    names, others = set(), set()
    before = "\n"
    for piece in pieces:
        if piece[0].isupper():
            if before not in _OPENS:
                names.add(piece.lower())
        else:
            others.add(piece)
        before = piece
    return names - others - STOPWORDS


def _marks(pieces: list[str], names: set[str]) -> frozenset[str]:
    words = {piece.lower() for piece in pieces}
    return frozenset((words & names) | {word for word in words if _DIGIT.search(word) and len(word) > 1})
