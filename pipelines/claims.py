"""What a page says of its makers: markup in; claims out, labelled, unlabelled and stamped ones apart.

Which of them is believed is decided in `byline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from pipelines.dates import printed
from pipelines.items import Role
from pipelines.jsonld import clean, text_of, types_of
from pipelines.labels import CREDIT_LINE, Claim, label_of, leads, read_bare, read_labels
from pipelines.markup import Line, Mark, Markup
from pipelines.names import LABELS, key_of, person_of

_CLASS_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("editor", re.compile(r"editor|redaktur|penyunting", re.IGNORECASE)),
    ("reporter", re.compile(r"reporter|wartawan|pewarta|jurnalis|journalist", re.IGNORECASE)),
    ("contributor", re.compile(r"kontributor|contributor", re.IGNORECASE)),
    ("photographer", re.compile(r"photographer|fotografer", re.IGNORECASE)),
)
_META_AUTHOR = re.compile(
    r"(?:^|[:._-])(?:authors?|creator|penulis|reporter|writer|byl|wartawan)(?:[:._-]?name)?$", re.IGNORECASE
)
_META_EDITOR = re.compile(r"(?:^|[:._-])(?:editors?|redaktur)(?:[:._-]?name)?$", re.IGNORECASE)
_SCRIPTED = re.compile(
    r"""(?P<key>authors?(?:_?name)?|penulis|reporters?|editors?)\\?["']?\s*:\s*"""
    r"""(?:\[?\s*\{[^{}\[\]]{0,200}?\\?["']name\\?["']\s*:\s*|\[\s*)?\\?["'](?P<name>[^"'\\{}\[\]]{4,60})\\?["']""",
    re.IGNORECASE,
)
#: What such a claim begins with. Scripts are long, and an expression that minds no case is tried at every sign.
_KEY = re.compile("[Aa]uthor|AUTHOR|[Pp]enulis|PENULIS|[Rr]eporter|REPORTER|[Ee]ditor|EDITOR")
_FILED = re.compile(r"^[A-Z][\w .,'’-]{1,40}\(([\w ./]{2,40})\)\s*[-–—:]+\s")
_BARS = re.compile(r"\s+[-–—|•·]\s+|[|•·]")
_DAY = r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\b\W*$"
_DAY_END = re.compile(rf"(?:^|[\s,|\-–]){_DAY}", re.IGNORECASE)
_PARTED = re.compile(rf"[|,•·/–—-]\s*(?:{_DAY})?$", re.IGNORECASE)
#: Lines about the headline in which a byline stands without a label. Measured on twelve outlets: 1 above to 4 below.
_ABOVE, _BELOW = 8, 25
_PICTURED = 4


def printed_labels(markup: Markup, headline: int | None) -> Iterator[Claim]:
    """Labelled lines from the headline on, and lines that are a label for the next one."""
    start = max(0, (headline or 0) - _ABOVE)
    lines = markup.lines
    for at in range(start, len(lines)):
        line = lines[at]
        text = line.text
        if line.aside or len(text) > CREDIT_LINE:
            continue
        near = headline is not None and at <= headline + _BELOW
        alone = label_of(text)
        if alone and at + 1 < len(lines):
            yield from _labels_next(alone, lines[start:], at - start)
        elif (":" in text or near or " oleh " in text or " dalam " in text) and leads(text):
            # Further down "Foto: …" opens the headlines of other galleries.
            mine = headline is not None and headline < at <= headline + _PICTURED
            yield from (claim for claim in read_labels(text) if mine or not claim.picture)
        elif near and (bare := read_bare(text)):
            yield bare


def _labels_next(alone: str, lines: Sequence[Line], at: int) -> Iterator[Claim]:
    """The claim of a line that is nothing but a label: the next line holds its name."""
    value = lines[at + 1].text
    colon = value.startswith(":") or lines[at].text.rstrip().endswith(":")
    role = LABELS[alone]
    if role is None:
        if colon and alone.startswith(("sumber", "source")):
            yield Claim(role=None, text=value.lstrip(": •·-"))
        return
    # Without a colon a label may as well stand after its name: then the line before it is one that no label leads.
    named = at > 0 and person_of(lines[at - 1].text, frozenset()) is not None
    led = at > 1 and label_of(lines[at - 2].text) != ""
    if len(value) < 80 and (colon or (value.count(" ") in {1, 2, 3} and (led or not named))):
        yield Claim(role=role, text=value.lstrip(": "), trusted=colon)


