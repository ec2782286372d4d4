"""Readers side by side: saved pages in, each read by Kliping and its peers in one run; accuracy and time out.

    python bench/extract.py [FOLDER ...]

Without folders: `tests/outlets`, and the articles of `KLIPING_CORPUS` where that is set. A peer that is not installed
is named and left out: `pip install readability-lxml newspaper4k resiliparse` in an environment of your own.
A page that takes a reader more than twenty seconds has failed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import signal
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any

import trafilatura

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipelines.article import read_article  # noqa: E402 - the project's folder first
from pipelines.document import decode  # noqa: E402
from pipelines.items import Article, Fetch, Page, Person, Refusal, Rules, When  # noqa: E402
from tests.quality import MARKS, Expected, Score, average, read_folder, score  # noqa: E402

LIMIT = 20.0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reader gives of a page: paragraphs, and what else it knows."""

    paragraphs: tuple[str, ...] = ()
    title: str = ""
    published: datetime | None = None
    authors: tuple[str, ...] = ()


Read = Callable[[Page], Article | Refusal | Reading]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader by its name on the table, the package it is of, and what it does not give at all."""

    name: str
    package: str
    read: Read
    gives: frozenset[str] = frozenset({"title", "minute", "byline"})


@dataclass
class Marks:
    """A reader's marks on a folder."""

    scores: list[Score] = field(default_factory=list)
    empty: int = 0
    failed: int = 0
    seconds: float = 0.0


def kliping(page: Page) -> Article | Refusal:
    """The article function, without rules of the outlet's own."""
    return read_article(page, Rules(outlet=page.outlet))


def by_trafilatura(*, precise: bool) -> Read:
    """Trafilatura with its metadata, the date with its minute."""
    options = {"outputformat": "%Y-%m-%dT%H:%M%z", "original_date": True}

    def read(page: Page) -> Reading:
        found: Any = trafilatura.bare_extraction(
            page.body, url=page.url or None, favor_precision=precise, include_comments=False, with_metadata=True,
            date_extraction_params=options,
        )  # fmt: skip
        if found is None:
            return Reading()
        authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
        return Reading(paragraphs=lines(found.text), title=found.title or "", published=moment(found.date),
                       authors=authors)  # fmt: skip

    return read


def by_readability() -> Read:
    """readability-lxml: an element and a title."""
    document = importlib.import_module("readability").Document

    def read(page: Page) -> Reading:
        found = document(text_of(page))
        html = importlib.import_module("lxml.html").fromstring(found.summary())
        for element in html.iter("p", "br", "div", "li", "h2", "h3", "h4", "tr"):
            element.tail = "\n" + (element.tail or "")
        return Reading(paragraphs=lines(html.text_content()), title=found.short_title())

    return read


def by_newspaper() -> Read:
    """newspaper4k, set to Indonesian."""
    with warnings.catch_warnings(action="ignore"):
        article = importlib.import_module("newspaper").Article

    def read(page: Page) -> Reading:
        found = article(page.url or "https://contoh.example/", language="id", fetch_images=False)
        found.download(input_html=text_of(page))
        found.parse()
        return Reading(paragraphs=lines(found.text), title=found.title or "", published=found.publish_date or None,
                       authors=tuple(found.authors))  # fmt: skip

    return read


def by_resiliparse() -> Read:
    """Resiliparse's main content; the title is that of the page's head."""
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree

    def read(page: Page) -> Reading:
        parsed = tree.parse(text_of(page))
        return Reading(paragraphs=lines(extract(parsed, main_content=True, alt_texts=False)), title=parsed.title or "")

    return read


def readers() -> tuple[list[Reader], list[str]]:
    """Every reader that is installed, Kliping first, and the packages that are not."""
    text = frozenset({"title"})
    found = [
        Reader(name="Kliping", package="kliping", read=kliping),
        Reader(name="trafilatura", package="trafilatura", read=by_trafilatura(precise=False)),
        Reader(name="trafilatura, precision", package="trafilatura", read=by_trafilatura(precise=True)),
    ]
    absent = []
    for name, make, gives in (
        ("readability-lxml", by_readability, text),
        ("newspaper4k", by_newspaper, text | {"minute", "byline"}),
        ("resiliparse", by_resiliparse, text),
    ):
        try:
            found.append(Reader(name=name, package=name, read=make(), gives=gives))
        except ImportError:
            absent.append(name)
    return found, absent


