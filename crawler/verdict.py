"""What a person is told of a run, and its exit status: what was done and what was said before come in.

Under cron every line is a mail, so a line is printed only where a person should act, and once a day:

- an outlet that has failed in every crawl for a day; once it gives something, all is forgotten;
- that no outlet could be read, and most are known to fail: the network is down. The status says so every time;
- a fault of Kliping's own. The status says so every time;
- kept pages that are damaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.tally import Tally
from crawler.terminal import FAILED
from pipelines.runs import Runs, Standing

#: A line of a mail is of no use beyond this.
LONGEST = 400
#: Outcomes that a network which is down gives.
_NETWORK = ("dns", "connection", "timeout")


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """Something that a person should act on. `kind` and `subject` tell whether it was said before.

    `persists`: the exit status tells of it whenever it holds, not only when it is said.
    """

    kind: str
    subject: str
    message: str
    persists: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A run's exit status, and the lines to say."""

    status: int
    lines: tuple[str, ...]


def judge(
    runs: Runs, tallies: Sequence[Tally], complaints: Sequence[Complaint], at: datetime, *, strict: bool
) -> Verdict:
    """What to say of a run; what is said is noted. `strict` says every failure, and fails for each."""
    every = [*complaints, *_faults(tallies), *_failures(runs, tallies, at, strict=strict)]
    said = [one for one in every if strict or runs.due(one.kind, one.subject, at)]
    for one in said:
        runs.say(one.kind, one.subject, one.message, at)
    for tally in tallies:
        if tally.good:
            runs.forget("outlet", tally.outlet)
    runs.tidy(at)
    failed = bool(said) or any(one.persists for one in every)
    return Verdict(status=FAILED if failed else 0, lines=tuple(one.message[:LONGEST] for one in said))


def _faults(tallies: Sequence[Tally]) -> Iterator[Complaint]:
    """Faults of ours, each once however many outlets met it."""
    met: dict[str, list[str]] = {}
    for tally in tallies:
        if tally.fault:
            met.setdefault(tally.fault, []).append(tally.outlet)
    for fault, outlets in met.items():
        where = outlets[0] if len(outlets) == 1 else f"{outlets[0]} and {len(outlets) - 1} more"
        message = f"{where}: a fault of Kliping's own: {fault}; logs/kliping.log has more"
        yield Complaint(kind="fault", subject=fault[:LONGEST], message=message, persists=True)


def _failures(runs: Runs, tallies: Sequence[Tally], at: datetime, *, strict: bool) -> Iterator[Complaint]:
    failing = [tally for tally in tallies if tally.error and not tally.fault]
    if failing and not any(tally.good for tally in tallies):
        at_rest = [tally for tally in tallies if not tally.error and runs.standing(tally.outlet, at).failed]
        if (len(failing) + len(at_rest)) * 2 > len(tallies):
            yield _none_could_be_read(failing, len(tallies))
            if not strict:
                return
    for tally in failing:
        standing = runs.standing(tally.outlet, at)
        if strict or standing.silent(at):
            yield Complaint(kind="outlet", subject=tally.outlet, message=_failed(tally, standing))


def _none_could_be_read(failing: Sequence[Tally], outlets: int) -> Complaint:
    told = f"{failing[0].outlet}: {failing[0].error}"
    if outlets > 1:
        told = f"no outlet could be read: all {len(failing)} that were asked failed; the first: {told}"
    if all(any(f"{one}: " in (tally.error or "") for one in _NETWORK) for tally in failing):
        told = f"is the network up? {told}"
    return Complaint(kind="all", subject="", message=told, persists=True)


def _failed(tally: Tally, standing: Standing) -> str:
    since = f"every one of {standing.failed} crawls since {standing.since:%Y-%m-%d %H:%M} UTC" if standing.since else ""
    told = f"failed in {since}" if standing.failed > 1 and since else "failed"
    return f"{tally.outlet}: {told}: {tally.error}; try `kliping outlet check {tally.outlet}`"
