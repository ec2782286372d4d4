"""How many copies are found, and what is taken for one that is none?

    KLIPING_CORPUS=… python bench/copies.py

Takes 400 texts of the corpus that have nothing in common, alters each in seven ways, stores originals and altered texts
as two outlets' articles, runs the analysis `copies` and counts. Where datasketch can be imported its MinHash LSH is
given the same texts. Then pairs that are no copies: independent reports of one event, and daily forms.
"""

from __future__ import annotations

import json
import lzma
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from difflib import SequenceMatcher
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from analysis import copies
from analysis.base import analyse, open_findings
from analysis.shingles import shingle
from pipelines.items import Article, Fetch, When
from pipelines.store import Store

SEED, COUNT, PAIRS = 7, 400, 200
WIB = timezone(timedelta(hours=7))
FORMS = (
    r"harga emas", r"ihsg", r"rupiah", r"wall street", r"harga minyak", r"cuaca", r"gempa", r"jadwal", r"zodiak",
    r"ramalan", r"live streaming", r"siaran langsung", r"klasemen", r"hasil lengkap", r"saham",
)  # fmt: skip
#: Runs of words outside quotation marks that two reports may share without one being made from the other.
LONGEST_RUN = 12


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text of the corpus."""

    url: str
    outlet: str
    day: date
    title: str
    text: str


def read_corpus() -> list[Text]:
    """The corpus's texts that have 80 words and more."""
    path = Path(os.environ["KLIPING_CORPUS"]) / "texts" / "september-2019.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Text(url=row["url"], outlet=row["outlet"], day=date.fromisoformat(row["date"]), title=row["title"],
             text=row["text"])
        for row in rows
        if len(row["text"].split()) >= 80
    ]  # fmt: skip


def sentences(text: str) -> list[str]:
    """Sentences, roughly: the corpus has no paragraphs."""
    return [part for part in re.split(r"(?<=[.!?”\"])[\s,]+(?=[A-Z“\"])", text) if part]


def _drop(text: str, chance: random.Random) -> str:
    return " ".join(part for part in sentences(text) if chance.random() > 0.2) or text


def _lead(text: str, chance: random.Random, others: Sequence[Text]) -> str:
    return " ".join([*sentences(chance.choice(others).text)[:2], *sentences(_drop(text, chance))[1:]])


def _change(text: str, chance: random.Random, share: float, words: Sequence[str]) -> str:
    return " ".join(chance.choice(words) if chance.random() < share else word for word in text.split())


def _cut(text: str, part: float) -> str:
    words = text.split()
    return " ".join(words[: max(1, round(len(words) * part))])


def alterations(corpus: Sequence[Text]) -> dict[str, Callable[[str], str]]:
    """The ways in which a text is altered, each with chances of its own."""
    words = sorted({word for one in corpus[:500] for word in one.text.split()})
    chances = {name: random.Random(f"{SEED}{name}") for name in ("drop", "lead", "few", "many")}
    return {
        "a fifth of the sentences dropped": lambda text: _drop(text, chances["drop"]),
        "another lead, a fifth dropped": lambda text: _lead(text, chances["lead"], corpus),
        "5 % of the words changed": lambda text: _change(text, chances["few"], 0.05, words),
        "15 % of the words changed": lambda text: _change(text, chances["many"], 0.15, words),
        "cut to a half": lambda text: _cut(text, 0.5),
        "cut to a quarter": lambda text: _cut(text, 0.25),
        "word for word": lambda text: text,
    }


