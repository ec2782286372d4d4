"""A site looked at: the newsroom's outlets, whose drafts crawl what their declarations do, and sites that misbehave."""

from __future__ import annotations

import pytest

from crawler.declaration import read_file, read_outlets
from crawler.demo import SINCE, TODAY
from crawler.newsroom import OUTLETS
from crawler.newsroom.server import Newsroom
from crawler.outlet import Listing, Outlet
from tests.desk import Desk, Done, finish
from tests.site import Answer, Site, feed, page, redirect, story

NEWSROOM = sorted(read_outlets([OUTLETS]))
ARTICLES = (
    "SELECT url, outlet, title, text_hash, published_at, section, dateline, parts FROM articles"
    " WHERE gone_at IS NULL ORDER BY url"
)
LONG = "Warga Desa Sukamekar bergotong royong membersihkan saluran air {} sejak pagi hari sampai petang."


def probe(desk: Desk, site: Site, *more: str) -> Done:
    return desk.kliping("outlet", "probe", site.host, "--name", "lontar", "--local", *more)


def read(desk: Desk, done: Done) -> Outlet:
    """The outlet that a probe printed."""
    assert done.status == 0, done.err
    path = desk.folder / "lontar.toml"
    path.write_text(done.out, encoding="utf-8")
    (outlet,) = read_file(path)
    return outlet


def publish(site: Site, count: int = 6, *, days: int = 3) -> list[str]:
    """Articles, a front page that links to them, and no other list."""
    paths = [f"/berita/{8841 + n}/warga-membangun-tanggul-ke-{n}" for n in range(count)]
    for n, path in enumerate(paths):
        published = f"2026-06-{20 - n % days:02}T08:{n:02}:00+07:00"
        site.answers[path] = page(f"Warga Membangun Tanggul Ke {n}", published=published)
    site.answers["/"] = front(paths)
    return paths


def front(paths: list[str], more: str = "", head: str = "") -> Answer:
    links = "".join(f'<li><a href="{path}">Warga membangun tanggul ke {n}</a></li>' for n, path in enumerate(paths))
    menu = '<a href="/daerah">Daerah</a> <a href="/tag/tanggul-desa-sukamekar">tanggul</a>'
    body = f"<html><head><title>Warta Lontar</title>{head}</head><body>{menu}<ul>{links}</ul>{more}</body></html>"
    return Answer(body=body.encode())


@pytest.fixture(scope="module")
def newsroom_crawls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    """The newsroom crawled by its own declarations, and by nothing but what a probe of each outlet printed."""
    shipped, probed = Desk(tmp_path_factory.mktemp("shipped")), Desk(tmp_path_factory.mktemp("probed"))
    shipped.outlets = OUTLETS
    for desk in (shipped, probed):
        with Newsroom() as newsroom:
            desk.variables["http_proxy"] = newsroom.proxy
            names = NEWSROOM if desk is probed else []
            begun = [desk.begin("outlet", "probe", f"{name}.example", "--local") for name in names]
            for name, done in zip(names, map(finish, begun), strict=True):
                assert done.status == 0, done.err
                (desk.outlets / f"{name}.toml").write_text(done.out, encoding="utf-8")
            crawled = desk.kliping("crawl", "--today", TODAY, "--since", SINCE, *NEWSROOM)
            assert crawled.status == 0, crawled.err
    return shipped, probed


@pytest.mark.parametrize("name", NEWSROOM)
def test_a_probed_outlet_crawls_what_its_declaration_does(newsroom_crawls: tuple[Desk, Desk], name: str) -> None:
    """The same articles, read the same to the last letter of their texts, dates and datelines."""
    shipped, probed = ([row for row in desk.rows(ARTICLES) if row[1] == name] for desk in newsroom_crawls)
    assert len(shipped) >= 8
    assert probed == shipped


