"""`kliping serve`, as a person starts and stops it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.desk import Desk, finish
from tests.findings import Told, put


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    put(desk.database, [Told(url="https://a.example/1", text="Air surut.", title="Air surut di Kemala")])
    return desk


def test_it_opens_says_where_and_closes(desk: Desk) -> None:
    process = desk.begin("serve", "--port", "0")
    assert process.stdout is not None
    address = process.stdout.readline().decode().split(" at ")[1].split()[0]
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address) as answer:
        assert "Air surut di Kemala" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    done = finish(process)
    assert (done.status, done.err) == (0, "")


def test_others_are_let_in_only_where_that_is_said(desk: Desk) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "kliping.example"):
        done = desk.here("serve", "--host", host)
        assert done.status == 2
        assert f"--host {host}" in done.err
        assert "--public" in done.err


def test_a_taken_port_and_a_strange_address_are_told(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = desk.here("serve", "--port", port)
        assert done.status == 1
        assert port in done.err
    done = desk.here("serve", "--public", "--host", "tidak.ada.invalid")
    assert done.status == 1
    assert "tidak.ada.invalid" in done.err


def test_without_a_file_there_is_nothing_to_open(tmp_path: Path) -> None:
    done = Desk(tmp_path).here("serve")
    assert done.status != 0
    assert "kliping crawl" in done.err
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "news.db").write_bytes(b"no database at all, only words" * 100)
    done = Desk(tmp_path).here("serve")
    assert done.status != 0
    assert "not an SQLite database" in done.err


def test_without_datasette_it_says_what_to_install(desk: Desk) -> None:
    code = "import sys; sys.modules['datasette'] = None; from crawler.cli import main; main(['serve', '--port', '0'])"
    answer = subprocess.run(
        [sys.executable, "-c", code], env=desk.environment(), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "is missing" in answer.stderr
    assert "[serve]" in answer.stderr
