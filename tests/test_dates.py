"""Printed and stamped dates, and which of a page's dates is the story's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipelines.dates import printed, stamped
from pipelines.document import parse
from pipelines.items import Page, Rules, When
from pipelines.metadata import Metadata, read_metadata

FETCHED = datetime(2026, 7, 25, 3, 0, tzinfo=UTC)
WIB, WITA, WIT = (timezone(timedelta(hours=hours)) for hours in (7, 8, 9))
TITLE = "Jembatan Gantung Desa Sukamaju Dibuka Lagi"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Rabu, 02 Sep 2026 11:15 WIB", "2026-09-02T11:15:00+07:00"),
        ("Kabar.example - 27/11/2023, 22:11 WIB", "2023-11-27T22:11:00+07:00"),
        ("Jum'at, 24 Juli 2026 - 13:39 WIB", "2026-07-24T13:39:00+07:00"),
        ("Jum’at, 24 Juli 2026 | 07:08 WITA", "2026-07-24T07:08:00+08:00"),
        ("Rabu, 16 Agustus 2023 – 06:45 WIT", "2023-08-16T06:45:00+09:00"),
        ("03 Agt 2026 07:25 WIB", "2026-08-03T07:25:00+07:00"),
        ("Terbit 2 Sep 2025 17:00 WIB", "2025-09-02T17:00:00+07:00"),
        ("Jumat, 24 Juli 2026 - 13:39:00 WIB", "2026-07-24T13:39:00+07:00"),
        ("Senin 5 Nopember 2018 pukul 10.22 WIB", "2018-11-05T10:22:00+07:00"),
        ("24 Juli 2026 | 09.00 WIB", "2026-07-24T09:00:00+07:00"),
        ("14:56 WIB, Kamis 5 November 2015", "2015-11-05T14:56:00+07:00"),
        ("on 16 Feb 2016 at 09:20 WIB", "2016-02-16T09:20:00+07:00"),
        ("Kamis, 23Juli2026 13:45 WIB", "2026-07-23T13:45:00+07:00"),
        ("Jumat, 24 Juli 2026 / 09 Safar 1448 H - 13:45 WIB", "2026-07-24T13:45:00+07:00"),
        ("Senin, 18-02-2008 | 11:20:05 WIB", "2008-02-18T11:20:05+07:00"),
        ("Jumat 09-01-2026,04:00 WIB", "2026-01-09T04:00:00+07:00"),
        ("Rina Ayudia, Jurnalis-Jum'at, 24 Juli 2026 |15:07 WIB", "2026-07-24T15:07:00+07:00"),
    ],
)
def test_a_printed_date_with_its_zone(text: str, at: str) -> None:
    assert [moment.at for moment in printed(text)] == [datetime.fromisoformat(at)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("21/7/2026 22:42", "2026-07-21T22:42:00"),
        ("Kamis, 1 Januari 2026 | 21:59", "2026-01-01T21:59:00"),
        ("20 July 2026, 23:40", "2026-07-20T23:40:00"),
        ("July 24, 2026 5:30 pm", "2026-07-24T17:30:00"),
        ("07/24/2026 12:05 am", "2026-07-24T00:05:00"),
        ("24 Jul 26, 10:00", "2026-07-24T10:00:00"),
        ("Rabu,24-Jul-2026,10.30", "2026-07-24T10:30:00"),
        ("Kamis, 05/11/15 10:08", "2015-11-05T10:08:00"),
    ],
)
def test_a_printed_date_without_zone_claims_none(text: str, at: str) -> None:
    (moment,) = printed(text)
    assert moment.at == datetime.fromisoformat(at)
    assert moment.at.tzinfo is None
    assert moment.precision == "minute"


def test_a_day_is_no_midnight() -> None:
    (moment,) = printed("Selasa (16/9/2025)")
    assert (moment.at.date().isoformat(), moment.precision) == ("2025-09-16", "day")


def test_publication_and_change_are_told_apart_by_their_labels() -> None:
    found = printed("Kabar.example - 27/11/2023, 22:11 WIB Diperbarui 28/11/2023, 06:00 WIB")
    assert [(moment.says, moment.at.day) for moment in found] == [("", 27), ("changed", 28)]
    assert printed("Diterbitkan 13 Juli 2026, 11:19 WIB")[0].says == "published"
    assert printed("Terakhir diubah: 13 Juli 2026, 11:19 WIB")[0].says == "changed"


def test_relative_dates_count_back_from_the_fetch() -> None:
    (minutes,) = printed("7 menit yang lalu", FETCHED)
    assert (minutes.at, minutes.precision) == (FETCHED - timedelta(minutes=7), "minute")
    (hours,) = printed("2 jam yang lalu", FETCHED)
    assert hours.precision == "day"  # an hour is not a minute
    (today,) = printed("Hari ini, 09:10 WIB", FETCHED.astimezone(WIB))
    assert today.at == datetime(2026, 7, 25, 9, 10, tzinfo=WIB)
    assert printed("7 menit yang lalu") == []


@pytest.mark.parametrize("text", ["5 dari 30 korban", "Rp 2.015.000", "32 Juli 2026 10:00", "tahun 2026", "skor 21-19"])
def test_numbers_are_no_dates(text: str) -> None:
    assert printed(text, FETCHED) == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-07-24T03:15:00.000Z", "2026-07-24T03:15:00+00:00"),
        ("2015-11-05 T10:08:58Z", "2015-11-05T10:08:58+00:00"),
        ("2020-08-20T09:28:00+0700", "2020-08-20T09:28:00+07:00"),
        ("2026-07-24 15:16:40", "2026-07-24T15:16:40"),
        ("2026-07-24+07:00T10:20:30", "2026-07-24T10:20:30+07:00"),
        ("Thu, 17 Sep 2020 06:04:00 GMT", "2020-09-17T06:04:00+00:00"),
        ("1700000000", "2023-11-14T22:13:20+00:00"),
        ("2026-05-13WIB18:45:00+07:00", "2026-05-13T18:45:00+07:00"),
        ("24 Juli 2026 | 09.00 WIB", "2026-07-24T09:00:00+07:00"),
    ],
)
def test_a_machine_date(text: str, at: str) -> None:
    moment = stamped(text)
    assert moment is not None
    assert moment.at == datetime.fromisoformat(at)


@pytest.mark.parametrize("text", ["null WIB", "", "0000-00-00 00:00:00", "kemarin", "2026-13-01"])
def test_what_is_no_machine_date(text: str) -> None:
    assert stamped(text) is None


def story(head: str, line: str, *, above: str = "", below: str = "", rules: Rules | None = None) -> Metadata:
    html = f"""<html><head><meta property="og:title" content="{TITLE}">{head}</head><body>{above}
    <h1>{TITLE}</h1><div>{line}</div><p>{"Warga menyeberang dengan tenang. " * 9}</p>{below}</body></html>"""
    url = "https://kabar.example/daerah/jembatan-gantung-desa-sukamaju-dibuka-lagi"
    page = Page(outlet="kabar", url=url, final_url=url, fetched_at=FETCHED, body=html.encode())
    return read_metadata(parse(page), rules or Rules(), FETCHED)


def when(moment: When | None) -> str:
    assert moment is not None
    return moment.at.isoformat()


def test_a_false_z_gives_way_to_what_is_printed_and_keeps_its_seconds() -> None:
    head = '<meta name="pubdate" content="2026-07-20T10:08:58Z">'
    found = story(head, "Senin, 20/07/2026 10:08 WIB")
    assert when(found.published) == "2026-07-20T10:08:58+07:00"
    assert found.date_from == "printed"


def test_a_true_z_is_told_in_the_outlets_own_offset() -> None:
    head = '<meta property="article:published_time" content="2026-07-20T03:08:58Z">'
    assert when(story(head, "20 Juli 2026 10:08 WIB").published) == "2026-07-20T10:08:58+07:00"
    assert when(story(head, "Bagikan").published) == "2026-07-20T10:08:58+07:00"
    timor = Rules(timezone="Asia/Makassar")
    assert when(story(head, "Bagikan", rules=timor).published) == "2026-07-20T11:08:58+08:00"


def test_wita_is_kept_where_it_is_printed() -> None:
    head = '<meta property="article:published_time" content="2026-07-20T10:08:00+07:00">'
    assert when(story(head, "Senin, 20 Juli 2026 11:08 WITA").published) == "2026-07-20T11:08:00+08:00"


def test_change_is_kept_apart_from_publication() -> None:
    head = '<meta property="article:modified_time" content="2026-07-21T06:00:31+07:00">'
    found = story(head, "20/07/2026, 22:11 WIB Diperbarui 21/07/2026, 06:00 WIB")
    assert when(found.published) == "2026-07-20T22:11:00+07:00"
    assert when(found.modified) == "2026-07-21T06:00:31+07:00"


def test_a_page_that_prints_its_change_only_is_dated_by_its_stamp() -> None:
    head = (
        '<meta property="article:published_time" content="2026-07-20T08:00:00+07:00">'
        '<meta property="article:modified_time" content="2026-07-21T09:30:00+07:00">'
    )
    found = story(head, "Selasa, 21 Juli 2026 09:30 WIB")
    assert when(found.published) == "2026-07-20T08:00:00+07:00"
    assert when(found.modified) == "2026-07-21T09:30:00+07:00"


def test_the_day_of_the_visit_above_the_headline_is_not_the_storys() -> None:
    above = "<div>Sabtu, 25 Juli 2026 | 10:00 WIB</div><div>Menu utama</div>"
    assert when(story("", "Senin, 20 Juli 2026 | 22:11 WIB", above=above).published) == "2026-07-20T22:11:00+07:00"


def test_paragraphs_below_the_headline_say_nothing_of_a_date_above() -> None:
    long = f"<p>{'Warga menyeberang dengan tenang. ' * 9}</p>"
    above = "<div>20 Juli 2026 22:11</div>"
    found = story("", "Bagikan", above=above, below=long + "<p>Banjir itu datang 12 Juli 2026 16:29</p>")
    assert when(found.published) == "2026-07-20T22:11:00+07:00"


def test_of_uncertain_dates_the_nearest_to_the_headline_counts() -> None:
    above = "<div>20 Juli 2026 22:11</div>" + "<div>Menu</div>" * 5
    found = story("", "Bagikan", above=above, below="<p>Air.</p>" * 30 + "<p>12 Juli 2026 16:29</p>")
    assert when(found.published) == "2026-07-20T22:11:00+07:00"


def test_dates_of_other_stories_and_of_embedded_posts_are_not_the_storys() -> None:
    others = '<ul class="related"><li>Judul lain <span>19 Juli 2026 07:00 WIB</span></li></ul>'
    post = '<blockquote><time datetime="2026-07-01T09:35:51+00:00">1 Juli</time></blockquote>'
    found = story("", "20 Juli 2026 22:11 WIB", below=post + others)
    assert when(found.published) == "2026-07-20T22:11:00+07:00"


def test_nothing_is_dated_after_its_fetch_or_before_the_web() -> None:
    assert story('<meta name="pubdate" content="2027-01-01T00:00:00+07:00">', "Bagikan").published is None
    assert story('<meta name="pubdate" content="1970-01-01T07:00:00+07:00">', "Bagikan").published is None


def test_a_printed_day_only_takes_the_minute_of_the_stamp() -> None:
    stamp = '{"@type": "NewsArticle", "datePublished": "2026-07-20T22:11:07+07:00"}'
    head = f'<script type="application/ld+json">{stamp}</script>'
    assert when(story(head, "20 Juli 2026").published) == "2026-07-20T22:11:07+07:00"
    only = story("", "20 Juli 2026").published
    assert only is not None
    assert only.precision == "day"


def test_a_day_takes_its_time_from_the_storys_own_element() -> None:
    stamp = "<abbr class='published' itemprop='datePublished' title='2026-07-20T20:02:00+07:00'>20.02</abbr>"
    foot = "<p>Sore itu ramai sekali.</p>" * 20 + f"<div class='post-footer'>Diposting oleh Rina di {stamp}</div>"
    found = story("", "", above="<h2><span>Senin, Juli 20, 2026</span></h2>", below=foot)
    assert when(found.published) == "2026-07-20T20:02:00+07:00"
    teaser = "<p>Sore itu ramai sekali.</p>" * 20 + "<time datetime='2026-07-20T21:00:00+07:00'>Cerita lain</time>"
    assert story("", "Senin, Juli 20, 2026", below=teaser).published == When(
        at=datetime.fromisoformat("2026-07-20T00:00:00+07:00"), precision="day"
    )


def test_a_stamp_twice_in_a_neighbours_zone_is_no_change() -> None:
    at = "2026-07-20T08:05:00+07:00"
    head = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{at}",
    "dateModified": "{at}"}}</script>"""
    found = story(head, "20 Juli 2026, 08.05 WIT")
    assert when(found.published) == "2026-07-20T08:05:00+09:00"
    assert found.modified is None


