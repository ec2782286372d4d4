"""Reasons not to keep a page, each with the page that gives it and the one beside it that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.document import parse
from pipelines.extract import Body
from pipelines.items import Page, Rules
from pipelines.metadata import read_metadata
from pipelines.refuse import FEWEST_WORDS, REASONS, Draft, refuse
from tests.site import story

URL = "https://contoh.example/berita/jalan"
RULES = Rules(outlet="contoh", article=r"/berita/[a-z-]+$")


def draft(title: str = "Warga membangun jalan", words: int = 100, rules: Rules = RULES, **values: Any) -> Draft:
    plain: dict[str, Any] = {"outlet": "contoh", "url": URL, "final_url": URL, "body": story(title)}
    page = Page(fetched_at=datetime(2026, 6, 20, tzinfo=UTC), **(plain | values))
    metadata = read_metadata(parse(page), rules, page.fetched_at)
    return Draft(page=page, rules=rules, metadata=metadata, body=Body(text=" ".join(["kata"] * words)))


def outcome(of: Draft) -> str | None:
    found = refuse(of)
    return found[0] if found else None


def test_a_story_is_not_refused() -> None:
    assert outcome(draft()) is None
    assert outcome(draft(rules=Rules(), url="", final_url="")) is None


@pytest.mark.parametrize(
    "path", ["/login", "/login?next=/berita/jalan", "/auth/x", "/masuk", "/account/login", "/sso/"]
)
def test_led_to_a_login_page(path: str) -> None:
    assert refuse(draft(final_url="https://contoh.example" + path)) == (
        "login", f"led to https://contoh.example{path}",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["masukan-warga", "login-gagal", "author/berita"])
def test_a_story_about_logging_in_is_none(name: str) -> None:
    url = f"https://contoh.example/berita/{name}"
    assert outcome(draft(url=url, final_url=url)) is None


@pytest.mark.parametrize("front", ["https://contoh.example", "https://contoh.example/", "http://www.contoh.example//"])
def test_led_to_the_front_page(front: str) -> None:
    assert refuse(draft(final_url=front)) == ("soft_404", f"led to the front page {front}")


def test_an_article_that_lives_in_the_query_is_no_front_page() -> None:
    assert outcome(draft(final_url="https://contoh.example/?p=123", rules=Rules())) is None
    root = "https://contoh.example/"
    assert outcome(draft(url=root, final_url=root, rules=Rules())) is None


@pytest.mark.parametrize(
    "title",
    ["404", "404 Not Found", "Error 404", "Halaman Tidak Ditemukan", "Halaman yang Anda cari tidak dapat ditemukan",
     "Maaf, halaman ini sudah tidak ada", "Page not found - Contoh", "Konten tidak tersedia", "404: Tidak ada"],
)  # fmt: skip
def test_a_page_that_says_that_there_is_nothing(title: str) -> None:
    assert outcome(draft(title)) == "soft_404"


@pytest.mark.parametrize(
    "title", ["404 warga mengungsi akibat banjir", "Halaman rumah warga tergenang", "Pesawat hilang belum ditemukan"]
)
def test_a_headline_that_only_begins_so_is_a_headline(title: str) -> None:
    assert outcome(draft(title)) is None


def test_a_long_story_under_such_a_title_is_kept() -> None:
    assert outcome(draft("Halaman tidak ditemukan", words=150)) is None


def test_led_to_what_is_no_article() -> None:
    undated = story("Kumpulan berita", published="")
    assert outcome(draft(final_url="https://contoh.example/tag/jalan", body=undated)) == "not_an_article"


@pytest.mark.parametrize(
    "values",
    [
        {"final_url": "https://contoh.example/berita/jalan-baru"},
        {"final_url": "https://contoh.example/tag/jalan", "rules": Rules()},
        {"final_url": "https://contoh.example/lain/jalan", "body": story("Warga membangun jalan")},
        {"final_url": ""},
    ],
)
def test_led_to_another_address_of_an_article(values: dict[str, Any]) -> None:
    assert outcome(draft(**values)) is None


def test_without_a_title_there_is_no_story() -> None:
    assert refuse(draft(body=b"<html><body><p>kata</p></body></html>")) == ("not_an_article", "no title")


@pytest.mark.parametrize(
    "title",
    ["Pedoman Media Siber", "Tentang Kami", "Kode Etik Jurnalistik", "Redaksi", "Susunan Redaksi", "Disclaimer",
     "Syarat dan Ketentuan Umum", "Petunjuk Penggunaan Umum", "Kebijakan Privasi", "Terms of Service"],
)  # fmt: skip
def test_what_an_outlet_says_of_itself_is_no_story(title: str) -> None:
    assert outcome(draft(title)) == "not_an_article"
    assert outcome(draft(f"{title} Kabar Lontar", rules=Rules(title="Kabar Lontar"))) == "not_an_article"


def test_an_outlet_speaks_of_itself_under_an_address_of_its_own() -> None:
    for last, refused in (("pedoman-media-siber.html", True), ("pedoman-media-siber-direvisi", False)):
        url = f"https://contoh.example/{last}"
        assert (outcome(draft("Halaman ini", rules=Rules(), url=url, final_url=url)) == "not_an_article") is refused


@pytest.mark.parametrize(
    "title",
    ["Pedoman Media Siber Direvisi Dewan Pers", "Kode Etik Dilanggar, Redaksi Ditegur", "Redaksi Koran Tua Pindah",
     "Syarat dan Ketentuan Bantuan Bibit Padi", "Tentang Kami yang Menjaga Hutan"],
)  # fmt: skip
def test_news_about_such_words_is_news(title: str) -> None:
    assert outcome(draft(title)) is None


def test_too_few_words() -> None:
    assert refuse(draft(words=FEWEST_WORDS - 1)) == ("too_short", f"{FEWEST_WORDS - 1} words")
    assert outcome(draft(words=FEWEST_WORDS)) is None


@pytest.mark.parametrize("kind", ["photo", "video", "live"])
def test_pages_of_pictures_may_be_short(kind: Any) -> None:
    short = draft(words=0)
    assert outcome(replace(short, metadata=replace(short.metadata, kind=kind))) is None


def test_a_paywall_leaves_few_words() -> None:
    short = draft(words=5)
    assert outcome(replace(short, metadata=replace(short.metadata, paywalled=True))) is None


def test_the_first_reason_is_given() -> None:
    assert [reason.__name__ for reason in REASONS] == [
        "login", "front_page", "served_front", "missing", "foreign", "untitled", "imprint", "too_short",
    ]  # fmt: skip
    assert outcome(draft("404", words=0, final_url="https://contoh.example/login")) == "login"
