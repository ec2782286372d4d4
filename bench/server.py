"""How fast is one local server crawled, by Kliping and by others?

    python bench/server.py --peers BIN --news-please BIN [--rounds N] [--scale SHARE]

Serves invented articles of 40 kB (`bench/soak.py`) on four addresses, 127.0.0.1 to 127.0.0.4, from a process of its
own. Each tool is started as a command, asks each host for one page at a time, four in all, without a delay; it is timed
from start to end, round after round in turn. PEERS is the `bin` folder of an environment with scrapy, trafilatura and
newspaper4k, NEWS_PLEASE one with news-please; neither is part of the lock. The slower tools are given fewer pages
(PAGES). Kliping does all that it does on a crawl: robots.txt, sitemaps, ledger, kept pages, rows with full text.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from bench import soak
from pipelines.db import open_reader
from pipelines.schema import news

HOSTS = 4
PAGES = {"bare Scrapy": 1600, "Kliping": 1600, "trafilatura": 800, "newspaper4k": 400, "news-please": 200}
LEAST = {"trafilatura": 2.0, "newspaper4k": 4.0, "news-please": 9.0}
SPIDER = """
import sys
from scrapy import Spider, Request
from scrapy.crawler import CrawlerProcess
class Bare(Spider):
    name = "bare"
    async def start(self):
        for url in open(sys.argv[1]).read().split():
            yield Request(url, dont_filter=True)
    async def parse(self, response):
        yield {"url": response.url, "size": len(response.body)}
process = CrawlerProcess({
    "CONCURRENT_REQUESTS": 4, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False, "FEEDS": {sys.argv[2]: {"format": "jsonlines"}},
})
process.crawl(Bare)
process.start()
"""
NEWSPAPER = """
import sys, json
from newspaper import Config
from newspaper.mthreading import fetch_news
config = Config()
config.fetch_images = False
config.number_threads = 4
found = fetch_news(open(sys.argv[1]).read().split(), threads=4)
with open(sys.argv[2], "w") as out:
    for one in found:
        one.parse()
        if one.text:
            print(json.dumps([one.url, one.title, one.text]), file=out)
"""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Where the tools are, and a folder for one run of one of them."""

    peers: Path
    news_please: Path
    folder: Path
    port: int

    def addresses(self, count: int) -> Path:
        """A file with so many addresses, the hosts in turn."""
        share = count // HOSTS
        urls = [
            f"http://127.0.0.{host + 1}:{self.port}/o{host}/berita/{host * share + n}"
            for n in range(share)
            for host in range(HOSTS)
        ]
        path = self.folder / "urls.txt"
        path.write_text("\n".join(urls) + "\n")
        return path


def kliping(tools: Tools, _: int) -> int:
    """Crawl with everything on; articles stored."""
    outlets = tools.folder / "outlets"
    outlets.mkdir()
    for host in range(HOSTS):
        domain = f"127.0.0.{host + 1}:{tools.port}"
        listing = f'{{ kind = "sitemap", url = "http://{domain}/o{host}/sitemap.xml" }}'
        (outlets / f"uji{host}.toml").write_text(
            f'title = "Uji {host}"\ndomain = "{domain}"\nlocal = true\ndelay = 0\narticle = \'/o{host}/berita/\'\n'
            f"listings = [{listing}]\n"
        )
    names = [f"uji{host}" for host in range(HOSTS)]
    more = {"KLIPING_DATA": str(tools.folder / "data"), "KLIPING_OUTLETS": str(outlets)}
    command = [sys.executable, "-m", "crawler.cli", "crawl", *names]
    subprocess.run(command, env=environment() | more, check=True, stdout=subprocess.DEVNULL)
    with open_reader(tools.folder / "data" / "news.db", news) as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def scrapy(tools: Tools, pages: int) -> int:
    """Only download, and note the address; pages noted."""
    return _script(SPIDER, tools, pages)


def newspaper(tools: Tools, pages: int) -> int:
    """Four threads, images off; articles with text."""
    return _script(NEWSPAPER, tools, pages)


