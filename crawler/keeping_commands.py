"""`kliping doctor`, `repair`, `backup`, `raw` and `remove`: their words are read here and handed on as values.

What a command needs is imported when it runs.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.choices import age
from crawler.terminal import FAILED, CommandError, choose, database_faults, declared, holding, need_database

if TYPE_CHECKING:
    from crawler.choices import Choices
    from crawler.outlet import Outlet
    from pipelines.removal import Target
    from pipelines.store import Store


@click.command()
@click.option("--deep", is_flag=True, help="Read every kept page, not a sample.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(deep: bool, as_json: bool) -> None:
    """Look whether outlets, crawls and files are well; exit 1 where a person should act."""
    from crawler.doctor import as_lines, as_values, examine
    from pipelines.clock import now

    choices = choose()
    need_database(choices.database)
    with database_faults():
        health = examine(choices.data, declared(choices), now(), deep=deep)
    click.echo(json.dumps(as_values(health), ensure_ascii=False, indent=1) if as_json else "\n".join(as_lines(health)))
    if health.ill:
        sys.exit(FAILED)


@click.command()
def repair() -> None:
    """Make full text, counts, and what was dropped of the file anew from the rows, as `kliping doctor` advises."""
    from pipelines.compare import repair as made_anew
    from pipelines.db import open_database
    from pipelines.schema import news

    choices = choose()
    need_database(choices.database)
    with holding(choices), database_faults(), open_database(choices.database, news) as db:
        found = made_anew(db)
    click.echo("\n".join(found) if found else "Everything was in step.")
    click.echo("Full text and counts are made anew.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
def backup(file: Path, force: bool) -> None:
    """Copy the database to FILE, checked, while a crawl may go on writing. Kept pages are files of their own."""
    from pipelines.backup import BackupError, back_up

    choices = choose()
    with database_faults():
        try:
            counts = back_up(choices.database, file.absolute(), force=force)
        except BackupError as error:
            raise CommandError(str(error), FAILED) from error
    click.echo(f"{file}: {counts['articles']} articles, {counts['fetches']} links, checked")


@click.group()
def raw() -> None:
    """The kept pages."""


class Age(click.ParamType[timedelta]):
    """An age such as 90d or 12w."""

    name = "AGE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read it, or say what was expected."""
        try:
            return age(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@raw.command()
@click.option("--older-than", type=Age(), metavar="AGE", help="How old pages must be, 90d or 12w; else as configured.")
@click.option("--outlet", "names", multiple=True, metavar="NAME", help="Only pages of this outlet; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Say what would go, delete nothing.")
def prune(older_than: timedelta | None, names: tuple[str, ...], dry_run: bool) -> None:
    """Delete old kept pages that have been read. Their rows stay, but can no more be derived again."""
    from crawler.keeping import prune_pages

    choices = choose()
    need_database(choices.database)
    if older_than is None and not choices.prune:
        raise CommandError(
            f"nothing says which pages are old: give --older-than 90d, or put\n"
            f'  prune = "90d"\ninto {choices.data / "kliping.toml"}'
        )
    for name in names:
        if name not in declared(choices) and not _kept(name, choices):
            raise CommandError(f"{name!r} is no outlet and has no kept pages; `kliping outlet list` names them")
    with holding(choices), database_faults():
        done = prune_pages(choices, older_than, names, dry_run=dry_run)
    verb = "would be deleted" if dry_run else f"deleted, {done.bytes / 1e6:.1f} MB"
    click.echo(f"{done.pages} kept pages {verb}")
    if done.unread:
        click.echo(f"{done.unread} old pages stay: they have not been read yet; `kliping extract --stale` reads them")
    if done.needed:
        click.echo(f"{done.needed} old pages stay: younger ones are packed against them, and they go with the last")
    for name in done.unshrunk:
        click.echo(f"{name}: too little room on the disk to give its space back; it is used again", err=True)


@raw.command()
@click.option("--outlet", default=None, metavar="NAME", help="Only pages of this outlet.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(outlet: str | None, as_json: bool) -> None:
    """Say what kept pages take as served, as zlib and zstd alone would pack a sample of them, and as they are kept."""
    from dataclasses import asdict

    from pipelines.archive import Archive
    from pipelines.weighing import total

    choices = choose()
    archive = Archive(choices.raw, read_only=True)
    try:
        with database_faults():
            weights = archive.weigh(outlet)
    finally:
        archive.close()
    if not weights:
        raise CommandError(f"nothing is kept of what was asked for in {choices.raw}", FAILED)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in weights], ensure_ascii=False, indent=1))
        return
    width = max(len(one.outlet) for one in weights)
    click.echo(f"{'outlet':{width}}    pages       raw MB      zlib      zstd      kept  of zstd")
    for one in [*weights, *([total(weights)] if len(weights) > 1 else [])]:
        sizes = "".join(f"{size / 1e6:10.1f}" for size in (one.zlib, one.zstd, one.kept))
        share = f"{one.kept / one.zstd:9.2f}" if one.zstd else ""
        click.echo(f"{one.outlet:{width}} {one.bodies:8,} {one.raw / 1e6:12.1f}{sizes}{share}")


