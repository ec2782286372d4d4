"""Broken pages are read or refused, never a fault of ours: `bench/fuzz.py` in short, and what it found."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.fuzz import MUTATIONS, Mutation, mutate, read_all, saved
from pipelines.article import read_article
from pipelines.items import Article, Page, Rules
from pipelines.worker import read_within

PAGES = list(saved([Path(__file__).parent / "outlets"]))


def test_two_hundred_broken_pages() -> None:
    tally = read_all(PAGES, range(200), seed=3)
    assert tally.faults == []
    assert tally.outcomes.total() == 200
    assert tally.outcomes["article"] > 80


def test_a_run_can_be_repeated() -> None:
    assert mutate(PAGES, 3, 7)[0].body == mutate(PAGES, 3, 7)[0].body
    assert len({mutate(PAGES, 3, run)[0].body for run in range(20)}) == 20


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_mutation_breaks_something(mutation: Mutation) -> None:
    changed = [mutation(PAGES[0], random.Random(n)) for n in range(8)]
    assert any((page.body, page.headers) != (PAGES[0].body, PAGES[0].headers) for page in changed)


@pytest.mark.parametrize("tag", ["div", "p", "table", "span", "a", "ul", "blockquote", "x-card"])
def test_deep_nesting_is_no_fault(tag: str) -> None:
    prose = "".join(f"<p>Warga Rawa menanam pohon ke-{n} di tepi kali sejak pagi, kata lurah.</p>" for n in range(9))
    html = f"<html><body><h1>Warga Rawa Menanam Pohon di Tepi Kali</h1>{f'<{tag}>' * 700}{prose}</body></html>"
    url = "https://warta-rawa.example/berita/warga-rawa-menanam-pohon-88412"
    at = datetime(2026, 2, 3, tzinfo=UTC)
    page = Page(outlet="rawa", url=url, final_url=url, fetched_at=at, body=html.encode())
    got = read_article(page, Rules(outlet="rawa"))
    assert isinstance(got, Article)
    assert "pohon ke-8 di tepi kali" in got.text


@pytest.mark.parametrize("sign", ["(", "a", "- ", "&amp;", "Senin, 1/2/2026 "])
def test_a_byline_of_half_a_million_signs_is_no_fault(sign: str) -> None:
    """Within the bound that every page has: it took eleven minutes."""
    prose = "".join(f"<p>Warga Rawa menanam pohon ke-{n} di tepi kali sejak pagi, kata lurah.</p>" for n in range(9))
    author = sign * (500_000 // len(sign))
    html = f'<html><head><meta name="author" content="{author}"></head><body><h1>Warga Menanam Pohon</h1>{prose}</body>'
    url = "https://warta-rawa.example/berita/warga-rawa-menanam-pohon-88412"
    at = datetime(2026, 2, 3, tzinfo=UTC)
    page = Page(outlet="rawa", url=url, final_url=url, fetched_at=at, body=html.encode())
    assert isinstance(read_within(page, Rules(outlet="rawa")), Article)


@pytest.mark.parametrize(
    ("html", "became"),
    [("<title>Cek Fakta: Tidak Benar Garam Mengusir Banjir dari Rumah</title></head><body></body></html>", "too_short"),
     ("<title>Foto: Kirab Seribu Payung di Tepi Kali</title></head><body><img src='/payung.jpg'>"
      "<h1>Foto: Kirab Seribu Payung di Tepi Kali", "photo")],
    ids=["a fact check without a line", "a headline cut off with the page"],
)  # fmt: skip
def test_a_page_that_ends_at_its_headline_is_no_fault(html: str, became: str) -> None:
    url = "https://warta-rawa.example/cek-fakta/read/88412/judul-yang-terpotong"
    at = datetime(2026, 2, 3, tzinfo=UTC)
    body = f"<html><head>{html}".encode()
    got = read_article(Page(outlet="rawa", url=url, final_url=url, fetched_at=at, body=body), Rules(outlet="rawa"))
    assert (got.kind if isinstance(got, Article) else got.outcome) == became
