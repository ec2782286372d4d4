"""Whom an article credits for its news: an article comes in, agencies, outlets, social platforms and others go out.

Four rules: a verb of citing ("seperti dikutip Reuters", "melansir", "telah tayang di"), an agency between brackets
("(Antara/rw)"), the credit line that the page closes with, and a link in the story to another outlet. Names are brought
to one form by `lexicon/sources.toml`; what is not in it stays as written, kind `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from analysis import aliases
from analysis.aliases import Known, SourceKind
from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from analysis.lexicon import read_lexicon

SourceRule = Literal["verb", "bracket", "credit", "link"]

_WORDS = read_lexicon("citing")
_STOPS = frozenset(_WORDS["stops"].split())
_FILLERS = frozenset(_WORDS["fillers"].split())
_COUNTRIES = frozenset(_WORDS["countries"].split())


def _verbs(key: str) -> str:
    return "|".join(re.escape(verb).replace(r"\ ", r"\s+") for verb in _WORDS[key])


#: Verbs after which any name is a source; those after which a name must be known or be a web address; and those after
#: which it may also be one with a "dari" or a word such as "laman" before it ("mengutip Presiden" names nobody's news).
_CUE = re.compile(
    rf"\b(?:(?P<sure>{_verbs('sure')})|(?P<half>{_verbs('half')})|(?P<weak>{_verbs('weak')}))(?=\s)", re.IGNORECASE
)
_WORD = re.compile(r"[\s]*(?P<word>[@#]?[\w][\w'’&.\-]*|,)")
_BRACKET = re.compile(r"\((?P<inner>[^()\n]{2,40})\)(?=\s*(?:$|\n))")
_CREDITED = re.compile(r"(?:telah\s+)?tayang\s+di\s+(?P<name>.+?)(?:\s+dengan\s+judul|,|$)", re.IGNORECASE)
_LINE = re.compile(r"^(?:sumber|source|dikutip dari|dilansir dari)\s*:?\s*", re.IGNORECASE)
_MOST_WORDS = 6


@dataclass(frozen=True, kw_only=True)
class Source:
    """Whom an article credits; `start` and `end` are where the name stands in its text, None where it does not.

    `outlet` is the declared outlet's name, where it is one.
    """

    name: str
    kind: SourceKind
    start: int | None = None
    end: int | None = None
    rule: SourceRule
    outlet: str | None = None


def find(clipping: Clipping) -> tuple[Source, ...]:
    """Whom the article credits, in the order of the text; itself never, and nobody twice at one place."""
    found = sorted(_in_text(clipping), key=lambda source: (source.start or 0, source.rule))
    named: dict[tuple[str, int | None], Source] = {}
    for source in (*found, *_in_credit(clipping), *_in_links(clipping)):
        again = source.rule in ("credit", "link") and any(one.name == source.name for one in named.values())
        if not again and not _is_own(source, clipping.outlet):
            named.setdefault((source.name, source.start), source)
    return tuple(named.values())


def _is_own(source: Source, outlet: str) -> bool:
    return source.outlet == outlet or aliases.compact(source.name) == re.sub(r"[^a-z0-9]", "", outlet.lower())


def _in_text(clipping: Clipping) -> Iterator[Source]:
    text = clipping.text
    for cue in _CUE.finditer(text):
        first = _name(text, cue.end(), strict=_strictness(cue))
        if first is None:
            continue
        second = _name(text, first.end or 0, strict="sure", after="dari")
        # "dikutip Warta Lontar dari Reuters": the outlet names itself, or both are meant.
        yield from (first,) if second is None else (second,) if first.kind == "other" else (first, second)
    for bracket in _BRACKET.finditer(text):
        yield from _bracketed(bracket)


def _strictness(cue: re.Match[str]) -> str:
    return "sure" if cue["sure"] else "half" if cue["half"] else "weak"


def _name(text: str, at: int, *, strict: str, after: str = "") -> Source | None:
    """The name that follows a verb, past words such as "dari laman resmi"; with `after`, only past that word."""
    words = list(_words(text, at))
    led = False
    if after:
        if not words or words[0][2].lower() != after:
            return None
        words = words[1:]
    while words and not _is_named(words) and words[0][2].lower() in _FILLERS:
        led = led or words[0][2].lower() != "oleh"
        words = words[1:]
    while len(words) > 1 and words[0][2] in _COUNTRIES and _begins_name(words[1][2]):
        words = words[1:]  # "media Inggris The Guardian"
    return _source(words, sure=strict == "sure" or (strict == "half" and led))


def _is_named(words: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a known name begins here, or a name that begins like a filler does: "Kantor Berita Nusa"."""
    if aliases.longest([word for _, _, word in words[:_MOST_WORDS]])[1]:
        return True
    capitals = words[0][2][:1].isupper() and len(words) > 1 and words[1][2][:1].isupper()
    rest = words[2:] if " ".join(word for *_, word in words[:2]).lower() == "kantor berita" else words[1:]
    return capitals and not aliases.longest([word for _, _, word in rest[:_MOST_WORDS]])[1]


