"""Rows of a lake: an article or refusal comes in, its row by table goes out; and back again.

A lake has a row for each capture, not for each story: what the captures of a story come to together is for whoever
reads them. So a row has its article's own columns and those of its request, and nothing that only a file of many
captures knows (when it was first seen, whether it is gone).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from pipelines.clock import stamp
from pipelines.columns import columns
from pipelines.fields import COLUMNS, ROLES, Field
from pipelines.items import Article, Fetch, Link, Person, Refusal, When

Row = dict[str, Any]

#: What a request says of itself; `link` is the ledger's address, `url` the story's own.
_FETCH = (
    Field(name="link"), Field(name="via"), Field(name="status", kind="integer"), Field(name="etag"),
    Field(name="last_modified"),
)  # fmt: skip
_PEOPLE = Field(name="people", kind="records", fields=(Field(name="name"), Field(name="role")))
ARTICLES = (
    *(field for field in COLUMNS if field.name not in ("outlet", "first_seen_at", "gone_at")),
    Field(name="title_from"), Field(name="date_from"), Field(name="byline_from"),
    *(Field(name=name, kind="names") for name in ROLES),
    Field(name="tags", kind="names"), _PEOPLE, *_FETCH,
)  # fmt: skip
#: What every row of another table says of the capture that it belongs to.
OF_ARTICLE = (
    Field(name="url"), Field(name="link"), Field(name="fetched_at", kind="moment"),
    Field(name="published_on", kind="day"),
)  # fmt: skip
LINKS = (
    *OF_ARTICLE, Field(name="position", kind="integer"), Field(name="link_url"), Field(name="text"), Field(name="kind"),
)  # fmt: skip
REFUSALS = (
    Field(name="url"), Field(name="fetched_at", kind="moment"), Field(name="outcome"), Field(name="detail"),
    Field(name="recipe"), *_FETCH[1:],
)  # fmt: skip
TABLES = {"articles": ARTICLES, "links": LINKS, "refusals": REFUSALS}


def article_row(article: Article) -> Row:
    """An article's row: values as SQLite has them, lists as lists of tuples."""
    names = {
        name: [(one.name,) for one in article.people if one.role == role] for name, role in ROLES.items()
    }  # fmt: skip
    return {
        **columns(article),
        **names,
        "tags": [(tag,) for tag in article.tags],
        "people": [(one.name, one.role) for one in article.people],
        "link": article.fetch.url,
        **_fetch(article.fetch),
    }


def link_rows(article: Article) -> list[Row]:
    """An article's links, each with its place."""
    return [
        {**of_article(article), "position": place, "link_url": one.url, "text": one.text, "kind": one.kind}
        for place, one in enumerate(article.links, 1)
    ]


def of_article(article: Article) -> Row:
    """What a row says of the capture that it belongs to."""
    day = article.published.at.date().isoformat() if article.published else None
    return {
        "url": article.url,
        "link": article.fetch.url,
        "fetched_at": stamp(article.fetch.at),
        "published_on": day,
    }


def refusal_row(refusal: Refusal) -> Row:
    """A refusal's row."""
    values = {"url": refusal.fetch.url, "outcome": refusal.outcome, "detail": refusal.detail or None}
    return {**values, "recipe": refusal.recipe, **_fetch(refusal.fetch)}


def _fetch(fetch: Fetch) -> Row:
    values = {"via": fetch.via, "status": fetch.status, "etag": fetch.etag, "last_modified": fetch.last_modified}
    return {"fetched_at": stamp(fetch.at), **values}


def article_of(row: Mapping[str, Any], outlet: str, links: list[Row]) -> Article:
    """The article of a row as Arrow gives it, and of the rows of its links in order."""
    same = ("url", "title", "text", "recipe", "description", "section", "kind", "dateline", "initials", "credit",
            "claim", "image", "image_caption", "paywalled", "title_from", "date_from", "byline_from", "parts",
            "parts_expected")  # fmt: skip
    return Article(
        **{name: row[name] for name in same},
        outlet=outlet,
        fetch=_fetch_of(row, row["link"]),
        published=_published(row),
        modified=When(at=_utc(row["modified_at"])) if row["modified_at"] else None,
        people=tuple(Person(name=one["name"], role=one["role"]) for one in row["people"]),
        tags=tuple(row["tags"]),
        links=tuple(Link(url=one["link_url"], text=one["text"], kind=one["kind"]) for one in links),
        flags=tuple((row["flags"] or "").split()),
    )


def refusal_of(row: Mapping[str, Any], outlet: str) -> Refusal:
    """The refusal of a row as Arrow gives it."""
    fetch = _fetch_of(row, row["url"])
    return Refusal(fetch=fetch, outlet=outlet, outcome=row["outcome"], detail=row["detail"] or "", recipe=row["recipe"])


def _fetch_of(row: Mapping[str, Any], url: str) -> Fetch:
    same = {name: row[name] for name in ("status", "etag", "last_modified")}
    return Fetch(url=url, at=_utc(row["fetched_at"]), via=row["via"], **same)


def _published(row: Mapping[str, Any]) -> When | None:
    day: date | None = row["published_on"]
    if day is None:
        return None
    midnight = datetime.fromisoformat(f"{day}T00:00:00{row['published_offset']}")
    if row["published_at"] is None:
        return When(at=midnight, precision="day")
    return When(at=_utc(row["published_at"]).astimezone(midnight.tzinfo))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
