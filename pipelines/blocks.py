"""The body's elements in; its paragraphs out, each with what was a link in it.

A block element ends a paragraph, so does a line break where a sentence ends; a row of a table that holds
data is one paragraph, its cells joined by a bar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from pipelines.boilerplate import FormKind, form_of, line_of
from pipelines.document import Document
from pipelines.items import Link

_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "header", "footer", "main", "aside", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "figure"),
        *("pre", "dl", "dt", "dd", "hr", "form", "fieldset", "address", "center", "details", "summary", "body"),
    )
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u2800]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5});")
_ENDS = re.compile(r"[.!?…:;\"”'’)\]]\s*$")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph: its text, the element it stands in, the links in it, and how much of it is a link."""

    text: str
    tag: str = "p"
    links: tuple[Link, ...] = field(default=(), repr=False)
    linked: int = 0
    bold: str = field(default="", repr=False)
    box: bool = False

    @property
    def only_links(self) -> bool:
        """Whether nothing but links stands in it, bullets and labels aside."""
        return bool(self.links) and len(self.text) - self.linked <= 4


class _Piece(NamedTuple):
    text: str
    href: str = ""
    bold: bool = False


def fold(text: str) -> str:
    """NFC, white space folded, characters without width taken out; what is printed stays as printed."""
    if "&" in text:  # entities escaped twice
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def render(elements: Iterable[HtmlElement], document: Document, marks: Mapping[HtmlElement, FormKind]) -> list[Block]:
    """The paragraphs under the elements; a read-also box is one block with `box` set."""
    writer = _Writer(document, marks)
    for element in elements:
        writer.write(element)
    return writer.blocks


