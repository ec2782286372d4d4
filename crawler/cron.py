"""The user's crontab: a text comes in and goes out with Kliping's lines between two markers; the rest is never touched.

Each data folder has markers of its own, so that two installations do not take each other's lines for theirs.
"""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CRONTAB = "crontab"
#: What the environment says and a crontab's line must say again, because cron's environment is bare.
KEPT = ("KLIPING_DATA", "KLIPING_OUTLETS", "KLIPING_CONTACT", "KLIPING_PRUNE", "KLIPING_PROCESSES")


class CronError(Exception):
    """A crontab that cannot be read, written or understood: the message says why. Nothing was changed."""


def line(every: int, deadline: str, environment: Mapping[str, str], words: tuple[str, ...] = ()) -> str:
    """The crontab's line: `kliping run` every so many minutes, with the choices that the environment holds.

    `words` are given to the command as they are: outlets' names, a shard.
    """
    if every < 60:
        when = f"*/{every} * * * *" if every > 1 else "* * * * *"
    else:
        hours = every // 60
        when = f"0 */{hours} * * *" if hours < 24 else "0 5 * * *"
    values = [f"{name}={shlex.quote(environment[name])}" for name in KEPT if environment.get(name)]
    command = " ".join([*values, *map(shlex.quote, program()), "run", "--quiet", "--deadline", deadline, *words])
    if any(ord(character) < 32 for character in command):
        raise CronError(f"a crontab holds no line breaks or tabs in values: {command!r}")
    return f"{when} {command}".replace("%", r"\%")  # a bare % ends cron's command


def program() -> list[str]:
    """How cron is to call us: the `kliping` beside this Python, or the module where it is not installed."""
    script = Path(sys.executable).with_name("kliping")
    return [str(script)] if script.exists() else [sys.executable, "-m", "crawler.cli"]


def markers(data: Path) -> tuple[str, str]:
    """The lines before and after ours."""
    return f"# kliping begins: {data}", f"# kliping ends: {data}"


def installed(crontab: str, data: Path) -> tuple[str, ...]:
    """Our lines in a crontab, without the markers; none where there are none."""
    found = _block(crontab, data)
    return () if found is None else tuple(_lines(crontab)[found[0] + 1 : found[1]])


def with_lines(crontab: str, data: Path, lines: tuple[str, ...]) -> str:
    """The crontab with our lines: in the place of earlier ones, else at its end."""
    before, after = markers(data)
    ours = [f"{one}\n" for one in (before, *lines, after)]
    kept = _lines(crontab)
    found = _block(crontab, data)
    if found is not None:
        return "".join([*kept[: found[0]], *ours, *kept[found[1] + 1 :]])
    if kept and not kept[-1].endswith("\n"):
        kept[-1] += "\n"
    return "".join([*kept, *ours])


def without_lines(crontab: str, data: Path) -> str:
    """The crontab without our lines and their markers."""
    found = _block(crontab, data)
    if found is None:
        return crontab
    kept = _lines(crontab)
    return "".join([*kept[: found[0]], *kept[found[1] + 1 :]])


def _block(crontab: str, data: Path) -> tuple[int, int] | None:
    """Where our markers stand; None for no markers. Markers that a hand has damaged are refused."""
    lines = [one.rstrip() for one in _lines(crontab)]
    places = [[number for number, one in enumerate(lines) if one == marker] for marker in markers(data)]
    begins, ends = places
    if not begins and not ends:
        return None
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise CronError(
            f"the crontab's markers for {data} are damaged ({len(begins)} begin, {len(ends)} end); "
            "mend them with `crontab -e`: one `# kliping begins`, then one `# kliping ends`"
        )
    return begins[0], ends[0]


def _lines(crontab: str) -> list[str]:
    """The lines with their ends: a line ends at a line feed and at nothing else that Unicode takes for an end."""
    return list(io.StringIO(crontab, newline="\n"))


def read_crontab() -> str:
    """The user's crontab; empty where there is none."""
    done = _crontab("-l")
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "surrogateescape")
    if "no crontab" in said:
        return ""
    raise CronError(f"the crontab cannot be read: {said}")


def write_crontab(text: str) -> None:
    """Put a crontab in the place of the user's; none where it would be empty."""
    done = _crontab("-", given=text.encode("utf-8", "surrogateescape")) if text else _crontab("-r")
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise CronError(f"the crontab was refused and is as it was: {said}")


def _crontab(argument: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Bytes in and out: others' lines may be in any encoding. Its messages are read, so they are to be in English."""
    environment = dict(os.environ) | {"LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - a fixed command
            [CRONTAB, argument], input=given, capture_output=True, check=False, env=environment
        )
    except FileNotFoundError:
        raise CronError(
            "there is no `crontab` here (Debian: apt-get install cron); README.md has a systemd timer instead"
        ) from None
