"""A server with every fault: what does each end in, and how long does it take?

    python bench/faults.py

One outlet a fault on a server of 127.0.0.1, all in one `kliping crawl`. Prints a table of fault, what the link or the
listing came to, and the seconds of that outlet's crawl. Exits 1 where a fault ends otherwise than expected, where one
takes longer than BOUND, or where the crawl itself breaks.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.desk import Desk
from tests.site import Answer, Site, feed, redirect, story
from tests.test_bad_listings import cards, rss, sitemap_index, xml
from tests.test_crawl import misbehave

#: Two tries of 30 s each, with the wait between them.
BOUND = 75.0


def links(site: Site) -> dict[str, str]:
    """Faults of articles: what their links are expected to end in."""
    expected = misbehave(site)
    site.answers |= {
        "/berita/gantung": Answer(fault="hang"),
        "/berita/tetes": Answer(body=story("Warga membangun tetes", *["Air menetes di atap."] * 400), fault="drip"),
    }
    return expected | {"gantung": "timeout", "tetes": "timeout"}


def listings(site: Site) -> dict[str, tuple[str, str]]:
    """Faults of listings: the kind, and how what they come to begins."""
    entity = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    site.answers |= {
        "/d/gantung": Answer(fault="hang"),
        "/d/putus": Answer(fault="reset"),
        "/d/bom": Answer(body=gzip.compress(b"<urlset>" + b" " * 60_000_000), type="application/gzip"),
        "/d/entitas": xml(f"{entity}<rss><channel><title>&b;</title></channel></rss>"),
        "/d/dtd": xml('<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd"><rss><channel></channel></rss>'),
        "/d/putar": redirect("/d/putar"),
        "/d/dalam": redirect("http://169.254.169.254/"),
        "/d/masuk": Answer(body=b"<html><title>Masuk</title><form><input type='password'></form></html>"),
        "/d/diri": sitemap_index(site.url("/d/diri")),
        "/d/iklan": rss("<item><link>https://iklan.example/berita/beli</link></item>"),
        "/d/kosong": cards(),
        "/d/rusak": Answer(body=b"\x00\xff\xfe<rss", type="application/rss+xml"),
    }
    nothing = "nothing listed"
    return {
        "gantung": ("feed", "timeout: "),
        "putus": ("feed", "connection: "),
        "bom": ("sitemap", "the response unpacks to more than"),
        "entitas": ("feed", "the XML declares entities"),
        "dtd": ("feed", nothing),
        "putar": ("feed", "redirect_loop: "),
        "dalam": ("feed", "private_address: "),
        "masuk": ("feed", site.url("/d/masuk is not a feed, but a page")),
        "diri": ("sitemap", nothing),
        "iklan": ("feed", nothing),
        "kosong": ("front", "no article"),
        "rusak": ("feed", nothing),
    }


def rows(desk: Desk) -> Iterator[tuple[str, str, float]]:
    """Each outlet, what its link or listing came to, and its seconds."""
    query = (
        "SELECT c.outlet, coalesce(f.outcome, l.error, 'nothing listed'), c.started_at, c.ended_at"
        " FROM crawl_outlets AS c LEFT JOIN fetches AS f ON f.outlet = c.outlet"
        " LEFT JOIN listings AS l ON l.outlet = c.outlet GROUP BY c.outlet"
    )
    for name, came_to, began, ended in desk.rows(query):
        yield name, came_to, (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()


def main() -> None:
    """Crawl all faults at once, and print what they came to."""
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        desk = Desk(Path(folder))
        expected = links(site)
        for name in expected:
            site.answers[f"/f/{name}"] = feed([site.url(f"/berita/{name}")])
            desk.declare("a_" + name.replace("-", "_"), site.host, listing=f"/f/{name}")
        wanted = {"a_" + name.replace("-", "_"): outcome for name, outcome in expected.items()}
        for name, (kind, error) in listings(site).items():
            desk.declare(f"d_{name}", site.host, listing=f"/d/{name}", kind=kind)
            wanted[f"d_{name}"] = error
        began = time.monotonic()
        process = desk.begin("crawl", *wanted)
        out, err = process.communicate()
        took = time.monotonic() - began
        print("| fault | came to | seconds |\n|---|---|---|")
        wrong = ["Traceback" for line in err.decode().splitlines() if "Traceback" in line]
        for name, came_to, seconds in rows(desk):
            print(f"| {name} | {came_to.replace(str(site.host), 'HOST')[:90]} | {seconds:.0f} |")
            good = came_to == wanted[name] if name.startswith("a_") else came_to.startswith(wanted[name])
            wrong += [] if good and seconds <= BOUND else [name]
        print(f"{len(wanted)} faults in {took:.0f} s, exit status {process.returncode}; not as expected: {wrong}")
        print(*out.decode().splitlines()[:3], sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
