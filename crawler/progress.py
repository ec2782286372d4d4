"""What a person sees of work under way: a moving line on a terminal; and of a crawl, one plain line an outlet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.tally import Tally

if TYPE_CHECKING:
    from crawler.crawling import Watch


@contextmanager
def watching(outlets: int) -> Iterator[Watch | None]:
    """A line that moves as the crawl does; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:

        def watch(tallies: list[Tally]) -> None:
            over = sum(tally.over for tally in tallies)
            ended = sum(tally.outcomes.total() for tally in tallies)
            new, stored = sum(tally.new for tally in tallies), sum(tally.stored for tally in tallies)
            status.update(f"{over} of {outlets} outlets done · {ended} of {new} links ended · {stored} stored")

        yield watch


@contextmanager
def counting() -> Iterator[Callable[[str, int, int], None] | None]:
    """A line that counts what is done of a named whole; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda name, done, whole: status.update(f"{name}: {done} of {whole}")


def show(tally: Tally, *, dry_run: bool = False) -> str:
    """One outlet's line."""
    if tally.error:
        return f"{tally.outlet}: failed: {tally.error}"
    told = f"{tally.listed} listed, {tally.new} new" if dry_run else tally.told()
    return f"{tally.outlet}: {told}" + (f"; {len(tally.unread)} listings unread" if tally.unread else "")
