"""Broken pages: saved pages in, mutated by a seeded hand, each read as an article; counts of what came of them out.

No page may raise, be a `parse_error` or take longer than ten seconds.

    python bench/fuzz.py [FOLDER ...] [--start N] [--count N] [--seed S] [--only N]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from pipelines.article import read_article  # noqa: E402 - the project's folder first
from pipelines.items import Article, Page, Rules  # noqa: E402

SLOWEST = 10.0
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "utf-16", "utf-7", "shift_jis", "koi8-r", "us-ascii", "x-none", "")
_TAG = re.compile(rb"</?[a-zA-Z][^<>]{0,400}>")
_PIECES = ('<div class="{}">', "<p>{}</p>", "<a href='{}'>x</a>", "<title>{}</title>", "<h1>{}</h1>", "{}",
           '<meta name="author" content="{}">', '<script type="application/ld+json">{}</script>')  # fmt: skip
_OPENED = (
    "div",
    "span",
    "p",
    "table",
    "b",
    "blockquote",
    "article",
    "ul",
    "font",
    "script",
    "style",
    "textarea",
    "svg",
)

Mutation = Callable[[Page, random.Random], Page]


@dataclass
class Tally:
    """What became of the pages; `faults` name the runs that broke a promise, to be repeated with --only."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_run: int = -1
    seconds: float = 0.0


def cut(page: Page, rng: random.Random) -> Page:
    """Without a few stretches, or without its end."""
    body = bytearray(page.body)
    if rng.random() < 0.4:
        return replace(page, body=bytes(body[: rng.randrange(len(body) + 1)]))
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(body) + 1)
        del body[at : at + rng.randint(1, 3000)]
    return replace(page, body=bytes(body))


def flip(page: Page, rng: random.Random) -> Page:
    """With some bytes exchanged: now and then a NUL, a lone continuation byte, a bracket."""
    body = bytearray(page.body)
    for _ in range(rng.choice((1, 20, 400))):
        if body:
            body[rng.randrange(len(body))] = rng.choice((0, 0x3C, 0x3E, 0x22, 0x80, 0xFF, rng.randrange(256)))
    return replace(page, body=bytes(body))


def unbalance(page: Page, rng: random.Random) -> Page:
    """With tags left out, said twice or put where they do not belong."""
    share = rng.choice((0.02, 0.2, 0.6))

    def change(match: re.Match[bytes]) -> bytes:
        if rng.random() > share:
            return match[0]
        stray = f"<{rng.choice(('', '/'))}{rng.choice(_OPENED)}>".encode()
        return rng.choice((b"", match[0] * 2, stray, match[0][:-1], match[0] + stray))

    return replace(page, body=_TAG.sub(change, page.body))


def lie(page: Page, rng: random.Random) -> Page:
    """With another charset in the header, in the page or in its bytes."""
    body, said = page.body, rng.choice(CHARSETS)
    if rng.random() < 0.5:
        body = re.sub(rb"charset=([\"']?)[\w-]+", b"charset=\\1" + said.encode(), body)
    if rng.random() < 0.4:
        body = body.decode("utf-8", "replace").encode(
            rng.choice(("utf-16", "utf-16-be", "cp1252", "utf-32")), "replace"
        )
    headers = {"content-type": f"text/html; charset={rng.choice(CHARSETS)}"} if rng.random() < 0.5 else {}
    return replace(page, body=body, headers=headers)


def nest(page: Page, rng: random.Random) -> Page:
    """With many elements opened within each other, closed or not, somewhere in it."""
    tags = rng.sample(_OPENED[:9], rng.randint(1, 3))
    deep = [rng.choice(tags) for _ in range(rng.choice((100, 1000, 5000)))]
    opened = "".join(f"<{tag}>" for tag in deep)
    closed = "".join(f"</{tag}>" for tag in reversed(deep)) if rng.random() < 0.5 else ""
    at = rng.randrange(len(page.body) + 1)
    end = rng.randrange(at, len(page.body) + 1)
    body = page.body[:at] + opened.encode() + page.body[at:end] + closed.encode() + page.body[end:]
    return replace(page, body=body)


