"""Files for others: rows of values come in one by one, JSON Lines, CSV or Parquet go out, and a schema beside them.

A file appears under its name when it is whole; until then it stands beside it as NAME.part.
"""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

from pipelines.fields import Field, Shape

#: A spreadsheet takes a cell that begins with one of these for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
FORMATS = ("jsonl", "csv", "parquet")

#: Standard output, in place of a file.
STDOUT = Path("-")

Write = Callable[[Sequence[Any]], None]


class WriterError(ValueError):
    """A file that cannot be written: the message names it and says what to try."""


def open_writer(kind: str, path: Path, shape: Shape) -> AbstractContextManager[Write]:
    """A writer of rows into a file (or, for Parquet, a folder) that is there only if all went well."""
    if kind == "parquet":
        if path == STDOUT:
            raise WriterError("Parquet goes into a folder and cannot go to standard output; jsonl and csv can")
        from pipelines.parquet import parquet_writer

        return parquet_writer(path, shape)
    return _json_lines(path, shape) if kind == "jsonl" else _csv(path, shape)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name beside the file's to write to; it takes the file's name when all went well, and goes if not."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise FileExistsError(errno.EEXIST, "it is no file but a device or a pipe, and stays", str(path))
    part = path.with_name(f"{path.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield part
        if part.is_dir():
            _swap(part, path)
        else:
            part.replace(path)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


def _swap(part: Path, path: Path) -> None:
    """A folder takes another's place: the old one steps aside first, and goes last."""
    aside = path.with_name(f"{path.name}.old")
    if path.exists():
        path.rename(aside)
    part.rename(path)
    if aside.exists():
        shutil.rmtree(aside)


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    if path == STDOUT:
        file = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield file
        finally:
            file.detach()  # it would close standard output; this flushes first
        return
    if path.is_dir():
        raise WriterError(f"{path}: that is a folder; name a file in it")
    with whole(path) as part, part.open("wb") as raw:
        # No time and no name in the archive: the same rows are the same bytes.
        packed = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if path.suffix == ".gz" else None
        with io.TextIOWrapper(packed or raw, encoding="utf-8", newline="") as file:
            yield file


@contextmanager
def _json_lines(path: Path, shape: Shape) -> Iterator[Write]:
    names = [field.name for field in shape.fields]
    with _text(path) as file:
        yield lambda row: _line(file, dict(zip(names, map(plain, shape.fields, row), strict=True)))


def _line(file: IO[str], value: Any) -> None:
    file.write(json.dumps(value, ensure_ascii=False) + "\n")


@contextmanager
def _csv(path: Path, shape: Shape) -> Iterator[Write]:
    with _text(path) as file:
        rows = csv.writer(file)
        rows.writerow([field.name for field in shape.fields])
        yield lambda row: rows.writerow(
            [safe_cell(plain(field, v)) for field, v in zip(shape.fields, row, strict=True)]
        )


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A small table as a CSV file of the same habits."""
    with _text(path) as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([safe_cell(value) for value in row] for row in rows)


def safe_cell(value: Any) -> Any:
    """A value as a cell: lists as JSON, and nothing that a spreadsheet would run."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value


def plain(field: Field, value: Any) -> Any:
    """A value of SQLite's as JSON has it: records as objects by their fields' names."""
    if field.kind == "boolean" and value is not None:
        return bool(value)
    if field.kind == "records":
        names = [one.name for one in field.fields]
        return [dict(zip(names, record, strict=True)) for record in value]
    if field.kind == "names":
        return [record[0] for record in value]
    return value


def write_schema(path: Path, shape: Shape, told: str) -> Path:
    """The JSON Schema of a row, beside the file that it describes."""
    beside = path.with_name(f"{path.name}.schema.json")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An article as Kliping exports it",
        "description": told,
        **_object(shape.fields),
    }
    with whole(beside) as part:
        part.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return beside


#: What is never NULL in `articles`.
_ALWAYS = frozenset({"url", "outlet", "kind", "paywalled", "words", "text_hash", "title_hash", "first_seen_at",
                     "fetched_at", "parts", "parts_expected"})  # fmt: skip


def _object(fields: Sequence[Field], always: frozenset[str] = _ALWAYS) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _schema(field, nullable=field.name not in always) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _schema(field: Field, *, nullable: bool) -> dict[str, Any]:
    if field.kind == "names":
        return {"type": "array", "items": {"type": "string"}}
    if field.kind == "records":
        return {"type": "array", "items": _object(field.fields, frozenset())}
    plain_type = {"integer": "integer", "number": "number", "boolean": "boolean"}.get(field.kind, "string")
    found: dict[str, Any] = {"type": [plain_type, "null"] if nullable else plain_type}
    if field.kind in ("day", "moment"):
        found["format"] = {"day": "date", "moment": "date-time"}[field.kind]
    return found
