"""Sentences to learn names from, made of templates: `bench/name_templates.toml` comes in, marked sentences go out.

The names that fill them are known and made-up words in equal parts, so that what is learned is where names stand. The
same sentences come out on every run.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis.lexicon import read_lexicon
from analysis.names import NameKind

FILE = Path(__file__).with_name("name_templates.toml")
GIVEN = ("I Wayan", "Ni Made", "Muhammad", "Siti", "Andi", "Abdul", "Sri", "Tan", "Raden", "La Ode", "Sutan", "Maria")
SLOT = re.compile(r"\{(\w)\}")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A made sentence and its names: character offsets and kinds."""

    text: str
    names: tuple[tuple[int, int, NameKind], ...]


def made(each: int, seed: int = 1) -> list[Made]:
    """`each` sentences of every template."""
    maker = _Maker(seed)
    return [maker.fill(template) for template in maker.sentences for _ in range(each)]


class _Maker:
    def __init__(self, seed: int) -> None:
        words = tomllib.loads(FILE.read_text(encoding="utf-8"))
        self.sentences = [line for line in words["sentences"].splitlines() if line]
        self.lists = {
            key: [one.strip() for one in words[key].replace("\n", " ").split(";") if one.strip()]
            for key in ("offices", "trades", "titles", "saying", "dates", "bodies", "media", "clubs")
        }
        hints = read_lexicon("gazetteer")
        self.people = [word.title() for word in hints["people"].split() if len(word) > 2]
        self.places = [word.title() for key in ("indonesia", "world") for word in hints[key].split()]
        self.chance = random.Random(seed)

    def fill(self, template: str) -> Made:
        text, last, names = "", 0, []
        for slot in SLOT.finditer(template):
            text += template[last : slot.start()]
            filled, kind = self._slot(slot[1])
            if kind is not None:
                names.append((len(text), len(text) + len(filled), kind))
            text += filled
            last = slot.end()
        return Made(text=text + template[last:], names=tuple(names))

    def _slot(self, slot: str) -> tuple[str, NameKind | None]:
        choose = self.chance.choice
        match slot:
            case "P":
                return self._person(), "person"
            case "p":
                return self._word(self.people), "person"
            case "I":
                return "".join(choose("ABCDFGHKLMNRSTWYZ") for _ in range(choose((2, 2, 3)))), "person"
            case "L":
                return self._place(), "place"
            case "O":
                return self._pattern("bodies"), "organisation"
            case "M":
                return self._pattern("media"), "organisation"
            case "C":
                return self._pattern("clubs"), "organisation"
            case "A":
                return "".join(choose("ABDFGIKLMPST") for _ in range(choose((3, 4)))), "organisation"
            case "N":
                return str(choose(range(9, 80))), None
            case "B":
                return choose(("I", "II", "III", "IV", "V", "VII", "X")), None
        key = {"R": "offices", "T": "trades", "H": "titles", "V": "saying", "D": "dates"}[slot]
        return choose(self.lists[key]), None

    def _person(self) -> str:
        length = self.chance.choice((2, 2, 2, 3, 3, 4))
        first = [self.chance.choice(GIVEN)] if self.chance.random() < 0.15 else []
        names = [self._word(self.people) for _ in range(length - len(first))]
        if self.chance.random() < 0.06:
            names[0] = names[0][0] + "."
        return " ".join([*first, *names])

    def _place(self) -> str:
        head = self.chance.choice(("", "", "", "", "Desa ", "Kecamatan ", "Kabupaten ", "Kota ", "Sungai ", "Gunung "))
        return head + self._word(self.places) + (" " + self._made(self.places) if self.chance.random() < 0.15 else "")

    def _pattern(self, key: str) -> str:
        fillers = {"n": lambda: self._word(self.people), "L": lambda: self._word(self.places)}
        small = {"s": lambda: self._made(self.people).lower(), "w": lambda: self._word(self.places)}
        return SLOT.sub(lambda slot: (fillers | small)[slot[1]](), self.chance.choice(self.lists[key]))

    def _word(self, known: list[str]) -> str:
        return self.chance.choice(known) if self.chance.random() < 0.5 else self._made(known)

    def _made(self, known: list[str]) -> str:
        """A word that nobody bears and that sounds like one: the beginning of one known word, the end of another."""
        first, second = self.chance.choice(known), self.chance.choice(known)
        return first[: len(first) // 2 + 1] + second[len(second) // 2 :].lower()
