"""The manual's queries and what it prints beneath them: pages come in, and each query with its output goes out.

`python -m tests.manual FILE` runs the queries against a file (the newsroom's, crawled and analysed) and writes what
they print into README.md and data/README.md, for whoever changed one of them.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from crawler.demo import table
from tests.crawled import open_rows

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "data/README.md")
#: A query, and the block beneath it that says what it prints.
ANSWERED = re.compile(r"^```sql\n(?P<query>[^`]*?)^```\n\n```text\n(?P<printed>.*?)^```$", re.M | re.S)


def answered(page: str) -> list[tuple[str, str]]:
    """Every query of a page with what is printed beneath it."""
    return [(found["query"], found["printed"]) for found in ANSWERED.finditer(page)]


def printed(db: sqlite3.Connection, query: str) -> str:
    """What a query prints, as columns of text."""
    rows = db.execute(query.strip().rstrip(";"))
    columns = [column[0] for column in rows.description]
    lines = table(columns, [tuple(row) for row in rows])
    return "".join(f"{line.removeprefix('   ')}\n" for line in lines)


def rewritten(db: sqlite3.Connection, page: str) -> str:
    """A page with what its queries print now."""
    return ANSWERED.sub(lambda found: f"```sql\n{found['query']}```\n\n```text\n{printed(db, found['query'])}```", page)


if __name__ == "__main__":
    with closing(open_rows(Path(sys.argv[1]))) as file:
        for name in PAGES:
            path = ROOT / name
            path.write_text(rewritten(file, path.read_text(encoding="utf-8")), encoding="utf-8")
