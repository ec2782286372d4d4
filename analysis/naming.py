"""Who is named in a text: a text and the models come in, linked names, their roles and their aliases go out. Pure.

The model reads sentence by sentence; an article is more than its sentences. A name found once is found wherever it
stands, a person's first or last name is the person, and what an article introduces in brackets or with "akrab disapa"
is another name of the same. Two people of one family name stay two: a part belongs to whoever was last named in full.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from analysis.bodies import known
from analysis.cues import CERTAIN, cued
from analysis.degrees import stands_as_degree, undecorated
from analysis.edges import HONORIFICS, PLACES, tidied
from analysis.fuller import Fuller
from analysis.holders import bared, held
from analysis.kinds import kinds_of
from analysis.lexicon import read_lexicon
from analysis.named import Alias, Mention, Named
from analysis.names import OWN, Name, NameKind, Tagger
from analysis.parting import parted
from analysis.regions import in_regions
from analysis.roles import find_roles, role_before
from analysis.runs import unbracketed, whole
from analysis.spans import Spans
from analysis.speech import CUES
from analysis.standing import completed
from analysis.text import begins_sentence, sentences
from analysis.widening import widened

#: What is less sure than this is not looked for elsewhere in the article.
SURE = 0.5

_KNOWN: dict[NameKind, dict[str, str]] = {
    kind: read_lexicon("aliases")[kind] for kind in ("person", "organisation", "place")
}
_BRACKETS = re.compile(r"\s*\(([\w.-]+)\)$")
_FOLLOWING = re.compile(r"\s*\(([A-Z][\w.-]*)\)")
_NICKNAME = r"[“\"]?((?:[A-Z][\w'’]*\s?){1,3})"
#: What is said between a full name and what its bearer is called: no other name but of where they are from.
_CALLED = re.compile(
    r"(?:\s*\(\d{1,3}(?:\stahun)?\))?(?:\s[—–])?(?:,?\s(?:[a-z-]+|(?:asal|dari|di)\s[A-Z]\w+(?:\s[A-Z]\w+)?)){0,8}?,?\s(?:ber)?"
    r"(?:(?:di)?(?:sapa|panggil|juluki)|(?:sapaan|panggilan|nama)\s(?:akrab|karib|panggung|kecil|pena)(?:nya)?"
    r"|juluk|julukan|dikenal(?=\s(?:sebagai|dengan)\b)|alias)\s"
    r"(?:(?:dengan|sebagai|nama|sebutan|sapaan|panggilan|akrab|adalah|oleh\s[a-z]+)\s){0,3}" + _NICKNAME
)
_WHO_IS_CALLED = re.compile(
    r"(?:[Pp]ria|[Ll]elaki|[Ll]aki-laki|[Pp]erempuan|[Ww]anita|[Ii]bu|[Bb]apak|[Kk]akek|[Nn]enek|[Pp]emuda|[Gg]adis|[Ss]osok)[^.\n]{0,40}?\b"
    r"(?:yang\s+(?:(?:akrab|karib|biasa|kerap|sering)\s+)?(?:disapa|dipanggil)|bernama\s+asli|pemilik\s+nama\s+asli)\s+"
    + _NICKNAME
)
#: Before the full name of somebody who was called otherwise: "Gus Mufid, panggilan akrab Ahmad Mufid".
_CALL_OF = re.compile(r",\s(?:nama\s)?(?:panggilan|sapaan)(?:\s(?:akrab|karib))?\s(?:(?:dari|bagi|untuk)\s)?(?=[A-Z])")
_SO_CALLED = re.compile(r",\s(?:begitu\s)?(?:sapaan|panggilan)\s(?:akrab|karib)nya\b(?!\s[A-Z])")
_AGED = re.compile(r"\s\(\d{1,3}(?:\stahun)?\)|,\s\d{1,3}(?:\stahun)?,")
_FULL_IS = re.compile(r"\b(?:ber)?nama lengkap(?:nya)? (?:adalah )?$")
#: Before a place and never before a person.
_WHERE = frozenset(["di", "ke", "dari", "asal", "pemerintah", "warga", "negara", "kota"])
#: Words of a full name that do not stand for the person.
_NO_PART = PLACES | HONORIFICS
_CALLERS = HONORIFICS | {"gus", "mak", "emak", "uda", "tuan"}
#: Behind the full name of somebody who was called otherwise before.
_IN_FULL = re.compile(r",?\s(?:begitu\s|demikian\s)?nama\slengkapnya\b")
#: A family name with its particle: "von Hartmann", "al-Banna".
_PARTICLED = re.compile(
    r" ((?:(?:van|von|der|den|de|da|dos|el|al) )+[A-Z][\w'’-]+|(?:al|el|ash|as|an|ad|at|ar|az)-[A-Z]\w+)$"
)
_IN_WORD = re.compile(r"[\w-]")
_BEFORE = re.compile(r"(\w[\w.'’-]*)[^\S\n]+$")
_AFTER = re.compile(r"[^\S\n]+([A-Z][\w'’-]*)")


def find_names(text: str, tagger: Tagger) -> Named:
    """The names of a text, each with what it is called in full, with roles and aliases."""
    read = [name for span in sentences(text) for name in tagger.names(span.text, span.start, OWN)]
    tidy = [name for found in read if (name := tidied(text, found)) is not None]
    tidy = list(held(text, list(widened(text, list(parted(text, in_regions(text, tidy)))))))
    tidy = list(kinds_of(text, completed(text, list(bared(text, list(cued(text, tidy)))))))
    tidy = list(unbracketed(text, whole(text, tidy)))
    names = undecorated(text, sorted(known(text, _settled(text, tidy)), key=lambda name: name.start))
    found = sorted([*_mentions(text, names), *_again(text, names)], key=lambda one: one.start)
    seen = [Name(start=one.start, end=one.end, kind=one.kind, score=one.score) for one in found]
    aliases = tuple(_introduced(text, seen))
    mentions = tuple(_linked(found, aliases, lambda name: _is_introduced(text, found, name)))
    return Named(mentions=mentions, roles=tuple(find_roles(text, mentions)), aliases=aliases)


def _settled(text: str, names: list[Name]) -> list[Name]:
    """One spelling, one kind: the one that the model is surest of in all. A person's part is a person."""
    votes: Counter[tuple[str, NameKind]] = Counter()
    for name in names:
        weight = 4 if name.score == CERTAIN else 1
        votes[text[name.start : name.end], name.kind] += round(name.score * 1000) * weight
    people = {text[name.start : name.end] for name in names if name.kind == "person"}
    parts = {part for person in people if " " in person for part in _parts(person)}
    parts |= {first for person in people if " " in person and _acts(text, first := person.split(" ")[0])}

    def kind(name: Name) -> NameKind:
        spelled = text[name.start : name.end]
        if spelled in parts and " " not in spelled:
            return "person"
        kinds: tuple[NameKind, ...] = ("person", "organisation", "place")
        return max(kinds, key=lambda one: (votes[spelled, one], one == name.kind))

    return [replace(name, kind=kind(name)) for name in names]


