"""Train the models of names and say how well they find names in sentences they were not trained on.

    python bench/names.py [FOLDER] [--keep]

FOLDER (else `KLIPING_CORPUS/ner`) holds `idner-news-2k/{train,dev}.txt` and `nergrit/{train,valid}_preprocess.txt` in
CoNLL columns; sentences are put together by blanks and cut again as the models read them. Of the articles marked by
hand (`tests/marked` and its later folders) the part that is not kept aside is learned from as well, so are the
sentences of `bench/name_sentences` and those made of templates. With `--keep` the models and their notice are written
to `analysis/lexicon/`: that is how the shipped ones were made. The result is the same on every run.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import zstandard

from analysis.lexicon import FOLDER
from analysis.names import MODELS, TOKEN, NameKind, Tagger, features
from analysis.text import sentences
from bench.made_names import made
from bench.written_names import read_written
from tests.marking import LATER, LATEST, kept_aside, read_folder

KINDS: dict[str, NameKind] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
    "PER": "person",
    "PERSON": "person",
    "ORG": "organisation",
    "ORGANISATION": "organisation",
    "LOC": "place",
    "PLACE": "place",
}
#: Sentences made of each template; with six the F1 on idner was half a point lower.
EACH = 12
NOTICE = {
    "what": "Weights of two linear-chain CRFs for names in Indonesian news, made by bench/names.py; read by CRFsuite.",
    "sources": [
        {
            "name": "idner-news-2k, train part",
            "by": "Khairunnisaor and others",
            "licence": "MIT",
            "labels": "PER, ORG, LOC as person, organisation, place",
        },
        {
            "name": "NERGrit (IndoNLU), train part",
            "by": "GRIT.ID, IndoNLP",
            "licence": "Apache-2.0",
            "labels": "PERSON, ORGANISATION, PLACE as person, organisation, place",
        },
        {
            "name": "tests/marked, tests/marked_later and tests/marked_latest, the part not kept aside",
            "by": "Kliping",
            "licence": "MIT",
        },
        {"name": "bench/name_sentences, written and marked by hand", "by": "Kliping", "licence": "MIT"},
        {"name": "bench/name_templates.toml, filled with known and made-up names", "by": "Kliping", "licence": "MIT"},
    ],
}
#: Swept on idner's dev part: stronger L1 loses organisations, weaker L2 loses a point.
SETTINGS = {"c1": 0.05, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True}
LEVEL = 19  # zstd: packed once, read at every start

Marked = tuple[int, int, NameKind]


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence with its names: character offsets and kinds. `habit` names the annotation it comes from."""

    text: str
    names: tuple[Marked, ...]
    habit: str


def read_sentences(path: Path, habit: str) -> list[Sentence]:
    """The sentences of a CoNLL file: a token a line, its label in the last column, a blank line between."""
    found: list[Sentence] = []
    rows: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split()
        if columns:
            rows.append((columns[0], columns[-1] if len(columns) > 1 else "O"))
        elif rows:
            found.append(_sentence(rows, habit))
            rows = []
    return found


def _sentence(rows: Sequence[tuple[str, str]], habit: str) -> Sentence:
    text, names, open_kind = "", [], None
    for token, label in rows:
        start = len(text) + bool(text)
        text = f"{text} {token}" if text else token
        kind = None if label == "O" else KINDS[label[2:]]
        if kind is not None and label[0] == "I" and kind == open_kind:
            names[-1] = (names[-1][0], len(text), kind)
        elif kind is not None:
            names.append((start, len(text), kind))
        open_kind = kind
    return Sentence(text=text, names=tuple(names), habit=habit)


def labels(spans: Sequence[tuple[int, int]], names: Iterable[Marked]) -> list[str]:
    """A label a token: where a name begins, where it goes on, or O."""
    found = ["O"] * len(spans)
    for start, end, kind in names:
        inside = [place for place, span in enumerate(spans) if span[0] < end and span[1] > start]
        for place in inside:
            found[place] = ("B-" if place == inside[0] else "I-") + kind
    return found


