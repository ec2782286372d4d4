"""When: an article comes in, its expressions for days and hours go out, each with the day and the hour that it means.

"Selasa (07/12/2021)", "kemarin", "Rabu malam", "pukul 15.00 WIB", as seen from the day of the article. `at` is the
clock as printed, whatever the zone. A date without a year is the nearest one. A weekday alone is the last one, or that
day itself, and the next one where the text looks ahead. Where weekday and date disagree and another year makes them
agree within two months of the article, that year is meant; else the date is kept as printed and the rule says so. What
is only a week, a month or a year ("pekan ini", "dua bulan lalu") has neither day nor hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlite_utils import Database

from analysis.base import Analysis, Run, Unit
from analysis.clipping import Clipping, clippings
from pipelines.dates import MONTHS

_WEEKDAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
_WEEKDAY = r"(?:Senin|Selasa|Rabu|Kamis|Jum[’'`]?at|Sabtu|Minggu|Ahad)"
_MONTH = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))
_HALF = r"(?:dini hari|pagi|siang|sore|petang|malam)"
_PART = rf"{_HALF}(?:\s+(?:hari|ini|tadi|nanti|kemarin))*"
_SLASHED = (
    r"\(\s*(?P<d{n}>\d{{1,2}})(?:\s*[-–]\s*\d{{1,2}})?[/-](?P<m{n}>\d{{1,2}})(?:[/-](?P<y{n}>\d{{4}}|\d{{2}}))?\s*\)"
)
_WRITTEN = (
    r"\(?\s*(?P<d{n}>\d{{1,2}})(?:\s*[-–]\s*\d{{1,2}}|\s(?:dan|hingga|sampai)\s\d{{1,2}})?\s"
    rf"(?P<m{{n}}>{_MONTH})\b(?:\.(?=\s\d))?(?:\s(?P<y{{n}}>(?:19|20)\d{{{{2}}}}))?\)?"
)
_SHIFT = (
    r"(?P<shift{n}>pekan lalu|pekan depan|pekan ini|minggu lalu|minggu depan|minggu ini|lalu|kemarin|mendatang|depan"
    r"|besok|nanti|esok)"
)
_HOUR = (
    r"(?:pukul|jam)\s(?P<h{n}>\d{{1,2}})(?:[.:](?P<min{n}>\d{{2}}))?(?![\d.,:]*\d)"
    r"(?:\s*[-–]\s*\d{{1,2}}[.:]\d{{2}})?(?:\s(?:WIB|WITA|WIT|GMT|UTC)\b)?"
    rf"(?:\s(?P<part{{n}}>{_HALF})\b)?"
)
_NEAR = (
    rf"(?:hari ini|kemarin lusa|(?:kemarin|besok|esok|nanti|tadi)\s{_HALF}|{_HALF}\s(?:ini|tadi|nanti|kemarin)"
    r"|semalam|kemarin|besok|lusa|(?P<ago>\d{1,2}|dua|tiga|empat|lima|enam|tujuh)\shari\s(?:yang\s)?lalu|sehari\slalu)"
)
#: Places that are called after a day: "Pasar Minggu".
_NAMED_SO = re.compile(r"\b(?:Pasar|Kampung|Desa|Jalan|Jl\.)\s$")
_NUMBER = (
    r"(?:\d+|se|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belasan|puluhan|ratusan|beberapa)"
)
_PERIOD = (
    rf"(?:(?:{_NUMBER}\s(?:setengah\s|belas\s|puluh\s)?|se)(?:detik|menit|jam|hari|minggu|pekan|bulan|tahun|dekade|abad)"
    r"\s(?:yang\s)?(?:lalu|silam|mendatang|lagi|ke depan)"
    r"|(?:(?:awal|akhir|pertengahan)\s)?(?:pekan|minggu|bulan)\s(?:ini|lalu|kemarin|depan|mendatang)"
    r"|(?:(?:awal|akhir|pertengahan)\s)?tahun\s(?:lalu|depan|mendatang|kemarin))"
)


def _day(n: str) -> str:
    slashed, written = _SLASHED.format(n="s" + n), _WRITTEN.format(n="w" + n)
    return (
        rf"(?P<week{n}>{_WEEKDAY})(?![\w-])(?:\s(?:Kliwon|Legi|Pahing|Pon|Wage)\b)?"
        rf"(?:\s{_SHIFT.format(n=n)}\b)?(?:\s(?P<early{n}>{_PART})\b)?"
        rf"(?:(?:,\s|\s(?:tanggal\s)?)(?:{slashed}|{written}))?(?:\s(?P<late{n}>{_PART})\b)?"
        rf"|{_WRITTEN.format(n='b' + n)}(?:\s{_PART}\b)?"
        rf"|(?P<near{n}>{_NEAR.replace('<ago>', f'<ago{n}>')})(?![\w-])(?:\s{_SLASHED.format(n='k' + n)})?"
    )


_NEXT_TO = r"(?:,?\s(?:(?:pada|sekitar|sekira|kira-kira|tepat|mulai|tepatnya|jelang|menjelang|antara|sejak)\s){0,2})"
_EXPRESSION = re.compile(
    rf"(?<![\w/.-])(?:{_HOUR.format(n='1')}(?:{_NEXT_TO}(?:hari\s)?(?:{_day('1')}))?"
    rf"|(?:{_day('2')})(?:{_NEXT_TO}{_HOUR.format(n='2')})?"
    rf"|(?P<period>{_PERIOD})(?![\w-])|\((?P<alone>\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}}))\))",
    re.IGNORECASE,
)
_QUICK = re.compile(
    r"pukul|jam |senin|selasa|rabu|kamis|jum|sabtu|minggu|ahad|hari |malam|pagi|siang|sore|kemarin|besok|esok|lusa|lalu"
    r"|silam|pekan|bulan |tahun |depan|mendatang|\d/\d|\d\s[a-z]{3}",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"(?:setiap|tiap|saban|hari itu|salat|shalat|sholat|khotbah|khutbah|malam|jalan|gerakan)\s(?:hari\s)?$",
    re.IGNORECASE,
)
_DAILY = re.compile(
    r"\b(?:setiap|tiap|saban)\s(?:hari|pagi|siang|sore|malam|pekan|minggu|bulan)\b[^.;]*$", re.IGNORECASE
)
_LASTING = re.compile(r"(?:sepanjang|selama|dalam)\s$", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:akan|bakal|mulai|nanti|rencananya|direncanakan|dijadwalkan|dijadualkan|hingga|sampai|selambat-lambatnya|lambat"
    r"|berangsur|menjelang|jelang|berikutnya|selanjutnya|dilanjutkan|diagendakan|siap|diperkirakan|diprediksi|puncaknya)\b[^.;]*$",
    re.IGNORECASE,
)
#: How far before an expression its sentence is looked at.
_BACK = 160


@dataclass(frozen=True, kw_only=True)
class Time:
    """An expression for a day or an hour; None where it does not say, or cannot be resolved.

    `rule` is `date`, `date, year mended`, `date, weekday differs`, `weekday`, `near`, `hour` or `period`.
    """

    start: int
    end: int
    on_date: date | None
    at: time | None
    rule: str


def find_times(clipping: Clipping) -> tuple[Time, ...]:
    """The days and hours that an article speaks of, in the order of the text."""
    return tuple(_find(clipping.text, clipping.day))


def _find(text: str, today: date) -> Iterator[Time]:
    for paragraph in re.finditer(r"[^\n]+", text):
        if not _QUICK.search(paragraph[0]):
            continue
        for found in _EXPRESSION.finditer(text, paragraph.start(), paragraph.end()):
            before = text[max(paragraph.start(), found.start() - _BACK) : found.start()]
            one = _resolved(found, before, today)
            if one is not None:
                yield one


def _resolved(found: re.Match[str], before: str, today: date) -> Time | None:
    part = {name: value for name, value in found.groupdict().items() if value is not None}
    lasts = "period" in part or found[0].lower() == "semalam"
    if _USUAL.search(before) or (lasts and _LASTING.search(before)):
        return None
    n = "1" if "h1" in part else "2"
    at = _clock(part.get("h" + n), part.get("min" + n), part.get("part" + n) or part.get("early2") or part.get("late2"))
    if ("h" + n in part) and at is None:
        return None
    start, end = found.span()
    if "alone" in part:
        day, month, year = (int(number) for number in part["alone"].split("/"))
        on, rule = _exact(day, month, year), "date"
        start, end = start + 1, end - 1
    elif "period" in part:
        on, rule = None, "period"
    else:
        on, rule = _on(part, n, before, today)
    if rule == "hour" and (_DAILY.search(before) or at is None):
        return None
    if rule == "weekday" and _NAMED_SO.search(before):
        return None  # "Pasar Minggu"
    if rule == "weekday" and part["week" + n][0].islower():  # "minggu depan" is a week
        return Time(start=start, end=end, on_date=None, at=None, rule="period") if "shift" + n in part else None
    if on is None and rule not in {"hour", "period"}:
        return None
    return Time(start=start, end=end, on_date=on, at=at, rule=rule)


def _on(part: dict[str, str], n: str, before: str, today: date) -> tuple[date | None, str]:
    """The day of an expression, and the rule it was found by."""
    week = part.get("week" + n)
    for form in ("s", "w", "b", "k"):
        if (day := part.get(f"d{form}{n}")) is not None:
            name = part[f"m{form}{n}"]
            month = int(name) if name.isdigit() else MONTHS[name.lower()]
            year = part.get(f"y{form}{n}")
            return _dated(int(day), month, int(year) if year else None, _number(week), today)
    if week is not None:
        return _weekday(_number(week) or 0, part.get("shift" + n, ""), before, today), "weekday"
    if "near" + n in part:
        return _near(part["near" + n].lower(), part.get("ago" + n), today), "near"
    return None, "hour"


def _number(week: str | None) -> int | None:
    return _WEEKDAYS[re.sub(r"[’'`]", "", week.lower())] if week else None


def _dated(day: int, month: int, year: int | None, weekday: int | None, today: date) -> tuple[date | None, str]:
    if year is None:
        near = [one for step in (-1, 0, 1) if (one := _exact(day, month, today.year + step)) is not None]
        on = min(near, key=lambda one: abs((one - today).days), default=None)
    else:
        on = _exact(day, month, year)
    if on is None or weekday is None or on.weekday() == weekday:
        return on, "date"
    for step in (-1, 1):
        other = _exact(day, month, on.year + step)
        if other is not None and other.weekday() == weekday and abs((other - today).days) <= 60:
            return other, "date, year mended"
    return on, "date, weekday differs"


def _exact(day: int, month: int, year: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:  # 31 April is no day
        return None


def _weekday(number: int, shift: str, before: str, today: date) -> date | None:
    shift = shift.lower().replace("minggu", "pekan")
    if shift.startswith("pekan"):
        weeks = {"pekan lalu": -1, "pekan ini": 0, "pekan depan": 1}[shift]
        return _days_from(today, number - today.weekday() + 7 * weeks)
    if shift in {"mendatang", "depan"}:
        return _days_from(today, (number - today.weekday() - 1) % 7 + 1)
    if shift == "lalu":
        return _days_from(today, -((today.weekday() - number - 1) % 7 + 1))
    sentence = re.split(r"[.!?]\s", before)[-1]
    if shift in {"besok", "nanti", "esok"} or (shift != "kemarin" and _AHEAD.search(sentence)):
        return _days_from(today, (number - today.weekday()) % 7)
    return _days_from(today, -((today.weekday() - number) % 7))


def _near(words: str, ago: str | None, today: date) -> date | None:
    if ago is not None:
        names = ["dua", "tiga", "empat", "lima", "enam", "tujuh"]
        return _days_from(today, -(int(ago) if ago.isdigit() else names.index(ago.lower()) + 2))
    if "lusa" in words:
        return _days_from(today, -2 if "kemarin" in words else 2)
    if "kemarin" in words or words in {"semalam", "tadi malam", "malam tadi", "sehari lalu"}:
        return _days_from(today, -1)
    return _days_from(today, 1 if re.match("besok|esok", words) else 0)


def _days_from(today: date, days: int) -> date | None:
    """The day so many days later; None where the calendar ends: archives hold 0001-01-01 and 9999-12-31."""
    try:
        return today + timedelta(days)
    except OverflowError:
        return None


def _clock(hour: str | None, minute: str | None, part: str | None) -> time | None:
    if hour is None:
        return None
    hours, minutes = int(hour), int(minute or 0)
    if part and hours < 12 and minute is None:
        late = part.startswith(("sore", "petang", "malam")) or (part.startswith("siang") and hours < 10)
        hours += 12 if late else 0
    return time(hours % 24, minutes) if hours <= 24 and minutes < 60 else None


def _begin(db: Database) -> Run:
    def run(units: Sequence[Unit]) -> None:
        rows = [
            (
                one.id,
                found.start,
                found.end,
                found.on_date.isoformat() if found.on_date else None,
                found.at.isoformat("minutes") if found.at else None,
                found.rule,
            )
            for one in clippings(db, units)
            for found in find_times(one)
        ]
        db.conn.executemany("INSERT INTO times VALUES (?, ?, ?, ?, ?, ?)", rows)

    return run


#: Everything is seen from the article's own day.
_UNITS = "SELECT id AS unit, text_hash || title_hash || coalesce(published_on, '') AS digest, 0 AS rank FROM articles"

ANALYSIS = Analysis(name="times", version="2", units=_UNITS, tables={"times": "article_id"}, begin=_begin)
