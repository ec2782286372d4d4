"""Where names begin and end: the model's spans come in, set right, with those that only their surroundings tell. Pure.

The model knows words; these rules know forms. A title in front is no part of a person, a capital that follows is, and
whoever speaks, has an age in brackets or is "bernama" is a person whatever the name looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.lexicon import read_lexicon
from analysis.names import Name, NameKind

_ROLES = read_lexicon("roles")
_HINTS = read_lexicon("gazetteer")
_HEADS = read_lexicon("heads")
#: What stands between a role and a name and belongs to neither, in small letters and without stops.
HONORIFICS = frozenset(_ROLES["honorific"].split())
#: Words that may stand in front of a person and are none of the name.
TITLES = HONORIFICS | frozenset(
    word for key in ("office", "trade", "kinship") for head in _ROLES[key].split() for word in head.split("_")
) - {"hukum"}
PEOPLE = frozenset(_HINTS["people"].split())
PLACES = frozenset(f"{_HINTS['world']} {_HINTS['indonesia']}".split())
_KNOWN = read_lexicon("aliases")
#: Names that need no introduction, by their kind: short ones and what they stand for.
KNOWN: dict[NameKind, frozenset[str]] = {
    kind: frozenset([*_KNOWN[kind], *_KNOWN[kind].values(), *_KNOWN["more"].get(kind, [])])
    for kind in ("person", "organisation", "place")
}
_OTHERS = frozenset(f"{_HEADS['organisation']} {_HEADS['place']}".split())
_DAYS = frozenset(_ROLES["calendar"].split())
#: Words that open a sentence and are no name, whatever follows.
_OPENERS = frozenset(_ROLES["stop"].split()) | frozenset(_ROLES["opener"].split())
#: Small words that a role may hold besides names, and those that no role goes over; nor does it go over a verb.
_GLUE = frozenset(_ROLES["glue"].split())
_STOPS = frozenset(_ROLES["stop"].split())
_VERB = re.compile(r"(?:me[mnlry]|ber|ter|di)\w{4,}|\w+nya$")
_PARTICLES = r"van|der|von|den|bin|binti|al|el|de|da|di|dos|ibn|ter|la"
_NEXT = re.compile(rf"[ ](?:(?:{_PARTICLES})[ ])*([A-Z][\w'’-]*\.?)(?![\w(])")
_PREVIOUS = re.compile(rf"(?<![\w.'’-])([A-Z][\w'’-]*)[ ](?:(?:{_PARTICLES})[ ])*$")
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
_RUN = re.compile(r"(?:(?:[A-Z]\.)+|[A-Z][\w'’-]*)(?: (?:" + _PARTICLES + r"|(?:[A-Z]\.)+|[A-Z][\w'’-]*))*")
_WORD_BEFORE = re.compile(r"([\w'’-]+)\.? $")
_AGED = re.compile(r" \(\d{1,2}(?: tahun)?\)")
#: What ends the clause of a speaker, so that no role is taken for a name: "kata Romsul, ".
_CLAUSE_ENDS = re.compile(r"[,.;]|\s(?:kepada|saat|di|dalam|usai|ketika|sambil|pada|lagi)\b|\s\(")
_SAYING = frozenset(_HEADS["saying"].split())
_CALLED = frozenset(["bernama", "berinisial", "inisial", "disapa", "dipanggil", "panggilan", "sapaan"])
_OF_PLACE = frozenset(_ROLES["of_place"].split())
_NOT_TITLED = frozenset(["direktur", "inspektur", "sekretaris", "forum", "rumah"])
_KIN = re.compile(r"(?<!\w)(?:" + "|".join(_ROLES["kinship"].split()) + r")(?:nya)?, $")
_BODIES = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(re.escape, KNOWN["organisation"]), key=lambda name: (-len(name), name)))
    + r")(?![\w-])"
)
#: What follows a name that stands behind a role: a small word, a comma, a bracket.
_GOES_ON = re.compile(r"[,.(]|\s(?!dan\b)[a-z(]|\Z")
_ROLE = re.compile(
    r"(?<!\w)(?i:"
    + "|".join(head.replace("_", " ") for head in sorted(_ROLES["office"].split(), key=lambda head: (-len(head), head)))
    + r")(?!\w)"
)
_STEP = re.compile(r",? ?([\w&][\w.'’&-]*)")


def tidied(text: str, name: Name) -> Name | None:
    """A name without what the model took in with it: titles before a person, an age or a lone bracket around a name."""
    start, end = name.start, name.end
    if text[start] == "(":
        start += 1
        end -= text[end - 1] == ")"
    if name.kind == "person" and text[start:end] not in KNOWN["person"]:
        bracket = _BRACKETS.search(text[start:end])
        end = start + bracket.start() if bracket else end
        while (word := re.match(r"([\w.]+)\s+", text[start:end])) and _bare(word[1]) in TITLES | _OPENERS:
            start += word.end()
        while (word := re.search(r"\s+([\w.]+)$", text[start:end])) and _bare(word[1]) in HONORIFICS:
            end = start + word.start()
        if _bare(text[start:end]) in TITLES:
            return None
    if not any(letter.isalpha() for letter in text[start:end]):
        return None
    return replace(name, start=start, end=end)


def widened(text: str, names: list[Name]) -> Iterator[Name]:
    """People's names over the capitals beside them: "Cokorda Gede Bagus Lesmana", "Hedwig van der Molen"."""
    for place, name in enumerate(names):
        if name.kind != "person" or not text[name.start].isupper():
            yield name
            continue
        floor = names[place - 1].end if place else 0
        ceiling = names[place + 1].start if place + 1 < len(names) else len(text)
        start, end = name.start, name.end
        while (found := _NEXT.match(text, end)) and found.end() <= ceiling and _may_join(found[1]):
            end = found.end() - found[1].endswith(".")
        while (found := _PREVIOUS.search(text, floor, start)) and _may_lead(text, found):
            start = found.start(1)
        yield replace(name, start=start, end=end)


