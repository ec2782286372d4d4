"""Addresses: what a page or a feed printed comes in, an address to ask or the ledger's key goes out.

`absolute` gives the address that is asked; `canonical` the key under which one article is known, however
it was listed. The key always says https: outlets list one article under both schemes, and a key is for
comparing, not for asking.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit


class Marks(Protocol):
    """How an outlet addresses a split article whole (`whole_query`, `whole_path`) and its parts (`next_page`)."""

    @property
    def whole_query(self) -> str:
        """A query to add, or ""."""

    @property
    def whole_path(self) -> str:
        """A path to append, or ""."""

    @property
    def next_page(self) -> str:
        """A regular expression of what a further part's address ends in, or ""."""


#: Longer addresses are no articles: the longest seen on an Indonesian outlet has about 300 characters.
LONGEST = 2048

# courlan's list of trackers is not used: it matches prefixes (ga, ref, cid, uid), and so takes away
# galeri=, gambar= and cid=, which tell articles apart on older Indonesian systems.
_TRACKING = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid",
        "ttclid", "igshid", "igsh", "mibextid", "li_fat_id", "ref", "referer", "referrer", "ref_src",
        "ref_url", "refsrc", "source", "src_medium", "campaign", "cmpid", "ncid", "ocid", "xtor", "spm", "si",
        "_ga", "_gl", "_x_tr_sl", "_x_tr_tl", "_x_tr_hl", "_x_tr_pto", "mc_cid", "mc_eid", "_hsenc", "_hsmi",
        "__twitter_impression", "amp", "amp_js_v", "amp_gsa", "usqp", "outputtype", "share", "shared",
        "tl_inbound", "tl_groups", "phpsessid", "jsessionid", "sid", "sessid", "session", "session_id",
        "sessionid", "aspsessionid", "cfid", "cftoken",
    }
)  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "utm-", "pk_", "mtm_", "itm_", "hsa_", "at_campaign", "at_medium", "aspsessionid")

_PLAIN = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+)")
_ASCII_HOST = re.compile(r"[a-z0-9._-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_BLANK = re.compile(r"[\x00-\x20\x7f\u00a0\u2028\u2029\ufeff\u200b]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ufeff\u200b]+")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.I)
_AMP = re.compile(r"(?<=[^/])/+amp$")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = "/%:@!$&'()*+,;=~"
_IN_QUERY = "/%:@!$'()*+,;=~?"


def canonical(url: str, marks: Marks | None = None) -> str:
    """The key of an address: what stays the same however the article was listed.

    Scheme folded to https; host in small letters and IDNA; default port, credentials, fragment, tracking,
    session and AMP markers dropped; escapes as RFC 3986 prefers them; query sorted by name; no trailing
    slash. The case of the path and doubled slashes within it are kept. With an outlet's marks
    those of a whole or a further page are dropped too. Idempotent; what is no http address
    comes back stripped.
    """
    key = _canonical(url)
    if marks is None or not (marks.whole_query or marks.whole_path or marks.next_page):
        return key
    while (shorter := _canonical(_without_page(key, marks))) != key:
        key = shorter
    return key


def absolute(href: str, base: str) -> str | None:
    """A printed link as an address to ask: joined to its base, cleaned, without tracking; None if it is none.

    The scheme, the slashes and the order of the query stay as listed.
    """
    if _PLAIN.fullmatch(href) and len(href) <= LONGEST:
        return href
    href = _CONTROL.sub("", href.strip()).strip()
    if not href or href.startswith("#") or len(href) > 2 * LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, href))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    query = "&".join(name for name in _parameters(parts.query))
    path = _escape(_SESSION.sub("", parts.path), _IN_PATH) or "/"
    url = f"{parts.scheme}://{_host(parts)}{f':{port}' if port is not None else ''}{path}{'?' if query else ''}{query}"
    return url if len(url) <= LONGEST else None


def _canonical(url: str) -> str:
    plain = _PLAIN.fullmatch(url)
    if plain and not url.endswith("/amp"):
        return "https://" + plain[1]
    url = _BLANK.sub("", url[:1]) + url[1:] if url[:1].isspace() else url
    url = _CONTROL.sub("", url).strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not host:
        return url
    path = _SESSION.sub("", _escape(parts.path, _IN_PATH))
    path = _without_dots(path).rstrip("/")
    while _AMP.search(path):
        path = _AMP.sub("", path).rstrip("/")
    query = "&".join(sorted(_parameters(parts.query), key=lambda parameter: parameter.partition("=")[0]))
    shown = "" if port in (None, 80, 443) else f":{port}"
    return f"https://{_host(parts)}{shown}{path or '/'}{'?' if query else ''}{query}"


def _parameters(query: str) -> list[str]:
    """The parameters that tell pages apart, escaped, in their order."""
    kept = []
    for parameter in query.split("&"):
        while parameter.lower().startswith("amp;"):  # links that were escaped twice
            parameter = parameter[4:]
        parameter = _escape(parameter, _IN_QUERY)
        name = unquote(parameter.partition("=")[0]).strip().lower()
        if name and name not in _TRACKING and not name.startswith(_TRACKING_PREFIXES):
            kept.append(parameter)
    return kept


def _escape(text: str, safe: str) -> str:
    """Escapes in one form: what must be escaped is, in capitals; what need not be is not."""
    return _ESCAPE.sub(_one_escape, quote(text, safe=safe, errors="replace"))


def _one_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return "%25"
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else "%" + found[1].upper()


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if _ASCII_HOST.fullmatch(host):
        return host
    return f"[{host}]" if ":" in host else _idna(host)


@lru_cache(maxsize=1024)
def _idna(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return _escape(host, "%!$&'()*+,;=~").lower().replace("%", "%25") if "%" not in host else host


def _without_page(key: str, marks: Marks) -> str:
    """The key of the article that an address shows whole, or a further page of, by its outlet's marks."""
    if marks.whole_query:
        name, _, value = marks.whole_query.partition("=")
        head, _, query = key.partition("?")
        kept = [given for given in query.split("&") if given and not _marks_page(given, name, value)]
        key = head + ("?" + "&".join(kept) if kept else "")
    if marks.whole_path:
        mark = "/" + marks.whole_path.strip("/")
        # Where "/0" is the whole article, "/1" and "/2" are its pages.
        pattern = (
            r"(?<=[^/:])(?:/+\d{1,2})+(?=$|\?)" if mark[1:].isdigit() else rf"(?<=[^/:])(?:{re.escape(mark)})+(?=$|\?)"
        )
        key = re.sub(pattern, "", key, count=1)
    if marks.next_page:
        for found in re.finditer(marks.next_page, key):
            if found[0][:1] in ("/", "?", "&") and found.end() == len(key) and found.start() > len("https://"):
                return key[: found.start()]
    return key


def _marks_page(parameter: str, name: str, value: str) -> bool:
    given, _, number = parameter.partition("=")
    return given == name and (number == value or number.isdigit())
