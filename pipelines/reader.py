"""Pages are read with care: a Page and Rules come in, an Article or a Refusal goes out, whatever the page does to us.

Which page is being read stands in a file meanwhile. What is found there when a run begins is a page in whose reading
the run before it ended: killed by somebody, out of memory, or by a fault in a library. It is read in a process of its
own from then on, until that has gone well. A page that ends this one too is `worker_died`, and no run ends with it.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from pipelines.items import Article, Page, Refusal, Rules
from pipelines.limit import SECONDS
from pipelines.worker import Worker, WorkerDiedError, read_within, refusal_of


class Reader:
    """Reads pages for one data folder, whose lock this process holds."""

    def __init__(self, data: Path, *, seconds: float = SECONDS) -> None:
        self.path = data / "reading"
        self.seconds = seconds

    def read(self, page: Page, rules: Rules) -> Article | Refusal:
        """The article on a page, or why there is none."""
        if page.url in self.suspects:
            return self._apart(page, rules)
        size = self._note(page.url)
        try:
            return read_within(page, rules, self.seconds)
        finally:
            os.truncate(self.path, size)

    @cached_property
    def suspects(self) -> set[str]:
        """The pages that a run before this one may have ended at."""
        if not self.path.exists():
            return set()
        return set(self.path.read_text(encoding="utf-8", errors="replace").splitlines())

    def _note(self, url: str) -> int:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            size = os.fstat(handle).st_size
            os.write(handle, url.encode("utf-8", "replace") + b"\n")
        finally:
            os.close(handle)
        return size

    def _apart(self, page: Page, rules: Rules) -> Article | Refusal:
        worker = Worker(self.seconds)
        try:
            result = worker.read(page, rules)
        except WorkerDiedError as error:
            return refusal_of(page, rules, "worker_died", f"ended its own process, too: {error}")
        finally:
            worker.close()
        self._clear(page.url)
        return result

    def _clear(self, url: str) -> None:
        """Strike out a page that has been read after all."""
        self.suspects.discard(url)
        new = self.path.with_name("reading.new")
        new.write_text("".join(f"{one}\n" for one in sorted(self.suspects)), encoding="utf-8")
        new.replace(self.path)
