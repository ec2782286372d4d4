"""What an archive has of declared outlets: an open WARC file comes in, pages ready to be read and refusals go out.

What is wanted is decided by a record's address alone, and split stories are put together. A file can be read in
stretches, each by somebody else: a story belongs to the stretch in which its first capture stands, and some way before
and behind a stretch is read for its parts.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO

from crawler.assembly import Assembly, splits
from crawler.outlet import Outlet
from crawler.owners import Owners
from pipelines.address import canonical
from pipelines.items import Fetch, Page, Refusal
from pipelines.payload import NoAnswerError, TooLargeError, read_answer
from pipelines.pieces import Piece
from pipelines.warc import Mark, Record, WarcReader

#: What a capture comes to before it is read: a story, a refusal, or the name of a count.
Capture = Page | Refusal | str
#: Parts of a story are looked for so many bytes before and behind a stretch.
REACH = 4 << 20


class Captures:
    """The captures of declared outlets. `seconds` counts what deciding and unpacking took."""

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self.owners = Owners(outlets.values())
        self.split = any(splits(outlet) for outlet in outlets.values())
        self.seconds = {"deciding": 0.0, "unpacking": 0.0}

    def wanted(self, url: str) -> bool:
        """Whether an article of a declared outlet stands at an address."""
        began = time.perf_counter()
        try:
            return self.owners.article(url) is not None
        finally:
            self.seconds["deciding"] += time.perf_counter() - began

    def take(self, record: Record, assembly: Assembly, via: str) -> Iterator[Capture]:
        """What a record comes to: stories that are ready, a refusal, or the name of a count."""
        owned = self.owners.article(record.url)
        assert owned is not None  # noqa: S101 - only wanted records come here
        outlet, url = owned
        key = canonical(url, outlet)
        fetch = Fetch(url=key, at=record.at, via=via, status=200)
        began = time.perf_counter()
        try:
            if record.cut:
                raise TooLargeError(f"cut short when it was captured ({record.cut})")
            answer = read_answer(record.block)
        except TooLargeError as error:
            yield Refusal(fetch=fetch, outlet=outlet.name, outcome="too_large", detail=str(error))
            return
        except NoAnswerError:
            yield "no_answer"
            return
        finally:
            self.seconds["unpacking"] += time.perf_counter() - began
        if answer.status != 200:
            yield "http_errors"
            return
        page = Page(
            outlet=outlet.name, url=key, final_url=url, fetched_at=record.at, status=answer.status,
            headers=answer.headers, body=answer.body, via=via,
        )  # fmt: skip
        yield from assembly.take(outlet, page, record.mark)


class Stretch:
    """A stretch of a file. `reader` has its counts, messages, and where it begins and ends, once it was read."""

    def __init__(self, captures: Captures, stream: IO[bytes], piece: Piece, via: str) -> None:
        self.captures, self.stream, self.piece, self.via = captures, stream, piece, via
        start = Mark(offset=piece.start, counts=Counter())
        self.reader = WarcReader(stream, piece.file, captures.wanted, start, piece.end, near=not piece.exact)
        self.lost = 0

    def __iter__(self) -> Iterator[Capture]:
        """The captures that belong to the stretch."""
        assembly = Assembly(self.piece.start)
        if self.piece.start and self.captures.split:
            for _ in self._around(max(0, self.piece.start - REACH), self.piece.start, assembly, near=True):
                pass
        for found in self.reader:
            if isinstance(found, Record):
                yield from self.captures.take(found, assembly, self.via)
        assembly.until = behind = self.reader.next
        if behind is not None and assembly.waits:
            yield from self._around(behind, behind + REACH, assembly, near=False)
        yield from assembly.rest()
        self.lost = assembly.lost

    def _around(self, start: int, end: int, assembly: Assembly, *, near: bool) -> Iterator[Capture]:
        """Stories that get ready by what stands beside the stretch; what stands there itself is not ours."""
        mark = Mark(offset=start, counts=Counter())
        for found in WarcReader(self.stream, self.piece.file, self._may_be_part, mark, end, near=near):
            if isinstance(found, Record):
                yield from (one for one in self.captures.take(found, assembly, self.via) if isinstance(one, Page))
            if assembly.until is not None and not assembly.waits:
                return

    def _may_be_part(self, url: str) -> bool:
        owned = self.captures.owners.article(url)
        return owned is not None and splits(owned[0])
