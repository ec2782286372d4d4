"""What crawlers of one process share: made once for each key, and closed by the last who uses it."""

from __future__ import annotations

import pytest

from pipelines.sharing import Shared


def test_the_first_makes_it_and_the_last_closes_it() -> None:
    made: list[str] = []
    closed: list[str] = []
    shared: Shared[str] = Shared(closed.append)

    def join(key: str) -> str:
        return shared.join(key, lambda: made.append(key) or f"{key}{len(made)}")  # type: ignore[func-returns-value]

    assert [join("a"), join("b"), join("a")] == ["a1", "b2", "a1"]
    shared.leave("a")
    assert (made, closed) == (["a", "b"], [])
    shared.leave("a")
    assert closed == ["a1"]
    assert join("a") == "a3"
    shared.leave("b")
    shared.leave("a")
    assert closed == ["a1", "b2", "a3"]


def test_what_could_not_be_made_is_held_by_nobody() -> None:
    shared: Shared[int] = Shared(lambda _: None)
    with pytest.raises(ZeroDivisionError):
        shared.join("a", lambda: 1 // 0)
    with pytest.raises(KeyError):
        shared.leave("a")
