"""What does a run cost for whom there is little to do, and how much memory does a full one take?

    python bench/idle.py [OUTLETS] [STORIES]

Serves OUTLETS (70) made-up outlets, each with hosts of its own behind a proxy on 127.0.0.1, a feed and a sitemap of
STORIES (5) articles of 40 kB. Runs `kliping run` four times: for the first time; at once again, when no listing is due;
twenty minutes later, when all are and nothing is new; and two days after, with a new story at each and the others
looked at again. Prints seconds of CPU with
what the run's processes took, and the most memory that the run and its processes had together. Exits 1 where a run with
nothing to do takes MOST_CPU or any MOST_MB.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from bench.soak import story

MOST_CPU, MOST_MB = 3.0, 400.0


class Handler(BaseHTTPRequestHandler):
    """A proxy that answers for every host: robots.txt, a feed, a sitemap and stories."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    stories = 0

    def do_GET(self) -> None:
        """Answer for an address."""
        parts = urlsplit(self.path)
        number = int(re.sub(r"\D", "", parts.hostname or "") or 0)
        addresses = [f"http://{parts.hostname}/berita/{number * 1000 + n}" for n in range(self.stories)]
        if found := re.fullmatch(r"/berita/(\d+)", parts.path):
            self.reply(story(int(found[1])), "text/html; charset=utf-8")
        elif parts.path == "/feed":
            items = "".join(f"<item><title>Judul</title><link>{one}</link></item>" for one in addresses)
            self.reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "application/rss+xml")
        elif parts.path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{one}</loc></url>" for one in addresses)
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            self.reply(f"<urlset xmlns='{space}'>{urls}</urlset>".encode(), "application/xml")
        else:
            self.reply(b"User-agent: *\nDisallow: /admin\n", "text/plain")

    def reply(self, body: bytes, kind: str) -> None:
        """Status and body."""
        self.send_response_only(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


def declare(folder: Path, outlets: int) -> None:
    """The outlets' declarations."""
    folder.mkdir()
    for n in range(outlets):
        listings = ", ".join(
            f'{{ kind = "{kind}", url = "http://sepi{n}.example/{path}" }}'
            for kind, path in (("feed", "feed"), ("sitemap", "sitemap.xml"))
        )
        (folder / f"sepi{n}.toml").write_text(
            f'title = "Sepi {n}"\ndomain = "sepi{n}.example"\nlocal = true\ndelay = 0\narticle = "/berita/"\n'
            f"listings = [{listings}]\n"
        )


def resident(pid: int) -> float:
    """The memory of a process and its children in MB: what they share is counted once (PSS)."""
    total = 0
    for one in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
        total += int(found[1]) if found else 0
    return total / 1024


def run(environment: dict[str, str], names: list[str], at: datetime) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and most MB of a run."""
    before, began, most = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler.cli", "run", *names],
        env=environment | {"KLIPING_NOW": at.isoformat()}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None:
        try:
            most = max(most, resident(process.pid))
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            break
        time.sleep(0.1)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu, most


def main() -> None:
    """Serve, run, and say what it took."""
    outlets = int(sys.argv[1]) if len(sys.argv) > 1 else 70
    Handler.stories = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        declare(Path(folder) / "outlets", outlets)
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment |= {
            "KLIPING_DATA": f"{folder}/data", "KLIPING_OUTLETS": f"{folder}/outlets",
            "http_proxy": f"http://127.0.0.1:{server.server_address[1]}",
        }  # fmt: skip
        names = [f"sepi{n}" for n in range(outlets)]
        start = datetime.now(UTC)
        print("| run | s | CPU, s | most memory, MB |", "|---|---|---|---|", sep="\n")
        for what, after in (("first", 0), ("no listing due", 0), ("nothing new", 20), ("one story each", 2880)):
            Handler.stories += after == 2880
            took, cpu, most = run(environment, names, start + timedelta(minutes=after))
            print(f"| {what} | {took:.1f} | {cpu:.2f} | {most:.0f} |", flush=True)
            bad = bad or most >= MOST_MB or (what in ("no listing due", "nothing new") and cpu >= MOST_CPU)
    server.shutdown()
    sys.exit(bad)


if __name__ == "__main__":
    main()
