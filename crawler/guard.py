"""Which addresses may be asked: the outlet's own hosts, http or https, and nothing private.

A downloader middleware, so that it sees every request, those after redirects included. An outlet that
says `local = true` may live on a loopback or private address.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.outlet import Outlet


class RefusedError(IgnoreRequest):
    """A request that may not be made: `outcome` names the reason in the ledger's words."""

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class Guard:
    """Scrapy downloader middleware: lets a request pass or refuses it."""

    def __init__(self, outlet: Outlet | None) -> None:
        self.outlet = outlet
        self.listed = {urlsplit(listing.url).hostname for listing in outlet.listings} if outlet else set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        """Guard the outlet of this crawl's spider."""
        return cls(getattr(crawler.spidercls, "outlet", None))

    def process_request(self, request: Request) -> None:
        """Refuse a foreign host, another scheme or a private address."""
        if self.outlet is not None:
            self.check(request.url, self.outlet)

    def check(self, url: str, outlet: Outlet) -> None:
        """Raise RefusedError unless the outlet may be asked for this address."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise RefusedError("off_site", f"{parts.scheme}: is not a web address")
        own = outlet.owns(host) or outlet.owns(parts.netloc) or host in self.listed
        if private(host) and not (own and outlet.local):
            raise RefusedError("private_address", f"{host} is a private address; only `local` outlets have one")
        if not own:
            raise RefusedError("off_site", f"{host} is none of the hosts of {outlet.name}")


def private(host: str) -> bool:
    """Whether a host is written as a loopback, private, link-local or reserved address, or names this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
