"""Do stories hold what belongs together, and what rises on each day?

    KLIPING_CORPUS=… python bench/stories.py

Runs copies, stories, keywords, topics and trends over the corpus's week. Pairs of articles that a person read stand in
`stories_*.csv` as digests of their addresses (same event or not), events that were listed by searching, before any
clustering, in `stories_events.csv`. Precision is over the pairs that
end in one story, recall the part of an event's articles that end in one. Thresholds are swept over the vectors alone.
"""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
import os
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
#: What is swept of `analysis.clusters`, each row against what it is set to.
SWEEP: tuple[dict[str, float], ...] = (
    {}, {"JOIN": 0.40}, {"JOIN": 0.44}, {"AGEING": 0.0}, {"AGEING": 0.04}, {"ALONE": 0.0}, {"ALONE": 0.06},
    {"TELLS": 200}, {"TELLS": 400}, {"EASE": 0.0}, {"EASE": 0.0002}, {"LEAST": 0.25}, {"NOUN": 0.0}, {"MERGE": 0.5},
)  # fmt: skip
LABELS = tuple(f"stories_{name}.csv" for name in ("labels", "drawn", "fresh", "tried", "second", "third"))
#: Of how many labelled pairs each young archive is made, beside ten events.
DRAWN = (25, 25, 60, 60, 150, 400)
BANDS = (0.15, 0.25, 0.35, 0.5, 1.01)


def read_corpus() -> Iterator[dict[str, str]]:
    """The corpus's articles, in its order."""
    path = Path(os.environ["KLIPING_CORPUS"]) / "texts" / "september-2019.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fill(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Store articles of the corpus's form."""
    store = Store(path)
    store.db.conn.execute("PRAGMA synchronous=OFF")
    for row in rows:
        day = datetime.combine(date.fromisoformat(row["date"]), datetime.min.time(), WIB)
        store.put(
            Article(
                url=row["url"],
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


def read_pairs(name: str) -> list[tuple[str, str, float, bool]]:
    """Pairs with their cosine when sampled and whether they are the same event."""
    with (HERE / name).open(encoding="utf-8") as file:
        return [(one, other, float(cosine), label == "same") for one, other, cosine, label in csv.reader(file)]


def read_events() -> dict[str, list[str]]:
    """Events with their articles."""
    events: defaultdict[str, list[str]] = defaultdict(list)
    with (HERE / "stories_events.csv").open(encoding="utf-8") as file:
        for event, article in csv.reader(file):
            events[event].append(article)
    return events


def judge(home: dict[str, int]) -> str:
    """A row of the table: precision of each sample, by band too, recall, and how many stories there are."""
    events = read_events()
    best = {event: max(Counter(home[one] for one in urls).values()) for event, urls in events.items()}
    mean = sum(best[event] / len(urls) for event, urls in events.items()) / len(events)
    articles = sum(best.values()) / sum(map(len, events.values()))
    sizes = Counter(Counter(home.values()).values())
    more = sum(count for size, count in sizes.items() if size > 1)
    samples = " | ".join(_precision(home, name) for name in LABELS)
    return f"{samples} | {mean:.3f} | {articles:.3f} | {more} | {max(sizes)}"


def _precision(home: dict[str, int], name: str) -> str:
    joined = [(cosine, same) for one, other, cosine, same in read_pairs(name) if home[one] == home[other]]
    bands = []
    for low, high in zip((0.0, *BANDS), BANDS, strict=False):
        labels = [same for cosine, same in joined if low <= cosine < high]
        bands.append(f"{sum(labels)}/{len(labels)}")
    return f"{sum(same for _, same in joined) / len(joined):.3f} ({', '.join(bands)})"


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
    set_to = {name: getattr(clusters, name) for setting in SWEEP for name in setting}
    for setting in SWEEP:
        for name, value in (set_to | setting).items():
            setattr(clusters, name, value)
        home = cluster(members)
        found = judge({digest(url): home[number] for number, url, *_ in rows})
        told = ", ".join(f"{name} {value:g}" for name, value in setting.items()) or "as set"
        print(f"| {told} | {found} |", flush=True)
    for name, value in set_to.items():
        setattr(clusters, name, value)


def young(rows: Sequence[dict[str, str]], folder: Path) -> None:
    """The table of young archives: labelled pairs and events drawn to make small ones, each clustered by itself."""
    of_digest = {digest(row["url"]): row for row in rows}
    pairs, events = [pair for name in LABELS for pair in read_pairs(name)], read_events()
    right = joined = kept = told = 0
    for seed, count in enumerate(DRAWN, 1):
        draw = random.Random(seed)
        some = draw.sample(sorted(events), 10)
        taken = {one for event in some for one in events[event]}
        taken |= {one for pair in draw.sample(pairs, count) for one in pair[:2]}
        path = folder / f"young{seed}.db"
        fill(path, (of_digest[one] for one in sorted(taken, key=lambda one: (of_digest[one]["date"], one))))
        with open_findings(path) as db:
            list(analyse(db, CHAIN[:2]))
            query = "SELECT url, story_id FROM story_articles JOIN articles ON id = article_id"
            home = {digest(url): story for url, story in db.execute(query)}
        labels = [same for one, other, _, same in pairs if {one, other} <= taken and home[one] == home[other]]
        best = sum(max(Counter(home[one] for one in events[event]).values()) for event in some)
        size = sum(len(events[event]) for event in some)
        print(f"| {len(taken)} | {sum(labels)}/{len(labels)} | {best}/{size} |")
        right, joined, kept, told = right + sum(labels), joined + len(labels), kept + best, told + size
    print(f"| all | {right / joined:.3f} | {kept / told:.3f} |")


def main() -> None:
    """Print the tables."""
    rows = list(read_corpus())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        fill(path, rows)
        with open_findings(path) as db:
            list(analyse(db, CHAIN))
            query = "SELECT url, story_id FROM story_articles JOIN articles ON id = article_id"
            print(f"as shipped: {judge({digest(url): story for url, story in db.execute(query)})}")
            query = "SELECT term, articles, outlets, score FROM trends WHERE day = ? ORDER BY score DESC LIMIT 10"
            for day, count, outlets in db.execute("SELECT day, articles, outlets FROM days").fetchall():
                print(day, count, outlets, [tuple(row) for row in db.execute(query, [day])])
            sweep(db)
        young(rows, Path(folder))


if __name__ == "__main__":
    main()
