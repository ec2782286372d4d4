"""The saved pages themselves: folders of invented pages in, their expectations held against the pages' own words.

Nothing of the extraction is used here. A wrong expectation would teach the rules a wrong lesson, so each one must
be borne out by the page: words that are to be found must stand in it, and words that are to be left out as well.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

import lxml.etree
import lxml.html
import pytest

from pipelines.items import Kind, Precision

ROOT = Path(__file__).parent / "outlets"
PAGE_KEYS = {"url", "outlet", "captured", "flags"}
LISTS = {
    "authors",
    "reporters",
    "contributors",
    "photographers",
    "editors",
    "initials",
    "tags",
    "body_paragraphs",
    "subheads",
    "optional",
    "baca_juga",
    "forbidden",
    "traps",
}
TEXTS = {"title", "canonical", "published", "precision", "modified", "credit", "section", "kind", "claim", "dateline"}
INDONESIAN_OFFSETS = {timedelta(hours=7), timedelta(hours=8), timedelta(hours=9)}


@dataclass(frozen=True, kw_only=True)
class SavedPage:
    """One folder: the bytes as served, where they would come from, and what a reader finds on them."""

    folder: Path
    body: bytes
    page: dict[str, Any]
    expected: dict[str, Any]

    @property
    def raw(self) -> str:
        """The page as its writer meant it, whatever charset it declares."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            return self.body.decode("cp1252")


def fold(text: str) -> str:
    """Fold white space and composed letters; undo entities as often as they were escaped."""
    while (plain := html.unescape(text)) != text:
        text = plain
    return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def read_page(folder: Path) -> SavedPage:
    """Read one folder."""
    return SavedPage(
        folder=folder,
        body=gzip.decompress((folder / "page.html.gz").read_bytes()),
        page=json.loads((folder / "page.json").read_text(encoding="utf-8")),
        expected=json.loads((folder / "expected.json").read_text(encoding="utf-8")),
    )


@cache
def read_visible(folder: Path) -> str:
    """What a reader can see of a page: its text without head, scripts and styles."""
    tree = lxml.html.document_fromstring(read_page(folder).raw)
    lxml.etree.strip_elements(tree, "head", "script", "style", "noscript", with_tail=False)
    for element in tree.iter("br"):
        element.tail = "\n" + (element.tail or "")
    return fold(str(tree.xpath("string()")))


FOLDERS = sorted(path.parent for path in ROOT.glob("*/*/expected.json"))
every_page = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}/{path.name}")


def test_there_are_enough_pages_and_layouts() -> None:
    assert len(FOLDERS) >= 60
    assert len({folder.parent.name for folder in FOLDERS}) >= 20


def test_every_folder_is_whole() -> None:
    for folder in ROOT.glob("*/*"):
        assert {path.name for path in folder.iterdir()} == {"page.html.gz", "page.json", "expected.json"}, folder


def test_no_two_pages_share_a_paragraph_or_an_address() -> None:
    pages = [read_page(folder) for folder in FOLDERS]
    bodies = Counter("\n".join(page.expected["body_paragraphs"]) for page in pages)
    assert [body for body, times in bodies.items() if times > 1] == []
    long = Counter(text for page in pages for text in set(page.expected["body_paragraphs"]) if len(text.split()) > 8)
    assert [text for text, times in long.items() if times > 1] == []
    addresses = Counter(page.page["url"] for page in pages)
    assert [url for url, times in addresses.items() if times > 1] == []


def test_the_kinds_and_the_hard_cases_are_all_there() -> None:
    pages = [read_page(folder).expected for folder in FOLDERS]
    assert {page["kind"] for page in pages} == set(get_args(Kind))
    assert {page["precision"] for page in pages} == set(get_args(Precision))
    offsets = {datetime.fromisoformat(page["published"]).utcoffset() for page in pages}
    assert offsets == INDONESIAN_OFFSETS
    assert sum(page["paywalled"] for page in pages) >= 2
    assert sum(page["kind"] == "factcheck" for page in pages) >= 3
    assert sum(bool(page["baca_juga"]) for page in pages) >= 40
    assert len({trap for page in pages for trap in page["traps"]}) >= 80


