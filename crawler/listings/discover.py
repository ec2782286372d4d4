"""Discovery, pure: a listing's response comes in, the articles that it links to go out.

`read_listing` reads every kind of listing an outlet can declare. It asks nothing of the network and no
clock: what time it is stands in the response's Date header, or is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from crawler.listings.anchors import find_base, read_front
from crawler.listings.feeds import read_feed
from crawler.listings.indexes import read_index
from crawler.listings.objects import read_objects
from crawler.listings.pager import find_next, shows_end
from crawler.listings.payloads import read_embedded, read_payload
from crawler.listings.reading import Found, Further, Gatherer, NotAListing, Reading
from crawler.listings.sitemaps import read_sitemap
from crawler.listings.trees import Element, parse_page
from crawler.listings.unpack import decode_html, header, refuse_page, unpack
from crawler.listings.wordpress import read_posts
from crawler.outlet import Listing, Outlet

__all__ = ["Found", "Further", "NotAListing", "Reading", "read_listing"]

_NO_PAGE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04")
_NO_HTML = ("<?xml", "<rss", "<feed", "{", "[")


def read_listing(
    outlet: Outlet,
    listing: Listing,
    *,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    day: date | None,
    now: datetime | None = None,
) -> Reading:
    """The articles that a listing's response links to, and the further listings it names.

    `url` is where the response came from, `day` the day that a dated listing was asked for. `now` (aware)
    tells which dates lie in the future; without it the Date header does. NotAListing is raised where the
    response is not what the listing's kind promises; no other exception, whatever the bytes.
    """
    body, whole = unpack(body)
    now = now or _sent(headers)
    gatherer = Gatherer(outlet, url, now)
    if listing.kind == "feed":
        return read_feed(body, url, gatherer)
    if listing.kind in ("sitemap", "news_sitemap"):
        return read_sitemap(body, url, gatherer, whole=whole)
    if listing.kind == "wordpress":
        return read_posts(body, url, headers, gatherer)
    if listing.kind == "json":
        documents = _read_documents(body, url, headers, gatherer)
        return read_objects(documents, url, gatherer, listing=listing, day=day, now=now)
    root = _read_page(body, url, headers, gatherer)
    if listing.kind == "front":
        read_front(root, gatherer, now)
        if not gatherer.found:  # a shell that a script fills: what fills it may be in the page
            return read_objects(list(read_embedded(root)), url, gatherer, listing=listing, day=day, now=now)
        return gatherer.reading()
    read_index(root, gatherer, day=day, now=now)
    following = find_next(root, url, gatherer, day)
    further = (Further(url=following, kind="page"),) if following else ()
    return gatherer.reading(further=further, complete=not following and shows_end(root, url, len(gatherer.found)))


def _read_documents(body: bytes, url: str, headers: Mapping[str, str], gatherer: Gatherer) -> list[object]:
    """The JSON of a response: all of it, or what a page carries for its own script."""
    text = body.decode("utf-8-sig", "replace").lstrip()
    if text.startswith(("{", "[")):
        try:
            return [read_payload(text)]
        except ValueError:
            refuse_page(text[:200_000], "JSON", url)
    documents = list(read_embedded(_read_page(body, url, headers, gatherer)))
    if not documents:
        refuse_page(text[:200_000], "JSON, nor a page that carries any", url)
    return documents


def _read_page(body: bytes, url: str, headers: Mapping[str, str], gatherer: Gatherer) -> Element:
    """The page's tree, with the gatherer's base set to the page's own."""
    text = decode_html(body, headers)
    start = text[:500].lstrip("\ufeff \t\r\n").lower()
    no_page = body.startswith(_NO_PAGE) or (start.startswith(_NO_HTML) and "<html" not in start)
    if not start or no_page:
        refuse_page(text[:200_000], "a page of links", url)
    root = parse_page(text)
    if root is None:
        refuse_page(text[:200_000], "a page of links", url)
    base = find_base(root)
    if base:
        try:
            gatherer.base = urljoin(url, base)
        except ValueError:
            gatherer.base = url  # a base that is no address is ignored, as browsers do
    return root


def _sent(headers: Mapping[str, str]) -> datetime | None:
    """When the response was sent, by its Date header; a server whose clock is years off is not believed."""
    try:
        sent = parsedate_to_datetime(header(headers, "date"))
    except (ValueError, TypeError, IndexError):
        return None
    if sent.tzinfo is None:
        sent = sent.replace(tzinfo=UTC)
    return sent if sent.year >= 2015 else None
