"""Kill a crawl of the newsroom, a replay of its pages and its analysis at random instants: is all there in the end?

    python bench/crash.py [KILLS] [SEED]

Rounds in turn hit `kliping crawl`; `kliping extract` (`--all` and `--stale` in turn) over rows that were all spoilt
before; and `kliping analyse`, every second time with `--all`, over an archive that was never analysed. A round kills
five times over the same folder with SIGKILL, each after a random part of the time that an undisturbed command takes,
and checks after each kill that the file is sound and that no stored article is lost. A last command of the round,
without `--all` for analyses, runs to its end; the file must then equal the undisturbed one by URL and natural keys, its
findings too, with stories rebuilt on both sides. Exits 1 where one of that is not so.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import ANALYSES
from analysis.base import analyse, open_findings
from analysis.compare import natural_findings
from crawler.declaration import read_outlets
from crawler.demo import SINCE, TODAY
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.compare import differences, natural, unsound
from pipelines.db import open_database, open_reader, writing
from pipelines.schema import news

KILLS_A_ROUND = 5
CRAWL = ("crawl", "--today", TODAY, "--since", SINCE, *read_outlets([OUTLETS]))
REPLAYS = (("extract", "--all"), ("extract", "--stale"))
ANALYSE = (("analyse",), ("analyse", "--all"))
SPOIL = (
    "UPDATE articles SET title = 'lama', text = 'lama', text_hash = 'lama', title_hash = 'lama', recipe = 'lama'",
    "UPDATE fetches SET recipe = 'lama' WHERE recipe IS NOT NULL",
)


@dataclass
class Bench:
    """A newsroom to crawl, what an undisturbed crawl of it gives, and what has come of the kills so far."""

    proxy: str
    folder: Path
    chance: random.Random
    wanted: Any = None
    found: Any = None
    kills: Counter[str] = field(default_factory=Counter)
    unsound: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)

    @property
    def killed(self) -> int:
        """How often a command was killed before its end."""
        return sum(count for name, count in self.kills.items() if name.endswith("killed"))

    def run(self, data: Path, command: tuple[str, ...], kill_after: float | None = None) -> int:
        """A command's exit status; -SIGKILL where it was killed before its end."""
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(OUTLETS), "http_proxy": self.proxy}
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler.cli", *command],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return process.wait(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return process.wait()

    def undisturbed(self) -> Path:
        """A crawl, a replay and an analysis that nobody kills: what they give, and how long they take."""
        data, analysed = self.folder / "undisturbed", self.folder / "analysed"
        for command in (CRAWL, REPLAYS[0]):
            self.timed(data, command)
            self.wanted = self.wanted or read(data)
        shutil.copytree(data, analysed)
        self.timed(analysed, ANALYSE[0])
        self.found = found(analysed)
        return data

    def timed(self, data: Path, command: tuple[str, ...]) -> None:
        """Run a command to its end and note how long it took."""
        began = time.monotonic()
        self.run(data, command)
        self.took[command[0]] = time.monotonic() - began

    def round(self, name: str, data: Path, commands: Sequence[tuple[str, ...]], kills: int) -> None:
        """Kill the commands in turn, so often together, then let the first end, and look at the file each time."""
        before = articles(data)
        for number in range(kills):
            command = commands[number % len(commands)]
            began = time.monotonic()
            status = self.run(data, command, self.chance.uniform(0.03, 1.0) * self.took[command[0]])
            if status != -signal.SIGKILL:  # it takes less than was thought: later instants are to lie within it
                self.took[command[0]] = time.monotonic() - began
            self.kills[name + (" killed" if status == -signal.SIGKILL else " ended")] += 1
            before = self.look(f"{name} {self.kills.total()}", data, before)
        self.run(data, commands[0])
        self.look(f"{name}, the end", data, before)
        differ = differences(self.wanted, read(data))
        if name == "analyse":
            differ += differences(self.found, found(data))
        self.different += [f"{name}: {one}" for one in differ[:5]]
        print(f"{dict(self.kills)}, {len(differ)} differences", *differ[:5], sep="\n  ", flush=True)

    def look(self, name: str, data: Path, before: set[str]) -> set[str]:
        """Whether the file is sound and has every article that it had; the articles that it has now."""
        if not (data / "news.db").exists():
            return before
        with open_reader(data / "news.db", news) as db:
            self.unsound += [f"{name}: {one}" for one in unsound(db)]
        now = articles(data)
        self.lost += [f"{name}: {one}" for one in before - now]
        return now


def articles(data: Path) -> set[str]:
    """The addresses of the stored articles."""
    if not (data / "news.db").exists():
        return set()
    with open_reader(data / "news.db", news) as db:
        made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone()
        return {row[0] for row in db.execute("SELECT url FROM articles")} if made else set()


def read(data: Path) -> Any:
    """What is in a file, by URL and natural keys."""
    with open_reader(data / "news.db", news) as db:
        return natural(db)


def found(data: Path) -> Any:
    """What the analyses found in a file, by URL and natural keys, after its stories were rebuilt."""
    with open_findings(data / "news.db") as db:
        list(analyse(db, [one for one in ANALYSES if one.name == "stories"], every=True))
        list(analyse(db, ANALYSES))
        return natural_findings(db)


def spoil(data: Path) -> None:
    """Make every row one that was read wrong by another recipe."""
    with open_database(data / "news.db", news) as db, writing(db):
        for statement in SPOIL:
            db.execute(statement)


def kill(kills: int, seed: int) -> Bench:
    """All rounds, and what came of them."""
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder:
        bench = Bench(proxy=newsroom.proxy, folder=Path(folder), chance=random.Random(seed))
        whole = bench.undisturbed()
        number = 0
        while (left := kills - bench.killed) > 0:  # a command that was done before its instant came was not killed
            data = bench.folder / f"round{number}"
            share = min(KILLS_A_ROUND, -(-kills // 3), left)
            if number % 3 == 0:
                bench.round("crawl", data, [CRAWL], share)
            else:
                shutil.copytree(whole, data)
            if number % 3 == 1:
                command = REPLAYS[number // 3 % 2]
                spoil(data)
                bench.round(" ".join(command), data, [command], share)
            elif number % 3 == 2:
                bench.round("analyse", data, ANALYSE, share)
            shutil.rmtree(data)
            number += 1
        return bench


def main() -> None:
    """Kill, and say what came of it."""
    bench = kill(int(sys.argv[1]) if len(sys.argv) > 1 else 30, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    wrong = [*bench.unsound, *bench.lost, *bench.different]
    print(
        f"{bench.kills.total()} times: {dict(bench.kills)}; undisturbed in "
        + ", ".join(f"{name} {took:.1f} s" for name, took in bench.took.items()),
        f"unsound {len(bench.unsound)}, lost {len(bench.lost)}, different {len(bench.different)}",
        *wrong,
        sep="\n",
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
