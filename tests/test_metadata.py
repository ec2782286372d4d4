"""What a page says about itself: title, section, tags, kind, canonical address, picture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.canonical import normal
from pipelines.document import parse
from pipelines.items import Page, Rules
from pipelines.metadata import Metadata, read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
RULES = Rules(outlet="kabar", title="Kabar Nusantara", domains=("kabar.example",), article=r"/\d{4}/[a-z0-9-]+$")
TITLE = "Jembatan Gantung Desa Sukamaju Dibuka Lagi"
URL = "https://www.kabar.example/daerah/1234/jembatan-gantung-desa-sukamaju-dibuka-lagi"


def read(head: str = "", body: str = "", *, url: str = URL, rules: Rules = RULES, headline: str = "") -> Metadata:
    headline = headline or f"<h1>{TITLE}</h1>"
    html = (
        f"<html><head>{head}</head><body>{headline}<p>{'Warga menyeberang dengan tenang. ' * 9}</p>{body}</body></html>"
    )
    page = Page(outlet="kabar", url=url, final_url=url, fetched_at=FETCHED, body=html.encode())
    return read_metadata(parse(page), rules, FETCHED)


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Kabar Nusantara">'


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "claim",
    [
        TITLE,
        f"{TITLE} - Kabar Nusantara",
        f"{TITLE} | Kabar.example",
        f"{TITLE} : Kabar Nusantara Daerah",
        f"Kabar Nusantara: {TITLE}",
        f"{TITLE} - Halaman 2",
        f"{TITLE} Halaman all - Kabar Nusantara",
        f"{TITLE[:30]}...",
    ],
)
@pytest.mark.parametrize("printed", [True, False])
def test_the_title_is_the_headline_without_what_the_head_adds(claim: str, printed: bool) -> None:
    headline = "" if printed else "<h1>Kabar Nusantara</h1>"
    found = read(og(claim), headline=headline)
    if printed or not claim.endswith("..."):
        assert found.title == TITLE
    assert found.title_from == ("h1" if printed else "og:title")


def test_the_heading_that_agrees_is_the_headline() -> None:
    headline = f"<h1>Daerah</h1><h2>{TITLE}</h2><h2>Jembatan Lain di Desa Lain Ditutup</h2>"
    found = read(og(TITLE), headline=headline)
    assert (found.title, found.title_from) == (TITLE, "h2")


def test_a_headline_that_is_no_heading_is_found_by_its_words() -> None:
    found = read(og(f"{TITLE} - Kabar Nusantara"), headline=f'<div class="judul">{TITLE}</div>')
    assert (found.title, found.title_from) == (TITLE, "printed")


def test_the_headline_wins_over_a_head_that_words_it_otherwise() -> None:
    assert read(og("Asyik, Warga Bisa Menyeberang")).title == TITLE


def test_a_rubric_inside_the_heading_is_not_the_title() -> None:
    headline = f"<h1><small>Kabar Desa</small> {TITLE}</h1>"
    stamp = ld(f'{{"@type": "NewsArticle", "headline": "{TITLE}"}}')
    assert read(og(TITLE) + stamp, headline=headline).title == TITLE


def test_entities_escaped_twice_are_decoded_twice() -> None:
    headline = "<h1>Warga &amp;quot;Sukamaju&amp;quot; Bangun Jembatan &amp; Jalan</h1>"
    assert read(headline=headline).title == 'Warga "Sukamaju" Bangun Jembatan & Jalan'


@pytest.mark.parametrize(
    ("head", "body", "section"),
    [
        ("", '<div class="breadcrumb"><a>Home</a> / <a>Daerah</a> / <a>Jawa Timur</a></div>', "Jawa Timur"),
        ("", '<ul class="bread-crumb"><li>Kabar Nusantara</li><li>» EKONOMI</li></ul>', "EKONOMI"),
        ('<meta property="article:section" content="Ekonomi">', "", "Ekonomi"),
        (ld('{"@type": "NewsArticle", "articleSection": ["Olahraga"]}'), "", "Olahraga"),
        ("", "", "Daerah"),
    ],
)
def test_the_section(head: str, body: str, section: str) -> None:
    assert read(og(TITLE) + head, body).section == section


def test_the_breadcrumb_of_json_ld_ends_before_the_story() -> None:
    items = ", ".join(f'{{"@type": "ListItem", "name": "{name}"}}' for name in ("Home", "Ekonomi", TITLE))
    assert read(ld(f'{{"@type": "BreadcrumbList", "itemListElement": [{items}]}}')).section == "Ekonomi"


def test_printed_tags_come_before_claimed_ones_and_two_in_one_are_two() -> None:
    tags = '<div class="tags">Tag: <a href="/tag/j">#Jembatan</a> <a href="/tag/d">Desa Sukamaju; Jembatan</a></div>'
    menu = '<aside><ul><li><a href="/tag/populer">Populer</a></li></ul></aside>'
    head = '<meta name="keywords" content="berita, jembatan gantung">'
    assert read(head, menu + tags).tags == ("Jembatan", "Desa Sukamaju")
    assert read(head).tags == ("berita", "jembatan gantung")


def test_links_to_tags_in_sentences_are_no_tag_list() -> None:
    body = f'<p>Warga <a href="/tag/desa">desa</a> {"berterima kasih kepada semua pihak. " * 4}</p>'
    assert read("", body).tags == ()


def test_a_description_cut_into_words_is_no_list_of_tags() -> None:
    words = "warga, sukamaju, kembali, menyeberang, dengan, tenang"
    head = '<meta name="description" content="Warga Sukamaju kembali menyeberang dengan tenang">'
    assert read(f'{head}<meta name="keywords" content="{words}">').tags == ()


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("", URL),
        (f'<link rel="canonical" href="{URL}?utm_source=x&page=all#komentar">', URL),
        ('<link rel="canonical" href="/daerah/1234/Jembatan-Baru">', URL),  # no article by the rules: not believed
        ('<link rel="canonical" href="https://www.kabar.example/">', URL),
        ('<link rel="canonical" href="https://lain.example/daerah/1234/jembatan">', URL),
        (
            '<link rel="canonical" href="https://KABAR.example/d/1234/jembatan">',
            "https://kabar.example/d/1234/jembatan",
        ),
        (
            '<link rel="canonical" href="https://kabar.example/"><meta property="og:url" content="/d/1234/jembatan">',
            "https://www.kabar.example/d/1234/jembatan",
        ),
    ],
)
def test_the_canonical_address(head: str, canonical: str) -> None:
    assert read(head).canonical == canonical


@pytest.mark.parametrize("host", ["m.kabar.example", "amp.kabar.example"])
def test_mobile_and_amp_lead_to_the_desktop_article_where_the_page_says_so(host: str) -> None:
    found = f"https://{host}/daerah/1234/jembatan?amp=1"
    assert read(f'<link rel="canonical" href="{URL}">', url=found).canonical == URL
    assert read(url=found).canonical == f"https://{host}/daerah/1234/jembatan"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTP://Kabar.example:80/Read/2026/Judul.Berita?single=1", "https://kabar.example/Read/2026/Judul.Berita"),
        ("https://kabar.example/?p=123&fbclid=x", "https://kabar.example/?p=123"),
        ("https://kabar.example:8443//a/b?id=7&showpage=all#x", "https://kabar.example:8443//a/b?id=7"),
    ],
)
def test_an_address_has_one_spelling(url: str, clean: str) -> None:
    assert normal(url) == clean


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        (URL, TITLE, "news"),
        ("https://kabar.example/foto/1234/jembatan-gantung", TITLE, "photo"),
        ("https://kabar.example/daerah/1234/jembatan-gantung", f"VIDEO: {TITLE}", "video"),
        ("https://kabar.example/opini/1234/jembatan-gantung", TITLE, "opinion"),
        ("https://kabar.example/cek-fakta/1234/jembatan-gantung", TITLE, "factcheck"),
        ("https://kabar.example/advertorial/1234/jembatan-gantung", TITLE, "advertorial"),
    ],
)
def test_the_kind(url: str, title: str, kind: str) -> None:
    assert read(url=url, headline=f"<h1>{title}</h1>").kind == kind


def test_a_fact_check_names_its_claim() -> None:
    review = ld('{"@type": "ClaimReview", "claimReviewed": "Jembatan runtuh"}')
    assert read(review).claim == "Jembatan runtuh"
    assert (
        read(headline="<h1>[SALAH] Jembatan Gantung Desa Sukamaju Runtuh</h1>").claim
        == "Jembatan Gantung Desa Sukamaju Runtuh"
    )


def test_a_wall_is_seen_in_the_stamp_and_in_print() -> None:
    assert read(ld('{"@type": "NewsArticle", "isAccessibleForFree": "False"}')).paywalled
    assert read("", "<p>Berlangganan untuk membaca artikel selengkapnya.</p>").paywalled
    assert not read("", "<p>Warga berlangganan air bersih sejak jembatan itu dibangun lagi.</p>").paywalled


def test_the_picture_and_its_caption() -> None:
    body = "<figure><img src='/a.jpg'><figcaption>Perbesar Jembatan di Sukamaju (Kabar/Rina)</figcaption></figure>"
    found = read('<meta property="og:image" content="/gambar/jembatan.jpg">', body)
    assert found.image == "https://www.kabar.example/gambar/jembatan.jpg"
    assert found.image_caption == "Jembatan di Sukamaju (Kabar/Rina)"


def test_the_page_is_left_as_it_was() -> None:
    from lxml import etree

    page = Page(
        outlet="kabar", url=URL, final_url=URL, fetched_at=FETCHED, body=f"<h1>{TITLE}</h1><p>Satu.</p>".encode()
    )
    document = parse(page)
    before = etree.tostring(document.tree)
    read_metadata(document, RULES, FETCHED)
    assert etree.tostring(document.tree) == before


def test_an_empty_page_has_no_title() -> None:
    found = read(headline="<p>Halo.</p>", url="https://kabar.example/")
    assert (found.title, found.title_from, found.published, found.tags) == ("", None, None, ())


@pytest.mark.parametrize(
    ("before", "section"),
    [
        ("<div><a href='/'>Beranda</a> / <a href='/kategori/pesisir'>Pesisir</a></div>", "Pesisir"),
        ("<p class='kanal'><a href='/pesisir'>Pesisir</a></p>", "Pesisir"),
        ("<p class='kanal'><a href='/x/1' itemprop='articleSection'>Pesisir</a></p>", "Pesisir"),
        ("<script>gtag('config', 'X', {'content_group': 'Pesisir'});</script><b>Pesisir</b><br>", "Pesisir"),
        ("<script>gtag('config', 'X', {'content_group': 'Halaman Artikel'});</script>", "Daerah"),
        ("<div><a href='/indeks.php?id=3'>Jembatan Lain Ditutup</a></div>", "Daerah"),
        ("<p class='kanal'><a href='http://[l]/pesisir'>Pesisir</a></p>", "Daerah"),  # no address; found by fuzzing
    ],
)
def test_a_section_above_the_headline_needs_no_class(before: str, section: str) -> None:
    assert read(headline=f"{before}<h1>{TITLE}</h1>").section == section


def test_a_breadcrumb_that_says_news_only_is_better_than_nothing() -> None:
    trail = "<div class='breadcrumb'><a href='/'>Kabar</a> <a href='/berita'>Berita</a></div>"
    url = "https://www.kabar.example/berita/jembatan-gantung-desa-sukamaju-dibuka-lagi"
    assert read(url=url, headline=f"{trail}<h1>{TITLE}</h1>").section == "Berita"


def test_a_page_of_tables_prints_its_headline_in_bold() -> None:
    head = f"<title>.:: Kabar Nusantara Online ::. {TITLE}</title>"
    found = read(head, headline=f"<td><font size=4><b>{TITLE}</b></font><br>Senin, 20-07-2026 | 11:20:05 WIB<br></td>")
    assert (found.title, found.title_from) == (TITLE, "printed")
    assert found.published is not None
    assert found.published.at.isoformat() == "2026-07-20T11:20:05+07:00"


def test_an_address_after_the_title_is_always_the_outlets() -> None:
    assert read(f"<title>{TITLE} - Halaman 2 - Lain.com</title>", headline="<h1></h1>").title == TITLE


def test_keywords_that_name_the_outlet_and_nothing_of_the_story_are_no_tags() -> None:
    assert read('<meta name="keywords" content="kabar, kabar terkini, kabar nusantara">').tags == ()
    assert read('<meta name="keywords" content="jembatan gantung, kabar nusantara">').tags == ("jembatan gantung",)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("LIVE Sidang Sengketa Pulau Karang di Kota Mandala", "live"),
        ("LIVE STREAMING Laga Persada lawan Bahari Malam Ini", "news"),
        ("LIVE SIDANG SENGKETA PULAU KARANG DI KOTA MANDALA", "news"),
    ],
)
def test_live_in_capitals_opens_a_live_report(title: str, kind: str) -> None:
    assert read(og(title), headline=f"<h1>{title}</h1>").kind == kind


@pytest.mark.parametrize(
    ("kind", "titles"),
    [("news", ["5 Perenang Terbaik", "Lia dan 3 Perenang"]), ("opinion", ["Menjaga Sungai", "10 Tahun Otonomi"])],
)  # fmt: skip
def test_a_list_is_no_editorial_whatever_its_rubric(kind: str, titles: list[str]) -> None:
    for title in titles:
        assert read(url="https://kabar.example/editorial/1234", headline=f"<h1>{title}</h1>").kind == kind


def test_a_column_is_known_by_its_first_word() -> None:
    trail = "<div class='breadcrumb'><a href='/'>Home</a> <a href='/c'>Catatan Redaktur</a></div>"
    assert read(headline=f"{trail}<h1>{TITLE}</h1>").kind == "opinion"


@pytest.mark.parametrize(
    "body",
    [
        '<p>Salah satu akun menuliskan: "Garam di selokan dijamin mengusir banjir."</p>',
        "<h2>Narasi</h2><p>“Garam di selokan dijamin mengusir banjir.”</p>",
        "<p>Klaim: Garam di selokan dijamin mengusir banjir.</p>",
    ],
)
def test_a_fact_check_quotes_its_claim(body: str) -> None:
    title = "Cek Fakta: Tidak Benar Garam Mengusir Banjir dari Rumah"
    assert read(og(title), body, headline=f"<h1>{title}</h1>").claim == "Garam di selokan dijamin mengusir banjir."


def test_a_wall_in_english() -> None:
    assert read("", "<div><h3>to Read Full Story</h3><p>Purchase access to this article.</p></div>").paywalled
    assert not read("", "<p>Residents read the full story on a board by the bridge.</p>").paywalled
