"""What the analyses find in single articles, away from any file: articles come in, rows by table go out.

The same functions as in `news.db`, by the same statements: a scratch file holds a few articles at a time, each analysis
that reads nothing but an article runs over it, and its tables are read as an export reads them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis import entities, language, places, quotes, sources, times
from analysis.base import Analysis, open_findings
from pipelines.db import writing
from pipelines.fields import Field, Part, read_part
from pipelines.items import Article
from pipelines.lake_rows import OF_ARTICLE, Row, of_article
from pipelines.store import Store

#: Those that need no other article, in order: quotes read the names that entities found.
ANALYSES: tuple[Analysis, ...] = (
    language.ANALYSIS, entities.ANALYSIS, quotes.ANALYSIS, sources.ANALYSIS, places.ANALYSIS, times.ANALYSIS,
)  # fmt: skip
#: Tables of a lake with findings; each is the table of that name in `news.db`.
TABLES = ("languages", "mentions", "roles", "aliases", "quotes", "sources", "places", "times")
VERSIONS = {one.name: one.version for one in ANALYSES}


class Finder:
    """The analyses, made ready once; `tables` are the columns of what they find."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kliping-lake-")
        path = Path(self._folder.name) / "scratch.db"
        self.db = open_findings(path)
        self.store = Store(path)
        self._runs = [one.begin(self.db) for one in ANALYSES]
        self._parts: dict[str, Part] = {name: read_part(self.db, name, name) for name in TABLES}
        self.tables: Mapping[str, tuple[Field, ...]] = {
            name: (*OF_ARTICLE, Field(name="position", kind="integer"), *map(_named, part.field.fields))
            for name, part in self._parts.items()
        }

    def close(self) -> None:
        """Take the scratch file away."""
        self.store.close()
        self.db.close()
        self._folder.cleanup()

    def find(self, articles: Sequence[Article]) -> list[dict[str, list[Row]]]:
        """For each article its rows by table. No two articles have one address or come from one link."""
        self.store.bring(articles)
        numbers = dict(self.db.execute("SELECT url, id FROM articles"))
        ids = [numbers[article.url] for article in articles]
        with writing(self.db):
            for run in self._runs:
                run(ids)
        found = {name: self._read(part, ids) for name, part in self._parts.items()}
        rows = [
            {name: self._rows(name, article, found[name].get(one, [])) for name in TABLES}
            for article, one in zip(articles, ids, strict=True)
        ]
        self._clear()
        return rows

    def _read(self, part: Part, ids: Sequence[int]) -> dict[int, list[tuple[object, ...]]]:
        found: dict[int, list[tuple[object, ...]]] = {}
        for article_id, *values in self.db.execute(part.query, [json.dumps(ids)]):
            found.setdefault(article_id, []).append(tuple(values))
        return found

    def _rows(self, name: str, article: Article, records: Sequence[tuple[object, ...]]) -> list[Row]:
        names = [_named(field).name for field in self._parts[name].field.fields]
        return [
            {**of_article(article), "position": place, **dict(zip(names, record, strict=True))}
            for place, record in enumerate(records, 1)
        ]

    def _clear(self) -> None:
        """Everything goes but the file: names are numbered anew for the next articles."""
        with writing(self.db):
            for table in (*TABLES, "entities", "fetches", "articles", "people", "tags"):
                self.db.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours


def _named(field: Field) -> Field:
    """A column under a name that no folder has: whoever reads Parquet takes `outlet` from the folder."""
    return replace(field, name="source_outlet") if field.name == "outlet" else field
