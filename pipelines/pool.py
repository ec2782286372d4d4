"""Pages read by several processes at once: a Page and Rules come in, a future of what they give goes out.

Each process is fed by a thread of ours that does nothing but wait for it. A page that ends its process is
`worker_died`, and the process is started again.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
from concurrent.futures import Future

from pipelines.items import Article, Page, Refusal, Rules
from pipelines.limit import SECONDS
from pipelines.worker import Worker, WorkerDiedError, refusal_of

log = logging.getLogger("kliping")

Result = Article | Refusal

#: More than these write less than they wait for the one who feeds them: of a page's 20 ms two are his.
MOST = 8
#: So many pages a process are handed out ahead: one is read and the others wait, so that nobody idles while fifty rows
#: are written, which takes as long as reading three or four.
AHEAD = 8
#: Seconds after which whoever writes rows lets the thread that feeds a process come in; at Python's own 0.005 a process
#: waited so long for a page.
SWITCH = 0.0005


def processes_of(wished: int | None) -> int:
    """How many processes may read: as wished, or one for each core that this one may use."""
    return wished or min(len(os.sched_getaffinity(0)), MOST)


class Pool:
    """So many processes, each with a thread that feeds it."""

    def __init__(self, processes: int, *, seconds: float = SECONDS) -> None:
        self.size = processes
        self._switched = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        self._pages: queue.SimpleQueue[tuple[Future[Result], Page, Rules] | None] = queue.SimpleQueue()
        self._workers = [Worker(seconds) for _ in range(processes)]
        self._threads = [threading.Thread(target=self._feed, args=[one], daemon=True) for one in self._workers]
        for worker, thread in zip(self._workers, self._threads, strict=True):
            worker.start()
            thread.start()

    def submit(self, page: Page, rules: Rules) -> Future[Result]:
        """Have a page read."""
        future: Future[Result] = Future()
        self._pages.put((future, page, rules))
        return future

    def close(self) -> None:
        """End the processes. What was handed in and not begun is cancelled."""
        waiting = []
        while not self._pages.empty():
            waiting.append(self._pages.get())
        for _ in self._threads:
            self._pages.put(None)
        for job in waiting:
            if job is not None:
                job[0].cancel()
        for thread in self._threads:
            thread.join()
        sys.setswitchinterval(self._switched)

    def _feed(self, worker: Worker) -> None:
        while (job := self._pages.get()) is not None:
            future, page, rules = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._read(worker, page, rules))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the page
                future.set_exception(error)
        worker.close()

    def _read(self, worker: Worker, page: Page, rules: Rules) -> Result:
        try:
            result = worker.read(page, rules)
        except WorkerDiedError as error:
            log.warning("%s: ended the process that read it: %s", page.url, error)
            return refusal_of(page, rules, "worker_died", f"ended the process that read it: {error}")
        if isinstance(result, Refusal) and result.outcome == "parse_error":  # nobody sees the log of that process
            log.warning("%s: could not be read: %s", page.url, result.detail)
        return result
