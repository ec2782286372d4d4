"""Where a page's time goes: saved pages in, each read by every side in turn; milliseconds and units a stage out.

    python bench/page_job.py [FOLDER ...] [--rounds N]

Without folders: `tests/outlets`, and the articles of `KLIPING_CORPUS` where that is set. A unit is one bare lxml parse
of the same bytes. The sides are Kliping on the whole page, Kliping with the story's container, and
`trafilatura.extract` with its defaults; on each page all of them take their turn, then comes the next page, then the
next round. The container is what the outlet's other pages teach (`kliping outlet learn`, of however few there are), or
else the one that its declaration names, which is of today's pages. A figure is the median of a page's rounds. The
stages beyond the article are those of a crawl and its analyses: language, shingles, the kept page, the row. Rows are
stored as a crawl stores them, many in one transaction, whose end is shared out among them. CPU time.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, median
from typing import Any

import lxml.html
import trafilatura

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from analysis.language import detector  # noqa: E402 - the project's folder first
from analysis.shingles import kept, shingle  # noqa: E402
from bench.clock import Clock  # noqa: E402
from bench.extract import machine  # noqa: E402
from crawler.declaration import read_outlets  # noqa: E402
from pipelines.archive import Archive  # noqa: E402
from pipelines.article import read_article  # noqa: E402
from pipelines.items import Article, Page, Rules  # noqa: E402
from pipelines.learning import NothingLearnedError, learn  # noqa: E402
from pipelines.store import Store  # noqa: E402
from tests.quality import MARKS, Expected, average, read_folder, score  # noqa: E402

#: The functions that a stage of the article function begins with, where they are looked up.
STARTS = {
    "parse": ("pipelines.article.parse",),
    "metadata": ("pipelines.article.read_metadata",),
    "prune": ("pipelines.extract.survey",),
    "text": ("pipelines.article.read_body",),
    "links": ("pipelines.article.canonical",),
    "cleaning": ("pipelines.extract.sort_lines", "pipelines.extract._finish"),
    "byline": ("pipelines.article.read_people",),
}
KLIPING = ("whole page", "container")
STAGES = (*STARTS, "other", "language", "shingles", "compress", "store")


@contextmanager
def staged(clock: Clock) -> Iterator[None]:
    """The article function with a clock at the head of each stage."""
    changed: list[tuple[Any, str, Any]] = []
    try:
        for stage, places in STARTS.items():
            for place in places:
                module, _, name = place.rpartition(".")
                owner = import_module(module)
                changed.append((owner, name, getattr(owner, name)))
                setattr(owner, name, partial(_within, clock, stage, getattr(owner, name)))
        yield
    finally:
        for owner, name, plain in reversed(changed):
            setattr(owner, name, plain)


def _within(clock: Clock, stage: str, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    with clock.stage(stage):
        return function(*args, **named)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A saved page, what a reader found on it, and rules that name nothing, or the container and nothing else."""

    name: str
    page: Page
    expected: Expected
    plain: Rules
    contained: Rules


@dataclass
class Side:
    """A way of doing a page's work; what it took, a row of stages for each page and round, and what it gave."""

    name: str
    work: Callable[[Sample, Clock, Archive, Store], Article | None]
    spent: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, Article | None] = field(default_factory=dict)

    def page(self, name: str, stages: Sequence[str] = ()) -> float:
        """The median of a page's rounds, of some stages or of all."""
        return median(sum(row.get(one, 0.0) for one in stages or row) for row in self.spent[name])


def job(
    contained: bool, detect: Callable[[str, str], Any]
) -> Callable[[Sample, Clock, Archive, Store], Article | None]:
    """The page job: bytes to article, findings that need no other article, kept page and row."""

    def work(sample: Sample, clock: Clock, archive: Archive, store: Store) -> Article | None:
        rules = sample.contained if contained else sample.plain
        with staged(clock), clock.stage("other"):
            got = read_article(sample.page, rules)
        if isinstance(got, Article):
            with clock.stage("language"):
                detect(got.title, got.text)
            with clock.stage("shingles"):
                shingled = shingle(got.text)
                kept(shingled.shingles, shingled.every)
        with clock.stage("compress"):
            archive.keep(sample.page)
        with clock.stage("store"):
            store.put(got)
        return got if isinstance(got, Article) else None

    return work


def bare(sample: Sample, clock: Clock, _archive: Archive, _store: Store) -> None:
    """One parse of the bytes and no more: the unit."""
    with clock.stage("parse"):
        lxml.html.document_fromstring(sample.page.body)


def peer(sample: Sample, clock: Clock, _archive: Archive, _store: Store) -> None:
    """Trafilatura as it comes."""
    with clock.stage("text"):
        trafilatura.extract(sample.page.body)


