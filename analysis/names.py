"""The names' model: a sentence's tokens come in, spans of persons, organisations and places go out.

A linear-chain CRF, trained offline by `analysis/names_training.py` and decoded by CRFsuite. There are two: one that
reads capitals, and one for sentences that say nothing by them (Title Case, all small, all capitals), trained on copies
without them. A model that reads both kinds cost 1.6 points of F1 on ordinary sentences.

Features: the word, its shape, beginnings and endings; lists of titles, heads of organisations and places, prepositions
and verbs of saying; hints from a gazetteer; all of that two tokens around; pairs and triples of the coarse classes.
What is form stands there twice, once for the habit of the annotation (Daumé III 2007, "Frustratingly easy domain
adaptation"): learning from three annotations that disagree cost 1 point of F1 without, and gains 1 with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

import zstandard

from analysis.lexicon import FOLDER, read_lexicon
from analysis.text import Span

NameKind = Literal["person", "organisation", "place"]

#: As `analysis.text.TOKEN`, but a word in brackets is one token: "(KPK)" belongs to the name it shortens.
TOKEN = re.compile(r"\(\w+(?:[-/.]\w+)*\)|\w+(?:[-'’/.,:](?=\w)\w+)*|[^\w\s]")
#: The annotation whose habits are wanted of single sentences: of news. NERGrit's are an encyclopaedia's.
HABIT = "idner"
#: And those of whole articles, whose conventions stand in `tests/marked/README.md`.
OWN = "kliping"
MODELS = {"cased": "names-cased.crfsuite.zst", "caseless": "names-caseless.crfsuite.zst"}

_HEADS = {key: frozenset(words.split()) for key, words in read_lexicon("heads").items() if key != "version"}
_HINTS = {key: frozenset(words.split()) for key, words in read_lexicon("gazetteer").items() if key != "version"}
#: Words that are no name though they open a sentence with a capital.
_FUNCTION = frozenset(read_lexicon("stopwords")["function"].split())
#: Words whose features are remembered: the same ones come again and again.
KEPT = 50_000
_UPPER = re.compile(r"[^\W\d_a-zß-ÿ]")
_LOWER = re.compile(r"[^\W\d_A-ZÀ-Þ]")
_RUN = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in a text: character offsets, what it names, and how sure the model is of its least sure token, 0 to 1."""

    start: int
    end: int
    kind: NameKind
    score: float


def merged(names: Iterable[Name], joins: Callable[[Name, Name], bool]) -> Iterator[Name]:
    """The names, each with those behind it that belong to it: as sure as the least sure of them."""
    last: Name | None = None
    for name in names:
        if last is not None and joins(last, name):
            last = replace(last, end=name.end, score=min(last.score, name.score))
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


class Tagger:
    """The two models, loaded once in a process."""

    def __init__(self, cased: bytes, caseless: bytes) -> None:
        import pycrfsuite

        self._kept = (cased, caseless)  # CRFsuite reads from the bytes it was given and does not keep them
        self.cased, self.caseless = pycrfsuite.Tagger(), pycrfsuite.Tagger()
        self.cased.open_inmemory(cased)
        self.caseless.open_inmemory(caseless)

    def names(self, sentence: str, offset: int = 0, habit: str = HABIT) -> list[Name]:
        """The names of a sentence; `offset` is where it stands in its text, `habit` the annotation to follow."""
        spans = [Span(found.start(), found.end(), found[0]) for found in TOKEN.finditer(sentence)]
        tokens = [span.text for span in spans]
        telling = says_by_capitals(tokens)
        if telling and all(token.lower() in _FUNCTION for token in tokens if token[:1].isupper()):
            return []  # a seventh of the news: "Hal ini …"
        model = self.cased if telling else self.caseless
        labels = model.tag(features(tokens, habit, cased=telling))
        if all(label == "O" for label in labels):
            return []
        found: list[Name] = []
        for place, (span, label) in enumerate(zip(spans, labels, strict=True)):
            if label == "O":
                continue
            score = model.marginal(label, place)
            kind = _KINDS[label[2:]]
            begins = label[0] == "B" or place == 0 or labels[place - 1][2:] != label[2:]
            if begins:
                found.append(Name(start=offset + span.start, end=offset + span.end, kind=kind, score=score))
            else:
                last = found.pop()
                found.append(Name(start=last.start, end=offset + span.end, kind=kind, score=min(last.score, score)))
        return found


_KINDS: dict[str, NameKind] = {"person": "person", "organisation": "organisation", "place": "place"}


@cache
def tagger() -> Tagger:
    """The models that ship with Kliping."""
    read = zstandard.ZstdDecompressor()
    cased, caseless = (read.decompress((FOLDER / MODELS[name]).read_bytes()) for name in ("cased", "caseless"))
    return Tagger(cased, caseless)


