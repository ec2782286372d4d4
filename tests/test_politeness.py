"""What servers write into Retry-After: seconds to wait come out, or None where it says neither a number nor a date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.politeness import retry_after

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Mon, 01 Jun 2026 12:00:30 GMT", 30.0),
        (b"Mon, 01 Jun 2026 11:00:00 GMT", 0.0),
        (b"Mon, 01 Jun 2026 12:00:30 -0000", None),
        (b"Mon, 01 Jan 99999999999 00:00:00 GMT", None),
        (b"\xb2", None),
        (b"-5", None),
        (b"nanti", None),
        (b"", None),
        (None, None),
    ],
)
def test_how_long_a_server_asks_to_wait(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, NOON) == seconds