def _acts(text: str, word: str) -> bool:
    """Whether a word that is a place too is somebody here: "kata Oman", "Pak Oman", and nothing happens in it."""
    if word.lower() not in PLACES:
        return False
    before = [found[1].lower() for found in re.finditer(rf"(\w+)[.,]? {re.escape(word)}\b", text)]
    return not _WHERE.intersection(before) and not (CUES | HONORIFICS).isdisjoint(before)


def _mentions(text: str, names: Iterable[Name]) -> Iterator[Mention]:
    for name in names:
        spelled = text[name.start : name.end]
        yield Mention(
            start=name.start, end=name.end, kind=name.kind, name=spelled, rule="model", score=round(name.score, 3)
        )


def _again(text: str, names: list[Name]) -> Iterator[Mention]:
    """The same names, and people's first and last names, where the model did not see them."""
    wanted: dict[str, tuple[NameKind, str, float]] = {}
    for name in names:
        spelled = text[name.start : name.end]
        if name.score < SURE or not spelled[0].isupper():
            continue
        if name.kind == "person" and " " in spelled:
            for part in (*_parts(spelled), *_PARTICLED.findall(spelled)):
                wanted.setdefault(part, ("person", "part", name.score))
        bare = _BRACKETS.sub("", spelled)
        if len(bare) > 2 or bare.isupper():
            wanted[bare] = (name.kind, "again", name.score)
    taken = Spans((name.start, name.end) for name in names)
    bodies = {name.end for name in names if name.kind != "person"}
    for start, end in _occurrences(text, wanted):
        kind, rule, score = wanted[text[start:end]]
        beside = kind == "person" and start - 1 in bodies  # "Bupati Lamongan Fadeli"
        if taken.over(start, end) or not _alone(text, start, end, beside=beside) or stands_as_degree(text, start, end):
            continue
        yield Mention(start=start, end=end, kind=kind, name=text[start:end], rule=rule, score=round(score, 3))


