"""Offices that are spoken of, and names that only an office leads in: words come in, what they say goes out. Pure.

"Wapres" is whoever is "Wakil Presiden (Wapres)", and of "Prakirawan BMKG Rinto Lontar" the name are the last two words.
"""

from __future__ import annotations

import re

from analysis.edges import DAYS, HONORIFICS, NO_NAME, OF_PLACE, PEOPLE, TITLES, bare
from analysis.lexicon import read_lexicon
from analysis.roles import FORMER

_SHORT: dict[str, str] = read_lexicon("roles")["short"]
#: A name that only ends a description: "relawan Rinto Lontar".
_BEHIND = re.compile(r"([a-z]+) ((?:[A-Z][\w'’-]+ )+[A-Z][\w'’-]+)")
#: Of whom there are many, so that what follows is rather where they are from.
_GROUPS = frozenset(["warga", "penduduk", "petani", "nelayan", "pedagang", "buruh", "pekerja", "karyawan", "mahasiswa"])


def is_office(words: list[str], role: str, *, definite: bool) -> bool:
    """Whether an office that is spoken of is this role; with "itu" behind it fewer words must agree."""
    own = re.findall(r"[\w'’-]+", role.lower())
    if not own:
        return False
    former = len(words) > 1 and words[0] in FORMER
    if former and own[0] not in FORMER:
        return False  # "mantan bupati itu" is not whoever holds the office now
    own = own[1:] if len(own) > 1 and own[0] in FORMER else own
    words = words[1:] if former else words
    short = words[0] in _SHORT
    words, own = _in_full(words), _in_full(own)
    return own[0] == words[0] and (set(words) - {"dan"} <= set(own) or (definite and not short))


def _in_full(words: list[str]) -> list[str]:
    """The words of an office with its short name written out, or as it is mostly called: "juru taktik" is a coach."""
    both = _SHORT.get(" ".join(words[:2]))
    return [*both.split(), *words[2:]] if both else [*_SHORT.get(words[0], words[0]).split(), *words[1:]]


def own_words(run: str) -> list[str]:
    """The words of a name in capitals without the office in front and the day behind."""
    words = run.split()
    office = bare(words[0]) in TITLES
    last = max((place for place, word in enumerate(words[:-1]) if office and _leads_in(word)), default=-1)
    return [word for word in words[last + 1 :] if bare(word) not in HONORIFICS | DAYS]


def _leads_in(word: str) -> bool:
    """Whether a word with a capital is none of the name that follows: an office, a place, a body's letters."""
    return bare(word) in NO_NAME or (len(word) > 2 and word.isupper() and word.isalpha())


def name_behind(phrase: str) -> str:
    """The name that only ends a description of one person, or nothing."""
    found = _BEHIND.fullmatch(phrase)
    return found[2] if found is not None and found[1] not in _GROUPS else ""


def without_seat(text: str, office: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """The name behind an office without the unknown place before it: "Kepala Desa Kalipare Goruru Tewin"."""
    first, _, rest = text[start:end].partition(" ")
    seated = office[0].split()[-1].lower() in OF_PLACE and start == office.end() + 1
    cut = seated and " " in rest and first.lower() not in PEOPLE
    return (start + len(first) + 1, end) if cut else (start, end)
