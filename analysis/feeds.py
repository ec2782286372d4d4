"""An Atom file a watch: hits come in, `watch-NAME.atom` goes out, for whatever reads feeds."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

from sqlite_utils import Database

from analysis.watches import OPENING, Hit, Watch, read_hits, read_watches
from pipelines.writers import whole

ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 has no way to say.
_UNSAYABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feeds(db: Database, folder: Path) -> None:
    """Write each watch's feed where it changed; the feed of a watch that is no more goes."""
    watches = read_watches(db)
    for watch in watches:
        path = folder / f"watch-{watch.name}.atom"
        feed = as_atom(watch, read_hits(db, watch))
        if not path.exists() or path.read_bytes() != feed:
            with whole(path) as part:
                part.write_bytes(feed)
    names = {f"watch-{watch.name}.atom" for watch in watches}
    for path in folder.glob("watch-*.atom"):
        if path.name not in names:
            path.unlink()


def as_atom(watch: Watch, hits: list[Hit]) -> bytes:
    """A watch's hits, newest first, as an Atom feed."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "id"})
    _add(feed, "id", _urn(watch.name))
    _add(feed, "title", f"Kliping: {watch.name}")
    _add(feed, "subtitle", watch.query)
    _add(feed, "updated", hits[0].found_at if hits else watch.added_at)
    _add(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", "Kliping")
    for hit in hits:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "id", _urn(f"{watch.name} {hit.url}"))
        _add(entry, "title", hit.title)
        _add(entry, "updated", hit.found_at)
        if hit.published_at:
            _add(entry, "published", hit.published_at)
        _add(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", hit.outlet)
        if hit.url.startswith(("https://", "http://")):
            ET.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": hit.url})
        _add(entry, "summary", shorten(hit.text))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def shorten(text: str) -> str:
    """The opening of a text, ended at a word where it goes on."""
    if len(text) < OPENING:
        return text
    head, blank, _ = text[:-1].rpartition(" ")
    return f"{(head if blank else text[:-1]).rstrip()}…"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = _UNSAYABLE.sub("", text)


def _urn(name: str) -> str:
    """An identifier that is the same whenever the feed is written, on whatever machine."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"kliping {name}").urn
