"""A lake: Parquet files by table, outlet and month in a folder or bucket; and what was read, one note a piece.

    articles/outlet=contoh/month=2026-06/berita.warc.gz.0-1.parquet
    _read/berita.warc.gz.0.json

A piece's rows go into files of its own, under names that depend on nothing but the piece, and its note, which names
them, is written last. So a piece that is read twice, because a worker died or two had it, is there once; and what no
note names was left by a piece that was never finished.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from pipelines.fields import Field
from pipelines.lake_rows import Row
from pipelines.parquet import UNKNOWN, arrow_type, typed
from pipelines.pieces import Piece, Seams

NOTES = "_read"
#: The lake's own note: what held when it was begun.
LAKE = "_lake.json"
#: Rows are held until their texts are so long together; then each partition's go into a file.
HELD = 32 << 20


class LakeError(Exception):
    """A lake that cannot be read or written: the message names it and says what to try."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What became of a piece: where it began and ended, what it came to, the files with its rows, who read it.

    `seconds` are the clock's, by what they went to; `cpu` is what the processor worked in all.
    """

    piece: Piece
    seams: Seams
    counts: Mapping[str, int]
    outcomes: Mapping[str, int]
    messages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    cpu: float = 0.0

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True, indent=1)


def read_note(text: str | bytes) -> Note:
    """A note as it was kept."""
    values = json.loads(text)
    values |= {"piece": Piece(**values["piece"]), "seams": Seams(**values["seams"])}
    return Note(**values | {name: tuple(values[name]) for name in ("messages", "files")})


def stem(piece: Piece) -> str:
    """What the files of a piece are called. Months of kept pages have the same name in every folder: by their path."""
    name = re.sub(r"[^\w.-]", "_", piece.name)
    if piece.kind == "raw" or name != piece.name:
        name = f"{name}-{hashlib.sha256((piece.file if piece.kind == 'raw' else piece.name).encode()).hexdigest()[:8]}"
    return f"{name}.{piece.number}"


class Lake:
    """A lake at an address: a folder, or anything that fsspec writes to."""

    def __init__(self, address: str) -> None:
        import fsspec

        self.address = address
        try:
            self.files, self.root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise LakeError(f"{address}: cannot be opened: {error}") from error
        self.local = "file" in self.files.protocol

    def notes(self) -> list[Note]:
        """What was read, in the order of files and pieces."""
        paths = sorted(self.files.glob(f"{self.root}/{NOTES}/*.json"))
        found = [read_note(self.files.cat_file(path)) for path in paths]
        return sorted(found, key=lambda note: (note.piece.name, note.piece.file, note.piece.number))

    def length(self, wanted: int | None, usual: int) -> int:
        """How long pieces are here: as when the lake was begun, for else files would be read twice."""
        path = f"{self.root}/{LAKE}"
        if self.files.exists(path):
            held = int(json.loads(self.files.cat_file(path))["piece"])
            if wanted not in (None, held):
                raise LakeError(f"{self.address}: was begun with pieces of {held:,} bytes, which stay so long")
            return held
        if self.files.exists(self.root) and self.files.ls(self.root, detail=False) not in ([], [f"{self.root}/lock"]):
            raise LakeError(f"{self.address}: something else stands there; a lake goes into a place of its own")
        self.put(path, json.dumps({"piece": wanted or usual}).encode())
        return wanted or usual

    def need(self) -> None:
        """Raise where there is no lake."""
        if not self.files.exists(f"{self.root}/{LAKE}"):
            raise LakeError(f"{self.address}: there is no lake; `kliping lake FILE… --to {self.address}` makes one")

    def put(self, path: str, content: bytes) -> None:
        """Write a file that is there whole or not at all."""
        if not self.local:  # what a bucket takes is there when all of it is
            self.files.pipe_file(path, content)
            return
        self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
        part = f"{path}.{secrets.token_hex(4)}.part"  # a worker that was given up may still be writing its own
        self.files.pipe_file(part, content)
        self.files.mv(part, path)

    def has(self, piece: Piece) -> bool:
        """Whether a piece was read."""
        return bool(self.files.exists(self._note(piece)))

    def _note(self, piece: Piece) -> str:
        return f"{self.root}/{NOTES}/{stem(piece)}.json"

    def finish(self, note: Note) -> None:
        """Write a piece's note: from now on its rows count."""
        self.put(self._note(note.piece), note.to_json().encode())

    def forget(self, notes: Sequence[Note]) -> None:
        """Take pieces out: their notes first."""
        for note in notes:
            self.files.rm_file(self._note(note.piece))
        for path in (f"{self.root}/{name}" for note in notes for name in note.files):
            if self.files.exists(path):
                self.files.rm_file(path)

    def sweep(self, notes: Sequence[Note]) -> int:
        """Delete what pieces left behind that were never finished; how many files that were."""
        named = {f"{self.root}/{name}" for note in notes for name in note.files}
        left = [path for path in self.files.find(self.root) if "/outlet=" in path and path not in named]
        for path in left:
            self.files.rm_file(path)
        return len(left)

    def files_of(
        self, note: Note, outlets: Sequence[str], since: str, until: str
    ) -> list[tuple[str, tuple[str, str, str], str]]:
        """A piece's files of some outlets and months: the table, where in it (outlet, month, file), and the path.

        Of a month that is not known all are given.
        """
        found = []
        for name in note.files:
            table, outlet, month = (part.rpartition("=")[2] for part in name.split("/")[:3])
            fits = month == UNKNOWN or (since[:7] <= month and (not until or month <= until[:7]))
            if fits and (not outlets or outlet in outlets):
                found.append((table, (outlet, month, name.rpartition("/")[2]), name))
        return found

    def rows(self, name: str) -> list[Row]:
        """The rows of one file."""
        import pyarrow.parquet as pq

        with self.files.open(f"{self.root}/{name}", "rb") as file:
            found: list[Row] = pq.ParquetFile(file).read().to_pylist()
        return found


class Writer:
    """The rows of one piece on their way into a lake, held by table, outlet and month."""

    def __init__(self, lake: Lake, piece: Piece, tables: Mapping[str, Sequence[Field]], held: int = HELD) -> None:
        self.lake, self.stem, self.tables, self.held = lake, stem(piece), tables, held
        self.files: list[str] = []
        self._rows: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self._size = self._flushed = 0

    def add(self, table: str, outlet: str, day: str | None, rows: Sequence[Row]) -> None:
        """Take rows of one outlet and day."""
        if rows:
            self._rows[table, outlet, day[:7] if day else UNKNOWN] += rows
            self._size += sum(200 + len(row.get("text") or "") for row in rows)
        if self._size >= self.held:
            self.flush()

    def flush(self) -> None:
        """Write what is held, a file a partition."""
        self._flushed += 1
        for (table, outlet, month), rows in sorted(self._rows.items()):
            name = f"{table}/outlet={outlet}/month={month}/{self.stem}-{self._flushed}.parquet"
            self.lake.put(f"{self.lake.root}/{name}", packed(self.tables[table], rows))
            self.files.append(name)
        self._rows.clear()
        self._size = 0


def packed(fields: Sequence[Field], rows: Sequence[Row]) -> bytes:
    """Rows as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(one.name, arrow_type(one)) for one in fields])
    columns = [
        pa.array([typed(one, row[one.name]) for row in rows], type=schema.field(one.name).type) for one in fields
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()
