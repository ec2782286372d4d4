"""`kliping import`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.terminal import DAY, FAILED, CommandError, choose, database_faults, declared, holding

if TYPE_CHECKING:
    from crawler.choices import Choices
    from pipelines.importing import Imported

#: So many broken lines of a file are shown; the rest is counted.
SHOWN = 20


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_LAKE…")
@click.option("--outlet", "names", multiple=True, metavar="NAME", help="Of a lake, this outlet's; may be repeated.")
@click.option("--since", type=DAY, metavar="DATE", help="Of a lake, the first day of publication wanted.")
@click.option("--until", type=DAY, metavar="DATE", help="Of a lake, the last day of publication wanted.")
@click.option(
    "--into", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Another file than news.db."
)
def bring(
    files: tuple[str, ...], names: tuple[str, ...], since: datetime | None, until: datetime | None, into: Path | None
) -> None:
    """Bring articles from elsewhere: .jsonl or .csv, plain or compressed, or a slice of a lake into news.db."""
    choices = choose()
    lakes = [name for name in files if "://" in name or Path(name).is_dir()]
    if (names or since or until) and len(lakes) < len(files):
        raise CommandError("--outlet, --since and --until narrow down a lake, not a file")
    if since and until and until < since:
        raise CommandError(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}")
    for name in files:
        if name not in lakes and not Path(name).exists():
            raise CommandError(f"{name}: there is no such file")
    into = into.absolute() if into else choices.database
    days = [f"{day:%Y-%m-%d}" if day else "" for day in (since, until)]
    broken = False
    with holding(choices, unless=into != choices.database), database_faults():
        for name in files:
            if name in lakes:
                _bring_lake(name, names, days, into)
            else:
                broken |= _bring_file(name, choices, into)
    if broken:
        sys.exit(FAILED)


def _bring_lake(address: str, names: tuple[str, ...], days: list[str], into: Path) -> None:
    from crawler.progress import counting
    from crawler.sources import need_archive_extra
    from pipelines.incoming import Incoming
    from pipelines.lake import Lake, LakeError
    from pipelines.slice import Slice
    from pipelines.slice import bring as bring_slice

    need_archive_extra()
    try:
        lake = Lake(address)
        lake.need()
    except LakeError as error:
        raise CommandError(str(error)) from error
    with counting() as watch:
        store = Incoming(into)
        try:
            wanted = Slice(outlets=names, since=days[0], until=days[1])
            counts = bring_slice(lake, store, wanted, partial(watch, address) if watch else None)
        finally:
            store.close()
    told = ", ".join(f"{count} {became}" for became, count in sorted(counts.items()))
    click.echo(f"{address}: {counts.total()} captures" + (f": {told}" if told else ""))


def _bring_file(name: str, choices: Choices, into: Path) -> bool:
    """Bring a file's articles; whether something in it was broken."""
    from crawler.progress import counting
    from pipelines.clock import now
    from pipelines.importing import import_file
    from pipelines.items import Rules
    from pipelines.store import Store

    outlets = declared(choices)

    def owner_of(host: str) -> str:
        return next((outlet.name for outlet in outlets.values() if outlet.owns(host)), "")

    def rules_of(name: str) -> Rules:
        return outlets[name].rules_at(now()) if name in outlets else Rules(outlet=name)

    with counting() as watch:
        store = Store(into)
        try:
            told = partial(watch, name) if watch else None
            done = import_file(store, Path(name), now(), owner_of=owner_of, rules_of=rules_of, watch=told)
        finally:
            store.close()
    tell(name, done)
    return bool(done.broken)


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
