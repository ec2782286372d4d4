"""What a name leads to is judged: before connecting, again when connected, after each redirect; a proxy is trusted."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import threading
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.desk import Desk, finish
from tests.site import PATIENCE, Answer, Site, feed, page, redirect

#: A directory of names of our own in place of the network's: each lookup of a name takes its next address, and the
#: last one stays. "" is a name that is not found, "…" one that nobody answers for.
NAMES = """
import json, os, socket, time
table, asked = json.loads(os.environ["TEST_NAMES"]), {}
def gethostbyname(name):
    if name not in table:
        return real(name)
    addresses = table[name]
    asked[name] = asked.get(name, 0) + 1
    address = addresses[min(asked[name], len(addresses)) - 1]
    while address == "…":
        time.sleep(1)
    if not address:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return address
real, socket.gethostbyname = socket.gethostbyname, gethostbyname
"""
PUBLIC = "93.184.215.14"


class Named(Desk):
    """A desk whose commands look names up in a table of the test's."""

    def names(self, **table: list[str]) -> None:
        (self.folder / "names").mkdir()
        (self.folder / "names" / "sitecustomize.py").write_text(NAMES, encoding="utf-8")
        table = {name.replace("_", "-") + ".example": addresses for name, addresses in table.items()}
        self.variables |= {
            "PYTHONPATH": str(self.folder / "names"),
            "TEST_NAMES": json.dumps(table),
            "KLIPING_CONTACT": "redaksi@contoh.example",
        }

    def publish(self, name: str, host: str) -> None:
        """An outlet that is not local, under a name, at the port of a server of ours."""
        self.declare(name, f"{name.replace('_', '-')}.example:{host.rpartition(':')[2]}")
        path = self.outlets / f"{name}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("local = true\n", ""), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Named:
    return Named(tmp_path)


PRIVATE = {
    "loopback": "127.0.0.1", "rumah": "192.168.4.1", "kantor": "10.1.2.3", "tautan": "169.254.169.254",
    "penyedia": "100.64.3.2", "nol": "0.0.0.0", "siaran": "224.0.0.1",
}  # fmt: skip


def test_a_public_name_that_leads_to_a_private_address_is_asked_for_nothing(site: Site, desk: Named) -> None:
    desk.names(**{name: [address] for name, address in PRIVATE.items()})
    for name in PRIVATE:
        desk.publish(name, site.host)
    done = desk.kliping("crawl", *PRIVATE)
    assert (done.status, "Traceback" in done.err) == (1, False)
    assert site.asked == []
    found = dict(desk.rows("SELECT outlet, error FROM listings"))
    assert found == {
        name: f"private_address: {name}.example leads to {address}, a private address; only `local` outlets have one"
        for name, address in PRIVATE.items()
    }


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_elsewhere_the_second_time_is_asked_for_nothing(site: Site, desk: Named, scheme: str) -> None:
    """Each lookup is counted anew without Scrapy's cache: robots.txt judges one answer and connects to the next."""
    desk.names(tipu=[PUBLIC, "127.0.0.1"])
    desk.publish("tipu", site.host)
    path = desk.outlets / "tipu.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("http://{domain}", scheme + "://{domain}"))
    done = desk.scrapy("crawl", "tipu", "-s", "DNSCACHE_ENABLED=0", "-s", "ROBOTSTXT_OBEY=0")
    assert "Traceback" not in done.err
    assert site.asked == []
    assert desk.rows("SELECT error FROM listings") == [
        "private_address: connected to 127.0.0.1, a private address; only `local` outlets have one"
    ]


def test_a_local_outlet_may_have_a_name_that_leads_home(site: Site, desk: Named) -> None:
    desk.names(lokal=["127.0.0.1"])
    host = "lokal.example:" + site.host.rpartition(":")[2]
    site.answers |= {"/feed": feed([f"http://{host}/berita/a"]), "/berita/a": page("Warga membangun a")}
    desk.declare("lokal", host)
    assert desk.kliping("crawl", "lokal").status == 0
    assert desk.outcomes() == {"a": "stored"}


def test_through_a_proxy_the_addresses_as_written_and_every_redirect_are_judged(site: Site, desk: Named) -> None:
    desk.names(koran=["127.0.0.1"])  # the proxy looks it up, not we
    desk.publish("koran", "x:80")
    host = "koran.example:80"
    site.answers |= {
        f"{host}/feed": feed([f"http://{host}/berita/{name}" for name in ("a", "dalam", "angka", "pindah")]),
        f"{host}/berita/a": page("Warga membangun a"),
        f"{host}/berita/dalam": redirect("http://169.254.169.254/latest/meta-data"),
        f"{host}/berita/angka": redirect("http://2130706433/berita/a"),
        f"{host}/berita/pindah": redirect(f"http://{host}/berita/lagi"),
        f"{host}/berita/lagi": redirect("http://[::ffff:10.0.0.1]/"),
    }
    desk.variables["http_proxy"] = site.url("")
    assert desk.kliping("crawl", "koran").status == 0
    private = dict.fromkeys(["dalam", "angka", "pindah"], "private_address")
    assert desk.outcomes() == {"a": "stored"} | private
    assert {one.host for one in site.asked} == {host}


