"""`kliping export`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from crawler.terminal import DAY, CommandError, choose, database_faults, know_outlets

FORMATS = ("jsonl", "csv", "parquet")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(FORMATS), help="What to write; by FILE's ending if not given.")
@click.option("--since", type=DAY, metavar="DATE", help="The first day of publication wanted.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day of publication wanted.")
@click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only this outlet's; may be repeated.")
@click.option("--where", metavar="SQL", help="Only articles of which this condition over `articles` is true.")
@click.option("--with", "findings", multiple=True, metavar="NAME,…", help="Findings to add: quotes,entities,copies,…")
@click.option("--without-text", is_flag=True, help="No words of the outlets': addresses, hashes, findings.")
def export(
    file: Path,
    kind: str | None,
    since: datetime | None,
    until: datetime | None,
    outlets: tuple[str, ...],
    where: str | None,
    findings: tuple[str, ...],
    without_text: bool,
) -> None:
    """Write articles for others: JSON Lines, CSV, or Parquet by year and month; a schema file goes beside it.

    With - for FILE, rows go to standard output.
    """
    from crawler.progress import counting
    from pipelines.condition import ConditionError
    from pipelines.db import open_reader
    from pipelines.export import Wish
    from pipelines.export import export as write_export
    from pipelines.schema import news
    from pipelines.writers import WriterError

    wish = Wish(
        since=since.date() if since else None,
        until=until.date() if until else None,
        outlets=outlets,
        where=where,
        findings=pick_findings(findings),
        without_text=without_text,
    )
    if wish.since and wish.until and wish.until < wish.since:
        raise CommandError(f"--until {wish.until} is before --since {wish.since}")
    kind = kind or _kind(file)
    choices = choose()
    try:
        with database_faults(), open_reader(choices.database, news) as db, counting() as watch:
            know_outlets(outlets, choices, db)
            done = write_export(db, file, kind, wish, partial(watch, "export") if watch else None)
    except (ConditionError, WriterError) as error:
        raise CommandError(str(error)) from error
    except BrokenPipeError:
        raise  # whoever read standard output has enough; click ends it quietly
    except OSError as error:
        raise CommandError(f"{error.filename or file}: cannot be written: {error.strerror}", 1) from error
    for name in done.missing:
        click.echo(f"{name}: not in this file yet; `kliping analyse` finds them", err=True)
    for name in done.empty:
        click.echo(f"{name}: none in this file so far", err=True)
    if done.schema is None:
        click.echo(f"{done.articles} articles", err=True)
    else:
        click.echo(f"{file}: {done.articles} articles; a row is described in {done.schema}")


def _kind(file: Path) -> str:
    ending = file.name.removesuffix(".gz").rpartition(".")[2]
    if ending not in FORMATS:
        raise CommandError(f"{file}: its ending tells no format; name it with --format: {', '.join(FORMATS)}")
    return ending


def pick_findings(words: tuple[str, ...]) -> tuple[str, ...]:
    """The findings named, by commas or one by one; an unknown name ends the command."""
    from pipelines.fields import FINDINGS

    names = dict.fromkeys(name.strip() for word in words for name in word.split(",") if name.strip())
    for name in names:
        if name not in FINDINGS:
            raise CommandError(f"--with {name}: there are {', '.join(FINDINGS)}")
    return tuple(names)
