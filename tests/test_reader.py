"""A page that ends the process that reads it ends one run at most, and then only its own."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.article import read_article
from pipelines.items import Article, Page, Refusal, Rules
from pipelines.limit import TookTooLongError, within
from pipelines.reader import Reader
from tests.desk import Desk
from tests.site import Answer, Site, feed, page, story

#: A fault in a library of C: the parser dies of a page that holds this word.
SEGFAULT = """
import os, signal
import lxml.html
def document_fromstring(html, *given, **named):
    if b"matikan" in html:
        os.kill(os.getpid(), signal.SIGSEGV)
    return real(html, *given, **named)
real, lxml.html.document_fromstring = lxml.html.document_fromstring, document_fromstring
"""
URL = "https://warta-rawa.example/berita/pohon"
WILD = r"^(a+)+$"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    (tmp_path / "faults").mkdir()
    (tmp_path / "faults" / "sitecustomize.py").write_text(SEGFAULT, encoding="utf-8")
    made.variables["PYTHONPATH"] = str(tmp_path / "faults")
    return made


def kept(*paragraphs: str) -> Page:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    body = story("Warga menanam pohon", *paragraphs)
    return Page(outlet="rawa", url=URL, final_url=URL, fetched_at=at, body=body)


def test_a_page_that_kills_the_process_does_so_once(site: Site, desk: Desk) -> None:
    names = ["a", "maut", "b"]
    site.answers |= {f"/berita/{name}": page(f"Warga membangun {name}") for name in names}
    site.answers["/berita/maut"] = page("Warga membangun maut", "Sihir matikan pembaca.", *["Kalimat biasa saja."] * 9)
    site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in names)
    desk.declare("contoh", site.host)
    first = desk.kliping("crawl", "contoh")
    assert first.status == -signal.SIGSEGV
    assert desk.outcomes()["maut"] is None

    second = desk.kliping("crawl", "contoh")
    assert (second.status, second.err) == (0, "")
    assert desk.outcomes() == {"a": "stored", "maut": "worker_died", "b": "stored"}
    assert desk.rows("SELECT detail FROM fetches WHERE outcome = 'worker_died'") == [
        "ended its own process, too: SIGSEGV"
    ]
    assert desk.rows("SELECT due_at IS NOT NULL FROM fetches WHERE outcome = 'worker_died'") == [1]

    for what in ("--stale", "--all"):
        assert desk.kliping("extract", what).status == 0
        assert desk.outcomes()["maut"] == "worker_died"

    # The library is mended: the page is read apart once more, and then like any other.
    desk.make_due()
    del desk.variables["PYTHONPATH"]
    assert desk.kliping("crawl", "contoh").status == 0
    assert desk.outcomes() == dict.fromkeys(names, "stored")
    assert (desk.data / "reading").read_text() == ""


def test_a_listing_that_kills_the_process_does_so_once(site: Site, desk: Desk) -> None:
    site.answers["/berita/a"] = page("Warga membangun a")
    front = f'<title>Sihir matikan pembaca</title><a href="{site.url("/berita/a")}">Warga membangun rumah baca</a>'
    site.answers["/"] = Answer(body=f"<html><body>{front}</body></html>".encode())
    desk.declare("contoh", site.host, listing="/", kind="front")
    assert desk.kliping("crawl", "contoh").status == -signal.SIGSEGV
    assert (desk.data / "reading").read_text() == site.url("/") + "\n"

    for _ in range(2):
        desk.make_listings_due()
        died = desk.kliping("crawl", "contoh")
        assert (died.status, died.err) == (1, "")
        assert "ended its own process, too: SIGSEGV" in desk.rows("SELECT error FROM listings ORDER BY id DESC")[0]

    del desk.variables["PYTHONPATH"]  # the library is mended
    desk.make_listings_due()
    assert desk.kliping("crawl", "contoh").status == 0
    assert desk.outcomes() == {"a": "stored"}
    assert (desk.data / "reading").read_text() == ""


def test_a_replay_that_dies_goes_on_after_the_page(site: Site, desk: Desk) -> None:
    faults = desk.variables.pop("PYTHONPATH")
    site.answers["/berita/maut"] = page("Warga membangun maut", "Sihir matikan pembaca.", *["Kalimat biasa saja."] * 9)
    site.answers["/berita/a"] = page("Warga membangun a")
    site.answers["/feed"] = feed([site.url("/berita/maut"), site.url("/berita/a")])
    desk.declare("contoh", site.host)
    assert desk.kliping("crawl", "contoh").status == 0
    desk.variables["PYTHONPATH"] = faults
    assert desk.kliping("extract", "--all").status == -signal.SIGSEGV
    done = desk.kliping("extract", "--all")
    assert (done.status, done.err) == (0, "")
    assert done.out == "2 pages read: 0 new articles, 0 changed\n  stored 1\n  worker_died 1\n"
    assert desk.outcomes() == dict.fromkeys(["maut", "a"], "stored")  # what is stored stays


def test_a_page_that_somebody_killed_us_at_is_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "reading").write_text(f"{URL}\nhttps://lain.example/berita\n", encoding="utf-8")
    reader = Reader(tmp_path)
    assert reader.read(kept(), Rules()) == read_article(kept(), Rules())
    assert (tmp_path / "reading").read_text(encoding="utf-8") == "https://lain.example/berita\n"
    suspects = Reader(tmp_path).suspects
    assert (URL in suspects, "https://lain.example/berita" in suspects) == (False, True)


def test_the_note_is_there_while_a_page_is_read_and_struck_out_after(tmp_path: Path) -> None:
    (tmp_path / "reading").write_text("https://lain.example/berita\n", encoding="utf-8")
    reader = Reader(tmp_path)
    seen: list[str] = []

    def note(page: Page, rules: Rules) -> Article | Refusal:
        seen.append(reader.suspects.path.read_text())
        return read_article(page, rules)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.worker.read_article", note)
        assert isinstance(reader.read(kept(), Rules()), Article)
    assert seen == [f"https://lain.example/berita\n{URL}\n"]
    assert reader.suspects.path.read_text() == "https://lain.example/berita\n"


def test_a_pattern_that_runs_wild_costs_its_page_and_no_more(tmp_path: Path) -> None:
    wild = kept("a" * 60 + "!", *["Warga menanam pohon di tepi kali sejak pagi."] * 9)
    refused = Reader(tmp_path, seconds=0.2).read(wild, Rules(drop_lines=(WILD,)))
    assert isinstance(refused, Refusal)
    assert (refused.outcome, refused.detail) == ("parse_error", "TookTooLongError: took longer than 0.2 s")
    assert isinstance(Reader(tmp_path).read(kept(), Rules(drop_lines=(WILD,))), Article)
    assert (tmp_path / "reading").read_text() == ""


def test_a_bound_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TookTooLongError, match=r"longer than 0\.01 s"), within(0.01):
        signal.pause()
    with within(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_outside_the_main_thread_nothing_is_bounded() -> None:
    told: list[float] = []

    def work() -> None:
        with within(60):
            told.append(signal.getitimer(signal.ITIMER_REAL)[0])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [0.0]
