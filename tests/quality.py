"""How good the articles are: folders of saved pages and what a reader found on them in, figures out.

A folder of pages holds, at any depth, `page.html.gz` (or `page.html`) beside `page.json` and
`expected.json`; `null` in an expectation means that nobody looked, `[]` that the page has none.

    python tests/quality.py FOLDER [--worst N] [--leave-out OUTLET] [--pin [--lower]]
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipelines.dateline import split_dateline
from pipelines.items import Article, Fetch, Page, Refusal, Rules

Read = Callable[[Page, Rules], Article | Refusal]
GRAM = 4


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a reader found on a page; None where nobody looked."""

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] | None = None
    editors: tuple[str, ...] | None = None
    section: str | None = None
    tags: tuple[str, ...] | None = None
    body_paragraphs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Score:
    """One page's marks between 0 and 1; None where the expectation does not say."""

    name: str
    outlet: str
    body: float
    leaks: tuple[str, ...] = ()
    title: bool | None = None
    minute: bool | None = None
    byline: float | None = None
    section: bool | None = None
    tags: float | None = None
    missing: tuple[str, ...] = field(default=(), repr=False)
    surplus: tuple[str, ...] = field(default=(), repr=False)


def fold(text: str) -> str:
    """NFC, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def grams(paragraph: str) -> Counter[tuple[str, ...]]:
    """The word 4-grams of a paragraph; a shorter one is a gram of its own."""
    words = re.findall(r"\w+", fold(paragraph).lower())
    if not words:
        return Counter()
    return Counter(tuple(words[n : n + GRAM]) for n in range(max(len(words) - GRAM + 1, 1)))


def count_grams(paragraphs: Iterable[str]) -> Counter[tuple[str, ...]]:
    """The 4-grams of all paragraphs; none reaches from one paragraph into the next."""
    total: Counter[tuple[str, ...]] = Counter()
    for paragraph in paragraphs:
        total.update(grams(paragraph))
    return total


def score_body(found: Sequence[str], wanted: Sequence[str], optional: Sequence[str] = ()) -> float:
    """F1 of word 4-grams. What stands in `optional` counts neither for nor against."""
    gold, mine = count_grams(_without_dateline(wanted)), count_grams(_without_dateline(found))
    neutral = count_grams(optional) - gold
    mine -= neutral & (mine - gold)
    gold -= count_grams(optional) & (gold - mine)
    return _f1(sum((gold & mine).values()), sum(mine.values()), sum(gold.values()))


def find_leaks(text: str, forbidden: Iterable[str]) -> tuple[str, ...]:
    """The forbidden snippets, of three words or more, that stand in the text."""
    whole = fold(text)
    return tuple(s for s in forbidden if len(s.split()) >= 3 and fold(s) in whole)


def score_names(found: Iterable[str], wanted: Iterable[str]) -> float:
    """F1 of two sets of names; two empty sets agree."""
    mine, gold = ({fold(name).casefold() for name in names} for names in (found, wanted))
    return _f1(len(mine & gold), len(mine), len(gold))


def score(name: str, article: Article | Refusal, expected: Expected) -> Score:
    """The marks of one page. A refusal is an article without a word."""
    if isinstance(article, Refusal):
        return Score(name=name, outlet=article.outlet, body=0.0, missing=(f"refused: {article.outcome}",))
    found = [part for part in article.text.split("\n\n") if part]
    gold, mine = count_grams(_without_dateline(expected.body_paragraphs)), count_grams(_without_dateline(found))
    neutral = count_grams(expected.optional)
    return Score(
        name=name,
        outlet=article.outlet,
        body=score_body(found, expected.body_paragraphs, expected.optional),
        leaks=find_leaks(article.text, expected.forbidden),
        title=None if expected.title is None else fold(article.title) == fold(expected.title),
        minute=_score_minute(article, expected),
        byline=_score_byline(article, expected),
        section=None
        if expected.section is None
        else fold(article.section or "").casefold() == fold(expected.section).casefold(),
        tags=None if expected.tags is None else score_names(article.tags, expected.tags),
        missing=tuple(p for p in expected.body_paragraphs if grams(p) - mine and not _known(grams(p), mine)),
        surplus=tuple(p for p in found if not _known(grams(p), gold + neutral)),
    )


def read_folder(folder: Path) -> tuple[Page, Expected]:
    """A saved page and its expectation."""
    packed = folder / "page.html.gz"
    body = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "page.html").read_bytes()
    about = json.loads((folder / "page.json").read_text())
    values = json.loads((folder / "expected.json").read_text())
    known = {key: values[key] for key in Expected.__dataclass_fields__ if values.get(key) is not None}
    settled: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in known.items()}
    url = about.get("url") or ""
    page = Page(
        outlet=about["outlet"], url=url, final_url=url, fetched_at=datetime(2026, 11, 23, tzinfo=UTC), body=body
    )
    return page, Expected(**settled)


def score_folder(folder: Path, read: Read, rules_of: Callable[[Page], Rules] | None = None) -> list[Score]:
    """The marks of every saved page below a folder, in order of their paths."""
    scores = []
    for place in sorted(path.parent for path in folder.rglob("expected.json")):
        page, expected = read_folder(place)
        rules = rules_of(page) if rules_of else Rules(outlet=page.outlet)
        scores.append(score(str(place.relative_to(folder)), read(page, rules), expected))
    return scores


def average(scores: Sequence[Score], mark: Callable[[Score], float | bool | None]) -> float | None:
    """A mark's mean over outlets: pages of an outlet first, so that no outlet outweighs another."""
    by_outlet: dict[str, list[float]] = {}
    for one in scores:
        value = mark(one)
        if value is not None:
            by_outlet.setdefault(one.outlet, []).append(float(value))
    return fmean(fmean(values) for values in by_outlet.values()) if by_outlet else None