def text_of(page: Page) -> str:
    """The page's text, decoded as Kliping does: no peer is marked down for a charset."""
    return decode(page.body)


def lines(text: str | None) -> tuple[str, ...]:
    """A text's lines that are not empty."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def moment(value: str | None) -> datetime | None:
    """A moment as printed, or None."""
    with suppress(ValueError):
        return datetime.fromisoformat(value or "")
    return None


def as_article(page: Page, reading: Reading, expected: Expected) -> Article:
    """A reading as an article; a moment without an offset is given the page's."""
    at = reading.published
    if at is not None and at.tzinfo is None and expected.published:
        at = at.replace(tzinfo=datetime.fromisoformat(expected.published).tzinfo)
    return Article(
        url=page.url, outlet=page.outlet, title=reading.title, text="\n\n".join(reading.paragraphs), recipe="",
        fetch=Fetch(url=page.url, at=page.fetched_at), published=When(at=at) if at and at.tzinfo else None,
        people=tuple(Person(name=name, role="author") for name in reading.authors),
    )  # fmt: skip


def read_all(reader: Reader, pages: Sequence[tuple[str, Page, Expected]]) -> Marks:
    """One reader's marks on every page."""
    marks = Marks()
    for name, page, expected in pages:
        started = time.process_time()
        got: Article | Refusal | Reading
        try:
            got = in_time(partial(reader.read, page))
        except Exception:  # noqa: BLE001 - a reader that breaks on a page has failed on it, and that is counted
            marks.failed += 1
            got = Reading()
        marks.seconds += time.process_time() - started
        article = as_article(page, got, expected) if isinstance(got, Reading) else got
        marks.empty += isinstance(article, Refusal) or not article.text.strip()
        marks.scores.append(score(name, article, expected))
    return marks


def in_time(read: Callable[[], Article | Refusal | Reading]) -> Article | Refusal | Reading:
    """What a reader gives within the limit; TimeoutError after it."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"over {LIMIT} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        return read()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def table(results: Sequence[tuple[Reader, Marks]]) -> str:
    """A row per reader, in Markdown."""
    unit = next(marks.seconds for reader, marks in results if reader.name == "trafilatura")
    rows = ["| reader | body F1 | forbidden | exact title | minute | byline F1 | empty | failed | CPU |",
            "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for reader, marks in results:
        shown = [f"{average(marks.scores, MARKS['body']):.4f}", str(sum(bool(one.leaks) for one in marks.scores))]
        for mark in ("title", "minute", "byline"):
            value = average(marks.scores, MARKS[mark]) if mark in reader.gives else None
            shown.append("–" if value is None else f"{value:.3f}")
        shown += [str(marks.empty), str(marks.failed), f"{marks.seconds / unit:.2f}"]
        rows.append(f"| {reader.name} | {' | '.join(shown)} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="*")
    chosen = parser.parse_args(arguments)
    corpus = os.environ.get("KLIPING_CORPUS")
    folders = chosen.folders or [ROOT / "tests" / "outlets", *([Path(corpus) / "articles"] if corpus else [])]
    present, absent = readers()
    packages = dict.fromkeys(reader.package for reader in present[1:])
    today = date.today()  # noqa: DTZ011 - the day at the machine
    print(f"{today:%Y-%m-%d}, Python {platform.python_version()}, {machine()};")
    print(", ".join(f"{package} {version(package)}" for package in packages))
    if absent:
        print(f"not installed, left out: {', '.join(absent)}")
    for folder in folders:
        places = sorted(path.parent for path in folder.rglob("expected.json"))
        pages = [(str(place.relative_to(folder)), *read_folder(place)) for place in places]
        for reader in present:  # what is loaded at the first call is not the page's time
            read_all(reader, pages[:1])
        results = [(reader, read_all(reader, pages)) for reader in present]
        outlets, each = len({page.outlet for _, page, _ in pages}), results[0][1].seconds / len(pages) * 1000
        print(f"\n{folder.parent.name}/{folder.name}: {len(pages)} pages, {outlets} outlets")
        print(f"{each:.0f} ms a page for Kliping\n\n{table(results)}")
    return 0


def machine() -> str:
    """The processor and how many of it."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return f"{line.partition(':')[2].strip()}, {os.cpu_count()} cores"
    return f"{platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    raise SystemExit(main())
