"""What is wrong with the files: the data folder comes in, findings go out. Reads, and changes nothing."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.health.finding import Finding
from pipelines.archive import Archive, Capture, DamagedPageError, raw
from pipelines.clock import moment, stamp
from pipelines.compare import check_words, damaged, out_of_step
from pipelines.db import DatabaseFileError, address, open_reader
from pipelines.pruning import was_read
from pipelines.schema import news
from pipelines.shape import FULL_TEXT, missing

#: Of the kept pages so many are read unless all are asked for: the newest, and as many by lot.
NEWEST, BY_LOT = 100, 100
#: A page that was kept so long ago is no longer in the hands of a crawl.
SETTLED = timedelta(hours=2)
DAYS_LEFT = 30
LEAST_FREE = 500_000_000
#: Growth is told once there are so many days to tell it from.
LEAST_DAYS = 3


def look_at_database(path: Path) -> Iterator[Finding]:
    """SQLite's own integrity, foreign keys, as many rows in the full-text index as articles; whether it is ours."""
    with open_reader(path, news) as db:
        for said in damaged(db)[:5]:
            yield _database(path, said)
        if news.applied(db):
            gone = missing(db, news)
            for part in gone:
                yield Finding(
                    kind="database", subject=str(path), expected=f"{part.type} {part.name}", seen="dropped",
                    advice="kliping repair" if part.derived else "restore a backup: its rows are gone",
                )  # fmt: skip
            for said in () if any(part.type == "table" for part in gone) else out_of_step(db):
                yield Finding(
                    kind="database", subject=str(path), expected="full text and counts in step with the rows",
                    seen=said, advice="kliping repair",
                )  # fmt: skip
        else:
            others = [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 3")]
            yield Finding(
                kind="database", subject=str(path), expected="Kliping's tables", act=bool(others),
                seen=f"those of another program: {', '.join(others)}" if others else "none: its first crawl broke off",
                advice="set KLIPING_DATA to Kliping's folder" if others else "kliping crawl",
            )  # fmt: skip


def look_at_full_text(path: Path) -> Iterator[Finding]:
    """The full-text index against every word of the articles. Expects the lock: the question is asked as a write.

    FTS5 answers only to an INSERT of its command, which here is rolled back, so that nothing is changed. Where the
    index itself is gone there is nothing to ask.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [FULL_TEXT]).fetchone():
            return
        db.execute("BEGIN")
        try:
            said = check_words(db)
        finally:
            db.rollback()
    if said is not None:
        yield Finding(
            kind="database", subject=f"{path}: articles_fts", expected="the words of the articles",
            seen="others: full text is out of step with the articles", advice="kliping repair",
        )  # fmt: skip


def _database(path: Path, said: str) -> Finding:
    return Finding(
        kind="database", subject=str(path), expected="a sound file", seen=said,
        advice=f"restore a backup, or try `sqlite3 {path} .recover`; kept pages give the rows again",
    )  # fmt: skip


def look_at_pages(db: Database, folder: Path, at: datetime, *, deep: bool = False) -> Iterator[Finding]:
    """The months' files, pages kept but never read, and pages whose bytes are damaged: a sample, or all if `deep`."""
    archive = Archive(folder, read_only=True)
    try:
        for file in sorted(folder.glob("????-??.db")):
            said = _sound(file, deep=deep)
            if said is not None:
                yield _database(file, said)
                continue
            try:
                yield from _unread(db, file, at)
                yield from _templates(archive, file)
                yield from _damaged(archive, file, at, deep=deep)
            except (sqlite3.DatabaseError, DatabaseFileError) as error:
                yield _database(file, str(error))
    finally:
        archive.close()


def _sound(file: Path, *, deep: bool) -> str | None:
    """What SQLite says against a month's file; None where it is sound."""
    try:
        with open_reader(file, raw) as month:
            said = str(month.execute(f"PRAGMA {'integrity_check' if deep else 'quick_check'}(1)").fetchone()[0])
    except (sqlite3.DatabaseError, DatabaseFileError) as error:
        return str(error)
    return None if said == "ok" else said


def _unread(db: Database, file: Path, at: datetime) -> Iterator[Finding]:
    """The pages of a month that the article function never read."""
    db.execute("ATTACH ? AS month", [address(file, "ro")])
    try:
        rows = db.execute(
            "SELECT c.id, c.url, c.outlet, c.fetched_at FROM month.captures AS c LEFT JOIN fetches AS f USING (url)"
            " WHERE c.fetched_at < ? AND (f.recipe IS NULL OR f.fetched_at < substr(c.fetched_at, 1, 19) || 'Z')"
            " AND f.outcome IS NOT 'removed'",
            [stamp(at - SETTLED)],
        ).fetchall()
        found = [Capture(file=file, id=row[0], url=row[1], outlet=row[2], fetched_at=moment(row[3])) for row in rows]
        unread = [one for one in found if not was_read(db, one)]
    finally:
        db.execute("DETACH month")
    if unread:
        yield Finding(
            kind="pages", subject=str(file), expected="every kept page read",
            seen=f"{len(unread)} kept and never read, such as {unread[0].url} of {unread[0].outlet}",
            advice="kliping extract --stale",
        )  # fmt: skip


def _templates(archive: Archive, file: Path) -> Iterator[Finding]:
    """The pages of a month that others are packed against: all are looked at, for each costs more than itself."""
    for said, dependants in archive.damaged(file):
        yield Finding(
            kind="pages", subject=str(file), expected="the bytes that were kept",
            seen=f"{dependants} pages cannot be read: {said}",
            advice="look at the disk, and put this month's file back from a copy; rows that were read stay",
        )  # fmt: skip


def _damaged(archive: Archive, file: Path, at: datetime, *, deep: bool) -> Iterator[Finding]:
    captures = list(archive.captures(month=file.stem))
    if not deep and len(captures) > NEWEST + BY_LOT:
        older = random.Random(stamp(at)).sample(captures[:-NEWEST], BY_LOT)  # noqa: S311
        captures = [*older, *captures[-NEWEST:]]
    damaged = []
    for capture in captures:
        try:
            archive.read(capture)
        except DamagedPageError as error:
            damaged.append(str(error))
    if damaged:
        yield Finding(
            kind="pages", subject=str(file), expected="the bytes that were kept",
            seen=f"{len(damaged)} of {len(captures)} pages looked at are damaged: {damaged[0]}",
            advice="look at the disk, and put this month's file back from a copy; rows that were read stay",
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Space:
    """The disk under the data folder: bytes free, taken by us, and growth a day where that is known."""

    free: int
    used: int
    growth: float | None


def space(data: Path) -> Space:
    """How much room is left and how fast it goes: what the last two months' pages took a day, and the database."""
    used = 0
    for path in data.rglob("*"):
        with suppress(FileNotFoundError):  # a log or a half copy that is over by now
            used += path.stat().st_size
    files = sorted((data / "raw").glob("????-??.db"))[-2:]
    spans = [span for file in files if (span := _span(file))]
    growth = None
    if spans:
        days = (max(last for _, last in spans) - min(first for first, _ in spans)) / timedelta(days=1)
        if days >= LEAST_DAYS:
            growth = sum(file.stat().st_size for file in files) / days * _share_of_database(data)
    return Space(free=shutil.disk_usage(data).free, used=used, growth=growth)


def _share_of_database(data: Path) -> float:
    """How much more grows than the kept pages: the database beside all of them."""
    pages = sum(file.stat().st_size for file in (data / "raw").glob("????-??.db"))
    return 1 + (data / "news.db").stat().st_size / pages if pages else 1.0


def _span(file: Path) -> tuple[datetime, datetime] | None:
    try:
        with open_reader(file, raw) as month:
            first, last = month.execute("SELECT min(fetched_at), max(fetched_at) FROM captures").fetchone()
    except (sqlite3.DatabaseError, DatabaseFileError):  # told by `look_at_pages`
        return None
    return (moment(first), moment(last)) if first else None


def look_at_disk(found: Space, data: Path) -> Iterator[Finding]:
    """Whether the disk lasts a month."""
    days = found.free / found.growth if found.growth else None
    if found.free >= LEAST_FREE and (days is None or days >= DAYS_LEFT):
        return
    lasts = f", which lasts {days:.0f} days" if days is not None else ""
    yield Finding(
        kind="disk", subject=str(data), expected=f"room for {DAYS_LEFT} days and {LEAST_FREE / 1e6:.0f} MB",
        seen=f"{found.free / 1e6:.0f} MB left{lasts}",
        advice='kliping raw prune --older-than 90d, or prune = "90d" in kliping.toml; or a larger disk',
    )  # fmt: skip
