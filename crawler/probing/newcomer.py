"""A new outlet written down: what was seen of a site comes in, a declaration and a sample page are left in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.declaration import read_file
from crawler.outlet import Outlet
from crawler.probing.draft import write_draft
from crawler.probing.looks import Look
from crawler.probing.sample import FOLDER, save_sample
from pipelines.article import read_article
from pipelines.clock import now
from pipelines.items import Article


class ExistsError(Exception):
    """What would be written is there already: the message says where."""


def draft_of(seen: Look) -> str:
    """The site's declaration, which has been read back: it loads, and its examples hold."""
    text = write_draft(seen, now().date())
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{seen.outlet.name}.toml"
        path.write_text(text, encoding="utf-8")
        read_file(path)
    return text


def check_free(name: str, domain: str, folder: Path, outlets: Iterable[Outlet]) -> None:
    """Raise ExistsError where the name, the domain or a file of it is taken."""
    path = folder / f"{name}.toml"
    if path.exists():
        raise ExistsError(f"{path} is there already; nothing is overwritten")
    if (folder / FOLDER / name).exists():
        raise ExistsError(f"{folder / FOLDER / name} is there already; nothing is overwritten")
    for one in outlets:
        if one.name == name:
            raise ExistsError(f"{name!r} is declared already, in {one.file}; give another --name")
        if one.owns(domain) or domain in one.hosts:
            raise ExistsError(f"{domain} is declared already, as {one.name} in {one.file}")


def settle(seen: Look, folder: Path) -> Iterator[str]:
    """Write the declaration and a sample page; what to do next, in lines."""
    text = draft_of(seen)
    name = seen.outlet.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ExistsError(f"{path} is there already; nothing is overwritten") from None
    (outlet,) = read_file(path)
    yield f"{path} is written."
    if seen.off:
        yield f"It is off: {seen.off}. Its archives can still be read."
        return
    # Read again by the declaration, which knows the names that datelines open with.
    results = [(one.page, read_article(one.page, outlet.rules_at(one.page.fetched_at))) for one in seen.samples]
    read = [(page, result) for page, result in results if isinstance(result, Article)]
    if not read:
        yield "No article could be read, so there is no sample. The end of the file says what was tried."
        return
    # A sample with a date teaches more than one without.
    page, article = next((one for one in read if one[1].published), read[0])
    sample = save_sample(folder / FOLDER / name, page, article)
    yield f"{sample} holds a page of it and what was read of that."
    yield "Next:"
    yield f"  1. Read {path.name}: every line says what it rests on. Correct what is wrong."
    yield f"  2. Open {page.final_url}, correct {sample / 'expected.json'}"
    yield '     to what you see there, and write "checked": true into it.'
    yield f"  3. kliping outlet check {name} --sample   compares the two; kliping outlet check {name}   tries it live."
    yield f"  4. kliping crawl {name} --dry-run, then --limit 5: read the five texts."
