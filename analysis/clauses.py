"""Whether words behind a verb of saying are a clause: its words come in, yes or no goes out. Pure.

There must be a predicate, and not only a noun with what belongs to it: "menjelaskan kronologi" reports nothing.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.speech import word_set

_PREDICATES, _NO_VERB, _BESIDE = word_set("predicate"), word_set("noun"), word_set("beside")
_AUXILIARIES, _ASK = word_set("auxiliary"), word_set("ask")
#: A question that is told of: "mempertanyakan berapa perusahaan yang dihukum".
_ASKED_BY = frozenset(["apa", "apakah", "berapa", "siapa", "kapan", "mengapa", "kenapa", "bagaimana"])
#: What they do takes a clause, whatever its predicate: "bercerita anaknya muntah".
_TELLING = frozenset(["bercerita", "berkisah", "bersaksi", "berujar", "berkata", "bilang"])


def is_clause(cue: str, words: list[str]) -> bool:
    """Whether there is a predicate, and not only a noun with what belongs to it."""
    if cue in {"mengaku", "berharap", "berjanji", "bersumpah", "bertanya", "bersikeras", "mengancam"}:
        return len(words) > 1
    if words[0] in _ASKED_BY:
        return len(words) > 2
    if len(words) < 3:
        return len(words) > 1 and words[0] in {"ada", "tidak", "belum", "ia", "dia", "mereka"}
    if cue in _TELLING and words[0] not in _BESIDE | _NO_VERB and words[0] not in {"kisah", "pengalaman", "perjalanan"}:
        return True
    skip = fresh = False  # fresh: nothing but auxiliaries since the word that is passed over
    for place, word in enumerate(words):
        if word in _BESIDE:
            skip = fresh = True
        elif skip and fresh and word in _AUXILIARIES:
            continue
        elif _predicates(word) and not (place == 0 and cue in _ASK and word in {"maaf", "ampun", "izin"}):
            if not skip or (word in _AUXILIARIES and not fresh):
                return True
            skip = False
        else:
            fresh = False
    return False


@cache
def _predicates(word: str) -> bool:
    if word in _PREDICATES:
        return True
    if word in _NO_VERB:
        return False
    return (
        re.fullmatch(r"(?:me[mnlryw]\w{3,}|be[rl]\w{3,}|di\w{4,}|ter\w{4,}|nge\w{3,}|ke\w+an\b(?<=tahuan))", word)
        is not None
    )
