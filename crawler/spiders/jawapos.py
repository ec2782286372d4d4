"""Jawa Pos: the newest stories of the whole site come from its GraphQL interface, asked by POST.

`/indeks` shows twenty and ignores `?page=`; the interface goes on. Its list names no address: the declaration's
`link` makes it of section, number and slug.
"""

from __future__ import annotations

import json

from scrapy.http import Request

from crawler.plan import Walk
from crawler.spiders.news import NewsSpider

_QUERY = """query Newest($page: Int!) {
  articles(filter: {publisherId: "1"}, first: 20, page: $page) {
    paginatorInfo { hasMorePages }
    data { article_id title slug published_at category { slug } }
  }
}"""


class JawaPosSpider(NewsSpider):
    """The news spider, which asks the interface a question instead of for an address."""

    name = "jawapos"

    def ask(self, request: Request, walk: Walk) -> Request:
        """A question for the interface; the page's number stands behind the address' #, which is never sent."""
        _, _, page = request.url.partition("#")
        if walk.listing.kind != "json" or not page.isdigit():
            return request
        question = {"query": _QUERY, "variables": {"page": int(page)}}
        asked = request.replace(method="POST", body=json.dumps(question).encode())
        asked.headers["Content-Type"] = "application/json"
        return asked
