"""Sentences to learn names from, written and marked by hand: `bench/name_sentences/*.txt` come in, sentences go out.

A line is a sentence, or two that belong together, with `<per>`, `<org>` and `<loc>` around its names, by the
conventions of `tests/marked/README.md`; a line that begins with # is a comment. All of it is invented.
"""

from __future__ import annotations

import re
from pathlib import Path

from analysis.names import NameKind
from bench.made_names import Made

FOLDER = Path(__file__).with_name("name_sentences")
KINDS: dict[str, NameKind] = {"per": "person", "org": "organisation", "loc": "place"}
_TAG = re.compile(r"<(/?)([a-z]+)>")


def read_written(folder: Path = FOLDER) -> list[Made]:
    """Every line of the folder, files in the order of their names; ValueError names a line that is marked wrong."""
    return [
        read_line(line, f"{path.name}:{number}")
        for path in sorted(folder.glob("*.txt"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]


def read_line(line: str, where: str) -> Made:
    """A marked line without its marks."""
    text, last, names = "", 0, []
    open_at: tuple[str, int] | None = None
    for tag in _TAG.finditer(line):
        text += line[last : tag.start()]
        last = tag.end()
        closes, name = tag.groups()
        if name not in KINDS or bool(closes) == (open_at is None) or (open_at is not None and open_at[0] != name):
            raise ValueError(f"{where}: {tag[0]} is unknown, not closed, or within another")
        if open_at is None:
            open_at = name, len(text)
            continue
        start, end = open_at[1], len(text)
        if text[start:end] != text[start:end].strip() or start == end:
            raise ValueError(f"{where}: <{name}> holds nothing, or begins or ends with a space")
        names.append((start, end, KINDS[name]))
        open_at = None
    text += line[last:]
    if open_at is not None or "<" in text or ">" in text:
        raise ValueError(f"{where}: a mark is not closed or not known")
    return Made(text=text, names=tuple(names))
