"""Nobody but the user writes to what Kliping makes, whatever the umask says."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import Desk, finish
from tests.site import ROOT, Site, feed, page

OPEN = "import os, sys; os.umask(0); os.execv(sys.executable, [sys.executable, '-m', *sys.argv[1:]])"


@pytest.mark.parametrize("module", ["crawler.cli", "scrapy"])
def test_nothing_is_made_for_others_to_write(tmp_path: Path, module: str) -> None:
    desk = Desk(tmp_path)
    with Site() as site:
        site.answers |= {"/feed": feed([site.url("/berita/a")]), "/berita/a": page("Warga membangun a")}
        desk.declare("contoh", site.host)
        begun = subprocess.Popen(
            [sys.executable, "-c", OPEN, module, "crawl", "contoh"],
            cwd=ROOT, env=desk.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        done = finish(begun)
    assert done.status == 0
    made = {path.relative_to(desk.folder): path.stat().st_mode for path in [desk.data, *desk.data.rglob("*")]}
    assert {"data", "data/news.db", "data/raw", "data/lock", "data/reading"} <= set(map(str, made))
    assert module == "scrapy" or Path("data/logs/kliping.log") in made
    assert {str(path) for path, mode in made.items() if mode & (stat.S_IWOTH | stat.S_IWGRP)} == set()
