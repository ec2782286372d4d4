"""How late the reactor is."""

from __future__ import annotations

import asyncio
import time

from crawler import lag as module
from crawler.lag import Lag


def test_work_that_holds_the_loop_is_seen() -> None:
    lag = Lag()
    assert lag.told() == "over before the reactor was looked at"

    async def work() -> None:
        lag.start(asyncio.get_running_loop())
        until = time.monotonic() + 3 * module.TICK
        while time.monotonic() < until:
            pass
        while not lag.late:
            await asyncio.sleep(0)
        lag.stop()
        lag.stop()

    asyncio.run(work())
    assert lag.late[0] >= 2 * module.TICK * 0.9


def test_the_line_says_the_middle_and_the_ends() -> None:
    lag = Lag()
    lag.late = [n / 1000 for n in range(200)]
    assert lag.told() == ("the reactor was late by 100 ms as a rule, 198 ms once in a hundred times, 199 ms at most")
