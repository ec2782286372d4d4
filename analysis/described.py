"""Speakers without a name, and what stands around any: text comes in, the phrase goes out. Pure.

"seorang warga Desa Karangasri", "sejumlah pedagang", "akun @kabar", "polisi": a word for people at the head, up to
what cannot belong to it.
"""

from __future__ import annotations

import re

from analysis.degrees import DEGREE
from analysis.lexicon import read_lexicon
from analysis.ranks import Ranks
from analysis.speech import word_set

WORD = re.compile(r"[\w@][\w.'’@-]*")
_ROLES = read_lexicon("roles")
PEOPLE = word_set("people") | {
    word.replace("_", " ") for key in ("office", "trade", "kinship") for word in _ROLES[key].split()
}
QUANTIFIERS, PREPOSITIONS, CONNECTIVES = word_set("quantifier"), word_set("preposition"), word_set("connective")
_OPENERS = frozenset(words.split()[0] for words in CONNECTIVES)
ADVERBS = word_set("adverb") | {"sementara", "namun", "sedangkan", "adapun", "lalu"}
NO_VERB = word_set("noun")
#: No name and no description of somebody begins so.
NOBODY = PREPOSITIONS | CONNECTIVES | ADVERBS | frozenset(("kami", "kita", "saya", "aku", "anda", "hal", "kondisi"))
_MEDIA, _MEDIA_WORDS = word_set("media"), word_set("media_word")
_BODIES = frozenset(read_lexicon("heads")["organisation"].split()) - _MEDIA_WORDS - {"stasiun"}
_TRANSITIVE = re.compile(r"(?:me[mnlry]|nge)\w{4,}$")
_NO_CLAUSE = word_set("being") | NO_VERB
#: What makes a clause of a phrase beside a name; a word with a capital is a name's.
_ACTING = re.compile(
    r"(?:me[mnlryw]?[a-z]{3,}|ber[a-z]{3,}|di[a-z]{4,}|sudah|telah|akan|belum|tidak|tak|bukan|masih|harus|bisa|dapat|perlu"
    r"|sedang|ingin|mau|boleh|pernah|adalah|ialah|bakal|wajib|hanya|justru|rugi)$"
)
#: "Bandung (ANTARA) - Gubernur …", where a text was brought in with it.
_DATELINE = re.compile(r"[A-Z][\w.'’]*(?:[ ,/]{1,2}[A-Z][\w.'’]*){0,5}(?: \([^)\n]{1,24}\))? ?[-–—] (?=[A-Z\"“])")
_SPACE = " \t\u00a0\n-–—"
#: Where somebody without a name ends.
_ENDS = (
    r"[.,;:!?()“”\n]|\s(?:yang|kepada|saat|ketika|usai|seusai|dalam|lewat|melalui|pada|dengan|sambil|seraya|seperti"
    r"|sembari|disambut|lagi|dikutip|dilansir|menanggapi|menirukan|menjelaskan|soal|terkait|tentang|setelah|sebelum|sejak"
)
_NP_END = re.compile(_ENDS + r"|di(?!\s(?:internal|lingkungan|kalangan|jajaran)\b))\b")
#: A source is told by where they are: "dua sumber di kantornya".
_SOURCE_END = re.compile(_ENDS + r")\b")

#: Somebody told of before: "pria asal Solo itu".
DEFINITE = re.compile(
    r"\s*((?:[^\W\dA-Z_]|[A-Z](?=[\w ]{2,40}\([A-Z]))(?:(?:[^.;“”()\n]|\([A-Z][\w/-]{1,11}\)){0,90}?"
    r"|[^.;“”()\n]{0,60}“[^“”\n]{1,40}”))\s*,?\s(?:itu|tersebut|ini)\b"
)
#: Behind a description that stands for somebody told of before: "politikus yang pernah menjadi wartawan itu".
DEFINED = re.compile(r"\s+yang\s+(?:sama\b|[^,.;“”\n]{3,80}?\s(?:itu|tersebut)\s+[a-z])")

#: Brackets, an age, degrees behind a name.
BESIDE_NAME = re.compile(rf"\s*\([^)]{{1,30}}\)|,\s\d{{1,3}}(?:\s+tahun)?(?=,)|{DEGREE}")
#: Between commas behind a name, neither of them in a number; and how such a phrase may go on behind who it describes.
APPOSED = re.compile(r",\s+([^,.;“”]+)(?=,(?!\d))")
DESCRIBED_ON = re.compile(
    r"\s*(?:\(|\Z|(?:yang|di|dari|dalam|pada|dengan|asal|saat|ketika|usai|seusai|sekaligus|dan)\b|[A-Z\d])"
)


