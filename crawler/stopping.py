"""Stopping in order: signals and a deadline come in, and whoever works asks here whether to go on.

A first SIGTERM or SIGINT is a request: what is under way ends, and what is done is written. A second one has
its usual effect. Whatever has not ended OVERDUE seconds after the first is ended at once; nothing is lost by
that which a kill would not lose.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from pipelines.runs import Ending

log = logging.getLogger("kliping")

SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: Systemd kills after 90 s, a shutdown sooner; ten seconds are promised.
OVERDUE = 9.0


class Stop:
    """Whether a run is to stop, and why. A context manager: signals are listened to within it."""

    def __init__(self, seconds: float | None = None) -> None:
        self.begun = time.monotonic()
        self.seconds = seconds
        self.asked = False
        self.listeners: list[Callable[[], Any]] = []
        self._before: dict[int, Any] = {}
        self._timer: threading.Timer | None = None

    def until(self, share: float = 1.0) -> Until:
        """The end of a part of the time."""
        return Until(stop=self, share=share)

    def __enter__(self) -> Stop:
        self._before = {number: signal.signal(number, self._told) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._restore()

    def _told(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler's signature
        self.asked = True
        self._restore()
        self._timer = threading.Timer(OVERDUE, _end_at_once)
        self._timer.daemon = True
        self._timer.start()
        for listener in self.listeners:
            listener()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


@dataclass(frozen=True, kw_only=True)
class Until:
    """How long a step may work: up to a share of the run's time, or until the run is told to stop."""

    stop: Stop
    share: float = 1.0

    @property
    def moment(self) -> float | None:
        """That end by time.monotonic(); None where there is no deadline."""
        return None if self.stop.seconds is None else self.stop.begun + self.stop.seconds * self.share

    @property
    def left(self) -> float | None:
        """The seconds that are left, never fewer than none; None where there is no deadline."""
        return None if self.moment is None else max(0.0, self.moment - time.monotonic())

    @property
    def over(self) -> Ending | None:
        """Why to stop now; None where there is no reason to."""
        if self.stop.asked:
            return "stopped"
        return "deadline" if self.left == 0.0 else None


def _end_at_once() -> None:
    """In a thread of its own: whatever holds the main thread up holds this one up no longer."""
    log.error("told to stop %.0f s ago and not done yet: ended at once; the next run takes it up", OVERDUE)
    logging.shutdown()
    os._exit(1)
