"""Kill a crawl of the newsroom at random instants, then let one run to its end: is the file what it should be?

    python bench/crash.py [KILLS] [SEED]

Each round kills `kliping crawl` with SIGKILL after a random part of the time an undisturbed crawl takes,
several times over the same folder, and checks the file after each kill. A last run ends what waited; the
file must then equal that of the undisturbed crawl by URL and natural keys.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawler.declaration import read_outlets
from crawler.demo import SINCE, TODAY
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.compare import differences, natural, unsound
from pipelines.db import open_reader
from pipelines.schema import news

KILLS_A_ROUND = 5


def crawl(proxy: str, data: Path, kill_after: float | None = None) -> bool:
    """One crawl; whether it was killed before its end."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(OUTLETS), "http_proxy": proxy}
    command = [sys.executable, "-m", "crawler.cli", "crawl", "--today", TODAY, "--since", SINCE]
    process = subprocess.Popen(
        [*command, *read_outlets([OUTLETS])], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def check(data: Path) -> list[str]:
    """What is wrong with the file, where there is one."""
    path = data / "news.db"
    if not path.exists():
        return []
    with open_reader(path, news) as db:
        return unsound(db)


def main() -> None:
    """Crawl undisturbed, then kill, check, finish and compare, round after round."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    killed = wrong = different = 0
    with Newsroom() as newsroom, tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        crawl(newsroom.proxy, Path(folder) / "undisturbed")
        took = time.monotonic() - began
        with open_reader(Path(folder) / "undisturbed" / "news.db", news) as db:
            wanted = natural(db)
        number = 0
        while killed < kills:  # a crawl that was done before its instant came was not killed
            data = Path(folder) / f"round{number}"
            for _ in range(min(KILLS_A_ROUND, kills - killed)):
                killed += crawl(newsroom.proxy, data, kill_after=chance.uniform(0.05, 1.0) * took)
                wrong += bool(check(data))
            crawl(newsroom.proxy, data)
            wrong += bool(check(data))
            with open_reader(data / "news.db", news) as db:
                found = differences(wanted, natural(db))
            different += bool(found)
            number += 1
            print(f"round {number}: {killed} kills so far, {len(found)} differences", *found[:5], sep="\n  ")
    print(
        f"{killed} kills: {wrong} files unsound, {different} rounds different from the undisturbed crawl ({took:.1f} s)"
    )
    sys.exit(bool(wrong or different))


if __name__ == "__main__":
    main()
