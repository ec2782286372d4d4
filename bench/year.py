"""A year of one outlet in minutes: is anything missed, what does it cost in requests, and does a run stay as quick?

    python bench/year.py [DAYS] [SEED]

An outlet publishes 200 articles a day, by day more than by night, edits and withdraws some, and lists them in a
feed of 30, a news sitemap, a dated index and an old sitemap that nobody keeps up. A crawl runs every 15 minutes.
Clock and answers are made in this process; frontier, plan, pace, discovery and store are the crawl's own, in
their own files. Only fetching and extraction are left out, and the texts are short.
Then 60 days of an outlet that lists in a feed alone, and hardly edits.
"""

from __future__ import annotations

import bisect
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from crawler.frontier import Frontier, Known
from crawler.outlet import Listing, Outlet
from crawler.plan import Span
from crawler.visit import Ask, Visit
from pipelines.clock import stamp
from pipelines.db import open_database
from pipelines.items import Article, Fetch, Refusal, When
from pipelines.schema import news
from pipelines.store import Store

ZONE = ZoneInfo("Asia/Jakarta")
START = datetime(2026, 1, 1, tzinfo=ZONE)
STEP = timedelta(minutes=15)
A_DAY = 200
#: Weights of the hours of a day: quiet until five, busiest before noon and in the evening.
HOURS = (2, 1, 1, 1, 2, 4, 8, 10, 12, 13, 13, 12, 11, 11, 12, 12, 12, 11, 11, 11, 9, 7, 5, 3)
PAGE = 20
HOST = "https://bayangan.example"
FEED = Listing(kind="feed", url=f"{HOST}/feed")
LISTINGS = (
    FEED,
    Listing(kind="news_sitemap", url=f"{HOST}/berita.xml"),
    Listing(kind="index", url=f"{HOST}/indeks?date={{date:%Y-%m-%d}}&page={{page}}"),
    Listing(kind="sitemap", url=f"{HOST}/lama.xml"),
)


@dataclass(slots=True)
class Story:
    """What the outlet has published: `edited` and `gone` are moments, or never."""

    number: int
    at: datetime
    edited: datetime | None
    gone: datetime | None

    @property
    def url(self) -> str:
        """Its address."""
        return f"{HOST}/berita/{self.number}/warga-membangun-{self.number}"

    def etag(self, at: datetime) -> str:
        """What the server says of its state."""
        return f'"{self.number}-{int(self.is_edited(at))}"'

    def is_edited(self, at: datetime) -> bool:
        """Whether its text is the second one by then."""
        return self.edited is not None and self.edited <= at

    def is_gone(self, at: datetime) -> bool:
        """Whether it was withdrawn by then."""
        return self.gone is not None and self.gone <= at


