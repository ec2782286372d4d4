"""Web archives are read record by record: what is wanted, what is broken, and from where to go on."""

from __future__ import annotations

import gzip
import io
import random

import pytest

pytest.importorskip("fastwarc", reason="the extra `archive` is not installed")
pytest.importorskip("warcio", reason="the extra `dev` is not installed")

from pipelines.bytestream import WarcError
from pipelines.warc import BEAT, Mark, Record, WarcReader
from tests.recorder import Caught, record

NOISE = random.Random(7)
URLS = [f"https://contoh.example/berita/{n}" for n in range(5)]
FORMS = pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])


def archive(*, packed: bool, body: int = 3000) -> bytes:
    return record((Caught(url=url, body=NOISE.randbytes(body)) for url in URLS), packed=packed)


def read(content: bytes, start: Mark | None = None) -> tuple[list[Record], WarcReader]:
    reader = WarcReader(io.BytesIO(content), "arsip.warc", lambda url: "/berita/" in url, start)
    return [one for one in reader if isinstance(one, Record)], reader


def numbers(records: list[Record]) -> str:
    return "".join(one.url[-1] for one in records)


@FORMS
def test_wanted_responses_come_with_address_moment_and_block(packed: bool) -> None:
    found, reader = read(
        record(
            [Caught(url=URLS[0], body=b"<p>satu</p>"), Caught(url="https://lain.example/", body=b"x")], packed=packed
        )
    )
    assert [(one.url, one.at.isoformat()) for one in found] == [(URLS[0], "2026-06-20T05:00:00+00:00")]
    assert found[0].block.endswith(b"\r\n\r\n<p>satu</p>")
    assert (reader.counts, reader.messages) == ({"records": 5, "responses": 2, "dismissed": 1}, [])


@FORMS
def test_reading_goes_on_at_any_record_as_if_it_had_never_stopped(packed: bool) -> None:
    content = archive(packed=packed)
    whole, reader = read(content)
    assert numbers(whole) == "01234"
    for n, one in enumerate(whole):
        rest, again = read(content, one.mark)
        assert (numbers(rest), again.counts) == ("01234"[n:], reader.counts)


@FORMS
def test_a_file_cut_anywhere_gives_its_whole_records_and_says_that_it_breaks_off(packed: bool) -> None:
    content = archive(packed=packed, body=300)
    whole, _ = read(content)
    starts = [one.mark.offset for one in whole]
    for end in range(starts[2] + 1, starts[3] - 4, 7):
        found, reader = read(content[:end])
        assert numbers(found) in ("01", "012"), end
        if numbers(found) == "01" and end > starts[2] + 8:
            assert reader.counts["broken"] == 1, end
            assert "arsip.warc: broken at or after byte" in reader.messages[0]


@FORMS
@pytest.mark.parametrize("harm", ["flipped", "overwritten", "junk before"])
def test_a_broken_record_costs_itself_and_no_other(packed: bool, harm: str) -> None:
    content = bytearray(archive(packed=packed))
    at = read(bytes(content))[0][2].mark.offset
    if harm == "flipped":
        content[at + 60 : at + 80] = bytes(byte ^ 0xFF for byte in content[at + 60 : at + 80])
    elif harm == "overwritten":
        content[at : at + 5] = b"ZZZZZ"
    else:
        content[at:at] = b"junk\n" * 200
    found, reader = read(bytes(content))
    assert numbers(found) == ("01234" if harm == "junk before" else "0134")
    assert reader.counts["broken"] == len(reader.messages) == 1


def test_a_gzip_file_of_one_member_is_read_taken_up_again_and_seen_to_break_off() -> None:
    content = gzip.compress(archive(packed=False))
    whole, reader = read(content)
    assert (numbers(whole), reader.messages) == ("01234", [])
    assert numbers(read(content, whole[3].mark)[0]) == "34"
    found, reader = read(content[:-4000])
    assert numbers(found) == "012"
    assert reader.counts["broken"] >= 1


@FORMS
def test_two_archives_one_after_the_other_are_one(packed: bool) -> None:
    assert numbers(read(archive(packed=packed) + archive(packed=packed))[0]) == "0123401234"


def test_an_empty_file_has_nothing() -> None:
    assert read(b"")[1].counts == {}


@pytest.mark.parametrize(
    "content", [b"hello\n" * 99, gzip.compress(b"<html>" * 99, mtime=0), b"\x1f\x8b\x08junk", b"PK\x03\x04"]
)
def test_what_is_no_archive_is_said_so(content: bytes) -> None:
    with pytest.raises(WarcError, match=r"arsip\.warc: is no web archive"):
        read(content)


def test_revisits_and_captures_that_were_cut_short_are_told_apart() -> None:
    found, reader = read(
        record([
            Caught(url=URLS[0], body=b"", kind="revisit"),
            Caught(url=URLS[1], body=b"x", warc={"WARC-Truncated": "disconnect"}),
            Caught(url=URLS[2], body=b"x", warc={"WARC-Truncated": "length"}),
            Caught(url=URLS[3], body=b"x", at="kemarin"),
        ])
    )  # fmt: skip
    assert [(one.url, one.cut) for one in found] == [(URLS[2], "length")]
    assert (reader.counts["revisits"], reader.counts["broken"]) == (1, 2)
    assert ["disconnect" in reader.messages[0], "no date" in reader.messages[1]] == [True, True]


class Failing(io.BytesIO):
    """A connection that is lost after so many bytes."""

    def read1(self, size: int | None = -1) -> bytes:
        if self.tell() > 9000:
            raise ConnectionResetError("reset by peer")
        return super().read1(2000)


@FORMS
def test_a_lost_connection_is_no_broken_record(packed: bool) -> None:
    reader = WarcReader(Failing(archive(packed=packed)), "https://arsip.example/a.warc", lambda url: True)
    with pytest.raises(WarcError, match="cannot be read any further: ConnectionResetError: reset by peer; give the"):
        list(reader)
    assert reader.counts["broken"] == 0


class Flowing(io.BytesIO):
    """A server that cannot begin in the middle."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0) -> int:
        raise io.UnsupportedOperation("seek")


@FORMS
def test_a_stream_that_only_flows_is_read_and_taken_up_again(packed: bool) -> None:
    content = archive(packed=packed)
    mark = read(content)[0][3].mark
    reader = WarcReader(Flowing(content), "a", lambda url: True, mark)
    assert numbers([one for one in reader if isinstance(one, Record)])[0] in "03"  # FastWARC may count from here
    harmed = bytearray(content)
    harmed[mark.offset : mark.offset + 5] = b"ZZZZZ"
    with pytest.raises(WarcError, match="download it and import the file"):
        list(WarcReader(Flowing(bytes(harmed)), "a", lambda url: True))


def test_a_mark_comes_now_and_then_where_nothing_is_wanted() -> None:
    content = record((Caught(url=f"https://lain.example/{n}", body=b"x") for n in range(BEAT)), packed=False)
    marks = [one for one in WarcReader(io.BytesIO(content), "a", lambda url: False) if isinstance(one, Mark)]
    assert len(marks) == 2
    _, again = read(content, marks[0])
    assert again.counts == {"records": 2 * BEAT + 1, "responses": BEAT, "dismissed": BEAT}
