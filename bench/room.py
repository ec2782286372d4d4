"""How fast is the reading room over many articles, beside Datasette's own pages of the same tables?

`python bench/room.py [ARTICLES] [FOLDER]` makes a file of so many invented articles (200,000 unless said; five thousand
a day, sixty outlets) in the folder, unless it is there, serves it with `kliping serve` and with plain `datasette`, and
asks each for the same things: every median is of pages of twenty different days, stories, names, articles and words.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from analysis.base import open_findings  # noqa: E402

ANALYSES = ("entities", "quotes", "copies", "stories", "sources")
A_DAY, OUTLETS, NAMES, WORDS, TIMES = 5000, 60, 20_000, 40_000, 20
FIRST = date(2026, 6, 30)
BATCH = 5000


def weights(size: int) -> list[float]:
    """Zipf's: the second half as often as the first, and so on."""
    return list(accumulate(1 / (rank + 1) for rank in range(size)))


def build(path: Path, articles: int) -> None:
    """A file of invented articles with findings of every kind, as many of each as news has."""
    chance = random.Random(9)
    open_findings(path).close()
    vocabulary, spread, known = [f"kata{n}" for n in range(WORDS)], weights(WORDS), weights(NAMES)
    with closing(sqlite3.connect(path)) as db:
        analyses = [(name, "b", "article", "2026-07-01T00:00:00Z") for name in (*ANALYSES, "trends")]
        db.executemany("INSERT OR REPLACE INTO analyses VALUES (?, ?, ?, ?)", analyses)
        db.executemany("INSERT INTO entities VALUES (?, ?, 'person')", [(n + 1, f"Nama {n}") for n in range(NAMES)])
        for first in range(0, articles, BATCH):
            with db:
                fill(db, chance, range(first + 1, min(first + BATCH, articles) + 1), vocabulary, spread, known)
            print(f"\r{first + BATCH:,} articles", end="", file=sys.stderr)
        with db:
            close(db, articles)
    print(file=sys.stderr)


