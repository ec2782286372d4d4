"""The user's choices: `kliping.toml` in the data folder, overridden by KLIPING_* variables.

Comes in: the environment and one TOML file. Goes out: a frozen `Choices`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: What the manual and our messages write in its place: copied, it would let nobody write to anybody.
MANUALS_OWN = "you@example.org"

KEYS = ("contact", "outlets")


class ChoicesError(Exception):
    """A choice that cannot be used: the message names the file or variable, the key and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Where data lives, whom an outlet can write to, and further folders of outlets."""

    data: Path
    contact: str | None = None
    outlets: tuple[Path, ...] = ()

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.data / "news.db"

    @property
    def raw(self) -> Path:
        """The kept pages."""
        return self.data / "raw"


def read_choices(environment: Mapping[str, str] = os.environ) -> Choices:
    """The choices in force. The data folder is the project's own, wherever cron stands, unless KLIPING_DATA says so."""
    data = Path(environment.get("KLIPING_DATA") or ROOT / "data").expanduser().absolute()
    written = _read(data / "kliping.toml")
    contact = environment.get("KLIPING_CONTACT") or written.get("contact")
    if contact is not None and not re.fullmatch(r"\S+@\S+\.\S+|https?://\S+", str(contact)):
        raise ChoicesError(f"contact: expected an e-mail address or a web address, not {contact!r}")
    if contact == MANUALS_OWN:
        raise ChoicesError(f"contact: {contact} stands for your own address, where outlets can write to you")
    folders = environment.get("KLIPING_OUTLETS")
    named = folders.split(os.pathsep) if folders else written.get("outlets", [])
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise ChoicesError(f"{data / 'kliping.toml'}: outlets: expected a list of folders, not {named!r}")
    anchor = Path.cwd() if folders else data  # a variable is read where it is set, a file where it stands
    outlets = tuple(anchor / Path(name).expanduser() for name in named if name)
    return Choices(data=data, contact=contact, outlets=outlets)


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ChoicesError(f"{path}: not TOML: {error}") from None
    except RecursionError:
        raise ChoicesError(f"{path}: not TOML: nested too deeply") from None
    except OSError as error:
        raise ChoicesError(f"{path}: cannot be read: {error.strerror}") from None
    for key in values:
        if key not in KEYS:
            raise ChoicesError(f"{path}: {key}: unknown key; known keys: {', '.join(KEYS)}")
    return values
