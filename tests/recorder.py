"""A recorder of web archives: addresses come in, a WARC file as another's tool (warcio) writes it goes out."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass(frozen=True, kw_only=True)
class Caught:
    """An answer to be recorded."""

    url: str
    body: bytes = field(repr=False)
    at: str = "2026-06-20T05:00:00Z"
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    warc: Mapping[str, str] = field(default_factory=dict)
    kind: str = "response"


class _Writer(WARCWriter):  # type: ignore[misc]  # untyped
    """warcio's, but for the temporary files that it leaves open."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def record(answers: Iterable[Caught], *, packed: bool = True, version: str = "1.0") -> bytes:
    """A file with a warcinfo record and, for each answer, its request, the answer, and a record of metadata."""
    out = io.BytesIO()
    writer = _Writer(out, gzip=packed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("rekaman.warc", {"software": "warcio"}))
    for one in answers:
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", one.url.split("/")[2])], is_http_request=True)
        dated = {"WARC-Date": one.at}
        request = writer.create_warc_record(one.url, "request", http_headers=asked, warc_headers_dict=dated)
        head = StatusAndHeaders(one.status, list(one.headers), protocol="HTTP/1.1")
        response = writer.create_warc_record(
            one.url, one.kind, payload=io.BytesIO(one.body), http_headers=head, warc_headers_dict={**dated, **one.warc}
        )
        writer.write_record(request)
        writer.write_record(response)
    return out.getvalue()


def fetch(proxy: str, url: str, at: str) -> Caught:
    """What a proxy answers for an address, body as sent, redirects not followed."""

    class Still(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object, **__: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}), Still())
    asked = urllib.request.Request(url.replace("https://", "http://", 1), headers={"Accept-Encoding": "gzip"})
    try:
        with opener.open(asked, timeout=60) as answer:
            return _caught(url, at, answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return _caught(url, at, error.code, error.headers, error.read())


def _caught(url: str, at: str, status: int, headers: Message, body: bytes) -> Caught:
    return Caught(url=url, body=body, at=at, status=f"{status} X", headers=tuple(headers.items()))
