"""Stopping in order: signals, deadlines, and the end of what does not end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.stopping import SIGNALS, Stop

ROOT = Path(__file__).resolve().parent.parent


def test_without_a_signal_or_a_deadline_work_goes_on() -> None:
    with Stop() as stop:
        assert (stop.until().over, stop.until(0.5).left) == (None, None)


def test_a_part_of_the_time_is_over_before_the_whole() -> None:
    stop = Stop(1000)
    stop.begun -= 600
    assert (stop.until(0.5).over, stop.until(0.5).left) == ("deadline", 0.0)
    assert stop.until().over is None
    left = stop.until().left
    assert left is not None
    assert 300 < left <= 400


@pytest.mark.parametrize("number", SIGNALS)
def test_a_first_signal_asks_and_the_handlers_are_the_old_ones_again(number: int) -> None:
    before = [signal.getsignal(one) for one in SIGNALS]
    told: list[str] = []
    with Stop(1000) as stop:
        stop.listeners.append(lambda: told.append("here"))
        assert [signal.getsignal(one) for one in SIGNALS] != before
        os.kill(os.getpid(), number)
        assert stop.until(0.1).over == "stopped"
        assert told == ["here"]
        assert [signal.getsignal(one) for one in SIGNALS] == before, "a second one has its usual effect"
    assert [signal.getsignal(one) for one in SIGNALS] == before


def test_what_does_not_end_is_ended() -> None:
    """A main thread that is held up, as in a name server's silence, holds nobody up for longer than OVERDUE."""
    code = (
        "import os, signal, threading, crawler.stopping as s\n"
        "s.OVERDUE = 0.01\n"
        "with s.Stop():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    threading.Event().wait()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "told to stop 0 s ago and not done yet: ended at once" in done.stderr
    assert "Traceback" not in done.stderr
