"""When a story was published and when it was changed: markup in, moments with their source out.

What the page prints beside its headline wins over what it stamps for machines where the two differ,
because stamps lie: local time marked Z (detik 2015), GMT (merdeka 2020), the server's zone. Where they
agree the stamp adds the seconds. A printed date far from the headline is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from htmldate import find_date
from lxml.html import HtmlElement

from pipelines.dates import Moment, printed, said, stamped
from pipelines.items import Rules, When
from pipelines.jsonld import text_of
from pipelines.markup import Markup

_PUBLISHED_KEYS = re.compile(
    r"publish(?!er)|pubdate|publi[sc]ation_?date|^dc(?:terms)?[.:](?:date|created|issued)(?:\.issued)?$|release_date",
    re.IGNORECASE,
)
_LESSER_KEYS = re.compile(
    r"^(?:date|dateline|created|createdate|datecreated|article:created|sailthru\.date|date\.created)$", re.IGNORECASE
)
_CHANGED_KEYS = re.compile(r"modified|updated|lastmod|last-modified|updatedate", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"""\\?["']?(?:content_)?(?:date_?published|published_?(?:date|time|at|on)?|publish_?(?:date|time|at)?|pub_?date)\\?["']?\s*[:=]\s*\\?["']([^"'\\]{8,40})\\?["']""",
    re.IGNORECASE,
)
_URL = re.compile(r"/((?:19|20)\d{2})[/-]?([01]\d)[/-]?([0-3]\d)(?=[/-]|\d{0,8}[/-])")
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
#: How many lines above and below the headline a date is the story's own. Measured on twelve outlets:
#: 1-8 below, 1-3 above; thirty leaves room for share buttons and a picture.
_BELOW, _ABOVE = 40, 8
_NEAR_BELOW, _NEAR_ABOVE = 12, 4
#: How far from UTC the country's clocks are, and from one another.
_ZONES = frozenset(timedelta(hours=hours) for hours in (7, 8, 9))
_NEIGHBOURS = frozenset(timedelta(hours=hours) for hours in (1, 2))


@dataclass(frozen=True, kw_only=True)
class Dating:
    """Publication and change, and the word for where the first was taken from."""

    published: When | None = None
    modified: When | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Claim:
    moment: Moment
    at: datetime
    source: str
    distance: int = 0
    strong: bool = False


def read_dates(markup: Markup, headline: int | None, rules: Rules, fetched_at: datetime, tree: HtmlElement) -> Dating:
    """The dates of a page. `headline` is the number of the headline's line, None where it is not printed."""
    zone = ZoneInfo(rules.timezone)
    limit = fetched_at + timedelta(days=1)
    stamps = [c for c in _stamps(markup, zone) if _EARLIEST <= c.at <= limit]
    changes = [c for c in _changes(markup, zone) if _EARLIEST <= c.at <= limit]
    prints = [c for c in _prints(markup, headline, zone, fetched_at) if _EARLIEST <= c.at <= limit]
    shown_changes = [c for c in prints if c.moment.says == "changed"]
    published = _choose(stamps, [c for c in prints if c.moment.says != "changed"], changes)
    if published is not None and published.moment.ago:
        own = (c for c in _own_stamps(markup, headline, zone) if c.moment.precision == "minute" and c.at <= limit)
        published = next(own, published)
    if published is None:
        published = _fallback(markup, headline, zone, limit, tree) or next(iter(shown_changes + changes), None)
    if published is None:
        return Dating()
    if published.moment.precision == "day":
        published = _timed(published, _own_stamps(markup, headline, zone))
    changed = _changed(published, shown_changes, changes, {_minute(stamp.at) for stamp in stamps})
    modified = _when(changed, zone) if changed else None
    return Dating(published=_when(published, zone), modified=modified, source=published.source)


def _choose(stamps: list[_Claim], prints: list[_Claim], changes: list[_Claim]) -> _Claim | None:
    """Printed and stamped claims weighed against each other."""
    stamp = next((c for c in stamps if c.moment.precision == "minute"), stamps[0] if stamps else None)
    minutes = [c for c in prints if c.moment.precision == "minute"]
    for claim in minutes:
        for other in stamps:
            if other.moment.precision == "minute" and _agree(claim, other):
                return _with_seconds(claim, other)
    # "41 menit lalu" is said of others' stories in every column: it counts where nothing else tells the day.
    told = [c for c in minutes if not c.moment.ago]
    best = min((c for c in told if c.strong), key=lambda c: c.distance, default=None)
    if stamp is None:
        day = min((c for c in prints if c.strong), key=lambda c: (c.moment.ago, c.distance), default=None)
        nearest = min(told, key=lambda c: c.distance, default=None)
        return best or nearest or day or (prints[0] if prints else None)
    if best is None:
        same = [c for c in minutes if stamp.moment.precision == "day" and c.at.date() == stamp.at.date()]
        return same[0] if same else stamp
    if stamp.moment.precision == "day":
        return best
    # A page that prints only when it was changed: the stamp of publication is the earlier one.
    if any(_agree(best, c) for c in changes) and stamp.at < best.at:
        return stamp
    apart = abs(best.at - stamp.at)
    if best.moment.says == "published" or apart <= timedelta(hours=14):
        return best
    return best if best.distance <= _NEAR_BELOW and best.moment.at.tzinfo is not None and best.at < stamp.at else stamp


def _timed(day: _Claim, stamps: Iterable[_Claim]) -> _Claim:
    """A day with the time that an element beside the headline, or one that is called the story's, gives it."""
    same = (c for c in stamps if c.moment.precision == "minute" and c.moment.at.date() == day.at.date())
    return next(same, day)


def _agree(shown: _Claim, stamp: _Claim) -> bool:
    """The same minute on the clock, or the same instant in another zone."""
    if _minute(shown.at) == _minute(stamp.at):
        return True
    return _minute(shown.moment.at.replace(tzinfo=UTC)) == _minute(stamp.moment.at.replace(tzinfo=UTC))


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _with_seconds(shown: _Claim, stamp: _Claim) -> _Claim:
    """The printed minute in the printed zone; the zone of the stamp where none is printed; its seconds."""
    at = shown.at
    if shown.moment.at.tzinfo is None and stamp.moment.at.utcoffset() and _minute(shown.at) != _minute(stamp.at):
        at = shown.moment.at.replace(tzinfo=stamp.moment.at.tzinfo)
    return _Claim(moment=shown.moment, at=at.replace(second=stamp.at.second), source="printed")


def _changed(
    published: _Claim, shown: list[_Claim], stamps: list[_Claim], stamped_at: Collection[datetime]
) -> _Claim | None:
    """The change, if it is later than the publication. A stamp that repeats a lie about the zone is no change.

    `stamped_at` are the stamps of publication: a change that repeats one and is whole hours off is the same moment, in
    a zone between those of the country.
    """
    for claim in shown:
        for stamp in stamps:
            if _agree(claim, stamp):
                claim = _with_seconds(claim, stamp)
                break
        if _minute(claim.at) > _minute(published.at):
            return claim
    for claim in stamps:
        minute = _minute(claim.at)
        late = minute - _minute(published.at)
        lies = late in _ZONES or (minute in stamped_at and late in _NEIGHBOURS)
        if claim.moment.precision == "minute" and late > timedelta(0) and not lies:
            return claim
    return None


def _stamps(markup: Markup, zone: tzinfo) -> Iterator[_Claim]:
    """Machine dates of publication, the most trusted first."""
    for one in markup.articles:
        yield from _stamp(text_of(one.get("datePublished")), zone, "json-ld")
    for kind in ("published", "lesser"):
        for key, values in markup.metas.items():
            if _key_says(key) == kind:
                for value in values:
                    yield from _stamp(value, zone, "meta")
    for one in markup.objects:
        if "datePublished" in one or "uploadDate" in one:
            yield from _stamp(text_of(one.get("datePublished") or one.get("uploadDate")), zone, "json-ld")


def _changes(markup: Markup, zone: tzinfo) -> Iterator[_Claim]:
    for one in markup.articles:
        yield from _stamp(text_of(one.get("dateModified")), zone, "json-ld")
    for key, values in markup.metas.items():
        if _key_says(key) == "changed":
            for value in values:
                yield from _stamp(value, zone, "meta")


@lru_cache(maxsize=2048)
def _key_says(key: str) -> Literal["changed", "published", "lesser", ""]:
    """What a meta tag's name makes of its date."""
    if _CHANGED_KEYS.search(key):
        return "changed"
    return "published" if _PUBLISHED_KEYS.search(key) else "lesser" if _LESSER_KEYS.search(key) else ""


def _stamp(text: str, zone: tzinfo, source: str) -> Iterator[_Claim]:
    moment = stamped(text)
    if moment is not None:
        yield _Claim(moment=moment, at=moment.within(zone), source=source)


def _prints(markup: Markup, headline: int | None, zone: tzinfo, fetched_at: datetime) -> Iterator[_Claim]:
    """Printed dates about the headline, the nearest below it first, then those above, then those farther off."""
    if headline is None:
        return
    lines = markup.lines
    after = range(headline, min(len(lines), headline + _BELOW))
    before = range(headline - 1, max(-1, headline - _ABOVE - 1), -1)
    long, visit = 0, fetched_at.astimezone(zone)
    for at in (*after, *before):
        line = lines[at]
        below, length = at >= headline, len(line.text)
        if below and length > 200:
            long += 1
        if (at == headline and length < 300) or length > 250:
            continue
        # Above the headline stands the day of the visit more often than the story's, unless right above it.
        distance = abs(at - headline if below or at == headline - 1 else 10 + headline - at)
        for moment in printed(line.text, visit):
            # Paragraphs between headline and date part the two; those below say nothing of a date above.
            near = abs(at - headline) <= (_NEAR_BELOW if below else _NEAR_ABOVE) and not line.aside
            near = near and (long < 2 or not below)
            prose = len(line.text) - (moment.end - moment.start) > 90 and not moment.says
            at_zone = moment.within(zone)
            yield _Claim(
                moment=_labelled(moment, lines[at - 1].text if at else ""),
                at=at_zone,
                source="printed",
                distance=distance,
                strong=near and not prose,
            )


def _labelled(moment: Moment, before: str) -> Moment:
    """A moment whose label stands alone in the line before it."""
    if moment.says or moment.start > 3 or len(before) > 30:
        return moment
    says = said(before)
    return replace(moment, says=says) if says else moment


def _fallback(markup: Markup, headline: int | None, zone: tzinfo, limit: datetime, tree: HtmlElement) -> _Claim | None:
    """Where neither head nor headline has a date: <time>, scripts, the address, htmldate for the day."""
    for found in _found(markup, headline, zone):
        if _EARLIEST <= found.at <= limit:
            return found
    if headline is None:
        return None  # a page without a story: htmldate would date it by its newest teaser
    day = find_date(
        tree,
        original_date=True,
        extensive_search=False,
        outputformat="%Y-%m-%d",
        max_date=limit.date().isoformat(),
    )
    moment = stamped(day) if day else None
    return _Claim(moment=moment, at=moment.within(zone), source="htmldate") if moment else None


def _found(markup: Markup, headline: int | None, zone: tzinfo) -> Iterable[_Claim]:
    # <time> is no rival of a printed date: embedded posts carry their own (bola.net 2020, seven pages of 157).
    yield from _own_stamps(markup, headline, zone)
    for script in markup.scripts:
        for match in _SCRIPTED.finditer(script):
            yield from _stamp(match[1], zone, "script")
    for one in markup.stamps:
        yield from _stamp(one.text, zone, "time")
    if dated := _URL.search(markup.url):
        yield from _stamp("-".join(dated.groups()), zone, "url")


def _own_stamps(markup: Markup, headline: int | None, zone: tzinfo) -> Iterator[_Claim]:
    """Moments for machines in the text that are the story's: by their element's name, or by the headline."""
    if headline is not None:
        near = [s for s in markup.stamps if headline - _NEAR_ABOVE <= s.at <= headline + _NEAR_BELOW]
        for one in (
            *(s for s in near if s.own),
            *near,
            *(s for s in markup.stamps if s.own and not s.aside and s.at > headline),
        ):
            yield from _stamp(one.text, zone, "time")


def _when(claim: _Claim, zone: tzinfo) -> When:
    """The claim in the offset the outlet means: the printed or stamped one, its own where that was UTC or none."""
    at = claim.at
    if at.utcoffset() == timedelta(0) or claim.moment.at.tzinfo is None:
        at = at.astimezone(zone)
    if claim.moment.precision == "day":
        at = at.replace(hour=0, minute=0, second=0)
    return When(at=at.replace(microsecond=0, tzinfo=_fixed(at)), precision=claim.moment.precision)


def _fixed(at: datetime) -> tzinfo:
    offset = at.utcoffset()
    return timezone(offset) if offset is not None else UTC
