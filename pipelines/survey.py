"""What a page holds: its elements in; the prose under each, what is boilerplate by its name, what may hold a story out.

One walk in Python weighs and marks; XPath over class names costs five times as much. Nothing is taken out of
the tree here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from pipelines.boilerplate import FormKind, form_of

#: Elements that never hold a story's text.
_VOID = frozenset(
    (
        *("script", "style", "noscript", "svg", "iframe", "button", "select", "option", "input", "textarea"),
        *("template", "object", "embed", "video", "audio", "canvas", "map", "figcaption", "picture", "img", "ins"),
        *("nav", "dialog", "head", "link", "meta"),
    )
)
#: Elements that hold it only where they hold most of the page.
_EDGE = frozenset(["header", "footer", "aside", "figure"])
#: Words within a sentence: their names say how they look or where they lead, not that they are boilerplate.
_INLINE = frozenset(("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "small", "strong", "sub", "sup", "u"))
#: What a paragraph is made of, seen from the element that holds the paragraphs.
WITHIN = _INLINE | {"p", "span", "blockquote", "br", "h2", "h3", "h4"}
_NAMING = ("class", "id", "data-qa-id")
NAMED = frozenset(("article", "main"))
#: What frames a picture and its caption where no name says so: detik of 2016, local press.
_FRAMES = frozenset(("table", "center"))
#: A caption is no longer than this.
_CAPTION = 350
#: A pager or a list of tags with more prose than this holds a part of the story: Bola.net, Kapanlagi.
_STORY = 100
#: A text node shorter than this is a label, not prose.
PROSE = 20


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An element that may hold the body: its place, and what its name says."""

    place: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A page's elements in document order: their tags, parent's place, prose kept under each, what is marked."""

    elements: Sequence[HtmlElement]
    tags: Sequence[str]
    parents: Sequence[int]
    prose: Sequence[int]
    marks: dict[HtmlElement, FormKind]
    candidates: Sequence[Candidate]


def survey(root: HtmlElement, dropped: frozenset[HtmlElement] = frozenset(), total: int = 0) -> Survey:
    """Weigh and mark a page. `dropped` are elements that the outlet's own rules take out.

    `total` is the prose of the whole page, where `root` is only a part of it.
    """
    elements = list(root.iter(etree.Element))
    tags = [element.tag for element in elements]
    parents, raw, pieces = _weigh(elements, tags)
    total = max(raw[0], total)
    marks: dict[HtmlElement, FormKind] = {}
    gone = bytearray(len(elements))
    candidates: list[Candidate] = []
    for n, element in enumerate(elements):
        if not n:
            continue
        if gone[parents[n]]:
            gone[n] = 1
            continue
        form: tuple[FormKind, str] | None = (
            ("drop", "") if element in dropped else _form(element, tags[n], raw[n], total)
        )
        if form and form[0] == "container":
            candidates.append(Candidate(place=n, name=form[1]))
        elif form:
            marks[element] = form[0]
            gone[n] = 1
    prose = _own_prose(parents, pieces, gone)
    return Survey(elements=elements, tags=tags, parents=parents, prose=prose, marks=marks, candidates=candidates)


def _weigh(elements: Sequence[HtmlElement], tags: Sequence[str]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """The place of each element's parent, the prose under each, and each piece of prose: where, how much."""
    size = len(elements)
    parents, raw, in_link = [0] * size, [0] * size, bytearray(size)
    pieces: list[tuple[int, int]] = []
    for n, element in enumerate(elements):
        tag = tags[n]
        if n:
            parent, up = element.getparent(), n - 1
            while elements[up] is not parent:  # the element before this one, or one that holds that
                up = parents[up]
            parents[n] = up
            in_link[n] = in_link[up] or tag == "a"
            tail = element.tail
            if tail and len(tail) > PROSE and not in_link[up] and tags[up] not in _VOID:
                pieces.append((up, len(tail.strip())))
        text = element.text
        if text and len(text) > PROSE and not in_link[n] and tag not in _VOID:
            pieces.append((n, len(text.strip())))
    for n, length in pieces:
        raw[n] += length
    _add_up(raw, parents)
    return parents, raw, pieces


def _add_up(weights: list[int], parents: Sequence[int]) -> None:
    """What stands under an element stands under those around it."""
    for n in range(len(weights) - 1, 0, -1):
        if weights[n]:
            weights[parents[n]] += weights[n]


def _own_prose(parents: Sequence[int], pieces: Sequence[tuple[int, int]], gone: bytearray) -> list[int]:
    """The prose under each element without what is gone."""
    prose = [0] * len(parents)
    for n, length in pieces:
        if not gone[n]:
            prose[n] += length
    _add_up(prose, parents)
    return prose


def _form(element: HtmlElement, tag: str, weight: int, total: int) -> tuple[FormKind, str] | None:
    if tag in _VOID:
        return "drop", tag
    names = " ".join([name for key in _NAMING if (name := element.get(key))])
    form = form_of(names) if names and tag != "body" else None
    if form and form[0] == "container":
        return form
    if "articlebody" in (element.get("itemprop") or "").lower():
        return "container", "articlebody"
    if tag in NAMED:
        return "container", tag
    if weight > 0.3 * total and weight > 300:
        return None
    if tag in _INLINE and (form is None or form[0] != "baca_juga" or tag == "a"):
        return None
    if form and form[0] == "control":
        return ("drop", form[1]) if weight < _STORY else None
    if form and form[0] == "photo":
        return ("drop", form[1]) if tag not in _EDGE and _is_photo(element) else None
    if tag in _FRAMES and _is_photo(element):
        return "drop", tag
    if form is None and tag in _EDGE:
        # WordPress puts tables of data into figures.
        is_table = tag == "figure" and next(element.iter("table"), None) is not None
        return None if is_table else ("drop", tag)
    if form is None and "display:none" in (element.get("style") or "").replace(" ", "") and weight < 200:
        return "drop", "hidden"
    return form


def _is_photo(element: HtmlElement) -> bool:
    """Whether an element is a picture and its caption."""
    if next(element.iter("img", "amp-img", "picture"), None) is None:
        return False
    return len(element.text_content().strip()) < _CAPTION and sum(1 for _ in element.iter("p", "h2", "h3")) < 3
