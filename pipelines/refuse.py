"""Reasons not to keep a page as an article: a draft in, an outcome and a word of detail out, or None.

Each reason is a function; `REASONS` is their order. Language never refuses, and photo, video and live
pages are kept however short.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.address import canonical
from pipelines.extract import Body
from pipelines.items import Page, Rules
from pipelines.metadata import Metadata

#: The shortest true story seen on Indonesian outlets has about 40 words; menus and stubs have fewer than 20.
FEWEST_WORDS = 20

_MISSING = re.compile(
    r"^\W*(?:error\W+404\b|404(?=\W*$|\s*[|:–—-]\s|\W+(?:error|not found|halaman|page|tidak ditemukan)\b)|"
    r"(?:page )?not found|maaf,? halaman|"
    r"halaman (?:yang anda cari )?tidak (?:dapat )?ditemukan|(?:artikel|berita|konten) tidak (?:ditemukan|tersedia))",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"/(?:login|signin|sign-in|masuk|auth|sso|account/login)(?:[/?.]|$)", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_TITLE = re.compile(r"^\W*(?:masuk|login|log ?in|sign ?in)\b(?! (?:angin|akal|rumah|tol)\b)", re.IGNORECASE)
#: A teaser stands no further from its headline's link; fewer are a box of related stories.
_CARD = 4
_FEWEST_TEASERS = 5
_PICTURES = frozenset({"photo", "video", "live"})
#: What an outlet says of itself, as a whole title or the last part of an address: a longer one is news about it.
_IMPRINT = re.compile(
    r"(?:halaman\s)?(?:(?:(?:tentang|hubungi|kontak)\skami|about(?:\sus)?|contact(?:\sus)?)"
    r"|(?:(?:box|boks|susunan|dewan|tim|struktur)\s)?redaksi|struktur\sorganisasi"
    r"|pedoman\s(?:pemberitaan\s|penulisan\s)?(?:media|ramah\sanak)(?:\s(?:siber|online))?|kode\setik(?:\s(?:jurnalistik|wartawan))?"
    r"|(?:syarat\s(?:(?:dan|&)\s)?)?(?:ketentuan|petunjuk)(?:\s(?:umum|layanan|penggunaan|pemakaian))*"
    r"|(?:terms?|syarat)\s(?:of|and|&|dan)\s(?:use|services?|conditions?|ketentuan)|disclaimer|sanggahan|penafian"
    r"|kebijakan\sprivasi|privacy(?:\spolicy)?|(?:info|pasang)\siklan|media\skit|peta\ssitus|sitemap)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A page as far as it has been read."""

    page: Page
    rules: Rules
    metadata: Metadata
    body: Body

    @property
    def words(self) -> int:
        """The words of the text."""
        return len(self.body.text.split())


Reason = Callable[[Draft], tuple[str, str] | None]


def refuse(draft: Draft) -> tuple[str, str] | None:
    """The first reason that holds."""
    return next((found for reason in REASONS if (found := reason(draft)) is not None), None)


def login(draft: Draft) -> tuple[str, str] | None:
    """The request was led to a login page, or answered with one."""
    if _LOGIN.search(urlsplit(draft.page.final_url).path) and not _LOGIN.search(urlsplit(draft.page.url).path):
        return "login", f"led to {draft.page.final_url}"
    # Many a story's page holds a form to log in, out of sight: only one that is titled so is a login page.
    if _LOGIN_TITLE.search(draft.metadata.title) and draft.words < 150 and _PASSWORD.search(draft.page.body):
        return "login", "asks for a password"
    return None


def front_page(draft: Draft) -> tuple[str, str] | None:
    """An article's address that was led to a front page: the article is not there any more."""
    asked, got = urlsplit(draft.page.url).path.strip("/"), urlsplit(draft.page.final_url)
    if asked and draft.page.final_url and not got.path.strip("/") and not got.query:
        return "soft_404", f"led to the front page {draft.page.final_url}"
    return None


def served_front(draft: Draft) -> tuple[str, str] | None:
    """The front page, answered under an article's own address: it says so, its headline leads to another article,
    or its text is made of teasers.

    A page with any mark of an article is none: themes are seen that claim the front page for every story.
    """
    markup, asked = draft.metadata.markup, urlsplit(draft.page.url)
    marked = markup.articles or markup.meta("og:type").lower() == "article" or markup.meta("article:published_time")
    if marked or not asked.path.strip("/"):
        return None
    for claim in (*markup.canonical, *markup.metas.get("og:url", ())):
        target = _join(draft.page, claim)
        if target is not None and not target.path.strip("/") and not target.query:
            return "soft_404", f"says that it is the front page {claim}"
    others = _others(draft)
    headed = next((key for anchor, key in others.items() if _words(anchor) == draft.metadata.title), None)
    if headed:
        return "soft_404", f"its headline leads to {headed}"
    teasers = _teasers(draft, others)
    return ("soft_404", f"{teasers} teasers of other articles") if teasers else None


