"""Split stories out of an archive: captures of single pages come in, in any order, whole stories go out.

A crawl asks for the parts of a story one after the other. An archive has them somewhere near, or not at all: a
story waits for its parts while others pass, and goes out with those that came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from crawler.outlet import Outlet
from crawler.parts import follows, further_parts, other_views
from pipelines.address import canonical
from pipelines.items import Page
from pipelines.warc import Mark

#: So many stories wait at once; the oldest goes out as it is when another comes.
WAITING = 32


@dataclass
class _Story:
    """A story that waits: its first page, where it was begun to be read, and parts that came before their turn."""

    outlet: Outlet
    mark: Mark
    first: Page | None = None
    early: list[Page] = field(default_factory=list)


def splits(outlet: Outlet) -> bool:
    """Whether an outlet's stories may have parts."""
    return bool(outlet.next_page) or outlet.parts_below or outlet.whole is not None


class Assembly:
    """The stories that wait for parts. Only those that begin from `since` on, and before `until`, are given out."""

    def __init__(self, since: int = 0) -> None:
        self._waiting: OrderedDict[tuple[str, str], _Story] = OrderedDict()
        self.lost = 0  # parts whose first page never came
        self.since = since
        self.until: int | None = None

    @property
    def waits(self) -> bool:
        """Whether a story waits that is to be given out."""
        return any(self._is_ours(story.mark) for story in self._waiting.values())

    def take(self, outlet: Outlet, page: Page, mark: Mark) -> Iterator[Page]:
        """A capture came: the stories that are ready by it."""
        if not splits(outlet):
            yield page
            return
        key = (outlet.name, page.url)
        story = self._waiting.get(key)
        if story is None:
            if not _is_part(outlet, page) and not _further(outlet, page):
                if self._is_ours(mark):
                    yield _told(outlet, page)
                return
            story = self._waiting[key] = _Story(outlet=outlet, mark=mark)
        if _is_part(outlet, page):
            story.early.append(page)
        elif story.first is None:
            story.first = page
        else:  # another capture of its first page: the one before goes out with what came
            yield from self._leave(key)
            yield from self.take(outlet, page, mark)
            return
        if _complete(story):
            yield from self._leave(key)
        while len(self._waiting) > WAITING:
            yield from self._leave(next(iter(self._waiting)))

    def rest(self) -> Iterator[Page]:
        """The end of the file: what still waits goes out."""
        while self._waiting:
            yield from self._leave(next(iter(self._waiting)))

    def oldest(self, mark: Mark) -> Mark:
        """From where a file is to be read again: the first page of whatever waits, else the place given."""
        return min((story.mark for story in self._waiting.values()), key=lambda one: one.offset, default=mark)

    def _is_ours(self, mark: Mark) -> bool:
        return mark.offset >= self.since and (self.until is None or mark.offset < self.until)

    def _leave(self, key: tuple[str, str]) -> Iterator[Page]:
        story = self._waiting.pop(key)
        if not self._is_ours(story.mark):
            return
        if story.first is None:
            self.lost += len(story.early)
            return
        yield _told(story.outlet, _joined(story))


def _is_part(outlet: Outlet, page: Page) -> bool:
    """Whether a capture is a further page of a story: it follows on the story's own address."""
    return follows(outlet, page.final_url, replace(page, final_url=page.url, parts=()))


def _further(outlet: Outlet, page: Page) -> list[str]:
    return further_parts(outlet, page.final_url, page.body, page.url)


def _joined(story: _Story) -> Page:
    """The first page with the parts that follow on it, as far as they follow on each other."""
    assert story.first is not None  # noqa: S101 - whoever calls has seen it
    whole, early = story.first, list(story.early)
    while early:
        following = [page for page in early if follows(story.outlet, page.final_url, whole)]
        if not following:
            break
        part = min(following, key=lambda page: [len(page.final_url), page.final_url])
        whole = replace(whole, parts=(*whole.parts, part))
        early = [page for page in following if page is not part and page.final_url != part.final_url]
    further = _further(story.outlet, (whole, *whole.parts)[-1])
    return replace(whole, parts_expected=max(whole.parts_expected, 1 + len(whole.parts) + len(further)))


def _complete(story: _Story) -> bool:
    """Whether every part that the first page names is there, and the last of them names no other."""
    if story.first is None:
        return False
    whole = _joined(story)
    there = {canonical(part.final_url) for part in whole.parts}
    named = {canonical(url) for url in _further(story.outlet, story.first)}
    return named <= there and whole.parts_expected == 1 + len(whole.parts)


def _told(outlet: Outlet, page: Page) -> Page:
    """A page that is one view of a story with others: what it has of it may not be all."""
    if page.parts or page.parts_expected > 1 or not other_views(outlet, page.final_url, page.body, page.url):
        return page
    return replace(page, parts_expected=2)
