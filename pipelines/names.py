"""From what a byline holds to the names of people: a raw text in; clean names, agencies and nothing else out.

Desks, outlets, accounts and agencies are told from people here; which role they had is told in `byline`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.items import Role

_WORDS = tomllib.loads((Path(__file__).with_name("byline.toml")).read_text(encoding="utf-8"))
#: label → role; None for labels whose names are no byline.
LABELS: dict[str, Role | None] = {
    label: None if role == "none" else role for role, labels in _WORDS["labels"].items() for label in labels
}
_AGENCIES = {re.sub(r"\W+", "", name): name for name in _WORDS["names"]["agencies"]}
_DESKS = frozenset(_WORDS["names"]["desks"])
_PROSE = frozenset(_WORDS["names"]["prose"])
_PARTICLES = frozenset(_WORDS["names"]["particles"])
_DEGREE = re.compile(rf"^{_WORDS['names']['degrees']}$")
_ROLE_WORD = "|".join(sorted((re.escape(label) for label in LABELS if len(label) > 3), key=len, reverse=True))
_JOIN = re.compile(r"\s*(?:[;/&|•·+\n]|\bdan\b|\band\b|\bserta\b|\s[-–—]+\s|\s[-–—]+|[-–—]+\s)\s*", re.IGNORECASE)
_ROLE_STARTS = frozenset(label[:4] for label in LABELS if len(label) > 3)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NOISE = re.compile(r"\S+@\S+|@\w+|https?://\S+|\bwww\.\S+|\s{2,}")
_OUTLET = re.compile(r"\b[\w-]+\.(?:com|co|id|net|org|tv|news|co\.id|go\.id|ac\.id|or\.id|my\.id)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:oleh|by|penulis|reporter|editor|rep|red|pewarta|author|written by)\b\s*[:\-–]?\s*)+", re.IGNORECASE
)
_PLACED = re.compile(rf"^(?P<label>{_ROLE_WORD})\b[\s:]*(?P<rest>.*)$", re.IGNORECASE)
_INITIALS = re.compile(r"^(?:[a-z]{2,4}|[A-Z]{2,3}|[A-Z]-\d{1,2})$")
_SIGNS, _NO_LETTERS = re.compile(r"\W+"), re.compile(r"[\W_]+")
#: A name's last word that keeps its stop.
_SHORT = re.compile(r"\b(?:[A-Z]|Jr|Sr|St)$")
_LONGEST, _MOST_WORDS = 45, 6
#: No byline is longer; patterns tried at each of 400,000 signs took eleven minutes.
_LONGEST_BYLINE = 2000


@dataclass(frozen=True, kw_only=True)
class Names:
    """The people of one raw text, the agencies beside them, and a role that the text itself gave them."""

    people: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    role: Role | None = None


def read_names(text: str, outlets: frozenset[str], *, trusted: bool = True) -> Names:
    """The people in a raw byline. `outlets` are keys of the outlet's own names; without `trusted` (a stamp for
    machines, a class) a single small word is an account, not a name."""
    people: dict[str, None] = {}
    agencies: dict[str, None] = {}
    initials: dict[str, None] = {}
    role: Role | None = None
    for piece in _pieces(text):
        placed = _PLACED.match(piece) if piece[:4].lower() in _ROLE_STARTS else None
        if placed and placed["label"].lower() in LABELS:
            role = role or LABELS[placed["label"].lower()]
            piece = "" if "," in text or not trusted else placed["rest"]
        if agency := agency_of(piece, outlets):
            agencies[agency] = None
        elif _INITIALS.match(piece) and key_of(piece) not in outlets and piece.lower() not in _DESKS:
            initials.setdefault(piece)
        elif name := person_of(piece, outlets, trusted=trusted):
            people.setdefault(name)
    # "Nama / ABC" gives one person twice: the name is kept, the initials are only for who has no name.
    short = () if people or not trusted else tuple(initials)
    return Names(people=tuple(people), initials=short, agencies=tuple(agencies), role=role)


def picture_of(text: str, outlets: frozenset[str]) -> tuple[str, ...]:
    """The people after a picture's owner: "Outlet/Nama", "ANTARA FOTO/Nama"."""
    owner, bar, rest = text.partition("/")
    key = key_of(owner)
    ours = key in outlets or key in _AGENCIES or (len(key) > 3 and any(name.startswith(key) for name in outlets))
    return read_names(rest, outlets).people if bar and ours else ()


