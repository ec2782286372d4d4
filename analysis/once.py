"""Copies counted once: numbers of articles come in, the originals of those that are copies go out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from analysis.base import Unit

#: A passage or a form shared with another article makes no copy of it.
KINDS = "('exact', 'copy', 'shortened', 'extended')"
#: What an article was copied from, as part of a digest; of an article `a`.
COPIED_FROM = (
    "coalesce((SELECT group_concat(c.original_id, ' ') FROM copies AS c"  # noqa: S608 - a query of ours
    f" WHERE c.article_id = a.id AND c.kind IN {KINDS}), '')"
)
#: Whether an article `a` is a copy of another that is here.
IS_COPY = f"EXISTS (SELECT 1 FROM copies AS c WHERE c.article_id = a.id AND c.kind IN {KINDS})"  # noqa: S608


def originals(db: Database, units: Sequence[Unit]) -> dict[int, int]:
    """For each of the articles that is a copy, the one that most of it comes from."""
    marks = ", ".join("?" * len(units))
    query = (
        f"SELECT article_id, original_id FROM copies WHERE article_id IN ({marks}) AND kind IN {KINDS}"  # noqa: S608
        " ORDER BY article_id, containment, original_id DESC"
    )
    return dict(db.execute(query, list(units)))
