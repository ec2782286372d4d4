"""Degrees behind people's names: what may stand there, and names that are only a degree. Pure.

"Lc., MA" behind a person is a degree, though MA alone is the Supreme Court, and "Ph.D" is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from analysis.lexicon import read_lexicon
from analysis.names import Name

_WORDS = frozenset(read_lexicon("roles")["degree"].split())
_STOPPED = r"(?:[A-Z][A-Za-z]{0,4}\.)+(?:[A-Z][a-z]{0,3}\b\.?)?"
_BARE = r"(?=[A-Z])(?i:" + "|".join(sorted(_WORDS, key=lambda word: (-len(word), word))) + r")(?=[,.\s]|\Z)"
#: One degree behind a name with what parts it from the name: " S.H.", ", M.Pd", ", MA".
DEGREE = rf"(?:,?\s+{_STOPPED}|,\s+{_BARE})"
#: Behind a degree with its stop, or behind a degree and a comma.
_AFTER_DEGREE = re.compile(r"[A-Z][A-Za-z]{0,4}\.,? $|, [A-Z][A-Za-z]{1,3}, $")


def is_degree(word: str) -> bool:
    """Whether a word is written as a degree: "SE", "Ph.D", and no name such as "Ma"."""
    return word.replace(".", "").lower() in _WORDS and sum(letter.isupper() for letter in word) > 1


def stands_as_degree(text: str, start: int, end: int, people: Container[int] = ()) -> bool:
    """Whether what was taken for a name is a degree of whoever is named before it; `people` are where persons end."""
    if not is_degree(text[start:end]):
        return False
    apart = start - 2 in people and text.startswith(", ", start - 2) and text[end : end + 1] in {"", ",", "."}
    beside = start - 1 in people and text[start - 1] == " "
    return apart or beside or _AFTER_DEGREE.search(text, max(0, start - 9), start) is not None


def undecorated(text: str, names: Sequence[Name]) -> list[Name]:
    """The names without those that are only degrees: "Lc., MA"."""
    people = {name.end for name in names if name.kind == "person"}
    return [name for name in names if not stands_as_degree(text, name.start, name.end, people)]
