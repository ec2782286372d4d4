"""What every command shares: messages with an exit status, the user's choices, the outlets meant, the one lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.choices import MANUALS_OWN, Choices, ChoicesError, read_choices

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.outlet import Outlet

FAILED, WRONG_USE, BUSY = 1, 2, 75

#: The web has no news from before; what is meant by a year beyond is a slip of the keyboard.
YEARS = range(1990, 2101)


class Day(click.DateTime):
    """A day as YYYY-MM-DD, of the years that a crawl can be about."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day's midnight, or a message that says which days there are."""
        try:
            day = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write it like 2026-06-21.", param, ctx)
        if day.year not in YEARS:
            self.fail(f"{value!r} is no day of the years {YEARS[0]} to {YEARS[-1]}.", param, ctx)
        return day


DAY = Day(["%Y-%m-%d"])


class CommandError(click.ClickException):
    """A message for the person at the terminal, and the exit status that goes with it."""

    def __init__(self, message: str, status: int = WRONG_USE) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click declares it for the class


def choose() -> Choices:
    """The user's choices, or a message that says which of them cannot be used."""
    try:
        return read_choices()
    except ChoicesError as error:
        raise CommandError(str(error)) from error


def declared(choices: Choices) -> dict[str, Outlet]:
    """The declared outlets, or a message that says which declaration is wrong."""
    from crawler.checks import OutletError
    from crawler.declaration import HERE, read_outlets
    from crawler.learned import with_learned

    try:
        return with_learned(read_outlets([HERE, *choices.outlets]), choices.rules)
    except OutletError as error:
        raise CommandError(str(error)) from error


def pick(names: tuple[str, ...], choices: Choices, outlets: dict[str, Outlet] | None = None) -> list[Outlet]:
    """The outlets to crawl. An unknown name, one that is off, or a missing contact ends the command."""
    outlets = declared(choices) if outlets is None else outlets
    for name in names:
        if name not in outlets:
            raise CommandError(no_outlet(name, outlets))
        if not outlets[name].crawled:
            why = outlets[name].off or f"retired {outlets[name].retired}: {outlets[name].reason}"
            raise CommandError(f"{name} is not crawled: {why}")
    picked = [outlets[name] for name in dict.fromkeys(names)] or [o for o in outlets.values() if o.crawled]
    if not all(outlet.local for outlet in picked):
        need_contact(choices)
    return picked


def no_outlet(name: str, known: Iterable[str]) -> str:
    """What to say of an outlet's name that nobody knows."""
    from crawler.declaration import nearest

    guess = nearest(name, known)
    return f"{name!r} is no outlet; " + (f"did you mean {guess!r}?" if guess else "`kliping outlet list` names them")


def unknown_outlets(names: Iterable[str], choices: Choices, db: Database) -> list[str]:
    """What to say of each name that is neither declared nor an outlet of the file's articles."""
    stored = "SELECT 1 FROM articles WHERE outlet = ? LIMIT 1"
    strange = [name for name in names if not db.execute(stored, [name]).fetchone()]
    known = declared(choices) if strange else {}
    unknown = [name for name in strange if name not in known]
    here = [row[0] for row in db.execute("SELECT DISTINCT outlet FROM articles")] if unknown else []
    return [no_outlet(name, dict.fromkeys([*here, *known])) for name in unknown]


def know_outlets(names: Iterable[str], choices: Choices, db: Database) -> None:
    """End the command at a name that is neither declared nor an outlet of the file's articles."""
    for said in unknown_outlets(names, choices, db):
        raise CommandError(said)


def need_contact(choices: Choices) -> None:
    """End the command unless outlets can write to whoever runs it."""
    if choices.contact is None:
        raise CommandError(
            "no contact is set. Outlets must be able to write to you: put your own address as\n"
            f'  contact = "{MANUALS_OWN}"\ninto {choices.data / "kliping.toml"}, or set KLIPING_CONTACT.'
        )


@contextmanager
def holding(choices: Choices, *, unless: bool = False) -> Iterator[None]:
    """Hold the data folder's lock; where another holds it, say so in a line and exit 75."""
    from crawler.lock import ForeignLockError, LockHeldError, locked

    if unless:
        yield
        return
    try:
        with locked(choices.data):
            yield
    except LockHeldError as error:
        raise CommandError(str(error), BUSY) from error
    except ForeignLockError as error:
        raise CommandError(str(error), FAILED) from error
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(choices.data)):
            raise
        raise CommandError(f"{error.filename}: cannot be written to: {error.strerror}", FAILED) from error


def need_database(path: Path) -> None:
    """End the command before it takes the lock or makes anything where there is no database yet."""
    from pipelines.db import NoDatabaseError

    if not path.exists():
        raise CommandError(str(NoDatabaseError(path)))


@contextmanager
def database_faults() -> Iterator[None]:
    """A database that cannot be used ends the command with its message, not with a traceback; with 2 where none is."""
    import sqlite3

    from pipelines.db import DatabaseFileError, NoDatabaseError

    try:
        yield
    except NoDatabaseError as error:
        raise CommandError(str(error)) from error
    except DatabaseFileError as error:
        raise CommandError(str(error), FAILED) from error
    except sqlite3.DatabaseError as error:  # locked for longer than we wait, damaged within, disk full
        raise CommandError(f"the database cannot be used: {error}", FAILED) from error
