"""JSON-LD as outlets break it: scripts in, the objects that can still be read out."""

from __future__ import annotations

import pytest

from pipelines.jsonld import read_objects


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Judul", "keywords": ["a", "b",],}',
        '{"@type": "NewsArticle", "headline": "Judul",\n "description": "dua\nbaris\tlagi"}',
        '<![CDATA[{"@type": "NewsArticle", "headline": "Judul"}]]>',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Judul"}\n//]]>',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Judul&quot;}",
        '{"@graph": [{"@type": ["NewsArticle", "Article"], "headline": "Judul"}]}',
        '[{"@type": "Organization"}, {"@type": "http://schema.org/NewsArticle", "headline": "Judul"}]',
        '{"@type": "NewsArticle", "headline": "Judul", "description": "kata "dikutip" rusak"}',
        '{"@type": "NewsArticle", "headline": "Judul"}; var lain = 1;',
        '{"@type": "NewsArticle"\n "headline": "Judul"}',
    ],
)
def test_broken_json_ld_still_tells_the_headline(text: str) -> None:
    assert [one["headline"] for one in read_objects([text]) if "headline" in one] == ["Judul"]


def test_what_is_no_json_ld_gives_nothing() -> None:
    assert read_objects(["", "window.x = 1", "[[[", '"teks"']) == ()


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_json_ld_that_is_nested_without_end_costs_only_itself(opened: str) -> None:
    text = '{"@type": "NewsArticle", "headline": "Judul", "keywords": ' + opened * 100_000
    assert read_objects([text]) == ({"@type": "NewsArticle", "headline": "Judul"},)
