"""How fast are kept pages read again, by one process and by two?

    KLIPING_CORPUS=… python bench/replay.py [PAGES] [ROUNDS]

Keeps PAGES pages (5,000): those of the corpus's mirror with paragraphs, again and again, each time with other words in
it, so that no two are the same. Then `kliping extract --all` reads them with KLIPING_PROCESSES=1 and 2 in turn, each a
command of its own over a copy of the same folder, ROUNDS times (3). Prints pages a second, CPU a page of the command
with its processes, and the ratio of the medians; exits 1 where it is below LEAST or the two files differ.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.archive import Archive
from pipelines.compare import differences, natural
from pipelines.db import open_reader
from pipelines.items import Page
from pipelines.schema import news

LEAST = 1.9
PROCESSES = (1, 2)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def pages(mirror: Path, count: int) -> Iterator[Page]:
    """So many pages: the mirror's that look like articles, told apart by words of their own."""
    bodies = [
        (path.relative_to(mirror), body)
        for path in sorted(mirror.rglob("*.htm*"))
        if path.is_file() and path.stat().st_size > 30_000 and b"</p>" in (body := path.read_bytes())
    ]
    chance = random.Random(1)
    for number in range(count):
        path, body = bodies[number % len(bodies)]
        own = f" Kata{chance.getrandbits(32):x}, kata{chance.getrandbits(32):x}.</p>".encode()
        url = f"https://contoh.example/{number}/{path}"
        at = NOON + timedelta(seconds=number)
        body = body.replace(b"</p>", own)
        yield Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=body)


def extract(data: Path, processes: int) -> tuple[float, float]:
    """Seconds that `kliping extract --all` took, and of CPU, its processes included."""
    environment = os.environ | {"KLIPING_DATA": str(data), "KLIPING_PROCESSES": str(processes)}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "crawler.cli", "extract", "--all"],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Keep, read, compare, and say what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    times: dict[int, list[float]] = {one: [] for one in PROCESSES}
    rows = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tarfile.open(Path(os.environ["KLIPING_CORPUS"]) / "mirror" / "dev.tar.xz") as packed:
            packed.extractall(folder / "mirror", filter="data")
        archive = Archive(folder / "raw")
        for page in pages(folder / "mirror", count):
            archive.keep(page)
        archive.close()
        print("| processes | s | pages/s | CPU, ms a page | load before |", "|---|---|---|---|---|", sep="\n")
        for number in range(rounds * len(PROCESSES)):
            processes, data = PROCESSES[number % len(PROCESSES)], folder / f"data{number}"
            shutil.copytree(folder / "raw", data / "raw")
            load = os.getloadavg()[0]
            took, cpu = extract(data, processes)
            times[processes].append(took)
            print(
                f"| {processes} | {took:.1f} | {count / took:.1f} | {1e3 * cpu / count:.1f} | {load:.1f} |", flush=True
            )
            with open_reader(data / "news.db", news) as db:
                rows[processes] = natural(db)
            shutil.rmtree(data)
    ratio = statistics.median(times[1]) / statistics.median(times[2])
    differ = differences(rows[1], rows[2])
    print(
        f"ratio of the medians {ratio:.2f}; {len(rows[2]['articles'])} articles, {len(differ)} differences", *differ[:5]
    )
    sys.exit(ratio < LEAST or bool(differ))


if __name__ == "__main__":
    main()
