"""The caption of the picture at the head of a story, however its element is called."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.document import parse
from pipelines.items import Page, Rules
from pipelines.metadata import read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
URL = "https://kabar.example/daerah/1234/perahu-baru-warga-muara-lontar"
CAPTION = "Warga menurunkan perahu di Muara Lontar"
STORY = "".join(f"<p>{'Perahu itu dibuat warga dari kayu ulin. ' * 6}</p>" for _ in range(3))
FOOT = '<div class="foot-copyright">Copyright 2026 Kabar Nusantara, semua hak dilindungi</div>'


def caption(body: str) -> str | None:
    html = f"<html><body><h1>Perahu Baru Warga Muara Lontar</h1>{body}</body></html>"
    page = Page(outlet="kabar", url=URL, final_url=URL, fetched_at=FETCHED, body=html.encode())
    return read_metadata(parse(page), Rules(outlet="kabar", title="Kabar Nusantara"), FETCHED).image_caption


@pytest.mark.parametrize(
    "picture",
    [
        f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>',
        f'<div class="detail"><img src="a.jpg"><p class="detail__copyright">{CAPTION}</p></div>',
        f'<div><img src="a.jpg"></div><div class="kbr-copyright">{CAPTION}</div>',
        f'<div class="pic"><center><img src="a.jpg"></center><span class="fz-7">{CAPTION}</span></div>',
        f'<div><amp-img src="a.jpg"></amp-img><div>{CAPTION}</div></div>',
        f'<div><a href="/big"><img src="a.jpg"></a> {CAPTION}</div>',
    ],
)
def test_the_line_with_the_first_picture_is_its_caption(picture: str) -> None:
    assert caption(picture + STORY + FOOT) == CAPTION


def test_in_the_story_itself_a_caption_says_whose_the_picture_is() -> None:
    owned = f"{CAPTION} (Foto: Lia Samudra)"
    assert caption(f'<div><img src="a.jpg"><span>{owned}</span>{STORY}</div>') == owned
    assert caption(f'<div><img src="a.jpg"><p>Perahu itu dibuat dari kayu.</p>{STORY}</div>') is None


@pytest.mark.parametrize(
    "body",
    [
        f"{STORY}{FOOT}",
        '<div><img src="a.jpg"></div><div class="copyright">© Kabar Nusantara</div>' + STORY,
        '<div><img src="a.jpg"><span>Penulis: Lia Samudra Pertiwi</span></div>' + STORY,
        '<div><img src="a.jpg"><span>Jumat, 24 Juli 2026 08:15 WIB</span></div>' + STORY,
        f'<div><img src="/icon/share.png"><span>{CAPTION}</span></div>{STORY}',
        f'<div><img src="a.jpg"><h4>{CAPTION}</h4></div>{STORY}',
        f'<div><img src="a.jpg"><div><a href="/lain">{CAPTION}</a></div></div>{STORY}',
        f'<a href="/lain"><div><img src="a.jpg"><div>{CAPTION}</div></div></a>{STORY}',
        f'{STORY}<div><img src="b.jpg"><span>Pasar ikan di dermaga seberang</span></div>',
    ],
)
def test_other_lines_by_pictures_are_no_captions(body: str) -> None:
    assert caption(body) is None
