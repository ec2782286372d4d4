"""Saved sample pages beside a declaration: an article's page goes in, what reading it should give is compared.

A folder holds `page.html.gz`, `page.json` and `expected.json`. The expectation starts as what was read, marked
`"checked": false`: until a person has corrected it and said so, the sample proves nothing and does not pass.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.outlet import Outlet
from pipelines.article import read_article
from pipelines.clock import now
from pipelines.items import Article, Page, Refusal
from pipelines.saved import UnreadableError, read_bytes

FOLDER = "samples"
_ROLES = {
    "authors": ("author", "reporter", "contributor"), "reporters": ("reporter",), "contributors": ("contributor",),
    "photographers": ("photographer",), "editors": ("editor",), "initials": ("initials",),
}  # fmt: skip


class SampleError(Exception):
    """A sample that cannot be used: the message names the file and says why."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A sample held against what is read from it now. It passes if a person has checked it and nothing differs."""

    folder: str
    checked: bool
    differences: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it proves that the page is read rightly."""
        return self.checked and not self.differences


def samples_of(outlet: Outlet) -> Path:
    """The folder of an outlet's samples, beside its declaration."""
    return Path(outlet.file).parent / FOLDER / outlet.name


def save_sample(parent: Path, page: Page, article: Article) -> Path:
    """Write an article's page and what was read of it into a new folder; FileExistsError if it is there already."""
    folder = parent / _slug(page.final_url)
    folder.mkdir(parents=True)
    (folder / "page.html.gz").write_bytes(gzip.compress(page.body, mtime=0))
    about = {"url": page.final_url, "outlet": page.outlet, "captured": page.fetched_at.isoformat(), "flags": []}
    _write(folder / "page.json", about)
    _write(folder / "expected.json", {"checked": False, **expectation(article), "optional": [], "forbidden": []})
    return folder


def expectation(article: Article) -> dict[str, Any]:
    """What was read of an article, as an expectation is written."""
    people = {key: [person.name for person in article.people if person.role in roles] for key, roles in _ROLES.items()}
    return {
        "title": article.title,
        "canonical": article.url,
        "published": article.published.at.isoformat() if article.published else None,
        "precision": article.published.precision if article.published else None,
        **people,
        "section": article.section,
        "tags": list(article.tags),
        "kind": article.kind,
        "paywalled": article.paywalled,
        "dateline": article.dateline,
        "body_paragraphs": article.text.split("\n\n"),
    }


def compare_samples(outlet: Outlet) -> Iterator[Compared]:
    """Each of an outlet's samples held against what is read from it now."""
    for path in sorted(samples_of(outlet).glob("*/expected.json")):
        yield compare_sample(path.parent, outlet)


def compare_sample(folder: Path, outlet: Outlet) -> Compared:
    """A sample held against what is read from it now. In an expectation null means that nobody looked."""
    expected, about = _read(folder / "expected.json"), _read(folder / "page.json")
    captured = _moment(about.get("captured"))
    try:
        body = read_bytes(str(folder / "page.html.gz"))
    except UnreadableError as error:
        raise SampleError(str(error)) from error
    url = about.get("url")
    if not isinstance(url, str):
        raise SampleError(f"{folder / 'page.json'}: url: expected the page's address")
    page = Page(outlet=outlet.name, url=url, final_url=url, fetched_at=captured, body=body)
    result = read_article(page, outlet.rules_at(captured))
    return Compared(
        folder=str(folder), checked=expected.get("checked") is True, differences=tuple(_differences(result, expected))
    )


def _differences(result: Article | Refusal, expected: dict[str, Any]) -> Iterator[str]:
    if isinstance(result, Refusal):
        yield f"refused: {result.outcome}: {result.detail}"
        return
    found = expectation(result)
    for key, value in found.items():
        wanted = expected.get(key)
        if key == "body_paragraphs" and isinstance(wanted, list):
            yield from _paragraphs(value, wanted, expected.get("optional") or [])
        elif wanted is not None and wanted != value:
            yield f"{key}: expected {_shown(wanted)}, read {_shown(value)}"
    for words in expected.get("forbidden") or []:
        if words in result.text:
            yield f"forbidden: {_shown(words)} stands in the text"


def _paragraphs(found: list[str], wanted: list[str], optional: list[str]) -> Iterator[str]:
    for paragraph in wanted:
        if paragraph not in found:
            yield f"body_paragraphs: missing {_shown(paragraph)}"
    for paragraph in found:
        if paragraph not in wanted and paragraph not in optional:
            yield f"body_paragraphs: surplus {_shown(paragraph)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:119] + "…"


def _slug(url: str) -> str:
    """A folder's name for an article: the words at the end of its address."""
    last = re.sub(r"\.[a-z]{3,5}$", "", urlsplit(url).path.rstrip("/").rpartition("/")[2].lower())
    return re.sub(r"[^a-z0-9]+", "-", last).strip("-")[:60].strip("-") or "artikel"


def _moment(text: Any) -> datetime:
    """When the page was captured; a page that was made by hand was never, and is read as of now."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return now()
    return at if at.tzinfo else now()


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SampleError(f"{path}: cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise SampleError(f"{path}: expected an object")
    return values


def _write(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
