"""Who reads pages: this process while there are few, others when there are many, and none that outlives its use."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.choices import ChoicesError, read_choices
from pipelines.article import read_article
from pipelines.crew import FEW, REST, SPAN, Crew, Shift
from pipelines.items import Article, Page, Refusal, Rules
from pipelines.pool import Pool, processes_of
from pipelines.reader import Reader
from pipelines.worker import Worker, WorkerFault
from tests.site import story

RULES = Rules(outlet="contoh", title="Contoh", domains=("contoh.example",))
#: In the processes only: their parser dies of this word, and hangs at that.
FAULTS = """
import os, signal, sys, time
if "pipelines.worker" in " ".join(sys.orig_argv):
    import lxml.html
    def document_fromstring(html, *given, **named):
        if b"matikan" in html:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"gantung" in html:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            signal.pause()
        return real(html, *given, **named)
    real, lxml.html.document_fromstring = lxml.html.document_fromstring, document_fromstring
"""


def page(name: str, *paragraphs: str) -> Page:
    url = f"https://contoh.example/berita/{name}"
    at = datetime(2026, 2, 3, tzinfo=UTC)
    return Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=story(f"Warga {name}", *paragraphs))


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Two processes whose libraries have the faults."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "sitecustomize.py").write_text(FAULTS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setattr("pipelines.worker.APART_SECONDS", 20.0)
        opened = Pool(2, seconds=5)
        yield opened
        opened.close()


def children(pool: Pool) -> list[int]:
    return [worker.start().pid for worker in pool._workers]


def test_processes_give_what_this_one_gives(pool: Pool) -> None:
    pages = [page(f"n{number}") for number in range(8)]
    futures = [pool.submit(one, RULES) for one in pages]
    assert [one.result() for one in futures] == [read_article(one, RULES) for one in pages]


def test_a_page_that_ends_a_process_costs_its_own_outcome(pool: Pool) -> None:
    before = children(pool)
    names = ["a", "b", "maut", "c", "d"]
    futures = [pool.submit(page(one, *(["Sihir matikan."] * 9 if one == "maut" else [])), RULES) for one in names]
    results = dict(zip(names, (one.result() for one in futures), strict=True))
    died = results.pop("maut")
    assert isinstance(died, Refusal)
    assert (died.outcome, died.detail) == ("worker_died", "ended the process that read it: SIGSEGV")
    assert died.recipe is not None
    assert all(isinstance(one, Article) for one in results.values())
    assert len(set(children(pool)) & set(before)) == 1


def test_a_page_that_hangs_in_a_library_is_given_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.worker.APART_SECONDS", 0.3)
    died = pool.submit(page("gantung", *["Kata gantung."] * 9), RULES).result()
    assert isinstance(died, Refusal)
    assert (died.outcome, died.detail) == ("worker_died", "ended the process that read it: took longer than 0.3 s")


def test_a_process_that_cannot_begin_is_a_fault_of_ours_and_of_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(3)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = Worker()
    with pytest.raises(WorkerFault, match="could not be started: exit status 3"):
        worker.read(page("a"), RULES)


def test_who_is_closed_leaves_no_process_and_cancels_what_waits() -> None:
    pool = Pool(1)
    (child,) = children(pool)
    futures = [pool.submit(page(f"n{number}"), RULES) for number in range(5)]
    pool.close()
    assert all(one.done() for one in futures)
    assert futures[-1].cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_few_pages_are_read_here_and_many_by_processes_in_their_order(tmp_path: Path) -> None:
    crew = Crew(Reader(tmp_path), 2)
    jobs = [(number, page(f"n{number}"), RULES) for number in range(FEW + 6)]
    seen = []
    for number, result in crew.map(iter(jobs)):
        assert isinstance(result, Article)
        seen.append((number, result.title))
        if number < FEW - 1:
            assert crew.pool is None
    assert seen == [(number, f"Warga n{number}") for number in range(FEW + 6)]
    assert crew.pool is not None
    crew.close()
    alone = Crew(Reader(tmp_path), 1)
    assert len(list(alone.map(jobs))) == len(jobs)
    assert alone.pool is None


class Clock:
    """Time that passes when told to; a page takes a share of a second to read."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Slow(Reader):
    """Reads in a made-up time."""

    def __init__(self, data: Path, clock: Clock) -> None:
        super().__init__(data)
        self.clock = clock

    def read(self, page: Page, rules: Rules) -> Article | Refusal:
        self.clock.at += 0.02
        return super().read(page, rules)


