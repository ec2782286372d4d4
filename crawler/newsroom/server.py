"""The newsroom's web server: answers for all outlets by host name, as an HTTP proxy and as an origin, on 127.0.0.1."""

from __future__ import annotations

import socket
import sys
import threading
import time
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.newsroom.content import read_newsfile
from crawler.newsroom.pages import answer
from crawler.newsroom.records import State
from crawler.newsroom.responses import Response


class Request(NamedTuple):
    """A request that was served: host, path with its query, and the user agent that asked."""

    host: str
    path: str
    agent: str


class Newsroom:
    """A context manager: the outlets are on the web, at `proxy`, until it ends. `edit` brings the second state."""

    def __init__(self, port: int = 0) -> None:
        self.state: State = 1
        self._hosts = {site.host: name for name, site in read_newsfile(1).sites.items()}
        self._requests: list[Request] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def proxy(self) -> str:
        """The proxy's address, such as http://127.0.0.1:40123."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> list[Request]:
        """Every request served so far, in order of arrival."""
        with self._lock:
            return list(self._requests)

    def edit(self) -> None:
        """Let the editors work: some stories are changed, one is withdrawn, a new one stands."""
        self.state = 2

    def __enter__(self) -> Newsroom:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def respond(self, host: str, path: str, agent: str) -> Response | None:
        """The answer to a request, which is counted; None where no outlet has that host."""
        if host not in self._hosts:
            return None
        request = Request(host, path, agent)
        with self._lock:
            first = all((earlier.host, earlier.path) != (host, path) for earlier in self._requests)
            self._requests.append(request)
        parts = urlsplit(path)
        if first and self._flaky(host, parts.path):
            return Response(
                status=503, body=b"Layanan sedang sibuk.", type="text/plain", headers=(("Retry-After", "1"),)
            )
        return answer(self.state, self._hosts[host], parts.path or "/", parts.query)

    def _flaky(self, host: str, path: str) -> bool:
        stories = read_newsfile(self.state).stories.values()
        return any(story.trouble == "flaky" and story.site.host == host and story.path == path for story in stories)


class _Server(ThreadingHTTPServer):
    """Threads that are waited for at the end, and open connections that are cut before."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection, and remember it as open."""
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that its thread is done with."""
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed cuts its connections, and that is its own affair; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Cut what is still open: a client that keeps its connection alive would be waited for."""
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client hung up in the same moment


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    # Headers and body leave in one write: in two, delayed acknowledgements cost 40 ms a page on a kept connection.
    wbufsize = -1

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        host = (asked.netloc or self.headers.get("Host", "")).rpartition("@")[2].split(":")[0].lower()
        path = asked._replace(scheme="", netloc="", fragment="").geturl() or "/"
        response = self.server.newsroom.respond(host, path, self.headers.get("User-Agent", ""))
        if response is None:
            body = f"No outlet of the newsroom has the host {host!r}.\n".encode()
            response = Response(status=502 if asked.netloc else 404, body=body, type="text/plain; charset=utf-8")
        if response.delay:
            time.sleep(response.delay)
        self._send(response)

    do_HEAD = do_GET  # noqa: N815

    def do_CONNECT(self) -> None:
        self.close_connection = True
        refused = (("Allow", "GET, HEAD"), ("Connection", "close"))
        self._send(Response(status=405, body=b"The newsroom has no tunnels.\n", type="text/plain", headers=refused))

    def _send(self, response: Response) -> None:
        status = 304 if response.status == 200 and self._known(response) else response.status
        self.send_response(status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status == 200:
            self.send_header("ETag", response.etag)
            if response.changed:
                self.send_header("Last-Modified", format_datetime(response.changed.astimezone(UTC), usegmt=True))
        if status != 304:
            self.send_header("Content-Type", response.type)
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if status != 304 and self.command != "HEAD":
            self.wfile.write(response.body)

    def _known(self, response: Response) -> bool:
        """Whether the client holds this already. As in RFC 9110, an If-None-Match silences an If-Modified-Since."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return response.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")] or tags.strip() == "*"
        since = self.headers.get("If-Modified-Since")
        if since is None or response.changed is None:
            return False
        try:
            return response.changed <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False  # not a date: the header is ignored, as the RFC asks

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet: what was served stands in `Newsroom.requests`."""
