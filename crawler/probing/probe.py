"""A look at a site that is not declared yet: a domain comes in, what it lists and how its articles read go out.

The errand asks for robots.txt, the front page, feeds, sitemaps, WordPress' list, an index and three articles,
one after the other; what is made of the answers is guessed by pure functions elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.listings.unpack import unpack
from crawler.outlet import Listing, ListingKind, Outlet
from crawler.probing.clues import refused_agents, sitemaps_of
from crawler.probing.dated import look_at_index
from crawler.probing.errand import Answer, Ask, run_errands
from crawler.probing.facts import read_facts
from crawler.probing.guess import Seen, guess_pattern
from crawler.probing.looks import ANY, Look, Sample, Source, newest, page_of, read_source
from crawler.probing.paging import USUAL_WHOLE, read_split
from pipelines.address import absolute, canonical
from pipelines.article import read_article
from pipelines.items import Article, Refusal, Rules

USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml")
POSTS = "/wp-json/wp/v2/posts?per_page=50&_fields=link,title,date,date_gmt,modified,modified_gmt"
ARTICLES = 3
#: Links to articles end in 404s and logins too; so many are tried for three that read.
TRIES = 7
#: A sitemap may list 50,000 addresses; so many show what they have in common.
ENOUGH = 5_000


def probe(domain: str, *, name: str, local: bool = False) -> Look:
    """Look at a site. Blocks; to be called once in a process."""
    delay = 0.0 if local else None
    outlet = Outlet(name=name, title=domain, domain=domain, article=ANY, local=local, delay=delay)
    return run_errands([outlet], look)[0]


async def look(outlet: Outlet, ask: Ask) -> Look:
    """The errand."""
    seen = Look(outlet=outlet)
    if not await _front(seen, ask):
        return seen
    await _feeds(seen, ask)
    await _sitemaps(seen, ask)
    if seen.front.wordpress:
        await _listing(seen, ask, "wordpress", seen.base + POSTS, certain=True)
    _guess(seen)
    if seen.pattern is None or not seen.pattern.accepted:
        seen.failed = f"nothing on {seen.base}/ and in its listings looks like an article"
        return seen
    await look_at_index(seen, ask)
    await _articles(seen, ask)
    await _split(seen, ask)
    _guess(seen)  # again, with the links on the articles' pages: tags and authors stand there
    return seen


async def _front(seen: Look, ask: Ask) -> bool:
    """Find the scheme and host under which the site answers, and read its front page and robots.txt."""
    domain = seen.outlet.domain
    hosts = [domain] if domain.startswith("www.") or ":" in domain else [domain, f"www.{domain}"]
    schemes = ("http", "https") if seen.outlet.local else ("https", "http")
    answer = Answer(url="", outcome="connection")
    for host, scheme in ((host, scheme) for host in hosts for scheme in schemes):
        answer = await ask(f"{scheme}://{host}/")
        if answer.outcome not in ("connection", "dns", "timeout"):
            break
        seen.tried.append(f"{answer.url}: {answer.why}")
    parts = urlsplit(answer.final_url or answer.url)
    seen.base = f"{parts.scheme}://{parts.netloc}"
    robots = await ask(f"{seen.base}/robots.txt")
    seen.robots = robots.body.decode("utf-8", "replace") if robots.came else ""
    if answer.outcome == "robots":
        agents = refused_agents(seen.robots)
        seen.off = "robots.txt refuses every crawler" if "*" in agents else "robots.txt refuses our crawler"
        return False
    if not answer.came:
        seen.failed = f"{answer.url} could not be read: {answer.why}"
        return False
    seen.front = read_facts(seen.outlet, answer.final_url, answer.body, answer.headers)
    reading = read_source(seen, Listing(kind="front", url=f"{seen.base}/"), answer)
    seen.sources.append(
        Source(listing=Listing(kind="front", url=f"{seen.base}/"), found=reading.found if reading else ())
    )
    return True


async def _feeds(seen: Look, ask: Ask) -> None:
    """Feeds that the front page names; where there are none, the usual places until one answers."""
    named = [await _listing(seen, ask, "feed", url, certain=True, remark="named by the front page")
             for url in seen.front.feeds[:3]]  # fmt: skip
    if any(named):
        return
    for path in USUAL_FEEDS:
        if await _listing(seen, ask, "feed", seen.base + path, certain=True, remark="at a usual place"):
            return


async def _sitemaps(seen: Look, ask: Ask) -> None:
    """Sitemaps that robots.txt names, those of news first; where there are none, the usual places until one answers."""
    given = (absolute(url, f"{seen.base}/") for url in sitemaps_of(seen.robots))
    named = sorted((url for url in given if url), key=lambda url: "news" not in url)
    got = [await _sitemap(seen, ask, url, "named by robots.txt") for url in named[:4]]
    if any(got):
        return
    for path in USUAL_SITEMAPS:
        if await _sitemap(seen, ask, seen.base + path, "at a usual place"):
            return


async def _sitemap(seen: Look, ask: Ask, url: str, remark: str) -> bool:
    """Read a sitemap, and of an index its likeliest children; a child of news is a listing of its own."""
    answer = await ask(url)
    reading = read_source(seen, Listing(kind="sitemap", url=url), answer)
    if reading is None:
        return False
    if _is_news(answer):
        kind: ListingKind = "news_sitemap"
        seen.sources.append(
            Source(listing=Listing(kind=kind, url=url), found=reading.found, certain=True, remark=remark)
        )
        return bool(reading.found)
    found = list(reading.found)
    ordered = sorted(reading.further, key=lambda one: one.modified.timestamp() if one.modified else 0.0, reverse=True)
    children = sorted(
        ordered, key=lambda one: not re.search(r"news|post|berita|artikel|article", urlsplit(one.url).path)
    )
    for child in children[:2]:
        answer = await ask(child.url)
        listing = Listing(kind="news_sitemap", url=child.url)
        under = read_source(seen, listing, answer)
        if under is None:
            continue
        if _is_news(answer):
            within = f"named by {urlsplit(url).path}"
            seen.sources.append(Source(listing=listing, found=under.found, certain=True, remark=within))
        else:
            found.extend(under.found)
    if found:
        seen.sources.append(Source(listing=Listing(kind="sitemap", url=url), found=tuple(found), remark=remark))
    return bool(found or reading.further)


async def _listing(
    seen: Look, ask: Ask, kind: ListingKind, url: str, *, certain: bool = False, remark: str = ""
) -> bool:
    """Read a listing, and keep it if it lists anything."""
    answer = await ask(url)
    # Where it moved to is where it stands, unless that says nothing but where we came from.
    listing = Listing(kind=kind, url=answer.final_url.replace("{", "%7B").replace("}", "%7D") or url)
    reading = read_source(seen, listing, answer)
    if reading is None or not reading.found:
        return False
    if all(source.listing.url != listing.url for source in seen.sources):
        seen.sources.append(Source(listing=listing, found=reading.found, certain=certain, remark=remark))
    return True


def _is_news(answer: Answer) -> bool:
    return b"news:publication_date" in unpack(answer.body)[0]


def _guess(seen: Look) -> None:
    """Guess what an article's address is, from what is certain, and from the rest where nothing is."""
    listed = [found.url for source in seen.sources if source.certain for found in source.found[:ENOUGH]]
    sitemaps = [source for source in seen.sources if source.listing.kind == "sitemap"]
    marks = replace(seen.outlet, whole=seen.whole, next_page=seen.next_page)
    own = {urlsplit(canonical(sample.page.final_url)).path for sample in seen.samples}
    links = [
        *seen.front.links,
        *(Seen(url=one.url) for source in sitemaps for one in source.found[:ENOUGH]),
        *(link for sample in seen.samples for link in sample.facts.links if urlsplit(link.key).path not in own),
    ]
    links = [replace(link, url=canonical(link.url, marks)) for link in links]
    seen.pattern = guess_pattern(seen.outlet.domain, listed, links) or seen.pattern


