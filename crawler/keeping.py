"""What the data folder needs now and then: choices come in, pages that are old go, and the database is kept quick."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.choices import Choices
from pipelines.archive import Archive
from pipelines.clock import now
from pipelines.db import open_database, open_reader
from pipelines.pruning import Pruned, prune
from pipelines.schema import news
from pipelines.tending import tend


def prune_pages(
    choices: Choices, older_than: timedelta | None = None, names: tuple[str, ...] = (), *, dry_run: bool = False
) -> Pruned:
    """Prune as asked, or as configured. Expects the lock."""
    at = now()

    def before(outlet: str) -> datetime | None:
        wait = older_than or choices.pruned_after(outlet)
        return None if wait is None or (names and outlet not in names) else at - wait

    archive = Archive(choices.raw)
    try:
        with open_reader(choices.database, news) as db:
            return prune(archive, db, before, dry_run=dry_run)
    finally:
        archive.close()


def keep_up(choices: Choices) -> str:
    """Prune what the user configured, make statistics and give space back where that pays; says what was done."""
    told = []
    if choices.prune and (pruned := prune_pages(choices)).pages:
        told.append(f"{pruned.pages} old pages pruned")
    with open_database(choices.database, news) as db:
        told += tend(db)
    return ", ".join(told) or "nothing was due"
