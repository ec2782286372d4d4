"""Seven days of a small paper through real Scrapy: nothing missed or fetched twice, edits and withdrawals seen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from tests.desk import Desk, finish
from tests.site import Answer, Site, story

ZONE = ZoneInfo("Asia/Jakarta")
START = datetime(2026, 6, 15, tzinfo=ZONE)
DAYS = 7
#: When the paper publishes, and when cron comes: two minutes past each sixth hour.
HOURS = (1, 6, 7, 8.5, 10, 13, 16, 20, 23.9)
RUNS = [START + timedelta(hours=6 * number, minutes=2) for number in range(1, DAYS * 4 + 2)]
PAGE = 4


@dataclass(frozen=True)
class Piece:
    number: int
    at: datetime

    @property
    def path(self) -> str:
        return f"/berita/warga-{self.number}"

    @property
    def edited(self) -> bool:
        return self.number % 7 == 3 and self.number < len(HOURS) * 3

    @property
    def withdrawn(self) -> bool:
        return self.number % 11 == 5 and self.number < len(HOURS) * 3

    def answer(self, at: datetime) -> Answer:
        """Edited 26 hours after publication, withdrawn after 30."""
        if self.withdrawn and at >= self.at + timedelta(hours=30):
            return Answer(status=410 if self.number % 2 else 404)
        word = "diperbarui" if self.edited and at >= self.at + timedelta(hours=26) else "pertama"
        body = story(
            f"Warga membangun nomor {self.number}",
            *[f"Laporan {word} tentang jembatan di Desa Sukamekar, bagian {part}." for part in range(5)],
            published=self.at.isoformat(),
            after=f'<aside class="terkait">Dibaca {at:%H%M} kali</aside>',
        )
        return Answer(body=body, etag=f'"{hashlib.sha256(word.encode()).hexdigest()[:8]}-{self.number}"')


PIECES = [
    Piece(number, START + timedelta(days=number // len(HOURS), hours=HOURS[number % len(HOURS)]))
    for number in range(DAYS * len(HOURS))
]


def publish(site: Site, at: datetime) -> None:
    """The web as it stands at a moment: each piece, a feed of ten, and each day's index, four a page."""
    out = [one for one in reversed(PIECES) if one.at <= at]
    shown = [one for one in out if one.answer(at).status == 200]
    site.answers.clear()
    for one in out:
        site.answers[one.path] = one.answer(at)
    items = "".join(
        f"<item><title>Berita</title><link>{site.url(one.path)}</link><pubDate>{format_datetime(one.at)}</pubDate></item>"
        for one in shown[:10]
    )
    feed = f'<rss version="2.0"><channel><title>Umpan</title>{items}</channel></rss>'
    site.answers["/feed"] = Answer(body=feed.encode(), type="application/rss+xml")
    for day in range(-1, DAYS + 1):
        date = (START + timedelta(days=day)).date()
        listed = [one for one in shown if one.at.date() == date]
        for page in range(len(listed) // PAGE + 2):
            cards = "".join(
                f'<article><h3><a href="{one.path}">Warga membangun nomor {one.number}</a></h3>'
                f"<time>{one.at:%d/%m/%Y %H:%M}</time></article>"
                for one in listed[page * PAGE : (page + 1) * PAGE]
            )
            body = f'<html><body><main><div class="list">{cards}</div></main></body></html>'
            site.answers[f"/indeks?date={date}&page={page + 1}"] = Answer(body=body.encode())


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Desk]]:
    desk = Desk(tmp_path_factory.mktemp("pekan"))
    with Site() as site:
        index = "{ kind = 'index', url = 'http://{domain}/indeks?date={date:%Y-%m-%d}&page={page}' }"
        desk.declare("mingguan", site.host)
        declared = desk.outlets / "mingguan.toml"
        declared.write_text(declared.read_text().replace(" }]", f" }}, {index}]"))
        driver = desk.begin("mingguan", module="tests.driver")
        assert driver.stdin is not None
        assert driver.stdout is not None
        for at in RUNS:
            publish(site, at)
            driver.stdin.write(f"{at.isoformat()}\n".encode())
            driver.stdin.flush()
            assert driver.stdout.readline() == b"done\n", finish(driver).err
        done = finish(driver)
        assert (done.status, done.err) == (0, "")
        yield site, desk


def numbers(desk: Desk, query: str) -> list[int]:
    return sorted(int(url.rpartition("-")[2]) for url in desk.rows(query))


def test_nothing_is_missed_and_nothing_fetched_twice(week: tuple[Site, Desk]) -> None:
    site, desk = week
    assert desk.outcomes() == {one.path.rpartition("/")[2]: "stored" for one in PIECES}
    whole = Counter(
        asked.path for asked in site.asked if asked.path.startswith("/berita/") and "if-none-match" not in asked.headers
    )
    assert whole == dict.fromkeys((one.path for one in PIECES), 1)
    assert desk.rows("SELECT count(*) FROM attempts WHERE stage IS NULL") == [len(PIECES)]
    assert desk.rows("SELECT count(*) FROM crawl_outlets WHERE error IS NOT NULL OR failed > 2") == [0]


def test_edits_are_versions_and_withdrawals_have_a_date(week: tuple[Site, Desk]) -> None:
    _, desk = week
    versions = "SELECT a.url FROM versions JOIN articles AS a ON a.id = article_id WHERE version = 2"
    assert numbers(desk, versions) == [one.number for one in PIECES if one.edited and not one.withdrawn]
    assert desk.rows("SELECT max(version) FROM versions") == [2]
    gone = numbers(desk, "SELECT url FROM articles WHERE gone_at IS NOT NULL")
    assert gone == [one.number for one in PIECES if one.withdrawn]


def test_each_is_looked_at_again_four_times_at_most_and_at_the_end_no_more(week: tuple[Site, Desk]) -> None:
    _, desk = week
    looks = desk.rows("SELECT count(stage) FROM attempts GROUP BY url")
    assert 2 <= sum(looks) / len(looks) <= max(looks) <= 4
    old = (START + timedelta(days=3)).isoformat()
    assert desk.rows("SELECT count(*) FROM fetches WHERE fetched_at < ? AND due_at IS NOT NULL", old[:10]) == [0]


def test_every_day_that_is_over_is_proven_complete(week: tuple[Site, Desk]) -> None:
    _, desk = week
    days = desk.rows("SELECT day, listed, have, complete FROM coverage_by_day ORDER BY day")
    each = len(HOURS)
    assert days == [(str((START + timedelta(days=day)).date()), each, each, 1) for day in range(DAYS)]


def test_listings_are_asked_less_than_at_every_run(week: tuple[Site, Desk]) -> None:
    site, desk = week
    asked = Counter(path.partition("&")[0] for path in site.paths() if not path.startswith("/berita/"))
    assert asked["/feed"] == len(RUNS)  # due after at most six hours, which is when cron comes
    for day in range(DAYS):
        date = (START + timedelta(days=day)).date()
        pages = len(HOURS) // PAGE + 2
        assert asked[f"/indeks?date={date}"] <= 4 * pages + pages  # each run of the day, and once to its end
    assert desk.rows("SELECT count(*) FROM listing_state") == [2]
    assert desk.rows("SELECT count(*) FROM listings WHERE error IS NOT NULL") == [0]


def test_the_clock_of_the_tests_is_the_crawls(week: tuple[Site, Desk]) -> None:
    _, desk = week
    first = f"{RUNS[0].astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}"
    assert desk.rows("SELECT min(started_at), min(ended_at) FROM crawls") == [(first, first)]
