"""Pages of a made-up site that are packed against each other, for tests of kept pages."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from pipelines.archive import Archive, Capture
from pipelines.items import Page

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
MONTH = "2026-06.db"


def body_of(number: int, look: int = 0, size: int = 300) -> bytes:
    """A page of a site: much markup that all of one look share, and some words of its own."""
    shared, own = random.Random(look), random.Random(1000 + number)
    markup = "".join(f'<div class="k{shared.getrandbits(40):x}">{shared.getrandbits(60):x}</div>' for _ in range(size))
    words = " ".join(f"kata{own.getrandbits(24):x}" for _ in range(60))
    return f"<html>{markup}<p>Cerita {number} tentang Gumarangpati{number}z. {words}</p></html>".encode()


def keep(archive: Archive, number: int, body: bytes | None = None, *, host: str = "contoh.example") -> bytes:
    body = body_of(number) if body is None else body
    url = f"https://{host}/berita/{number}"
    at = NOON + timedelta(minutes=number)
    archive.keep(Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=body))
    return body


def rows(archive: Archive, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive.folder / MONTH)) as db:
        return db.execute(query).fetchall()


def captures(archive: Archive) -> dict[int, Capture]:
    return {int(one.url.rpartition("/")[2]): one for one in archive.captures()}
