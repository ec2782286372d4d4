"""A declaration's draft: what was seen of a site comes in, TOML goes out, each line with what it rests on. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from crawler.listings.reading import Found
from crawler.probing.clues import guess_language, guess_names, guess_per_day, guess_title, guess_zone, refused_agents
from crawler.probing.guess import Pattern
from crawler.probing.looks import Look, Source
from pipelines.address import canonical
from pipelines.items import Article

#: Machines' lists before lists for readers, the front page last.
_ORDER = ("wordpress", "feed", "news_sitemap", "sitemap", "index", "front")
#: Of what did not work out, so much is told.
_TOLD = 12
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def write_draft(seen: Look, day: date) -> str:
    """The TOML of a site, and what each guess rests on in comments. It loads, and its examples hold."""
    outlet = seen.outlet
    articles = [sample.result for sample in seen.samples if isinstance(sample.result, Article)]
    titles = [sample.facts.title for sample in seen.samples] + [seen.front.title]
    site_name = seen.front.site_name or next((one.facts.site_name for one in seen.samples if one.facts.site_name), "")
    title, title_from = guess_title(site_name, titles, outlet.domain)
    lines = [
        *_line("title", title, title_from),
        *_line("domain", outlet.domain, f"answers at {seen.base}/" if seen.base else ""),
    ]
    if seen.off:
        lines += [*_line("off", seen.off, "as robots.txt stands today"), *_line("seen", f"robots.txt, {day}")]
        return "\n".join(lines) + "\n"
    lines += _clock_and_names(seen, articles, title)
    sources = _chosen(seen)
    lines += _listings(sources)
    if seen.pattern is not None:
        lines += _pattern(seen.pattern)
    lines += [*_split(seen), *_volume(seen, articles), *_manners(seen)]
    lines += [
        *_line("confidence", _confidence(seen, articles), f"{len(articles)} articles were read"),
        *_line("seen", f"{_evidence(sources)}, {len(articles)} articles, {day}"),
        *_examples(seen.pattern),
    ]
    if seen.tried:
        lines += ["", "# What was tried and did not work out:", *(f"#   {_plain(one)}" for one in seen.tried[:_TOLD])]
    return "\n".join(lines) + "\n"


def zone_of(seen: Look, articles: Iterable[Article]) -> tuple[str, str]:
    """The site's zone, and what that rests on."""
    stamps = [one.published.at for one in articles if one.published and one.published.precision == "minute"]
    stamps += [found.published for source in seen.sources for found in source.found if found.published]
    return guess_zone([sample.facts.text for sample in seen.samples] + [seen.front.text], stamps)


def _clock_and_names(seen: Look, articles: Sequence[Article], title: str) -> Iterator[str]:
    openings = [text for one in articles for text in (one.dateline or "", one.text[:120])]
    names, met = guess_names(title, seen.outlet.domain, openings)
    yield from _line("names", list(names), f"for datelines and titles; {met} of {len(articles)} texts open with one")
    zone, rests = zone_of(seen, articles)
    yield from _line("timezone", zone, rests)
    language, rests = guess_language([one.text for one in articles])
    if language != "id":
        yield from _line("language", language, rests)


def _chosen(seen: Look) -> list[Source]:
    """The listings worth declaring: those in which the pattern finds articles."""
    kept = [source for source in seen.sources if _count(seen, source)]
    return sorted(kept, key=lambda source: _ORDER.index(source.listing.kind))


def _count(seen: Look, source: Source) -> int:
    return len({key for one in source.found if seen.pattern and seen.pattern.accepts(key := canonical(one.url))})


def _listings(sources: Iterable[Source]) -> Iterator[str]:
    yield "listings = ["
    for source in sources:
        listing = source.listing
        extra = "".join(
            f", {name} = {value}" for name, value in (("first", listing.first), ("step", listing.step)) if value != 1
        )
        links = len({canonical(one.url) for one in source.found})
        yield f"  # {links} links" + (f"; {_plain(source.remark)}" if source.remark else "")
        yield f"  {{ kind = {_quoted(listing.kind)}, url = {_quoted(listing.url)}{extra} }},"
    yield "]"


def _pattern(pattern: Pattern) -> Iterator[str]:
    basis = "listed as articles" if pattern.listed else "that look like articles"
    further = f" and {pattern.further} more with headlines" if pattern.further else ""
    yield f"# Accepts {pattern.accepted} of {pattern.of} links {basis}{further}; rejects {pattern.rejected} others."
    for what, keys in (("Misses", pattern.missed), ("Takes, and perhaps should not:", pattern.doubtful)):
        for key in keys[:3]:
            yield f"# {what} {_plain(key)}"
    yield f"article = {_quoted(pattern.article)}"
    if pattern.not_article:
        yield from _line("not_article", pattern.not_article, "tags, searches and pages about the site")


def _split(seen: Look) -> Iterator[str]:
    if seen.whole is not None:
        name, value = ("query", seen.whole.query) if seen.whole.query else ("path", seen.whole.path)
        yield f"whole = {{ {name} = {_quoted(value)} }}  # {_plain(seen.split)}"
    elif seen.next_page:
        yield from _line("next_page", seen.next_page, seen.split)


def _volume(seen: Look, articles: Sequence[Article]) -> Iterator[str]:
    """What is normal for a day, by the listing that dates most."""
    dated = [[one.published for one in _articles(seen, source) if one.published] for source in seen.sources]
    stamps: list[datetime] = max(dated, key=len, default=[])
    per_day, rests = guess_per_day(stamps, zone_of(seen, articles)[0])
    if per_day is not None:
        yield f"expect = {{ per_day = [{per_day[0]}, {per_day[1]}] }}  # {rests}"


def _articles(seen: Look, source: Source) -> Iterator[Found]:
    return (one for one in source.found if seen.pattern and seen.pattern.accepts(canonical(one.url)))


def _manners(seen: Look) -> Iterator[str]:
    refused = [agent for agent in refused_agents(seen.robots) if agent != "*"]
    if refused:
        yield from _line("terms", f"robots.txt refuses {', '.join(refused)[:300]}", "read its terms too")
    if seen.outlet.local:
        yield "local = true"
        yield "delay = 0"


def _confidence(seen: Look, articles: Sequence[Article]) -> str:
    pattern = seen.pattern
    sure = pattern is not None and pattern.listed and pattern.accepted == pattern.of >= 10 and not pattern.doubtful
    return "medium" if sure and len(articles) == 3 and all(one.published for one in articles) else "low"


def _evidence(sources: Iterable[Source]) -> str:
    return ", ".join(dict.fromkeys(source.listing.kind.replace("_", " ") for source in sources))


def _examples(pattern: Pattern | None) -> Iterator[str]:
    for name, keys in (("examples", pattern.examples), ("not_examples", pattern.not_examples)) if pattern else ():
        if keys:
            yield f"{name} = ["
            yield from (f"  {_quoted(key)}," for key in keys)
            yield "]"


def _line(key: str, value: object, remark: str = "") -> Iterator[str]:
    text = f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) else _quoted(str(value))
    yield f"{key} = {text}" + (f"  # {_plain(remark)}" if remark else "")


def _quoted(text: str) -> str:
    """A TOML string: literal where it can be, so that patterns read as they are."""
    text = _UNSHOWN.sub(" ", text)
    if "\\" in text and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    """A remark on one line: what a site wrote must not become a line of the declaration."""
    return " ".join(_UNSHOWN.sub(" ", text).split())[:240]
