"""Rows as Parquet: they come in by day of publication, and go into a folder by year and month, a few thousand a group.

pyarrow is in the extra `archive`; nothing else needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.fields import Field, Shape
from pipelines.writers import Write, WriterError, plain, whole

if TYPE_CHECKING:
    import pyarrow as pa

#: Articles in a row group: what is held in memory. 2,000 of 300 words are some 5 MB.
GROUP = 2000
#: How Hive, and whoever reads its folders, writes a partition that is not known.
UNKNOWN = "__HIVE_DEFAULT_PARTITION__"


@contextmanager
def parquet_writer(path: Path, shape: Shape) -> Iterator[Write]:
    """A writer of rows, which come in the order of their days."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise WriterError(
            "Parquet needs pyarrow: `.venv/bin/python -m pip install -e '.[archive]'`; JSONL and CSV need nothing"
        ) from error
    _refuse_strange(path)
    with whole(path) as part:
        part.mkdir()
        months = _Months(part, shape)
        yield months.add
        months.close()


def _refuse_strange(path: Path) -> None:
    """A folder is written over only where it holds an export and nothing else."""
    if path.is_file() or (path.is_dir() and any(not one.name.startswith("year=") for one in path.iterdir())):
        raise WriterError(f"{path}: something else stands there; Parquet goes into a folder of its own")


class _Months:
    """The file of the month at hand; a month that is over is closed."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        import pyarrow as pa

        self.folder = folder
        self.fields = shape.fields
        self.schema = pa.schema([pa.field(field.name, arrow_type(field)) for field in shape.fields])
        self.day = next(n for n, field in enumerate(shape.fields) if field.name == "published_on")
        self.rows: list[Sequence[Any]] = []
        self.month: str | None = None
        self.writer: Any = None

    def add(self, row: Sequence[Any]) -> None:
        """Take a row; write a group when there are enough."""
        month = (row[self.day] or "")[:7]
        if month != self.month:
            self.close()
            self.month = month
        self.rows.append(row)
        if len(self.rows) >= GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left and close the month's file."""
        self._flush()
        if self.writer is not None:
            self.writer.close()
            self.writer = None

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self.rows:
            return
        if self.writer is None:
            year, _, month = (self.month or "").partition("-")
            folder = self.folder / f"year={year or UNKNOWN}" / f"month={month or UNKNOWN}"
            folder.mkdir(parents=True)
            self.writer = pq.ParquetWriter(folder / "articles.parquet", self.schema, compression="zstd")
        columns = [
            pa.array([typed(field, value) for value in values], type=arrow.type)
            for field, arrow, values in zip(self.fields, self.schema, zip(*self.rows, strict=True), strict=True)
        ]
        self.writer.write_table(pa.Table.from_arrays(columns, schema=self.schema))
        self.rows = []


def typed(field: Field, value: Any) -> Any:
    """A value of SQLite's as Arrow takes it."""
    if value is None:
        return None
    if field.kind == "day":
        return date.fromisoformat(value)
    if field.kind == "moment":
        return datetime.fromisoformat(value)
    return plain(field, value)


def arrow_type(field: Field) -> pa.DataType:
    """What a field is in Arrow."""
    import pyarrow as pa

    if field.kind == "records":
        return pa.list_(pa.struct([pa.field(one.name, arrow_type(one)) for one in field.fields]))
    simple = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "day": pa.date32(),
        "moment": pa.timestamp("s", tz="UTC"),
        "names": pa.list_(pa.string()),
    }
    return simple[field.kind]