def swell(page: Page, rng: random.Random) -> Page:
    """With a huge attribute, a huge word, or a part of it said many times."""
    size = rng.choice((2_000, 50_000, 400_000))
    long = rng.choice(("a" * size, "baca juga: " * (size // 11), "- " * (size // 2), "(" * size, "&amp;" * (size // 5),
                       "Senin, 1/2/2026 " * (size // 16), "Kata. " * (size // 6), "<br>" * (size // 4)))  # fmt: skip
    piece = rng.choice(_PIECES)
    at = rng.randrange(len(page.body) + 1)
    if rng.random() < 0.3:
        part = page.body[at : at + rng.randint(10, 4000)]
        return replace(page, body=page.body[:at] + part * rng.randint(2, 60) + page.body[at:])
    return replace(page, body=page.body[:at] + piece.replace("{}", long).encode() + page.body[at:])


def splice(page: Page, rng: random.Random) -> Page:
    """With two of its stretches exchanged, and a JSON string broken."""
    body = page.body
    a, b, c, d = sorted(rng.randrange(len(body) + 1) for _ in range(4))
    body = body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]
    return replace(page, body=body.replace(b'\\"', rng.choice((b'"', b"\\u12", b"\\")), rng.randint(0, 5)))


MUTATIONS: tuple[Mutation, ...] = (cut, flip, unbalance, lie, nest, swell, splice)


def mutate(pages: Sequence[Page], seed: int, run: int) -> tuple[Page, str]:
    """The mutated page of a run, and the names of what was done to it: the same for the same seed and run."""
    rng = random.Random(f"{seed}/{run}")
    page = rng.choice(pages)
    done = []
    for mutation in rng.choices(MUTATIONS, k=rng.choice((1, 1, 2, 3))):
        page = mutation(page, rng)
        done.append(mutation.__name__)
    return page, " ".join(done)


def read_all(pages: Sequence[Page], runs: Iterable[int], seed: int) -> Tally:
    """Read the mutated page of every run."""
    tally = Tally()
    for run in runs:
        page, done = mutate(pages, seed, run)
        started = time.process_time()
        got = read_article(page, Rules(outlet=page.outlet))
        took = time.process_time() - started
        tally.seconds += took
        if took > tally.slowest:
            tally.slowest, tally.slowest_run = took, run
        outcome = "article" if isinstance(got, Article) else got.outcome
        tally.outcomes[outcome] += 1
        if outcome == "parse_error" or took > SLOWEST:
            detail = "" if isinstance(got, Article) else got.detail
            tally.faults.append(f"run {run} ({page.outlet}: {done}): {outcome} {detail} {took:.1f} s")
    return tally


def saved(folders: Sequence[Path]) -> Iterator[Page]:
    """The saved pages below the folders."""
    from tests.quality import read_folder

    for folder in folders:
        for place in sorted(path.parent for path in folder.rglob("expected.json")):
            yield read_folder(place)[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT / "tests" / "outlets"])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0, help="the number of the first run: to share the work")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="repeat one run")
    chosen = parser.parse_args(arguments)
    pages = list(saved(chosen.folders))
    runs = range(chosen.start, chosen.start + chosen.count) if chosen.only is None else [chosen.only]
    tally = read_all(pages, runs, chosen.seed)
    print(f"{len(runs)} pages made of {len(pages)}, seed {chosen.seed}, {tally.seconds:.0f} s of CPU")
    for outcome, count in tally.outcomes.most_common():
        print(f"  {outcome:16} {count:6}")
    print(f"slowest: run {tally.slowest_run}, {tally.slowest:.2f} s")
    print(f"faults: {len(tally.faults)}")
    for fault in tally.faults[:50]:
        print(f"  {fault}")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
