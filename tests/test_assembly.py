"""Split stories out of archives: parts are put together wherever they stand, and what is missing is counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fastwarc", reason="the extra `archive` is not installed")
pytest.importorskip("warcio", reason="the extra `dev` is not installed")

from crawler.assembly import WAITING, Assembly
from crawler.declaration import read_outlets
from pipelines.items import Page
from pipelines.warc import Mark
from tests.desk import Desk
from tests.filed import HOST, NEXT, caught, put
from tests.recorder import Caught
from tests.site import story


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.declare("contoh", HOST, NEXT)
    return made


def pages_of_a_story(count: int) -> list[Caught]:
    links = "".join(f'<a href="?hal={n}">{n}</a>' for n in range(2, count + 1))
    words = (
        "Bagian {n} dari cerita panjang tentang jembatan di Lontar yang dibangun warga selama tiga tahun penuh kerja."
    )
    return [
        Caught(
            url=f"https://{HOST}/berita/panjang" + (f"?hal={n}" if n > 1 else ""),
            body=story("Judul panjang", words.format(n=n), after=links),
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("order", ["012", "210", "021", "1x02"])
def test_the_parts_of_a_story_are_put_together_wherever_they_stand(desk: Desk, order: str) -> None:
    parts = pages_of_a_story(3)
    answers = [caught("lain") if one == "x" else parts[int(one)] for one in order]
    desk.here("warc", "import", put(desk, "a.warc.gz", *answers))
    ((text, had, expected),) = desk.rows("SELECT text, parts, parts_expected FROM articles WHERE url LIKE '%panjang'")
    assert [f"Bagian {n} " in text for n in (1, 2, 3)] == [True] * 3
    assert (had, expected) == (3, 3)


def test_parts_that_never_came_are_counted_and_parts_without_a_story_are_lost(desk: Desk) -> None:
    first, second, _ = pages_of_a_story(3)
    desk.here("warc", "import", put(desk, "a.warc.gz", first, second))
    assert desk.rows("SELECT parts, parts_expected FROM articles") == [(2, 3)]
    desk.here("warc", "import", put(desk, "b.warc.gz", second))
    assert desk.rows("SELECT stored, lost_parts FROM warcs ORDER BY file") == [(1, 0), (0, 1)]


def test_no_more_stories_wait_than_there_is_room_for(desk: Desk) -> None:
    (outlet,) = read_outlets([desk.outlets]).values()
    assembly = Assembly()
    out: list[Page] = []
    for n in range(WAITING + 3):
        url = f"https://{HOST}/berita/{n}"
        body = f'<p>x</p><a href="{url}?hal=2">2</a>'.encode()
        at = datetime(2020, 1, 2, tzinfo=UTC)
        page = Page(outlet="contoh", url=url, final_url=url, fetched_at=at, body=body)
        out += assembly.take(outlet, page, Mark(offset=n, counts=Counter()))
    assert [page.url[-1] for page in out] == ["0", "1", "2"]
    assert assembly.oldest(Mark(offset=99, counts=Counter())).offset == 3
    assert len(list(assembly.rest())) == WAITING


def test_a_page_that_is_one_view_of_a_split_story_says_so(desk: Desk) -> None:
    desk.declare("contoh", HOST, "whole = { query = 'page=all' }")
    url = f"https://{HOST}/berita/panjang"
    view = Caught(url=url, body=story("Judul panjang", after='<a href="?page=all">Semua</a>'))
    whole = Caught(url=f"{url}?page=all", body=view.body, at="2026-06-20T06:00:00Z")
    desk.here("warc", "import", put(desk, "a.warc.gz", view))
    assert desk.rows("SELECT url, parts, parts_expected FROM articles") == [(url, 1, 2)]
    desk.here("warc", "import", put(desk, "b.warc.gz", whole))
    assert desk.rows("SELECT url, parts, parts_expected FROM articles") == [(url, 1, 1)]