def found(texts: Sequence[Text]) -> dict[tuple[str, str], str]:
    """What the analysis finds in a file of those texts: the kind, by the addresses of copy and original."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        store = Store(path)
        store.bring([_article(one) for one in texts])
        store.close()
        with open_findings(path) as db:
            list(analyse(db, [copies.ANALYSIS]))
            query = (
                "SELECT a.url, o.url, c.kind FROM copies AS c JOIN articles AS a ON a.id = c.article_id"
                " JOIN articles AS o ON o.id = c.original_id"
            )
            return {(row[0], row[1]): row[2] for row in db.execute(query)}


def _article(one: Text) -> Article:
    at = datetime(one.day.year, one.day.month, one.day.day, 12, tzinfo=WIB)
    return Article(
        url=one.url, outlet=one.outlet, title=one.title, text=one.text, recipe=None,
        fetch=Fetch(url=one.url, at=at, via="bench"), published=When(at=at),
    )  # fmt: skip


def apart(corpus: Sequence[Text], chance: random.Random) -> list[Text]:
    """COUNT texts of which none has anything of another's."""
    picked = chance.sample(list(corpus), COUNT * 5 // 4)
    related = {url for pair in found(picked) for url in pair}
    numbered = [one for one in picked if one.url not in related][:COUNT]
    return [
        Text(url=f"https://asal.example/{n}", outlet="asal", day=one.day, title=one.title, text=one.text)
        for n, one in enumerate(numbered)
    ]


def measure(originals: Sequence[Text], alter: Callable[[str], str]) -> tuple[list[Text], float, float]:
    """The altered texts; how many of them were found, and how much of what was found is right."""
    altered = [
        Text(url=f"https://salinan.example/{n}", outlet="salinan", day=one.day + timedelta(days=1), title=one.title,
             text=alter(one.text))
        for n, one in enumerate(originals)
    ]  # fmt: skip
    pairs = [(a.rpartition("/")[2], o.rpartition("/")[2]) for a, o in found([*originals, *altered]) if "salinan" in a]
    right = sum(copy == original for copy, original in pairs)
    return altered, right / len(altered), right / max(1, len(pairs))


def lsh(originals: Sequence[Text], altered: Sequence[Text], threshold: float) -> tuple[float, float]:
    """The same of datasketch's MinHash LSH over runs of four words, 128 permutations."""
    datasketch = import_module("datasketch")

    def sketch(text: str) -> Any:
        made = datasketch.MinHash(num_perm=128)
        made.update_batch([run.encode() for run in shingle(text).shingles])
        return made

    index = datasketch.MinHashLSH(threshold=threshold, num_perm=128)
    for one in originals:
        index.insert(one.url.rpartition("/")[2], sketch(one.text))
    pairs = [(one.url.rpartition("/")[2], hit) for one in altered for hit in index.query(sketch(one.text))]
    right = sum(copy == original for copy, original in pairs)
    return right / len(altered), right / max(1, len(pairs))


def independent(corpus: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    """Reports of one event by two outlets, by their headlines, that share no run of LONGEST_RUN words unquoted."""
    heads = [(one, set(re.findall(r"\w{4,}", one.title.lower()))) for one in corpus]
    for n, (one, words) in enumerate(heads):
        for other, theirs in heads[n + 1 :]:
            if one.outlet != other.outlet and abs((one.day - other.day).days) <= 1 and len(words & theirs) >= 4:
                mine, yours = (re.sub(r"[\"“‚][^\"”]*[\"”]", " | ", text.text).split() for text in (one, other))
                longest = SequenceMatcher(None, mine, yours, autojunk=False).find_longest_match().size
                if longest < LONGEST_RUN:
                    yield one, other


def forms(corpus: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    """Two days' instalments of one outlet, by their headlines."""
    for form in FORMS:
        series = sorted(
            (one for one in corpus if re.search(rf"\b{form}\b", one.title.lower())), key=lambda one: one.day
        )
        yield from (
            (one, other)
            for n, one in enumerate(series)
            for other in series[n + 1 :]
            if one.outlet == other.outlet and one.day != other.day
        )


def wrong(pairs: Sequence[tuple[Text, Text]]) -> tuple[int, int, list[str]]:
    """How many pairs were called a copy, and how many a template, each pair alone in a file; and the copies' titles."""
    called = [next(iter(found(pair).values()), None) for pair in pairs]
    shown = [f"{one.title} / {other.title}" for (one, other), kind in zip(pairs, called, strict=True)
             if kind not in (None, "template")]  # fmt: skip
    return len(shown), called.count("template"), shown


def main() -> None:
    """Print the tables."""
    began = time.process_time()
    corpus = read_corpus()
    chance = random.Random(SEED)
    originals = apart(corpus, chance)
    compared = find_spec("datasketch") is not None
    print(f"{len(originals)} texts, {sum(len(one.text.split()) for one in originals) // len(originals)} words each")
    print("| altered | found | right | " + ("LSH 0.5 found | right | LSH 0.3 found | right |" if compared else ""))
    for name, alter in alterations(corpus).items():
        altered, recall, precision = measure(originals, alter)
        line = f"| {name} | {recall:.1%} | {precision:.1%} |"
        if compared:
            for threshold in (0.5, 0.3):
                line += " {:.1%} | {:.1%} |".format(*lsh(originals, altered, threshold))
        print(line, flush=True)
    for name, pairs in (("independent reports", independent(corpus)), ("daily forms", forms(corpus))):
        every = list(pairs)
        picked = chance.sample(every, min(PAIRS, len(every)))
        copied, template, shown = wrong(picked)
        print(f"{name}: {len(picked)} of {len(every)} pairs, {copied} called a copy, {template} a template")
        if "--show" in sys.argv:
            print("\n".join(f"  {title}" for title in shown))
    print(f"{time.process_time() - began:.0f} s of CPU")


if __name__ == "__main__":
    main()
