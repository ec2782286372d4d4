"""Results gathered, and stored many in one transaction: by count, and before they are old.

What waits here is neither in the file nor in its ledger: a kill loses it together with the outcome of its links, which
are asked again, or read again from their kept pages.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pipelines.items import Article, Ended, Refusal
from pipelines.store import Store

T = TypeVar("T")

#: Full text is merged once a transaction: by fifties a row costs two thirds of the time, and a third of the writing.
COUNT = 50
#: Seconds that a result waits at most. In a crawl ten would gather in the same time only at a hundred pages a second.
AGE, CRAWL_AGE = 1.0, 0.1


def batches(
    values: Iterable[T], *, count: int = COUNT, age: float = AGE, clock: Callable[[], float] = time.monotonic
) -> Iterator[list[T]]:
    """Values by so many, or by what came within the time."""
    batch: list[T] = []
    began = clock()
    for value in values:
        if not batch:
            began = clock()
        batch.append(value)
        if len(batch) >= count or clock() - began >= age:
            yield batch
            batch = []
    if batch:
        yield batch


class Gathering:
    """What a crawl's links came to, until it is stored."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._waiting: list[tuple[Article | Refusal, asyncio.Future[Ended]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def put(self, result: Article | Refusal) -> Ended:
        """Store what became of a link; how it ended, as soon as that stands in the file."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Ended] = loop.create_future()
        self._waiting.append((result, future))
        if len(self._waiting) >= COUNT:
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(CRAWL_AGE, self.flush)
        return await future

    def flush(self) -> None:
        """Store what waits: all in one transaction. Where one of them cannot be stored, each in one of its own."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            with self.store.together():
                ended = [self.store.put(result) for result, _ in waiting]
        except Exception as error:  # noqa: BLE001 - it belongs to the one that it is about, who is told below
            self._one_by_one(waiting, error)
            return
        for (_, future), one in zip(waiting, ended, strict=True):
            _tell(future, one)

    def _one_by_one(self, waiting: list[tuple[Article | Refusal, asyncio.Future[Ended]]], error: Exception) -> None:
        if len(waiting) == 1:
            _tell(waiting[0][1], error)
            return
        for result, future in waiting:
            try:
                _tell(future, self.store.put(result))
            except Exception as own:  # noqa: BLE001 - raised where it is waited for
                _tell(future, own)


def _tell(future: asyncio.Future[Ended], told: Ended | Exception) -> None:
    if future.done():  # whoever waited was cancelled
        return
    if isinstance(told, Exception):
        future.set_exception(told)
    else:
        future.set_result(told)
