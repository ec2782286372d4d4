"""langdetect's opinion, three times as fast: a text comes in, the languages that it may be in go out, likeliest first.

The library weighs one run of letters after another for 55 languages in plain Python. Here the same runs are drawn in
the same order from the same seed, and weighed in numpy by the same sums. Its profiles, its cleaning of the text and
its answers stay as they are; a test holds both to the last digit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from langdetect import LangDetectException, detector_factory
from langdetect.detector import Detector
from langdetect.lang_detect_exception import ErrorCode
from langdetect.utils.ngram import NGram

#: Runs between two looks at the chances, as in the library.
_STEP = 5


@lru_cache(maxsize=8192)
def _weights(run: str) -> np.ndarray[Any, Any]:
    """How likely a run of letters is in each language: those of a few thousand texts, no more of all that there are."""
    return np.array(detector_factory._factory.word_lang_prob_map[run])


@lru_cache(maxsize=4096)
def _normal(letter: str) -> str:
    return str(NGram.normalize(letter))


class QuickDetector(Detector):  # type: ignore[misc]  # the library has no types
    """The library's detector with its two loops written anew."""

    def _extract_ngrams(self) -> list[str]:
        """The runs of one to three letters that any profile knows, but for those in words of capitals."""
        known = self.word_lang_prob_map
        found: list[str] = []
        grams, last, capital = " ", " ", False
        for letter in map(_normal, self.text):
            if last == " ":
                grams, capital = " ", False
                if letter == " ":
                    continue
            elif len(grams) >= NGram.N_GRAM:
                grams = grams[1:]
            grams += letter
            capital = letter.isupper() and (capital or last.isupper())
            last = letter
            if capital:
                continue
            if letter != " " and letter in known:
                found.append(letter)
            if (pair := grams[-2:]) in known:
                found.append(pair)
            if len(grams) > 2 and grams in known:
                found.append(grams)
        return found

    def _detect_block(self) -> None:
        self.cleaning_text()
        runs = self._extract_ngrams()
        if not runs:
            raise LangDetectException(ErrorCode.CantDetectError, "No features in text.")
        self.random.seed(self.seed)
        draw = self.random.choice
        langprob = np.zeros(len(self.langlist))
        for _ in range(self.n_trial):
            chances = np.array(self._init_probability())
            weight = (self.alpha + self.random.gauss(0.0, 1.0) * self.ALPHA_WIDTH) / self.BASE_FREQ
            for count in range(self.ITERATION_LIMIT + 1):
                chances *= weight + _weights(draw(runs))
                if count % _STEP == 0:
                    chances /= sum(chances.tolist())  # numpy sums in another order
                    if chances.max() > self.CONV_THRESHOLD:
                        break
            langprob += chances / self.n_trial
        self.langprob = langprob.tolist()


def opinions(text: str) -> list[Any]:
    """langdetect's languages, each with `lang` and `prob`. Raises LangDetectException where there are no letters."""
    detector_factory.init_factory()
    quick = QuickDetector(detector_factory._factory)
    quick.append(text)
    return list(quick.get_probabilities())
