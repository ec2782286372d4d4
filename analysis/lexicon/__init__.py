"""Word lists as data files, each with its version and its source: a name comes in, its values go out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def read_lexicon(name: str) -> dict[str, Any]:
    """The values of `NAME.toml`. A list of ours that is not there or broken is a fault of ours, and crashes."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
