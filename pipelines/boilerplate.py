"""What Indonesian outlets print inside a story that is not the story: the forms of `boilerplate.toml`.

An element's names, or a line of text, in; what it is out. The forms are data, this module only asks them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

FormKind = Literal["container", "baca_juga", "paywall", "drop", "control", "photo"]
LineKind = Literal["baca_juga", "media", "summary", "next_page", "credit", "drop"]
FILE = Path(__file__).with_name("boilerplate.toml")
#: What stands before a line without being of it: bullets, arrows, brackets, a pointing hand.
_BULLETS = " \t•●▪◦·*-–—→»>|[(#_=\u25ba\U0001f449\u27a1\ufe0f"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _form_patterns() -> tuple[tuple[FormKind, re.Pattern[str]], ...]:
    words: dict[FormKind, list[str]] = {kind: [] for kind in get_args(FormKind)}
    for form in _data()["form"]:
        words[form["kind"]].extend(form["words"])
    # A read-also box inside a box of advertisements is still a read-also box: its links are kept.
    return tuple((kind, re.compile("|".join(words[kind]))) for kind in get_args(FormKind))


@lru_cache(maxsize=16384)
def form_of(names: str) -> tuple[FormKind, str] | None:
    """What an element is by its class, id and data-qa-id, and the word that says so.

    Pages of an outlet repeat their names, so the answers are kept.
    """
    words = names.lower().split()
    for kind, pattern in _form_patterns():
        for word in words:
            if pattern.fullmatch(word):
                return kind, word
    return None


@cache
def _line_patterns() -> tuple[tuple[LineKind, bool, re.Pattern[str]], ...]:
    return tuple(
        (line["kind"], key == "whole", re.compile(pattern, re.IGNORECASE))
        for line in _data()["line"]
        for key in ("start", "whole")
        for pattern in line.get(key, ())
    )


@cache
def _any_line() -> re.Pattern[str]:
    """All of them as one pattern, a group each: asking one after the other took a sixth of reading a page."""
    return re.compile(
        "|".join(
            rf"({pattern.pattern})\Z" if whole else f"({pattern.pattern})" for _, whole, pattern in _line_patterns()
        ),
        re.IGNORECASE,
    )


def line_of(text: str) -> tuple[LineKind, str] | None:
    """What a line of text is if it is not the story, and what stands on it after the label."""
    bare = text.lstrip(_BULLETS)
    if not bare:
        return "drop", ""
    match = _any_line().match(bare)
    if match is None or match.lastindex is None:
        return None
    kind, whole, _ = _line_patterns()[match.lastindex - 1]
    return kind, "" if whole else bare[match.end() :].strip()


def dateline_data() -> dict[str, list[str]]:
    """What datelines are made of: `names` of outlets and `places`, as regular expressions."""
    data: dict[str, list[str]] = _data()["dateline"]
    return data


def is_label(text: str) -> bool:
    """Whether a few words are a read-also label and nothing more, a colon or none behind them."""
    for ending in ("", ":"):
        verdict = line_of(text + ending)
        if verdict and verdict[0] == "baca_juga" and not verdict[1]:
            return True
    return False
