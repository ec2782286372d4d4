"""Saved pages: files of HTML come in, one JSON object each goes out; no database."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from pipelines.article import read_article
from pipelines.clock import now
from pipelines.columns import fingerprint
from pipelines.items import Article, Page, Refusal, Rules

#: Unpacked, a saved page has at most so many bytes: ten times the largest seen.
LARGEST = 32 * 1024 * 1024


class UnreadableError(Exception):
    """A file that cannot be read: the message names it and says why."""


def read_saved(path: str, url: str, rules: Rules) -> dict[str, Any]:
    """The JSON object of a saved page: `.html`, `.html.gz`, or `-` for standard input.

    An article's fields by the columns of `articles`, times in ISO 8601 with the offset the outlet means
    (a date alone where only the day is known), and `people`, `tags`, `links`. Or a refusal.
    """
    page = Page(
        outlet=rules.outlet, url=url, final_url=url, fetched_at=now(), body=read_bytes(path), via=f"file:{path}"
    )
    return present(read_article(page, rules))


def read_bytes(path: str) -> bytes:
    """A file's bytes, unpacked if they are gzip, whatever the file is called."""
    try:
        if path == "-":
            body = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                body = file.read(LARGEST + 1)
        if body.startswith(b"\x1f\x8b") and len(body) <= LARGEST:
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(body) > LARGEST:
        raise UnreadableError(f"{path}: holds more than {LARGEST // 2**20} MiB; no page is so large")
    return body


def present(result: Article | Refusal) -> dict[str, Any]:
    """An article or a refusal as plain values."""
    if isinstance(result, Refusal):
        return {"refusal": result.outcome, "detail": result.detail}
    published, modified = result.published, result.modified
    return {
        "url": result.url,
        "outlet": result.outlet,
        "title": result.title,
        "description": result.description,
        "text": result.text,
        "published_at": _iso(published),
        "published_on": published.at.date().isoformat() if published else None,
        "published_offset": published.at.isoformat()[-6:] if published else None,
        "published_precision": published.precision if published else None,
        "modified_at": _iso(modified),
        "section": result.section,
        "kind": result.kind,
        "dateline": result.dateline,
        "initials": result.initials,
        "credit": result.credit,
        "claim": result.claim,
        "image": result.image,
        "image_caption": result.image_caption,
        "paywalled": result.paywalled,
        "words": len(result.text.split()),
        "text_hash": fingerprint(result.text),
        "title_hash": fingerprint(result.title),
        "title_from": result.title_from,
        "date_from": result.date_from,
        "byline_from": result.byline_from,
        "flags": list(result.flags),
        "recipe": result.recipe,
        "parts": result.parts,
        "parts_expected": result.parts_expected,
        "people": [{"name": person.name, "role": person.role} for person in result.people],
        "tags": list(result.tags),
        "links": [{"url": link.url, "text": link.text, "kind": link.kind} for link in result.links],
    }


def as_line(values: dict[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(values, ensure_ascii=False)


def _iso(when: Any) -> str | None:
    if when is None:
        return None
    return str(when.at.isoformat() if when.precision == "minute" else when.at.date().isoformat())
