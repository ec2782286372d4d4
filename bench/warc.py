"""What does an import of web archives cost, and on what? The newsroom, and the corpus's mirror where it is there.

    [KLIPING_CORPUS=…] python bench/warc.py [FOREIGN]

Records the newsroom, and the mirror under its own hosts, into WARC files with warcio, imports them, exports what was
kept and imports that again. Then mixes each captured page among FOREIGN others (99 unless said) of outlets that are not
declared, as a month of the whole web's news is, and says how much is dismissed before its body is unpacked and at
what pace. Exits 1 where an import and its export do not give the same articles.
"""

from __future__ import annotations

import mimetypes
import os
import random
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler.declaration import read_outlets
from crawler.importing import SHARES, Importer, rereading
from crawler.newsroom import OUTLETS
from crawler.newsroom.manifest import read_manifest
from crawler.newsroom.server import Newsroom
from crawler.outlet import Outlet
from crawler.sources import Source
from pipelines.archive import Archive
from pipelines.crew import Crew
from pipelines.db import open_reader
from pipelines.incoming import Incoming
from pipelines.reader import Reader
from pipelines.schema import news
from pipelines.warc_export import export
from tests.recorder import Caught, fetch, record

TEXTS = "SELECT url, title, text, recipe, published_at, parts FROM articles"


def newsroom() -> Iterator[Caught]:
    """Every article of the newsroom, as its server packs it."""
    with Newsroom() as room:
        for url in read_manifest(1).articles:
            yield fetch(room.proxy, url, "2026-06-20T05:00:00Z")


def mirror(corpus: Path) -> Iterator[Caught]:
    """Every file of the mirror, under the address that it was saved from."""
    with tarfile.open(corpus / "mirror" / "dev.tar.xz") as packed:
        for member in packed:
            opened = packed.extractfile(member) if member.isfile() else None
            if opened is not None:
                path = member.name.removeprefix("./").removesuffix("/index.html")
                kind = mimetypes.guess_type(path)[0] or "text/html"
                yield Caught(url=f"https://{path}", body=opened.read(), headers=(("Content-Type", kind),))


def mixed(answers: list[Caught], foreign: int) -> Iterator[Caught]:
    """The same among others of outlets that nobody declared, with the bodies of pages and addresses of articles."""
    chance = random.Random(1)
    for number, one in enumerate(answers):
        yield one
        for n in range(foreign):
            host = f"www.berita{chance.randrange(4000)}.example"
            body = chance.choice(answers).body
            yield Caught(url=f"https://{host}/read/2020/01/02/{number * foreign + n}/judul", body=body)


def imported(file: Path, outlets: Mapping[str, Outlet], data: Path) -> tuple[dict[str, int], dict[str, float], float]:
    """Import a file into a folder: counts, seconds by what they went to, and seconds in all."""
    archive = Archive(data / "raw")
    store = Incoming(data / "news.db", rederive=rereading(outlets, archive))
    importer = Importer(outlets, store, archive, Crew(Reader(data), 1))
    source = Source(str(file))
    began, done = time.perf_counter(), None
    with source.open() as stream:
        for done in importer.read(stream, source.known(importer.notes)):  # noqa: B007 - the last one is the result
            pass
    took = time.perf_counter() - began
    store.close()
    archive.close()
    assert done is not None
    return done.counts, done.seconds, took


def show(name: str, file: Path, outlets: Mapping[str, Outlet], data: Path) -> None:
    """A row of what an import cost."""
    counts, seconds, took = imported(file, outlets, data)
    responses, dismissed = counts["responses"], counts.get("dismissed", 0)
    pages = responses - dismissed
    shares = [seconds[share] for share in SHARES]
    reading = took - sum(shares)
    cells = [f"{1e6 * reading / responses:.0f}", f"{1e6 * shares[0] / responses:.0f}"]
    cells += [f"{1e3 * share / pages:.2f}" for share in shares[1:]]
    print(
        f"| {name} | {file.stat().st_size / 1e6:.1f} | {responses} | {100 * dismissed / responses:.1f} % |"
        f" {pages} | {counts.get('stored', 0)} | {took:.1f} | {pages / took:.0f} | {responses / took:.0f} |",
        " | ".join(cells),
        "|",
        flush=True,
    )


def articles(data: Path) -> set[tuple[object, ...]]:
    """What a folder's articles say."""
    with open_reader(data / "news.db", news) as db:
        return set(map(tuple, db.execute(TEXTS)))


def round_trip(name: str, answers: list[Caught], outlets: Mapping[str, Outlet], folder: Path, foreign: int) -> bool:
    """Import, export, import again, and import among others; whether all gave the same articles."""
    files = {"": record(answers), " uncompressed": record(answers, packed=False)}
    files[f", 1 in {foreign + 1}"] = record(mixed(answers, foreign))
    said: list[set[tuple[object, ...]]] = []
    for kind, content in files.items():
        file = folder / f"{name}{len(said)}.warc.gz"
        file.write_bytes(content)
        data = folder / f"{name}{len(said)}"
        show(name + kind, file, outlets, data)
        said.append(articles(data))
    archive = Archive(folder / f"{name}0" / "raw", read_only=True)
    written = list(export(archive, folder / "out", lambda _: True, software="bench"))
    archive.close()
    for n, done in enumerate(written):
        imported(done.file, outlets, folder / f"{name}again")
        written[n].file.unlink()
    said.append(articles(folder / f"{name}again"))
    same = all(one == said[0] for one in said)
    print(f"  {name}: exported {sum(one.pages for one in written)} pages; same articles from all four: {same}")
    return same


def main() -> None:
    """Record, import, export, import, print."""
    foreign = int(sys.argv[1]) if len(sys.argv) > 1 else 99
    corpus = os.environ.get("KLIPING_CORPUS")
    print(
        "| archive | MB | responses | dismissed | pages | stored | s | pages/s | responses/s | reading, µs a response |"
        " deciding, µs a response | unpacking, ms a page | keeping | extracting | storing |"
    )
    print("|---|" + "---|" * 14)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        same = round_trip("newsroom", list(newsroom()), read_outlets([OUTLETS]), folder, foreign)
        if corpus:
            same &= round_trip("mirror", list(mirror(Path(corpus))), read_outlets(), folder, foreign)
    sys.exit(not same)


if __name__ == "__main__":
    main()
