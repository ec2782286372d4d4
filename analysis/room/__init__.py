"""The reading room: Datasette over `news.db`, opened to read only, with pages of our own before its tables.

Comes in: the path of the file. Goes out: a Datasette whose application shows a day, a story, an article, a name and a
search, and behind each of them the query, as a table, JSON and CSV.
"""

from __future__ import annotations

from analysis.room.house import open_room

__all__ = ["open_room"]
