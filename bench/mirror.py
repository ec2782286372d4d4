"""Crawl real sites as they stood in 2018-2020: the corpus's mirror, served by a local proxy under its own host names.

    KLIPING_CORPUS=… python bench/mirror.py [DATA]

Unpacks the mirror, serves it, declares its outlets with their front and section pages as the only listings,
and crawls them twice with `kliping crawl`. Prints links followed, outcomes, the query that shows that each followed
link has exactly one, and what `coverage_by_day` says of the links by outlet. With DATA the file stays there to be read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.declaration import read_outlets
from pipelines.db import open_reader
from pipelines.schema import news

OUTLETS = ("dream", "bolanet", "merdeka")
COVERAGE = """SELECT outlet, count(*), sum(listed), sum(have), sum(refused), sum(failed), sum(waiting), sum(complete)
FROM coverage_by_day GROUP BY outlet"""
ONE_OUTCOME = "SELECT count(*), count(DISTINCT url), count(outcome), sum(outcome IS NULL) FROM fetches"


class Handler(BaseHTTPRequestHandler):
    """A proxy that answers from folders named after hosts, and refuses to tunnel."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        """The file of that host and path, an index page for a folder, or 404."""
        parts = urlsplit(self.path)
        path = (self.root / (parts.hostname or "-") / unquote(parts.path).lstrip("/")).resolve()
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file() and path.is_relative_to(self.root)
        self.reply(200 if found else 404, self.plain(path.read_bytes()) if found else b"not in the mirror")

    def plain(self, body: bytes) -> bytes:
        """A page whose links to mirrored hosts can be followed: the proxy has no certificates for https."""
        for host in self.root.iterdir():
            body = body.replace(f"https://{host.name}/".encode(), f"http://{host.name}/".encode())
        return body

    def do_CONNECT(self) -> None:
        """No tunnels: the mirror has no certificates."""
        self.reply(405, b"no tunnels")

    def reply(self, status: int, body: bytes) -> None:
        """Status and body."""
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The benchmark prints its own figures."""


@contextmanager
def mirror(corpus: Path) -> Iterator[tuple[str, Path]]:
    """The mirror on 127.0.0.1: the proxy's address and the unpacked folder."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        with tarfile.open(corpus / "mirror" / "dev.tar.xz") as packed:
            packed.extractall(root, filter="data")
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Mirror", (Handler,), {"root": root}))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", root
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def declare(root: Path, folder: Path) -> list[str]:
    """The shipped declarations with the mirror's front and section pages as listings, under names of their own."""
    names = []
    indexes = sorted(path.relative_to(root) for path in root.rglob("index.html") if "feed" not in path.parts)
    for name, outlet in read_outlets().items():
        fronts = [index.as_posix() for index in indexes if outlet.owns(index.parts[0])]
        if name in OUTLETS and fronts:
            listings = ", ".join(f'{{ kind = "front", url = "http://{front}" }}' for front in fronts)
            values = asdict(outlet)
            texts = {key: values[key] for key in ("title", "domain", "article", "not_article") if values[key]}
            lines = [f"{key} = '{text}'" for key, text in texts.items()]
            domains = [f'"{domain}"' for domain in outlet.domains]
            lines += [f"domains = [{', '.join(domains)}]", "delay = 0", f"listings = [{listings}]"]
            lines += [f"parts_below = {str(outlet.parts_below).lower()}"]
            (folder / f"mirror_{name}.toml").write_text("\n".join(lines), encoding="utf-8")
            names.append(f"mirror_{name}")
    return names


def crawl(proxy: str, data: Path, declarations: Path, names: list[str]) -> None:
    """One `kliping crawl` in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(declarations), "KLIPING_CONTACT": "a@b.example"}
    environment |= {"http_proxy": proxy, "https_proxy": proxy}
    subprocess.run([sys.executable, "-m", "crawler.cli", "crawl", *names], env=environment, check=False)


def main() -> None:
    """Unpack, crawl twice, print."""
    corpus = os.environ.get("KLIPING_CORPUS")
    if not corpus:
        sys.exit("KLIPING_CORPUS is not set: the mirror is in the corpus")
    with mirror(Path(corpus)) as (proxy, root), tempfile.TemporaryDirectory() as scratch:
        data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "data"
        declarations = Path(scratch) / "outlets"
        declarations.mkdir()
        names = declare(root, declarations)
        # The day named makes the second crawl read every listing again, due or not.
        for time, arguments in (("First", []), ("Second", ["--today", date.today().isoformat()])):  # noqa: DTZ011
            print(f"{time} crawl:")
            crawl(proxy, data, declarations, [*arguments, *names])
            with open_reader(data / "news.db", news) as db:
                print("articles", *db.execute("SELECT count(*), count(DISTINCT url) FROM articles").fetchone())
                print(ONE_OUTCOME, *db.execute(ONE_OUTCOME).fetchone(), sep="\n  ")
                for row in db.execute("SELECT outlet, outcome, count(*) FROM fetches GROUP BY 1, 2 ORDER BY 1, 3 DESC"):
                    print(" ", *row)
                print("  outlet, days, listed, have, refused, failed, waiting, complete:")
                for row in db.execute(COVERAGE):
                    print(" ", *row)


if __name__ == "__main__":
    main()
