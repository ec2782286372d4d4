"""A declared outlet tried live, field by field, and its saved samples, which pass only once a person has looked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.demo import TODAY
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from crawler.probing.check import Checked, Field, Listed, Tried, as_lines
from tests.desk import Desk
from tests.site import Answer, Site, feed, page, story


def check(desk: Desk, *words: str) -> tuple[int, list[dict[str, Any]]]:
    """`kliping outlet check --json`: its exit status, and its report of each outlet."""
    done = desk.kliping("outlet", "check", *words, "--json")
    assert "Traceback" not in done.err, done.err
    return done.status, json.loads(done.out)


def fields_of(article: dict[str, Any]) -> dict[str, str | None]:
    return {field["name"]: field["value"] for field in article["fields"]}


def publish(site: Site, *names: str) -> None:
    for name in names:
        site.answers[f"/berita/{name}"] = page(f"Warga membangun {name}")
    site.answers["/feed"] = feed(site.url(path) for path in site.answers if path.startswith("/berita/"))


def test_the_newsroom_passes_field_by_field(desk: Desk) -> None:
    desk.outlets = OUTLETS
    names = sorted(path.stem for path in OUTLETS.glob("*.toml"))
    with Newsroom() as newsroom:
        desk.variables["http_proxy"] = newsroom.proxy
        status, reports = check(desk, *names, "--today", TODAY)
    assert status == 0
    assert [report["outlet"] for report in reports] == names
    for report in reports:
        assert report["failures"] == []
        assert all(listing["links"] and not listing["error"] for listing in report["listings"])
        read = [fields_of(article) for article in report["articles"] if article["fields"]]
        assert len(read) == (2 if report["outlet"] == "hariankemala" else 3)  # whose index has two in four days
        for fields in read:
            assert fields["title"] and fields["published"] and fields["section"] and fields["byline"]  # noqa: PT018
            assert int(str(fields["text"]).split()[0]) > 30
            assert fields["parts"] == "1 of 1"
    whole = [fields_of(article)["whole view"] for article in reports[names.index("jurnalselat")]["articles"]]
    assert [str(address).endswith("?page=all") for address in whole] == [True] * 3


def test_nothing_is_written_and_nobody_is_asked_twice(desk: Desk, site: Site) -> None:
    publish(site, "satu", "dua", "tiga", "empat")
    desk.declare("lontar", site.host)
    done = desk.kliping("outlet", "check", "lontar")
    assert done.status == 0, done.err
    assert not desk.data.exists()
    assert site.paths() == ["/feed", "/berita/satu", "/berita/dua", "/berita/tiga"]
    assert "passed" in done.out.splitlines()[-1]


def test_an_outlet_none_of_whose_listings_gives_anything_fails(desk: Desk, site: Site) -> None:
    site.answers["/feed"] = Answer(body=b"<html><title>Beranda</title><body>halo</body></html>")
    desk.declare("lontar", site.host)
    status, [report] = check(desk, "lontar")
    assert status == 1
    assert report["failures"] == ["none of its listings gives an article"]
    assert "a page titled 'Beranda'" in report["listings"][0]["error"]


def test_one_listing_that_fails_is_told_and_does_not_fail_the_outlet(desk: Desk, site: Site) -> None:
    publish(site, "satu")
    desk.declare("lontar", site.host)
    path = desk.outlets / "lontar.toml"
    second = "listings = [{ kind = \"feed\", url = 'http://{domain}/rss' }, "
    path.write_text(path.read_text().replace("listings = [", second))
    status, [report] = check(desk, "lontar")
    assert status == 0
    assert [bool(listing["error"]) for listing in report["listings"]] == [True, False]
    assert "http_404" in report["listings"][0]["error"]


def test_an_article_without_a_date_fails(desk: Desk, site: Site) -> None:
    publish(site, "satu")
    site.answers["/berita/satu"] = Answer(body=story("Warga membangun satu", published=""))
    desk.declare("lontar", site.host)
    status, [report] = check(desk, "lontar")
    assert status == 1
    assert report["failures"] == [f"{site.url('/berita/satu')}: no published"]


def test_links_that_give_no_article_are_told_and_the_next_ones_tried(desk: Desk, site: Site) -> None:
    publish(site, "hilang", "kosong", "satu", "dua", "tiga")
    site.answers["/berita/hilang"] = Answer(status=404)
    site.answers["/berita/kosong"] = Answer(body=b"")
    desk.declare("lontar", site.host)
    status, [report] = check(desk, "lontar")
    assert status == 0
    assert [article["error"].partition(":")[0] for article in report["articles"]] == [
        "http_404",
        "not_html",
        "",
        "",
        "",
    ]


def test_an_outlet_none_of_whose_articles_can_be_read_fails(desk: Desk, site: Site) -> None:
    publish(site, "hilang")
    site.answers["/berita/hilang"] = Answer(status=410)
    desk.declare("lontar", site.host)
    status, [report] = check(desk, "lontar")
    assert (status, report["failures"]) == (1, ["none of its newest articles could be read"])


def test_a_whole_view_that_leads_back_is_missing_and_parts_are_counted(desk: Desk, site: Site) -> None:
    publish(site, "satu")
    links = '<a href="/berita/satu?page=2">2</a><a href="/berita/satu?page=3">3</a>'
    site.answers["/berita/satu"] = Answer(body=story("Warga membangun satu", after=links))
    site.answers["/berita/satu?page=2"] = Answer(body=story("Warga membangun satu", "Bagian kedua " * 40, after=links))
    desk.declare("lontar", site.host, "next_page = '[?&]page=\\d+$'")
    _, [report] = check(desk, "lontar")
    assert fields_of(report["articles"][0])["parts"] == "2 of 3"
    desk.declare("lontar", site.host, 'whole = { query = "page=all" }')
    site.answers["/berita/satu?page=all"] = Answer(status=302, headers=(("Location", "/berita/satu"),))
    _, [report] = check(desk, "lontar")
    assert fields_of(report["articles"][0])["whole view"] is None


def test_a_dated_index_is_asked_for_yesterday_where_today_is_thin(desk: Desk, site: Site) -> None:
    publish(site, "satu", "dua")
    link = '<html><body><ul><li><a href="/berita/{0}">Warga membangun {0} lagi</a></li></ul></body></html>'
    site.answers["/indeks/2026-06-20"] = Answer(body=link.format("satu").encode())
    site.answers["/indeks/2026-06-19"] = Answer(body=link.format("dua").encode())
    desk.declare("lontar", site.host, listing="/indeks/{date:%Y-%m-%d}", kind="index")
    status, [report] = check(desk, "lontar", "--today", "2026-06-20")
    assert (status, report["listings"][0]["links"]) == (0, 2)


def test_a_robots_refusal_is_obeyed_and_told(desk: Desk, site: Site) -> None:
    publish(site, "satu")
    site.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /feed")
    desk.declare("lontar", site.host)
    status, [report] = check(desk, "lontar")
    assert status == 1
    assert "disallowed by robots.txt" in report["listings"][0]["error"]
    assert site.paths() == []


def test_the_report_shows_what_is_missing() -> None:
    article = Tried(url="http://lontar.example/1", fields=(Field(name="text", value=None),))
    listing = Listed(kind="feed", url="http://lontar.example/rss", links=3)
    lines = list(as_lines(Checked(outlet="lontar", title="Warta Lontar", listings=(listing,), articles=(article,))))
    assert lines[1] == "  feed          http://lontar.example/rss: 3 article links, 0 others"
    assert lines[3].split() == ["text", "-"]
    assert lines[-1] == "  FAILED: http://lontar.example/1: no text"


def run(desk: Desk, *words: str) -> Result:
    """`kliping outlet check …` that asks nobody, within this process."""
    return CliRunner().invoke(main, ["outlet", "check", *words], env=desk.environment())


@pytest.mark.parametrize(
    ("words", "told"),
    [(("lontra",), "did you mean 'lontar'"), (("mati",), "is not crawled"), (("jauh",), "no contact")],
)
def test_a_check_needs_an_outlet_that_is_crawled_and_a_contact(desk: Desk, words: tuple[str, ...], told: str) -> None:
    desk.declare("lontar", "lontar.example")
    desk.declare("mati", "mati.example", 'off = "menolak"')
    desk.declare("jauh", "jauh.example")
    path = desk.outlets / "jauh.toml"
    path.write_text(path.read_text().replace("local = true", ""))
    result = run(desk, *words)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.fixture
def sample(desk: Desk, site: Site) -> Path:
    """A sample that `kliping outlet new` has saved."""
    paths = [f"/berita/{8841 + n}/warga-membangun-tanggul-ke-{n}" for n in range(4)]
    for path in paths:
        site.answers[path] = page("Warga Membangun Tanggul")
    links = "".join(f'<a href="{path}">Warga membangun tanggul lagi</a> ' for path in paths)
    site.answers["/"] = Answer(body=f"<html><title>Warta Lontar</title><body>{links}</body></html>".encode())
    done = desk.kliping("outlet", "new", site.host, "--name", "lontar", "--local")
    assert done.status == 0, done.err
    (folder,) = (desk.outlets / "samples" / "lontar").iterdir()
    return folder


def correct(sample: Path, **values: object) -> None:
    path = sample / "expected.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_a_sample_fails_until_a_person_has_corrected_it(desk: Desk, sample: Path) -> None:
    result = run(desk, "lontar", "--sample")
    assert result.exit_code == 1
    assert "no person has corrected" in result.stdout
    correct(sample, checked=True)
    result = run(desk, "lontar", "--sample")
    assert (result.exit_code, result.stdout) == (0, f"{sample}: passed\n")

    for words, told in (
        ({"title": "Judul Lain"}, 'title: expected "Judul Lain", read "Warga Membangun Tanggul"'),
        ({"editors": ["Rangga Wiratmaja"]}, 'editors: expected ["Rangga Wiratmaja"], read []'),
        ({"published": "2026-06-20T09:30:00+07:00"}, "published: expected"),
        ({"forbidden": ["dua miliar rupiah"]}, "forbidden: "),
        ({"body_paragraphs": ["Satu paragraf saja."]}, "body_paragraphs: missing"),
    ):
        before = (sample / "expected.json").read_text(encoding="utf-8")
        correct(sample, **words)
        result = run(desk, "lontar", "--sample", "--json")
        (compared,) = json.loads(result.stdout)
        assert result.exit_code == 1
        assert told in " ".join(compared["differences"])
        (sample / "expected.json").write_text(before, encoding="utf-8")

    correct(sample, title=None, tags=None, body_paragraphs=None)
    assert run(desk, "lontar", "--sample").exit_code == 0  # null means that nobody looked


def test_a_sample_that_is_damaged_is_named(desk: Desk, sample: Path) -> None:
    (sample / "page.html.gz").write_bytes(gzip.compress(b"halo")[:-4])
    result = run(desk, "lontar", "--sample")
    assert (result.exit_code, "page.html.gz" in result.stderr) == (1, True)
    (sample / "expected.json").write_text("{", encoding="utf-8")
    result = run(desk, "lontar", "--sample")
    assert (result.exit_code, "expected.json" in result.stderr) == (1, True)
    assert isinstance(result.exception, SystemExit)


def test_an_outlet_without_a_sample_says_where_it_would_be(desk: Desk) -> None:
    desk.declare("lontar", "lontar.example")
    result = run(desk, "lontar", "--sample")
    assert result.exit_code == 2
    assert str(desk.outlets / "samples" / "lontar") in result.stderr
