"""A new outlet written down: what `kliping outlet new` leaves, and what it refuses before it asks anybody."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.declaration import read_file
from crawler.listings.reading import Found
from crawler.outlet import Listing, Outlet
from crawler.probing.draft import write_draft
from crawler.probing.guess import Pattern
from crawler.probing.looks import Look, Source
from tests.desk import Desk
from tests.site import Answer, Site, page


def publish(site: Site) -> None:
    """A site with articles and a front page."""
    paths = [f"/berita/{8841 + n}/warga-membangun-tanggul-ke-{n}" for n in range(6)]
    for n, path in enumerate(paths):
        site.answers[path] = page(f"Warga Membangun Tanggul Ke {n}")
    links = "".join(f'<a href="{path}">Warga membangun tanggul lagi</a> ' for path in paths)
    site.answers["/"] = Answer(body=f"<html><title>Warta Lontar</title><body>{links}</body></html>".encode())


def refuse(desk: Desk, *words: str) -> Result:
    """`kliping outlet …` that ends with a message before it asks anybody: run within this process."""
    result = CliRunner().invoke(main, ["outlet", *words], env=desk.environment())
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize("command", ["probe", "new"])
def test_without_a_contact_nobody_is_asked(desk: Desk, site: Site, command: str) -> None:
    assert "no contact is set" in refuse(desk, command, site.host).stderr
    assert site.asked == []


@pytest.mark.parametrize("domain", ["", "warta lontar", "https://", "[::1", "lontar$.example"])
def test_what_is_no_domain_is_refused(desk: Desk, domain: str) -> None:
    assert "is no domain" in refuse(desk, "probe", domain).stderr


def test_a_draft_tells_what_its_pattern_misses_and_may_take_wrongly() -> None:
    outlet = Outlet(name="lontar", title="lontar", domain="lontar.example")
    look = Look(outlet=outlet, base="https://lontar.example")
    key = "https://lontar.example/berita/1/a"
    look.pattern = Pattern(
        article="/berita/", accepted=1, of=2, missed=("https://lontar.example/lain/2",), examples=(key,),
        doubtful=("https://lontar.example/berita/iklan",), listed=True,
    )  # fmt: skip
    look.sources = [Source(listing=Listing(kind="front", url="https://lontar.example/"), found=(Found(url=key),))]
    text = write_draft(look, date(2026, 11, 20))
    assert "# Accepts 1 of 2 links listed as articles; rejects 0 others." in text
    assert "# Misses https://lontar.example/lain/2" in text
    assert "# Takes, and perhaps should not: https://lontar.example/berita/iklan" in text
    assert 'confidence = "low"' in text


def test_new_writes_a_declaration_and_a_sample_and_says_what_to_do(desk: Desk, site: Site) -> None:
    publish(site)
    done = desk.kliping("outlet", "new", site.host, "--name", "lontar", "--local")
    assert done.status == 0, done.err
    (outlet,) = read_file(desk.outlets / "lontar.toml")
    (sample,) = (desk.outlets / "samples" / "lontar").iterdir()
    assert {path.name for path in sample.iterdir()} == {"page.html.gz", "page.json", "expected.json"}
    expected = json.loads((sample / "expected.json").read_text(encoding="utf-8"))
    assert expected["checked"] is False
    assert expected["title"].startswith("Warga Membangun Tanggul Ke")
    assert len(expected["body_paragraphs"]) == 4
    assert json.loads((sample / "page.json").read_text(encoding="utf-8"))["outlet"] == "lontar"
    assert "kliping outlet check lontar --sample" in done.out
    assert outlet.title == "Warta Lontar"


def test_new_overwrites_nothing(desk: Desk, site: Site) -> None:
    publish(site)
    mine = desk.outlets / "lontar.toml"
    mine.write_text("title = 'Punya saya'\ndomain = 'lontar.example'\noff = 'belum'\n", encoding="utf-8")
    before = mine.read_bytes()
    other = desk.folder / "lain"
    commands = [["--name", "lontar"], ["--name", "lontar", "--into", str(other)], ["--name", "kompas"]]
    for words in commands:
        assert "already" in refuse(desk, "new", site.host, "--local", *words).stderr
    told = refuse(desk, "new", "www.lontar.example", "--name", "baru", "--local").stderr
    assert "declared already, as lontar" in told
    assert mine.read_bytes() == before
    assert not other.exists()
    assert site.asked == []


def test_new_needs_a_folder(desk: Desk, site: Site) -> None:
    desk.variables["KLIPING_OUTLETS"] = ""
    assert "--into" in refuse(desk, "new", site.host, "--local").stderr
    publish(site)
    folder = desk.folder / "baru"
    done = desk.kliping("outlet", "new", site.host, "--name", "lontar", "--local", "--into", str(folder))
    assert done.status == 0, done.err
    assert (folder / "lontar.toml").exists()
