"""What people of one article are called in full: a part of a name comes in, the whole one goes out. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

#: Of more people than these whose names hold one word, the later are not told apart.
_NAMESAKES = 50
#: Two people in one span: "Siti Marwiyah-Budi Hartono", "Siti/Budi".
_PAIR = re.compile(r"/|\w \w+-[A-Z]\w+ \w")
#: A shorter beginning of a name stands for nobody; and so much longer is the name at least.
_SHORTEST, _LONGER = 4, 4


class Fuller:
    """The fuller names that people of one article have."""

    def __init__(self, people: Iterable[str], is_introduced: Callable[[str], bool] = lambda _: False) -> None:
        self._is_introduced = is_introduced
        self._order = {name: place for place, name in enumerate(dict.fromkeys(people))}
        self._holding: defaultdict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        for name in self._order:
            words = name.lower().split() if not _PAIR.search(name) else []
            for word in set(words):
                self._holding[word].append((name, words))
        self._known: dict[str, list[str]] = {}

    def of(self, name: str, last_named: Mapping[str, int]) -> str:
        """The fullest name in the article that a name is part of; of several people's, whoever was named last."""
        if name not in self._known:
            words = name.lower().split()
            holding = self._holding.get(words[0], []) if words else []
            longer = [other for other, theirs in holding if len(theirs) > len(words) and _within(words, theirs)]
            self._known[name] = longer[:_NAMESAKES]
        longer = self._known[name] or self._shortened(name, last_named)
        if not longer:
            return name
        return max(longer, key=lambda other: (last_named.get(other, -1), len(other), -self._order[other]))

    def _shortened(self, name: str, last_named: Mapping[str, int]) -> list[str]:
        """Whoever was named before and is called by the beginning of the first name, if one: "Okto" of "Oktovianus".

        Who is introduced by a role or an age is somebody else.
        """
        if len(name) < _SHORTEST or not name.isalpha():
            return []
        names = [
            other for other in self._order if other in last_named and " " in other and _begins(name, other.split()[0])
        ]
        return names if len(names) == 1 and not self._is_introduced(name) else []


def _within(words: list[str], longer: list[str]) -> bool:
    rest = iter(longer)
    return all(word in rest for word in words)


def _begins(short: str, word: str) -> bool:
    return len(word) >= len(short) + _LONGER and word.lower().startswith(short.lower())
