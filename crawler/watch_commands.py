"""`kliping watch`: its words are read here and handed on as values.

What the commands need is imported when they run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from crawler.terminal import CommandError, choose, database_faults, holding, know_outlets, unknown_outlets

if TYPE_CHECKING:
    from sqlite_utils import Database

    from analysis.watches import Watch
    from crawler.choices import Choices


@click.group()
def watch() -> None:
    """Watch for words in what comes in: new hits in `watch show --new`, the report, and a feed of their own."""


@watch.command()
@click.argument("name")
@click.argument("query")
@click.option("--outlet", "outlets", multiple=True, metavar="OUTLET", help="Only this outlet's; may be repeated.")
def add(name: str, query: str, outlets: tuple[str, ...]) -> None:
    """Watch for QUERY, a full-text query such as 'banjir OR "air pasang"', under NAME."""
    from analysis.feeds import write_feeds
    from analysis.watches import add as add_watch

    choices = choose()
    if name in choices.watches:
        raise CommandError(f"{name}: {choices.data / 'kliping.toml'} has a watch of that name")
    with _writing(choices) as db:
        know_outlets(outlets, choices, db)
        found = add_watch(db, name, query, outlets)
        write_feeds(db, choices.reports)
    click.echo(f"{name}: in {found} articles so far; what comes from now on is new")


@watch.command("list")
def list_watches() -> None:
    """Every watch: what it looks for, what it found, and how much of that is new."""
    choices = choose()
    with _reading(choices) as (db, watches):
        for one in _named(None, watches):
            where = f" in {', '.join(one.outlets)}" if one.outlets else ""
            click.echo(f"{one.name}: {one.query}{where}: {one.hits} articles, {one.new} new")
            for said in unknown_outlets(one.outlets, choices, db):
                click.echo(f"{one.name}: {said}", err=True)


@watch.command()
@click.argument("name")
def remove(name: str) -> None:
    """Watch for NAME no more; its hits and its feed go."""
    from analysis.feeds import write_feeds
    from analysis.watches import read_watches
    from analysis.watches import remove as remove_watch

    choices = choose()
    if name in choices.watches:
        raise CommandError(f"{name}: it stands in {choices.data / 'kliping.toml'}; take it out there")
    with _writing(choices) as db:
        _named(name, read_watches(db))
        remove_watch(db, name)
        write_feeds(db, choices.reports)
    click.echo("removed")


@watch.command()
@click.argument("name", required=False)
@click.option("--new", is_flag=True, help="Only what was not shown yet; it counts as shown then.")
def show(name: str | None, new: bool) -> None:
    """What was found, newest first: of every watch, or of NAME."""
    from analysis.watches import mark_shown, read_hits, read_watches

    choices = choose()
    if not new:
        with _reading(choices) as (db, watches):
            for one in _named(name, watches):
                _tell(db, one, new=False)
        return
    with _writing(choices) as db:
        for one in _named(name, read_watches(db)):
            if read_hits(db, one, new=True):
                _tell(db, one, new=True)
                mark_shown(db, one)


def _tell(db: Database, one: Watch, *, new: bool) -> None:
    from analysis.watches import read_hits

    hits = read_hits(db, one, new=new)
    click.echo(f"{one.name}: {len(hits)} {'new' if new else f'of {one.hits} articles'}")
    for hit in hits:
        title = " ".join("".join(c if c.isprintable() else " " for c in hit.title).split())
        click.echo(f"  {hit.published_on or '-':10}  {hit.outlet}: {title}\n              {hit.url}")


def _named(name: str | None, watches: list[Watch]) -> list[Watch]:
    found = [one for one in watches if name is None or one.name == name]
    if name is None and not watches:
        click.echo("no watches yet; `kliping watch add` makes one", err=True)
    if name is not None and not found:
        known = ", ".join(one.name for one in watches) or "none yet; `kliping watch add` makes one"
        raise CommandError(f"{name!r} is no watch; there are {known}")
    return found


@contextmanager
def _writing(choices: Choices) -> Iterator[Database]:
    """The database, held for writing; a watch that cannot be ends the command with its message."""
    from analysis.base import open_findings
    from analysis.watches import WatchError

    with holding(choices), database_faults(), open_findings(choices.database) as db:
        try:
            yield db
        except WatchError as error:
            raise CommandError(str(error)) from error


@contextmanager
def _reading(choices: Choices) -> Iterator[tuple[Database, list[Watch]]]:
    """The database and its watches, to read only; none where the file is of an older Kliping."""
    from analysis.schema import findings
    from analysis.watches import read_watches
    from pipelines.db import open_reader

    with database_faults(), open_reader(choices.database, findings) as db:
        yield db, read_watches(db) if "watches" in db.table_names() else []
