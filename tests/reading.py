"""How well names, speech and days are read: marked articles and what was found in them in, figures out.

Speech is right where its span is the marked one to the character; a reported clause also where it shares 0.8 of the
longer of the two spans. A speaker is right by the full name, or by the phrase as printed, capitals apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time

from analysis.clipping import Clipping
from analysis.named import Mention, Named, Role
from analysis.quotes import Quote
from tests.marking import Marked

NEAR = 0.8
Names = Callable[[Marked], Named]


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
