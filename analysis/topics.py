"""Topics: an article comes in, what its outlet itself says it is about goes out; no guess is made from the text.

Outlets name their sections as they like. One table maps the names to a dozen topics and to the top level of IPTC's
Media Topics. The section is asked first, then the path of the address, its host, then the tags. A section that says
where and not what (`daerah`) is the last resort; one that says neither ("News", "Nasional") says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from sqlite_utils import Database

from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.lexicon import read_lexicon

Rule = Literal["section", "path", "host", "tag"]
#: The topic that says where an article is of.
PLACE = "daerah"

_TABLE = read_lexicon("topics")
VERSION: int = _TABLE.pop("version")
#: The top-level code of each topic, None where IPTC has none for it.
IPTC: dict[str, str | None] = {topic: entry.get("iptc") for topic, entry in _TABLE.items()}
_TOPIC_OF = {
    name: topic
    for topic, entry in _TABLE.items()
    for name in filter(None, (" ".join(name.split()) for name in entry["names"].split(",")))
}
_SEPARATOR = re.compile(r"[-_+\s]+|%20")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic, its IPTC code, which rule gave it, and the word that said so."""

    topic: str
    iptc: str | None
    rule: Rule
    said: str


def find(article: Clipping) -> Topic | None:
    """The topic of an article, or None where its outlet does not say."""
    found = [
        Topic(topic=topic, iptc=IPTC[topic], rule=rule, said=said)
        for rule, said in _says(article)
        if (topic := _TOPIC_OF.get(_plain(said))) is not None
    ]
    return next((one for one in found if one.topic != PLACE), found[0] if found else None)


def _says(article: Clipping) -> Iterator[tuple[Rule, str]]:
    """What an outlet says of an article, the most reliable first; the last part of a path is its headline."""
    if article.section:
        yield "section", article.section
        yield from (("section", part) for part in re.split(r"[/>|»]", article.section)[::-1])
    address = urlsplit(article.url)
    yield from (("path", part) for part in address.path.split("/")[1:-1])
    yield from (("host", part) for part in (address.hostname or "").split(".")[:-2])
    yield from (("tag", tag) for tag in article.tags)


def _plain(name: str) -> str:
    return _SEPARATOR.sub(" ", name).strip().lower()


def _begin(db: Database) -> Run:
    def run(units: Sequence[Unit]) -> None:
        found = [(one.id, find(one)) for one in clippings(db, units, tags=True)]
        rows = [(number, one.topic, one.iptc, one.rule, one.said) for number, one in found if one is not None]
        db.conn.executemany("INSERT INTO topics VALUES (?, ?, ?, ?, ?)", rows)

    return run


ANALYSIS = Analysis(
    name="topics",
    version=f"1.{VERSION}",
    units=(
        "SELECT id AS unit, 0 AS rank, url || ' ' || coalesce(section, '') || ' ' || coalesce((SELECT"
        " group_concat(tag_id, ' ') FROM article_tags WHERE article_id = articles.id), '') AS digest FROM articles"
    ),
    tables={"topics": "article_id"},
    begin=_begin,
)
