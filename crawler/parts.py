"""Split articles: a part's page comes in, the address of the next part goes out."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.outlet import Outlet
from pipelines.address import canonical
from pipelines.document import ParseError, parse_ahead
from pipelines.items import Page

_NUMBER = re.compile(r"\d+")


def whole_address(outlet: Outlet, asked: str) -> str:
    """What to ask for an article: its whole view where the outlet has one.

    A link may have been listed with a page's or the whole view's mark already on it; that is taken off first.
    """
    if outlet.whole is None:
        return asked
    key = canonical(asked, outlet)
    if key != canonical(asked):
        asked = urlunsplit(urlsplit(key)._replace(scheme=urlsplit(asked).scheme))
    return outlet.whole.address(asked)


def further_parts(outlet: Outlet, url: str, body: bytes, key: str) -> list[str]:
    """The parts that follow this page of the article known as `key`, as far as the page links to them, in order.

    Numbers are compared as numbers, so that 10 comes after 9. Some outlets count pages, others
    paragraphs (15, 30, …): the next part is the next higher number, not the number plus one. Where parts
    have addresses of their own below the article's (`parts_below`), their order is the page's.
    """
    if not body.strip():
        return []
    if outlet.parts_below:
        below = list(dict.fromkeys(href for href in _links(url, body) if _is_below(href, key)))
        keys = [canonical(href) for href in below]
        return below[keys.index(canonical(url)) + 1 :] if canonical(url) in keys else below
    if not outlet.next_page:
        return []
    here = max(1, _number(outlet, url) or 0)
    numbered: dict[int, str] = {}
    for href in _links(url, body):
        number = _number(outlet, href)
        if number is not None and number > here and canonical(href, outlet) == key:
            numbered.setdefault(number, href)
    return [numbered[number] for number in sorted(numbered)]


def other_views(outlet: Outlet, url: str, body: bytes, key: str) -> bool:
    """Whether a page that is no whole view of the article known as `key` links to its whole view or another part."""
    if outlet.whole is None or canonical(whole_address(outlet, url)) == canonical(url):
        return False
    return any(canonical(href, outlet) == key != canonical(href) for href in _links(url, body))


def follows(outlet: Outlet, url: str, first: Page) -> bool:
    """Whether an address is a part of the article that begins with `first`, after the last part that is there."""
    if outlet.parts_below:
        return _is_below(url, canonical(first.final_url, outlet))
    last = (first, *first.parts)[-1].final_url
    number = _number(outlet, url)
    same = canonical(url, outlet) == canonical(first.final_url, outlet)
    return same and number is not None and number > max(1, _number(outlet, last) or 0)


def _is_below(url: str, key: str) -> bool:
    """Whether an address stands below an article's: /a/story.html has its parts at /a/story/part.html."""
    folder = re.sub(r"\.html?$", "", key)
    return canonical(url).startswith(folder + "/")


def _number(outlet: Outlet, url: str) -> int | None:
    mark = re.search(outlet.next_page, url)
    number = _NUMBER.search(mark[0]) if mark else None
    return int(number[0]) if number else None


def _links(url: str, body: bytes) -> list[str]:
    try:
        tree = parse_ahead(body)
    except ParseError:  # not a page: the article function says what it is
        return []
    found = []
    for anchor in tree.iter("a"):
        try:
            found.append(urljoin(url, (anchor.get("href") or "").strip()))
        except ValueError:  # a bracket in the host: not an address
            continue
    return found