class Holder(NamedTuple):
    """An element whose names say that it holds people, its texts, and the role that each of them is the label of."""

    mark: Mark
    pieces: list[str]
    roles: list[Role | None]


def holders(markup: Markup, headline: int | None) -> Iterator[Holder]:
    """The elements from the headline on whose names say that they hold people, and that are short enough for it."""
    for mark in markup.marks if headline is not None else ():
        if mark.kind not in {"person", "editor"} or mark.aside or mark.at < (headline or 0) - _ABOVE:
            continue
        pieces = [piece for text in mark.element.itertext() if isinstance(text, str) and (piece := clean(text))]
        if not pieces or sum(map(len, pieces)) > CREDIT_LINE or len(pieces) > 24:
            continue
        yield Holder(mark, pieces, [LABELS.get(label_of(piece)) for piece in pieces])


def labelled(held: Iterable[Holder]) -> Iterator[Claim]:
    """The names beside the labels that stand in such elements, wherever those are."""
    for one in held:
        if any(one.roles):
            yield from _pieces_by_label(one.pieces, one.roles)


def unlabelled(held: Iterable[Holder], headline: int | None) -> Iterator[Claim]:
    """The names in such elements by the headline that hold no label."""
    taken: list[HtmlElement] = []
    for mark, pieces, roles in held:
        if any(roles):  # what stands in it is labelled: a name of "Nama, Editor" is no author
            taken.append(mark.element)
        elif mark.at <= (headline or 0) + _BELOW and not _within(mark.element, taken):
            claims = list(_unlabelled(mark, pieces))
            if claims:
                taken.append(mark.element)
                yield from claims


def _within(element: HtmlElement, taken: Sequence[HtmlElement]) -> bool:
    """Whether an element lies in one of these or holds one of them."""
    return any(element in held.iterancestors() or held in element.iterancestors() for held in taken)


def _pieces_by_label(pieces: list[str], roles: Sequence[Role | None]) -> Iterator[Claim]:
    """Names and labels in turn: the label after its name ("X", "Author") or before it ("Editor", "Y")."""
    after = roles[0] is None and roles[-1] is not None and not pieces[-1].endswith(":")
    held: Role | None = None
    for n, (piece, role) in enumerate(zip(pieces, roles, strict=True)):
        if role is not None:
            held = role
        elif label_of(piece):
            held = None
        elif after:
            nearest = next((r for r in roles[n + 1 :] if r is not None), None)
            if nearest:
                yield Claim(role=nearest, text=piece, trusted=False)
        elif held:
            yield Claim(role=held, text=piece, trusted=False)


def _unlabelled(mark: Mark, pieces: list[str]) -> Iterator[Claim]:
    element = mark.element
    names = " ".join(
        filter(None, (element.get("class"), element.get("id"), element.get("itemprop"), element.get("rel")))
    )
    plain: Role = "editor" if mark.kind == "editor" else "author"
    role = next((role for role, pattern in _CLASS_ROLES if pattern.search(names)), plain)
    for piece in pieces:
        for rest in _without_dates(piece):
            if len(pieces) <= 3 or " " in rest:
                # Small letters alone where the byline stands are initials: <div class="reporter">bud</div>.
                alone = len(pieces) == 1 and re.fullmatch(r"[a-z]{2,4}", rest) is not None
                yield Claim(role=role, text=rest, trusted=alone, at=mark.at)


def beside_date(markup: Markup, headline: int | None) -> Iterator[Claim]:
    """A name on the line of the date, or cut off from it by a bar: "20-08-2020 09:28 | Nama"."""
    if headline is None:
        return
    lines = markup.lines
    for at in range(max(0, headline - 3), min(len(lines), headline + 12)):
        line = lines[at]
        if at == headline or len(line.text) > 120 or line.aside or not printed(line.text):
            continue
        beside = [part for rest in _without_dates(line.text) for part in _BARS.split(rest)]
        if at + 1 < len(lines) and len(lines[at + 1].text) < 60 and re.match(r"[|•·–-]\s*\w", lines[at + 1].text):
            beside.append(lines[at + 1].text)
        menu = _menu(markup)
        for part in beside:
            if len(part.split()) > 1 and key_of(part) not in menu:
                yield Claim(role="author", text=part, trusted=False, at=at)
        return


