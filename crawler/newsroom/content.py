"""The newsroom's content: TOML files come in, a frozen `Newsfile` of sites, stories and planted links goes out.

An outlet's articles stand in articles/<outlet>.toml, each an [[article]] with `slug`, `title`, `published`, `section`
and `text`; and, where it has them, `author`, `reporter`, `contributor`, `photographer`, `editor` (a name or a list),
`desk`, `initials`, `dateline`, `tags`, `kind`, `language`, `caption`, `photos`, `credit`, `claim`, `paywalled`, `event`
and for the manifest `speakers` (one for each direct quote, in order), `indirect` ([speaker, words of the sentence]) and
`sources` ([phrase, name]). `[article.edit]` holds what the second state changes: any key, `replace` = [[old, new]] in
the text, or `gone`. The text is paragraphs with a blank line between; one may open with a mark:

    ## Words            a heading inside the story
    >> form slug        a read-also link: form, `form/class`, [label], target slug or outlet/slug or "-", | own title
    << 1 2 5            these paragraphs of the story that this one `copies_of`, counted from 1

and `[[slug|words]]` in a paragraph is a link on words of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from crawler.newsroom.records import (
    Block,
    Newsfile,
    Paragraph,
    ReadAlso,
    Rising,
    Series,
    Site,
    State,
    Story,
    Subhead,
    Trap,
    address,
)
from pipelines.items import Person, Role

HERE = Path(__file__).parent
#: When the editors went over the first state's stories.
EDITED_AT = datetime.fromisoformat("2026-06-21T21:30:00+07:00")


_ALSO = re.compile(
    r">> (?P<form>[a-z]+)(?:/(?P<css>[\w-]+))?(?: \[(?P<label>[^\]]+)\])? (?P<target>\S+)(?: \| (?P<own>.+))?"
)
MARKS = ("## ", ">> ", "<< ")
_INLINE = re.compile(r"\[\[(?P<slug>[^|\]]+)\|(?P<words>[^\]]+)\]\]")
_TEXT_KEYS = ("section", "kind", "language", "initials", "dateline", "description", "credit", "claim", "caption",
              "event", "copies_of", "copy", "trouble", "clock", "alias", "desk")  # fmt: skip


class Printed(NamedTuple):
    """What other stories may point at or take from: title, address and text as first printed."""

    title: str
    url: str
    text: str


@cache
def read_newsfile(state: State = 1) -> Newsfile:
    """The newsroom's content in its first state, or in the second, after the edits."""
    plan = _read(HERE / "plan.toml")
    sites = {name: _site(name, values) for name, values in plan["site"].items()}
    raw = {
        f"{name}/{value['slug']}": value
        for name in sites
        for value in _read(HERE / "articles" / f"{name}.toml")["article"]
    }
    drafts = {key: _edited(value, state) for key, value in raw.items() if value.get("since", 1) <= state}
    printed = {key: Printed(value["title"], _url(sites, key, value), value["text"]) for key, value in raw.items()}
    stories = {key: _story(sites[key.partition("/")[0]], key, drafts[key], printed) for key in drafts}
    return Newsfile(
        state=state,
        sites=sites,
        stories=stories,
        traps=tuple(_traps(plan["trap"], sites)),
        events=plan["event"],
        rising=tuple(Rising(**value) for value in plan["rising"]),
        series=tuple(Series(**value) for value in plan["series"]),
    )


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _site(name: str, values: Mapping[str, Any]) -> Site:
    return Site(name=name, **{**values, "sections": tuple(values["sections"])})


def _url(sites: Mapping[str, Site], key: str, value: Mapping[str, Any]) -> str:
    site = sites[key.partition("/")[0]]
    return site.root + address(site, value["section"], value["published"], value["slug"])


def _traps(values: list[dict[str, Any]], sites: Mapping[str, Site]) -> Iterator[Trap]:
    for value in values:
        url = value["url"] if "url" in value else sites[value["outlet"]].root + value["path"]
        yield Trap(
            outlet=value["outlet"], url=url, kind=value["kind"], title=value["title"],
            outcomes=tuple(value["outcomes"]), published=value["published"],
        )  # fmt: skip