async def _articles(seen: Look, ask: Ask) -> None:
    """Read the three newest articles."""
    outlet = seen.read_as()
    certain = [one for source in seen.sources if source.certain for one in source.found]
    others = [one for source in seen.sources if not source.certain for one in source.found]
    wanted = [one for one in newest([*certain, *others]) if outlet.is_article(canonical(one.url))]
    for one in wanted[:TRIES]:
        answer = await ask(one.url)
        if not answer.came:
            seen.tried.append(f"{one.url}: {answer.why}")
            continue
        sample = _sample(seen, answer)
        if isinstance(sample.result, Refusal):
            seen.tried.append(f"{one.url}: {sample.result.outcome}: {sample.result.detail}")
            continue
        seen.samples.append(sample)
        if len(seen.samples) == ARTICLES:
            return


def _sample(seen: Look, answer: Answer) -> Sample:
    outlet = seen.read_as()
    page = page_of(outlet, answer, via=seen.base)
    rules = Rules(
        outlet=outlet.name,
        title=seen.front.site_name,
        domains=outlet.hosts,
        article=outlet.article,
        whole_query=outlet.whole_query,
        whole_path=outlet.whole_path,
        next_page=outlet.next_page,
    )
    facts = read_facts(replace(outlet, article=ANY, not_article=""), answer.final_url, answer.body, answer.headers)
    return Sample(page=page, result=read_article(page, rules), facts=facts)


async def _split(seen: Look, ask: Ask) -> None:
    """How a story of several pages is to be had whole: what the articles link to, held against what comes then."""
    for number, sample in enumerate(seen.samples):
        split = read_split(sample.page.final_url, sample.facts.hrefs)
        if not split.wholes and not split.next_page:
            continue
        seen.next_page = seen.next_page or split.next_page
        words = _words(sample.result)
        for whole in dict.fromkeys((*split.wholes, *(USUAL_WHOLE if split.next_page else ()))):
            answer = await ask(whole.address(sample.page.final_url))
            more = _words(_sample(seen, answer).result) if answer.came else 0
            if more > words * 1.2 or (more >= words > 0 and not split.next_page):
                seen.whole, seen.next_page = whole, ""
                seen.samples[number] = _sample(seen, answer)  # what a crawl will fetch
                seen.split = f"{more} words instead of {words} on {sample.page.url}"
                return
        seen.split = f"further pages linked on {sample.page.url}; no whole view was found"


def _words(result: Article | Refusal) -> int:
    return len(result.text.split()) if isinstance(result, Article) else 0
