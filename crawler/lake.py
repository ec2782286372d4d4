"""A worker at a lake: a piece of a file comes in, its articles, links, refusals and findings go into the lake.

Each wanted capture goes the way of an import into `news.db`: the same choice by address, the same assembly of split
stories, the same article function. What the analyses find comes by a finder that is handed in, for nothing in
`crawler/` knows them. Nothing is held but the articles of a batch and the rows that are not written yet.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Protocol

from crawler.captures import Capture, Captures, Stretch
from crawler.outlet import Outlet
from crawler.sources import Source
from crawler.terminal import CommandError
from pipelines.archive import Archive, DamagedPageError
from pipelines.article import read_article
from pipelines.bytestream import WarcError
from pipelines.clock import stamp
from pipelines.fields import Field
from pipelines.items import Article, Page, Refusal, Rules
from pipelines.lake import Lake, Note, Writer
from pipelines.lake_rows import TABLES, Row, article_row, link_rows, refusal_row
from pipelines.pieces import Piece, Seams
from pipelines.removal import forms

#: Articles that are analysed at once.
BATCH = 50
#: What the time of a piece goes to, but for reading the archive itself.
SHARES = ("deciding", "unpacking", "extracting", "finding", "writing")


class Finder(Protocol):
    """What finds something in single articles: rows by table, and the columns of each table."""

    @property
    def tables(self) -> Mapping[str, Sequence[Field]]:
        """The columns of each table."""

    def find(self, articles: Sequence[Article]) -> list[dict[str, list[Row]]]:
        """For each article its rows by table."""

    def close(self) -> None:
        """Give back what it holds."""


class Worker:
    """Whoever reads pieces. It is made once a process: models and declarations are loaded then.

    `removed` are addresses that were taken out, in every form: nothing of them goes into the lake.
    """

    def __init__(
        self,
        address: str,
        outlets: Mapping[str, Outlet],
        removed: frozenset[str],
        finder: Callable[[], Finder],
        versions: Mapping[str, str],
    ) -> None:
        self.lake = Lake(address)
        self.outlets = outlets
        self.captures = Captures(outlets)
        self.removed = removed
        self.finder = finder()
        self.versions = dict(versions)

    def read(self, piece: Piece) -> Note:
        """Read a piece and write what it came to; its note is in the lake when this returns."""
        began, cpu = time.perf_counter(), time.process_time()
        reading = _Reading(self, piece)
        seams = reading.run()
        seconds = {name: round(spent, 4) for name, spent in reading.seconds.items()}
        total = time.perf_counter() - began
        note = Note(
            piece=piece,
            seams=seams,
            counts=dict(reading.counts),
            outcomes=dict(reading.outcomes),
            messages=tuple(reading.messages),
            files=tuple(reading.writer.files),
            versions=self.versions,
            seconds={**seconds, "reading": round(total - sum(seconds.values()), 4)},
            cpu=round(time.process_time() - cpu, 4),
        )
        self.lake.finish(note)
        return note

    def close(self) -> None:
        """Give back what the analyses hold."""
        self.finder.close()


class _Reading:
    """One piece being read."""

    def __init__(self, worker: Worker, piece: Piece) -> None:
        self.worker, self.piece = worker, piece
        self.writer = Writer(worker.lake, piece, {**TABLES, **worker.finder.tables})
        self.counts: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.messages: list[str] = []
        self.seconds = dict.fromkeys(SHARES, 0.0)
        worker.captures.seconds = self.seconds
        self.batch: list[Article] = []
        self.seen: set[tuple[str, str]] = set()

    def run(self) -> Seams:
        if self.piece.kind == "raw":
            self._take(self._kept())
            seams = Seams(first=self.piece.start, next=self.piece.end)
        else:
            seams = self._archive()
        self._find()
        began = time.perf_counter()
        self.writer.flush()
        self.seconds["writing"] += time.perf_counter() - began
        return seams

    def _archive(self) -> Seams:
        source = Source(self.piece.file)
        with source.open() as stream:
            stretch = Stretch(self.worker.captures, stream, self.piece, source.via)
            self._take(stretch)
            reader = stretch.reader
            self.counts.update(reader.counts)
            if stretch.lost:
                self.counts["lost_parts"] += stretch.lost
            self.messages += reader.messages
        size = self.piece.size
        ends = [None if at is None or (size is not None and at >= size) else at for at in (reader.first, reader.next)]
        return Seams(first=ends[0], next=ends[1])

    def _kept(self) -> Iterator[Capture]:
        """Kept pages of a month, those whose numbers belong to the piece."""
        file = Path(self.piece.file)
        archive = Archive(file.parent, read_only=True)
        try:
            for capture in archive.captures(month=file.stem):
                if self.piece.start <= capture.id and (self.piece.end is None or capture.id < self.piece.end):
                    self.counts["records"] += 1
                    try:
                        yield archive.read(capture)
                    except DamagedPageError as error:
                        self.messages.append(str(error))
                        yield "broken"
        finally:
            archive.close()

    def _take(self, captures: Iterator[Capture] | Stretch) -> None:
        for capture in captures:
            if isinstance(capture, str):
                self.counts[capture] += 1
                continue
            began = time.perf_counter()
            result = self._read(capture) if isinstance(capture, Page) else capture
            self.seconds["extracting"] += time.perf_counter() - began
            self._put(result)

    def _read(self, page: Page) -> Article | Refusal:
        outlet = self.worker.outlets.get(page.outlet)
        return read_article(page, outlet.rules_at(page.fetched_at) if outlet else Rules(outlet=page.outlet))

    def _put(self, result: Article | Refusal) -> None:
        fetch = result.fetch
        key = (fetch.url, stamp(fetch.at))
        if key in self.seen:
            self.counts["again"] += 1
            return
        self.seen.add(key)
        if self._is_removed(result):
            result = Refusal(
                fetch=replace(fetch, etag=None, last_modified=None), outlet=result.outlet, outcome="removed"
            )
        if isinstance(result, Refusal):
            self.outcomes[result.outcome] += 1
            row = refusal_row(result)
            self.writer.add("refusals", result.outlet, row["fetched_at"], [row])
            return
        self.outcomes["stored"] += 1
        if len(self.batch) >= BATCH or any(
            one.url == result.url or one.fetch.url == fetch.url for one in self.batch
        ):  # another capture of a story waits for the next batch
            self._find()
        self.batch.append(result)

    def _is_removed(self, result: Article | Refusal) -> bool:
        urls = [result.fetch.url, *([result.url] if isinstance(result, Article) else [])]
        return bool(self.worker.removed) and any(form in self.worker.removed for url in urls for form in forms(url))

    def _find(self) -> None:
        """Let the analyses read the batch; its rows go to the writer."""
        batch, self.batch = self.batch, []
        times = [time.perf_counter()]
        found = self.worker.finder.find(batch) if batch else []
        times.append(time.perf_counter())
        for article, tables in zip(batch, found, strict=True):
            row = article_row(article)
            for name, rows in {"articles": [row], "links": link_rows(article), **tables}.items():
                self.writer.add(name, article.outlet, row["published_on"], rows)
        times.append(time.perf_counter())
        self.seconds["finding"] += times[1] - times[0]
        self.seconds["writing"] += times[2] - times[1]


def work(row: dict[str, str], *, run: str, arguments: tuple[Any, ...]) -> dict[str, str]:
    """A piece comes in a row, its note or what is wrong with its file goes out: a task as Ray Data calls it.

    A file that cannot be read fails itself and no other; a fault of ours ends the task.
    """
    worker = _worker(run, arguments)
    piece = Piece(**json.loads(row["piece"]))
    try:
        return {"note": worker.read(piece).to_json(), "fault": ""}
    except (WarcError, CommandError, OSError) as error:
        return {"note": "", "fault": str(error)}


#: The worker of this process, by the run that it was made for.
_workers: dict[str, Worker] = {}


def _worker(run: str, arguments: tuple[Any, ...]) -> Worker:
    if run not in _workers:
        while _workers:
            _workers.popitem()[1].close()
        _workers[run] = Worker(*arguments)
    return _workers[run]


def as_row(piece: Piece) -> dict[str, str]:
    """A piece as it travels to a worker."""
    return {"piece": json.dumps(asdict(piece))}
