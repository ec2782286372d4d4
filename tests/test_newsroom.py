"""The newsroom's pages say what its manifest says was planted: asked over HTTP, as a crawler meets them."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from crawler.declaration import read_outlets
from crawler.newsroom import OUTLETS
from crawler.newsroom.client import Answer, fetch
from crawler.newsroom.content import read_newsfile
from crawler.newsroom.manifest import FURNITURE, Expected, read_manifest
from crawler.newsroom.records import Paragraph
from crawler.newsroom.server import Newsroom
from crawler.outlet import Outlet

FORMS = {"paragraf", "kelas", "blok", "tabel", "kotak", "kotakpolos", "lacak", "polos", "duabaris", "duabarispolos",
         "lekat", "renggang", "judul"}  # fmt: skip
KINDS = {"news", "photo", "video", "live", "opinion", "advertorial", "factcheck"}
#: Hosts that name a vocabulary and are never fetched.
VOCABULARIES = {"schema.org", "wordpress.org", "api.w.org", "ogp.me", "www.w3.org"}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture(scope="module")
def pages(newsroom: Newsroom) -> dict[str, Answer]:
    """Every article's page, whole, and the flaky one at its second request."""
    manifest = read_manifest()
    for url in manifest.flaky:
        assert fetch(newsroom, url).status == 503
    return {
        url: fetch(newsroom, url + ("?page=all" if article.parts > 1 else ""))
        for url, article in manifest.articles.items()
    }


@pytest.fixture(scope="module")
def outlets() -> dict[str, Outlet]:
    return read_outlets([OUTLETS])