def train(sentences: Iterable[Sentence], *, cased: bool) -> bytes:
    """A model's bytes."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    for sentence in sentences:
        spans = [found.span() for found in TOKEN.finditer(sentence.text)]
        tokens = [sentence.text[start:end] for start, end in spans]
        if tokens:
            trainer.append(features(tokens, sentence.habit, cased=cased), labels(spans, sentence.names))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def scores(tagger: Tagger, sentences: Iterable[Sentence]) -> dict[str, float]:
    """F1 of exact spans with their kinds, of all and of each kind; sentences are read by their own habit."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for sentence in sentences:
        found = {(name.start, name.end, name.kind) for name in tagger.names(sentence.text, habit=sentence.habit)}
        wanted = set(sentence.names)
        for group, names in ((right, found & wanted), (wrong, found ^ wanted)):
            group.update(kind for _, _, kind in names)
    f1 = {kind: 2 * right[kind] / max(2 * right[kind] + wrong[kind], 1) for kind in sorted(right | wrong)}
    return {"all": 2 * right.total() / max(2 * right.total() + wrong.total(), 1), **f1}


def marked(*, aside: bool) -> list[Sentence]:
    """The sentences of our own marked articles: those kept aside, or the others."""
    found = []
    for article in (*read_folder(), *read_folder(LATER), *read_folder(LATEST)):
        if kept_aside(article.slug) != aside:
            continue
        found += cut(article.text, [(one.start, one.end, KINDS[one.kind]) for one in article.mentions])
    return found


def cut(text: str, names: Iterable[Marked]) -> list[Sentence]:
    """A text of ours sentence by sentence, as the models read it."""
    found = []
    for span in sentences(text):
        inside = [(a - span.start, b - span.start, kind) for a, b, kind in names if span.start <= a < span.end]
        found.append(Sentence(text=span.text, names=tuple(inside), habit="kliping"))
    return found


def main() -> None:
    """Train, score on what was not trained on, and keep the models where asked to."""
    words = [word for word in sys.argv[1:] if word != "--keep"]
    folder = Path(words[0]) if words else Path(os.environ["KLIPING_CORPUS"]) / "ner"
    idner, nergrit = folder / "idner-news-2k", folder / "nergrit"
    learned = [
        *read_sentences(idner / "train.txt", "idner"),
        *read_sentences(nergrit / "train_preprocess.txt", "nergrit"),
        *marked(aside=False),
        *(part for one in (*read_written(), *made(EACH)) for part in cut(one.text, one.names)),
    ]
    models = {name: train(learned, cased=name == "cased") for name in MODELS}
    tagger = Tagger(**models)
    held = {
        "idner-news-2k dev": read_sentences(idner / "dev.txt", "idner"),
        "nergrit valid": read_sentences(nergrit / "valid_preprocess.txt", "nergrit"),
        "tests/marked kept aside": marked(aside=True),
    }
    figures = {name: {kind: round(f1, 3) for kind, f1 in scores(tagger, part).items()} for name, part in held.items()}
    for change in (str.lower, str.title):
        part = [replace(one, text=change(one.text)) for one in held["idner-news-2k dev"]]
        kept = [one for one, was in zip(part, held["idner-news-2k dev"], strict=True) if len(one.text) == len(was.text)]
        figures[f"idner-news-2k dev, {change.__name__}"] = {"all": round(scores(tagger, kept)["all"], 3)}
    print(json.dumps(figures, indent=2))
    if "--keep" in sys.argv[1:]:
        keep(models, figures, len(learned))


def keep(models: dict[str, bytes], figures: dict[str, dict[str, float]], learned: int) -> None:
    """Write the models, packed, and the notice beside them."""
    sums = {}
    for name, model in models.items():
        packed = zstandard.ZstdCompressor(level=LEVEL).compress(model)
        (FOLDER / MODELS[name]).write_bytes(packed)
        sums[MODELS[name]] = hashlib.sha256(packed).hexdigest()
    (FOLDER / "names.json").write_text(
        json.dumps({**NOTICE, "sentences": learned, "f1": figures, "sha256": sums}, indent=2, ensure_ascii=False)
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
