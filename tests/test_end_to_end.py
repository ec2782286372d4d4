"""The whole house at once: the newsroom is crawled twice as a user would, and the file is held to its manifest."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from analysis.text import words
from crawler.declaration import read_outlets
from crawler.demo import found
from crawler.newsroom import OUTLETS
from crawler.newsroom.manifest import FURNITURE, Expected, read_manifest
from pipelines.address import canonical
from tests.crawled import Crawled
from tests.findings import strays

RULES = {name: outlet.rules[-1] for name, outlet in read_outlets([OUTLETS]).items()}
BEFORE, AFTER = read_manifest(1), read_manifest(2)
STANDING = AFTER.articles


def key(url: str, outlet: str) -> str:
    return canonical(url, RULES[outlet])


def owner(url: str) -> str:
    host = url.split("/")[2]
    return next(name for name, rules in RULES.items() if any(host.endswith(domain) for domain in rules.domains))


def row(db: sqlite3.Connection, expected: Expected) -> sqlite3.Row:
    found = db.execute("SELECT * FROM articles WHERE url = ?", [key(expected.url, expected.outlet)]).fetchone()
    assert found is not None, f"{expected.url} is not in the file"
    return found  # type: ignore[no-any-return]


def test_every_planted_article_is_stored_and_nothing_else(crawled: Crawled) -> None:
    for db, manifest in ((crawled.first, BEFORE), (crawled.second, AFTER)):
        planted = {key(url, expected.outlet) for url, expected in manifest.articles.items()}
        gone = {key(url, owner(url)) for url in manifest.withdrawn} if manifest is AFTER else set()
        assert {found[0] for found in db.execute("SELECT url FROM articles")} == planted | gone


@pytest.mark.parametrize("url", STANDING, ids=str)
def test_the_text_is_the_story_and_only_that(crawled: Crawled, url: str) -> None:
    expected = STANDING[url]
    got = row(crawled.second, expected)["text"].split("\n\n")
    extra = {*expected.subheads, *expected.captions}
    assert [paragraph for paragraph in got if paragraph not in extra] == list(expected.paragraphs)


@pytest.mark.parametrize("url", STANDING, ids=str)
def test_the_facts_around_the_text(crawled: Crawled, url: str) -> None:
    expected = STANDING[url]
    got = row(crawled.second, expected)
    assert {
        "title": got["title"],
        "published": datetime.fromisoformat(got["published_at"]),
        "offset": got["published_offset"],
        "section": got["section"],
        "kind": got["kind"],
        "dateline": got["dateline"],
        "initials": got["initials"],
        "credit": got["credit"],
        "claim": got["claim"],
        "paywalled": bool(got["paywalled"]),
    } == {
        "title": expected.title,
        "published": expected.published,
        "offset": expected.published.isoformat()[-6:],
        "section": expected.section,
        "kind": expected.kind,
        "dateline": expected.dateline,
        "initials": expected.initials,
        "credit": _credited(expected),
        "claim": expected.claim,
        "paywalled": expected.paywalled,
    }


def _credited(expected: Expected) -> str | None:
    """Whom the article's credit line names: the line is no name."""
    line = expected.credit or ""
    return next((one.name for one in AFTER.credits if one.url == expected.url and one.name in line), None)


@pytest.mark.parametrize("url", STANDING, ids=str)
def test_who_wrote_it_and_its_tags(crawled: Crawled, url: str) -> None:
    expected = STANDING[url]
    article_id = row(crawled.second, expected)["id"]
    people = crawled.second.execute(
        "SELECT name, role FROM article_people JOIN people ON people.id = person_id"
        " WHERE article_id = ? AND role <> 'initials'",
        [article_id],
    )
    assert {tuple(person) for person in people} == {(person.name, person.role) for person in expected.people}
    tags = crawled.second.execute(
        "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id WHERE article_id = ? ORDER BY position",
        [article_id],
    )
    assert [tag[0] for tag in tags] == list(expected.tags)