def parted(text: str, names: list[Name]) -> Iterator[Name]:
    """People without the place or body before them that the article names elsewhere: "KPUD Banyuarum Siti Marwiyah"."""
    others = {word for name in names if name.kind != "person" for word in text[name.start : name.end].split()}
    for name in names:
        if (body := _body(text[name.start : name.end])) is not None:
            yield replace(name, end=name.start + len(body), kind=_kind_of(body))
            yield replace(name, start=name.start + len(body) + 1, kind="person")
            continue
        first, _, rest = text[name.start : name.end].partition(" ")
        of_place = (before := _WORD_BEFORE.search(text, max(0, name.start - 24), name.start)) and _of_place(
            before[1], rest
        )
        if name.kind == "person" and " " in rest and first.lower() not in PEOPLE and (first in others or of_place):
            yield replace(name, start=name.start + len(first) + 1)
        else:
            yield name


def _of_place(before: str, rest: str) -> bool:
    """Whether a place stands between a word that one follows and a name: "Bupati Giriwana Retno Kusumadani"."""
    return before.lower() in _OF_PLACE and any(word.lower() in PEOPLE for word in rest.split())


def _body(spelled: str) -> str | None:
    """A body or place that is known and stands before a name in one span: "Gedung Putih Jen Psaki"."""
    words = spelled.split(" ")
    for count in range(len(words) - 1, 0, -1):
        head = " ".join(words[:count])
        if head in KNOWN["organisation"] | KNOWN["place"] and all(
            word[:1].isupper() and not word.isupper() for word in words[count:]
        ):
            rest = [word.lower() for word in words[count:]]
            return head if not set(rest) & (PLACES | _OTHERS) and len(rest) > 1 else None
    return None


def _kind_of(body: str) -> NameKind:
    return "place" if body in KNOWN["place"] else "organisation"


def known(text: str, names: list[Name]) -> Iterator[Name]:
    """The names, and bodies that need no introduction where the model did not see them; their kind is never in doubt.

    Places are not added: the annotation that is followed does not mark a country that acts (`analysis.names.HABIT`).
    """
    for name in names:
        spelled = text[name.start : name.end]
        kinds = [kind for kind, those in KNOWN.items() if spelled in those]
        yield replace(name, kind=kinds[0]) if len(kinds) == 1 else name
    taken = [(name.start, name.end) for name in names]
    for found in _BODIES.finditer(text):
        start, end = found.span()
        if not any(start < other_end and end > other for other, other_end in taken):
            yield Name(start=start, end=end, kind="organisation", score=0.5)


def cued(text: str, names: list[Name]) -> Iterator[Name]:
    """The names, and people whom the model did not see and their surroundings tell."""
    kept = {(name.start, name.end): name for name in names}
    for found in _RUN.finditer(text):
        tells = _tells(text, *found.span())
        if tells:
            _take(kept, text, *found.span(), certain=tells == "certain")
    for found in _ROLE.finditer(text):
        span = _behind(text, found.end(), kept)
        if span is not None:
            _take(kept, text, *span, certain=False)
    yield from sorted(kept.values(), key=lambda name: name.start)


