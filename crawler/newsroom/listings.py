"""The lists that outlets keep for machines: feeds, sitemaps, the WordPress interface; and the entries of every list."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from crawler.newsroom.records import Newsfile, Site, Story
from crawler.newsroom.rendering import render, shown
from crawler.newsroom.responses import Response

#: The last day of the newsroom's three weeks, which is its today.
TODAY = date(2026, 6, 21)
#: How many stories a page of the dated index holds: few, so that a day of three has a second page.
INDEX_PAGE = 2
#: A news sitemap holds the last days only, as its specification asks.
NEWS_DAYS = 3

XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line in a list: a story, or a link that leads somewhere else."""

    url: str
    title: str
    published: datetime
    changed: datetime
    section: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    language: str = "id"
    kind: str = ""
    story: Story | None = None

    @property
    def rfc822(self) -> str:
        """Its time as feeds write it."""
        return format_datetime(self.published)


def entry(story: Story, url: str = "") -> Entry:
    """A story's line, at its own address or another that leads to it."""
    return Entry(
        url=url or story.url, title=story.site.typeset(story.title), published=story.published, changed=story.served,
        section=story.section, summary=story.lead, tags=story.tags, language=story.language, story=story,
    )  # fmt: skip


def entries(news: Newsfile, site: Site) -> list[Entry]:
    """Everything that an outlet's lists hold, the newest first: its stories, and the links planted among them."""
    traps = [
        Entry(url=trap.url, title=trap.title, published=trap.published, changed=trap.published, kind=trap.kind)
        for trap in news.traps
        if trap.outlet == site.name
    ]
    return sorted([*map(entry, news.of(site)), *traps], key=lambda line: (line.published, line.url), reverse=True)


def machine_listing(news: Newsfile, site: Site, path: str, asked: Mapping[str, str]) -> Response | None:
    """The feed, sitemap or interface at a path; None where the outlet has none there."""
    lines = entries(news, site)
    plain = [line for line in lines if line.kind != "off_site"]
    match site.cms, path:
        case "paragraphs", "/rss":
            return _xml("xml/rss.xml", site, lines)
        case "wordpress", "/feed/":
            return _xml("xml/wordpress.xml", site, lines[:10])
        case "tables", "/feed.xml":
            return _xml("xml/rss.xml", site, lines)
        case "breaks", "/atom.xml":
            return _xml("xml/atom.xml", site, lines)
        case (("paragraphs" | "wire"), "/sitemap-news.xml"):
            return _xml("xml/news_sitemap.xml", site, [line for line in plain if _recent(line)])
        case "misdated", "/sitemap.xml":
            return _xml("xml/sitemap.xml", site, plain)
        case "parts", "/sitemap.xml":
            return _xml("xml/sitemap_index.xml", site, plain)
        case "parts", "/sitemap-halaman.xml":
            return _xml("xml/sections.xml", site, plain)
        case "parts", "/sitemap-2026-06.xml.gz":
            packed = gzip.compress(_xml("xml/sitemap.xml", site, plain).body, mtime=0)
            return Response(body=packed, type="application/gzip", changed=plain[0].changed)
        case "wordpress", "/wp-json/wp/v2/posts":
            return _posts(news, site, asked)
    return None


def _recent(line: Entry) -> bool:
    return (TODAY - line.published.date()).days < NEWS_DAYS


def _xml(template: str, site: Site, lines: list[Entry]) -> Response:
    changed = max((line.changed for line in lines), default=None)
    return Response(body=render(template, site=site, lines=lines, changed=changed), type=XML, changed=changed)


def _posts(news: Newsfile, site: Site, asked: Mapping[str, str]) -> Response:
    """The posts of the WordPress interface, paged and filtered as WordPress does it, with its two counting headers."""
    stories = news.of(site)
    for key, keep in (("after", 1), ("before", -1)):
        if key in asked:
            limit = _moment(site, asked[key])
            stories = [story for story in stories if (story.published - limit).total_seconds() * keep > 0]
    if asked.get("order") == "asc":
        stories.reverse()
    size, page = asked.get("per_page", "10"), asked.get("page", "1")
    if not (size.isdigit() and 1 <= int(size) <= 100 and page.isdigit() and int(page) >= 1):
        return _json({"code": "rest_invalid_param", "message": "Parameter tidak valid.", "data": {"status": 400}}, 400)
    total = -(-len(stories) // int(size))
    if int(page) > max(total, 1):
        wrong = "Jumlah halaman yang diminta melebihi jumlah halaman yang tersedia."
        return _json({"code": "rest_post_invalid_page_number", "message": wrong, "data": {"status": 400}}, 400)
    start = (int(page) - 1) * int(size)
    headers = [("X-WP-Total", str(len(stories))), ("X-WP-TotalPages", str(total))]
    if int(page) < total:
        following = urlencode({**asked, "page": str(int(page) + 1)})
        headers.append(("Link", f'<{site.root}/wp-json/wp/v2/posts?{following}>; rel="next"'))
    return _json([_post(story) for story in stories[start : start + int(size)]], headers=tuple(headers))


def _moment(site: Site, text: str) -> datetime:
    """A time as the interface takes it: without an offset it is the outlet's own clock. A wrong `+` came as a space."""
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=site.clock)


def _post(story: Story) -> dict[str, Any]:
    content = render("wordpress/content.html", story=story, site=story.site, blocks=shown(story)).decode()
    number = int(story.published.timestamp()) % 1000000
    return {
        "id": number,
        "date": f"{story.published:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{story.published.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": f"{story.site.root}/?p={number}"},
        "modified": f"{story.changed:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{story.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "slug": story.slug,
        "status": "publish",
        "type": "post",
        "link": story.url,
        "title": {"rendered": _entities(story.title)},
        "content": {"rendered": content, "protected": False},
        "excerpt": {"rendered": f"<p>{_entities(story.lead)}</p>\n", "protected": False},
        "author": 1,
        "format": "standard",
    }


def _entities(text: str) -> str:
    """Text as WordPress renders it: quotation marks and dashes as numbered entities."""
    return "".join(f"&#{ord(letter)};" if letter in "“”‘’–—&" else letter for letter in text)


def _json(values: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    body = json.dumps(values, ensure_ascii=False).encode()
    return Response(status=status, body=body, type="application/json; charset=UTF-8", headers=headers)
