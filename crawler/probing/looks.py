"""What is seen of a site that is not declared yet: the records that a probe fills and a draft is written from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from crawler.listings.discover import NotAListing, read_listing
from crawler.listings.reading import Found, Reading
from crawler.outlet import Listing, Outlet, Whole
from crawler.probing.errand import Answer
from crawler.probing.facts import Facts
from crawler.probing.guess import Pattern
from pipelines.address import canonical
from pipelines.clock import now
from pipelines.items import Article, Page, Refusal

#: Any page of the site: what an article is has still to be found out.
ANY = r"^https?://[^/]+/."
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A listing that was found. `certain`: what it lists are articles, as in a feed, and never sections."""

    listing: Listing
    found: tuple[Found, ...] = field(default=(), repr=False)
    certain: bool = False
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """An article's page as it came, and how it was read."""

    page: Page
    result: Article | Refusal
    facts: Facts = field(repr=False)


@dataclass(kw_only=True)
class Look:
    """All that was seen of a site. `off` says why nothing more was asked, `split` what the split form rests on."""

    outlet: Outlet
    base: str = ""
    off: str = ""
    failed: str = ""
    robots: str = field(default="", repr=False)
    front: Facts = field(default_factory=Facts, repr=False)
    sources: list[Source] = field(default_factory=list)
    pattern: Pattern | None = None
    samples: list[Sample] = field(default_factory=list)
    whole: Whole | None = None
    next_page: str = ""
    split: str = ""
    tried: list[str] = field(default_factory=list)

    def read_as(self) -> Outlet:
        """The outlet with what is known of its articles so far."""
        if self.pattern is None:
            return self.outlet
        return replace(
            self.outlet,
            article=self.pattern.article,
            not_article=self.pattern.not_article,
            whole=self.whole,
            next_page=self.next_page,
        )


def newest(found: Iterable[Found]) -> list[Found]:
    """Links with the latest first; those without a date after them, in their listing's order."""
    once = list({canonical(one.url): one for one in reversed(list(found))}.values())[::-1]
    dated = [one for one in once if one.published or one.modified]
    dated.sort(key=lambda one: one.published or one.modified or _LONG_AGO, reverse=True)
    return dated + [one for one in once if not (one.published or one.modified)]


def page_of(outlet: Outlet, answer: Answer, *, via: str = "") -> Page:
    """An answer as the page that the article function reads."""
    return Page(
        outlet=outlet.name,
        url=canonical(answer.url, outlet),
        final_url=answer.final_url,
        fetched_at=now(),
        status=answer.status or 200,
        headers=answer.headers,
        body=answer.body,
        via=via,
    )


def read_source(seen: Look, listing: Listing, answer: Answer) -> Reading | None:
    """A listing's answer read, every link of the site in it; None with the reason noted where there is nothing to read.

    Of an index only the main list counts, which needs the pattern that has been guessed by then.
    """
    outlet = seen.read_as() if listing.kind == "index" else seen.outlet
    if not answer.came:
        seen.tried.append(f"{answer.url}: {answer.why}")
        return None
    try:
        return read_listing(outlet, listing, url=answer.final_url, body=answer.body, headers=answer.headers, day=None)
    except NotAListing as error:
        seen.tried.append(str(error))
        return None


def known_days(sources: Iterable[Source]) -> dict[str, date]:
    """The day of each article that a listing dated."""
    return {
        canonical(one.url): one.listed_on for source in sources for one in source.found if one.listed_on is not None
    }


def past_day(days: Iterable[date], today: date) -> date:
    """A day that is over, and had many articles: to ask an index for."""
    counts = Counter(days)
    newest_day = max(counts, default=today)
    over = {day: count for day, count in counts.items() if day < newest_day}
    return max(over, key=lambda day: (over[day], day)) if over else newest_day - timedelta(days=1)
