"""Does an archive stay as quick as it grows?

    python bench/growth.py [SIZE…]

Fills a file with invented articles (200 words out of 20,000, some frequent and most rare; 60 outlets, 2,000 a day, a
run an hour, tags, people and links) through the store, as a crawl does, to 1,000, 10,000 and 100,000, or the sizes
given. At each it measures, median of ROUNDS: CPU a stored article, by fifties; CPU a link of a listing of 100, half of
them known, as the frontier looks them up and the ledger notes them; and the milliseconds that each view or question
takes to give its first 50 rows. Exits 1 where an article or a link costs more than GROWTH times what it cost in the
smallest file.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from crawler.frontier import Frontier
from crawler.listings.reading import Found
from crawler.outlet import Outlet
from pipelines.batches import COUNT
from pipelines.clock import now, stamp
from pipelines.items import Article, Fetch, Lead, Link, Listed, Person, When
from pipelines.relations import insert
from pipelines.store import Store

SIZES = (1_000, 10_000, 100_000)
ROUNDS, MORE, LISTED = 5, 500, 100
GROWTH = 2.0
OUTLETS, A_DAY = 60, 2000
RUN = A_DAY // 24
START = datetime(2026, 1, 1, tzinfo=UTC)
CHANCE = random.Random(1)
WORDS = [f"{a}{b}{c}" for a in ("", "me", "di", "ber", "pe") for b in map(str, range(40)) for c in map(str, range(100))]
WEIGHTS = list(accumulate(1 / (n + 3) for n in range(len(WORDS))))
VIEWS = {
    "latest": "SELECT * FROM latest LIMIT 50",
    "coverage_by_day": "SELECT * FROM coverage_by_day WHERE day = :day LIMIT 50",
    "silent_edits": "SELECT * FROM silent_edits LIMIT 50",
    "most_read_also": "SELECT * FROM most_read_also LIMIT 50",
    "outlet_health": "SELECT * FROM outlet_health LIMIT 50",
    "full text, a rare word": "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'pe3999' LIMIT 50",
    "full text, two words": "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'ber123 pe77' LIMIT 50",
    "an outlet's day": "SELECT title FROM articles WHERE outlet = 'kabar7' AND published_on = :day",
}


def words(count: int) -> str:
    """So many words of a language that has none."""
    return " ".join(CHANCE.choices(WORDS, cum_weights=WEIGHTS, k=count))


def address(number: int) -> str:
    """An article's address."""
    return f"https://kabar{number % OUTLETS}.example/berita/{number}"


def made(number: int) -> Article:
    """An article; the next follows 43 seconds after."""
    at = START + timedelta(days=1) * number / A_DAY
    links = tuple(
        Link(url=address(CHANCE.randrange(max(0, number - 5000), number + 1)), text=words(8), kind="baca_juga")
        for _ in range(2)
    )
    return Article(
        url=address(number), outlet=f"kabar{number % OUTLETS}", title=words(9),
        text="\n\n".join(words(40) for _ in range(5)), recipe="0",
        fetch=Fetch(url=address(number), at=at + timedelta(minutes=20), via="feed", status=200),
        published=When(at=at), tags=tuple({words(1) for _ in range(4)}), links=links,
        people=(Person(name=f"Wartawan {CHANCE.randrange(900)}", role="author"),),
    )  # fmt: skip


def fill(store: Store, first: int, count: int) -> None:
    """Store so many articles, by fifties."""
    for begin in range(first, first + count, COUNT):
        articles = [made(number) for number in range(begin, min(begin + COUNT, first + count))]
        with store.together():
            for one in articles:
                store.put(one)
        if begin // RUN != (begin + COUNT) // RUN:
            run(store, begin)


def run(store: Store, number: int) -> None:
    """What an hour's run leaves behind: its row, and one of each outlet."""
    at = stamp(START + timedelta(days=1) * number / A_DAY)
    with store.writing():
        crawl = insert(store.db, "crawls", {"started_at": at, "command": "kliping run", "version": "0"})
        for outlet in range(OUTLETS):
            row = {"crawl_id": crawl, "outlet": f"kabar{outlet}", "started_at": at, "listings": 2, "stored": 1}
            insert(store.db, "crawl_outlets", row)


def cost(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Milliseconds that something takes."""
    began = clock()
    work()
    return 1e3 * (clock() - began)


def storing(store: Store, size: int) -> float:
    """CPU a stored article: what it takes to make them is not in it."""

    each, found = MORE // ROUNDS, []
    for round_ in range(ROUNDS):
        articles = [made(size + round_ * each + n) for n in range(each)]

        def store_all(articles: list[Article] = articles) -> None:
            for begin in range(0, each, COUNT):
                with store.together():
                    for one in articles[begin : begin + COUNT]:
                        store.put(one)

        found.append(cost(store_all) / each)
    return statistics.median(found)


def listing(store: Store, path: Path, size: int) -> float:
    """CPU a link of a listing, half of whose links are known."""
    outlet = Outlet(name="kabar0", title="Kabar", domain="kabar0.example", article="/berita/", listings=())
    found = []
    for round_ in range(ROUNDS):
        known = [CHANCE.randrange(size // OUTLETS) * OUTLETS for _ in range(LISTED // 2)]
        fresh = [10**8 + (round_ * LISTED + n) * OUTLETS + size * 10**4 for n in range(LISTED // 2)]
        links = [Found(url=address(n), title="", listed_on=None) for n in known + fresh]

        def look(links: list[Found] = links) -> None:
            frontier = Frontier(path, outlet)
            leads: list[Lead] = [lead for lead, _ in frontier.leads(links)]
            frontier.close()
            store.listed(Listed(outlet="kabar0", source="f", url="f", read_at=now(), leads=tuple(leads), complete=True))

        found.append(cost(look) / LISTED)
    return statistics.median(found)


def views(store: Store, size: int) -> dict[str, float]:
    """Milliseconds a question."""
    day = (START + timedelta(days=1) * (size - 1) / A_DAY).date().isoformat()
    return {
        name: statistics.median(
            cost(lambda q=query: store.db.execute(q, {"day": day}).fetchall(), time.perf_counter)  # type: ignore[misc]
            for _ in range(ROUNDS)
        )
        for name, query in VIEWS.items()
    }


def main() -> None:
    """Grow, measure, and say what came of it."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    print("| articles | news.db, MB | CPU a stored article, ms | CPU a listed link, ms |", end="")
    print("".join(f" {name} |" for name in VIEWS), "|---" * (4 + len(VIEWS)) + "|", sep="\n", flush=True)
    costs = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        store, have = Store(path), 0
        for size in sizes:
            fill(store, have, size - have)
            store.db.execute("ANALYZE")
            asked = views(store, size)
            costs.append((storing(store, size), listing(store, path, size)))
            have = size + MORE
            cells = [f"{size:,}", f"{path.stat().st_size / 1e6:.0f}", *(f"{one:.3f}" for one in costs[-1])]
            print("|", " | ".join([*cells, *(f"{took:.2f}" for took in asked.values())]), "|", flush=True)
        store.close()
    sys.exit(any(last > GROWTH * first for first, last in zip(costs[0], costs[-1], strict=True)))


if __name__ == "__main__":
    main()
