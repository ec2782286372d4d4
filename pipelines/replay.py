"""Kept pages in, rows out, by the same article function as the live crawl."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.archive import Archive, Capture, DamagedPageError
from pipelines.article import read_article, recipe
from pipelines.batches import batches, settle
from pipelines.clock import stamp
from pipelines.crew import Crew
from pipelines.items import Article, Page, Refusal, Rules
from pipelines.store import Store

log = logging.getLogger("kliping")

#: The rules of an outlet, by name, for a page fetched then.
RulesFor = Callable[[str, datetime], Rules]
Read = Callable[[Page, Rules], Article | Refusal]


@dataclass
class Replayed:
    """What a replay did: pages read, articles new or changed, outcomes, and pages that were damaged or pruned.

    `unstored` are addresses whose article the file did not take.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)
    without_page: int = 0


def replay(archive: Archive, store: Store, rules_for: RulesFor, *, stale: bool, crew: Crew) -> Iterator[Replayed]:
    """Derive rows again from kept pages, oldest first; yields the running count whenever rows were written.

    With `stale` only links whose recipe is not today's, else all. Rows whose page was pruned stay as
    they are and are counted.
    """
    done = Replayed()
    recipes = {row[0]: row[1] for row in store.db.execute("SELECT url, recipe FROM fetches WHERE recipe IS NOT NULL")}
    # A link is read by the recipe of its last capture; earlier ones may fall under rules that have ended since.
    kept = {capture.url: recipe(rules_for(capture.outlet, capture.fetched_at)) for capture in archive.captures()}

    def jobs() -> Iterator[tuple[Capture, Page, Rules]]:
        for capture in archive.captures():
            rules = rules_for(capture.outlet, capture.fetched_at)
            if stale and recipes.get(capture.url) == kept[capture.url]:
                continue
            page = _page(archive, capture, done)
            if page is not None:
                yield capture, page, rules

    for batch in batches(crew.map(jobs())):
        ends = settle(store, [result for _, result in batch], store.replay)
        for (capture, result), ended in zip(batch, ends, strict=True):
            if ended.outcome == "removed":  # the file came back from a copy that was made before
                archive.drop([capture], erase=True)
            if isinstance(result, Article) and ended.outcome == "parse_error":
                done.unstored.append(capture.url)
            done.read += 1
            done.new += ended.new
            done.changed += ended.changed
            done.outcomes[ended.outcome] += 1
        yield done
    done.without_page = len(recipes.keys() - kept.keys())
    yield done


def rederive(
    archive: Archive, rules_for: RulesFor, url: str, at: datetime, read: Read = read_article
) -> Article | Refusal | None:
    """What the page of a ledger address that was kept then gives under today's recipe; None if it is not there."""
    captures = [capture for capture in archive.of(url) if stamp(capture.fetched_at) == stamp(at)]
    if not captures:
        return None
    try:
        page = archive.read(captures[-1])
    except DamagedPageError as error:
        log.warning("%s", error)
        return None
    return read(page, rules_for(page.outlet, page.fetched_at))


def _page(archive: Archive, capture: Capture, done: Replayed) -> Page | None:
    try:
        return archive.read(capture)
    except DamagedPageError as error:
        done.damaged.append(str(error))
        return None
