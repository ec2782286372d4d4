"""Phrases: a text comes in, the phrases of one to three words that may say what it is about go out, in small letters.

A phrase never crosses a mark, a line or a word of the stopword list, so "gempa di Selat Lada, Senin" gives `gempa`,
`selat`, `lada` and `selat lada`. A number may end a phrase (`pasal 27`) and never begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.lexicon import read_lexicon

LONGEST = 3
_LEXICON = read_lexicon("stopwords")
VERSION: int = _LEXICON["version"]
STOPWORDS = frozenset(word for name, words in _LEXICON.items() if name != "version" for word in words.split())
#: A word with what stands inside it, or a mark; "10/9/2019" and "2,4" are numbers that end nothing.
_PIECE = re.compile(r"[^\W_]+(?:[-'’./,:&](?=[^\W_])[^\W_]+)*|[^\w\s]|\n")
_DIGITS = frozenset("0123456789")


def runs(text: str) -> Iterator[list[str]]:
    """Stretches of words between marks, lines and stopwords, in small letters."""
    run: list[str] = []
    for piece in _PIECE.findall(text.lower().replace("’", "'")):
        if piece[0] in _DIGITS:
            if run and len(piece) <= 4 and piece.isdigit():
                run.append(piece)
            if run:
                yield run
            run = []
        elif piece in STOPWORDS or len(piece) < 2:
            if run:
                yield run
            run = []
        else:
            run.append(piece)
    if run:
        yield run


def phrases(text: str) -> list[str]:
    """Every phrase as often as it stands there, in the order in which they begin."""
    found: list[str] = []
    for run in runs(text):
        size = len(run)
        for start in range(size):
            if run[start][0] in _DIGITS:
                continue
            ends = range(start + 1, min(start + LONGEST, size) + 1)
            found.extend(" ".join(run[start:end]) for end in ends)
    return found


def is_outlet(phrase: str, outlet: str) -> bool:
    """Whether a phrase is the outlet's own name, which it prints in its own stories."""
    return phrase.replace(" ", "").replace(".", "").replace("-", "") == outlet.replace("-", "").replace("_", "")
