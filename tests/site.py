"""A tiny, badly behaving web server on 127.0.0.1 for whole-crawl tests, and the pages and feeds to put on it.

A `Site` answers what its table of paths says, as an origin and as an HTTP proxy for any host.
"""

from __future__ import annotations

import hashlib
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
#: No test waits longer than this for another process or thread.
PATIENCE = 60.0

Fault = Literal["", "reset", "hang", "drip", "short"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a path answers. `fault`: cut the connection, never answer, send byte by byte, or stop half-way."""

    body: bytes = field(default=b"", repr=False)
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    fault: Fault = ""
    length: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it arrived: host and path, and the headers by their names in small letters."""

    host: str
    path: str
    headers: dict[str, str] = field(repr=False)


Answers = Answer | Callable[[int], Answer]


class Site:
    """A context manager: the paths in `answers` are served until it ends. `"host/path"` goes before `"/path"`.

    An answer may be a function of how often its path has been asked, counted from 1.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answers] = {}
        self.down = False  # as if the network had gone: whatever is asked, the connection is cut
        self.closing = threading.Event()
        self.released = threading.Event()  # until then a "hang" does not end
        self._asked: list[Asked] = []
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def host(self) -> str:
        """Host and port, as an outlet's domain."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        """A path's address."""
        return f"http://{self.host}{path}"

    @property
    def asked(self) -> list[Asked]:
        """Every request so far."""
        with self._changed:
            return list(self._asked)

    def paths(self) -> list[str]:
        """The paths asked for so far, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def wait_for(self, path: str, process: subprocess.Popen[bytes]) -> None:
        """Return when a process has asked for a path; fail when it ended without."""
        until = time.monotonic() + PATIENCE
        with self._changed:
            while all(asked.path != path for asked in self._asked):
                assert process.poll() is None, f"ended without asking for {path}: {process.communicate()}"
                assert time.monotonic() < until, f"{path} was never asked for"
                self._changed.wait(0.1)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, asked: Asked) -> Answer:
        """Count a request and find its answer."""
        with self._changed:
            self._asked.append(asked)
            times = sum((earlier.host, earlier.path) == (asked.host, asked.path) for earlier in self._asked)
            self._changed.notify_all()
        if self.down:
            return Answer(fault="reset")
        found = self.answers.get(asked.host + asked.path, self.answers.get(asked.path))
        if found is None:
            return Answer(status=404, body=b"<h1>Tidak ada</h1>")
        return found(times) if callable(found) else found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], site: Site) -> None:
        self.site = site
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on us is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        host = parts.netloc or self.headers.get("Host", "")
        path = parts._replace(scheme="", netloc="").geturl() or "/"
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.site.answer(Asked(host=host, path=path, headers=headers))
        if answer.etag and headers.get("if-none-match") == answer.etag:
            answer = Answer(status=304, etag=answer.etag)
        if answer.fault == "hang":
            self.server.site.released.wait(PATIENCE)
        if answer.fault in ("reset", "hang"):
            self._reset()
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.etag:
            self.send_header("ETag", answer.etag)
        if answer.status != 304:
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
        self.end_headers()
        if answer.fault == "drip":
            self._drip(answer.body)
        elif answer.fault == "short":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.wfile.flush()
            self._reset()
        else:
            self.wfile.write(answer.body)

    def _drip(self, body: bytes) -> None:
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.site.closing.wait(0.05):
                return

    def _reset(self) -> None:
        """Hang up without a word: closing with a linger of zero sends a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


_SENTENCES = (
    "Warga Desa Sukamekar bergotong royong membersihkan saluran air {word} sejak pagi hari.",
    "Kepala desa, Rangga Wiratmaja, mengatakan pekerjaan {word} itu akan selesai pada akhir bulan.",
    "“Kami ingin anak-anak bisa berjalan kaki ke sekolah dengan aman,” katanya tentang {word}.",
    "Pemerintah Kabupaten Tirtasari menyiapkan anggaran {word} sebesar dua miliar rupiah.",
)


def story(
    title: str,
    *paragraphs: str,
    canonical: str = "",
    published: str = "2026-06-20T08:30:00+07:00",
    ld: str = "",
    after: str = "",
) -> bytes:
    """An article's page. Without paragraphs of its own it has four that hold the title's last word."""
    word = title.split()[-1] if title else "itu"
    text = paragraphs or tuple(sentence.format(word=word) for sentence in _SENTENCES)
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    data = f'<script type="application/ld+json">{ld}</script>' if ld else ""
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published}">{link}{data}</head><body>'
        f"<article><h1>{title}</h1>{''.join(f'<p>{one}</p>' for one in text)}</article>{after}</body></html>"
    ).encode()


def page(title: str, *paragraphs: str, **more: str) -> Answer:
    """An article, with the ETag of its bytes."""
    body = story(title, *paragraphs, **more)
    return Answer(body=body, etag=f'"{hashlib.sha256(body).hexdigest()[:12]}"')


def feed(links: Iterable[str], day: str = "Sat, 20 Jun 2026 08:30:00 +0700") -> Answer:
    """An RSS feed of links."""
    items = "".join(
        f"<item><title>Berita</title><link>{link.replace('&', '&amp;')}</link><pubDate>{day}</pubDate></item>"
        for link in links
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Umpan</title>{items}</channel></rss>'
    return Answer(body=body.encode(), type="application/rss+xml")


def redirect(target: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(status=status, headers=(("Location", target),))
