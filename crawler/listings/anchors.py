"""The article links of a page: its tree comes in, links with titles and the cards they stand on go out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from crawler.listings.moments import Moment, dates_in, read_printed, read_stamp
from crawler.listings.reading import Gatherer, clean_title
from crawler.listings.trees import Element

# No page lists more articles than this, or one article oftener: bounds against pages made to be slow.
_ARTICLES = 5_000
_MENTIONS = 12
# A card is an article's box in a list. Eight levels and 400 elements hold the deepest seen.
_CARD_DEPTH = 8
_CARD_ELEMENTS = 400
_LINK_ELEMENTS = 60
_PAGE_LEVEL = {"body", "html", "main"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_UNSHOWN = {"script", "style", "noscript", "template", "svg"}
_NAMED_TITLE = re.compile(r"title|judul|headline|heading", re.I)
# What stands beside a date on a card: weekday, zone, channel. More is a sentence with a date in it.
_BESIDE_DATE = 40
_DATE_LINE = 90
# Longer than any headline: a card that is one link has its teaser in it.
_LONG_TITLE = 160


@dataclass(slots=True, eq=False)
class Anchor:
    """An article linked from a page: its address and key, the elements that link to it, and their cards."""

    url: str
    key: str
    elements: list[Element] = field(default_factory=list)
    title: str | None = None
    rank: int = 0
    cards: list[Element] = field(default_factory=list)


def find_base(root: Element) -> str | None:
    """The address that a page's <base href> names, if it has one."""
    return next((str(base.get("href")).strip() for base in root.iter("base") if base.get("href")), None)


def find_anchors(root: Element, gatherer: Gatherer) -> dict[str, Anchor]:
    """The articles that a page links to, by key, in its order. Other links are counted by the gatherer."""
    anchors: dict[str, Anchor] = {}
    known: dict[str, tuple[str, str] | None] = {}
    for element in root.iter("a", "area"):
        href = element.get("href")
        if not href:
            continue
        if href not in known:
            known[href] = gatherer.article(href)
        taken = known[href]
        anchor = anchors.get(taken[1]) if taken else None
        if taken is None or (anchor is None and len(anchors) >= _ARTICLES):
            gatherer.others += 1
            continue
        if anchor is None:
            anchor = anchors[taken[1]] = Anchor(url=taken[0], key=taken[1])
        if len(anchor.elements) >= _MENTIONS:
            continue
        anchor.elements.append(element)
        _take_title(anchor, element)
    _find_cards(anchors)
    return anchors


def read_front(root: Element, gatherer: Gatherer, now: datetime | None) -> None:
    """Keep every article that a front page links to."""
    for anchor in find_anchors(root, gatherer).values():
        dated = (card_date(card, anchor.title, gatherer, now) for card in dict.fromkeys(anchor.cards))
        moment = next((moment for moment in dated if moment), None)
        gatherer.keep((anchor.url, anchor.key), title=anchor.title, published=moment)


def card_date(card: Element, title: str | None, gatherer: Gatherer, now: datetime | None) -> Moment | None:
    """The date printed on an article's card, outside its title and teaser."""
    for number, element in enumerate(card.iter()):
        if number > _CARD_ELEMENTS:
            break
        if not isinstance(element.tag, str) or element.tag in _HEADINGS or element.tag in _UNSHOWN:
            continue
        stamp = element.get("datetime")
        moment = read_stamp(stamp, gatherer.zone) if stamp else None
        if moment:
            return moment
        for text in (element.text, None if element is card else element.tail):
            moment = _date_line(text, title, gatherer, now) if text else None
            if moment:
                return moment
    return None


def _date_line(text: str, title: str | None, gatherer: Gatherer, now: datetime | None) -> Moment | None:
    """The date of a line that is a date and little more."""
    if len(text) > 400 or not (line := " ".join(text.split())) or len(line) > _DATE_LINE or line == title:
        return None
    found = next(read_printed(line, gatherer.zone, now), None)
    return found if found and len(found.rest.strip()) <= _BESIDE_DATE else None


