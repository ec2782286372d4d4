"""An article comes in, its values by the columns of `articles` go out."""

from __future__ import annotations

import hashlib
from typing import Any

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
