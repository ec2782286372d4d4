"""The network goes while a crawl is at work: what was stored stays, what was lost is asked again."""

from __future__ import annotations

from tests.desk import Desk
from tests.site import Answer, Site, feed, page


def test_a_network_that_goes_in_mid_run_costs_nothing_that_the_next_run_does_not_heal(site: Site, desk: Desk) -> None:
    names = [f"kabar-{number:02}" for number in range(40)]

    def last(times: int) -> Answer:
        site.down = times == 1
        return page("Warga membangun sebelum putus")

    site.answers |= {f"/berita/{name}": page(f"Warga membangun {name}") for name in names}
    site.answers["/feed"] = feed(site.url(f"/berita/{name}") for name in names)
    site.answers[f"/berita/{names[5]}"] = last
    desk.declare("contoh", site.host)
    done = desk.kliping("crawl", "contoh")
    outcomes = desk.outcomes()
    assert sorted(outcomes) == names
    assert set(outcomes.values()) == {"stored", "connection"}
    assert outcomes[names[5]] == "stored"
    lost = sum(outcome == "connection" for outcome in outcomes.values())
    assert lost >= 1
    assert (done.status, f"{lost} connection" in done.out, done.err) == (0, True, "")

    site.down = False
    desk.variables["KLIPING_NOW"] = "2036-01-01T00:00:00+07:00"
    healed = desk.kliping("crawl", "contoh")
    assert healed.status == 0
    assert set(desk.outcomes().values()) <= {"stored", "unchanged"}
    assert desk.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(40, 40)]
