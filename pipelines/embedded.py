"""Bodies that a page carries as data: a parsed page in; the story's HTML as an element, or None, out.

Pages built in the browser hold the story in a script and little else: as JSON (Next.js, JSON-LD), as a flat list whose
objects name places in it (Nuxt 3), as strings that are pushed one by one (the app router of Next.js), or as the values
of a JavaScript object (Nuxt 2). The story is a string of HTML, or a list of nodes whose texts are its paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any, NamedTuple

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from pipelines.blocks import fold

#: What the story's HTML is called in the data of a page.
_KEYS = re.compile(
    r"content|contents|body|text|article_?body|content_?html|html|isi|konten|detail|description_?html|blocks|nodes|"
    r"article_?content|post_?content|story|rendered|value|document|raw",
    re.IGNORECASE,
)
#: Ways to other stories in the data: their texts are not this page's.
_OTHERS = re.compile(r"related|latest|popular|trending|recommend|next|prev|sidebar|comment|terkait|terpopuler", re.I)
#: Nodes of a story's list that are no paragraphs.
_MEDIA = re.compile(
    r"image|img|figure|caption|embed|video|gallery|ads?\b|advert|related|read.?also|baca|button|code", re.I
)
_PUSHED = re.compile(r"__next_f\.push\((\[.*\])\)\s*;?\s*$", re.DOTALL)
#: A text row of what Next.js pushes: its number, T, its length in bytes.
_ROW = re.compile(r"(?:^|\n)[0-9a-f]+:T([0-9a-f]+),")
_LITERAL = re.compile(
    r"""["']?\b(?:content|body|articleBody|content_?html|html|isi|konten|detail|text)["']?\s*:\s*"""
    r"""("(?:[^"\\]|\\.){200,}")""",
    re.IGNORECASE | re.DOTALL,
)
_LEAST = 200


class _Found(NamedTuple):
    """A story's HTML, and whether it stands beside the page's own title; the better is the greater."""

    own: bool
    length: int
    html: str


def embedded_body(tree: HtmlElement, title: str | None = None) -> HtmlElement | None:
    """The story in a page's scripts: the one beside the title, or else the longest."""
    found = max(_texts(tree, fold(title or "").casefold()), default=None)
    if found is None or found.length < _LEAST:
        return None
    html = found.html
    if not re.search(r"<(?:p|div|br)\b", html, re.IGNORECASE):
        html = "".join(f"<p>{line}</p>" for line in re.split(r"\s*\n\s*", html) if line)
    try:
        return lxml.html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return None


def _texts(tree: HtmlElement, title: str) -> Iterator[_Found]:
    pushed = []
    for script in tree.iter("script"):
        text = script.text or ""
        if "json" in (script.get("type") or ""):
            yield from _stories(_load(text), title)
        elif match := _PUSHED.search(text):
            pushed += [part for part in _load(match[1]) or () if isinstance(part, str)]
        elif len(text) > _LEAST:
            yield from _literals(text)
    if pushed:
        yield from _rows("".join(pushed))


def _load(text: str) -> Any:
    try:
        return json.loads(text or "null", strict=False)
    except (ValueError, RecursionError):
        return None


def _stories(data: Any, title: str) -> Iterator[_Found]:
    flat = data if isinstance(data, list) else None
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += [inner for inner in value if isinstance(inner, list | dict)]
        elif isinstance(value, dict):
            values = {key: _resolve(inner, flat) for key, inner in value.items()}
            own = bool(title) and any(isinstance(v, str) and fold(v).casefold() == title for v in values.values())
            for key, inner in values.items():
                if _OTHERS.search(key):
                    continue
                if _KEYS.fullmatch(key) and (html := _html(inner)):
                    yield _Found(own, len(html), html)
                if isinstance(inner, list | dict) and inner is value[key]:
                    waiting.append(inner)


def _resolve(value: Any, flat: list[Any] | None) -> Any:
    """The value that a number in the object of a flat list stands for."""
    if flat is not None and type(value) is int and 0 < value < len(flat) and isinstance(flat[value], str):
        return flat[value]
    return value


def _html(value: Any) -> str:
    """A story's HTML: a long string, or the paragraphs of a list of nodes."""
    if isinstance(value, str) and len(value) >= _LEAST:
        return unescape(value) if "&lt;p" in value else value
    if isinstance(value, dict):
        value = next((value[key] for key in ("blocks", "content", "children", "nodes") if key in value), None)
    if not isinstance(value, list) or not all(isinstance(node, dict) for node in value):
        return ""
    texts = [text for node in value if (text := fold(_leaves(node, 0)))]
    if len(texts) < 2 or sum(map(len, texts)) < _LEAST:
        return ""
    return "".join(f"<p>{text if '<' in text else escape(text)}</p>" for text in texts)


def _leaves(node: Any, depth: int) -> str:
    """What the leaves of a node say, one after another: Draft.js, Slate, ProseMirror, Editor.js, Portable Text."""
    if depth > 12:
        return ""
    if isinstance(node, list):
        return "".join(_leaves(inner, depth + 1) for inner in node)
    if not isinstance(node, dict):
        return ""
    if _MEDIA.search(str(node.get("type") or node.get("_type") or node.get("nodeType") or "")):
        return ""
    said = ""
    for key in ("text", "value", "html", "data", "content", "children", "nodes", "leaves"):
        inner = node.get(key)
        said += inner if isinstance(inner, str) and key not in {"data", "nodes"} else _leaves(inner, depth + 1)
    return said


def _rows(text: str) -> Iterator[_Found]:
    """Stories in what Next.js pushes: rows of text, and strings under a story's name."""
    raw = text.encode("utf-8", "replace")
    for match in _ROW.finditer(text):
        start = len(text[: match.end()].encode("utf-8", "replace"))
        html = raw[start : start + int(match[1], 16)].decode("utf-8", "ignore")
        if "<p" in html or "<br" in html:
            yield _Found(False, len(html), html)
    yield from _literals(text)


def _literals(text: str) -> Iterator[_Found]:
    for match in _LITERAL.finditer(text):
        html = _load(match[1])
        if isinstance(html, str) and re.search(r"<(?:p|br)\b", html, re.IGNORECASE):
            yield _Found(False, len(html), html)
