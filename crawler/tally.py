"""What a crawl has done at one outlet so far, counted from the items that came through the pipelines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.items import Ended, Listed, Rested
from pipelines.runs import Ending, Summary

PASSED = frozenset({"stored", "unchanged", "same_article"})
REFUSED = frozenset(
    {"not_an_article", "too_short", "soft_404", "login", "robots", "blocked", "off_site", "private_address"}
    | {"not_html", "removed", "http_403"}
)


#: How the error of an outlet begins that fell silent; what begins otherwise is a fault of our own.
UNREAD = "no listing could be read"


@dataclass
class Tally:
    """Counts of one outlet and crawl; `outcomes` by name, `unread` the listings that could not be
    read, `held` the links that were not asked because the outlet wants to be left alone, `rested` the
    listings that were not asked, `fault` a fault of ours, `cut_short` that the crawl was told to stop before."""

    outlet: str
    listings: int = 0
    listed: int = 0
    new: int = 0
    requests: int = 0
    stored: int = 0
    changed: int = 0
    held: int = 0
    rested: Rested | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    fault: str | None = None
    cut_short: bool = False
    over: bool = False

    def count(self, item: Any) -> None:
        """An item came through the pipelines."""
        if isinstance(item, Listed):
            self.listings += 1
            self.listed += item.listed
            self.new += item.new
            if item.error:
                self.unread.append(f"{item.url}: {item.error}")
        elif isinstance(item, Rested):
            self.rested = item
        elif isinstance(item, Ended) and item.outcome == "waiting":
            self.held += 1
        elif isinstance(item, Ended):
            self.stored += item.new
            self.changed += item.changed
            self.outcomes[item.outcome] += 1

    @property
    def refused(self) -> int:
        """Links that the outlet or we refused: asking again would change nothing."""
        return sum(count for outcome, count in self.outcomes.items() if outcome in REFUSED)

    @property
    def failed(self) -> int:
        """Links that gave nothing, for a reason that may pass or is the outlet's fault."""
        return self.outcomes.total() - self.refused - sum(self.outcomes[outcome] for outcome in PASSED)

    @property
    def error(self) -> str | None:
        """Why the outlet failed, if it did: a fault of ours, or none of its listings could be read."""
        if self.fault:
            return self.fault
        if self.listings and self.listings == len(self.unread) and not self.cut_short:
            return f"{UNREAD}: {'; '.join(self.unread[:3])}"
        return None

    @property
    def good(self) -> bool:
        """Whether the outlet gave something: a listing could be read, or an article came."""
        return not self.error and (self.listings > len(self.unread) or self.stored + self.changed > 0)

    def told(self) -> str:
        """The counts in a line."""
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()) if count)
        held = f"; {self.held} left waiting, the outlet asked to be left alone" if self.held else ""
        return (
            f"{self.listed} listed, {self.new} new, {self.stored} stored"
            + (f" ({outcomes})" if outcomes else "")
            + held
            + self.resting()
            + ("; cut short, what is left waits for the next run" if self.cut_short else "")
        )

    def resting(self) -> str:
        """What to say of the listings that were not asked."""
        not_due, retired = (self.rested.not_due, self.rested.retired) if self.rested else (0, 0)
        told = f"; {not_due} listing{'s' * (not_due != 1)} not due yet" if not_due else ""
        return told + (f"; {retired} stale listing{'s' * (retired != 1)} left alone" if retired else "")


def in_words(tallies: Sequence[Tally]) -> str:
    """What a crawl came to by its outlets, for the run's row."""
    failed, stored = sum(tally.error is not None for tally in tallies), sum(tally.stored for tally in tallies)
    return f"{len(tallies)} outlets, {failed} failed, {stored} stored"


def summary_of(tallies: Sequence[Tally], *, ended: Ending, status: int, **more: Any) -> Summary:
    """What a run came to by its outlets; `more` are further columns."""
    return Summary(
        **{"steps": "crawl"} | more,
        ended=ended,
        status=status,
        outlets=len(tallies),
        outlets_failed=sum(tally.error is not None for tally in tallies),
        stored=sum(tally.stored for tally in tallies),
        changed=sum(tally.changed for tally in tallies),
    )
