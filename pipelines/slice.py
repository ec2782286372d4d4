"""A slice of a lake into `news.db`: its articles and refusals come in capture by capture, as from a web archive.

The latest capture of a story is the article, earlier ones are versions. What a crawl of this file stored stays as it
is, and what was taken out stays away. Findings are not taken along: `kliping analyse` makes the same ones again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.incoming import Incoming, became
from pipelines.items import Article, Refusal
from pipelines.lake import Lake
from pipelines.lake_rows import Row, article_of, refusal_of


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Which captures: days of publication as ISO dates, both included, "" for no bound; no outlets are all outlets.

    A story without a day, and a refusal, count by the day of the capture.
    """

    outlets: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Whether a day belongs to it."""
        return self.since <= day and (not self.until or day <= self.until)


def bring(lake: Lake, store: Incoming, wanted: Slice, watch: Callable[[int, int], None] | None = None) -> Counter[str]:
    """Store a slice; what became of each capture, counted."""
    lake.need()
    counts: Counter[str] = Counter()
    for result in _results(lake, wanted):
        counts["crawled" if _is_crawled(store, result) else became(store.receive(result))] += 1
        if watch is not None:
            watch(counts.total(), counts.total())
    return counts


def _results(lake: Lake, wanted: Slice) -> Iterator[Article | Refusal]:
    for note in lake.notes():
        files = lake.files_of(note, wanted.outlets, wanted.since, wanted.until)
        links = {where: name for table, where, name in files if table == "links"}
        for table, where, name in files:
            outlet = where[0]
            if table == "refusals":
                found: Iterator[Article | Refusal] = (refusal_of(row, outlet) for row in lake.rows(name))
                yield from (one for one in found if wanted.holds(one.fetch.at.date().isoformat()))
            elif table == "articles":
                yield from _articles(lake, name, outlet, links.get(where), wanted)


def _articles(lake: Lake, name: str, outlet: str, linked: str | None, wanted: Slice) -> Iterator[Article]:
    links: defaultdict[tuple[str, object], list[Row]] = defaultdict(list)
    for row in lake.rows(linked) if linked else ():
        links[row["link"], row["fetched_at"]].append(row)
    for row in lake.rows(name):
        if wanted.holds(str(row["published_on"] or row["fetched_at"].date())):
            yield article_of(row, outlet, links[row["link"], row["fetched_at"]])


def _is_crawled(store: Incoming, result: Article | Refusal) -> bool:
    """Whether a crawl of this file has the story already."""
    url = result.url if isinstance(result, Article) else result.fetch.url
    query = (
        "SELECT 1 FROM attempts AS t JOIN fetches AS f ON f.url = t.url"
        " WHERE t.crawl_id IS NOT NULL AND f.outcome = 'stored' AND f.article_id IN"
        " (SELECT id FROM articles WHERE url = ?1 UNION SELECT article_id FROM fetches WHERE url = ?2) LIMIT 1"
    )
    return store.db.execute(query, [url, result.fetch.url]).fetchone() is not None
