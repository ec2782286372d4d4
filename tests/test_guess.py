"""Patterns guessed from addresses of every shape that Indonesian outlets use, on invented ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.probing.guess import Seen, guess_pattern

DOMAIN = "lontar.example"
ROOT = f"https://{DOMAIN}"
SECTIONS = ("nasional", "daerah", "gaya-hidup", "olahraga")
SLUGS = (
    "jembatan-kali-lontar-dibuka-lagi", "warga-sukamekar-panen-raya-padi", "tim-voli-putri-juara-antardesa",
    "festival-layang-layang-sedot-penonton", "harga-cabai-turun", "perahu-wisata-kini-wajib-pelampung",
    "sekolah-terapung-dapat-guru-baru", "pasar-malam-ditutup-sepekan", "gempa-kecil-guncang-lembah-damar",
    "kopi-lereng-sangkala-naik-kelas", "bupati-tinjau-tanggul-yang-retak", "rob",
)  # fmt: skip
CODES = ("D43J78cJp9", "b2kZ99Qmw1", "aB3dE5fG7h", "Zk8mN2pQ4r", "q1W2e3R4t5", "y6U7i8O9p0") * 2
MENU = [Seen(url=f"{ROOT}/{name}", text=name.title()) for name in SECTIONS]
OTHERS = [
    Seen(url=f"{ROOT}/tag/banjir-kali-lontar-2026", text="banjir"),
    Seen(url=f"{ROOT}/search?q=banjir", text="Cari"),
    Seen(url=f"{ROOT}/penulis/rangga-wiratmaja", text="Rangga"),
    Seen(url=f"{ROOT}/pedoman-media-siber", text="Pedoman Media Siber"),
    Seen(url=f"{ROOT}/indeks", text="Indeks"),
    Seen(url=f"{ROOT}/", text="Warta Lontar"),
]


def made(form: str, *, slugs: tuple[str, ...] = SLUGS, section: str = "") -> list[str]:
    return [
        ROOT + form.format(
            section=section or SECTIONS[n % 4], slug=slug, id=8841 + 77 * n, code=CODES[n], y=2026, m=11, d=10 + n
        )
        for n, slug in enumerate(slugs)
    ]  # fmt: skip


FORMS = {
    "dated": "/{section}/read/{y}/{m}/{d}/{id}/{slug}",
    "wordpress": "/{y}/{m}/{d}/{slug}/",
    "day in one": "/{section}/{y}{m}{d}/{id}/{slug}",
    "numbered": "/berita/{id}/{slug}",
    "section and number": "/{section}/{id}/{slug}",
    "prefix in slug": "/{section}/berita-{id}-{slug}.html",
    "short prefix": "/{section}/pr-{id}/{slug}",
    "glued prefix": "/read{id}/{slug}",
    "number before slug": "/{section}/{id}-{slug}",
    "number after slug": "/{section}/{slug}-{id}00",
    "code after slug": "/{section}/{slug}-{code}",
    "query": "/baca.php?id={id}",
    "subdomain": "//{section}.lontar.example/read/{id}/{slug}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_pattern_takes_all_articles_and_their_like_and_nothing_else(form: str) -> None:
    articles = made(form)
    if form.startswith("//"):
        articles = ["https:" + url.removeprefix(ROOT) for url in articles]
    pattern = guess_pattern(DOMAIN, articles[:-2], [*MENU, *OTHERS])
    assert pattern is not None
    assert pattern.listed
    assert pattern.accepted == pattern.of == len(articles) - 2
    assert pattern.rejected == len(MENU) + len(OTHERS) - 1  # the front page itself is not among the links
    assert not pattern.missed
    assert not pattern.doubtful
    assert all(pattern.accepts(url) for url in articles[-2:])
    assert not any(pattern.accepts(one.key) for one in [*MENU, *OTHERS])
    assert not pattern.accepts(f"{ROOT}.jahat.example/berita/8841/jembatan-kali-lontar-dibuka")


@pytest.mark.parametrize("form", ["/{slug}", "/{slug}/", "/{section}/{slug}", "/{section}/{slug}.html"])
def test_where_only_the_slug_tells_it_is_the_words_that_count(form: str) -> None:
    articles = made(form, slugs=tuple(slug for slug in SLUGS if slug.count("-") >= 2))
    pattern = guess_pattern(DOMAIN, articles, [*MENU, *OTHERS])
    assert pattern is not None
    assert pattern.accepted == pattern.of
    assert not any(pattern.accepts(one.key) for one in [*MENU, *OTHERS])
    assert not pattern.accepts(f"{ROOT}/kategori/berita-daerah-lontar-raya")


def test_a_section_that_all_listed_articles_share_is_not_part_of_the_pattern() -> None:
    pattern = guess_pattern(DOMAIN, made("/{section}/{id}/{slug}", section="nasional"), MENU)
    assert pattern is not None
    assert pattern.accepts(f"{ROOT}/daerah/9000/jalan-baru-dibuka")


def test_a_tag_of_the_same_shape_is_kept_out_where_any_word_may_be_the_section() -> None:
    pattern = guess_pattern(DOMAIN, made("/{section}/{id}/{slug}"), MENU)
    assert pattern is not None
    assert not pattern.accepts(f"{ROOT}/tag/123/banjir")
    assert not pattern.accepts(f"{ROOT}/kategori/99/nasional")


def test_a_word_that_all_articles_share_is() -> None:
    pattern = guess_pattern(DOMAIN, made("/warta/{id}/{slug}"), MENU)
    assert pattern is not None
    assert not pattern.accepts(f"{ROOT}/album/9000/jalan-baru-dibuka")


def test_articles_of_two_shapes_have_two_alternatives() -> None:
    articles = [*made("/berita/{id}/{slug}"), *made("/{y}/{m}/{d}/{slug}")[:4]]
    pattern = guess_pattern(DOMAIN, articles, MENU)
    assert pattern is not None
    assert pattern.accepted == 16


def test_one_stray_address_gets_no_shape_and_is_told() -> None:
    stray = f"{ROOT}/khusus/edisi/cetak/harian"
    pattern = guess_pattern(DOMAIN, [*made("/berita/{id}/{slug}"), stray], MENU)
    assert pattern is not None
    assert pattern.missed == (stray,)


def test_without_a_list_links_that_look_like_articles_must_do() -> None:
    links = [Seen(url=url, text="Empat kata atau lebih") for url in made("/{section}/{id}/{slug}")]
    pattern = guess_pattern(DOMAIN, (), [*MENU, *OTHERS, *links])
    assert pattern is not None
    assert not pattern.listed
    assert pattern.accepted == 12
    assert not any(pattern.accepts(one.key) for one in [*MENU, *OTHERS])


def test_two_listed_articles_are_laid_beside_their_like_on_the_front_page() -> None:
    listed = made("/{section}/{id}/{slug}", section="nasional")[:2]
    links = [Seen(url=url, text="Empat kata atau lebih") for url in made("/{section}/{id}/{slug}")]
    pattern = guess_pattern(DOMAIN, listed, links)
    assert pattern is not None
    assert (pattern.accepted, pattern.of) == (2, 2)
    assert pattern.further == 12 - 1  # one of the front page's is listed too


def test_where_nothing_looks_like_an_article_there_is_no_pattern() -> None:
    assert guess_pattern(DOMAIN, (), [*MENU, *OTHERS]) is None
    assert guess_pattern(DOMAIN, (), ()) is None


def test_fifty_thousand_addresses_are_a_matter_of_seconds_at_most() -> None:
    listed = [f"{ROOT}/{SECTIONS[n % 4]}/{n}/{SLUGS[n % 12]}" for n in range(20_000)]
    links = [Seen(url=f"{url}-lagi") for url in listed]
    began = datetime.now(UTC)
    pattern = guess_pattern(DOMAIN, listed, links)
    assert pattern is not None
    assert pattern.accepted == 20_000
    assert datetime.now(UTC) - began < timedelta(seconds=20)
