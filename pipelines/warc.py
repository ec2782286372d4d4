"""Web archives: an open WARC file comes in, the responses that are wanted go out, read by FastWARC.

What is wanted is decided by a record's address, before its body is read. A record that is broken costs itself and no
other: reading goes on at the next that begins as one. Nothing here knows what an outlet is.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from pipelines.bytestream import Bytes, WarcError
from pipelines.payload import LARGEST

#: After so many records without a wanted one the reader gives None, so that whoever reads can note how far it came.
BEAT = 2000
#: So much of a block is read: a page and its headers.
_BLOCK = LARGEST + (1 << 20)
_WINDOW = 1 << 20
_GZIP = b"\x1f\x8b\x08"
_START = re.compile(rb"(?:\A|(?<=\n))WARC/1\.\d\r?\n")
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.I | re.M)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place in a file from which reading can be taken up again, and what had been counted before it."""

    offset: int
    counts: Counter[str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A wanted response: its address, the moment of its capture, and its block, whole unless `cut` says why not."""

    url: str
    at: datetime
    block: bytes = field(repr=False)
    mark: Mark
    cut: str = ""


class WarcReader:
    """A WARC file, gzipped or not, read from an offset on, and where `end` is given only records that begin before it.

    Where the offset is only `near` a record's beginning, reading begins at the next that looks like one. `first` and
    `next` are then where the stretch's first record begins, and the first one behind it; None where there is none.
    `counts` says what was met: `records` of any kind, `responses`, those `dismissed` by their address, `revisits`
    (captures that refer to an earlier one's body), and what was `broken`; `messages` name each break.
    """

    def __init__(
        self,
        stream: IO[bytes],
        name: str,
        wanted: Callable[[str], bool],
        start: Mark | None = None,
        end: int | None = None,
        *,
        near: bool = False,
    ) -> None:
        self.name = name
        self.wanted = wanted
        self.counts: Counter[str] = Counter(start.counts if start else ())
        self.messages: list[str] = []
        self.source = Bytes(stream)
        self.packed = False
        self.end = end
        self.near = near
        self.next: int | None = None
        self._at = start.offset if start else 0
        self.first: int | None = self._at

    def __iter__(self) -> Iterator[Record | Mark]:
        """The wanted records in order, and now and then a Mark alone."""
        try:
            self._open()
            if self.near:
                self.first = next(self._starts(self._at), None)
        except OSError:
            self.source.blame(self.name)
            raise
        start = self.first
        while start is not None:
            if self.end is not None and start >= self.end:
                self.next = start
                return
            self._at = start
            try:
                yield from self._read(start)
                if self.next is None:
                    self._look_at_end()
                return
            except (OSError, ValueError, EOFError, zlib.error) as error:
                self.source.blame(self.name)
                start = self._recover(str(error))

    @property
    def position(self) -> int:
        """Where the last record that was met begins."""
        return self._at

    def can_be_cut(self) -> bool:
        """Whether records can be found from the middle of the file."""
        self._open()
        return self.source.seekable() and not isinstance(self.source.stream, gzip.GzipFile)

    def _open(self) -> None:
        """See what kind of file it is. A gzip file that is not a member a record is read as what is in it."""
        if not self.source.seekable():
            self.source.skip(self._at)
            return
        try:
            head = self._peek(0, _WINDOW)
            self.packed = head.startswith(_GZIP)
            if self.packed:
                inner = zlib.decompressobj(31).decompress(head, 4 * _WINDOW)
                if not _START.match(inner):
                    raise WarcError(f"{self.name}: is no web archive: what is in it does not begin with WARC/1.")
                end = _end_of_record(inner)
                if end is not None and _START.match(inner, end + 4):
                    self.source.seek(0)
                    self.packed, self.source = False, Bytes(gzip.GzipFile(fileobj=self.source))  # type: ignore[arg-type]
            elif head and not _START.match(head.lstrip()):
                raise WarcError(f"{self.name}: is no web archive: it does not begin with WARC/1.")
        except zlib.error as error:
            raise WarcError(f"{self.name}: is no web archive: {error}") from None

    def _read(self, start: int) -> Iterator[Record | Mark]:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        if self.source.seekable():
            self.source.seek(start)
        quiet = 0
        for record in ArchiveIterator(self.source, parse_http=False):  # type: ignore[arg-type]
            if self.end is not None and record.stream_pos >= self.end:
                self.next = record.stream_pos
                return
            self._at = record.stream_pos
            kind, before = record.record_type, Mark(offset=self._at, counts=self.counts)
            if kind == WarcRecordType.response:
                url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
                if self.wanted(url):
                    before, quiet = Mark(offset=self._at, counts=self.counts.copy()), 0
                    self.counts["records"] += 1
                    self.counts["responses"] += 1
                    found = self._response(record, url, before)
                    if found is not None:
                        yield found
                    continue
                self.counts["responses"] += 1
                self.counts["dismissed"] += 1
            elif kind == WarcRecordType.revisit:
                self.counts["revisits"] += 1
            elif kind == WarcRecordType.unknown:
                self._broke("its type is none that WARC has")
            self.counts["records"] += 1
            quiet += 1
            if quiet % BEAT == 0:
                yield Mark(offset=before.offset, counts=self.counts - Counter(records=1))

    def _response(self, record: Any, url: str, mark: Mark) -> Record | None:
        """A wanted record with its block; None where it is broken."""
        block, length = record.reader.read(_BLOCK), _number(record.headers.get("Content-Length"))
        at = _moment(record.headers.get("WARC-Date"))
        if length is None:
            self._broke("its head is cut short, or does not say how long it is")
            return None
        if at is None:
            self._broke(f"it has no date: {url}")
            return None
        if len(block) < min(length, _BLOCK):
            self._broke(f"it is cut short, {len(block):,} of {length:,} bytes: {url}")
            return None
        cut = (record.headers.get("WARC-Truncated") or "").strip()
        if cut and cut != "length":
            self._broke(f"it was cut short when it was captured ({cut}): {url}")
            return None
        return Record(url=url, at=at, block=block, mark=mark, cut=cut)

    def _broke(self, what: str) -> None:
        self.counts["broken"] += 1
        self.messages.append(f"{self.name}: broken at or after byte {self._at:,}: {what}")

    def _recover(self, said: str) -> int | None:
        """Where the next record begins after a broken one; None where there is none."""
        if not self.source.seekable():
            raise WarcError(f"{self.name}: broken after byte {self._at:,} ({said}); download it and import the file")
        after, self._at = self._at + 1, self._at
        try:
            found = next(self._starts(after), None)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            found = None
        self.source.blame(self.name)
        where = f"reading goes on at {found:,}" if found is not None else "nothing readable follows"
        self._broke(f"{said}; {where}")
        return found

    def _starts(self, after: int) -> Iterator[int]:
        """Where something begins as a record does, from a place on."""
        at = after
        while window := self._peek(at, _WINDOW):
            last = len(window) < _WINDOW
            pattern = re.compile(re.escape(_GZIP)) if self.packed else _START
            for found in pattern.finditer(window):
                if not self.packed or self._begins_record(at + found.start()):
                    yield at + found.start()
            at += len(window) if last else len(window) - 16

    def _begins_record(self, at: int) -> bool:
        try:
            return zlib.decompressobj(31).decompress(self._peek(at, 4096), 16).startswith(b"WARC/1.")
        except zlib.error:
            return False

    def _look_at_end(self) -> None:
        """FastWARC takes the end of a file for the end of its last record: see whether it was."""
        if not self.source.seekable() or not self.counts["records"]:
            return
        broken = self._cut_member() if self.packed else self._cut_record()
        if broken and not (self.messages and f"byte {self._at:,}: " in self.messages[-1]):
            self._broke("the file ends within it")

    def _cut_member(self) -> bool:
        self.source.seek(self._at)
        member, data = None, b""
        while data := data or self.source.read(_WINDOW):
            member = member or zlib.decompressobj(31)
            while data and not member.eof:
                member.decompress(data, _WINDOW)
                data = member.unconsumed_tail or member.unused_data
                if not member.unconsumed_tail:
                    break
            if member.eof:
                member, data = None, data.lstrip(b"\0")
        return member is not None

    def _cut_record(self) -> bool:
        """Walk from the last record that was seen to the end of the file, by the lengths that records declare."""
        at = self._at
        while head := self._peek(at, 64 << 10):
            head_end = _end_of_record(head)
            if head_end is None:
                return bool(head.strip())
            at += head_end
            if not self._peek(at - 1, 1):
                return True
            tail = self._peek(at, 4)
            at += len(tail) - len(tail.lstrip(b"\r\n"))
        return False

    def _peek(self, at: int, size: int) -> bytes:
        self.source.seek(at)
        return self.source.read(size)


def _end_of_record(head: bytes) -> int | None:
    """How far the record reaches that begins here, by the length it declares; None where its head is not whole."""
    end = re.search(rb"\r?\n\r?\n", head)
    length = _LENGTH.search(head, 0, end.end()) if end else None
    return end.end() + int(length[1]) if end and length else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() else None


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
