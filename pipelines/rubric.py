"""Where a story belongs: markup in; section, tags and kind out.

The words live in `rubric.toml`; what is decided here is which of a page's many lists is the story's own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import get_args
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from pipelines import jsonld
from pipelines.headings import Headline
from pipelines.items import Kind
from pipelines.jsonld import clean, text_of, texts_of
from pipelines.markup import Mark, Markup

_WORDS = tomllib.loads((Path(__file__).with_suffix(".toml")).read_text(encoding="utf-8"))
_NOT_SECTIONS = frozenset(_WORDS["not_sections"])
_NOT_SEGMENTS = frozenset(_WORDS["not_segments"])
_NOT_HOSTS = frozenset(_WORDS["not_hosts"])
_KINDS: dict[str, Kind] = {word: kind for kind in get_args(Kind) for word in _WORDS["kinds"].get(kind, ())}
_TITLES: dict[str, Kind] = {word: kind for kind in get_args(Kind) for word in _WORDS["titles"].get(kind, ())}
_COLUMNS: dict[str, Kind] = dict.fromkeys(_WORDS["columns"]["opinion"], "opinion")
#: A list counts its items: no outlet's own opinion, whatever its rubric is called. What it counts is no time or money.
_LISTED = re.compile(
    r"(?:^|\b(?:dan|ini|inilah|berikut)\s)\d{1,2}\s+"
    r"(?!(?:jam|hari|minggu|pekan|bulan|tahun|dekade|abad|persen|ribu|juta|miliar|triliun|kali)\b)[^\W\d]",
    re.IGNORECASE,
)
_LIVE = re.compile(r"LIVE\s+(?!STREAM)\w")
#: Items that are a section only where nothing says more.
_LOOSE = frozenset({"berita", "news", "artikel"})
_FOLDER = re.compile(r"[a-z][a-z-]{2,30}")
_HOME = frozenset({"home", "beranda", "depan", "halaman depan", "halaman utama"})
_SCRIPTED = re.compile(
    r"""["'](?:content_?(?:group|category)|article_?section|kanal|rubrik|category|section|channel)\d?["']\s*:\s*["']([^"'\\]{2,40})["']""",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s*(?:[>»›|→/\\•·❯]|&gt;|&raquo;|::)\s*")
_OPENING = re.compile(r"^\W{0,2}([^:|\]\)]{2,22}?)\s*[:|\]\)]")
_TAG_LABEL = re.compile(
    r"^(?:tags?(?: terkait| berita)?|topik(?: terkait)?|topic|label|keywords?|kata kunci|tagar|berita terkait)\s*:?\s*",
    re.IGNORECASE,
)
_MOST_TAGS, _LONG_TAG = 25, 60
_ITEMS = frozenset({"li", "span", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "p"})
_NOT_TAGS = frozenset(
    {"lihat selengkapnya", "selengkapnya", "lihat semua", "more", "topik lainnya", "lainnya", "semua topik"}
)


def read_section(markup: Markup, title: str, headline: int | None, names: frozenset[str]) -> str | None:
    """The section as the outlet prints it: the breadcrumb's last item, else what meta tags or the address say.

    A link alone in the line above the headline is a section too; what the page's own scripts call it is one where
    the page also prints it.
    """
    loose = ""
    for items in (*_crumbs(markup), *_trails(markup, headline)):
        kept = [item for item in items if _is_section(item, title, names)]
        if kept:
            return kept[-1]
        loose = loose or items[-1]
    for text in chain(_claimed_sections(markup), _kicker(markup, headline), _scripted(markup)):
        if _is_section(text, title, names):
            return text
    parts = urlsplit(markup.url)
    first = [part for part in parts.path.split("/") if part]
    if len(first) > 1 and first[0].lower() not in _NOT_SEGMENTS and _FOLDER.fullmatch(first[0].lower()):
        return first[0].replace("-", " ").title()
    host = (parts.hostname or "").split(".")
    if len(host) > 2 and host[0] not in _NOT_HOSTS and len(host[-2]) > 3 and host[0].isalpha():
        return host[0].title()
    return loose.title() if loose.lower() in _LOOSE else None


def read_tags(markup: Markup, headline: Headline, section: str | None, names: frozenset[str]) -> tuple[str, ...]:
    """The story's tags as printed; without a printed list, what the head of the page claims."""
    shown = max(_lists(markup, headline.at or 0), key=lambda found: (found[0], len(found[1])), default=(0, []))[1]
    tags = _distinct(shown, None, names) or _distinct(_claimed_tags(markup, headline.text, names), section, names)
    return tuple(tags[:_MOST_TAGS])


def read_kind(markup: Markup, title: str, section: str | None) -> Kind:
    """What kind of page this is, by its address, section, types and how its title begins."""
    if _LIVE.match(title) and not title.isupper():
        return "live"
    opening = _OPENING.match(title)
    if opening and (kind := _TITLES.get(opening[1].strip().lower())):
        return kind
    if jsonld.of_type(markup.objects, jsonld.CLAIMS):
        return "factcheck"
    parts = urlsplit(markup.url)
    segments = [unquote(part).lower() for part in parts.path.split("/")[:-1] if part]
    words = [
        *segments,
        *(parts.hostname or "").split(".")[:1],
        (section or "").lower(),
        *map(str.lower, _claimed_sections(markup)),
    ]
    listed = _LISTED.search(title) is not None
    for word in words:
        if listed and word.split(" ")[0] == "editorial":
            continue  # lists fill a rubric of this name on sport sites (Bola.net)
        if kind := _KINDS.get(word) or _COLUMNS.get(word.split(" ")[0]):
            return kind
    types = {name for one in markup.objects for name in jsonld.types_of(one)}
    if "LiveBlogPosting" in types:
        return "live"
    if "OpinionNewsArticle" in types:
        return "opinion"
    if "AdvertiserContentArticle" in types:
        return "advertorial"
    if markup.meta("og:type").lower().startswith("video") or ("VideoObject" in types and not markup.articles):
        return "video"
    if "ImageGallery" in types and not markup.articles:
        return "photo"
    return "news"


def _crumbs(markup: Markup) -> Iterator[list[str]]:
    """The page's breadcrumbs, printed ones first."""
    seen: list[HtmlElement] = []
    for mark in markup.marks:
        if mark.kind == "crumb" and not any(mark.element in element.iter() for element in seen[-1:]):
            seen.append(mark.element)
            texts = (piece for text in mark.element.itertext() if isinstance(text, str) for piece in _CRUMB.split(text))
            items = [item for piece in texts if (item := clean(piece)) and any(c.isalpha() for c in item)]
            if items and len(items) <= 8:
                yield items
    for one in jsonld.of_type(markup.objects, ("BreadcrumbList",)):
        members = one.get("itemListElement")
        if isinstance(members, list):
            yield [
                name
                for member in members
                if isinstance(member, dict) and (name := text_of(member.get("name") or member.get("item")))
            ]


def _trails(markup: Markup, headline: int | None) -> Iterator[list[str]]:
    """Breadcrumbs that no class names: a line above the headline that begins at home."""
    for line in markup.lines[max(0, (headline or 0) - 6) : headline or 0]:
        items = [clean(piece) for piece in _CRUMB.split(line.text)] if len(line.text) < 120 else []
        if 1 < len(items) <= 5 and items[0].lower() in _HOME and "|" not in line.text:
            yield items


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # a bracket in the host: not an address
        return ""


def _kicker(markup: Markup, headline: int | None) -> Iterator[str]:
    """A link alone in its line right above the headline, to a folder of the outlet."""
    for line in reversed(markup.lines[max(0, (headline or 0) - 2) : headline or 0]):
        links = line.element.iter("a") if len(line.text) <= 30 and not line.aside else ()
        for link in links:
            folders = [
                part for part in _path(link.get("href") or "").lower().split("/") if part and part not in _NOT_SEGMENTS
            ]
            if (
                len(folders) == 1
                and clean(link.text_content()) == line.text
                and _FOLDER.fullmatch(folders[0])
                and line.text.lower() not in _LOOSE
            ):
                yield line.text


def _scripted(markup: Markup) -> Iterator[str]:
    printed = {line.text.strip("#:,. ").lower() for line in markup.lines if len(line.text) <= 40}
    for script in markup.scripts:
        yield from (text for text in map(clean, _SCRIPTED.findall(script)) if text.lower() in printed)


def _claimed_sections(markup: Markup) -> Iterator[str]:
    for name in ("article:section", "content_category", "content_subcategory", "articlesection", "section"):
        yield from (clean(value) for value in markup.metas.get(name, ()))
    for one in markup.articles:
        yield from texts_of(one.get("articleSection"))


def _is_section(text: str, title: str, names: frozenset[str]) -> bool:
    plain = text.strip(" .-").lower()
    key = re.sub(r"[\W_]+", "", plain)
    if not 2 <= len(plain) <= 40 or plain in _NOT_SECTIONS or not any(c.isalpha() for c in plain):
        return False
    if key in names or any(len(name) > 4 and key.startswith(name) for name in names):
        return False
    if re.search(r"\.(?:com|co\.id|id|net|tv|org)$", plain) or plain.startswith(("http", "/")):
        return False
    return not title.lower().startswith(plain) or len(plain) < 15


def _lists(markup: Markup, headline: int) -> Iterator[tuple[int, list[str]]]:
    """Lists of tags below the headline, each with how sure it is the story's own."""
    groups: dict[HtmlElement, list[Mark]] = {}
    named = {mark.element: mark for mark in markup.marks if mark.kind == "tag" and mark.element.tag != "a"}
    for mark in markup.marks:
        if mark.kind == "tag" and mark.element.tag == "a" and mark.at > headline:
            groups.setdefault(_container(mark.element, named), []).append(mark)
    for element, mark in named.items():
        if mark.at > headline and not any(known is element or element in known.iterancestors() for known in groups):
            if any(known in groups for known in element.iterancestors()):
                continue
            links = [Mark("tag", a, mark.at, mark.aside) for a in element.iter("a")]
            texts = [link.text for link in links]
            if texts and all(len(text) <= 40 for text in texts):
                yield 1 + (not mark.aside), texts
    for element, marks in groups.items():
        texts = [mark.text for mark in marks]
        whole = len(" ".join(element.text_content().split()))
        if element not in named and (sum(map(len, texts)) < 0.5 * whole - 25 or len(texts) > 40):
            continue  # links in the story's own sentences
        yield 2 + (element in named) + 2 * (not marks[0].aside), texts


def _container(link: HtmlElement, named: dict[HtmlElement, Mark]) -> HtmlElement:
    """The list a tag link stands in: the widest one named so, else two steps up, past the item and its wrapping."""
    above = list(link.iterancestors())[:7]
    wide = [
        element
        for element in above
        if element in named and element.tag not in _ITEMS and element.tag not in {"body", "article", "main"}
    ]
    if wide:
        return wide[-1]
    step = above[0]
    for outer in above[1:3]:
        if step.tag in _ITEMS or sum(1 for _ in step.iter("a")) == 1:
            step = outer
    return step


def _claimed_tags(markup: Markup, title: str, names: frozenset[str]) -> Iterator[str]:
    """Tags of the head of the page, where they are the story's and not the title in pieces or the whole outlet's."""
    prose = f"{markup.title} {markup.meta('description', 'og:description')}".lower()
    lists = [
        markup.metas.get("article:tag", ()),
        [v for one in markup.articles for v in texts_of(one.get("keywords"))],
    ]
    lists += [markup.metas.get(name, ()) for name in ("content_tags", "news_keywords", "keywords")]
    for values in lists:
        tags = [tag for value in values for tag in map(clean, re.split(r"[,;|]", value)) if tag]
        words = [tag for tag in tags if " " not in tag and tag.lower() in prose]
        if (
            not tags
            or (len(tags) > 4 and len(words) > 0.7 * len(tags))
            or any(prose.startswith(t.lower()) and len(t) > 30 for t in tags)
            or _of_outlet(tags, title, names)
        ):
            continue
        yield from (
            tag for tag in tags if not re.match(r"^(?:editor|reporter|penulis|topic|penerbit)\s*:", tag, re.IGNORECASE)
        )
        return


def _of_outlet(tags: list[str], title: str, names: frozenset[str]) -> bool:
    """Whether keywords name the outlet and nothing of the story: the same on each of its pages."""
    own = [tag for tag in tags if re.sub(r"[\W_]+", "", tag.lower()) in names]
    told = set(re.findall(r"\w+", title.lower())) - {word for tag in own for word in tag.lower().split()}
    return bool(own) and told.isdisjoint(word for tag in tags for word in tag.lower().split())


def _distinct(texts: Iterable[str], section: str | None, names: frozenset[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in (piece for printed in texts for piece in printed.split(";")):  # an editor put five into one: Dream
        tag = _TAG_LABEL.sub("", clean(text)).strip("# ,;.•|")
        key = re.sub(r"[\W_]+", "", tag.lower())
        if (
            1 < len(tag) <= _LONG_TAG
            and key
            and key not in names
            and tag.lower() not in _NOT_TAGS
            and tag.lower() != (section or "").lower()
        ):
            found.setdefault(tag.lower(), tag)
    return list(found.values())
