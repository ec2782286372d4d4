"""What a page says of its site: a page's bytes come in, its names, feeds, links and system go out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from crawler.listings.anchors import find_anchors, find_base
from crawler.listings.reading import Gatherer
from crawler.listings.trees import Element, parse_page, text_within
from crawler.listings.unpack import decode_html
from crawler.outlet import Outlet
from crawler.probing.guess import Seen
from pipelines.address import absolute

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_COMMENTS = re.compile(r"/comments?/feed|komentar|comments", re.I)
_INDEX_TEXT = re.compile(r"(?:lihat\s+)?(?:index|indeks|arsip)(?:\s+(?:berita|artikel))?", re.I)
_INDEX_PATH = re.compile(r"/(?:indeks?|index|arsip|index-news|indeks-berita|archive)/?$", re.I)
_UNREAD = {"script", "style", "noscript", "template"}
#: Of a page's text, so much is looked at for times and zones.
_TEXT = 200_000


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A page's account of its site. `hrefs` are all its links as printed, `links` those within the site."""

    title: str = ""
    site_name: str = ""
    feeds: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    wordpress: bool = False
    hrefs: tuple[str, ...] = field(default=(), repr=False)
    links: tuple[Seen, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)


def read_facts(outlet: Outlet, url: str, body: bytes, headers: Mapping[str, str]) -> Facts:
    """The facts on a page; all empty where it is no page. Only links to the outlet's own hosts count as its links."""
    text = decode_html(body, headers)
    root = parse_page(text) if text.strip() else None
    if root is None:
        return Facts()
    gatherer = Gatherer(outlet, url)
    gatherer.base = _base(root, url)
    anchors = find_anchors(root, gatherer)
    title = next((text_within(element) for element in root.iter("title")), "")
    return Facts(
        title=" ".join(title.split())[:300],
        site_name=_meta(root, "og:site_name"),
        feeds=_feeds(root, gatherer),
        indexes=_indexes(root, gatherer),
        wordpress="/wp-content/" in text or "https://api.w.org/" in text or "WordPress" in _meta(root, "generator"),
        hrefs=tuple(str(link.get("href")) for link in root.iter("a", "link") if link.get("href")),
        links=tuple(Seen(url=anchor.url, text=anchor.title or "") for anchor in anchors.values()),
        text=_text(root),
    )


def _base(root: Element, url: str) -> str:
    try:
        return urljoin(url, find_base(root) or "")
    except ValueError:
        return url


def _meta(root: Element, name: str) -> str:
    for meta in root.iter("meta"):
        if name in (meta.get("property"), meta.get("name")):
            return str(meta.get("content") or "").strip()
    return ""


def _feeds(root: Element, gatherer: Gatherer) -> tuple[str, ...]:
    """The feeds that the page names, those of comments left out."""
    found = []
    for link in root.iter("link"):
        if (link.get("type") or "").lower() in _FEED_TYPES and not _COMMENTS.search(link.get("href") or ""):
            address = absolute(link.get("href") or "", gatherer.base)
            if address and gatherer.owns(address):
                found.append(address)
    return tuple(dict.fromkeys(found))


def _indexes(root: Element, gatherer: Gatherer) -> tuple[str, ...]:
    """The index pages that the page links to, by the link's text or its path; shorter addresses first."""
    found = []
    for link in root.iter("a"):
        address = absolute(link.get("href") or "", gatherer.base)
        if not address or not gatherer.owns(address):
            continue
        text = " ".join(text_within(link).split())
        if _INDEX_TEXT.fullmatch(text) or _INDEX_PATH.search(urlsplit(address).path):
            found.append(address)
    return tuple(sorted(dict.fromkeys(found), key=len))


def _text(root: Element) -> str:
    parts: list[str] = []
    size = 0
    for element in root.iter():
        texts = () if element.tag in _UNREAD or not isinstance(element.tag, str) else (element.text,)
        for text in (*texts, element.tail):
            if text and text.strip():
                parts.append(" ".join(text.split()))
                size += len(parts[-1])
        if size > _TEXT:
            break
    return " ".join(parts)
