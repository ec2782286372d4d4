"""How late a crawl's reactor is: a running loop comes in, and how long whoever waits for it had to wait goes out.

While a page is read or rows are written nothing else happens: no answer is taken, no timeout noticed, no signal heard.
"""

from __future__ import annotations

import asyncio

#: Seconds between two looks.
TICK = 0.1


class Lag:
    """Looks at the clock every TICK and notes by how much it came too late."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._timer: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, in a loop that runs or is about to."""
        self._next(loop)

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def told(self) -> str:
        """A line of it."""
        if not self.late:
            return "over before the reactor was looked at"
        ordered = sorted(self.late)
        half, most = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        return (
            f"the reactor was late by {1e3 * half:.0f} ms as a rule, {1e3 * most:.0f} ms once in a hundred times,"
            f" {1e3 * ordered[-1]:.0f} ms at most"
        )

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(TICK, self._look, loop, loop.time() + TICK)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self.late.append(max(0.0, loop.time() - due))
        self._next(loop)
