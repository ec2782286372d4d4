"""Outlets are divided among machines by name: each is on one, whatever others there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.declaration import read_outlets
from crawler.shard import Shard
from tests.desk import Desk
from tests.site import Site, feed, page

OUTLETS = list(read_outlets().values())


@given(st.integers(1, 40))
def test_every_outlet_is_on_one_machine_and_networks_stay_together(of: int) -> None:
    shares = [Shard(number=number, of=of).share(OUTLETS) for number in range(1, of + 1)]
    assert sorted(one.name for share in shares for one in share) == sorted(one.name for one in OUTLETS)
    for share in shares:
        networks = {one.network for one in share if one.network}
        whole = [one for one in OUTLETS if one.network in networks]
        assert {one.name for one in whole} <= {one.name for one in share}


def test_the_division_is_the_same_on_every_machine_and_by_every_version() -> None:
    """Another division would have two machines ask one outlet at once."""
    own = {one.network or one.name for one in Shard(number=2, of=5).share(OUTLETS)}
    assert {"detik", "tempo", "kompas", "merdeka", "wahanatv", "idntimes"} & own == {"merdeka", "wahanatv", "idntimes"}


def test_a_crawl_takes_its_share_and_says_which(desk: Desk) -> None:
    with Site() as site:
        names = ("satu", "dua", "tiga")
        for name in names:
            desk.declare(name, f"{name}.example")
            site.answers[f"{name}.example/feed"] = feed([f"http://{name}.example/berita/a"])
            site.answers[f"{name}.example/berita/a"] = page("Judul a")
        desk.variables["http_proxy"] = f"http://{site.host}"
        done = [desk.kliping("crawl", *names, "--shard", f"{number}/2") for number in (1, 2)]
        assert [one.status for one in done] == [0, 0]
        shares = [one.err.splitlines()[0].rpartition(": ")[2].split(", ") for one in done]
        assert sorted(name for share in shares for name in share if name != "none") == ["dua", "satu", "tiga"]
        assert [len(one.out.splitlines()) for one in done] == [
            len([x for x in share if x != "none"]) for share in shares
        ]
        quiet = desk.kliping("run", *names, "--shard", "1/2", "--deadline", "60s")
        assert (quiet.status, quiet.out, quiet.err) == (0, "", "")


@pytest.mark.parametrize("wrong", ["0/5", "6/5", "2", "2/0", "a/b", "1/1001", "-1/5"])
def test_what_is_no_shard_is_wrong_use(desk: Desk, wrong: str) -> None:
    for command in ("crawl", "run"):
        done = desk.here(command, f"--shard={wrong}")
        assert (done.status, "give one such as 2/5" in done.err) == (2, True)
