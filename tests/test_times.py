"""When: expressions and what they mean, as seen from Wednesday, 12 November 2025."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from analysis.times import ANALYSIS, find_times
from tests.findings import Told, put, rows, run
from tests.marking import parse
from tests.reading import clipping_of

HEAD = 'title = "T"\noutlet = "o.example"\npublished = 2025-11-12\nhabit = "h"\n---\n'


@pytest.mark.parametrize(
    "body",
    [
        'Ia tiba <t on="2025-11-11">Selasa (11/11/2025)</t>.',
        'Ia tiba <t on="2025-11-11">Selasa (11/11) malam</t>.',
        'Ia tiba <t on="2025-11-11">Selasa, 11 November 2025</t>.',
        'Ia tiba pada <t on="2025-11-11">11 Nopember</t>.',
        'Ia tiba pada <t on="2025-11-11">11 November</t>. Lalu pergi.',
        'Ia tiba <t on="2025-11-11">kemarin</t>, pulang <t on="2025-11-13">besok pagi</t>.',
        'Ia tiba <t on="2025-11-12">hari ini</t> dan tidur <t on="2025-11-11">tadi malam</t>.',
        'Ia tiba <t on="2025-11-10">dua hari lalu</t>.',
        '<t on="2025-11-08">Empat hari lalu</t> ia tiba.',
        'Ia tiba <t on="2025-11-07">Jumat</t>.',
        'Ia tiba <t on="2025-11-07">Jum\'at sore</t>.',
        'Ia akan tiba <t on="2025-11-14">Jumat</t>.',
        'Ia tiba <t on="2025-11-12">Rabu</t>.',
        'Ia tiba <t on="2025-11-03">Senin pekan lalu</t>, pulang <t on="2025-11-17">Senin pekan depan</t>.',
        'Ia tiba <t on="2025-11-05">Rabu lalu</t>, pulang <t on="2025-11-19">Rabu mendatang</t>.',
        'Ia tiba <t on="2025-11-10" at="02:30">Senin (10/11) sekitar pukul 02.30 WIB</t>.',
        'Ia tiba <t on="2025-11-10" at="02:30">pukul 02.30 WIB, Senin (10/11)</t>.',
        'Ia tiba <t at="15:00">pukul 15:00 GMT</t> atau <t at="10:00">pukul 10.00</t>.',
        'Ia tiba <t at="19:00">jam 7 malam</t>.',
        'Gerai buka <t at="09:00">pukul 09.00-12.00 WITA</t>.',
        "Ia tiba <t>pekan lalu</t>, pulang <t>dua bulan lagi</t>, kembali <t>tahun depan</t>.",
        'Ia tiba <t on="2026-01-10">10 Januari</t> dan <t on="2025-08-31">31 Agustus</t>.',
        'Pameran digelar <t on="2025-11-14">14-16 November 2025</t>.',
        'Ia tiba <t on="2025-11-09">Ahad (9/11/2025) dini hari</t>.',
    ],
)
def test_an_expression_means_a_day_and_an_hour(body: str) -> None:
    article = parse(HEAD + body + "\n", name="a.txt", slug="a")
    found = [(one.start, one.end, one.on_date, one.at) for one in find_times(clipping_of(article))]
    assert found == [(one.start, one.end, one.on, one.at) for one in article.times]


@pytest.mark.parametrize(
    "text",
    [
        "Ia datang setiap Sabtu.",
        "Setiap hari ia pulang pukul 23.00.",
        "Rapat digelar pada November 2025 dan selama dua jam.",
        "Usianya 31 tahun, skornya 21-14, jaraknya 5 kilometer.",
        "Tiga operasi dalam semalam.",
        "Pada 31 April ia tidak ada, juga pukul 25.70.",
        "Ia ikut salat Jumat.",
        "Kereta dari Pasar Minggu lambat.",
        "Dua minggu berlalu, dan jam tangannya hilang.",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert find_times(clipping_of(parse(HEAD + text + "\n", name="a.txt", slug="a"))) == ()


@pytest.mark.parametrize(
    ("text", "on", "rule"),
    [
        ("Senin (5/1/2025)", date(2026, 1, 5), "date, year mended"),
        ("Senin (11/11/2025)", date(2025, 11, 11), "date, weekday differs"),
        ("Selasa (11/11/2025)", date(2025, 11, 11), "date"),
    ],
)
def test_the_weekday_checks_the_date(text: str, on: date, rule: str) -> None:
    (one,) = find_times(clipping_of(parse(HEAD + f"Ia tiba {text}.\n", name="a.txt", slug="a")))
    if rule == "date, year mended":
        source = HEAD.replace("2025-11-12", "2026-01-08") + f"Ia tiba {text}.\n"
        (one,) = find_times(clipping_of(parse(source, name="a.txt", slug="a")))
    assert (one.on_date, one.at, one.rule) == (on, None, rule)


@pytest.mark.parametrize(
    ("published", "text", "on"),
    [
        ("9999-12-31", "besok", None),
        ("9999-12-31", "lusa", None),
        ("9999-12-31", "Kamis mendatang", None),
        ("9999-12-31", "Sabtu pekan depan", None),
        ("9999-12-31", "kemarin", date(9999, 12, 30)),
        ("0001-01-01", "kemarin", None),
        ("0001-01-01", "lima hari lalu", None),
        ("0001-01-01", "Kamis lalu", None),
        ("0001-01-01", "Minggu pekan lalu", None),
        ("0001-01-01", "besok", date(1, 1, 2)),
    ],
)
def test_a_day_beyond_the_calendar_is_none(published: str, text: str, on: date | None) -> None:
    source = HEAD.replace("2025-11-12", published) + f"Ia tiba {text}.\n"
    assert [one.on_date for one in find_times(clipping_of(parse(source, name="a.txt", slug="a")))] == (
        [on] if on else []
    )


def test_times_are_kept_and_follow_the_day_of_the_article(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    told = Told(url="https://contoh.example/1", text="Ia tiba kemarin pukul 07.05 WIB.", at="2025-11-12T08:00:00+07:00")
    put(path, [told])
    assert run(path, ANALYSIS)["times"].units == 1
    query = "SELECT substr(text, start + 1, end - start), on_date, at, rule FROM times JOIN articles ON id = article_id"
    assert rows(path, query) == [("kemarin pukul 07.05 WIB", "2025-11-11", "07:05", "near")]
    put(path, [Told(url=told.url, text=told.text, at="2025-11-13T08:00:00+07:00")])
    run(path, ANALYSIS)
    assert rows(path, "SELECT on_date, at FROM times") == [("2025-11-12", time(7, 5).isoformat("minutes"))]
