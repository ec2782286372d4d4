"""Kept pages as web archives: captures come in, WARC 1.1 files go out, one an outlet and month.

Each page, and each further part of a split story, is a response with the headers as they were kept and, beside it, a
record of metadata that says what is known of the request: the address that was followed, and what named it. Bodies are
kept unpacked, so the headers that told of their packing and length are set right; what they said stands behind
`X-Archive-Orig-`. The same captures give the same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO

from pipelines.archive import Archive, Capture, DamagedPageError
from pipelines.clock import precise
from pipelines.items import Page

FORMAT = "WARC File Format 1.1"
CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
#: Headers that tell how a body was sent: it is kept otherwise.
_SENT = ("content-length", "content-encoding", "transfer-encoding")


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file that was written: its captures and pages, and kept pages that were damaged and are not in it."""

    file: Path
    captures: int
    pages: int
    damaged: tuple[str, ...] = field(default=())


def export(
    archive: Archive, folder: Path, wanted: Callable[[Capture], bool], *, software: str, outlet: str | None = None
) -> Iterator[Exported]:
    """Write what is kept and wanted into `folder`, a file an outlet and month; yields each file when it is whole."""
    for month in sorted(path.stem for path in archive.folder.glob("????-??.db")):
        by_outlet: dict[str, list[Capture]] = {}
        for capture in archive.captures(outlet=outlet, month=month):
            if wanted(capture):
                by_outlet.setdefault(capture.outlet, []).append(capture)
        for name, captures in sorted(by_outlet.items()):
            yield _write(archive, folder / f"{name}-{month}.warc.gz", captures, software)


def _write(archive: Archive, file: Path, captures: list[Capture], software: str) -> Exported:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    pages, damaged = 0, []
    try:
        with part.open("wb") as out:
            _record(out, _about(file.name, captures[0], software))
            for capture in captures:
                try:
                    page = archive.read(capture)
                except DamagedPageError as error:
                    damaged.append(str(error))
                    continue
                for number, one in enumerate((page, *page.parts), 1):
                    for record in _records(page, one, number):
                        _record(out, record)
                    pages += 1
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return Exported(file=file, captures=len(captures) - len(damaged), pages=pages, damaged=tuple(damaged))


@dataclass(frozen=True, kw_only=True)
class _Record:
    """A record to be written: its headers without those that follow from its block."""

    kind: str
    id: str
    date: str
    type: str
    block: bytes
    headers: tuple[tuple[str, str], ...] = ()
    payload: bytes | None = None


def _about(name: str, first: Capture, software: str) -> _Record:
    fields = f"software: {software}\r\nformat: {FORMAT}\r\nconformsTo: {CONFORMS}\r\n"
    date = precise(first.fetched_at)
    return _Record(
        kind="warcinfo", id=_id(name, date), date=date, type="application/warc-fields",
        block=fields.encode(), headers=(("WARC-Filename", name),),
    )  # fmt: skip


def _records(story: Page, page: Page, number: int) -> Iterator[_Record]:
    """A page's response and what is known of its request."""
    date, target = precise(page.fetched_at), _line(page.final_url)
    response = _id(story.url, precise(story.fetched_at), str(number))
    yield _Record(
        kind="response", id=response, date=date, type="application/http;msgtype=response",
        block=_head(page) + page.body, headers=(("WARC-Target-URI", target),), payload=page.body,
    )  # fmt: skip
    known = {"via": story.via, "kliping-outlet": story.outlet, "kliping-url": story.url}
    if story.parts_expected > 1 or story.parts:
        known["kliping-part"] = f"{number} of {max(story.parts_expected, 1 + len(story.parts))}"
    fields = "".join(f"{name}: {_line(value)}\r\n" for name, value in known.items() if value)
    yield _Record(
        kind="metadata", id=_id(response, "metadata"), date=date, type="application/warc-fields",
        block=fields.encode(), headers=(("WARC-Target-URI", target), ("WARC-Concurrent-To", response)),
    )  # fmt: skip


def _head(page: Page) -> bytes:
    """The status line and the headers as they were kept, but for those that tell how the body was sent."""
    phrase = next((one.phrase for one in HTTPStatus if one == page.status), "")
    lines = [f"HTTP/1.1 {page.status} {phrase}".rstrip()]
    for name, value in page.headers.items():
        told = f"X-Archive-Orig-{name}" if name.lower() in _SENT else name
        lines.append(f"{_line(told)}: {_line(value)}")
    lines.append(f"Content-Length: {len(page.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")


def _record(out: IO[bytes], record: _Record) -> None:
    """Write a record as a gzip member of its own, so that others can begin at any."""
    headers = [
        ("WARC-Type", record.kind), ("WARC-Record-ID", record.id), ("WARC-Date", record.date), *record.headers,
        ("WARC-Block-Digest", _digest(record.block)),
    ]  # fmt: skip
    if record.payload is not None:
        headers.append(("WARC-Payload-Digest", _digest(record.payload)))
    headers += [("Content-Type", record.type), ("Content-Length", str(len(record.block)))]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    out.write(gzip.compress(head.encode() + record.block + b"\r\n\r\n", mtime=0))


def _digest(content: bytes) -> str:
    """As most tools write it: SHA-1 in base 32. It tells bytes apart and protects nothing."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def _id(*what: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(what))}>"


def _line(text: str) -> str:
    return " ".join(text.split())
