"""How fast is an archive analysed, and does it stay as fast while it grows?

    KLIPING_CORPUS=… python -m bench.analyse [--grow ARTICLES] [NAME…]

Brings the corpus's week into a folder of its own with `kliping import` and runs `kliping analyse` over it, a process an
analysis, then once more, then with one analysis of another version. `--grow` lets an archive grow by tenths to so many
articles, week after week, and analyses it after each: the corpus's week under other dates and addresses, with each word
in the place of another that is as frequent, capitals for capitals, so that no week copies another and all have as many
names. The named analyses alone, or all; of `--grow` all but those of names, speech and days.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from analysis import ANALYSES
from analysis.base import Analysis, analyse, open_findings
from bench.stories import fill, read_corpus

#: Analyses of names, speech and days: measured apart, the others are the first half.
SECOND_HALF = frozenset({"entities", "quotes", "times"})
WORD = re.compile(r"[^\W\d_]+")
#: The most frequent words stay, they make a text Indonesian; the others trade places with so many of like frequency.
STAY, TRADE = 300, 64


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of one core, and seconds by the clock."""

    cpu: float
    wall: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(cpu=self.cpu + other.cpu, wall=self.wall + other.wall)


def spent(*words: str, data: Path) -> Cost:
    """What a command of Kliping costs; it has to end well."""
    environment = os.environ | {"KLIPING_DATA": str(data)}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "crawler.cli", *words], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu=cpu, wall=time.monotonic() - began)


def week(data: Path, analyses: Sequence[Analysis]) -> None:
    """The corpus's week as a user would analyse it: a table of what each step cost."""
    source = Path(os.environ["KLIPING_CORPUS"]) / "texts" / "september-2019.jsonl.xz"
    articles, names = sum(1 for _ in read_corpus()), [one.name for one in analyses]
    print(f"{articles} articles\n\n| step | articles/s, CPU | articles/s, wall | seconds, CPU |\n|---|---|---|---|")
    tell("import", articles, spent("import", str(source), data=data))
    size = (data / "news.db").stat().st_size
    costs = {}
    for name in names:
        costs[name] = spent("analyse", name, data=data)
        tell(name, articles, costs[name])
    first = [cost for name, cost in costs.items() if name not in SECOND_HALF]
    tell("all but entities, quotes and times", articles, sum(first, Cost(cpu=0, wall=0)))
    tell("all of these", articles, sum(costs.values(), Cost(cpu=0, wall=0)))
    with open_findings(data / "news.db") as db:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(
        f"\nnews.db: {size / 1e6:.0f} MB after the import, {(data / 'news.db').stat().st_size / 1e6:.0f} MB at the end"
    )
    again = spent("analyse", *names, data=data)
    print(f"`kliping analyse` again: {again.cpu:.2f} s of CPU, {again.wall:.2f} s by the clock")
    with open_findings(data / "news.db") as db:
        newer = [replace(one, version=one.version + ".new") if one.name == "topics" else one for one in analyses]
        done = {one.name: one.units for one in analyse(db, newer)}
    print(f"another version of topics, articles and days read: {done}")


def tell(name: str, articles: int, cost: Cost) -> None:
    """A row of the table."""
    print(f"| {name} | {articles / cost.cpu:.0f} | {articles / cost.wall:.0f} | {cost.cpu:.1f} |", flush=True)


def salted(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """The week without end: each with words that trade places."""
    counts = Counter(word for row in rows for word in WORD.findall(f"{row['title']} {row['text']}"))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[STAY:]
    kinds = [[word for word in ranked if word[0].isupper() == upper] for upper in (True, False)]
    number = 0
    while True:
        chance, trade = random.Random(number), dict[str, str]()
        for words in kinds if number else ():
            for start in range(0, len(words), TRADE):
                some = words[start : start + TRADE]
                trade |= zip(some, chance.sample(some, len(some)), strict=True)

        def traded(text: str, trade: dict[str, str] = trade) -> str:
            return WORD.sub(lambda found: trade.get(found[0], found[0]), text)

        for row in rows:
            day = date.fromisoformat(row["date"]) + timedelta(days=7 * number)
            yield row | {
                "url": f"{row['url']}?week={number}", "date": day.isoformat(),
                "title": traded(row["title"]), "text": traded(row["text"]),
            }  # fmt: skip
        number += 1


def grow(path: Path, articles: int, analyses: Sequence[Analysis]) -> None:
    """An archive by tenths: what each analysis makes of each, articles a second of CPU."""
    rows = salted(sorted(read_corpus(), key=lambda row: row["date"]))
    names = [one.name for one in analyses]
    print(f"| articles | {' | '.join(names)} | all | units read again | RSS, MB | news.db, MB |")
    print("|---" * (len(names) + 5) + "|")
    for tenth in range(1, 11):
        step = articles * tenth // 10 - articles * (tenth - 1) // 10
        fill(path, islice(rows, step))
        costs, again = {}, 0
        with open_findings(path) as db:
            for one in analyses:
                began = time.process_time()
                (done,) = analyse(db, [one])
                costs[one.name] = time.process_time() - began
                again += max(0, done.units - step) if one.unit == "article" else 0
        memory = next(
            int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
        )
        speeds = " | ".join(f"{step / costs[name]:.0f}" for name in names)
        print(
            f"| {articles * tenth // 10} | {speeds} | {step / sum(costs.values()):.0f} | {again}"
            f" | {memory / 1000:.0f} | {path.stat().st_size / 1e6:.0f} |",
            flush=True,
        )


def main() -> None:
    """Print the tables."""
    words = sys.argv[1:]
    articles = int(words.pop(words.index("--grow") + 1)) if "--grow" in words else 0
    names = [word for word in words if word != "--grow"] or [
        one.name for one in ANALYSES if not articles or one.name not in SECOND_HALF
    ]
    analyses = [one for one in ANALYSES if one.name in names]
    with tempfile.TemporaryDirectory() as folder:
        if articles:
            grow(Path(folder) / "news.db", articles, analyses)
        else:
            week(Path(folder), analyses)


if __name__ == "__main__":
    main()
