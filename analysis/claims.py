"""What a fact-check examines is nobody's speech: an article comes in, and of what was found only the genuine goes out.

A claim stands where a video, a message or a post says it ("Dalam pesan itu ia disebut mengatakan …"), and comes again
in other sentences. Whoever is said to have said it has not: it is never stored as said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.clipping import Clipping
from analysis.speech import Page, Said, word_set
from analysis.text import Span

_CARRIERS, _GENUINE = word_set("carrier"), word_set("genuine")
_WORD = re.compile(r"\w[\w-]*")
_NEGATIONS = frozenset(["tidak", "bukan", "tak", "belum", "salah", "keliru", "bohong", "palsu", "hoaks"])
#: Share of the shorter one's words that a repetition has in common with the claim.
_SAME = 0.7
_FEWEST = 4


class Claims:
    """The claims of one article; outside fact-checks there are none."""

    def __init__(self, clipping: Clipping) -> None:
        self.checks = clipping.kind == "factcheck"
        self._claims: list[frozenset[str]] = []
        if self.checks and clipping.claim:
            self._claims.append(_words(clipping.claim))

    def keep(self, page: Page, sentence: Span, said: list[Said]) -> list[Said]:
        """What of a sentence's speech is no claim."""
        if not self.checks or not said:
            return said
        if _carried(page, sentence, said):
            self._claims += [_words(page.text[one.start : one.end]) for one in said]
            return []
        return [one for one in said if not self._repeats(page.text[one.start : one.end])]

    def learn(self, page: Page, sentence: Span) -> None:
        """Take what a sentence without speech quotes from a video, a message or a post for a claim."""
        if self.checks and _carried(page, sentence, ()):
            self._claims += [_words(page.text[one.start : one.end]) for one in page.within(sentence)]

    def _repeats(self, text: str) -> bool:
        words = _words(text)
        for claim in self._claims:
            shorter = min(len(words), len(claim))
            if shorter >= _FEWEST and len(words & claim) >= _SAME * shorter and not (words - claim) & _NEGATIONS:
                return True
        return False


def _carried(page: Page, sentence: Span, said: Sequence[Said]) -> bool:
    """Whether a video, a message or a post says it: outside of what is said, and none that is genuine."""
    text = list(page.masked[sentence.start : sentence.end])
    first = None
    for one in said:
        first = one if first is None else first
        for place in range(max(one.start, sentence.start), min(one.end, sentence.end)):
            text[place - sentence.start] = " "
    outside = "".join(text)
    words = _WORD.findall(outside[:1].lower() + outside[1:])
    if _GENUINE & set(words):
        return False
    carriers = _CARRIERS & (set(words) - {one.cue for one in said})
    if first is not None and first.speaker is not None and not first.speaker.anonymous:
        carriers -= {"rekaman", "keterangan", "akun"}
    return bool(carriers)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
