"""Pages are read with care: a Page and Rules come in, an Article or a Refusal goes out, whatever the page does to us.

A page at which a run before this one ended (`pipelines/suspects.py`) is read in a process of its own, until that has
gone well: somebody killed the run, memory was short, or a library is at fault. A page that ends this process, too, is
`worker_died`, and no run ends with it.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.items import Article, Page, Refusal, Rules
from pipelines.limit import SECONDS
from pipelines.suspects import Suspects
from pipelines.worker import Worker, WorkerDiedError, read_within, refusal_of


class Reader:
    """Reads pages for one data folder, whose lock this process holds."""

    def __init__(self, data: Path, *, seconds: float = SECONDS) -> None:
        self.suspects = Suspects(data)
        self.seconds = seconds

    def read(self, page: Page, rules: Rules) -> Article | Refusal:
        """The article on a page, or why there is none."""
        if page.url in self.suspects:
            return self._apart(page, rules)
        with self.suspects.noted(page.url):
            return read_within(page, rules, self.seconds)

    def _apart(self, page: Page, rules: Rules) -> Article | Refusal:
        worker = Worker(self.seconds)
        try:
            result = worker.read(page, rules)
        except WorkerDiedError as error:
            return refusal_of(page, rules, "worker_died", f"ended its own process, too: {error}")
        finally:
            worker.close()
        self.suspects.clear(page.url)
        return result
