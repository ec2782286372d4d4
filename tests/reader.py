"""Somebody who reads in the room: a file comes in, pages come out, without a server between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from datasette.app import Datasette
from lxml import html

from analysis.room import open_room

INDONESIAN = {"Accept-Language": "id"}


class Reader:
    """Asks the room over one file for pages."""

    def __init__(self, room: Datasette) -> None:
        self.room = room

    def get(self, path: str, **headers: str) -> httpx.Response:
        """One page, in Indonesian unless other headers are sent."""
        return asyncio.run(self.room.client.get(path, headers=headers or INDONESIAN))  # type: ignore[no-any-return]

    def page(self, path: str) -> Any:
        """A page that is there, as a tree."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}\n{answer.text}"
        return html.fromstring(answer.text)

    def text(self, path: str) -> str:
        """The words of a page."""
        return str(self.page(path).text_content())

    def rows(self, path: str, name: str) -> list[dict[str, Any]]:
        """The rows of one answer on a page's JSON."""
        answer = self.get(path).json()[name]
        assert answer["state"] == "answered", answer["state"]
        return answer["rows"]  # type: ignore[no-any-return]


@contextmanager
def reading(path: Path, **wishes: Any) -> Iterator[Reader]:
    """The room over a file; its threads and connections end with it."""
    room = open_room(path, **wishes)
    try:
        yield Reader(room)
    finally:
        room.executor.shutdown()
        for database in room.databases.values():
            database.close()
