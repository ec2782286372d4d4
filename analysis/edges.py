"""Where names begin and end: the model's spans come in, set right, with bodies that need no introduction. Pure.

The model knows words; these rules know forms. A title in front is no part of a person, and a capital that follows is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.degrees import is_degree
from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind
from analysis.ordinary import ORDINARY
from analysis.particles import BETWEEN, CUT, PARTICLES, is_balinese
from analysis.text import ABBREVIATIONS, begins_sentence

ROLES = read_lexicon("roles")
_HINTS = read_lexicon("gazetteer")
HEADS = read_lexicon("heads")
#: What stands between a role and a name and belongs to neither, in small letters and without stops.
HONORIFICS = frozenset(ROLES["honorific"].split())
PEOPLE = frozenset(_HINTS["people"].split())
#: Words that may stand in front of a person and are none of the name.
TITLES = HONORIFICS | (
    frozenset(word for key in ("office", "trade", "kinship") for head in ROLES[key].split() for word in head.split("_"))
    - PEOPLE  # "Agung", "Putri", "Imam"
    - {"hukum"}
)
WORLD = frozenset(_HINTS["world"].split())
PLACES = WORLD | frozenset(_HINTS["indonesia"].split())
_KNOWN = read_lexicon("aliases")
#: Names that need no introduction, by their kind: short ones and what they stand for.
KNOWN: dict[NameKind, frozenset[str]] = {
    kind: frozenset([*_KNOWN[kind], *_KNOWN[kind].values(), *_KNOWN["more"].get(kind, [])])
    for kind in ("person", "organisation", "place")
}
OTHERS = frozenset(f"{HEADS['organisation']} {HEADS['place']}".split())
#: Words that a place follows.
OF_PLACE, _UNSEATED = (frozenset(ROLES[key].split()) for key in ("of_place", "unseated"))
DAYS = frozenset(ROLES["calendar"].split())
COMPANY = frozenset(ROLES["company"].split())
#: Words that begin a place of two words: "Bupati Tanah Lestari Siti".
COMPOUND = frozenset(["tanah", "muara", "lubuk", "kuala", "teluk", "ujung", "lembah", "rawa", "bandar"])
DIRECTIONS = frozenset(["utara", "selatan", "timur", "barat", "tengah", "tenggara"])
#: Words that end a body or a place, and never begin a person.
SIZES = frozenset(["raya", "besar", "baru", "lama", "pusat", "daya", "laut", "dalam", "umum"])
#: Words that are no part of a person's name. Joined once, as all lists here: joining thousands takes longest of all.
NO_NAME = frozenset(ROLES["body"].split()) | TITLES | PLACES | OTHERS | DAYS | DIRECTIONS
_MAY_STAND_BEFORE, _OF_OTHERS = PLACES | DIRECTIONS | _UNSEATED, OF_PLACE | OTHERS
#: Names that people alone have.
GIVEN = PEOPLE - PLACES - COMPANY
#: How far back a word before a name is looked for, with particles between: no word is longer.
_LONGEST_WORD = 100
#: Words that open a sentence and are no name, whatever follows.
OPENERS = frozenset(ROLES["stop"].split()) | frozenset(ROLES["opener"].split())
#: Words that news prints small, so that a capital at the head of a sentence makes no name of them.
_ORDINARY = (ORDINARY | frozenset(read_lexicon("saying")["predicate"].split())) - PEOPLE
#: What is derived so is no name either: "Penampilan", "Kepergian".
_DERIVED = re.compile(r"(?:ke|pe)\w{4,}an|(?:me[mn]|ber|ter)\w{5,}")
#: Where commas stand for ends of paragraphs, a number may hang on a name: "BJ Lontar,2".
_NUMBERED = re.compile(r",(?=[\dA-Z])")
#: Small words that a role may hold besides names, and those that no role goes over; nor does it go over a verb.
_GLUE = frozenset(ROLES["glue"].split()) | frozenset(read_lexicon("saying")["noun"].split())  # no verbs: "berita"
_STOPS = frozenset(ROLES["stop"].split())
_VERB = re.compile(r"(?:me[mnlry]\w{3,}|(?:ber|ter|di)\w{4,}|\w+nya$)")
#: A small word that joins nothing within a name: "Siti Lontar via Pos Lontar".
_SMALL = re.compile(rf" (?!(?:{PARTICLES}|le|du|san|bte|of)\b|(?:al|el|ash|as|an|ad|at|ar|az)-)[a-z]")
#: A verb, an hour or a score behind a body or place is none of its name: "Timnas Indonesia menekuk Vietnam 2-0".
_CLAUSE = re.compile(
    r" (?:(?:me[mnlryw]?|ber|di|ter)[a-z]{3,}|akan|telah|sudah|yang|pukul|saat|ketika|di|ke|\d+-\d+)"
    r"(?=[ .,;]|\Z)"
)
_SMALL_FIRST = re.compile(r"[a-z]+ ")
_GOAL = re.compile(r" untuk [A-Z][\w-]*(?: [A-Z][\w-]*)*")
_ARTICLE = r"(?:(?:al|el|ash|as|an|ad|at|ar|az)-)?"
_NEXT = re.compile(rf"[ ](?:(?:{PARTICLES})[ ]){{0,4}}({_ARTICLE}[A-Z][\w'’-]*\.?)(?![\w(])")
_PREVIOUS = re.compile(rf"(?<![\w.'’-])([A-Z][\w'’-]*)[ ](?:(?:{PARTICLES})[ ]){{0,4}}$")
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
WORD_BEFORE = re.compile(r"([\w'’-]+)\.? $")
#: A ministry, or an office that is of no place.
_MINISTRY = re.compile(
    r"\b(?:Menteri|Wamen|Menko) (?:[A-Z]\w+ (?:dan )?){1,4}$|(?i:penuntut umum|(?:kuasa|penasihat) hukum) $"
)
_LAST_WORD = re.compile(r"([\w.'’-]+)$")


def tidied(text: str, name: Name) -> Name | None:
    """A name without what the model took in with it: titles before a person, an age or a lone bracket around a name."""
    start, end = name.start, name.end
    if text[start] == "(":
        start += 1
        end -= text[end - 1] == ")"
    if (closed := text.find(") ", start, end)) > 0 and "(" not in text[start:closed]:
        start = closed + 2
    numbered = _NUMBERED.search(text, start, end)
    end = numbered.start() if numbered else end
    if name.kind == "person" and text[start:end] not in KNOWN["person"]:
        bracket = _BRACKETS.search(text[start:end]) or _SMALL.search(text[start:end])
        end = start + bracket.start() if bracket and bracket.start() else end
        while (word := re.match(r"([\w.]+)\s+", text[start:end])) and (
            _leads(bare(word[1])) or opens(text, start, word[1])
        ):
            start += word.end()
        if text.startswith("Hakim ", start) and text.count(" ", start, end) > 1:
            start += len("Hakim ")  # a judge of two names rather than a Hakim of three
        while end > start and text[end - 1] in ")—–-":
            end -= 1
        start += _foreign_lead(text[start:end])
        end = _without_degrees(text, start, end)
        if bare(text[start:end]) in TITLES:
            return None
    if name.kind != "person":
        while (small := _SMALL_FIRST.match(text, start, end)) is not None:
            start = small.end()
        ended = _CLAUSE.search(text, start, end)
        end = ended.start() if ended and ended.start() > start else end
        end = without_titles(text, start, without_small(text, start, end))
    if bare(text[start:end]) in OPENERS and not text[start:end].isupper():
        return None
    if not any(letter.isalpha() for letter in text[start:end]):
        return None
    return replace(name, start=start, end=end)


def _foreign_lead(spelled: str) -> int:
    """How much of a span stands before its person: "Persilontar-nya Rangga", "PKPL Siti"; "BJ Habibie" is whole."""
    first, _, rest = spelled.partition(" ")
    words = spelled.split(" ")
    body = next(
        (
            at
            for at in range(len(words) - 2, -1, -1)
            if len(words[at]) > 2 and words[at].isupper() and words[at] in KNOWN["organisation"]
        ),
        -1,
    )
    if body >= 0:
        return len(" ".join(words[: body + 1])) + 1  # "Tsunami BMKG Daryono"
    led = first.endswith("-nya") or (len(first) > 2 and first.isupper() and first.isalpha() and not rest.isupper())
    return len(first) + 1 if led and rest and first.lower() not in PEOPLE and spelled not in KNOWN["person"] else 0


def opens(text: str, start: int, word: str) -> bool:
    """Whether a word has its capital only because a sentence begins there: "Rencana Romsul"."""
    return not word.isupper() and starts_sentence(text, start) and is_ordinary(word)


def starts_sentence(text: str, place: int) -> bool:
    """Whether a sentence begins here, and no title or abbreviation ends with that stop: "dr. Lintang", "Kec. Kesit"."""
    before = WORD_BEFORE.search(text, max(0, place - 24), place)
    titled = before is not None and (bare(before[1]) in HONORIFICS | ABBREVIATIONS or len(before[1]) == 1)
    return begins_sentence(text, place) and not titled


def is_ordinary(word: str) -> bool:
    """Whether news prints a word small, or a word made as this one is."""
    lowered = word.lower()
    return lowered in _ORDINARY or (lowered not in PEOPLE and _DERIVED.fullmatch(lowered) is not None)


def without_small(text: str, start: int, end: int) -> int:
    """Where a body or place ends without small words behind: "PT Lontar rugi"."""
    while (
        (last := text.rfind(" ", start, end)) > 0 and text[last + 1 : end].isalpha() and text[last + 1 : end].islower()
    ):
        end = last
    return end


def without_titles(text: str, start: int, end: int) -> int:
    """Where a body or place ends without the title of whoever follows: "Kabupaten Lontar Ir. Mulyakin"."""
    while (last := text.rfind(" ", start, end)) > 0 and bare(text[last + 1 : end]) in HONORIFICS:
        end = last
    return end


def _without_degrees(text: str, start: int, end: int) -> int:
    """Where a person ends without degrees and the day of the week: "Romsul SE", "Romsul Selasa"."""
    while (last := text.rfind(" ", start, end)) > 0:
        word = text[last + 1 : end]
        degree = is_degree(word)
        capitals = len(word) > 2 and word.isupper() and word.isalpha() and not text[start:last].isupper()
        if not degree and word.lower() not in DAYS and (not capitals or word.lower() in PEOPLE):
            break
        end = last
    return end


def widened(text: str, names: list[Name]) -> Iterator[Name]:
    """People's names over the capitals beside them: "Cokorda Gede Bagus Lesmana", "Hedwig van der Molen"."""
    names = list(_joined(text, names))
    others = {word for name in names if name.kind != "person" for word in text[name.start : name.end].split(" ")}
    for place, name in enumerate(names):
        if name.kind != "person" or not text[name.start].isupper():
            goal = (
                _GOAL.match(text, name.end)
                if name.kind == "organisation" and " " in text[name.start : name.end]
                else None
            )
            yield replace(name, end=goal.end()) if goal else name
            continue
        floor = names[place - 1].end if place else 0
        ceiling = names[place + 1].start if place + 1 < len(names) else len(text)
        start, end = name.start, run_over(text, name.start, name.end, ceiling)
        while (found := _PREVIOUS.search(text, max(floor, start - _LONGEST_WORD), start)) and _led(text, found, end):
            if found[1] in others:
                break
            start = found.start(1)
        if (cut := CUT.search(text, max(floor, start - 6), start)) is not None:
            start = cut.start()
        start -= 2 * (start - 2 >= floor and is_balinese(text, start - 2))
        yield replace(name, start=start, end=end)


