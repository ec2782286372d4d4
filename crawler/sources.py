"""Web archives wherever they lie: a path comes in, or an address that fsspec reads, and a stream goes out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any

from crawler.terminal import FAILED, CommandError
from pipelines.warcs import Warc, Warcs

EXTRA = "web archives need more packages: `.venv/bin/pip install -e '.[archive]'` in Kliping's folder installs them"


def need_archive_extra() -> None:
    """End the command where the extra `archive` is not installed."""
    try:
        import fastwarc  # noqa: F401
        import fsspec  # noqa: F401
    except ImportError as error:
        raise CommandError(f"{EXTRA} ({error.name} is missing)", FAILED) from error


class Source:
    """An archive that can be opened: a local file, or anything that fsspec reads."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.local = "://" not in given
        self.file = str(Path(given).absolute()) if self.local else given
        self.via = f"warc:{Path(given).name if self.local else given}"
        if self.local and not Path(given).is_file():
            raise CommandError(f"{given}: there is no such file")

    def known(self, notes: Warcs) -> Warc:
        """What is known of it."""
        return notes.find(self.file, self.via, self.size())

    def open(self) -> IO[bytes]:
        """Its bytes from the beginning."""
        if self.local:
            return Path(self.file).open("rb")
        import fsspec

        return self._try(lambda: fsspec.open(self.given, "rb").open())  # type: ignore[no-any-return]

    def size(self) -> int | None:
        """Its length in bytes, where that is known."""
        if self.local:
            return Path(self.file).stat().st_size
        import fsspec

        def size() -> Any:
            system, path = fsspec.core.url_to_fs(self.given)
            return system.size(path)

        found = self._try(size)
        return None if found is None else int(found)

    def _try(self, ask: Any) -> Any:
        """What an address gives, or a message that says why it gives nothing."""
        try:
            return ask()
        except ImportError as error:
            found = re.search(r"[Ii]nstall ([\w.-]+)", str(error))
            told = f"needs one more package: `.venv/bin/pip install {found[1] if found else error.name}`"
            raise CommandError(f"{self.given}: {told}", FAILED) from error
        except FileNotFoundError as error:
            raise CommandError(f"{self.given}: there is no such file", FAILED) from error
        except Exception as error:
            raise CommandError(f"{self.given}: cannot be opened: {type(error).__name__}: {error}", FAILED) from error
