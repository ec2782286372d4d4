"""Articles marked by hand, for who is named and who said what: a file of `tests/marked/` in, text and offsets out.

The conventions stand in `tests/marked/README.md`. Whatever is not written as they say is refused with file and line.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

FOLDER = Path(__file__).with_name("marked")
#: Articles marked later, when the rules were there, by readers who had not seen them: what is read of them tells how
#: much the figures of the first ones are flattered by having been looked at.
LATER = Path(__file__).with_name("marked_later")
#: And those marked when the rules had been mended on half of the later ones, by readers who had seen none of it.
LATEST = Path(__file__).with_name("marked_latest")
MENTIONS = {"per": "person", "org": "organisation", "loc": "place"}
SPEECH = ("direct", "indirect", "mixed")
#: Why words between quotation marks, or a reported clause, are nobody's speech.
LOOKALIKES = ("title", "scare", "saying", "sign", "denied", "hypothetical", "claim")
MARKS = "\"“”„'‘’"
_KEYS = {
    **{name: {"n"} for name in MENTIONS},
    "role": {"of"},
    "q": {"s", "anon", "role", "cue", "kind", "via", "miss"},
    "t": {"on", "at"},
    "no": {"why"},
}
_HEADER = {"title": str, "outlet": str, "published": date, "habit": str}
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z]+)(?P<rest>(?: [a-z]+="[^"<>]*")*)>')
_KEY = re.compile(r' ([a-z]+)="([^"<>]*)"')
#: Between a role and the name that it belongs to stand a rank, titles, a comma: "AKBP Dr. H. " at most.
_TITLES = 24


class MarkError(ValueError):
    """A marked file that does not keep to the conventions."""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A name in the text; `name` is the fullest form that the article prints."""

    start: int
    end: int
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Role:
    """What the article says that a person is."""

    start: int
    end: int
    person: str


@dataclass(frozen=True, kw_only=True)
class Quote:
    """One piece of speech; `missing` says which quotation mark was left out: "", "open", "close" or "both"."""

    start: int
    end: int
    kind: str
    speaker: str
    anonymous: bool
    role: str
    cue: str
    via: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class Time:
    """An expression for a day or an hour, resolved against the day of publication where it can be."""

    start: int
    end: int
    on: date | None
    at: time | None


@dataclass(frozen=True, kw_only=True)
class Lookalike:
    """What looks like speech and is none."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One article and all its marks, each list in the order of the text."""

    slug: str
    title: str
    outlet: str
    published: date
    habit: str
    text: str = field(repr=False)
    mentions: tuple[Mention, ...]
    roles: tuple[Role, ...]
    quotes: tuple[Quote, ...]
    times: tuple[Time, ...]
    lookalikes: tuple[Lookalike, ...]


@dataclass(frozen=True, kw_only=True)
class _Span:
    tag: str
    keys: Mapping[str, str]
    start: int
    end: int
    line: int


def kept_aside(slug: str) -> bool:
    """Whether an article is of the half that nobody looks at while writing rules."""
    return hashlib.sha256(slug.encode()).digest()[0] % 2 == 0


def read_folder(folder: Path = FOLDER) -> list[Marked]:
    """Every marked article, by habit and slug."""
    return [read_file(path) for path in sorted(folder.glob("*/*.txt"))]


def read_file(path: Path) -> Marked:
    """One marked article."""
    article = parse(path.read_text(encoding="utf-8"), name=str(path), slug=path.stem)
    if article.habit != path.parent.name:
        raise MarkError(f"{path}:1: habit {article.habit!r} lies in folder {path.parent.name!r}")
    return article


def parse(source: str, *, name: str, slug: str) -> Marked:
    """The article that a marked source holds; `name` is what errors call it."""
    head, found, body = source.partition("\n---\n")
    if not found:
        raise MarkError(f"{name}:1: no line --- between header and body")
    header = _read_header(head, name)
    text, spans = _take_out(body, name, first=head.count("\n") + 3)
    mentions = tuple(
        Mention(start=s.start, end=s.end, kind=MENTIONS[s.tag], name=s.keys.get("n", text[s.start : s.end]))
        for s in spans
        if s.tag in MENTIONS
    )
    roles = tuple(_read_role(s, mentions, name) for s in spans if s.tag == "role")
    titles: dict[str, str] = {}
    for role in roles:
        titles.setdefault(role.person, text[role.start : role.end])
    return Marked(
        slug=slug,
        title=str(header["title"]),
        outlet=str(header["outlet"]),
        published=date.fromisoformat(str(header["published"])),
        habit=str(header["habit"]),
        text=text,
        mentions=mentions,
        roles=roles,
        quotes=tuple(_read_quote(s, text, titles, name) for s in spans if s.tag == "q"),
        times=tuple(_read_time(s, name) for s in spans if s.tag == "t"),
        lookalikes=tuple(_read_lookalike(s, name) for s in spans if s.tag == "no"),
    )


