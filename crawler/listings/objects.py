"""Lists that come as JSON: documents come in, the articles among their objects go out.

An article is an object that has, or whose fields make, the address of an article of the outlet. What stands in it
(its related stories, its author) is not the listing, nor is what stands under a name such as `trending`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.listings.anchors import read_front
from crawler.listings.fields import (
    fill,
    modified_of,
    pieces_of_address,
    published_of,
    title_of,
    whole_addresses,
    words_of,
)
from crawler.listings.reading import MOST, Further, Gatherer, NotAListing, Reading
from crawler.listings.trees import parse_page
from crawler.outlet import Listing, Outlet
from pipelines.address import absolute, canonical

# Words of the names under which a page's other lists stand.
_BESIDE = {
    "popular", "populer", "terpopuler", "trending", "trend", "most", "related", "terkait", "recommended",
    "recommendation", "recommendations", "rekomendasi", "sidebar", "breaking", "header", "footer", "menu", "menus",
    "nav", "navbar", "navigation", "ads", "iklan", "banner", "banners", "sponsor", "sponsored", "promo", "promoted",
}  # fmt: skip
_MORE = {"hasmore", "hasmorepages", "hasnext", "hasnextpage"}
_NEXT = {"nextpageurl", "nexturl", "nextlink", "next"}
# Pieces of HTML within JSON (some "load more" buttons fetch them): so many are read, each so long.
_MOST_FRAGMENTS = 50
_LONGEST_FRAGMENT = 1_000_000


@dataclass(kw_only=True)
class Walker:
    """Walks through documents once, whatever circles are in them, and gathers what it meets.

    `link` is a template of an article's address over its object's fields, for objects that have none; `day`
    the day that a dated listing was asked for. With `every` other lists than the main one count too.
    """

    gatherer: Gatherer
    home: str
    link: str = ""
    day: date | None = None
    now: datetime | None = None
    every: bool = False
    more: list[bool] = field(default_factory=list)
    following: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)

    def walk(self, documents: list[object]) -> None:
        """Gather the articles of the main lists, in order; those beside them are counted."""
        asides: list[object] = []
        visited: set[int] = set()
        # The main lists first: Nuxt writes a story once, and the box of popular ones may name it before the list does.
        for beside, roots in ((False, documents), (True, asides)):
            stack = roots[::-1]
            while stack:
                value = stack.pop()
                if not isinstance(value, (dict, list)) or id(value) in visited:
                    continue
                visited.add(id(value))
                if isinstance(value, list):
                    stack.extend(value[::-1])
                elif not self._take(value, beside):
                    within = [(name, one) for name, one in value.items() if self._is_worth(name, one, beside)]
                    if not beside:
                        asides.extend(one for name, one in within if self._stands_beside(name))
                        within = [(name, one) for name, one in within if not self._stands_beside(name)]
                    stack.extend(one for _, one in reversed(within))

    def read_fragments(self) -> None:
        """Gather the articles that pieces of HTML link to."""
        self.gatherer.base = self.home
        for fragment in self.fragments:
            root = parse_page(fragment)
            if root is not None:
                read_front(root, self.gatherer, self.now)

    def _take(self, fields: dict[str, Any], beside: bool) -> bool:
        """Keep an object if it is an article; whether it was one."""
        taken = self._address(fields)
        if taken is None:
            return False
        gatherer = self.gatherer
        if beside or taken[1] in gatherer.found or len(gatherer.found) >= MOST:
            gatherer.others += 1
            return True
        zone = gatherer.zone
        gatherer.keep(
            taken,
            title=title_of(fields),
            published=published_of(fields, zone, self.now),
            modified=modified_of(fields, zone, self.now),
            day=self.day,
        )
        return True

    def _address(self, fields: Mapping[str, Any]) -> tuple[str, str] | None:
        whole = whole_addresses(fields)
        made = fill(self.link, fields) if self.link else None
        for href in (*whole, made) if made else whole:
            taken = self.gatherer.article(href, self.home)
            if taken:
                return taken
        self.gatherer.others += bool(whole)
        for piece in pieces_of_address(fields):
            taken = self.gatherer.article(piece, self.home)
            if taken and title_of(fields) and published_of(fields, self.gatherer.zone, self.now):
                return taken
        return None

    def _is_worth(self, name: str, value: object, beside: bool) -> bool:
        """Whether to look into a field of an object that is no article; notes what it says of the list."""
        if isinstance(value, (dict, list)):
            return True
        plain = name.replace("_", "").lower()
        if beside:
            return False
        if isinstance(value, bool) and plain in _MORE:
            self.more.append(value)
        elif isinstance(value, str) and plain in _NEXT:
            self.following.append(value)
        elif value is None and plain == "nextpageurl":
            self.more.append(False)
        elif isinstance(value, str) and "href" in value and "<a" in value and len(value) <= _LONGEST_FRAGMENT:
            self.fragments += [value] if len(self.fragments) < _MOST_FRAGMENTS else []
        return False

    def _stands_beside(self, name: str) -> bool:
        return not self.every and not _BESIDE.isdisjoint(words_of(name))


def read_objects(
    documents: list[object], url: str, gatherer: Gatherer, *, listing: Listing, day: date | None, now: datetime | None
) -> Reading:
    """The articles that JSON documents list, and the next page. NotAListing where they only tell of an error."""
    walker = Walker(
        gatherer=gatherer,
        home=home_of(gatherer.outlet, url),
        link=listing.link,
        day=day,
        now=now,
        every=listing.kind == "front",
    )
    walker.walk(documents)
    if not gatherer.found:
        walker.read_fragments()
    if not gatherer.found:
        _refuse_errors(documents, url)
    following = next((at for one in walker.following if (at := _next(one, url, gatherer))), None)
    further = (Further(url=following, kind="page"),) if following else ()
    complete = not following and False in walker.more and True not in walker.more
    return gatherer.reading(further=further, complete=complete)


def home_of(outlet: Outlet, url: str) -> str:
    """What a path in a JSON document is relative to: the site's own root.

    That is the document's host if readers use it, else (an interface's host) that of the front page.
    """
    parts = urlsplit(url)
    pages = [urlsplit(listing.url) for listing in outlet.listings if listing.kind in ("front", "index")]
    if parts.netloc in {outlet.domain, f"www.{outlet.domain}", *(page.netloc for page in pages)}:
        return f"{parts.scheme}://{parts.netloc}/"
    front = next((urlsplit(one.url) for one in reversed(outlet.listings) if one.kind == "front"), None)
    return f"{front.scheme}://{front.netloc}/" if front else f"{parts.scheme}://{outlet.domain}/"


def _next(given: str, url: str, gatherer: Gatherer) -> str | None:
    """The next page that a document names, if it is another page of this listing."""
    address = absolute(given, url)
    if address is None or not gatherer.owns(address) or canonical(address) == canonical(url):
        return None
    there, here = urlsplit(address), urlsplit(urljoin(url, "?"))
    return address if (there.netloc, there.path) == (here.netloc, here.path) else None


def _refuse_errors(documents: list[object], url: str) -> None:
    """Say so where an interface answered that it would not: GraphQL does with the status 200."""
    for document in documents[:10]:
        for one in document[:10] if isinstance(document, list) else [document]:
            error = (one.get("errors") or one.get("error")) if isinstance(one, dict) else None
            if error:
                said = error[0] if isinstance(error, list) else error
                said = said.get("message") if isinstance(said, dict) else said
                raise NotAListing(f"{url} answered with an error: {str(said)[:200]!r}; the interface may have changed")
