"""The run for cron: choices, outlets and a time come in; its steps are done in order, and its exit status goes out.

All steps run in this one process. It holds the one lock, which the kernel releases whatever kills it, and a
child could outlive it and write without. Twisted's reactor starts once a process, and only the crawl has
it; who comes after needs none, and may take processes of its own as long as they write nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.choices import Choices
from crawler.crawling import Watch, Wish, crawl
from crawler.journal import begin_crawl
from crawler.keeping import keep_up
from crawler.lag import Lag
from crawler.logs import log_to
from crawler.outlet import Outlet
from crawler.rereading import recipes, reread
from crawler.stopping import Stop, Until
from crawler.tally import Tally, in_words, summary_of
from crawler.verdict import Complaint, Verdict, judge
from pipelines.clock import now
from pipelines.db import FILE_FAULTS, DatabaseFileError, open_database, open_reader, writing
from pipelines.runs import Ending, Runs
from pipelines.schema import news

log = logging.getLogger("kliping")


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a step may need to know. `outlets` are those to crawl, `declared` all that there are."""

    choices: Choices
    outlets: Sequence[Outlet]
    declared: Mapping[str, Outlet]
    run_id: int
    watch: Watch | None = None


@dataclass(frozen=True, kw_only=True)
class Did:
    """What a step did: a line of it, why it ended before it was done, and what the run's row wants to know, `aside`
    at the end of its summary."""

    told: str
    ended: Ending = "done"
    tallies: tuple[Tally, ...] = ()
    reread: int = 0
    settled: str | None = None
    complaints: tuple[Complaint, ...] = ()
    aside: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A part of a run. It is to end when `share` of the run's time has passed, so that those after it get some."""

    name: str
    do: Callable[[Errand, Until], Did]
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a run came to."""

    verdict: Verdict
    ended: Ending
    tallies: tuple[Tally, ...] = ()
    told: tuple[str, ...] = field(default=())


def crawl_outlets(errand: Errand, until: Until) -> Did:
    """Gather what is new. Who was crawled longest ago comes first: what a deadline cuts off is not always the same."""
    with open_reader(errand.choices.database, news) as db:
        names = in_turn((outlet.name for outlet in errand.outlets), Runs(db))
    lag = Lag()
    tallies = crawl(names, Wish(), errand.choices, run_id=errand.run_id, until=until, watch=errand.watch, lag=lag)
    left = len(names) - len(tallies)
    return Did(
        told=in_words(tallies) + (f"; {left} not begun" if left else ""),
        ended=(until.over or "done") if left or any(tally.cut_short for tally in tallies) else "done",
        tallies=tuple(tallies),
        aside=lag.told(),
    )


def in_turn(names: Iterable[str], runs: Runs) -> list[str]:
    """Outlets' names, those first that were never crawled or longest ago; as they came where that is the same."""
    return sorted(names, key=runs.turn)


def extract_stale(errand: Errand, until: Until) -> Did:
    """Read kept pages again that were read another way than today's. Where nothing has changed none is looked for."""
    today = recipes(errand.declared)
    with open_reader(errand.choices.database, news) as db:
        if Runs(db).settled(errand.run_id) == today:
            return Did(told="nothing was stale", settled=today)
    done = reread(errand.choices, errand.declared, stale=True, over=lambda: until.over)
    ended = until.over or "done"
    complaints = [
        Complaint(kind="page", subject=subject, message=f"{said}, {len(pages)} of them; the first: {pages[0]}")
        for subject, said, pages in (
            ("", "kept pages are damaged", done.damaged),
            ("unstored", "articles could not be stored, logs/kliping.log says why", done.unstored),
        )
        if pages
    ]
    told = f"{done.read} pages read again, {done.new} articles new and {done.changed} changed"
    return Did(
        told=told if done.read else "nothing was stale",
        ended=ended,
        reread=done.read,
        settled=today if ended == "done" and not complaints else None,
        complaints=tuple(complaints),
    )


class StoppedError(Exception):
    """Analyses were told to stop: raised between two batches, when the first of them is written."""


