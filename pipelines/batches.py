"""Results gathered, and stored many in one transaction: by count, and before they are old.

What waits here is neither in the file nor in its ledger: a kill loses it together with the outcome of its links, which
are asked again, or read again from their kept pages.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from pipelines.db import FILE_FAULTS
from pipelines.items import Article, Ended, Refusal
from pipelines.store import Store

log = logging.getLogger("kliping")

T = TypeVar("T")
R = TypeVar("R")
E = TypeVar("E")

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
        """Store what waits; where the file cannot be written, everyone who waits is told."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        ends: Sequence[Ended | Exception]
        try:
            ends = settle(self.store, [result for result, _ in waiting], self.store.put)
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            ends = [error] * len(waiting)
        for (_, future), one in zip(waiting, ends, strict=True):
            _tell(future, one)


def settle(store: Store, results: Sequence[R], put: Callable[[R | Refusal], E]) -> list[E]:
    """Store results in one transaction. Where one of them cannot be stored, each in one of its own.

    An article that the file does not take ends as a `parse_error` that says why. It has no recipe, so that the next
    reading of stale pages tries it again. What is wrong with the file itself is raised.
    """
    try:
        with store.together():
            return [put(result) for result in results]
    except FILE_FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - it belongs to the one that it is about, which is found below
        log.debug("a batch of %d cannot be stored together: %s", len(results), error)
    return [_settle(result, put) for result in results]


def _settle(result: R, put: Callable[[R | Refusal], E]) -> E:
    try:
        return put(result)
    except FILE_FAULTS:
        raise
    except Exception as error:
        if not isinstance(result, Article):
            raise
        why = f"could not be stored: {type(error).__name__}: {error}"
        log.warning("%s: %s", result.fetch.url, why)
        return put(Refusal(fetch=result.fetch, outlet=result.outlet, outcome="parse_error", detail=why[:200]))


def _tell(future: asyncio.Future[Ended], told: Ended | Exception) -> None:
    if future.done():  # whoever waited was cancelled
        return
    if isinstance(told, Exception):
        future.set_exception(told)
    else:
        future.set_result(told)
