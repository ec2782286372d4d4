"""Web archives into the file: outlets and open archives come in; kept pages, rows and a note of how far it came go out.

Each wanted capture goes the way of a crawled page: its bytes are kept, the article function reads it, the store
writes it. How far a file was read is noted after every batch, so that a killed import goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from crawler.assembly import Assembly
from crawler.captures import Capture, Captures
from crawler.outlet import Outlet
from pipelines.archive import Archive
from pipelines.batches import settle
from pipelines.bytestream import WarcError
from pipelines.clock import now
from pipelines.crew import Crew
from pipelines.incoming import Incoming, became
from pipelines.items import Article, Ended, Page, Refusal, Rules
from pipelines.replay import rederive
from pipelines.store import Rederive
from pipelines.warc import Mark, Record, WarcReader
from pipelines.warcs import Warc, Warcs

#: What the time of an import goes to, but for reading the archive itself.
SHARES = ("deciding", "unpacking", "keeping", "extracting", "storing")
#: Captures between two notes of how far a file was read.
BATCH = 100


@dataclass
class Imported:
    """What an import did of a file so far: counts by outcome and kind of record, and seconds by what they went to."""

    file: str
    counts: dict[str, int] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    offset: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SHARES, 0.0))


class Importer:
    """One file's way into the store. `archive` is None where pages are not to be kept."""

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        store: Incoming,
        archive: Archive | None,
        crew: Crew,
        over: Callable[[], object] = lambda: None,
    ) -> None:
        self.outlets = outlets
        self.captures = Captures(outlets)
        self.store = store
        self.archive = archive
        self.crew = crew
        self.notes = Warcs(store.db)
        self.over = over
        self._batch: list[Future[Article | Refusal] | Refusal | str] = []

    def read(self, stream: IO[bytes], warc: Warc) -> Iterator[Imported]:
        """Import a file from where it was left; yields after each batch what was done so far."""
        done, counts = Imported(file=warc.file), dict(warc.ends)
        self.captures.seconds = done.seconds
        try:
            yield from self._read(stream, warc, done, counts)
        except WarcError:  # what came before the break is stored
            self._store(done, counts)
            raise

    def _read(self, stream: IO[bytes], warc: Warc, done: Imported, counts: dict[str, int]) -> Iterator[Imported]:
        reader = WarcReader(stream, warc.file, self.captures.wanted, warc.mark)
        assembly, since = Assembly(), 0
        for found in reader:
            mark = found.mark if isinstance(found, Record) else found
            if since >= BATCH or not isinstance(found, Record):
                self._note(done, warc, assembly.oldest(mark), counts)
                since = 0
                yield done
                if self.over():
                    return
            if isinstance(found, Record):
                since += 1
                for result in self.captures.take(found, assembly, warc.via):
                    self._take(result, done)
        for page in assembly.rest():
            self._take(page, done)
        counts["lost_parts"] = counts.get("lost_parts", 0) + assembly.lost
        done.messages = reader.messages
        self._note(done, warc, Mark(offset=warc.size or reader.position, counts=reader.counts), counts, ended=now())
        yield done

    def _take(self, result: Capture, done: Imported) -> None:
        """Keep a story and have it read; what it gives is stored with its batch."""
        if not isinstance(result, Page):
            self._batch.append(result)
            return
        began = time.perf_counter()
        if self.store.known(result.url, result.fetched_at):
            self._batch.append("again")
            return
        if self.archive is not None:
            self.archive.keep(result)
        kept = time.perf_counter()
        done.seconds["keeping"] += kept - began
        self._batch.append(self.crew.submit(result, self.outlets[result.outlet].rules_at(result.fetched_at)))
        done.seconds["extracting"] += time.perf_counter() - kept

    def _store(self, done: Imported, counts: dict[str, int]) -> None:
        """Store the batch in one transaction, when all of it has been read; what each story came to is counted."""
        batch, self._batch = self._batch, []
        began = time.perf_counter()
        results = [one.result() if isinstance(one, Future) else one for one in batch]
        done.seconds["extracting"] += time.perf_counter() - began
        began = time.perf_counter()
        ends = settle(self.store, results, lambda one: one if isinstance(one, str) else self.store.receive(one))
        for ended in ends:
            if isinstance(ended, Ended) and ended.outcome == "removed" and self.archive is not None:
                self.archive.drop(self.archive.of(ended.url), erase=True)
            name = ended if isinstance(ended, str) else became(ended)
            counts[name] = counts.get(name, 0) + 1
        done.seconds["storing"] += time.perf_counter() - began

    def _note(
        self, done: Imported, warc: Warc, mark: Mark, counts: dict[str, int], *, ended: datetime | None = None
    ) -> None:
        self._store(done, counts)
        self.notes.note(warc, mark, counts, ended)
        done.counts, done.offset = {**mark.counts, **counts}, mark.offset


def rereading(outlets: Mapping[str, Outlet], archive: Archive) -> Rederive:
    """How the store has a kept page read again, to tell an edit of the outlet's from a change of ours."""

    def rules_for(name: str, at: datetime) -> Rules:
        return outlets[name].rules_at(at) if name in outlets else Rules(outlet=name)

    return lambda article, at: rederive(archive, rules_for, article.fetch.url, at)
