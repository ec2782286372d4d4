"""The one address of a story: what the page claims and where it was found in, its canonical URL out.

A claim is believed when it leads to an article of the same outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from pipelines.address import canonical
from pipelines.document import Document
from pipelines.items import Rules
from pipelines.jsonld import text_of
from pipelines.markup import Markup

_VIEW = re.compile(
    r"^(?:page|pages|pg|paged|single|showpage|halaman|hal|view|fullpage|full|all|amp|output_?type|mode|m|mobile|device|tampil|tipe|"
    r"print|cetak|allpages)$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:m|mobile|amp|wap|www)\.(?=.+\..+)")
_HOME = re.compile(r"^/?(?:index\.(?:html?|php)|home|beranda)?/?$", re.IGNORECASE)


def read_canonical(document: Document, markup: Markup, rules: Rules) -> str:
    """The canonical URL of the page; "" only where neither the page nor its finder knows one."""
    here = document.url
    for claim in _claims(document, markup):
        if claim.startswith(("http://", "https://")) and believable(claim, here, rules):
            return normal(claim)
    return normal(here)


def normal(url: str) -> str:
    """An address's key without the parameters that ask for a part or another view of the page."""
    head, mark, query = canonical(url).partition("?")
    kept = [pair for pair in query.split("&") if pair and not _VIEW.match(pair.partition("=")[0])]
    return head + (mark + "&".join(kept) if kept else "")


def believable(claim: str, here: str, rules: Rules) -> bool:
    """Whether a claimed address can be this story's: the same outlet, not its front page, an article if this is one."""
    try:
        there = urlsplit(claim)
        found = urlsplit(here)
    except ValueError:
        return False
    if _HOME.match(there.path) and not there.query:
        return False
    if not here:
        return True
    if not _same_site(there, found, rules):
        return False
    if rules.article and re.search(rules.article, here) and not re.search(rules.article, claim):
        return False
    # A canonical that cuts the address down to one of its own folders is a theme's slip, not a claim.
    return not (
        found.path.startswith(there.path.rstrip("/") + "/")
        and there.path.count("/") <= 2
        and not _is_part(found, there)
    )


def _is_part(found: SplitResult, there: SplitResult) -> bool:
    """Whether the page's address is the claim's plus a page number or a view."""
    return re.fullmatch(r"/(?:\d{1,3}|all|amp|full|page/\d+)/?", found.path[len(there.path.rstrip("/")) :]) is not None


def _claims(document: Document, markup: Markup) -> Iterator[str]:
    for target in markup.canonical:
        yield document.absolute(target)
    for target in markup.metas.get("og:url", ()):
        yield document.absolute(target)
    for one in markup.articles:
        whole = one.get("mainEntityOfPage")
        yield document.absolute(text_of(whole.get("@id") if isinstance(whole, dict) else whole))
        yield document.absolute(text_of(one.get("url")))


def _same_site(there: SplitResult, found: SplitResult, rules: Rules) -> bool:
    host, ours = (there.hostname or "").rstrip("."), (found.hostname or "").rstrip(".")
    if any(host == domain or host.endswith("." + domain) for domain in rules.domains):
        return True
    return _site(host) == _site(ours)


def _site(host: str) -> str:
    """A host without www, m and amp, cut to its last two names, three where the second is short (co.id, my.id)."""
    parts = _MOBILE.sub("", host).split(".")
    keep = 3 if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else 2
    return ".".join(parts[-keep:])
