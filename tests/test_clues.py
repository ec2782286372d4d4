"""Clues to what an outlet is: its title, names, zone, language, volume and robots.txt, on values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.probing.clues import (
    guess_language,
    guess_names,
    guess_per_day,
    guess_title,
    guess_zone,
    name_for,
    refused_agents,
    sitemaps_of,
)

DOMAIN = "lontar.example"


@pytest.mark.parametrize(
    ("site_name", "titles", "title"),
    [
        ("Warta Lontar", [], "Warta Lontar"),
        ("", ["Banjir - Warta Lontar", "Gempa | Warta Lontar", "Warta Lontar: Kabar Desa"], "Warta Lontar"),
        ("", ["Lontar - Kabar dari Desa"], "Lontar"),
        ("", ["Banjir Lagi di Damar", "Kabar Desa - Berita Terkini"], "Kabar Desa"),
        ("", ["Banjir Lagi di Damar", "Berita terkini dari desa dan kota"], "Lontar"),
        ("", [], "Lontar"),
        ("Baris\nsatu\x00", [], "Baris satu"),
    ],
)
def test_titles(site_name: str, titles: list[str], title: str) -> None:
    assert guess_title(site_name, titles, DOMAIN)[0] == title


def test_names_are_those_that_texts_open_with_and_that_are_the_outlets() -> None:
    openings = [
        "TIRTASARI, LONTAR.EXAMPLE – Warga",
        "LONTAR NEWS, Damar - Bupati",
        "Damar (WARTA) - Tim",
        "Kata Rangga, ya",
    ]
    names, met = guess_names("Warta Lontar", DOMAIN, openings)
    assert names == ("LONTAR.EXAMPLE", "LONTAR NEWS", "WARTA", "Warta Lontar")
    assert met == 3


def test_printed_zones_go_before_the_offsets_of_machines() -> None:
    utc = datetime(2026, 11, 20, 1, tzinfo=UTC)
    eastern = utc.astimezone(timezone(timedelta(hours=9)))
    assert guess_zone(["Jumat, 20/11/2026 09.30 WITA", "09:31 WITA, 08:31 WIB"], [eastern])[0] == "Asia/Makassar"
    assert guess_zone(["pukul 09.30 di WITA"], [utc, eastern])[0] == "Asia/Jayapura"
    assert guess_zone([], [utc]) == ("Asia/Jakarta", "no time with a zone was seen")


def test_the_language_is_that_of_the_words() -> None:
    assert guess_language(["Warga desa itu tidak akan pergi ke kota"])[0] == "id"
    assert guess_language(["The villagers of the valley will not go to town"])[0] == "en"


def hours(count: int, apart: float) -> list[datetime]:
    return [datetime(2026, 11, 20, 10, tzinfo=UTC) - timedelta(hours=apart * n) for n in range(count)]


@pytest.mark.parametrize(
    ("stamps", "per_day"),
    [
        (hours(48, 2), (6, 18)),  # twelve a day on whole days
        (hours(20, 1), (8, 51)),  # no whole day: a day's pace
        (hours(4, 10), None),
        (hours(30, 0.01), None),
    ],
)
def test_a_days_volume(stamps: list[datetime], per_day: tuple[int, int] | None) -> None:
    assert guess_per_day(stamps, "Asia/Jakarta")[0] == per_day


ROBOTS = """
Sitemap: https://lontar.example/sitemap.xml
sitemap:https://lontar.example/news.xml # berita
User-agent: RobotSatu
User-agent: RobotDua
Disallow: /

User-agent: RobotTiga
Disallow: /
Allow: /berita/

User-agent: *
Disallow: /cari
"""


def test_robots() -> None:
    assert sitemaps_of(ROBOTS) == ["https://lontar.example/sitemap.xml", "https://lontar.example/news.xml"]
    assert refused_agents(ROBOTS) == ("RobotSatu", "RobotDua")
    assert refused_agents("User-agent: *\nDisallow: /") == ("*",)
    assert refused_agents("Disallow: /") == ()


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("lontar.example", "lontar"),
        ("www.warta-lontar.co.id", "warta_lontar"),
        ("bali.lontar.com", "lontar_bali"),
        ("20lontar.id", "situs_20lontar"),
        ("127.0.0.1:8080", "situs_127_0_0_1_8080"),
    ],
)
def test_a_name_for_a_domain(domain: str, name: str) -> None:
    assert name_for(domain) == name
