"""The shape of `data/news.db`: its tables and the views over them, as migrations, a module each, run in this order.

A migration that has landed is never edited; the next change is a new one. `data/README.md` says what
every table and column means.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

from pipelines.schema.m001_news import TABLES, m001_news
from pipelines.schema.m002_runs import m002_runs
from pipelines.schema.m005_warcs import m005_warcs
from pipelines.schema.m006_counts import COUNTED, m006_counts
from pipelines.schema.script import statements

__all__ = ["COUNTED", "TABLES", "news", "statements"]

news = Migrations("news")
for _migration in (m001_news, m002_runs, m005_warcs, m006_counts):
    news()(_migration)
