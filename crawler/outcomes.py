"""Failures of requests: what Scrapy and Twisted report comes in, a named outcome goes out."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.guard import RefusedError

_STATUSES = {304: "unchanged", 401: "login", 403: "http_403", 404: "http_404", 410: "gone", 451: "blocked"}
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too_large"),
    (UnsupportedURLSchemeError, "off_site"),
    (OSError, "connection"),
    (EOFError, "connection"),  # gzip that ends too early
    (ValueError, "http_error"),  # a redirect to what is no address: a port of letters, `javascript:`, half an IPv6
)
#: Whose exceptions say that a connection failed, whatever they are called: the libraries that make it, and
#: those that unpack what came.
_NETWORK = (
    "scrapy", "twisted", "OpenSSL", "cryptography", "service_identity", "ssl", "idna", "hyperlink",
    "zlib", "brotli", "brotlicffi", "backports", "compression", "zstandard",
)  # fmt: skip


def outcome_of(failure: Failure) -> tuple[str, str, int | None]:
    """Outcome, detail and HTTP status of a failed request; a failure that is no request's is raised again."""
    error = failure.value
    if isinstance(error, RefusedError):
        return error.outcome, error.detail, None
    if isinstance(error, HttpError):
        status = int(error.response.status)
        return _STATUSES.get(status, "http_error"), f"the server answered {status}", status
    if isinstance(error, IgnoreRequest) and str(error).startswith("max redirections"):
        return "redirect_loop", str(error), None
    if isinstance(error, IgnoreRequest) and "during decompression" in str(error):
        return "too_large", str(error)[:200], None
    outcome = next((outcome for kind, outcome in _KINDS if isinstance(error, kind)), None)
    if outcome is None and type(error).__module__.partition(".")[0] in _NETWORK:
        outcome = "connection"
    if outcome is None:
        failure.raiseException()
    return str(outcome), f"{type(error).__name__}: {error}"[:200], None