@pytest.mark.parametrize("url", [url for url, expected in STANDING.items() if expected.read_also], ids=str)
def test_read_also_links_are_kept_as_data(crawled: Crawled, url: str) -> None:
    expected = STANDING[url]
    links = crawled.second.execute(
        "SELECT url, text FROM links WHERE article_id = ? AND kind = 'baca_juga'", [row(crawled.second, expected)["id"]]
    )
    wanted = {(key(link.url, owner(link.url)) if link.url else "", link.text) for link in expected.read_also}
    assert {tuple(link) for link in links} == wanted


def test_no_text_holds_furniture(crawled: Crawled) -> None:
    texts = crawled.second.execute("SELECT url, text FROM articles").fetchall()
    prose = {paragraph for expected in AFTER.articles.values() for paragraph in expected.paragraphs}
    lines = [(url, line) for url, text in texts for line in text.split("\n\n") if line not in prose]
    assert [(url, line) for url, line in lines if any(words in line for words in FURNITURE)] == []


def test_every_link_has_exactly_one_outcome(crawled: Crawled) -> None:
    for db in (crawled.first, crawled.second):
        assert db.execute("SELECT count(*) FROM fetches WHERE outcome IS NULL").fetchone()[0] == 0
        assert db.execute("SELECT count(*) - count(DISTINCT url) FROM fetches").fetchone()[0] == 0


@pytest.mark.parametrize("trap", BEFORE.refused, ids=lambda trap: trap.kind)
def test_a_trap_ends_in_its_outcome(crawled: Crawled, trap: Any) -> None:
    found = crawled.first.execute("SELECT outcome FROM fetches WHERE url = ?", [canonical(trap.url)]).fetchone()
    if trap.kind == "off_site":  # an advertisement in a feed: a listing's foreign link is not followed
        assert found is None
    else:
        assert found is not None
        assert found[0] in trap.outcomes


def test_twins_are_one_article(crawled: Crawled) -> None:
    for twin in BEFORE.twins:
        outcomes = [
            found[0]
            for found in crawled.first.execute("SELECT outcome FROM fetches WHERE url = ?", [canonical(twin.url)])
        ]
        assert set(outcomes) <= {"same_article"}, twin.url
        assert row(crawled.first, BEFORE.articles[twin.article])["id"]


def test_edits_are_versions_and_changed_links_are_not(crawled: Crawled) -> None:
    versions = crawled.second.execute(
        "SELECT url, group_concat(version, ' ') FROM versions JOIN articles ON articles.id = article_id GROUP BY url"
    )
    wanted = {key(edit.url, edit.before.outlet): "1 2" for edit in AFTER.edits}
    assert {found[0]: found[1] for found in versions} == wanted
    for edit in AFTER.edits:
        url = key(edit.url, edit.before.outlet)
        (seen,) = crawled.second.execute("SELECT * FROM silent_edits WHERE url = ?", [url]).fetchall()
        before, after = (_prose(seen[name], edit) for name in ("text_before", "text_after"))
        assert (before, after) == (list(edit.before.paragraphs), list(edit.after.paragraphs))


def _prose(text: str, edit: Any) -> list[str]:
    extra = {*edit.before.subheads, *edit.after.subheads, *edit.before.captions, *edit.after.captions}
    return [paragraph for paragraph in text.split("\n\n") if paragraph not in extra]


def test_what_is_withdrawn_stays_and_says_since_when(crawled: Crawled) -> None:
    gone = crawled.second.execute("SELECT a.url, f.outcome FROM articles AS a JOIN fetches AS f ON f.article_id = a.id"
                                  " WHERE gone_at IS NOT NULL AND f.outcome = 'stored'").fetchall()  # fmt: skip
    assert {tuple(found) for found in gone} == {(key(url, owner(url)), "stored") for url in AFTER.withdrawn}


def test_what_is_new_after_the_edits_is_found(crawled: Crawled) -> None:
    added = {key(url, owner(url)) for url in AFTER.added}
    first = {found[0] for found in crawled.first.execute("SELECT url FROM articles")}
    second = {found[0] for found in crawled.second.execute("SELECT url FROM articles")}
    assert second - first == added


def test_the_demonstration_tells_what_it_found(crawled: Crawled) -> None:
    lines = list(found(crawled.data / "news.db"))
    assert f"{len(AFTER.articles) + len(AFTER.withdrawn)} articles of {len(RULES)} outlets" in lines[0]
    assert sum(line.startswith("  edited: ") for line in lines) == len(AFTER.edits)
    assert sum(line.startswith("  gone: ") for line in lines) == len(AFTER.withdrawn)


