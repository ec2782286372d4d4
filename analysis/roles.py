"""What people are: a text and the names in it come in, roles with their places go out. Pure.

"juru bicara Gedung Putih Jen Psaki", "Andrey Kortunov, kepala Dewan Urusan Internasional Rusia", "Presiden Rusia,
Vladimir Putin". Walking back from a name over capitals, names and a few small words to a word that begins a role found
71 % of the roles in Kompas articles (PFSA-ID), 99 % of those rightly; the longer list of words is for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest

from analysis.appositions import apposed_before, apposed_behind, opens_clause
from analysis.degrees import DEGREE
from analysis.described import QUANTIFIERS, clause_at, told_of
from analysis.edges import HONORIFICS, WORD_BEFORE, bare, may_hold, starts_sentence
from analysis.lexicon import read_lexicon
from analysis.named import Mention, Role
from analysis.speech import CUES
from analysis.text import begins_sentence

_LISTS = read_lexicon("roles")
_RANKS = frozenset(_LISTS["rank"].split())
_CORPS = frozenset(_LISTS["corps"].split())
_HEADS = frozenset(head for key in ("office", "trade", "kinship") for head in _LISTS[key].split())
_FIRST = frozenset(head.partition("_")[0] for head in _HEADS)
_KIN = frozenset(_LISTS["kinship"].split())
OF_ONE = frozenset(_LISTS["of_one"].split())
#: Which of the relatives.
WHICH = frozenset(_LISTS["which"].split())
_LONGEST = max(head.count("_") for head in _HEADS) + 1
#: What says of an office that it is over, or to come.
FORMER = frozenset(["mantan", "bekas", "eks", "calon"])
_POINTERS = frozenset(["itu", "ini", "tersebut"])
_TOKEN = re.compile(r"[\w&][\w.'’/&-]*|[^\w\s]")
_FURTHEST = 16
#: The longest role behind a name, in characters.
_FARTHEST = 120
_AGE = re.compile(r"\s*\(\d{1,3}(?:\s*tahun)?\)|,\s\d{1,3}(?:\s+tahun)?(?=,)")
_DEGREES = re.compile(rf"(?:{DEGREE})+(?=,|\s)")
_APPOSED = re.compile(r",?\s+selaku\s+|\s+sebagai\s+|\s(?=[a-z])|,\s+(?:seorang\s+|salah\s+(?:satu|seorang)\s+)?(?=\w)")
_WORDS_BETWEEN = re.compile(r"(?<![\w.])[a-z]{2,}")
#: Whom a crime was done to has not done it: "Pelaku pemerkosaan Siti".
_DONE_TO = re.compile(
    r"(?:terhadap|pembunuhan|pemerkosaan|penganiayaan|pencabulan|penculikan|penembakan|pengeroyokan|penusukan|penikaman"
    r"|pelecehan|penyiksaan|penyerangan|kematian|hilangnya)$",
    re.IGNORECASE,
)
_ITEM_BEHIND = re.compile(r" \d{1,2}$")
_ITEM = re.compile(r"\d{1,2}[.)]")
_PLACES = re.compile(r"(?:, (?:Kecamatan|Kabupaten|Kota|Kelurahan|Desa|Provinsi)(?: [A-Z]\w+)+)+")
_APPOSED_END = re.compile(
    r"[.,](?!\d)|[;:!?()\"“”\n]|\s(?:yang|saat|ketika|usai|dalam|kepada|pada|dengan|karena|seusai)\s"
)


def find_roles(text: str, mentions: Iterable[Mention]) -> Iterator[Role]:
    """The roles beside people's names; one that stands between two mentions of the same person once."""
    seen: set[tuple[int, str]] = set()
    met: set[str] = set()
    known: set[str] = set()
    last, listed = 0, -1
    people = [one for one in mentions if one.kind == "person"]
    for one, after in zip_longest(people, people[1:]):
        span = role_before(text, one.start, _floor(text, last, one.start))
        if span is not None and one.name in met and _of_somebody(text, span[0], span[1]):
            span = None
        others = span is not None and span[0] == listed
        if span is not None and (others or _only_points(text, span[1], one.end)):
            span = None
        if span is not None and after is not None and _reaches(text, span, one, after):
            listed = span[0] if text.startswith((" dan ", ", dan "), after.end) else -1
            span = _own(text, span, one) if listed < 0 else span
        if span is not None and one.name in known and _works_for_one(text[span[0] : span[1]]):
            span = None  # whoever works for them: "Kuasa hukum Darmawan"
        met.add(one.name)
        last = one.end
        span = span or _after(text, one.start, one.end)
        if span is None and not others:
            span = _apposed(text, one, seen)
        if span is not None and (span[0], one.name) not in seen:
            start, end, rule = span
            seen.add((start, one.name))
            known.add(one.name)
            yield Role(start=start, end=end, role=text[start:end], name=one.name, rule=rule)


