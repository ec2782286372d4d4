"""Full-text queries that a person wrote: words come in, what is wrong with them goes out."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

#: What a saved query may be called: it names a file, too.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def fault_of(query: str) -> str | None:
    """Why a query over title and text cannot be used, and what to try; None where it can. No file is needed."""
    if not re.search(r"\w", query):
        return f"{query!r} has no word to look for"
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text)")
        try:
            db.execute("SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?", [query]).fetchall()
        except sqlite3.OperationalError as error:
            if str(error).endswith('near ""') or "unterminated" in str(error):
                return f"{query!r} is no full-text query: it ends too early ({error})"
            return (
                f"{query!r} is no full-text query: {error}; words with signs in them stand in double quotes, "
                "as in '\"pemilu-2029\" OR pilkada'"
            )
    return None
