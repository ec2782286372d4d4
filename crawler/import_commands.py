"""`kliping import`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.terminal import FAILED, choose, database_faults, declared, holding

if TYPE_CHECKING:
    from pipelines.importing import Imported

#: So many broken lines of a file are shown; the rest is counted.
SHOWN = 20


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, dir_okay=False))
def bring(files: tuple[str, ...]) -> None:
    """Bring articles from elsewhere: .jsonl or .csv, plain or compressed, with url, outlet, date, title and text."""
    from crawler.progress import counting
    from pipelines.clock import now
    from pipelines.importing import import_file
    from pipelines.items import Rules
    from pipelines.store import Store

    choices = choose()
    outlets = declared(choices)

    def owner_of(host: str) -> str:
        return next((outlet.name for outlet in outlets.values() if outlet.owns(host)), "")

    def rules_of(name: str) -> Rules:
        return outlets[name].rules_at(now()) if name in outlets else Rules(outlet=name)

    broken = False
    with holding(choices), database_faults(), counting() as watch:
        store = Store(choices.database)
        try:
            for name in files:
                told = partial(watch, name) if watch else None
                done = import_file(store, Path(name), now(), owner_of=owner_of, rules_of=rules_of, watch=told)
                tell(name, done)
                broken = broken or bool(done.broken)
        finally:
            store.close()
    if broken:
        sys.exit(FAILED)


def tell(name: str, done: Imported) -> None:
    """What was done of a file, in a line; what is broken in it, on standard error."""
    for fault in done.broken[:SHOWN]:
        click.echo(f"Error: {fault}", err=True)
    if len(done.broken) > SHOWN:
        click.echo(f"Error: {name}: {len(done.broken) - SHOWN} more lines are broken", err=True)
    if done.ignored:
        click.echo(f"{name}: columns that mean nothing to Kliping: {', '.join(sorted(done.ignored))}", err=True)
    counts = ", ".join(f"{count} {became}" for became, count in sorted(done.counts.items()))
    click.echo(f"{name}: {done.read} read" + (f": {counts}" if counts else "") + f", {len(done.broken)} broken")
