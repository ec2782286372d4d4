"""Which line of a page is its headline, where headings and head disagree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.document import parse
from pipelines.items import Page, Rules
from pipelines.metadata import Metadata, read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
TITLE = "Kapal Kayu Tua Ditemukan di Teluk Lontar, Usianya Ditaksir Seabad"
STORY = "".join(f"<p>{'Kapal itu terbenam di lumpur teluk. ' * 7}</p>" for _ in range(2))


def read(body: str) -> Metadata:
    url = "https://kabar.example/daerah/1234/kapal-kayu-tua"
    html = f'<head><meta property="og:title" content="{TITLE} - Kabar Nusantara"></head><body>{body}</body>'
    page = Page(outlet="kabar", url=url, final_url=url, fetched_at=FETCHED, body=html.encode())
    return read_metadata(parse(page), Rules(outlet="kabar", title="Kabar Nusantara"), FETCHED)


def test_the_line_that_says_the_claim_wins_over_a_subheading_that_begins_so() -> None:
    found = read(f"<h5>{TITLE}</h5><p>24 Juli 2026 11:18</p><h3>Kapal Kayu Tua Ditemukan di Teluk Lontar</h3>{STORY}")
    assert (found.title, found.title_from) == (TITLE, "printed")
    assert found.published is not None
    assert found.published.at.isoformat() == "2026-07-24T11:18:00+07:00"


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE} Lebih</h1>{STORY}<p>{TITLE}</p>",  # the first heading is never outdone
        f"<ul><li>Beranda</li><li>{TITLE}</li></ul><h2>{TITLE} Lebih</h2>{STORY}",
    ],
)
def test_a_line_in_passing_is_no_headline(body: str) -> None:
    assert read(body).title == f"{TITLE} Lebih"
