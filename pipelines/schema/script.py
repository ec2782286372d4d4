"""Scripts of SQL: a text in, its statements out."""

from __future__ import annotations

import sqlite3


def statements(script: str) -> list[str]:
    """A script's statements one by one: `executescript` would commit the migration's transaction."""
    found, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found
