"""Who reads pages: this process, or others as soon as that pays. Pages and Rules come in, Articles and Refusals go out.

To start a process costs what some fifty pages cost, and it takes 130 MB. So a replay or an import reads its first pages
itself, and a crawl all of them, until there are enough. Most crawls wait for their outlets and never have any.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import ClassVar, TypeVar

from pipelines.items import Page, Rules
from pipelines.pool import AHEAD, Pool, Result
from pipelines.reader import Reader
from pipelines.sharing import Shared

T = TypeVar("T")
Job = tuple[T, Page, Rules]

#: So many pages a replay or an import reads before it takes processes.
FEW = 40
#: A crawl takes them when it read for this share of so many seconds: at 20 ms a page, 20 pages a second.
SHARE, SPAN = 0.4, 4.0
#: It lets them go when reading would have been less than a quarter of that for so long.
REST = 60.0


class Crew:
    """Readers for one data folder, whose lock this process holds; `processes` of 1 are this one alone."""

    def __init__(self, reader: Reader, processes: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.reader = reader
        self.processes = processes
        self.clock = clock
        self.pool: Pool | None = None
        self.begun = 0
        self._reads: deque[tuple[float, float]] = deque()
        self._cost = 0.0
        self._since = 0.0
        self._under_way = 0

    # A replay or an import: as fast as it can.

    def submit(self, page: Page, rules: Rules) -> Future[Result]:
        """Have a page read: at once by this process, or by others."""
        self.begun += 1
        if self.pool is None and self.processes > 1 and self.begun > FEW:
            self.pool = Pool(self.processes, seconds=self.reader.seconds)
        if self.pool is not None:
            return self.pool.submit(page, rules)
        done: Future[Result] = Future()
        done.set_result(self.reader.read(page, rules))
        return done

    def map(self, jobs: Iterable[Job[T]]) -> Iterator[tuple[T, Result]]:
        """Read pages, a few ahead; what each came with and what it gave, in order."""
        under_way: deque[tuple[T, Future[Result]]] = deque()
        for key, page, rules in jobs:
            under_way.append((key, self.submit(page, rules)))
            while len(under_way) >= self.ahead or (under_way and under_way[0][1].done()):
                first, future = under_way.popleft()
                yield first, future.result()
        for first, future in under_way:
            yield first, future.result()

    @property
    def ahead(self) -> int:
        """How many pages may be under way: more than that only wait, and take room."""
        return AHEAD * self.processes if self.pool is not None else 1

    # A crawl: beside everything else that it does.

    async def read(self, page: Page, rules: Rules) -> Result:
        """What a page gives. While others read it, the crawl goes on."""
        self._look()
        if self.pool is not None:
            self._note(self._cost)
            self._under_way += 1
            try:
                return await asyncio.wrap_future(self.pool.submit(page, rules))
            finally:
                self._under_way -= 1
        began = self.clock()
        result = self.reader.read(page, rules)
        took = self.clock() - began
        self._cost = self._cost * 0.9 + took * 0.1 if self._cost else took
        self._note(took)
        return result

    def close(self) -> None:
        """Let the processes go."""
        if self.pool is not None:
            self.pool.close()
            self.pool = None

    def _note(self, took: float) -> None:
        self._reads.append((self.clock(), took))

    def _look(self) -> None:
        """Take processes, or let them go."""
        at = self.clock()
        while self._reads and self._reads[0][0] < at - REST:
            self._reads.popleft()
        if self.pool is None and self.processes > 1:
            if self._busy(at, SPAN) >= SHARE:
                self.pool = Pool(self.processes, seconds=self.reader.seconds)
                self._since = at
        elif self.pool is not None and not self._under_way and self._rests(at):
            self.close()

    def _rests(self, at: float) -> bool:
        return at - self._since > REST and self._busy(at, REST) < SHARE / 4

    def _busy(self, at: float, span: float) -> float:
        """The share of the last seconds that went to reading, or would have gone."""
        return sum(took for when, took in self._reads if when > at - span) / span


class Shift:
    """The one crew of a process: all its crawlers share it, and the last to leave closes it."""

    _crews: ClassVar[Shared[Crew]] = Shared(Crew.close)

    def __init__(self, reader: Reader, processes: int) -> None:
        self.key = str(reader.suspects.path)
        self.crew = self._crews.join(self.key, lambda: Crew(reader, processes))

    def leave(self) -> None:
        """Done."""
        self._crews.leave(self.key)
