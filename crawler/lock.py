"""The one lock: an flock on `data/lock`, which the kernel releases when its holder dies.

It holds between the processes of one machine. Two machines that share a folder over a network may both be given it, and
SQLite's write-ahead log would not survive that: the file says who holds it, and what another machine has left in it is
not overwritten.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
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


class ForeignLockError(Exception):
    """Another machine writes to this data folder, or did and was killed."""


class Lock:
    """The lock of one data folder. It is taken once: a second time is refused, in the same process too."""

    def __init__(self, data: Path) -> None:
        self.path = data.absolute() / "lock"

    def acquire(self) -> None:
        """Take the lock or raise LockHeldError at once; nothing waits here."""
        if self.path in _held:
            raise LockHeldError(f"{self.path}: this process already writes to {self.path.parent}")
        os.umask(os.umask(0o022) | 0o022)  # whatever it was: nobody else writes to our files and folders
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
            self._refuse_foreign()
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()} {' '.join(_machine())}\n".encode())
        except OSError as error:  # the disk is full: nothing else could be written either
            os.close(handle)
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        except ForeignLockError:
            os.close(handle)
            raise
        _held[self.path] = handle

    def release(self) -> None:
        """Give the lock back, and say in the file that nobody has it."""
        handle = _held.pop(self.path)
        os.ftruncate(handle, 0)
        os.close(handle)

    @property
    def held(self) -> bool:
        """Whether this process holds it."""
        return self.path in _held

    def _holder(self) -> str:
        return next(iter(self._told()), "unknown")

    def _told(self) -> list[str]:
        """The process, host and boot that the file names, as far as it does."""
        return self.path.read_text(encoding="ascii", errors="replace").split()

    def _refuse_foreign(self) -> None:
        """Another host of the same boot is a container beside us; the same host of another boot was restarted."""
        told = self._told()
        if len(told) == 3 and all(theirs != ours for theirs, ours in zip(told[1:], _machine(), strict=True)):
            raise ForeignLockError(
                f"{self.path}: process {told[0]} on the machine {told[1]} writes to this folder, or was killed at it. "
                "Two machines on one folder are not supported: the lock and SQLite do not hold over a network share. "
                f"If nothing runs there any more, delete {self.path} and try again"
            )


def _machine() -> tuple[str, str]:
    """This machine's name and the number of its boot; without either, what stands for nothing."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    return socket.gethostname().replace(" ", "-") or "-", boot.read_text().strip() if boot.exists() else "-"


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
                raise SystemExit(_said(error, BUSY)) from error
            except ForeignLockError as error:
                raise SystemExit(_said(error, 1)) from error
            extension.own = True
            crawler.signals.connect(extension.stopped, signal=signals.engine_stopped)
        return extension

    def stopped(self) -> None:
        """Give back a lock of our own."""
        if self.own:
            self.own = False
            self.lock.release()


def _said(error: Exception, status: int) -> int:
    import sys

    print(error, file=sys.stderr)  # noqa: T201
    return status
