"""Who holds an office, where the name of the body swallowed theirs: spans of names come in, parted spans go out. Pure.

"kata pelatih Persiwana Carlos Tevano", "dosen Universitas Lontar Arya Jatmika menilai": no comma parts body and
person, and of invented words, as of a reader's home town, no model knows which are which. Somebody speaks there, and
behind a role the one who speaks is named: so the last words are a person's. What the article itself tells goes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from analysis.bodies import SEATED
from analysis.edges import (
    COMPANY,
    COMPOUND,
    DAYS,
    GIVEN,
    HEADS,
    HONORIFICS,
    NO_NAME,
    OPENERS,
    OTHERS,
    PEOPLE,
    UNSEATED,
    WORD_BEFORE,
    bare,
    is_ordinary,
    starts_sentence,
)
from analysis.lexicon import read_lexicon
from analysis.names import Name
from analysis.particles import PARTICLES
from analysis.parting import BODIES_AND_PLACES
from analysis.roles import begins_office, role_before
from analysis.speech import word_set
from analysis.widening import run_over

_SAYING = frozenset(HEADS["saying"].split()) | word_set("cue", "say", "ask", "passive")
#: Behind one of them somebody is named because they speak.
_NAMES_SPEAKER = _SAYING | {"oleh", "menurut"}
_LISTS = read_lexicon("kinds")
#: Words that end what a body is called: of "Direktur Lontar Watch Hairul" none is the person's.
_BODY_ENDS = frozenset(f"{_LISTS['organisation_behind']} {_LISTS['bureau']}".split())
_NO_PERSONS, _BUREAUS = NO_NAME | _BODY_ENDS, frozenset(_LISTS["bureau"].split())
_ORGANISATIONS, _PARTICLES = frozenset(HEADS["organisation"].split()), frozenset(PARTICLES.split("|"))
#: Heads whose office is a body's, mostly of one word: "CEO Gojalan", "pelatih Persiwana", "Presiden Kastovia".
_OF_BODY = frozenset(_LISTS["of_body"].split())
_WORD_BEHIND = re.compile(r" ([a-z]+)")
_DEGREES = re.compile(r", (?:[A-Z][A-Za-z]{0,3}\.){2,}")
_VERB = re.compile(r"(?:me[mnlry]?|ber|di|ter)[a-z]{4,}|juga|pun|turut|akan|telah|sudah")
_GIVEN_TITLE = re.compile(r"(?<!\w)(?:Ratu|Pangeran|Sultan|Raja|Putri) $")
#: A title that opens a name and stands in none: what is before it is a body's.
_TITLE_WITHIN = re.compile(
    r" (?:KH\.?|K\.H\.|Hj\.?|Dr\.?|dr\.|drg\.|Drs\.?|Dra\.?|Ir\.|Prof\.?|Usta[dz]z?|Ustazah|Tgk\.?|Pdt\.?|Mgr\.|AKBP"
    r"|AKP|Kompol|Iptu|Ipda|Kombes(?: Pol)?|Brigjen(?: Pol| TNI)?|Irjen(?: Pol)?|Letkol(?: Inf)?|Kolonel(?: Inf)?) "
    r"(?=[A-Z][a-z])"
)
_ENDS = re.compile(r"[.,;:)“”\"\n]|\s[(]|\Z")
#: A name behind a comma has the office: "kata Ketua Komisi Pemilihan Umum Wanasari, Siti".
_APPOSED = re.compile(r",\s(?:[A-Z][a-z]{0,4}\.\s|K?H\.?\s)*([A-Z][\w'’-]+)")
_AFTERWARDS = frozenset(_LISTS["afterwards"].split())
#: A school by its number, before the place where it is; a body's short name, before its place or the person.
_NUMBERED = re.compile(r"\b(?:S[DM][A-Z]{0,2}|M[AIT][A-Za-z]{0,3}|Negeri|Puskesmas|Daop|Dapil|Divre|Polsek) \d{1,3} $")
_SHORTENED = re.compile(r"\([A-Z][\w.-]+\) $")
#: Towns and regencies, whose names are known unless they are of one word.
_REGIONS = frozenset(["kabupaten", "kota", "kab"])
_VILLAGES = frozenset(["kelurahan", "kecamatan", "desa", "dusun", "distrik"])
#: Endings that people's names have and places' have not.
_PERSONS = re.compile(r"(?:udd?in|ullah|wati|ningsih|anto|iono|awan|yadi)$|^[A-Z]$")
_OF_COUNTRY = frozenset(_LISTS["of_country"].split())
_COUNTRY = re.compile(r"[A-Z]\w{2,}(?:stan|land|[ao]via|onia|esia|lia|ria|gia|nia|bia|mia)")


def held(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The names, with people who speak for a body or place parted from it."""
    names = _particled(text, names)
    times = Counter(text[name.start : name.end] for name in names if name.kind != "person")
    for place, name in enumerate(names):
        spelled = text[name.start : name.end]
        first, _, rest = spelled.partition(" ")
        short = not rest or (" " not in rest and not (first in BODIES_AND_PLACES and first.isupper()))
        if name.kind == "person" or short or spelled in BODIES_AND_PLACES:
            yield name
            continue
        after = names[place + 1].start if place + 1 < len(names) else len(text)
        stop = run_over(text, name.start, name.end, after)
        words, count = text[name.start : stop].split(" "), 0
        if not after <= stop + 2 < len(text) and _speaks(text, replace(name, end=stop)):
            count = _body_words(words, {one for one in times if one != spelled or times[one] > 1})
        if not count:
            yield name
            continue
        end = name.start + len(" ".join(words[:count]))
        yield replace(name, end=end)
        yield Name(start=end + 1, end=stop, kind="person", score=0.5)


