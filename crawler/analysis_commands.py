"""`kliping analyse`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from crawler.terminal import CommandError, choose, database_faults, holding, need_database

if TYPE_CHECKING:
    from analysis.base import Analysis, Done, Watch
    from crawler.choices import Choices

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--since", type=DAY, metavar="DATE", help="Only articles and days from this date on.")
@click.option("--all", "every", is_flag=True, help="Begin anew: every article, whatever was analysed before.")
def analyse(names: tuple[str, ...], since: datetime | None, every: bool) -> None:
    """Find out what the stored articles say: all analyses, or the named ones; only what is new or changed."""
    from crawler.progress import counting

    choices = choose()
    picked = pick_analyses(names)
    if every and since:
        raise CommandError("--all begins anew and goes without --since")
    need_database(choices.database)
    with holding(choices), database_faults(), counting() as watch:
        found = analyse_pending(choices, picked, since=since.date() if since else None, every=every, watch=watch)
    for done in found:
        click.echo(f"{done.name}: {done.units} read in {done.seconds:.1f} s")


def analyse_pending(
    choices: Choices,
    analyses: Sequence[Analysis] | None = None,
    *,
    since: date | None = None,
    every: bool = False,
    until: float | None = None,
    watch: Watch | None = None,
) -> list[Done]:
    """Run the analyses (all of them if none are named) over what is pending; expects the lock to be held.

    `until` is a moment of time.monotonic() after which no further batch begins.
    """
    from analysis import ANALYSES
    from analysis.base import analyse, open_findings
    from analysis.feeds import write_feeds
    from analysis.watches import declare

    with open_findings(choices.database) as db:
        declare(db, choices.watches)
        wanted = ANALYSES if analyses is None else analyses
        done = list(analyse(db, wanted, since=since, every=every, until=until, watch=watch))
        write_feeds(db, choices.reports)
    return done


def pick_analyses(names: tuple[str, ...]) -> list[Analysis]:
    """The analyses of those names in the order in which they run, or all; an unknown name ends the command."""
    from analysis import ANALYSES

    known = {one.name: one for one in ANALYSES}
    for name in names:
        if name not in known:
            raise CommandError(f"{name!r} is no analysis; there are {', '.join(known)}")
    return [one for one in ANALYSES if not names or one.name in names]