def _occurrences(text: str, spellings: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where any of the spellings stands as words of its own, the longest at each place; a pattern of all costs more."""
    found = []
    for spelled in spellings:
        start = text.find(spelled)
        while start >= 0:
            end = start + len(spelled)
            if not _IN_WORD.match(text, start - 1 if start else len(text)) and not _IN_WORD.match(text, end):
                found.append((start, -end))
            start = text.find(spelled, start + 1)
    last = 0
    for start, end in sorted(found):
        if start >= last:
            last = -end
            yield start, last


def _alone(text: str, start: int, end: int, *, beside: bool = False) -> bool:
    """Whether a name stands for itself: not inside a longer run of capitals, such as a street or a company.

    What ends right before it may be another name, `beside` it.
    """
    before, after = _BEFORE.search(text[max(0, start - 30) : start]), _AFTER.match(text, end)
    if after is not None:
        return False
    if beside or before is None or not before[1][0].isupper() or before[1].endswith("."):
        return True
    return before[1].strip(".").lower() in HONORIFICS or begins_sentence(text, start - len(before[0]))


def _introduced(text: str, names: Sequence[Name]) -> Iterator[Alias]:
    """Other names that the article gives: "Amerika Serikat (AS)", "Siti Marwiyah, yang akrab disapa Mak Ijah"."""
    seen = set()
    people = [name for name in names if name.kind == "person"]
    for before, name in pairwise(people):
        if _SO_CALLED.match(text, name.end):
            yield Alias(name=text[before.start : before.end], alias=text[name.start : name.end], kind="person")
            continue
        told = _IN_FULL.match(text, name.end) or _FULL_IS.search(text, max(0, name.start - 30), name.start)
        if told or _calls(text, before, name):
            full, short = text[name.start : name.end], text[before.start : before.end]
            seen.add((full, short))
            yield Alias(name=full, alias=short, kind="person")
    for name in names:
        bare = _BRACKETS.sub("", text[name.start : name.end])
        for alias in (_short(text, name, bare), *_called(text, name, names)):
            if alias and alias != bare and not {(bare, alias), (alias, bare)} & seen:
                seen.add((bare, alias))
                yield Alias(name=bare, alias=alias, kind=name.kind)


def _calls(text: str, name: Name, other: Name) -> bool:
    """Whether a name is only what the other is called: "Gus Mufid, panggilan akrab Ahmad Mufid"."""
    call = _CALL_OF.match(text, name.end)
    first, _, rest = text[name.start : name.end].partition(" ")
    return call is not None and call.end() == other.start and (not rest or first.lower() in _CALLERS)


def _short(text: str, name: Name, bare: str) -> str:
    """What shortens a name in the brackets within or behind it. A body's may be of another language, in capitals."""
    short = _BRACKETS.search(text[name.start : name.end]) or _FOLLOWING.match(text, name.end)
    if short is None:
        return ""
    foreign = name.kind == "organisation" and short[1].isupper() and 2 < len(short[1]) < 7
    return short[1] if foreign or _shortens(short[1], bare) else ""


def _called(text: str, name: Name, names: Sequence[Name]) -> Iterator[str]:
    """What a person is called, behind the full name or behind "pria yang akrab disapa" before anybody else is named."""
    if name.kind != "person":
        return
    found = _CALLED.match(text, name.end)
    if found is None:
        after = bisect_right(names, name.end, key=lambda one: one.start)
        later = (names[place] for place in range(after, len(names)))
        nearest = next((one.start for one in later if one.kind == "person"), len(text))
        found = _WHO_IS_CALLED.search(text, name.end, nearest + 30)
        if found is None or found.start(1) > nearest:
            return
    yield found[1].strip(' “"')


def _shortens(short: str, name: str) -> bool:
    """Whether a bracket shortens a name: its letters stand in the name in that order, the first at its beginning."""
    letters = iter(name.lower())
    bare = [letter for letter in short.lower() if letter.isalpha()]
    return len(bare) > 1 and name[:1].lower() == bare[0] and all(letter in letters for letter in bare)


def _is_introduced(text: str, found: Sequence[Mention], name: str) -> bool:
    """Whether the article says who bears a name, by a role in front or an age behind."""
    first = next(one for one in found if one.name == name)
    return role_before(text, first.start) is not None or _AGED.match(text, first.end) is not None


def _linked(
    found: list[Mention], aliases: tuple[Alias, ...], is_introduced: Callable[[str], bool] = lambda _: False
) -> Iterator[Mention]:
    """Each mention with what it is called in full."""
    given = {(alias.kind, _untitled(alias)): alias.name for alias in aliases}
    given |= {(alias.kind, alias.alias): alias.name for alias in aliases}
    fuller = Fuller((one.name for one in found if one.kind == "person"), is_introduced)
    bodies = sorted({one.name for one in found if one.kind == "organisation"})
    last_named: dict[str, int] = {}
    for one in found:
        spelled = _BRACKETS.sub("", one.name)
        name = given.get((one.kind, spelled), spelled)
        if one.kind == "person":
            name = fuller.of(name, last_named)
            name = given.get((one.kind, name), name)  # "Ami" of "Ami Lontara", which Siti is called
        elif one.kind == "organisation":
            name = _whole(name, bodies)
        if name == spelled:
            name = _KNOWN[one.kind].get(spelled, spelled)
        last_named[name] = one.start
        yield replace(one, name=name)


def _untitled(alias: Alias) -> str:
    """An alias as it is found: of "Mbah Nem" the title is no part of the name."""
    first, _, rest = alias.alias.partition(" ")
    return rest if alias.kind == "person" and rest and first.lower() in HONORIFICS else alias.alias


def _whole(name: str, bodies: Sequence[str]) -> str:
    """The longer name of a body that begins with this one, where the article has one only: of "DPRD" in its town."""
    following = (bodies[place] for place in range(bisect_left(bodies, f"{name} "), len(bodies)))
    longer = (
        other
        for other in takewhile(lambda other: other.startswith(f"{name} "), following)
        if not _BRACKETS.search(other)
    )
    first, second = next(longer, name), next(longer, None)
    return first if second is None else name


def _parts(person: str) -> list[str]:
    """The words of a full name that may stand for the person: not initials, and none that is a place by itself."""
    return [
        word
        for word in person.split()
        if len(word) > 2 and word[0].isupper() and word.isalpha() and word.lower() not in _NO_PART
    ]
