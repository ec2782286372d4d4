"""What every test can rely on: an environment of its own, a data folder, and that nothing is skipped in silence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.crawled import Crawled
    from tests.desk import Desk
    from tests.reader import Reader
    from tests.site import Site
from hypothesis import settings

REQUIRE_ALL = bool(os.environ.get("KLIPING_REQUIRE_ALL"))
CORPUS = os.environ.get("KLIPING_CORPUS")
KEPT = ("KLIPING_REQUIRE_ALL", "KLIPING_CORPUS", "KLIPING_SHOTS")


# The same inputs every time, with no clock; `--hypothesis-profile=long` looks for what these have not found.
settings.register_profile("short", deadline=None, derandomize=True, database=None)
settings.register_profile("long", deadline=None, max_examples=3000, database=None)
settings.load_profile("short")


def pytest_configure() -> None:
    """The user's own choices and proxies reach no test and no command that a test runs."""
    for name in list(os.environ):
        if (name.startswith("KLIPING_") and name not in KEPT) or name.lower().endswith("_proxy"):
            del os.environ[name]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under KLIPING_REQUIRE_ALL a skipped test has failed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under KLIPING_REQUIRE_ALL a skipped module has failed."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure; only the corpus may be missing, and only where nobody named one."""
    if not REQUIRE_ALL or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if CORPUS or "KLIPING_CORPUS" not in reason:
        report.outcome = "failed"
        report.longrepr = f"KLIPING_REQUIRE_ALL allows no skip: {reason}"


@pytest.fixture(scope="session", autouse=True)
def _no_data_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """A command that a test gives no data folder writes into one of the session's, never into `data/`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KLIPING_DATA", str(tmp_path_factory.mktemp("nobody")))
        yield


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, which the commands of this test use."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("KLIPING_DATA", str(folder))
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on 127.0.0.1 whose answers the test says."""
    from tests.site import Site

    with Site() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty data folder and an empty folder of outlets, and the commands over them."""
    from tests.desk import Desk

    return Desk(tmp_path)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, _no_data_of_the_users: None) -> Iterator[Crawled]:
    """The newsroom, crawled twice: once for all tests that ask its file."""
    from tests.crawled import crawl_twice

    with crawl_twice(tmp_path_factory.mktemp("newsroom")) as crawled:
        yield crawled


@pytest.fixture(scope="session")
def findings(crawled: Crawled) -> Iterator[sqlite3.Connection]:
    """The newsroom's file with what the analyses find in it."""
    from tests.crawled import find

    with find(crawled) as db:
        yield db


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages, which is never part of the project: named by KLIPING_CORPUS."""
    if not CORPUS:
        pytest.skip("KLIPING_CORPUS names no corpus")
    folder = Path(CORPUS)
    if not folder.is_dir():
        pytest.fail(f"KLIPING_CORPUS: {folder} is no folder")
    return folder


@pytest.fixture(scope="session")
def newsroom_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom's `news.db` after both crawls, analysed; to read only."""
    from analysis import ANALYSES
    from crawler.declaration import read_outlets
    from crawler.demo import crawl_newsroom
    from crawler.newsroom import OUTLETS
    from crawler.newsroom.server import Newsroom
    from tests.findings import run

    data = tmp_path_factory.mktemp("reading")
    names = list(read_outlets([OUTLETS]))
    with Newsroom() as newsroom:
        assert crawl_newsroom(newsroom.proxy, data, names) == 0
        newsroom.edit()
        assert crawl_newsroom(newsroom.proxy, data, [*names, "--recheck"]) == 0
    run(data / "news.db", *ANALYSES)
    return data / "news.db"


@pytest.fixture(scope="module")
def reader(newsroom_file: Path) -> Iterator[Reader]:
    """Somebody who reads the newsroom's file in the room."""
    from tests.reader import reading

    with reading(newsroom_file) as reader:
        yield reader


@pytest.fixture(scope="module")
def db(newsroom_file: Path) -> Iterator[sqlite3.Connection]:
    """The newsroom's file itself, to read only."""
    with closing(sqlite3.connect(f"file:{newsroom_file}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        yield db