class Paper:
    """The outlet, as a server would answer at any moment."""

    def __init__(self, days: int, chance: random.Random, edits: float, listings: tuple[Listing, ...]) -> None:
        self.outlet = Outlet(
            name="bayangan", title="Bayangan", domain="bayangan.example", listings=listings, article=r"/berita/\d+/"
        )
        moments = sorted(START + timedelta(days=day, hours=hour, minutes=chance.uniform(0, 60))
                         for day in range(days) for hour in chance.choices(range(24), HOURS, k=A_DAY))  # fmt: skip
        self.stories = [
            Story(
                number,
                at,
                at + timedelta(hours=chance.expovariate(1 / 5)) if chance.random() < edits else None,
                at + timedelta(hours=chance.expovariate(1 / 20)) if chance.random() < edits / 20 else None,
            )
            for number, at in enumerate(moments)
        ]
        self.moments = moments

    def up_to(self, at: datetime, back: timedelta) -> list[Story]:
        """The stories of some time before a moment, newest first, without what was withdrawn."""
        first, last = bisect.bisect_left(self.moments, at - back), bisect.bisect_right(self.moments, at)
        return [one for one in reversed(self.stories[first:last]) if not one.is_gone(at)]

    def listing(self, url: str, at: datetime) -> bytes:
        """A listing's body."""
        parts = urlsplit(url)
        if parts.path == "/feed":
            items = "".join(
                f"<item><title>Warga membangun {one.number}</title><link>{one.url}</link>"
                f"<pubDate>{one.at:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"
                for one in self.up_to(at, timedelta(days=2))[:30]
            )
            return f'<rss version="2.0"><channel><title>Bayangan</title>{items}</channel></rss>'.encode()
        if parts.path == "/berita.xml":
            return sitemap((one.url, one.at) for one in self.up_to(at, timedelta(days=2)))
        if parts.path == "/lama.xml":
            return sitemap(
                (f"{HOST}/berita/9{number:05}/warga-lama", START - timedelta(days=400)) for number in range(9)
            )
        wanted = parse_qs(parts.query)
        day = datetime.fromisoformat(wanted["date"][0]).replace(tzinfo=ZONE)
        stories = [one for one in self.up_to(min(at, day + timedelta(days=1)), timedelta(days=1)) if one.at >= day]
        start = (int(wanted["page"][0]) - 1) * PAGE
        cards = "".join(
            f'<article class="card"><h3><a href="{one.url}">Warga Sukamekar membangun jembatan {one.number}</a></h3>'
            f"<span>{one.at:%d/%m/%Y %H:%M} WIB</span></article>"
            for one in stories[start : start + PAGE]
        )
        return f'<html><body><main><div class="list">{cards}</div></main></body></html>'.encode()

    def article(self, known: Known, at: datetime) -> Article | Refusal:
        """What becomes of a request for a story: a page read, a 304 or a 404."""
        number = int(known.url.split("/")[4])
        story = self.stories[number] if number < len(self.stories) else None
        fetch = Fetch(url=known.url, at=at, via=known.via, status=200)
        if story is None:
            return Refusal(fetch=fetch, outlet="bayangan", outcome="too_short", detail="3 words", recipe="bench")
        if story.is_gone(at):
            return Refusal(fetch=fetch, outlet="bayangan", outcome="http_404")
        if known.again and known.etag == story.etag(at):
            return Refusal(fetch=fetch, outlet="bayangan", outcome="unchanged")
        state = "lagi" if story.is_edited(at) else "sekarang"
        return Article(
            url=known.url, outlet="bayangan", title=f"Warga membangun {number}", recipe="bench",
            text=f"Warga Desa Sukamekar membangun jembatan nomor {number} {state} bersama kepala desa. " * 4,
            fetch=Fetch(url=known.url, at=at, via=known.via, status=200, etag=story.etag(at)),
            published=When(at=story.at), section="Daerah", tags=("desa", f"tag{number % 500}"),
        )  # fmt: skip


