"""Failures of requests, each by the name it has in the ledger."""

from __future__ import annotations

import ssl
import zlib

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionLost, TCPTimedOutError
from twisted.python.failure import Failure

from crawler.guard import RefusedError
from crawler.outcomes import outcome_of
from pipelines.items import OUTCOMES


def failed(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, "login"), (403, "http_403"), (404, "http_404"), (410, "gone"), (451, "blocked"), (304, "unchanged"),
     (302, "http_error"), (400, "http_error"), (429, "http_error"), (500, "http_error"), (503, "http_error"),
     (999, "http_error")],
)  # fmt: skip
def test_statuses(status: int, outcome: str) -> None:
    error = HttpError(Response("https://contoh.example/", status=status))
    assert outcome_of(failed(error)) == (outcome, f"the server answered {status}", status)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (CannotResolveHostError("no such host"), "dns"),
        (DownloadTimeoutError("30 s"), "timeout"),
        (DownloadCancelledError("9000000 bytes"), "too_large"),
        (
            IgnoreRequest("Ignored response <200 …/redirect> because its body exceeded … during decompression."),
            "too_large",
        ),
        (IgnoreRequest("max redirections reached"), "redirect_loop"),
        (UnsupportedURLSchemeError("gopher"), "off_site"),
        (DownloadConnectionRefusedError("refused"), "connection"),
        (DownloadFailedError("lost"), "connection"),
        (ResponseDataLossError("half"), "connection"),
        (ConnectionLost("lost"), "connection"),
        (TCPTimedOutError("110"), "connection"),  # type: ignore[no-untyped-call]
        (ConnectionResetError(104, "reset"), "connection"),
        (ssl.SSLError("certificate"), "connection"),
        (EOFError("gzip"), "connection"),
        (zlib.error("invalid block"), "connection"),
        (ValueError("Port out of range 0-65535"), "http_error"),
        (UnicodeError("label empty or too long"), "http_error"),
    ],
)
def test_failures(error: Exception, outcome: str) -> None:
    found, detail, status = outcome_of(failed(error))
    assert (found, status) == (outcome, None)
    assert str(error)[:20] in detail
    assert found in OUTCOMES


@pytest.mark.parametrize("outcome", ["robots", "off_site", "private_address"])
def test_refusals_of_ours_keep_their_name(outcome: str) -> None:
    assert outcome_of(failed(RefusedError(outcome, "sebab"))) == (outcome, "sebab", None)


def test_details_are_short() -> None:
    assert len(outcome_of(failed(DownloadFailedError("x" * 9999)))[1]) == 200
    assert len(outcome_of(failed(IgnoreRequest("x" * 999 + "during decompression")))[1]) == 200


@pytest.mark.parametrize("error", [KeyError("x"), AttributeError("x"), ZeroDivisionError("x")])
def test_a_fault_of_ours_is_not_given_a_name(error: Exception) -> None:
    with pytest.raises(type(error)):
        outcome_of(failed(error))