def test_a_crawl_takes_processes_when_it_reads_much_and_lets_them_go(tmp_path: Path) -> None:
    clock = Clock()
    crew = Crew(Slow(tmp_path, clock), 2, clock=clock)

    async def crawl(pages: int, wait: float) -> None:
        for number in range(pages):
            assert isinstance(await crew.read(page(f"n{number % 7}"), RULES), Article)
            clock.at += wait

    asyncio.run(crawl(60, 0.2))  # ten pages in two seconds: waits for its outlets
    assert crew.pool is None
    asyncio.run(crawl(round(SPAN / 0.04) + 5, 0.02))  # as much time reading as waiting
    assert crew.pool is not None
    asyncio.run(crawl(8, REST / 5))
    assert crew.pool is None


def test_a_page_under_way_keeps_its_processes(tmp_path: Path) -> None:
    clock = Clock()
    crew = Crew(Reader(tmp_path), 1, clock=clock)
    crew.pool, crew._since = Pool(1), clock.at

    async def crawl() -> list[Article | Refusal]:
        first = asyncio.ensure_future(crew.read(page("a"), RULES))
        await asyncio.sleep(0)
        clock.at += 2 * REST
        return [await crew.read(page("b"), RULES), await first]

    assert all(isinstance(one, Article) for one in asyncio.run(crawl()))
    assert crew.pool is not None
    crew.close()


def test_the_crawlers_of_a_process_share_one_crew(tmp_path: Path) -> None:
    first, second = (Shift(Reader(tmp_path), 2) for _ in range(2))
    other = Shift(Reader(tmp_path / "lain"), 2)
    assert first.crew is second.crew is not other.crew
    first.leave()
    third = Shift(Reader(tmp_path), 2)
    assert third.crew is second.crew
    for one in (second, third, other):
        one.leave()
    with_nobody_left = Shift(Reader(tmp_path), 2)
    assert with_nobody_left.crew is not second.crew
    with_nobody_left.leave()


def test_how_many_processes_is_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = {"KLIPING_DATA": str(tmp_path)}
    assert read_choices(where).processes is None
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(3))
    assert [processes_of(one) for one in (None, 1, 5)] == [3, 1, 5]
    (tmp_path / "kliping.toml").write_text("processes = 2", encoding="utf-8")
    assert read_choices(where).processes == 2
    assert read_choices(where | {"KLIPING_PROCESSES": "1"}).processes == 1
    for wrong in ("0", "65", "-1", "dua", "1.5"):
        with pytest.raises(ChoicesError, match="KLIPING_PROCESSES: expected a number from 1 to 64"):
            read_choices(where | {"KLIPING_PROCESSES": wrong})
    for wrong in ("true", '"2"', "0", "[2]"):
        (tmp_path / "kliping.toml").write_text(f"processes = {wrong}", encoding="utf-8")
        with pytest.raises(ChoicesError, match=r"kliping\.toml: processes: expected a number"):
            read_choices(where)


def test_a_page_is_the_same_whatever_came_before(pool: Pool) -> None:
    one = replace(page("sama"), body=story("Warga sama", "Kalimat lain sekali."))
    assert pool.submit(one, RULES).result() == pool.submit(one, RULES).result() == read_article(one, RULES)
