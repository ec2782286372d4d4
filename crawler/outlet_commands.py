"""`kliping outlet …`: the words of each subcommand are read here, and handed on as values.

What a command needs is imported when it runs.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from crawler.terminal import (
    DAY,
    FAILED,
    CommandError,
    choose,
    database_faults,
    declared,
    holding,
    need_contact,
    pick,
)

if TYPE_CHECKING:
    from crawler.choices import Choices
    from crawler.outlet import Outlet
    from crawler.probing.looks import Look

LOCAL = click.option("--local", is_flag=True, help="The site may live on a private address; no delay, no contact.")
NAME = click.option("--name", metavar="NAME", help="What to call the outlet; made from its domain unless given.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def outlet() -> None:
    """The outlets that are declared, and how to declare another."""


@outlet.command("list")
@JSON
def list_outlets(as_json: bool) -> None:
    """Every declared outlet: its hosts, network, language, how sure we are, and whether it is crawled."""
    from crawler.table import as_lines, as_values, row_of

    rows = [row_of(one) for one in declared(choose()).values()]
    if as_json:
        click.echo(json.dumps(as_values(rows), ensure_ascii=False, indent=1))
        return
    for line in as_lines(rows):
        click.echo(line)


@outlet.command()
@click.argument("domain")
@NAME
@LOCAL
def probe(domain: str, name: str | None, local: bool) -> None:
    """Look at a site and print a declaration for it, each line with what it rests on."""
    from crawler.probing.newcomer import draft_of

    choices = choose()
    click.echo(draft_of(_look(_domain(domain), name, choices, local=local)), nl=False)


@outlet.command()
@click.argument("domain")
@NAME
@LOCAL
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Where to write it; the first folder of KLIPING_OUTLETS unless given.",
)  # fmt: skip
def new(domain: str, name: str | None, local: bool, into: Path | None) -> None:
    """Look at a site, write its declaration and a sample page to be corrected. Nothing is overwritten."""
    from crawler.probing.newcomer import ExistsError, check_free, settle

    choices = choose()
    folder = into or next(iter(choices.outlets), None)
    if folder is None:
        raise CommandError("give --into FOLDER, or name a folder of outlets of your own in KLIPING_OUTLETS")
    host = _domain(domain)
    chosen = _name(host, name)
    outlets = declared(choices)
    try:
        check_free(chosen, host, folder, outlets.values())
        seen = _look(host, chosen, choices, local=local)
        lines = list(settle(seen, folder))
    except ExistsError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(folder)):
            raise
        raise CommandError(f"{error.filename}: cannot be written: {error.strerror}", FAILED) from error
    click.echo("\n".join(lines))


@outlet.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--sample", is_flag=True, help="Read the saved sample pages again instead; asks nobody.")
@click.option("--today", type=DAY, metavar="DATE", help="Read dated indexes as of this day.")
@JSON
def check(names: tuple[str, ...], sample: bool, today: datetime | None, as_json: bool) -> None:
    """Try live outlets: every listing, and each field of the three newest articles."""
    from crawler.probing.check import as_lines, as_values, check_outlets

    choices = choose()
    if sample:
        sys.exit(_check_samples(_named(names, choices), as_json=as_json))
    reports = check_outlets(pick(names, choices), today.date() if today else None)
    if as_json:
        click.echo(json.dumps([as_values(one) for one in reports], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(line for one in reports for line in as_lines(one)))
    if any(one.failures for one in reports):
        sys.exit(FAILED)


@outlet.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def learn(names: tuple[str, ...]) -> None:
    """Learn from the kept pages which element holds an outlet's stories, so that they are read out of it alone."""
    from crawler.lessons import learn_outlet
    from pipelines.clock import now
    from pipelines.learning import NothingLearnedError

    choices = choose()
    outlets, failed = _named(names, choices), False
    with holding(choices, unless=not choices.raw.is_dir()), database_faults():  # the lock would make the folder
        for one in outlets:
            try:
                lesson = learn_outlet(one, choices.raw, choices.rules, now().date())
            except NothingLearnedError as error:
                failed = True
                click.echo(f"{one.name}: nothing learned: {error}", err=True)
                kept = choices.rules / f"{one.name}.toml"
                if kept.exists():
                    click.echo(f"  {kept} still holds what was learned before; delete it to be rid of it", err=True)
                continue
            found = lesson.learned
            click.echo(
                f"{one.name}: {', '.join(found.container)} holds {found.contained} of {found.pages} stories, each as"
                f" the whole page gives it; written to {lesson.file}"
            )
    if failed:
        sys.exit(FAILED)


def _check_samples(outlets: list[Outlet], *, as_json: bool) -> int:
    """Compare the outlets' saved samples; a sample that no person has checked has failed."""
    from dataclasses import asdict

    from crawler.probing.sample import SampleError, compare_samples, samples_of

    try:
        compared = {one.name: list(compare_samples(one)) for one in outlets}
    except SampleError as error:
        raise CommandError(str(error), FAILED) from error
    if len(outlets) == 1 and not compared[outlets[0].name]:
        raise CommandError(f"{outlets[0].name} has no saved sample in {samples_of(outlets[0])}")
    every = [one for found in compared.values() for one in found]
    if as_json:
        click.echo(json.dumps([asdict(one) | {"passed": one.passed} for one in every], ensure_ascii=False, indent=1))
    for one in every if not as_json else ():
        click.echo(f"{one.folder}: {'passed' if one.passed else 'FAILED'}")
        if not one.checked:
            click.echo('  no person has corrected expected.json yet; then write "checked": true into it')
        for difference in one.differences:
            click.echo(f"  {difference}")
    return 0 if all(one.passed for one in every) else FAILED


def _named(names: tuple[str, ...], choices: Choices) -> list[Outlet]:
    """The outlets of these names, crawled or not; all where none is given."""
    outlets = declared(choices)
    for name in names:
        if name not in outlets:
            raise CommandError(f"{name!r} is no outlet; `kliping outlet list` names them")
    return [outlets[name] for name in dict.fromkeys(names)] or list(outlets.values())


def _look(domain: str, name: str | None, choices: Choices, *, local: bool) -> Look:
    """Look at a site, or say why that gave nothing."""
    from crawler.probing.probe import probe as look_at

    if not local:
        need_contact(choices)
        click.echo(f"Looking at {domain}, one request a second: about half a minute …", err=True)
    seen = look_at(domain, name=_name(domain, name), local=local)
    if seen.failed:
        tried = "".join(f"\n  {one}" for one in dict.fromkeys(seen.tried))
        raise CommandError(seen.failed + tried, FAILED)
    return seen


def _name(domain: str, given: str | None) -> str:
    from crawler.probing.clues import name_for

    name = given or name_for(domain)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CommandError(f"{name!r}: a name is small letters, digits and _, a letter first")
    return name


def _domain(text: str) -> str:
    """The domain that a person meant, who may have copied a whole address."""
    try:
        domain = urlsplit(text if "://" in text else f"//{text}").netloc.rpartition("@")[2].lower().rstrip(".")
        domain = domain.removeprefix("www.").encode("idna").decode("ascii")
    except ValueError as error:
        raise CommandError(f"{text!r} is no domain: {error}") from error
    if not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", domain):
        raise CommandError(f"{text!r} is no domain; give one such as warta-lontar.example")
    return domain
