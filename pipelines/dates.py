"""Dates as Indonesian outlets print them and as machines stamp them: a text in, moments out.

`printed` finds every date in a line of text, with its time, its zone and whether the words before it say
that it is the time of publication or of a change. `stamped` reads one machine date. Own tables first;
dateparser only for a short text that they do not know. No clock is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

import dateparser

from pipelines.items import Precision

_MONTHS = {
    1: "januari january jan",
    2: "februari pebruari february feb peb",
    3: "maret march mar mrt",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "agustus august agu agt ags agst aug",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nopember nov nop",
    12: "desember december des dec",
}
MONTHS = {name: number for number, names in _MONTHS.items() for name in names.split()}
ZONES = {"wib": 7, "wita": 8, "wit": 9, "gmt": 0, "utc": 0, "z": 0}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = (
    r"(?:senin|selasa|rabu|kamis|jum['’`´]?\s?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|sab|min|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?)"
)
_YEAR = r"(?:19|20)\d{2}"
_ZONE = r"(?P<zone>wib|wita|wit|gmt|utc)?\b\s*\(?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?"
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])\s?[:.]\s?(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    + _ZONE
)
_GAP = r"(?:[\s,|/•·∙»\-–—@()]|&nbsp;|\b(?:pukul|pkl\.?|jam|at|pada|time)\b|[:.](?=\s)){0,8}"
_SEPARATOR = r"[\s/.,\-]{0,3}"
#: The day of the other calendar, between date and time: "24 Juli 2026 / 09 Safar 1448 H - 13:45".
_HIJRI = rf"(?:\d{{1,2}}\s[a-z'’ -]{{4,20}}\s1[34]\d\d\s?H?\b{_GAP})?"
_DATES = (
    rf"(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?{_SEPARATOR}(?P<m1>{_MONTH})(?![a-z])\.?{_SEPARATOR}(?P<y1>{_YEAR}|(?<!\w)['’]?\d{{2}}(?![\d:.]))",
    rf"\b(?P<m2>{_MONTH})\.?\s+(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y2>{_YEAR})",
    rf"(?<![\d/.-])(?P<y3>{_YEAR})(?P<s3>[-/.])(?P<m3>[01]?\d)(?P=s3)(?P<d3>[0-3]?\d)",
    rf"(?<![\d/.-])(?P<d4>[0-3]?\d)\s?(?P<s4>[-/.])\s?(?P<m4>[0-3]?\d)\s?(?P=s4)\s?(?P<y4>{_YEAR})",
    r"(?<![\d/.-])(?P<d5>[0-3]\d)/(?P<m5>[01]\d)/(?P<y5>\d\d)(?=\W{1,4}\d\d[:.]\d\d)",
)
_DATE = re.compile(
    # Where no digit and no month begins there is no date: told first, this halves the time of a page.
    r"(?=\d|\b[adfjmnops])"
    rf"(?:(?<![\d:.]){_CLOCK.replace('?P<', '?P<b_')}\)?{_GAP}(?:{_DAY}\b{_GAP})?)?"
    rf"(?:{'|'.join(_DATES)})(?!\d)(?:T|{_GAP}){_HIJRI}(?:{_CLOCK})?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?P<count>\d{1,3}|se)\s?-?(?P<unit>detik|menit|jam|hari|minggu|bulan|tahun)\s+(?:yang\s+|yg\s+)?lalu\b|"
    r"\b(?P<word>baru saja|hari ini|kemarin)\b" + rf"(?:{_GAP}{_CLOCK})?",
    re.IGNORECASE,
)
_UNITS = {"detik": 1 / 60, "menit": 1, "jam": 60, "hari": 1440, "minggu": 10080, "bulan": 43200, "tahun": 525600}
_CHANGED = re.compile(
    r"\b(?:(?:ter(?:akhir)?\s+)?di\s?-?perba(?:ha)?rui|diperbaharui|pembaruan|pemutakhiran|di-?up-?date|(?:last\s+)?up-?dated?|"
    r"di-?edit|disunting|(?:terakhir\s+)?di-?ubah|perubahan(?:\s+terakhir)?|(?:last\s+)?modified|edited)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:di)?(?:ter)?bit(?:kan)?\b|\b(?:di)?publi(?:kasi(?:kan)?|sh(?:ed)?)\b|\bpublished\b|\b(?:di)?tayang(?:kan)?\b|\bpost(?:ed|ing)?\b|"
    r"\bdiposting\b|\bdiunggah\b|\bdibuat\b|\bdirilis\b|\bdimuat\b|\bcreated\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"(?:19|20)\d\d|\d\d/\d\d/\d\d|\d\W?[a-z]{3,9}\W{1,2}['’]?\d\d\b", re.IGNORECASE)
_AGO = ("lalu", "baru saja", "hari ini", "kemarin")
_ISO = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)(?:[\sT]+(\d\d)[:.]?(\d\d)(?:[:.]?(\d\d)(?:[.,]\d+)?)?)?\s*"
    r"(Z|UTC|GMT|WIB|WITA|WIT|[+-]\s?\d{1,2}:?(?:\d\d)?)?(?:[\sT]*(\d\d):(\d\d)(?::(\d\d))?(?:[+-]\d\d:?\d\d)?)?$",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"^1[0-9]{9}(?:\d{3})?$")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A date read from a page. `at` is aware only where a zone was printed; `zoned` tells the kind of zone.

    `says` is what the words before it call it; `exact` whether seconds were given; `ago` that it was counted back.
    """

    at: datetime
    precision: Precision = "minute"
    says: Literal["published", "changed", ""] = ""
    exact: bool = False
    ago: bool = False
    start: int = 0
    end: int = 0

    def within(self, zone: tzinfo) -> datetime:
        """The moment, in its own offset if it has one, else in the outlet's zone."""
        return self.at if self.at.tzinfo else self.at.replace(tzinfo=zone)