def agency_of(text: str, outlets: frozenset[str]) -> str | None:
    """The agency that a text names, as printed; None where it is none, or the outlet itself."""
    key = key_of(text)
    name = text.strip(" .,:;")
    # "Sumber: antara" names whom others call "Antara".
    return (name.title() if name.islower() else name) if key in _AGENCIES and key not in outlets else None


def person_of(text: str, outlets: frozenset[str], *, trusted: bool = True) -> str | None:
    """The text as a person's name, or None."""
    name = _LEAD.sub("", text).strip(" .,:;|-–—_*•()[]\"“”'’")
    if text.rstrip().endswith(".") and _SHORT.search(name):
        name += "."
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or len(name) < 3:
        return None
    if any(c.isdigit() or c in "@/\\<>{}=?!%#_|:" for c in name) or _OUTLET.search(name):
        return None
    plain = [_SIGNS.sub("", word).lower() for word in words]
    # A label vouches for its names: "Lalu" is a word of sentences, and in Lombok a first name.
    prose = (word for word, whole in zip(plain, words, strict=True) if not trusted or whole[0].islower())
    if not _DESKS.isdisjoint(plain) or not _PROSE.isdisjoint(prose) or (key := key_of(name)) in outlets:
        return None
    if len(words) < 3 and any(len(outlet) > 4 and outlet in key for outlet in outlets):
        return None
    return _cased(name, words, trusted=trusted)


def key_of(text: str) -> str:
    """Letters and digits in small, for comparing names."""
    return text.lower() if text.isalnum() else _NO_LETTERS.sub("", text).lower()


def _cased(name: str, words: list[str], *, trusted: bool) -> str | None:
    """The name in the case of names; None where its words are not written like a name's."""
    letters = [c for c in name if c.isalpha()]
    if not letters:
        return None
    if all(c.isupper() for c in letters):
        return name if len(words) == 1 and len(letters) < 4 and not trusted else _titled(words)
    if all(c.islower() for c in letters):
        return _titled(words) if trusted or len(words) > 1 else None
    small = [word for word in words if word[0].islower() and word.lower().strip(".'’-") not in _PARTICLES]
    if small and (not trusted or len(small) > 1 or words[0] == small[0]):
        return None
    return " ".join(words)


def _titled(words: list[str]) -> str:
    """Caps to a capital each; initials with dots and particles inside the name keep their form."""
    made = []
    for n, word in enumerate(words):
        if n and word.lower() in _PARTICLES:
            made.append(word.lower())
        elif "." in word.rstrip("."):
            made.append(word.upper())
        else:
            made.append("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")))
    return " ".join(made)


def _pieces(text: str) -> Iterator[str]:
    """A raw byline at its joints; degrees after a comma fall off."""
    text = _NOISE.sub(" ", text[:_LONGEST_BYLINE])
    inside = [a or b for a, b in _BRACKETS.findall(text)]
    outside = _BRACKETS.sub(" | ", text)
    for part in _JOIN.split(outside):
        for n, piece in enumerate(part.split(",")):
            words = " ".join(piece.split())
            if words and not (n and _DEGREE.match(words)):
                yield words
    for part in inside:
        # In brackets stand roles, accounts and agencies; of these the agency is kept and the role heard.
        if agency_of(part, frozenset()) or part.strip().lower() in LABELS:
            yield part.strip()
