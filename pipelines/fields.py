"""What a row of an export has: a database and a wish come in, the fields of a row go out, each with its query.

A row is an article. Its findings are lists in it; their fields are those of the tables as this file has them, so that
an analysis needs no word here. Numbers that mean something only within one file become addresses and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

Kind = Literal["text", "integer", "number", "boolean", "day", "moment", "names", "records"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: its name, what it holds, and for records the fields of each. `words`: they are an outlet's own."""

    name: str
    kind: Kind = "text"
    words: bool = False
    fields: tuple[Field, ...] = ()
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A list in each row, and the query of (article id, values…) that fills it for a JSON list of article ids."""

    field: Field
    query: str


@dataclass(frozen=True, kw_only=True)
class Shape:
    """All of a row: the columns of `articles`, then the lists; and what was wished for and is not there."""

    columns: tuple[Field, ...]
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of a row."""
        return (*self.columns, *(part.field for part in self.parts))


COLUMNS = (
    Field(name="url"),
    Field(name="outlet"),
    Field(name="title", words=True),
    Field(name="description", words=True),
    Field(name="text", words=True),
    Field(name="published_at", kind="moment"),
    Field(name="published_on", kind="day"),
    Field(name="published_offset"),
    Field(name="published_precision"),
    Field(name="modified_at", kind="moment"),
    Field(name="section"),
    Field(name="kind"),
    Field(name="dateline"),
    Field(name="initials"),
    Field(name="credit"),
    Field(name="claim", words=True),
    Field(name="image"),
    Field(name="image_caption", words=True),
    Field(name="paywalled", kind="boolean"),
    Field(name="words", kind="integer"),
    Field(name="text_hash"),
    Field(name="title_hash"),
    Field(name="flags"),
    Field(name="first_seen_at", kind="moment"),
    Field(name="fetched_at", kind="moment"),
    Field(name="gone_at", kind="moment"),
    Field(name="recipe"),
    Field(name="parts", kind="integer"),
    Field(name="parts_expected", kind="integer"),
)
#: Lists of names that every row has, by the role in the byline.
ROLES = {f"{role}s": role for role in ("author", "reporter", "contributor", "photographer", "editor")}

#: What `--with` knows: the table of each, and the analysis that fills it (none: it is part of the news).
FINDINGS = {
    "links": ("links", None),
    "versions": ("versions", None),
    "languages": ("languages", "language"),
    "copies": ("copies", "copies"),
    "stories": ("story_articles", "stories"),
    "entities": ("mentions", "entities"),
    "quotes": ("quotes", "quotes"),
    "sources": ("sources", "sources"),
    "places": ("places", "places"),
    "keywords": ("keywords", "keywords"),
    "topics": ("topics", "topics"),
    "times": ("times", "times"),
}
#: Columns that are numbers of this file, and what stands for them.
_SAID = {
    "original_id": ("original_url", "(SELECT url FROM articles WHERE id = f.original_id)", "articles"),
    "target_article_id": ("target_url", "(SELECT url FROM articles WHERE id = f.target_article_id)", "articles"),
    "entity_id": ("entity", "(SELECT name FROM entities WHERE id = f.entity_id)", "entities"),
    "speaker_entity_id": ("speaker_entity", "(SELECT name FROM entities WHERE id = f.speaker_entity_id)", "entities"),
}
_HEADLINE = Field(name="story", words=True, expression="(SELECT headline FROM stories WHERE id = f.story_id)")
#: Columns of findings that repeat an outlet's words.
_WORDS = frozenset({"text", "title"})


def read_shape(db: Database, wanted: Sequence[str], *, without_text: bool) -> Shape:
    """The shape of a row in this file. `wanted` are names of FINDINGS."""
    tables = set(db.table_names())
    parts = [*_bylines(), _tags()]
    missing, empty = [], []
    for name in wanted:
        table, analysis = FINDINGS[name]
        if table not in tables:
            missing.append(name)
            continue
        parts.append(_finding(db, name, table, analysis, tables, without_text=without_text))
        if db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:  # noqa: S608 - a table of ours
            empty.append(name)
    columns = tuple(field for field in COLUMNS if not (without_text and field.words))
    return Shape(columns=columns, parts=tuple(parts), missing=tuple(missing), empty=tuple(empty))


def read_part(db: Database, name: str, table: str) -> Part:
    """A list of records out of a table of a file in which every finding is of the text as it is."""
    return _finding(db, name, table, None, set(db.table_names()), without_text=False)


def _bylines() -> list[Part]:
    return [
        Part(
            field=Field(name=name, kind="names"),
            query=(
                "SELECT ap.article_id, p.name FROM article_people AS ap JOIN people AS p ON p.id = ap.person_id"  # noqa: S608
                f" WHERE ap.role = '{role}' AND ap.article_id IN (SELECT value FROM json_each(?))"
                " ORDER BY ap.article_id, ap.position, p.name"
            ),
        )
        for name, role in ROLES.items()
    ]


def _tags() -> Part:
    query = (
        "SELECT at.article_id, t.name FROM article_tags AS at JOIN tags AS t ON t.id = at.tag_id"
        " WHERE at.article_id IN (SELECT value FROM json_each(?)) ORDER BY at.article_id, at.position, t.name"
    )
    return Part(field=Field(name="tags", kind="names"), query=query)


def _finding(
    db: Database, name: str, table: str, analysis: str | None, tables: set[str], *, without_text: bool
) -> Part:
    """A list of records out of a table of findings; offsets only where they are those of the text as it is now."""
    columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info([{table}])")]
    fields: list[Field] = []
    for column, declared in columns:
        if column in ("article_id", "position"):
            continue
        said, expression, needed = _SAID.get(column, (column, f'f."{column}"', table))
        if needed in tables:
            kind = "text" if column in _SAID else _kind(declared)
            fields.append(Field(name=said, kind=kind, words=column in _WORDS, expression=expression))
        if column == "story_id" and "stories" in tables:
            fields.append(_HEADLINE)
    fields = [field for field in fields if not (without_text and field.words)]
    names = {column for column, _ in columns}
    first = [f'f."{column}"' for column in ("position", "start", "end") if column in names]
    order = ", ".join(["f.article_id", *first, *(field.expression for field in fields)])
    current = ""
    if "start" in names and analysis and "analysed" in tables:
        current = f" AND EXISTS (SELECT 1 FROM analysed WHERE analysis = '{analysis}' AND unit = +f.article_id)"  # noqa: S608
    query = (
        f"SELECT {', '.join(['f.article_id', *(field.expression for field in fields)])} FROM {table} AS f"  # noqa: S608
        f" WHERE f.article_id IN (SELECT value FROM json_each(?)){current} ORDER BY {order}"
    )
    return Part(field=Field(name=name, kind="records", fields=tuple(fields)), query=query)


def _kind(declared: str) -> Kind:
    return {"INTEGER": "integer", "REAL": "number"}.get(declared.upper(), "text")  # type: ignore[return-value]
