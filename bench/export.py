"""Exports at length: how long do they take, how much memory, and are the same rows back in another program?

    python bench/export.py [ARTICLES] [FOLDER]

Takes the file in the folder, where one is, or writes one of articles of made-up words (200,000 unless said) over three
years and forty outlets; exports it in each format, each in a process of its own, and reads it back with DuckDB where
that is installed (the extra `ray` has it).
"""

from __future__ import annotations

import importlib
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from analysis.base import open_findings
from pipelines.db import writing

FIRST = date(2024, 1, 1)
DAYS = 3 * 365
OUTLETS = 40
WORDS = 240
COLUMNS = (
    "url, outlet, title, text, published_at, published_on, published_offset, published_precision, kind, words,"
    " text_hash, title_hash, first_seen_at, fetched_at"
)
#: The peak of its own memory: getrusage would count this process's, from before it became another.
PEAK = """
import re, sys
from pathlib import Path
from crawler.cli import main
try:
    main(sys.argv[1:])
finally:
    print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024, file=sys.stderr)
"""


def make(path: Path, articles: int) -> None:
    """A file of so many articles, with languages as findings."""
    chance = random.Random(5)
    syllables = [first + second for first in "bdgjklmnprst" for second in "aeiou"]
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(30_000)]
    weights = [1 / (n + 3) for n in range(len(vocabulary))]
    with open_findings(path) as db:
        for start in range(0, articles, 5000):
            with writing(db):
                rows = [article(n, chance, vocabulary, weights) for n in range(start, min(start + 5000, articles))]
                marks = ", ".join("?" * len(rows[0]))
                db.conn.executemany(f"INSERT INTO articles ({COLUMNS}) VALUES ({marks})", rows)
        with writing(db):
            db.execute("INSERT INTO languages (article_id, language, probability) SELECT id, 'id', 0.99 FROM articles")


def article(n: int, chance: random.Random, vocabulary: list[str], weights: list[float]) -> tuple[object, ...]:
    words = chance.choices(vocabulary, weights, k=WORDS)
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    at = f"{day}T{chance.randrange(24):02}:15:00Z"
    outlet = f"koran{chance.randrange(OUTLETS):02}"
    text = "\n\n".join(" ".join(words[k : k + 40]).capitalize() + "." for k in range(0, WORDS, 40))
    title = " ".join(words[:8]).title()
    url = f"https://{outlet}.example/read/{n}"
    hashes = (f"{n:016x}", f"{n:016x}")
    return (url, outlet, title, text, at, str(day), "+07:00", "minute", "news", WORDS, *hashes, at, at)


def export(data: Path, file: Path, *words: str) -> str:
    """One export in a process of its own: seconds, peak memory, size."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "export", str(file), *words],
        env=os.environ | {"KLIPING_DATA": str(data)}, cwd=Path(__file__).parent.parent,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds = time.monotonic() - began
    size = sum(path.stat().st_size for path in ([file] if file.is_file() else file.rglob("*.parquet")))
    return f"{seconds:.1f} s | {done.stderr.split()[-1]} MB | {size / 1e6:.0f} MB"


def back(data: Path, source: str) -> str:
    """Whether DuckDB reads the same rows: as many, and the same sums over every row and word."""
    import sqlite3

    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        return "DuckDB is not installed"
    sums = "count(*), count(DISTINCT url), sum(words), sum(length(text)), min(title), max(title)"
    query = f"SELECT {sums}, CAST(min(published_on) AS VARCHAR), max(url) FROM {{source}}"
    began = time.monotonic()
    read = duckdb.sql(query.format(source=source)).fetchall()[0]
    seconds = time.monotonic() - began
    with sqlite3.connect(data / "news.db") as db:
        kept = db.execute(query.format(source="articles")).fetchone()
    return f"same in {seconds:.1f} s" if tuple(read) == tuple(kept) else f"NOT the same: {read} {kept}"


def main(articles: int = 200_000, folder: str = "") -> None:
    """Make, export, read back."""
    with tempfile.TemporaryDirectory(dir=folder or None) as name:
        data = Path(folder) if folder and Path(folder, "news.db").exists() else Path(name)
        if not (data / "news.db").exists():
            make(data / "news.db", articles)
        print(f"{articles} articles, {(data / 'news.db').stat().st_size / 1e6:.0f} MB")
        print("\n| export | time | peak memory | size | DuckDB |\n|---|---|---|---|---|")
        formats = {
            "a.jsonl": "read_json('{}', maximum_object_size=67108864)",
            "a.csv": "read_csv('{}', header=true)",
            "a.parquet": "read_parquet('{}/**/*.parquet', hive_partitioning=true)",
        }
        for file, source in formats.items():
            told = export(data, Path(name) / file, "--with", "languages")
            print(f"| {file.partition('.')[2]} | {told} | {back(data, source.format(Path(name) / file))} |", flush=True)
        told = export(data, Path(name) / "b.jsonl.gz", "--without-text")
        print(f"| jsonl.gz, without text | {told} | |")
        told = export(data, Path(name) / "c.jsonl", "--since", "2026-06-01", "--until", "2026-06-07")
        print(f"| jsonl, one week | {told} | |")


if __name__ == "__main__":
    main(*[int(word) if word.isdigit() else word for word in sys.argv[1:]])  # type: ignore[arg-type]
