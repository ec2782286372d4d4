"""How pages are numbered: links of an index or an article come in, templates and marks of pages go out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

from crawler.outlet import Whole
from pipelines.address import absolute, canonical

#: Date forms that Indonesian indexes take, by the separator in the address and by which part comes first.
_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)(?P<s>[-/]|%2F|)(?P<m>\d{2})(?P=s)(?P<d>\d{2})"
    r"|(?P<a>\d{2})(?P<t>[-/]|%2F)(?P<b>\d{2})(?P=t)(?P<z>20\d\d))(?!\d)",
    re.I,
)
_PAGE_KEYS = ("page", "hal", "halaman", "paged", "pg", "p", "offset", "start", "per_page")
_PAGE_PATH = re.compile(r"(?<=/)(?P<word>page|hal|halaman|p|index)?(?P<cut>/?)(?P<number>\d{1,4})(?=(?:\.html?)?/?$)")
_WHOLE_VALUES = {"all", "semua", "full", "single"}
_WHOLE_NAMES = {"single", "full", "showall", "all", "viewall"}
_WHOLE_PATHS = {"all", "full", "semua", "0"}
#: Forms to try on an index that shows none: the parameter and path forms that most shipped outlets use.
_USUAL = ("?date={date:%Y-%m-%d}", "?tanggal={date:%d-%m-%Y}", "/{date:%Y-%m-%d}", "/{date:%Y/%m/%d}")
#: Whole views to try where a page names none, the commonest of the shipped outlets first.
USUAL_WHOLE = (Whole(query="page=all"), Whole(query="single=1"), Whole(path="all"), Whole(query="showpage=all"))


@dataclass(frozen=True, kw_only=True)
class Split:
    """What an article's page says of its further pages: whole views it links to, and how further pages are marked."""

    wholes: tuple[Whole, ...] = ()
    next_page: str = ""


def dated_templates(index: str, hrefs: Iterable[str]) -> list[str]:
    """Templates of a dated index, best first: from links of the index to its own days, then the usual forms."""
    base = index.partition("?")[0].rstrip("/")
    shown: list[str] = []
    for href in hrefs:
        url = absolute(href, index)
        if url and canonical(url).startswith(canonical(base)) and "{" not in url and (found := _DATE.search(url)):
            for form in _forms(found):
                day = f"{{date:{form}}}"
                template = url[: found.start()] + day + url[found.end() :]
                shown.append(paged_template(template) or template)
    usual = [base + form for form in _USUAL] if "{" not in base else []
    return list(dict.fromkeys([*shown, *usual]))


def paged_template(url: str) -> str | None:
    """An address with its page's number left open; None where it has none."""
    head, mark, query = url.partition("?")
    for name in _PAGE_KEYS:
        found = re.search(rf"(?<![^&])({name}=)\d{{1,5}}(?=&|$)", query)
        if found:
            return f"{head}?{query[: found.end(1)]}{{page}}{query[found.end() :]}"
    path = _PAGE_PATH.search(head)
    if path and head.count("/") > 3:
        return f"{head[: path.start('number')]}{{page}}{head[path.end('number') :]}{mark}{query}"
    return None


def page_number(url: str) -> int | None:
    """The number of a page by its address."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name in _PAGE_KEYS and value.isdigit():
            return int(value)
    found = _PAGE_PATH.search(parts.path)
    return int(found["number"]) if found else None


def first_and_step(second: int) -> tuple[int, int]:
    """The number of the first page and the step, by the number of the second: pages, or offsets."""
    if second <= 2:
        return second - 1, 1
    return 0, second


def read_split(url: str, hrefs: Iterable[str]) -> Split:
    """The whole views and further pages of an article that its page links to."""
    key = canonical(url)
    path, query = urlsplit(key).path.rstrip("/"), urlsplit(key).query
    wholes: list[Whole] = []
    marks: list[str] = []
    for href in hrefs:
        there = absolute(href, url)
        parts = urlsplit(canonical(there)) if there else None
        if parts is None or parts.netloc != urlsplit(key).netloc:
            continue
        if parts.path.rstrip("/") == path and parts.query != query:
            own = set(parse_qsl(query))
            for name, value in set(parse_qsl(parts.query)) - own:
                if value in _WHOLE_VALUES or (name in _WHOLE_NAMES and value == "1"):
                    wholes.append(Whole(query=f"{name}={value}"))
                elif value.isdigit() and name in _PAGE_KEYS and int(value) > 1:
                    marks.append(rf"[?&]{re.escape(name)}=\d+$")
        elif parts.path.startswith(path + "/") and not parts.query:
            rest = parts.path[len(path) + 1 :].rstrip("/")
            if rest in _WHOLE_PATHS:
                wholes.append(Whole(path=rest))
            elif re.fullmatch(r"\d{1,2}", rest):
                marks.append(r"/\d{1,2}$")
            elif found := re.fullmatch(r"(page|hal|halaman)/\d{1,2}", rest):
                marks.append(rf"/{found[1]}/\d{{1,2}}$")
    return Split(wholes=tuple(dict.fromkeys(wholes)), next_page=next(iter(marks), ""))


def _forms(found: re.Match[str]) -> list[str]:
    """How a date in an address is written; day and month both ways where both could be meant."""
    if found["y"]:
        separator = found["s"].upper().replace("%", "%%")
        return [separator.join(("%Y", "%m", "%d"))]
    separator = found["t"].upper().replace("%", "%%")
    first, second = int(found["a"]), int(found["b"])
    forms = []
    if second <= 12:
        forms.append(separator.join(("%d", "%m", "%Y")))
    if first <= 12:
        forms.append(separator.join(("%m", "%d", "%Y")))
    return forms


def tells_days(day: date, listed: Iterable[date | None]) -> bool:
    """Whether a listing that was asked for a day gave that day: nearly all its dated articles are of it."""
    days = [one for one in listed if one is not None]
    # Just after midnight an outlet lists some of the evening's articles under the new day.
    near = sum(1 for one in days if one == day)
    close = sum(1 for one in days if abs(one - day) <= timedelta(days=1))
    return bool(days) and near >= 0.6 * len(days) and close >= 0.9 * len(days)
