"""Shingles: a text comes in, runs of four of its words go out, and those of them that are kept to find it again by.

Numbers, weekdays and months are one word, so that yesterday's gold price and today's have the same shingles; what tells
them apart is in `Shingled.numbered`. Of a text's shingles one in so many is kept, chosen by its own hash: two texts
that share shingles keep the same ones of them, as far as the longer text goes, which keeps fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from analysis.lexicon import read_lexicon

SIZE = 4
#: Below so many shingles one in so many is kept, else one in MOST. Of 400 texts of 237 words cut to a quarter, one in
#: eight finds 95 %.
DENSITY, MOST = ((96, 2), (192, 4), (512, 8)), 16
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_LEXICON = read_lexicon("calendar")
_MONTHS = {word: number for number, words in enumerate(_LEXICON["months"], 1) for word in words.split()}
_CALENDAR = frozenset(_LEXICON["weekdays"].split()) | _MONTHS.keys()
#: Begins with a digit and looks back from there, or the expression would be tried at every letter.
_DATE = re.compile(rf"(\d(?<!\w\d)\d?)(?:/|-|\s)(\d{{1,2}}|{'|'.join(_MONTHS)})\b")
#: Years say little: every text of a year has its own.
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = "0"


@dataclass(frozen=True, kw_only=True)
class Shingled:
    """A text's words as written, in small letters, its runs of four in their order, and those as a set.

    `numbered` has those with a number, as they are written; `numbers` are the text's numbers but for years,
    `dates` the days of a year that it names, each with its month.
    """

    words: tuple[str, ...] = field(repr=False)
    runs: tuple[str, ...] = field(repr=False)
    shingles: frozenset[str] = field(repr=False)
    numbered: dict[str, frozenset[str]] = field(repr=False, compare=False)
    numbers: frozenset[str] = field(repr=False)
    dates: frozenset[tuple[int, int]] = field(repr=False)

    @property
    def every(self) -> int:
        """One in how many shingles is kept."""
        return next((every for below, every in DENSITY if len(self.shingles) < below), MOST)


def shingle(text: str) -> Shingled:
    """The shingles of a text; a shorter one than four words has none."""
    lower = text.lower()
    words = tuple(_WORD.findall(lower))
    masked = [NUMBER if word in _CALENDAR or (not word.isalpha() and _DIGIT.search(word)) else word for word in words]
    runs = tuple(map(" ".join, zip(*(masked[n:] for n in range(SIZE)), strict=False)))
    at = {n for place, word in enumerate(masked) if word == NUMBER for n in range(place - SIZE + 1, place + 1)}
    numbered: dict[str, set[str]] = {}
    for n in sorted(at):
        if 0 <= n < len(runs):
            numbered.setdefault(runs[n], set()).add(" ".join(words[n : n + SIZE]))
    return Shingled(
        words=words,
        runs=runs,
        shingles=frozenset(runs),
        numbered={run: frozenset(written) for run, written in numbered.items()},
        numbers=frozenset(figure for figure in _FIGURE.findall(text) if not _YEAR.fullmatch(figure)),
        dates=frozenset((int(day), _MONTHS.get(of) or int(of)) for day, of in _DATE.findall(lower)),
    )


def kept(shingles: Iterable[str], every: int) -> frozenset[int]:
    """The hashes of one in so many of the shingles, as SQLite's signed integers."""
    digests = b"".join([blake2b(run.encode(), digest_size=8).digest() for run in shingles])
    hashes = np.frombuffer(digests, dtype=">i8")
    return frozenset(hashes[hashes % every == 0].tolist())