def find_phrase(masked: str, start: int, end: int) -> str | None:
    """Somebody described: a word for people at the start, up to what cannot belong to it."""
    text = masked[start:end]
    words = [word.strip(".").lower() for word in WORD.findall(text[:60])[:5]]
    rest = words
    while rest and (rest[0] in QUANTIFIERS or " ".join(rest[:2]) in QUANTIFIERS):
        rest = rest[1 if rest[0] in QUANTIFIERS else 2 :]
    if not rest:
        return None
    counted = len(rest) < len(words)
    while len(rest) > 1 and rest[0] in {"wakil", "mantan", "eks", "plt", "pj", "calon", "bekas"}:
        rest = rest[1:]
    heads = (rest[0], " ".join(rest[:2]))
    if not (
        any(head in PEOPLE for head in heads) or (counted and words[0] in {"seorang", "salah", "si", "sang", "para"})
    ):
        return None
    over = (_SOURCE_END if rest[0] in {"sumber", "narasumber"} else _NP_END).search(text)
    np = text[: over.start()] if over else text
    verb = next((word for word in WORD.finditer(np) if acts(word[0]) and word[0] not in NO_VERB), None)
    np = np[: verb.start()].rstrip() if verb and verb.start() else np
    kept = np.split()
    while len(kept) > 1 and (
        kept[-1].lower() in ADVERBS - {"itu", "ini", "tersebut", "sendiri"} or kept[-1] in {"tidak", "akan"}
    ):
        kept.pop()
    return np[: np.rindex(kept[-1]) + len(kept[-1])].strip() if kept else None


def after_connective(text: str, start: int, end: int) -> int:
    """Where a clause begins behind the dateline and the connectives that open it."""
    if (dateline := _DATELINE.match(text, start, end)) and (start == 0 or text[start - 1] == "\n"):
        start = dateline.end()
    while True:
        while start < end and text[start] in _SPACE:
            start += 1
        first = WORD.match(text, start, end)
        if first is None or first[0].lower() not in _OPENERS:
            return start
        words = list(WORD.finditer(text[start : min(end, start + 60)]))[:3]
        for count in range(len(words), 0, -1):
            if " ".join(word[0] for word in words[:count]).lower() in CONNECTIVES:
                start += words[count - 1].end()
                break
        else:
            return start
        while start < end and text[start] in ", ":
            start += 1


def is_medium(name: str) -> bool:
    """Whether a name is that of a newspaper, an agency, a station or a site."""
    lowered = name.lower()
    if lowered in _MEDIA or "." in name.strip("."):
        return True
    words = lowered.split()
    return bool(words) and words[0] not in _BODIES and (words[0] in _MEDIA or not _MEDIA_WORDS.isdisjoint(words))


def clause_at(text: str, start: int, end: int) -> int | None:
    """Where a phrase beside a name becomes a clause, if it does: "petani merugi", not "warga yang merugi"."""
    for word in WORD.finditer(text, start, end):
        if word[0] == "yang":
            return None
        if _ACTING.match(word[0]) and word[0] not in _NO_CLAUSE:
            return word.start()
    return None


def told_of(text: str, start: int) -> bool:
    """Whether "menurut" stands before a place, so that a clause follows whoever is named there."""
    return "menurut" in text[max(0, start - 24) : start].lower()


def goes_beyond(described: str, *, told: bool) -> bool:
    """Whether "itu" is another's: "menurut polisi, Siti membeli motor itu", "menurut polisi, kapal itu karam"."""
    rest = described.partition(",")[2].strip()
    words = WORD.findall(rest)
    return any(acts(word) for word in words) or (told and bool(words) and rest[0].islower() and words[0] != "yang")


def acts(word: str) -> bool:
    """Whether a word looks like a verb that somebody does to something."""
    return _TRANSITIVE.match(word) is not None


def past_appositions(text: str, ranks: Ranks, start: int, end: int) -> int:
    """Behind the age, degrees and roles that follow a name between commas."""
    while (rest := BESIDE_NAME.match(text, start, end)) is not None:
        start = rest.end()
    if (apposed := APPOSED.match(text, start, end)) is not None and clause_at(text, *apposed.span(1)) is None:
        first, last = apposed.span(1)
        role = ranks.at(first)
        np = (text[first : role.end] if role else find_phrase(text, first, last)) or ""
        if np and DESCRIBED_ON.match(text, first + len(np), last):
            return last
    return start
