"""The records that travel: a Page comes out of the crawler, an Article or a Refusal goes into the file.

Every record is a frozen value; nothing else passes between the packages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Role = Literal["author", "reporter", "contributor", "photographer", "editor", "initials"]
Kind = Literal["news", "photo", "video", "live", "opinion", "advertorial", "factcheck"]
LinkKind = Literal["baca_juga", "inline", "topic"]
Precision = Literal["minute", "day"]

#: How a followed link can end. The list is closed: `data/README.md` explains each.
OUTCOMES = (
    "stored",
    "unchanged",
    "same_article",
    "not_an_article",
    "too_short",
    "soft_404",
    "login",
    "http_404",
    "http_403",
    "http_error",
    "gone",
    "robots",
    "blocked",
    "off_site",
    "private_address",
    "redirect_loop",
    "timeout",
    "dns",
    "connection",
    "too_large",
    "not_html",
    "parse_error",
    "worker_died",
    "removed",
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it was fetched: bytes, and where and when they came from.

    `url` is the ledger's address of the link, `final_url` where redirects ended. `parts` are the further pages of a
    split article, in reading order, each a Page of its own without parts; `parts_expected` counts
    this page and those the outlet announced.
    """

    outlet: str
    url: str
    final_url: str
    fetched_at: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(repr=False)
    parts: tuple[Page, ...] = field(default=(), repr=False)
    parts_expected: int = 1
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A name in the byline and what it did. Initials are kept as printed, without their brackets."""

    name: str
    role: Role


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link out of the story: `url` absolute, or "" where the outlet printed a headline without one."""

    url: str
    text: str
    kind: LinkKind


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment as the outlet means it: aware, in its own offset.

    With precision `day` only the date is known and the time part is midnight by convention; it is
    never stored or shown as a time.
    """

    at: datetime
    precision: Precision = "minute"


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """How a page was come by: the ledger's address, when, and what the server said of its freshness."""

    url: str
    at: datetime
    via: str = ""
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """A story as it is stored. Text is paragraphs joined by a blank line; what is not known is None."""

    url: str
    outlet: str
    title: str
    text: str = field(repr=False)
    fetch: Fetch
    recipe: str | None
    description: str | None = field(default=None, repr=False)
    published: When | None = None
    modified: When | None = None
    section: str | None = None
    kind: Kind = "news"
    dateline: str | None = None
    initials: str | None = None
    credit: str | None = None
    claim: str | None = None
    image: str | None = None
    image_caption: str | None = None
    paywalled: bool = False
    people: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = field(default=(), repr=False)
    title_from: str | None = None
    date_from: str | None = None
    byline_from: str | None = None
    flags: tuple[str, ...] = ()
    parts: int = 1
    parts_expected: int = 1


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A link that ended otherwise than in an article: one of OUTCOMES, and a word of detail.

    `recipe` is set where a kept page was read and refused, so that a new recipe can look at it again.
    """

    fetch: Fetch
    outlet: str
    outcome: str
    detail: str = ""
    recipe: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.outcome!r} is not an outcome; the closed list is pipelines.items.OUTCOMES")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A link that an outlet listed: the ledger's address, the one to ask, and the day the listing gives it."""

    url: str
    asked: str
    listed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ListingState:
    """What is remembered of a listing's address between crawls, for asking it no oftener than it is worth.

    `url` is the address, as declared where it is dated or paged; `declared` a digest of how it is read: under
    another declaration nothing of this holds. `trusted` says whether the server's ETag or Last-Modified
    changed when the links did; None while that has not been seen. `full_at` is the last reading with a
    body, `changed_at` the last that gave other links, `new_at` the last that gave a new one, `quiet` the
    readings since. `depth` is how far back the listing shows at its busiest.
    """

    outlet: str
    source: str
    url: str
    declared: str
    due_at: datetime
    interval: timedelta
    read_at: datetime | None = None
    full_at: datetime | None = None
    changed_at: datetime | None = None
    new_at: datetime | None = None
    newest_on: date | None = None
    etag: str | None = None
    last_modified: str | None = None
    trusted: bool | None = None
    digest: str | None = None
    listed: int = 0
    complete: bool = False
    quiet: int = 0
    depth: timedelta | None = None
    failures: int = 0
    retired_at: datetime | None = None
    reason: str | None = None

    def touched(self, modified: datetime) -> bool:
        """Whether a change at that moment came after the last reading."""
        return self.read_at is not None and modified > self.read_at


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A listing as it was read: which links it gave, how many of them were new, and whether it was whole.

    `source` is the address as declared, `url` the one asked. `error` says why it could not be read;
    then there are no leads. A listing that has not changed has no leads either: `repeated` counts the links
    that it gave before. `state` is what is to be remembered of it.
    """

    outlet: str
    source: str
    url: str
    read_at: datetime
    day: date | None = None
    leads: tuple[Lead, ...] = field(default=(), repr=False)
    new: int = 0
    complete: bool = False
    error: str | None = None
    repeated: int = 0
    state: ListingState | None = field(default=None, repr=False)

    @property
    def listed(self) -> int:
        """How many links it gave."""
        return len(self.leads) + self.repeated


@dataclass(frozen=True, kw_only=True)
class Rested:
    """The listings of an outlet that a crawl did not ask: so many not due yet, so many retired as stale."""

    outlet: str
    not_due: int = 0
    retired: int = 0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of a link: its outcome, and whether the file grew by an article or a version.

    The outcome `waiting` is none of OUTCOMES: the link was not asked, and stays in the ledger as it was.
    """

    url: str
    outlet: str
    outcome: str
    new: bool = False
    changed: bool = False
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the article function may know of an outlet. The defaults are the general rules for any site.

    `title` and `names` are the outlet's printed names (title suffixes, datelines); `domains` its hosts,
    subdomains included; `article` a regular expression searched in the whole URL; `container`, `drop`
    are CSS selectors, `learned` those of a container that kept pages taught, where none is declared;
    `drop_lines` regular expressions searched in whole lines of text. `whole_query`,
    `whole_path` and `next_page` are how the outlet addresses a split article whole and its further
    parts. Rules with `until` hold for pages fetched before that day.
    """

    outlet: str = ""
    title: str = ""
    names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    timezone: str = "Asia/Jakarta"
    article: str = ""
    whole_query: str = ""
    whole_path: str = ""
    next_page: str = ""
    container: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    drop_lines: tuple[str, ...] = ()
    until: date | None = None

    def digest(self) -> str:
        """Twelve hexadecimal digits that change with any rule."""
        values = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(values.encode()).hexdigest()[:12]
