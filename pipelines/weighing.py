"""What kept pages weigh: months' files come in, and bytes by outlet go out, as packed and as they might have been."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from sqlite_utils import Database

from pipelines.packing import LEVEL, Packer, UnpackError

#: So many of an outlet's bodies a month are packed again to see what other ways make of them.
SAMPLE = 40


@dataclass(kw_only=True)
class Weight:
    """Bytes of an outlet's bodies, identical ones once: as served, as kept, and about what zlib and zstd alone make."""

    outlet: str
    bodies: int = 0
    templates: int = 0
    raw: int = 0
    kept: int = 0
    zlib: float = 0
    zstd: float = 0


def weigh(months: Sequence[tuple[Database, Packer]], outlet: str | None = None, sample: int = SAMPLE) -> list[Weight]:
    """Weigh months' files: raw and kept are counted, the two others told from a sample without damaged ones."""
    found: dict[str, Weight] = {}
    for db, packer in months:
        for name, rows in _bodies(db, outlet, packer).items():
            weight = found.setdefault(name, Weight(outlet=name))
            weight.bodies += len(rows)
            weight.templates += sum(row[3] for row in rows)
            weight.kept += sum(row[2] for row in rows)
            raw = sum(row[1] for row in rows)
            weight.raw += raw
            seen, deflated, alone = _try([row[0] for row in rows[:sample]], db, packer)
            if seen:
                weight.zlib += deflated / seen * raw
                weight.zstd += alone / seen * raw
    return sorted(found.values(), key=lambda one: one.outlet)


def total(weights: Sequence[Weight]) -> Weight:
    """All of them together."""
    whole = Weight(outlet="all")
    for one in weights:
        for name in ("bodies", "templates", "raw", "kept", "zlib", "zstd"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    return whole


def _bodies(db: Database, outlet: str | None, packer: Packer) -> dict[str, list[tuple[str, int, int, bool]]]:
    """Hash, size, packed size and whether it is a template of each body, by outlet; by hash, which is by lot."""
    template = "EXISTS (SELECT 1 FROM templates AS t WHERE t.hash = b.hash)" if packer.templates else "0"
    rows: dict[str, list[tuple[str, int, int, bool]]] = {}
    for name, *row in db.execute(
        f"SELECT min(c.outlet), b.hash, b.size, length(b.body), {template} FROM bodies AS b"  # noqa: S608
        " JOIN pages AS p ON p.hash = b.hash JOIN captures AS c ON c.id = p.capture_id"
        " WHERE c.outlet = coalesce(?, c.outlet) GROUP BY b.hash ORDER BY b.hash",
        [outlet],
    ):
        rows.setdefault(name, []).append((row[0], row[1], row[2], bool(row[3])))
    return rows


def _try(digests: Sequence[str], db: Database, packer: Packer) -> tuple[int, int, int]:
    """Bytes of these bodies: raw, by zlib, by zstd alone."""
    seen = deflated = alone = 0
    template = "template" if packer.templates else "NULL"
    for digest in digests:
        row = db.execute(f"SELECT body, {template} FROM bodies WHERE hash = ?", [digest]).fetchone()  # noqa: S608
        try:
            body = packer.unpack(*row)
        except UnpackError:  # `kliping doctor` tells
            continue
        seen += len(body)
        deflated += len(zlib.compress(body))
        alone += len(zstandard.compress(body, LEVEL))
    return seen, deflated, alone
