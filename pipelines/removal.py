"""Taking articles out on request: addresses as people give them in, tombstones in the ledger out.

A tombstone is a link's row with the outcome `removed`, the reason in `detail` and the moment in `fetched_at`. It has
no due date, so no crawl asks it again, and the store refuses what would bring it back under any of its addresses.
Every function that writes expects the store's open transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlite_utils import Database

from pipelines.address import Marks, canonical
from pipelines.canonical import normal
from pipelines.clock import stamp

_FRONT = re.compile(r"^(?:www|m|mobile|amp|wap)\.(?=.+\.)")
#: The hosts under which one site shows one story: the same path on each is the same story.
_FRONTS = ("", "www.", "m.", "mobile.", "amp.", "wap.")

#: SQLite takes so many values in one statement, whatever its version.
_AT_ONCE = 900


@dataclass(frozen=True, kw_only=True)
class Target:
    """What an address that a person gave stands for: the ledger's addresses, and the articles where there are any.

    They are one, or more where a mobile host claimed no address. `copies` are articles of other addresses with the
    very same text, which stay unless they are named too.
    """

    urls: tuple[str, ...]
    outlet: str
    titles: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()
    copies: tuple[str, ...] = ()


def forms(url: str, marks: Sequence[Marks] = ()) -> list[str]:
    """The keys under which the ledger may know an address: without views and page marks, on each host of the site."""
    keys = dict.fromkeys([canonical(url), normal(url), *(canonical(url, mark) for mark in marks)])
    found = dict(keys)
    for key in keys:
        host = host_of(key)
        bare = _FRONT.sub("", host)
        if "." in bare:
            found |= {key.replace(host, front + bare, 1): None for front in _FRONTS}
    return list(found)


def host_of(url: str) -> str:
    """The host of an address, with its port; "" where it is no address."""
    try:
        return urlsplit(url).netloc
    except ValueError:  # half an IPv6 address
        return ""


def tombstones(db: Database, urls: Iterable[str]) -> dict[str, str]:
    """Which of these addresses, or a twin of them, were taken out, and the reason for it."""
    if db.execute("SELECT 1 FROM fetches WHERE outcome = 'removed' LIMIT 1").fetchone() is None:
        return {}  # an index of its own has the few there are; in most archives there is none
    keys = {url: forms(url) for url in urls}
    every = list(dict.fromkeys(form for some in keys.values() for form in some))
    found: dict[str, str] = {}
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        query = f"SELECT url, detail FROM fetches WHERE url IN ({', '.join('?' * len(some))}) AND outcome = 'removed'"  # noqa: S608
        found |= db.execute(query, some).fetchall()
    return {url: found[form] for url, some in keys.items() for form in some if form in found} if found else {}


def tombstone(db: Database, urls: Iterable[str]) -> str | None:
    """The reason for which one of these addresses, or a twin of one, was taken out; None where none was."""
    return next(iter(tombstones(db, urls).values()), None)


def find(db: Database, url: str, marks: Sequence[Marks] = ()) -> Target | None:
    """What the ledger knows under an address, in whatever form it is given; None where it knows nothing."""
    keys = forms(url.strip(), marks)
    holes = ", ".join("?" * len(keys))
    rows = db.execute(
        f"SELECT url, outlet, article_id FROM fetches WHERE url IN ({holes}) OR asked = ?"  # noqa: S608
        f" UNION SELECT url, outlet, id FROM articles WHERE url IN ({holes})",
        [*keys, url.strip(), *keys],
    ).fetchall()
    if not rows:
        return None
    urls = dict.fromkeys(row[0] for row in rows)
    articles = tuple(dict.fromkeys(row[2] for row in rows if row[2] is not None))
    titles: list[str] = []
    copies: dict[int, str] = {}
    for one in articles:
        own, title, text_hash, words = db.execute(
            "SELECT url, title, text_hash, words FROM articles WHERE id = ?", [one]
        ).fetchone()
        titles.append(title)
        urls[own] = None
        urls |= dict.fromkeys(row[0] for row in db.execute("SELECT url FROM fetches WHERE article_id = ?", [one]))
        if words:  # a page of pictures without a word is no copy of another
            same = db.execute("SELECT id, url FROM articles WHERE text_hash = ?", [text_hash])
            copies |= {row[0]: row[1] for row in same if row[0] not in articles}
    return Target(
        urls=tuple(urls), outlet=rows[0][1], titles=tuple(titles), articles=articles, copies=tuple(copies.values())
    )


def bury(db: Database, target: Target, reason: str, at: datetime) -> None:
    """Delete an article with all that hangs on it, and leave a tombstone at each of its addresses."""
    for article_id in target.articles:
        _delete(db, article_id)
    for url in target.urls:
        db.execute("DELETE FROM links WHERE url = ?", [url])
        db.execute(
            "INSERT INTO fetches (url, outlet, via, listed_at, fetched_at, outcome, detail)"
            " VALUES (?1, ?2, 'remove', ?3, ?3, 'removed', ?4) ON CONFLICT (url) DO UPDATE SET"
            " fetched_at = ?3, outcome = 'removed', detail = ?4, status = NULL, etag = NULL, last_modified = NULL,"
            " due_at = NULL, recipe = NULL, article_id = NULL WHERE outcome IS NOT 'removed'",
            [url, target.outlet, stamp(at), reason],
        )


def _delete(db: Database, article_id: int) -> None:
    """The row, by cascade what analyses found in it, and the people and tags that nothing else names."""
    named = {
        table: [row[0] for row in db.execute(f"SELECT {key} FROM {joint} WHERE article_id = ?", [article_id])]  # noqa: S608
        for table, joint, key in _NAMES
    }
    db.execute(
        "UPDATE fetches SET listed_on = coalesce(listed_on, (SELECT published_on FROM articles WHERE id = ?1))"
        " WHERE article_id = ?1",
        [article_id],
    )
    db.execute("DELETE FROM articles WHERE id = ?", [article_id])
    for table, joint, key in _NAMES:
        orphaned = f"DELETE FROM {table} WHERE id = ? AND NOT EXISTS (SELECT 1 FROM {joint} WHERE {key} = {table}.id)"  # noqa: S608
        for one in named[table]:
            db.execute(orphaned, [one])


_NAMES = (("people", "article_people", "person_id"), ("tags", "article_tags", "tag_id"))
