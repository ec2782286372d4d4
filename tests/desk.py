"""A desk to run `kliping` at: a data folder, a folder of outlets, and the two commands as a user would run them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from crawler.cli import main
from tests.site import PATIENCE, ROOT


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that ended."""

    status: int
    out: str
    err: str


class Desk:
    """A data folder, a folder of outlets, and the commands run as a user would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.outlets = folder / "outlets"
        self.outlets.mkdir(parents=True, exist_ok=True)
        self.variables: dict[str, str] = {}

    @property
    def database(self) -> Path:
        """The one file."""
        return self.data / "news.db"

    def declare(self, name: str, domain: str, extra: str = "", *, listing: str = "/feed", kind: str = "feed") -> None:
        """Declare an outlet that is local, asked without delay, and whose articles are under /berita/."""
        url = listing if "://" in listing else f"http://{{domain}}{listing}"
        lines = [
            f'title = "{name.title()}"',
            f'domain = "{domain}"',
            f"listings = [{{ kind = \"{kind}\", url = '{url}' }}]",
            "article = '/berita/'",
            "local = true",
            "delay = 0",
            extra,
        ]
        (self.outlets / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Our own environment with this desk's folders, and no proxy."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("KLIPING_") and not name.lower().endswith("_proxy")
        }
        ours = {"KLIPING_DATA": str(self.data), "KLIPING_OUTLETS": str(self.outlets), "PYTHONWARNINGS": "default"}
        return kept | ours | self.variables

    def begin(self, *arguments: str, module: str = "crawler.cli") -> subprocess.Popen[bytes]:
        """Start a command and do not wait."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def kliping(self, *arguments: str, given: bytes = b"") -> Done:
        """`kliping …`"""
        return finish(self.begin(*arguments), given)

    def here(self, *arguments: str) -> Done:
        """`kliping …` in this process: for what starts no crawl."""
        result = CliRunner().invoke(main, list(arguments), env=self.environment())
        return Done(status=result.exit_code, out=result.stdout, err=result.stderr)

    def scrapy(self, *arguments: str) -> Done:
        """`scrapy …`"""
        return finish(self.begin(*arguments, module="scrapy"))

    def files(self) -> dict[str, bytes]:
        """Every file of the data folder, but for what SQLite keeps beside an open one."""
        found = (path for path in self.data.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
        return {str(path.relative_to(self.data)): path.read_bytes() for path in found}

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query gives: bare values where it asks for one column."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            rows = db.execute(query, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def outcomes(self) -> dict[str, str | None]:
        """Each link of the ledger by the last piece of its path, and its outcome."""
        return {url.rpartition("/")[2]: outcome for url, outcome in self.rows("SELECT url, outcome FROM fetches")}

    def make_due(self, path: str = "") -> None:
        """Let time pass: stored links (or one) are due again."""
        with closing(sqlite3.connect(self.database)) as db, db:
            db.execute("UPDATE fetches SET due_at = '2000-01-01T00:00:00Z' WHERE url LIKE ?", [f"%{path}"])
        self.make_listings_due()

    def make_listings_due(self) -> None:
        """Let a little time pass: every listing is due again."""
        with closing(sqlite3.connect(self.database)) as db, db:
            db.execute("UPDATE listing_state SET due_at = '2000-01-01T00:00:00Z'")


def finish(process: subprocess.Popen[bytes], given: bytes = b"") -> Done:
    """Wait for a command, within bounds."""
    try:
        out, err = process.communicate(given, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"{process.args!r} did not end\n{out.decode()}\n{err.decode()}") from None
    return Done(status=process.returncode, out=out.decode(), err=err.decode())
