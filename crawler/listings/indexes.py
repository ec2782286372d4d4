"""Index pages: which of a page's article links are the listing, and which stand in boxes beside it.

The listing is the list whose cards are most alike, most dated and most wordy. What stands in an aside, a
footer or a menu, or under a title such as "Terpopuler", is never the listing, also when the list is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.listings.anchors import Anchor, card_date, find_anchors, path_of
from crawler.listings.boxes import Boxes
from crawler.listings.moments import Moment
from crawler.listings.reading import Gatherer
from crawler.listings.trees import Element


@dataclass(slots=True)
class _Mention:
    """One place where a page links to an article."""

    anchor: Anchor
    element: Element
    card: Element
    moment: Moment | None = None


@dataclass(slots=True)
class _List:
    mentions: list[_Mention] = field(default_factory=list)

    @property
    def articles(self) -> int:
        return len({mention.anchor.key for mention in self.mentions})


def read_index(root: Element, gatherer: Gatherer, *, day: date | None, now: datetime | None) -> None:
    """Keep the articles of the listing; the links beside it are counted."""
    anchors = find_anchors(root, gatherer)
    mentions = [
        _Mention(anchor=anchor, element=element, card=card)
        for anchor in anchors.values()
        for element, card in zip(anchor.elements, anchor.cards, strict=True)
    ]
    boxes = Boxes(root, {mention.card for mention in mentions}, [mention.element for mention in mentions])
    chosen = _choose([m for m in mentions if not boxes.beside(m.element)], gatherer, day, now)
    kept: dict[str, Moment | None] = {}
    for mention in chosen:
        if mention.moment is None:
            mention.moment = card_date(mention.card, mention.anchor.title, gatherer, now)
        kept[mention.anchor.key] = kept.get(mention.anchor.key) or mention.moment
    for key, anchor in anchors.items():
        if key in kept:
            gatherer.keep((anchor.url, key), title=anchor.title, published=kept[key], day=day)
        else:
            gatherer.others += 1


def _choose(mentions: list[_Mention], gatherer: Gatherer, day: date | None, now: datetime | None) -> list[_Mention]:
    """The mentions that stand in the main list, and those made like its cards elsewhere."""
    lists: dict[tuple[str, ...], _List] = {}
    for mention in mentions:
        parent = mention.card.getparent()
        above = path_of(parent) if parent is not None else ()
        lists.setdefault((str(mention.card.tag), *above), _List()).mentions.append(mention)
    if not lists:
        return []
    likely = sorted(lists.values(), key=lambda one: one.articles, reverse=True)[:6]
    best = max(likely, key=lambda one: _score(one, gatherer, day, now))
    made = {path_of(mention.card) for mention in best.mentions}
    inside = {id(mention) for mention in best.mentions}
    return [mention for mention in mentions if id(mention) in inside or _is_made(mention, made)]


def _score(one: _List, gatherer: Gatherer, day: date | None, now: datetime | None) -> float:
    """How much a list looks like the page's subject: its articles, weighted by dates and words on their cards."""
    score = 0.0
    seen: set[str] = set()
    for mention in one.mentions:
        mention.moment = card_date(mention.card, mention.anchor.title, gatherer, now)
        if mention.anchor.key in seen:
            continue
        seen.add(mention.anchor.key)
        words = sum(len(text) for text in mention.card.itertext())
        score += 1 + min(words, 400) / 400
        if mention.moment:
            score += 1 if day is None or mention.moment.day != day else 2
    return score


def _is_made(mention: _Mention, made: set[tuple[str, ...]]) -> bool:
    """Whether a link stands on a card made like those: the odd one in a last row, a list cut by an advertisement."""
    box: Element | None = mention.element
    for _ in range(10):
        if box is None:
            return False
        if path_of(box) in made:
            mention.card = box
            return True
        box = box.getparent()
    return False