def by_date(markup: Markup, headline: int | None) -> Iterator[Claim]:
    """A name alone in the line before or after the date's: where neither label, class nor stamp says who."""
    if headline is None:
        return
    lines = markup.lines
    dated = (at for at in range(headline + 1, min(len(lines), headline + 8)) if printed(lines[at].text))
    date = next(dated, None)
    menu = _menu(markup) if date is not None else frozenset()
    # A paragraph is a byline above a line that is a date and nothing else: Media Indonesia.
    bare = date is not None and printed(lines[date].text)[0].start < 10 and not _without_dates(lines[date].text)
    for at in (_beside(lines, date, -1), _beside(lines, date, 1)) if date is not None else ():
        line = lines[at] if headline < at < len(lines) else None
        if (
            line
            and not line.aside
            and len(line.text) < 60
            and (line.element.tag != "p" or (bare and at < (date or 0)))
            and key_of(line.text) not in menu
        ):
            name = line.text.partition(",")[0]
            if name.count(" ") in {1, 2, 3} and all(word[0].isupper() for word in name.split()):
                yield Claim(role="author", text=line.text, trusted=False, at=at)


def _menu(markup: Markup) -> frozenset[str]:
    """The keys of the short lines that are not the story's: what stands in a menu is nobody's name."""
    return frozenset(key_of(line.text) for line in markup.lines if line.aside and len(line.text) < 40)


def _beside(lines: Sequence[Line], at: int, step: int) -> int:
    """The next line in a direction that holds a letter: a bullet between name and date may be an element of its own."""
    at += step
    while 0 <= at < len(lines) and not any(c.isalnum() for c in lines[at].text):
        at += step
    return at


def _without_dates(text: str) -> list[str]:
    """What is left of a line beside its dates; words that run into a date without a mark between are a rubric."""
    rests, start = [], 0
    for moment in printed(text):
        before = text[start : moment.start]
        if _PARTED.search(before):
            rests.append(before)
        start = moment.end
    rests.append(text[start:])
    return [cut for rest in rests if (cut := _DAY_END.sub("", rest).strip(" ,|-–•·"))]


def stamped(markup: Markup) -> Iterator[Claim]:
    """What JSON-LD and meta tags claim."""
    keys: tuple[tuple[str, Role], ...] = (
        ("author", "author"),
        ("creator", "author"),
        ("contributor", "contributor"),
        ("editor", "editor"),
    )
    for one in markup.articles:
        for key, role in keys:
            yield from (Claim(role=role, text=name, trusted=False) for name in _persons(one.get(key)))
        keywords = one.get("keywords")
        for word in keywords if isinstance(keywords, list) else ():
            if isinstance(word, str) and re.match(r"(?:editor|reporter|penulis)\s*:", word, re.IGNORECASE):
                yield from read_labels(word)
    for name, values in markup.metas.items():
        if stamp := _stamps(name):
            yield from (Claim(role=stamp, text=clean(value), trusted=False) for value in values if "://" not in value)


@lru_cache(maxsize=2048)
def _stamps(name: str) -> Role | None:
    """Whom a meta tag of this name names."""
    return "editor" if _META_EDITOR.search(name) else "author" if _META_AUTHOR.search(name) else None


def scripted(markup: Markup) -> Iterator[Claim]:
    """What the data of a page's own scripts claims, where nothing else does: the first author, the first editor."""
    seen: dict[Role, str] = {}
    for script in markup.scripts:
        end = 0
        for key in _KEY.finditer(script):
            match = _SCRIPTED.match(script, key.start()) if key.start() >= end else None
            if match is None:
                continue
            end = match.end()
            role: Role = "editor" if match["key"].lower().startswith("editor") else "author"
            name = clean(match["name"])
            if role not in seen and " " in name and name not in seen.values():
                seen[role] = name
                yield Claim(role=role, text=name, trusted=False)


def filed(markup: Markup, headline: int | None) -> Iterator[Claim]:
    """The agency in the dateline of a story taken over: "Jakarta (ANTARA) -", "Holmstad (Outlet/Xinhua) -"."""
    for line in markup.lines[headline or 0 : (headline or 0) + _BELOW]:
        if match := _FILED.match(line.text):
            yield Claim(role=None, text=match[1])
            return


def _persons(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and not {"Organization", "NewsMediaOrganization"}.isdisjoint(types_of(one)):
            continue
        if name := text_of(one.get("name") if isinstance(one, dict) else one):
            yield name
