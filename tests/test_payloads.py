"""JSON as sites send it: Nuxt's references, and the places where a page carries a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from crawler.listings.payloads import read_embedded, read_payload, revive
from crawler.listings.trees import parse_page


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ([{"a": 1, "b": 2}, "x", [3, 4], 5, "y"], {"a": "x", "b": [5, "y"]}),
        ([["ShallowReactive", 1], {"a": 2}, 7], {"a": 7}),
        ([["Ref", 1], ["Reactive", 2], [3], "x"], ["x"]),
        ([{"a": -1, "b": 1}, ["Set", 2, 3], "x", "y"], {"a": None, "b": ["x", "y"]}),
        ([{"a": 1}, ["Map", 2, 3], "k", 5], {"a": {"k": 5}}),
        (
            [{"a": 1, "b": 2}, ["Date", "2026-07-24T00:00:00Z"], ["Asing", [1]]],
            {"a": "2026-07-24T00:00:00Z", "b": None},
        ),
        ([{"a": 1}, ["Ref", 1]], {"a": None}),
        ([{"id": 700, "n": 1}, {"id": 701, "n": 2}], [{"id": 700, "n": 1}, {"id": 701, "n": 2}]),
        ([{"url": "/a"}, {"url": "/b"}], [{"url": "/a"}, {"url": "/b"}]),
        ([1, 2], [1, 2]),
    ],
)
def test_references_are_resolved(payload: list[Any], value: object) -> None:
    assert revive(payload) == value


def test_a_circle_stays_a_circle() -> None:
    revived = revive([{"self": 0, "list": 1}, [1, 0]])
    assert isinstance(revived, dict)
    assert revived["self"] is revived
    assert revived["list"][0] is revived["list"]


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NUXT_DATA__" type="application/json">[{"d":1},[2],{"url":3},"/read/1/a"]</script>',
        '<script>window.__INITIAL_STATE__ = {"d": [{"url": "/read/1/a"}]};(function(){})()</script>',
        '<script>self[\'__DATA__\']={"d":[{"url":"/read/1/a"}]}</script>',
        '<script>self.__next_f.push([1,"5:[\\"$\\",{\\"d\\":"])</script>'
        '<script>self.__next_f.push([1,"[{\\"url\\":\\"/read/1/a\\"}]}]\\n6:null"])</script>',
        '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": '
        '[{"@type": "ListItem", "position": 1, "url": "/read/1/a"}]}</script>',
        '<script>window.rusak = {"d": [;</script><script type="application/json">{"a"</script>'
        '<script type="application/json">[{"link": {"href": "/read/1/a"}}]</script>',
    ],
    ids=["nuxt", "variable", "variable in brackets", "next's pieces", "item list", "broken ones beside"],
)
def test_where_a_page_carries_json(script: str) -> None:
    root = parse_page(f"<!DOCTYPE html><html><body><div id=app></div>{script}</body></html>")
    assert root is not None
    assert [text for text in texts(list(read_embedded(root))) if text.startswith("/")] == ["/read/1/a"]


def texts(value: object) -> Iterator[str]:
    """Every text in a document that has no circles."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


@pytest.mark.parametrize("text", ["", "{", "[" * 200_000, "1" * 5000, "<html>"], ids=range(5))
def test_no_json(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller says what came instead
        read_payload(text)
