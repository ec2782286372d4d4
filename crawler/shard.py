"""Outlets divided among machines: a shard such as 2/5 comes in, and which outlets are its own goes out.

By name alone, so that every machine comes to the same division without asking another. The sites of a network stay
together, for they often share a server; a new outlet moves no other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from crawler.outlet import Outlet

#: More machines than there are outlets are of no use.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One of so many shards, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        """As a person writes it."""
        return f"{self.number}/{self.of}"

    def has(self, outlet: Outlet) -> bool:
        """Whether an outlet is this shard's."""
        digest = hashlib.sha256((outlet.network or outlet.name).encode()).digest()
        return int.from_bytes(digest[:8]) % self.of == self.number - 1

    def share(self, outlets: Iterable[Outlet]) -> list[Outlet]:
        """Its outlets."""
        return [outlet for outlet in outlets if self.has(outlet)]

    def told(self, own: Sequence[Outlet], every: int) -> str:
        """A line that says which they are."""
        names = ", ".join(outlet.name for outlet in own) or "none"
        return f"shard {self}: {len(own)} of {every} outlets: {names}"


class _Shard(click.ParamType[Shard]):
    """A shard as a person writes it: 2/5."""

    name = "K/N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Read it, or say what was expected."""
        if isinstance(value, Shard):
            return value
        found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", str(value).strip())
        if not found or not 1 <= int(found[1]) <= int(found[2]) <= MOST:
            self.fail(f"{value!r} is no shard; give one such as 2/5, the second of five machines", param, ctx)
        return Shard(number=int(found[1]), of=int(found[2]))


SHARD = _Shard()


def share(shard: Shard | None, outlets: list[Outlet], *, say: bool) -> list[Outlet]:
    """The outlets that are this machine's, all of them without a shard; which they are is said on standard error."""
    if shard is None:
        return outlets
    own = shard.share(outlets)
    if say:
        click.echo(shard.told(own, len(outlets)), err=True)
    return own
