"""Stories read out of their container alone: the same article as of the whole page; in doubt the whole page itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipelines.article import read_article
from pipelines.items import Article, Page, Rules

URL = "https://kabar-lontar.example/daerah/pasar-rawa-dibuka-lagi-9912345"
TITLE = "Pasar Rawa Dibuka Lagi Setelah Enam Pekan"
PROSE = [
    f"Paragraf ke-{number} menceritakan pedagang Pasar Rawa yang kembali berjualan setelah {number} pekan, kata Wiryo."
    for number in ("satu", "dua", "tiga", "empat", "lima", "enam")
]
OTHERS = [text.replace("Pasar Rawa", "Kebun Teh") for text in PROSE]
PLAIN = Rules(outlet="kabar_lontar", domains=("kabar-lontar.example",))
LEARNED = replace(PLAIN, learned=("div.isi",))


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(inner: str) -> Page:
    body = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{TITLE}</title>'
        f'<meta property="og:title" content="{TITLE}"><meta property="article:published_time"'
        f' content="2026-02-03T09:11:00+07:00"></head><body><h1>{TITLE}</h1>{inner}</body></html>'
    )
    at = datetime(2026, 2, 4, tzinfo=UTC)
    return Page(outlet="kabar_lontar", url=URL, final_url=URL, fetched_at=at, body=body.encode())


def read(inner: str, rules: Rules) -> Article:
    found = read_article(page(inner), rules)
    assert isinstance(found, Article), found
    return found


def said(article: Article) -> Article:
    return replace(article, recipe=None, flags=())


def in_container(inner: str, around: str = "") -> str:
    menu = '<div class="menu"><a href="/">Beranda</a></div>'
    return (
        f'{menu}<div class="isi">{inner}</div><div class="teras"><a href="/a-b-c-d">Harga Cabai Turun</a></div>{around}'
    )


STORY = (
    f'<p><strong>RAWA, KABAR LONTAR -</strong> {PROSE[0]}</p>{paragraphs(PROSE[1:3])}<div class="baca-juga">Baca juga:'
    f' <a href="/harga-cabai-turun-tajam">Harga Cabai Turun Tajam di Pasar</a></div><h2>Enam Pekan</h2>'
    f"{paragraphs(PROSE[3:])}<p>(wyo/rtn)</p>"
)


@pytest.mark.parametrize("rules", [LEARNED, replace(PLAIN, container=("div.isi",))], ids=["learned", "declared"])
def test_the_container_gives_what_the_whole_page_gives(rules: Rules) -> None:
    inner = in_container(STORY)
    got = read(inner, rules)
    assert said(got) == said(read(inner, PLAIN))
    assert (got.flags, got.initials, [link.text for link in got.links]) == (
        (), "wyo/rtn", ["Harga Cabai Turun Tajam di Pasar"],
    )  # fmt: skip


def test_the_container_is_not_looked_beyond() -> None:
    inner = in_container(STORY, f'<div class="lain">{paragraphs(OTHERS[:4])}</div>')
    wide = replace(PLAIN, learned=("div.lain", "div.isi"))
    assert "Kebun Teh" not in read(inner, LEARNED).text
    assert read(inner, wide).flags == ("whole_page",)  # the first selector that matches is meant, and is doubted


def test_parts_that_stand_side_by_side_are_joined_with_the_subheads_between() -> None:
    inner = (
        f'<div class="naskah"><div class="isi">{paragraphs(PROSE[:3])}</div><h2>Harga Turun</h2>'
        f'<h3 class="related-title">Terkait</h3><h3><a href="/a">Harga Cabai Turun</a></h3>'
        f'<div class="isi">{paragraphs(PROSE[3:])}</div></div>'
    )
    got = read(inner, LEARNED)
    assert (got.text.split("\n\n"), got.flags) == ([*PROSE[:3], "Harga Turun", *PROSE[3:]], ())


DOUBTS = {
    "nothing there": f'<div class="artikel">{paragraphs(PROSE)}</div>',
    "a little there": f'<div class="isi"><p>{PROSE[0]}</p></div><article>{paragraphs(PROSE)}</article>',
    "mostly elsewhere": f'<div class="isi">{paragraphs(OTHERS[:3])}</div><article>{paragraphs(PROSE * 2)}</article>',
    "mostly furniture": in_container(f"{paragraphs(PROSE[:2])}<p>Baca juga: {'Harga Cabai Turun Tajam ' * 30}</p>"),
    "another headline in it": in_container(f"{paragraphs(PROSE)}<h1>Kebun Teh Panen</h1>{paragraphs(OTHERS)}"),
    "another story below": in_container(
        paragraphs(PROSE), f"<h1>Kebun Teh</h1><div><div class='isi'>{OTHERS[0]}</div></div>"
    ),
    "apart": f'<div><div class="isi">{paragraphs(PROSE[:3])}</div></div><div class="isi">{paragraphs(PROSE[3:])}</div>',
    "a wall": in_container(paragraphs(PROSE), '<div class="paywall-box"><p>Sudah berlangganan?</p></div>'),
}


@pytest.mark.parametrize("inner", DOUBTS.values(), ids=DOUBTS)
def test_in_doubt_the_whole_page_is_read_and_that_is_told(inner: str) -> None:
    whole, got = read(inner, PLAIN), read(inner, LEARNED)
    assert said(got) == said(whole)
    assert got.flags == (*whole.flags, "whole_page")


def test_a_declared_container_holds_unless_the_page_has_far_more() -> None:
    declared = replace(PLAIN, container=("div.isi",))
    part = f'<article>{paragraphs(PROSE[:4])}</article><div class="isi">{paragraphs(OTHERS)}</div>'
    assert read(part, declared).text == "\n\n".join(OTHERS)
    stub = f'<article>{paragraphs(PROSE)}</article><div class="isi"><p>{OTHERS[0]}</p></div>'
    got = read(stub, declared)
    assert (got.text, got.flags) == ("\n\n".join(PROSE), ("whole_page",))


def test_rules_of_the_outlet_hold_within_the_container() -> None:
    inner = in_container(f'{paragraphs(PROSE)}<div class="kutip"><p>{OTHERS[0]}</p></div>')
    got = read(inner, replace(LEARNED, drop=("body div.kutip",)))
    assert (got.text, got.flags) == ("\n\n".join(PROSE), ())


def test_further_parts_are_joined_to_the_container_of_the_first() -> None:
    first, second = page(in_container(paragraphs(PROSE[:3]))), page(in_container(paragraphs(PROSE[3:])))
    got = read_article(replace(first, parts=(replace(second, final_url=f"{URL}?page=2"),)), LEARNED)
    assert isinstance(got, Article)
    assert (got.text, got.parts) == ("\n\n".join(PROSE), 2)
