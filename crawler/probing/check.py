"""A declared outlet tried live: its listings and three newest articles are read, what each field gave goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawler.listings.discover import NotAListing, read_listing
from crawler.listings.reading import Found, Further
from crawler.outlet import Listing, Outlet
from crawler.parts import follows, further_parts, whole_address
from crawler.plan import Span, children
from crawler.probing.errand import Answer, Ask, run_errands
from crawler.probing.looks import newest, page_of
from crawler.probing.probe import ARTICLES, TRIES
from pipelines.address import canonical
from pipelines.article import read_article
from pipelines.clock import now
from pipelines.items import Article, Page, Refusal

#: Children of a sitemap index, and further parts of an article, that are asked for.
CHILDREN = 2
PARTS = 5
#: Days that a dated index is asked for: a small outlet publishes nothing at the week's end.
DAYS = 4
REQUIRED = ("title", "published", "text")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of an article: what was found and by which means; None where it was not found."""

    name: str
    value: str | None
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A listing as it answered: how many article links, or why it could not be read."""

    kind: str
    url: str
    links: int = 0
    others: int = 0
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An article as it was read, field by field, or why it was not."""

    url: str
    fields: tuple[Field, ...] = ()
    error: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that no article may lack."""
        return tuple(one.name for one in self.fields if one.name in REQUIRED and one.value is None)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """All that was found of an outlet."""

    outlet: str
    title: str
    listings: tuple[Listed, ...] = ()
    articles: tuple[Tried, ...] = field(default=())

    @property
    def failures(self) -> tuple[str, ...]:
        """Why the outlet fails the check; empty if it passes."""
        if not any(listing.links for listing in self.listings):
            return ("none of its listings gives an article",)
        found = [f"{one.url}: no {' and no '.join(one.missing)}" for one in self.articles if one.missing]
        if not any(one.fields for one in self.articles):
            found.append("none of its newest articles could be read")
        return tuple(found)


def check_outlets(outlets: Iterable[Outlet], today: date | None = None) -> list[Checked]:
    """Try each outlet; `today` is the day that dated indexes are asked for. Blocks; to be called once in a process."""

    async def visit(outlet: Outlet, ask: Ask) -> Checked:
        return await check(outlet, ask, today or datetime.now(ZoneInfo(outlet.timezone)).date())

    return run_errands(outlets, visit)


async def check(outlet: Outlet, ask: Ask, today: date) -> Checked:
    """The errand at one outlet."""
    found: list[Found] = []
    listings = []
    for listing in outlet.listings:
        listed, links = await _listing(outlet, ask, listing, today)
        listings.append(listed)
        found.extend(links)
    articles: list[Tried] = []
    for link in newest(found)[:TRIES]:
        articles.append(await _article(outlet, ask, link.url))
        if sum(not one.error for one in articles) == ARTICLES:
            break
    return Checked(outlet=outlet.name, title=outlet.title, listings=tuple(listings), articles=tuple(articles))


def as_lines(checked: Checked) -> Iterator[str]:
    """An outlet's report for people."""
    yield f"{checked.outlet}: {checked.title}"
    for listing in checked.listings:
        told = listing.error or f"{listing.links} article links, {listing.others} others"
        yield f"  {listing.kind:<12}  {listing.url}: {told}"
    for article in checked.articles:
        yield f"  {article.url}" + (f": {article.error}" if article.error else "")
        for one in article.fields:
            source = f"  ({one.source})" if one.source else ""
            yield f"    {one.name:<10}  {'-' if one.value is None else one.value}{source}"
    yield f"  {'FAILED: ' + '; '.join(checked.failures) if checked.failures else 'passed'}"


def as_values(checked: Checked) -> dict[str, Any]:
    """An outlet's report as plain values, for JSON."""
    return asdict(checked) | {"failures": list(checked.failures)}


async def _listing(outlet: Outlet, ask: Ask, listing: Listing, today: date) -> tuple[Listed, tuple[Found, ...]]:
    """Read a listing: of a dated one a few days, of an index of sitemaps its newest children."""
    told = Listed(kind=listing.kind, url=listing.url)
    every: tuple[Found, ...] = ()
    for day in [today - timedelta(days=n) for n in range(DAYS)] if listing.dated else [None]:
        answer = await ask(listing.address(day=day))
        told, found, further = _read(outlet, listing, answer, day, told)
        for url in children(further, Span(today=today))[:CHILDREN]:
            told, more, _ = _read(outlet, listing, await ask(url), None, told)
            found = (*found, *more)
        every = (*every, *found)
        if len(every) >= ARTICLES:
            break
    if every:
        return replace(told, links=len({canonical(one.url, outlet) for one in every}), error=""), every
    return told if told.error else replace(told, error=f"no article among its {told.others} links"), ()


def _read(
    outlet: Outlet, listing: Listing, answer: Answer, day: date | None, told: Listed
) -> tuple[Listed, tuple[Found, ...], tuple[Further, ...]]:
    if not answer.came:
        return replace(told, error=f"{answer.url}: {answer.why}"), (), ()
    try:
        reading = read_listing(outlet, listing, url=answer.final_url, body=answer.body, headers=answer.headers, day=day)
    except NotAListing as error:
        return replace(told, error=str(error)), (), ()
    further = tuple(one for one in reading.further if one.kind == "sitemap")
    return replace(told, others=told.others + reading.others), reading.found, further


async def _article(outlet: Outlet, ask: Ask, url: str) -> Tried:
    """Read an article as a crawl would, its whole view or its parts."""
    answer = await ask(whole_address(outlet, url))
    if not answer.came:
        return Tried(url=url, error=answer.why)
    page = page_of(outlet, answer)
    key = canonical(page.final_url, outlet)
    ahead = further_parts(outlet, page.final_url, page.body, key)
    expected = 1 + len(ahead)
    while ahead and len(page.parts) < PARTS:
        part = await ask(ahead[0])
        if not part.came or not follows(outlet, part.final_url, page):
            break
        page = replace(page, parts=(*page.parts, page_of(outlet, part)))
        ahead = further_parts(outlet, part.final_url, part.body, key)
        expected = max(expected, 1 + len(page.parts) + len(ahead))
    page = replace(page, parts_expected=expected)
    result = read_article(page, outlet.rules_at(now()))
    if isinstance(result, Refusal):
        return Tried(url=url, error=f"{result.outcome}: {result.detail}")
    return Tried(url=url, fields=tuple(_fields(outlet, page, result)))


def _fields(outlet: Outlet, page: Page, article: Article) -> Iterator[Field]:
    published = article.published
    shown = published and (published.at if published.precision == "minute" else published.at.date()).isoformat()
    words = len(article.text.split())
    yield Field(name="title", value=article.title or None, source=article.title_from or "")
    yield Field(name="published", value=shown or None, source=article.date_from or "")
    people = ", ".join(f"{person.name} ({person.role})" for person in article.people)
    yield Field(name="byline", value=people or article.initials, source=article.byline_from or "")
    yield Field(name="text", value=f"{words} words" if words else None)
    yield Field(name="section", value=article.section)
    yield Field(name="tags", value=", ".join(article.tags) or None)
    yield Field(name="whole view", value=_whole(outlet, page), source="" if outlet.whole else "none is declared")
    yield Field(name="parts", value=f"{article.parts} of {article.parts_expected}")


def _whole(outlet: Outlet, page: Page) -> str | None:
    """The whole view's address, if that is where the request ended."""
    asked = outlet.whole and outlet.whole.address(canonical(page.final_url, outlet))
    return page.final_url if asked and canonical(page.final_url) == canonical(asked) else None
