"""Do stories hold what belongs together, what rises on each day, and how fast is it found?

    KLIPING_CORPUS=… python bench/stories.py [--speed N]

Runs copies, stories, keywords, topics and trends over the corpus's week. Pairs of articles that a person read stand in
`stories_labels.csv` as digests of their addresses (same event or not), events that were listed by searching, before any
clustering, in `stories_events.csv`. Precision is over the pairs that end in one story, recall the part of an event's
articles that end in one. Thresholds are swept over the vectors alone. `--speed N` repeats the week under other dates
until there are N articles, and times each analysis.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from sqlite_utils import Database

from analysis import clusters, copies, keywords, stories, topics, trends
from analysis.base import analyse, open_findings
from analysis.clusters import Clusters, Member, alike
from analysis.stories import MOMENT
from analysis.vectors import load_vector
from pipelines.clock import moment
from pipelines.items import Article, Fetch, When
from pipelines.store import Store

HERE = Path(__file__).resolve().parent
WIB = timezone(timedelta(hours=7))
CHAIN = (copies.ANALYSIS, stories.ANALYSIS, keywords.ANALYSIS, topics.ANALYSIS, trends.ANALYSIS)
SWEEP = ((0.25, 0.6), (0.30, 0.6), (0.35, 0.6), (0.38, 0.6), (0.40, 0.6), (0.40, 0.5), (0.45, 0.6))
BANDS = (0.15, 0.25, 0.35, 0.5, 1.01)


def read_corpus() -> Iterator[dict[str, str]]:
    """The corpus's articles, in its order."""
    path = Path(os.environ["KLIPING_CORPUS"]) / "texts" / "september-2019.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fill(path: Path, rows: Sequence[dict[str, str]], count: int) -> None:
    """Store the week, and as often again under other dates and addresses as `count` articles need."""
    store = Store(path)
    store.db.conn.execute("PRAGMA synchronous=OFF")
    for number in range(count):
        row, week = rows[number % len(rows)], number // len(rows)
        day = datetime.combine(date.fromisoformat(row["date"]) + timedelta(days=7 * week), datetime.min.time(), WIB)
        store.put(
            Article(
                url=row["url"] + (f"?week={week}" if week else ""),
                outlet=row["outlet"].replace("-", "_"),
                title=row["title"] or "-",
                text=row["text"].replace(",,", "\n\n"),
                fetch=Fetch(url=row["url"], at=day, via="bench", status=200),
                recipe="bench",
                published=When(at=day, precision="day"),
                section=row["section"] or None,
            )
        )
    store.close()


def digest(url: str) -> str:
    """What stands for an address in the files of labels."""
    return hashlib.blake2b(url.encode(), digest_size=8).hexdigest()


def read_labels() -> tuple[list[tuple[str, str, float, bool]], dict[str, list[str]]]:
    """Pairs with their cosine when sampled and whether they are the same event; events with their articles."""
    with (HERE / "stories_labels.csv").open(encoding="utf-8") as file:
        pairs = [(one, other, float(cosine), label == "same") for one, other, cosine, label in csv.reader(file)]
    events: defaultdict[str, list[str]] = defaultdict(list)
    with (HERE / "stories_events.csv").open(encoding="utf-8") as file:
        for event, article in csv.reader(file):
            events[event].append(article)
    return pairs, events


def judge(home: dict[str, int]) -> str:
    """A row of the table: precision by band, recall, and how many stories there are."""
    pairs, events = read_labels()
    joined = [(cosine, same) for one, other, cosine, same in pairs if home[one] == home[other]]
    bands = []
    for low, high in zip((0.0, *BANDS), BANDS, strict=False):
        labels = [same for cosine, same in joined if low <= cosine < high]
        bands.append(f"{sum(labels)}/{len(labels)}")
    best = {event: max(Counter(home[one] for one in urls).values()) for event, urls in events.items()}
    mean = sum(best[event] / len(urls) for event, urls in events.items()) / len(events)
    articles = sum(best.values()) / sum(map(len, events.values()))
    sizes = Counter(Counter(home.values()).values())
    more = sum(count for size, count in sizes.items() if size > 1)
    return (
        f"{sum(same for _, same in joined) / len(joined):.3f} ({', '.join(bands)}) | {mean:.3f} | {articles:.3f}"
        f" | {more} | {max(sizes)}"
    )


def cluster(members: Sequence[Member]) -> dict[int, int]:
    """The numbers of articles and of their clusters, at the thresholds that are set."""
    home = Clusters(1)
    closed: dict[int, int] = {}
    day = None
    for member in members:
        if member.at.date() != day:
            day = member.at.date()
            for number in home.outlived(member.at - clusters.WINDOW):
                closed.update(dict.fromkeys(home.drop(number).members, number))
        near = home.near(member)
        into = near[0][1] if near else home.found()
        home.place(member, into)
        for _, other in near[1:]:
            if alike(into, other):
                into, _ = home.merge(into, other)
    return closed | {article: number for number, one in home.open.items() for article in one.members}


def sweep(db: Database) -> None:
    """The table of thresholds: over all articles, copies with their own weight."""
    query = (
        f"SELECT a.id, a.url, a.outlet, a.title, {MOMENT}, v.vector FROM articles AS a"
        " JOIN story_vectors AS v ON v.article_id = a.id ORDER BY 5, 1"
    )
    rows = db.execute(query).fetchall()
    members = [
        Member(id=number, at=moment(at), outlet=outlet, title=title, vector=load_vector(vector))
        for number, _, outlet, title, at, vector in rows
    ]
    for join, merge in SWEEP:
        clusters.JOIN, clusters.MERGE = join, merge
        home = cluster(members)
        print(
            f"| {join:.2f} | {merge:.2f} | {judge({digest(url): home[number] for number, url, *_ in rows})} |",
            flush=True,
        )


def main() -> None:
    """Print the tables."""
    rows = list(read_corpus())
    speed = int(sys.argv[sys.argv.index("--speed") + 1]) if "--speed" in sys.argv else 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        fill(path, rows, speed or len(rows))
        with open_findings(path) as db:
            articles = speed or len(rows)
            for one in CHAIN:
                began = time.process_time()
                (done,) = analyse(db, [one])
                cpu = time.process_time() - began
                print(f"{done.name}: {articles / cpu:.0f} articles/s of CPU, {done.seconds:.1f} s", flush=True)
            print(f"{path.stat().st_size / 1e6:.0f} MB")
            if speed:
                return
            query = "SELECT url, story_id FROM story_articles JOIN articles ON id = article_id"
            print(f"as shipped: {judge({digest(url): story for url, story in db.execute(query)})}")
            query = "SELECT term, articles, outlets, score FROM trends WHERE day = ? ORDER BY score DESC LIMIT 10"
            for day, count, outlets in db.execute("SELECT day, articles, outlets FROM days").fetchall():
                print(day, count, outlets, [tuple(row) for row in db.execute(query, [day])])
            sweep(db)


if __name__ == "__main__":
    main()
