"""What do kept pages take, packed against another page of their host?

    KLIPING_CORPUS=… python bench/pages.py [SEED]

Keeps the pages of the corpus's mirror that are over 15 kB, in an order by lot, as a crawl of their outlets would, and
weighs them as `kliping raw stats` does, but all of them. Exits 1 where an outlet takes more than MOST of zstd alone, or
a page does not come back as it was.
"""

from __future__ import annotations

import os
import random
import sys
import tarfile
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.archive import Archive
from pipelines.items import Page
from pipelines.weighing import total

MOST = 0.28
OUTLETS = ("bola.net", "dream.co.id", "merdeka.com")
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def pages(folder: Path) -> list[Page]:
    """The mirror's pages, whose host stands in their path."""
    found: list[Page] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size > 15_000 and b"<html" in (body := path.read_bytes())[:3000].lower():
            url = f"https://{path.relative_to(folder)}"
            outlet = next(name for name in OUTLETS if name in url)
            at = NOON + timedelta(minutes=len(found))
            found.append(Page(outlet=outlet, url=url, final_url=url, fetched_at=at, body=body))
    return found


def main() -> None:
    """Keep, weigh, read, and say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(Path(os.environ["KLIPING_CORPUS"]) / "mirror" / "dev.tar.xz") as packed:
            packed.extractall(Path(folder) / "mirror", filter="data")
        found = pages(Path(folder) / "mirror")
        random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1).shuffle(found)
        archive = Archive(Path(folder) / "raw")
        began = time.process_time()
        for page in found:
            archive.keep(page)
        keeping = time.process_time() - began
        began = time.process_time()
        read = {capture.url: archive.read(capture).body for capture in archive.captures()}
        reading = time.process_time() - began
        weights = archive.weigh(sample=len(found))
        archive.close()
    print("| outlet | pages | templates | raw, kB a page | zlib | zstd | kept | of zstd |", "|" + "---|" * 8, sep="\n")
    for one in [*weights, total(weights)]:
        sizes = [f"{size / one.bodies / 1e3:.1f}" for size in (one.raw, one.zlib, one.zstd, one.kept)]
        cells = [one.outlet, str(one.bodies), str(one.templates), *sizes, f"{one.kept / one.zstd:.3f}"]
        print("| " + " | ".join(cells) + " |")
    print(f"CPU, ms a page: keeping {1e3 * keeping / len(found):.2f}, reading {1e3 * reading / len(found):.2f}")
    whole = read == {page.url: page.body for page in found}
    sys.exit(not whole or any(one.kept > MOST * one.zstd for one in weights))


if __name__ == "__main__":
    main()