def measure(samples: Sequence[Sample], rounds: int) -> list[Side]:
    """Every side's figures: unit, Kliping twice, the peer."""
    detect = detector()
    sides = [
        Side(name="unit", work=bare),
        *(Side(name=name, work=job(contained=name == "container", detect=detect)) for name in KLIPING),
        Side(name="trafilatura", work=peer),
    ]
    for number in range(-1, rounds):  # the first round warms up what is loaded at the first call
        with tempfile.TemporaryDirectory() as folder:
            desks = [(Archive(Path(folder, str(n))), Store(Path(folder, f"{n}.db"))) for n in range(len(sides))]
            pairs = list(zip(sides, desks, strict=True))
            batches = [(side, ExitStack()) for side in sides]
            for (_, batch), (_, store) in zip(batches, desks, strict=True):
                batch.enter_context(store.together())
            for turn, sample in enumerate(samples, number):
                first = turn % len(pairs)  # who comes first finds the bytes cold
                for side, (archive, store) in pairs[first:] + pairs[:first]:
                    clock = Clock()
                    side.given[sample.name] = side.work(sample, clock, archive, store)
                    if number >= 0:
                        side.spent[sample.name].append(dict(clock.spent))
            for side, batch in batches:
                clock = Clock()
                with clock.stage("store"):
                    batch.close()
                for sample in samples if number >= 0 and side.name in KLIPING else ():
                    side.spent[sample.name][-1]["store"] += clock.spent["store"] / len(samples)
            for archive, store in desks:
                archive.close()
                store.close()
    return sides


def read_samples(folder: Path) -> list[Sample]:
    """The pages of a folder; no page teaches its own container."""
    places = sorted(path.parent for path in folder.rglob("expected.json"))
    read = [(str(place.relative_to(folder)), *read_folder(place)) for place in places]
    declared = read_outlets()
    found = []
    for name, page, expected in read:
        plain = Rules(outlet=page.outlet)
        others = [one for _, one, _ in read if one.outlet == page.outlet and one is not page]
        try:
            contained = replace(plain, learned=learn(others, plain, least=1).container)
        except NothingLearnedError:
            outlet = declared.get(page.outlet)
            contained = replace(plain, container=outlet.rules_at(page.fetched_at).container if outlet else ())
        found.append(Sample(name=name, page=page, expected=expected, plain=plain, contained=contained))
    return found


def stages_table(samples: Sequence[Sample], sides: Sequence[Side]) -> str:
    """A row a stage, in Markdown: milliseconds a page and units, both sides of ours."""
    unit, whole, contained, _ = sides
    total = sum(unit.page(one.name) for one in samples)
    lines = ["| stage | whole page, ms | units | container, ms | units |", "|---|---|---|---|---|"]
    for stage in (*STAGES, "all"):
        cells = []
        for side in (whole, contained):
            spent = sum(side.page(one.name, () if stage == "all" else (stage,)) for one in samples)
            cells += [f"{spent / len(samples) * 1000:.2f}", f"{spent / total:.2f}"]
        lines.append(f"| {stage} | {' | '.join(cells)} |")
    return "\n".join(lines)


def sides_table(samples: Sequence[Sample], sides: Sequence[Side]) -> str:
    """A row a side: what a page takes and how right it is. Pages with a container count for that side alone."""
    unit, whole, contained, peer = sides
    taught = [one for one in samples if (got := contained.given[one.name]) and _is_contained(one, got)]
    lines = [
        "| side | pages | units, all | units, median | of trafilatura, all | median | body F1 | forbidden | title |"
        " minute | byline |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    rows = ((whole, samples), (contained, samples), (whole, taught), (contained, taught))
    for side, pages in rows:
        if not pages:
            continue
        each = [(side.page(p.name), unit.page(p.name), peer.page(p.name)) for p in pages]
        ours, units, theirs = (sum(column) for column in zip(*each, strict=True))
        scores = [score(p.name, got, p.expected) for p in pages if (got := side.given[p.name]) is not None]
        right = [f"{average(scores, MARKS[mark]):.4f}" for mark in ("title", "minute", "byline")]
        lines.append(
            f"| {side.name} | {len(pages)} | {ours / units:.1f} | {median(o / u for o, u, _ in each):.1f} |"
            f" {ours / theirs:.2f} | {median(o / t for o, _, t in each):.2f} | {average(scores, MARKS['body']):.4f} |"
            f" {sum(bool(one.leaks) for one in scores)} | {' | '.join(right)} |"
        )
    return "\n".join(lines)


def _is_contained(sample: Sample, got: Article) -> bool:
    return sample.contained != sample.plain and "whole_page" not in got.flags


def same(samples: Sequence[Sample], sides: Sequence[Side]) -> int:
    """On how many pages both of our sides give the same article."""
    _, whole, contained, _ = sides
    pairs = ((whole.given[one.name], contained.given[one.name]) for one in samples)
    return sum((a and replace(a, flags=(), recipe=None)) == (b and replace(b, flags=(), recipe=None)) for a, b in pairs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of each folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    corpus = os.environ.get("KLIPING_CORPUS")
    folders = chosen.folders or [ROOT / "tests" / "outlets", *([Path(corpus) / "articles"] if corpus else [])]
    today = date.today()  # noqa: DTZ011 - the day at the machine
    print(f"{today:%Y-%m-%d}, Python {platform.python_version()}, {machine()}; lxml {version('lxml')},")
    print(f"trafilatura {version('trafilatura')}; medians of {chosen.rounds}")
    for folder in folders:
        samples = read_samples(folder)
        before = peak()
        sides = measure(samples, chosen.rounds)
        size = fmean(len(one.page.body) for one in samples) / 1000
        unit = fmean(sides[0].page(one.name) for one in samples) * 1000
        alike = same(samples, sides)
        print(f"\n{folder.parent.name}/{folder.name}: {len(samples)} pages of {size:.0f} kB; a unit is {unit:.2f} ms")
        print(f"memory: {peak():.0f} MB at most, {peak() - before:.0f} of them since the pages were read;")
        print(f"the same article on {alike} of {len(samples)} pages")
        print(f"\n{stages_table(samples, sides)}\n\n{sides_table(samples, sides)}")
    return 0


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    raise SystemExit(main())
