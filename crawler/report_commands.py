"""`kliping report`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.terminal import DAY, FAILED, CommandError, choose, database_faults

if TYPE_CHECKING:
    from analysis.period import Period


@click.command()
@click.option("--day", type=DAY, metavar="DATE", help="Of this day; of yesterday if nothing is given.")
@click.option("--week", is_flag=True, help="Of the seven days up to yesterday.")
@click.option("--since", type=DAY, metavar="DATE", help="Of this day and those after it.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day; yesterday if only --since is given.")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Where to; data/reports if not."
)
def report(
    day: datetime | None, week: bool, since: datetime | None, until: datetime | None, folder: Path | None
) -> None:
    """Write what the news of a day or more was: one HTML page that needs no network, and its tables as CSV."""
    from analysis.report import read_report, write_report
    from analysis.schema import findings
    from pipelines.clock import now
    from pipelines.db import open_reader

    if sum((day is not None, week, since is not None)) > 1 or (until and not since):
        raise CommandError("give one of --day DATE, --week, or --since DATE with or without --until DATE")
    choices = choose()
    period = _period(day, since, until, week=week)
    with database_faults(), open_reader(choices.database, findings) as db:
        found = read_report(db, period, now())
        newest = db.execute("SELECT max(published_on) FROM articles").fetchone()[0]
    try:
        files = write_report(found, folder or choices.reports)
    except OSError as error:
        raise CommandError(f"{error.filename or folder}: cannot be written: {error.strerror}", FAILED) from error
    if not found.summary["articles"]:
        there = f"the newest is of {newest}" if newest else "nor any other with a day"
        click.echo(f"no article of {period.name} is in this file; {there}", err=True)
    for file in files:
        click.echo(file)


def _period(day: datetime | None, since: datetime | None, until: datetime | None, *, week: bool) -> Period:
    from analysis.period import Period, last_week, yesterday
    from pipelines.clock import now

    if day:
        return Period(since=day.date(), until=day.date())
    if since:
        last = until.date() if until else yesterday(now()).until
        if last < since.date():
            raise CommandError(f"--until {last} is before --since {since.date()}")
        return Period(since=since.date(), until=last)
    return last_week(now()) if week else yesterday(now())
