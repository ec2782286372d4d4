"""Sentences and tokens: text comes in, spans of it go out, with character offsets into it.

Measured on UD_Indonesian-CSUI (1,030 news sentences, five joined at a time): precision 97, recall 96 for this way of
splitting. Paragraphs are split first, and no sentence ends inside an open quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from analysis.lexicon import read_lexicon


class Span(NamedTuple):
    """A stretch of a text: where it starts, where it ends, and what it says."""

    start: int
    end: int
    text: str


#: Words keep what stands inside them: "masyarakat-masyarakat", "10/9/2019", "2,4", "Jum'at", "www.example".
TOKEN = re.compile(r"\w+(?:[-'’/.,:](?=\w)\w+)*|[^\w\s]")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_WRITTEN = re.compile(r"\w[\w'’-]*")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s+[\"“‘'(\[]*[A-Z0-9])")
#: The longest sentence in characters. What is longer is none, and is cut, or one page would take hours.
LONGEST = 3_000
#: No abbreviation is longer, with the full stops inside it.
_LONGEST_ABBREVIATION = 40
#: What parts paragraphs: new lines, and the commas that stand in their place in collections of texts that lost them,
#: "… kemarin.,Menurut Siti": behind a stop without a space, where no degree is ("S.Pd.,M.Pd."), or two and more.
#: It begins with a class of characters, which is what makes the search fast; what stands before it is looked back at.
_PARTED = re.compile(
    r"[\s,](?:(?<=\n)\n*"
    r"|(?<=,),[,\s]*(?=[\"“‘'(\[]?[A-Z0-9])"
    r"|(?:(?<=[.?!…][\s,])|(?<=[.?!…][\"”’)][\s,]))(?<!\.[A-Z]\.[\s,])(?<!\.[A-Z][a-z]\.[\s,])(?<!\.[A-Z][a-z][a-z]\.[\s,])"
    r"(?:(?<=,)(?=[^\s]|[^\S\n]+[\"“])|(?<=\s)[^\S\n]*,)[,\s]*(?=[\"“‘'(\[]?[A-Z0-9])(?![A-Z][A-Za-z]{0,3}\.)"
    r")"
)
_BEGUN = re.compile(r"(?:[\n.!?\"“:] *|[.?!…][\"”’)]?(?:[^\S\n]*,)+|,{2,}[^\S\n]*)\Z")
ABBREVIATIONS = frozenset(read_lexicon("abbreviations")["words"].split())
_LAST_WORD = re.compile(r"[\w.]+$")
_OPENS, _CLOSES = "“", "”"


def tokens(text: str) -> Iterator[Span]:
    """Words, numbers and single marks."""
    for found in TOKEN.finditer(text):
        yield Span(found.start(), found.end(), found[0])


def words(text: str) -> list[str]:
    """Words of letters only, as they are written."""
    return WORD.findall(text)


def has_words(text: str, least: int) -> bool:
    """Whether a text has so many words; no more of it is looked at than that takes."""
    return sum(1 for _ in islice(WORD.finditer(text), least)) == least


def written_small(text: str, word: str) -> bool:
    """Whether the article writes the same word small elsewhere: "Perahu Tarwin" beside "perahu"."""
    return len(word) > 3 and word.lower() in _written(text)


@lru_cache(1)
def _written(text: str) -> frozenset[str]:
    return frozenset(_WRITTEN.findall(text))


def paragraphs(text: str) -> Iterator[Span]:
    """The text's paragraphs."""
    start = 0
    for found in _PARTED.finditer(text):
        if found.start() > start:
            yield Span(start, found.start(), text[start : found.start()])
        start = found.end()
    if start < len(text):
        yield Span(start, len(text), text[start:])


def begins_sentence(text: str, place: int) -> bool:
    """Whether a sentence, or speech in it, begins at a place: nothing before it, a stop, a colon or a mark."""
    return place == 0 or _BEGUN.search(text, max(0, place - 20), place) is not None


def sentences(text: str) -> Iterator[Span]:
    """The text's sentences, paragraph by paragraph; none is longer than LONGEST."""
    for paragraph in paragraphs(text):
        start = 0
        for found in _END.finditer(paragraph.text):
            start = yield from _cut(paragraph, start, found.end())
            if _abbreviated(paragraph.text, found) or _quoted(paragraph.text[start : found.end()]):
                continue
            yield _span(paragraph, start, found.end())
            start = found.end()
            while paragraph.text[start : start + 1].isspace():
                start += 1
        start = yield from _cut(paragraph, start, len(paragraph.text))
        if start < len(paragraph.text):
            yield _span(paragraph, start, len(paragraph.text))


def _cut(paragraph: Span, start: int, end: int) -> Generator[Span, None, int]:
    """Pieces of what is too long for a sentence, cut at a space where there is one; where the rest begins."""
    while end - start > LONGEST:
        space = paragraph.text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = space + 1 if space > 0 else start + LONGEST
        yield _span(paragraph, start, stop)
        start = stop
    return start


def _span(paragraph: Span, start: int, end: int) -> Span:
    return Span(paragraph.start + start, paragraph.start + end, paragraph.text[start:end])


def _abbreviated(paragraph: str, found: re.Match[str]) -> bool:
    """Whether the stop belongs to an abbreviation or to an initial: "Dr. Budi", "Jl. Merdeka", "A. Rahman"."""
    if found[0] != ".":
        return False
    last = _LAST_WORD.search(paragraph, max(0, found.start() - _LONGEST_ABBREVIATION), found.start())
    if last is None:
        return False
    word = last[0].rpartition(".")[2] or last[0]
    return word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper())


def _quoted(read: str) -> bool:
    """Whether a quotation is open: by curly marks if there are any, by straight ones if their number is odd."""
    if _OPENS in read or _CLOSES in read:
        return read.count(_OPENS) > read.count(_CLOSES)
    return read.count('"') % 2 == 1
