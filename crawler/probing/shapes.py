"""Shapes of addresses: one address becomes the kinds of its segments; many of one shape become a regular expression."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

#: Words that tell an article's address; another word that all share may only be the section of the day.
MARKS = frozenset(
    {
        "a", "amp", "article", "articles", "artikel", "baca", "berita", "detail", "detail-news", "foto", "kabar",
        "konten", "news", "p", "photo", "post", "posts", "read", "s", "story", "stories", "tulisan", "v", "video",
    }
)  # fmt: skip
#: A trait belongs to a shape if so many of its addresses have it; the few others get a shape of their own.
_MOST = 0.9
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|ece|cms)$")
_LEAD = re.compile(r"([A-Za-z]{1,12}[-_]?)?(\d{3,})(?=[-_]|$)")
_CODE = re.compile(r"-([A-Za-z0-9]{5,14})$")
_MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*\d)|(?=.*[a-z])(?=.*[A-Z])")
_PLAIN = re.compile(r"[a-z0-9-]+")
END = r"/?(?:[?#]|$)"


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address taken apart. `kinds` is its shape: Y, M, D, 8 for a date in one, N a number, x words, ? a query."""

    key: str
    segments: tuple[str, ...]
    kinds: tuple[str, ...]
    extension: str = ""
    query: str = ""

    @property
    def tail(self) -> str:
        """Path and query as they stand in the address."""
        return self.key[self.key.index("/", 8) :] if "/" in self.key[8:] else "/"


def parse_address(key: str) -> Address:
    """An address by its segments."""
    parts = urlsplit(key)
    segments = [segment for segment in parts.path.split("/") if segment]
    extension = ""
    if segments and (found := _EXTENSION.search(segments[-1])) and found.start():
        extension, segments[-1] = found[0], segments[-1][: found.start()]
    kinds: list[str] = []
    for segment in segments:
        kinds.append(_kind(segment, kinds[-1] if kinds else ""))
    names = [name for name, value in parse_qsl(parts.query) if value.isdigit()]
    query = names[0] if len(names) == 1 and not any("-" in segment for segment in segments) else ""
    return Address(
        key=key, segments=tuple(segments), kinds=(*kinds, *(["?"] if query else [])), extension=extension, query=query
    )


def lay_over(addresses: Sequence[Address], sections: set[str]) -> str:
    """The regular expression of path and query that addresses of one shape have in common."""
    pieces = [
        _piece(kind, [address.segments[place] for address in addresses], place, addresses[0], sections)
        for place, kind in enumerate(addresses[0].kinds)
        if kind != "?"
    ]
    if is_weak(addresses, sections) and pieces:
        pieces[-1] = _slug([address.segments[-1] for address in addresses])
    extension = _common([address.extension for address in addresses])
    path = "/" + "/".join(pieces) + re.escape(extension or "")
    if "?" in addresses[0].kinds:
        name = _common([address.query for address in addresses]) or r"\w+"
        return rf"{path}\?(?:[^#]*&)?{name}=\d+"
    return path + END


def is_weak(addresses: Sequence[Address], sections: set[str]) -> bool:
    """Whether nothing but the length of its slug tells an article of this shape from a section.

    An extension tells nothing: Merdeka's pages about itself end in .html as its articles do.
    """
    if set(addresses[0].kinds) - {"x"}:
        return False
    places = range(len(addresses[0].kinds))
    columns = [[address.segments[place] for address in addresses] for place in places]
    return not any(_traits(values) or _marked(values, sections) for values in columns)


def _kind(segment: str, before: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", segment):
        return "Y"
    if re.fullmatch(r"\d{1,2}", segment) and before in ("Y", "M"):
        return "M" if before == "Y" else "D"
    if re.fullmatch(r"20\d{6}", segment):
        return "8"
    return "N" if segment.isdigit() else "x"


def _piece(kind: str, values: list[str], place: int, one: Address, sections: set[str]) -> str:
    """The expression of one segment of the shape."""
    if kind != "x":
        return {"Y": r"\d{4}", "M": r"\d{1,2}", "D": r"\d{1,2}", "8": r"\d{8}"}.get(kind, r"\d+")
    if marked := _marked(values, sections):
        return marked
    if traits := _traits(values):
        return traits
    if place == len(one.segments) - 1:
        return r"[^/?#]+"
    return r"[a-z0-9-]+" if all(_PLAIN.fullmatch(value) for value in values) else r"[^/?#]+"


def _marked(values: list[str], sections: set[str]) -> str:
    """Words that tell an article, as an expression: "read" and its like, or one that all of many share."""
    distinct = Counter(values)
    words = [word for word, count in distinct.items() if word.lower() in MARKS and count >= 2]
    if words and sum(distinct[word] for word in words) >= _MOST * len(values):
        return re.escape(words[0]).replace(r"\-", "-") if len(words) == 1 else f"(?:{'|'.join(sorted(words))})"
    word, count = distinct.most_common(1)[0]
    many = len(values) >= 8 and count == len(values)
    # A word of which the outlet has a page of its own is a section: tomorrow's articles have others.
    return re.escape(word).replace(r"\-", "-") if many and word not in sections and word.count("-") < 2 else ""


def _traits(values: list[str]) -> str:
    """Numbers and codes at the ends of a slug: "berita-123-judul", "judul-123", "judul-D43J78cJp9"."""
    leads = [_LEAD.match(value) for value in values]
    prefix = _common([(lead[1] or "") if lead else None for lead in leads])
    if prefix is not None and len(values) > 1:
        rest = [value[lead.end() :] for value, lead in zip(values, leads, strict=True) if lead]
        return re.escape(prefix).replace(r"\-", "-") + r"\d+" + (r"[^/?#]*" if any(rest) else "")
    if _share(re.search(r"-\d{4,}$", value) for value in values) and len(values) > 1:
        return r"[^/?#]*-\d+"
    return _code(values)


def _code(values: list[str]) -> str:
    """A code at the end of slugs, all of one length and most of them of mixed letters and digits."""
    codes = [found[1] for value in values if (found := _CODE.search(value))]
    if len(values) < 3 or len(codes) < _MOST * len(values):
        return ""
    length, count = Counter(map(len, codes)).most_common(1)[0]
    mixed = [code for code in codes if len(code) == length and _MIXED.match(code)]
    if count < _MOST * len(values) or len(mixed) < 0.6 * count:
        return ""
    capital = any(re.search("[A-Z]", code) for code in mixed)
    # Where no code is a mere word, a section whose name has that length is kept out.
    look = "" if len(mixed) < count else r"(?=[A-Za-z]*[A-Z0-9])" if capital else r"(?=[a-z]*\d)"
    return rf"[^/?#]*-{look}[{'A-Za-z0-9' if capital else 'a-z0-9'}]{{{length}}}"


def _slug(values: list[str]) -> str:
    """A slug told by its words alone: at least as many as all but the shortest have, and no more than four."""
    hyphens = sorted(value.count("-") for value in values)
    least = min(max(hyphens[len(hyphens) // 20], 1), 3)
    return rf"(?:[^/?#-]*-){{{least},}}[^/?#]+"


def _common(values: Sequence[str | None]) -> str | None:
    """The value that nearly all have; None where there is no such, or where it is None."""
    value, count = Counter(values).most_common(1)[0]
    return value if count >= _MOST * len(values) else None


def _share(tests: object) -> bool:
    found = [bool(test) for test in tests]  # type: ignore[attr-defined]
    return sum(found) >= _MOST * len(found)
