"""How well names, speech and days are read: marked articles and what was found in them in, figures out.

    python tests/reading.py [--pin [--lower]]

prints every figure for the half that rules are mended on and for the half kept aside, of the articles marked before
there were rules and of those marked later, and with --pin raises the floor in `tests/reading.json`. Speech is read
twice: with the names as marked, and with those that were found. It is right where its span is the marked one to the
character; a reported clause also where it shares 0.8 of the longer of the two spans. A speaker is right by the full
name, or by the phrase as printed, capitals apart.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.clipping import Clipping
from analysis.named import Mention, Named, Role
from analysis.naming import find_names
from analysis.quotes import Quote, find_quotes
from analysis.times import Time, find_times
from tests.floor import pin
from tests.marking import LATER, LATEST, Marked, kept_aside, read_folder

FLOOR = Path(__file__).with_name("reading.json")
KINDS = ("person", "organisation", "place")
NEAR = 0.8


def clipping_of(article: Marked) -> Clipping:
    """A marked article as the analyses read it."""
    return Clipping(
        id=1,
        url=f"https://{article.outlet}/{article.slug}",
        outlet=article.outlet,
        title=article.title,
        text=article.text,
        at=datetime.combine(article.published, time(12), UTC),
        day=article.published,
        dated=True,
        kind="factcheck" if article.habit == "cek_fakta" else "news",
    )


def marked_names(article: Marked) -> Named:
    """The names and roles as they are marked."""
    return Named(
        mentions=tuple(
            Mention(start=one.start, end=one.end, kind=one.kind, name=one.name, rule="model", score=1.0)  # type: ignore[arg-type]
            for one in article.mentions
        ),
        roles=tuple(
            Role(start=one.start, end=one.end, role=article.text[one.start : one.end], name=one.person, rule="before")
            for one in article.roles
        ),
    )


def speech_figures(pairs: Iterable[tuple[Marked, Sequence[Quote]]]) -> dict[str, float]:
    """F1 of direct speech and of reported clauses, and the share of what was found that has the right speaker."""
    count: Counter[str] = Counter()
    for article, found in pairs:
        direct = {(one.start, one.end): one for one in found if one.kind == "direct"}
        clauses = [one for one in found if one.kind != "direct"]
        wanted = [one for one in article.quotes if one.kind == "direct"]
        count["direct found"] += len(direct)
        count["direct wanted"] += len(wanted)
        for gold in wanted:
            mine = direct.get((gold.start, gold.end))
            if mine is None:
                continue
            count["direct right"] += 1
            count["speaker right"] += same_name(mine.speaker, gold.speaker)
            count["role right"] += (mine.role or "") == gold.role
            count["cue right"] += (mine.cue or "").lower() == gold.cue.lower()
            count["via right"] += (mine.via or "") == gold.via
        reported = [one for one in article.quotes if one.kind != "direct"]
        count["indirect found"] += len(clauses)
        count["indirect wanted"] += len(reported)
        for gold in reported:
            near = [one for one in clauses if shared(one.start, one.end, gold.start, gold.end) >= NEAR]
            count["exact right"] += any((one.start, one.end) == (gold.start, gold.end) for one in near)
            if near:
                count["indirect right"] += 1
                count["reported speaker right"] += same_name(near[0].speaker, gold.speaker)
                count["kind right"] += near[0].kind == gold.kind
    return {
        "direct": f1(count["direct right"], count["direct found"], count["direct wanted"]),
        "direct_speaker": share(count["speaker right"], count["direct right"]),
        "direct_cue": share(count["cue right"], count["direct right"]),
        "direct_role": share(count["role right"], count["direct right"]),
        "direct_via": share(count["via right"], count["direct right"]),
        "indirect": f1(count["indirect right"], count["indirect found"], count["indirect wanted"]),
        "indirect_exact": f1(count["exact right"], count["indirect found"], count["indirect wanted"]),
        "indirect_speaker": share(count["reported speaker right"], count["indirect right"]),
        "indirect_kind": share(count["kind right"], count["indirect right"]),
    }


def name_figures(pairs: Iterable[tuple[Marked, Named]]) -> dict[str, float]:
    """F1 of each kind of name, by span and kind to the character, and the share of persons called by the right name."""
    count: Counter[str] = Counter()
    for article, named in pairs:
        found = {(one.start, one.end, one.kind): one.name for one in named.mentions}
        wanted = {(one.start, one.end, one.kind): one.name for one in article.mentions}
        for kind in KINDS:
            count[f"{kind} found"] += sum(key[2] == kind for key in found)
            count[f"{kind} wanted"] += sum(key[2] == kind for key in wanted)
            count[f"{kind} right"] += sum(key[2] == kind for key in found.keys() & wanted.keys())
        people = [key for key in found.keys() & wanted.keys() if key[2] == "person"]
        count["called right"] += sum(found[key] == wanted[key] for key in people)
    f1s = {kind: f1(count[f"{kind} right"], count[f"{kind} found"], count[f"{kind} wanted"]) for kind in KINDS}
    return f1s | {"person_called": share(count["called right"], count["person right"])}


def time_figures(pairs: Iterable[tuple[Marked, Sequence[Time]]]) -> dict[str, float]:
    """F1 of expressions to the character, and the share of them with the right day and hour."""
    count: Counter[str] = Counter()
    for article, times in pairs:
        found = {(one.start, one.end): (one.on_date, one.at) for one in times}
        wanted = {(one.start, one.end): (one.on, one.at) for one in article.times}
        count["found"] += len(found)
        count["wanted"] += len(wanted)
        right = found.keys() & wanted.keys()
        count["right"] += len(right)
        count["meant"] += sum(found[key] == wanted[key] for key in right)
    return {
        "times": f1(count["right"], count["found"], count["wanted"]),
        "times_meant": share(count["meant"], count["right"]),
    }


def figures(articles: Sequence[Marked], prefix: str = "") -> dict[str, float]:
    """Every figure of both halves: `mended.` and `aside.`, speech with `marked` and with `found` names."""
    from analysis.names import tagger

    all_figures: dict[str, float] = {}
    for half, aside in ((f"{prefix}mended", False), (f"{prefix}aside", True)):
        own = [one for one in articles if kept_aside(one.slug) is aside]
        found = [find_names(one.text, tagger()) for one in own]
        read: dict[str, dict[str, float]] = {
            "names": name_figures(zip(own, found, strict=True)),
            "days": time_figures((one, find_times(clipping_of(one))) for one in own),
            "marked": speech_figures((one, find_quotes(clipping_of(one), marked_names(one))) for one in own),
            "found": speech_figures(
                (one, find_quotes(clipping_of(one), named)) for one, named in zip(own, found, strict=True)
            ),
        }
        for part, values in read.items():
            all_figures |= {f"{half}.{part}.{name}": math.floor(value * 1000) / 1000 for name, value in values.items()}
    return all_figures


def every_figure() -> dict[str, float]:
    """The figures of the articles marked before there were rules, and of those marked since, `later_` and `latest_`."""
    return figures(read_folder()) | figures(read_folder(LATER), "later_") | figures(read_folder(LATEST), "latest_")


def same_name(found: str | None, wanted: str) -> bool:
    """Whether two speakers are one, capitals apart."""
    return (found or "").casefold() == wanted.casefold()


def shared(start: int, end: int, other: int, other_end: int) -> float:
    """How much of the longer of two spans both have."""
    longer = max(end - start, other_end - other)
    return max(0, min(end, other_end) - max(start, other)) / longer if longer else 0.0


def f1(right: int, found: int, wanted: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / (found + wanted) if right else 0.0


def share(right: int, whole: int) -> float:
    """A part of a whole, 1 where there is none."""
    return right / whole if whole else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every figure; with --pin raise the floor."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pin", action="store_true", help="raise the floor in tests/reading.json to what was found")
    parser.add_argument("--lower", action="store_true", help="with --pin: lower it too")
    chosen = parser.parse_args(arguments)
    found = every_figure()
    print("\n".join(f"{name:40} {value:.3f}" for name, value in found.items()))
    if chosen.pin:
        print("\n".join(["", *pin(found, lower=chosen.lower, file=FLOOR)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
