"""Which of a page's texts is the headline: markup in, title, its source and the line it stands in out.

The headline is what is printed: the heading that agrees with what the meta tags, JSON-LD and <title> say.
Outlet names, sections and page numbers that those add fall away by the agreement itself; only where no
printed text agrees are they cut off by rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.items import Rules
from pipelines.jsonld import clean, text_of
from pipelines.markup import Heading, Markup

_PAGE = re.compile(
    r"\s*(?:[-–—|:,(/]\s*)?\b(?:Halaman|Hal\.?|Page|Laman)\s*(?:ke-?\s?)?(?:\d{1,3}(?:\s*(?:/|dari|of)\s*\d{1,3})?|all|semua)\s*\)?\s*$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[-–—|•·»:]{1,2}\s+|\s*\|\s*|\s+::?\s+|(?:^|\s+)\.?::\.?\s+")
_HOST = re.compile(r"^\s*(?:[\w-]+\.){1,3}(?:com|id|net|org|tv|news|co)\s*$", re.IGNORECASE)
_CUT = re.compile(r"(?:\.{2,}|…)\s*$")
_WORD = re.compile(r"[^\W_]+")
#: What holds a title in passing: a breadcrumb's last item, a list of others' stories.
_PASSING = frozenset({"a", "li", "td", "option"})
#: JSON-LD headlines are cut near 110 characters, og:title by some themes near 60-70, without a mark.
_CUT_LENGTHS = 55


@dataclass(frozen=True, kw_only=True)
class Headline:
    """The title, where it was taken from, and the number of the line it is printed in (None: nowhere)."""

    text: str
    source: str | None
    at: int | None


def read_headline(markup: Markup, names: frozenset[str]) -> Headline:
    """The headline of a page; its text is "" where the page has none. `names` are the keys of the outlet's."""
    claims = list(_claims(markup))
    keyed = ((heading, _key(heading.text)) for heading in markup.headings)
    headings = [(heading, key) for heading, key in keyed if not _names_outlet(heading.text, key, names)]
    found = _agreeing(headings, [*claims, *_slug(markup)]) or _only(heading for heading, _ in headings)
    if found is not None:
        heading, claim = found
        if heading.level > 1 and (exact := _exact(markup, heading, [strip_names(claim, names) for claim, _ in claims])):
            return exact
        return Headline(text=_settle(heading.text, claim, claims), source=f"h{heading.level}", at=heading.at)
    if printed := _printed(markup, [strip_names(claim, names) for claim, _ in claims]):
        return printed
    first = next((h for h in markup.headings if h.level == 1 and len(h.text) > 15), None)
    for claim, source in claims:
        if not _is_outlet(claim, names):
            return Headline(text=strip_names(claim, names), source=source, at=first.at if first else None)
    if first is not None:
        return Headline(text=_PAGE.sub("", first.text), source="h1", at=first.at)
    return Headline(text="", source=None, at=None)


def _exact(markup: Markup, heading: Heading, claims: list[str]) -> Headline | None:
    """A line that says exactly what a claim says, where the heading found does not: a headline set in h5 (Merdeka)."""
    wanted = {key for claim in claims if len(key := _key(claim)) >= 12}
    if _key(heading.text) in wanted:
        return None
    for at, line in enumerate(markup.lines):
        if not line.aside and line.element.tag not in _PASSING and len(line.text) < 300 and _key(line.text) in wanted:
            return Headline(text=_PAGE.sub("", line.text), source="printed", at=at)
    return None


def _printed(markup: Markup, claims: Iterable[str]) -> Headline | None:
    """A line that says what a claim says: pages without headings."""
    keys = [(at, key) for at, line in enumerate(markup.lines) if len(line.text) < 300 and (key := _key(line.text))]
    for claim in claims:
        wanted = _key(claim)
        if len(wanted) < 12:
            continue
        for at, key in keys:
            most = len(key) >= 25 and wanted.startswith(key) and len(key) > 0.8 * len(wanted)
            if key == wanted or most:
                return Headline(text=_PAGE.sub("", markup.lines[at].text), source="printed", at=at)
    return None


def outlet_names(markup: Markup, rules: Rules) -> frozenset[str]:
    """Keys of every name the outlet goes by on this page: its declared names, hosts, og:site_name, publisher."""
    names = [rules.title, rules.outlet, *rules.names, *rules.domains]
    names += [domain.split(".")[0] for domain in rules.domains]
    names += markup.metas.get("og:site_name", ())
    names += [text_of(one.get("publisher")) for one in markup.articles]
    host = markup.url.partition("//")[2].partition("/")[0].removeprefix("www.")
    parts = host.split(".")
    if len(parts) > 1:  # the subdomain alone is a section ("nasional") more often than a name
        brand = -3 if len(parts) > 2 and len(parts[-2]) <= 3 else -2
        names += [host, ".".join(parts[brand:]), parts[brand]]
    return _keys_of(tuple(filter(None, names)))


@lru_cache(maxsize=1024)
def _keys_of(names: tuple[str, ...]) -> frozenset[str]:
    """The keys of an outlet's names, which its pages repeat."""
    keys = {_key(name) for name in names}
    return frozenset(key for key in keys if len(key) > 1 and key not in {"www", "m", "com", "co", "id"})


