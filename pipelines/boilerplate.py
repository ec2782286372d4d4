"""What Indonesian outlets print inside a story that is not the story: the forms of `boilerplate.toml`.

An element's names, or a line of text, in; what it is out. The forms are data, this module only asks them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

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


class LineForm(NamedTuple):
    """An expression for a line, and the words of which a line must hold one to be looked at; none ask for nothing."""

    kind: LineKind
    whole: bool
    holds: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _line_forms() -> tuple[LineForm, ...]:
    found = []
    for line in _data()["line"]:
        for key in ("start", "whole"):
            for given in line.get(key, ()):
                one = given if isinstance(given, dict) else {"line": given, "holds": ()}
                pattern = re.compile(rf"(?:{one['line']})\Z" if key == "whole" else one["line"], re.IGNORECASE)
                found.append(LineForm(line["kind"], key == "whole", tuple(one["holds"]), pattern))
    return tuple(found)


@cache
def _any_line() -> tuple[re.Pattern[str], tuple[int, ...]]:
    """All that ask for no word as one pattern, and which each group is: one after the other took six times as long."""
    free = [n for n, form in enumerate(_line_forms()) if not form.holds]
    return re.compile("|".join(f"({_line_forms()[n].pattern.pattern})" for n in free), re.IGNORECASE), tuple(free)


def held_forms() -> list[LineForm]:
    """Those that ask for a word."""
    return [form for form in _line_forms() if form.holds]


@cache
def _held_words() -> tuple[tuple[str, int], ...]:
    """Each word that lines are looked at for, and which expression asks for it."""
    return tuple((word, n) for n, form in enumerate(_line_forms()) for word in form.holds)


def line_of(text: str) -> tuple[LineKind, str] | None:
    """What a line of text is if it is not the story, and what stands on it after the label: the first that fits."""
    bare = text.lstrip(_BULLETS)
    if not bare:
        return "drop", ""
    pattern, free = _any_line()
    match = pattern.match(bare)
    first = free[match.lastindex - 1] if match and match.lastindex else len(_line_forms())
    small = bare.lower()
    asked = {n for word, n in _held_words() if word in small and n < first}
    for n in sorted(asked):
        if held := _line_forms()[n].pattern.match(bare):
            match, first = held, n
            break
    if match is None:
        return None
    form = _line_forms()[first]
    return form.kind, "" if form.whole else bare[match.end() :].strip()


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
