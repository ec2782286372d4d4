"""Clues to what an outlet is: texts, stamps and a robots.txt come in, names, zone, language and volume go out. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_OFFSETS = {7: "WIB", 8: "WITA", 9: "WIT"}
_PRINTED_ZONE = re.compile(r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*\(?(WIB|WITA|WIT)\b")
_WORD = re.compile(r"[a-z]+")
# The commonest words of either language that are none of the other.
_INDONESIAN = frozenset({"yang", "dan", "di", "untuk", "dengan", "pada", "dari", "ini", "itu", "tidak", "akan", "ke"})
_ENGLISH = frozenset({"the", "and", "of", "to", "in", "for", "that", "with", "was", "is", "on", "by"})
_SEPARATOR = re.compile(r"\s+[|\-–—:•»]\s+")
_OPENING = re.compile(r"(?:[^\n]{0,60}?[\s,/(|-])??(?P<name>[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,3})\)?\s*(?:,|[-–—|:])")
_GROUP = re.compile(
    r"^\s*user-agent\s*:\s*(?P<agent>[^#\n]*)|^\s*(?P<rule>disallow|allow)\s*:\s*(?P<path>[^#\n]*)", re.I
)
#: An outlet's name has so many words at most; more are a motto.
_SHORT = 4
#: A feed that holds less than this much time says nothing of a day.
_SHORTEST = timedelta(hours=2)


def guess_title(site_name: str, page_titles: Sequence[str], domain: str) -> tuple[str, str]:
    """The outlet's name as people write it, and what that rests on. The front page's title is the last one."""
    if site_name.strip():
        return _line(site_name), "og:site_name"
    pieces = [{_line(piece) for piece in _SEPARATOR.split(title)} for title in page_titles if title.strip()]
    shared = Counter(piece for one in pieces for piece in one if piece)
    if shared:
        piece, count = max(shared.items(), key=lambda item: (item[1], _alike(item[0], domain), -len(item[0])))
        if count > 1 or _alike(piece, domain):
            return piece, f"in {count} of {len(pieces)} page titles"
    opening = _line(_SEPARATOR.split(page_titles[-1])[0]) if page_titles else ""
    if 0 < len(opening.split()) <= _SHORT:
        return opening, "the front page's title"
    return label(domain).replace("-", " ").title(), "the domain alone"


def guess_names(title: str, domain: str, openings: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """The names to expect in datelines and after titles, and how many of the texts open with one of them.

    `openings` are beginnings of texts and datelines as printed. A name counts as the outlet's if it is like
    its domain or its title, or is a word of that title in capitals.
    """
    bare = domain.removeprefix("www.")
    names = [bare.upper()] if "." in bare and not bare.replace(".", "").replace(":", "").isdigit() else []
    met = 0
    words = {word.casefold() for word in title.split() if len(word) > 3}
    for opening in openings:
        found = [match["name"].strip(" .") for match in _OPENING.finditer(opening[:120])]
        own = [
            name
            for name in found
            if _alike(name, domain) or _fold(name) == _fold(title) or (name.isupper() and name.casefold() in words)
        ]
        met += bool(own)
        names.extend(own)
    names.append(title)
    return tuple(dict.fromkeys(name for name in names if name)), met


def guess_zone(texts: Iterable[str], stamps: Iterable[datetime]) -> tuple[str, str]:
    """The zone of the outlet's clock, and what that rests on. Printed zones go before machines' stamps."""
    printed = Counter(zone for text in texts for zone in _PRINTED_ZONE.findall(text))
    if printed:
        zone, count = printed.most_common(1)[0]
        return ZONES[zone], f"{zone} stands behind {count} of {printed.total()} printed times"
    hours = [offset.total_seconds() / 3600 for stamp in stamps if (offset := stamp.utcoffset())]
    offsets = Counter(_OFFSETS[int(hour)] for hour in hours if hour in _OFFSETS)
    if offsets:
        zone, count = offsets.most_common(1)[0]
        return ZONES[zone], f"{count} of {offsets.total()} machine-read times have its offset"
    return "Asia/Jakarta", "no time with a zone was seen"


def guess_language(texts: Iterable[str]) -> tuple[str, str]:
    """`id` or `en` by the commonest words, and how many there were."""
    words = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    indonesian = sum(words[word] for word in _INDONESIAN)
    english = sum(words[word] for word in _ENGLISH)
    return ("en" if english > indonesian else "id"), f"{indonesian} common Indonesian words, {english} English"


def guess_per_day(stamps: Iterable[datetime], zone: str) -> tuple[tuple[int, int] | None, str]:
    """The least and the most articles of a normal day, by the times of one listing, and what that rests on.

    The first and the last day are cut by the listing's length and by the time of asking, so only those
    between count whole; where there are none, the pace of what is there is taken for a day's.
    """
    times = sorted(stamp.astimezone(ZoneInfo(zone)) for stamp in stamps)
    if len(times) < 5 or times[-1] - times[0] < _SHORTEST:
        return None, f"{len(times)} dated articles in one listing say nothing of a day"
    days = Counter(time.date() for time in times)
    first, last = times[0].date(), times[-1].date()
    between = [days[first + timedelta(days=n)] for n in range(1, (last - first).days)]
    if len(between) >= 2:
        low, high = min(between), max(between)
        return (floor(low / 2), ceil(high * 1.5)), f"{low} to {high} articles on {len(between)} whole days"
    pace = len(times) / ((times[-1] - times[0]).total_seconds() / 86400)
    span = (times[-1] - times[0]).total_seconds() / 3600
    return (floor(pace / 3), max(ceil(pace * 2), 1)), f"{len(times)} articles in {span:.0f} hours"


def sitemaps_of(robots: str) -> list[str]:
    """The sitemaps that a robots.txt names."""
    return list(dict.fromkeys(re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", robots)))


def refused_agents(robots: str) -> tuple[str, ...]:
    """The agents to which a robots.txt closes the whole site, `*` among them if it does so to all."""
    groups: dict[str, list[tuple[str, str]]] = {}
    agents: list[str] = []
    open_group = False
    for line in robots.splitlines():
        found = _GROUP.match(line)
        if found is None:
            continue
        if found["agent"] is not None:
            agents = [*agents, found["agent"].strip()] if open_group else [found["agent"].strip()]
            open_group = True
            for agent in agents:
                groups.setdefault(agent, [])
        else:
            open_group = False
            for agent in agents:
                groups[agent].append((found["rule"].lower(), found["path"].strip()))
    return tuple(
        _line(agent)
        for agent, rules in groups.items()
        if agent
        and any(rule == "disallow" and path in ("/", "/*") for rule, path in rules)
        and not any(rule == "allow" and path for rule, path in rules)
    )


def label(domain: str) -> str:
    """The part of a domain that is the site's own: "kabar" of www.kabar.co.id."""
    host = domain.removeprefix("www.").partition(":")[0]
    parts = host.split(".")
    if all(part.isdigit() for part in parts):
        return host.replace(".", "-")
    ends = 2 if len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3 else 1
    return parts[-ends - 1] if len(parts) > ends else parts[0]


def name_for(domain: str) -> str:
    """An outlet's name for a domain: "kabar", or "kabar_bali" for a subdomain; small letters, digits and _."""
    host, _, port = domain.removeprefix("www.").partition(":")
    own = label(domain)
    before = host[: host.index(own)].rstrip(".") if own in host else ""
    name = re.sub(r"[^a-z0-9]+", "_", "_".join(filter(None, (own, before, port))).lower()).strip("_")
    return name if name[:1].isalpha() else f"situs_{name}"


def _alike(name: str, domain: str) -> bool:
    folded, own = _fold(name), _fold(label(domain))
    return len(folded) > 3 and (folded.startswith(own) or own.startswith(folded))


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+|\s+", " ", text).strip()[:100]