def _take_title(anchor: Anchor, element: Element) -> None:
    """Keep the best title seen: a heading's, then the link's title, then the longest text, then an image's."""
    rank, text = _title_of(element)
    title = clean_title(text)
    if not title:
        return
    if rank > anchor.rank or (rank == anchor.rank and len(title) > len(anchor.title or "")):
        anchor.title, anchor.rank = title[:500], rank


def _title_of(element: Element) -> tuple[int, str]:
    """How good a link's title is, and the title."""
    within = list(islice(element.iter(), _LINK_ELEMENTS))
    heading = next((child for child in within if child.tag in _HEADINGS and _text(child)), None)
    if heading is not None:
        return _unless_cut(5, _text(heading))
    parent = element.getparent()
    above = () if parent is None else (parent.tag, getattr(parent.getparent(), "tag", ""))
    if not _HEADINGS.isdisjoint(above) and _text(element):
        return _unless_cut(5, _text(element))
    title = element.get("title") or ""
    if len(title.split()) > 2:
        return 4, title
    named = (child for child in within if isinstance(child.tag, str) and _NAMED_TITLE.search(child.get("class") or ""))
    for child in named:
        if _text(child):
            return _unless_cut(3, _text(child))
    shown = _shown(within)
    if len(shown.split()) > 2:
        return _unless_cut(2, shown)
    image = next((child.get("alt") or "" for child in within if child.tag == "img"), "")
    # "Foto", "Baca selengkapnya" and the name of a channel link to articles too.
    return (1, image) if image else (0, shown)


def _text(element: Element) -> str:
    """The text of an element, as far as a title may reach."""
    return "".join(str(text) for text in islice(element.itertext(), _LINK_ELEMENTS))[:2000].strip()


def _unless_cut(rank: int, text: str) -> tuple[int, str]:
    """A title that the card cut short is worth no more than an image's, which may be whole."""
    return (1 if text.rstrip().endswith(("...", "…")) else rank), text


def _shown(within: list[Element]) -> str:
    """The title among the texts of a card that is one link: without its date, and without its teaser."""
    chunks = [chunk for child in within if child.tag not in _UNSHOWN for chunk in _own(child, within[0])]
    every = [line for chunk in chunks if (line := " ".join(chunk[:2000].split()))]
    lines = [line for line in every if not _is_date(line)] or every
    if sum(len(line) for line in lines) <= _LONG_TITLE:
        return " ".join(lines)
    return next((line for line in lines if len(line.split()) > 3), "")


def _is_date(line: str) -> bool:
    found = next(dates_in(line), None) if len(line) <= _DATE_LINE else None
    return found is not None and len(found.strip()) <= _BESIDE_DATE / 2


def _own(child: Element, element: Element) -> tuple[str, ...]:
    if child is element or not child.tail:
        return (child.text or "",)
    return (child.text or "", child.tail)


def _find_cards(anchors: dict[str, Anchor]) -> None:
    """Give each link its card: the largest box around it that links to this article and no other."""
    owners: dict[Element, Anchor | None] = {}
    for anchor in anchors.values():
        for element in anchor.elements:
            box: Element | None = element
            while box is not None and box.tag not in _PAGE_LEVEL:
                owner = owners.get(box, anchor)
                if owner is None:
                    break
                owners[box] = anchor if owner is anchor else None
                box = box.getparent()
    for anchor in anchors.values():
        anchor.cards = [_card(element, anchor, owners) for element in anchor.elements]


def _card(element: Element, anchor: Anchor, owners: dict[Element, Anchor | None]) -> Element:
    box, parent = element, element.getparent()
    for _ in range(_CARD_DEPTH):
        if parent is None or owners.get(parent) is not anchor:
            break
        box, parent = parent, parent.getparent()
    return box


def path_of(element: Element, levels: int = 4) -> tuple[str, ...]:
    """How an element and the boxes around it are made: tags and classes, the same for all cards of a list."""
    path: list[str] = []
    box: Element | None = element
    while box is not None and len(path) < levels:
        path.append(shape_of(box))
        box = box.getparent()
    return tuple(path)


def shape_of(element: Element) -> str:
    """Tag and classes, in an order of their own."""
    return f"{element.tag}." + ".".join(sorted((element.get("class") or "").split()))