def printed(text: str, fetched_at: datetime | None = None) -> list[Moment]:
    """Every date in a line of text, in the order printed. Relative dates need `fetched_at` (aware)."""
    found = list(_absolute(text))
    if not found and fetched_at is not None and len(text) < 120:
        small = text.lower()
        if any(word in small for word in _AGO):
            found = list(_relative(text, fetched_at))
    return found


@lru_cache(maxsize=2048)
def _absolute(text: str) -> tuple[Moment, ...]:
    """The dates that need no clock; kept, since the byline looks at the lines that the dates were read from."""
    if len(text) > 2000 or not _HINT.search(text):
        return ()
    return tuple(moment for match in _DATE.finditer(text) if (moment := _moment(match, text)))


def stamped(text: str) -> Moment | None:
    """One machine date: ISO in all its accidents, epoch seconds, RFC 822, or a printed form."""
    text = " ".join(text.replace("\u202f", " ").split())
    if not text or len(text) > 60 or not any(c.isdigit() for c in text):
        return None
    if match := _ISO.match(text):
        return _iso(match)
    if _EPOCH.match(text):
        at = datetime.fromtimestamp(int(text[:10]), tz=timezone.utc)  # noqa: UP017
        return Moment(at=at, exact=True)
    if re.match(r"(?:\w{3},\s)?\d{1,2}\s\w{3}\s\d{4}\s\d\d:\d\d:\d\d\s(?:[+-]\d{4}|GMT)$", text):
        try:
            return Moment(at=parsedate_to_datetime(text), exact=True)
        except ValueError:
            return None
    found = printed(text)
    return found[0] if found else _unknown(text)


def _moment(match: re.Match[str], text: str) -> Moment | None:
    """A moment from a match of _DATE, with what the words before it say."""
    part = match.groupdict()
    day = _date(part)
    if day is None:
        return None
    before = "b_" if part["hour"] is None and part["b_hour"] is not None else ""
    clock = _clock({key: part[before + key] for key in ("hour", "minute", "second", "half", "zone", "offset")})
    says = said(text[max(0, match.start() - 60) : match.start()], text[match.end() :])
    start, end = match.start(), match.end()
    if clock is None:
        return Moment(at=datetime.combine(day, time()), precision="day", says=says, start=start, end=end)
    at = datetime.combine(day, clock)
    return Moment(at=at, says=says, exact=bool(part[before + "second"]), start=start, end=end)


