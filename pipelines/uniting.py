"""What several files say of one thing comes in, and what a file says that knows it all goes out. Pure but for reading.

The same in whatever order the files come, and however often one is given.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from pipelines.history import FOUND, State, states, weave
from pipelines.incoming import GONE

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article as one file has it: its row, what hangs on it in order, and all that is known of what it said."""

    row: Row
    people: tuple[tuple[Any, ...], ...] = ()
    tags: tuple[tuple[Any, ...], ...] = ()
    links: tuple[tuple[Any, ...], ...] = ()
    states: tuple[State, ...] = field(default=(), repr=False)


def grouped(sources: Sequence[Database], table: str, key: str) -> Iterator[list[tuple[int, Row]]]:
    """A table's rows of all files, those of one key together, each with the number of its file."""

    def rows(number: int, source: Database) -> Iterator[tuple[int, Row]]:
        for row in source.query(f"SELECT * FROM {table} ORDER BY {key}"):  # noqa: S608
            yield number, row

    merged = heapq.merge(*(rows(n, source) for n, source in enumerate(sources)), key=lambda one: one[1][key])
    for _, same in groupby(merged, key=lambda one: one[1][key]):
        yield list(same)


def order(*values: Any) -> tuple[Any, ...]:
    """A key to sort by in which NULL comes first and no two types meet."""
    return tuple((value is not None, str(type(value)), value) for value in values)


def latest(rows: Iterable[Row], *by: str) -> Row:
    """The row that is latest by some columns, by all others where they are the same."""
    return max(rows, key=lambda row: order(*(row[name] for name in by), *(row[name] for name in sorted(row))))


def read_story(db: Database, row: Row) -> Story:
    """An article with all that hangs on it."""

    def hanging(query: str) -> tuple[tuple[Any, ...], ...]:
        return tuple(tuple(one) for one in db.execute(f"{query} WHERE article_id = ? ORDER BY position", [row["id"]]))

    return Story(
        row={name: value for name, value in row.items() if name != "id"},
        people=hanging("SELECT name, role, position FROM article_people JOIN people ON people.id = person_id"),
        tags=hanging("SELECT name, position FROM article_tags JOIN tags ON tags.id = tag_id"),
        links=hanging("SELECT position, url, text, kind FROM links"),
        states=tuple(states(db, row["id"])),
    )


def unite_stories(stories: Sequence[Story], looks: Iterable[tuple[str, str]]) -> tuple[Story, list[State]]:
    """One story of several, and its versions. `looks` are the moments and outcomes of all requests for it."""
    apart = {"first_seen_at", "gone_at"}
    names = sorted(stories[0].row.keys() - apart - {"fetched_at", "title", "text"})

    def key(story: Story) -> tuple[Any, ...]:
        row = story.row
        first = order(row["fetched_at"], row["title"], row["text"], *(row[name] for name in names))
        return (first, story.people, story.tags, story.links)

    last = max(stories, key=key)
    seen = [(at, outcome) for at, outcome in looks]
    found = max([story.row["fetched_at"] for story in stories] + [at for at, outcome in seen if outcome in FOUND])
    gone = [story.row["gone_at"] for story in stories if story.row["gone_at"]]
    gone += [at for at, outcome in seen if outcome in GONE]
    row = last.row | {
        "first_seen_at": min(story.row["first_seen_at"] for story in stories),
        "gone_at": min((at for at in gone if at > found), default=None),
    }
    united = Story(row=row, people=last.people, tags=last.tags, links=last.links)
    return united, _versions(stories)


def _versions(stories: Sequence[Story]) -> list[State]:
    """The versions of stories: of those that were read by one recipe, captures that differ are edits."""
    by_recipe: dict[str | None, set[State]] = {}
    for story in stories:
        by_recipe.setdefault(story.row["recipe"], set()).update(story.states)
    return weave(state for known in by_recipe.values() if weave(known) for state in known)


def unite_fetches(rows: Sequence[Row]) -> Row:
    """One line of the ledger of several. That a story was found outweighs that another file did not find it."""

    def rank(row: Row) -> tuple[Any, ...]:
        kind = (row["outcome"] is not None) + (row["article"] is not None)
        return (kind, order(row["fetched_at"], *(row[name] for name in sorted(row))))

    listed = min(rows, key=lambda row: order(row["listed_at"], row["via"], row["asked"]))
    days = [row for row in rows if row["listed_on"] is not None]
    first = min(days, key=lambda row: order(row["listed_at"], row["listed_on"]), default=listed)
    return max(rows, key=rank) | {
        "asked": listed["asked"],
        "via": listed["via"],
        "listed_at": listed["listed_at"],
        "listed_on": first["listed_on"],
        "tries": max(row["tries"] for row in rows),
    }


def unite_tombstones(rows: Sequence[Row], reason: str, at: str) -> Row:
    """The ledger's line of what was taken out of one of the files, or leads to it: the first reason that was given."""
    given = [(row["fetched_at"], row["detail"]) for row in rows if row["outcome"] == "removed"]
    at, reason = min(given, default=(at, reason))
    nothing = dict.fromkeys(("status", "etag", "last_modified", "due_at", "recipe", "article"))
    return unite_fetches(rows) | nothing | {"outcome": "removed", "fetched_at": at, "detail": reason}


def taken_out(sources: Sequence[Database]) -> dict[str, tuple[str, str, str]]:
    """Every address of what was taken out of one of the files: when, why, and whose it was."""
    from pipelines.removal import forms

    found: dict[str, tuple[str, str, str]] = {}
    for source in sources:
        for url, at, reason, outlet in source.execute(
            "SELECT url, fetched_at, detail, outlet FROM fetches WHERE outcome = 'removed'"
        ):
            found[url] = min(found.get(url, (at, reason, outlet)), (at, reason, outlet))
    spread = bool(found)
    while spread:
        spread = False
        for source in sources:
            for urls in _addresses(source, {form for url in found for form in forms(url)}):
                cause = min(found[form] for url in urls for form in forms(url) if form in found)
                for url in urls - found.keys():
                    found[url], spread = cause, True
    return found


def _addresses(source: Database, keys: set[str]) -> Iterator[set[str]]:
    """All addresses of each article that one of the keys leads to, and links of the ledger that lead to none."""
    for key in keys:
        ids = {
            row[0]
            for row in source.execute(
                "SELECT id FROM articles WHERE url = ?1 UNION SELECT article_id FROM fetches WHERE url = ?1", [key]
            )
        }
        for one in ids - {None}:
            query = "SELECT url FROM articles WHERE id = ?1 UNION SELECT url FROM fetches WHERE article_id = ?1"
            yield {row[0] for row in source.execute(query, [one])}
        if None in ids:
            yield {key}


def remapped(row: Row, crawls: Mapping[int, int]) -> Row:
    """A row with its run's number in the merged file, and without its own."""
    return {name: value for name, value in row.items() if name != "id"} | {"crawl_id": crawls.get(row["crawl_id"])}