@every_page
def test_keys_are_complete(folder: Path) -> None:
    saved = read_page(folder)
    assert set(saved.page) == PAGE_KEYS
    assert set(saved.expected) == LISTS | TEXTS | {"paywalled"}
    for key in LISTS:
        assert isinstance(saved.expected[key], list), key
        assert all(isinstance(item, str) and item == fold(item) and item for item in saved.expected[key]), key
    for key in TEXTS:
        assert saved.expected[key] is None or isinstance(saved.expected[key], str), key
    assert isinstance(saved.expected["paywalled"], bool)
    assert saved.expected["kind"] in get_args(Kind)
    assert saved.expected["traps"]


@every_page
def test_page_is_invented_and_as_small_as_it_can_be(folder: Path) -> None:
    saved = read_page(folder)
    assert saved.page["captured"] == "invented"
    assert saved.page["outlet"] == folder.parent.name
    for url in (saved.page["url"], saved.expected["canonical"]):
        assert re.match(r"https?://[a-z0-9.-]+\.example/", url)
    assert saved.expected["canonical"] in saved.page["url"] + html.unescape(saved.raw)
    assert not re.search(r"utm_|fbclid|[?&]page=", saved.expected["canonical"])
    assert 10_000 <= len(saved.body) <= 60_000
    # A gzip header keeps a time in bytes 4 to 8: zero makes the same page the same file.
    assert (folder / "page.html.gz").read_bytes()[4:8] == bytes(4)


@every_page
def test_body_stands_in_the_page_in_order(folder: Path) -> None:
    saved, visible, at = read_page(folder), read_visible(folder), 0
    assert saved.expected["title"] in visible
    assert saved.expected["body_paragraphs"]
    for paragraph in saved.expected["body_paragraphs"]:
        # A table row is one paragraph, its cells joined by a bar that the page does not print.
        for piece in [paragraph] if paragraph in visible else paragraph.split(" | "):
            found = visible.find(piece, at)
            assert found >= 0, piece
            at = found + len(piece)
    assert set(saved.expected["subheads"]) <= set(saved.expected["body_paragraphs"])
    for text in saved.expected["optional"]:
        assert text in visible, text


@every_page
def test_forbidden_words_stand_in_the_page_and_not_in_the_body(folder: Path) -> None:
    saved, visible = read_page(folder), read_visible(folder)
    body = "\n".join(saved.expected["body_paragraphs"])
    assert len(saved.expected["forbidden"]) >= 4
    for snippet in [*saved.expected["forbidden"], *saved.expected["baca_juga"]]:
        assert snippet in visible, snippet
        assert snippet not in body, snippet
    for snippet in saved.expected["forbidden"]:
        assert len(snippet.split()) >= 3, snippet


@every_page
def test_dateline_and_initials_are_printed_and_out_of_the_body(folder: Path) -> None:
    saved, visible = read_page(folder), read_visible(folder)
    first, last = saved.expected["body_paragraphs"][0], saved.expected["body_paragraphs"][-1]
    if dateline := saved.expected["dateline"]:
        # It touches the first paragraph, with a space between or, on some pages, none.
        assert f"{dateline} {first}" in visible or dateline + first in visible
    for initials in saved.expected["initials"]:
        assert initials in visible
        assert not last.endswith((f"({initials})", f"[{initials}]"))


@every_page
def test_dates_carry_offsets_and_are_borne_out(folder: Path) -> None:
    saved = read_page(folder)
    published = datetime.fromisoformat(saved.expected["published"])
    assert published.utcoffset() in INDONESIAN_OFFSETS
    assert 1995 <= published.year <= 2026
    if saved.expected["precision"] == "minute":
        clocks = (f"{published:%H:%M}", f"{published:%H.%M}", f"{published.astimezone(UTC):%H:%M}")
        assert any(clock in saved.raw for clock in clocks)
    else:
        assert (published.hour, published.minute, published.second) == (0, 0, 0)
    assert str(published.year) in saved.raw
    if saved.expected["modified"]:
        modified = datetime.fromisoformat(saved.expected["modified"])
        assert modified.utcoffset() == published.utcoffset()
        assert modified >= published


@every_page
def test_names_are_on_the_page(folder: Path) -> None:
    saved = read_page(folder)
    raw = fold(saved.raw).casefold()
    roles = ("authors", "reporters", "contributors", "photographers", "editors", "tags")
    for name in [name for role in roles for name in saved.expected[role]]:
        assert name.casefold() in raw, name
    assert {*saved.expected["reporters"], *saved.expected["contributors"]} <= set(saved.expected["authors"])
    for key in ("section", "credit", "claim"):
        assert (saved.expected[key] or "").casefold() in raw, key
    assert bool(saved.expected["claim"]) == (saved.expected["kind"] == "factcheck")
