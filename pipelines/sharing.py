"""What all crawlers of a process have in common: made for the first that comes, closed when the last one leaves."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """Things by key, each with how many use it."""

    def __init__(self, close: Callable[[T], None]) -> None:
        self._close = close
        self._held: dict[Hashable, tuple[T, int]] = {}

    def join(self, key: Hashable, make: Callable[[], T]) -> T:
        """The one under this key, made if there is none; whoever joins has to leave."""
        held, count = self._held.get(key) or (make(), 0)
        self._held[key] = held, count + 1
        return held

    def leave(self, key: Hashable) -> None:
        """Done with it."""
        held, count = self._held.pop(key)
        if count > 1:
            self._held[key] = held, count - 1
        else:
            self._close(held)
