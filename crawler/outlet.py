"""Outlets as values: where a site lists its articles, which addresses are articles, how to read them.

Frozen and checked; `declaration.py` makes them from the TOML files in `outlets/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from pipelines.items import Rules

ListingKind = Literal["feed", "sitemap", "news_sitemap", "index", "front", "wordpress", "json"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A place where an outlet lists its articles. `{domain}`, `{date:%Y-%m-%d}` and `{page}` are filled in.

    `first` is the number that an index gives its first page, or the offset where pages are offsets. `link` is
    how the address of an article is made of the fields of its JSON object, where the object has none.
    """

    kind: ListingKind
    url: str
    first: int = 1
    step: int = 1
    link: str = ""

    @property
    def dated(self) -> bool:
        """Whether its address asks for a day."""
        return "{date" in self.url

    @property
    def paged(self) -> bool:
        """Whether its address asks for a page."""
        return "{page}" in self.url

    def address(self, *, day: date | None = None, page: int = 0) -> str:
        """The listing's address for a day and the page counted from 0."""
        number = self.first + page * self.step
        return self.url.format_map({"date": day, "page": number} if day else {"page": number})


@dataclass(frozen=True, kw_only=True)
class Whole:
    """How an outlet gives a split article on one page: a query to add, or a path to append."""

    query: str = ""
    path: str = ""

    def address(self, url: str) -> str:
        """The whole view of an article's address."""
        head, mark, query = url.partition("?")
        head = head.rstrip("/") + "/" + self.path.strip("/") if self.path else head
        return head + (mark or "?" if self.query else mark) + "&".join(filter(None, (query, self.query)))


@dataclass(frozen=True, kw_only=True)
class Expect:
    """What is normal for an outlet: the least and the most articles it publishes on a day."""

    per_day: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """A news site: where it lists its articles, which addresses are articles, and how to read them."""

    name: str
    title: str
    domain: str
    domains: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    article: str = ""
    not_article: str = ""
    whole: Whole | None = None
    next_page: str = ""
    parts_below: bool = False
    expect: Expect = field(default_factory=Expect)
    rules: tuple[Rules, ...] = field(default=(), repr=False)
    timezone: str = "Asia/Jakarta"
    language: str = "id"
    names: tuple[str, ...] = ()
    network: str | None = None
    sisters: tuple[str, ...] = ()
    owner: str | None = None
    delay: float | None = None
    local: bool = False
    off: str | None = None
    retired: date | None = None
    reason: str | None = None
    terms: str | None = None
    confidence: Confidence = "low"
    seen: str | None = None
    examples: tuple[str, ...] = ()
    not_examples: tuple[str, ...] = ()
    file: str = field(default="", repr=False)

    @cached_property
    def _article(self) -> re.Pattern[str]:
        return re.compile(self.article)

    @cached_property
    def _not_article(self) -> re.Pattern[str] | None:
        return re.compile(self.not_article) if self.not_article else None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The domains whose hosts, subdomains included, are this outlet's."""
        return (self.domain, *self.domains)

    @property
    def whole_query(self) -> str:
        """The query that gives a split article whole, or ""."""
        return self.whole.query if self.whole else ""

    @property
    def whole_path(self) -> str:
        """The path that gives a split article whole, or ""."""
        return self.whole.path if self.whole else ""

    @property
    def crawled(self) -> bool:
        """Whether a live crawl may ask this outlet for anything."""
        return self.off is None and self.retired is None

    def owns(self, host: str) -> bool:
        """Whether a host is this outlet's: one of its domains or a subdomain of one, unless a sister site's."""
        host = host.lower().rstrip(".")
        return _within(host, self.hosts) and not _within(host, self.sisters)

    def is_article(self, url: str) -> bool:
        """Whether an address of this outlet is an article by its pattern."""
        return self._article.search(url) is not None and not (self._not_article and self._not_article.search(url))

    def rules_at(self, fetched_at: datetime) -> Rules:
        """The rules for a page fetched then; the last block has no end."""
        for rules in self.rules:
            if rules.until is None or fetched_at.date() < rules.until:
                return rules
        return self.rules[-1]


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
