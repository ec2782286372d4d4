"""The pattern of an outlet's article addresses: addresses come in, a regular expression and what it rests on go out.

Pure. Addresses of one shape are laid over each other: what all have stays as it is, numbers, dates, codes and slugs
become what they are made of. A shape is the kinds of a path's segments; an outlet seldom has more than two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.probing.shapes import Address, is_weak, lay_over, parse_address
from pipelines.address import canonical

#: Path segments that hold no articles, whatever stands beneath them.
NEVER = (
    "tag", "tags", "topik", "topic", "topics", "search", "cari", "pencarian", "author", "authors", "penulis", "profil",
    "listtag", "kategori", "category", "kanal", "channel", "page", "halaman", "indeks", "index", "arsip", "archive",
    "login", "masuk", "register", "daftar", "feed", "rss", "wp-content", "wp-admin", "wp-json", "amp",
)  # fmt: skip
#: Pages about the outlet itself, whose addresses are slugs as articles' are.
STATIC = (
    "pedoman-media-siber", "pedoman-pemberitaan", "tentang-kami", "about-us", "hubungi-kami", "contact-us",
    "kontak-kami", "kebijakan-privasi", "privacy-policy", "kode-etik", "syarat-dan-ketentuan", "terms-of-use",
    "term-of-use", "terms-and-conditions", "info-iklan", "susunan-redaksi", "box-redaksi",
)  # fmt: skip

_NEVER = rf"/(?:{'|'.join(NEVER)})(?:[/?#]|$)"
_STATIC = rf"/(?:{'|'.join(STATIC)})"
_ROUNDS = 4
#: A link's text of so many words is a headline: sections and tags have fewer.
_HEADLINE = 4
#: One outlying address is not worth a shape of its own; so many are, or this share of all.
_WORTH = 2
_SHARE = 0.03
#: Fewer listed articles than this may all be of one section or one day.
_FEW = 10


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A link as it was seen: its address and its text."""

    url: str
    text: str = ""

    @property
    def key(self) -> str:
        """The address under which it is known."""
        return canonical(self.url)

    @property
    def headline(self) -> bool:
        """Whether its text is as long as a headline."""
        return len(self.text.split()) >= _HEADLINE


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A guessed pattern, and on how many links it rests: `accepted` of `of` articles, `further` links that it takes
    and that have a headline's text, `rejected` links that it leaves.

    `listed` says that the articles were taken from feeds and the like; otherwise from links that look like some.
    """

    article: str
    not_article: str = ""
    listed: bool = False
    accepted: int = 0
    of: int = 0
    further: int = 0
    rejected: int = 0
    missed: tuple[str, ...] = field(default=(), repr=False)
    doubtful: tuple[str, ...] = field(default=(), repr=False)
    examples: tuple[str, ...] = field(default=(), repr=False)
    not_examples: tuple[str, ...] = field(default=(), repr=False)

    def accepts(self, key: str) -> bool:
        """Whether an address is an article by it."""
        return re.search(self.article, key) is not None and not (
            self.not_article and re.search(self.not_article, key) is not None
        )


def guess_pattern(domain: str, listed: Iterable[str], links: Iterable[Seen]) -> Pattern | None:
    """The pattern of an outlet's article addresses; None where nothing looks like one.

    `listed` are addresses that the outlet itself lists as articles (feeds, news sitemaps), `links` what its
    front page and other sitemaps link to, of which only some are.
    """
    seen = list(dict.fromkeys(links))
    sections = {path[0] for one in seen if len(path := _segments(one.key)) == 1}
    keys = [key for url in dict.fromkeys(listed) if not re.search(_NEVER, key := canonical(url)) and _segments(key)]
    articles = list(dict.fromkeys(keys))
    certain = bool(articles)
    alike = _candidates(seen)
    if not certain:
        articles = alike
    shapes = _shapes(articles, sections, first_only=not certain)
    if 0 < len(articles) < _FEW:  # what they have in common may be the section of the day: lay their like beside them
        listed_kinds = {parse_address(key).kinds for key in articles}
        more = [key for key in alike if parse_address(key).kinds in listed_kinds]
        shapes = _shapes(list(dict.fromkeys([*articles, *more])), sections, first_only=not certain)
    if not shapes:
        return None
    hosts = {urlsplit(address.key).netloc for shape in shapes for address in shape}
    article = _head(domain, hosts) + _joined([lay_over(shape, sections) for shape in shapes])
    # Where any word may stand for the section, /tag/123/banjir has the shape of an article too: six shipped outlets.
    weak = any(is_weak(shape, sections) for shape in shapes) or re.search(r"\+/", article) is not None
    known = set(articles)
    others = [one for one in seen if one.key not in known and _segments(one.key)]
    not_article = _excluded(article, articles, others, weak=weak)
    return _weigh(Pattern(article=article, not_article=not_article, listed=certain), articles, others)


def _shapes(articles: Sequence[str], sections: set[str], *, first_only: bool) -> list[list[Address]]:
    """The shapes of the articles, the commonest first, until all but stray ones have theirs."""
    shapes: list[list[Address]] = []
    rest = [parse_address(key) for key in articles]
    total = len(rest)
    for number in range(_ROUNDS):
        kinds = Counter(address.kinds for address in rest)
        if not kinds:
            break
        # Of links that only look like articles, numbers and dates in the address weigh more than mere slugs.
        best, count = max(kinds.items(), key=lambda item: item[1] * (2 if first_only and set(item[0]) - {"x"} else 1))
        if number and count < max(_WORTH, _SHARE * total, 0.15 * total if first_only else 0):
            break
        shape = [address for address in rest if address.kinds == best]
        fits = re.compile(lay_over(shape, sections))
        fitting = [address for address in shape if fits.search(address.tail)]
        shapes.append(fitting or shape)
        known = {address.key for address in shapes[-1]}
        rest = [address for address in rest if address.key not in known]
    return shapes


def _candidates(links: Iterable[Seen]) -> list[str]:
    """The links that look like articles: a headline for a text, and an address that no section has."""
    found = []
    for one in links:
        tail = (_segments(one.key) or ("",))[-1]
        numbered = re.search(r"\d{3,}", urlsplit(one.key).path) is not None
        telling = numbered or tail.count("-") >= 3 or re.search(r"[?&](?:id|p)=\d+", one.key) is not None
        if telling and (one.headline or not one.text) and not re.search(f"{_NEVER}|{_STATIC}", one.key):
            found.append(one.key)
    return list(dict.fromkeys(found))


def _head(domain: str, hosts: set[str]) -> str:
    """The scheme and host of the pattern: subdomains only where some were seen."""
    bare = domain.removeprefix("www.")
    own = re.escape(bare).replace(r"\-", "-")
    if hosts <= {bare, f"www.{bare}"}:
        return rf"^https?://(?:www\.)?{own}"
    return rf"^https?://(?:[a-z0-9-]+\.)*{own}"


def _joined(tails: list[str]) -> str:
    tails = list(dict.fromkeys(tails))
    return tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"


def _excluded(article: str, articles: Sequence[str], others: Sequence[Seen], *, weak: bool) -> str:
    """What the pattern must be kept from: tags and the like where it takes them for articles, or easily might."""
    taken = [one.key for one in others if re.search(article, one.key)]
    return "|".join(
        part
        for part in (_NEVER, _STATIC)
        if (weak or any(re.search(part, key) for key in taken)) and not any(re.search(part, key) for key in articles)
    )


def _weigh(pattern: Pattern, articles: Sequence[str], others: Sequence[Seen]) -> Pattern:
    """The pattern with what it takes and what it leaves."""
    accepted = [key for key in articles if pattern.accepts(key)]
    taken = [one for one in others if pattern.accepts(one.key)]
    left = [one for one in others if not pattern.accepts(one.key)]
    plain = [one.key for one in left if not one.headline]
    telling = sorted(dict.fromkeys(plain), key=lambda key: (not re.search(_NEVER, key), -key.count("/"), key))
    return Pattern(
        article=pattern.article,
        not_article=pattern.not_article,
        listed=pattern.listed,
        accepted=len(accepted),
        of=len(articles),
        further=len({one.key for one in taken if one.headline}),
        rejected=len({one.key for one in left}),
        missed=tuple(key for key in articles if not pattern.accepts(key)),
        doubtful=tuple(dict.fromkeys(one.key for one in taken if not one.headline)),
        examples=tuple(accepted[:3]),
        not_examples=tuple(telling[:3]),
    )


def _segments(key: str) -> tuple[str, ...]:
    return tuple(segment for segment in urlsplit(key).path.split("/") if segment) or (
        ("?",) if urlsplit(key).query else ()
    )
