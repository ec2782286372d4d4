"""JSON as sites send it: a text or a page comes in, plain values go out, Nuxt's references resolved.

A page may carry its list as JSON for its own script: `__NEXT_DATA__`, `__NUXT_DATA__`, JSON-LD, a variable of the
window, or the pieces that Next.js pushes. None of it is run; what is no JSON is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.listings.trees import Element

_DECODER = json.JSONDecoder()
_ASSIGNED = re.compile(r"(?:window|self|globalThis)(?:\.|\[[\"'])[\w$]{1,60}(?:[\"']\])?\s{0,9}=\s{0,9}(?=[{\[])")
_PUSHED = re.compile(r"self\.__next_f\.push\(\s{0,9}(?=\[)")
_FLIGHT_ROW = re.compile(r"[0-9a-f]{1,8}:(?=[\[{])")
# Each variable of a script may be read to the script's end, and be no JSON: so many are tried.
_MOST_VARIABLES = 20
_MOST_PIECES = 5_000
# What devalue writes for values that JSON has not: undefined, a hole, NaN, both infinities, -0.
_LOWEST = -6


def read_payload(text: str) -> object:
    """The values of a JSON text. ValueError where it is none, or nested too deeply to be read."""
    try:
        return revive(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_embedded(root: Element) -> Iterator[object]:
    """The JSON documents that a page carries, in its order."""
    pieces: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if "json" in (script.get("type") or "").lower() or script.get("id") in ("__NEXT_DATA__", "__NUXT_DATA__"):
            yield from _read(text)
            continue
        for found in _first(_ASSIGNED, text, _MOST_VARIABLES):
            yield from _read_at(text, found.end())
        for found in _first(_PUSHED, text, _MOST_PIECES - len(pieces)):
            pieces += [piece for pushed in _read_at(text, found.end()) for piece in _strings(pushed)]
    for line in "".join(pieces).split("\n"):
        row = _FLIGHT_ROW.match(line)
        yield from _read(line[row.end() :]) if row else ()


def revive(document: object) -> object:
    """A document whose references are resolved, if it is written as Nuxt writes its payloads; else as it is.

    There (https://github.com/sveltejs/devalue) the first of a list of values is the root, and what stands in
    another value is the number of one. Values that are shared stay shared, circles stay circles: the work is
    proportional to the list, however often a value is named.
    """
    if not isinstance(document, list) or len(document) < 2 or not _is_root(document[0], len(document)):
        return document
    shells: list[Any] = [_shell(value) for value in document]
    aliases = {number: value[1] for number, value in enumerate(document) if _is_wrapper(value)}

    def at(number: object) -> Any:
        steps = 0
        while isinstance(number, int) and number in aliases and steps < 10:  # a wrapper of a wrapper, not of itself
            number, steps = aliases[number], steps + 1
        return shells[number] if isinstance(number, int) and 0 <= number < len(shells) else None

    for value, shell in zip(document, shells, strict=True):
        if isinstance(value, dict):
            shell.update((key, at(number)) for key, number in value.items())
        elif isinstance(value, list) and isinstance(shell, dict):
            pairs = zip(value[1::2], value[2::2], strict=False)
            shell.update((str(at(key)) if value[0] == "Map" else str(key), at(number)) for key, number in pairs)
        elif isinstance(value, list) and isinstance(shell, list):
            shell.extend(at(number) for number in (value[1:] if value[:1] == ["Set"] else value))
    return at(0)


def _is_root(value: object, size: int) -> bool:
    """Whether the first value of a list is a devalue root: all it holds are numbers of the list's values."""
    if isinstance(value, list):
        return _is_wrapper(value)
    numbers = list(value.values()) if isinstance(value, dict) else []
    return bool(numbers) and all(type(number) is int and _LOWEST <= number < size for number in numbers)


def _is_wrapper(value: object) -> bool:
    """Whether a value only wraps another: ["ShallowReactive", 7], ["Ref", 7]."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and type(value[1]) is int


def _shell(value: object) -> Any:
    """What a value is before the values within it are known: empty, or itself."""
    if isinstance(value, dict):
        return {}
    if not isinstance(value, list):
        return value
    if not value or not isinstance(value[0], str) or value[0] == "Set":
        return []
    if value[0] in ("Map", "null"):
        return {}
    # ["Date", "2026-…"], ["BigInt", "12"], ["Object", "x"]; of others nothing is known.
    return value[1] if len(value) > 1 and isinstance(value[1], str) else None


def _read(text: str) -> Iterator[object]:
    try:
        yield read_payload(text)
    except ValueError:
        return


def _read_at(text: str, start: int) -> Iterator[object]:
    """The JSON value that begins there, whatever follows it."""
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return
    yield revive(value)


def _strings(pushed: object) -> Iterator[str]:
    if isinstance(pushed, list):
        yield from (piece for piece in pushed if isinstance(piece, str))


def _first(pattern: re.Pattern[str], text: str, most: int) -> Iterator[re.Match[str]]:
    for number, found in enumerate(pattern.finditer(text)):
        if number >= most:
            return
        yield found
