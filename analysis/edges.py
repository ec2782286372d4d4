"""Where names begin and end: the model's spans come in, set right, with bodies that need no introduction. Pure.

The model knows words; these rules know forms. A title in front is no part of a person, and a capital that follows is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.degrees import is_degree
from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind
from analysis.ordinary import ORDINARY
from analysis.particles import BEGINNING, PARTICLES
from analysis.text import ABBREVIATIONS, begins_sentence, written_small

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
OF_PLACE, UNSEATED = (frozenset(ROLES[key].split()) for key in ("of_place", "unseated"))
DAYS = frozenset(ROLES["calendar"].split())
COMPANY = frozenset(ROLES["company"].split())
#: Words that begin a place of two words: "Bupati Tanah Lestari Siti".
COMPOUND = frozenset(["tanah", "muara", "lubuk", "kuala", "teluk", "ujung", "lembah", "rawa", "bandar"])
DIRECTIONS = frozenset(["utara", "selatan", "timur", "barat", "tengah", "tenggara"])
#: Words that end a body or a place, and never begin a person.
SIZES = frozenset(["raya", "besar", "baru", "lama", "pusat", "daya", "laut", "dalam", "umum"])
#: Words that are no part of a person's name. Joined once, as all lists here: joining thousands takes longest of all.
NO_NAME = frozenset(ROLES["body"].split()) | TITLES | PLACES | OTHERS | DAYS | DIRECTIONS
#: Names that people alone have.
GIVEN = PEOPLE - PLACES - COMPANY
#: Words that open a sentence and are no name, whatever follows.
OPENERS = frozenset(ROLES["stop"].split()) | frozenset(ROLES["opener"].split())
_BUREAUS = frozenset(read_lexicon("kinds")["bureau"].split()) - PEOPLE
#: Words that news prints small, so that a capital at the head of a sentence makes no name of them.
_ORDINARY = (ORDINARY | frozenset(read_lexicon("saying")["predicate"].split())) - PEOPLE
#: What is derived so is no name either: "Penampilan", "Kepergian".
_DERIVED = re.compile(r"(?:ke|pe)\w{4,}an|(?:me[mn]|ber|ter)\w{5,}")
#: Where commas stand for ends of paragraphs, a number may hang on a name: "BJ Lontar,2".
_NUMBERED = re.compile(r",(?=[\dA-Z])")
#: The rest of a degree with stops, which no comma parts from the name.
_DOTTED = re.compile(r"\.(?:[A-Z][a-z]{0,2}\.?){1,3}(?![\w])")
_PRICED = re.compile(r" Rp ?\d")
#: Small words that a role may hold besides names, and those that no role goes over; nor does it go over a verb.
_GLUE = frozenset(ROLES["glue"].split()) | frozenset(read_lexicon("saying")["noun"].split())  # no verbs: "berita"
_STOPS = frozenset(ROLES["stop"].split())
_VERB = re.compile(r"(?:me[mnlry]\w{3,}|(?:ber|ter)\w{4,}|di\w{3,}|\w+nya$)")
#: A small word that joins nothing within a name: "Siti Lontar via Pos Lontar".
_SMALL = re.compile(rf" (?!(?:{PARTICLES}|le|du|san|bte|of)\b|(?:al|el|ash|as|an|ad|at|ar|az)-)[a-z]")
#: A verb, an hour or a score behind a body or place is none of its name: "Timnas Indonesia menekuk Vietnam 2-0".
_CLAUSE = re.compile(
    r" (?:(?:me[mnlryw]?|ber|di|ter)[a-z]{3,}|akan|telah|sudah|yang|pukul|saat|ketika|di|ke|\d+-\d+)"
    r"(?=[ .,;]|\Z)"
)
_SMALL_FIRST = re.compile(r"[a-z]+ ")
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
#: An age in brackets behind a person.
AGED = re.compile(r" \(\d{1,3}(?: tahun)?\)")
WORD_BEFORE = re.compile(r"([\w'’-]+)\.? $")


def tidied(text: str, name: Name) -> Name | None:
    """A name without what the model took in with it: titles before a person, an age or a lone bracket around a name."""
    start, end = name.start, name.end
    if text[start] == "(":
        start += 1
        end -= text[end - 1] == ")"
    if (closed := text.find(") ", start, end)) > 0 and "(" not in text[start:closed]:
        start = closed + 2
    numbered = _NUMBERED.search(text, start, end) or _PRICED.search(text, start, end)
    end = numbered.start() if numbered else end
    if (stop := _stop_within(text, start, end)) > 0:
        end = stop
    if name.kind == "person" and text[start:end] not in KNOWN["person"]:
        bracket = _BRACKETS.search(text[start:end]) or _SMALL.search(text[start:end])
        end = start + bracket.start() if bracket and bracket.start() else end
        while (word := re.match(r"([\w.]+)\s+", text[start:end])) and (
            _leads(bare(word[1])) or opens(text, start, word[1])
        ):
            start += word.end()
        if (begins := BEGINNING.search(text, start, end)) is not None:
            start = begins.end()
        if text.startswith("Hakim ", start) and text.count(" ", start, end) > 1:
            start += len("Hakim ")  # a judge of two names rather than a Hakim of three
        while end > start and text[end - 1] in ")—–- ":
            end -= 1
        start += _foreign_lead(text[start:end])
        end = without_degrees(text, start, end)
        if bare(text[start:end]) in TITLES or _is_no_person(text, start, end):
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


def _stop_within(text: str, start: int, end: int) -> int:
    """Where a sentence ends within a name, as one does in speech: "Pergi saja, Frans. Kalau dingin, …"; 0 if none."""
    stop = text.find(". ", start, end)
    while stop > 0:
        if starts_sentence(text, stop + 2) and text[stop - 2 : stop].islower():
            return stop
        stop = text.find(". ", stop + 1, end)
    return 0


def _is_no_person(text: str, start: int, end: int) -> bool:
    """Whether one word is a short form, a day, or opens a sentence as a word does: "ATM", "WITA", "Lho", "Bagus."."""
    word = text[start:end]
    if " " in word or word in KNOWN["person"]:
        return False
    if (len(word) > 2 and word.isupper()) or word.lower() in DAYS or word.lower() in _BUREAUS:
        return True  # who is called by three letters has an age or "berinisial" beside them
    ordinary = is_ordinary(word) or (written_small(text, word) and word.lower() not in GIVEN)
    return starts_sentence(text, start) and (ordinary or text[end : end + 1] == ".")


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


def without_degrees(text: str, start: int, end: int) -> int:
    """Where a person ends without degrees and the day of the week: "Romsul SE", "Romsul S.E.", "Romsul Selasa"."""
    dotted = _DOTTED.match(text, end)
    if dotted is not None and (last := text.rfind(" ", start, end)) > 0 and is_degree(text[last + 1 : dotted.end()]):
        end = last
    while (last := text.rfind(" ", start, end)) > 0:
        word = text[last + 1 : end]
        degree = is_degree(word)
        capitals = len(word) > 2 and word.isupper() and word.isalpha() and not text[start:last].isupper()
        if not degree and word.lower() not in DAYS and (not capitals or word.lower() in PEOPLE):
            break
        end = last
    return end


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
