"""What clustering knows of an article: its title and text come in, weighed words and marks go out.

A mark is what tells one event from another of its kind: a name or a number. Two earthquakes share their words, not
their marks. A word is a name where the text writes it with a capital inside a sentence and never without. What the
form of a title says of an article stands in `lexicon/forms.toml`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from analysis import ordinary
from analysis.frequencies import GROWN, Frequencies
from analysis.lexicon import read_lexicon
from analysis.ordinary import ORDINARY
from analysis.phrases import STOPWORDS

#: Terms kept, what a title's word counts, and a name's weight. Above 1 a name joins whatever is told of one person: of
#: labelled pairs joined at 1.5 and the same recall a fifth more are wrong (bench/README.md).
TERMS, TITLE, NAME = 80, 2, 0.8
#: Characters read, and characters of the lead, whose marks say what the article is about.
READ, LEAD = 6000, 400
#: How much less each other word of the text weighs in a young archive, for each time that it is ten times smaller: it
#: has seen few words, and those that are printed everywhere weigh in it like those that only one event has.
UNSEEN = 1.0
#: From this part of its words on an article is in English.
ENGLISH = 0.1
#: A mark weighs by how few articles have it, in hundredths, and none more than this: one in 400 has it, or fewer.
RAREST = 600
#: The length of every vector: weights are whole numbers, so that sums do not depend on their order.
LENGTH = 1000

_PIECE = re.compile(r"[^\W_]+(?:[-'’./,:](?=[^\W_])[^\W_]+)*|[^\w\s]|\n")
_OPENS = frozenset('.!?\n"“”:;([')
_DIGIT = re.compile(r"\d")


_FORMS = read_lexicon("forms")
_OF_NONE, _OF_A_DAY = (re.compile("|".join(_FORMS[name])) for name in ("none", "day"))
_ENGLISH = frozenset(_FORMS["english"].split())
#: Changes with the forms and the ordinary words.
VERSION = f"{_FORMS['version']}.{ordinary.VERSION}"
#: What a title's form says: of no event, the matter of a day, or nothing.
Form = Literal["", "day", "none"]
_SIDES = re.compile(r"\b(\w+) vs\.? (\w+)")


@dataclass(frozen=True, kw_only=True)
class Vector:
    """Words by weight; the marks of title and lead by weight, and which of them the title has; the title's words
    without its numbers; the two sides of a match, where the title names them; what its form says; whether its
    outlet calls it sport; how young the archive is, in tenfolds; and where it is in English how long its names alone
    are, which an event's reports in two languages share and little else.

    An article whose form is of no event, such as a digest, has no marks.
    """

    terms: dict[str, int] = field(repr=False)
    marks: dict[str, int]
    title: frozenset[str]
    words: frozenset[str]
    nouns: dict[str, int] = field(default_factory=dict)
    sides: frozenset[str] = frozenset()
    form: Form = ""
    sport: bool = False
    young: float = 0.0
    named: int = 0

    def dump(self) -> str:
        """As JSON, always in the same letters."""
        sets = [sorted(one) for one in (self.title, self.words, self.sides)]
        values = [self.terms, self.marks, self.nouns, *sets, self.form, self.sport, self.young, self.named]
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_vector(dumped: str) -> Vector:
    """What `dump` made."""
    terms, marks, nouns, *sets, form, sport, young, named = json.loads(dumped)
    title, words, sides = map(frozenset, sets)
    return Vector(
        terms=terms, marks=marks, nouns=nouns, title=title, words=words, sides=sides, form=form, sport=sport,
        young=young, named=named,
    )  # fmt: skip


def read_vector(title: str, text: str, frequencies: Frequencies, *, sport: bool = False) -> Vector:
    """An article as clustering sees it, its words weighed by the month's frequencies."""
    head, body = _PIECE.findall(title), _PIECE.findall(text[:READ])
    names = _names(body)
    young = round(max(0.0, math.log10(GROWN / max(1, frequencies.articles))), 2)
    scaled = _weighed(head, body, names, frequencies, young)
    heading = title.lower()
    in_title, in_lead = _marks(head, names), _marks(_PIECE.findall(text[:LEAD]), names)
    form: Form = "none" if _OF_NONE.search(heading) else "day" if _OF_A_DAY.search(heading) else ""
    if form == "none":
        in_title = in_lead = frozenset()
    sides = _SIDES.search(heading)
    return Vector(
        terms={word: weight for word, weight in scaled.items() if weight},
        marks={mark: min(RAREST, round(100 * frequencies.rarity(mark))) for mark in in_title | in_lead},
        title=in_title,
        nouns={
            word: min(RAREST, round(100 * frequencies.rarity(word)))
            for word in {piece.lower() for piece in head if piece.isalpha()} - STOPWORDS - names
        },
        words=frozenset(piece.lower() for piece in head if piece.isalpha() and piece.lower() not in STOPWORDS),
        sides=frozenset(sides.groups()) if sides else frozenset(),
        form=form,
        sport=sport,
        young=young,
        named=round(math.hypot(*(scaled.get(name, 0) for name in names))) if _is_english(body) else 0,
    )


def _weighed(
    head: list[str], body: list[str], names: set[str], frequencies: Frequencies, young: float
) -> dict[str, int]:
    """The heaviest words of a title and a text, as one vector of LENGTH."""
    counts = Counter(piece.lower() for piece in body)
    titled = {piece.lower() for piece in head}
    for piece in head:
        counts[piece.lower()] += TITLE
    everywhere = ORDINARY - titled
    weights = {
        word: math.log1p(count)
        * frequencies.idf(word)
        * (NAME if word in names else 1 / (1 + UNSEEN * young) if word in everywhere else 1.0)
        for word, count in counts.items()
        if len(word) > 1 and word not in STOPWORDS and not word[0].isdigit()
    }
    top = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    length = math.sqrt(sum(weight * weight for _, weight in top)) or 1.0
    return {word: round(weight / length * LENGTH) for word, weight in top}


def _is_english(body: list[str]) -> bool:
    """Whether words that only English has make up a good part of a text."""
    said = [piece for piece in body if piece.isalpha()]
    return sum(piece in _ENGLISH for piece in said) > ENGLISH * len(said)


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
