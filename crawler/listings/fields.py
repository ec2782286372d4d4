"""An article's object in a site's JSON: its fields come in; address, title and dates go out.

No two systems name them alike (`published_at`, `publishedAt`, `datePublished`, `tanggal_terbit`), so names are
taken apart into words, and the words decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import islice
from typing import Any

from crawler.listings.moments import Moment, read_printed, read_stamp

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w.]*)\}")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# A card's date, with zone and weekday; more is a sentence.
_LONGEST_DATE = 90

_WHOLE_ADDRESS = ("url", "link", "href", "uri", "guid", "loc")
_PIECE_OF_ADDRESS = {"path", "slug", "alias", "pathname"}
_OTHER_ADDRESS = {
    "amp",
    "short",
    "image",
    "img",
    "cover",
    "thumb",
    "thumbnail",
    "photo",
    "foto",
    "avatar",
    "logo",
    "icon",
}
_TITLES = ("title", "headline", "judul", "name")
_TITLE = {"title", "headline", "judul"}
_NO_TITLE = {"sub", "seo", "meta", "image", "img", "slug", "url", "id", "section", "channel", "category"}
# First the words that say when it was published, then any date, then when it was written.
_PUBLISHED = (
    {"published", "publish", "terbit", "pubdate", "publication"},
    {"date", "tanggal", "datetime"},
    {"created", "timestamp"},
)
_MODIFIED = ({"modified", "updated", "update", "dimodifikasi"},)
_NO_DATE = {"expired", "expires", "end", "deleted", "event", "by", "user", "status", "format"}


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a field's name, in small letters."""
    return frozenset(word.lower() for word in islice(_WORD.findall(name[:100]), 12))


def whole_addresses(fields: Mapping[str, Any]) -> list[str]:
    """What an object may name as its address, canonical ones first."""
    named: list[tuple[bool, str]] = []
    for name, value in fields.items():
        words = words_of(name)
        if name == "@id" or (any(word.endswith(_WHOLE_ADDRESS) for word in words) and not words & _OTHER_ADDRESS):
            values = islice(value.values(), 6) if isinstance(value, dict) else (value,)
            named += [("canonical" not in words, one) for one in values if isinstance(one, str) and one]
    return [address for _, address in sorted(named, key=lambda one: one[0])][:8]


def pieces_of_address(fields: Mapping[str, Any]) -> list[str]:
    """What may be the path of an object's address; a slug alone may as well be a section's or a person's."""
    return [
        value
        for name, value in islice(fields.items(), 200)
        if isinstance(value, str) and value and words_of(name) & _PIECE_OF_ADDRESS
    ][:4]


def fill(template: str, fields: Mapping[str, Any]) -> str | None:
    """An address made of an object's fields: `{category.slug}/{id}`. None where a field is missing."""
    missing = False

    def value_of(found: re.Match[str]) -> str:
        nonlocal missing
        value: Any = fields
        for name in found[1].split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value):
            missing = True
            return ""
        return str(value)

    address = _PLACEHOLDER.sub(value_of, template)
    return None if missing else address


def placeholders(template: str) -> list[str]:
    """The fields that a template of addresses wants."""
    return _PLACEHOLDER.findall(template)


def title_of(fields: Mapping[str, Any]) -> str | None:
    """An object's title: by the plain names first, then by any name that speaks of a title."""
    for name in _TITLES:
        value = fields.get(name)
        value = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return value[:2000]
    for name, value in fields.items():
        words = words_of(name)
        if isinstance(value, str) and value.strip() and words & _TITLE and not words & _NO_TITLE:
            return value[:2000]
    return None


def published_of(fields: Mapping[str, Any], zone: tzinfo, now: datetime | None) -> Moment | None:
    """When an object says that it was published."""
    return _date(fields, _PUBLISHED, {word for words in _MODIFIED for word in words}, zone, now)


def modified_of(fields: Mapping[str, Any], zone: tzinfo, now: datetime | None) -> Moment | None:
    """When an object says that it was changed."""
    return _date(fields, _MODIFIED, set(), zone, now)


def _date(
    fields: Mapping[str, Any], ranks: tuple[set[str], ...], beside: set[str], zone: tzinfo, now: datetime | None
) -> Moment | None:
    for wanted in ranks:
        for name, value in fields.items():
            words = words_of(name) | {name.lower()}
            if words & wanted and not words & _NO_DATE and not words & beside:
                moments = (_read(one, UTC if words & {"gmt", "utc"} else zone, zone, now) for one in _values(value))
                moment = next((moment for moment in moments if moment), None)
                if moment:
                    return moment
    return None


def _values(value: object) -> Iterator[object]:
    """A date's value, or those of an object that holds it: {"$date": …}, {"iso": …, "display": …}."""
    if isinstance(value, dict):
        yield from islice(value.values(), 6)
    else:
        yield value


def _read(value: object, given: tzinfo, zone: tzinfo, now: datetime | None) -> Moment | None:
    """A date as text, as seconds or as milliseconds since 1970."""
    if isinstance(value, bool):
        return None
    text = str(value) if isinstance(value, int) and 0 < value < 10**13 else value
    if not isinstance(text, str) or not 6 <= len(text.strip()) <= _LONGEST_DATE:
        return None
    text = text.strip()
    if _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(text[:10]), zone)
        return Moment(day=at.date(), at=at)
    if text.isdigit():
        return None
    moment = read_stamp(text, given) or next(read_printed(text, zone, now), None)
    if moment and moment.at and given is not zone:
        at = moment.at.astimezone(zone)
        return Moment(day=at.date(), at=at)
    return moment
