"""Who took whose words: the kinds, which came first, an outlet's common stock, and that order does not matter."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import copies, neighbours
from analysis.base import open_findings
from analysis.kinship import Kinship, kinship
from analysis.shingles import kept, shingle
from pipelines.db import writing
from tests.findings import Told, put, rows, run

_PARTS = ("ba", "ke", "lo", "mi", "nu", "ra", "si", "ta", "wu", "ya")
WORDS = ["".join(parts) for parts in itertools.product(_PARTS, repeat=3)]
QUERY = """
SELECT a.url, o.url, c.kind, c.credited FROM copies AS c
JOIN articles AS a ON a.id = c.article_id JOIN articles AS o ON o.id = c.original_id ORDER BY 1, 2
"""


def prose(seed: int, words: int = 200) -> list[str]:
    """Words of no language, in sentences' lengths: every seed has others."""
    return random.Random(seed).choices(WORDS, k=words)


def told(
    name: str, words: list[str] | str, *, hour: int = 8, day: int = 20, outlet: str = "", credit: str = ""
) -> Told:
    text = words if isinstance(words, str) else " ".join(words)
    return Told(
        url=f"https://{name}.example/1", outlet=outlet or name, text=text, credit=credit or None,
        at=f"2026-06-{day:02}T{hour:02}:00:00+07:00",
    )  # fmt: skip


def found(path: Path) -> list[tuple[str, str, str, int]]:
    """Copies by the names of the sites."""
    return [(a[8:-10], o[8:-10], kind, credited) for a, o, kind, credited in rows(path, QUERY)]


ORIGINAL = prose(1)
CHANGED = [word if n % 7 else "lain" for n, word in enumerate(ORIGINAL)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (ORIGINAL, "exact"),
        ([*ORIGINAL[10:], *prose(2, 20)], "copy"),
        (CHANGED, "copy"),
        (ORIGINAL[:100], "shortened"),
        (ORIGINAL[150:], "shortened"),
        ([*prose(3, 120), *ORIGINAL], "extended"),
        ([*prose(4, 110), *ORIGINAL[:80]], "passage"),
    ],
)
def test_a_copy_is_found_and_named(tmp_path: Path, words: list[str], kind: str) -> None:
    path = tmp_path / "news.db"
    put(path, [told("asal", ORIGINAL), told("salinan", words, hour=9), told("lain", prose(9), hour=9)])
    run(path, copies.ANALYSIS)
    assert found(path) == [("salinan", "asal", kind, 0)]


