"""A finding: what is wrong, what was expected and seen, and what a person can try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at and is not as it should be.

    `kind` is one of KINDS; `subject` an outlet, a listing or a file. Where `act` is false a person may want to know it
    but need not do anything.
    """

    kind: str
    subject: str
    expected: str
    seen: str
    advice: str
    act: bool = True


#: What the doctor looks at, in the order of telling.
KINDS = (
    "database",
    "pages",
    "disk",
    "runs",
    "analyses",
    "failing",
    "silent",
    "fewer",
    "text",
    "missing",
    "flags",
    "refusals",
    "listings",
)