class _Writer:
    """Walks the elements with a stack of its own: pages nest deeper than Python recurses."""

    def __init__(self, document: Document, marks: Mapping[HtmlElement, FormKind]) -> None:
        self.blocks: list[Block] = []
        self._document = document
        self._marks = marks
        self._pieces: list[_Piece] = []
        self._href = ""
        self._bold = 0
        self._tag = "p"

    def write(self, root: HtmlElement) -> None:
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            if closing:
                self._close(element)
            elif element is not root and self._set_aside(element):
                pass
            else:
                self._open(element)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element) if isinstance(child.tag, str))
                continue
            if element is not root:
                self._add(element.tail)
        self._flush()

    def _set_aside(self, element: HtmlElement) -> bool:
        """Take note of an element that is not walked into: boilerplate, or a table of data."""
        mark = self._marks.get(element)
        if mark == "baca_juga":
            self._flush()
            self._box(element)
            return True
        if mark:
            if element.tag in _BLOCKS:
                self._flush()
                for box in _boxes(element):
                    self._box(box)
            return True
        if element.tag == "table" and holds_data(element):
            self._flush()
            self._rows(element)
            return True
        return False

    def _open(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self._tag = tag
        elif tag == "br":
            self._pieces.append(_Piece("\n"))
        elif tag == "a":
            self._href = self._document.absolute(element.get("href") or "") or "#"
        elif tag in ("b", "strong"):
            self._bold += 1
        self._add(element.text)

    def _close(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            parent = element.getparent()
            self._tag = parent.tag if parent is not None else "p"
        elif tag == "a":
            self._href = ""
        elif tag in ("b", "strong"):
            self._bold -= 1

    def _add(self, text: str | None) -> None:
        if text and self._tag == "pre":
            for line in text.splitlines(keepends=True):
                self._pieces.append(_Piece(line.rstrip("\r\n"), self._href, self._bold > 0))
                if line.endswith("\n"):
                    self._pieces.append(_Piece("\n"))
        elif text:
            self._pieces.append(_Piece(text.replace("\n", " "), self._href, self._bold > 0))

    def _flush(self) -> None:
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        for part in _split(pieces):
            block = _block(part, self._tag)
            if block.text:
                self.blocks.append(block)

    def _box(self, element: HtmlElement) -> None:
        links = tuple(
            Link(url=self._document.absolute(a.get("href") or ""), text=text, kind="baca_juga")
            for a in element.iter("a")
            if len((text := fold(a.text_content())).split()) > 2
        )
        self.blocks.append(Block(text=fold(element.text_content()), tag=element.tag, links=links, box=True))

    def _rows(self, table: HtmlElement) -> None:
        for row in table.iter("tr"):
            cells = [fold(" ".join(_texts(cell))) for cell in row.iter("td", "th")]
            text = " | ".join(cell for cell in cells if cell)
            if text:
                links = tuple(
                    Link(url=self._document.absolute(a.get("href") or ""), text=fold(a.text_content()), kind="inline")
                    for a in row.iter("a")
                )
                self.blocks.append(Block(text=text, tag="tr", links=links, linked=sum(len(k.text) for k in links)))


def _boxes(element: HtmlElement) -> list[HtmlElement]:
    """The read-also boxes in an element that is taken out: it itself by its label, or within it (detik)."""
    found: list[HtmlElement] = []
    verdict = line_of(fold(element.text_content())[:400])
    if verdict and verdict[0] == "baca_juga" and next(element.iter("a"), None) is not None:
        return [element]
    for inner in element.iterdescendants("div", "table", "ul", "p", "section", "aside"):
        names = f"{inner.get('class') or ''} {inner.get('id') or ''}"
        form = form_of(names) if names != " " else None
        if form and form[0] == "baca_juga" and not any(up in found for up in inner.iterancestors()):
            found.append(inner)
    return found


def holds_data(table: HtmlElement) -> bool:
    """Whether a table is content: rows of short cells, not a frame around prose."""
    if next(table.iter("table", "p", "h2", "h3"), table) is not table and any(
        True for _ in table.iterdescendants("table")
    ):
        return False
    rows = [[len(cell.text_content().strip()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
    wide = [row for row in rows if len(row) > 1]
    return len(wide) >= 2 and max(map(max, wide)) < 400


def _texts(element: HtmlElement) -> Iterable[str]:
    return (str(text) for text in etree.ElementBase.itertext(element) if text.strip())


def _split(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces at their line breaks: at every double one, and at a single one unless a sentence goes on.

    In a verse a sentence goes on from line to line and the lines still stand: three short ones and more.
    """
    if all(piece.text != "\n" for piece in pieces):
        return [list(pieces)]
    lines: list[list[_Piece]] = [[]]
    breaks: list[int] = []
    waiting = 0
    for piece in pieces:
        if piece.text == "\n":
            waiting += 1
            continue
        if waiting and not piece.text.strip():
            continue
        if waiting:
            lines.append([])
            breaks.append(waiting)
            waiting = 0
        lines[-1].append(piece)
    texts = ["".join(piece.text for piece in line).strip() for line in lines]
    joined = lines[:1]
    for n in range(1, len(lines)):
        goes_on = texts[n - 1] and not _ENDS.search(texts[n - 1]) and texts[n][:1].islower()
        if breaks[n - 1] == 1 and goes_on and not _is_verse(texts, breaks, n):
            joined[-1] = [*joined[-1], _Piece(" "), *lines[n]]
        else:
            joined.append(lines[n])
    return joined


def _is_verse(texts: Sequence[str], breaks: Sequence[int], at: int) -> bool:
    """Whether a line stands among three or more short ones that single breaks part."""
    first = last = at
    while first and breaks[first - 1] == 1:
        first -= 1
    while last < len(breaks) and breaks[last] == 1:
        last += 1
    return last - first >= 2 and max(len(text) for text in texts[first : last + 1]) < 60


def _block(pieces: Sequence[_Piece], tag: str) -> Block:
    text = fold("".join(piece.text for piece in pieces))
    links: list[Link] = []
    linked = 0
    for n, piece in enumerate(pieces):
        if not piece.href:
            continue
        linked += len(fold(piece.text))
        if n and pieces[n - 1].href == piece.href and links:
            last = links.pop()
            links.append(Link(url=last.url, text=fold(f"{last.text} {piece.text}"), kind="inline"))
        else:
            links.append(Link(url=piece.href.removeprefix("#"), text=fold(piece.text), kind="inline"))
    bold = []
    for piece in pieces:
        if piece.text.strip() and not piece.bold:
            break
        bold.append(piece.text)
    return Block(text=text, tag=tag, links=tuple(k for k in links if k.text), linked=linked, bold=fold("".join(bold)))
