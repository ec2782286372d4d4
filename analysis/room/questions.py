"""The questions behind the pages: `queries/*.sql`, each named by its file, and what each needs.

A query opens with remarks: `-- needs:` names the tables that analyses make, `-- analysis:` the analysis whose findings
it shows. Comes in: a question's name and values. Goes out: an `Answer`, which says in one word why it has no rows.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from datasette.database import Database, QueryInterrupted

QUERIES = Path(__file__).resolve().parent / "queries"

#: `answered`; or its analysis never ran; or its tables are not in this file; or it took too long.
State = Literal["answered", "not_run", "absent", "slow"]
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A named query, the values it asks for, and what it rests on."""

    name: str
    sql: str
    needs: frozenset[str]
    analysis: str | None
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of a question, or why there are none."""

    name: str
    state: State
    rows: list[Row] = field(default_factory=list)
    analysis: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> Row | None:
        """The only row of a question that has one."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a file has at this moment: its tables and views, and the analyses that ran."""

    tables: frozenset[str]
    ran: frozenset[str]


@cache
def read_questions(folder: Path = QUERIES) -> dict[str, Question]:
    """Every named question of the room."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def _read(path: Path) -> Question:
    sql = path.read_text(encoding="utf-8").strip()
    needs = re.search(r"^-- needs: (.+)$", sql, re.M)
    analysis = re.search(r"^-- analysis: (\w+)$", sql, re.M)
    body = re.sub(r"^--.*$", "", sql, flags=re.M)
    return Question(
        name=path.stem,
        sql=sql,
        needs=frozenset(needs[1].split() if needs else ("articles",)),
        analysis=analysis[1] if analysis else None,
        values=tuple(dict.fromkeys(re.findall(r"(?<!:):([a-z_]+)", body))),
    )


async def look(db: Database) -> Shape:
    """What the file has now: a crawl or an analysis may be adding to it."""
    tables = frozenset(row[0] for row in await db.execute("SELECT name FROM sqlite_master"))
    ran = await db.execute("SELECT name FROM analyses") if "analyses" in tables else []
    return Shape(tables=tables, ran=frozenset(row[0] for row in ran))


def state_of(question: Question, shape: Shape) -> State:
    """Whether the file can answer it."""
    if not question.needs <= shape.tables:
        return "absent" if question.analysis is None else "not_run"
    return "not_run" if question.analysis is not None and question.analysis not in shape.ran else "answered"


async def ask(db: Database, shape: Shape, name: str, **values: Any) -> Answer:
    """Ask one question."""
    question = read_questions()[name]
    state = state_of(question, shape)
    rows: list[Row] = []
    if state == "answered":
        try:
            found = await db.execute(question.sql, {key: values[key] for key in question.values})
            rows = [dict(row) for row in found.rows]
        except QueryInterrupted:
            state = "slow"
    return Answer(name=name, state=state, rows=rows, analysis=question.analysis, values=values)


async def ask_all(db: Database, shape: Shape, *names: str, **values: Any) -> dict[str, Answer]:
    """Ask several questions of the same values, side by side."""
    answers = await asyncio.gather(*(ask(db, shape, name, **values) for name in names))
    return {answer.name: answer for answer in answers}