@pytest.mark.parametrize("words", [prose(2), [*prose(4, 160), *ORIGINAL[:40]], ORIGINAL[:3], []])
def test_what_is_no_copy_is_none(tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "news.db"
    put(path, [told("asal", ORIGINAL), told("lain", words, hour=9)])
    run(path, copies.ANALYSIS)
    assert found(path) == []


def test_how_much_is_shared_stands_in_both_directions(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [told("asal", ORIGINAL), told("salinan", ORIGINAL[:100], hour=9)])
    run(path, copies.ANALYSIS)
    assert rows(path, "SELECT containment, contained, shared FROM copies") == [(1.0, 0.492, 97)]
    assert rows(path, "SELECT outlet, original_outlet, kind, containment FROM who_copied_whom") == [
        ("salinan", "asal", "shortened", 1.0)
    ]


def test_a_credit_says_who_was_first_even_against_the_clock(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    early = told("salinan", ORIGINAL, hour=7, credit="Sumber: Asal")
    put(path, [told("asal", ORIGINAL), early])
    run(path, copies.ANALYSIS)
    assert found(path) == [("salinan", "asal", "exact", 1)]
    put(path, [replace(early, credit=None)])
    run(path, copies.ANALYSIS)
    assert found(path) == [("asal", "salinan", "exact", 0)]


def test_of_several_originals_the_credited_or_the_first_is_meant_and_another_for_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    other = prose(5)
    put(path, [
        told("asal", ORIGINAL), told("kedua", ORIGINAL, hour=9), told("ketiga", ORIGINAL, hour=10),
        told("keempat", ORIGINAL, hour=11, credit="Ketiga"), told("lain", other),
        told("gabungan", [*ORIGINAL[:150], *other[:150]], hour=12),
    ])  # fmt: skip
    run(path, copies.ANALYSIS)
    assert found(path) == [
        ("gabungan", "asal", "extended", 0), ("gabungan", "lain", "extended", 0), ("kedua", "asal", "exact", 0),
        ("keempat", "ketiga", "exact", 1), ("ketiga", "asal", "exact", 0),
    ]  # fmt: skip


def gold(day: int, price: int, *, extra: str = "") -> str:
    """A story that is written anew every day."""
    return (
        f"Harga emas batangan Mustika pada hari ({day}/6/2026) berada di Rp{price}.000 per gram. {extra}\n\nHarga"
        f" pembelian kembali ditetapkan Rp{price - 130}.000 per gram. Harga itu belum termasuk pajak penghasilan sesuai"
        f" ketentuan yang berlaku.\n\nHarga pecahan setengah gram Rp{price // 2}.000, sedangkan lima gram"
        f" Rp{price * 5}.000 dan sepuluh gram Rp{price * 10}.000."
    )


def test_a_form_that_is_filled_in_every_day_is_a_template_and_not_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [
        told("emas15", gold(15, 1904), day=15, outlet="niaga"), told("emas16", gold(16, 1911), day=16, outlet="niaga"),
        told("emas17", gold(17, 1911), day=17, outlet="niaga"), told("lain", gold(17, 1911), day=17, hour=9),
    ])  # fmt: skip
    run(path, copies.ANALYSIS)
    assert found(path) == [
        ("emas16", "emas15", "template", 0), ("emas17", "emas16", "template", 0), ("lain", "emas17", "exact", 0),
    ]  # fmt: skip
    assert rows(path, "SELECT outlet FROM who_copied_whom") == [("lain",)]


FOOTER = prose(77, 60)


def footed(count: int) -> list[Told]:
    """Short stories of one outlet that all end in the same words."""
    return [
        replace(told(f"kaki{n}", [*prose(100 + n, 60), *FOOTER], outlet="kaki"), at=f"2026-06-20T08:{n:02}:00+07:00")
        for n in range(count)
    ]


def test_what_stands_under_every_story_of_an_outlet_makes_no_copies(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, footed(neighbours.OF_ONE))
    run(path, copies.ANALYSIS)
    assert len(found(path)) == neighbours.OF_ONE - 1
    put(path, footed(neighbours.OF_ONE + 1)[-1:])
    assert run(path, copies.ANALYSIS)["copies"].units == neighbours.OF_ONE + 1
    assert found(path) == []
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE fetches SET article_id = NULL WHERE article_id = 3")
        db.execute("DELETE FROM articles WHERE id = 3")
    run(path, copies.ANALYSIS)
    assert len(found(path)) == neighbours.OF_ONE - 1


def corpus() -> list[Told]:
    """Copies, a series, a footer, and articles that have nothing to do with any of them."""
    texts = [prose(n) for n in range(12)]
    made = [told(f"asal{n}", words, hour=n % 5 + 1) for n, words in enumerate(texts)]
    made += [told(f"salin{n}", [*words[20:], *prose(50 + n, 30)], hour=n % 7 + 6) for n, words in enumerate(texts[:8])]
    made += [told(f"kutip{n}", words[:70], hour=3, credit=f"Asal{n}") for n, words in enumerate(texts[:6])]
    made += [told(f"emas{day}", gold(day, 1900 + day), day=day, outlet="niaga") for day in range(10, 20)]
    return made + footed(neighbours.OF_ONE + 2)


def test_what_is_found_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    whole = corpus()
    put(tmp_path / "whole.db", whole)
    run(tmp_path / "whole.db", copies.ANALYSIS)
    wanted = found(tmp_path / "whole.db")
    assert {kind for *_, kind, _ in wanted} >= {"copy", "shortened", "template"}
    for seed in range(3):
        path = tmp_path / f"{seed}.db"
        shuffled = random.Random(seed).sample(whole, len(whole))
        for start in range(0, len(shuffled), 17):
            put(path, shuffled[start : start + 17])
            run(path, copies.ANALYSIS)
        assert found(path) == wanted


def test_a_changed_article_changes_what_is_found_for_others(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    first, second = told("asal", ORIGINAL), told("salinan", ORIGINAL, hour=9)
    put(path, [first, second, told("lain", prose(8))])
    run(path, copies.ANALYSIS)
    put(path, [replace(first, at="2026-06-20T10:00:00+07:00")])
    assert run(path, copies.ANALYSIS)["copies"].units == 2
    assert found(path) == [("asal", "salinan", "exact", 0)]
    put(path, [replace(second, text=" ".join(prose(6)))])
    run(path, copies.ANALYSIS)
    assert found(path) == []
    put(path, [second])
    run(path, copies.ANALYSIS)
    assert found(path) == [("asal", "salinan", "exact", 0)]
    put(path, [replace(second, at="2026-09-20T09:00:00+07:00")])
    run(path, copies.ANALYSIS)
    assert found(path) == []


def test_what_goes_is_nobodys_original(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [told("asal", ORIGINAL), told("kedua", ORIGINAL, hour=9), told("ketiga", ORIGINAL, hour=10)])
    run(path, copies.ANALYSIS)
    with open_findings(path) as db, writing(db):
        db.execute("UPDATE fetches SET article_id = NULL WHERE article_id = 1")
        db.execute("DELETE FROM articles WHERE id = 1")
    run(path, copies.ANALYSIS)
    assert found(path) == [("ketiga", "kedua", "exact", 0)]


def test_beginning_anew_finds_the_same(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [told("asal", ORIGINAL), told("salinan", CHANGED, hour=9)])
    run(path, copies.ANALYSIS)
    once = rows(path, "SELECT * FROM copies") + rows(path, "SELECT * FROM shingles ORDER BY hash")
    assert run(path, copies.ANALYSIS, every=True)["copies"].units == 2
    assert rows(path, "SELECT * FROM copies") + rows(path, "SELECT * FROM shingles ORDER BY hash") == once


def test_numbers_weekdays_and_months_are_one_word_and_what_they_were_is_kept() -> None:
    one, other = shingle("Rapat Senin 8 Juni 2026 di balai"), shingle("rapat Kamis 11 Juli 2025 di balai")
    assert one.shingles == other.shingles == {"rapat 0 0 0", "0 0 0 0", "0 0 0 di", "0 0 di balai"}
    assert one.numbered["0 0 di balai"] == {"juni 2026 di balai"}
    assert (set(one.dates), set(one.numbers)) == ({(8, 6)}, {"8"})
    assert shingle("Hanya tiga kata").shingles == frozenset()


def test_two_texts_keep_the_same_of_what_they_share() -> None:
    one, other = shingle(" ".join(ORIGINAL)), shingle(" ".join([*prose(3, 50), *ORIGINAL[50:]]))
    assert kept(one.shingles, 8) & kept(other.shingles, 8) == kept(one.shingles & other.shingles, 8)
    assert kept(one.shingles, 8) <= kept(one.shingles, 4) <= kept(one.shingles, 1)
    assert 0.5 < len(kept(one.shingles, 8)) * 8 / len(one.shingles) < 2


def test_hashes_that_are_stored_stay_what_they_are() -> None:
    runs = ["warga desa lama pulang", "0 0 di balai", "ibu é pergi ke"]
    assert kept(runs, 1) == {-1386833076935192788, 7162119040900833105, 6582617981091069261}
    assert kept(runs, 4) == {-1386833076935192788}
    assert kept([], 4) == frozenset()


@pytest.mark.parametrize(("words", "every"), [(50, 2), (150, 4), (400, 8), (2000, 16)])
def test_the_shorter_a_text_the_more_of_it_is_kept(words: int, every: int) -> None:
    assert shingle(" ".join(prose(1, words))).every == every


def test_common_stock_does_not_count() -> None:
    one, other = shingle(" ".join([*ORIGINAL[:60], *FOOTER])), shingle(" ".join([*prose(2, 60), *FOOTER]))
    stock = kept(shingle(" ".join(FOOTER)).shingles, 1)
    assert isinstance(kinship(one, other, lambda _: False), Kinship)
    assert kinship(one, other, lambda shared: shared in stock) is None
