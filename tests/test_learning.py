"""Containers learned from pages: names that hold on every page are found, what holds on none is refused with a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.checks import OutletError
from crawler.declaration import read_outlets
from crawler.learned import with_learned, write_learned
from crawler.lessons import learn_outlet
from crawler.newsroom import OUTLETS
from pipelines.archive import Archive
from pipelines.article import read_article, recipe
from pipelines.clock import now
from pipelines.items import Article, Page, Rules
from pipelines.learning import NothingLearnedError, learn
from tests.crawled import Crawled
from tests.desk import Desk

NOON = datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
RULES = Rules(outlet="lontar", domains=("lontar.example",))
#: Templates of one outlet: the page around a story, whose own element has the number of the story in its names.
OLD = '<div class="kolom"><div class="isi" id="post-{id}">{story}</div></div><div class="lain">Beranda</div>'
NEW = '<main><section class="naskah-{id} baru"><div>{story}</div></section></main>'
NO_NAME = "<div><div><div>{story}</div></div></div>"
PER_PAGE = '<div><div class="k{id}">{story}</div></div>'


def page(number: int, template: str = OLD, *, days: int = 0, sentences: int = 5) -> Page:
    url = f"https://lontar.example/berita/{number}-warga-membangun-jembatan-bambu"
    title = f"Warga Membangun Jembatan Bambu Nomor {number}"
    story = "".join(
        f"<p>Warga Desa Lontar menyelesaikan bagian {number}-{one} jembatan bambu itu sebelum musim hujan tiba.</p>"
        for one in range(sentences)
    )
    body = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<time datetime='2026-06-20T08:30:00+07:00'></time>{template.format(id=48213 + number, story=story)}"
        "</body></html>"
    )
    at = NOON + timedelta(days=days, minutes=number)
    return Page(outlet="lontar", url=url, final_url=url, fetched_at=at, body=body.encode())


def test_what_the_pages_share_is_learned_and_no_number_of_one_page() -> None:
    found = learn([page(number) for number in range(4)], RULES)
    assert (found.container, found.pages, found.contained) == (("div.isi",), 4, 4)


def test_each_template_has_a_container_of_its_own() -> None:
    pages = [*(page(number) for number in range(4)), *(page(number, NEW) for number in range(4, 7))]
    found = learn(pages, RULES)
    assert (found.container[0], len(found.container), found.contained) == ("div.isi", 2, 7)
    read = [read_article(one, replace(RULES, learned=found.container)) for one in pages]
    assert [one.flags for one in read if isinstance(one, Article)] == [()] * 7


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([], "0 of 0 kept pages hold a story to learn from, and 3 are needed"),
        ([page(1), page(2)], "2 of 2 kept pages hold a story"),
        (
            [page(1), page(2), page(3, sentences=1), replace(page(4), body=b"%PDF-1.7")],
            "2 of 4 kept pages hold a story",
        ),
        ([page(number, NO_NAME) for number in range(4)], "4 stories have no common container"),
        ([page(number, PER_PAGE) for number in range(4)], "4 stories have no common container: the best reads 0"),
    ],
    ids=["none", "too few", "too few with a story", "no names", "a name each"],
)
def test_what_teaches_nothing_is_told(pages: list[Page], said: str) -> None:
    with pytest.raises(NothingLearnedError, match=said):
        learn(pages, RULES)


def test_a_name_that_gives_another_text_on_some_page_is_not_learned() -> None:
    """On some pages it is the name of the whole column, with a paragraph in it that reading the page leaves out."""
    note = "<p>Kebun teh di lereng itu milik bersama warga desa, dan siapa pun boleh memetik di sana tiap pagi.</p>"
    column = f'<div class="isi"><article>{{story}}</article><div>{note}</div></div>'
    pages = [*(page(number) for number in range(3)), *(page(number, column) for number in range(3, 8))]
    assert learn(pages[:3], RULES).container == ("div.isi",)
    found = learn(pages, RULES)  # the first that matches is meant
    assert (found.container, found.pages, found.contained) == (("article", "div.isi"), 8, 8)


def test_after_a_redesign_nothing_is_lost_and_every_page_says_so() -> None:
    learned = replace(RULES, learned=learn([page(number) for number in range(3)], RULES).container)
    after = page(9, NEW)
    whole, got = read_article(after, RULES), read_article(after, learned)
    assert isinstance(whole, Article)
    assert isinstance(got, Article)
    assert got.flags == ("whole_page",)
    assert replace(got, flags=(), recipe=None) == replace(whole, recipe=None)


# --- the file ---


def test_what_was_learned_is_a_rule_and_in_the_recipe(tmp_path: Path) -> None:
    outlets = read_outlets([OUTLETS])
    name = next(iter(outlets))
    file = write_learned(
        tmp_path, name, ("div.isi", 'div[itemprop="articleBody"]'), pages=7, contained=6, today=NOON.date()
    )
    assert file.read_text(encoding="utf-8").splitlines()[2:] == [
        'container = ["div.isi", "div[itemprop=\\"articleBody\\"]"]', "learned   = 2026-06-20", "pages     = 7",
        "contained = 6",
    ]  # fmt: skip
    read = with_learned(outlets, tmp_path)
    rules = read[name].rules_at(NOON)
    assert rules.learned == ("div.isi", 'div[itemprop="articleBody"]')
    assert recipe(rules) != recipe(outlets[name].rules_at(NOON))
    assert {one for one in read if read[one] != outlets[one]} == {name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("container = [", "not TOML"),
        ("kontainer = ['div']", "kontainer: unknown key; known keys: container, learned, pages, contained"),
        ("", "container: expected a list of CSS selectors, not None"),
        ("container = 'div'", "expected a list of CSS selectors, not 'div'"),
        ("container = []", r"expected a list of CSS selectors, not \[\]"),
        ("container = ['div[']", r"container: 'div\[' is not a CSS selector"),
    ],
)
def test_a_file_that_says_nothing_is_told_by_name_and_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "lontar.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OutletError, match=rf"lontar\.toml: .*{said}"):
        with_learned({}, tmp_path)


def test_a_file_of_no_outlet_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = write_learned(tmp_path, "lontar", ("div",), pages=3, contained=3, today=NOON.date())
    assert with_learned({}, tmp_path) == {}
    assert f"{file}: there is no outlet 'lontar'" in caplog.text


# --- the command ---


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.declare("lontar", "lontar.example")
    return made


def keep(desk: Desk, *pages: Page) -> None:
    archive = Archive(desk.data / "raw")
    for one in pages:
        archive.keep(one)
    archive.close()


def test_learning_writes_a_file_that_the_next_reading_uses(desk: Desk) -> None:
    keep(desk, *(page(number) for number in range(4)), replace(page(1, NEW), fetched_at=NOON - timedelta(days=9)))
    done = desk.here("outlet", "learn", "lontar")
    file = desk.data / "rules" / "lontar.toml"
    assert (done.status, done.err) == (0, "")
    assert done.out == f"lontar: div.isi holds 4 of 4 stories, each as the whole page gives it; written to {file}\n"
    saved = desk.folder / "page.html"
    saved.write_bytes(page(7, NEW).body)
    read = desk.here("extract", "--file", str(saved), "--outlet", "lontar")
    assert '"whole_page"' in read.out


def test_nothing_to_learn_from_ends_with_a_word_and_status_1(desk: Desk) -> None:
    none = desk.here("outlet", "learn", "lontar")
    assert (none.status, none.out) == (1, "")
    assert none.err == "lontar: nothing learned: no page of it is kept; `kliping crawl lontar` first\n"
    assert not desk.data.exists(), "a mistyped KLIPING_DATA makes no folder"
    keep(desk, *(page(number) for number in range(2)))
    file = write_learned(desk.data / "rules", "lontar", ("p",), pages=3, contained=3, today=NOON.date())
    few = desk.here("outlet", "learn", "lontar")
    assert (few.status, few.out) == (1, "")
    assert "2 of 2 kept pages hold a story" in few.err
    assert f"{file} still holds what was learned before; delete it" in few.err
    desk.declare("lontar", "lontar.example", "rules = { container = ['div.isi'] }")
    assert "declares rules.container, and that holds" in desk.here("outlet", "learn", "lontar").err
    unknown = desk.here("outlet", "learn", "lontarr")
    assert (unknown.status, unknown.err.splitlines()[-1]) == (
        2, "Error: 'lontarr' is no outlet; `kliping outlet list` names them",
    )  # fmt: skip


def test_a_broken_file_ends_every_command_that_reads_outlets(desk: Desk) -> None:
    (desk.data / "rules").mkdir(parents=True)
    (desk.data / "rules" / "lontar.toml").write_text("container = 7", encoding="utf-8")
    done = desk.here("outlet", "list")
    assert done.status == 2
    assert "lontar.toml: container: expected a list of CSS selectors, not 7" in done.err


# --- the newsroom ---


@pytest.fixture(scope="module")
def kept(crawled: Crawled) -> Iterator[list[Page]]:
    with closing(Archive(crawled.data / "raw", read_only=True)) as archive:
        yield [archive.read(capture) for capture in archive.captures()]


def test_the_newsrooms_outlets_teach_containers_that_change_no_article(
    crawled: Crawled, kept: list[Page], tmp_path: Path
) -> None:
    outlets = read_outlets([OUTLETS])
    for outlet in outlets.values():
        if outlet.rules[-1].container or len({one.url for one in kept if one.outlet == outlet.name}) < 5:
            continue
        lesson = learn_outlet(outlet, crawled.data / "raw", tmp_path, now().date())
        assert lesson.learned.contained >= 0.8 * lesson.learned.pages, lesson
    learned = with_learned(outlets, tmp_path)
    assert sum(bool(one.rules[-1].learned) for one in learned.values()) >= 5
    contained = 0
    for one in kept:
        plain = read_article(one, outlets[one.outlet].rules_at(one.fetched_at))
        got = read_article(one, learned[one.outlet].rules_at(one.fetched_at))
        if isinstance(plain, Article) and isinstance(got, Article):
            assert replace(got, recipe=None, flags=()) == replace(plain, recipe=None, flags=())
            contained += "whole_page" not in got.flags
        else:
            assert replace(got, recipe=None) == replace(plain, recipe=None)
    assert contained > 0.6 * len(kept)
