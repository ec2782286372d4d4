"""Moments as they are stored and read: UTC, ISO 8601, ending in Z; and when a link is asked again."""

from __future__ import annotations

import os
from collections.abc import Container
from datetime import UTC, datetime, timedelta

#: When a stored article is looked at again for edits, counted from its first fetch.
RECHECKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=3))
#: When a link that failed for a passing reason is tried again, counted from the last try.
RETRIES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
#: Outcomes that may pass: the same link can end otherwise tomorrow.
PASSING = frozenset({"http_error", "timeout", "dns", "connection", "http_404", "http_403", "worker_died"})


def stamp(at: datetime) -> str:
    """A moment as it is stored: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def precise(at: datetime) -> str:
    """A moment to the millisecond, where two may fall into one second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def moment(stored: str) -> datetime:
    """A stored moment, aware."""
    return datetime.fromisoformat(stored)


def now() -> datetime:
    """This moment in UTC. KLIPING_NOW names another: for tests that let days pass, and for nothing else."""
    given = os.environ.get("KLIPING_NOW")
    return moment(given).astimezone(UTC) if given else datetime.now(UTC)


def recheck_after(first: datetime, at: datetime, skip: Container[int] = ()) -> datetime | None:
    """When an article first fetched at `first` and just fetched at `at` is due again; None: not any more.

    `skip` are the stages (1 to 4) that its outlet is known not to edit at. An article that was first fetched at a
    moment still to come, under a clock that was ahead, is not looked at again.
    """
    if first > at + RECHECKS[0]:
        return None
    stages = enumerate(RECHECKS, 1)
    return next((first + wait for stage, wait in stages if first + wait > at and stage not in skip), None)


def recheck_stage(first: datetime, at: datetime) -> int:
    """The stage that a look at `at` belongs to: how many of RECHECKS have passed since the first fetch."""
    return sum(first + wait <= at for wait in RECHECKS)


def retry_after(outcome: str, tries: int, at: datetime) -> datetime | None:
    """When a link that just failed for the n-th time is due again; None: not any more."""
    if outcome not in PASSING or tries > len(RETRIES):
        return None
    return at + RETRIES[tries - 1]
