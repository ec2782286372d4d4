"""Bodies as they were sent: gzip undone within bounds, bytes decoded, XML made safe to parse."""

from __future__ import annotations

import html
import html.entities
import re
import zlib
from collections.abc import Mapping
from typing import NoReturn

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from crawler.listings.reading import NotAListing, clean_title

#: What a listing may unpack to: the sitemap protocol's own bound.
LARGEST = 50 * 1024 * 1024
#: So many gzip members one after the other: each costs a copy of what is left, and 400,000 empty ones are 8 MB.
MEMBERS = 100

_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,30})[\"']")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,1000}>", re.I)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BARE = r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)"
_BARE_AMPERSAND = re.compile(_BARE)
_CDATA_OR_BARE = re.compile(rf"<!\[CDATA\[.*?\]\]>|{_BARE}(?:([A-Za-z][A-Za-z0-9]{{1,30}});)?", re.S)
_NUMBERED = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});")
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,300}?)</title", re.I | re.S)
_ALTERNATE = re.compile(r"<link[^>]{0,500}application/(?:rss|atom)\+xml[^>]{0,500}>", re.I)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,500})", re.I)
# One encoding is enough for what no declaration names rightly; UTF-7 and the like would hide markup.
_KNOWN_ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|(?:iso-?8859|windows|cp)-?\d{1,4}|latin-?1|us-ascii|ascii", re.I
)


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever the case of its name; "" where it is missing."""
    return next((value for given, value in headers.items() if given.lower() == name), "")


def unpack(body: bytes) -> tuple[bytes, bool]:
    """The bytes behind gzip, told by its magic bytes, and whether they are whole.

    What unpacks to more than LARGEST is refused: NotAListing.
    """
    parts: list[bytes] = []
    size, rest, whole, members = 0, body, True, 0
    if body[:2] != b"\x1f\x8b":
        if len(body) > LARGEST:
            raise NotAListing(f"the response has {len(body):,} bytes; a listing may have {LARGEST:,}")
        return body, True
    while rest[:2] == b"\x1f\x8b":
        members += 1
        if members > MEMBERS:
            raise NotAListing(f"the response is gzip of more than {MEMBERS} parts: not read further")
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(rest, LARGEST - size + 1)
        except zlib.error as error:
            if not parts:
                raise NotAListing(f"the response begins like gzip, but does not unpack: {error}") from None
            return b"".join(parts), False
        size += len(part)
        if size > LARGEST:
            raise NotAListing(f"the response unpacks to more than {LARGEST:,} bytes: not read further")
        parts.append(part)
        whole = stream.eof
        rest = stream.unused_data
    return b"".join(parts), whole


def decode_html(body: bytes, headers: Mapping[str, str]) -> str:
    """A page's text: by the header's charset, the page's own, then UTF-8, then what Windows wrote."""
    given = http_content_type_encoding(header(headers, "content-type")) or html_body_declared_encoding(body[:4096])
    for encoding in (given, "utf-8"):
        resolved = resolve_encoding(encoding) if encoding else None
        if resolved and _KNOWN_ENCODINGS.fullmatch(resolved):
            try:
                return body.decode(resolved)
            except (UnicodeDecodeError, LookupError):
                continue
    return body.decode("utf-8" if b"\xc3" in body or b"\xe2\x80" in body else "cp1252", "replace")


def prepare_xml(body: bytes) -> bytes:
    """XML as UTF-8 without declaration and DOCTYPE, its common faults mended; what declares entities is refused.

    Mended are a wrong encoding, text before the declaration, HTML's named entities, bare ampersands and
    control characters: each was seen in the feeds of Indonesian outlets or is a common fault of their systems.
    """
    text = _decode_xml(body)
    head = text[: text.find("<") + 1000]
    if "<!DOCTYPE" in text and "<!ENTITY" in text:
        raise NotAListing("the XML declares entities of its own, which no listing needs; it is not read")
    declared = _XML_DECLARATION.search(text, 0, 4096)
    if declared:
        text = text[declared.end() :]
    elif not head.lstrip().startswith("<"):
        text = text[max(text.find("<"), 0) :]
    if "<!DOCTYPE" in text[:4096]:
        text = _DOCTYPE.sub("", text, count=1)
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    if _BARE_AMPERSAND.search(text):
        text = _CDATA_OR_BARE.sub(_mend, text)
    if "&#" in text:
        text = _NUMBERED.sub(_keep_legal, text)
    return text.encode("utf-8", "replace")


def refuse_page(text: str, wanted: str, url: str) -> NoReturn:
    """Say that something else came than the listing that was wanted, what, and what to try."""
    start = " ".join(text[:80].split())
    title = _TITLE.search(text)
    named = clean_title(title[1]) if title else None
    came = f"a page titled {named!r}" if named else f"{start!r}" if start else "an empty response"
    alternate = _ALTERNATE.search(text)
    href = _HREF.search(alternate[0]) if alternate else None
    if href:
        advice = f"it names a feed: {html.unescape(href[1])}"
    elif "<html" in text[:2000].lower() or named:
        advice = "look whether the address has moved, or list the page itself as kind = 'front' or 'index'"
    else:
        advice = "open the address in a browser and correct the listing's url or kind"
    raise NotAListing(f"{url} is not {wanted}, but {came}; {advice}")


def _decode_xml(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if body[:4] in (b"<\x00?\x00", b"<\x00r\x00", b"<\x00u\x00"):
        return body.decode("utf-16-le", "replace")
    if body[:4] in (b"\x00<\x00?", b"\x00<\x00r", b"\x00<\x00u"):
        return body.decode("utf-16-be", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(body[:300])
        name = declared[1].decode("ascii") if declared else "cp1252"
        single = _KNOWN_ENCODINGS.fullmatch(name) and not name.lower().startswith("utf")
        try:
            return body.decode(name if single else "utf-8", "replace")
        except LookupError:
            return body.decode("utf-8", "replace")


def _keep_legal(found: re.Match[str]) -> str:
    """A numbered character, unless XML forbids it: lxml lets a half surrogate through and then fails on it."""
    number = int(found[1][1:], 16) if found[1][0] in "xX" else int(found[1])
    legal = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    return found[0] if legal else ""


def _mend(found: re.Match[str]) -> str:
    if found[0].startswith("<"):
        return found[0]
    name = found[1]
    if name and name + ";" in html.entities.html5:
        return html.escape(html.entities.html5[name + ";"])
    return "&amp;" + found[0][1:]
