"""Files into a lake: which pieces of which files are still to be read comes out of files and the lake's notes.

What is there is not read again; a file that has grown is read anew, and what it gave before goes first.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from crawler.sources import Source
from crawler.terminal import CommandError
from pipelines.db import address
from pipelines.lake import Lake, Note
from pipelines.pieces import Piece, cut, torn
from pipelines.warc import WarcReader

#: A piece of an archive is so long unless said otherwise. Common Crawl's news files are of 1 GB.
LENGTH = 256 << 20
#: Kept pages in a piece.
PAGES = 5000

#: Reads pieces, in any order; a piece that could not be read gives what was wrong instead of a note.
Read = Callable[[Sequence[Piece]], Iterator[Note | str]]


@dataclass
class Plan:
    """The pieces of each file, and the notes of those that were read before."""

    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    done: list[Note] = field(default_factory=list)

    @property
    def todo(self) -> list[Piece]:
        """What is still to be read."""
        there = {(note.piece.file, note.piece.number) for note in self.done}
        return [one for pieces in self.pieces.values() for one in pieces if (one.file, one.number) not in there]


def describe(given: str) -> Piece:
    """A whole file as one piece: an archive, or a month of kept pages."""
    path = Path(given)
    if path.suffix == ".db" and path.is_file():
        try:
            with closing(sqlite3.connect(address(path, "ro"), uri=True)) as db:
                last = db.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise CommandError(f"{given}: no month of kept pages: {error}") from error
        return Piece(file=str(path.absolute()), name=path.name, size=last + 1, kind="raw")
    source = Source(given)
    name = given.rstrip("/").rpartition("/")[2].partition("?")[0]
    return Piece(file=source.file, name=name, size=source.size())


def pieces_of(whole: Piece, length: int) -> list[Piece]:
    """The pieces of a file; one that records cannot be found in the middle of stays whole."""
    if whole.kind == "raw":
        return cut(whole, PAGES)
    if not whole.size or whole.size <= length:
        return [whole]
    with Source(whole.file).open() as stream:
        can = WarcReader(stream, whole.file, lambda _: False).can_be_cut()
    return cut(whole, length) if can else [whole]


def plan(lake: Lake, files: Iterable[str], length: int, *, again: bool) -> Plan:
    """What is to be read for files; what the lake has of one that has changed, or is wanted again, goes."""
    held: defaultdict[tuple[str, str], list[Note]] = defaultdict(list)
    notes = lake.notes()
    for note in notes:
        held[_identity(note.piece)].append(note)
    made = Plan()
    for given in dict.fromkeys(files):
        whole = describe(given)
        known = held[_identity(whole)]
        if whole.file in made.pieces:
            continue
        if any(_identity(whole) == _identity(pieces[0]) for pieces in made.pieces.values()):
            raise CommandError(f"{given}: two files of that name; a lake knows a file by its name: rename one of them")
        changed = any(note.piece.size != whole.size for note in known)
        if changed and any(note.piece.file != whole.file for note in known):
            raise CommandError(f"{given}: the lake has another file of that name ({known[0].piece.file}); rename this")
        if known and (again or changed):
            lake.forget(known)
            notes = [note for note in notes if note not in known]
            known = []
        pieces = pieces_of(whole, length)
        made.pieces[whole.file] = pieces
        made.done += [_moved(note, whole.file) for note in known]
    lake.sweep(notes)
    return made


def _identity(piece: Piece) -> tuple[str, str]:
    """What a lake knows a file by: an archive by its name, wherever it lies, kept pages by their path."""
    return (piece.kind, piece.file if piece.kind == "raw" else piece.name)


def _moved(note: Note, file: str) -> Note:
    from dataclasses import replace

    return replace(note, piece=replace(note.piece, file=file))


def flood(lake: Lake, planned: Plan, read: Read) -> Iterator[Note | str]:
    """Read what is to be read; yields a note a piece, or what was wrong.

    Where a piece did not begin where the one before it ended, it is read again from there.
    """
    notes = {(note.piece.file, note.piece.number): note for note in planned.done}
    todo = planned.todo
    while todo:
        asked = {(piece.file, piece.number) for piece in todo}
        for result in read(todo):
            if isinstance(result, Note):
                notes[result.piece.file, result.piece.number] = result
                asked.discard((result.piece.file, result.piece.number))
            yield result
        todo = [piece for piece in _torn(planned, notes) if (piece.file, piece.number) not in asked]
        lake.forget([notes.pop((piece.file, piece.number)) for piece in todo])


def _torn(planned: Plan, notes: dict[tuple[str, int], Note]) -> Iterator[Piece]:
    for file, pieces in planned.pieces.items():
        read = {piece.number: notes[file, piece.number].seams for piece in pieces if (file, piece.number) in notes}
        whole = [piece for n, piece in enumerate(pieces) if all(m in read for m in range(n + 1))]
        found = torn(whole, read)
        if found is not None:
            yield found