def analyse_new(errand: Errand, until: Until) -> Did:
    """Analyse what is new or changed, batch after batch."""
    from crawler.analysis_commands import analyse_pending

    counts: dict[str, int] = {}

    def watch(name: str, done: int, pending: int) -> None:  # noqa: ARG001 - what watches is told all three
        counts[name] = done
        if until.over == "stopped":
            raise StoppedError

    ended: Ending = "done"
    try:
        if any(one.pending for one in analyse_pending(errand.choices, until=until.moment, watch=watch)):
            ended = until.over or "done"
    except StoppedError:
        ended = "stopped"
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return Did(told=told or "nothing was new", ended=ended)


def keep_files(errand: Errand, until: Until) -> Did:  # noqa: ARG001 - what it does takes seconds, and seldom
    """Prune what the user configured, and keep the database quick."""
    return Did(told=keep_up(errand.choices))


#: What a run does, in order. The crawl leaves a fifth of the time to those after it.
STEPS = (
    Step(name="crawl", do=crawl_outlets, share=0.8),
    Step(name="extract", do=extract_stale, share=0.9),
    Step(name="analyse", do=analyse_new),
    Step(name="keep", do=keep_files),
)


def run(
    choices: Choices,
    outlets: Sequence[Outlet],
    declared: Mapping[str, Outlet],
    *,
    stop: Stop,
    strict: bool = False,
    watch: Watch | None = None,
    steps: Sequence[Step] = STEPS,
) -> Ran:
    """Do the steps in order, note what they came to, and judge. Its caller holds the lock."""
    run_id = begin_crawl(choices.database)
    log_to(choices.data / "logs")
    errand = Errand(choices=choices, outlets=outlets, declared=declared, run_id=run_id, watch=watch)
    did: dict[str, Did] = {}
    ended: Ending = "done"
    complaints: list[Complaint] = []
    for step in steps:
        until = stop.until(step.share)
        if until.over:
            ended = until.over if ended != "fault" else ended
            break
        try:
            did[step.name] = step.do(errand, until)
        except Exception as error:
            log.exception("%s: a fault of our own", step.name)
            ended = "fault"
            complaints.append(_fault(step.name, error))
            if isinstance(error, FILE_FAULTS):
                break
            continue  # what is there is analysed however reading went
        if did[step.name].ended != "done" and ended != "fault":
            ended = did[step.name].ended
    return _conclude(errand, did, ended, complaints, strict=strict)


def _conclude(
    errand: Errand, did: Mapping[str, Did], ended: Ending, complaints: Sequence[Complaint], *, strict: bool
) -> Ran:
    """Judge, and write the run's row."""
    tallies = tuple(tally for one in did.values() for tally in one.tallies)
    told = tuple(f"{name}: {one.told}" for name, one in did.items())
    every = (*complaints, *(complaint for one in did.values() for complaint in one.complaints))
    with open_database(errand.choices.database, news) as db, writing(db):
        runs, at = Runs(db), now()
        verdict = judge(runs, tallies, every, at, strict=strict)
        summary = summary_of(
            tallies,
            steps=" ".join(did),
            ended=ended,
            status=verdict.status,
            reread=sum(one.reread for one in did.values()),
            summary="; ".join([*told, *(one.aside for one in did.values() if one.aside)]),
            settled=next((one.settled for one in did.values() if one.settled), None),
        )
        runs.finish(errand.run_id, at, summary)
    for line in verdict.lines:
        log.warning("%s", line)
    return Ran(verdict=verdict, ended=ended, tallies=tallies, told=told)


def _fault(step: str, error: Exception) -> Complaint:
    """A step that broke. What the database says of itself is no fault of ours, and has its own advice."""
    known = isinstance(error, DatabaseFileError)
    said = str(error) if known else f"{type(error).__name__}: {error}"
    more = "" if known else "; a fault of Kliping's own, logs/kliping.log has more"
    return Complaint(kind="fault", subject=f"{step} {said}", message=f"{step}: {said}{more}", persists=True)
