"""Who somebody is, in words that no list of offices has: a text and the place of a name come in, a span goes out. Pure.

"Agen sang pemain, Dimas, enggan …", "kata Labandu, juru mudi." What stands between commas beside a person and is no
clause, no time and no connective says who they are.
"""

from __future__ import annotations

import re

from analysis.described import ADVERBS, NOBODY, PREPOSITIONS, QUANTIFIERS, WORD, clause_at
from analysis.edges import AGED, DAYS, OPENERS, is_ordinary
from analysis.speech import CUES, word_set
from analysis.text import begins_sentence

#: In words and in characters.
_LONGEST, _FARTHEST = 8, 100
_SAYING = word_set("say", "ask", "deny", "comment", "passive")
#: What says when, how much or whose, and not who.
_NO_PERSON = frozenset(
    """
    hari pagi siang sore malam subuh pekan minggu bulan tahun saat waktu jam pukul kemarin besok lusa tadi nanti kini
    sekarang dini tengah awal akhir sebelum sesudah pertama terakhir berikutnya satu enam tujuh delapan sembilan sepuluh
    termasuk misalnya yakni yaitu antara alias bukan tidak tak belum sudah telah akan masih dan atau serta maupun juga
    ia dia mereka beliau itu ini begitu demikian singkat tegas heran kesal sedih haru lirih santai
    """.split()  # noqa: SIM905 - a list of words is read, not parsed
)
_NEITHER = NOBODY | ADVERBS | PREPOSITIONS | OPENERS | DAYS | CUES | _SAYING | _NO_PERSON
_OF_ONE = frozenset(["seorang", "salah satu", "salah seorang", "sang"])
_PIECE = re.compile(r"[^,.;:!?\n“”\"()]+$")
#: Whoever does something, by the word alone: "Penyunting".
_DOER = re.compile(r"Pe(?:n|m|l|r)[a-z]{4,}")
_CLOSED = re.compile(r"(?: \(\d{1,3}(?: tahun)?\))?,")
_BEHIND = re.compile(r"(?:,| (?=salah (?:satu|seorang) |seorang )) ?([a-z][^,.;:!?\n“”\"()]*)(?=[,.])")
#: What opens a sentence before a person, so that a clause follows behind the comma.
_TOLD = re.compile(
    r"(?:(?:\A|[.!?\n“\"] ?)(?:"
    + "|".join(sorted(cue.capitalize() for cue in CUES))
    + r"|Setelah|Ketika|Saat|Usai|Seusai|Sebelum|Sejak|Karena|Meski|Bersama|Selain|Bagi)|\b[Mm]enurut)\b[^.!?\n“”\"]*$"
)
_OVER = re.compile(r" (?:yang|saat|ketika|usai|seusai|dalam|kepada|pada|dengan|karena|sambil) ")


def apposed_before(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What stands before a person, whose name is between commas: "Tunggal putra nomor dua, Raka, mengaku"."""
    if not text.startswith(", ", start - 2) or not _CLOSED.match(text, end):
        return None
    piece = _PIECE.search(text, max(0, start - 2 - _FARTHEST), start - 2)
    if piece is None:
        return None
    first = piece.start() + len(piece[0]) - len(piece[0].lstrip())
    opens = begins_sentence(text, first)
    if not opens and not text.startswith(", ", first - 2):
        return None
    first = _past_quantifier(text, first, start - 2)
    word = WORD.match(text, first, start - 2)
    if word is None:
        return None
    small = opens and (is_ordinary(word[0]) or _DOER.fullmatch(word[0]) is not None)
    if word[0][0].isupper() and not small:
        return None
    last = start - 2
    if text[first:last].endswith("nya"):
        last -= 3
    return (first, last) if _describes(text, first, last) else None


def apposed_behind(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What stands behind a person, up to the comma or the stop: "kata Labandu, juru mudi."."""
    aged = AGED.match(text, end)
    found = _BEHIND.match(text, aged.end() if aged else end)
    if found is None or opens_clause(text, start):
        return None  # "Menurut Siti, isu pajak mudah viral"
    first = _past_quantifier(text, found.start(1), found.end(1))
    over = _OVER.search(text, first, found.end(1))
    last = over.start() if over else found.end(1)
    two = " " in text[first:last]
    return (first, last) if two and last - first < _FARTHEST and _describes(text, first, last) else None


def opens_clause(text: str, start: int) -> bool:
    """Whether a clause follows whoever is named here, behind the comma: "Kata Siti, …", "Setelah bertemu Siti, …"."""
    return _TOLD.search(text, max(0, start - _FARTHEST), start) is not None


def _past_quantifier(text: str, start: int, end: int) -> int:
    words = [word[0].lower() for word in WORD.finditer(text, start, end)][:2]
    for count in (2, 1):
        if " ".join(words[:count]) in _OF_ONE:
            return start + len(" ".join(words[:count])) + 1
    return start


def _describes(text: str, start: int, end: int) -> bool:
    """Whether a phrase is a noun with what belongs to it."""
    words = text[start:end].lower().split()
    if not words or len(words) > _LONGEST or words[0] in _NEITHER | QUANTIFIERS or not words[0].isalpha():
        return False
    if re.fullmatch(r"(?:me[mnlryw]?|ber|di|ter|se)[a-z]{4,}|\w+nya", words[0]):
        return False
    return not {"yakni", "yaitu", "adalah", "nama"} & set(words) and clause_at(text, start, end) is None