def test_a_stamp_that_gives_the_change_twice_is_still_a_change() -> None:
    at = "2026-07-21T06:00:00+07:00"
    head = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{at}",
    "dateModified": "{at}"}}</script>"""
    found = story(head, "20 Juli 2026 17:02 WIB")
    assert (when(found.published), when(found.modified)) == ("2026-07-20T17:02:00+07:00", at)


OTHERS = "<ul>" + "".join(f"<li>Warga Menanam Bakau <small>{n} menit lalu</small></li>" for n in range(5, 9)) + "</ul>"


@pytest.mark.parametrize(
    ("head", "line", "at"),
    [
        ("", "<time datetime='2023-01-17T16:20:11+07:00'>17/01/2023</time>", "2023-01-17T16:20:11+07:00"),
        ("", "<abbr class='published' title='2022-08-19T14:05:00+07:00'>Agustus 19, 2022</abbr>",
         "2022-08-19T14:05:00+07:00"),
        ("<meta property='article:published_time' content='2026-07-24T23:10:00+00:00'>", "<p>Oleh Ratna</p>",
         "2026-07-25T06:10:00+07:00"),
        ("", "<time class='entry-date' datetime='2023-01-17T16:20:11+07:00'></time>", "2023-01-17T16:20:11+07:00"),
    ],
)  # fmt: skip
def test_how_long_ago_others_stories_were_is_not_the_storys_date(head: str, line: str, at: str) -> None:
    assert when(story(head, line, below=OTHERS).published) == at


def test_how_long_ago_counts_where_nothing_else_is_told() -> None:
    published = story("", "<p>7 menit yang lalu</p>").published
    assert published is not None
    assert published.at == FETCHED.replace(second=0) - timedelta(minutes=7)
