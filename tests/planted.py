"""Findings of our own making in a file whose analyses are not written yet or have not run: shapes as they are designed.

A table that the file has already is left as it is: there the analysis itself has spoken.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = {
    "stories": """
CREATE TABLE stories (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, article_id INTEGER, first_at TEXT NOT NULL,
  last_at TEXT NOT NULL, outlets INTEGER NOT NULL, articles INTEGER NOT NULL, copies INTEGER NOT NULL);
CREATE TABLE story_articles (article_id INTEGER PRIMARY KEY, story_id INTEGER NOT NULL, at TEXT NOT NULL, score REAL,
  copy INTEGER NOT NULL);
CREATE INDEX story_articles_story ON story_articles (story_id, at);
CREATE TABLE story_merges (old INTEGER PRIMARY KEY, new INTEGER, article_id INTEGER);
""",
    "copies": """
CREATE TABLE copies (article_id INTEGER NOT NULL, original_id INTEGER NOT NULL, kind TEXT NOT NULL,
  containment REAL NOT NULL, contained REAL NOT NULL, shared INTEGER NOT NULL, credited INTEGER NOT NULL,
  PRIMARY KEY (article_id, original_id)) WITHOUT ROWID;
CREATE INDEX copies_original ON copies (original_id);
""",
    "quotes": """
CREATE TABLE quotes (article_id INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
  speaker TEXT, speaker_entity_id INTEGER, role TEXT, cue TEXT, kind TEXT NOT NULL, via TEXT, rule TEXT, score REAL,
  PRIMARY KEY (article_id, start)) WITHOUT ROWID;
CREATE INDEX quotes_speaker ON quotes (speaker_entity_id, article_id);
""",
    "trends": """
CREATE TABLE trends (day TEXT NOT NULL, term TEXT NOT NULL, articles INTEGER NOT NULL, outlets INTEGER NOT NULL,
  expected REAL NOT NULL, score REAL NOT NULL, PRIMARY KEY (day, term)) WITHOUT ROWID;
""",
    "sources": """
CREATE TABLE sources (article_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  outlet TEXT, start INTEGER, "end" INTEGER, rule TEXT NOT NULL, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
""",
}


def plant(path: Path, day: str | None = None) -> None:
    """Findings for every article of the file: a story of a day's articles (the newest), copies, quotes, a rise."""
    with closing(sqlite3.connect(path)) as db, db:
        have = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        lacking = [name for name in TABLES if name not in have]
        for name in lacking:
            db.executescript(TABLES[name])
            unit = "day" if name == "trends" else "article"
            db.execute("INSERT OR REPLACE INTO analyses VALUES (?, 'planted', ?, '2026-06-21T00:00:00Z')", [name, unit])
            db.execute(
                "INSERT OR REPLACE INTO analysed SELECT ?, id, 'planted', text_hash || title_hash FROM articles", [name]
            )
        newest = day or db.execute("SELECT max(published_on) FROM articles").fetchone()[0]
        members = db.execute(
            "SELECT id, coalesce(published_at, published_on || 'T00:00:00Z') AS at, outlet, title FROM articles"
            " WHERE published_on = ? ORDER BY at, id LIMIT 9",
            [newest],
        ).fetchall()
        for name in lacking:
            PLANTERS[name](db, newest, members)


Member = tuple[int, str, str, str]


def _stories(db: sqlite3.Connection, day: str, members: list[Member]) -> None:
    outlets = len({outlet for _, _, outlet, _ in members})
    db.execute(
        "INSERT INTO stories VALUES (1, ?, ?, ?, ?, ?, ?, 1)",
        [members[0][3], members[0][0], members[0][1], members[-1][1], outlets, len(members) - 1],
    )
    rows = [(number, 1, at, 0.8, int(place == 1)) for place, (number, at, _, _) in enumerate(members)]
    db.executemany("INSERT INTO story_articles VALUES (?, ?, ?, ?, ?)", rows)
    db.execute("INSERT INTO story_merges VALUES (7, 1, NULL)")


def _copies(db: sqlite3.Connection, day: str, members: list[Member]) -> None:
    if len(members) > 1:
        pair = [members[1][0], members[0][0]]
        db.execute("INSERT INTO copies VALUES (?, ?, 'shortened', 0.93, 0.71, 40, 0)", pair)


def _quotes(db: sqlite3.Connection, day: str, members: list[Member]) -> None:
    """What stands in quotation marks and ends like speech, said by the first person that the article names after it."""
    for number, text in db.execute("SELECT id, text FROM articles").fetchall():
        people = db.execute(
            "SELECT m.start, e.id, e.name FROM mentions AS m JOIN entities AS e ON e.id = m.entity_id"
            " WHERE m.article_id = ? AND m.kind = 'person' ORDER BY m.start",
            [number],
        ).fetchall()
        for found in re.finditer(r'[“"]([^“”"\n]{15,})[,.][”"]', text):
            named = next((person for person in people if person[0] >= found.end()), (people or [(0, None, None)])[0])
            db.execute(
                "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, NULL, 'kata', 'direct', NULL, 'planted', 0.9)",
                [number, found.start(), found.end(), found[1], named[2], named[1]],
            )


def _trends(db: sqlite3.Connection, day: str, members: list[Member]) -> None:
    terms = {word.lower() for _, _, _, title in members for word in title.split() if len(word) > 4 and word.isalpha()}
    rows = [(day, term, 3 + place % 4, 2, 0.4, 9.0 - place) for place, term in enumerate(sorted(terms)[:8])]
    db.executemany("INSERT INTO trends VALUES (?, ?, ?, ?, ?, ?)", rows)


def _sources(db: sqlite3.Connection, day: str, members: list[Member]) -> None:
    db.executemany(
        "INSERT INTO sources VALUES (?, 0, 'Kantor Berita Nusa', 'agency', NULL, NULL, NULL, 'credit')",
        [(number,) for number, _, _, _ in members],
    )


PLANTERS = {"stories": _stories, "copies": _copies, "quotes": _quotes, "trends": _trends, "sources": _sources}
