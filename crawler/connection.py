"""The connection to an outlet: a request comes in, a response goes out, and nothing is asked of a private address.

A name is looked up and its address judged before anything is connected to; what was connected to is judged again
before a byte is sent, so that a name that leads elsewhere the second time gains nothing. Every redirect is a request of
its own and comes here again. A proxy that the user has set is trusted, and looks up names itself.
"""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HTTP11ClientProtocol

from crawler.downloads import Downloads
from crawler.guard import RefusedError, private


class Connection(Downloads):
    """Scrapy download handler for http and https: ours that can be stopped, with both judgements around it.

    An outlet that says `local = true` is let through, to its own hosts: the guard has seen to that.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        outlet = getattr(crawler.spidercls, "outlet", None)
        self._judges = outlet is not None and not outlet.local
        if self._judges:
            self._pool._factory = _JudgingFactory
        self._trusted = HTTP11DownloadHandler(crawler)  # with connections of its own, to the proxy

    async def answer(self, request: Request) -> Response:
        """The answer, unless the address is private."""
        if request.meta.get("proxy"):
            return await self._trusted.download_request(request)
        if self._judges:
            await self._look_up(urlparse_cached(request).hostname or "")
        return await super().answer(request)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await super().close()
        await self._trusted.close()

    async def _look_up(self, host: str) -> None:
        from twisted.internet import reactor

        try:
            address = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]
        except DNSLookupError as error:
            raise CannotResolveHostError(str(error)) from error
        _judge(address, f"{host} leads to")


class _JudgingFactory(_LenientHTTP11ClientFactory):
    """Judges the other end of a connection that has come about, TLS or not, before anything is said on it."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802 - Twisted's name
        _judge(getattr(addr, "host", ""), "connected to")
        return super().buildProtocol(addr)


def _judge(address: str, how: str) -> None:
    if private(address):
        raise RefusedError("private_address", f"{how} {address}, a private address; only `local` outlets have one")
