"""HTTP answers out of archives: encodings are undone as far as they are true, and no body grows beyond the limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipelines.payload import LARGEST, NoAnswerError, TooLargeError, read_answer

brotli = pytest.importorskip("brotli", reason="the extra `archive` is not installed")

BODY = b"<p>Warga Lontar membuka jembatan.</p>" * 40
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
    "zstd": zstandard.compress,
}  # fmt: skip


def block(body: bytes, *lines: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *lines])
    return head.encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes, size: int) -> bytes:
    cut = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x;mark=1\r\n%s\r\n" % (len(part), part) for part in cut) + b"0\r\n\r\n"


@pytest.mark.parametrize("name", PACK)
def test_a_content_encoding_is_undone(name: str) -> None:
    answer = read_answer(block(PACK[name](BODY), f"Content-Encoding: {name.upper()}"))
    assert (answer.status, answer.body, answer.headers) == (200, BODY, {"content-type": "text/html"})


@pytest.mark.parametrize("name", PACK)
def test_an_encoding_that_was_undone_before_the_page_was_kept_is_no_fault(name: str) -> None:
    assert read_answer(block(BODY, f"Content-Encoding: {name}")).body == BODY


@pytest.mark.parametrize("name", PACK)
def test_a_body_that_unpacks_to_more_than_a_page_can_have_is_refused(name: str) -> None:
    with pytest.raises(TooLargeError, match="8 MiB"):
        read_answer(block(PACK[name](bytes(LARGEST + 1)), f"Content-Encoding: {name}"))


def test_a_body_as_large_as_a_page_may_be_is_read_and_a_larger_one_is_not() -> None:
    assert len(read_answer(block(bytes(LARGEST))).body) == LARGEST
    with pytest.raises(TooLargeError):
        read_answer(block(bytes(LARGEST + 1)))


def test_deflate_without_its_header_is_undone() -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(BODY) + packer.flush()
    assert read_answer(block(packed, "Content-Encoding: deflate")).body == BODY


@given(st.binary(min_size=1, max_size=400), st.integers(1, 50))
def test_chunks_are_joined(body: bytes, size: int) -> None:
    assert read_answer(block(chunked(body, size), "Transfer-Encoding: chunked")).body == body


def test_chunks_around_a_packed_body_are_joined_before_it_is_unpacked() -> None:
    lines = ("Transfer-Encoding: chunked", "Content-Encoding: gzip")
    assert read_answer(block(chunked(gzip.compress(BODY), 7), *lines)).body == BODY


def test_chunks_that_were_joined_before_the_page_was_kept_stay() -> None:
    assert read_answer(block(BODY, "Transfer-Encoding: chunked")).body == BODY


def test_of_a_header_that_comes_twice_the_first_counts_and_a_folded_one_is_one_line() -> None:
    answer = read_answer(block(b"", 'ETag: "satu"', "Etag: dua", "X-Long: a\r\n  b"))
    assert (answer.headers["etag"], answer.headers["x-long"], answer.body) == ('"satu"', "a b", b"")


@pytest.mark.parametrize("bad", [b"", b"<html>", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 20\r\n\r\n", b"HTTP/1.1 2000 X"])
def test_what_is_no_answer_is_named(bad: bytes) -> None:
    with pytest.raises(NoAnswerError):
        read_answer(bad)


@given(st.binary(max_size=200), st.sampled_from([*PACK, "gzip, br", "chunked"]))
def test_any_bytes_are_an_answer_or_a_named_fault(body: bytes, name: str) -> None:
    lines = (f"Content-Encoding: {name}", "Transfer-Encoding: chunked")
    assert read_answer(block(body, *lines)).status == 200
