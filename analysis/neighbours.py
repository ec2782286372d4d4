"""Which articles share shingles: an index in the file, kept up to date before copies are looked for.

`shingles` has the kept shingles of every article with its day. A shingle that stands in more than OF_ONE articles of
one outlet within a PERIOD, or in more than OF_ALL of all, is that period's common stock (a footer, a phrase, an hourly
series): it is in `boilerplate` and makes nobody neighbours. An article that is new, changed or gone, and a shingle that
becomes common or ceases to be, takes the mark of `copies` from every article that has to do with it, so that what is
found depends on the articles alone and never on the order in which they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from analysis.clipping import READ
from analysis.kinship import LEAST
from analysis.shingles import DENSITY, MOST, kept, shingle
from pipelines.db import writing

#: Days in which a shingle's articles are counted. A daily series is no common stock, a footer soon is.
PERIOD = 32
OF_ONE, OF_ALL = 40, 300
#: A copy is looked for so many days before and after: what keeps the work linear in the length of an archive.
WINDOW = 30
#: Articles that share fewer kept shingles are no neighbours, nor are those that share fewer than so much of what a copy
#: shares at the least. Of a week's neighbours that is four in seven, of its copies one in a hundred.
FEWEST, ENOUGH = 2, 0.34
BATCH = 500

#: Everything that the finding of an article's neighbour is made from.
DIGEST = (
    "a.text_hash || ' ' || a.outlet || ' ' || coalesce(a.published_at, a.published_on, a.first_seen_at) || ' '"
    " || coalesce(a.published_on, '') || ' ' || coalesce(a.credit, '')"
)
_STALE = f"""
SELECT a.id, a.outlet, coalesce(a.published_on, substr(a.first_seen_at, 1, 10)), {DIGEST}
FROM articles AS a INDEXED BY articles_read
LEFT JOIN shingled AS s ON s.article_id = a.id
WHERE s.article_id IS NULL OR s.digest <> {DIGEST}
ORDER BY a.id
"""  # noqa: S608 - ours

#: An article that changed has no size until it is read again: it keeps every neighbour that it had.
#: One in how many shingles is kept of a text that has so many, as SQL.
_EVERY = f"CASE {' '.join(f'WHEN {{0}} < {below} THEN {every}' for below, every in DENSITY)} ELSE {MOST} END"
_NEIGHBOURS = f"""
SELECT found.article_id FROM (
  SELECT theirs.article_id, count(*) AS shared
  FROM shingles AS mine
  JOIN shingles AS theirs ON theirs.hash = mine.hash AND theirs.day BETWEEN mine.day - {WINDOW} AND mine.day + {WINDOW}
  WHERE mine.article_id = ?1 AND theirs.article_id <> mine.article_id
    AND NOT EXISTS (SELECT 1 FROM boilerplate AS b WHERE b.hash = mine.hash AND b.period = mine.day / {PERIOD})
    AND NOT EXISTS (SELECT 1 FROM boilerplate AS b WHERE b.hash = mine.hash AND b.period = theirs.day / {PERIOD})
  GROUP BY theirs.article_id HAVING count(*) >= {FEWEST}
) AS found
LEFT JOIN shingled AS them ON them.article_id = found.article_id
LEFT JOIN shingled AS me ON me.article_id = ?1
WHERE found.shared * max({_EVERY.format("me.size")}, {_EVERY.format("them.size")})
  >= {ENOUGH * LEAST} * min(coalesce(me.size, 0), coalesce(them.size, 0))
