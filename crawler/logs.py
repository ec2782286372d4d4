"""The log: one file that rotates, with a line an outlet and run, and what a person should do."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 5_000_000
LOG_FILES = 5


class LogFile(RotatingFileHandler):
    """A log that cannot be written, on a full disk, says so in one line instead of a traceback a record."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Tell it once; a fault of ours, such as a record that cannot be put into words, is raised."""
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self.told:
            self.told = True
            print(f"{self.baseFilename}: cannot be written to: {error.strerror}", file=sys.stderr)  # noqa: T201


def log_to(folder: Path) -> None:
    """Log into a folder. Once a process, and only by who holds the lock: a file that rotates has one writer."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = LogFile(folder / "kliping.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    handler.addFilter(lambda record: record.levelno >= logging.ERROR or not record.name.startswith("scrapy"))
    logging.getLogger().addHandler(handler)
    calm()


def calm() -> None:
    """Our own lines, and of Scrapy's only faults. To be said again when Scrapy has set up its own logging."""
    logging.getLogger().setLevel(logging.INFO)
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    # What it leaves out of a page, it says as a warning: our outcome says what came of the page.
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    # A traceback for each host whose robots.txt does not come; the host's links say the same in the ledger.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