def _particled(text: str, names: Sequence[Name]) -> list[Name]:
    """The names, with a first name that was taken for a body's last word: "Persiwana Ezra", "Van Dijk"."""
    found = list(names)
    for place, (name, after) in enumerate(pairwise(found)):
        last = text.rfind(" ", name.start, name.end) + 1
        first, _, rest = text[after.start : after.end].partition(" ")
        body = text[name.start : last].split()
        whole = (not rest and len(body) > 1 and bare(body[0]) in OTHERS) or _of_letters(body)
        alone = whole and role_before(text, name.start) is not None
        if (
            name.kind != "person" == after.kind
            and after.start == name.end + 1
            and (alone or first.lower() in _PARTICLES)
            and last > name.start
            and bare(text[last : name.end]) not in COMPANY
            and _may_be_persons(text[last : name.end])
        ):
            found[place], found[place + 1] = replace(name, end=last - 1), replace(after, start=last)
    return list(_unseated(text, found))


def _of_letters(body: Sequence[str]) -> bool:
    """Whether a body is told by its letters alone, and is none of those that every town has."""
    return len(body) == 1 and len(body[0]) > 2 and body[0].isupper() and body[0] not in SEATED


def _unseated(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """People with the word before that was taken for a place, where none can be: "aktor Cilen Zulaikha"."""
    start = -1
    for name, after in zip_longest(names, names[1:]):
        if name is None:
            continue
        if start >= 0:
            name, start = replace(name, start=start), -1
        before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
        beside = after is not None and after.kind == "person" and after.start == name.end + 1
        spelled = text[name.start : name.end]
        unseated = name.kind == "place" and beside and before is not None and before[1].lower() in UNSEATED
        if unseated and " " not in spelled and bare(spelled) not in NO_NAME:
            start = name.start
            continue
        yield name


def bared(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """People without the body's last words in front, and with a title that is their name."""
    for name in names:
        words = text[name.start : name.end].split(" ")
        if name.kind == "person" and len(words) == 2 and words[0] in BODIES_AND_PLACES and bare(words[1]) not in PEOPLE:
            name = replace(name, kind="organisation")  # "Walhi Lontara"
        if name.kind == "person":
            if (title := _TITLE_WITHIN.search(text, name.start, name.end)) is not None:
                yield from _headed(text, replace(name, end=title.start()))
                name = replace(name, start=title.end())
            name = _without_body(text, name, words) if len(words) > 2 else name
            name = _called_by_title(text, name)
        yield name


def _headed(text: str, name: Name) -> Iterator[Name]:
    """The body whose name a person's span began with: "Ponpes Nurul Lathif" before "KH"."""
    before = WORD_BEFORE.search(text, max(0, name.start - 24), name.start)
    if before is not None and before[1][0].isupper() and before[1].lower() in _ORGANISATIONS:
        yield replace(name, start=before.start(1), kind="organisation")


def _called_by_title(text: str, name: Name) -> Name:
    """A person with the title of a king that is a given name: not behind another title, nor before an office."""
    title = _GIVEN_TITLE.search(text, max(0, name.start - 12), name.start)
    if title is None:
        return name
    before = WORD_BEFORE.search(text, max(0, title.start() - 24), title.start())
    titled = before is not None and bare(before[1]) in HONORIFICS
    apposed = text.startswith(", ", title.start() - 2) and role_before(text, title.start()) is not None
    office = text.startswith(", ", name.end) and begins_office(text, name.end + 2)
    given = titled or ((apposed or office) and title[0] in {"Ratu ", "Sultan "})  # "Pangeran" is the king's son
    return replace(name, start=title.start()) if given else name


def _body_words(words: Sequence[str], others: Container[str]) -> int:
    """How many words of a span are the body's, where somebody who speaks for it is named in it; 0 where nobody is.

    `others` are the bodies and places that the article names beside those that everybody knows.
    """
    headed = bare(words[0]) in OTHERS
    least = 2 if headed else 1
    last = next((place for place in range(len(words) - 1, -1, -1) if not _may_be_persons(words[place])), -1)
    least = max(least, last + 1)
    if least >= len(words):
        return 0
    for count in range(len(words) - 1, least - 1, -1):
        if (body := " ".join(words[:count])) in others or body in BODIES_AND_PLACES:
            return count
    for count in range(least, len(words) - 1):
        if bare(words[count]) in GIVEN:
            return count
    if len(words) - 2 >= least + (headed and last < 1):
        return len(words) - 2 if len(words) > 3 or not headed else 0
    if words[0].lower() in _VILLAGES and len(words) == 4 and words[1].lower() not in COMPOUND:
        return 2
    region = words[0].lower() in _REGIONS and len(words) == 3 and words[1].lower() not in COMPOUND
    return 2 if region and least < 3 else 0


def _may_be_persons(word: str) -> bool:
    known = bare(word) in PEOPLE
    own = word[:1].isupper() and not word.isupper() and bare(word) not in _NO_PERSONS
    return own and (known or not is_ordinary(word))


def _speaks(text: str, name: Name) -> bool:
    """Whether somebody with a role speaks here: "kata pelatih …," or "Pelatih … mengatakan"."""
    role = role_before(text, name.start)
    if role is None:
        return False
    if _DEGREES.match(text, name.end):
        return True
    lead = WORD_BEFORE.search(text, max(0, role[0] - 24), role[0])
    opens = starts_sentence(text, role[0]) or (lead is not None and lead[1].lower() in OPENERS)
    behind = _WORD_BEHIND.match(text, name.end)
    if behind is None:
        apposed = _APPOSED.match(text, name.end)
        if not _ENDS.match(text, name.end) or (apposed and bare(apposed[1]) not in DAYS):
            return False
    elif behind[1] in _SAYING or (opens and _VERB.fullmatch(behind[1])):
        return True
    elif behind[1] not in _AFTERWARDS:
        return False
    return lead is not None and lead[1].lower() in _NAMES_SPEAKER


def _of_body(word: str) -> bool:
    """Whether a word in front of a person is a body's: the last of its name, or all of it."""
    return (bare(word) in _BODY_ENDS or word in BODIES_AND_PLACES) and bare(word) not in PEOPLE


def _without_body(text: str, name: Name, words: Sequence[str]) -> Name:
    """A person without the body's last words in front: "Meteorologi Wanasari Ginanti", "CEO Gojalan Kevin Suryadi"."""
    start, left = name.start, list(words)
    while len(left) > 1 + (left[0] in BODIES_AND_PLACES) and _of_body(left[0]):
        start += len(left.pop(0)) + 1
    before = WORD_BEFORE.search(text, max(0, name.start - 40), name.start)
    of_body = before is not None and before[1].lower() in _OF_BODY and any(bare(word) in GIVEN for word in left[1:])
    bureau = before is not None and before[1].lower() in _BUREAUS
    cut = bureau or start > name.start or _NUMBERED.search(text, max(0, name.start - 20), name.start) is not None
    short = _SHORTENED.search(text, max(0, name.start - 20), name.start) is not None
    of_body = (
        of_body or (before is not None and before[1] in SEATED) or (short and len(left) > 2 and bare(left[1]) in GIVEN)
    )
    country = before is not None and before[1].lower() in _OF_COUNTRY
    cut = cut or of_body or (country and _COUNTRY.fullmatch(left[0]) is not None)
    titled = bare(left[0]) in PEOPLE or bare(left[0]) in HONORIFICS
    if cut and len(left) > 2 and not titled and not _PERSONS.search(left[0]):
        start += len(left[0]) + 1
    return replace(name, start=start)
