"""What does a lake cost a page, and does a second worker halve the time? The newsroom, and the corpus's mirror.

    [KLIPING_CORPUS=…] python bench/lake.py [TIMES]

Records the newsroom, and the mirror under its own hosts where it is there, TIMES over (1 unless said) at other moments,
into one archive each, and fills a lake of it on Ray on this machine with one worker and with two. *CPU* is the workers'
own processor time, shared out by what their clocks say of reading (with unpacking), choosing by address, extracting,
analysing and writing. Exits 1 where two workers do not give the lake of one.
"""

from __future__ import annotations

import os
import resource
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.lake import VERSIONS, Finder
from bench.warc import mirror, newsroom
from crawler.declaration import read_outlets
from crawler.flooding import flood, plan
from crawler.lake import as_row, work
from crawler.newsroom import OUTLETS
from crawler.outlet import Outlet
from pipelines.cluster import cluster, run
from pipelines.lake import Lake, Note, read_note
from pipelines.pieces import Piece
from tests.lakes import said
from tests.recorder import Caught, record

PIECE = 1 << 19


def often(answers: Sequence[Caught], times: int) -> Iterator[Caught]:
    """The same answers at so many moments."""
    for n in range(times):
        for one in answers:
            yield replace(one, at=f"2026-06-{1 + n % 28:02}T{n // 28:02}:00:00Z")


def fill(file: Path, lake: Path, outlets: Mapping[str, Outlet], at_once: int) -> tuple[list[Note], float]:
    """Fill a lake on Ray: the notes, and the seconds it took once Ray was there and a first worker had begun."""
    planned = plan(Lake(str(lake)), [str(file)], Lake(str(lake)).length(PIECE, PIECE), again=False)
    more: dict[str, Any] = {
        "run": secrets.token_hex(8),
        "arguments": (str(lake), outlets, frozenset(), Finder, VERSIONS),
    }

    def read(pieces: Sequence[Piece]) -> Iterator[Note | str]:
        for row in run(work, [as_row(piece) for piece in pieces], at_once, **more):
            yield row["fault"] or read_note(row["note"])

    with cluster(None, at_once, ()):
        began = time.perf_counter()
        notes = [result for result in flood(Lake(str(lake)), planned, read) if isinstance(result, Note)]
        return notes, time.perf_counter() - began


def show(name: str, at_once: int, notes: Sequence[Note], took: float) -> None:
    """A row of what it cost."""
    counts, outcomes, seconds = Counter[str](), Counter[str](), Counter[str]()
    for note in notes:
        counts.update(note.counts)
        outcomes.update(note.outcomes)
        seconds.update(note.seconds)
    pages, responses = outcomes.total(), counts["responses"]
    cpu = sum(note.cpu for note in notes)
    busy = 1e3 * cpu / sum(seconds.values())  # what the clock says, as if nobody else had been at work
    cells = [f"{busy * (seconds['reading'] + seconds['unpacking']) / responses:.2f}"]
    cells += [f"{busy * seconds['deciding'] / responses:.3f}"]
    cells += [f"{busy * seconds[share] / pages:.1f}" for share in ("extracting", "finding", "writing")]
    print(
        f"| {name} | {at_once} | {len(notes)} | {responses} | {pages} | {took:.0f} | {pages / took:.1f} |"
        f" {1e3 * cpu / pages:.0f} |",
        " | ".join(cells),
        "|",
        flush=True,
    )


def main() -> None:
    """Record, fill with one worker and with two, print, compare."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    corpus = os.environ.get("KLIPING_CORPUS")
    print(
        "| archive | workers | pieces | responses | pages | s | pages/s | CPU ms a page | reading, ms a response |"
        " deciding, ms a response | extracting, ms a page | analysing | writing |"
    )
    print("|---|" + "---|" * 12)
    same = True
    with tempfile.TemporaryDirectory() as scratch:
        sets = [("newsroom", list(newsroom()), read_outlets([OUTLETS]))]
        sets += [("mirror", list(mirror(Path(corpus))), read_outlets())] if corpus else []
        for name, answers, outlets in sets:
            file = Path(scratch) / f"{name}.warc.gz"
            file.write_bytes(record(often(answers, times if name == "mirror" else 3 * times)))
            lakes = [Path(scratch) / f"{name}{n}" for n in (1, 2)]
            for at_once, lake in enumerate(lakes, 1):
                show(name, at_once, *fill(file, lake, outlets, at_once))
            same &= said(lakes[0]) == said(lakes[1])
    print(f"the same lake from one and from two: {same}; this process {_memory()} MB")
    sys.exit(not same)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
