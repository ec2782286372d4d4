"""Small words and cut-short ones that belong to a person's name: what stands in front or between, told by its form."""

from __future__ import annotations

import re

from analysis.lexicon import read_lexicon

PARTICLES = r"van|der|von|den|bin|binti|al|el|de|da|dos|ibn|ter|la"
#: What joins two people's words into one name.
BETWEEN = re.compile(r" (?:bin|binti|van|von|van der|dos|da|de|del|(?<=Raden )(?:Mas|Ajeng|Ayu|Roro|Rara)) ")
#: Names cut short in front of others.
CUT = re.compile(r"(?:\b(?:Tb|Moh|Muh|Mohd|Rr|Rd|Abd|St|Md|Ag|M|R)|(?:(?<=, )|(?<=\n)|\A)[A-Z])\. $")
_BALINESE = re.compile(r"(?<![\w.'’-])I (?:" + "|".join(read_lexicon("roles")["balinese"].split()) + r")\b")


#: What a person's name begins with, wherever it stands in a run of capitals: "KPU Kota Teluk Pandan La Ode Syamsir".
BEGINNING = re.compile(r" (?=(?:La|Wa) Ode [A-Z]|I (?:" + "|".join(read_lexicon("roles")["balinese"].split()) + r")\b)")


def is_balinese(text: str, start: int) -> bool:
    """Whether an I begins a name here: "I Wayan Sudirta", not "Pramuka I Lontar"."""
    return _BALINESE.match(text, start) is not None
