"""Learning an outlet's container: its kept pages come in, a file in `data/rules/` goes out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.learned import write_learned
from crawler.outlet import Outlet
from pipelines.archive import Archive, Capture, DamagedPageError
from pipelines.items import Page
from pipelines.learning import Learned, NothingLearnedError, learn

log = logging.getLogger("kliping")

#: So many of an outlet's pages are looked at, the newest: what it looks like now. A hundred take half a minute.
PAGES = 100


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What was learned of an outlet and where it was written."""

    learned: Learned
    file: Path


def learn_outlet(outlet: Outlet, raw: Path, folder: Path, today: date) -> Lesson:
    """Learn an outlet's container from its kept pages and write it down. Raises NothingLearnedError."""
    if outlet.rules[-1].container:
        raise NothingLearnedError(f"{outlet.file} declares rules.container, and that holds")
    archive = Archive(raw, read_only=True)
    try:
        pages = list(_newest(archive, outlet))
    finally:
        archive.close()
    if not pages:
        raise NothingLearnedError(f"no page of it is kept; `kliping crawl {outlet.name}` first")
    found = learn(pages, outlet.rules[-1])
    file = write_learned(
        folder, outlet.name, found.container, pages=found.pages, contained=found.contained, today=today
    )
    return Lesson(learned=found, file=file)


def _newest(archive: Archive, outlet: Outlet) -> Iterator[Page]:
    """The newest pages of an outlet that today's rules hold for, each address once."""
    latest: dict[str, Capture] = {capture.url: capture for capture in archive.captures(outlet=outlet.name)}
    current = [one for one in latest.values() if outlet.rules_at(one.fetched_at) is outlet.rules[-1]]
    for capture in sorted(current, key=lambda one: (one.fetched_at, one.url))[-PAGES:]:
        try:
            yield archive.read(capture)
        except DamagedPageError as error:
            log.warning("%s", error)