def run_over(text: str, start: int, end: int, ceiling: int | None = None) -> int:
    """Where a person who begins at `start` ends, over the capitals behind and the particles between."""
    ceiling = len(text) if ceiling is None else ceiling
    while (found := _NEXT.match(text, end)) and found.end() <= ceiling and _may_join(found[1]):
        end = found.end() - found[1].endswith(".")
    return _without_degrees(text, start, end)


def _joined(text: str, names: list[Name]) -> Iterator[Name]:
    """Two people that a particle joins are one: "Mansur bin Saleh"."""
    last: Name | None = None
    for name in names:
        both = last is not None and last.kind == name.kind == "person"
        if last is not None and both and _joins(text, last, name):
            last = replace(last, end=name.end, score=min(last.score, name.score))
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _joins(text: str, first: Name, second: Name) -> bool:
    """Whether two people are one: a particle stands between, or the stop of a name cut short."""
    short = (
        " " not in text[first.start : second.start - 1]
        and text.startswith(". ", first.end)
        and CUT.search(text, first.start, second.start) is not None
    )
    return short or BETWEEN.fullmatch(text, first.end, second.start) is not None


def _leads(word: str) -> bool:
    """Whether a word in front of a person is none of the name: title, opener, "suaminya", "Barat"."""
    return (
        word in DIRECTIONS | SIZES
        or word in TITLES
        or word in OPENERS
        or (word.endswith("nya") and word[:-3] in TITLES)
    )


