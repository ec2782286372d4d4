"""What a report is drawn and told with: charts, numbers, days, and what changed in a text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from analysis.changes import SHOWN, changes
from analysis.charts import Panel, bars, lanes, number, picture, scale
from analysis.period import Period, last_week, yesterday

DAY = date(2026, 6, 20)
ONE = Period(since=DAY, until=DAY)


@pytest.mark.parametrize(
    ("most", "wanted"),
    [(0, (1, 1)), (1, (1, 1)), (4, (4, 1)), (6, (6, 2)), (11, (15, 5)), (99, (100, 20)), (101, (150, 50))],
)
def test_an_axis_begins_at_nought_and_reaches_the_highest(most: float, wanted: tuple[float, float]) -> None:
    assert scale(most) == wanted


def test_bars_are_as_high_as_what_they_count() -> None:
    days = [date(2026, 6, n) for n in range(1, 5)]
    told = 'Artikel "per" <hari>'
    drawn = ET.fromstring(
        picture(days, [Panel(title="a & b", values={days[0]: 5, days[1]: 0, days[3]: 10}, height=100)], told)
    )
    found = [(one.get("class"), float(one.get("height", ""))) for one in drawn.iter("rect")]
    assert found == [("main", 50), ("main", 0), ("unknown", 100), ("main", 100)]
    assert [one.text for one in drawn.iter("text") if one.get("class") == "tick"] == ["0", "2", "4", "6", "8", "10"]
    assert drawn.get("aria-label") == told
    assert [one.text for one in drawn.iter("title")][1:] == [
        "1 Jun: 5",
        "2 Jun: 0",
        "3 Jun: tidak ada data",
        "4 Jun: 10",
    ]
    ends = {round(float(one.get("y", "")) + float(one.get("height", "")), 1) for one in drawn.iter("rect")}
    assert len(ends) == 1  # every bar stands on the axis


def test_a_year_of_days_has_room_for_its_labels() -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    drawn = ET.fromstring(picture(days, [Panel(title="a", values=dict.fromkeys(days, 3))], "setahun"))
    labels = [one for one in drawn.iter("text") if one.get("class") == "day"]
    places = [float(one.get("x", "")) for one in labels]
    assert labels[-1].text == "31 Des"
    assert min(after - before for before, after in pairwise(places)) > 40


@pytest.mark.parametrize(
    ("value", "wanted"), [(0, "0"), (1234567, "1.234.567"), (1234.5, "1.234,5"), (2.0, "2"), (-3, "-3")]
)
def test_numbers_are_written_as_in_indonesian(value: float, wanted: str) -> None:
    assert number(value) == wanted


def test_yesterday_is_jakartas() -> None:
    at = datetime(2026, 6, 20, 17, 30, tzinfo=UTC)  # half past midnight of the 21st there
    assert yesterday(at) == ONE
    assert last_week(at) == Period(since=date(2026, 6, 14), until=DAY)
    assert yesterday(datetime(2026, 6, 20, 16, 30, tzinfo=UTC)).until == date(2026, 6, 19)


def test_only_what_differs_is_shown() -> None:
    assert changes("a b c\n\nsama", "a x c\n\nsama") == [[("same", "a "), ("gone", "b "), ("new", "x "), ("same", "c")]]
    assert changes("satu\n\ndua", "satu") == [[("gone", "dua")]]
    assert changes("satu", "satu\n\nbaru") == [[("new", "baru")]]
    assert changes("satu", "satu") == []
    many = changes("\n\n".join(f"l{n}" for n in range(20)), "\n\n".join(f"b{n}" for n in range(20)))
    assert (len(many), many[-1]) == (SHOWN + 1, [])


def test_a_paragraph_of_ten_thousand_words_is_shown_around_its_change() -> None:
    before = "kata " * 5_000 + "lama " + "kata " * 5_000
    (pieces,) = changes(before, before.replace("lama", "baru"))
    assert [piece.kind for piece in pieces] == ["same", "gone", "new"]
    assert pieces[1].text.startswith("lama ")
    assert pieces[2].text.startswith("baru ")
    assert sum(len(piece.text) for piece in pieces) < 600


def test_bars_begin_at_nought_and_dots_stand_in_order() -> None:
    assert [bar.height for bar in bars([{"n": 0}, {"n": 5}, {"n": 10}], "n")] == [0.0, 50.0, 100.0]
    assert [bar.height for bar in bars([{"n": 0}], "n")] == [0.0]
    times = ("2026-06-20T00:00:00Z", "2026-06-20T06:00:00Z", "2026-06-20T12:00:00Z")
    found = lanes([{"at": at, "outlet": outlet} for at, outlet in zip(times, "aba", strict=True)])
    assert {outlet: [dot.left for dot in dots] for outlet, dots in found.items()} == {"a": [2.0, 98.0], "b": [50.0]}
    assert lanes([]) == {}
