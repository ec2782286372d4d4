"""The report: a database and a period come in; one HTML file that needs nothing else, and a CSV file a table, go out.

What it asks stands in `queries/`, one file a question, and beside each answer in the report itself. A section whose
findings are not there yet says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from sqlite_utils import Database

from analysis.changes import Piece, changes
from analysis.charts import Panel, number, picture
from analysis.lexicon import read_lexicon
from analysis.period import ZONE, Period, long_day
from pipelines.writers import whole, write_table

QUERIES = Path(__file__).resolve().parent / "queries"
#: What is shown of a long cell; the CSV file has all of it.
LONGEST = 280
#: Terms that get a chart.
CHARTS = 6


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture, and the query behind it."""

    title: str
    picture: Markup
    query: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A question, its answer as a table, and what is to be said of it."""

    name: str
    title: str
    note: str
    query: str
    labels: Mapping[str, str]
    links: str | None
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    caveats: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    edits: tuple[tuple[Mapping[str, Any], list[list[Piece]]], ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of a report, before it is written."""

    period: Period
    made_at: datetime
    summary: Mapping[str, Any]
    summary_query: str
    days: Figure
    sections: tuple[Section, ...]


def read_report(db: Database, period: Period, at: datetime) -> Report:
    """Ask every question, in one transaction: what a crawl writes meanwhile is in none of the answers."""
    db.execute("BEGIN")
    try:
        known = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        (summary,) = _ask(db, "summary", period)
        sections = tuple(_section(db, told, period, known) for told in read_lexicon("report")["sections"])
        return Report(
            period=period,
            made_at=at.astimezone(ZONE),
            summary=summary,
            summary_query=_query("summary"),
            days=_days(db, period),
            sections=sections,
        )
    finally:
        db.rollback()


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the page and its tables; returns the files, the page first."""
    stem = f"laporan-{report.period.name}"
    page = folder / f"{stem}.html"
    with whole(page) as part:
        part.write_text(as_html(report), encoding="utf-8")
    tables = []
    for section in report.sections:
        if section.columns:
            path = folder / f"{stem}-{section.name}.csv"
            write_table(path, section.columns, [list(row.values()) for row in section.rows])
            tables.append(path)
    return [page, *tables]


def as_html(report: Report) -> str:
    """The report as one page: no script, nothing fetched, and a policy that says so."""
    environment = Environment(
        loader=PackageLoader("analysis", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"cell": _cell, "number": number}
    environment.tests |= {"numeric": _numeric, "web": _web}
    return environment.get_template("report.html").render(report=report, long_day=long_day)


def _section(db: Database, told: Mapping[str, Any], period: Period, known: set[str]) -> Section:
    name, analysis = told["name"], told.get("analysis")
    missing = [table for table in told["needs"] if table not in known]
    plain: dict[str, Any] = {
        "name": name,
        "title": told["title"],
        "note": told.get("note", ""),
        "query": _query(name),
        "labels": told["columns"],
        "links": told.get("links"),
    }
    if missing:
        run = f"kliping analyse {analysis}" if analysis else "kliping analyse"
        return Section(**plain, caveats=(f"Belum ada dalam berkas ini: {', '.join(missing)}. Jalankan `{run}`.",))
    cursor = db.execute(_query(name), _values(period))
    columns = tuple(column[0] for column in cursor.description)
    rows = tuple(dict(zip(columns, row, strict=True)) for row in cursor)
    return Section(
        **plain,
        columns=columns,
        rows=rows,
        caveats=tuple(_caveats(db, analysis, period, known)),
        figures=tuple(_terms(db, rows, period)) if name == "trends" else (),
        edits=tuple((row, changes(row["text_before"], row["text_after"])) for row in rows) if name == "edits" else (),
    )


def _caveats(db: Database, analysis: str | None, period: Period, known: set[str]) -> list[str]:
    """What an answer leaves out because it was not read yet."""
    if analysis is None or "analyses" not in known:
        return []
    row = db.execute("SELECT unit FROM analyses WHERE name = ?", [analysis]).fetchone()
    if row is None:
        return [f"Analisis ini belum pernah dijalankan: `kliping analyse {analysis}`."]
    if row[0] != "article":
        return []
    unread = (
        "SELECT count(*) FROM articles AS a WHERE published_on BETWEEN :since AND :until"
        " AND NOT EXISTS (SELECT 1 FROM analysed WHERE analysis = :analysis AND unit = +a.id)"
    )
    count = db.execute(unread, _values(period) | {"analysis": analysis}).fetchone()[0]
    return [f"{number(count)} artikel pada kurun ini belum dibaca: `kliping analyse {analysis}`."] if count else []


def _days(db: Database, period: Period) -> Figure:
    found = {date.fromisoformat(row["day"]): row for row in _ask(db, "days", period)}
    panels = [
        Panel(title="Artikel per hari", values=_by_day(found, "articles")),
        Panel(title="Outlet per hari", values=_by_day(found, "outlets"), height=50, kind="beside"),
    ]
    told = f"Artikel dan outlet per hari, {long_day(period.first)} sampai {long_day(period.until)}"
    return Figure(title=told, picture=picture(period.charted, panels, told), query=_query("days"))


def _terms(db: Database, rows: Sequence[Mapping[str, Any]], period: Period) -> list[Figure]:
    """The course of the strongest terms, each over how many outlets there were that day to have it."""
    figures = []
    for term in list(dict.fromkeys(row["term"] for row in rows))[:CHARTS]:
        found = {date.fromisoformat(row["day"]): row for row in _ask(db, "term", period, term=term)}
        panels = [
            Panel(title=f"Artikel dengan “{term}”", values=_by_day(found, "articles")),
            Panel(title="Semua artikel hari itu", values=_by_day(found, "articles_of_day"), height=50, kind="beside"),
            Panel(title="Outlet hari itu", values=_by_day(found, "outlets"), height=40, kind="beside"),
        ]
        told = f"Artikel per hari dengan istilah {term}, dan berapa artikel dan outlet yang ada hari itu"
        figures.append(Figure(title=term, picture=picture(period.charted, panels, told), query=_query("term")))
    return figures


def _by_day(found: Mapping[date, Mapping[str, Any]], column: str) -> dict[date, float]:
    return {day: row[column] for day, row in found.items()}


def _ask(db: Database, name: str, period: Period, **values: Any) -> list[dict[str, Any]]:
    cursor = db.execute(_query(name), _values(period) | values)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor]


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8").strip()


def _values(period: Period) -> dict[str, str]:
    return {"since": str(period.since), "until": str(period.until), "first": str(period.first)}


def _numeric(value: object) -> bool:
    return isinstance(value, (int, float))


def _web(value: object) -> bool:
    """Only what leads to the web is a link: an address may say javascript:."""
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _cell(value: Any, column: str) -> str:
    if value is None:
        return ""
    if _numeric(value):
        return number(value)
    text = str(value)
    if column.endswith("_at") or column == "last_crawl":
        at = datetime.fromisoformat(text).astimezone(ZONE)
        return f"{long_day(at.date())} {at:%H.%M}"
    if column.endswith("_on") or column == "day":
        return long_day(date.fromisoformat(text))
    text = text.replace(",", ", ") if column == "told_by" else text
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
