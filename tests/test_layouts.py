"""Whole stories in the shapes that outlets print them: one made page per shape, from dateline to sign-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from pipelines.document import parse
from pipelines.extract import read_body
from pipelines.items import Page, Rules

URL = "https://warta-lontar.example/daerah/pasar-baru-lontar-dibuka-8841207"
A, B, C, D = PROSE = (
    "Pemerintah Kabupaten Lontar meresmikan pasar baru yang dibangun selama dua tahun, Selasa (3/2/2026).",
    "Bupati Lontar mengatakan pasar itu menampung 400 pedagang dari tiga kecamatan di sekitarnya.",
    '"Kami berharap harga turun," kata bupati di sela-sela peresmian itu.',
    "Pedagang menyambut baik pasar baru itu meskipun sewa kios naik menjadi Rp 2 juta setahun.",
)
HEADLINE = "Harga Cabai di Lontar Turun Tajam"
LINK = f'<a href="/daerah/harga-cabai-di-lontar-turun-tajam">{HEADLINE}</a>'
REST = f"<p>{C}</p><p>{D}</p>"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A body's HTML, and what is printed around the story in it."""

    html: str
    dateline: str | None = None
    initials: str | None = None
    credits: tuple[str, ...] = ()
    read_also: tuple[str, ...] = (HEADLINE,)


