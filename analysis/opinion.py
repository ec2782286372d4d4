"""langdetect's and py3langid's opinions, several times as fast: a text comes in, its likely languages go out.

langdetect weighs one run of letters after another for 55 languages in plain Python. Here the runs of a word are taken
out once a word, the same runs are drawn in the same order from the same seed, and weighed in numpy by the same sums.
py3langid goes through a text byte by byte; here all bytes take a step at once. The profiles, the cleaning of the text
and the answers stay the libraries'; a test holds them to the last digit.

Who asks for the language alone is answered sooner: langdetect makes seven trials and takes their mean, and when four of
them agree the other three change nothing of which language comes first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from langdetect import LangDetectException, detector_factory
from langdetect.detector import Detector
from langdetect.lang_detect_exception import ErrorCode
from langdetect.utils.ngram import NGram
from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Runs between two looks at the chances, as in langdetect.
_STEP = 5
_SPACES = re.compile(" {2,}")
_LATIN = re.compile("[A-z]")
#: What langdetect may count as a letter that is not Latin: from the combining marks on.
_FOREIGN = re.compile("[\u0300-\U0010ffff]")


@lru_cache(maxsize=8192)
def _weights(run: str) -> np.ndarray[Any, Any]:
    """How likely a run of letters is in each language: those of a few thousand texts, no more of all that there are."""
    return np.array(detector_factory._factory.word_lang_prob_map[run])


class _Normal(dict[int, str]):
    """langdetect's letter for each letter, for `str.translate`."""

    def __missing__(self, letter: int) -> str:
        return self.setdefault(letter, str(NGram.normalize(chr(letter))))


_NORMAL = _Normal()


@lru_cache(maxsize=16384)
def _runs(word: str) -> tuple[str, ...]:
    """The runs of one to three letters of a word that any profile knows, but for those in words of capitals.

    The space behind the word is a letter of it; the one before it is always there.
    """
    known = detector_factory._factory.word_lang_prob_map
    found: list[str] = []
    grams, last, capital = " ", " ", False
    for letter in word:
        grams = grams[-NGram.N_GRAM + 1 :] + letter
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
    return tuple(found)


class QuickDetector(Detector):  # type: ignore[misc]  # the library has no types
    """langdetect's detector with its loops written anew; a `hasty` one stops where its first language is sure."""

    def __init__(self, *args: Any, hasty: bool = False) -> None:
        super().__init__(*args)
        self._hasty = hasty

    def append(self, text: str) -> None:
        """Take in a text without its addresses and doubled spaces."""
        text = self.MAIL_RE.sub(" ", self.URL_RE.sub(" ", text)) if "@" in text else self.URL_RE.sub(" ", text)
        self.text += _SPACES.sub(" ", NGram.normalize_vi(text)[: self.max_text_length])

    def cleaning_text(self) -> None:
        """Take Latin letters out of a text that is mostly written in others."""
        foreign = len(_FOREIGN.findall(self.text))
        if foreign and foreign > 2 * len(_LATIN.findall(self.text)):
            super().cleaning_text()

    def _extract_ngrams(self) -> list[str]:
        *words, end = self.text.translate(_NORMAL).split(" ")
        found: list[str] = []
        for word in words:
            if word:
                found += _runs(word + " ")
        return [*found, *_runs(end)]

    def _detect_block(self) -> None:
        self.cleaning_text()
        runs = self._extract_ngrams()
        if not runs:
            raise LangDetectException(ErrorCode.CantDetectError, "No features in text.")
        self.random.seed(self.seed)
        bits, size = len(runs).bit_length(), len(runs)
        langprob = np.zeros(len(self.langlist))
        for left in reversed(range(self.n_trial)):
            chances = np.array(self._init_probability())
            weight = (self.alpha + self.random.gauss(0.0, 1.0) * self.ALPHA_WIDTH) / self.BASE_FREQ
            for count in range(self.ITERATION_LIMIT + 1):
                while (one := self.random.getrandbits(bits)) >= size:  # as `choice` draws, which takes longer
                    pass
                chances *= weight + _weights(runs[one])
                if count % _STEP == 0:
                    each = chances.tolist()
                    whole = sum(each)  # numpy sums in another order
                    chances /= whole
                    if max(each) / whole > self.CONV_THRESHOLD:
                        break
            langprob += chances / self.n_trial
            if self._hasty and _ahead(langprob) * self.n_trial > left:
                break
        self.langprob = langprob.tolist()


def _ahead(chances: np.ndarray[Any, Any]) -> float:
    """By how much the likeliest is ahead of the next."""
    *_, second, first = sorted(chances.tolist())
    return float(first - second)


class QuickIdentifier(LanguageIdentifier):  # type: ignore[misc]  # the library has no types
    """py3langid's identifier, whose states are found for all bytes of a text at once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._moves = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self._rowbase, dtype=np.intp)
        self._features = np.asarray(self.tk_output)
        # Twice the memory, 3 MB, and no number to be made longer at each text: that was half of the time.
        self._weights = self.nb_ptc.astype(np.float32)

    def likeliest(self, text: str, codes: Iterable[str]) -> tuple[str, dict[str, float]]:
        """The likeliest language, and how probable each of some is."""
        scores = self._decide(text)
        return self.nb_classes[int(scores.argmax())], {
            code: float(scores[self.nb_classes.index(code)]) for code in codes
        }

    def _raw_score(self, text: bytes) -> Any:
        features = self._features[self._states(np.frombuffer(text, dtype=np.uint8))]
        visits = Counter(features[features >= 0].tolist())
        return self._sparse_score(visits, self._weights) if visits else super()._raw_score(b"")

    def _sparse_score(self, visits: Counter[int], table: np.ndarray[Any, Any]) -> Any:
        rows = np.fromiter(visits, dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.float32, count=len(visits))
        return np.log1p(counts) @ table.take(rows, axis=0) + self.nb_pc

    def _states(self, letters: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The state behind each byte: the first is the root's, and each follows from the one before.

        All are guessed to be the root and moved on together until none moves: a state depends on six bytes, no more.
        """
        states = np.zeros(len(letters) + 1, dtype=np.intp)
        while True:
            moved: np.ndarray[Any, Any] = self._moves.take(self._rows.take(states[:-1]) + letters)
            if np.array_equal(moved, states[1:]):
                return moved
            states[1:] = moved


def opinions(text: str) -> list[Any]:
    """langdetect's languages, each with `lang` and `prob`. Raises LangDetectException where there are no letters."""
    return _asked(text, hasty=False)


def opinion(text: str) -> str:
    """The first of langdetect's languages. Raises LangDetectException where there are no letters."""
    return str(_asked(text, hasty=True)[0].lang)


def _asked(text: str, *, hasty: bool) -> list[Any]:
    detector_factory.init_factory()
    quick = QuickDetector(detector_factory._factory, hasty=hasty)
    quick.append(text)
    return list(quick.get_probabilities())


def identifier() -> QuickIdentifier:
    """py3langid with its own model."""
    made: QuickIdentifier = QuickIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return made
