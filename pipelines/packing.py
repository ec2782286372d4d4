"""How kept pages are made small: bytes come in with whose they are, and go out packed against another page like them.

Pages of one host have most of their markup in common, so a page is packed with another as zstd's dictionary: its
template, a kept page itself, which lies in the same file. A template is packed by itself. It stays while a page needs
it, which SQLite's foreign keys see to; where its page must go, those packed against it are packed anew.

Measured on 636 pages of three outlets' mirrors, kB a page: zstd alone 19.4, 18.8, 21.4; so 3.9, 4.6, 5.8, with a
template in twenty pages. By host, for mobile sites and channels share little with others: by outlet it is a third more
for the first. Level 4: level 6 saves 4 % more and takes 1.5 times as long, level 3 takes 6 % more bytes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import zstandard
from sqlite_utils import Database

LEVEL, PACKED_LEVEL = 3, 4  # alone, level 10 saves 8 % more and takes six times as long
#: A template of so many bytes gets tables of 2 ** TABLES places, a quarter of what zstd would take: they stay in the
#: processor's cache, which saves a fifth of the time and costs 1 % of the bytes.
LONG, TABLES = 125_000, 16
#: So many templates of a host are tried, the newest, the one that fitted last first.
TRIED = 4
#: A template fits a page that it makes so small beside what it makes of others, and the others are not tried.
NEAR = 1.3
#: None fits that leaves more than this of what zstd makes of the page alone.
POOR = 0.35
#: A host with enough templates gets another when so many pages found none that fits: it was redesigned.
PATIENCE = 16
#: What a template makes of a page before any was tried: a part of its bytes.
USUAL = 0.05
#: Shorter pages have nothing to share.
LEAST = 1000
#: So many templates are held ready for each open file, each 1 MB at most: those of a crawl of twenty outlets.
HELD = 48


class UnpackError(Exception):
    """Packed bytes that cannot be unpacked: the message says whether the page or its template is damaged."""


@dataclass
class _Template:
    """A template held ready: how small it makes pages, as a share of their bytes, and when it last was of use."""

    id: int
    page: zstandard.ZstdCompressionDict
    makes: float = USUAL
    used: int = 0

    @cached_property
    def pack(self) -> Callable[[bytes], bytes]:
        """Packs a page against this one, which zstd reads here and not again at each page: that was half the time."""
        size = len(self.page)
        tables = {"hash_log": TABLES, "chain_log": TABLES} if size > LONG else {}
        settings = zstandard.ZstdCompressionParameters.from_level(
            PACKED_LEVEL, source_size=size, dict_size=size, window_log=max(20, (3 * size).bit_length()), **tables
        )
        self.page.precompute_compress(compression_params=settings)
        return lambda body: zstandard.ZstdCompressor(dict_data=self.page, compression_params=settings).compress(body)

    @cached_property
    def unpack(self) -> Callable[[bytes], bytes]:
        """The other way."""
        return zstandard.ZstdDecompressor(dict_data=self.page).decompress


class Packer:
    """Packs and unpacks the bodies of one file. What writes expects an open write transaction."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._held: OrderedDict[str, _Template] = OrderedDict()
        self._packed = 0

    @cached_property
    def templates(self) -> bool:
        """Whether the file has any: one of before that is only read has not."""
        return "template" in self.db["bodies"].columns_dict

    def add(self, digest: str, body: bytes, outlet: str, url: str, at: str) -> None:
        """Put a body into the file, where it is not yet there."""
        if self.db.execute("SELECT 1 FROM bodies WHERE hash = ?", [digest]).fetchone():
            return
        host = urlsplit(url).hostname or ""
        packed, template, poor = self._pack(body, outlet, host)
        self.db.execute(
            "INSERT INTO bodies (hash, size, body, template) VALUES (?, ?, ?, ?)",
            [digest, len(body), packed, template],
        )
        if poor:
            self._offer(digest, body, outlet, host, at)

    def unpack(self, packed: bytes, template: int | None) -> bytes:
        """The bytes that were packed."""
        unpack = _ALONE.decompress if template is None else self._template(template).unpack
        try:
            return unpack(packed)
        except zstandard.ZstdError as error:
            raise UnpackError(str(error)) from error

    def damaged(self) -> list[tuple[str, int]]:
        """What is wrong with each template that is damaged, and how many bodies were packed against it."""
        found = []
        for (number,) in self.db.execute("SELECT id FROM templates").fetchall() if self.templates else ():
            try:
                self._template(number)
            except UnpackError as error:
                of = self.db.execute("SELECT count(*) FROM bodies WHERE template = ?", [number]).fetchone()
                found.append((str(error), int(of[0])))
        return found

    def needed(self, going: set[int]) -> set[int]:
        """Which of these captures must stay, for a capture that stays is packed against a page of theirs."""
        holds = self.db.execute("SELECT capture_id, hash FROM pages JOIN templates USING (hash)").fetchall()
        needs = self.db.execute(
            "SELECT DISTINCT p.capture_id, t.hash FROM pages AS p JOIN bodies AS b ON b.hash = p.hash"
            " JOIN templates AS t ON t.id = b.template"
        ).fetchall()
        left = set(going)
        while True:
            missing = {digest for one, digest in needs if one not in left}
            missing -= {digest for one, digest in holds if one not in left}
            staying = {one for one, digest in holds if one in left and digest in missing}
            if not staying:
                return going - left
            left -= staying

    def release(self, digests: list[str]) -> int:
        """Delete those bodies that no page has any more; how many bytes that freed.

        A template among them is given up: what was packed against it is packed anew, so that nothing of it stays. What
        cannot be unpacked, because one of the two is damaged, was lost before and stays as it is.
        """
        freed, going = 0, []
        for digest in digests:
            if self.db.execute("SELECT 1 FROM pages WHERE hash = ?", [digest]).fetchone():
                continue
            found = self.db.execute(
                "SELECT id, outlet, host, made_at FROM templates WHERE hash = ?", [digest]
            ).fetchone()
            if found:
                going.append((digest, found))
            else:
                freed += self._delete(digest)
        for digest, (number, outlet, host, made_at) in going:
            self.db.execute("UPDATE templates SET outlet = '', host = '' WHERE id = ?", [number])  # tried no more
            freed -= self._repack(number, outlet, host, made_at)
            self.db.execute("DELETE FROM templates WHERE id = ?", [number])
            self._held.pop(digest, None)
            freed += self._delete(digest)
        return freed

    def _delete(self, digest: str) -> int:
        row = self.db.execute("DELETE FROM bodies WHERE hash = ? RETURNING length(body)", [digest]).fetchone()
        return int(row[0]) if row else 0

    def _repack(self, number: int, outlet: str, host: str, made_at: str) -> int:
        """Pack what was packed against a template without it; how many bytes more that takes."""
        more = 0
        for (digest,) in self.db.execute("SELECT hash FROM bodies WHERE template = ?", [number]).fetchall():
            packed = self.db.execute("SELECT body FROM bodies WHERE hash = ?", [digest]).fetchone()[0]
            try:
                body = self.unpack(packed, number)
            except UnpackError:
                self.db.execute("UPDATE bodies SET template = NULL WHERE hash = ?", [digest])
                continue
            new, template, poor = self._pack(body, outlet, host)
            self.db.execute("UPDATE bodies SET body = ?, template = ? WHERE hash = ?", [new, template, digest])
            more += len(new) - len(packed)
            if poor:
                self._offer(digest, body, outlet, host, made_at)
        return more

    def _pack(self, body: bytes, outlet: str, host: str) -> tuple[bytes, int | None, bool]:
        """The packed body, the template that it needs, and whether none fitted."""
        if len(body) < LEAST:
            return zstandard.compress(body, LEVEL), None, False
        best: tuple[bytes, _Template] | None = None
        fits = False
        self._packed += 1
        for template in sorted(self._templates(outlet, host), key=lambda one: -one.used):
            packed = template.pack(body)
            if best is None or len(packed) < len(best[0]):
                best = packed, template
            fits = len(packed) <= template.makes * NEAR * len(body)
            if fits:
                break
        alone = None if fits else zstandard.compress(body, LEVEL)
        if best is None or (alone is not None and len(alone) <= len(best[0])):
            return alone or b"", None, True
        packed, template = best
        if alone is not None and len(packed) > POOR * len(alone):
            if self._wanted(outlet, host):
                return alone, None, True
            return packed, template.id, True
        template.used = self._packed
        template.makes += (len(packed) / len(body) - template.makes) / 10
        return packed, template.id, False

    def _templates(self, outlet: str, host: str) -> list[_Template]:
        """The newest templates of a host, ready for use; one that is damaged is passed over."""
        found = []
        for row in self.db.execute(
            "SELECT id, hash FROM templates WHERE outlet = ? AND host = ? ORDER BY id DESC LIMIT ?",
            [outlet, host, TRIED],
        ).fetchall():
            try:
                found.append(self._ready(*row))
            except UnpackError:  # `kliping doctor` tells
                continue
        return found

    def _template(self, number: int) -> _Template:
        """A template by its number, ready for use."""
        row = self.db.execute("SELECT hash FROM templates WHERE id = ?", [number]).fetchone()
        if row is None:
            raise UnpackError("the page that it was packed against is missing")
        return self._ready(number, row[0])

    def _ready(self, number: int, digest: str) -> _Template:
        """A template made ready for use, its bytes checked against their hash."""
        held = self._held.get(digest)
        if held is None or held.id != number:
            packed = self.db.execute("SELECT body FROM bodies WHERE hash = ?", [digest]).fetchone()
            try:
                body = _ALONE.decompress(packed[0])
            except zstandard.ZstdError as error:
                raise UnpackError(f"the page that it was packed against is damaged: {error}") from error
            if hashlib.sha256(body).hexdigest() != digest:
                raise UnpackError("the page that it was packed against is damaged: its bytes do not match their hash")
            held = self._hold(number, digest, body)
        self._held.move_to_end(digest)
        return held

    def _hold(self, number: int, digest: str, body: bytes) -> _Template:
        page = zstandard.ZstdCompressionDict(body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        held = self._held[digest] = _Template(id=number, page=page)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return held

    def _wanted(self, outlet: str, host: str) -> bool:
        """Whether a host has room for another template, or enough pages that found none."""
        count, misses = self.db.execute(
            "SELECT count(*), max(CASE WHEN place = 1 THEN misses END) FROM (SELECT misses, row_number() OVER"
            " (ORDER BY id DESC) AS place FROM templates WHERE outlet = ? AND host = ?)",
            [outlet, host],
        ).fetchone()
        return bool(count < TRIED or misses + 1 >= PATIENCE)

    def _offer(self, digest: str, body: bytes, outlet: str, host: str, at: str) -> None:
        """A page that no template fitted: it is packed alone and becomes one, or is counted."""
        alone = self.db.execute("SELECT template IS NULL FROM bodies WHERE hash = ?", [digest]).fetchone()[0]
        if alone and self._wanted(outlet, host):
            row = self.db.execute(
                "INSERT INTO templates (outlet, host, hash, made_at) VALUES (?, ?, ?, ?) RETURNING id",
                [outlet, host, digest, at],
            ).fetchone()
            self._hold(row[0], digest, body)
            return
        self.db.execute(
            "UPDATE templates SET misses = misses + 1"
            " WHERE id = (SELECT max(id) FROM templates WHERE outlet = ? AND host = ?)",
            [outlet, host],
        )


_ALONE = zstandard.ZstdDecompressor()
