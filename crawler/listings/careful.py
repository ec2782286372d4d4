"""Listings are read with care: what `read_listing` takes comes in, a Reading goes out, whatever the listing does to us.

One at which a run before this one ended is read in a process of its own, until that has gone well. One that ends this
process, too, is NotAListing, and no run ends with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crawler.listings.discover import read_listing
from crawler.listings.reading import NotAListing, Reading
from crawler.outlet import Listing, Outlet
from pipelines.suspects import Suspects
from pipelines.worker import Worker, WorkerDiedError


class ListingReader:
    """Reads listings for one data folder, whose lock this process holds."""

    def __init__(self, data: Path) -> None:
        self.suspects = Suspects(data)

    def read(self, outlet: Outlet, listing: Listing, *, url: str, **given: Any) -> Reading:
        """`read_listing`, and NotAListing where reading ends a process of its own."""
        if url in self.suspects:
            return self._apart(outlet, listing, url=url, **given)
        with self.suspects.noted(url):
            return read_listing(outlet, listing, url=url, **given)

    def _apart(self, outlet: Outlet, listing: Listing, *, url: str, **given: Any) -> Reading:
        worker = Worker()
        try:
            reading = worker.call(read_listing, outlet, listing, url=url, **given)
        except WorkerDiedError as error:
            raise NotAListing(f"worker_died: a run ended at it, and it ended its own process, too: {error}") from error
        except NotAListing:
            self.suspects.clear(url)
            raise
        finally:
            worker.close()
        self.suspects.clear(url)
        return reading
