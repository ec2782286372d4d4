"""An article comes in, its values by the columns of `articles` go out, or whether a row has them already."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlite_utils import Database

from pipelines.clock import stamp
from pipelines.items import Article


def fingerprint(text: str) -> str:
    """Sixteen hexadecimal digits over a text's words: white space does not make an edit."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def columns(article: Article) -> dict[str, Any]:
    """An article's values by the columns of `articles`, but for the times of seeing it."""
    published, modified = article.published, article.modified
    exact = published is not None and published.precision == "minute"
    return {
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "description": article.description,
        "text": article.text,
        "published_at": stamp(published.at) if published and exact else None,
        "published_on": published.at.date().isoformat() if published else None,
        "published_offset": published.at.isoformat()[-6:] if published else None,
        "published_precision": published.precision if published else None,
        "modified_at": stamp(modified.at) if modified and modified.precision == "minute" else None,
        "section": article.section,
        "kind": article.kind,
        "dateline": article.dateline,
        "initials": article.initials,
        "credit": article.credit,
        "claim": article.claim,
        "image": article.image,
        "image_caption": article.image_caption,
        "paywalled": int(article.paywalled),
        "words": len(article.text.split()),
        "text_hash": fingerprint(article.text),
        "title_hash": fingerprint(article.title),
        "title_from": article.title_from,
        "date_from": article.date_from,
        "byline_from": article.byline_from,
        "flags": " ".join(article.flags) or None,
        "recipe": article.recipe,
        "parts": article.parts,
        "parts_expected": article.parts_expected,
    }


def holds(db: Database, article_id: int, article: Article) -> bool:
    """Whether a stored row says what an article says, its people and tags included."""
    (row,) = db.query("SELECT * FROM articles WHERE id = ?", [article_id])
    people = db.execute(_PEOPLE, [article_id]).fetchall()
    tags = db.execute(_TAGS, [article_id]).fetchall()
    return (
        all(row[column] == value for column, value in columns(article).items())
        and people == [(one.name, one.role) for one in article.people]
        and tags == [(tag,) for tag in article.tags]
    )


_PEOPLE = """
SELECT name, role FROM article_people JOIN people ON people.id = person_id WHERE article_id = ? ORDER BY position
"""
_TAGS = "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id WHERE article_id = ? ORDER BY position"
