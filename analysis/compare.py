"""Findings of two files held side by side: a database in, its findings by URL and natural keys out.

Numbers of articles, entities and stories are replaced by what they stand for, so that a run that was killed and taken
up again, or one over articles that came in another order, can be compared with another. Stories are the articles that
they hold: they depend on the order of arrival, so both sides are to be rebuilt first (`analyse stories --all`).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from functools import lru_cache

from sqlite_utils import Database
from sqlite_utils.db import Table

from analysis import ANALYSES
from pipelines.compare import Rows
from pipelines.schema import news

#: What belongs to the run and not to what was found: the numbers that stories had before, remembered vectors.
_LEFT_OUT = frozenset({"_sqlite_migrations", "analyses", "analysed", "stories", "story_merges", "story_vectors"})
#: Other tables that findings hang on, and what their rows stand for.
_STANDS_FOR = {
    "articles": "(SELECT url FROM articles WHERE id = {})",
    "entities": "(SELECT kind || ' ' || name FROM entities WHERE id = {})",
    "stories": "NULL",
    "watches": "(SELECT name FROM watches WHERE id = {})",
}


def natural_findings(db: Database) -> dict[str, Rows]:
    """Each table of findings by natural keys."""
    others = _LEFT_OUT | _news_tables()
    found = {table: _rows(db, table) for table in sorted(db.table_names()) if table not in others}
    found["stories"] = _stories(db)
    found["analysed"] = _analysed(db)
    return found


@lru_cache
def _news_tables() -> frozenset[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        db = Database(connection)
        news.apply(db)
        return frozenset(db.table_names())


def _rows(db: Database, table: str) -> Rows:
    made = Table(db, table)
    refers = {key.column: key.other_table for key in made.foreign_keys}
    columns = []
    for column in made.columns:
        name = f'"{column.name}"'
        if column.name == "id" or column.name.endswith("_id"):
            name = _STANDS_FOR[refers[column.name]].format(name) if column.name in refers else "NULL"
        columns.append(name)
    return frozenset(tuple(row) for row in db.execute(f'SELECT {", ".join(columns)} FROM "{table}"'))  # noqa: S608


def _stories(db: Database) -> Rows:
    held: defaultdict[int, list[str]] = defaultdict(list)
    for story, url in db.execute(
        "SELECT story_id, url FROM story_articles JOIN articles ON id = article_id ORDER BY url"
    ):
        held[story].append(url)
    query = "SELECT id, headline, first_at, last_at, outlets, articles, copies FROM stories"
    return frozenset((" ".join(held[story]), *row) for story, *row in db.execute(query))


def _analysed(db: Database) -> Rows:
    """What was read by which version: digests may hold numbers of articles."""
    units = {one.name: one.unit for one in ANALYSES}
    query = "SELECT d.analysis, d.version, d.unit, (SELECT url FROM articles WHERE id = d.unit) FROM analysed AS d"
    return frozenset(
        (analysis, version, url if units.get(analysis) == "article" else unit)
        for analysis, version, unit, url in db.execute(query)
    )
