"""The newsroom's values: a `Site` has `Story`s made of blocks; a `Newsfile` is everything in one of the two states."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from pipelines.items import Kind, Person

ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}

Trouble = Literal["", "flaky", "slow"]
State = Literal[1, 2]


@dataclass(frozen=True, kw_only=True)
class Site:
    """An outlet as its editors run it: host, CMS, clock, the form of its addresses, its habits in print."""

    name: str
    title: str
    host: str
    cms: str
    zone: str
    path: str
    motto: str
    quotes: Literal["curly", "straight"] = "curly"
    initials: str = "({})"
    follow: str = ""
    robots: str | None = None
    sections: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{self.host}"

    @property
    def clock(self) -> timezone:
        """Its time zone."""
        return timezone(timedelta(hours=ZONES[self.zone]))

    def typeset(self, text: str) -> str:
        """A text with the quotation marks that this outlet prints."""
        return text.translate({0x201C: '"', 0x201D: '"'}) if self.quotes == "straight" else text


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph: its words, and the links on words of it as (words, address)."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subhead:
    """A heading inside a story, or the hour of an entry in a live blog."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ReadAlso:
    """A link to another story printed inside the text, in one of the forms that outlets use."""

    form: str
    title: str
    url: str
    css: str = ""
    label: str = ""


Block = Paragraph | Subhead | ReadAlso


@dataclass(frozen=True, kw_only=True)
class Story:
    """An article as its outlet means it, in one of the newsroom's two states."""

    site: Site
    slug: str
    title: str
    published: datetime
    modified: datetime | None = None
    section: str
    kind: Kind = "news"
    language: str = "id"
    people: tuple[Person, ...] = ()
    desk: str = ""
    initials: str = ""
    dateline: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    credit: str = ""
    claim: str = ""
    caption: str = ""
    photos: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    paywalled: bool = False
    event: str = ""
    copies_of: str = ""
    copy: str = ""
    speakers: tuple[str, ...] = ()
    indirect: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    amp: bool = False
    alias: str = ""
    clock: str = ""
    trouble: Trouble = ""
    since: State = 1
    gone: bool = False
    touched: datetime | None = None

    @property
    def key(self) -> str:
        """Its name in the content files: outlet/slug."""
        return f"{self.site.name}/{self.slug}"

    @property
    def path(self) -> str:
        """Its path on its outlet."""
        return address(self.site, self.section, self.published, self.slug)

    @property
    def url(self) -> str:
        """Its address."""
        return self.site.root + self.path

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The clean text as the outlet prints it, a paragraph each: no dateline, initials or read-also."""
        return tuple(self.site.typeset(block.text) for block in self.blocks if isinstance(block, Paragraph))

    @property
    def lead(self) -> str:
        """What a list says of it: its description, or its first paragraph."""
        return self.site.typeset(self.description) or self.paragraphs[0]

    @property
    def changed(self) -> datetime:
        """When its outlet says it last changed it."""
        return self.modified or self.published

    @property
    def served(self) -> datetime:
        """When the page last changed, said or not: a silent edit shows in the server's headers alone."""
        return self.touched or self.changed


@dataclass(frozen=True, kw_only=True)
class Trap:
    """A link in a listing that ends otherwise than in a new article, and the outcomes that are right for it."""

    outlet: str
    url: str
    kind: str
    title: str
    outcomes: tuple[str, ...]
    published: datetime


@dataclass(frozen=True, kw_only=True)
class Rising:
    """A term that the newsroom's last days are full of, and the day it came up."""

    term: str
    since: date


@dataclass(frozen=True, kw_only=True)
class Series:
    """Stories written after one pattern again and again: near-duplicates that are no copies."""

    name: str
    outlet: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class Newsfile:
    """Everything that the newsroom prints in one of its two states: sites by name, stories by key, traps."""

    state: State
    sites: Mapping[str, Site]
    stories: Mapping[str, Story]
    traps: tuple[Trap, ...]
    events: Mapping[str, str]
    rising: tuple[Rising, ...]
    series: tuple[Series, ...]

    def of(self, site: Site) -> list[Story]:
        """An outlet's stories that stand on its site, the newest first."""
        own = [story for story in self.stories.values() if story.site is site and not story.gone]
        return sorted(own, key=lambda story: (story.published, story.slug), reverse=True)


def slugify(words: str) -> str:
    """Words as a part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def address(site: Site, section: str, published: datetime, slug: str) -> str:
    """The path of a story: its number and code come from its slug, so that other stories never move it."""
    number = zlib.crc32(slug.encode())
    letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    code = "".join(
        letters[number * prime % 2147483647 % len(letters)] for prime in (3, 7, 13, 31, 61, 127, 251, 509, 1021, 4093)
    )
    return site.path.format(section=slugify(section), date=published, id=100000 + number % 900000, code=code, slug=slug)
