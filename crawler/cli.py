"""The `kliping` command. Each subcommand reads its words and calls a function with values.

What a command needs is imported when it runs: `kliping --help` loads neither Scrapy nor trafilatura.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from crawler import __version__
from crawler.analysis_commands import analyse
from crawler.export_commands import export
from crawler.import_commands import bring
from crawler.keeping_commands import backup, doctor, raw, remove, repair
from crawler.lake_commands import lake
from crawler.merge_commands import merge
from crawler.outlet_commands import outlet
from crawler.report_commands import report
from crawler.room_commands import serve
from crawler.run_commands import cron, run, status
from crawler.shard import SHARD, Shard, share
from crawler.terminal import (
    DAY,
    FAILED,
    WRONG_USE,
    CommandError,
    choose,
    database_faults,
    declared,
    holding,
    need_database,
    pick,
)
from crawler.warc_commands import warc
from crawler.watch_commands import watch

if TYPE_CHECKING:
    from crawler.choices import Choices
    from crawler.crawling import Wish
    from crawler.outlet import Outlet
    from crawler.tally import Tally


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kliping")
def main() -> None:
    """Indonesian online news into one SQLite file that people can trust."""


@main.command()
@click.argument("names", nargs=-1, metavar="[OUTLET]…")
@click.option("--limit", type=click.IntRange(min=1), help="At most N newly stored articles per outlet.", metavar="N")
@click.option("--dry-run", is_flag=True, help="Read the listings, say what is new, write nothing.")
@click.option("--recheck", is_flag=True, help="Look at every stored article again for edits, due or not.")
@click.option("--since", type=DAY, metavar="DATE", help="Go back in time: the first day wanted.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day wanted; today if not given.")
@click.option("--today", type=DAY, metavar="DATE", help="Read dated indexes as of this day.")
@click.option("--shard", type=SHARD, metavar="K/N", help="Only the K-th of N machines' share of the outlets.")
def crawl(names: tuple[str, ...], shard: Shard | None, **wishes: Any) -> None:
    """Gather new articles: of the named outlets, or of all that are crawled."""
    from crawler.crawling import Wish
    from crawler.progress import show

    choices = choose()
    outlets = share(shard, pick(names, choices), say=True)
    values: dict[str, Any] = {n: value.date() if isinstance(value, datetime) else value for n, value in wishes.items()}
    wish = Wish(**values)
    if wish.until and not wish.since:
        raise CommandError("--until goes with --since, the first day wanted")
    if wish.since and wish.until and wish.until < wish.since:
        raise CommandError(f"--until {wish.until} is before --since {wish.since}")
    if wish.since:
        with database_faults():
            say_estimate(outlets, wish, choices)
    with holding(choices, unless=wish.dry_run), database_faults():
        tallies, status = _crawl([outlet.name for outlet in outlets], wish, choices)
    for tally in tallies:
        click.echo(show(tally, dry_run=wish.dry_run))
    sys.exit(status)


def _crawl(names: list[str], wish: Wish, choices: Choices) -> tuple[list[Tally], int]:
    """Crawl, and note in the file what it came to, but for a dry run: what was done, and the exit status."""
    from crawler.crawling import crawl as crawl_outlets
    from crawler.journal import begin_crawl, end_crawl
    from crawler.logs import log_to
    from crawler.progress import watching
    from crawler.stopping import Stop
    from crawler.tally import in_words, summary_of

    run_id = None
    if not wish.dry_run:
        run_id = begin_crawl(choices.database)
        log_to(choices.data / "logs")
    with Stop() as stop, watching(len(names)) as watch:
        tallies = crawl_outlets(names, wish, choices, run_id=run_id, until=stop.until(), watch=watch)
        cut = stop.asked or any(tally.cut_short for tally in tallies)
        failed = cut or any(tally.fault for tally in tallies) or (tallies and all(tally.error for tally in tallies))
        status = FAILED if failed else 0
        if run_id is not None:
            told = f"crawl: {in_words(tallies)}"
            summary = summary_of(tallies, ended="stopped" if cut else "done", status=status, summary=told)
            end_crawl(choices.database, run_id, summary)
    return tallies, status


@main.command()
@click.option("--all", "every", is_flag=True, help="Read every kept page again.")
@click.option("--stale", is_flag=True, help="Read again only pages that were read by another recipe.")
@click.option("--file", "files", multiple=True, metavar="PAGE", help="Print a saved page as JSON: .html, .html.gz, -.")
@click.option("--url", default="", help="The saved page's address, if known.")
@click.option("--outlet", "name", default="", help="The outlet whose rules to read by, if known.")
def extract(every: bool, stale: bool, files: tuple[str, ...], url: str, name: str) -> None:
    """Derive rows again from kept pages, or print what saved pages hold."""
    if sum((every, stale, bool(files))) != 1:
        raise CommandError("give one of --all, --stale or --file PAGE")
    if files:
        sys.exit(_extract_files(files, url, name))
    _replay(stale=stale)


@main.command()
def demo() -> None:
    """Crawl the newsroom that ships with Kliping into data/demo/ and ask it three questions."""
    from crawler.demo import run_demo

    with database_faults():
        sys.exit(run_demo(choose().data / "demo", click.echo))


main.add_command(analyse)
main.add_command(bring)
main.add_command(export)
main.add_command(outlet)
main.add_command(run)
main.add_command(status)
main.add_command(cron)
main.add_command(doctor)
main.add_command(repair)
main.add_command(backup)
main.add_command(raw)
main.add_command(remove)
main.add_command(report)
main.add_command(watch)
main.add_command(serve)
main.add_command(warc)
main.add_command(merge)
main.add_command(lake)


def _extract_files(files: tuple[str, ...], url: str, name: str) -> int:
    from pipelines.clock import now
    from pipelines.items import Rules
    from pipelines.saved import UnreadableError, as_line, read_saved

    url = _address(url)
    outlet = _outlet_of(url, name, declared(choose())) if url or name else None
    rules = outlet.rules_at(now()) if outlet else Rules(outlet=name)
    status = 0
    for file in files:
        try:
            click.echo(as_line(read_saved(file, url, rules)))
        except UnreadableError as error:
            click.echo(f"Error: {error}", err=True)
            status = WRONG_USE
    return status


def _address(url: str) -> str:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url.strip()).geturl()
    except ValueError as error:
        raise CommandError(f"--url {url}: not an address: {error}") from error


def _outlet_of(url: str, name: str, outlets: dict[str, Outlet]) -> Outlet | None:
    """The outlet of that name, else the one that owns the address's host; None where neither is known."""
    from urllib.parse import urlsplit

    if name in outlets:
        return outlets[name]
    host = urlsplit(url).hostname or ""
    return next((outlet for outlet in outlets.values() if outlet.owns(host)), None)