def _date(part: dict[str, str | None]) -> date | None:
    n = next(n for n in "12345" if part["y" + n])
    year, month, day = part["y" + n] or "", part["m" + n] or "", part["d" + n] or ""
    number = MONTHS[month.lower()] if n in "12" else int(month)
    first = int(day)
    if number > 12 >= first and n == "4":  # 07/24/2026: detik's index, English themes
        number, first = first, number
    digits = int(year.lstrip("'’"))
    try:
        return date(digits + 2000 if digits < 100 else digits, number, first)
    except ValueError:
        return None


def _clock(part: dict[str, str | None]) -> time | None:
    if not part["hour"] or not part["minute"]:
        return None
    hour = int(part["hour"])
    half = (part["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, int(part["minute"]), int(part["second"] or 0), tzinfo=zone_of(part["zone"], part["offset"]))


def zone_of(name: str | None, offset: str | None) -> timezone | None:
    """The zone of a printed name or offset; None where none is printed."""
    hours = ZONES.get((name or "").lower())
    if offset and (hours is None or hours == 0):
        digits = offset.replace(":", "").replace(" ", "")
        sign = -1 if digits[0] == "-" else 1
        digits = digits.lstrip("+-")
        minutes = int(digits[-2:]) if len(digits) > 2 else 0
        whole = int(digits[:-2]) if len(digits) > 2 else int(digits)
        if whole > 14 or minutes > 59:
            return None
        return timezone(sign * timedelta(hours=whole, minutes=minutes))
    return None if hours is None else timezone(timedelta(hours=hours))


def said(before: str, after: str = "") -> Literal["published", "changed", ""]:
    """What the words before a date, or a note right after it, call it."""
    changed = max((m.end() for m in _CHANGED.finditer(before)), default=-1)
    published = max((m.end() for m in _PUBLISHED.finditer(before)), default=-1)
    if changed >= 0 or published >= 0:
        return "changed" if changed > published else "published"
    if re.match(r"[\s)\-–|]*\((?:di-?perbarui|updated?)\)", after, re.IGNORECASE):
        return "changed"
    return ""


def _relative(text: str, fetched_at: datetime) -> Iterator[Moment]:
    for match in _RELATIVE.finditer(text):
        says = said(text[max(0, match.start() - 60) : match.start()], text[match.end() :])
        start, end = match.start(), match.end()
        if match["count"]:
            count = 1 if match["count"].lower() == "se" else int(match["count"])
            unit = match["unit"].lower()
            at = fetched_at - timedelta(minutes=count * _UNITS[unit])
            near: Precision = "minute" if unit in {"detik", "menit"} else "day"
            at = at.replace(second=0, microsecond=0)
            yield Moment(at=at, precision=near, says=says, ago=True, start=start, end=end)
            continue
        word = match["word"].lower()
        at = (fetched_at - timedelta(days=word == "kemarin")).replace(second=0, microsecond=0)
        clock = _clock({key: match[key] for key in ("hour", "minute", "second", "half", "zone", "offset")})
        if word == "baru saja":
            yield Moment(at=at, says=says, ago=True, start=start, end=end)
        elif clock is not None:
            zone = clock.tzinfo or at.tzinfo
            yield Moment(at=datetime.combine(at.date(), clock, tzinfo=zone), says=says, start=start, end=end)


def _iso(match: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone, *late = match.groups()
    if hour is None and late[0]:  # VOI stamps the zone between the date and the time
        hour, minute, second = late
    name = (zone or "").replace(" ", "")
    offset = name if name[:1] in {"+", "-"} else None
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    if hour is None:
        return Moment(at=at, precision="day")
    return Moment(at=at.replace(tzinfo=zone_of(None if offset else name, offset)), exact=second is not None)


def _unknown(text: str) -> Moment | None:
    """A short text with a year that the tables do not know, left to dateparser."""
    if not re.search(_YEAR, text):
        return None
    settings = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"]}
    at = dateparser.parse(text, languages=["id", "en"], settings=settings)
    if at is None:
        return None
    minute = re.search(r"\d[:.]\d\d", text) is not None
    return Moment(at=at.replace(microsecond=0), precision="minute" if minute else "day")
