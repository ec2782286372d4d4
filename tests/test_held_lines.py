"""Expressions that may begin anywhere in a line are asked of lines with one of their words: none is missed by it."""

from __future__ import annotations

from pipelines.boilerplate import held_forms, line_of

#: A line for each expression that is asked of lines with a word of its own alone, in the order of the file.
HELD = (
    "Anda harus masuk untuk memberikan komentar",
    "Ratna Melati | Selasa, 3 Feb 2026 10:15 WIB",
    "Unlimited stories, no advertisements, no interruptions",
    "Silakan berlangganan agar dapat membaca kelanjutannya",
    "Untuk mengetahui jadwalnya klik di sini",
    "Kabar desa tersedia di t.me/wartalontar setiap pagi",
    "Karena itu KOMPAS.com berkomitmen menyajikan fakta",
    "Mari dukung terus jurnalisme warga",
    "This platform is system supported by Lontar Labs",
    "Jembatan Kali Lontar Dibuka ● Mon, Feb 2, 2026",
    "var kotak = window.lontar = (adsbygoogle || []);",
    "Artikel ini telah dibaca 84 kali",
    "Redaksi sangat menghargai pendapat Anda. Bagikan pengalaman Anda.",
    "Nikmati dan baca berita tanpa iklan",
    "Ikuti lomba menulis di osc.medcom.id",
    "Isi tulisan ini sepenuhnya menjadi tanggung jawab penulis",
    "Ratna Melati berkontribusi dalam penulisan artikel ini",
    "Warta Lontar | Kabar Desa dan Kota reporter: Joko Purwa",
    "Jembatan Kali Lontar (c) Warta Lontar",
    "Warga menyeberang di atas jembatan. Foto oleh: Joko Purwa",
    "Warga menyeberang di atas jembatan (Foto: Joko Purwa)",
    "Warga menyeberang di atas jembatan ANTARA FOTO/Joko Purwa",
    "Warga menyeberang di atas jembatan/istimewa",
)


def test_an_expression_that_may_begin_anywhere_is_asked_where_one_of_its_words_stands() -> None:
    forms = held_forms()
    assert len(forms) == len(HELD)
    for line, form in zip(HELD, forms, strict=True):
        assert form.pattern.match(line), line
        for printed in (line, f"- {line}"):
            assert line_of(printed) == (form.kind, ""), line
        assert [word for word in form.holds if word != word.lower()] == []
