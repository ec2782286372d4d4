"""The articles marked by hand: that they keep to their own conventions, and that the parser refuses what does not."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.dates import MONTHS
from tests.marking import (
    FOLDER,
    LATER,
    LATEST,
    MARKS,
    MENTIONS,
    SPEECH,
    Marked,
    MarkError,
    kept_aside,
    parse,
    read_file,
    read_folder,
)

FILES = sorted(path for folder in (FOLDER, LATER, LATEST) for path in folder.glob("*/*.txt"))
every_article = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
HEAD = 'title = "T"\noutlet = "o.example"\npublished = 2025-11-12\nhabit = "h"\n---\n'


def read(body: str) -> Marked:
    return parse(HEAD + body, name="a.txt", slug="a")


def words_of(article: Marked, start: int, end: int) -> str:
    return article.text[start:end]


def paragraphs_near(article: Marked, at: int) -> str:
    """The paragraph that holds a place in the text, two before it and two behind."""
    paragraphs = article.text.split("\n\n")
    here = article.text.count("\n\n", 0, at)
    return " ".join(paragraphs[max(0, here - 2) : here + 3])


def test_enough_articles_of_enough_habits() -> None:
    habits = Counter(path.parent.name for path in FILES)
    assert len(FILES) >= 100
    assert len(habits) >= 10
    assert min(habits.values()) >= 5
    assert len({path.stem for path in FILES}) == len(FILES)


def test_both_halves_are_large_enough() -> None:
    aside = Counter(kept_aside(path.stem) for path in FILES)
    assert min(aside[True], aside[False]) >= 40


def test_the_half_kept_aside_does_not_move() -> None:
    assert [slug for slug in ("a", "b", "c", "d", "e", "f", "g") if kept_aside(slug)] == ["a", "b", "c", "d"]


def test_every_kind_occurs_in_both_halves() -> None:
    articles = read_folder()
    for half in (True, False):
        mine = [one for one in articles if kept_aside(one.slug) is half]
        assert {quote.kind for one in mine for quote in one.quotes} == set(SPEECH)
        assert {mention.kind for one in mine for mention in one.mentions} == set(MENTIONS.values())
        assert sum(not one.quotes for one in mine) >= 1
        assert sum(quote.anonymous for one in mine for quote in one.quotes) >= 5
        assert sum(bool(quote.via) for one in mine for quote in one.quotes) >= 3


@every_article
def test_length(path: Path) -> None:
    assert 80 <= len(read_file(path).text.split()) <= 350


@every_article
def test_names_are_printed_and_of_one_kind(path: Path) -> None:
    article = read_file(path)
    printed = {words_of(article, one.start, one.end): one.kind for one in article.mentions}
    for one in article.mentions:
        assert printed.get(one.name) == one.kind, one
        assert words_of(article, one.start, one.end)[0].isalnum(), one


@every_article
def test_every_printing_of_a_name_is_marked(path: Path) -> None:
    article = read_file(path)
    for name in {words_of(article, one.start, one.end) for one in article.mentions}:
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text):
            assert any(one.start < found.end() and found.start() < one.end for one in article.mentions), found


@every_article
def test_mentions_do_not_overlap(path: Path) -> None:
    assert all(a.end <= b.start for a, b in pairwise(read_file(path).mentions))


@every_article
def test_speakers_are_named_in_the_article(path: Path) -> None:
    article = read_file(path)
    named = {one.name for one in article.mentions if one.kind != "place"}
    for quote in article.quotes:
        assert quote.speaker in (article.text if quote.anonymous else named), quote


@every_article
def test_cue_role_and_via_are_printed(path: Path) -> None:
    article = read_file(path)
    for quote in article.quotes:
        near = paragraphs_near(article, quote.start)
        assert re.search(rf"(?<!\w){re.escape(quote.cue)}(?!\w)", near), quote
        assert quote.role in article.text
        assert quote.via in near


@every_article
def test_reported_clauses_have_no_edges(path: Path) -> None:
    article = read_file(path)
    for quote in article.quotes:
        words = words_of(article, quote.start, quote.end)
        if quote.kind != "direct":
            assert words[-1] not in ".,", words
            assert not re.match(r"(bahwa|agar|supaya|jika|apakah)\b", words), words
            assert any(mark in words for mark in "\"“”'’") == (quote.kind == "mixed"), words


@every_article
def test_every_quotation_mark_is_accounted_for(path: Path) -> None:
    article = read_file(path)
    known = [(one.start - 1, one.end + 1) for one in article.quotes]
    known += [(one.start, one.end) for one in article.lookalikes]
    for at, letter in enumerate(article.text):
        if letter in '"“”„':
            assert any(start <= at < end for start, end in known), article.text[max(0, at - 40) : at + 40]


@every_article
def test_days_agree_with_the_calendar(path: Path) -> None:
    article = read_file(path)
    for one in article.times:
        words = words_of(article, one.start, one.end).lower().replace("ahad", "minggu").replace("jum'at", "jumat")
        for name in re.findall(rf"\b({'|'.join(DAYS)})\b", words):
            assert one.on is None or DAYS[one.on.weekday()] == name, words
        written = re.search(r"\b(\d{1,2})(?:/(\d{1,2})(?:/(\d{4}))?| ([a-z]+)(?: (\d{4}))?)", words)
        month = written and (int(written[2]) if written[2] else MONTHS.get(written[4]))
        if written and month:
            assert one.on, words
            assert (one.on.day, one.on.month) == (int(written[1]), month), words
            assert str(one.on.year) == (written[3] or written[5] or str(one.on.year)), words
        hour = re.search(r"pukul (\d{1,2})[.:](\d\d)", words)
        assert one.at == (time(int(hour[1]), int(hour[2])) if hour else None), words


def test_the_seed_of_every_mark() -> None:
    article = read(
        "Kata <role>Ketua <org>KPUD</org></role> AKBP <per>Siti Marwiyah</per>, "
        '"<q s="Siti Marwiyah" cue="Kata">Siap.</q>"\n\n'
        '<per n="Siti Marwiyah">Siti</per> bilang <q s="Siti Marwiyah" cue="bilang" kind="indirect">ia pulang</q> '
        '<t on="2025-11-12" at="15:00">Rabu pukul 15.00</t> ke <loc>Solo</loc> <no why="scare">"lama"</no>.\n'
    )
    assert article.text == (
        'Kata Ketua KPUD AKBP Siti Marwiyah, "Siap."\n\nSiti bilang ia pulang Rabu pukul 15.00 ke Solo "lama".'
    )
    said = [(words_of(article, one.start, one.end), one.kind, one.role, one.speaker) for one in article.quotes]
    assert said == [
        ("Siap.", "direct", "Ketua KPUD", "Siti Marwiyah"),
        ("ia pulang", "indirect", "Ketua KPUD", "Siti Marwiyah"),
    ]
    named = [(words_of(article, one.start, one.end), one.kind, one.name) for one in article.mentions]
    assert named == [
        ("KPUD", "organisation", "KPUD"),
        ("Siti Marwiyah", "person", "Siti Marwiyah"),
        ("Siti", "person", "Siti Marwiyah"),
        ("Solo", "place", "Solo"),
    ]
    assert [(one.on, one.at) for one in article.times] == [(date(2025, 11, 12), time(15))]
    assert [words_of(article, one.start, one.end) for one in article.lookalikes] == ['"lama"']


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Kata <per>Siti", "a.txt:6: <per> is not closed"),
        ("Kata <per>Siti</per>.\n\n<org>KPK</per>", "a.txt:8: </per> closes what is not open"),
        ("Kata <orang>Siti</orang>", "<orang> is no mark"),
        ('Kata <per s="a">Siti</per>', "has a key that it may not have"),
        ("Kata <per>Siti </per>", "has a space at its edge"),
        ("Kata <per></per>", "is empty"),
        ("Kata <per n='a'>Siti</per>", "cannot be read"),
        ("<role>Ketua</role> itu pergi", "belongs to no person"),
        ('<role of="Budi">Ketua</role> <per>Siti</per>', "belongs to no person"),
        ('"<q cue="kata">Ya</q>" kata', "wants a speaker"),
        ('"<q s="Siti">Ya</q>" kata', "wants a speaker"),
        ('"<q s="Siti" cue="kata" kind="sung">Ya</q>" kata', "of no known kind"),
        ('"<q s="Siti" cue="kata" anon="0">Ya</q>" kata', "of no known kind"),
        ('<q s="Siti" cue="kata">Ya</q>" kata', "does not stand between quotation marks"),
        ('"<q s="Siti" cue="kata" miss="close">Ya</q>" kata', "does not stand between quotation marks"),
        ('"<q s="Siti" cue="kata">Ya, <q s="Budi" cue="kata">tidak</q></q>"', "stands inside <q>"),
        ("<org>Polda <loc>Bali</loc></org>", "stands inside <org>"),
        ('<t on="2025-13-01">besok</t>', "a.txt:6: <t>"),
        ('<no why="so">"Ya"</no>', "<no> wants `why`"),
    ],
)
def test_what_is_no_mark_is_refused(body: str, said: str) -> None:
    with pytest.raises(MarkError, match=re.escape(said)):
        read(body)


@pytest.mark.parametrize(
    "source",
    ["no header", "title = \n---\nA", 'title = "T"\n---\nA', HEAD.replace("2025-11-12", '"2025-11-12"') + "A"],
)
def test_a_header_that_is_none_is_refused(source: str) -> None:
    with pytest.raises(MarkError, match=r"^a\.txt:1: "):
        parse(source, name="a.txt", slug="a")


def test_a_file_in_the_wrong_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other" / "a.txt"
    path.parent.mkdir()
    path.write_text(HEAD + "Sepi.\n", encoding="utf-8")
    with pytest.raises(MarkError, match="habit 'h' lies in folder 'other'"):
        read_file(path)


def test_the_readme_names_every_mark() -> None:
    manual = (FOLDER / "README.md").read_text(encoding="utf-8")
    for mark in ("per", "org", "loc", "role", "q", "t", "no"):
        assert f"`<{mark}" in manual
    assert MARKS.count('"') == 1
