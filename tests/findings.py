"""A file with articles of our own making, for tests of analyses: no crawl, and the store's own way of writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from analysis.base import Analysis, Done, analyse, open_findings
from analysis.clipping import Clipping
from analysis.phrases import phrases
from crawler.newsroom.manifest import Manifest
from pipelines.items import Article, Fetch, Link, When
from pipelines.store import Store


@dataclass(frozen=True, kw_only=True)
class Told:
    """An article as a test tells it."""

    url: str
    text: str
    title: str = "Berita"
    outlet: str = "contoh"
    at: str = "2026-06-20T08:30:00+07:00"
    section: str | None = None
    kind: Any = "news"
    dateline: str | None = None
    credit: str | None = None
    claim: str | None = None
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()


def put(path: Path, told: Iterable[Told]) -> None:
    """Store articles as a crawl would."""
    store = Store(path)
    for one in told:
        when = datetime.fromisoformat(one.at)
        store.put(
            Article(
                url=one.url,
                outlet=one.outlet,
                title=one.title,
                text=one.text,
                fetch=Fetch(url=one.url, at=when, via="test", status=200),
                recipe="r1",
                published=When(at=when),
                section=one.section,
                kind=one.kind,
                dateline=one.dateline,
                credit=one.credit,
                claim=one.claim,
                links=one.links,
                tags=one.tags,
            )
        )
    store.close()


def run(path: Path, *analyses: Analysis, **wishes: Any) -> dict[str, Done]:
    """Run analyses over a file: what was done of each."""
    with open_findings(path) as db:
        return {done.name: done for done in analyse(db, analyses, **wishes)}


def rows(path: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives."""
    db: Database
    with open_findings(path) as db:
        return [tuple(row) for row in db.execute(query, values)]


def clipping(text: str, **values: Any) -> Clipping:
    """An article as an analysis reads it, for one that needs no file."""
    plain: dict[str, Any] = {
        "id": 1, "url": "https://contoh.example/1", "outlet": "contoh", "title": "Judul", "text": text,
        "at": datetime(2026, 6, 20, tzinfo=UTC), "day": date(2026, 6, 20), "dated": True,
    }  # fmt: skip
    return Clipping(**(plain | values))


def events_with(manifest: Manifest, on: str, term: str) -> set[str | None]:
    """The newsroom's planted events that a day's articles with a term are of; None for articles of none."""
    articles = (one for one in manifest.articles.values() if str(one.published.date()) == on)
    return {one.event for one in articles if term in phrases(f"{one.title}\n{one.text}")}


def strays(manifest: Manifest, rising: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of days and terms those that are not of one planted event alone."""
    found = [(one, events_with(manifest, *one)) for one in rising]
    return [one for one, events in found if len(events) != 1 or None in events]
