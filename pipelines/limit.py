"""A bound in time for work on what strangers wrote: a regular expression that runs wild, a page that never ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: Real pages take 9 to 60 ms, the worst of 20,000 broken ones took 3 s.
SECONDS = 20.0
#: The alarm rings again after so long, where a library swallowed the first.
AGAIN = 1.0


class TookTooLongError(Exception):
    """The work was broken off."""


@contextmanager
def within(seconds: float = SECONDS) -> Iterator[None]:
    """Break off what takes longer, with TookTooLongError; also within Python's own regular expressions.

    Outside the main thread, where no signal arrives, nothing is bounded. Bounds do not nest.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's signature
        raise TookTooLongError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
