"""An article as somebody else's table has it: a row's values come in, an Article without a recipe goes out.

A row that is no article is a RowError that says which column, and what was expected of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipelines.address import canonical
from pipelines.canonical import normal
from pipelines.dates import stamped
from pipelines.items import Article, Fetch, Kind, Person, Role, Rules, When
from pipelines.miscoded import mended

#: The outlet that owns a host, or "" where none is declared that does.
OwnerOf = Callable[[str], str]
#: The rules of an outlet, by name.
RulesOf = Callable[[str], Rules]

#: Columns that are taken as they are.
PLAIN = ("description", "section", "dateline", "initials", "credit", "claim", "image", "image_caption")
#: Columns of names, and what those did.
ROLES: dict[str, Role] = {
    "author": "author", "authors": "author", "people": "author", "reporter": "reporter", "reporters": "reporter",
    "contributor": "contributor", "contributors": "contributor", "photographer": "photographer",
    "photographers": "photographer", "editor": "editor", "editors": "editor",
}  # fmt: skip
COLUMNS = frozenset(
    {"url", "outlet", "title", "text", "published_at", "date", "modified_at", "kind", "paywalled", "tags"}
    | {*PLAIN, *ROLES}
)
#: A tag of HTML, not a "<" that somebody wrote.
_HTML = re.compile(
    r"</?(?:p|br|div|span|a|img|strong|b|em|i|u|ul|ol|li|h[1-6]|table|t[rdh]|script|style|iframe|blockquote|figure)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
#: Outside of these years a date is a mistake, and at the calendar's ends it has no moment in another offset.
_FIRST_YEAR, _LAST_YEAR = 1600, 2999
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YES = {"1": True, "true": True, "yes": True, "ya": True, "": False, "0": False, "false": False, "no": False}


class RowError(ValueError):
    """A row that cannot be an article: the message says which column and what was expected."""


def read_row(row: Mapping[str, Any], *, at: datetime, via: str, owner_of: OwnerOf, rules_of: RulesOf) -> Article:
    """The article of a row that was read at that moment."""
    asked = _string(row, "url")
    host = _host(asked)
    outlet = _string(row, "outlet") or owner_of(host)
    if not outlet:
        raise RowError(f"outlet: expected a name; no declared outlet owns {host}")
    rules = rules_of(outlet)
    title = " ".join(_string(row, "title").split())
    if not title:
        raise RowError("title: expected a headline, found none")
    key = canonical(asked, rules)
    return Article(
        url=normal(key),
        outlet=outlet,
        title=title,
        text=_text(row),
        fetch=Fetch(url=key, at=at, via=via),
        recipe=None,
        published=_when(row, "published_at", rules.timezone) or _when(row, "date", rules.timezone),
        modified=_when(row, "modified_at", rules.timezone),
        kind=_kind(row),
        paywalled=_paywalled(row),
        people=tuple(dict.fromkeys(person for column in ROLES for person in _people(row, column))),
        tags=tuple(dict.fromkeys(_names(row, "tags"))),
        date_from="import",
        title_from="import",
        **{column: _string(row, column) or None for column in PLAIN},  # type: ignore[arg-type]
    )


def _string(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise RowError(f"{column}: expected text, found {_shown(value)}")
    written = str(value) if column == "url" else mended(str(value))
    return _CONTROL.sub("", written).strip()


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https"):
        raise RowError(f"url: expected an address that begins with https://, found {_shown(url)}")
    return host


def _text(row: Mapping[str, Any]) -> str:
    """Paragraphs joined by a blank line: they stand between blank lines, or where there are none, a line each."""
    text = _string(row, "text").replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise RowError("text: expected the story, found nothing")
    if tag := _HTML.search(text):
        raise RowError(f"text: expected plain text, found HTML: {_shown(tag[0])}")
    pieces = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    return "\n\n".join(filter(None, (" ".join(piece.split()) for piece in pieces)))


def _when(row: Mapping[str, Any], column: str, zone: str) -> When | None:
    """A moment in the offset that the outlet means, or a day; None where the row has none."""
    written = _string(row, column)
    if not written:
        return None
    found = stamped(written)
    if found is None or not _FIRST_YEAR <= found.at.year <= _LAST_YEAR:
        raise RowError(f"{column}: expected a date such as 2026-06-20T08:30:00+07:00, found {_shown(written)}")
    at = found.within(ZoneInfo(zone)).replace(microsecond=0)
    if at.utcoffset() == timedelta(0):
        at = at.astimezone(ZoneInfo(zone))  # a clock of the exporter's, not of the outlet's
    return When(at=at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))), precision=found.precision)


def _kind(row: Mapping[str, Any]) -> Kind:
    kind = _string(row, "kind") or "news"
    if kind not in get_args(Kind):
        raise RowError(f"kind: expected one of {', '.join(get_args(Kind))}, found {_shown(kind)}")
    return kind  # type: ignore[return-value]  # just checked


def _paywalled(row: Mapping[str, Any]) -> bool:
    written = _string(row, "paywalled").lower()
    if written not in _YES:
        raise RowError(f"paywalled: expected 1 or 0, found {_shown(written)}")
    return _YES[written]


def _people(row: Mapping[str, Any], column: str) -> list[Person]:
    return [_person(column, value) for value in _values(row, column)]


def _person(column: str, value: Any) -> Person:
    """A name, or in JSON an object with `name` and `role`."""
    if not isinstance(value, Mapping):
        return Person(name=_string({column: value}, column), role=ROLES[column])
    role = value.get("role", ROLES[column])
    if role not in get_args(Role) or not _string(value, "name"):
        raise RowError(f"{column}: expected a name and one of {', '.join(get_args(Role))}, found {_shown(value)}")
    return Person(name=_string(value, "name"), role=role)


def _names(row: Mapping[str, Any], column: str) -> list[str]:
    return list(filter(None, (_string({column: value}, column) for value in _values(row, column))))


def _values(row: Mapping[str, Any], column: str) -> list[Any]:
    """A JSON list, or names between semicolons, or where there are none between commas."""
    value = row.get(column)
    if isinstance(value, list):
        return [one for one in value if one not in (None, "")]
    if isinstance(value, Mapping):
        return [value]
    written = _string(row, column)
    return [name.strip() for name in written.split(";" if ";" in written else ",") if name.strip()]


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
