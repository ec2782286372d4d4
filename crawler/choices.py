"""The user's choices: `kliping.toml` in the data folder, overridden by KLIPING_* variables.

Comes in: the environment and one TOML file. Goes out: a frozen `Choices`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pipelines.fulltext import NAME, fault_of

ROOT = Path(__file__).resolve().parent.parent

#: What the manual and our messages write in its place: copied, it would let nobody write to anybody.
MANUALS_OWN = "you@example.org"

KEYS = ("contact", "outlets", "processes", "prune", "watches")
MOST_PROCESSES = 64
#: In `[prune]`, the age for outlets that it does not name.
EVERY = "*"


class ChoicesError(Exception):
    """A choice that cannot be used: the message names the file or variable, the key and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Where data lives, whom an outlet can write to, further folders of outlets, and when kept pages go.

    `processes` is how many may read pages; None is one a core.
    `prune` has ages by outlet, and under EVERY that of the others; nothing is pruned unless it is in there.
    `watches` has (query, outlets) by name.
    """

    data: Path
    contact: str | None = None
    outlets: tuple[Path, ...] = ()
    processes: int | None = None
    prune: Mapping[str, timedelta] = field(default_factory=dict)
    watches: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """The one SQLite file."""
        return self.data / "news.db"

    @property
    def reports(self) -> Path:
        """What is written to be read: reports, and a feed a watch."""
        return self.data / "reports"

    @property
    def raw(self) -> Path:
        """The kept pages."""
        return self.data / "raw"

    @property
    def rules(self) -> Path:
        """What was learned of outlets: a file each."""
        return self.data / "rules"

    def pruned_after(self, outlet: str) -> timedelta | None:
        """At what age the kept pages of an outlet go; None where they stay."""
        return self.prune.get(outlet, self.prune.get(EVERY))


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
    return Choices(
        data=data,
        contact=contact,
        outlets=outlets,
        processes=_processes(environment, written, data),
        prune=_prune(environment, written, data),
        watches=_watches(written, data),
    )


def age(text: object) -> timedelta:
    """An age in days or weeks, such as 90d or 12w."""
    found = re.fullmatch(r"([1-9]\d{0,4})([dw])", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"expected an age in days or weeks, such as 90d or 12w, not {text!r}")
    return timedelta(**{"weeks" if found[2] == "w" else "days": int(found[1])})


def _processes(environment: Mapping[str, str], written: Mapping[str, Any], data: Path) -> int | None:
    where, value = f"{data / 'kliping.toml'}: processes", written.get("processes")
    if environment.get("KLIPING_PROCESSES"):
        where, value = "KLIPING_PROCESSES", environment["KLIPING_PROCESSES"]
        value = int(value) if re.fullmatch("[0-9]{1,3}", value) else value
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= MOST_PROCESSES:
        raise ChoicesError(f"{where}: expected a number from 1 to {MOST_PROCESSES}, not {value!r}")
    return value


def _prune(environment: Mapping[str, str], written: Mapping[str, Any], data: Path) -> dict[str, timedelta]:
    where, value = f"{data / 'kliping.toml'}: prune", written.get("prune", {})
    if environment.get("KLIPING_PRUNE"):
        where, value = "KLIPING_PRUNE", environment["KLIPING_PRUNE"]
    ages = value if isinstance(value, dict) else {EVERY: value}
    try:
        return {name: age(text) for name, text in ages.items()}
    except ValueError as error:
        raise ChoicesError(f"{where}: {error}") from None


def _watches(written: Mapping[str, Any], data: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Watches as `name = "query"` or `name = { query = …, outlets = […] }`."""
    where, value = f"{data / 'kliping.toml'}: watches", written.get("watches", {})
    if not isinstance(value, dict):
        raise ChoicesError(f'{where}: expected a table such as [watches] with banjir = "banjir OR rob", not {value!r}')
    found = {}
    for name, told in value.items():
        watch = told if isinstance(told, dict) else {"query": told}
        query, outlets = watch.get("query"), watch.get("outlets", [])
        known = set(watch) <= {"query", "outlets"} and isinstance(outlets, list)
        if not known or not isinstance(query, str) or not all(isinstance(outlet, str) for outlet in outlets):
            raise ChoicesError(f"{where}.{name}: expected a full-text query, or query and outlets, not {told!r}")
        if not NAME.fullmatch(name):
            raise ChoicesError(f"{where}: {name!r} is no name for a watch: small letters, digits and dashes")
        if fault := fault_of(query):
            raise ChoicesError(f"{where}.{name}: {fault}")
        found[name] = (query, tuple(outlets))
    return found


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