def words(page: str) -> str:
    """What a page prints, scripts and tags taken out, in one line."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def printed_day(article: Expected) -> str:
    months = {6: "Juni"}
    return f"{article.published.day} {months[article.published.month]} {article.published.year}"


def test_there_are_enough_articles_of_every_kind() -> None:
    manifest = read_manifest()
    articles = list(manifest.articles.values())
    assert len(articles) >= 80
    assert len({article.outlet for article in articles}) >= 6
    assert len({site.cms for site in read_newsfile().sites.values()}) == len(read_newsfile().sites)
    assert {article.kind for article in articles} == KINDS
    assert {article.language for article in articles} == {"id", "en", "ms"}
    assert sum(article.paywalled for article in articles) == 1
    assert sum(len(article.paragraphs) >= 4 for article in articles) >= 80
    assert max(len(article.paragraphs) for article in articles) >= 12
    assert {article.published.utcoffset() for article in articles} == {timedelta(hours=hours) for hours in (7, 8, 9)}
    days = {article.published.date() for article in articles}
    assert (min(days), max(days)) == (date(2026, 6, 1), date(2026, 6, 21))


def test_every_form_of_read_also_is_used() -> None:
    articles = read_manifest().articles.values()
    assert {form for article in articles for form in article.forms} == FORMS
    links = [link for article in articles for link in article.read_also]
    assert all(link.text and link.kind == "baca_juga" for link in links)
    assert sum(not link.url for link in links) == 1


def test_articles_are_served_as_the_manifest_says(pages: dict[str, Answer]) -> None:
    for url, article in read_manifest().articles.items():
        page = pages[url]
        printed = words(page.text)
        assert page.status == 200, url
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        for part in (article.title, *article.paragraphs, *article.subheads, *article.captions, *article.tags):
            assert part in printed, (url, part)
        for known in (article.section, article.initials, article.dateline, article.credit, article.claim, article.desk):
            assert known is None or known in printed, (url, known)
        for person in article.people:
            assert person.name in printed, (url, person)


def test_the_clean_text_holds_nothing_that_is_forbidden() -> None:
    for url, article in read_manifest().articles.items():
        for words_of_others in (*article.forbidden, article.dateline or "—", article.credit or "—"):
            assert words_of_others == "—" or words_of_others not in article.text, (url, words_of_others)


def test_read_also_links_are_printed_with_their_addresses(pages: dict[str, Answer]) -> None:
    links = 0
    for url, article in read_manifest().articles.items():
        for link in article.read_also:
            links += 1
            anchor = f'href="{link.url}">{html.escape(link.text)}</a>' if link.url else f">\n{link.text}<br>"
            assert anchor in pages[url].text, (url, link)
    assert links >= 50


def test_links_on_words_of_the_text_are_printed(pages: dict[str, Answer]) -> None:
    inline = [(url, link) for url, article in read_manifest().articles.items() for link in article.inline]
    assert len(inline) >= 4
    for url, link in inline:
        assert f'<a href="{link.url}">{link.text}</a>' in pages[url].text
        assert link.text in read_manifest().articles[url].text


def test_outlets_print_what_is_no_story(pages: dict[str, Answer], newsroom: Newsroom) -> None:
    split = [fetch(newsroom, url) for url, article in read_manifest().articles.items() if article.parts > 1]
    printed = "\n".join(words(page.text) for page in (*pages.values(), *split))
    assert [line for line in FURNITURE if line not in printed] == []


def test_addresses_are_articles_by_their_declaration(outlets: dict[str, Outlet]) -> None:
    manifest = read_manifest(2)
    assert set(outlets) == set(read_newsfile().sites)
    for url, article in manifest.articles.items():
        assert outlets[article.outlet].is_article(url)
        assert outlets[article.outlet].owns(urlsplit(url).hostname or "")
    for trap in manifest.refused:
        outlet = outlets[trap.outlet]
        assert outlet.is_article(trap.url) == (trap.kind != "off_site"), trap
    assert {kind for outlet in outlets.values() for kind in (listing.kind for listing in outlet.listings)} == {
        "feed", "sitemap", "news_sitemap", "index", "front", "wordpress",
    }  # fmt: skip
    assert all(outlet.local and outlet.delay == 0 for outlet in outlets.values())


def test_a_long_story_comes_in_parts_and_whole(newsroom: Newsroom) -> None:
    split = [article for article in read_manifest().articles.values() if article.parts > 1]
    assert {article.outlet for article in split} == {"jurnalselat"}
    assert max(article.parts for article in split) >= 4
    for article in split:
        pieces = [words(fetch(newsroom, f"{article.url}?page={n}").text) for n in range(1, article.parts + 1)]
        assert [sum(part in piece for piece in pieces) for part in article.paragraphs] == [1] * len(article.paragraphs)
        assert fetch(newsroom, article.url).body == fetch(newsroom, f"{article.url}?page=1").body
        assert f'href="{article.url}?page=2"' in fetch(newsroom, article.url).text
        assert fetch(newsroom, f"{article.url}?page={article.parts + 1}").status == 404


def test_wrong_dates_stand_in_the_data_and_right_ones_in_print(pages: dict[str, Answer]) -> None:
    faults = Counter[str]()
    for url, article in read_manifest().articles.items():
        if article.outlet != "suaranawang":
            continue
        assert f"{printed_day(article)} | {article.published:%H:%M} WITA" in words(pages[url].text)
        told = re.search(r'"datePublished": "([^"]+)"', pages[url].text)
        assert told is not None
        stamp = datetime.fromisoformat(told[1])
        naive = stamp.tzinfo is None
        faults["naive" if naive else "right" if stamp == article.published else told[1][-6:]] += 1
    assert sum(faults[fault] for fault in faults if fault not in {"right", "naive"}) >= 3
    assert faults["naive"] == 2
    assert faults["right"] == 2


def test_other_outlets_date_their_pages_rightly(pages: dict[str, Answer]) -> None:
    for url, article in read_manifest().articles.items():
        told = re.search(r'"datePublished": "([^"]+)"', pages[url].text)
        if told and article.outlet != "suaranawang":
            assert datetime.fromisoformat(told[1]) == article.published, url
        clock = f"{article.published:%H:%M}"
        assert clock in pages[url].text or article.outlet == "pelitagiri", url


def test_json_ld_is_json(pages: dict[str, Answer]) -> None:
    blocks = [
        json.loads(block)
        for page in pages.values()
        for block in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page.text, re.DOTALL)
    ]
    assert len(blocks) >= 70


def test_quotes_have_speakers() -> None:
    for story in read_newsfile(2).stories.values():
        texts = [block.text for block in story.blocks if isinstance(block, Paragraph)]
        assert not any('"' in text for text in texts), story.key
    quotes = read_manifest(2).quotes
    kinds = Counter((quote.kind, quote.named) for quote in quotes)
    assert kinds["direct", True] >= 100
    assert kinds["direct", False] >= 15
    assert kinds["indirect", True] >= 20
    assert any("\n\n" in quote.text for quote in quotes)
    articles = read_manifest(2).articles
    for quote in quotes:
        assert all(part in articles[quote.url].text for part in quote.text.split("\n\n")), quote
        assert quote.speaker in articles[quote.url].text, quote


def test_credits_are_words_of_their_articles() -> None:
    credits_planted = read_manifest().credits
    assert {credit.name for credit in credits_planted} == {"Kantor Berita Nusa", "Kabar Bentala"}
    for credit in credits_planted:
        article = read_manifest().articles[credit.url]
        assert f"{credit.phrase} {credit.name}" in f"{article.text}\n\n{article.credit}", credit


def test_copies_share_words_with_their_originals() -> None:
    manifest = read_manifest()
    assert {copy.kind for copy in manifest.copies} == {"copy", "shortened", "extended", "passage"}
    for copy in manifest.copies:
        article, original = manifest.articles[copy.url], manifest.articles[copy.original]
        assert len(copy.shared) >= 2
        assert set(copy.shared) <= set(article.paragraphs)
        assert article.title != original.title
        assert article.published > original.published
        assert any(credit.url == copy.url for credit in manifest.credits)


def test_events_are_told_by_several_outlets() -> None:
    manifest = read_manifest()
    assert len(manifest.events) >= 6
    for name, urls in manifest.events.items():
        assert len({urlsplit(url).hostname for url in urls}) >= 2, name
        independent = set(urls) - {copy.url for copy in manifest.copies}
        assert len({urlsplit(url).hostname for url in independent}) >= 2, name


def test_a_term_rises_in_the_last_days() -> None:
    manifest = read_manifest()
    (rising,) = manifest.rising
    days = Counter(article.published.date() for article in manifest.articles.values() if rising.term in article.text)
    assert min(days) == rising.since
    assert sum(days.values()) >= 10
    assert len({article.outlet for article in manifest.articles.values() if rising.term in article.text}) >= 6
    assert {name: len(urls) for name, urls in manifest.series.items()} == {"harga-emas": 6, "gempa": 2}


def test_nothing_of_the_newsroom_leads_to_a_real_host(newsroom: Newsroom, pages: dict[str, Answer]) -> None:
    hosts = set()
    roots = [f"http://{site.host}/" for site in read_newsfile().sites.values()]
    for page in (*pages.values(), *(fetch(newsroom, root) for root in roots)):
        hosts |= set(re.findall(r"https?://([^/\"'<> :]+)", page.text))
    assert {host for host in hosts if not host.endswith(".example")} <= VOCABULARIES