def _edited(value: dict[str, Any], state: State) -> dict[str, Any]:
    """A story's values in the given state: its `edit` table replaces words, or withdraws it."""
    edit = value.get("edit")
    if state == 1 or not edit:
        return value
    text = value["text"]
    for old, new in edit.get("replace", ()):
        if old not in text:
            raise ValueError(f"{value['slug']}: the edit replaces {old!r}, which the text does not hold")
        text = text.replace(old, new)
    kept = {key: given for key, given in edit.items() if key != "replace"}
    return {**value, "touched": EDITED_AT.astimezone(value["published"].tzinfo), **kept, "text": text}


def _story(site: Site, key: str, value: Mapping[str, Any], printed: Mapping[str, Printed]) -> Story:
    known = {*_TEXT_KEYS, "slug", "title", "published", "modified", "tags", "photos", "text", "paywalled", "speakers",
             "indirect", "sources", "amp", "since", "gone", "touched", "edit", *get_args(Role)}  # fmt: skip
    if unknown := set(value) - known:
        raise ValueError(f"{key}: unknown keys {sorted(unknown)}")
    plain = {name: value[name] for name in _TEXT_KEYS if name in value}
    plain |= {
        name: value[name] for name in ("modified", "paywalled", "amp", "since", "gone", "touched") if name in value
    }
    original = printed[plain["copies_of"]].text if "copies_of" in plain else ""
    people = tuple(
        Person(name=name, role=role)
        for role in get_args(Role)
        if role != "initials"
        for name in _listed(value.get(role))
    )
    return Story(
        site=site, slug=value["slug"], title=value["title"], published=value["published"], people=people,
        tags=tuple(value.get("tags", ())), photos=tuple(value.get("photos", ())),
        speakers=tuple(value.get("speakers", ())), indirect=tuple(tuple(pair) for pair in value.get("indirect", ())),
        sources=tuple(tuple(pair) for pair in value.get("sources", ())),
        blocks=tuple(_blocks(site, value["text"], original, printed)), **plain,
    )  # fmt: skip


def _listed(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def _chunks(text: str) -> list[str]:
    return [" ".join(raw.split()) for raw in re.split(r"\n\s*\n", text.strip())]


def _blocks(site: Site, text: str, original: str, printed: Mapping[str, Printed]) -> Iterator[Block]:
    """The blocks of a text: paragraphs, headings, read-also links, and paragraphs taken from the original."""
    for chunk in _chunks(text):
        if chunk.startswith("<< "):
            taken = [_INLINE.sub(lambda m: m["words"], words) for words in _chunks(original) if words[:3] not in MARKS]
            yield from (Paragraph(text=taken[int(number) - 1]) for number in chunk[3:].split())
        elif chunk.startswith("## "):
            yield Subhead(text=chunk[3:])
        elif chunk.startswith(">> "):
            yield _also(site, chunk, printed)
        else:
            links = tuple((m["words"], _target(site, m["slug"], printed).url) for m in _INLINE.finditer(chunk))
            yield Paragraph(text=_INLINE.sub(lambda m: m["words"], chunk), links=links)


def _also(site: Site, chunk: str, printed: Mapping[str, Printed]) -> ReadAlso:
    found = _ALSO.fullmatch(chunk)
    if found is None:
        raise ValueError(f"{site.name}: not a read-also line: {chunk!r}")
    target = Printed("", "", "") if found["target"] == "-" else _target(site, found["target"], printed)
    label, title = found["label"] or "Baca juga", found["own"] or target.title
    return ReadAlso(form=found["form"], css=found["css"] or "", label=label, title=title, url=target.url)


def _target(site: Site, name: str, printed: Mapping[str, Printed]) -> Printed:
    return printed[name if "/" in name else f"{site.name}/{name}"]
