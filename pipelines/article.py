"""A Page and Rules in, an Article or a Refusal out: the one function that crawl, replay and import share."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import TypeVar

from pipelines.address import canonical
from pipelines.byline import read_people
from pipelines.document import Document, ParseError, parse
from pipelines.extract import read_body
from pipelines.items import Article, Fetch, Link, Page, Refusal, Rules
from pipelines.metadata import read_metadata
from pipelines.refuse import Draft, refuse

log = logging.getLogger("kliping")

#: What an article is read by. A change in any of these files or libraries is another recipe.
SOURCES = (
    "address.py", "article.py", "blocks.py", "body.py", "boilerplate.py", "boilerplate.toml", "byline.py",
    "byline.toml", "canonical.py", "claims.py", "contained.py", "dateline.py", "dates.py", "document.py",
    "embedded.py", "extract.py", "headings.py", "items.py", "jsonld.py", "labels.py", "lines.py", "markup.py",
    "metadata.py", "names.py", "published.py", "refuse.py", "rubric.py", "rubric.toml", "survey.py", "walk.py",
)  # fmt: skip
LIBRARIES = ("trafilatura", "lxml", "htmldate", "dateparser")

# A JSON escape cut inside an emoji leaves half a character, which no UTF-8 file can hold; NUL ends a text in SQLite.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


def read_article(page: Page, rules: Rules) -> Article | Refusal:
    """The article on a page under an outlet's rules, or why there is none.

    Pure: the same page and rules give the same value. A page that breaks a reader of ours is a
    `parse_error` with the fault in its detail; it is kept and read again under the next recipe.
    """
    try:
        return _storable(_read(page, rules))
    except ParseError as error:
        return _refusal(page, rules, "not_html", str(error))
    except RecursionError:
        return _refusal(page, rules, "parse_error", "nested too deep")
    except Exception as error:  # noqa: BLE001 - one bad page never stops a crawl; the fault is named and counted
        log.warning("%s: could not be read: %s: %s", page.url, type(error).__name__, error)
        return _refusal(page, rules, "parse_error", f"{type(error).__name__}: {error}"[:200])


def _storable(value: T) -> T:
    """The value without the characters that cannot be stored, however deep they sit."""
    if isinstance(value, str):
        # Most are of ASCII, and are not searched sign by sign.
        if (value.isascii() and "\0" not in value) or not _UNSTORABLE.search(value):
            return value
        return _UNSTORABLE.sub("", value).strip()  # type: ignore[return-value]  # a str for a str
    if isinstance(value, tuple):
        return tuple(map(_storable, value))  # type: ignore[return-value]  # a tuple for a tuple
    if is_dataclass(value) and not isinstance(value, type):
        held = vars(value)
        changed = {name: one for name, given in held.items() if (one := _storable(given)) != given}
        return replace(value, **changed) if changed else value
    return value


@lru_cache(maxsize=4096)
def recipe(rules: Rules) -> str:
    """Twelve hexadecimal digits that say how a page was read: our sources, the libraries, the outlet's rules."""
    return hashlib.sha256(f"{_code()} {rules.digest()}".encode()).hexdigest()[:12]


@cache
def _code() -> str:
    """A digest of everything an article is read by, but for an outlet's rules."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(files("pipelines").joinpath(name).read_bytes())
    for library in LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()


def _read(page: Page, rules: Rules) -> Article | Refusal:
    documents = [parse(page), *_further(page)]
    metadata = read_metadata(documents[0], rules, page.fetched_at)
    body = read_body(documents, rules, metadata.title, metadata.markup)
    byline = read_people(metadata, body.credits, body.initials, rules)
    draft = Draft(page=page, rules=rules, metadata=metadata, body=body)
    refused = refuse(draft)
    if refused is not None:
        return _refusal(page, rules, *refused)
    links = (Link(url=canonical(link.url, rules), text=link.text, kind=link.kind) for link in body.links)
    return Article(
        url=canonical(metadata.canonical or page.final_url or page.url, rules),
        outlet=page.outlet,
        title=metadata.title,
        text=body.text,
        fetch=_fetch(page),
        recipe=recipe(rules),
        description=metadata.description,
        published=metadata.published,
        modified=metadata.modified,
        section=metadata.section,
        kind=metadata.kind,
        dateline=body.dateline,
        initials=body.initials,
        credit=byline.credit,
        claim=metadata.claim,
        image=metadata.image,
        image_caption=metadata.image_caption,
        paywalled=metadata.paywalled,
        people=byline.people,
        tags=metadata.tags,
        links=tuple(links),
        title_from=metadata.title_from,
        date_from=metadata.date_from,
        byline_from=byline.byline_from,
        flags=body.flags,
        parts=len(documents),
        parts_expected=max(page.parts_expected, 1 + len(page.parts)),
    )


def _further(page: Page) -> Iterator[Document]:
    """The further parts that are pages at all: an empty one is a missing part, not the end of the story."""
    for part in page.parts:
        try:
            yield parse(part)
        except ParseError as error:
            log.info("%s: part left out: %s", part.final_url, error)


def _refusal(page: Page, rules: Rules, outcome: str, detail: str) -> Refusal:
    return Refusal(fetch=_fetch(page), outlet=page.outlet, outcome=outcome, detail=detail, recipe=recipe(rules))


def _fetch(page: Page) -> Fetch:
    return Fetch(
        url=page.url,
        at=page.fetched_at,
        via=page.via,
        status=page.status,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
    )
