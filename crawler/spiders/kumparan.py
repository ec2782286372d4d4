"""kumparan: a channel's page is a shell; its stories come from a GraphQL interface, asked by POST, page by page.

Reasoned from public code that asked so until 2026, never tried by us: the feeds and sitemaps of the declaration
do not depend on it.
"""

from __future__ import annotations

import json

from scrapy.http import Request

from crawler.plan import Walk
from crawler.spiders.news import NewsSpider

_SIZE = 20
_QUERY = """query FindStoryFeedByChannelSlug(
  $channelSlug: String!, $size: Int!, $cursor: String!, $cursorType: CursorType!
) {
  FindStoryFeedByChannelSlug(channelSlug: $channelSlug, cursorType: $cursorType, size: $size, cursor: $cursor) {
    edges { title slug publishedAt author { username } }
  }
}"""


class KumparanSpider(NewsSpider):
    """The news spider, which asks the interface for a channel's stories."""

    name = "kumparan"

    def ask(self, request: Request, walk: Walk) -> Request:
        """A question for the interface; channel and page stand behind the address' #, which is never sent."""
        _, _, wanted = request.url.partition("#")
        channel, _, page = wanted.rpartition("-")
        if walk.listing.kind != "json" or not channel or not page.isdigit():
            return request
        variables = {"channelSlug": channel, "size": _SIZE, "cursor": page, "cursorType": "PAGE"}
        question = {"operationName": "FindStoryFeedByChannelSlug", "variables": variables, "query": _QUERY}
        asked = request.replace(method="POST", body=json.dumps(question).encode())
        asked.headers["Content-Type"] = "application/json"
        return asked
