"""What a run may have ended at: an address is noted while it is read; what a run finds noted when it begins is suspect.

The note is a file of the data folder, whose lock this process holds: a line an address. Whoever reads a suspect does so
in a process of its own, and clears it once that has gone well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path


class Suspects:
    """The note of one data folder."""

    def __init__(self, data: Path) -> None:
        self.path = data / "reading"

    def __contains__(self, url: str) -> bool:
        return url in self._found

    @contextmanager
    def noted(self, url: str) -> Iterator[None]:
        """The address stands in the note for as long as this lasts."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            size = os.fstat(handle).st_size
            os.write(handle, url.encode("utf-8", "replace") + b"\n")
        finally:
            os.close(handle)
        try:
            yield
        finally:
            os.truncate(self.path, size)

    def clear(self, url: str) -> None:
        """Strike out an address that has been read after all."""
        self._found.discard(url)
        new = self.path.with_name("reading.new")
        new.write_text("".join(f"{one}\n" for one in sorted(self._read() - {url})), encoding="utf-8")
        new.replace(self.path)

    @cached_property
    def _found(self) -> set[str]:
        return self._read()

    def _read(self) -> set[str]:
        if not self.path.exists():
            return set()
        return set(self.path.read_text(encoding="utf-8", errors="replace").splitlines())
