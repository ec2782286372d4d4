"""The outlets as a table: declared outlets come in, rows for people and for machines go out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from crawler.outlet import Outlet

OPENS, CLOSES = "<!-- outlets -->\n", "<!-- /outlets -->"
#: A cell of the table for people is cut here; only the last column goes on. `--json` has everything.
WIDEST = 44


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the list says of an outlet. `state` is "on", or "off" or "retired" with the reason."""

    name: str
    title: str
    hosts: tuple[str, ...]
    network: str | None
    language: str
    confidence: str
    seen: str | None
    state: str
    terms: str | None


def row_of(outlet: Outlet) -> Row:
    """An outlet's row."""
    return Row(
        name=outlet.name,
        title=outlet.title,
        hosts=outlet.hosts,
        network=outlet.network,
        language=outlet.language,
        confidence=outlet.confidence,
        seen=outlet.seen,
        state=state_of(outlet),
        terms=outlet.terms,
    )


def state_of(outlet: Outlet) -> str:
    """Whether it is crawled, and if not why."""
    if outlet.off is not None:
        return f"off: {outlet.off}"
    if outlet.retired is not None:
        return f"retired {outlet.retired}: {outlet.reason}"
    return "on"


def as_values(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain values, for JSON."""
    return [asdict(row) for row in rows]


def as_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Rows as aligned lines of text under a line of headings."""
    names = [field.name for field in fields(Row)]
    table = [names, *([_cell(getattr(row, name)) for name in names] for row in rows)]
    widths = [min(max(len(line[n]) for line in table), WIDEST) for n in range(len(names))]
    for line in table:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(line[:-1], widths, strict=False)]
        yield "  ".join([*cells, line[-1]]).rstrip()


def as_markdown(outlets: Iterable[Outlet]) -> Iterator[str]:
    """The table of the README: a line for each outlet that stands alone, and one for each network."""
    yield "| outlet | host | sites | language | how sure | what its terms say |"
    yield "| --- | --- | --- | --- | --- | --- |"
    networks: dict[str, list[Outlet]] = {}
    for outlet in outlets:
        networks.setdefault(outlet.network or outlet.name, []).append(outlet)
    for sites in sorted(networks.values(), key=lambda sites: sites[0].title.lower()):
        first = min(sites, key=lambda site: (len(site.domain), site.name))
        languages = " ".join(sorted({site.language for site in sites}))
        state = "" if first.crawled else f"**{state_of(first)}** "
        cells = (first.title, first.domain, len(sites), languages, first.confidence, state + (first.terms or ""))
        yield "| " + " | ".join(str(cell).replace("|", "\\|").strip() for cell in cells) + " |"


def with_table(readme: str, outlets: Iterable[Outlet]) -> str:
    """A README whose table, between its marks, says what is declared."""
    before, _, rest = readme.partition(OPENS)
    _, mark, after = rest.partition(CLOSES)
    return before + OPENS + "\n".join(as_markdown(outlets)) + "\n" + mark + after


def _cell(value: object) -> str:
    text = " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return " ".join(text.split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from crawler.declaration import read_outlets

    readme = Path(sys.argv[1])
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), read_outlets().values()), encoding="utf-8")
