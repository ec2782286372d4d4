"""The words that open sentences and are no names: marked sentences come in, `lexicon/ordinary.toml` goes out.

    python -m bench.ordinary [FOLDER]

FOLDER is as for `bench/names.py`. A word counts that those sentences print in small letters, twice and oftener than
within names of people: "Rencana Romsul" is Romsul, and whether "Rencana" is a word no article needs to tell.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.lexicon import FOLDER, read_lexicon
from bench.made_names import made
from bench.names import Sentence, marked, read_sentences

HEAD = """\
# Words that are printed in small letters in Indonesian news: one of them with a capital at the head of a sentence opens
# it and is no name. Made by bench/ordinary.py of the sentences that the names' model learns from: idner-news-2k
# (MIT), NERGrit (Apache-2.0), both train parts, and our own.
version = 1

words = \"\"\"
"""
_WORD = re.compile(r"(?<![\w'’.-])[A-Za-z]{3,}(?![\w'’-])")


def ordinary(sentences: Iterable[Sentence]) -> list[str]:
    """The words that are printed small twice or more, and ten times as often as within a person's name."""
    small: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for one in sentences:
        for word in _WORD.finditer(one.text):
            inside = any(start <= word.start() < end for start, end, kind in one.names if kind == "person")
            if inside:
                named[word[0].lower()] += 1
            elif word[0].islower():
                small[word[0]] += 1
    people = set(read_lexicon("gazetteer")["people"].split())
    return sorted(
        word for word, count in small.items() if count > 1 and count >= 10 * named[word] and word not in people
    )


def main() -> None:
    """Write the list."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ["KLIPING_CORPUS"]) / "ner"
    words = ordinary(
        [
            *read_sentences(folder / "idner-news-2k" / "train.txt", "idner"),
            *read_sentences(folder / "nergrit" / "train_preprocess.txt", "nergrit"),
            *marked(aside=False),
            *(Sentence(text=one.text, names=one.names, habit="kliping") for one in made(2)),
        ]
    )
    (FOLDER / "ordinary.toml").write_text(HEAD + textwrap.fill(" ".join(words), 120) + '\n"""\n', encoding="utf-8")
    print(f"{len(words):,} words")


if __name__ == "__main__":
    main()