def _only_points(text: str, role_end: int, end: int) -> bool:
    """Whether "itu" ends what stands before a name that no comma closes: "Menurut ketua itu, Siti sudah pergi"."""
    return text.endswith((" itu", " ini", " tersebut"), 0, role_end) and text[end : end + 1] != ","


def _apposed(text: str, one: Mention, seen: set[tuple[int, str]]) -> tuple[int, int, str] | None:
    """What no list of offices has, beside a person whom the article has not said anything of before."""
    if any(name == one.name for _, name in seen):
        return None
    if (before := apposed_before(text, one.start, one.end)) is not None:
        return (*before, "apposed")
    behind = apposed_behind(text, one.start, one.end)
    return None if behind is None else (*behind, "apposed")


def _works_for_one(role: str) -> bool:
    """Whether a role is of whoever works for one person: "juru bicara", "Kuasa hukum"."""
    return role.lower().replace(" ", "_") in OF_ONE


def _own(text: str, role: tuple[int, int, str], one: Mention) -> tuple[int, int, str] | None:
    """A person's own role behind that of who works for them: "Kuasa hukum mantan Gubernur Ridwan, Muslim"."""
    words = text[role[0] : role[1]].split(" ")
    for count in (2, 1):
        if "_".join(words[:count]).lower() in OF_ONE:
            start = role[0] + len(" ".join(words[:count]))
            return role_before(text, one.start, start) if len(words) > count else None
    return role


def _reaches(text: str, role: tuple[int, int, str], one: Mention, after: Mention) -> bool:
    """Whether a role goes on over its person to the next behind a comma.

    "Pengacara Siti, Hotman, menolak" is about Siti's; of "Menteri Siti, Hotman, dan Budi" only Siti is one.
    """
    theirs = role_before(text, after.start) if text.startswith(", ", one.end) else None
    return theirs is not None and theirs[0] == role[0]


def _of_somebody(text: str, start: int, end: int) -> bool:
    """Whether a role is somebody's without a name: "menurut seorang dosen, Siti …", where she was named before."""
    before = WORD_BEFORE.search(text, max(0, start - 24), start)
    somebody = before is not None and before[1].lower() in QUANTIFIERS and text.startswith(",", end)
    return before is not None and somebody and told_of(text, before.start(1))


def _floor(text: str, last: int, start: int) -> int:
    """Where the role of a second person may begin: "Menteri Siti dan Menteri Budi", "Bupati Siti hadir bersama …"."""
    near = start - last < 2 * _FARTHEST
    return last if near and _WORDS_BETWEEN.search(text, last, start) is not None else 0


def role_before(text: str, end: int, floor: int = 0) -> tuple[int, int, str] | None:
    """The role in front of a name: from the furthest word that begins one, over what a role may hold."""
    tokens, rank, apart = _lead(text, end, floor)
    if not tokens:
        return (*rank, "rank") if rank else None
    last = tokens[-1][0] + len(tokens[-1][1])
    if (owned := tokens[-1][1]).endswith("nya") and len(owned) > 5:  # "Istrinya, Maemunah", "kuasa hukumnya, Togi"
        tokens[-1] = (tokens[-1][0], owned[:-3])
        last -= 3
    elif apart and len(tokens) > 1 and owned in _POINTERS:  # "Direktur perusahaan itu, Siti"
        tokens.pop()
    head = _head_of(text, tokens)
    if apart and head and tokens[head - 1][1] in {"sebagai", "selaku"}:
        head = None  # "Budi sebagai Menteri A, Siti sebagai …"
    if head is not None and not apart:
        head = _inner(tokens, head) if tokens[head][1].lower() in _KIN else head
        of_another = _owned([token for _, token in tokens[head:]]) or _DONE_TO.search(text[tokens[head][0] : last])
        head = None if of_another else head
    if head is not None:
        return _with_former(text, tokens[head][0]), last, "before"
    return (*rank, "rank") if rank else None


_Token = tuple[int, str]


def _lead(text: str, end: int, floor: int) -> tuple[list[_Token], tuple[int, int] | None, bool]:
    """What may be a role in front of a name, the rank between, and whether a comma parts them."""
    opening = max(text.rfind("\n", max(0, end - 200), end) + 1, end - 200, floor)
    tokens = [(opening + found.start(), found[0]) for found in _TOKEN.finditer(text[opening:end])][-_FURTHEST:]
    rank, name = None, end
    if [word for _, word in tokens[-3::2]] == ["(", ")"] and len(tokens[-2][1]) < 4:
        del tokens[-3:]  # "Kolonel Laut (P)"
        while tokens and tokens[-1][1].lower() in _CORPS:
            tokens.pop()
    while tokens and tokens[-1][1].strip(".").lower() in HONORIFICS | {"."}:
        name, token = tokens.pop()
        if token.strip(".").lower() in _RANKS:
            rank = (name, name + len(token))
    apart = bool(tokens) and tokens[-1][1] == ","
    if apart:
        comma, _ = tokens.pop()
        if begins_sentence(text, comma):  # it parts paragraphs: "… di DPR.,Siti"
            tokens.clear()
    elif tokens and tokens[-1][1].endswith(".") and starts_sentence(text, name):
        tokens.clear()  # "… kata Bupati Lontar. Siti mengatakan"
    words = [word for _, word in tokens[-2:]]
    if words == ["atas", "nama"]:
        del tokens[-2:]
    elif words in (["nama", "lengkap"], ["nama", "asli"]):
        tokens.clear()
    if tokens and _ITEM.fullmatch(tokens[-1][1]):
        tokens.clear()  # "Siti, Menteri Kesehatan 2. Budi"
    return tokens, rank, apart


