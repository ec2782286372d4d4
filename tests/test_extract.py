"""Bodies out of made pages: where they stand, how they are written out, what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from pipelines.document import Document, parse
from pipelines.extract import Body, read_body
from pipelines.items import Page, Rules

URL = "https://kabar-nusa.example/daerah/2026/02/pasar-rawa-dibuka-9912345"
TITLE = "Pasar Rawa Dibuka Lagi"
PROSE = [
    f"Paragraf ke-{number} menceritakan pedagang Pasar Rawa yang kembali berjualan setelah {number} pekan, kata Wiryo."
    for number in ("satu", "dua", "tiga", "empat", "lima", "enam")
]


def page(body: bytes | str, url: str = URL, content_type: str = "text/html") -> Page:
    return Page(
        outlet="kabar",
        url=url,
        final_url=url,
        fetched_at=datetime(2026, 2, 3, tzinfo=UTC),
        headers={"Content-Type": content_type},
        body=body.encode() if isinstance(body, str) else body,
    )


def document(inner: str, head: str = "") -> Document:
    return parse(page(f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{inner}</body></html>'))


def read(inner: str, head: str = "", rules: Rules | None = None, title: str | None = TITLE) -> Body:
    return read_body([document(inner, head)], rules or Rules(outlet="kabar"), title)


def paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def said(body: Body) -> list[str]:
    return body.text.split("\n\n")


CONTAINERS = {
    "by itemprop": '<div itemprop="articleBody">{}</div>',
    "article": "<article><h1>Pasar Rawa Dibuka Lagi</h1>{}</article>",
    "main": "<main>{}</main>",
    "no name": (
        '<div class="x1"><div class="x2">{}</div><div class="x3"><a href="/1">Harga Cabai Turun Tajam</a></div></div>'
    ),
    "Tribun": (
        '<div class="side-article txt-article">{}</div><div class="side-article mb5"><p>Pilihan Untukmu</p></div>'
    ),
    "in a form": "<form><div>{}</div></form>",
    "in a table": "<table><tr><td>{}</td><td><a href='/a'>Lain</a></td></tr></table>",
}


@pytest.mark.parametrize("frame", CONTAINERS.values(), ids=CONTAINERS)
def test_body_is_found(frame: str) -> None:
    around = (
        '<div class="menu-utama"><a href="/">Beranda</a></div>{}<div class="terpopuler"><a href="/p">'
        "Berita Populer</a></div>"
    )
    assert said(read(around.format(frame.format(paragraphs(PROSE))))) == PROSE


def test_container_of_the_rules_comes_first() -> None:
    html = f"<article>{paragraphs(PROSE[:4])}</article><div id='isi'>{paragraphs(PROSE[4:])}</div>"
    assert said(read(html, rules=Rules(container=("#isi",)))) == PROSE[4:]
    assert said(read(html, rules=Rules(container=("#tidak-ada",)))) == PROSE[:4]


def test_line_breaks_part_paragraphs_and_sentences_that_go_on_do_not() -> None:
    html = (
        f"<div class='entry-content'>{PROSE[0]}<br><br>{PROSE[1]}<br/>{PROSE[2]}<br> <br>Harga cabai<br>"
        f"turun tajam.</div>"
    )
    assert said(read(html)) == [*PROSE[:3], "Harga cabai turun tajam."]


def test_lines_of_a_verse_stay_lines() -> None:
    verse = ["Kepada pasar yang lupa namaku", "kukirim kembali sekeranjang cabai", "merahnya masih merah matamu."]
    html = f"<div class='entry-content'>{PROSE[0]}<br><br>{'<br>'.join(verse)}<br><br>{PROSE[1]}</div>"
    assert said(read(html)) == [PROSE[0], *verse, PROSE[1]]


def test_text_without_any_paragraph_element() -> None:
    html = "<div class='detail-desc'>" + "".join(f"<div>{text}</div>" for text in PROSE) + "</div>"
    assert said(read(html)) == PROSE


def test_parts_hidden_in_one_page_are_joined() -> None:
    html = (
        f'<div class="x"><div class="body-paragraph">{paragraphs(PROSE[:3])}</div><div class="break">'
        f"<small>1 dari 2 halaman</small></div>"
        f'<div class="body-paragraph paging-content" style="display: none">{paragraphs(PROSE[3:])}</div></div>'
    )
    assert said(read(html)) == PROSE


def test_further_pages_are_joined_without_what_they_repeat() -> None:
    first = document(
        f"<article><p>KABARNUSA.COM - {PROSE[0]}</p>{paragraphs(PROSE[1:3])}<p>Halaman selanjutnya</p></article>"
    )
    second = document(f"<article>{paragraphs(PROSE[2:])}</article>")
    body = read_body([first, second], Rules(), TITLE)
    assert said(body) == PROSE


def test_the_story_loaded_below_is_another_one() -> None:
    other = [text.replace("Pasar Rawa", "Kebun Teh") for text in PROSE]
    html = (
        f'<h1>{TITLE}</h1><div class="post-content">{paragraphs(PROSE)}</div>'
        f'<h1>Kebun Teh Panen Raya</h1><div class="post-content">{paragraphs(other)}</div>'
    )
    assert said(read(html)) == PROSE


def test_story_of_the_title_among_articles() -> None:
    other = [text.replace("Pasar Rawa", "Kebun Teh") for text in PROSE]
    html = (
        f"<article><h1>{TITLE}</h1>{paragraphs(PROSE)}</article>"
        f"<article><h1>Kebun Teh Panen Raya</h1>{paragraphs(other + other[:1])}</article>"
    )
    assert said(read(html)) == PROSE


def test_subheads_lists_quotes_and_tables_are_content() -> None:
    html = (
        f"<article>{paragraphs(PROSE[:2])}<h2>Harga Hari Ini</h2><table><tr><th>Barang</th><th>Harga</th></tr>"
        "<tr><td>Cabai</td><td>Rp 40.000</td></tr><tr><td>Bawang</td><td>Rp 30.000</td></tr></table>"
        f"<ul><li>Beras tersedia di semua kios.</li><li>Gula menyusul pekan depan.</li></ul>"
        f"<blockquote><p>“Kami senang,” kata Wiryo.</p></blockquote>{paragraphs(PROSE[2:])}</article>"
    )
    expected = [
        *PROSE[:2],
        "Harga Hari Ini",
        "Barang | Harga",
        "Cabai | Rp 40.000",
        "Bawang | Rp 30.000",
        "Beras tersedia di semua kios.",
        "Gula menyusul pekan depan.",
        "“Kami senang,” kata Wiryo.",
        *PROSE[2:],
    ]
    assert said(read(html)) == expected


def test_a_heading_with_nothing_below_it_is_dropped() -> None:
    html = f"<article>{paragraphs(PROSE)}<h2>Saksikan di Rumah</h2><figure><img src='x'></figure></article>"
    assert said(read(html)) == PROSE


def test_text_stays_as_printed_and_white_space_is_folded() -> None:
    odd = "“Pasar  ini\u00a0milik\n kita,” kata Wiryo\u200b — pedagang ke‑1 di Jum’at\u00ad Pon… e\u0301"
    assert said(read(f"<article>{paragraphs([odd, *PROSE])}</article>"))[0] == (
        "“Pasar ini milik kita,” kata Wiryo — pedagang ke‑1 di Jum’at Pon… é"
    )


def test_title_and_summary_above_the_dateline_are_not_the_story() -> None:
    html = (
        f'<div class="post-content"><p>{TITLE}</p><h6>Pedagang kembali berjualan.</h6><p>'
        f"Ratna Melati | 3 Februari 2026 09:11</p>"
        f"<p><strong>Rawa, Kabarnusa.com</strong> – {PROSE[0]}</p>{paragraphs(PROSE[1:])}<p>(rtn/wyo)</p></div>"
    )
    body = read(html)
    assert said(body) == PROSE
    assert (body.dateline, body.initials) == ("Rawa, Kabarnusa.com –", "rtn/wyo")


def test_a_list_of_places_is_no_dateline() -> None:
    texts = ["Tiga pasar dibuka lagi.", "Bandung - Pasar Kembang", "Garut - Pasar Rawa", *PROSE]
    body = read(f"<article>{paragraphs(texts)}</article>")
    assert body.dateline is None
    assert said(body) == texts


def test_button_behind_the_initials() -> None:
    html = (
        f'<article>{paragraphs(PROSE)}<strong>(rtn/wyo)</strong> <a class="b" href="/g">'
        f"Add as a preferred source on Google</a></article>"
    )
    body = read(html)
    assert said(body) == PROSE
    assert body.initials == "rtn/wyo"


def test_links_are_told_apart_and_absolute() -> None:
    html = (
        f'<article><p>{PROSE[0]} Menurut <a href="/tag/pasar">pasar</a> dan '
        f'<a href="https://badan.example/x?a=1">badan itu</a>, benar.</p>'
        f'<p>Baca juga: <a href="lain-1234567">Harga Cabai Turun Tajam</a></p>{paragraphs(PROSE[1:])}</article>'
    )
    body = read(html, head='<base href="https://kabar-nusa.example/daerah/">')
    assert [(link.kind, link.text, link.url) for link in body.links] == [
        ("baca_juga", "Harga Cabai Turun Tajam", "https://kabar-nusa.example/daerah/lain-1234567"),
        ("topic", "pasar", "https://kabar-nusa.example/tag/pasar"),
        ("inline", "badan itu", "https://badan.example/x?a=1"),
    ]


def test_linked_words_named_like_boilerplate_stay() -> None:
    text = f'{PROSE[0][:-1]}, menurut <a class="tag-link-automation" href="/tag/pasar">pengelola pasar</a> itu.'
    assert said(read(f"<article>{paragraphs([text, *PROSE[1:]])}</article>"))[0].endswith(
        "menurut pengelola pasar itu."
    )


def test_paragraphs_printed_twice_are_kept_once() -> None:
    html = f'<article>{paragraphs(PROSE)}<div class="mobile">{paragraphs(PROSE)}</div></article>'
    assert said(read(html)) == PROSE


def test_story_in_the_data_of_the_page() -> None:
    content = paragraphs([f"<strong>KabarNusa.com</strong> - {PROSE[0]}", *PROSE[1:]]).replace('"', '\\"')
    data = f'{{"props": {{"article": {{"content": "{content}", "related": [{{"content": "{content * 3}"}}]}}}}}}'
    html = f'<div id="__next"><h1>{TITLE}</h1></div><script id="__NEXT_DATA__" type="application/json">{data}</script>'
    body = read(html)
    assert said(body) == PROSE
    assert body.flags == ("embedded",)


def test_story_in_json_ld_with_line_breaks() -> None:
    text = "\\n\\n".join(PROSE)
    html = (
        f'<h1>{TITLE}</h1><script type="application/ld+json">'
        f'{{"@type": "NewsArticle", "articleBody": "{text}"}}</script>'
    )
    assert said(read(html)) == PROSE


def test_broken_data_is_no_story() -> None:
    html = f'<h1>{TITLE}</h1><script type="application/json">{{"content": "</script><p>Pendek.</p>'
    body = read(html)
    assert body.flags == ("thin",)


def test_amp_page() -> None:
    html = (
        f'<amp-sidebar><ul><li>Beranda</li></ul></amp-sidebar><article class="amp-wp-article">{paragraphs(PROSE[:3])}'
        f"<amp-ad></amp-ad><amp-img src='x' alt='y'></amp-img><amp-layout><h2>Anak Judul</h2>"
        f"{paragraphs(PROSE[3:])}</amp-layout></article>"
    )
    assert said(read(html)) == [*PROSE[:3], "Anak Judul", *PROSE[3:]]


def test_paywalled_page_says_so() -> None:
    body = read(f'<article>{paragraphs(PROSE[:3])}<div class="paywall-box"><p>Sudah berlangganan?</p></div></article>')
    assert said(body) == PROSE[:3]
    assert "paywalled" in body.flags


def test_a_table_in_a_figure_is_content_and_a_picture_is_not() -> None:
    table = "<table><tr><td>Cabai</td><td>Rp 40.000</td></tr><tr><td>Gula</td><td>Rp 18.000</td></tr></table>"
    html = (
        f'<article><table><tr><td><img src="a.jpg"></td></tr><tr><td>Suasana pasar pagi</td></tr></table>'
        f"{paragraphs(PROSE[:3])}"
        f'<figure class="wp-block-table">{table}</figure><div class="detail-img"><img src="b.jpg"><span>'
        f"Pedagang cabai</span></div>"
        f"{paragraphs(PROSE[3:])}</article>"
    )
    assert said(read(html)) == [*PROSE[:3], "Cabai | Rp 40.000", "Gula | Rp 18.000", *PROSE[3:]]


def test_subheads_between_the_parts_are_kept() -> None:
    html = (
        f'<div><div class="body-paragraph">{paragraphs(PROSE[:3])}</div><h2>Harga Turun</h2>'
        f'<div class="body-paragraph">{paragraphs(PROSE[3:])}</div></div>'
    )
    assert said(read(html)) == [*PROSE[:3], "Harga Turun", *PROSE[3:]]


def test_cards_of_other_stories_are_not_parts() -> None:
    card = (
        '<div><h3><a href="/{0}">Judul Berita Lain Nomor {0}</a></h3><div class="entry-content"><p>'
        "Ringkasan berita lain nomor {0} yang tidak ada hubungannya.</p></div></div>"
    )
    html = f'<div class="entry-content">{paragraphs(PROSE)}</div>' + "".join(card.format(n) for n in range(4))
    assert said(read(html)) == PROSE


def test_photo_page_is_thin_not_lost() -> None:
    caption = "Pedagang menata cabai di Pasar Rawa, Selasa (3/2/2026)."
    body = read(f"<article><h1>{TITLE}</h1><p>{caption}</p></article>")
    assert (body.text, body.flags) == (caption, ("thin",))
    assert read("").text == ""


@pytest.mark.parametrize("depth", [300, 1500, 10_000])
def test_nesting_without_end(depth: int) -> None:
    body = read("<div>" * depth + paragraphs(PROSE) + "</div>" * depth)
    assert said(body) == PROSE
