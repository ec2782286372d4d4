"""A walk through the room in a real browser: every kind of page, wide and on a phone, with script and without.

What the console says, what axe finds and what runs off the side of a phone fails. `KLIPING_SHOTS` names a folder to
leave pictures in, for a person to look at.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, finish
from tests.hostile import put_hostile

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None:
    pytest.skip("no chromium on this machine (Debian: apt-get install chromium)", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402 - of no use without a browser
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SHOTS = os.environ.get("KLIPING_SHOTS")
#: Kinds of fault that are worth a failure; what is `moderate` is the order of Datasette's own headings.
GRAVE = {"serious", "critical"}


@contextmanager
def opened(folder: Path) -> Iterator[str]:
    """`kliping serve` over a data folder; its address."""
    desk = Desk(folder)
    process = desk.begin("serve", "--port", "0")
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert " at " in line, line
        yield line.split(" at ")[1].split()[0].rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        done = finish(process)
    assert (done.status, done.err) == (0, "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def room(newsroom_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "data").mkdir()
    shutil.copy(newsroom_file, folder / "data" / "news.db")
    with opened(folder) as address:
        yield address


@pytest.fixture(scope="module")
def pages(newsroom_file: Path) -> dict[str, str]:
    """One page of every kind."""

    def one(db: sqlite3.Connection, query: str) -> int:
        return int(db.execute(query).fetchone()[0])

    with closing(sqlite3.connect(newsroom_file)) as db:
        story = one(db, "SELECT id FROM stories ORDER BY outlets DESC, articles DESC LIMIT 1")
        article = one(db, "SELECT article_id FROM quotes GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        person = one(
            db,
            "SELECT speaker_entity_id FROM quotes WHERE speaker_entity_id IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        )
        edited = one(db, "SELECT article_id FROM versions GROUP BY 1 HAVING count(*) > 1 LIMIT 1")
    return {
        "front": "/",
        "day": "/day/2026-06-18",
        "story": f"/story/{story}",
        "article": f"/article/{article}",
        "diff": f"/article/{edited}/versions",
        "person": f"/name/{person}",
        "search": "/search?q=banjir",
        "nothing": "/search?q=tidakadakatainipun",
        "english": "/?lang=en",
        "database": "/news",
        "table": "/news/articles?_size=5",
        "row": f"/news/articles/{article}",
        "query": "/news/day_latest?day=2026-06-20",
    }


def watched(browser: Browser, **wishes: Any) -> tuple[Page, list[str]]:
    """A new page, and all that its console and its scripts complain about."""
    page = browser.new_context(locale="id-ID", **wishes).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def look(page: Page, name: str) -> None:
    """Leave a picture where somebody wants one."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page_is_without_fault(browser: Browser, room: str, pages: dict[str, str], scheme: Any) -> None:
    page, said = watched(browser, viewport=WIDE, color_scheme=scheme)
    for name, path in pages.items():
        answer = page.goto(room + path)
        assert answer is not None
        assert answer.status == 200, path
        look(page, f"{name}-{scheme}")
        faults = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in GRAVE]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == [], name
        assert page.locator("html").get_attribute("lang") in ("id", "en"), name
    assert said == []


def test_every_kind_of_page_fits_a_phone(browser: Browser, room: str, pages: dict[str, str]) -> None:
    page, said = watched(browser, viewport=PHONE, is_mobile=True, has_touch=True)
    for name, path in pages.items():
        page.goto(room + path)
        look(page, f"{name}-phone")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, name
    assert said == []


def test_all_of_it_works_without_script(browser: Browser, room: str, pages: dict[str, str]) -> None:
    """From the front page to a search, a story, an article, a person and the changes, by links and forms alone."""
    page, said = watched(browser, viewport=WIDE, java_script_enabled=False)
    page.goto(room)
    page.get_by_role("searchbox").first.fill("banjir")
    page.get_by_role("button", name="Cari").first.click()
    expect(page.locator("ol.results > li").first).to_be_visible()
    page.locator("nav.facets a").first.click()
    expect(page.get_by_text("Hapus Media")).to_have_count(1)
    page.locator("ol.results > li > a").first.click()
    expect(page.locator("section.text p").first).to_be_visible()
    page.locator("a.mention.person").first.click()
    expect(page.locator("h1")).to_have_count(1)
    page.goto(room + pages["front"])
    page.locator("ol.stories a").first.click()
    expect(page.locator("div.lane circle").nth(1)).to_be_attached()
    page.goto(room + pages["diff"])
    expect(page.locator("del, ins").first).to_be_attached()
    page.locator("details summary").first.click()
    expect(page.locator("details[open] p").first).to_be_visible()
    assert said == []


def test_a_keyboard_is_enough(browser: Browser, room: str) -> None:
    page, said = watched(browser, viewport=WIDE)
    page.goto(room)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("/")
    page.keyboard.type("siklon")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=siklon")
    expect(page.locator("ol.results > li").first).to_be_visible()
    assert said == []


def test_a_bar_and_a_dot_lead_where_they_point(browser: Browser, room: str, pages: dict[str, str]) -> None:
    page, said = watched(browser, viewport=WIDE)
    page.goto(room)
    bar = page.locator("figure.bars rect.leads").first
    where = bar.get_attribute("data-href")
    bar.click()
    page.wait_for_url(f"**{where}")
    page.goto(room + pages["story"])
    dot = page.locator("circle.leads").first
    where = dot.get_attribute("data-href")
    dot.click()
    page.wait_for_url(f"**{where}")
    assert said == []


def test_what_is_hostile_does_nothing(browser: Browser, tmp_path: Path) -> None:
    """Its scripts set the title to `broken`, wherever they run."""
    numbers = put_hostile(tmp_path / "data" / "news.db")
    articles = {name: f"/article/{number}" for name, number in numbers.items()}
    ours = {"front": "/", "story": "/story/1", "name": "/name/1", "diff": f"{articles['markup']}/versions"}
    theirs = {
        "found": "/search?q=akhir",
        "table": "/news/articles",
        "links": "/news/links",
        "typed": "/search?q=<script>",
    }
    with opened(tmp_path) as room:
        dialogs: list[str] = []
        for wishes in ({"viewport": WIDE}, {"viewport": PHONE}):
            page, said = watched(browser, **wishes)
            page.on("dialog", lambda dialog: dialogs.append(dialog.message))
            for name, path in (articles | ours | theirs).items():
                page.goto(room + path)
                look(page, f"hostile-{name}-{wishes['viewport']['width']}")
                assert page.title() != "broken", name
                assert page.locator("a[href^='javascript' i], a[href^='data' i], img").count() == 0, name
                beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert beyond <= 0, name
            assert dialogs == []
            assert said == []