def says_by_capitals(tokens: Sequence[str]) -> bool:
    """Whether a capital tells anything here: not where all words have one, nor where none of five or more has."""
    letters = [token for token in tokens if token[:1].isalpha()]
    if len(letters) < 5:
        return True
    capitals = sum(token[0].isupper() for token in letters)
    return 0 < capitals < 0.8 * len(letters)


def features(tokens: Sequence[str], habit: str, *, cased: bool = True) -> list[list[str]]:
    """Each token's features. Without `cased` nothing of them depends on capitals."""
    tokens = tokens if cased else [token.lower() for token in tokens]
    low = [token.lower() for token in tokens]
    coarse = [_coarse(token) for token in tokens]
    last = len(tokens) - 1
    rows = []
    for place, (token, word) in enumerate(zip(tokens, low, strict=True)):
        row = [*_own(token, cased), *_formed(token, habit, cased)]
        for step in (-2, -1, 1, 2):
            if 0 <= place + step <= last:
                row += _near(tokens[place + step], step, habit, cased)
            else:
                row.append(f"{step}edge")
        here = coarse[place]
        before = coarse[place - 1] if place else "^"
        after = coarse[place + 1] if place < last else "$"
        row += _triples(before, here, after, habit)
        if place:
            row.append(f"{low[place - 1]}|{word}|")
        if place < last:
            row.append(f"|{word}|{low[place + 1]}")
        rows.append(row)
    return rows


@lru_cache(KEPT)
def shape(token: str) -> str:
    """A word's shape: X for a capital, x for a small letter, 0 for a digit, runs cut to two."""
    shaped = _LOWER.sub("x", _UPPER.sub("X", re.sub(r"\d", "0", token)))
    return _RUN.sub(r"\1\1", shaped)


@lru_cache(KEPT)
def _heads(word: str) -> tuple[str, ...]:
    return tuple(key for key, words in _HEADS.items() if word in words)


@lru_cache(KEPT)
def _hints(token: str) -> tuple[str, ...]:
    word, bare = token.lower(), token.strip("()")
    found = [f"hint={key}" for key in ("people", "world", "indonesia") if word in _HINTS[key]]
    if bare in _HINTS["organisations"] or (bare.islower() and bare.upper() in _HINTS["organisations"]):
        found.append("hint=organisations")
    return tuple(found)


@lru_cache(KEPT)
def _coarse(token: str) -> str:
    heads = _heads(token.lower())
    return heads[0] if heads else shape(token)


@lru_cache(KEPT)
def _triples(before: str, here: str, after: str, habit: str) -> tuple[str, ...]:
    triples = (f"{before}|{here}|{after}", f"{before}|{here}|", f"|{here}|{after}")
    return (*triples, *(f"{habit}~{triple}" for triple in triples))


@lru_cache(KEPT)
def _own(token: str, cased: bool) -> tuple[str, ...]:
    word = token.lower()
    row = ["bias", "w=" + word]
    if len(word) > 2:
        row += ["p2=" + word[:2], "p3=" + word[:3], "e2=" + word[-2:], "e3=" + word[-3:]]
    if len(word) > 4:
        row += ["p4=" + word[:4], "e4=" + word[-4:]]
    if token.startswith("(") and len(token) > 2:
        row.append("bracketed" + ("A" if token[1:-1].isupper() else ""))
    return (*row, *_form(token, cased))


@lru_cache(KEPT)
def _form(token: str, cased: bool) -> tuple[str, ...]:
    """The features of form: how a word is written and which list knows it, not which word it is."""
    row = [f"head={key}" for key in _heads(token.lower())]
    capital = "C" if cased and token[:1].isupper() else "c"
    row += [hint + capital for hint in _hints(token)]
    if cased:
        row.append("s=" + shape(token))
        if token[:1].isupper():
            row.append("capital")
        if len(token) > 1 and token.isupper():
            row.append("capitals")
    return tuple(row)


@lru_cache(KEPT)
def _formed(token: str, habit: str, cased: bool) -> tuple[str, ...]:
    return tuple(f"{habit}~{feature}" for feature in (*_form(token, cased), "", token.lower()))


@lru_cache(KEPT)
def _near(token: str, step: int, habit: str, cased: bool) -> tuple[str, ...]:
    word = token.lower()
    form = [f"head={key}" for key in _heads(word)]
    form += _hints(token)
    if cased:
        form.append("s=" + shape(token))
    row = ["w=" + word, *form]
    if len(word) > 3:
        row.append("e3=" + word[-3:])
    found = [f"{step}{feature}" for feature in row]
    own = [*form, "w=" + word] if abs(step) == 1 else form
    found += [f"{habit}~{step}{feature}" for feature in own]
    return tuple(found)
