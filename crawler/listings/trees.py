"""Trees: prepared XML or a page's text comes in, an lxml tree goes out; nothing is expanded, nothing fetched."""

from __future__ import annotations

from lxml import etree, html

from pipelines.document import uncrowded

Element = etree._Element


def parse_xml(prepared: bytes) -> Element | None:
    """The root of prepared XML, faults mended as far as they can be; None if there is none."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8", remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(prepared, parser)
    except etree.XMLSyntaxError:
        return None


def parse_page(text: str) -> Element | None:
    """A page's tree; None where nothing can be made of it."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True,
        huge_tree=True,  # without it a page that never closes its links ends at the 250th
    )  # fmt: skip
    try:
        return html.document_fromstring(uncrowded(text.encode("utf-8", "replace")), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def local_name(element: Element) -> tuple[str, str]:
    """Namespace (or the undeclared prefix) and name of an element, in small letters."""
    tag = str(element.tag).lower()
    if tag[:1] == "{":
        space, _, name = tag[1:].rpartition("}")
        return space, name
    prefix, _, name = tag.rpartition(":")
    return prefix, name


def text_within(element: Element) -> str:
    """All text of an element and of what it holds."""
    return "".join(str(text) for text in element.itertext())
