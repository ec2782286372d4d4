"""What a page says about itself, outside its story's text: a document in, one Metadata out.

The page is walked once (`walk`); every reader looks at what that walk brought back. The tree is the
unpruned one and stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import dropwhile, pairwise, takewhile

from lxml.html import HtmlElement

from pipelines import jsonld
from pipelines.canonical import read_canonical
from pipelines.dates import printed
from pipelines.document import Document
from pipelines.headings import Headline, outlet_names, read_headline
from pipelines.items import Kind, Rules, When
from pipelines.jsonld import clean, text_of
from pipelines.labels import read_labels
from pipelines.markup import Markup
from pipelines.published import read_dates
from pipelines.rubric import read_kind, read_section, read_tags
from pipelines.walk import read_markup

_TAG = re.compile(r"<[^>]{1,80}>")
_PAGE = re.compile(r"\s*[-–|]?\s*\bHalaman\s+(?:\d+|all)\s*$", re.IGNORECASE)
_CLAIM = re.compile(
    r"^\s*[\[(]\s*(?:salah|hoa(?:ks|x)|disinformasi|misinformasi|klarifikasi|penipuan|benar)[^\])]*[\])]\s*",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"\b(?:berlangganan|langganan|subscri(?:be|bers?|ption)|(?:konten|artikel) premium|khusus pelanggan|"
    r"purchase access|to read (?:the |this )?full (?:story|article))\b",
    re.IGNORECASE,
)
#: One of them is in every text that the expression finds.
_WALL_WORDS = ("langganan", "subscri", "premium", "khusus pelanggan", "purchase access", "to read ")
_WALLED = re.compile(r"membaca|lanjut|akses|konten|artikel|\bread\b|access|exclusive", re.IGNORECASE)
#: Where a fact check quotes what it weighs: after such words, between quotation marks, or below such a heading.
_QUOTED = re.compile(
    r"\b(?:narasi(?:nya)?|menulis(?:kan)?|tertulis|bertuliskan|berbunyi|klaim(?:nya)?|berikut isi\w*)\b"
    r"[^\"“”]{0,60}[:,]\s*[\"“](.{15,600}?)[\"”]",
    re.IGNORECASE,
)
_HEADED = re.compile(r"^\W*(?:narasi|klaim|isi klaim|claim)\W*(?:[:=]\s*(?P<rest>.{15,}))?$", re.IGNORECASE)
_CAPTION_NOISE = re.compile(
    r"^(?:perbesar|advertisement|iklan|scroll to continue with content|lihat foto|zoom)\s*|\s*perbesar$",
    re.IGNORECASE,
)
_CAPTION_REACH, _LONGEST_CAPTION = 25, 300
#: What says whose a picture is.
_OWNED = re.compile(
    r"©|\(c\)\s|[(\[/](?:foto|dok|ist\b|istimewa|ilustrasi|sumber|instagram|twitter|youtube|facebook)|"
    r"^(?:foto|ilustrasi|dok)\b",
    re.IGNORECASE,
)
_RIGHTS_ONLY = re.compile(r".{0,2}(?:copyright\b|hak cipta\b|©|\(c\))|.*\bhak cipta dan\b", re.IGNORECASE)
_PICTURES = frozenset({"img", "amp-img", "picture", "figure"})
_TEASING = frozenset({"a", "ul", "ol", "nav", "h1", "h2", "h3", "h4", "h5", "h6"})
_NO_PICTURE = re.compile(r"logo|icon|avatar|share|author|profile|banner|iklan|\bads?\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """A page's own account of itself. `markup`, `headline` (a line's number) and `outlets` (keys of the outlet's names)
    are what the byline reads.
    """

    title: str
    title_from: str | None = None
    description: str | None = field(default=None, repr=False)
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    image_caption: str | None = None
    canonical: str = ""
    kind: Kind = "news"
    paywalled: bool = False
    claim: str | None = None
    published: When | None = None
    modified: When | None = None
    date_from: str | None = None
    markup: Markup = field(repr=False)
    headline: int | None = field(default=None, repr=False)
    outlets: frozenset[str] = field(default=frozenset(), repr=False)


def read_metadata(document: Document, rules: Rules, fetched_at: datetime) -> Metadata:
    """Everything but the text and the people. `fetched_at` is aware; nothing is dated after it."""
    markup = read_markup(document)
    outlets = outlet_names(markup, rules)
    headline = read_headline(markup, outlets)
    markup = markup.around(headline.at)
    dating = read_dates(markup, headline.at, rules, fetched_at, document.tree)
    section = read_section(markup, headline.text, headline.at, outlets)
    kind = read_kind(markup, headline.text, section)
    return Metadata(
        title=headline.text,
        title_from=headline.source,
        description=_description(markup),
        section=section,
        tags=read_tags(markup, headline, section, outlets),
        image=_image(markup, document),
        image_caption=_caption(markup, headline.at),
        canonical=read_canonical(document, markup, rules),
        kind=kind,
        paywalled=_paywalled(markup, headline.at),
        claim=_claim(markup, headline) if kind == "factcheck" else None,
        published=dating.published,
        modified=dating.modified,
        date_from=dating.source,
        markup=markup,
        headline=headline.at,
        outlets=outlets,
    )


def _description(markup: Markup) -> str | None:
    texts = [
        markup.meta(name) for name in ("og:description", "description", "twitter:description", "dcterms.description")
    ]
    texts += [text_of(one.get("description")) for one in markup.articles]
    for text in texts:
        plain = _PAGE.sub("", clean(_TAG.sub(" ", clean(text))))
        if plain:
            return plain
    return None


def _image(markup: Markup, document: Document) -> str | None:
    claims = [
        *markup.metas.get("og:image", ()),
        *markup.metas.get("og:image:secure_url", ()),
        *markup.metas.get("twitter:image", ()),
    ]
    for one in markup.articles:
        image = one.get("image") or one.get("thumbnailUrl")
        image = image[0] if isinstance(image, list) and image else image
        claims.append(text_of(image.get("url") or image.get("@id")) if isinstance(image, dict) else text_of(image))
    for claim in claims:
        address = document.absolute(clean(claim))
        if address.startswith(("http://", "https://")) and not re.search(
            r"/(?:logo|default|no-?image|blank)[^/]*$", address, re.IGNORECASE
        ):
            return address
    return None


def _caption(markup: Markup, headline: int | None) -> str | None:
    """The caption of the picture at the head of the story."""
    if headline is None:
        return None
    for mark in markup.marks:
        if mark.aside or not headline - 6 <= mark.at <= headline + _CAPTION_REACH:
            continue
        if mark.kind == "caption" or (mark.kind == "rights" and _behind_picture(mark.element)):
            text = _CAPTION_NOISE.sub("", mark.text).strip()
            if 8 < len(text) <= 600 and not (mark.kind == "rights" and _RIGHTS_ONLY.match(text)):
                return text
    return _beside_picture(markup, headline)


def _behind_picture(element: HtmlElement) -> bool:
    """Whether the element right before this one, or before the one that it closes, is or holds a picture."""
    for one in (element, element.getparent()):
        before = one.getprevious() if one is not None else None
        if before is not None and any(inner.tag in _PICTURES for inner in before.iter()):
            return True
    return False


def _beside_picture(markup: Markup, headline: int) -> str | None:
    """The short line in the element of the first picture below the headline; right behind it, if it says whose.

    A picture behind the story's second paragraph is not the one at its head.
    """
    lines = markup.lines
    if headline >= len(lines):
        return None  # a heading cut off before its end: nothing stands below it
    told = [at for at, line in enumerate(lines) if at > headline and len(line.text) > 150]
    end = min(told[1] if len(told) > 1 else len(lines) - 1, headline + _CAPTION_REACH, len(lines) - 1)
    first, last = lines[headline].element, lines[end].element
    below = dropwhile(lambda element: element is not first, markup.elements)
    pictures = (e for e in takewhile(lambda element: element is not last, below) if _is_picture(e))
    box = next(pictures, None)
    while box is not None and (around := box.getparent()) is not None:
        whole = " ".join(around.text_content().split())
        if whole:
            owned = len(whole) > _LONGEST_CAPTION or around.tag == "p"
            return _line_behind(box, owned=owned, title=lines[headline].text)
        box = around
    return None


def _is_picture(element: HtmlElement) -> bool:
    """Whether an element is a picture of the story's: no button's, writer's or advertiser's."""
    if element.tag not in {"img", "amp-img"}:
        return False
    size = element.get("width") or ""
    named = " ".join(filter(None, (element.get("class"), element.get("src"), element.getparent().get("class"))))
    return not (_NO_PICTURE.search(named) or (size.isdigit() and int(size) < 120))


def _line_behind(box: HtmlElement, *, owned: bool, title: str) -> str | None:
    """The text behind a picture's element, if it reads like a caption; `owned` asks that it say whose it is."""
    following = box.getnext()
    text = " ".join((box.tail or "").split())
    # A picture with a link or a heading is another story's teaser.
    if any(above.tag == "a" for above in box.iterancestors()):
        return None
    if not text and following is not None and _TEASING.isdisjoint(inner.tag for inner in following.iter()):
        text = " ".join(following.text_content().split())
    text = _CAPTION_NOISE.sub("", text).strip()
    if not 8 < len(text) <= _LONGEST_CAPTION or text.count(" ") < 2 or _RIGHTS_ONLY.match(text) or text == title:
        return None
    if (
        any(claim.role for claim in read_labels(text))
        or (printed(text) and len(text) < 60)
        or (owned and not _OWNED.search(text))
    ):
        return None
    return text


def _paywalled(markup: Markup, headline: int | None) -> bool:
    """Whether the page keeps part of the story for subscribers: it says so to machines, or to the reader."""
    for one in markup.articles:
        if str(one.get("isAccessibleForFree", "")).lower() == "false":
            return True
    if markup.meta("article:content_tier", "content_tier").lower() in {"locked", "metered", "premium"}:
        return True
    lines = [line.text for line in markup.lines[headline or 0 :] if len(line.text) < 140 and not line.aside]
    told = "\n".join(lines).lower()
    if not any(word in told for word in _WALL_WORDS):
        return False
    return any(_WALL.search(text) and _WALLED.search(text) for text in lines)


def _claim(markup: Markup, headline: Headline) -> str | None:
    """The claim that a fact check weighs: as reviewed, after the verdict in the title's brackets, or as quoted."""
    for one in jsonld.of_type(markup.objects, jsonld.CLAIMS):
        if text := text_of(one.get("claimReviewed")):
            return text
    rest = _CLAIM.sub("", headline.text)
    if rest and rest != headline.text:
        return rest
    lines = [line.text for line in markup.lines[headline.at or 0 :] if not line.aside]
    for text, after in pairwise([*lines, ""]):
        if headed := _HEADED.match(text):
            return (headed["rest"] or after).strip('"“” ')
        if quoted := _QUOTED.search(text):
            return quoted[1]
    return None
