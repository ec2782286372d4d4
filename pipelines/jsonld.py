"""JSON-LD as outlets really print it: script texts in, flat tuples of objects out.

Strict JSON is tried first; what fails is mended step by step (control characters, CDATA, entities,
trailing commas, text around the object) and, where nothing helps, the plain `"key": "value"` pairs that
still can be read are kept: a broken description must not cost the date.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Object = Mapping[str, Any]

ARTICLES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AdvertiserContentArticle",
    "Article",
    "BlogPosting",
    "LiveBlogPosting",
    "Report",
    "TechArticle",
    "SocialMediaPosting",
)
VIDEOS = ("VideoObject",)
CLAIMS = ("ClaimReview",)

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'(["}\]])(\s*\n\s*")')
_PAIR = re.compile(
    r'"(@type|headline|datePublished|dateModified|dateCreated|articleSection|url|name)"\s*:\s*"([^"\n]{1,400})"'
)
_NESTED = ("@graph", "mainEntity", "itemListElement", "hasPart", "subjectOf", "liveBlogUpdate")
_DEPTH = 6


def read_objects(scripts: Iterable[str]) -> tuple[Object, ...]:
    """Every object with a type in the scripts, @graph and lists opened, in the order printed."""
    found: list[Object] = []
    for script in scripts:
        found.extend(_objects(_load(script), 0))
    return tuple(found)


def of_type(objects: Iterable[Object], types: Iterable[str]) -> list[Object]:
    """The objects that have one of the types."""
    wanted = frozenset(types)
    return [one for one in objects if not wanted.isdisjoint(types_of(one))]


def types_of(one: Object) -> tuple[str, ...]:
    """An object's types without their namespace."""
    kinds = one.get("@type", ())
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str))


def text_of(value: Any) -> str:
    """A value as one line of text: a string, the first of a list, an object's name or @id; else ""."""
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), "")
    if isinstance(value, Mapping):
        return text_of(value.get("name") or value.get("@value") or value.get("url") or value.get("@id"))
    if isinstance(value, str):
        return clean(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts_of(value: Any) -> list[str]:
    """A value as all its texts: a list's members one by one."""
    values = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, values) if text]


def clean(text: str) -> str:
    """One line, entities decoded as often as they were escaped (two rounds at most)."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    return " ".join(text.split())


def _objects(value: Any, depth: int) -> Iterator[Object]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for member in value:
            yield from _objects(member, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in _NESTED:
            if key in value and "BreadcrumbList" not in types_of(value):
                yield from _objects(value[key], depth + 1)


def _load(script: str) -> Any:
    text = script.strip()
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass  # mended below: about one page in fifty has a block that no parser takes
    except RecursionError:  # nested too deeply to be read, or to be mended
        return _pairs(text)
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for mend in (_mend_commas, _mend_entities, _mend_ends):
        text = mend(text)
        try:
            return json.loads(text, strict=False)
        except ValueError:
            continue
    return _pairs(text)


def _mend_commas(text: str) -> str:
    return _MISSING_COMMA.sub(r"\1,\2", _TRAILING_COMMA.sub(r"\1", text))


def _mend_entities(text: str) -> str:
    """Blocks whose very quotation marks are entities; only then may they be decoded before parsing."""
    return html.unescape(text) if "&quot;" in text and text.count('"') < text.count("&quot;") else text


def _mend_ends(text: str) -> str:
    """What stands before the first bracket and after the last one goes."""
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    end = max(text.rfind("}"), text.rfind("]"))
    try:
        return json.dumps(json.JSONDecoder(strict=False).raw_decode(text[start:])[0])
    except ValueError:
        return text[start : end + 1]


def _pairs(text: str) -> list[dict[str, Any]]:
    """What can still be read of a block that no mending opens: one object per @type, plain pairs only."""
    found: list[dict[str, Any]] = []
    for key, value in _PAIR.findall(text):
        if key == "@type":
            found.append({"@type": value})
        elif found:
            found[-1].setdefault(key, value)
    return found
