"""Reading kept pages again: the user's choices and outlets come in, what the replay did goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from crawler.choices import Choices
from crawler.outlet import Outlet
from pipelines.archive import Archive
from pipelines.article import recipe
from pipelines.crew import Crew
from pipelines.items import Rules
from pipelines.pool import processes_of
from pipelines.reader import Reader
from pipelines.replay import Replayed, replay
from pipelines.store import Store


def reread(
    choices: Choices, outlets: Mapping[str, Outlet], *, stale: bool, over: Callable[[], object] = lambda: None
) -> Replayed:
    """Derive rows again from kept pages, or from those read by another recipe; between two batches it may be `over`."""

    def rules_for(name: str, at: datetime) -> Rules:
        return outlets[name].rules_at(at) if name in outlets else Rules(outlet=name)

    crew, archive, store = crew_of(choices), Archive(choices.raw), Store(choices.database)
    try:
        done = Replayed()
        for done in replay(archive, store, rules_for, stale=stale, crew=crew):  # noqa: B007 - the last one is the result
            if over():
                break
    finally:
        crew.close()
        store.close()
        archive.close()
    return done


def crew_of(choices: Choices) -> Crew:
    """Who reads pages for the user's data folder."""
    return Crew(Reader(choices.data), processes_of(choices.processes))


def recipes(outlets: Mapping[str, Outlet]) -> str:
    """Twelve hexadecimal digits that change with how any page of any outlet is read."""
    read = [f"{name} {rules.until} {recipe(rules)}" for name, one in sorted(outlets.items()) for rules in one.rules]
    return hashlib.sha256("\n".join(read).encode()).hexdigest()[:12]
