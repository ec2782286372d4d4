"""An HTTP answer as an archive kept it: a record's block comes in, status, headers and the decoded body go out.

Transfer and content encodings are undone as far as they are true: archives keep headers of bodies that were
decoded before. No body grows beyond a limit, whatever it unpacks to.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import zstandard

#: A page is refused beyond this, as in a live crawl.
LARGEST = 8 * 1024 * 1024

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?!\d)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


class NoAnswerError(ValueError):
    """A block that is no HTTP answer."""


class TooLargeError(ValueError):
    """A body that is larger than LARGEST, or unpacks to more."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer: headers by small letters, the first of each name, those of undone encodings left out."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


def read_answer(block: bytes) -> Answer:
    """The answer in a record's block; raises NoAnswerError or TooLargeError."""
    status = _STATUS.match(block)
    if status is None:
        raise NoAnswerError(f"begins with {block[:20]!r}, not with an HTTP status line")
    end = _END_OF_HEAD.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers = _headers(head)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunk(body)
    headers.pop("transfer-encoding", None)
    for encoding in reversed([name.strip().lower() for name in headers.pop("content-encoding", "").split(",")]):
        body = _decode(body, encoding)
    if len(body) > LARGEST:
        raise TooLargeError(f"more than {LARGEST >> 20} MiB")
    return Answer(status=int(status[1]), headers=headers, body=body)


def _headers(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in re.split(rb"\r?\n(?![ \t])", head)[1:]:  # a line that begins with a blank goes on the one before
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            found.setdefault(name.strip().lower(), " ".join(value.split()))
    return found


def _unchunk(body: bytes) -> bytes:
    """The body without its chunks' lengths; as it is where it has none, for it was joined before it was kept."""
    parts, at = [], 0
    while (found := _CHUNK.match(body, at)) is not None:
        length = int(found[1], 16)
        parts.append(body[found.end() : found.end() + length])
        at = found.end() + length
        if length == 0:
            break
        at += len(body[at : at + 2]) if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return b"".join(parts) if parts else body


def _decode(body: bytes, encoding: str) -> bytes:
    """A body without one content encoding; as it is where it is not encoded so, whatever the header says."""
    decoder = _DECODERS.get(encoding)
    if decoder is None or not body:
        return body
    try:
        decoded = decoder(body)
    except (zlib.error, zstandard.ZstdError, OSError, ValueError):
        return body
    if len(decoded) > LARGEST:
        raise TooLargeError(f"unpacks to more than {LARGEST >> 20} MiB")
    return decoded


def _gzip(body: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(body, LARGEST + 1)


def _deflate(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, LARGEST + 1)
    except zlib.error:  # some servers leave the zlib header out
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, LARGEST + 1)


def _zstd(body: bytes) -> bytes:
    with zstandard.ZstdDecompressor(max_window_size=LARGEST).stream_reader(body) as reader:
        return reader.read(LARGEST + 1)


def _brotli(body: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    reader, parts, size = BrotliReader(BytesIO(body)), [], 0
    while size <= LARGEST and (part := reader.read(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
