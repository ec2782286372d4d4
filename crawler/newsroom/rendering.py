"""Stories made ready for their templates: blocks to print, parts to split into; and the filling of templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from crawler.newsroom.records import Paragraph, ReadAlso, Site, Story, Subhead, slugify

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")  # fmt: skip

#: A story of the outlet with parts is split when it has more paragraphs than this, into parts of PART.
SPLIT, PART = 6, 4


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A block of a story as a template prints it."""

    kind: str
    html: Markup | None = None
    also: ReadAlso | None = None
    first: bool = False
    last: bool = False


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hari"] = lambda when: DAYS[when.weekday()]
    environment.filters["bulan"] = lambda when: MONTHS[when.month - 1]
    environment.filters["slug"] = slugify
    environment.filters["named"] = _named
    return environment


def _named(story: Story, *roles: str) -> str:
    return ", ".join(person.name for person in story.people if person.role in roles)


def render(template: str, **values: object) -> bytes:
    """A template of the newsroom filled in."""
    return _environment().get_template(template).render(**values).encode()


def shown(story: Story) -> list[Shown]:
    """The blocks of a story ready to print, with the first and the last paragraph marked."""
    ends = [number for number, block in enumerate(story.blocks) if isinstance(block, Paragraph)]
    return [
        Shown(kind="text", html=_html(story.site, block), first=number == ends[0], last=number == ends[-1])
        if isinstance(block, Paragraph)
        else Shown(kind="subhead", html=escape(story.site.typeset(block.text)))
        if isinstance(block, Subhead)
        else Shown(kind="also", also=block)
        for number, block in enumerate(story.blocks)
    ]


def parts(story: Story) -> list[list[Shown]]:
    """The story's blocks in the parts that the outlet with parts makes of it; one part when it is short."""
    blocks = shown(story)
    if len(story.paragraphs) <= SPLIT or story.site.cms != "parts":
        return [blocks]
    made: list[list[Shown]] = [[]]
    for block in blocks:
        full = sum(earlier.kind == "text" for earlier in made[-1]) >= PART
        if full and block.kind == "text":
            made.append([])
        made[-1].append(block)
    return made


def _html(site: Site, block: Paragraph) -> Markup:
    html = str(escape(site.typeset(block.text)))
    for words, address in block.links:
        link = Markup('<a href="{}">{}</a>').format(address, site.typeset(words))
        html = html.replace(str(escape(site.typeset(words))), str(link), 1)
    return Markup(html)  # noqa: S704  (escaped above, piece by piece)
