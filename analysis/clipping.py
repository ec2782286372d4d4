"""An article as the analyses read it: numbers of articles come in, frozen values go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from sqlite_utils import Database

from analysis.base import Unit
from pipelines.clock import moment
from pipelines.items import Link, LinkKind

#: So much of a text is read, in characters: some 15,000 words. No story is longer, but a hostile page may be.
LONGEST = 100_000
#: The text as the analyses read it.
READ = f"substr(text, 1, {LONGEST})"
_COLUMNS = (
    f"id, url, outlet, title, {READ}, published_at, published_on, published_offset, section, kind, dateline, credit,"
    " claim, first_seen_at"
)


@dataclass(frozen=True, kw_only=True)
class Clipping:
    """What an analysis may know of an article.

    `day` is the day of publication in the outlet's offset, or the day of the first fetch (UTC) where the page gives
    none; `at` the moment by the same rule, noon of the day where only the day is known, so that order never depends on
    it. `text` is cut at LONGEST. `links` and `tags` are those of the story, in their order, where they were asked for.
    """

    id: int
    url: str
    outlet: str
    title: str
    text: str = field(repr=False)
    at: datetime
    day: date
    dated: bool
    offset: str | None = None
    section: str | None = None
    kind: str = "news"
    dateline: str | None = None
    credit: str | None = None
    claim: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)
    tags: tuple[str, ...] = ()


def clippings(db: Database, units: Sequence[Unit], *, links: bool = False, tags: bool = False) -> Iterator[Clipping]:
    """The articles of those numbers, in the order given, with their links and tags where wanted."""
    marks = ", ".join("?" * len(units))
    rows = {row[0]: row for row in db.execute(f"SELECT {_COLUMNS} FROM articles WHERE id IN ({marks})", list(units))}  # noqa: S608
    linked = _links(db, units, marks) if links else {}
    tagged = _tags(db, units, marks) if tags else {}
    for unit in units:
        if unit in rows:
            yield _clipping(rows[unit], linked.get(unit, ()), tagged.get(unit, ()))


def _clipping(row: tuple[object, ...], links: tuple[Link, ...], tags: tuple[str, ...]) -> Clipping:
    number, url, outlet, title, text, at, on, offset, section, kind, dateline, credit, claim, seen = row
    day = date.fromisoformat(str(on or str(seen)[:10]))
    values = {
        "id": number,
        "url": url,
        "outlet": outlet,
        "title": title,
        "text": text,
        "at": moment(str(at) if at else f"{on}T12:00:00Z" if on else str(seen)),
        "day": day,
        "dated": on is not None,
        "offset": offset,
        "section": section,
        "kind": kind,
        "dateline": dateline,
        "credit": credit,
        "claim": claim,
        "links": links,
        "tags": tags,
    }
    return Clipping(**values)  # type: ignore[arg-type]


def _links(db: Database, units: Sequence[Unit], marks: str) -> dict[Unit, tuple[Link, ...]]:
    query = f"SELECT article_id, url, text, kind FROM links WHERE article_id IN ({marks}) ORDER BY article_id, position"  # noqa: S608

    def link(url: str, text: str, kind: LinkKind) -> Link:
        return Link(url=url, text=text, kind=kind)

    grouped = groupby(db.execute(query, list(units)), key=lambda row: row[0])
    return {number: tuple(link(*row[1:]) for row in rows) for number, rows in grouped}


def _tags(db: Database, units: Sequence[Unit], marks: str) -> dict[Unit, tuple[str, ...]]:
    query = (
        "SELECT t.article_id, tags.name FROM article_tags AS t JOIN tags ON tags.id = t.tag_id"  # noqa: S608
        f" WHERE t.article_id IN ({marks}) ORDER BY t.article_id, t.position"
    )
    grouped = groupby(db.execute(query, list(units)), key=lambda row: row[0])
    return {number: tuple(name for _, name in rows) for number, rows in grouped}
