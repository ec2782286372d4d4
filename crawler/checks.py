"""Checks of a declaration's single values: a file, a key and a value come in; what cannot be used is an OutletError."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cssselect import HTMLTranslator, SelectorError

from crawler.outlet import Confidence
from crawler.patterns import wrong_with

#: Seconds between two requests; with more, an outlet would never end its run.
LONGEST_DELAY = 3600

_TYPE_NAMES: dict[type, str] = {
    str: "a text", int: "a number", list: "a list", date: "a date such as 2026-03-01", bool: "true or false",
}  # fmt: skip
_LISTS_OF_TEXT = {"domains", "names", "examples", "not_examples", "container", "drop", "drop_lines"}
_TEXTS = {
    "title", "domain", "article", "not_article", "next_page", "timezone", "language", "owner", "off", "reason",
    "terms", "confidence", "seen",
}  # fmt: skip
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::\d{1,5})?")
#: What stands for a number in an address, and how wide it may be written: `{page:02}`.
_NUMBERS = ("page", "date.year", "date.month", "date.day")
_WIDTH = re.compile(r"(?:0?\d)?d?")


class OutletError(Exception):
    """A declaration that cannot be used: the message names the file, the key and what was expected."""


def check_types(path: Path, values: Mapping[str, Any], prefix: str = "") -> None:
    """Each key's value is of the kind that the key wants."""
    for key, value in values.items():
        if key in _LISTS_OF_TEXT:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise OutletError(f"{path}: {prefix}{key}: expected a list of texts, not {value!r}")
        elif key == "listings" and not isinstance(value, list):
            raise OutletError(f"{path}: {prefix}{key}: expected a list of tables with kind and url, not {value!r}")
        else:
            check_type(path, f"{prefix}{key}", value, *_wanted(key))


def check_type(path: Path, key: str, value: Any, *wanted: type) -> None:
    """The value is of one of the types: true is no number, and a moment is no date."""
    kinds = type(value) if isinstance(value, bool | datetime) else None
    if wanted and (not isinstance(value, wanted) or (kinds is not None and kinds not in wanted)):
        raise OutletError(f"{path}: {key}: expected {_TYPE_NAMES[wanted[0]]}, not {_shown(value)}")


def check_values(path: Path, values: Mapping[str, Any]) -> None:
    """Values of the right kind that still can mean nothing."""
    for key in ("article", "not_article", "next_page"):
        if key in values:
            check_pattern(path, key, values[key], values.get("examples", ()))
    for domain in (values["domain"], *values.get("domains", ())):
        if not _HOST.fullmatch(domain):
            raise OutletError(f"{path}: domain: expected a host name in small letters, not {domain!r}")
    if not 0 <= values.get("delay", 0) <= LONGEST_DELAY:  # nan is neither
        raise OutletError(f"{path}: delay: expected seconds, 0 or more, {LONGEST_DELAY} at most, not {values['delay']}")
    if "timezone" in values:
        try:
            ZoneInfo(values["timezone"])
        except (ValueError, KeyError, OSError):  # OSError: "America" is a folder of zones
            raise OutletError(f"{path}: timezone: {values['timezone']!r} is not a zone such as Asia/Makassar") from None
    if values.get("confidence", "low") not in get_args(Confidence):
        raise OutletError(
            f"{path}: confidence: expected {', '.join(get_args(Confidence))}, not {values['confidence']!r}"
        )
    if values.get("off") == "":
        raise OutletError(f"{path}: off: expected the reason why it is not crawled, not an empty text")


def check_selector(path: Path, key: str, selector: str) -> None:
    """The text is a CSS selector."""
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise OutletError(f"{path}: {key}: {selector!r} is not a CSS selector: {error}") from None


def check_pattern(path: Path, key: str, pattern: str, samples: Iterable[str] = ()) -> None:
    """The text is a regular expression, and none that runs wild on such addresses."""
    wrong = wrong_with(pattern, samples)
    if wrong:
        raise OutletError(f"{path}: {key}: {wrong}")


def check_address(path: Path, key: str, url: str) -> None:
    """The text is a web address, in which `{date:…}` and `{page}` may be filled in."""
    if not re.match(r"https?://", url):
        raise OutletError(f"{path}: {key}: expected an address with http:// or https://, not {url!r}")
    try:
        unknown = [
            field for _, field, spec, _ in Formatter().parse(url) if field is not None and not _fills(field, spec)
        ]
        filled = "" if unknown else url.format(date=date(2026, 1, 31), page=1)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        unknown, filled = [str(error)], ""
    if unknown:
        raise OutletError(
            f"{path}: {key}: {{domain}}, {{date:…}} and {{page}} can be filled in ({', '.join(unknown)})"
        ) from None
    try:
        host = urlsplit(filled).hostname and urlsplit(filled).port != 0
    except ValueError:  # half an IPv6 address, a port of letters
        host = None
    if not host or re.search(r"\s", filled):
        raise OutletError(f"{path}: {key}: expected an address with a host and without blanks, not {url!r}")


def _fills(field: str, spec: str | None) -> bool:
    return field == "date" or (field in _NUMBERS and _WIDTH.fullmatch(spec or "") is not None)


def _wanted(key: str) -> tuple[type, ...]:
    if key in {"local", "parts_below"}:
        return (bool,)
    return (
        (str,) if key in _TEXTS else (date,) if key in {"until", "retired"} else (int, float) if key == "delay" else ()
    )


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)