def _script(source: str, tools: Tools, pages: int) -> int:
    script, out = tools.folder / "script.py", tools.folder / "out.jsonl"
    script.write_text(source)
    command = [str(tools.peers / "python"), str(script), str(tools.addresses(pages)), str(out)]
    subprocess.run(command, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return len(out.read_text().splitlines())


def trafilatura(tools: Tools, pages: int) -> int:
    """Its command with metadata, as JSON; files with text. Its wait between pages and its guard of loopback are off."""
    settings, out = tools.folder / "settings.cfg", tools.folder / "out"
    shipped = next(tools.peers.parent.glob("lib/*/site-packages/trafilatura/settings.cfg")).read_text()
    settings.write_text(shipped.replace("SLEEP_TIME = 5.0", "SLEEP_TIME = 0").replace("TION = on", "TION = off"))
    command = [
        str(tools.peers / "trafilatura"), "-i", str(tools.addresses(pages)), "-o", str(out), "--json",
        "--with-metadata", "--parallel", "4", "--config-file", str(settings),
    ]  # fmt: skip
    subprocess.run(command, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sum(bool(json.loads(path.read_text()).get("text")) for path in out.rglob("*.json"))


def news_please(tools: Tools, pages: int) -> int:
    """Its command with its crawler for given addresses; JSON files with text."""
    home = tools.folder / "np"
    (home / "config").mkdir(parents=True)
    shipped = next(tools.news_please.parent.glob("lib/*/site-packages/newsplease/config/config.cfg")).read_text()
    for theirs, ours in (
        ("default = SitemapCrawler", "default = Download"),
        ("~/news-please-repo/", f"{home}/"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN=4", "CONCURRENT_REQUESTS_PER_DOMAIN=1"),
        ("CONCURRENT_REQUESTS=16", "CONCURRENT_REQUESTS=4"),
        ("LEVEL = INFO", "LEVEL = ERROR"),
    ):
        shipped = shipped.replace(theirs, ours)
    (home / "config" / "config.cfg").write_text(shipped)
    urls = tools.addresses(pages).read_text().split()
    sites = {"base_urls": [{"url": urls, "crawler": "Download"}]}
    (home / "config" / "sitelist.hjson").write_text(json.dumps(sites))
    command = [str(tools.news_please / "news-please"), "-c", str(home / "config"), "-no-confirm"]
    subprocess.run(command, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sum(bool(json.loads(path.read_text()).get("maintext")) for path in home.rglob("data/**/*.json"))


TOOLS: dict[str, Callable[[Tools, int], int]] = {
    "bare Scrapy": scrapy, "Kliping": kliping, "trafilatura": trafilatura, "newspaper4k": newspaper,
    "news-please": news_please,
}  # fmt: skip


def environment() -> dict[str, str]:
    """Ours, without a proxy."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}


def serve(pages: int) -> tuple[int, int]:
    """Serve from a process of its own: its number and its port."""
    soak.Handler.pages, soak.Handler.outlets = pages, HOSTS
    server = ThreadingHTTPServer(("0.0.0.0", 0), soak.Handler)
    server.daemon_threads = True
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # newspaper4k breaks off its connections, and each is told
        server.serve_forever()
        os._exit(0)
    port = int(server.server_address[1])
    server.server_close()
    return child, port


def main() -> None:
    """Run the tools in turn, and say how fast each was."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--news-please", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    rates: dict[str, list[float]] = {name: [] for name in TOOLS}
    print(
        "| tool | pages | stored | s | pages/s | CPU, ms a page | load before |", "|---" * 7 + "|", sep="\n", flush=True
    )
    for _ in range(given.rounds):
        for name, tool in TOOLS.items():
            pages = int(PAGES[name] * given.scale) // HOSTS * HOSTS
            child, port = serve(pages)
            with tempfile.TemporaryDirectory() as folder:
                tools = Tools(peers=given.peers, news_please=given.news_please, folder=Path(folder), port=port)
                load, before = os.getloadavg()[0], resource.getrusage(resource.RUSAGE_CHILDREN)
                began = time.monotonic()
                stored = tool(tools, pages)
                took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            rates[name].append(pages / took)
            cells = [name, str(pages), str(stored), f"{took:.1f}", f"{pages / took:.1f}", f"{1e3 * cpu / pages:.1f}"]
            print("| " + " | ".join([*cells, f"{load:.1f}"]) + " |", flush=True)
    ours = statistics.median(rates["Kliping"])
    times = {name: ours / statistics.median(rates[name]) for name in LEAST}
    print("Kliping is " + ", ".join(f"{one:.1f} times {name}" for name, one in times.items()))
    sys.exit(any(times[name] < least for name, least in LEAST.items()))


if __name__ == "__main__":
    main()
