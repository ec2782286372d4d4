"""Start many `kliping run` over one data folder: does exactly one work at a time, and does none fail for the lock?

    python bench/overlap.py [RUNS] [SEED]

First all at once, then each at a random instant within six times the time that one takes, so that several come to
work one after the other. Every one must end with 0 or 75, say nothing but the one line of the lock, and leave a
file that is sound and equals that of a single undisturbed run by URL and natural keys.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from crawler.declaration import read_outlets
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.compare import differences, natural, unsound
from pipelines.db import open_reader
from pipelines.schema import news

#: The newsroom's stories end on this day.
NOW = "2026-06-21T05:00:00Z"
#: Requests are numbered as they end: runs that do not overlap have their numbers apart.
OVERLAPPING = """
SELECT count(*) FROM attempts AS one
JOIN (SELECT crawl_id, min(id) AS first FROM attempts GROUP BY crawl_id) AS later
  ON later.crawl_id > one.crawl_id AND one.id > later.first
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """One run: its exit status, what it said, and how long it took from its start."""

    status: int
    said: str
    seconds: float


def start(proxy: str, data: Path, names: list[str], wait: float = 0.0) -> Ended:
    """One run, after a wait."""
    time.sleep(wait)
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(OUTLETS), "http_proxy": proxy}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "crawler.cli", "run", *names],
        env=environment | {"KLIPING_NOW": NOW}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ended(status=done.returncode, said=done.stdout + done.stderr, seconds=time.monotonic() - begun)


def wrong(data: Path, alone: Path, ended: list[Ended]) -> list[str]:
    """What is not as it should be."""
    found = [f"exit {one.status}: {one.said[:300]}" for one in ended if one.status not in (0, 75)]
    lock = f"is writing to {data}; nothing was done\n"
    found += [f"said: {one.said[:300]}" for one in ended if one.said and not one.said.endswith(lock)]
    found += [f"said {one.said.count(chr(10))} lines" for one in ended if one.said.count("\n") != (one.status == 75)]
    with open_reader(data / "news.db", news) as db, open_reader(alone / "news.db", news) as undisturbed:
        worked, whole = db.execute("SELECT count(*), count(ended_at) FROM crawls").fetchone()
        if not worked == whole == sum(one.status == 0 for one in ended):
            found.append(f"{worked} rows, {whole} of them ended")
        if count := db.execute(OVERLAPPING).fetchone()[0]:
            found.append(f"{count} requests of a run after the first of a later one")
        found += unsound(db) + differences(natural(undisturbed), natural(db))
    return found


def main() -> int:
    """Run, print, and exit 1 where anything was wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    names, rng, failed = list(read_outlets([OUTLETS])), random.Random(seed), False
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(count) as pool:
        alone = Path(folder) / "alone"
        single = start(newsroom.proxy, alone, names)
        print(f"one run alone: exit {single.status}, {single.seconds:.1f} s {single.said}")
        for title, spread in (("at once", 0.0), ("spread", 6 * single.seconds)):
            data = Path(folder) / title.replace(" ", "-")
            waits = [rng.uniform(0, spread) for _ in range(count)]
            begun = time.monotonic()
            ended = list(pool.map(lambda wait, data=data: start(newsroom.proxy, data, names, wait), waits))
            took = time.monotonic() - begun
            statuses = dict(sorted(Counter(one.status for one in ended).items()))
            away = sorted(one.seconds for one in ended if one.status == 75)
            median = f"{away[len(away) // 2]:.1f} s" if away else "none"
            print(f"{count} {title}: exit statuses {statuses}, {took:.1f} s; median of those turned away: {median}")
            for line in wrong(data, alone, ended):
                print("  ", line)
                failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