def _tells(text: str, start: int, end: int) -> str:
    """Whether a run of capitals stands where only a person can: "certain" overrules the model, "likely" does not."""
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    last = before[1].lower() if before else ""
    run = text[start:end]
    first = _bare(run.partition(" ")[0])
    if _AGED.match(text, end) or last in _CALLED or text.endswith("atas nama ", 0, start):
        return "certain"
    titled = (first in HONORIFICS and " " in run) or last in HONORIFICS
    if titled and not run.isupper() and not {last, *_words_before(text, start)} & _NOT_TITLED:
        return "certain"
    if last in _SAYING and _CLAUSE_ENDS.match(text, end):
        return "likely"
    return "likely" if text[end : end + 1] in {",", "."} and _KIN.search(text, max(0, start - 16), start) else ""


def _words_before(text: str, start: int) -> list[str]:
    return [word.lower() for word in text[max(0, start - 30) : start].split()[-2:]]


def _take(kept: dict[tuple[int, int], Name], text: str, start: int, end: int, *, certain: bool) -> None:
    """Take a run of capitals for a person, unless it is taken or its words tell otherwise."""
    words = [(found.start() + start, found[0]) for found in re.finditer(r"\S+", text[start:end])]
    while words and _bare(words[0][1]) in TITLES:
        words.pop(0)
    while len(words) > 1 and words[-1][1].isupper() and "." not in words[-1][1] and _bare(words[-1][1]) not in PEOPLE:
        words.pop()  # a degree: "Romsul SE"
    if not words or len(words) > 5 or any(_bare(word) in PLACES | _OTHERS | _DAYS | TITLES for _, word in words):
        return
    last = words[-1][1]
    start, end = words[0][0], words[-1][0] + len(last.rstrip(".") if len(last) > 2 and "." not in last[:-1] else last)
    over = [span for span in kept if span[0] < end and span[1] > start]
    if over and not (certain and all(kept[span].kind != "person" for span in over)):
        return
    if len(words) == 1 and words[0][1].isupper() and not (certain and len(words[0][1]) < 4):
        return
    for span in over:
        del kept[span]
    kept[start, end] = Name(start=start, end=end, kind="person", score=0.5)


def _behind(text: str, place: int, kept: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The name behind a role: over bodies, places and small words to a run of capitals that nothing else explains.

    The word behind "Komisi", "Dinas" or "Universitas" belongs to the body; what follows that is a name only if a
    word of it is known as one.
    """
    taken = sorted(kept)
    begun: int | None = None
    body, clear = False, True
    for _ in range(14):
        step = _STEP.match(text, place)
        if step is None:
            break
        start, word = step.start(1), step[1]
        inside = next((last for first, last in taken if first <= start < last), None)
        unknown = word[0].isupper() and not word.isupper() and _bare(word) not in TITLES | PLACES | _OTHERS | _DAYS
        if begun is not None and not word[0].isupper():
            break
        apart = step[0][0] == ","
        if inside is not None or (word[0].isupper() and not unknown):
            begun, clear = None, True
        elif unknown and (apart or not body):
            begun, clear = (start, clear or apart) if begun is None or apart else (begun, clear)
        elif unknown:
            clear = False
        elif not may_hold(word):
            return None
        body = word[0].isupper() and not word.isupper() and _bare(word) in _OTHERS
        place = inside or step.end()
    if begun is None or " " not in text[begun:place] or not _GOES_ON.match(text, place):
        return None
    known = any(word.lower() in PEOPLE for word in text[begun:place].split())
    return (begun, place) if clear or known else None


def may_hold(word: str) -> bool:
    """Whether a role may hold this small word."""
    return word in _GLUE or (word.isalpha() and word not in _STOPS and not _VERB.fullmatch(word))


def _bare(word: str) -> str:
    return word.strip(".").lower()


def _may_join(word: str) -> bool:
    return _bare(word) not in TITLES | PLACES | _OTHERS | _DAYS and not (len(word) > 1 and word.isupper())


def _may_lead(text: str, found: re.Match[str]) -> bool:
    """Whether a capital in front belongs to a person: not behind a title or a body, nor opening a sentence."""
    word = found[1]
    if not _may_join(word) or word.isupper():
        return False
    before = text[: found.start(1)].rstrip(" ")
    opens = not before or before[-1] in '\n.!?"“:'
    if opens:
        return word.lower() in PEOPLE
    last = re.search(r"([\w.'’-]+)$", before)
    if last is None or _bare(last[1]) in PLACES:
        return True
    return not (last[1][0].isupper() or _bare(last[1]) in TITLES)
