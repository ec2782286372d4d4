"""Regular expressions that users write: a pattern comes in, and what is wrong with it comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.limit import TookTooLongError, within

#: The longest of our own has 191 characters.
LONGEST = 1000
#: What a pattern may take on a few dozen short texts; one that does not run wild takes microseconds.
SECONDS = 1.0
#: A repeat within a repeat: the form of all that run wild.
_NESTED = re.compile(r"[+*}][^()]*\)+[+*{]|\|[^()]*\)+[+*{]")
_LITERAL = re.compile(r"\^?((?:\\[ ./-]|[\w /:.-])+)")


def wrong_with(pattern: str, samples: Iterable[str] = ()) -> str | None:
    """Why a pattern cannot be used, or None. `samples` are texts that it matches."""
    if len(pattern) > LONGEST:
        return f"a regular expression of more than {LONGEST} characters"
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError) as error:
        return f"{pattern!r} is not a regular expression: {error}"
    except RecursionError:
        return "a regular expression that is nested too deeply"
    if not _NESTED.search(pattern):
        return None
    text = ""
    try:
        with within(SECONDS):
            for text in _trials(pattern, samples):
                compiled.search(text)
    except TookTooLongError:
        return f"{pattern!r} takes more than a second on {text[:60]!r}…: avoid repeats within repeats, such as (a+)+"
    return None


def _trials(pattern: str, samples: Iterable[str]) -> Iterable[str]:
    """Texts that begin as a match does, go on for long with what it repeats, and then do not match."""
    literal = _LITERAL.match(pattern)
    starts = {"", literal[1].replace("\\", "") if literal else ""}
    starts |= {sample[: cut.end()] for sample in samples for cut in re.finditer(r"[/?=-]", sample)}
    marks = sorted(set(re.findall(r"[\w/.-]", pattern)) | set("a0-/_. "))
    for start in sorted(starts):
        for mark in marks:
            yield start + mark * 40 + "\x00"
            yield start + (f"a{mark}" if mark not in "a" else "a0") * 40 + "\x00"
