"""Two files held side by side: a database in, its rows by URL and natural keys out.

Surrogate numbers and times of fetching are left out, so that a crawl that was killed and taken up again,
a replay or a merge can be compared with an undisturbed crawl.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipelines.db import writing
from pipelines.schema import COUNTED, news
from pipelines.shape import make_again, missing

Rows = frozenset[tuple[Any, ...]]

#: What each table says, in natural keys. `listings`, `attempts` and `crawls` tell of the runs themselves.
NATURAL = {
    "articles": (
        "SELECT url, outlet, title, description, text, published_at, published_on, published_offset,"
        " published_precision, modified_at, section, kind, dateline, initials, credit, claim, image, image_caption,"
        " paywalled, words, text_hash, title_hash, title_from, date_from, byline_from, flags,"
        " gone_at IS NOT NULL AS gone, recipe, parts, parts_expected FROM articles"
    ),
    "article_people": (
        "SELECT a.url, p.name, ap.role, ap.position FROM article_people AS ap"
        " JOIN articles AS a ON a.id = ap.article_id JOIN people AS p ON p.id = ap.person_id"
    ),
    "article_tags": (
        "SELECT a.url, t.name, at.position FROM article_tags AS at"
        " JOIN articles AS a ON a.id = at.article_id JOIN tags AS t ON t.id = at.tag_id"
    ),
    "links": (
        "SELECT a.url, l.position, l.url, l.text, l.kind, target.url FROM links AS l"
        " JOIN articles AS a ON a.id = l.article_id LEFT JOIN articles AS target ON target.id = l.target_article_id"
    ),
    "versions": (
        "SELECT a.url, v.version, v.title, v.text, v.text_hash FROM versions AS v"
        " JOIN articles AS a ON a.id = v.article_id"
    ),
    "fetches": (
        "SELECT f.url, f.outlet, f.listed_on, f.status, f.outcome, f.detail, f.recipe, a.url FROM fetches AS f"
        " LEFT JOIN articles AS a ON a.id = f.article_id"
    ),
}


def natural(db: Database) -> dict[str, Rows]:
    """Each table's rows by natural keys."""
    return {table: frozenset(tuple(row) for row in db.execute(query)) for table, query in NATURAL.items()}


def differences(one: Mapping[str, Rows], other: Mapping[str, Rows]) -> list[str]:
    """What stands in one file and not in the other, a line each, by table; empty where they say the same."""
    lines = []
    for table in sorted({*one, *other}):
        here, there = one.get(table, frozenset()), other.get(table, frozenset())
        for sign, rows in (("-", here - there), ("+", there - here)):
            lines += [f"{sign} {table} {' | '.join(str(value)[:60] for value in row)}" for row in sorted(rows, key=str)]
    return lines


def unsound(db: Database) -> list[str]:
    """What is wrong with a file: what SQLite finds damaged, and what is out of step.

    A file whose maker was killed before its first table stood is empty, and sound: the next crawl makes the tables.
    """
    return [*damaged(db), *(out_of_step(db) if news.applied(db) else ())]


def damaged(db: Database) -> list[str]:
    """What SQLite finds wrong with a file: its integrity, its foreign keys."""
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return [*found, *(f"foreign key: {tuple(row)}" for row in db.execute("PRAGMA foreign_key_check"))]


def out_of_step(db: Database) -> list[str]:
    """Where full text, or a table of counts, says other things than the rows that it is made from."""
    found = []
    articles, words = db.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM articles_fts_docsize)"
    ).fetchone()
    if articles != words:
        found.append(f"full text holds {words} of {articles} articles")
    for table in sorted(COUNTED.keys() & set(db.table_names())):  # a file of before has none of them
        is_, ought = f"SELECT * FROM {table}", f"SELECT * FROM ({COUNTED[table]})"  # noqa: S608
        wrong = f"SELECT * FROM ({is_} EXCEPT {ought}) UNION ALL SELECT * FROM ({ought} EXCEPT {is_})"  # noqa: S608
        if number := db.execute(f"SELECT count(*) FROM ({wrong})").fetchone()[0]:  # noqa: S608
            found.append(f"{table} is out of step in {number} rows")
    return found


def check_words(db: Database | sqlite3.Connection) -> str | None:
    """What FTS5 says against the full-text index, held against every word of the articles; None where it is in step.

    It answers only to an INSERT of its command, within a transaction of the caller's. What else is wrong is raised.
    """
    try:
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return str(error)
    return None


def repair(db: Database) -> list[str]:
    """Make what was dropped, full text and the tables of counts anew, in one transaction; what had been wrong.

    A table of rows of its own that is gone is a DatabaseFileError.
    """
    with writing(db):
        gone = missing(db, news)
        make_again(db, gone)
        found = [f"{part.type} {part.name} was gone" for part in gone] + out_of_step(db)
        if (said := check_words(db)) is not None:
            found.append(f"full text is out of step with the articles: {said}")
        db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        for table, query in COUNTED.items():
            db.execute(f"DELETE FROM {table}")  # noqa: S608
            db.execute(f"INSERT INTO {table} {query}")
    return found
