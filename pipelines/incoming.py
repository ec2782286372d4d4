"""Captures that come late, from web archives: what became of each goes into the file at the moment it was made.

They may be older than what is stored, and come in any order: the latest capture is the row, an earlier one a version.
No link that was only ever imported is due again: the outlet is not asked for what an archive had.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipelines.clock import stamp
from pipelines.history import State, states, weave, write_versions
from pipelines.items import Article, Ended, Refusal
from pipelines.store import Store, ended_as

#: What a later look may have found of a story that had been there.
GONE = ("http_404", "gone", "soft_404")


class Incoming(Store):
    """The store for captures of other days."""

    def known(self, url: str, at: datetime) -> bool:
        """Whether this very capture is here already, and was stored or refused: not one that the file did not take."""
        query = (
            "SELECT 1 FROM attempts AS a WHERE url = ? AND at = ? AND NOT EXISTS"
            " (SELECT 1 FROM fetches WHERE url = a.url AND outcome = 'parse_error' AND recipe IS NULL)"
        )
        return self.db.execute(query, [url, stamp(at)]).fetchone() is not None

    def receive(self, result: Article | Refusal) -> Ended | None:
        """Store a capture; None where this very capture is here already."""
        if self.known(result.fetch.url, result.fetch.at):
            return None
        if (kept_out := self._keep_out(result)) is not None:
            return kept_out
        if isinstance(result, Refusal):
            with self.writing():
                return self._refused(result)
        self._bring_to_recipe(result)
        with self.writing():
            row = self._stored(result.url) or self._moved(result)
            if row is None:
                return self._first(result)
            owner = self.ledger.owner(row["id"])
            if owner in (None, result.fetch.url):
                return self._another(result, row)
            if result.fetch.url == result.url:
                self._take_over(result, row["id"], owner)
                self._note(result, "stored", row["id"])
                return ended_as(result, "stored")
            self._note(result, "same_article", row["id"])
            self._point(row["id"], result)
            return ended_as(result, "same_article")

    def _refused(self, refusal: Refusal) -> Ended:
        fetch, outlet = refusal.fetch, refusal.outlet
        held = self.ledger.article_of(fetch.url)
        if held is None and self._newest(refusal):
            self.ledger.end(fetch, outlet, refusal.outcome, detail=refusal.detail, recipe=refusal.recipe, again=False)
        else:
            self.ledger.look(fetch, outlet, refusal.outcome)
        if held is not None and refusal.outcome in GONE:
            self.db.execute(
                "UPDATE articles SET gone_at = coalesce(gone_at, ?1) WHERE id = ?2 AND fetched_at < ?1",
                [stamp(fetch.at), held],
            )
        return ended_as(refusal, refusal.outcome)

    def _first(self, article: Article) -> Ended:
        """A story that the file did not have. Where a later request found it gone already, it is."""
        before = self.db.execute(
            "SELECT outcome, fetched_at FROM fetches WHERE url = ? AND fetched_at > ?",
            [article.fetch.url, stamp(article.fetch.at)],
        ).fetchone()
        article_id = self._add(article)
        self._note(article, "stored", article_id)
        if before and before[0] in GONE:
            self.db.execute("UPDATE articles SET gone_at = ? WHERE id = ?", [before[1], article_id])
        return ended_as(article, "stored", new=True)

    def _another(self, article: Article, row: dict[str, Any]) -> Ended:
        """Another capture of a stored story. One that has not all its parts says nothing of edits."""
        at, article_id = stamp(article.fetch.at), row["id"]
        parts, expected, gone = self.db.execute(
            "SELECT parts, parts_expected, gone_at FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        whole_now, whole_before = article.parts >= article.parts_expected, parts >= expected
        latest = at >= row["fetched_at"]
        if (whole_now and not whole_before) or row["recipe"] is None:  # an imported row gives way to any page
            self._replace(article, article_id)
            self._note(article, "stored", article_id, attempt="stored")
            return ended_as(article, "stored", changed=True)
        same = whole_now == whole_before and article.recipe == row["recipe"]
        before = states(self.db, article_id) if same else []
        if latest and whole_now == whole_before:
            self._replace(article, article_id)
            if gone is not None and gone <= at:
                self.db.execute("UPDATE articles SET gone_at = NULL WHERE id = ?", [article_id])
        made = weave([*before, State(seen_at=at, title=article.title, text=article.text)]) if same else []
        changed = made != weave(before)
        if changed:
            write_versions(self.db, article_id, made)
        self.db.execute("UPDATE articles SET first_seen_at = min(first_seen_at, ?) WHERE id = ?", [at, article_id])
        attempt = "stored" if changed else "unchanged"
        if latest:
            self._note(article, "stored", article_id, attempt=attempt)
        else:
            self.ledger.look(article.fetch, article.outlet, attempt)
        return ended_as(article, attempt, changed=changed)

    def _newest(self, refusal: Refusal) -> bool:
        """Whether nothing later is known of a link."""
        query = "SELECT 1 FROM fetches WHERE url = ? AND outcome IS NOT NULL AND fetched_at > ?"
        return self.db.execute(query, [refusal.fetch.url, stamp(refusal.fetch.at)]).fetchone() is None

    def _note(self, article: Article, outcome: str, article_id: int, attempt: str | None = None) -> None:
        self.ledger.end(
            article.fetch, article.outlet, outcome,
            article_id=article_id, recipe=article.recipe, attempt=attempt, again=False,
        )  # fmt: skip


def became(ended: Ended | None) -> str:
    """What became of a capture, in the words of the table `warcs`."""
    if ended is None:
        return "again"
    if ended.new:
        return "stored"
    if ended.changed:
        return "changed"
    if ended.outcome in ("stored", "unchanged", "same_article"):
        return "unchanged"
    return "removed" if ended.outcome == "removed" else "refused"
