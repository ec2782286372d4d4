"""A soak: many pages through one crawl's process, is its memory flat?

    python bench/soak.py [PAGES] [OUTLETS]

Serves PAGES (30,000) invented articles of about 40 kB on 127.0.0.1, shares them among OUTLETS (10) that list theirs in
sitemaps of 1,000, and crawls all in one `kliping crawl` without a delay. Prints the resident memory of the crawl and of
its files when each tenth of the pages had been served. Exits 1 where an article is missing, or where the end of the way
holds more than a fifth above what its tenth held.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITEMAP = 1000
GROWTH = 1.2
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
WORDS = (  # noqa: SIM905
    "warga desa saluran air jembatan kali sawah pasar kepala camat sekolah guru murid panen padi jalan kecamatan rapat"
    " anggaran gotong royong pagi siang malam hujan banjir tanggul bibit pohon bendungan puskesmas bidan posyandu kerja"
).split()


@lru_cache(maxsize=1)
def frame() -> tuple[str, str]:
    """What stands around every story: menus, boxes and scripts, about 36 kB of them."""
    menu = "".join(f'<li class="m{n}"><a href="/kanal/{n}">Kanal {n}</a></li>' for n in range(220))
    box = "".join(
        f'<div class="card"><a href="/berita/lain-{n}"><img src="/foto/{n}.jpg" alt="Foto {n}">'
        f"<h4>Kabar lain dari Kecamatan Sukamekar nomor {n}</h4></a></div>"
        for n in range(120)
    )
    script = f"<script>var data = {{{','.join(f'k{n}:{n}' for n in range(900))}}};</script>"
    return f"<header><nav><ul>{menu}</ul></nav></header>", f'<aside class="sidebar">{box}</aside>{script}'


def story(number: int) -> bytes:
    """An article: the same for the same number."""
    chance = random.Random(number)
    title = f"Warga Sukamekar Merampungkan Pekerjaan Nomor {number}"
    paragraphs = [
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(18, 45))).capitalize() + f" ({number})."
        for _ in range(chance.randint(5, 14))
    ]
    before, after = frame()
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2026-06-20T08:30:00+07:00">'
        f"</head><body>{before}<article><h1>{title}</h1><p>Penulis: Rangga Wiratmaja</p>"
        f"{''.join(f'<p>{one}</p>' for one in paragraphs)}</article>{after}</body></html>"
    ).encode()


class Handler(BaseHTTPRequestHandler):
    """Sitemaps and stories; how many stories were served is counted."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True  # else a body behind its headers waits 40 ms for whoever asked to acknowledge those
    pages = 0
    outlets = 1
    served = 0
    lock = threading.Lock()

    def do_GET(self) -> None:
        """Answer for a path."""
        if found := re.fullmatch(r"/o(\d+)/berita/(\d+)", self.path):
            with self.lock:
                type(self).served += 1
            self.reply(200, story(int(found[2])), "text/html; charset=utf-8")
        elif found := re.fullmatch(r"/o(\d+)/sitemap\.xml", self.path):
            parts = range(-(-self.share // SITEMAP))
            self.reply(200, self.listed("sitemap", (f"/o{found[1]}/sitemap-{n}.xml" for n in parts)), "application/xml")
        elif found := re.fullmatch(r"/o(\d+)/sitemap-(\d+)\.xml", self.path):
            first = int(found[1]) * self.share
            numbers = range(first + int(found[2]) * SITEMAP, first + min(self.share, (int(found[2]) + 1) * SITEMAP))
            self.reply(200, self.listed("url", (f"/o{found[1]}/berita/{n}" for n in numbers)), "application/xml")
        else:
            self.reply(404, b"tidak ada", "text/plain")

    @property
    def share(self) -> int:
        """How many stories each outlet has."""
        return self.pages // self.outlets

    def listed(self, name: str, paths: object) -> bytes:
        """A sitemap, or an index of sitemaps."""
        host = self.headers["Host"]
        whole = "urlset" if name == "url" else "sitemapindex"
        entries = "".join(f"<{name}><loc>http://{host}{path}</loc></{name}>" for path in paths)  # type: ignore[attr-defined]
        return f'<?xml version="1.0"?><{whole} xmlns="{PROTOCOL}">{entries}</{whole}>'.encode()

    def reply(self, status: int, body: bytes, kind: str) -> None:
        """Status and body."""
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


def declare(folder: Path, host: str, outlets: int) -> list[str]:
    """The outlets' declarations; their names."""
    folder.mkdir()
    names = [f"rendam{number}" for number in range(outlets)]
    for number, name in enumerate(names):
        (folder / f"{name}.toml").write_text(
            f'title = "Rendam {number}"\ndomain = "{host}"\nlocal = true\ndelay = 0\narticle = \'/o{number}/berita/\'\n'
            f'listings = [{{ kind = "sitemap", url = "http://{host}/o{number}/sitemap.xml" }}]\n'
        )
    return names


def resident(pid: int) -> float:
    """A process's resident memory in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def watch(process: subprocess.Popen[bytes], pages: int, data: Path) -> list[float]:
    """The memory at each tenth of the way, printed as it is passed."""
    began = time.monotonic()
    marks: list[float] = []
    print("| pages | RSS, MB | seconds | pages a second | news.db, MB | raw, MB |\n|---|---|---|---|---|---|")
    while process.poll() is None:
        if Handler.served >= (len(marks) + 1) * pages // 10:
            marks.append(resident(process.pid))
            took = time.monotonic() - began
            sizes = [sum(f.stat().st_size for f in data.glob(found)) / 1e6 for found in ("news.db*", "raw/*")]
            line = f"| {Handler.served:,} | {marks[-1]:.0f} | {took:.0f} | {Handler.served / took:.1f} |"
            print(line, *(f"{size:.0f} |" for size in sizes), flush=True)
        time.sleep(0.2)
    return marks


def main() -> None:
    """Serve, crawl, watch, and count what was stored."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    Handler.pages, Handler.outlets = pages, int(sys.argv[2]) if len(sys.argv) > 2 else 10
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        names = declare(Path(folder) / "outlets", f"127.0.0.1:{server.server_address[1]}", Handler.outlets)
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        environment |= {"KLIPING_DATA": str(data), "KLIPING_OUTLETS": str(Path(folder) / "outlets")}
        command = [sys.executable, "-m", "crawler.cli", "crawl", *names]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        marks = watch(process, pages, data)
        with closing(sqlite3.connect(data / "news.db")) as db:
            stored = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    server.shutdown()
    print(f"{stored:,} of {pages:,} stored, exit status {process.returncode}")
    sys.exit(stored != pages or process.returncode != 0 or marks[-1] > GROWTH * marks[0])


if __name__ == "__main__":
    main()