def fill(
    db: sqlite3.Connection,
    chance: random.Random,
    ids: range,
    vocabulary: list[str],
    spread: list[float],
    known: list[float],
) -> None:
    """A batch of articles, each with its link, its mentions, its quotes, its story and perhaps an original."""
    rows: dict[str, list[tuple[object, ...]]] = {}
    for number in ids:
        day = (FIRST - timedelta(days=(number - 1) // A_DAY)).isoformat()
        at = f"{day}T{number % 17:02}:{number % 60:02}:00Z"
        outlet, url = f"media{chance.randrange(OUTLETS):02}", f"https://media.example/{number}"
        words = chance.choices(vocabulary, cum_weights=spread, k=150)
        rows.setdefault("articles", []).append(
            (number, url, outlet, " ".join(words[:9]), " ".join(words), at, day, f"rubrik{number % 9}", str(number), at)
        )
        rows.setdefault("fetches", []).append((url, outlet, at, day, "stored", number))
        for analysis in ANALYSES:
            rows.setdefault("analysed", []).append((analysis, number, "b", "b"))
        people = [entity + 1 for entity in chance.choices(range(NAMES), cum_weights=known, k=8)]
        rows.setdefault("mentions", []).extend((number, 20 * n, 20 * n + 8, who) for n, who in enumerate(people))
        for n, who in enumerate(people[: number % 5]):
            rows.setdefault("quotes", []).append(
                (number, 30 * n, 30 * n + 25, " ".join(words[:12]), f"Nama {who - 1}", who)
            )
        rows.setdefault("story_articles", []).append((number, number // 5 + 1, at, number % 5 == 1))
        if number % 5 == 1 and number > 1:
            rows.setdefault("copies", []).append((number, number - 1))
    statements = {
        "articles": "INSERT INTO articles (id, url, outlet, title, text, published_at, published_on, section,"
        " text_hash, fetched_at, title_hash, first_seen_at, published_offset, published_precision, kind, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '2026-07-01T00:00:00Z', '+07:00', 'minute', 'news', 150)",
        "fetches": "INSERT INTO fetches (url, outlet, via, listed_at, listed_on, outcome, article_id)"
        " VALUES (?, ?, 'bench', ?, ?, ?, ?)",
        "analysed": "INSERT INTO analysed VALUES (?, ?, ?, ?)",
        "mentions": "INSERT INTO mentions (article_id, start, end, entity_id, kind, rule, score)"
        " VALUES (?, ?, ?, ?, 'person', 'model', 0.9)",
        "quotes": 'INSERT INTO quotes (article_id, start, "end", text, speaker, speaker_entity_id, kind, rule,'
        " anonymous, score)"
        " VALUES (?, ?, ?, ?, ?, ?, 'direct', 'cue', 0, 0.9)",
        "story_articles": "INSERT INTO story_articles (article_id, story_id, at, copy) VALUES (?, ?, ?, ?)",
        "copies": "INSERT INTO copies VALUES (?, ?, 'copy', 0.9, 0.9, 50, 0)",
    }
    for table, found in rows.items():
        db.executemany(statements[table], found)


def close(db: sqlite3.Connection, articles: int) -> None:
    """What is made of all articles: stories, trends, crawls."""
    db.execute(
        "INSERT INTO stories (id, headline, article_id, first_at, last_at, outlets, articles, copies)"
        " SELECT s.story_id, min(a.title), min(a.id), min(s.at), max(s.at), count(DISTINCT a.outlet), count(*),"
        " sum(s.copy)"
        " FROM story_articles AS s JOIN articles AS a ON a.id = s.article_id GROUP BY s.story_id"
    )
    days = [(FIRST - timedelta(days=n)).isoformat() for n in range(articles // A_DAY + 1)]
    trends = [(day, f"kata{n}", 40, 12, 3.5, 50.0 - n) for day in days for n in range(40)]
    db.executemany("INSERT INTO trends VALUES (?, ?, ?, ?, ?, ?)", trends)
    for crawl in range(1, 501):
        db.execute(
            f"INSERT INTO crawls (id, started_at, command, version) VALUES ({crawl}, '2026-06-30T00:00:00Z', 'b', '0')"
        )
        db.executemany(
            "INSERT INTO crawl_outlets (crawl_id, outlet, started_at) VALUES (?, ?, '2026-06-30T00:00:00Z')",
            [(crawl, f"media{n:02}") for n in range(OUTLETS)],
        )


@contextmanager
def serving(command: list[str], port: int, data: Path) -> Iterator[tuple[str, int]]:
    """A server of our own, until it is no longer needed: its address and its process."""
    environment = os.environ | {"KLIPING_DATA": str(data)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(address + "/-/versions.json").close()
                break
            except OSError:
                assert process.poll() is None, f"{command} has ended"
                time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait()


def spent(process: int) -> float:
    """The milliseconds of processor that a process has used so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(server: tuple[str, int], paths: list[str]) -> tuple[float, float, float]:
    """The median and the slowest of these pages and the mean of the server's CPU, in milliseconds."""
    taken = []
    address, process = server
    before = spent(process)
    for path in paths:
        began = time.perf_counter()
        with urllib.request.urlopen(address + path) as answer:
            answer.read()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), max(taken), (spent(process) - before) / len(paths)


def asked(articles: int) -> dict[str, tuple[list[str], list[str]]]:
    """What is asked for: of the room, and of Datasette's own pages."""
    days = [(FIRST - timedelta(days=n % max(articles // A_DAY, 1))).isoformat() for n in range(TIMES)]
    some = [1 + n * (articles // TIMES) for n in range(TIMES)]
    words = [f"kata{n * n}" for n in range(TIMES)]
    pairs = [f"kata{n}+kata{n * 7 + 5}" for n in range(TIMES)]
    room = "/search?q={}&outlet=media07"
    return {
        "front page": ([f"/day/{day}" for day in days], [f"/news/articles?published_on={day}" for day in days]),
        "story": (
            [f"/story/{n // 5 + 1}" for n in some],
            [f"/news/story_articles?story_id={n // 5 + 1}" for n in some],
        ),
        "article": ([f"/article/{n}" for n in some], [f"/news/articles/{n}" for n in some]),
        "person, the most quoted": (
            [f"/name/{n + 1}" for n in range(TIMES)],
            [f"/news/quotes?speaker_entity_id={n + 1}" for n in range(TIMES)],
        ),
        "search, one word": (
            [f"/search?q={word}" for word in words],
            [f"/news/articles?_search={word}" for word in words],
        ),
        "search, two words": (
            [f"/search?q={pair}" for pair in pairs],
            [f"/news/articles?_search={pair}" for pair in pairs],
        ),
        "search, one word and an outlet": (
            [room.format(word) for word in words],
            [f"/news/articles?_search={word}&outlet=media07" for word in words],
        ),
    }


def main() -> None:
    """Build, serve, ask, print."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as fresh:
        data = Path(sys.argv[2] if len(sys.argv) > 2 else fresh)
        path = data / "news.db"
        if not path.exists():
            build(path, articles)
        python = [sys.executable, "-m"]
        ours = [*python, "crawler.cli", "serve", "--port", "8471"]
        theirs = [*python, "datasette", str(path), "--port", "8472", "--setting", "sql_time_limit_ms", "5000"]
        print(f"{articles:,} articles, {path.stat().st_size / 2**20:,.0f} MB, {datetime.now(UTC):%Y-%m-%d}\n")
        columns = ["page", "room, median ms", "slowest", "CPU", "plain Datasette, median ms", "slowest", "CPU"]
        print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
        with serving(ours, 8471, data) as room, serving(theirs, 8472, data) as plain:
            for name, (mine, its) in asked(articles).items():
                figures = [*measure(room, mine), *measure(plain, its)]
                print(f"| {name} | " + " | ".join(f"{figure:,.0f}" for figure in figures) + " |", flush=True)


if __name__ == "__main__":
    main()
