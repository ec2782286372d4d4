"""The story read out of its container alone: a page, its markup and the outlet's selectors in; paragraphs out, or None.

None is a doubt: nothing is there, little is there, it is not most of what the page says, or the page has a story more
or a wall. The whole page is read then, so that a container that does not fit any more costs time and no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.blocks import Block, fold, render
from pipelines.body import dropped_by, outermost, select
from pipelines.boilerplate import FormKind, form_of
from pipelines.document import Document
from pipelines.items import Rules
from pipelines.markup import Markup
from pipelines.survey import survey

#: Of the prose on the page so much stands in the container, and of the container's so much is left of it. `locate`
#: believes a name by the first of the two.
OF_THE_PAGE, OF_THE_CONTAINER = 0.4, 0.5


@dataclass(frozen=True, kw_only=True)
class Contained:
    """A container's paragraphs, the elements they were read out of, and how much prose stands in those."""

    blocks: Sequence[Block]
    places: Sequence[HtmlElement]
    prose: int


def read_contained(document: Document, rules: Rules, title: str | None, markup: Markup) -> Contained | None:
    """What the container holds, as reading the whole page would give it."""
    root = document.tree.find("body")
    places = find(root, rules.container or rules.learned) if root is not None else []
    if root is None or not places or markup.walled or not _is_one_story(places, title, markup):
        return None
    dropped = dropped_by(rules, root)
    marks: dict[HtmlElement, FormKind] = {}
    prose = 0
    for place in places:
        seen = survey(place, dropped, markup.prose)
        marks |= seen.marks
        prose += seen.prose[0]
    if prose < OF_THE_PAGE * markup.prose:
        return None
    return Contained(blocks=render(places, document, marks), places=places, prose=prose)


def find(root: HtmlElement, selectors: Sequence[str]) -> list[HtmlElement]:
    """The elements of the first selector that matches any; the parts of a story with the subheads between them."""
    for selector in selectors:
        found = outermost(select(root, selector))
        if found:
            return _with_subheads(found)
    return []


def _with_subheads(parts: list[HtmlElement]) -> list[HtmlElement]:
    """Parts that stand side by side, and the subheads that stand between them rather than in them."""
    above = parts[0].getparent()
    if len(parts) == 1 or any(part.getparent() is not above for part in parts):
        return parts
    between = above[above.index(parts[0]) : above.index(parts[-1]) + 1]
    own = frozenset(parts)
    return [e for e in between if e in own or _is_subhead(e)]


def _is_subhead(element: HtmlElement) -> bool:
    names = " ".join(filter(None, (element.get("class"), element.get("id"))))
    plain = element.tag in ("h2", "h3", "h4") and next(element.iter("a"), None) is None
    return plain and (not names or form_of(names) is None)


def _is_one_story(places: Sequence[HtmlElement], title: str | None, markup: Markup) -> bool:
    """Whether the places are one story's: side by side, the page with one headline; no other's headline in them."""
    wanted = fold(title or "").casefold()
    if any(fold(h1.text_content()).casefold() != wanted for place in places for h1 in place.iter("h1")):
        return False
    if len(places) == 1:
        return True
    headlines = {fold(one.text).casefold() for one in markup.headings if one.level == 1}
    above = places[0].getparent()
    return len(headlines) < 2 and all(place.getparent() is above for place in places)
