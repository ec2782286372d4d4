"""Serve the newsroom by hand: `python -m crawler.newsroom`, until interrupted."""

from __future__ import annotations

import signal
import sys

from crawler.newsroom.content import read_newsfile
from crawler.newsroom.server import Newsroom


def main() -> None:
    """Serve, and say where."""
    with Newsroom() as newsroom:
        hosts = ", ".join(site.host for site in read_newsfile().sites.values())
        sys.stdout.write(f"http_proxy={newsroom.proxy}\n{hosts}\nCtrl-C ends it.\n")
        sys.stdout.flush()
        try:
            signal.pause()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
