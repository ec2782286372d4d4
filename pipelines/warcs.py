"""The table `warcs`: which web archives were read, how far, and what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from pipelines.clock import now, stamp
from pipelines.db import writing
from pipelines.warc import Mark

#: What the reader counts, and what becomes of the captures that it gives.
READ = ("records", "responses", "dismissed", "revisits", "broken")
ENDS = (
    "http_errors", "no_answer", "stored", "changed", "unchanged", "refused", "removed", "again", "lost_parts",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Warc:
    """A web archive as it is known: `file` is its address or full path, `via` what its captures say of it."""

    file: str
    via: str
    size: int | None = None
    ended: bool = False
    mark: Mark = field(default=Mark(offset=0, counts=Counter()), repr=False)
    ends: Mapping[str, int] = field(default_factory=dict, repr=False)


class Warcs:
    """The rows of a file's archives."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def find(self, file: str, via: str, size: int | None) -> Warc:
        """What is known of an archive. One of another size than before is read from its beginning."""
        row = next(iter(self.db.query("SELECT * FROM warcs WHERE file = ?", [file])), None)
        if row is None or (row["size"] is not None and row["size"] != size):
            return Warc(file=file, via=via, size=size)
        counts = Counter({name: row[name] for name in READ if row[name]})
        mark = Mark(offset=row["offset"], counts=counts)
        ends = {name: row[name] for name in ENDS if row[name]}
        return Warc(file=file, via=via, size=size, ended=row["ended_at"] is not None, mark=mark, ends=ends)

    def note(self, warc: Warc, mark: Mark, ends: Mapping[str, int], ended_at: datetime | None = None) -> None:
        """How far an archive was read, and what it came to by then."""
        values = {"offset": mark.offset} | {name: mark.counts.get(name, 0) for name in READ}
        values |= {name: ends.get(name, 0) for name in ENDS}
        at = stamp(now())
        row = {"file": warc.file, "size": warc.size, "began_at": at, "noted_at": at} | values
        kept = ", ".join(f"{name} = excluded.{name}" for name in ("size", "noted_at", "ended_at", *values))
        names = ", ".join([*row, "ended_at"])
        with writing(self.db):
            self.db.execute(
                f"INSERT INTO warcs ({names}) VALUES ({', '.join('?' * (len(row) + 1))})"  # noqa: S608
                f" ON CONFLICT (file) DO UPDATE SET {kept}",
                [*row.values(), stamp(ended_at) if ended_at else None],
            )
