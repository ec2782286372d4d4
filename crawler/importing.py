"""Web archives into the file: outlets and open archives come in; kept pages, rows and a note of how far it came go out.

Each wanted capture goes the way of a crawled page: its bytes are kept, the article function reads it, the store
writes it. How far a file was read is noted after every batch, so that a killed import goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from crawler.assembly import Assembly
from crawler.captures import Capture, Captures
from crawler.outlet import Outlet
from pipelines.archive import Archive
from pipelines.article import read_article
from pipelines.clock import now
from pipelines.incoming import Incoming, became
from pipelines.items import Article, Ended, Page, Refusal, Rules
from pipelines.replay import rederive
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
        over: Callable[[], object] = lambda: None,
    ) -> None:
        self.outlets = outlets
        self.captures = Captures(outlets)
        self.store = store
        self.archive = archive
        self.notes = Warcs(store.db)
        self.over = over

    def read(self, stream: IO[bytes], warc: Warc) -> Iterator[Imported]:
        """Import a file from where it was left; yields after each batch what was done so far."""
        done = Imported(file=warc.file)
        counts = dict(warc.ends)
        self.captures.seconds = done.seconds
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
                    self._put(result, done, counts)
        for page in assembly.rest():
            self._put(page, done, counts)
        counts["lost_parts"] = counts.get("lost_parts", 0) + assembly.lost
        done.messages = reader.messages
        self._note(done, warc, Mark(offset=warc.size or reader.position, counts=reader.counts), counts, ended=now())
        yield done

    def _put(self, result: Capture, done: Imported, counts: dict[str, int]) -> None:
        """Keep, read and store a story; what it came to is counted."""
        if isinstance(result, str):
            name = result
        else:
            ended = self._story(result, done) if isinstance(result, Page) else self.store.receive(result)
            name = became(ended)
        counts[name] = counts.get(name, 0) + 1

    def _story(self, page: Page, done: Imported) -> Ended | None:
        seconds, times = done.seconds, [time.perf_counter()]
        if self.store.known(page.url, page.fetched_at):
            return None
        if self.archive is not None:
            self.archive.keep(page)
        times.append(time.perf_counter())
        result: Article | Refusal = read_article(page, self.outlets[page.outlet].rules_at(page.fetched_at))
        times.append(time.perf_counter())
        ended = self.store.receive(result)
        if ended is not None and ended.outcome == "removed" and self.archive is not None:
            self.archive.drop(self.archive.of(page.url), erase=True)
        times.append(time.perf_counter())
        for name, began, until in zip(("keeping", "extracting", "storing"), times, times[1:], strict=False):
            seconds[name] += until - began
        return ended

    def _note(
        self, done: Imported, warc: Warc, mark: Mark, counts: Mapping[str, int], *, ended: datetime | None = None
    ) -> None:
        self.notes.note(warc, mark, counts, ended)
        done.counts, done.offset = {**mark.counts, **counts}, mark.offset


def rereading(outlets: Mapping[str, Outlet], archive: Archive) -> Callable[[str, datetime], Article | Refusal | None]:
    """How the store has a kept page read again, to tell an edit of the outlet's from a change of ours."""

    def rules_for(name: str, at: datetime) -> Rules:
        return outlets[name].rules_at(at) if name in outlets else Rules(outlet=name)

    return lambda url, at: rederive(archive, rules_for, url, at)
