"""The demonstration: crawls the newsroom twice into a folder of its own, and asks the file three questions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crawler.declaration import read_outlets
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from pipelines.db import open_reader
from pipelines.schema import news

#: The newsroom's stories end on this day, and its dated indexes are asked for it.
TODAY = "2026-06-21"
SINCE = "2026-06-01"

QUESTIONS = (
    (
        "Which words were taken out of the stories as read-also links, and how often?",
        "SELECT outlet, count(*) AS links, count(DISTINCT article_id) AS articles\n"
        "FROM links JOIN articles ON articles.id = article_id\n"
        "WHERE links.kind = 'baca_juga' GROUP BY outlet ORDER BY links DESC LIMIT 5",
    ),
    (
        "Which stories mention a flood, newest first?",
        "SELECT a.published_on, a.outlet, a.title\n"
        "FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid\n"
        "WHERE articles_fts MATCH 'banjir' ORDER BY a.published_at DESC LIMIT 5",
    ),
    (
        "What became of every link that was followed?",
        "SELECT coalesce(outcome, 'waiting') AS outcome, count(*) AS links\n"
        "FROM fetches GROUP BY 1 ORDER BY links DESC",
    ),
)


def run_demo(data: Path, say: Callable[[str], Any]) -> int:
    """Crawl the newsroom into an empty folder, let its editors work, crawl again, and show what was found."""
    for name in ("news.db", "news.db-wal", "news.db-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.rmtree(data / "raw", ignore_errors=True)
    outlets = list(read_outlets([OUTLETS]))
    with Newsroom() as newsroom:
        say(f"{len(outlets)} fictional outlets are on the web at {newsroom.proxy}.")
        say("\nFirst crawl:")
        status = crawl_newsroom(newsroom.proxy, data, outlets)
        if status == 0:
            newsroom.edit()
            say("\nThe editors have worked. Second crawl, looking at every story again:")
            status = crawl_newsroom(newsroom.proxy, data, [*outlets, "--recheck"])
    if status:
        return status
    for line in found(data / "news.db"):
        say(line)
    here, file = f"KLIPING_DATA={near(data)} KLIPING_OUTLETS={near(OUTLETS)}", near(data / "news.db")
    say(f"\nAsk more: sqlite3 {file}, or any tool that reads SQLite. data/README.md explains every table.")
    say(f"`export {here}`, and every other command works on it: `kliping analyse`, say.")
    return 0


def near(path: Path) -> str:
    """A path as a person would type it from here: what lies elsewhere in full."""
    relative = os.path.relpath(path)
    return str(path.absolute()) if relative.startswith(os.pardir) else relative


def crawl_newsroom(proxy: str, data: Path, arguments: list[str]) -> int:
    """`kliping crawl` of the newsroom's outlets, in a process of its own, as a user would run it."""
    environment = {name: value for name, value in os.environ.items() if name.lower() not in ("no_proxy", "https_proxy")}
    environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(OUTLETS), "http_proxy": proxy}
    command = [sys.executable, "-m", "crawler.cli", "crawl", "--today", TODAY, "--since", SINCE, *arguments]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command


def found(path: Path) -> Iterator[str]:
    """What the file holds now, line by line."""
    with open_reader(path, news) as db:
        articles = db.execute("SELECT count(*), count(DISTINCT outlet), sum(gone_at IS NOT NULL) FROM articles")
        yield "\nThe file has {} articles of {} outlets; {} of them gone from the web.".format(*articles.fetchone())
        for title, outlet, version in db.execute(
            "SELECT title_after, outlet, version FROM silent_edits ORDER BY outlet, title_after"
        ):
            yield f"  edited: {outlet}: {title} (version {version})"
        for title, outlet in db.execute("SELECT title, outlet FROM articles WHERE gone_at IS NOT NULL ORDER BY title"):
            yield f"  gone: {outlet}: {title}"
        for number, (question, query) in enumerate(QUESTIONS, 1):
            yield f"\n{number}. {question}\n"
            yield textwrap.indent(query + ";", "   ")
            yield ""
            rows = db.execute(query)
            yield from table([column[0] for column in rows.description], rows.fetchall())


def table(columns: list[str], rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """Rows as aligned lines of text."""
    texts = [columns, *([str("" if value is None else value) for value in row] for row in rows)]
    widths = [max(len(line[n]) for line in texts) for n in range(len(columns))]
    for line in texts:
        yield "   " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
