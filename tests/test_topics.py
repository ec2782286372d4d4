"""Topics: what outlets call their sections, and what that means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analysis import topics
from analysis.base import open_findings
from analysis.clipping import Clipping
from analysis.topics import IPTC, find
from pipelines.db import writing
from tests.findings import Told, put, rows, run

#: IPTC's seventeen top-level Media Topics.
TOP = {f"medtop:{number:02}000000" for number in range(1, 18)}


def clipping(url: str = "https://contoh.example/x", section: str | None = None, tags: tuple[str, ...] = ()) -> Clipping:
    return Clipping(
        id=1, url=url, outlet="contoh", title="Judul", text="Isi", at=datetime(2026, 6, 1, tzinfo=UTC),
        day=date(2026, 6, 1), dated=True, section=section, tags=tags,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("article", "topic", "rule"),
    [
        (clipping(section="Ekbis"), "ekonomi", "section"),
        (clipping(section="Hukum & Kriminal"), "hukum", "section"),
        (clipping(section="Gaya-Hidup"), "gaya-hidup", "section"),
        (clipping(section="Berita / Olahraga"), "olahraga", "section"),
        (clipping(section="News", url="https://contoh.example/sepak-bola/read/1/judul"), "olahraga", "path"),
        (clipping(url="https://otomotif.contoh.example/read/1/judul"), "otomotif", "host"),
        (clipping(tags=("Bupati", "Kesehatan")), "kesehatan", "tag"),
        (clipping(section="Daerah", tags=("banjir",)), "bencana", "tag"),
        (clipping(section="Daerah"), "daerah", "section"),
    ],
)
def test_the_outlets_own_words_give_the_topic(article: Clipping, topic: str, rule: str) -> None:
    found = find(article)
    assert found is not None
    assert (found.topic, found.rule, found.iptc) == (topic, rule, IPTC[topic])


@pytest.mark.parametrize(
    "article",
    [
        clipping(),
        clipping(section="Nasional"),
        clipping(url="https://contoh.example/olahraga"),
        clipping(url="https://bola.example/read/1/judul", section="News"),
    ],
    ids=["nothing said", "neither what nor where", "a headline in the path", "the outlet's own name"],
)
def test_what_is_not_said_is_not_known(article: Clipping) -> None:
    assert find(article) is None


def test_every_code_is_one_of_iptcs_and_only_places_have_none() -> None:
    assert {topic for topic, code in IPTC.items() if code is None} == {"internasional", "daerah"}
    assert {code for code in IPTC.values() if code} <= TOP


def test_a_row_says_which_word_gave_it_and_a_new_section_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [Told(url="https://contoh.example/read/1/a", text="Isi.", section="Bola", tags=("liga",)),
               Told(url="https://contoh.example/read/2/b", text="Isi.")])  # fmt: skip
    assert run(path, topics.ANALYSIS)["topics"].units == 2
    assert rows(path, "SELECT * FROM topics") == [(1, "olahraga", "medtop:15000000", "section", "Bola")]
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE articles SET section = 'Cuaca' WHERE id = 2")
    assert run(path, topics.ANALYSIS)["topics"].units == 1
    assert rows(path, "SELECT topic FROM topics WHERE article_id = 2") == [("cuaca",)]