def _head_of(text: str, tokens: Sequence[_Token]) -> int | None:
    """Which of the words begins a role: the furthest that is reached over what a role may hold."""
    head = None
    for place in range(len(tokens) - 1, -1, -1):
        start, token = tokens[place]
        if _begins([word for _, word in tokens[place : place + _LONGEST]]):
            head = place
        elif token not in {"(", ")"} and not _may_hold(token):
            break
        if token[0].isupper() and starts_sentence(text, start):
            break
    return head


def _inner(tokens: Sequence[_Token], kin: int) -> int:
    """Where the office of somebody begins whose relative is told of: "istri Gubernur Lontar Rangga"."""
    words = [word for _, word in tokens]
    offices = (
        at for at in range(kin + 1, len(words)) if words[at].lower() not in _KIN and _begins(words[at : at + _LONGEST])
    )
    return next(offices, kin)


def _with_former(text: str, start: int) -> int:
    """Where a role begins with the word before it that says it is over or to come: "mantan Bupati Lontar"."""
    before = WORD_BEFORE.search(text, max(0, start - 12), start)
    return before.start(1) if before is not None and before[1].lower() in FORMER else start


def _after(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The role behind a name, between commas or after "selaku"; no clause: "menurut Siti, petani merugi"."""
    cue, name = _cue_before(text, start), start
    start = end
    for skipped in (_AGE, _DEGREES, _AGE):
        found = skipped.match(text, start)
        start = found.end() if found else start
    apposed = _APPOSED.match(text, start)
    if apposed is None:
        return None
    first = apposed.end()
    words = _TOKEN.findall(text[first : first + 60])[: _LONGEST + 1]
    if not _begins(words[:_LONGEST]) and not (words and words[0].lower() in FORMER and _begins(words[1:])):
        return None
    over = _APPOSED_END.search(text, first, first + _FARTHEST + 20)
    end = over.start() if over else len(text)
    if opens_clause(text, name) and text[end : end + 1] != ",":
        return None  # "Kata Prabowo, ekonomi tumbuh"
    item = _ITEM_BEHIND.search(text, first, end) if text[end : end + 1] == "." else None
    end = item.start() if item else end
    acts = clause_at(text, first, end)
    if cue and (acts is not None or (cue == "menurut" and text[end : end + 1] in {"", "."})):
        return None
    end = _with_places(text, end) if acts is None else acts - 1
    return (first, end, "after") if first < end <= first + _FARTHEST else None


def _with_places(text: str, end: int) -> int:
    """Where a role ends with the places that its place lies in: "warga Desa Lontar, Kecamatan Kesit"."""
    found = _PLACES.match(text, end)
    return found.end() if found is not None else end


def _cue_before(text: str, start: int) -> str:
    """The word of saying that a name stands behind, if one does, over titles between."""
    while (before := WORD_BEFORE.search(text, max(0, start - 24), start)) is not None:
        word = bare(before[1])
        if word not in HONORIFICS:
            return word if word in CUES or word == "menurut" else ""
        start = before.start(1)
    return ""


def _owned(words: list[str]) -> bool:
    """Whether a kinship says whose relatives somebody's are: "keluarga besar Siti" is not Siti."""
    return words[0].lower() in _KIN and all(word in WHICH for word in words[1:])


@cache
def _head(words: tuple[str, ...]) -> bool:
    return any("_".join(words[:count]) in _HEADS for count in range(1, len(words) + 1))


def begins_role(text: str, start: int) -> bool:
    """Whether an office or a trade begins here. Not a kinship: "ibu kota" is said of places."""
    words = _TOKEN.findall(text[start : start + 60])[:_LONGEST]
    return bool(words) and words[0].islower() and words[0] not in _KIN and _begins(words)


def begins_office(text: str, start: int) -> bool:
    """Whether an office begins here, in small letters or with capitals."""
    words = _TOKEN.findall(text[start : start + 60])[:_LONGEST]
    return bool(words) and words[0].lower() not in _KIN and _begins(words)


def _begins(words: list[str]) -> bool:
    lowered = tuple(word.lower() for word in words)
    return bool(lowered) and lowered[0] in _FIRST and _head(lowered)


def _may_hold(token: str) -> bool:
    return token[0].isupper() or token[0].isdigit() or may_hold(token)
