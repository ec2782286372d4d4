"""Which addresses may be asked: the outlet's own hosts, http or https, and nothing private.

A downloader middleware, so that it sees every request, those after redirects included. It judges addresses as they are
written; `crawler/connection.py` judges what names lead to. An outlet that says `local = true` may live on a loopback or
private address.
"""

from __future__ import annotations

import ipaddress
import socket
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
    """Whether a host is written as a loopback, private, link-local, multicast or reserved address, or is this machine.

    An IPv4 address within an IPv6 one counts as itself, and so do the old ways to write one: 127.1, 0x7f000001.
    """
    host = host.strip("[]").partition("%")[0].rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    if isinstance(address, ipaddress.IPv6Address):
        inner = (
            address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or _behind_nat64(address)
        )
        if inner is not None:
            address = inner
    return address is not None and (not address.is_global or address.is_multicast)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _behind_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))  # what the system's resolver would take it for
    except (OSError, ValueError):  # ValueError: a character that no address has
        return None
