"""The story's text: parsed pages and the outlet's rules in; paragraphs, links, marks and credits out.

The body is located, written out as paragraphs and cleaned line by line. Where that gives too little, the page is
read again: by trafilatura, and from the data that pages built in the browser carry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property

import trafilatura
from lxml.html import HtmlElement

from pipelines.blocks import HEADINGS, Block, fold, render
from pipelines.body import dropped_by, locate
from pipelines.contained import OF_THE_CONTAINER, read_contained
from pipelines.dateline import is_name, split_dateline, split_initials, split_signature
from pipelines.document import Document, ParseError, parse
from pipelines.embedded import embedded_body
from pipelines.items import Link, Rules
from pipelines.lines import Story, links_in, sort_lines
from pipelines.markup import Markup
from pipelines.survey import Survey, survey

__all__ = ["Body", "Document", "ParseError", "parse", "read_body"]

#: A text shorter than this is read again: photo pages and news flashes are no shorter (36 pages, 12 outlets).
THIN = 250
_LISTED = frozenset(("li", "tr", "td", "dd"))


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a story says, and what was taken off it. Paragraphs of `text` are joined by a blank line."""

    text: str = field(repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    dateline: str | None = None
    initials: str | None = None
    credits: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def read_body(documents: Sequence[Document], rules: Rules, title: str | None, markup: Markup | None = None) -> Body:
    """The body of a page and its further parts, in reading order.

    `markup` is the first document's: with it the story is looked for in its container first, where the outlet has one.
    Flags: `generic` (trafilatura read it), `embedded` (from data in the page), `thin`, `paywalled`, `whole_page` (the
    container was in doubt, so the whole page was read).
    """
    whole = Story()
    flags: list[str] = []
    dateline: str | None = None
    for n, document in enumerate(documents):
        reading, said = _read(document, rules, title, markup if n == 0 else None)
        story = reading.story
        mark, paragraphs = _without_opening(story.paragraphs, rules)
        paragraphs = _first_story(paragraphs, mark, rules)
        dateline = dateline or mark
        known = {block.text for block in whole.paragraphs}
        whole.paragraphs += [block for block in paragraphs if block.text not in known]
        whole.links += story.links
        whole.credits += story.credits
        flags += said
    return _finish(whole, dateline, flags)


class _Reading:
    """Paragraphs before they are cleaned, and what is left of them: cleaned once, and only where it is asked for."""

    def __init__(self, blocks: Sequence[Block], rules: Rules, title: str | None) -> None:
        self.blocks = blocks
        self._rules = rules
        self._title = title

    @cached_property
    def story(self) -> Story:
        """The clean paragraphs, and what was taken off them."""
        return sort_lines(self.blocks, self._rules, self._title)

    @cached_property
    def weight(self) -> int:
        """How much text is left; long readings are not cleaned for this."""
        printed = sum(len(block.text) for block in self.blocks if not block.box)
        if printed < THIN or printed > 10 * THIN:
            return printed
        return sum(len(block.text) for block in self.story.paragraphs)

    def adds(self, first: _Reading) -> bool:
        """Whether it has prose that the first has not, not only its furniture around the same few lines."""
        known = [block.text for block in first.blocks if len(block.text) > 40]
        new = sum(len(b.text) for b in self.blocks if not any(text in b.text or b.text in text for text in known))
        return new >= THIN


def _read(document: Document, rules: Rules, title: str | None, markup: Markup | None) -> tuple[_Reading, list[str]]:
    """One document's paragraphs, and how they were come by: out of the container, or else out of the whole page."""
    if markup is None or not (rules.container or rules.learned):
        return _read_page(document, rules, title)
    contained = read_contained(document, rules, title, markup)
    if contained is not None:
        reading = _Reading([*contained.blocks, *_signed_below(contained.places)], rules, title)
        if reading.weight >= max(THIN, OF_THE_CONTAINER * contained.prose):
            return reading, []
    reading, flags = _read_page(document, rules, title)
    return reading, [*flags, "whole_page"]


def _read_page(document: Document, rules: Rules, title: str | None) -> tuple[_Reading, list[str]]:
    """The paragraphs that the whole of a document gives, and how they were come by."""
    root = document.tree.find("body")
    root = document.tree if root is None else root
    seen = survey(root, dropped_by(rules, root))
    flags = ["paywalled"] if "paywall" in seen.marks.values() else []
    generic = _Generic(root, seen)
    places = locate(seen, rules, title, generic.text)
    first = _Reading([*render(places, document, seen.marks), *_signed_below(places)], rules, title)
    if first.weight >= THIN:
        return first, flags
    elsewhere = replace(rules, container=())
    readings: tuple[tuple[str, Callable[[], list[Block]]], ...] = (
        ("", lambda: render(locate(seen, elsewhere, title, generic.text), document, seen.marks)),
        ("embedded", lambda: _read_embedded(document, title)),
        ("generic", generic.blocks),
    )
    for name, read in readings if rules.container else readings[1:]:
        again = _Reading(read(), rules, title)
        if again.weight > max(2 * first.weight, THIN) and again.adds(first):
            return again, [*flags, name] if name else flags
    return first, [*flags, "thin"]


def story_places(document: Document, rules: Rules, title: str | None) -> list[HtmlElement]:
    """Where reading the whole page finds the story; what a container is learned from."""
    root = document.tree.find("body")
    if root is None:
        return []
    seen = survey(root, dropped_by(rules, root))
    return locate(seen, rules, title, _Generic(root, seen).text)


def _read_embedded(document: Document, title: str | None) -> list[Block]:
    fragment = embedded_body(document.tree, title)
    if fragment is None:
        return []
    return render([fragment], document, survey(fragment).marks)


def _signed_below(places: Sequence[HtmlElement]) -> list[Block]:
    """The initials that stand alone right below the body, in an element of their own: Liputan6 and its group."""
    element: HtmlElement | None = places[-1] if places else None
    for _ in range(3):
        following = element.getnext() if element is not None else None
        if following is not None and isinstance(following.tag, str) and (text := fold(following.text_content())):
            return [Block(text=text)] if len(text) < 30 and split_initials(text)[0] == "" else []
        element = element.getparent() if element is not None else None
    return []


class _Generic:
    """Trafilatura's reading of a page without its boilerplate, made once and only where it is asked for."""

    def __init__(self, root: HtmlElement, seen: Survey) -> None:
        self._root = root
        self._seen = seen
        self._lines: list[str] | None = None

    def lines(self) -> list[str]:
        """Its paragraphs. The tree is left as it was: other readers look at it after this."""
        if self._lines is None:
            pruned = deepcopy(self._root)
            twins = zip(self._root.iter("*"), pruned.iter("*"), strict=True)
            for element in [twin for own, twin in twins if own in self._seen.marks]:
                if element.getparent() is not None:
                    element.drop_tree()
            found = trafilatura.extract(pruned, favor_precision=True, include_comments=False)
            self._lines = [line for part in (found or "").splitlines() if (line := fold(part))]
        return self._lines

    def text(self) -> str:
        """All of it on one line."""
        return " ".join(self.lines())

    def blocks(self) -> list[Block]:
        """Its paragraphs as blocks, without what they were made of."""
        return [Block(text=line) for line in self.lines()]


def _finish(story: Story, dateline: str | None, flags: Sequence[str]) -> Body:
    blocks, initials, signed = _without_marks(_without_tail(story.paragraphs))
    credit_lines = (*story.credits, signed) if signed else story.credits
    return Body(
        text="\n\n".join(block.text for block in blocks),
        links=tuple(dict.fromkeys((*story.links, *(link for block in blocks for link in links_in(block))))),
        dateline=dateline,
        initials=initials if initials and any(c.isalnum() for c in initials) else None,
        credits=tuple(dict.fromkeys(credit_lines)),
        flags=tuple(dict.fromkeys(flags)),
    )


def _without_marks(blocks: list[Block]) -> tuple[list[Block], str | None, str | None]:
    """Without the initials or the name that close the story; a line or two may stand behind them."""
    for n in range(len(blocks) - 1, max(len(blocks) - 4, -1), -1):
        block, last = blocks[n], n == len(blocks) - 1
        rest, initials = split_initials(block.text)
        if initials and (last or not rest or "/" in initials):
            # Behind them a note may stand, but no headline: detik names its own events there.
            after = [one for one in blocks[n + 1 :] if one.text.endswith((".", "!", "?", '"', "”", ")"))]
            return [*blocks[:n], *([replace(block, text=rest)] if rest else []), *after], initials, None
        rest, signed = split_signature(block.text)
        if last and not signed and n and block.tag not in _LISTED and blocks[n - 1].text.endswith((".", '"', "”")):
            rest, signed = ("", rest) if is_name(rest) else (rest, None)  # a reporter as the last line: Tempo
        if last and signed:
            return [*blocks[:n], *([replace(block, text=rest)] if rest else [])], None, signed
    return blocks, None, None


def _without_opening(blocks: list[Block], rules: Rules) -> tuple[str | None, list[Block]]:
    """The dateline, and the paragraphs from there on: above it stand leads, captions, bylines (Dream, Merdeka)."""
    above: list[str] = []
    for n, block in enumerate(blocks[:6]):
        # Below a sentence a place and a dash may be a line of a list: there the outlet's name is asked for.
        named = any(text.endswith((".", "!", "?", '"', "”")) for text in above)
        dateline, rest = split_dateline(block.text, rules, bold=block.bold, named=named)
        if dateline:
            opening = [replace(block, text=rest)] if rest else []
            return dateline, [*opening, *blocks[n + 1 :]]
        above.append(block.text)
        if sum(map(len, above)) > 700:
            break
    first = 0  # counted, not cut line by line: a page may have 200,000 loose lines
    while first < len(blocks) - 1 and _is_loose(blocks[first]):
        first += 1
    blocks = blocks[first:]
    # A dash that is left of a dateline whose name was an element of its own.
    return None, [replace(block, text=block.text.lstrip("-–—| ")) for block in blocks[:1]] + blocks[1:]


def _first_story(blocks: list[Block], dateline: str | None, rules: Rules) -> list[Block]:
    """The paragraphs up to where the page appends an older story with a dateline of its own: Dream."""
    for n, block in enumerate(blocks):
        if n < 2 or dateline is None or dateline not in block.text:  # nearly every paragraph
            continue
        if split_dateline(block.text, rules, named=True)[0] == dateline:
            return _without_tail(blocks[:n])
    return blocks


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Without what stands after the last sentence: headings, tags, announcements of what was taken out."""
    end = len(blocks)
    while end > 1:
        last = blocks[end - 1]
        announces = last.text.endswith(":") and len(last.text) < 80
        if not (last.tag in HEADINGS or announces or _is_loose(last)):
            break
        end -= 1
    return blocks[:end]


def _is_loose(block: Block) -> bool:
    """Whether a line at the edge is a tag, a button or an author's name: no sentence, a link or a word or two."""
    words = len(block.text.split())
    if (
        block.tag in HEADINGS
        or block.text.endswith((".", "!", "?", '"', "”", ")", "]"))
        or (block.tag in _LISTED and not block.only_links)
    ):
        return False
    return words < 12 if block.only_links else words < 4 and not is_name(block.text)
