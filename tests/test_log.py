"""The log that cannot be written: one line on standard error, whatever the number of records."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from crawler.logs import LogFile


def record(text: str, *words: object) -> logging.LogRecord:
    return logging.LogRecord("kliping", logging.INFO, __file__, 1, text, words, None)


def test_a_full_disk_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    log = LogFile("/dev/full", encoding="utf-8")
    log.emit(record("contoh: 3 listed"))
    log.emit(record("contoh: 4 listed"))
    with pytest.raises(OSError, match="No space left"):
        log.close()
    assert capsys.readouterr().err == "/dev/full: cannot be written to: No space left on device\n"


def test_a_record_that_cannot_be_put_into_words_is_no_full_disk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = LogFile(tmp_path / "log", encoding="utf-8")
    log.emit(record("%d listed", "tiga"))
    log.close()
    assert "TypeError: %d format" in capsys.readouterr().err
