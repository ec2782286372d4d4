"""Roots: the words of articles come in, and for each the root that it shares with others of the archive goes out.

Full text in stock SQLite knows no Indonesian: "pembangunan" does not find "membangun". The table of words and roots
does it instead, in any program that reads the file. A root is a word that occurs in the archive itself. Where a
likelier one first occurs later, the words that were waiting for it move: the order of arrival makes no difference.

Beside Sastrawi, which has a dictionary, on the 30,000 commonest words of 7,000 news texts of 2019, where its root
occurs in them: the same for 90 % of those that either takes apart. Many of the rest begin with se-, which is taken off
only before -nya here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from analysis.affixes import stems
from analysis.base import ARTICLES, Analysis, Run, Unit

_TOKEN = re.compile(r"[^\W_]+")
#: What is left of an accent when its letter is taken out.
_ACCENTS = re.compile(r"[\u0300-\u036f]")
#: Words of Latin letters, as full text has them; what is longer is no word.
_WORD = re.compile(r"[a-z]{3,30}")


def begin(db: Database) -> Run:
    """A Run that adds the words of its articles."""

    def run(units: Sequence[Unit]) -> None:
        found: set[str] = set()
        for title, text in db.execute(
            "SELECT title, text FROM articles WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(units)]
        ):
            found.update(words(title), words(text))
        add_words(db, found)

    return run


def words(text: str) -> set[str]:
    """The words of a text as full text indexes them: small letters without accents, cut at whatever is no letter."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return {token for token in set(_TOKEN.findall(_ACCENTS.sub("", plain))) if _WORD.fullmatch(token)}


def add_words(db: Database, found: Iterable[str]) -> None:
    """Words of the archive: those that are new get a root, and may be the root that others were waiting for."""
    given = json.dumps(sorted(found))
    query = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM roots)"
    new = [row[0] for row in db.execute(query, [given])]
    db.conn.executemany("INSERT INTO roots (word, root) VALUES (?1, ?1)", [(word,) for word in new])
    query = "SELECT DISTINCT word FROM roots_awaited WHERE stem IN (SELECT value FROM json_each(?))"
    waiting = [row[0] for row in db.execute(query, [json.dumps(new)])]
    for word in dict.fromkeys([*new, *waiting]):
        _settle(db, word)


def _settle(db: Database, word: str) -> None:
    """Give a word the likeliest root that occurs, and note which likelier ones do not yet."""
    likely = stems(word)
    if not likely:
        return  # it is its own root from the start, whatever else occurs
    query = "SELECT word FROM roots WHERE word IN (SELECT value FROM json_each(?))"
    occur = {row[0] for row in db.execute(query, [json.dumps(likely)])}
    root = next((stem for stem in likely if stem in occur), word)
    awaited = likely[: likely.index(root)] if root in occur else likely
    db.conn.executemany("DELETE FROM roots_awaited WHERE stem = ? AND word = ?", [(stem, word) for stem in likely])
    db.conn.executemany("INSERT INTO roots_awaited (stem, word) VALUES (?, ?)", [(stem, word) for stem in awaited])
    if root != word:
        db.execute("UPDATE roots SET root = ? WHERE word = ?", [root, word])


def clear(db: Database) -> None:
    """Forget every word, before a rebuild."""
    db.execute("DELETE FROM roots")
    db.execute("DELETE FROM roots_awaited")


ANALYSIS = Analysis(name="roots", version="1", units=ARTICLES, tables={}, begin=begin, clear=clear)
