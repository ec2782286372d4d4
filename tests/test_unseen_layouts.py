"""Layouts of outlets that no saved page stands for: bodies in scripts, live blogs, appended stories, unknown names."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipelines.document import parse
from pipelines.extract import Body, read_body
from pipelines.items import Page, Rules

URL = "https://warta-lontar.example/daerah/pelabuhan-lontar-dibuka-8841207"
TITLE = "Pelabuhan Lontar Dibuka Kembali"
PROSE = [
    "Pelabuhan Lontar dibuka kembali setelah dermaganya diperbaiki selama empat bulan, Senin (2/2/2026).",
    "Kepala pelabuhan mengatakan enam kapal penyeberangan langsung berlayar pada pagi hari pertama itu.",
    '"Antrean truk sudah hilang sejak subuh," kata kepala pelabuhan kepada wartawan di dermaga.',
    "Pedagang ikan di sekitar dermaga berharap pembeli dari pulau seberang segera datang lagi.",
]
HTML = "".join(f"<p>{text}</p>" for text in PROSE)
OLDER = [
    "Pasar Lontar sempat ditutup dua hari karena banjir pada pekan lalu, menurut catatan dinas.",
    "Air surut setelah pintu air dibuka, dan pedagang kembali berjualan pada hari ketiga.",
    "Dinas perdagangan mencatat kerugian pedagang mencapai ratusan juta rupiah selama dua hari itu.",
]


def read(body: str, head: str = "") -> Body:
    html = f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    at = datetime(2026, 2, 3, tzinfo=UTC)
    page = Page(outlet="lontar", url=URL, final_url=URL, fetched_at=at, body=html.encode())
    return read_body([parse(page)], Rules(outlet="lontar"), TITLE)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def nodes(key: str) -> list[dict[str, object]]:
    return [{"type": "paragraph", key: text} for text in PROSE]


DATA = {
    "HTML beside the title, a longer story elsewhere": {
        "props": {"post": {"title": TITLE, "content": HTML}, "other": {"title": "X", "body": paragraphs(OLDER) * 3}}
    },
    "a related story is longer": {"post": {"content": HTML}, "relatedPosts": [{"content": paragraphs(OLDER) * 3}]},
    "Draft.js": {"title": TITLE, "content": {"blocks": nodes("text"), "entityMap": {}}},
    "Editor.js": {"article": {"body": [{"type": "paragraph", "data": {"text": text}} for text in PROSE]}},
    "ProseMirror": {"content": {"type": "doc", "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in PROSE]}},
    "Slate with a picture": {"body": [{"type": "image", "children": [{"text": "Suasana dermaga"}]}, *(
        {"type": "paragraph", "children": [{"text": text[:20]}, {"text": text[20:]}]} for text in PROSE)]},
    "Portable Text": {"body": [{"_type": "block", "children": [{"_type": "span", "text": text}]} for text in PROSE]},
    "a list whose objects name places in it": [{"article": 1}, {"title": 2, "content": 3}, TITLE, HTML],
}  # fmt: skip


@pytest.mark.parametrize("data", DATA.values(), ids=DATA)
def test_a_body_that_stands_in_json_only(data: object) -> None:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    body = read(f'<div id="__next"><h1>{TITLE}</h1><p>Memuat</p></div>{script}')
    assert body.text.split("\n\n") == PROSE
    assert body.flags == ("embedded",)


def test_a_body_that_is_pushed_row_by_row() -> None:
    row = f'1a:T{len(HTML.encode()):x},{HTML}1b:["$","div",null,{{}}]\n'
    half = len(row) // 2
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (row[:half], row[half:])
    )
    assert read(f"<h1>{TITLE}</h1>{pushes}").text.split("\n\n") == PROSE


def test_a_body_that_is_a_value_in_javascript() -> None:
    script = (
        f"<script>window.__NUXT__=(function(a){{return {{article:{{id:a,content:{json.dumps(HTML)}}}}}}}(1))</script>"
    )
    assert read(f"<h1>{TITLE}</h1>{script}").text.split("\n\n") == PROSE


def test_live_blog_keeps_its_entries_in_order() -> None:
    entries = "".join(
        f'<div class="lb-entry"><span>1{n}.05 WIB</span><h3>Kabar {n} dari Dermaga</h3><p>{text}</p></div>'
        for n, text in enumerate(PROSE)
    )
    text = read(f'<h1>{TITLE}</h1><div class="lb-list">{entries}</div>').text.split("\n\n")
    assert [line for line in text if line in PROSE] == PROSE
    assert [line for line in text if line not in PROSE] == [f"Kabar {n} dari Dermaga" for n in range(4)]


def test_an_older_story_with_its_own_dateline_is_cut_off() -> None:
    first = paragraphs([f"Lontarpos.com - {PROSE[0]}", *PROSE[1:]])
    older = paragraphs([f"Lontarpos.com - {OLDER[0]}", *OLDER[1:]])
    body = read(f'<div class="entry-content">{first}<h2>Pasar Lontar Sempat Ditutup</h2>{older}</div>')
    assert (body.dateline, body.text.split("\n\n")) == ("Lontarpos.com -", PROSE)


def test_infinite_scroll_without_any_name() -> None:
    other = f"<div><h1>Pasar Lontar Sempat Ditutup</h1><div>{paragraphs(OLDER)}</div></div>"
    body = read(f"<div><div><h1>{TITLE}</h1><div>{HTML}</div></div>{other}</div>")
    assert body.text.split("\n\n") == PROSE


def test_a_story_beside_a_column_of_other_prose() -> None:
    teasers = "".join(
        f'<a href="/lain/{n}"><h4>Kabar Lain dari Pasar {n}</h4></a><p>{t}</p>' for n, t in enumerate(OLDER)
    )
    side = f"<div><div><div>{teasers}</div></div></div>"
    body = read(f"<div><div><div><h1>{TITLE}</h1><div>{HTML}</div></div></div>{side}</div>")
    assert body.text.split("\n\n") == PROSE


def test_parts_of_a_story_in_its_pager() -> None:
    pager = f'<div class="pagination">{paragraphs(PROSE[2:])}</div>'
    html = f"<h1>{TITLE}</h1><div><div>{paragraphs(PROSE[:2])}</div>{pager}</div>"
    assert read(html).text.split("\n\n") == PROSE


def test_the_furniture_of_a_british_broadcaster() -> None:
    html = (
        f'<main role="main"><h1>{TITLE}</h1><figure><img><figcaption>Dermaga baru</figcaption></figure>'
        '<section aria-labelledby="byline"><ul><li>Penulis, Ratna Melati</li><li>Peranan, Warta Lontar</li></ul>'
        "</section>"
        f'<p>Peringatan: Artikel ini mengandung rincian yang mungkin mengganggu Anda.</p><div dir="ltr">'
        f"{paragraphs(PROSE[:2])}<section><p>Lewati Paling banyak dibaca dan terus membaca</p></section>"
        f"{paragraphs(PROSE[2:])}<p>Akhir dari Paling banyak dibaca</p></div></main>"
    )
    body = read(html)
    assert body.text.split("\n\n") == PROSE
    assert body.credits == ("Penulis, Ratna Melati",)


def test_a_subscribers_page_keeps_the_text_so_far() -> None:
    html = (
        f'<div class="article-body"><p>LONTAR, KOMPAS — {PROSE[0]}</p>{paragraphs(PROSE[1:])}</div>'
        '<div class="paywall-box"><p>Artikel ini khusus untuk pelanggan. Silakan berlangganan.</p></div>'
    )
    body = read(html)
    assert (body.dateline, body.text.split("\n\n"), body.flags) == ("LONTAR, KOMPAS —", PROSE, ("paywalled",))


def test_a_claim_is_kept_apart_from_the_outlets_words() -> None:
    claim = "<span>Klaim</span><p>Pelabuhan Lontar dijual kepada asing.</p>"
    box = f'<div class="box-klaim">{claim}<b class="vonis">SALAH</b></div>'
    assert read(f'<div class="article-body">{box}{HTML}</div>').text.split("\n\n") == PROSE


def test_read_also_in_a_box_of_advertisements_keeps_its_link() -> None:
    link = '<a href="/daerah/pasar-lontar-sempat-ditutup">Pasar Lontar Sempat Ditutup Dua Hari</a>'
    for box in (
        f'<div class="noncontent"><table class="linksisip"><tr><td>Lihat Juga: {link}</td></tr></table></div>',
        f'<div class="amp-terkait"><span>Lihat Juga :</span>{link}</div>',
    ):
        body = read(f'<div class="article-body">{paragraphs(PROSE[:2])}{box}{paragraphs(PROSE[2:])}</div>')
        assert body.text.split("\n\n") == PROSE
        assert [found.text for found in body.links] == ["Pasar Lontar Sempat Ditutup Dua Hari"]


def test_long_captions_and_the_prose_that_looks_like_them() -> None:
    signed = f"{PROSE[3]} ANTARA/Joko Purwa"
    body = read(f'<div class="article-body">{paragraphs([*PROSE[:3], signed])}</div>')
    assert (body.text.split("\n\n"), body.credits) == (PROSE, ("ANTARA/Joko Purwa",))


def test_initials_right_below_the_body() -> None:
    below = "<p><b>(Rmh/Lnt)</b></p><p>Saksikan Video Pilihan</p>"
    html = f'<article><div class="read__content">{HTML}</div>{below}</article>'
    assert (read(html).text.split("\n\n"), read(html).initials) == (PROSE, "Rmh/Lnt")


@pytest.mark.parametrize(
    "line",
    ["Dilarang menyalin seluruh isi berita ini tanpa izin tertulis dari Warta Lontar.",
     "Jangan lupa bergabung di channel Telegram Warta Lontar", "Ikuti Warta Lontar di WhatsApp Channel",
     "Follow WhatsApp Channel Warta Lontar", "Download Apps Warta Lontar", "Rate artikel ini", "Like (0)",
     "Post Views: 788", "Bagikan ini dengan teman Anda:", "Share dan bagikan cerita ini Facebook Twitter Salin-Tautan",
     "Facebook Twitter WhatsApp", "0 Komentar untuk berita ini", "Silakan masuk untuk menulis komentar Anda di sini.",
     "Lanjutkan membaca artikel ini", "Tag #pelabuhan #Lontar", "Sumber :", "• LONTARnews/Joko Purwa", "Google News",
     "Facebook Comments Box", "SCROLL TO RESUME CONTENT", "No media source currently available", "240p | 8,1MB",
     "<span>0:00</span><span>0:02:31</span><span>0:00</span>", "Your browser does not support the audio element.",
     "To view this video please enable JavaScript, and consider upgrading to a web browser that supports HTML5 video",
     "Mau berita terbaru lainnya dari WL? Yuk follow kami di Google News dengan klik simbol bintang.",
     "Silakan baca konten menarik lainnya dari Warta Lontar di",
     "Jangan lewatkan konten eksklusif kami tiap Rabu. Kirimkan e-mail kamu untuk berlangganan newsletter Lontar.",
     "Lihat Sumber Artikel di Republik Lontar. Penting! Segala sengketa yang timbul dari konten ini akan diselesaikan.",
     "Lontar Warga adalah tempat menulis. Semua karya yang dibuat adalah sepenuhnya tanggung jawab dari penulis.",
     "Foto: Barang bukti dua ekor ayam di kantor pelabuhan.", "Keterangan foto utama: Dermaga. Foto: Joko Purwa/ WL",
     "Pekerja menyiapkan tangga rotan. Foto: Dok. Pelabuhan", "- Advertisement -", "Scroll untuk melanjutkan membaca",
     "**Punya informasi atau klaim yang ingin Anda cek faktanya? Hubungi ChatBot kami di tautan ini",
     "317 total views, 2 views today", "Print Friendly, PDF & Email",
     "Pewarta foto: Joko Purwa", "Laporan Joko Purwa I Lontar Tengah"],
)  # fmt: skip
def test_furniture_without_a_name(line: str) -> None:
    body = read(f'<div class="article-body">{HTML}<p>{line}</p></div>')
    assert body.text.split("\n\n") == PROSE


@pytest.mark.parametrize(
    "line",
    ["Dilarang merokok di dermaga sejak Senin.", "Jangan lupa bergabung dalam kerja bakti di dermaga, kata lurah.",
     "Klaim itu dibantah kepala pelabuhan.", "Facebook menutup akun palsu yang memakai nama pelabuhan.",
     "Bagikan ini kepada tetangga yang belum tahu, kata petugas pelabuhan kepada warga.",
     "Artikel ini khusus dibahas dalam rapat dermaga pada Senin lalu.",
     "Isi berita acara itu menjadi tanggung jawab penulisnya, \"bukan kami,\" kata kepala pelabuhan.",
     "Mau makan apa di dermaga? Ikuti saran para nelayan yang tiap pagi berlabuh di sana.",
     "Jangan lewatkan pasar ikan yang buka tiap subuh di ujung dermaga, kata petugas.",
     "Laporan Badan Cuaca Lontar dari dermaga menyebut ombak tinggi.",
     "Punya informasi soal dermaga itu sulit, kata Joko.",
     "Segala sengketa yang timbul di dermaga diselesaikan lewat musyawarah nelayan."],
)  # fmt: skip
def test_prose_that_looks_like_furniture(line: str) -> None:
    body = read(f'<div class="article-body">{paragraphs([*PROSE[:2], line, *PROSE[2:]])}</div>')
    assert body.text.split("\n\n") == [*PROSE[:2], line, *PROSE[2:]]


def test_who_took_the_picture_is_a_credit_and_no_link() -> None:
    for name in ("Joko Purwa", '<a href="/penulis/joko-purwa">Joko Purwa</a>'):
        body = read(f'<div class="article-body">{HTML}<p>Foto: {name}</p></div>')
        assert (body.text.split("\n\n"), body.credits) == (PROSE, ("Foto: Joko Purwa",))
        assert body.links == ()


def test_a_credit_line_is_kept_though_its_name_says_credit() -> None:
    body = read(f'<div class="article-body">{HTML}<p class="read__credit">Sumber: Kantor Berita Lontar</p></div>')
    assert (body.text.split("\n\n"), body.credits) == (PROSE, ("Sumber: Kantor Berita Lontar",))


def test_the_first_words_of_the_next_page_are_no_part_of_this_one() -> None:
    teaser = "Ia menambahkan, dermaga kedua akan dibangun pada..."
    body = read(f'<div class="article-body">{HTML}<div>Halaman Selanjutnya</div><p>{teaser}</p></div>')
    assert body.text.split("\n\n") == PROSE
    body = read(f'<div class="article-body">{HTML}<div>Halaman Selanjutnya</div><p>{teaser}</p><p>{OLDER[0]}</p></div>')
    assert body.text.split("\n\n") == [*PROSE, teaser, OLDER[0]]


def test_a_player_below_the_first_sentence_may_repeat_the_headline() -> None:
    player = f'<div><a href="/a/video/8841.html">{TITLE}</a></div>'
    body = read(f'<div class="article-body"><p>{PROSE[0]}</p>{player}{paragraphs(PROSE[1:])}</div>')
    assert body.text.split("\n\n") == PROSE


def test_the_inner_of_two_names_is_the_body_of_a_short_story_too() -> None:
    byline = "<div><span>Ratna Melati</span><span>Wartawan Warta Lontar di Pelabuhan</span></div>"
    inner = f'<div class="story-body__inner">{paragraphs(PROSE[:3])}</div>'
    body = read(f'<div class="story-body"><h1>{TITLE}</h1>{byline}{inner}</div>')
    assert body.text.split("\n\n") == PROSE[:3]


def test_an_introduction_in_an_element_of_its_own_is_of_the_story() -> None:
    intro = f'<div class="itemIntroText"><p>LONTAR -- {PROSE[0]}</p></div>'
    html = f'<div class="itemBody">{intro}<div class="itemFullText">{paragraphs([*PROSE[1:], *OLDER])}</div></div>'
    body = read(f"<h1>{TITLE}</h1>{html}")
    assert (body.text.split("\n\n"), body.dateline) == ([*PROSE, *OLDER], "LONTAR --")


def test_a_headline_behind_the_initials_is_not_the_storys() -> None:
    signed = "<p>(wip/orb)</p><p>Penghargaan Lontar: Usulkan Nakhoda Teladan</p>"
    assert read(f'<div class="article-body">{HTML}{signed}</div>').text.split("\n\n") == PROSE
    note = "Catatan: jam buka dermaga telah diperbarui."
    body = read(f'<div class="article-body">{HTML}<p>(wip/orb)</p><p>{note}</p></div>')
    assert body.text.split("\n\n") == [*PROSE, note]