def sitemap(entries: Iterator[tuple[str, datetime]]) -> bytes:
    """A sitemap of addresses and times."""
    urls = "".join(f"<url><loc>{url}</loc><lastmod>{at.isoformat()}</lastmod></url>" for url, at in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


@dataclass
class Costs:
    """What the runs of a month did and took."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    runs: int = 0


def run(paper: Paper, path: Path, at: datetime, costs: Costs) -> None:
    """One crawl, as the spider and the pipelines would do it."""
    began = time.perf_counter()
    store = Store(path, crawl_id=None)
    frontier = Frontier(path, paper.outlet)
    visit = Visit(paper.outlet, Span(today=at.astimezone(ZONE).date()), frontier, clock=lambda: at)
    asks = visit.begin()
    while asks:
        ask: Ask = asks.pop(0)
        costs.counts["listing requests"] += 1
        costs.counts[ask.walk.listing.kind] += 1
        listed, further = visit.read(ask, url=ask.url, body=paper.listing(ask.url, at), headers={})
        store.listed(listed)
        asks += further
    for known in visit.release():
        costs.counts["rechecks" if known.again else "first fetches"] += 1
        visit.ended(store.put(paper.article(known, at)))
    frontier.close()
    store.close()
    costs.seconds += time.perf_counter() - began
    costs.runs += 1


def live(paper: Paper, days: int, path: Path) -> Iterator[Costs]:
    """All runs, month by month.

    A reader stays connected, as a reading room would: else each run ends with a checkpoint of the whole log.
    """
    at, end, month, costs = START, START + timedelta(days=days), 1, Costs()
    reader = open_database(path, news)
    while at < end:
        run(paper, path, at.astimezone(UTC), costs)
        at += STEP
        if at.month != month:
            yield costs
            month, costs = at.month, Costs()
    if costs.runs:
        yield costs
    reader.close()


def missed(paper: Paper, path: Path, end: datetime) -> list[Story]:
    """The stories that stood in a listing for an hour or more by then and have no row in the ledger."""
    frontier = Frontier(path, paper.outlet)
    assert frontier.db is not None
    known = {row[0] for row in frontier.db.execute("SELECT url FROM fetches")}
    frontier.close()
    hour, found = timedelta(hours=1), []
    feed_alone = paper.outlet.listings == (FEED,)
    for number, one in enumerate(paper.stories):
        until = min(one.gone or end, end)
        if feed_alone and number + 30 < len(paper.stories):
            until = min(until, paper.stories[number + 30].at)
        if until - one.at >= hour and one.url not in known:
            found.append(one)
    return found


def report(paper: Paper, days: int, folder: Path) -> bool:
    """Live through the days, print month by month and at the end; whether nothing was missed and it cost no more."""
    path = folder / "news.db"
    total: Counter[str] = Counter()
    print("month  new  listing+first/new  rechecks/article  ms/run  MB  bytes/article")
    size = 0
    for number, costs in enumerate(live(paper, days, path), 1):
        counts = costs.counts
        total += counts
        new, before = counts["first fetches"], size
        size = sum(one.stat().st_size for one in folder.iterdir())
        print(f"{number:5} {new:5} {(counts['listing requests'] + new) / new:17.2f} {counts['rechecks'] / new:17.2f}"
              f" {costs.seconds / costs.runs * 1000:7.1f} {size / 1e6:5.1f} {(size - before) / new:8.0f}",
              flush=True)  # fmt: skip
    lost = missed(paper, path, START + timedelta(days=days))
    frontier = Frontier(path, paper.outlet)
    assert frontier.db is not None
    stored, gone = frontier.db.execute("SELECT count(*), sum(gone_at IS NOT NULL) FROM articles").fetchone()
    twice = frontier.db.execute(
        "SELECT count(*) FROM (SELECT url FROM attempts WHERE stage IS NULL GROUP BY url HAVING count(*) > 1)"
    ).fetchone()[0]
    seen = frontier.db.execute("SELECT count(DISTINCT article_id) FROM versions").fetchone()[0]
    days_proven = frontier.db.execute("SELECT count(*), sum(complete) FROM coverage_by_day").fetchone()
    for row in frontier.db.execute("SELECT url, interval, listed, retired_at, reason FROM listing_state"):
        print(" ", *row)
    frontier.close()
    most = stamp(START + timedelta(days=days - 3))
    edits = sum(one.edited is not None and stamp(one.edited) < most for one in paper.stories)
    cost = (total["listing requests"] + total["first fetches"]) / total["first fetches"]
    print(f"{len(paper.stories)} published, {stored} stored, {len(lost)} missed that were listed for an hour or more,"
          f" {twice} fetched twice for the first time")  # fmt: skip
    print(f"{cost:.2f} listing requests and first fetches per new article; {total['rechecks'] / stored:.2f} rechecks")
    print(
        f"{edits} edited, {seen} seen to be; {gone} seen to be gone; days {days_proven[0]}, complete {days_proven[1]}"
    )
    print("listing requests:", *(f"{listing.kind} {total[listing.kind]}" for listing in paper.outlet.listings))
    return not lost and not twice and cost <= 1.6 and total["rechecks"] <= 4 * stored


def main() -> None:
    """The year, then the outlet with a feed alone."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 365
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    good = True
    for edits, listings, span in ((0.1, LISTINGS, days), (0.001, (FEED,), min(days, 60))):
        with tempfile.TemporaryDirectory() as folder:
            began = time.monotonic()
            print(f"\n{span} days, {A_DAY} articles a day, {edits:.1%} edited, listings: {len(listings)}")
            good &= report(Paper(span, chance, edits, listings), span, Path(folder))
            print(f"{time.monotonic() - began:.0f} s")
    sys.exit(not good)


if __name__ == "__main__":
    main()
