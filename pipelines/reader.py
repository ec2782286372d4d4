"""Pages are read with care: a Page and Rules come in, an Article or a Refusal goes out, whatever the page does to us.

Which page is being read stands in a file meanwhile. What is found there when a run begins is a page in whose reading
the run before it ended: killed by somebody, out of memory, or by a fault in a library. It is read in a process of its
own from then on, until that has gone well. A page that ends this one too is `worker_died`, and no run ends with it.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from pipelines.article import read_article, recipe
from pipelines.items import Article, Fetch, Page, Refusal, Rules
from pipelines.limit import SECONDS, TookTooLongError, within

#: What a process of its own may take: address space, and seconds with its start.
MEMORY = 4 * 1024**3
APART_SECONDS = 60.0


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
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipelines.reader"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
        try:
            told, _ = child.communicate(pickle.dumps((page, rules, self.seconds)), timeout=APART_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return _died(page, rules, f"took longer than {APART_SECONDS:g} s in a process of its own")
        if child.returncode:
            return _died(page, rules, f"ended its own process, too: {_how(child.returncode)}")
        self._clear(page.url)
        return pickle.loads(told)  # type: ignore[no-any-return]  # noqa: S301 - our own process made it

    def _clear(self, url: str) -> None:
        """Strike out a page that has been read after all."""
        self.suspects.discard(url)
        new = self.path.with_name("reading.new")
        new.write_text("".join(f"{one}\n" for one in sorted(self.suspects)), encoding="utf-8")
        new.replace(self.path)


def read_within(page: Page, rules: Rules, seconds: float = SECONDS) -> Article | Refusal:
    """The article on a page; a page that takes too long is a `parse_error`."""
    try:
        with within(seconds):
            return read_article(page, rules)
    except TookTooLongError as error:  # the bell rang outside what the article function catches
        return _refusal(page, rules, "parse_error", f"TookTooLongError: {error}")


def _died(page: Page, rules: Rules, detail: str) -> Refusal:
    return _refusal(page, rules, "worker_died", detail)


def _refusal(page: Page, rules: Rules, outcome: str, detail: str) -> Refusal:
    fetch = Fetch(url=page.url, at=page.fetched_at, via=page.via, status=page.status)
    return Refusal(fetch=fetch, outlet=page.outlet, outcome=outcome, detail=detail, recipe=recipe(rules))


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def _environment() -> dict[str, str]:
    """Ours, with our packages first: the process may begin in another folder."""
    path = os.pathsep.join([str(Path(__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


def _main() -> None:
    """The process of its own: a pickled page comes in, what it gives goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    page, rules, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process made it
    sys.stdout.buffer.write(pickle.dumps(read_within(page, rules, seconds)))


if __name__ == "__main__":
    _main()
