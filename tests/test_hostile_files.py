"""Files to import that were written against us: what bounds our work."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from pipelines import importing


def row(name: str, text: str = "Warga membangun.") -> dict[str, str]:
    return {"url": f"https://contoh.example/{name}", "outlet": "contoh", "title": "Jembatan Dibuka", "text": text}


def lines(*told: dict[str, str]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in told)


def bring(path: Path, content: bytes) -> Result:
    path.write_bytes(content)
    return CliRunner().invoke(main, ["import", str(path)], catch_exceptions=False)


def test_a_line_without_end_is_read_over(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LONGEST_LINE", 500)
    long = row("b", "kata " * 1000)
    exact = json.dumps(row("d")).encode()
    exact = exact[:-1] + b" " * (499 - len(exact)) + b"}\n"
    content = lines(row("a"), long) + exact + lines(row("c"))
    done = bring(tmp_path / "arsip.jsonl.gz", gzip.compress(content))
    assert done.exit_code == 1
    assert done.stdout.endswith("arsip.jsonl.gz: 4 read: 3 new, 1 broken\n")
    assert "arsip.jsonl.gz:2: expected a line of at most 500 bytes, found a longer one" in done.stderr
    done = bring(tmp_path / "arsip.csv.gz", gzip.compress(b"url,outlet,title,text\r\n" + b"x" * 1000))
    assert done.exit_code == 1
    assert "arsip.csv.gz: expected lines of at most 500 characters; nothing after that was read" in done.stderr
