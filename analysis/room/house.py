"""The house of the room: a Datasette with one file in it that nobody can write to, and our plugin.

Comes in: the path of `news.db`. Goes out: a configured Datasette.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from datasette import handle_exception
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from analysis.room import plugin
from pipelines.db import address
from pipelines.schema import COUNTED

HERE = Path(__file__).resolve().parent
NAME = "news"

SETTINGS = {
    "sql_time_limit_ms": 5000,  # a search of a million articles on a busy machine; the page says so where it ends
    "allow_download": False,  # a copy of a file in WAL mode taken by its bytes is no copy
    "default_page_size": 50,
    "truncate_cells_html": 300,  # a table of whole stories cannot be read
    "suggest_facets": False,  # each suggestion counts the whole table
    "max_csv_mb": 0,
}


#: Tables that analyses and views keep for themselves: at the end of the list, for who looks for them.
BESIDE = ("_sqlite_migrations", "shingles", "shingled", "boilerplate", "story_vectors", "day_counts", *COUNTED)


class ReadOnly(Database):  # type: ignore[misc]  # Datasette has no types
    """The file as this room sees it: opened `mode=ro`, and never to be written."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that can read. Datasette's own would take a `?` in the path for the beginning of options."""
        if write:
            raise PermissionError(f"{self.path}: the reading room does not write")
        connection = sqlite3.connect(address(Path(self.path), "ro"), uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        self._all_file_connections.append(connection)
        return connection


def open_room(path: Path, *, hosts: frozenset[str] | None = None) -> Datasette:
    """The room over a file. `hosts` are the names it answers to, whatever the port; None means any."""
    if not pm.is_registered(plugin):
        pm.register(plugin, name="kliping-room")
        pm.unregister(handle_exception)  # ours asks it where a fault is ours
    tables: dict[str, Any] = {name: {"hidden": True} for name in BESIDE}
    tables["articles"] = {"label_column": "title", "sort_desc": "id", "fts_table": "articles_fts", "fts_pk": "id"}
    metadata = {"title": "Kliping", "databases": {NAME: {"tables": tables}}}
    room = Datasette(
        memory=True,  # so that it opens no file by itself; the memory goes at once
        metadata=metadata,
        settings=SETTINGS,
        template_dir=str(HERE / "templates"),
        static_mounts=[("room", str(HERE / "static"))],
    )
    room.remove_database("_memory")
    room.add_database(ReadOnly(room, path=str(path), is_mutable=True), name=NAME)
    room.kliping_hosts = hosts
    return room
