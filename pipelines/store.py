"""The only writer of the news tables: articles and refusals in, rows and one outcome a link out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.clock import moment, stamp
from pipelines.columns import columns, fingerprint, holds
from pipelines.db import CACHE_KIB, open_database, writing
from pipelines.items import Article, Ended, Listed, Refusal
from pipelines.ledger import Ledger
from pipelines.relations import insert, relate
from pipelines.removal import Target, bury, tombstone
from pipelines.schema import news

Rederive = Callable[[Article, datetime], Article | Refusal | None]


class Store:
    """One database and the crawl that is writing to it.

    `rederive` reads the page that was kept at a moment of an article's address again under today's recipe. It
    is asked when an article comes back changed and the stored row was read under another recipe, to tell
    an edit of the outlet's from a change of ours.
    """

    def __init__(self, path: Path, *, crawl_id: int | None = None, rederive: Rederive | None = None) -> None:
        self.db: Database = open_database(path, news, cache_kib=CACHE_KIB)
        self.ledger = Ledger(self.db, crawl_id)
        self.rederive = rederive
        self._together = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Whatever is stored within is one transaction: all of it, or with an exception nothing.

        Of 3,000 articles with full text: one by one 1.1 ms of CPU and 298 kB written a row, by fifties 0.84 and 99.
        """
        with writing(self.db):
            self._together = True
            try:
                yield
            finally:
                self._together = False

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction, or a part of the one that stores many. No savepoint: at each FTS5 writes its index out."""
        if self._together:
            yield
            return
        with writing(self.db):
            yield

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def listed(self, listed: Listed) -> None:
        """Note a listing that was read and the links it named."""
        with self.writing():
            self.ledger.list(listed)

    def remove(self, targets: Sequence[Target], reason: str, at: datetime) -> None:
        """Take articles out for good, all or none; what was deleted is overwritten, and tombstones stay."""
        self.db.execute("PRAGMA secure_delete = ON")
        with self.writing():
            for target in targets:
                bury(self.db, target, reason, at)

    def put(self, result: Article | Refusal) -> Ended:
        """Store what became of a fetched link."""
        if (kept_out := self._keep_out(result)) is not None:
            return kept_out
        if isinstance(result, Refusal):
            with self.writing():
                return self._refusal(result)
        self._bring_to_recipe(result)
        with self.writing():
            row = self._stored(result.url) or self._moved(result)
            if row is None:
                return self._insert(result)
            owner = self.ledger.owner(row["id"])
            if owner in (None, result.fetch.url):
                return self._update(result, row)
            if result.fetch.url == result.url:
                self._take_over(result, row["id"], owner)
                self._end(result, "stored", row["id"])
                return ended_as(result, "stored")
            self._end(result, "same_article", row["id"])
            self._point(row["id"], result)
            return ended_as(result, "same_article")

    def replay(self, result: Article | Refusal) -> Ended:
        """Write again what a kept page gives under today's recipe.

        The row and the version that came from this capture are rewritten in place; a version is added
        only by a capture that is newer than the row, as where a lost file is built again. A refusal
        never takes a stored article away: it is only noted that it was looked at.
        """
        if (kept_out := self._keep_out(result)) is not None:
            return kept_out
        with self.writing():
            fetch, outlet, recipe = result.fetch, result.outlet, result.recipe
            if isinstance(result, Refusal):
                held = self.ledger.article_of(fetch.url)
                if held is None:
                    self.ledger.reread(fetch, outlet, result.outcome, recipe, None, result.detail)
                else:
                    outcome = "stored" if self.ledger.owner(held) == fetch.url else "same_article"
                    self.ledger.reread(fetch, outlet, outcome, recipe, held)
                return ended_as(result, result.outcome)
            row = self._stored(result.url) or self._moved(result)
            if row is None:
                article_id = self._add(result)
                self.ledger.reread(fetch, outlet, "stored", recipe, article_id)
                return ended_as(result, "stored", new=True)
            owner = self.ledger.owner(row["id"])
            if owner not in (None, fetch.url) and fetch.url == result.url:
                self._take_over(result, row["id"], owner)
                self.ledger.reread(fetch, outlet, "stored", recipe, row["id"])
                return ended_as(result, "stored", changed=True)
            own = owner in (None, fetch.url)
            self.ledger.reread(fetch, outlet, "stored" if own else "same_article", recipe, row["id"])
            self._point(row["id"], result)
            return self._rewrite(result, row) if own else ended_as(result, "same_article")

    def _keep_out(self, result: Article | Refusal) -> Ended | None:
        """What was taken out does not come back: not at the link's address, not at the one that its page claims."""
        own = (result.url,) if isinstance(result, Article) else ()
        reason = tombstone(self.db, (result.fetch.url, *own))
        if reason is None:
            return None
        with self.writing():
            bury(self.db, Target(urls=(result.fetch.url,), outlet=result.outlet), reason, result.fetch.at)
        return ended_as(result, "removed")

    def bring(self, articles: Sequence[Article]) -> list[str]:
        """Store articles from elsewhere in one transaction: what became of each.

        What a crawl stored is `same_article` and stays as it is, what was taken out on request is `removed`; the others
        are `new`, `changed` or `unchanged`. None of them is an edit of the outlet's, so no version is made.
        """
        with self.writing():
            return [self._bring(article) for article in articles]

    def _bring(self, article: Article) -> str:
        url = article.fetch.url
        if "removed" in (self.ledger.outcome(url), self.ledger.outcome(article.url)):
            return "removed"
        row = self._stored(article.url)
        if (row is None and self.ledger.article_of(url) is not None) or (row and row["recipe"] is not None):
            return "same_article"
        if row is None:
            article_id, became = self._add(article), "new"
        else:
            article_id, became = row["id"], "unchanged" if holds(self.db, row["id"], article) else "changed"
            if became == "changed":
                self._replace(article, article_id)
        if not self.ledger.waits(url):  # the crawl is about to bring the page itself
            self.ledger.reread(article.fetch, article.outlet, "stored", None, article_id)
        return became

    def _bring_to_recipe(self, article: Article) -> None:
        """Before an article that reads differently is compared, the stored row is read under the same recipe."""
        row = self._stored(article.url)
        if row is None or row["recipe"] == article.recipe or not _differs(article, row) or self.rederive is None:
            return
        earlier = self.rederive(article, moment(row["fetched_at"]))
        if isinstance(earlier, Article) and earlier.url == article.url:
            self.replay(earlier)

    def _stored(self, url: str) -> dict[str, Any] | None:
        columns = ("id", "title", "text", "text_hash", "title_hash", "recipe", "first_seen_at", "fetched_at")
        row = self.db.execute(f"SELECT {', '.join(columns)} FROM articles WHERE url = ?", [url]).fetchone()  # noqa: S608
        return dict(zip(columns, row, strict=True)) if row else None

    def _moved(self, article: Article) -> dict[str, Any] | None:
        """The row that this link gave before, where the page names another address as its own now, or did then."""
        row = self.db.execute(
            "SELECT a.url FROM articles AS a JOIN fetches AS f ON f.article_id = a.id"
            " WHERE f.url = ? AND f.outcome = 'stored'",
            [article.fetch.url],
        ).fetchone()
        return self._stored(row[0]) if row else None

    def _insert(self, article: Article) -> Ended:
        self._end(article, "stored", self._add(article))
        return ended_as(article, "stored", new=True)

    def _add(self, article: Article) -> int:
        seen = stamp(article.fetch.at)
        values = columns(article) | {"first_seen_at": seen, "fetched_at": seen}
        article_id = insert(self.db, "articles", values)
        relate(self.db, article, article_id, new=True)
        self._point(article_id, article)
        return article_id

    def _point(self, article_id: int, article: Article) -> None:
        """Links that stories printed before the article was known lead to it now."""
        self.db.execute(
            "UPDATE links SET target_article_id = ? WHERE url IN (?, ?)", [article_id, article.url, article.fetch.url]
        )

    def _update(self, article: Article, row: dict[str, Any]) -> Ended:
        """The newest capture becomes the row; where its words differ from the last, both are versions."""
        changed = _differs(article, row) and article.recipe == row["recipe"]
        if changed:
            self._versions(article, row)
        self._replace(article, row["id"], gone_at=None)
        self._end(article, "stored", row["id"], attempt="stored" if changed else "unchanged")
        return ended_as(article, "stored" if changed else "unchanged", changed=changed)

    def _take_over(self, article: Article, article_id: int, twin: str) -> None:
        """The article's own address comes after a twin of it (AMP, mobile): the row is read from it, and no edit."""
        self.ledger.demote(twin)
        self._replace(article, article_id, gone_at=None)
        self._point(article_id, article)

    def _replace(self, article: Article, article_id: int, **more: None) -> None:
        values = columns(article) | {"fetched_at": stamp(article.fetch.at)} | more
        was = self.db.execute("SELECT title, text FROM articles WHERE id = ?", [article_id]).fetchone()
        if was == (article.title, article.text):  # nothing for full text to do, which is most of a row's cost
            values = {name: value for name, value in values.items() if name not in ("title", "text")}
        names = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(f"UPDATE articles SET {names} WHERE id = ?", [*values.values(), article_id])  # noqa: S608
        relate(self.db, article, article_id)

    def _rewrite(self, article: Article, row: dict[str, Any]) -> Ended:
        seen = stamp(article.fetch.at)
        self.db.execute(
            "UPDATE versions SET title = ?, text = ?, text_hash = ? WHERE article_id = ? AND seen_at = ?",
            [article.title, article.text, fingerprint(article.text), row["id"], seen],
        )
        if seen < row["fetched_at"] and row["recipe"] is not None:  # an imported row gives way to any page
            return ended_as(article, "stored")
        if seen > row["fetched_at"] and _differs(article, row) and article.recipe == row["recipe"]:
            self._versions(article, row)  # a file that is built again from its pages, capture after capture
        self._replace(article, row["id"])
        return ended_as(article, "stored", changed=_differs(article, row))

    def _versions(self, article: Article, row: dict[str, Any]) -> None:
        last = self.db.execute("SELECT max(version) FROM versions WHERE article_id = ?", [row["id"]]).fetchone()[0]
        if last is None:
            last = 1
            self._version(row["id"], 1, row["first_seen_at"], row["title"], row["text"])
        self._version(row["id"], last + 1, stamp(article.fetch.at), article.title, article.text)

    def _version(self, article_id: int, version: int, seen_at: str, title: str, text: str) -> None:
        values = {"article_id": article_id, "version": version, "seen_at": seen_at, "title": title, "text": text}
        insert(self.db, "versions", values | {"text_hash": fingerprint(text)})

    def _refusal(self, refusal: Refusal) -> Ended:
        held = self.ledger.article_of(refusal.fetch.url)
        if held is None:
            self.ledger.end(
                refusal.fetch, refusal.outlet, refusal.outcome, detail=refusal.detail, recipe=refusal.recipe
            )
        else:
            self.ledger.recheck(refusal.fetch, refusal.outlet, refusal.outcome, held)
            if refusal.outcome in ("http_404", "gone", "soft_404"):
                at = stamp(refusal.fetch.at)
                self.db.execute("UPDATE articles SET gone_at = coalesce(gone_at, ?) WHERE id = ?", [at, held])
            elif refusal.outcome == "unchanged":
                self.db.execute("UPDATE articles SET gone_at = NULL WHERE id = ?", [held])
        return ended_as(refusal, refusal.outcome)

    def _end(self, article: Article, outcome: str, article_id: int, attempt: str | None = None) -> None:
        self.ledger.end(
            article.fetch, article.outlet, outcome, article_id=article_id, recipe=article.recipe, attempt=attempt
        )


def _differs(article: Article, row: dict[str, Any]) -> bool:
    return (row["text_hash"], row["title_hash"]) != (fingerprint(article.text), fingerprint(article.title))


def ended_as(result: Article | Refusal, outcome: str, *, new: bool = False, changed: bool = False) -> Ended:
    """How a link ended, as it is told to whoever counts."""
    title = result.title if isinstance(result, Article) else ""
    return Ended(url=result.fetch.url, outlet=result.outlet, outcome=outcome, new=new, changed=changed, title=title)