def may_hold(word: str) -> bool:
    """Whether a role may hold this small word."""
    return word in _GLUE or (word.isalpha() and word not in _STOPS and not _VERB.fullmatch(word))


def bare(word: str) -> str:
    """A word as the lists have it: small, without the stops of an abbreviation: "Dr." and "K.H."."""
    lowered = word.strip(".").lower()
    return "kh" if lowered == "k.h" else lowered


def _may_join(word: str) -> bool:
    return bare(word) not in NO_NAME and not (len(word) > 1 and word.isupper())


def _led(text: str, found: re.Match[str], end: int) -> bool:
    """Whether a capital in front belongs to a person: not behind a title or a body, nor opening a sentence."""
    word = found[1]
    if not _may_join(word) or word.isupper() or (bare(word) in OPENERS and bare(word) not in PEOPLE):
        return False
    if word == "Hakim" or (bare(word) in OPENERS and starts_sentence(text, found.start(1))):
        return False
    before = WORD_BEFORE.search(text, max(0, found.start(1) - 24), found.start(1))
    if before is not None and before[1][0].isupper() and before[1].lower() in COMPOUND:
        return False
    if word.lower() in GIVEN:
        return True
    if starts_sentence(text, found.start(1)):
        known = re.search(rf"[a-z,] {re.escape(word)}\b", text) is not None  # amid a sentence, no other before it
        apposed = text.startswith(", ", end) and text[end + 2 : end + 3].islower() and not word.endswith("nya")
        return not opens(text, found.start(1), word) and (known or apposed)
    last = _LAST_WORD.search(text[max(0, found.start(1) - _LONGEST_WORD) : found.start(1)].rstrip(" "))
    if last is None or bare(last[1]) in _MAY_STAND_BEFORE:
        return True
    short = len(last[1]) > 3 and last[1].isupper() and last[1].isalpha() and bare(last[1]) not in _OF_OTHERS
    if short or _MINISTRY.search(text, max(0, found.start(1) - 80), found.start(1)):
        return True
    return not (last[1][0].isupper() or bare(last[1]) in TITLES)
