"""`kliping run`, `kliping status` and `kliping cron`: the words are read here, and handed on as values.

What a command needs is imported when it runs.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from crawler.shard import SHARD, Shard, share
from crawler.terminal import FAILED, CommandError, choose, database_faults, declared, holding, pick

UNITS = {"s": 1, "m": 60, "h": 3600, "": 1}


class Span(click.ParamType[float]):
    """A length of time: `90s`, `14m`, `2h`, or seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Its seconds."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([smh]?)", str(value).strip())
        if not found or not float(found[1]):
            self.fail(f"{value!r} is no time; give one such as 90s, 14m or 2h", param, ctx)
        return float(found[1]) * UNITS[found[2]]


@click.command()
@click.argument("names", nargs=-1, metavar="[OUTLET]…")
@click.option("--deadline", type=Span(), metavar="TIME", help="Stop in order after so long: 90s, 14m, 2h.")
@click.option("--strict", is_flag=True, help="Say every outlet's failure at once, and exit 1 for it.")
@click.option("--quiet", is_flag=True, help="Say nothing where another Kliping is at work; still exit 75.")
@click.option("--shard", type=SHARD, metavar="K/N", help="Only the K-th of N machines' share of the outlets.")
def run(names: tuple[str, ...], deadline: float | None, strict: bool, quiet: bool, shard: Shard | None) -> None:
    """What cron runs: crawl, read again what is stale, analyse what is new. Silent unless a person should act."""
    from crawler.progress import show, watching
    from crawler.run import run as run_steps
    from crawler.stopping import Stop

    choices = choose()
    every = declared(choices)
    outlets = share(shard, pick(names, choices, every), say=sys.stdout.isatty())
    with Stop(deadline) as stop:
        with _hushed(quiet), holding(choices), database_faults(), watching(len(outlets)) as watch:
            ran = run_steps(choices, outlets, every, stop=stop, strict=strict, watch=watch)
        if sys.stdout.isatty():
            click.echo("\n".join([*(show(tally) for tally in ran.tallies), *ran.told]))
        for line in ran.verdict.lines:
            click.echo(line, err=True)
        sys.exit(ran.verdict.status)


@contextmanager
def _hushed(quiet: bool) -> Iterator[None]:
    """Exit 75 without a word, where that is wanted."""
    from crawler.lock import BUSY

    try:
        yield
    except CommandError as error:
        if quiet and error.exit_code == BUSY:
            sys.exit(BUSY)
        raise


@click.command()
@click.option("--all", "every", is_flag=True, help="List the outlets that are well, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(every: bool, as_json: bool) -> None:
    """The last runs, and how the outlets stand."""
    from crawler.lock import Lock
    from crawler.status import as_lines, as_values, read_status
    from pipelines.clock import now
    from pipelines.db import open_reader
    from pipelines.schema import news

    choices = choose()
    names = [outlet.name for outlet in declared(choices).values() if outlet.crawled]
    with database_faults(), open_reader(choices.database, news) as db:
        if news.pending(db):
            raise CommandError(f"{choices.database}: of an older Kliping; the next crawl brings it up to date", FAILED)
        found = read_status(db, names, Lock(choices.data).path, now())
    if as_json:
        click.echo(json.dumps(as_values(found), ensure_ascii=False, indent=1))
        return
    for line in as_lines(found, every=every):
        click.echo(line)


@click.group()
def cron() -> None:
    """Kliping's lines in your crontab; nothing else in it is touched."""


@cron.command()
@click.argument("names", nargs=-1, metavar="[OUTLET]…")
@click.option("--every", default="15m", show_default=True, metavar="TIME", help="How often: 1m to 30m, or 1h to 24h.")
@click.option("--shard", type=SHARD, metavar="K/N", help="Only the K-th of N machines' share of the outlets.")
def install(names: tuple[str, ...], every: str, shard: Shard | None) -> None:
    """Put `kliping run` into your crontab, or in the place of what was put there before."""
    from crawler.cron import CronError, line, read_crontab, with_lines, write_crontab

    choices = choose()
    share(shard, pick(names, choices), say=True)
    words = (*(("--shard", str(shard)) if shard else ()), *names)
    minutes = _minutes(every)
    try:
        ours = line(minutes, f"{max(minutes * 60 - 60, 45)}s", _environment(), words)
        write_crontab(with_lines(read_crontab(), choices.data, (ours,)))
    except CronError as error:
        raise CommandError(str(error), FAILED) from error
    click.echo(ours)


@cron.command()
def remove() -> None:
    """Take Kliping's lines out of your crontab."""
    from crawler.cron import CronError, read_crontab, without_lines, write_crontab

    data = choose().data
    try:
        before = read_crontab()
        after = without_lines(before, data)
        if after == before:
            click.echo(f"nothing of Kliping's for {data} is in your crontab")
            return
        write_crontab(after)
    except CronError as error:
        raise CommandError(str(error), FAILED) from error
    click.echo("removed")


@cron.command("show")
def show_cron() -> None:
    """Print Kliping's lines in your crontab."""
    from crawler.cron import CronError, installed, read_crontab

    data = choose().data
    try:
        lines = installed(read_crontab(), data)
    except CronError as error:
        raise CommandError(str(error), FAILED) from error
    click.echo("".join(lines) or f"nothing of Kliping's for {data} is in your crontab", nl=not lines)


def _minutes(every: str) -> int:
    """How often, in minutes: a part of an hour or of a day, which is what a crontab can say."""
    found = re.fullmatch(r"(\d{1,3})([mh])", every.strip())
    minutes = int(found[1]) * (60 if found[2] == "h" else 1) if found else 0
    if not minutes or (60 % minutes if minutes < 60 else minutes % 60 or 1440 % minutes):
        raise CommandError(f"--every {every}: give 1m, 5m, 10m, 15m, 20m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 24h")
    return minutes


def _environment() -> dict[str, str]:
    """Our variables as cron is to set them: folders by their full paths, since cron stands elsewhere."""
    found = {name: value for name, value in os.environ.items() if value}
    if "KLIPING_DATA" in found:
        found["KLIPING_DATA"] = str(Path(found["KLIPING_DATA"]).expanduser().absolute())
    if "KLIPING_OUTLETS" in found:
        folders = found["KLIPING_OUTLETS"].split(os.pathsep)
        found["KLIPING_OUTLETS"] = os.pathsep.join(str(Path(one).expanduser().absolute()) for one in folders if one)
    return found