SHAPES = {
    "lines parted by breaks, label without a box": Shape(
        html=f'<div id="content" itemprop="articleBody"><strong>LONTAR</strong> - {A}<br /><br />{B}<br /><br />'
        f'Baca Juga: {LINK}<br /><br />{C}<br /><br />{D}<br /><div class="editor">(abc)</div>dilihat 1.234 kali</div>',
        dateline="LONTAR -",
        initials="abc",
    ),
    "reporter's name in capitals, list behind it": Shape(
        html='<div class="artikel"><h1>Pasar Baru Lontar</h1>'
        '<div class="tanggal">SELASA, 03 FEBRUARI 2026 | 10:00 WIB</div>'
        '<div class="foto-artikel"><img src="a"><p>Suasana pasar. TEMPO/Joko Purwa</p></div>'
        f"<p><strong>TEMPO.CO</strong>, <strong>Lontar</strong> - {A}</p><p>{B}</p>{REST}<p>JOKO PURWA</p>"
        f"<p><strong>Berita Menarik:</strong><br>{LINK}</p></div>",
        dateline="TEMPO.CO, Lontar -",
        credits=("JOKO PURWA",),
    ),
    "colon behind the dateline, click": Shape(
        html=f'<div class="tru"><strong>Metrotvnews.com, Lontar:</strong> {A}<br /> <br />{B}<br /> <br />'
        f"<em><strong>Klik: {LINK}</strong></em><br /> <br />{C}<br /> <br />{D}<br /> <br /><br />(MEL)</div>",
        dateline="Metrotvnews.com, Lontar:",
        initials="MEL",
    ),
    "video label before the credit": Shape(
        html=f'<div class="content"><p><strong>jpnn.com, LONTAR</strong> - {A}</p><p>{B}</p>'
        f"<div>BACA JUGA : {LINK}</div>"
        f"{REST}<p><em>Video Terpopuler Hari ini:</em></p><p>Redaktur &amp; Reporter : Joko Purwa</p></div>",
        dateline="jpnn.com, LONTAR -",
        credits=("Redaktur & Reporter : Joko Purwa",),
    ),
    "topic box, initials behind the last sentence": Shape(
        html=f'<div class="text_detail"><b>Lontar, CNN Indonesia</b> -- {A}<br><br>{B}<br><br>'
        f'<div class="topiksisip"><h5>Lihat juga:</h5><ul><li>{LINK}</li></ul></div>{C}<br><br>{D} <b>'
        f"(lau/pta)</b></div>",
        dateline="Lontar, CNN Indonesia --",
        initials="lau/pta",
    ),
    "three labels": Shape(
        html=f'<div class="tmpt-desk-kon"><p>KONTAN.CO.ID - LONTAR. {A}</p><p>{B}</p><p>'
        f"<strong>Baca Juga: {LINK}</strong></p>"
        f"{REST}<p>Cek Berita dan Artikel yang lain di Google News</p><p>Selanjutnya: {LINK}</p><p>"
        f"Menarik Dibaca: {LINK}</p></div>",
        dateline="KONTAN.CO.ID - LONTAR.",
    ),
    "reporter above, reprint below": Shape(
        html='<div class="side-article txt-article"><p>Laporan Wartawan Tribunnews.com, Joko Purwa</p>'
        f"<p><strong>TRIBUNNEWS.COM, LONTAR -</strong> {A}</p><p>{B}</p>{REST}<p>(Tribunnews.com/Joko Purwa)</p>"
        "<p>Artikel ini telah tayang di Tribunnews.com dengan judul X</p><p>Penulis: Joko</p></div>",
        dateline="TRIBUNNEWS.COM, LONTAR -",
        credits=(
            "Laporan Wartawan Tribunnews.com, Joko Purwa",
            "Artikel ini telah tayang di Tribunnews.com dengan judul X",
            "Penulis: Joko",
            "(Tribunnews.com/Joko Purwa)",
        ),
        read_also=(),
    ),
    "section and three credits": Shape(
        html=f'<div class="content-text-editor"><p>tirto.id - {A}</p><p>{B}</p>{REST}'
        "<p>Baca juga artikel terkait PASAR atau tulisan lainnya dari Joko Purwa</p><p>(tirto.id - Sosial Budaya)</p>"
        "<p>Reporter: Joko Purwa<br>Penulis: Joko Purwa<br>Editor: Ratna Melati</p></div>",
        dateline="tirto.id -",
        credits=("Reporter: Joko Purwa", "Penulis: Joko Purwa", "Editor: Ratna Melati"),
        read_also=(),
    ),
    "label above a bare headline": Shape(
        html=f'<div class="content"><p>WAHANANEWS.CO, Lontar - {A}</p><p>{B}</p><p>Baca Juga:</p>'
        f"<p>{HEADLINE}</p>{REST}"
        "<p>[Redaktur: Joko Purwa]</p></div>",
        dateline="WAHANANEWS.CO, Lontar -",
        credits=("[Redaktur: Joko Purwa]",),
    ),
    "name alone with a full stop": Shape(
        html=f'<div id="fontResizableText"><p><strong>RMOL.</strong> {A}</p><p>{B}</p>{REST}<p>'
        f"<b>EDITOR: JOKO PURWA</b></p></div>",
        dateline="RMOL.",
        credits=("EDITOR: JOKO PURWA",),
        read_also=(),
    ),
    "call to follow in italics": Shape(
        html=f'<div class="read__content"><div class="clearfix"><p><strong>LONTAR, KOMPAS.com'
        f"</strong> - {A}</p><p>{B}</p>"
        f"<p><strong>Baca juga: {LINK}</strong></p>{REST}<p><i>"
        f"Simak breaking news dan berita pilihan kami langsung di ponselmu. "
        'Akses berita kami di WhatsApp Channel : <a href="https://www.whatsapp.com/channel/x">'
        "https://www.whatsapp.com/channel/x</a>. "
        "Pastikan kamu sudah install aplikasi WhatsApp ya.</i></p></div></div>",
        dateline="LONTAR, KOMPAS.com -",
    ),
    "list of headlines without a label": Shape(
        html=f"<main><h1>Pasar Baru</h1><figure><img><figcaption>Keterangan gambar, pasar</figcaption></figure>"
        f"<p>Sumber gambar, Getty Images</p><p>{A}</p><p>{B}</p><ul><li>{LINK}</li></ul><section><h2>"
        f"Paling banyak dibaca</h2>"
        f"<p>Lewati Paling banyak dibaca dan terus membaca</p></section>{REST}</main>",
    ),
    "WordPress": Shape(
        html='<article class="post"><header><h1>Pasar Baru</h1><div class="jeg_meta">oleh '
        '<a href="/author/x">Redaksi</a></div>'
        f'</header><div class="content-inner"><p><img src="a"></p><p>LONTAR – {A}</p><p>{B}</p>'
        f'<div class="jnews_inline_related_post"><div><span>Baca Juga</span></div>{LINK}</div>{REST}<p>(rls/red)</p>'
        '<div class="jeg_post_tags">Tags: <a href="/tag/a">a</a></div></div></article>',
        dateline="LONTAR –",
        initials="rls/red",
    ),
    "coloured box": Shape(
        html=f'<div class="col b1-article body-content"><p><strong>Lontar, Beritasatu.com</strong> – {A}</p><p>{B}</p>'
        f'<div style="background:#FFEBEB"><p>BACA JUGA</p><h2>{LINK}</h2></div>{REST}</div>',
        dateline="Lontar, Beritasatu.com –",
    ),
    "Blogger": Shape(
        html='<div class="post-body entry-content"><div class="separator"><a href="/1.jpg"><img src="1"></a></div>'
        '<table class="tr-caption-container"><tr><td><img></td></tr><tr><td class="tr-caption">'
        "Suasana pasar</td></tr></table>"
        f"LONTAR, kabarlontar.com – {A}<br /><br />{B}<br /><br />{C}<br /><br />{D}<br />(joko/red)</div>",
        dateline="LONTAR, kabarlontar.com –",
        initials="joko/red",
        read_also=(),
    ),
    "dateline before the paragraphs, button behind the initials": Shape(
        html=f'<div class="detail-text"><strong>Jakarta, CNN Indonesia</strong> -- <p>{A}</p><p>{B}</p>{REST}<p></p>'
        '<strong>(lau/pta)</strong> <a class="b" href="/g">Add as a preferred source on Google</a></div>',
        dateline="Jakarta, CNN Indonesia --",
        initials="lau/pta",
        read_also=(),
    ),
    "cards of other stories with ranks and times": Shape(
        html=f"<article><p>{A}</p><p>{B}</p>{REST}<p>Berita Terbaru</p><ul><li>{LINK} <span>7 jam yang lalu</span></li>"
        f"<li>#2 {LINK} <span>8 jam yang lalu</span></li></ul></article>",
        read_also=(),
    ),
    "summary in bullets, fact checker's name on the next line": Shape(
        html=f"<article><p>Oleh :</p><p>Ratna Melati</p><h3>Intinya Sih</h3><ul><li>Pasar dibuka.</li></ul>"
        f"<p>{A}</p><p>{B}</p>"
        f"{REST}<p>Punya informasi yang meragukan?</p></article>",
        credits=("Oleh : Ratna Melati",),
        read_also=(),
    ),
    "nothing but paragraphs": Shape(
        html=f"<center><h1>Pasar Baru</h1></center><p>{A}</p><p>{B}</p>{REST}", read_also=()
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_story_is_read_from_its_shape(shape: Shape) -> None:
    html = (
        '<html><head><meta charset="utf-8"></head><body><div class="menu"><a href="/">Beranda</a></div>'
        f'{shape.html}<div class="komentar"><p>'
        f"Komentar pembaca yang panjang sekali dan tidak ada gunanya.</p></div></body></html>"
    )
    at = datetime(2026, 2, 3, tzinfo=UTC)
    page = Page(outlet="lontar", url=URL, final_url=URL, fetched_at=at, body=html.encode())
    body = read_body([parse(page)], Rules(outlet="lontar"), "Pasar Baru")
    assert tuple(body.text.split("\n\n")) == PROSE
    assert (body.dateline, body.initials, body.credits) == (shape.dateline, shape.initials, shape.credits)
    assert tuple(dict.fromkeys(link.text for link in body.links if link.kind == "baca_juga")) == shape.read_also
