"""What a crawl did at one outlet, counted."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.progress import show, watching
from crawler.tally import PASSED, REFUSED, Tally
from pipelines.items import OUTCOMES, Ended, Lead, Listed, Rested

FEED = "https://contoh.example/feed"


def listed(leads: int = 0, new: int = 0, error: str | None = None) -> Listed:
    found = tuple(Lead(url=f"u{number}", asked="") for number in range(leads))
    at = datetime(2026, 6, 20, tzinfo=UTC)
    return Listed(outlet="contoh", source=FEED, url=FEED, read_at=at, leads=found, new=new, error=error)


def ended(outcome: str, *, new: bool = False, changed: bool = False) -> Ended:
    return Ended(url="u", outlet="contoh", outcome=outcome, new=new, changed=changed)


def test_listings_and_links_are_counted() -> None:
    tally = Tally(outlet="contoh")
    for item in (
        listed(3, 2), listed(error="timeout: 30 s"), ended("stored", new=True), ended("stored", changed=True),
        ended("unchanged"), ended("too_short"), ended("timeout"), ended("waiting"), "nothing of ours",
    ):  # fmt: skip
        tally.count(item)
    assert (tally.listings, tally.listed, tally.new, tally.stored, tally.changed) == (2, 3, 2, 1, 1)
    assert (tally.refused, tally.failed, tally.held, tally.error) == (1, 1, 1, None)
    assert tally.unread == [f"{FEED}: timeout: 30 s"]
    assert show(tally) == (
        "contoh: 3 listed, 2 new, 1 stored (2 stored, 1 timeout, 1 too_short, 1 unchanged)"
        "; 1 left waiting, the outlet asked to be left alone; 1 listings unread"
    )
    assert show(tally, dry_run=True) == "contoh: 3 listed, 2 new; 1 listings unread"


def test_listings_that_were_not_asked_are_told_and_those_that_had_not_changed_are_counted() -> None:
    tally = Tally(outlet="contoh")
    at = datetime(2026, 6, 20, tzinfo=UTC)
    tally.count(Listed(outlet="contoh", source=FEED, url=FEED, read_at=at, repeated=30))
    tally.count(Rested(outlet="contoh", not_due=3, retired=1))
    start = "contoh: 30 listed, 0 new, 0 stored"
    assert show(tally) == f"{start}; 3 listings not due yet; 1 stale listing left alone"
    tally.count(Rested(outlet="contoh"))
    assert (show(tally), tally.error) == (start, None)


def test_each_outcome_is_passed_refused_or_failed() -> None:
    for outcome in OUTCOMES:
        tally = Tally(outlet="contoh")
        tally.count(ended(outcome))
        passed = outcome in PASSED
        assert (passed, tally.refused, tally.failed) in [(True, 0, 0), (False, 1, 0), (False, 0, 1)]
    assert set(OUTCOMES) >= PASSED | REFUSED
    assert not PASSED & REFUSED


def test_an_outlet_failed_if_none_of_its_listings_could_be_read_or_we_broke() -> None:
    tally = Tally(outlet="contoh")
    assert tally.error is None
    tally.count(listed(error="http_404"))
    assert tally.error == f"no listing could be read: {FEED}: http_404"
    assert show(tally) == f"contoh: failed: no listing could be read: {FEED}: http_404"
    tally.count(listed())
    assert tally.error is None
    tally.fault = "KeyError: x"
    assert tally.error == "KeyError: x"


def test_nothing_moves_where_there_is_no_terminal() -> None:
    with watching(3) as watch:
        assert watch is None
