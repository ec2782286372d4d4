"""What every reader of metadata looks at: the records that one walk over a page (`walk`) brings back.

Meta tags, links, JSON-LD, and the visible text as lines (runs of inline text in one block element), with the headings
and the elements whose names say author, date, breadcrumb, tag or caption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from pipelines import jsonld

#: Scripts that hold none of these words, or are longer, say nothing of the story.
_SAYING, _LONGEST_SCRIPT = ("ublish", "author", "penulis", "content_"), 400_000

MarkKind = Literal["editor", "person", "crumb", "caption", "tag", "rights"]


class Line(NamedTuple):
    """A run of text within a block; `aside` numbers the region that is not the story's (a menu, others' news)."""

    text: str
    element: HtmlElement
    aside: int


class Heading(NamedTuple):
    """A heading's text, its level, and the number of its first line."""

    text: str
    level: int
    at: int
    headline: bool


class Stamp(NamedTuple):
    """A moment for machines in the text, its line, and whether its element says that it is the story's."""

    text: str
    at: int
    own: bool
    aside: int


class Mark(NamedTuple):
    """An element whose names or address say what it holds, and the line it starts in."""

    kind: MarkKind
    element: HtmlElement
    at: int
    aside: int

    @property
    def text(self) -> str:
        """The element's text on one line."""
        return " ".join("".join(self.element.itertext()).split())


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What a page says about itself. Keys of `metas` are lower case, the values in order, none empty."""

    url: str
    metas: Mapping[str, Sequence[str]] = field(repr=False)
    canonical: tuple[str, ...]
    objects: tuple[jsonld.Object, ...] = field(repr=False)
    script_elements: tuple[HtmlElement, ...] = field(repr=False)
    title: str
    lines: tuple[Line, ...] = field(repr=False)
    headings: tuple[Heading, ...] = field(repr=False)
    marks: tuple[Mark, ...] = field(repr=False)
    stamps: tuple[Stamp, ...] = field(repr=False)
    #: The characters of prose on the page, links aside, and whether an element is named like a paywall.
    prose: int
    walled: bool
    #: Every element, held so that the next walks need not make its proxy again: 1.39 ms a walk became 1.07.
    elements: tuple[HtmlElement, ...] = field(repr=False)

    def meta(self, *names: str) -> str:
        """The first value of the first of these meta tags that has one; else ""."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    @cached_property
    def scripts(self) -> Sequence[str]:
        """The page's scripts that may say who wrote the story, when or where: read where nothing else says it."""
        texts = (element.text or "" for element in self.script_elements)
        return tuple(text for text in texts if len(text) < _LONGEST_SCRIPT and any(word in text for word in _SAYING))

    def around(self, headline: int | None) -> Markup:
        """The same with the headline's own region no longer aside: themes call whole layouts "right-sidebar"."""
        ours = self.lines[headline].aside if headline is not None and headline < len(self.lines) else 0
        if not ours:
            return self
        return replace(
            self,
            lines=tuple(one._replace(aside=0) if one.aside == ours else one for one in self.lines),
            marks=tuple(one._replace(aside=0) if one.aside == ours else one for one in self.marks),
            stamps=tuple(one._replace(aside=0) if one.aside == ours else one for one in self.stamps),
        )

    @cached_property
    def articles(self) -> Sequence[jsonld.Object]:
        """The JSON-LD objects that are articles, those that carry a headline first."""
        found = jsonld.of_type(self.objects, jsonld.ARTICLES)
        return tuple(sorted(found, key=lambda one: "headline" not in one))
