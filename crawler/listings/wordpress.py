"""WordPress' own list of posts (/wp-json/wp/v2/posts): JSON comes in, article links with dates go out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from crawler.listings.moments import Moment, read_stamp
from crawler.listings.reading import Further, Gatherer, NotAListing, Reading
from crawler.listings.unpack import header, refuse_page

_UTC = ZoneInfo("UTC")


def read_posts(body: bytes, url: str, headers: Mapping[str, str], gatherer: Gatherer) -> Reading:
    """The articles of one page of posts, and the next page. NotAListing where the response is no list of posts."""
    text = body.decode("utf-8-sig", "replace")
    try:
        posts = json.loads(text)
    except (ValueError, RecursionError):
        refuse_page(text[:200_000], "WordPress' list of posts", url)
    page, total = _page(url), header(headers, "x-wp-totalpages").strip()
    if isinstance(posts, dict):
        if posts.get("code") == "rest_post_invalid_page_number":
            return gatherer.reading(complete=True)  # asked beyond the last page: the list has shown its end
        raise NotAListing(
            f"{url} is not WordPress' list of posts, but an error: {str(posts.get('code') or '')[:80]!r} "
            f"{str(posts.get('message') or '')[:200]!r}; the site may keep its REST interface shut: use its feed"
        )
    if not isinstance(posts, list):
        raise NotAListing(
            f"{url} is not WordPress' list of posts, but {text[:80]!r}; correct the listing's url or kind"
        )
    for post in posts:
        if isinstance(post, dict):
            _add_post(post, gatherer)
        else:
            gatherer.others += 1
    pages = int(total) if re.fullmatch(r"\d{1,7}", total) else 0
    further = (Further(url=_with_page(url, page + 1), kind="page"),) if page < pages else ()
    return gatherer.reading(further=further, complete=0 < pages <= page or (total == "0" and not posts))


def _add_post(post: dict[str, Any], gatherer: Gatherer) -> None:
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    gatherer.add(
        _text(post.get("link")),
        title=_text(rendered) or None,
        published=_moment(post, "date", gatherer),
        modified=_moment(post, "modified", gatherer),
    )


def _moment(post: dict[str, Any], name: str, gatherer: Gatherer) -> Moment | None:
    """A post's date: the one in GMT where there is one, else the site's own."""
    in_gmt = read_stamp(_text(post.get(f"{name}_gmt")), _UTC)
    if in_gmt and in_gmt.at:
        return Moment(day=in_gmt.at.astimezone(gatherer.zone).date(), at=in_gmt.at.astimezone(gatherer.zone))
    return read_stamp(_text(post.get(name)), gatherer.zone)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _page(url: str) -> int:
    number = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(number) if re.fullmatch(r"[1-9]\d{0,6}", number) else 1


def _with_page(url: str, page: int) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "page"]
    return parts._replace(query=urlencode([*query, ("page", str(page))]), fragment="").geturl()