def _words(text: str, at: int) -> Iterator[tuple[int, int, str]]:
    """The words that follow in the same sentence and can belong to a name, each with its place."""
    while found := _WORD.match(text, at):
        if "\n" in text[at : found.start("word")]:
            return
        word, start, end = found["word"], found.start("word"), found.end()
        ends = word.endswith(".")
        word = word.rstrip(".'’-&")
        if word == "," or not word:
            return
        yield start, start + len(word), word
        if ends:
            return
        at = end


def _begins_name(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit() or word[:1] == "@" or aliases.is_domain(word)


def _source(words: Sequence[tuple[int, int, str]], *, sure: bool) -> Source | None:
    count, found = aliases.longest([word for _, _, word in words[:_MOST_WORDS]])
    if found is not None:
        return _made(found, words[0][0], words[count - 1][1])
    name: list[tuple[int, int, str]] = []
    for word in words[:_MOST_WORDS]:
        joins = bool(name) and word[2] in ("of", "the", "and", "for") and len(words) > len(name) + 1
        if word[2].lower() in _STOPS or not (_begins_name(word[2]) or joins):
            break
        name.append(word)
    while name and name[-1][2] in ("of", "the", "and", "for"):
        name.pop()
    if not name or name[0][2].isdigit():
        return None
    told = " ".join(word for *_, word in name)
    if told.startswith("@"):
        return Source(name=told, kind="social", start=name[0][0], end=name[-1][1], rule="verb")
    kind = _kind_of(told)
    if not sure and kind == "other":
        return None
    return Source(name=told, kind=kind, start=name[0][0], end=name[-1][1], rule="verb")


def _kind_of(name: str) -> SourceKind:
    """What a name that the table does not know says of itself."""
    if name.lower().startswith("kantor berita "):
        return "agency"
    return "outlet" if aliases.is_domain(name) and not name.lower().endswith((".go.id", ".ac.id")) else "other"


def _made(found: Known, start: int | None, end: int | None, rule: SourceRule = "verb") -> Source:
    return Source(name=found.name, kind=found.kind, start=start, end=end, rule=rule, outlet=found.outlet)


def _bracketed(bracket: re.Match[str]) -> Iterator[Source]:
    """Agencies between brackets at the end of a paragraph: "(Antara)", "(Reuters/AFP)"."""
    for part in re.finditer(r"[^/,;|]+", bracket["inner"]):
        found = aliases.known(part[0].strip())
        if found is not None and found.kind == "agency" and part[0].strip()[:1].isupper():
            start = bracket.start("inner") + part.start() + len(part[0]) - len(part[0].lstrip())
            yield _made(found, start, start + len(part[0].strip()), "bracket")


def _in_credit(clipping: Clipping) -> Iterator[Source]:
    """The name in the page's own credit line, which stands in no text."""
    if not clipping.credit:
        return
    line = _LINE.sub("", clipping.credit.strip())
    name = (found["name"] if (found := _CREDITED.search(line)) else line).strip(" .\"“”'()")
    for part in filter(None, (piece.strip() for piece in re.split(r"[/;|]|\s+dan\s+", name))):
        _, found_name = aliases.longest(part.split()[:_MOST_WORDS])
        if found_name is not None:
            yield _made(found_name, None, None, "credit")
        elif part[:1].isupper() or aliases.is_domain(part):
            yield Source(name=part, kind=_kind_of(part), rule="credit")


def _in_links(clipping: Clipping) -> Iterator[Source]:
    """Links of the story to another outlet: a known host, or one that the linked words name."""
    own = aliases.host_of(clipping.url)
    for link in clipping.links:
        if link.kind != "inline" or not link.url:
            continue
        host = aliases.host_of(link.url)
        if not host or _registered(host) == _registered(own):
            continue
        place = clipping.text.find(link.text) if link.text else -1
        start, end = (place, place + len(link.text)) if place >= 0 else (None, None)
        if found := aliases.known_host(host):
            yield _made(found, start, end, "link")
        elif link.text and aliases.compact(link.text) == _registered(host).split(".")[0].replace("-", ""):
            yield Source(name=link.text, kind="outlet", start=start, end=end, rule="link")


def _registered(host: str) -> str:
    """A host's last two labels, or three where the last two are a country's: enough to tell one site from another."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else labels[-2:])


def _begin(db: Database) -> Run:
    def run(units: Sequence[Unit]) -> None:
        rows = [
            (one.id, number, found.name, found.kind, found.outlet, found.start, found.end, found.rule)
            for one in clippings(db, units, links=True)
            for number, found in enumerate(find(one), 1)
        ]
        db.conn.executemany("INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    return run


#: Links are written anew when a page is read again, without a change of the text: they are part of what was read.
_UNITS = """
SELECT a.id AS unit, 0 AS rank, a.text_hash || a.title_hash || a.outlet || coalesce(a.credit, '') || ' ' || coalesce(
  (SELECT group_concat(l.url || ' ' || l.text) FROM (SELECT url, text FROM links
    WHERE article_id = a.id AND kind = 'inline' ORDER BY position) AS l), '') AS digest
FROM articles AS a INDEXED BY articles_read
"""

ANALYSIS = Analysis(
    name="sources",
    version=f"1.{aliases.VERSION}.{_WORDS['version']}",
    units=_UNITS,
    tables={"sources": "article_id"},
    begin=_begin,
)
