"""A process of its own that reads: a function and what it is given go in through a pipe, what it returns comes back.

A page or listing that ends that process ends nothing else. Never a thread: trafilatura's libraries crash in threads,
and Python reads one page at a time however many there are.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from pipelines.article import read_article, recipe
from pipelines.items import Article, Fetch, Page, Refusal, Rules
from pipelines.limit import SECONDS, TookTooLongError, within

#: What such a process may take: address space, seconds to start on a machine that is busy, and seconds a page.
MEMORY = 4 * 1024**3
START_SECONDS = 120.0
APART_SECONDS = 60.0

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")


class WorkerDiedError(Exception):
    """The process ended, or was ended, while it read a page: the message says how."""


class WorkerFault(RuntimeError):  # noqa: N818 - a fault of ours, not of a page
    """The process could not even begin."""


class Worker:
    """One such process, started when it is first needed and again after it died."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process, where it is not running; it takes half a second of its own time to be ready."""
        if self._process is None:
            self._ready = False
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "pipelines.worker"], bufsize=0,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
            )  # fmt: skip
        return self._process

    def read(self, page: Page, rules: Rules) -> Article | Refusal:
        """The article on a page; WorkerDiedError where reading it ended the process."""
        return self.call(read_within, page, rules, self.seconds)

    def call(self, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """What a function of a module returns, or what it raises; WorkerDiedError where it ended the process."""
        process = self.start()
        try:
            if not self._ready:
                self._expect(process, WorkerFault("could not be started"))
                self._ready = True
            with suppress(BrokenPipeError):  # how it ended is told below
                _send(_pipe(process.stdin), (function, given, named))
            returned, raised = self._expect(process, None)
        except BaseException:
            self.close()
            raise
        if raised is not None:
            raise raised
        return returned  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process, which may be in the midst of a page."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.wait()
            _pipe(process.stdin).close()
            _pipe(process.stdout).close()

    def _expect(self, process: subprocess.Popen[bytes], fault: WorkerFault | None) -> Any:
        """What the process says next; `fault` where it is at fault for saying nothing, not a page."""
        out = _pipe(process.stdout)
        if not select.select([out], [], [], START_SECONDS if fault else APART_SECONDS)[0]:
            raise fault or WorkerDiedError(f"took longer than {APART_SECONDS:g} s")
        told = _receive(out)
        if told is None:
            status = process.wait()
            raise WorkerFault(f"{fault}: {_how(status)}") if fault else WorkerDiedError(_how(status))
        return told[0]


def read_within(page: Page, rules: Rules, seconds: float = SECONDS) -> Article | Refusal:
    """The article on a page; a page that takes too long is a `parse_error`."""
    try:
        with within(seconds):
            return read_article(page, rules)
    except TookTooLongError as error:  # the bell rang outside what the article function catches
        return refusal_of(page, rules, "parse_error", f"TookTooLongError: {error}")


def refusal_of(page: Page, rules: Rules, outcome: str, detail: str) -> Refusal:
    """Why there is no article on a page that could not be read."""
    fetch = Fetch(url=page.url, at=page.fetched_at, via=page.via, status=page.status)
    return Refusal(fetch=fetch, outlet=page.outlet, outcome=outcome, detail=detail, recipe=recipe(rules))


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


def _environment() -> dict[str, str]:
    """Ours, with our packages first: the process may begin in another folder."""
    path = os.pathsep.join([str(Path(__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for
    return pipe


def _send(pipe: IO[bytes], value: Any) -> None:
    told = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    left = memoryview(_LENGTH.pack(len(told)) + told)
    while left:
        left = left[pipe.write(left) :]


def _receive(pipe: IO[bytes]) -> tuple[Any] | None:
    """The next value; None where the other side is gone."""
    head = _exactly(pipe, _LENGTH.size)
    told = _exactly(pipe, _LENGTH.unpack(head)[0]) if head else None
    return (pickle.loads(told),) if told else None  # noqa: S301 - our own process made it


def _exactly(pipe: IO[bytes], size: int) -> bytes | None:
    found = bytearray(size)
    view, at = memoryview(found), 0
    while at < size:
        count = pipe.readinto(view[at:])  # type: ignore[attr-defined]  # a raw file has it
        if not count:
            return None
        at += count
    return bytes(found)


def _answer(
    function: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, Exception | None]:
    try:
        return function(*given, **named), None
    except Exception as error:  # noqa: BLE001 - raised again by who asked
        return None, error


def _main() -> None:
    """The process: ready when everything is loaded, then a page at a time until the pipe ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGINT, signal.SIGTERM):  # who feeds us is told too, and ends in order
        signal.signal(number, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    pages = os.fdopen(0, "rb", buffering=0)
    try:
        _send(out, "ready")
        while (told := _receive(pages)) is not None:
            _send(out, _answer(*told[0]))
    except BrokenPipeError:
        return  # nobody waits for it any more


if __name__ == "__main__":
    _main()
