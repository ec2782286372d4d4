"""`bench/crash.py` in short: killed at random instants, crawl, replay and analysis come to what undisturbed ones do."""

from __future__ import annotations

from bench.crash import kill


def test_kills_lose_nothing() -> None:
    bench = kill(6, seed=4)
    assert bench.killed == 6
    assert {name.split()[0] for name in bench.kills} == {"crawl", "extract", "analyse"}
    assert len(bench.found["languages"]) == len(bench.wanted["articles"])
    assert (bench.unsound, bench.lost, bench.different) == ([], [], [])