def _read_header(head: str, name: str) -> dict[str, object]:
    try:
        header = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise MarkError(f"{name}:1: the header is no TOML: {error}") from error
    if set(header) != set(_HEADER) or not all(isinstance(header[key], kind) for key, kind in _HEADER.items()):
        raise MarkError(f"{name}:1: the header wants exactly {', '.join(_HEADER)}, `published` as a date")
    return header


def _take_out(body: str, name: str, *, first: int) -> tuple[str, list[_Span]]:
    """The text without its marks, paragraphs joined by a blank line, and every marked span."""
    text, spans, opened = "", [], list[tuple[str, dict[str, str], int]]()
    for line, paragraph in enumerate(body.rstrip("\n").split("\n"), first):
        if not paragraph:
            continue
        text += "\n\n" if text else ""
        last = 0
        for tag in _TAG.finditer(paragraph):
            text += _plain(paragraph[last : tag.start()], name, line)
            last = tag.end()
            kind, keys = tag["name"], dict(_KEY.findall(tag["rest"]))
            if kind not in _KEYS or not set(keys) <= _KEYS[kind] or (tag["end"] and keys):
                raise MarkError(f"{name}:{line}: {tag[0]} is no mark, or has a key that it may not have")
            if not tag["end"]:
                _refuse_inside(kind, [one[0] for one in opened], f"{name}:{line}: {tag[0]}")
                opened.append((kind, keys, len(text)))
                continue
            if not opened or opened[-1][0] != kind:
                raise MarkError(f"{name}:{line}: {tag[0]} closes what is not open")
            _, keys, start = opened.pop()
            if text[start:].strip() != text[start:] or start == len(text):
                raise MarkError(f"{name}:{line}: <{kind}> is empty or has a space at its edge: {text[start:]!r}")
            spans.append(_Span(tag=kind, keys=keys, start=start, end=len(text), line=line))
        text += _plain(paragraph[last:], name, line)
        if opened:
            raise MarkError(f"{name}:{line}: <{opened[-1][0]}> is not closed in its paragraph")
    return text, sorted(spans, key=lambda one: (one.start, -one.end))


def _plain(piece: str, name: str, line: int) -> str:
    if "<" in piece or ">" in piece:
        raise MarkError(f"{name}:{line}: a mark that cannot be read near {piece[:60]!r}")
    return piece


def _refuse_inside(kind: str, around: list[str], where: str) -> None:
    """Names and times hold no mark, roles hold names, and speech holds no further speech."""
    closed = {*MENTIONS, "t"} & set(around)
    if closed or (kind == "q" and "q" in around) or ("role" in around and kind not in MENTIONS):
        raise MarkError(f"{where} stands inside <{around[-1]}>")


def _read_role(span: _Span, mentions: tuple[Mention, ...], name: str) -> Role:
    """A role belongs to the person it names, or else to the person whose name follows it."""
    persons = [one for one in mentions if one.kind == "person"]
    near = [one.name for one in persons if span.end < one.start <= span.end + _TITLES]
    person = span.keys.get("of", near[0] if near else "")
    if person not in {one.name for one in persons}:
        raise MarkError(f"{name}:{span.line}: <role> belongs to no person: {person!r}")
    return Role(start=span.start, end=span.end, person=person)


def _read_quote(span: _Span, text: str, titles: Mapping[str, str], name: str) -> Quote:
    keys, where = span.keys, f"{name}:{span.line}: <q>"
    kind, missing, speaker = keys.get("kind", "direct"), keys.get("miss", ""), keys.get("s", "")
    if kind not in SPEECH or missing not in ("", "open", "close", "both") or keys.get("anon", "1") != "1":
        raise MarkError(f"{where} is of no known kind: {dict(keys)}")
    if not speaker or "cue" not in keys:
        raise MarkError(f"{where} wants a speaker `s` and a `cue`: {dict(keys)}")
    if kind == "direct":
        before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
        opens, closes = before != "" and before in MARKS, after != "" and after in MARKS
        if opens == (missing in ("open", "both")) or closes == (missing in ("close", "both")):
            raise MarkError(f"{where} does not stand between quotation marks as `miss` says: {before}…{after}")
    return Quote(
        start=span.start,
        end=span.end,
        kind=kind,
        speaker=speaker,
        anonymous="anon" in keys,
        role=keys.get("role", titles.get(speaker, "")),
        cue=keys["cue"],
        via=keys.get("via", ""),
        missing=missing,
    )


def _read_time(span: _Span, name: str) -> Time:
    on, at = span.keys.get("on"), span.keys.get("at")
    try:
        return Time(
            start=span.start,
            end=span.end,
            on=date.fromisoformat(on) if on else None,
            at=time.fromisoformat(at) if at else None,
        )
    except ValueError as error:
        raise MarkError(f"{name}:{span.line}: <t> {error}") from error


def _read_lookalike(span: _Span, name: str) -> Lookalike:
    if (why := span.keys.get("why", "")) not in LOOKALIKES:
        raise MarkError(f"{name}:{span.line}: <no> wants `why`, one of {', '.join(LOOKALIKES)}: {why!r}")
    return Lookalike(start=span.start, end=span.end, why=why)
