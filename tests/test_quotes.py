"""Who said what: speech marked in place, as in `tests/marked/`, and what must be found of it, case by case."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.base import analyse, open_findings
from analysis.entities import ANALYSIS as ENTITIES
from analysis.named import Mention, Named
from analysis.quotes import ANALYSIS, find_quotes
from analysis.speech import read_page
from tests.findings import Told, put, rows, run
from tests.marking import Marked, parse
from tests.reading import clipping_of, marked_names

HEAD = 'title = "T"\noutlet = "o.example"\npublished = 2025-11-12\nhabit = "{habit}"\n---\n'
SITI = "<role>Ketua <org>KPUD</org></role> <per>Siti Marwiyah</per>"
Q = '<q s="Siti Marwiyah" cue='


def marked(body: str, habit: str = "portal") -> Marked:
    return parse(HEAD.format(habit=habit) + body + "\n", name="a.txt", slug="a")


def said(article: Marked) -> list[tuple[object, ...]]:
    found = find_quotes(clipping_of(article), marked_names(article))
    return [(one.text, one.kind, one.speaker, one.anonymous, one.cue, one.via or "") for one in found]


def wanted(article: Marked) -> list[tuple[object, ...]]:
    return [
        (article.text[one.start : one.end], one.kind, one.speaker, one.anonymous, one.cue, one.via)
        for one in article.quotes
    ]


CASES = {
    "speaker behind": f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}.',
    "speaker before": f'{SITI} menjawab singkat, "{Q}"menjawab">Kotaknya utuh.</q>"',
    "verb behind": f'"{Q}"menambahkan">Kotaknya utuh,</q>" <per>Siti Marwiyah</per> menambahkan.',
    "speaker between": f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}, "{Q}"kata">tetapi kuncinya hilang.</q>"',
    "pronoun": f'{SITI} datang. "{Q}"imbuhnya">Kotaknya utuh,</q>" imbuhnya.',
    "pronoun behind the cue": f'{SITI} datang. "{Q}"kata">Kotaknya utuh,</q>" kata dia di gudang <loc>Solo</loc>.',
    "who adds something spoke before": (
        f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}. <per>Rina Wulandari</per> menjaga gudang. '
        f'"{Q}"tambahnya">Kuncinya hilang,</q>" tambahnya.'
    ),
    "nobody behind the cue": f'{SITI} datang. "{Q}"imbuh">Kotaknya utuh,</q>" imbuh.',
    "an office by its short name": (
        "<role>Wakil Presiden (Wapres)</role> <per>Rina</per> datang. "
        '"<q s="Rina" cue="tegas">Kotaknya utuh,</q>" tegas Wapres.'
    ),
    "a description with a title in it": (
        '<per>Rina</per> datang. "<q s="Rina" cue="jelas">Kotaknya utuh,</q>" jelas pemain sinetron "Air Mata" itu.'
    ),
    "an age between commas": '"<q s="Rina" cue="kata">Kotaknya utuh,</q>" kata <per>Rina</per>, 41, pedagang.',
    "a cue no list knows": f'{SITI} datang. "{Q}"isaknya">Kotaknya utuh,</q>" isaknya.',
    "a role between commas": (
        '"<q s="Rina" cue="ujar">Kotaknya utuh,</q>" ujar <role>anggota <org>Komisi B DPRD</org> dari <org>Fraksi '
        "Lontar</org></role>, <per>Rina</per>."
    ),
    "no comma, marks to the left on both sides": f'{SITI} datang. “{Q}"ujarnya">Kotaknya masih utuh</q>“ ujarnya.',
    "marks to the right on both sides": f'”{Q}"kata">Kotaknya utuh,</q>” kata {SITI}.',
    "single marks": f'‘{Q}"kata">Kotaknya utuh,</q>’ kata {SITI}.',
    "a comma behind the mark": f'"{Q}"kata">Kotaknya utuh</q>", kata {SITI}.',
    "no closing mark": f'“{Q}"kata" miss="close">Kotaknya utuh,</q> kata {SITI}.',
    "no opening mark": f'{Q}"kata" miss="open">Kotaknya utuh,</q>” kata {SITI}.',
    "a quotation inside": f'"{Q}"kata">Ia bilang "pergi", lalu diam,</q>" kata {SITI}.',
    "over two paragraphs": (
        f'“{Q}"kata" miss="close">Kotaknya utuh. Segelnya juga.</q>\n\n'
        f'“{Q}"kata">Kuncinya saya pegang,</q>” kata {SITI}.'
    ),
    "goes on in the paragraph": f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}. "{Q}"kata">Kuncinya hilang dua.</q>"',
    "after reported speech": (
        f'{SITI} mengatakan {Q}"mengatakan" kind="indirect">semua kotak masih utuh</q>.\n\n'
        f'"{Q}"mengatakan">Kuncinya saya pegang sendiri sejak pagi.</q>"'
    ),
    "reported": f'{SITI} mengatakan bahwa {Q}"mengatakan" kind="indirect">kotaknya masih utuh</q>.',
    "reported, told to a medium": (
        f"{SITI} mengatakan kepada <org>Antara</org> bahwa "
        f'{Q}"mengatakan" kind="indirect" via="Antara">kotaknya masih utuh</q>.'
    ),
    "according to": f'Menurut {SITI}, {Q}"Menurut" kind="indirect">kotaknya masih utuh</q>.',
    "according to, and no apposition": (
        f'Menurut {SITI}, {Q}"Menurut" kind="indirect">petani merugi Rp 2,4 miliar akibat banjir</q>.'
    ),
    "according to, and a list": (
        f'Menurut {SITI}, {Q}"Menurut" kind="indirect">warga membeli pupuk, benih, dan obat</q>.'
    ),
    "according to, with an apposition": (
        f'Menurut {SITI}, warga yang menyimpan kunci, {Q}"Menurut" kind="indirect">kotaknya masih utuh</q>.'
    ),
    "a medium behind the clause": (
        f'{SITI} menyatakan {Q}"menyatakan" kind="indirect" via="Aljazirah">gencatan senjata sudah berlaku</q>, '
        "demikian dilansir <org>Aljazirah</org>."
    ),
    "what is told of": f'{SITI} bercerita {Q}"bercerita" kind="indirect">kotaknya tiba-tiba miring tadi siang</q>.',
    "a question that is told of": (
        f'{SITI} mempertanyakan {Q}"mempertanyakan" kind="indirect">berapa kotak yang diganti</q>.'
    ),
    "two words that are a clause": f'{SITI} membenarkan {Q}"membenarkan" kind="indirect">ada pembicaraan</q>.',
    "a prophet's word": 'Nabi bersabda, "<q s="Nabi" anon="1" cue="bersabda">Kebersihan sebagian dari iman.</q>"',
    "a decimal comma": (
        f'{SITI} mengatakan {Q}"mengatakan" kind="indirect">di gudang itu kotak yang rusak mencapai 30,6 persen</q>.'
    ),
    "amid": (
        f'{SITI} datang. {Q}"kata" kind="indirect">Kotak itu</q>, kata dia, {Q}"kata" kind="indirect">masih utuh</q>.'
    ),
    "amid, behind a connective": f'{SITI} datang. Selain itu, kata dia, {Q}"kata" kind="indirect">kuncinya hilang</q>.',
    "asked for": f'{SITI} meminta {Q}"meminta" kind="indirect">warga tetap tenang</q>, Rabu (12/11/2025).',
    "passive": f'{SITI} datang. Diakuinya, {Q}"Diakuinya" kind="indirect">dua kunci hilang</q>.',
    "mixed": f'{SITI} menilai {Q}"menilai" kind="mixed">kotak itu "terlalu tua" untuk dipakai</q>.',
    "an organisation": (
        '<org>Komisi Pemilihan</org> (<org n="Komisi Pemilihan">KP</org>) mengingatkan '
        '<q s="Komisi Pemilihan" cue="mengingatkan" kind="indirect">kotak harus dikunci dua kali</q>.'
    ),
    "a named agency": f'"{Q}"kata" via="Reuters">Kotaknya utuh,</q>" kata {SITI} seperti dikutip <org>Reuters</org>.',
    "somebody": '"<q s="seorang warga" anon="1" cue="ujar">Kotaknya hanyut,</q>" ujar seorang warga.',
    "an account": '"<q s="akun @kotak_kosong" anon="1" cue="tulis">Hanyut semua,</q>" tulis akun @kotak_kosong.',
    "a handle": '"<q s="@kotak_kosong" cue="tulis">Hanyut semua,</q>" tulis @kotak_kosong.',
    "paragraphs parted by commas": (
        f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}.,{SITI} menilai '
        f'{Q}"menilai" kind="indirect">warga sudah tenang</q>.,Warga bekerja.'
    ),
    "somebody again": (
        'Seorang sopir menuding <q s="Seorang sopir" anon="1" cue="menuding" kind="indirect">jembatan itu sengaja '
        'ditutup</q>. "<q s="Seorang sopir" anon="1" cue="kata">Saya memutar jauh,</q>" kata sopir itu.'
    ),
    "the office for its holder": (
        f"{SITI} datang pukul tujuh. <per>Budi</per> pulang. Ketua menegaskan "
        f'{Q}"menegaskan" kind="indirect">kotaknya masih utuh</q>.'
    ),
    "not who stands in the description": (
        f"{SITI} datang. Ibunda <per>Budi</per> itu menambahkan "
        f'{Q}"menambahkan" kind="indirect">kuncinya sudah hilang</q>.'
    ),
    "where they are": 'Menurut sumber di RT, <q s="sumber di RT" anon="1" cue="Menurut" kind="indirect">kota utuh</q>.',
    "not the one told of": (
        f'"{Q}"kata">Kotaknya utuh,</q>" kata {SITI}. <per>Budi</per> ditangkap di pasar. '
        f'"{Q}"ujarnya">Kuncinya ada padanya,</q>" ujarnya.'
    ),
}


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_speech_is_found_with_who_said_it(body: str) -> None:
    article = marked(body)
    assert wanted(article), body
    assert said(article) == wanted(article)


NOTHING = {
    "a title": 'Film "Kotak Kosong" diputar di <loc>Solo</loc>.',
    "a title with its maker": 'Lagu "Kotak Kosong" dinyanyikan <per>Siti Marwiyah</per>.',
    "a word held at arm's length": f'{SITI} dikenal sebagai "ratu kotak" di desanya.',
    "a sign": 'Di pintu gudang tertulis "Awas Kotak".',
    "a noun alone": f"{SITI} menjelaskan kronologi kejadian yang dialaminya.",
    "thanks": f"{SITI} menyampaikan permintaan maaf kepada warga.",
    "to whom, and not what": f"{SITI} hanya berpesan singkat kepada anak didiknya di gudang.",
    "denied": f"{SITI} membantah pernah mengatakan kotaknya hilang.",
    "denied, in marks": f'{SITI} menyangkal pernah berkata "kotak segera diganti" di depan warga.',
    "not said": f"{SITI} tidak mengatakan kotaknya masih utuh.",
    "not yet said": f"Seandainya ditanya, {SITI} akan menjawab “kotaknya utuh”.",
    "a passive without speaker": "Warga diminta menjaga kotak yang masih utuh.",
    "nothing between marks": f'{SITI} menulis lagi. ",," tulis {SITI} dalam unggahannya.',
    "the pronoun aku": f"{SITI} tiba sore ini, aku teringat janji sore ini, tapi aku lelah.",
    "what something leads to": f"{SITI} tidak sabar sehingga mendorong seseorang bekerja lebih giat.",
    "a document": "Menurut dokumen yang dilihat warga, kotaknya masih utuh.",
    "a medium in its own name": "Menurut <org>Reuters</org>, kotaknya masih utuh.",
    "who is said to have said it": f"{SITI} disebut mengatakan kotaknya masih utuh.",
}


@pytest.mark.parametrize("body", NOTHING.values(), ids=NOTHING.keys())
def test_what_looks_like_speech_is_none(body: str) -> None:
    assert said(marked(body)) == []


def test_a_claim_is_never_said_by_whom_a_fact_check_names() -> None:
    article = marked(
        f'Dalam video itu {SITI} disebut berkata "semua kotak sudah dibuang ke sungai". Akun @kotak menulis "usir dia '
        'sekarang juga".\n\n'
        '"Semua kotak sudah dibuang ke sungai," kata <per n="Siti Marwiyah">Siti</per> dalam unggahan tersebut.\n\n'
        f'"{Q}"tegasnya">Saya tidak pernah membuang kotak ke sungai,</q>" tegasnya saat dihubungi.',
        habit="cek_fakta",
    )
    assert said(article) == wanted(article)


def test_the_claim_of_a_fact_check_is_taken_from_the_article_too() -> None:
    body = f'"Semua kotak dibuang ke sungai semalam," kata {SITI}.'
    article = marked(body, habit="cek_fakta")
    clipping = clipping_of(article)
    assert len(find_quotes(clipping, marked_names(article))) == 1
    checked = replace(clipping, claim="Siti: semua kotak dibuang ke sungai semalam")
    assert find_quotes(checked, marked_names(article)) == ()


def test_a_role_and_a_score_go_with_the_speech() -> None:
    article = marked(CASES["speaker behind"])
    (one,) = find_quotes(clipping_of(article), marked_names(article))
    assert (one.role, one.rule, one.score) == ("Ketua KPUD", "cue+named", 1.0)
    assert article.text[one.start : one.end] == one.text


def test_nobody_is_guessed_where_nobody_is_named() -> None:
    article = marked('"Kotaknya sudah hanyut sejak semalam," ujarnya.')
    (one,) = find_quotes(clipping_of(article), Named())
    assert (one.speaker, one.anonymous) == (None, False)


def test_what_is_quoted_is_masked_and_keeps_its_place() -> None:
    text = 'Ia bilang “Saya. Pergi.” Lalu diam.\n\n"Ya," kata Budi.'
    page = read_page(text)
    assert len(page.masked) == len(text)
    assert [text[one.start : one.end] for one in page.quotations] == ["Saya. Pergi.", "Ya,"]
    assert "Pergi" not in page.masked


def test_quotes_are_kept_with_the_number_of_their_speaker(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    text = (
        '"Jembatan itu akan ditutup," kata Joko Widodo di Jakarta, Rabu (12/11/2025).\n\n'
        "Joko Widodo mengatakan bahwa Prabowo Subianto sudah melihat jembatan itu."
    )
    put(path, [Told(url="https://contoh.example/1", text=text), Told(url="https://contoh.example/2", text="Sepi.")])
    done = run(path, ENTITIES, ANALYSIS)
    assert done["quotes"].units == 2
    found = rows(
        path, "SELECT speaker, text, q.kind, name FROM who_said_what AS q JOIN entities ON id = speaker_entity_id"
    )
    assert [(name, kind) for name, _, kind, _ in found] == [("Joko Widodo", "direct"), ("Joko Widodo", "indirect")]
    assert all(speaker == name for speaker, _, _, name in found)
    about = rows(path, "SELECT speaker, name FROM said_about WHERE name_kind = 'person'")
    assert about == [("Joko Widodo", "Prabowo Subianto")]
    assert run(path, ENTITIES, ANALYSIS)["quotes"].units == 0


def test_only_what_entities_has_read_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    put(path, [Told(url="https://contoh.example/1", text='"Kotaknya utuh," kata Joko Widodo di Jakarta.')])
    assert run(path, ANALYSIS)["quotes"].units == 0
    run(path, ENTITIES, ANALYSIS)
    with open_findings(path) as db, db.conn:
        db.execute("UPDATE analysed SET version = 'older' WHERE analysis = 'entities'")
    with open_findings(path) as db:
        (done,) = analyse(db, [ANALYSIS])
    assert done.units == 1
    with open_findings(path) as db, db.conn:
        db.execute("DELETE FROM analysed WHERE analysis = 'entities'")
    run(path, ANALYSIS)
    assert rows(path, "SELECT count(*) FROM quotes") == [(0,)]


def test_a_changed_claim_makes_a_fact_check_pending(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    text = '"Semua kotak dibuang ke sungai semalam," kata Joko Widodo di Jakarta.'
    put(path, [Told(url="https://contoh.example/1", text=text, kind="factcheck")])
    run(path, ENTITIES, ANALYSIS)
    assert rows(path, "SELECT speaker FROM quotes") == [("Joko Widodo",)]
    with open_findings(path) as db, db.conn:
        db.execute("UPDATE articles SET claim = 'semua kotak dibuang ke sungai semalam'")
    assert run(path, ENTITIES, ANALYSIS)["quotes"].units == 1
    assert rows(path, "SELECT speaker FROM quotes") == []


def test_a_name_nobody_read_is_taken_from_its_capitals() -> None:
    article = marked('"Kotaknya utuh," kata Surtini Wagiyem di gudang. Surtini menilai kuncinya sudah hilang.')
    named = Named(mentions=(Mention(start=0, end=0, kind="place", name="", rule="model", score=1.0),))
    found = find_quotes(clipping_of(article), named)
    assert [(one.speaker, one.score < 0.6) for one in found] == [("Surtini Wagiyem", True), ("Surtini", True)]


WORDS = st.sampled_from(
    """Siti mengatakan kata dia ujarnya menurut kotak itu bahwa hilang tidak seorang warga Reuters kepada dikutip 12
    , . ? ( ) : " “ ” ‘ ’ ¶""".replace("\n", " ").split()
)


@given(st.lists(WORDS, max_size=60), st.lists(st.sampled_from(["", " "]), min_size=60, max_size=60))
def test_whatever_is_written_gives_spans_that_hold(words: list[str], gaps: list[str]) -> None:
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False)).replace("¶", "\n\n").strip()
    names = re.finditer("Siti", text)
    mentions = tuple(
        Mention(start=one.start(), end=one.end(), kind="person", name="Siti Marwiyah", rule="model", score=1.0)
        for one in names
    )
    clipping = replace(clipping_of(marked("Sepi.")), text=text)
    found = find_quotes(clipping, Named(mentions=mentions))
    assert all(one.start < one.end and text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= one.score <= 1 and one.speaker != "" for one in found)