def strip_names(title: str, names: frozenset[str]) -> str:
    """A claimed title without the outlet, its sections and the page number at its ends."""
    title = _PAGE.sub("", title).strip()
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
        first, rest = title[: parts[0].start()], title[parts[0].end() :]
        if _is_outlet(tail, names) and head:
            title = _PAGE.sub("", head)
        elif _is_outlet(first, names) and rest:
            title = rest
        else:
            break
    for name in sorted(names, key=len, reverse=True):  # "Bola.net: Judul", the colon without a space before it
        start, colon, rest = title.partition(": ")
        if colon and _key(start) == name and rest:
            title = rest
    return title.strip()


def _is_outlet(text: str, names: frozenset[str]) -> bool:
    return _names_outlet(text, _key(text), names)


def _names_outlet(text: str, key: str, names: frozenset[str]) -> bool:
    if not key or _HOST.match(text):
        return True
    return len(key) <= 45 and any(key == n or (len(n) > 3 and (key.startswith(n) or key.endswith(n))) for n in names)


def _claims(markup: Markup) -> Iterable[tuple[str, str]]:
    """What the head of the page calls the story, the most trusted first."""
    for text in markup.metas.get("og:title", ()):
        yield clean(text), "og:title"
    for one in markup.articles:
        if text := text_of(one.get("headline") or one.get("name")):
            yield text, "json-ld"
    for text in markup.metas.get("twitter:title", ()):
        yield clean(text), "meta"
    if markup.title:
        yield markup.title, "title"
    for name in ("title", "dcterms.title", "dc.title", "content_title"):
        for text in markup.metas.get(name, ()):
            yield clean(text), "meta"


def _agreeing(headings: Iterable[tuple[Heading, str]], claims: list[tuple[str, str]]) -> tuple[Heading, str] | None:
    """The heading that agrees best with a claim: level, place and likeness weighed. Headings come with their keys."""
    best: tuple[float, Heading, str] | None = None
    # What og:title, twitter:title and <title> claim is mostly one and the same.
    keys: dict[tuple[str, frozenset[str]], str] = {}
    for claim, _ in claims:
        keys.setdefault((_key(claim), _words(claim)), claim)
    for order, (heading, key) in enumerate(headings):
        if len(heading.text) > 400 or (best and _score(1, heading, order) <= best[0] + 1e-9):
            continue
        words = _words(heading.text)
        for (wanted, theirs), claim in keys.items():
            likeness = _likeness(key, wanted, words, theirs)
            if likeness < 0.6:
                continue
            score = _score(likeness, heading, order)
            if best is None or score > best[0] + 1e-9:
                best = (score, heading, claim)
    return (best[1], best[2]) if best else None


def _score(likeness: float, heading: Heading, order: int) -> float:
    return likeness + (0.3, 0.2, 0.1, 0.0)[heading.level - 1] + 0.2 * heading.headline - 0.002 * min(order, 50)


def _slug(markup: Markup) -> Iterable[tuple[str, str]]:
    """The words of the page's address: what the headline was when the story was filed."""
    parts = [part for part in markup.url.partition("?")[0].split("/")[3:] if part.count("-") > 2 or part.count(".") > 3]
    if parts:
        yield re.sub(r"[-.]+", " ", re.sub(r"\.(?:html?|php)$", "", parts[-1])), "url"


def _only(headings: Iterable[Heading]) -> tuple[Heading, str] | None:
    """The one first-level heading of a page whose head words the story otherwise; a sentence, no name."""
    first = [heading for heading in headings if heading.level == 1]
    if len(first) == 1 and len(first[0].text.split()) > 4:
        return first[0], first[0].text
    return None


def _likeness(key: str, wanted: str, words: frozenset[str], theirs: frozenset[str]) -> float:
    """How far a heading is what a claim says: 1 for the same text, prefixes near it, else shared words."""
    if not key or not wanted:
        return 0.0
    if key == wanted:
        return 1.0
    if len(key) >= 12 and (wanted.startswith(key) or wanted.endswith(key)):
        return 0.7 + 0.25 * len(key) / len(wanted)
    if len(wanted) >= 12 and (key.startswith(wanted) or key.endswith(wanted)):
        return 0.7 + 0.25 * len(wanted) / len(key)
    if len(words) < 3:
        return 0.0
    shared = len(words & theirs)
    return 0.9 * shared / len(words) if shared >= 3 and shared / len(theirs) > 0.5 else 0.0


def _settle(heading: str, claim: str, claims: list[tuple[str, str]]) -> str:
    """The heading as printed; the claim where the heading holds a rubric or a note besides the headline."""
    heading = _PAGE.sub("", heading).strip()
    key, wanted = _key(heading), _key(claim)
    if len(key) > len(wanted) >= 12 and wanted in key and not _CUT.search(claim):
        sources = {source for text, source in claims if _key(text) == wanted}
        if len(sources) > 1 and (key.endswith(wanted) or len(claim) < _CUT_LENGTHS):
            return claim
    return heading


def _key(text: str) -> str:
    """Letters and digits in small, for comparing."""
    if text.endswith(("..", "…", " ")):
        text = _CUT.sub("", text)
    if text and (text[-1].isdigit() or text[-1] in ")lLaA "):  # a page's number, "all" or "semua": few texts pay
        text = _PAGE.sub("", text)
    return "".join(_WORD.findall(text.lower()))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
