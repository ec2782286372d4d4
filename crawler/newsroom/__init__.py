"""The newsroom: fictional outlets on different kinds of CMS, served on 127.0.0.1; a manifest says what is planted."""

from __future__ import annotations

from pathlib import Path

#: The declarations of the fictional outlets: kept apart, so that they never stand among the real ones.
OUTLETS = Path(__file__).parent / "outlets"
