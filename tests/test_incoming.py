"""Captures of other days, in any order: the latest is the row, the others are versions, and nothing is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clock import moment
from pipelines.compare import natural
from pipelines.history import State, weave
from pipelines.incoming import Incoming
from pipelines.items import Article, Refusal
from tests.results import article, attempts, refusal, rows

TEXTS = ("Satu dua tiga.", "Satu dua empat.", "Lima enam tujuh.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Incoming]:
    opened = Incoming(tmp_path / "news.db")
    yield opened
    opened.close()


def capture(hour: int, text: str = TEXTS[0], **more: Any) -> Article:
    made: Article = at(article(text=text, **more), hour)
    return made


def at(result: Any, hour: int) -> Any:
    return replace(result, fetch=replace(result.fetch, at=moment(f"2020-01-02T{hour:02}:00:00Z"), via="warc:a"))


def versions(store: Incoming) -> list[tuple[Any, ...]]:
    return rows(store, "SELECT version, substr(seen_at, 12, 2), text FROM versions ORDER BY version")


def test_a_capture_that_the_file_did_not_take_is_tried_again(store: Incoming) -> None:
    store.receive(at(refusal("parse_error", "a"), 5))
    ended = store.receive(at(article("a"), 5))
    assert ended is not None
    assert ended.new
    assert store.receive(at(article("a"), 5)) is None
    assert rows(store, "SELECT outcome, article_id FROM fetches") == [("stored", 1)]


def test_a_capture_is_stored_at_its_own_moment_and_never_due(store: Incoming) -> None:
    ended = store.receive(capture(5))
    assert ended is not None
    assert ended.new
    assert rows(store, "SELECT outcome, via, fetched_at, due_at, tries FROM fetches") == [
        ("stored", "warc:a", "2020-01-02T05:00:00Z", None, 0)
    ]
    assert rows(store, "SELECT first_seen_at FROM articles") == ["2020-01-02T05:00:00Z"]


def test_the_same_capture_twice_is_kept_once(store: Incoming) -> None:
    store.receive(capture(5))
    before = natural(store.db), attempts(store)
    assert store.receive(capture(5)) is None
    assert (natural(store.db), attempts(store)) == before


@pytest.mark.parametrize("order", list(permutations([(5, 0), (6, 0), (7, 1), (8, 0)])), ids=str)
def test_in_whatever_order_captures_come_the_file_says_the_same(store: Incoming, order: Any) -> None:
    for hour, text in order:
        store.receive(capture(hour, TEXTS[text]))
    assert versions(store) == [(1, "05", TEXTS[0]), (2, "07", TEXTS[1]), (3, "08", TEXTS[0])]
    assert rows(store, "SELECT text, substr(first_seen_at, 12, 2), substr(fetched_at, 12, 2) FROM articles") == [
        (TEXTS[0], "05", "08")
    ]


def test_an_older_capture_of_a_crawled_story_is_its_first_version_and_leaves_it_due(store: Incoming) -> None:
    crawled = article(text=TEXTS[1])
    store.put(crawled)
    due = rows(store, "SELECT due_at FROM fetches")
    assert due != [None]
    store.receive(capture(5, TEXTS[0]))
    assert [row[2] for row in versions(store)] == [TEXTS[0], TEXTS[1]]
    assert rows(store, "SELECT text FROM articles") == [TEXTS[1]]
    assert rows(store, "SELECT due_at FROM fetches") == due
    later = replace(crawled.fetch, at=moment("2026-06-21T05:00:00Z"))
    store.receive(replace(crawled, fetch=later, text=TEXTS[2]))
    assert [row[2] for row in versions(store)] == [*TEXTS[:1], TEXTS[1], TEXTS[2]]
    assert rows(store, "SELECT due_at FROM fetches") == due


def test_another_recipe_makes_no_version(store: Incoming) -> None:
    store.receive(capture(5, TEXTS[0]))
    store.receive(capture(6, TEXTS[1], recipe="r2"))
    assert (versions(store), rows(store, "SELECT text FROM articles")) == ([], [TEXTS[1]])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_capture_without_all_parts_is_no_edit_and_yields_to_a_whole_one(store: Incoming, order: Any) -> None:
    both = (capture(5, TEXTS[0], parts=2, parts_expected=2), capture(6, TEXTS[1], parts=1, parts_expected=2))
    for n in order:
        store.receive(both[n])
    assert rows(store, "SELECT text, parts FROM articles") == [(TEXTS[0], 2)]
    assert versions(store) == []


def test_a_refusal_tells_of_a_link_only_what_nothing_later_tells_otherwise(store: Incoming) -> None:
    def old(outcome: str, hour: int) -> Refusal:
        made: Refusal = at(refusal(outcome), hour)
        return made

    store.receive(old("too_short", 6))
    store.receive(old("login", 5))
    assert rows(store, "SELECT outcome, due_at FROM fetches") == [("too_short", None)]
    url = old("login", 1).fetch.url
    story = capture(4)
    store.receive(replace(story, url=url, fetch=replace(story.fetch, url=url)))
    assert rows(store, "SELECT outcome FROM fetches") == ["stored"]
    store.receive(old("soft_404", 7))
    assert rows(store, "SELECT gone_at FROM articles") == ["2020-01-02T07:00:00Z"]
    assert rows(store, "SELECT outcome FROM fetches") == ["stored"]


def test_a_story_that_a_crawl_found_gone_is_stored_as_gone(store: Incoming) -> None:
    story = capture(5)
    store.put(replace(at(refusal("http_404"), 9), fetch=replace(story.fetch, at=moment("2020-01-02T09:00:00Z"))))
    store.receive(story)
    assert rows(store, "SELECT gone_at FROM articles") == ["2020-01-02T09:00:00Z"]
    store.receive(capture(10))
    assert rows(store, "SELECT gone_at FROM articles") == [None]


STATES = st.builds(
    State, seen_at=st.sampled_from("123456"), title=st.sampled_from(["A", "B"]), text=st.sampled_from(["x", "y", " x "])
)


@settings(max_examples=300)
@given(st.lists(STATES, max_size=8), st.randoms())
def test_versions_are_the_same_in_any_order_and_differ_from_the_one_before(states: list[State], chance: Any) -> None:
    made = weave(states)
    shuffled = [*states, *states]
    chance.shuffle(shuffled)
    assert weave(shuffled) == made
    assert all(one.words != other.words for one, other in pairwise(made))
    assert weave(made) == made
    assert len(made) != 1
