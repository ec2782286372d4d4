"""The one lock: an flock on `data/lock`, which the kernel releases when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who only finds the lock held shall not have waited for Scrapy's second of imports
    from scrapy.crawler import Crawler

#: Exit status when another holds the lock: EX_TEMPFAIL of sysexits.h.
BUSY = 75

_held: dict[Path, int] = {}


class LockHeldError(Exception):
    """Another program is writing to this data folder."""


class Lock:
    """The lock of one data folder. It is taken once: a second time is refused, in the same process too."""

    def __init__(self, data: Path) -> None:
        self.path = data.absolute() / "lock"

    def acquire(self) -> None:
        """Take the lock or raise LockHeldError at once; nothing waits here."""
        if self.path in _held:
            raise LockHeldError(f"{self.path}: this process already writes to {self.path.parent}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise LockHeldError(
                f"another Kliping (process {self._holder()}) is writing to {self.path.parent}; nothing was done"
            ) from None
        try:
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        except OSError as error:  # the disk is full: nothing else could be written either
            os.close(handle)
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        _held[self.path] = handle

    def release(self) -> None:
        """Give the lock back."""
        os.close(_held.pop(self.path))

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self.path in _held

    def _holder(self) -> str:
        return self.path.read_text(encoding="ascii", errors="replace").strip() or "unknown"


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the lock of a data folder."""
    lock = Lock(data)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


class LockExtension:
    """Scrapy extension: `scrapy crawl` takes the lock at its start, unless the command around it already has."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self.own = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LockExtension:
        """Take the lock before any other component opens a file."""
        from scrapy import signals

        extension = cls(Lock(Path(crawler.settings["KLIPING_DATA"])))
        if not extension.lock.held and not crawler.settings.getbool("KLIPING_DRY"):
            try:
                extension.lock.acquire()
            except LockHeldError as error:
                raise SystemExit(_busy(error)) from error
            extension.own = True
            crawler.signals.connect(extension.stopped, signal=signals.engine_stopped)
        return extension

    def stopped(self) -> None:
        """Give back a lock of our own."""
        if self.own:
            self.own = False
            self.lock.release()


def _busy(error: Exception) -> int:
    import sys

    print(error, file=sys.stderr)  # noqa: T201
    return BUSY
