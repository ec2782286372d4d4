"""Entities: an article's text comes in, the people, organisations and places it names go out, over the whole archive.

One name is one entity of its kind: people are put together where a text itself, or common knowledge ("Jokowi"), gives
the full name. Two people of one full name are one row: nothing in a text tells them apart for certain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from analysis.base import ARTICLES, Analysis, Run, Unit
from analysis.clipping import clippings
from analysis.lexicon import FOLDER, read_lexicon
from analysis.named import Alias, Mention, Named, Role
from analysis.names import NameKind, tagger
from analysis.naming import find_names

#: Counts the code's own changes; the models and the word lists have versions of their own.
CODE = 7
_LISTS = ("aliases", "gazetteer", "heads", "kinds", "ordinary", "regions", "roles", "saying")


def version() -> str:
    """The version of names: of the code, of each word list, and of the models by their checksums."""
    lists = ".".join(str(read_lexicon(name)["version"]) for name in _LISTS)
    sums = json.loads((FOLDER / "names.json").read_text(encoding="utf-8"))["sha256"]
    return f"{CODE}-{lists}-{'-'.join(sums[name][:8] for name in sorted(sums))}"


def read_named(db: Database, article_id: Unit) -> Named:
    """What was found in an article, as it was found."""
    mentions = db.execute(
        "SELECT m.start, m.end, m.kind, e.name, m.rule, m.score FROM mentions AS m"
        " JOIN entities AS e ON e.id = m.entity_id WHERE m.article_id = ? ORDER BY m.start",
        [article_id],
    )
    roles = db.execute(
        "SELECT r.start, r.end, r.role, e.name, r.rule FROM roles AS r"
        " JOIN entities AS e ON e.id = r.entity_id WHERE r.article_id = ? ORDER BY r.start",
        [article_id],
    )
    aliases = db.execute(
        "SELECT e.name, a.alias, e.kind FROM aliases AS a JOIN entities AS e ON e.id = a.entity_id"
        " WHERE a.article_id = ? ORDER BY e.name, a.alias",
        [article_id],
    )
    return Named(
        mentions=tuple(Mention(start=a, end=b, kind=k, name=n, rule=r, score=s) for a, b, k, n, r, s in mentions),
        roles=tuple(Role(start=a, end=b, role=role, name=n, rule=r) for a, b, role, n, r in roles),
        aliases=tuple(Alias(name=n, alias=a, kind=k) for n, a, k in aliases),
    )


def _begin(db: Database) -> Run:
    models = tagger()
    numbers: dict[tuple[str, NameKind], int] = {}

    def number(name: str, kind: NameKind) -> int:
        if (name, kind) not in numbers:
            db.execute("INSERT OR IGNORE INTO entities (name, kind) VALUES (?, ?)", [name, kind])
            found = db.execute("SELECT id FROM entities WHERE name = ? AND kind = ?", [name, kind]).fetchone()
            numbers[name, kind] = found[0]
        return numbers[name, kind]

    def run(units: Sequence[Unit]) -> None:
        numbers.clear()  # a batch that is rolled back takes the numbers it gave along
        for one in clippings(db, units):
            named = find_names(one.text, models)
            _write(
                db,
                "mentions",
                ((one.id, m.start, m.end, number(m.name, m.kind), m.kind, m.rule, m.score) for m in named.mentions),
            )
            _write(
                db, "roles", ((one.id, r.start, r.end, number(r.name, "person"), r.role, r.rule) for r in named.roles)
            )
            _write(db, "aliases", ((one.id, number(a.name, a.kind), a.alias) for a in named.aliases))

    return run


def _write(db: Database, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    values = list(rows)
    if values:
        marks = ", ".join("?" * len(values[0]))
        db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - a table of ours


def _tidy(db: Database) -> None:
    """Names that no article has any more go."""
    db.execute(
        "DELETE FROM entities WHERE NOT EXISTS (SELECT 1 FROM mentions WHERE entity_id = entities.id)"
        " AND NOT EXISTS (SELECT 1 FROM aliases WHERE entity_id = entities.id)"
    )


ANALYSIS = Analysis(
    name="entities",
    version=version(),
    units=ARTICLES,
    tables={"mentions": "article_id", "roles": "article_id", "aliases": "article_id"},
    begin=_begin,
    tidy=_tidy,
)
