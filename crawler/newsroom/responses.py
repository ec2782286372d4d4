"""The answer to one request, before it is sent: a value."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Response:
    """Status, body and headers; `changed` becomes Last-Modified; `delay` seconds pass before it is sent."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    type: str = "text/html; charset=utf-8"
    changed: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0

    @property
    def etag(self) -> str:
        """What the body is known by."""
        return '"' + hashlib.sha256(self.body).hexdigest()[:20] + '"'
