"""Sitemaps: the bytes of an index, an urlset or a list of addresses come in, links with dates go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from crawler.listings.feeds import read_feed
from crawler.listings.moments import read_stamp
from crawler.listings.reading import MOST, Further, Gatherer, Reading
from crawler.listings.trees import Element, local_name
from crawler.listings.unpack import prepare_xml, refuse_page
from pipelines.address import absolute, canonical

_LOC = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,30}:)?loc\b", re.I)
_PREFIXED = re.compile(rb"<[A-Za-z_][\w.-]{0,30}:(?:url|sitemap)\b", re.I)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,30}:)?(urlset|sitemapindex|rss|feed|rdf)\b", re.I)
_CLOSED = re.compile(rb"</(?:[A-Za-z_][\w.-]{0,30}:)?(?:urlset|sitemapindex)\s*>\s*(?:<!--[^>]{0,500}-->\s*)*$", re.I)


@dataclass(slots=True)
class _Entry:
    loc: str = ""
    lastmod: str = ""
    publication_date: str = ""
    title: str = ""


def read_sitemap(body: bytes, url: str, gatherer: Gatherer, *, whole: bool) -> Reading:
    """The article links and further sitemaps of a sitemap. NotAListing where the response is no sitemap.

    `whole` says that the bytes are not cut: only then can the sitemap be complete. It is so as a file; what
    an outlet leaves out of its sitemap no sitemap shows.
    """
    start = body[:3].replace(b"\xef\xbb\xbf", b"") + body[3:200]
    if start.lstrip()[:4].lower() == b"http":
        return _read_lines(body, gatherer, whole=whole)
    prepared = prepare_xml(body)
    root = _ROOT.search(prepared, 0, 100_000)
    if root is None:
        refuse_page(prepared[:200_000].decode("utf-8", "replace"), "a sitemap", url)
    if root[1].lower() in (b"rss", b"feed", b"rdf"):
        return read_feed(body, url, gatherer)  # the protocol lets a feed stand for a sitemap
    further: dict[str, Further] = {}
    seen = 0
    for is_index, entry in _entries(prepared):
        seen += 1
        if is_index:
            _add_further(entry, url, gatherer, further)
        else:
            _add_article(entry, gatherer)
        if seen >= MOST:
            break
    beyond = max(len(_LOC.findall(prepared)) - seen, 0) if seen >= MOST else 0
    gatherer.others += beyond
    complete = whole and not beyond and _CLOSED.search(prepared, max(len(prepared) - 2000, 0)) is not None
    return gatherer.reading(further=tuple(further.values()), complete=complete)


def _entries(prepared: bytes) -> Iterator[tuple[bool, _Entry]]:
    """Each entry of a sitemap: whether it is a sitemap in turn, and its fields. The tree is dropped as it grows."""
    events = etree.iterparse(
        BytesIO(prepared), events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        encoding="utf-8", remove_comments=True, remove_pis=True,
        # An undeclared prefix becomes part of the name, which the quick filter would miss.
        tag=None if _PREFIXED.search(prepared) else ("{*}url", "{*}sitemap"),
    )  # fmt: skip
    names: dict[str, str] = {}
    try:
        for _, element in events:
            name = _name(element, names)
            if name not in ("url", "sitemap"):
                continue
            yield name == "sitemap", _read_entry(element, names)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        return  # cut off or broken beyond mending: what came before it counts


def _read_entry(element: Element, names: dict[str, str]) -> _Entry:
    """The fields of an entry: its own loc and lastmod (images have theirs), and those of its news element."""
    entry = _Entry()
    for child in element:
        name = _name(child, names)
        if name == "loc":
            entry.loc = entry.loc or (child.text or "").strip()
        elif name == "lastmod":
            entry.lastmod = child.text or ""
        elif name == "news":
            for field in child:
                name = _name(field, names)
                if name == "publication_date":
                    entry.publication_date = field.text or ""
                elif name == "title":
                    entry.title = field.text or ""
    return entry


def _name(element: Element, names: dict[str, str]) -> str:
    tag = str(element.tag)
    name = names.get(tag)
    if name is None:
        name = names[tag] = local_name(element)[1]
    return name


def _add_article(entry: _Entry, gatherer: Gatherer) -> None:
    gatherer.add(
        entry.loc,
        title=entry.title or None,
        published=read_stamp(entry.publication_date, gatherer.zone),
        modified=read_stamp(entry.lastmod, gatherer.zone),
    )


def _add_further(entry: _Entry, url: str, gatherer: Gatherer, further: dict[str, Further]) -> None:
    """Keep a sitemap of an index, unless it is another site's or the index itself."""
    address = absolute(entry.loc, gatherer.base)
    if address is None or not gatherer.owns(address):
        gatherer.others += 1
        return
    key = canonical(address)
    if key == canonical(url) or key in further:
        return
    lastmod = read_stamp(entry.lastmod, gatherer.zone)
    modified = (lastmod.at or lastmod.midnight(gatherer.zone)) if lastmod else None
    further[key] = Further(url=address, kind="sitemap", modified=modified)


def _read_lines(body: bytes, gatherer: Gatherer, *, whole: bool) -> Reading:
    """A sitemap of the plain kind: an address a line."""
    lines = body.decode("utf-8-sig", "replace").split("\n")
    for line in lines[:MOST]:
        if line.strip():
            gatherer.add(line.strip())
    beyond = sum(1 for line in lines[MOST:] if line.strip())
    gatherer.others += beyond
    return gatherer.reading(complete=whole and not beyond)
