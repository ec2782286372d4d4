"""Articles from elsewhere: JSONL and CSV files come in, plain or compressed, rows of the news tables go out.

Each row becomes an article without a recipe (nothing of ours read it), `via` `import:FILE`. What was crawled stays as
it is, what was removed stays away, and a file that is imported again changes nothing.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipelines.foreign import COLUMNS, OwnerOf, RowError, RulesOf, read_row
from pipelines.items import Article
from pipelines.store import Store

#: Articles in one transaction. Measured on 7,439 of 239 words: 100 and 1,000 are as fast.
BATCH = 500
#: The longest cell of a CSV file; the module's own limit is 128 kB.
LONGEST_CELL = 8 * 1024 * 1024
#: The longest line. No story is longer, and a packed file may unfold to one without end.
LONGEST_LINE = 2 * LONGEST_CELL
ENDINGS = (".jsonl", ".ndjson", ".csv")
_OPENERS: dict[str, Callable[[Path], IO[bytes]]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}  # type: ignore[dict-item]


class FileError(ValueError):
    """A file that cannot be read at all: the message names it and says what was expected."""


@dataclass
class Imported:
    """What was done of a file: rows read, articles by what became of them, and what is broken, each with its line.

    `counts`: `new`, `changed` (imported before, other words now), `unchanged`, `crawled` (the file has our own reading
    of that address), `removed`, `repeated` (an earlier line of the file has that address). `ignored`: unknown columns.
    """

    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)


def import_file(
    store: Store,
    path: Path,
    at: datetime,
    *,
    owner_of: OwnerOf,
    rules_of: RulesOf,
    watch: Callable[[int, int], None] | None = None,
) -> Imported:
    """Store a file's articles; what cannot be read is in `broken`, and the rest is stored all the same."""
    done = Imported()
    articles = _articles(path, at, done, owner_of, rules_of)
    while batch := list(islice(articles, BATCH)):
        done.counts.update(_became(outcome) for outcome in store.bring(batch))
        if watch is not None:
            watch(done.read, done.read)
    return done


def _became(outcome: str) -> str:
    return "crawled" if outcome == "same_article" else outcome


def _articles(path: Path, at: datetime, done: Imported, owner_of: OwnerOf, rules_of: RulesOf) -> Iterator[Article]:
    seen: set[str] = set()
    rows = _rows(path)
    while True:
        try:
            line, row = next(rows)
        except StopIteration:
            return
        except FileError as error:
            done.broken.append(str(error))
            return
        done.read += 1
        try:
            if isinstance(row, RowError):
                raise row
            done.ignored |= {str(column) for column in row.keys() - COLUMNS}
            article = read_row(row, at=at, via=f"import:{path.name}", owner_of=owner_of, rules_of=rules_of)
        except RowError as error:
            done.broken.append(f"{path}:{line}: {error}")
            continue
        if article.url in seen:
            done.counts["repeated"] += 1
            continue
        seen.add(article.url)
        yield article


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | RowError]]:
    """The rows of a file with their lines; a row that is none is an error in its place."""
    name = path.name.lower()
    packed = next((ending for ending in _OPENERS if name.endswith(ending)), "")
    ending = Path(name.removesuffix(packed)).suffix
    if ending not in ENDINGS:
        raise FileError(f"{path}: expected a file ending in {', '.join(ENDINGS)}, with .gz, .bz2 or .xz or without")
    with _faults(path), _OPENERS[packed](path) if packed else path.open("rb") as file:
        yield from (_csv if ending == ".csv" else _jsonl)(path, file)


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """A file that cannot be read to its end, in words."""
    try:
        yield
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile, zlib.error) as error:
        raise FileError(f"{path}: damaged or cut short: {error}; nothing after that was read") from error
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from error


def _jsonl(_: Path, file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | RowError]]:
    for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            while raw and not raw.endswith(b"\n"):  # its rest is read over
                raw = file.readline(LONGEST_LINE)
            yield number, RowError(f"expected a line of at most {LONGEST_LINE:,} bytes, found a longer one")
        elif line.strip():
            yield number, _object(line)


def _object(line: bytes) -> Mapping[str, Any] | RowError:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return RowError(f"expected UTF-8: {error.reason} at byte {error.start}")
    except (ValueError, RecursionError) as error:  # a number of 4,301 digits is a ValueError too
        return RowError(f"expected a JSON object on one line: {error}")
    return value if isinstance(value, dict) else RowError(f"expected a JSON object, found {type(value).__name__}")


def _csv(path: Path, file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | RowError]]:
    csv.field_size_limit(LONGEST_CELL)
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        lines = _short(path, text)
        before = 1
        try:
            head = next(lines, "")
            marks = {mark: head.count(mark) for mark in ",;\t"}
            mark = max(marks, key=lambda one: marks[one])
            names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark), [])]
            if missing := {"url", "title", "text"} - set(names):
                raise FileError(
                    f"{path}:1: expected a first line that names the columns; no {', '.join(sorted(missing))}"
                )
            reader = csv.reader(lines, delimiter=mark)
            for cells in reader:
                line, before = before + 1, reader.line_num + 1
                if len(cells) == len(names):
                    yield line, dict(zip(names, cells, strict=True))
                elif cells:
                    yield line, RowError(f"expected {len(names)} cells, found {len(cells)}")
        except UnicodeDecodeError as error:
            raise FileError(f"{path}: expected UTF-8: {error.reason}; nothing after that was read") from error
        except csv.Error as error:
            raise FileError(f"{path}:{before}: expected CSV: {error}; nothing after that was read") from error


def _short(path: Path, text: IO[str]) -> Iterator[str]:
    """The lines of a file; one that is too long ends it, for in CSV nothing tells where the next row begins."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise FileError(
                f"{path}: expected lines of at most {LONGEST_LINE:,} characters; nothing after that was read"
            )
        yield line
