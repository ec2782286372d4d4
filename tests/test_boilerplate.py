"""Every form of boilerplate in a made page: it is gone from the text, the prose around it is whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from pipelines.boilerplate import FILE, form_of, is_label, line_of
from pipelines.document import parse
from pipelines.extract import Body, read_body
from pipelines.items import Page, Rules

URL = "https://warta-lontar.example/daerah/jembatan-kali-lontar-dibuka-8841207"
OTHER = "https://warta-lontar.example/daerah/pasar-kembang-sepi-pembeli-8841100"
HEADLINE = "Pasar Kembang Sepi Pembeli Menjelang Hari Raya"
PROSE = (
    "Warga Desa Lontar menyambut pembukaan jembatan yang menghubungkan dua tepi Kali Lontar, Selasa (3/2/2026).",
    "Kepala Desa Lontar, Sutarna Wibawa, mengatakan pembangunan jembatan itu memakan waktu dua tahun lebih.",
    '"Kami menunggu sejak lama. Anak-anak tidak perlu lagi memutar jauh ke sekolah," kata Sutarna.',
    "Jembatan sepanjang 84 meter itu dibangun dengan dana desa dan bantuan provinsi senilai Rp 3,2 miliar.",
    "Sebelumnya warga menyeberang dengan rakit bambu yang hanya memuat enam orang sekali jalan.",
    "Dinas Pekerjaan Umum setempat berjanji memeriksa jembatan itu setiap enam bulan.",
)


def make(*parts: str, container: str = '<div class="entry-content">', tail: str = "") -> bytes:
    """A page whose body is these parts, with what stands around the body on any site."""
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>x</title></head><body>'
        '<header><nav><a href="/">Beranda</a> <a href="/daerah">Daerah</a></nav></header>'
        f"<main><h1>Jembatan Kali Lontar Dibuka</h1>{container}{''.join(parts)}</div>{tail}</main>"
        "<footer>Hak cipta Warta Lontar. Ikuti kami di Google News.</footer></body></html>"
    ).encode()


def read(html: bytes, rules: Rules | None = None) -> Body:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    page = Page(outlet="lontar", url=URL, final_url=URL, fetched_at=at, body=html)
    return read_body([parse(page)], rules or Rules(outlet="lontar"), "Jembatan Kali Lontar Dibuka")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


LINK = f'<a href="{OTHER}">{HEADLINE}</a>'

READ_ALSO = {
    "one paragraph, bold": f"<p><strong>Baca juga: {LINK}</strong></p>",
    "link with its own class": (
        f'<p><strong>Baca juga: <a class="inner-link-baca-juga" href="{OTHER}">{HEADLINE}</a></strong></p>'
    ),
    "paragraph with a class": f'<p class="baca"><strong><span>Baca juga: </span>{LINK}</strong></p>',
    "box with a list": f'<div class="article-read mb-10"><ul><p>Baca Juga</p><li>{LINK}</li></ul></div>',
    "collection": f'<div class="baca-juga-collections"><div class="d">BACA JUGA:{LINK}</div></div>',
    "table": (
        f'<table class="linksisip"><tbody><tr><td><div class="lihatjg"><h5>Lihat Juga :</h5>{LINK}</div>'
        f"</td></tr></tbody></table>"
    ),
    "table without a class": f"<table><tr><td><p>Baca juga: {LINK}</p></td></tr></table>",
    "coloured box": f'<div style="background:#FFEBEB"><p>BACA JUGA</p><h2>{LINK}</h2></div>',
    "named by its style only": (
        f'<div class="bg-primary-50"><span>Baca Juga</span><a href="{OTHER}"><div>{HEADLINE}</div></a></div>'
    ),
    "link with a tracking class": f'<p><a class="track-bacajuga" href="{OTHER}">{HEADLINE}</a></p>',
    "label and headline in two paragraphs": f"<p><strong>Baca Juga:</strong></p><p>{LINK}</p>",
    "label and bare headline in two paragraphs": f"<p><strong>Baca Juga:</strong></p><p>{HEADLINE}</p>",
    "label and headline on two lines": f"<p>Baca Juga:<br>{LINK}</p>",
    "glued": f"<p>Baca Juga:{LINK}</p>",
    "capitals and spaced": f"<p>BACA JUGA : {LINK}</p>",
    "without a colon": f"<p><b>Baca Juga</b> {LINK}</p>",
    "no link at all": f"<p>Baca Juga: {HEADLINE}</p>",
    "headline alone": f"<p>{LINK}</p>",
    "heading that is a link": f"<h3>{LINK}</h3>",
    "bullets": (
        f"<p>Baca juga:</p><ul><li>{LINK}</li><li><a href='{OTHER}1'>"
        f"Harga Cabai Turun di Tiga Pasar Induk</a></li></ul>"
    ),
    "bullet as a sign": f"<p>• {LINK}</p>",
    "bracketed": f"<p>[Baca juga: {LINK}]</p>",
    "arrow": f"<p>&gt;&gt; Baca juga: {LINK}</p>",
    "see also": f"<p>Lihat juga: {LINK}</p>",
    "watch also": f"<p>Simak juga: {LINK}</p>",
    "editor's choice": f"<p>Pilihan Editor: {LINK}</p>",
    "related label": f"<p><strong>Berita Terkait</strong></p><p>{LINK}</p>",
    "related articles": f"<p>Artikel terkait: {LINK}</p>",
    "short label": f"<p>Baca: {LINK}</p>",
    "read the whole": f"<p>Baca selengkapnya: {LINK}</p>",
    "do not miss": f"<p>Jangan lewatkan: {LINK}</p>",
    "other articles": f"<p>Baca juga artikel-artikel lainnya:</p><ul><li>{LINK}</li></ul>",
    "announced": f"<h3>Simak Berita Lainnya di Sini!</h3><ul><li>{LINK}</li></ul>",
    "English": f"<p>Read also: {LINK}</p>",
    "picked": f'<div class="picked-article"><h4>Baca Juga</h4><ul><li>{LINK}</li></ul></div>',
    "recommended": f'<div class="recommended-article"><h4>Baca Juga</h4>{LINK}</div>',
    "holder": f'<div class="baca-holder bold"><span>Baca juga:</span><ul><li>{LINK}</li></ul></div>',
    "span": f'<span class="baca-juga">Baca juga: {LINK}</span>',
    "strong with a class": f'<p><strong class="read__others">Baca Juga: {LINK}</strong></p>',
}


@pytest.mark.parametrize("form", READ_ALSO.values(), ids=READ_ALSO)
@pytest.mark.parametrize("at", [3, 6], ids=["middle", "end"])
def test_read_also_is_taken_out_and_kept_as_a_link(form: str, at: int) -> None:
    body = read(make(paragraphs(*PROSE[:at]), form, paragraphs(*PROSE[at:])))
    assert body.text == "\n\n".join(PROSE)
    links = [link for link in body.links if link.kind == "baca_juga"]
    assert links[0].text == HEADLINE
    assert links[0].url in (OTHER, "")


def test_read_also_between_line_breaks() -> None:
    lines = [*PROSE[:3], f"Baca Juga: {LINK}", *PROSE[3:]]
    body = read(make("<br><br>".join(lines), container='<div class="detail-desc">'))
    assert body.text == "\n\n".join(PROSE)
    assert [link.text for link in body.links] == [HEADLINE]


def test_read_also_behind_the_last_sentence_of_a_paragraph() -> None:
    body = read(make(paragraphs(*PROSE[:2], f"{PROSE[2]} Baca juga: {LINK}", *PROSE[3:])))
    assert body.text == "\n\n".join(PROSE)
    assert [link.text for link in body.links] == [HEADLINE]


def test_prose_behind_read_also_in_one_paragraph_stays() -> None:
    body = read(make(paragraphs(*PROSE[:3], f"Baca juga: {LINK} {PROSE[3]}", *PROSE[4:])))
    assert body.text == "\n\n".join(PROSE)


DROPPED = {
    "advertisement": '<div class="paradetail"><p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p></div>',
    "advertisement without a box": "<p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p>",
    "scroll": "<p>Scroll ke bawah untuk melanjutkan membaca</p>",
    "embed mark": "<p>[Gambas:Video 20detik]</p>",
    "video call": "<p>Saksikan Video Pilihan di Bawah Ini:</p>",
    "video call, titled": '<p>Simak juga Video "Detik-detik Jembatan Kali Lontar Dibuka":</p>',
    "video call, below": "<p><strong>Tonton video berikut ini:</strong></p>",
    "next page": "<p>Halaman selanjutnya</p>",
    "pages": "<div>2 dari 5 halaman</div>",
    "pages, split": "<p>Halaman 1/2</p>",
    "go on": "<p>Lanjutkan Membaca ↓</p>",
    "ten seconds": '<div class="ten-second"><ul><li>Warga desa menyambut pembukaan jembatan baru itu.</li></ul></div>',
    "summary": (
        '<blockquote class="summary-article"><strong>Ringkasan Berita:</strong><ul><li>Jembatan dibuka.'
        "</li></ul></blockquote>"
    ),
    "preferred source": '<a class="border" href="https://www.google.com">Add as a preferred source on Google</a>',
    "Google News": "<p>Cek Berita dan Artikel yang lain di Google News</p>",
    "WhatsApp": "<p>Cek berita dan artikel yg lain di Google News dan ikuti WhatsApp channel warta-lontar.example</p>",
    "Telegram": (
        "<p><em>"
        "Dapatkan update berita pilihan setiap hari dari Warta Lontar. Mari bergabung di Grup Telegram "
        '"Warta Lontar Update", caranya klik link https://t.me/wartalontar, kemudian join.</em></p>'
    ),
    "channel address": "<p>https://www.whatsapp.com/channel/0029VaLontar</p>",
    "follow account": "<p>Jangan lupa ikuti update berita lainnya dan follow akun Google News Warta Lontar</p>",
    "other content": "<p>Silakan baca konten menarik lainnya dari Warta Lontar di Google News</p>",
    "news seek": "<p>Telusuri berita daerah lainnya</p>",
    "interactive": "<p>Nikmati berita interaktif dan LIVE report 24 jam hanya di LontarX</p>",
    "click here": "<p>Ingin tahu jadwal pembukaan jembatan lainnya? Klik di sini.</p>",
    "caption": '<figure><img src="x.jpg"><figcaption>Jembatan Kali Lontar. (Foto: Warta Lontar)</figcaption></figure>',
    "caption by class": '<div class="foto-caption">Jembatan Kali Lontar saat malam hari</div>',
    "caption as a line": "<p>Jembatan Kali Lontar di malam hari (Foto: Dok. Pemprov)</p>",
    "caption with a sign": "<p>Suasana pembukaan jembatan. ©2026 Warta Lontar</p>",
    "photo note": "<p>(Foto: Istimewa)</p>",
    "tweet": '<blockquote class="twitter-tweet"><p>Jembatan dibuka!</p>&mdash; Desa Lontar (@desalontar)</blockquote>',
    "Instagram": '<blockquote class="instagram-media"><p>A post shared by desa lontar</p></blockquote>',
    "share": '<div class="share-wrapper">Bagikan: <a href="#">Facebook</a></div>',
    "share as a line": "<p>Bagikan:</p>",
    "tags": '<div class="detail__body-tag"><a href="/tag/jembatan">jembatan</a> <a href="/tag/desa">desa</a></div>',
    "tags as a line": "<p>Tags: jembatan, desa, lontar</p>",
    "hashtags": "<p>#jembatan #desa #lontar</p>",
    "comments": "<p>12 Komentar</p>",
    "comment notice": "<p>Isi komentar sepenuhnya adalah tanggung jawab pengguna dan diatur dalam UU ITE.</p>",
    "hoax line": (
        "<p>* Fakta atau Hoaks? Untuk mengetahui kebenaran informasi yang beredar, silakan WhatsApp ke nomor 0800.</p>"
    ),
    "machine": "<p>Konten ini diproduksi dengan bantuan AI dan telah disunting redaksi.</p>",
    "disclaimer": "<p>Disclaimer: Informasi di atas bukan ajakan untuk berinvestasi.</p>",
    "end mark": "<p>***</p>",
    "date line": "<p>Selasa, 3 Februari 2026 | 10:12 WIB</p>",
    "reading time": "<p>Waktu baca 2 menit</p>",
    "script leak": "<script>googletag.cmd.push(function() { googletag.display('x'); });</script>",
    "poster": "<p>Infografis: Jembatan di Kali Lontar dari Masa ke Masa</p>",
    "premium": '<div class="paywall"><p>Berlangganan untuk membaca artikel selengkapnya.</p></div>',
    "subscription line": "<p>Berlangganan untuk membaca artikel selengkapnya.</p>",
    "BBC picture": "<p>Sumber gambar, Getty Images</p>",
}


@pytest.mark.parametrize("form", DROPPED.values(), ids=DROPPED)
@pytest.mark.parametrize("at", [3, 6], ids=["middle", "end"])
def test_what_is_not_the_story_is_dropped(form: str, at: int) -> None:
    body = read(make(paragraphs(*PROSE[:at]), form, paragraphs(*PROSE[at:])))
    assert body.text == "\n\n".join(PROSE)


CREDITS = {
    "wire": ("<p>Pewarta: Ratna Melati<br>Editor: Joko Purwa<br>Copyright © KABAR 2026</p>", "Pewarta: Ratna Melati"),
    "ban": ("<p>Editor: Joko Purwa</p><p>Dilarang keras mengambil konten tanpa izin.</p>", "Editor: Joko Purwa"),
    "bar": ("<p>Penulis: Ratna Melati | Editor: Joko Purwa</p>", "Penulis: Ratna Melati | Editor: Joko Purwa"),
    "spaced": ("<p>Kontributor : Ratna Melati</p>", "Kontributor : Ratna Melati"),
    "both": ("<p>Redaktur &amp; Reporter : Ratna Melati</p>", "Redaktur & Reporter : Ratna Melati"),
    "bracketed": ("<p>(Rep: Ratna Melati / Red: Joko Purwa)</p>", "(Rep: Ratna Melati / Red: Joko Purwa)"),
    "bracketed editor": ("<p>[Redaktur: Joko Purwa]</p>", "[Redaktur: Joko Purwa]"),
    "by": ("<p>Oleh: Ratna Melati</p>", "Oleh: Ratna Melati"),
    "source": ("<p>Sumber: Kabar Nusa</p>", "Sumber: Kabar Nusa"),
    "table": ("<table><tr><td>Penulis</td><td>: Ratna Melati</td></tr><tr><td>Editor</td><td>"
    ": Joko Purwa</td></tr></table>",
              "Penulis | : Ratna Melati"),
    "helped": ("<p>Ratna Melati berkontribusi dalam penulisan artikel ini.</p>",
               "Ratna Melati berkontribusi dalam penulisan artikel ini."),
    "reprint": ("<p>"
    "Artikel ini telah tayang di Kabar Nusa dengan judul Jembatan Dibuka, "
    "https://kabar-nusa.example/1</p>",
                "Artikel ini telah tayang di Kabar Nusa dengan judul Jembatan Dibuka, https://kabar-nusa.example/1"),
    "name": ("<p>(Ratna Melati)</p>", "(Ratna Melati)"),
    "video desk": ("<p>Video Jurnalis: Ratna Melati</p><p>Produser: Joko Purwa</p>", "Produser: Joko Purwa"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "line"), CREDITS.values(), ids=CREDITS)
def test_credits_are_taken_off_the_end_and_kept(form: str, line: str) -> None:
    body = read(make(paragraphs(*PROSE), form))
    assert body.text == "\n\n".join(PROSE)
    assert line in body.credits


def test_credit_glued_to_the_last_sentence() -> None:
    body = read(make(paragraphs(*PROSE[:5], PROSE[5] + "Pewarta: Ratna Melati Editor: Joko Purwa")))
    assert body.text == "\n\n".join(PROSE)
    assert body.credits == ("Pewarta: Ratna Melati Editor: Joko Purwa",)


STAYS = (
    "Baca juga dapat menenangkan pikiran, katanya.",
    "Baca tulis Al-Qur'an diajarkan sejak kelas satu di sekolah itu.",
    "Lihat juga bagaimana warga bekerja bersama, ujar Sutarna kepada tamunya.",
    "Simak penjelasan Sutarna berikut agar tidak keliru memahami aturan itu.",
    "Foto Sutarna bersama warga beredar luas setelah pembukaan jembatan itu.",
    "Video yang beredar di media sosial itu menunjukkan jembatan bergoyang.",
    "Editor buku itu, Ratna Melati, hadir dalam pembukaan jembatan.",
    "Penulis lagu daerah itu menyumbang Rp 5 juta untuk jembatan.",
    "Sumber air di desa itu mengering sejak bulan Agustus, kata warga.",
    "Reporter kantor berita itu sempat jatuh ke kali saat meliput.",
    "Iklan di televisi itu ditarik setelah warga memprotesnya.",
    "Ikuti jejak ayahnya, Sutarna membangun jembatan bersama warga.",
    "Halaman selanjutnya dari buku itu memuat peta desa, kata Sutarna.",
    "Selanjutnya, warga akan menanam pohon di tepi kali.",
    "Oleh karena itu, warga diminta tetap berhati-hati.",
    "Bagikan makanan itu kepada warga, pinta Sutarna.",
    "Menurut dia, berita terkait jembatan itu tidak benar.",
    "Gabung dengan warga, para pelajar membersihkan tepi kali.",
    "Tags nama pada baju petugas itu terbuat dari bambu.",
    "Tonton pertandingan itu di lapangan desa, ajak Sutarna.",
)


@pytest.mark.parametrize("sentence", STAYS)
def test_sentences_that_look_like_boilerplate_stay(sentence: str) -> None:
    assert line_of(sentence) is None
    assert sentence in read(make(paragraphs(*PROSE[:3], sentence, *PROSE[3:]))).text


def test_rules_of_an_outlet_drop_elements_and_lines() -> None:
    html = make(
        paragraphs(*PROSE[:3]),
        '<div class="kotak-abu">Kotak abu-abu dari redaksi.</div>',
        paragraphs("Salam Lontar!", *PROSE[3:]),
    )
    assert "Kotak abu-abu" in read(html).text
    body = read(html, Rules(drop=("div.kotak-abu",), drop_lines=("^Salam Lontar",)))
    assert body.text == "\n\n".join(PROSE)


def test_a_box_that_holds_the_story_is_not_dropped_for_its_name() -> None:
    body = read(make(paragraphs(*PROSE), container='<div class="sosmedsticky author-and-share">'))
    assert body.text == "\n\n".join(PROSE)


def test_every_form_says_where_it_was_seen() -> None:
    text = FILE.read_text(encoding="utf-8")
    blocks = re.split(r"^\[\[(?:form|line)\]\]$", text, flags=re.MULTILINE)[1:]
    assert len(blocks) > 20
    assert [block for block in blocks if not re.search(r'^seen = "\S.+"$', block, re.MULTILINE)] == []


def test_forms_answer_with_kind_and_word() -> None:
    assert form_of("lead entry-content") == ("container", "entry-content")
    assert form_of("box baca-juga-collections") == ("baca_juga", "baca-juga-collections")
    assert form_of("Share-Wrapper") == ("drop", "share-wrapper")
    assert form_of("paragraph") is None
    assert is_label("Baca Juga")
    assert not is_label("Baca juga bukunya")