ORDER BY found.article_id
"""  # noqa: S608 - ours

#: A kept shingle and a period.
Key = tuple[int, int]


def refresh(db: Database) -> None:
    """Bring the index up to date with the articles, in batches of one transaction each."""
    stale = db.execute(_STALE).fetchall()
    for start in range(0, len(stale), BATCH):
        with writing(db):
            _refresh(db, stale[start : start + BATCH])


def clear(db: Database) -> None:
    """Forget the index, before it is made anew by another version."""
    for table in ("shingles", "shingled", "boilerplate"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours


def neighbours(db: Database, article: int) -> list[int]:
    """The articles that share shingles with one, other than common stock, and stand near it in time."""
    return [row[0] for row in db.execute(_NEIGHBOURS, [article])]


def is_common(db: Database, days: Iterable[int], one: int) -> bool:
    """Whether a kept shingle is common stock on one of those days."""
    query = "SELECT 1 FROM boilerplate WHERE hash = ? AND period = ?"
    return any(db.execute(query, [one, day // PERIOD]).fetchone() for day in days)


def _refresh(db: Database, batch: Sequence[tuple[int, str, str, str]]) -> None:
    marked = db.execute("SELECT 1 FROM analysed WHERE analysis = 'copies' LIMIT 1").fetchone() is not None
    touched: set[Key] = set()
    disturbed: set[int] = set()
    for article, outlet, day, digest in batch:
        disturbed |= {article, *(neighbours(db, article) if marked else ())}
        keys, size = _replace(db, article, date.fromisoformat(day).toordinal())
        touched |= keys
        db.execute(
            "INSERT OR REPLACE INTO shingled (article_id, outlet, digest, size) VALUES (?, ?, ?, ?)",
            [article, outlet, digest, size],
        )
    flipped = _flip(db, touched)
    if marked:
        for article, *_ in batch:
            disturbed |= {*neighbours(db, article)}
        for key in flipped:
            disturbed |= _near(db, key)
        db.conn.executemany("DELETE FROM analysed WHERE analysis = 'copies' AND unit = ?", [(n,) for n in disturbed])


def _replace(db: Database, article: int, day: int) -> tuple[set[Key], int]:
    """Write an article's shingles in the place of those that it had; both kinds, for counting again, and its size."""
    (text,) = db.execute(f"SELECT {READ} FROM articles WHERE id = ?", [article]).fetchone()  # noqa: S608 - ours
    before = {(row[0], row[1]) for row in db.execute("SELECT hash, day FROM shingles WHERE article_id = ?", [article])}
    read = shingle(text)
    after = {(one, day) for one in kept(read.shingles, read.every)}
    taken = [(one, on, article) for one, on in before - after]
    db.conn.executemany("DELETE FROM shingles WHERE hash = ? AND day = ? AND article_id = ?", taken)
    db.conn.executemany("INSERT INTO shingles VALUES (?, ?, ?)", [(one, on, article) for one, on in after - before])
    return {(one, on // PERIOD) for one, on in before | after}, len(read.shingles)


def _flip(db: Database, touched: Iterable[Key]) -> set[Key]:
    """Note which shingles became common stock in their period, and which ceased to be; those are returned."""
    flipped = set()
    for key in touched:
        was = db.execute("SELECT 1 FROM boilerplate WHERE hash = ? AND period = ?", key).fetchone() is not None
        if was != _abounds(db, key):
            statement = "DELETE FROM boilerplate WHERE hash = ? AND period = ?" if was else _COMMON
            db.execute(statement, key)
            flipped.add(key)
    return flipped


_COMMON = "INSERT INTO boilerplate (hash, period) VALUES (?, ?)"
_OUTLETS = f"""
SELECT d.outlet FROM shingles AS s JOIN shingled AS d ON d.article_id = s.article_id
WHERE s.hash = ? AND s.day >= ? * {PERIOD} AND s.day < (? + 1) * {PERIOD} LIMIT {OF_ALL + 1}
"""  # noqa: S608 - ours


def _abounds(db: Database, key: Key) -> bool:
    one, period = key
    outlets = Counter(row[0] for row in db.execute(_OUTLETS, [one, period, period]))
    return outlets.total() > OF_ALL or max(outlets.values(), default=0) > OF_ONE


def _near(db: Database, key: Key) -> set[int]:
    """Every article with a shingle, in a period and WINDOW days about it."""
    one, period = key
    query = "SELECT article_id FROM shingles WHERE hash = ? AND day BETWEEN ? AND ?"
    return {row[0] for row in db.execute(query, [one, period * PERIOD - WINDOW, (period + 1) * PERIOD + WINDOW])}
