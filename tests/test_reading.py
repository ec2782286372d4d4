"""How well the marked articles are read: the floor under names, speech and days, and how figures are counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from analysis.named import Named
from analysis.names import tagger
from analysis.naming import find_names
from analysis.quotes import find_quotes
from analysis.times import Time, find_times
from tests.floor import drops, read_floor
from tests.marking import Marked, parse
from tests.reading import (
    FLOOR,
    clipping_of,
    every_figure,
    marked_names,
    name_figures,
    shared,
    speech_figures,
    time_figures,
)

SOURCE = """title = "T"
outlet = "o.example"
published = 2025-11-12
habit = "h"
---
"<q s="Siti Marwiyah" cue="kata">Kotaknya utuh,</q>" kata <per>Siti Marwiyah</per>, <t on="2025-11-12">Rabu</t>.

<per n="Siti Marwiyah">Siti</per> mengatakan <q s="Siti Marwiyah" cue="mengatakan" kind="indirect">kuncinya sudah
hilang</q>.
""".replace("sudah\n", "sudah ")


@cache
def article() -> Marked:
    return parse(SOURCE, name="a.txt", slug="a")


def test_no_figure_falls_below_the_floor() -> None:
    assert drops(every_figure(), read_floor(FLOOR)) == {}


def test_the_floor_holds_what_was_promised() -> None:
    floor = read_floor(FLOOR)
    assert floor["aside.marked.direct"] >= 0.93
    assert floor["aside.marked.direct_speaker"] >= 0.9
    assert floor["aside.marked.indirect"] >= 0.75
    assert floor["aside.days.times"] >= 0.95


def test_figures_count_what_is_right() -> None:
    one = article()
    right = find_quotes(clipping_of(one), marked_names(one))
    assert set(speech_figures([(one, right)]).values()) == {1.0}
    nobody = speech_figures([(one, ())])
    assert (nobody["direct"], nobody["indirect"]) == (0.0, 0.0)
    half = speech_figures([(one, right[:1])])
    assert (half["direct"], half["indirect"]) == (1.0, 0.0)
    assert set(name_figures([(one, marked_names(one))]).values()) == {0.0, 1.0}
    assert name_figures([(one, Named())])["person"] == 0.0
    time = one.times[0]
    wrong = Time(start=time.start, end=time.end, on_date=None, at=None, rule="period")
    assert time_figures([(one, [wrong])]) == {"times": 1.0, "times_meant": 0.0}


def test_two_spans_share_a_part_of_the_longer() -> None:
    assert shared(0, 10, 0, 8) == pytest.approx(0.8)
    assert shared(0, 4, 6, 10) == 0.0


def test_the_seed_article_has_its_speakers(corpus: Path) -> None:
    expected = json.loads((corpus / "seed" / "expected.json").read_text(encoding="utf-8"))
    text = "\n\n".join(expected["body_paragraphs"])
    day = date.fromisoformat(expected["published"][:10])
    clipping = replace(clipping_of(article()), text=text, day=day)
    found = {text[one.start :][:20]: one for one in find_quotes(clipping, find_names(text, tagger()))}
    for wanted in expected["quotes"]:
        one = found[wanted["starts"][:20]]
        assert (one.kind, one.speaker, one.cue, one.via) == (
            "direct",
            wanted["speaker"],
            wanted["cue"],
            wanted.get("via"),
        )
        assert one.role == wanted.get("role", one.role)
    days = {text[one.start : one.end].split(",")[0]: one.on_date for one in find_times(clipping)}
    for event in expected["event_dates"]:
        assert days[event["text"]] == date.fromisoformat(event["date"])
