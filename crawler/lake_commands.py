"""`kliping lake`: its words are read here and handed on as values.

What the command needs is imported when it runs.
"""

from __future__ import annotations

import secrets
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.terminal import BUSY, FAILED, CommandError, choose, database_faults, declared

if TYPE_CHECKING:
    from crawler.choices import Choices
    from crawler.flooding import Plan
    from pipelines.lake import Lake, Note
    from pipelines.pieces import Piece

EXTRA = "a lake needs more packages: `make ray`, or `.venv/bin/pip install -e '.[archive,ray]'` in Kliping's folder"
#: So many breaks of one piece are named; the others are counted.
NAMED = 5


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--to", "to", required=True, metavar="DIR_OR_BUCKET", help="The lake: a folder, or s3://… and the like.")
@click.option("--address", metavar="HOST:PORT", help="A Ray cluster; `auto` on one of its machines. Else this machine.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="How many read at once; else one a core.")
@click.option("--piece", "length", type=click.FloatRange(min=0.01), metavar="MB", help="Cut files so long; else 256.")
@click.option("--again", is_flag=True, help="Read anew what the lake has of these files, as for new outlets or rules.")
def lake(
    files: tuple[str, ...], to: str, address: str | None, workers: int | None, length: float | None, again: bool
) -> None:
    """Take declared outlets' articles out of WARC files or kept months into Parquet, with findings, on many cores."""
    from crawler.flooding import LENGTH, plan
    from crawler.sources import need_archive_extra

    need_archive_extra()
    _need_ray()
    from pipelines.lake import Lake, LakeError

    choices = choose()
    outlets = declared(choices)
    with ExitStack() as stack:
        stack.enter_context(database_faults())
        try:
            target = Lake(to)
            _lock(stack, target)
            planned = plan(target, files, target.length(int(length * 10**6) if length else None, LENGTH), again=again)
        except LakeError as error:
            raise CommandError(str(error), FAILED) from error
        arguments = (_absolute(target), outlets, _removed(choices))
        failed = _flood(target, planned, arguments, address=address, workers=workers)
    if failed:
        sys.exit(FAILED)


def _need_ray() -> None:
    import importlib.util

    for name in ("ray", "pandas", "pyarrow"):
        if importlib.util.find_spec(name) is None:
            raise CommandError(f"{EXTRA} installs them ({name} is missing)", FAILED)


def _lock(stack: ExitStack, target: Lake) -> None:
    """Nobody else writes to a lake on this machine meanwhile. A bucket cannot be locked."""
    from crawler.lock import ForeignLockError, LockHeldError, locked

    if not target.local:
        return
    try:
        stack.enter_context(locked(Path(target.root)))
    except LockHeldError as error:
        raise CommandError(str(error), BUSY) from error
    except ForeignLockError as error:
        raise CommandError(str(error), FAILED) from error
    except OSError as error:
        raise CommandError(
            f"{error.filename or target.address}: cannot be written: {error.strerror}", FAILED
        ) from error


def _absolute(target: Lake) -> str:
    return str(target.root) if target.local else target.address


def _removed(choices: Choices) -> frozenset[str]:
    """Every address of what was taken out of this machine's file, in every form."""
    from pipelines.db import open_reader
    from pipelines.removal import forms
    from pipelines.schema import news

    if not choices.database.exists():
        return frozenset()
    with open_reader(choices.database, news) as db:
        urls = [row[0] for row in db.execute("SELECT url FROM fetches WHERE outcome = 'removed'")]
    return frozenset(form for url in urls for form in forms(url))


def _flood(
    target: Lake, planned: Plan, arguments: tuple[Any, ...], *, address: str | None, workers: int | None
) -> bool:
    """Read what is to be read and tell of it; whether something could not be read."""
    import analysis
    import crawler
    import pipelines
    from analysis.lake import VERSIONS, Finder
    from crawler.flooding import flood
    from crawler.lake import as_row, work
    from pipelines.cluster import ClusterError, cluster, run
    from pipelines.lake import read_note

    total = sum(map(len, planned.pieces.values()))
    if planned.done:
        click.echo(f"{len(planned.done)} of {total} pieces were read before; --again reads them once more")
    if not planned.todo:
        return False
    ship = [Path(str(package.__file__)).parent for package in (crawler, pipelines, analysis)]
    told = _Told(planned.pieces)
    try:
        with cluster(address, workers, ship) as at_once:
            more = {"run": secrets.token_hex(8), "arguments": (*arguments, Finder, VERSIONS)}

            def read(pieces: Sequence[Piece]) -> Iterator[Note | str]:
                for row in run(work, [as_row(piece) for piece in pieces], at_once, **more):
                    yield row["fault"] or read_note(row["note"])

            for result in flood(target, planned, read):
                told.tell(result)
    except ClusterError as error:
        raise CommandError(str(error), FAILED) from error
    return told.end(target)


class _Told:
    """What is said of pieces as they come, and of all of them in the end."""

    def __init__(self, pieces: Mapping[str, Sequence[Piece]]) -> None:
        self.pieces = pieces
        self.faults = 0
        self.read: dict[tuple[str, int], Note] = {}

    def tell(self, result: Note | str) -> None:
        """A line of a piece, and what was broken in it."""
        if isinstance(result, str):
            self.faults += 1
            click.echo(f"Error: {result}", err=True)
            return
        piece = result.piece
        again = " again, from where the one before it ends" if (piece.file, piece.number) in self.read else ""
        self.read[piece.file, piece.number] = result
        click.echo(f"{piece.name} {piece.number + 1}/{len(self.pieces[piece.file])}{again}: {_counted([result])}")
        for message in result.messages[:NAMED]:
            click.echo(message, err=True)
        if len(result.messages) > NAMED:
            click.echo(f"{piece.name}: {len(result.messages) - NAMED} more such breaks", err=True)

    def end(self, target: Lake) -> bool:
        """The counts of all; whether a piece was not read."""
        missing = [
            f"{piece.name} {piece.number + 1}/{len(pieces)}"
            for pieces in self.pieces.values()
            for piece in pieces
            if not target.has(piece)
        ]
        click.echo(f"{target.address}: {_counted(list(self.read.values()))}")
        if missing and not self.faults:
            click.echo(
                f"Error: not read, because whoever read them died or broke: {', '.join(missing)}; "
                "give the same command again",
                err=True,
            )
        return bool(missing)


def _counted(notes: Sequence[Note]) -> str:
    """Counts in words: records by what they were, then links by outcome."""
    counts, outcomes = Counter[str](), Counter[str]()
    for note in notes:
        counts.update(note.counts)
        outcomes.update(note.outcomes)
    said = ("http_errors", "no_answer", "revisits", "broken", "again", "lost_parts")
    told = [f"{counts['responses']} responses, {counts['dismissed']} dismissed"] if counts["responses"] else []
    told += [f"{counts[name]} {name.replace('_', ' ')}" for name in said if counts[name]]
    told += [f"{count} {name}" for name, count in sorted(outcomes.items())]
    return ", ".join(told) or "nothing"