def test_every_planted_credit_is_found_and_no_other(findings: sqlite3.Connection) -> None:
    gone = [credit for credit in BEFORE.credits if credit.url in AFTER.withdrawn]
    planted = {(key(credit.url, owner(credit.url)), credit.name) for credit in [*AFTER.credits, *gone]}
    found = findings.execute("SELECT a.url, s.name FROM sources AS s JOIN articles AS a ON a.id = s.article_id")
    assert {tuple(one) for one in found} == planted


def test_every_planted_copy_is_found_and_no_other(findings: sqlite3.Connection) -> None:
    articles = AFTER.articles
    planted = {
        (key(copy.url, owner(copy.url)), key(copy.original, owner(copy.original))): (
            "exact" if words(articles[copy.url].text) == words(articles[copy.original].text) else copy.kind
        )
        for copy in AFTER.copies
    }
    found = findings.execute(
        "SELECT a.url, o.url, c.kind FROM copies AS c JOIN articles AS a ON a.id = c.article_id"
        " JOIN articles AS o ON o.id = c.original_id WHERE c.kind <> 'template'"
    )
    assert {(one[0], one[1]): one[2] for one in found} == planted


def test_every_planted_event_is_a_story_and_nothing_else_is(findings: sqlite3.Connection) -> None:
    planted = {frozenset(key(url, owner(url)) for url in urls) for urls in AFTER.events.values()}
    told: dict[int, set[str]] = {}
    for number, url in findings.execute("SELECT story_id, url FROM story_timeline"):
        told.setdefault(number, set()).add(url)
    assert {frozenset(urls) for urls in told.values()} == planted
    assert sum(map(len, planted)) == 64


def test_the_planted_terms_rise_and_nothing_that_is_not_of_one_event(findings: sqlite3.Connection) -> None:
    rising = [(on, term) for on, term in findings.execute("SELECT day, term FROM trends")]
    assert {(on, term) for on, term in rising if term in {one.term.lower() for one in AFTER.rising}} == {
        ("2026-06-20", "siklon seruni"), ("2026-06-21", "siklon seruni")}  # fmt: skip
    assert (len(rising), strays(AFTER, rising)) == (79, [])


def test_every_instalment_of_a_series_is_told_from_a_copy(findings: sqlite3.Connection) -> None:
    keys = [[key(url, owner(url)) for url in urls] for urls in AFTER.series.values()]
    planted = {(later, earlier) for urls in keys for earlier, later in pairwise(urls)}
    found = findings.execute(
        "SELECT a.url, o.url FROM copies AS c JOIN articles AS a ON a.id = c.article_id"
        " JOIN articles AS o ON o.id = c.original_id WHERE c.kind = 'template'"
    )
    assert {(one[0], one[1]) for one in found} == planted


def test_places_of_the_real_country_are_found_where_they_are_planted_and_no_other(findings: sqlite3.Connection) -> None:
    """The newsroom's places are invented; Jakarta is not, and nothing invented may be taken for a region."""
    planted = {
        key(url, owner(url))
        for url, article in AFTER.articles.items()
        if (article.dateline or "").lower()[:7] == "jakarta"
    }
    found = findings.execute("SELECT a.url, p.code FROM places AS p JOIN articles AS a ON a.id = p.article_id"
                             " WHERE p.rule = 'dateline'").fetchall()  # fmt: skip
    assert {(one[0], one[1]) for one in found} == {(url, "31") for url in planted}
    named = findings.execute(
        'SELECT a.url, p.name, substr(a.text, p.start + 1, p."end" - p.start) FROM places AS p'
        " JOIN articles AS a ON a.id = p.article_id WHERE p.start IS NOT NULL"
    )
    printed = findings.execute("SELECT url, text FROM articles").fetchall()
    assert sorted(tuple(one) for one in named) == sorted(
        (url, "Daerah Khusus Ibukota Jakarta", "Jakarta") for url, text in printed for _ in range(text.count("Jakarta"))
    )