def _others(draft: Draft) -> dict[HtmlElement, str]:
    """The page's links to other articles."""
    if not draft.rules.article:
        return {}
    own = {canonical(url, draft.rules) for url in (draft.page.url, draft.page.final_url, draft.metadata.canonical)}
    found = {}
    for element in draft.metadata.markup.elements:
        target = _join(draft.page, element.get("href") or "") if element.tag == "a" else None
        key = canonical(target.geturl(), draft.rules) if target else ""
        if key and key not in own and re.search(draft.rules.article, key):
            found[element] = key
    return found


def _teasers(draft: Draft, others: dict[HtmlElement, str]) -> int:
    """How many paragraphs stand on cards of other articles, where that is most of the text; else 0.

    A card is small: it links to one other article, outside the paragraph, and holds three paragraphs at most.
    """
    cards: dict[HtmlElement, set[str]] = {}
    for anchor, key in others.items():
        for above in islice(anchor.iterancestors(), _CARD):
            cards.setdefault(above, set()).add(key)
    text = set(draft.body.text.split("\n\n"))
    stands = 0
    for element in draft.metadata.markup.elements:
        if element.tag == "p" and element not in cards and _words(element) in text:
            card = next((above for above in islice(element.iterancestors(), _CARD) if above in cards), None)
            stands += card is not None and len(cards[card]) == 1 and sum(1 for _ in card.iter("p")) <= 3
    return stands if stands >= _FEWEST_TEASERS and stands * 2 >= len(text) else 0


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _join(page: Page, href: str) -> SplitResult | None:
    try:
        return urlsplit(urljoin(page.final_url or page.url, href.strip()))
    except ValueError:
        return None


def missing(draft: Draft) -> tuple[str, str] | None:
    """A page that says in its title that there is nothing, whatever status it came with."""
    if _MISSING.search(draft.metadata.title) and draft.words < 150:
        return "soft_404", f"titled {draft.metadata.title[:80]!r}"
    return None


def foreign(draft: Draft) -> tuple[str, str] | None:
    """Redirects ended at an address of the outlet that is no article."""
    pattern, page = draft.rules.article, draft.page
    if not pattern or not page.final_url or page.final_url == page.url:
        return None
    addresses = (page.final_url, draft.metadata.canonical, page.url)
    if re.search(pattern, page.final_url) or draft.metadata.published or not re.search(pattern, page.url):
        return None
    return None if any(re.search(pattern, address) for address in addresses[:2]) else (
        "not_an_article", f"led to {page.final_url}"
    )  # fmt: skip


def imprint(draft: Draft) -> tuple[str, str] | None:
    """A page on the outlet itself: who makes it, its code of conduct, its terms of use."""
    path = urlsplit(draft.metadata.canonical or draft.page.final_url or draft.page.url).path
    last = re.sub(r"\.\w+$", "", path.rstrip("/").rpartition("/")[2])
    if _IMPRINT.fullmatch(re.sub(r"[-_]+", " ", last)) or _IMPRINT.fullmatch(_unnamed(draft)):
        return "not_an_article", f"about the outlet: {draft.metadata.title[:80]!r}"
    return None


def _unnamed(draft: Draft) -> str:
    """The page's title without the outlet's name at its end: "Kode Etik Kabar Nusantara"."""
    title = draft.metadata.title.strip()
    for name in (draft.rules.title, *draft.rules.names):
        if name and title.lower().endswith(name.lower()):
            title = title[: -len(name)].rstrip(" -–—|:")
    return title


def untitled(draft: Draft) -> tuple[str, str] | None:
    """A page without a headline tells no story."""
    return None if draft.metadata.title else ("not_an_article", "no title")


def too_short(draft: Draft) -> tuple[str, str] | None:
    """Too few words to be a story, and not a page of pictures."""
    if draft.words < FEWEST_WORDS and draft.metadata.kind not in _PICTURES and not draft.metadata.paywalled:
        if _PASSWORD.search(draft.page.body):
            return "login", "asks for a password"
        return "too_short", f"{draft.words} words"
    return None


REASONS: tuple[Reason, ...] = (login, front_page, served_front, missing, foreign, untitled, imprint, too_short)