def _replay(*, stale: bool) -> None:
    from crawler.rereading import reread

    choices = choose()
    outlets = declared(choices)
    if not choices.raw.is_dir():  # a database that was lost is made again from kept pages
        need_database(choices.database)
    with holding(choices), database_faults():
        done = reread(choices, outlets, stale=stale)
    click.echo(f"{done.read} pages read: {done.new} new articles, {done.changed} changed")
    for outcome, count in sorted(done.outcomes.items()):
        click.echo(f"  {outcome} {count}")
    if done.without_page:
        click.echo(f"{done.without_page} rows have no kept page any more and stay as they are")
    for damage in done.damaged:
        click.echo(f"Error: {damage}", err=True)
    if done.unstored:  # the log has told of each, and why
        click.echo(f"Error: {len(done.unstored)} articles could not be stored; they are stale still", err=True)
    if done.damaged or done.unstored:
        sys.exit(FAILED)


def say_estimate(outlets: list[Outlet], wish: Wish, choices: Choices) -> None:
    """What a crawl of past days will take, on standard error, before it starts."""
    from crawler.estimate import estimate, stored_a_day, today
    from crawler.plan import Span
    from pipelines.db import open_reader
    from pipelines.schema import news

    known = {}
    if choices.database.exists():
        with open_reader(choices.database, news) as db:
            # without a table where a crawl was killed in its first moment
            known = stored_a_day(db) if news.applied(db) else {}
    for line in estimate(outlets, Span(today=wish.today or today(), since=wish.since, until=wish.until), known):
        click.echo(line, err=True)


if __name__ == "__main__":
    main()