def _kept(name: str, choices: Choices) -> bool:
    from pipelines.archive import Archive

    archive = Archive(choices.raw)
    try:
        return next(archive.captures(outlet=name), None) is not None
    finally:
        archive.close()


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it stands in the ledger from then on.")
def remove(urls: tuple[str, ...], reason: str) -> None:
    """Take articles out for good: text, kept page, versions and findings. They are never fetched again."""
    from pipelines.archive import Archive
    from pipelines.clock import now
    from pipelines.erasure import copies_beside, erase
    from pipelines.store import Store

    if not reason.strip():
        raise CommandError("--reason: say why; it is all that will be known of it")
    if not all(url.strip() for url in urls):
        raise CommandError("an address is empty")
    choices = choose()
    need_database(choices.database)
    with holding(choices), database_faults():
        store, archive = Store(choices.database), Archive(choices.raw)
        try:
            targets = _targets(store, urls, choices)
            erased = erase(store, archive, targets, reason.strip(), now())
        finally:
            store.close()
            archive.close()
    for target in targets:
        for said in target.titles or ("(no article)",):
            click.echo(f"removed: {said}")
        click.echo("\n".join(f"  {url}" for url in target.urls))
        for copy in target.copies:
            click.echo(f"  the same text stays at {copy}")
    click.echo(f"{erased.articles} articles and {erased.pages} kept pages erased")
    beside = copies_beside(choices.data)
    if beside:
        click.echo("These files may hold them still; delete them or make them anew:")
        click.echo("\n".join(f"  {path}" for path in beside))
    click.echo("Backups and exports elsewhere hold them still.")
    for path in erased.unshrunk:
        click.echo(
            f"Error: {path}: could not be written anew, so traces may be left in its free pages: close what reads it,"
            " see that the disk has room for twice its size, and give the same command again", err=True,
        )  # fmt: skip
    if erased.unshrunk:
        sys.exit(FAILED)


def _targets(store: Store, urls: tuple[str, ...], choices: Choices) -> list[Target]:
    """What the addresses stand for; one that the ledger does not know ends the command before anything is done."""
    from pipelines.address import canonical
    from pipelines.removal import find, host_of

    outlets = declared(choices).values()

    def owners(url: str) -> list[Outlet]:
        """Whose page marks may be taken off: another's would make another story's address of it."""
        return [one for one in outlets if one.owns(host_of(canonical(url)))]

    whole = {url: url if "://" in url else f"https://{url.strip()}" for url in urls}
    found = {url: find(store.db, address, owners(address)) for url, address in whole.items()}
    unknown = [url for url, target in found.items() if target is None]
    if unknown:
        raise CommandError(
            f"{unknown[0]}: the ledger knows no such address, so nothing was done; the column `url` of the table"
            f" `fetches` in {choices.database} has all that it knows"
        )
    return [target for target in found.values() if target is not None]
