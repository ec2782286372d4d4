"""The bytes of a web archive: an open stream comes in; its own faults are told apart from those of what is in it."""

from __future__ import annotations

import gzip
import zlib
from typing import IO

_WINDOW = 1 << 20


class WarcError(Exception):
    """A file that is no web archive, or that cannot be read any further: the message says what to try."""


class Bytes:
    """A stream that remembers its own fault, which is not the fault of what is in it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.fault: Exception | None = None

    def read(self, size: int) -> bytes:
        """Read, and remember what went wrong."""
        read, parts, left = getattr(self.stream, "read1", self.stream.read), [], size
        try:
            while left and (part := read(left)):
                parts.append(part)
                left -= len(part)
        except (EOFError, gzip.BadGzipFile, zlib.error):  # what is in it breaks off: first what came before that
            if not parts:
                raise
        except Exception as error:
            self.fault = error
            raise
        return b"".join(parts)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file."""
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self.stream.tell()

    def seekable(self) -> bool:
        """As of any file."""
        return self.stream.seekable()

    def close(self) -> None:
        """Whoever opened the stream closes it."""

    def skip(self, size: int) -> None:
        """Read past what was dealt with before."""
        while size > 0 and (part := self.read(min(size, _WINDOW))):
            size -= len(part)

    def blame(self, name: str) -> None:
        """Raise what the stream itself failed with, if it did."""
        if self.fault is not None:
            fault = f"{type(self.fault).__name__}: {self.fault}"
            raise WarcError(f"{name}: cannot be read any further: {fault}; give the command again to go on")
