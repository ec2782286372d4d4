"""The pager of an index page: its tree comes in, the next page's address or the listing's end goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.listings.reading import Gatherer
from crawler.listings.trees import Element, text_within
from pipelines.address import absolute, canonical

_NEXT_TEXT = re.compile(
    r"(?:(?:halaman|page)\s+)?(?:selanjutnya|berikut(?:nya)?|lanjut|next)(?:\s+(?:page|halaman|»|›|>|→))*|"
    r"[›»>→]|older(?: posts)?|(?:muat|lihat|tampilkan|load)\s+(?:lebih banyak|lainnya|more)",
    re.I,
)
_PAGER = re.compile(r"pag(?:inat|er|ing|e-?nav|e-?numbers)|halaman|next-?prev", re.I)
_ACTIVE = re.compile(r"(?:^|[\s_-])(?:active|current|aktif|selected)(?=$|[\s_-])", re.I)
_EMPTY = re.compile(
    r"\b(?:tidak ada|belum ada|tak ada|tidak (?:di)?temukan(?: ada)?)\s+(?:\w+\s+)?"
    r"(?:artikel|berita|data|konten|hasil|posting\w*)|"
    r"\b(?:artikel|berita|data|konten|hasil) (?:tidak|belum) (?:di)?(?:temukan|tersedia|ada)|"
    r"\bno (?:more )?(?:posts?|articles?|news|results?|data)\b|\bnothing found\b",
    re.I,
)
_PAGE_KEYS = {"page", "p", "hal", "halaman", "paged", "pg", "offset", "start", "per_page", "next", "limitstart"}
_PAGE_END = re.compile(
    r"(?:/(?:page|hal|halaman|p))?/(?:index)?\d{1,6}(?:\.html?)?/?$|/index(?:\.(?:html?|php))?/?$", re.I
)
_DATED_END = re.compile(r"/(?:19|20)\d\d/\d{1,2}/\d{1,2}(?:/\d{1,5})?/?$")
_DATES = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)[-/]?(?P<m>\d{1,2})[-/]?(?P<d>\d{1,2})|(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<z>(?:19|20)\d\d))(?!\d)"
)


def find_next(root: Element, url: str, gatherer: Gatherer, day: date | None) -> str | None:
    """The address of the next page of the same listing and day; None where the page names none."""
    here = canonical(url)
    number = _current(root, url)
    by_text, by_number = None, None
    for link in _links(root):
        address = absolute(link.get("href") or "", gatherer.base)
        if address is None or not gatherer.owns(address) or not _continues(here, canonical(address), day):
            continue
        text = " ".join(text_within(link).split())
        if "next" in (link.get("rel") or "").lower().split():
            return address
        if by_text is None and (
            _NEXT_TEXT.fullmatch(text) or (not text and "next" in (link.get("class") or "").lower())
        ):
            by_text = address
        if by_number is None and text.isdigit() and len(text) < 7 and int(text) == number + 1:
            by_number = address
    return by_text or by_number


def shows_end(root: Element, url: str, found: int) -> bool:
    """Whether a page without a next one shows that the listing ends: a pager at its last page, or no list at all."""
    numbers = [
        n for element in root.iter() if isinstance(element.tag, str) and _is_pager(element) for n in _numbers(element)
    ]
    if numbers:
        return max(numbers) <= _current(root, url)
    if found:
        return False
    return any(
        _EMPTY.search(element.text)
        for element in root.iter("p", "div", "h1", "h2", "h3", "h4", "span", "li", "td", "strong", "em")
        if element.text and len(element.text) < 200
    )


def _links(root: Element) -> Iterator[Element]:
    for link in root.iter("link", "a"):
        if link.get("href"):
            yield link


def _current(root: Element, url: str) -> int:
    """The number of this page: what its pager marks, else what its address says, else 1."""
    for element in root.iter("a", "li", "span", "strong", "b"):
        if _ACTIVE.search(element.get("class") or "") or element.get("aria-current") or element.tag in ("strong", "b"):
            text = text_within(element).strip()
            if text.isdigit() and len(text) < 6 and _in_pager(element):
                return int(text)
    for name, value in parse_qsl(urlsplit(url).query):
        if name in ("page", "hal", "halaman", "paged", "pg", "p") and value.isdigit() and len(value) < 6:
            return max(int(value), 1)
    return 1


def _in_pager(element: Element) -> bool:
    box: Element | None = element
    for _ in range(5):
        if box is None:
            return False
        if _is_pager(box):
            return True
        box = box.getparent()
    return False


def _is_pager(element: Element) -> bool:
    return _PAGER.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _numbers(pager: Element) -> Iterator[int]:
    for element in pager.iter("a", "span", "strong", "b", "li"):
        text = (element.text or "").strip()
        if text.isdigit() and len(text) < 6:
            yield int(text)


def _continues(here: str, there: str, day: date | None) -> bool:
    """Whether an address is another page of the same listing: the same but for a page number, and of the same day."""
    if there == here:
        return False
    dated, dated_there = _days(here), _days(there)
    if day is not None and day in dated and day not in dated_there:
        return False  # the pager of some sites forgets the date, and the next day's link looks like the next page
    if dated and dated_there and not dated & dated_there:
        return False
    listing = _listing_of(here)
    if dated or not dated_there:
        return bool(listing & _listing_of(there))
    # Okezone's undated index pages on to its dated one.
    return bool(listing & _listing_of(_DATED_END.sub("", there)))


def _listing_of(url: str) -> set[str]:
    """What an address is without its page number: as it stands, and with a number at its path's end taken for one."""
    parts = urlsplit(url)
    query = sorted(f"{k}={v}" for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in _PAGE_KEYS)
    host = parts.netloc.removeprefix("www.")
    paths = {parts.path.rstrip("/"), _PAGE_END.sub("", parts.path).rstrip("/")}
    return {f"{host}{path}?{'&'.join(query)}" for path in paths}


def _days(url: str) -> set[date]:
    """The days that an address may name, day and month read both ways."""
    days = set()
    for found in _DATES.finditer(unquote(url)):
        part = {name: int(value) for name, value in found.groupdict().items() if value}
        readings = (
            [(part["y"], part["m"], part["d"])]
            if "y" in part
            else [(part["z"], part["b"], part["a"]), (part["z"], part["a"], part["b"])]
        )
        for year, month, number in readings:
            try:
                days.add(date(year, month, number))
            except ValueError:
                continue
    return days