MARKS: dict[str, Callable[[Score], float | bool | None]] = {
    "body": lambda s: s.body,
    "leaky": lambda s: bool(s.leaks),
    "title": lambda s: s.title,
    "minute": lambda s: s.minute,
    "byline": lambda s: s.byline,
    "section": lambda s: s.section,
    "tags": lambda s: s.tags,
}


def table(scores: Sequence[Score]) -> str:
    """A line per outlet and one for all: means of pages, and of outlets in the last line."""
    rows = [["outlet", "pages", *MARKS]]
    for outlet in sorted({s.outlet for s in scores}):
        own = [s for s in scores if s.outlet == outlet]
        rows.append([outlet, str(len(own)), *(_show(average(own, mark)) for mark in MARKS.values())])
    rows.append(["all", str(len(scores)), *(_show(average(scores, mark)) for mark in MARKS.values())])
    width = max(len(row[0]) for row in rows)
    return "\n".join(row[0].ljust(width) + "".join(cell.rjust(9) for cell in row[1:]) for row in rows)


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _without_dateline(paragraphs: Sequence[str]) -> list[str]:
    if not paragraphs:
        return []
    return [split_dateline(paragraphs[0], Rules())[1], *paragraphs[1:]]


def _known(mine: Counter[tuple[str, ...]], gold: Counter[tuple[str, ...]]) -> bool:
    return sum((mine & gold).values()) > 0.5 * sum(mine.values())


def _f1(hits: int, found: int, wanted: int) -> float:
    if not found and not wanted:
        return 1.0
    return 2 * hits / (found + wanted) if hits else 0.0


def _score_minute(article: Article, expected: Expected) -> bool | None:
    if expected.published is None:
        return None
    wanted = datetime.fromisoformat(expected.published)
    if article.published is None or article.published.precision != "minute":
        return False
    return article.published.at.replace(second=0, microsecond=0) == wanted.replace(second=0, microsecond=0)


def _score_byline(article: Article, expected: Expected) -> float | None:
    marks = []
    for roles, wanted in (
        (("author", "reporter", "contributor"), expected.authors),
        (("editor",), expected.editors),
    ):
        if wanted is not None:
            marks.append(score_names((p.name for p in article.people if p.role in roles), wanted))
    return fmean(marks) if marks else None


def read_body_only(page: Page, rules: Rules) -> Article | Refusal:
    """An article of which only the text is read: for measuring the text alone."""
    from pipelines.document import ParseError, parse
    from pipelines.extract import read_body

    fetch = Fetch(url=page.url, at=page.fetched_at)
    try:
        documents = [parse(page)]
    except ParseError as error:
        return Refusal(fetch=fetch, outlet=page.outlet, outcome="parse_error", detail=str(error))
    heading = next((h.text_content() for h in documents[0].tree.iter("h1")), None)
    body = read_body(documents, rules, heading)
    return Article(
        url=page.url,
        outlet=page.outlet,
        title=fold(heading or ""),
        text=body.text,
        fetch=fetch,
        recipe="",
        links=body.links,
        flags=body.flags,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; with --worst the pages with the lowest body marks and what was wrong."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    parser.add_argument("--leave-out", action="append", default=[], metavar="OUTLET")
    parser.add_argument("--body", action="store_true", help="read the text alone")
    parser.add_argument("--pin", action="store_true", help="raise the floor in tests/quality.json to what was found")
    parser.add_argument("--lower", action="store_true", help="with --pin: lower it too")
    chosen = parser.parse_args(arguments)
    scores = [s for s in score_folder(chosen.folder, _reader(chosen.body)) if s.outlet not in chosen.leave_out]
    print(table(scores))
    leaky = [s for s in scores if s.leaks]
    print(f"\npages with a forbidden snippet: {len(leaky)} of {len(scores)}")
    if chosen.pin:
        from tests.floor import figures, pin

        print("\n".join(["", *pin(figures(scores), lower=chosen.lower)]))
    for one in sorted(scores, key=lambda s: (not s.leaks, s.body))[: chosen.worst]:
        print(f"\n{one.name}  body {one.body:.4f}")
        for sign, lines in (("!", one.leaks), ("-", one.missing), ("+", one.surplus)):
            for line in lines:
                print(f"  {sign} {line[:200]}")
    return 0


def _reader(body_only: bool) -> Read:
    if body_only:
        return read_body_only
    from pipelines.article import read_article

    return read_article


if __name__ == "__main__":
    raise SystemExit(main())
