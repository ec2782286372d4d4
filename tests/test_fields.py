"""An article's object: what its fields are called, and what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from crawler.listings.fields import fill, published_of, title_of, words_of

WIT = timezone(timedelta(hours=9))
NOW = datetime(2026, 7, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"published_at": "2026-07-24 08:10:08"}, datetime(2026, 7, 24, 8, 10, 8, tzinfo=WIT)),
        ({"datePublished": "2026-07-24T08:10:00Z"}, datetime(2026, 7, 24, 8, 10, tzinfo=UTC)),
        ({"publishTime": 1784847600}, datetime(2026, 7, 23, 23, tzinfo=UTC)),
        ({"published": "1784847600000"}, datetime(2026, 7, 23, 23, tzinfo=UTC)),
        ({"published_date": {"$date": "2026-07-24T08:10:00Z"}}, datetime(2026, 7, 24, 8, 10, tzinfo=UTC)),
        ({"tanggal_terbit": "Jumat, 24 Juli 2026 08:10 WIB"}, datetime(2026, 7, 24, 1, 10, tzinfo=UTC)),
        ({"date_gmt": "2026-07-24T08:10:00"}, datetime(2026, 7, 24, 8, 10, tzinfo=UTC)),
        ({"updated": "2026-07-25 08:00", "created": "2026-07-24 08:10"}, datetime(2026, 7, 23, 23, 10, tzinfo=UTC)),
        ({"publish_status": "1", "is_published": True, "published_by": "2026-01-01"}, None),
        ({"published_at": "0000-00-00 00:00:00", "date": 7}, None),
        ({"published_at": float("inf"), "created": -5}, None),
    ],
)  # fmt: skip
def test_dates(fields: dict[str, Any], published: datetime | None) -> None:
    moment = published_of(fields, WIT, NOW)
    assert (moment.at if moment else None) == published


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": " ", "judul": "Laut"}, "Laut"),
        ({"title": {"rendered": "Laut"}}, "Laut"),
        ({"image_title": "Foto", "seoTitle": "Cari", "newsTitle": "Laut"}, "Laut"),
        ({"subtitle": "Kecil", "section_title": "Daerah"}, None),
    ],
)
def test_titles(fields: dict[str, Any], title: str | None) -> None:
    assert title_of(fields) == title


def test_words_of_names() -> None:
    assert words_of("publishedAt") == {"published", "at"}
    assert words_of("canonical_URLPath") == {"canonical", "url", "path"}


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"a": {"b": "x"}, "id": 7}, "https://h/x/7"),
        ({"a": {"b": "../.."}, "id": 7}, "https://h/../../7"),
        ({"a": None, "id": 7}, None),
        ({"a": {"b": ""}, "id": 7}, None),
        ({"a": {"b": True}, "id": 7}, None),
        ({"a": [{"b": "x"}], "id": 7}, None),
    ],
)
def test_template_of_addresses(fields: dict[str, Any], address: str | None) -> None:
    assert fill("https://h/{a.b}/{id}", fields) == address