def test_names_that_are_not_found_fail_their_outlets_and_no_other(site: Site, desk: Named) -> None:
    desk.names(hilang=[""], lokal=["127.0.0.1"])
    desk.publish("hilang", site.host)
    host = "lokal.example:" + site.host.rpartition(":")[2]
    site.answers |= {"/feed": feed([f"http://{host}/berita/a"]), "/berita/a": page("Warga membangun a")}
    desk.declare("lokal", host)
    done = desk.kliping("crawl", "hilang", "lokal")
    assert (done.status, "Traceback" in done.err) == (0, False)
    assert desk.outcomes() == {"a": "stored"}
    found = dict(desk.rows("SELECT outlet, error FROM listings"))
    assert str(found["hilang"]).startswith("dns: ")


def listening(pid: int) -> set[str]:
    """The addresses that a process listens on."""
    inodes = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(handle.readlink()))
        except FileNotFoundError:  # closed meanwhile
            continue
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if f"socket:[{columns[9]}]" in inodes and columns[3] in ("0A", "07"):  # listening, or any UDP
                found.add(f"{table} {columns[1]}")
    return found


@pytest.mark.parametrize("module", ["crawler.cli", "scrapy"])
def test_a_crawl_opens_no_port(site: Site, desk: Named, module: str) -> None:
    site.answers |= {"/feed": feed([site.url("/berita/gantung")]), "/berita/gantung": Answer(fault="hang")}
    desk.declare("contoh", site.host)
    crawl = desk.begin("crawl", "contoh", module=module)
    site.wait_for("/berita/gantung", crawl)
    try:
        with socket.create_server(("127.0.0.1", 0)):
            assert listening(os.getpid())  # this is how a port would be seen
        assert listening(crawl.pid) == set()
    finally:
        crawl.kill()
        finish(crawl)


def stopped(desk: Desk, site: Site, path: str) -> Any:
    """A crawl that is told to stop when it has asked for a path that never answers."""
    crawl = desk.begin("crawl", "contoh")
    site.wait_for(path, crawl)
    crawl.send_signal(signal.SIGTERM)
    out, err = crawl.communicate(timeout=10)  # it has so long, whatever the server does
    return crawl.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_crawl_that_is_told_to_stop_does_not_wait_for_a_server_that_hangs(
    site: Site, desk: Named, fault: Any
) -> None:
    names = [f"a{number}" for number in range(20)]
    site.answers["/feed"] = feed([site.url(f"/berita/{name}") for name in ["gantung", *names]])
    site.answers["/berita/gantung"] = Answer(body=b"<p>" * 5000, fault=fault)
    desk.declare("contoh", site.host)
    status, out, err = stopped(desk, site, "/berita/gantung")
    assert (status, "Traceback" in err) == (1, False)
    assert "cut short, what is left waits for the next run" in out
    assert set(desk.outcomes().values()) == {None}
    assert site.paths() == ["/feed", "/berita/gantung"]
    assert desk.rows("SELECT ended_at IS NOT NULL FROM crawls") == [1]
    for name in ["gantung", *names]:
        site.answers[f"/berita/{name}"] = page(f"Warga membangun {name}")
    assert desk.kliping("crawl", "contoh").status == 0
    assert set(desk.outcomes().values()) == {"stored"}


def test_a_wait_that_a_server_asked_for_is_given_up_when_told_to_stop(site: Site, desk: Named) -> None:
    site.answers["/feed"] = feed([site.url("/berita/sibuk")])
    site.answers["/berita/sibuk"] = Answer(status=503, headers=(("Retry-After", "50"),))
    desk.declare("contoh", site.host)
    status, _, err = stopped(desk, site, "/berita/sibuk")
    assert (status, "Traceback" in err) == (1, False)
    assert desk.outcomes() == {"sibuk": None}


def test_a_name_that_nobody_answers_for_does_not_keep_a_crawl_that_is_told_to_stop(site: Site, desk: Named) -> None:
    desk.names(sunyi=["…"])
    desk.publish("sunyi", site.host)
    site.answers["/feed"] = feed([site.url("/berita/gantung")])
    site.answers["/berita/gantung"] = Answer(fault="hang")
    desk.declare("contoh", site.host)
    crawl = desk.begin("crawl", "sunyi", "contoh")
    site.wait_for("/berita/gantung", crawl)
    crawl.send_signal(signal.SIGTERM)
    crawl.communicate(timeout=15)
    assert crawl.returncode == 1
    assert desk.outcomes() == {"gantung": None}


def certificate(folder: Path) -> Path:
    """A key and a certificate that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "siapa.pem"
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_that_nobody_vouches_for_is_not_believed(desk: Named, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    heard: list[bytes] = []

    def answer() -> None:
        for _ in range(2):  # robots.txt and the feed, each told that it is not believed
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as talk:
                    heard.append(talk.recv(1000))
            except OSError:
                continue

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        thread = threading.Thread(target=answer)
        thread.start()
        host = f"127.0.0.1:{server.getsockname()[1]}"
        desk.declare("contoh", host, listing=f"https://{host}/feed")
        desk.scrapy("crawl", "contoh", "-s", "RETRY_TIMES=0")
        thread.join()
    (error,) = desk.rows("SELECT error FROM listings")
    assert error.startswith("connection: ")
    assert "certificate verify failed" in error
    assert not any(heard)
