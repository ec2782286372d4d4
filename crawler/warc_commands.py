"""`kliping warc import` and `export`: their words are read here and handed on as values.

What a command needs is imported when it runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.terminal import DAY, FAILED, CommandError, choose, database_faults, declared, holding

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.choices import Choices
    from crawler.importing import Imported, Importer
    from crawler.outlet import Outlet
    from crawler.sources import Source
    from pipelines.archive import Capture

#: So many breaks of one file are named; the others are counted.
NAMED = 5
#: What is told of a file, in the words of the table `warcs`.
SAID = (
    "stored", "changed", "unchanged", "refused", "removed", "again", "http_errors", "no_answer", "revisits", "broken",
)  # fmt: skip


@click.group()
def warc() -> None:
    """Web archives, in and out."""


@warc.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--no-keep", is_flag=True, help="Do not keep the pages' bytes: rows cannot be derived from them again.")
@click.option("--again", is_flag=True, help="Read from the beginning what was read before, as for new outlets.")
def import_warcs(files: tuple[str, ...], no_keep: bool, again: bool) -> None:
    """Take declared outlets' articles out of WARC files: paths, https:// or s3:// addresses."""
    from crawler.sources import Source, need_archive_extra

    need_archive_extra()
    choices = choose()
    outlets = declared(choices)
    sources = [Source(given) for given in dict.fromkeys(files)]
    with holding(choices), database_faults():
        failed = _import(sources, outlets, choices, keep=not no_keep, again=again)
    if failed:
        sys.exit(FAILED)


def _import(sources: list[Source], outlets: dict[str, Outlet], choices: Choices, *, keep: bool, again: bool) -> bool:
    """Import files one after the other; whether one of them could not be read to its end."""
    from crawler.importing import Importer, rereading
    from crawler.rereading import crew_of
    from crawler.stopping import Stop
    from pipelines.archive import Archive
    from pipelines.bytestream import WarcError
    from pipelines.incoming import Incoming

    crew, archive = crew_of(choices), Archive(choices.raw)
    store = Incoming(choices.database, rederive=rereading(outlets, archive))
    failed = False
    try:
        with Stop() as stop:
            importer = Importer(outlets, store, archive if keep else None, crew, over=lambda: stop.asked)
            for source in sources:
                try:
                    _import_one(source, importer, again=again)
                except (WarcError, CommandError) as error:
                    failed = True
                    click.echo(f"Error: {error}", err=True)
                if stop.asked:
                    click.echo("stopped; give the same command again to go on", err=True)
                    return True
    finally:
        crew.close()
        store.close()
        archive.close()
    return failed


def _import_one(source: Source, importer: Importer, *, again: bool) -> None:
    from dataclasses import replace

    from crawler.progress import counting
    from pipelines.warcs import Warc

    known = source.known(importer.notes)
    if known.ended and not again:
        click.echo(f"{source.given}: was imported before; --again reads it once more")
        return
    if again and known.ended:
        known = Warc(file=known.file, via=known.via, size=known.size)
    known = replace(known, ended=False)
    done = None
    with counting() as show, source.open() as stream:
        for done in importer.read(stream, known):
            if show is not None:
                show(source.given, done.offset, known.size or 0)
    if done is not None:
        _tell(source.given, done)


@warc.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--outlet", default=None, metavar="NAME", help="Only pages of this outlet.")
@click.option("--since", type=DAY, metavar="DATE", help="Only stories published on this day or later.")
@click.option("--until", type=DAY, metavar="DATE", help="Only stories published on this day or earlier.")
def export_warcs(folder: Path, outlet: str | None, since: datetime | None, until: datetime | None) -> None:
    """Write kept pages into FOLDER as WARC 1.1 files, one an outlet and month of capture."""
    from crawler import __version__
    from pipelines.archive import Archive
    from pipelines.db import open_reader
    from pipelines.schema import news
    from pipelines.warc_export import export

    choices = choose()
    if since and until and until < since:
        raise CommandError(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}")
    archive = Archive(choices.raw, read_only=True)
    written = damaged = 0
    try:
        with database_faults(), open_reader(choices.database, news) as db:
            wanted = _published(db, since, until)
            for done in export(archive, folder, wanted, software=f"Kliping {__version__}", outlet=outlet):
                written += 1
                damaged += len(done.damaged)
                click.echo(f"{done.file}: {done.captures} captures, {done.pages} pages")
                for message in done.damaged:
                    click.echo(f"Error: {message}", err=True)
    except OSError as error:
        raise CommandError(f"{error.filename or folder}: cannot be written: {error.strerror}", FAILED) from error
    finally:
        archive.close()
    if not written:
        raise CommandError(f"nothing is kept of what was asked for in {choices.raw}", FAILED)
    if damaged:
        sys.exit(FAILED)


def _published(db: Database, since: datetime | None, until: datetime | None) -> Callable[[Capture], bool]:
    """Whether a capture's story was published in a span of days; where its day is not known, whether it was fetched."""
    first, last = (f"{day:%Y-%m-%d}" if day else "" for day in (since, until))
    query = "SELECT a.published_on FROM fetches AS f JOIN articles AS a ON a.id = f.article_id WHERE f.url = ?"

    def wanted(capture: Capture) -> bool:
        if not first and not last:
            return True
        row = db.execute(query, [capture.url]).fetchone()
        day = (row and row[0]) or f"{capture.fetched_at:%Y-%m-%d}"
        return first <= day and (not last or day <= last)

    return wanted


def _tell(given: str, done: Imported) -> None:
    """A line of what a file came to, and what was broken in it."""
    counts = done.counts
    said = (
        "stored",
        "changed",
        "unchanged",
        "refused",
        "removed",
        "again",
        "http_errors",
        "no_answer",
        "revisits",
        "broken",
    )
    told = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in said if counts.get(name))
    of = f"{counts.get('responses', 0)} responses, {counts.get('dismissed', 0)} of them no article of a declared outlet"
    click.echo(f"{given}: {of}" + (f"; {told}" if told else ""))
    for message in done.messages[:NAMED]:
        click.echo(message, err=True)
    if len(done.messages) > NAMED:
        click.echo(f"{given}: {len(done.messages) - NAMED} more such breaks", err=True)
