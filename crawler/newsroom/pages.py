"""What an outlet of the newsroom answers: a path and a query come in, a `Response` goes out. Nothing is sent here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import parse_qsl

from markupsafe import Markup

from crawler.newsroom import listings, metadata
from crawler.newsroom.content import read_newsfile
from crawler.newsroom.records import Newsfile, Site, State, Story, Trap, slugify
from crawler.newsroom.rendering import parts, render, shown
from crawler.newsroom.responses import Response

#: What a slow page takes, in seconds: long enough to be seen in a ledger, short enough for a test.
SLOW = 1.2
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff"
    "5c5e8f6f0000000049454e44ae426082"
)


@cache
def answer(state: State, site_name: str, path: str, query: str) -> Response:
    """What the outlet serves at a path: a pure function of the state, so that ETags hold from run to run."""
    news = read_newsfile(state)
    site = news.sites[site_name]
    asked = dict(parse_qsl(query))
    if path == "/robots.txt":
        return Response(body=site.robots.lstrip().encode(), type="text/plain") if site.robots else _missing(news, site)
    if path.startswith("/foto/") and path.endswith(".png"):
        return Response(body=PIXEL, type="image/png")
    if made := listings.machine_listing(news, site, path, asked):
        return made
    for story in news.stories.values():
        if story.site is site and (made := _story(news, story, path, asked)):
            return made
    for trap in news.traps:
        if trap.url == site.root + path:
            return _trap(news, site, trap, path, asked)
    return _people_listing(news, site, path, asked) or _missing(news, site)


def _story(news: Newsfile, story: Story, path: str, asked: Mapping[str, str]) -> Response | None:
    if path in {story.path, "/amp" + story.path} and story.gone:
        body = _page(news, story.site, "notice.html", heading="Berita ini telah dicabut oleh redaksi")
        return Response(status=410, body=body)
    if path == story.path:
        return _article(news, story, asked)
    if story.amp and path == "/amp" + story.path:
        return Response(
            body=render("amp.html", site=story.site, story=story, blocks=shown(story)), changed=story.served
        )
    if path == story.alias or path + "/" == story.path:
        return Response(status=301, headers=(("Location", story.url),))
    return None


def _article(news: Newsfile, story: Story, asked: Mapping[str, str]) -> Response:
    split, number = parts(story), asked.get("page", "1")
    whole = number == "all" or len(split) == 1
    if not whole and (not number.isdigit() or not 1 <= int(number) <= len(split)):
        return _missing(news, story.site)
    own = news.of(story.site)
    others = [other for other in own if other is not story]
    related = [other for other in others if set(other.tags) & set(story.tags)] or others
    body = render(
        f"{story.site.cms}/article.html",
        site=story.site, story=story, blocks=shown(story) if whole else split[int(number) - 1],
        ld=_script(metadata.linked_data(story)), part=1 if whole else int(number), of=1 if whole else len(split),
        popular=others[-5:], related=related[:4], sections=story.site.sections,
    )  # fmt: skip
    return Response(body=body, changed=story.served, delay=SLOW if story.trouble == "slow" else 0.0)


def _script(values: object) -> Markup:
    return Markup(json.dumps(values, ensure_ascii=False, indent=1).replace("<", "\\u003c"))  # noqa: S704


def _page(news: Newsfile, site: Site, template: str, **values: object) -> bytes:
    return render(
        f"{site.cms}/{template}" if template == "list.html" else template,
        site=site, sections=site.sections, popular=news.of(site)[-5:], **values,
    )  # fmt: skip


def _missing(news: Newsfile, site: Site) -> Response:
    return Response(status=404, body=_page(news, site, "notice.html", heading="404 Halaman tidak ditemukan"))


def _trap(news: Newsfile, site: Site, trap: Trap, path: str, asked: Mapping[str, str]) -> Response:
    match trap.kind:
        case "missing":
            return _missing(news, site)
        case "gone":
            return Response(status=410, body=_page(news, site, "notice.html", heading="Berita telah dihapus"))
        case "forbidden":
            return Response(status=403, body=_page(news, site, "notice.html", heading="403 Akses ditolak"))
        case "soft_404":
            return Response(body=_page(news, site, "notice.html", heading="Halaman tidak ditemukan"))
        case "loop":
            back = path if "ulang" in asked else path + "?ulang=1"
            return Response(status=302, headers=(("Location", site.root + back),))
        case "login":
            return Response(body=_page(news, site, "login.html", heading=trap.title))
        case "document":
            return Response(body=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n", type="application/pdf")
        case "robots":
            return Response(body=_page(news, site, "notice.html", heading=trap.title))
    raise ValueError(f"{trap.url}: no such kind of trap: {trap.kind}")


def _people_listing(news: Newsfile, site: Site, path: str, asked: Mapping[str, str]) -> Response | None:
    """Front, section, tag and index pages: lists for readers, in the outlet's own markup."""
    entries = [entry for entry in listings.entries(news, site) if entry.kind != "off_site"]
    name = path.strip("/")
    heading, pages, page = site.motto, 1, 1
    if path == "/indeks" and site.cms == "dated":
        day = asked.get("tanggal", "21-06-2026")
        page = int(asked["page"]) if asked.get("page", "").isdigit() else 1
        found = [entry for entry in entries if f"{entry.published:%d-%m-%Y}" == day]
        pages = -(-len(found) // listings.INDEX_PAGE)
        entries = found[(page - 1) * listings.INDEX_PAGE : page * listings.INDEX_PAGE]
        heading = f"Indeks Berita {day}"
    elif name.startswith("arsip/") and site.cms == "wire":
        entries = [entry for entry in entries if f"{entry.published:%Y/%m/%d}" == name.removeprefix("arsip/")]
        heading = f"Arsip {name.removeprefix('arsip/')}"
    elif name in {slugify(section) for section in site.sections}:
        entries = [entry for entry in entries if slugify(entry.section) == name]
        heading = name.replace("-", " ").title()
    elif name.startswith("tag/"):
        entries = [entry for entry in entries if name.removeprefix("tag/") in map(slugify, entry.tags)]
        heading = "Topik: " + name.removeprefix("tag/").replace("-", " ")
        if not entries:
            return None
    elif path != "/":
        return None
    else:
        entries = [*entries, *_twins(news, site)]
    body = _page(
        news, site, "list.html", entries=entries, heading=heading, page=page, pages=pages, path=path, asked=asked
    )
    return Response(body=body, changed=max((entry.changed for entry in entries), default=None))


def _twins(news: Newsfile, site: Site) -> Iterator[listings.Entry]:
    """The second addresses of stories that a front page also links: the AMP twin, the old short address."""
    for story in news.of(site):
        for path in filter(None, (story.alias, "/amp" + story.path if story.amp else "")):
            yield listings.entry(story, site.root + path)
