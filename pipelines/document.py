"""A page's bytes in; one parsed tree out, with the address that its links are relative to.

Everything that reads a page reads this tree: the bytes are decoded and parsed once.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.html import HtmlElement
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from pipelines.items import Page

#: What the first bytes of a file that is no page look like, and what it is.
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
    (b"ID3", "a sound"),
)
_MARKUP = re.compile(rb"<\s*(?:!doctype|\?xml|!--|[a-z])", re.IGNORECASE)
_XML_START = re.compile(rb"\s*<\?xml")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
#: An address that joining to another leaves as it is.
_WHOLE = re.compile(r"https?://[a-z0-9.-]+/[!$%&'()*+,./0-9:=@A-Z_a-z~-]*(?:\?[!$%&'()*+,./0-9:=@A-Z_a-z~-]+)?")
#: Control characters that no page means; libxml2 would end the page at the first NUL.
_CONTROLS = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r")
#: Bytes that are not UTF-8, as `surrogateescape` hands them over, read as Windows-1252.
_STRAY = {0xDC00 + n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0x100)}
_STRAYS = re.compile("[\udc80-\udcff]")
#: libxml2 gives up a page nested deeper than 2,048 elements; recursive code elsewhere gives up earlier.
_DEPTH = 250
#: Every element is of one class. lxml.html asks Python for the class of each (a form, a label): 0.2 ms a page.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
#: What is nested deeper than the elements taken out for it: other code recurses, and Python gives up near 480.
_DEEPER = etree.XPath(f"{'/*' * (_DEPTH + 50)}[*]")
_NESTING = re.compile(
    rb"<(/?)(?:div|span|section|article|main|font|center|b|i|u|em|strong|small|blockquote|ul|ol)\b[^>]*>", re.IGNORECASE
)
#: A tag with a thousand attributes: libxml2 compares each with all before it, 100,000 took it over a minute.
_CROWDED = re.compile(
    rb"""<([a-z][a-z0-9]*+)(?:\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+){1000,}+""",
    re.IGNORECASE,
)
#: Bytes that such a tag takes up at least; every half of that within it is without another tag.
_LONG_TAG = 2000

#: Trees that wait for their reader, by the bytes they were made of, which are held so that no others take the number.
_ahead: OrderedDict[int, tuple[bytes, HtmlElement]] = OrderedDict()
_WAITING = 8


class ParseError(ValueError):
    """The bytes are no HTML page; the message says what they are."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One parsed page. `url` is where it was found in the end, "" when that is not known."""

    tree: HtmlElement = field(repr=False)
    url: str = ""
    base: str = ""

    def absolute(self, address: str) -> str:
        """An address of this page made absolute; "" where it leads nowhere but here."""
        if _WHOLE.fullmatch(address):  # most are, and joining takes eight times as long as looking
            return address
        address = re.sub(r"[\t\r\n]", "", address).strip()
        if not address or address.startswith(("#", "javascript:", "mailto:", "tel:", "whatsapp:", "data:")):
            return ""
        try:
            return urljoin(self.base, address)
        except ValueError:  # a bracket in the host: not an address
            return ""


def parse(page: Page) -> Document:
    """The document of a page. Raises ParseError where the bytes are no HTML."""
    body = page.body
    _check(body)
    held = _ahead.pop(id(body), None)
    tree = held[1] if held is not None else _tree(_utf8(body, page))
    url = page.final_url or page.url
    return Document(tree=tree, url=url, base=_base(tree, url))


