"""What the crawlers of one process write with: results come in, and are stored together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pipelines.archive import Archive
from pipelines.batches import Gathering
from pipelines.items import Article, Refusal, Rules
from pipelines.reader import Reader
from pipelines.replay import rederive
from pipelines.store import Store


class Writer:
    """The one writer of a process; each of its crawlers adds the rules of its outlet to `rules_at`."""

    def __init__(self, data: Path, crawl_id: int | None) -> None:
        self.raw = data / "raw"
        self.rules_at: dict[str, Callable[[datetime], Rules]] = {}
        self.reader = Reader(data)
        self.store = Store(data / "news.db", crawl_id=crawl_id, rederive=self._rederive)
        self.gathering = Gathering(self.store)

    def forget(self, url: str) -> None:
        """Take an address's kept pages out for good."""
        archive = Archive(self.raw)
        archive.drop(archive.of(url), erase=True)
        archive.close()

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def _rederive(self, article: Article, at: datetime) -> Article | Refusal | None:
        archive, rules_at = Archive(self.raw), self.rules_at[article.outlet]
        try:
            return rederive(archive, lambda _, then: rules_at(then), article.fetch.url, at, self.reader.read)
        finally:
            archive.close()
