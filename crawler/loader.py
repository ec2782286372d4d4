"""Spiders from outlets: a name comes in, a spider class goes out.

`scrapy list` and `scrapy crawl NAME` work as Scrapy's users expect: an outlet that has no class of its
own in `crawler/spiders/` gets the news spider, with the outlet as its value. A spider of a network's name is
every site's of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.http import Request
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.httpobj import urlparse_cached

from crawler.declaration import HERE, nearest, read_outlets
from crawler.learned import with_learned
from crawler.outlet import Outlet
from crawler.spiders.news import NewsSpider


class OutletLoader(SpiderLoader):
    """Scrapy's spider loader over the declared outlets."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        folders = [HERE, *(Path(folder) for folder in settings.getlist("KLIPING_OUTLETS"))]
        self.outlets: dict[str, Outlet] = read_outlets(folders)
        if data := settings.get("KLIPING_DATA"):
            self.outlets = with_learned(self.outlets, Path(data) / "rules")
        own = {name: spider for name, spider in self._spiders.items() if issubclass(spider, NewsSpider)}
        self._spiders = {
            name: spider_for(outlet, own.get(name) or own.get(outlet.network or "") or NewsSpider)
            for name, outlet in self.outlets.items()
        }

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of an outlet; an unknown name is a KeyError that suggests the nearest."""
        if spider_name not in self._spiders:
            guess = nearest(spider_name, self._spiders)
            raise KeyError(f"{spider_name!r} is no outlet" + (f"; did you mean {guess!r}?" if guess else ""))
        return self._spiders[spider_name]

    def find_by_request(self, request: Request) -> list[str]:
        """The outlets that own a request's host."""
        host = urlparse_cached(request).hostname or ""
        return [name for name, outlet in self.outlets.items() if outlet.owns(host)]


def spider_for(outlet: Outlet, base: type[NewsSpider] = NewsSpider) -> type[NewsSpider]:
    """A spider class of the outlet's name whose only own value is the outlet."""
    settings: dict[str, Any] = dict(base.custom_settings or {})
    if outlet.delay is not None:
        settings["DOWNLOAD_DELAY"] = outlet.delay
    if outlet.local:
        settings["AUTOTHROTTLE_ENABLED"] = False  # nobody else's server
    return type(
        f"{base.__name__}_{outlet.name}",
        (base,),
        {"name": outlet.name, "outlet": outlet, "custom_settings": settings, "__module__": base.__module__},
    )
