"""Ask the newsroom through its proxy, one request, redirects not followed: for tests, and for a look by hand."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import NamedTuple

from crawler.newsroom.server import Newsroom


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class _Straight(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here, not steps."""

    def redirect_request(self, *args: object) -> None:
        """Not followed."""


def fetch(newsroom: Newsroom, url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
    """The newsroom's answer to one request."""
    request = urllib.request.Request(url, headers=dict(headers or {}), method=method)  # noqa: S310 - tests choose it
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": newsroom.proxy}), _Straight)
    try:
        with opener.open(request) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())
