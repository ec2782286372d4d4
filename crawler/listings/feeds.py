"""RSS 0.9x, 1.0 and 2.0 and Atom: a feed's bytes come in, its article links with titles and dates go out.

Our own reading of the tree and not feedparser's: entities are never expanded, a feed of 100 whole articles
takes milliseconds, and a link that is no article makes way for the item's next candidate.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.listings.moments import Moment, read_stamp
from crawler.listings.reading import Gatherer, Reading
from crawler.listings.trees import Element, local_name, parse_xml, text_within
from crawler.listings.unpack import prepare_xml, refuse_page

_ROOTS = {"rss", "feed", "rdf", "channel"}
_ITEMS = {"item", "entry"}
#: Namespaces by a piece of their address: prefixes are whatever the site's system chose, or undeclared.
_DUBLIN_CORE = ("purl.org/dc", "dc")
_OF_FEED = ("", "w3.org/2005/atom", "purl.org/atom", "purl.org/rss", "my.netscape.com", "backend.userland.com")


def read_feed(body: bytes, url: str, gatherer: Gatherer) -> Reading:
    """The article links of a feed. NotAListing where the response is no feed."""
    prepared = prepare_xml(body)
    root = parse_xml(prepared)
    if root is None or local_name(root)[1] not in _ROOTS:
        refuse_page(prepared[:200_000].decode("utf-8", "replace"), "a feed", url)
    for item in root.iter():
        if isinstance(item.tag, str) and local_name(item)[1] in _ITEMS:
            _read_item(item, gatherer)
    # A feed shows the newest only: it never proves that there was nothing more.
    return gatherer.reading()


def _read_item(item: Element, gatherer: Gatherer) -> None:
    links: list[str] = []
    title = None
    published: Moment | None = None
    modified: Moment | None = None
    for child in item:
        if not isinstance(child.tag, str):
            continue
        space, name = local_name(child)
        text = text_within(child) if name in ("title", "link") else child.text
        if name == "origlink" and text:
            links.insert(0, text)
        elif name in ("link", "guid", "id", "url"):
            links.extend(_links(child, name, space))
        elif name == "title" and title is None and _in(space, _OF_FEED):
            title = text
        elif name in ("pubdate", "published", "issued", "created") or (name == "date" and _in(space, _DUBLIN_CORE)):
            published = published or read_stamp(text, gatherer.zone)
        elif name in ("updated", "modified"):
            modified = modified or read_stamp(text, gatherer.zone)
    about = next((value for key, value in item.attrib.items() if str(key).endswith("about")), None)
    base = _base(item, gatherer.base)
    candidates = [*links, *([str(about)] if about else [])]
    # The item's own link may be an advertisement's or the home page's, with the article only in its guid.
    chosen = next((link for link in candidates if gatherer.article(link, base)), candidates[0] if candidates else "")
    gatherer.add(chosen, base=base, title=title, published=published, modified=modified)


def _links(child: Element, name: str, space: str) -> Iterator[str]:
    text = text_within(child).strip()
    if name == "link":
        href = child.get("href")
        if href and child.get("rel", "alternate") == "alternate":
            yield href
        elif text and not href:
            yield text
    elif name == "url":
        if space == "" and text:
            yield text
    elif child.get("isPermaLink", child.get("ispermalink", "true")).lower() != "false" and text.startswith("http"):
        yield text


def _base(item: Element, otherwise: str) -> str:
    """The address that relative links are relative to: xml:base where the feed has one."""
    element: Element | None = item
    while element is not None:
        given = element.get("{http://www.w3.org/XML/1998/namespace}base")
        if given and given.startswith("http"):
            return given
        element = element.getparent()
    return otherwise


def _in(space: str, spaces: tuple[str, ...]) -> bool:
    return space == "" or any(known and known in space for known in spaces)