def parse_ahead(body: bytes) -> HtmlElement:
    """The tree of a page's bytes for who looks at its links first; whoever reads the page next has the same tree.

    So few wait as a crawl has under way between the two. Raises ParseError where the bytes are no HTML.
    """
    if not _is_plain(body):  # the header may say what they are: the page is parsed again with it
        return _tree(uncrowded(body))
    tree = _tree(uncrowded(body))
    _ahead[id(body)] = (body, tree)
    while len(_ahead) > _WAITING:
        _ahead.popitem(last=False)
    return tree


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page's bytes.

    A byte order mark decides; then bytes that are valid UTF-8 are UTF-8, whatever the page claims
    (pages of 2015-2018 claim iso-8859-1 and are not); then what is declared, by the header before the
    page; stray bytes in what is otherwise UTF-8 are read as Windows-1252.
    """
    encoding, mark = read_bom(body)
    if encoding and mark:
        return body[len(mark) :].decode(encoding, "replace")
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:16384]) or "utf-8"
    if declared.startswith("utf-16") and b"\0" in body[:200]:
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    strays = len(_STRAYS.findall(text))
    genuine = sum(len(run) for run in re.findall("[^\x00-\x7f\udc80-\udcff]+", text))
    if declared.startswith("utf-") or genuine > strays:
        return text.translate(_STRAY)
    try:
        return body.decode(declared, "replace")
    except LookupError:
        return text.translate(_STRAY)


def uncrowded(body: bytes) -> bytes:
    """The page without the attributes of tags that have a thousand of them or more."""
    return _CROWDED.sub(rb"<\1", body) if _is_crowded(body) else body


def _is_crowded(body: bytes) -> bool:
    """A quick look first, for long stretches without a tag, which are scripts for the most part."""
    at, step = 0, _LONG_TAG // 2
    while at < len(body):
        if body.find(b"<", at, at + step) >= 0:
            at += step
            continue
        begun, after = body.rfind(b"<", 0, at), body.find(b"<", at)
        if begun >= 0 and _CROWDED.match(body, begun):
            return True
        if after < 0:
            return False
        at = after
    return False


def _check(body: bytes) -> None:
    start = body[:512].lstrip()
    if not start and not body.strip():
        raise ParseError("empty")
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            raise ParseError(what)
    if start[4:8] == b"ftyp":
        raise ParseError("a video")
    wide = read_bom(body)[0] or b"\0" in start[:4]
    if not wide and not _MARKUP.search(body):
        raise ParseError("no markup")


def _utf8(body: bytes, page: Page) -> bytes:
    """The page as UTF-8 bytes without what stops the parser: parsing bytes is a fifth faster than text."""
    if _is_plain(body):
        return uncrowded(body)
    header = next((value for name, value in page.headers.items() if name.lower() == "content-type"), "")
    text = decode(body, header)
    if "\0" in text:
        text = text.translate(_CONTROLS)
    return uncrowded(_XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1).encode("utf-8", "replace"))


def _is_plain(body: bytes) -> bool:
    """Whether bytes are UTF-8 already, and nothing in them stops the parser."""
    if b"\0" in body or read_bom(body)[0] or _XML_START.match(body):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _tree(body: bytes) -> HtmlElement:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = lxml.html.document_fromstring(body, parser=parser)
        cut = parser.error_log and "depth" in parser.error_log[len(parser.error_log) - 1].message
        deeper = _DEEPER(tree)
        if cut or deeper:
            tree = lxml.html.document_fromstring(_flatten(body), parser=parser)
            deeper = _DEEPER(tree)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"no HTML: {error}") from None
    for element in cast("list[HtmlElement]", deeper):
        etree.strip_tags(element, "*")
    return tree


def _flatten(body: bytes) -> bytes:
    """The page without the elements that are nested too deep; what they hold stays."""
    depth = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        closes = bool(match[1])
        depth = max(depth - 1, 0) if closes else depth + 1
        return b" " if depth + closes > _DEPTH else match[0]

    return _NESTING.sub(keep, body)


def _base(tree: HtmlElement, url: str) -> str:
    for element in tree.iter("base"):
        try:
            return str(urljoin(url, (element.get("href") or "").strip()))
        except ValueError:  # a bracket in the host: the page's own address is the best that is left
            return url
    return url
