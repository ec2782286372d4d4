from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outlet import Outlet, Whole
from pipelines.address import LONGEST, absolute, canonical

OUTLET = Outlet(name="sagara", title="Harian Sagara", domain="sagara.example", article=r"/read/\d+/")

SAME = [
    ("http://sagara.example/read/1/a", "https://sagara.example/read/1/a"),
    ("HTTPS://Sagara.Example:443/read/1/a/", "https://sagara.example/read/1/a"),
    ("http://sagara.example:80/read/1/a#komentar", "https://sagara.example/read/1/a"),
    ("http://127.0.0.1:8080/read/1/a", "https://127.0.0.1:8080/read/1/a"),
    ("https://u:p@sagara.example/a", "https://sagara.example/a"),
    ("https://sagara.example", "https://sagara.example/"),
    ("https://sagara.example./a", "https://sagara.example/a"),
    ("https://sagara.example/a/../b/./c", "https://sagara.example/b/c"),
    ("https://sagara.example/berita//abc123/judul", "https://sagara.example/berita//abc123/judul"),
    ("https://sagara.example/a//", "https://sagara.example/a"),
    ("https://sagara.example/Judul-Besar-Xy9", "https://sagara.example/Judul-Besar-Xy9"),
    ("https://sagara.example/%7ewarga/caf%c3%a9", "https://sagara.example/~warga/caf%C3%A9"),
    ("https://sagara.example/café 100%", "https://sagara.example/caf%C3%A9%20100%25"),
    ("https://müaralaya.example/a", "https://xn--maralaya-65a.example/a"),
    ("https://sagara.example/a?b=2&a=1&b=1", "https://sagara.example/a?a=1&b=2&b=1"),
    ("https://sagara.example/a?utm_source=x&utm_medium=y&id=7&fbclid=z", "https://sagara.example/a?id=7"),
    ("https://sagara.example/a?ref=beranda&source=wa&_ga=1.2&gclid=3", "https://sagara.example/a"),
    ("https://sagara.example/a?id=7&amp;utm_campaign=z", "https://sagara.example/a?id=7"),
    ("https://sagara.example/a;jsessionid=12AB?PHPSESSID=9&sid=4", "https://sagara.example/a"),
    ("https://sagara.example/read/1/a/amp/", "https://sagara.example/read/1/a"),
    ("https://sagara.example/read/1/a?amp=1", "https://sagara.example/read/1/a"),
    ("https://sagara.example/amp", "https://sagara.example/amp"),
    ("https://sagara.example/a?galeri=3&gambar=2&cid=9", "https://sagara.example/a?cid=9&galeri=3&gambar=2"),
    ("mailto:redaksi@sagara.example", "mailto:redaksi@sagara.example"),
    (" https://sagara.example/read/1/a\n", "https://sagara.example/read/1/a"),
]


@pytest.mark.parametrize(("url", "key"), SAME)
def test_key(url: str, key: str) -> None:
    assert canonical(url) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://sagara.example/read/1/a?page=all", "https://sagara.example/read/1/a"),
        ("https://sagara.example/read/1/a?page=3&b=1", "https://sagara.example/read/1/a?b=1"),
        ("https://sagara.example/read/1/a?page=peta", "https://sagara.example/read/1/a?page=peta"),
    ],
)
def test_key_without_the_mark_of_a_whole_page(url: str, key: str) -> None:
    assert canonical(url, replace(OUTLET, whole=Whole(query="page=all"))) == key
    assert canonical(url).count("page=") == 1


def test_key_without_a_numbered_page_in_the_path() -> None:
    outlet = replace(OUTLET, whole=Whole(path="/0"))
    for page in ("", "/0", "/1", "/12/"):
        assert canonical(f"http://sagara.example/utama/judul-Ab1{page}", outlet) == (
            "https://sagara.example/utama/judul-Ab1"
        )
    assert canonical("https://sagara.example/a/all", replace(OUTLET, whole=Whole(path="all"))) == (
        "https://sagara.example/a"
    )


def test_key_without_a_further_page() -> None:
    outlet = replace(OUTLET, next_page=r"/\d$|\?halaman=\d+$")
    assert canonical("https://sagara.example/read/17/a/2", outlet) == "https://sagara.example/read/17/a"
    assert canonical("https://sagara.example/read/17/a?halaman=2", outlet) == "https://sagara.example/read/17/a"
    # A pattern that matches the article itself takes nothing away.
    whole = replace(OUTLET, next_page=r"sagara\.example/read/.*")
    assert canonical("https://sagara.example/read/17/a", whole) == "https://sagara.example/read/17/a"


URLS = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.one_of(
        st.text(max_size=12), st.sampled_from(["sagara.example", "S.example:80", "x.example:443", "[::1]", "é.id"])
    ),
    st.text(alphabet=st.one_of(st.sampled_from("/.;%?=&#amp0123aA-~ é"), st.characters()), max_size=30),
    st.sampled_from(["", "/amp", "/", "?page=2", "/0", ";sid=1", "?amp;amp;a=1&b=%zz", "/%2E%2E/a"]),
)


@given(st.one_of(st.text(), URLS))
def test_key_of_a_key_is_itself(url: str) -> None:
    key = canonical(url)
    assert canonical(key) == key


@given(URLS, st.sampled_from([Whole(query="page=all"), Whole(path="/0"), Whole(path="/all")]))
def test_key_of_a_key_is_itself_for_an_outlet(url: str, whole: Whole) -> None:
    outlet = replace(OUTLET, whole=whole, next_page=r"/\d$")
    key = canonical(url, outlet)
    assert canonical(key, outlet) == key


@given(st.from_regex(r"\Ahttps?://[a-z0-9]{1,5}\.example(/[A-Za-z0-9_.~-]{1,8}){1,4}\Z"))
def test_the_short_way_agrees_with_the_long_one(url: str) -> None:
    assert canonical(url) == canonical(url + "#x")


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/read/1/a", "https://sagara.example/read/1/a"),
        ("b?x=1", "https://sagara.example/kanal/b?x=1"),
        ("//m.sagara.example/a", "https://m.sagara.example/a"),
        ("http://sagara.example/a/?b=2&a=1&utm_source=rss#x", "http://sagara.example/a/?b=2&a=1"),
        (" /read/1/dua kata\n ", "https://sagara.example/read/1/dua%20kata"),
        ("\n  https://sagara.example/a\t", "https://sagara.example/a"),
        ("javascript:void(0)", None),
        ("mailto:a@sagara.example", None),
        ("https://u:p@sagara.example/a", None),
        ("http://[::1/a", None),
        ("https://sagara.example:port/a", None),
        ("#atas", None),
        ("  ", None),
        ("/" + "a" * LONGEST, None),
    ],
)
def test_printed_link(href: str, url: str | None) -> None:
    assert absolute(href, "https://sagara.example/kanal/x") == url


@given(st.text(), st.text())
def test_any_printed_link_is_an_address_or_none(href: str, base: str) -> None:
    url = absolute(href, base)
    assert url is None or (url.startswith(("http://", "https://")) and len(url) <= LONGEST and " " not in url)
