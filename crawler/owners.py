"""Whose an address is: declared outlets come in; an address's outlet goes out where it is an article of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from crawler.outlet import Outlet
from pipelines.address import absolute


class Owners:
    """The declared outlets by host, networks' sites included, for deciding on many addresses quickly."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_domain: dict[str, list[Outlet]] = {}
        for outlet in outlets:
            for domain in outlet.hosts:
                self._by_domain.setdefault(domain, []).append(outlet)
        self._of_host = lru_cache(maxsize=65536)(self._look_up)

    def article(self, address: str) -> tuple[Outlet, str] | None:
        """The outlet whose article stands at an address, and the address as it would be asked; None for any other."""
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:  # half an IPv6 address
            return None
        outlets = self._of_host(host)
        if not outlets:
            return None
        url = absolute(address, address)
        return next(((one, url) for one in outlets if url and one.is_article(url)), None)

    def _look_up(self, host: str) -> tuple[Outlet, ...]:
        names = host.lower().rstrip(".").split(".")
        domains = (".".join(names[n:]) for n in range(len(names)))
        found = (outlet for domain in domains for outlet in self._by_domain.get(domain, ()))
        return tuple(outlet for outlet in dict.fromkeys(found) if outlet.owns(host))