def test_a_probe_sees_what_the_newsroom_is_made_of(newsroom_crawls: tuple[Desk, Desk]) -> None:
    outlets = read_outlets([newsroom_crawls[1].outlets])
    kinds = {name: [listing.kind for listing in outlet.listings] for name, outlet in outlets.items()}
    assert kinds["pelitagiri"] == ["wordpress", "feed", "front"]
    assert kinds["kabarbentala"] == ["feed", "news_sitemap", "front"]
    assert kinds["jurnalselat"] == ["sitemap", "front"]
    assert outlets["hariankemala"].listings[0].url.endswith("/indeks?tanggal={date:%d-%m-%Y}&page={page}")
    assert outlets["jurnalselat"].whole_query == "page=all"
    assert {name: outlets[name].timezone for name in ("lenteradamar", "suaranawang", "niagaraya")} == {
        "lenteradamar": "Asia/Jayapura", "suaranawang": "Asia/Makassar", "niagaraya": "Asia/Jakarta",
    }  # fmt: skip
    assert "NUSA" in outlets["kbnusa"].names
    assert outlets["kbnusa"].terms == "robots.txt refuses Scrapy"
    assert all(outlet.examples and outlet.not_examples and outlet.expect.per_day for outlet in outlets.values())


def test_a_site_with_a_front_page_alone(desk: Desk, site: Site) -> None:
    publish(site)
    done = probe(desk, site)
    outlet = read(desk, done)
    assert [listing.kind for listing in outlet.listings] == ["front"]
    assert outlet.is_article(site.url("/berita/9000/lain-lagi"))
    assert not outlet.is_article(site.url("/tag/tanggul-desa-sukamekar"))
    assert (outlet.local, outlet.delay, outlet.confidence) == (True, 0, "low")
    assert "# Accepts 6 of 6 links that look like articles" in done.out
    assert "/feed: http_404" in done.out


def test_each_request_names_us_and_our_contact_and_none_is_made_twice(desk: Desk, site: Site) -> None:
    publish(site)
    desk.variables["KLIPING_CONTACT"] = "warga@lontar.example"
    assert probe(desk, site).status == 0
    assert {"Kliping/" in asked.headers["user-agent"] for asked in site.asked} == {True}
    assert {"warga@lontar.example" in asked.headers["user-agent"] for asked in site.asked} == {True}
    assert len(site.paths()) == len(set(site.paths())) <= 45


def test_nothing_that_robots_closes_is_asked_for(desk: Desk, site: Site) -> None:
    paths = publish(site)
    site.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /feed\nDisallow: " + paths[0].encode())
    outlet = read(desk, probe(desk, site))
    assert outlet.crawled
    assert not {"/feed", paths[0]} & set(site.paths())


def test_a_site_that_refuses_every_crawler_is_declared_off(desk: Desk, site: Site) -> None:
    publish(site)
    site.answers["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /")
    outlet = read(desk, probe(desk, site))
    assert outlet.off == "robots.txt refuses every crawler"
    assert site.paths() == []


def test_a_feed_that_robots_names_nowhere_is_found_at_its_usual_place(desk: Desk, site: Site) -> None:
    paths = publish(site)
    site.answers["/rss"] = feed(site.url(path) for path in paths)
    outlet = read(desk, probe(desk, site))
    assert [listing.url for listing in outlet.listings] == [site.url("/rss"), site.url("/")]
    assert "/rss.xml" not in site.paths()


def test_a_sitemap_index_that_names_itself_is_read_once(desk: Desk, site: Site) -> None:
    paths = publish(site)
    site.answers["/robots.txt"] = Answer(body=f"Sitemap: {site.url('/peta.xml')}".encode())
    urls = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
    children = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/peta.xml", "/peta-berita.xml"))
    site.answers["/peta.xml"] = Answer(body=f"<sitemapindex>{children}</sitemapindex>".encode(), type="text/xml")
    site.answers["/peta-berita.xml"] = Answer(body=f"<urlset>{urls}</urlset>".encode(), type="text/xml")
    outlet = read(desk, probe(desk, site))
    assert [listing.url for listing in outlet.listings] == [site.url("/peta.xml"), site.url("/")]
    assert site.paths().count("/peta.xml") == 1


def test_an_index_is_paged_only_if_its_second_page_is_another(desk: Desk, site: Site) -> None:
    paths = publish(site, 9)
    more = '<div class="paging"><a class="active">1</a> <a href="/indeks?page=2">2</a></div>'
    site.answers["/"] = front(paths[:3], '<a href="/indeks">Indeks</a>')
    site.answers["/indeks"] = front(paths[:5], more)
    site.answers["/indeks?page=2"] = front(paths[5:])
    outlet = read(desk, probe(desk, site))
    assert outlet.listings[0] == Listing(kind="index", url=site.url("/indeks?page={page}"))
    site.answers["/indeks?page=2"] = front(paths[:5], more)
    outlet = read(desk, probe(desk, site))
    assert outlet.listings[0] == Listing(kind="index", url=site.url("/indeks"))


def split_story(site: Site, path: str, *, whole: str) -> None:
    """An article in two parts, with a link to the second, and a whole view where there is one."""
    first, second = ([LONG.format(f"{part} {n}") for n in range(4)] for part in ("utara", "selatan"))
    links = f'<a href="{path}/2">2</a>'
    site.answers[path] = Answer(body=story("Warga Membangun Tanggul", *first, after=links))
    site.answers[f"{path}/2"] = Answer(body=story("Warga Membangun Tanggul", *second, after=links))
    if whole:
        site.answers[path + whole] = Answer(body=story("Warga Membangun Tanggul", *first, *second))


@pytest.mark.parametrize(
    ("whole", "declared"),
    [("/all", ("", "all", "")), ("?page=all", ("page=all", "", "")), ("", ("", "", r"/\d{1,2}$"))],
)
def test_a_whole_view_is_believed_when_it_has_more(
    desk: Desk, site: Site, whole: str, declared: tuple[str, str, str]
) -> None:
    for path in publish(site):
        split_story(site, path, whole=whole)
    outlet = read(desk, probe(desk, site))
    assert (outlet.whole_query, outlet.whole_path, outlet.next_page) == declared


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=403), "http_403"),
        (Answer(status=500), "http_error"),
        (Answer(fault="reset"), "connection"),
        (redirect("/"), "redirect_loop"),
        (redirect("http://iklan.example/"), "off_site"),
        (redirect("http://127.0.0.1:1/"), "private_address"),
        (Answer(body=b"<html><body><a href='/daerah'>Daerah</a></body></html>"), "looks like an article"),
        (Answer(body=b""), "looks like an article"),
    ],
    ids=["403", "500", "reset", "loop", "off site", "private", "no article", "empty"],
)
def test_a_site_that_gives_nothing_fails_and_says_why(desk: Desk, site: Site, answer: Answer, why: str) -> None:
    site.answers["/"] = answer
    done = probe(desk, site)
    assert done.status == 1
    assert why in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_a_private_address_is_refused_unless_local(desk: Desk, site: Site) -> None:
    publish(site)
    desk.variables["KLIPING_CONTACT"] = "warga@lontar.example"
    done = desk.kliping("outlet", "probe", site.host, "--name", "lontar")
    assert done.status == 1
    assert "private_address" in done.err
    assert site.asked == []


def test_what_a_site_writes_stays_in_its_place(desk: Desk, site: Site) -> None:
    """Quotes, escapes and line breaks in a title or an address add no line to the declaration."""
    publish(site)
    title = "Warta &quot;Lontar&quot; \\ 'Damar'&#10;off = &quot;ya&quot;&#13;#\u2028x"
    site.answers["/"] = front(
        [path for path in site.answers if path.startswith("/berita/")],
        head=f'<meta property="og:site_name" content="{title}">',
    )
    outlet = read(desk, probe(desk, site))
    assert outlet.off is None
    assert outlet.title == 'Warta "Lontar" \\ \'Damar\' off = "ya" # x'
