"""Bodies and places as long as their capitals: names come in, and go out whole, with those that nobody took. Pure.

"Komisi IX DPR", "Fraksi Partai Lontar", "Dinas Perhubungan Provinsi Papua": a word that heads a body begins its name,
and whoever holds an office in it, a title or a day ends it. "Pulau Buton" has its generic word, and what stands between
an office of a place and its holder is the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from analysis.edges import (
    COMPANY,
    DAYS,
    DIRECTIONS,
    GIVEN,
    HONORIFICS,
    KNOWN,
    OF_PLACE,
    PEOPLE,
    PLACES,
    WORLD,
    bare,
    is_ordinary,
    starts_sentence,
)
from analysis.holders import held
from analysis.lexicon import read_lexicon
from analysis.names import Name, merged
from analysis.roles import role_before
from analysis.spans import Spans

_LISTS = read_lexicon("kinds")
_HEADS, _SECOND = frozenset(_LISTS["body_head"].split()), frozenset(_LISTS["body_pair"].split())
_PREFIXES = frozenset(_LISTS["body_prefix"].split())
_BUREAUS, _GENERIC = frozenset(_LISTS["bureau"].split()), frozenset(_LISTS["place_head"].split())
_SEATS = OF_PLACE | frozenset(["nagari", "dusun"])
#: Units that a title names, and the bodies that they are of.
_UNITS = frozenset(["pesantren", "balai", "direktorat"])
_WHOLE = frozenset(_LISTS["whole"].split())
_TITLE = re.compile(r"\b(?i:kepala|kabag|kabid|kasi|kasub\w+|ketua|direktur|sekretaris|pemimpin|koordinator|kanit) $")
_WORD = r"(?:[A-Z][\w'’-]*|\d{1,3})(?![\w.]{0,30}[^\W\d_]\.)"
_RUN = re.compile(rf"(?<![\w-]){_WORD}(?: {_WORD})*")
_PIECE = re.compile(r"\S+")
#: "Badan Meteorologi, Klimatologi, dan Geofisika".
_LISTED = re.compile(r"(?:(?:, [A-Z]\w+(?: [A-Z]\w+)?)+,)? dan ([A-Z]\w+)")
#: The town or region behind that.
_SEAT = re.compile(r" ((?:[A-Z]\w+)(?: [A-Z]\w+){0,2})(?= [a-z]|[,.])")
_BRACKET = re.compile(r"\s*\(([\w.-]+)\)")
_CLOSED = re.compile(r"[,.;:(”\"]| \(|\Z")
_WHERE = frozenset(["di", "ke", "dari", "asal", "kelahiran", "warga", "militer", "pemerintah", "lewat", "melalui"])
_COUNTRIES, _TOWNS = WORLD - PEOPLE, PLACES - PEOPLE
_COUNTRIES_ALL = _COUNTRIES | frozenset(name.lower() for name in KNOWN["place"])
#: What a region's name begins with.
_LOCAL = frozenset(["kota", "kabupaten", "kab", "provinsi", "kecamatan", "kelurahan", "desa"])
#: Before what is of a people, and no place.
_PEOPLES = frozenset(_LISTS["people"].split())
_ENDING, _OF_PLACES = DAYS | HONORIFICS, PLACES | DIRECTIONS
#: Words that end what bodies are called.
_ENDINGS = COMPANY | frozenset(_LISTS["organisation_behind"].split())
#: How sure a name is that only its capitals tell.
_TOLD = 0.6

_Word = tuple[int, str]


def whole(text: str, names: Sequence[Name]) -> list[Name]:
    """The names with their bodies and places whole."""
    runs = [(run.start(), run.end(), _words(run)) for run in _RUN.finditer(text)]
    found = _Found(text, names)
    for _, _, words in runs:
        found.body(words)
        found.generic(words)
    found.known(runs)
    return [_without_unit(text, name) for name in merged(found.all(), partial(_is_seat, text))]


def _without_unit(text: str, name: Name) -> Name:
    """A body without the unit of it that somebody's title names: "Kepala Bagian Umum Setda Lontar"."""
    if name.kind != "organisation" or not _TITLE.search(text, max(0, name.start - 24), name.start):
        return name
    words = text[name.start : name.end].split(" ")
    if words[0].lower() in _PREFIXES | (_HEADS - _UNITS):
        return name
    inner = next((place for place, word in enumerate(words) if place and word.lower() in _WHOLE), 0)
    media = words[0] == "Redaksi" and len(words) > 1
    return replace(name, start=name.start + len(" ".join(words[: inner or media])) + 1) if inner or media else name


def _is_seat(text: str, body: Name, place: Name) -> bool:
    """Whether a body has the town, region or country behind: "Organda Kota Lontar", "Kejaksaan Agung Sri Lanka"."""
    if body.kind != "organisation" or place.kind != "place" or place.start != body.end + 1:
        return False
    seat, head = text[place.start : place.end].lower(), text[body.start : body.end].partition(" ")[0].lower()
    return seat.partition(" ")[0] in _LOCAL or (head in _HEADS and seat in _COUNTRIES_ALL)


def _words(run: re.Match[str]) -> list[_Word]:
    return [(run.start() + piece.start(), piece[0]) for piece in _PIECE.finditer(run[0])]


class _Found:
    """The names of a text while they are made whole."""

    def __init__(self, text: str, names: Iterable[Name]) -> None:
        self.text = text
        self.names = {(name.start, name.end): name for name in names}
        self.taken = Spans(self.names)

    def all(self) -> list[Name]:
        return sorted(self.names.values(), key=lambda name: name.start)

    def over(self, start: int, end: int) -> list[Name]:
        return [self.names[span] for span in self.taken.over(start, end)]

    def take(self, name: Name) -> None:
        """A name in the place of those that it reaches over."""
        for span in self.taken.over(name.start, name.end):
            del self.names[span]
            self.taken.remove(*span)
        self.names[name.start, name.end] = name
        self.taken.add(name.start, name.end)

    def body(self, words: Sequence[_Word]) -> None:
        """The body that a run of capitals holds."""
        for place, (start, word) in enumerate(words[:-1]):
            pair = f"{word} {words[place + 1][1]}".lower().replace(" ", "_")
            if word.lower() not in _HEADS and pair not in _SECOND:
                continue
            while place and words[place - 1][1].lower() in _PREFIXES:
                place -= 1
                start = words[place][0]
            if any(name.kind == "person" and name.start <= start for name in self.over(start, start + 1)):
                return
            if word.lower() in _UNITS and words[place + 1][1].lower() in _WHOLE:
                continue  # "Direktur Pesantren Kementerian Agama"
            stop = self._stop(words, place)
            if not self.over(start, words[-1][0] + 1) and len(words) - place > 3:
                self._parted(start, words[-1])
                return
            stop = self._with_ending(stop)
            if stop > start + len(word):
                over = self.over(start, stop)
                score = max((name.score for name in over), default=_TOLD)
                end = _listed(self.text, stop)
                if all(name.kind != "person" and start <= name.start and name.end <= end for name in over):
                    self.take(Name(start=start, end=end, kind="organisation", score=score))
            return

    def _with_ending(self, stop: int) -> int:
        """Where a body ends with the word that ends what bodies are called: "Rumah Sakit Lontar Medika Siti"."""
        person = next((name for name in self.over(stop + 1, stop + 2) if name.kind == "person"), None)
        if person is None or person.start != stop + 1:
            return stop
        words = self.text[person.start : person.end].split(" ")
        if len(words) < 3 or bare(words[0]) not in _ENDINGS or bare(words[0]) in GIVEN:
            return stop
        self.take(replace(person, start=person.start + len(words[0]) + 1))
        return person.start + len(words[0])

    def _parted(self, start: int, last: _Word) -> None:
        """A body that nobody took, and whoever holds an office in it: "kata Ketua Perhimpunan Lontar Arga Kesit"."""
        body = Name(start=start, end=last[0] + len(last[1]), kind="organisation", score=_TOLD)
        for name in held(self.text, [body]):
            self.take(name)

    def _stop(self, words: Sequence[_Word], place: int) -> int:
        """Where a body ends: before a person, a title or a day; or where no more is sure, as somebody may hold it."""
        start = words[place][0]
        last, sure = start, True
        for at, word in words[place:]:
            over = self.over(at, at + 1)
            if at > start and (bare(word) in _ENDING or any(n.kind == "person" for n in over)):
                return last
            last = at + len(word)
        behind = self.text[last + 1 : last + 24].split(" ", 1)[0]
        closed = _CLOSED.match(self.text, last) or bare(behind) in HONORIFICS
        if closed or role_before(self.text, start) is None:
            return last
        stop = start
        for at, word in words[place:]:
            mine = [name for name in self.over(at, at + 1) if name.kind != "person"]
            sure = sure and bool(mine or at == start or bare(word) in _OF_PLACES)
            stop = at + len(word) if sure else stop
        return stop

    def generic(self, words: Sequence[_Word]) -> None:
        """A place with its generic word, and the place between an office of it and its holder."""
        for place, (at, word) in enumerate(words[:-1]):
            following, after = words[place + 1]
            before = words[place - 1][1].lower() if place else ""
            titled = before in {"wali", "kepala", "sekretaris"}
            over = self.over(at, at + 1)
            if word.lower() in _GENERIC and not titled and not over:
                mine = self.over(following, following + 1)
                if mine and mine[0].kind == "place" and mine[0].start == following:
                    self.take(replace(mine[0], start=at))
                elif not mine and bare(after) not in _ENDING and place + 2 == len(words):
                    self.take(Name(start=at, end=following + len(after), kind="place", score=_TOLD))
            elif word.lower() in _SEATS and not over:
                self._seat(words[place + 1 :])

    def _seat(self, words: Sequence[_Word]) -> None:
        """The place behind an office, up to its holder: "Kepala Desa Lontara Siti", "Camat Lontara, Siti"."""
        start = end = words[0][0]
        for at, word in words[:4]:
            over = self.over(at, at + 1)
            person = bool(over) and over[0].kind == "person"
            if bare(word) in HONORIFICS or (person and at > start):
                break
            if bare(word) in DAYS or (over and not person):
                return
            end = at + len(word)
        else:
            if not self.text.startswith(", ", end) or len(words) > 3:
                return
        over = self.over(start, end) if end > start else []
        behind = self.over(end, end + 8)
        holder = (
            any(name.kind == "person" for name in behind)
            or self.text[end + 1 :].split(" ", 1)[0].strip(".").lower() in HONORIFICS
        )
        if end > start and holder and (not over or self.text.startswith(", ", end)):
            if any(bare(word) in PEOPLE for word in self.text[start:end].split(" ")) and over:
                return
            self.take(Name(start=start, end=end, kind="place", score=_TOLD))

    def known(self, runs: Iterable[tuple[int, int, Sequence[_Word]]]) -> None:
        """Countries and towns that stand alone, where the model did not see them."""
        for start, end, words in runs:
            spelled, last = self.text[start:end].lower(), words[-1]
            if self.taken.over(start, end):
                continue
            before = self.text[max(0, start - 24) : start].split(" ")[-2:-1]
            behind = self.text[end : end + 2]
            if (before and before[0].lower() in _PEOPLES) or (is_ordinary(spelled) and behind[1:].islower()):
                continue  # "bahasa Indonesia", "Lima puluh meter"
            led = bool(before) and before[0].strip('“"').lower() in _WHERE
            if spelled in _COUNTRIES or (spelled in _TOWNS and led):
                self.take(Name(start=start, end=end, kind="place", score=0.5))
            elif len(words) == 2 and last[1].lower() in _COUNTRIES and starts_sentence(self.text, start):
                self.take(Name(start=last[0], end=end, kind="place", score=0.5))  # "Militer Kastovia"


def _listed(text: str, stop: int) -> int:
    """Where a body ends that is for several things: "Badan Meteorologi, Klimatologi, dan Geofisika"."""
    found = _LISTED.match(text, stop)
    if found is None or found[1].lower() not in _BUREAUS:
        return stop
    seat = _SEAT.match(text, found.end())
    return seat.end() if seat is not None and seat[1].split(" ")[0].lower() in _OF_PLACES else found.end()


def unbracketed(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Bodies and places apart from the short name in brackets behind them, which is a name of its own."""
    for name in names:
        bracket = _BRACKET.search(text, name.start, name.end)
        apart = bracket is not None and bracket.end() == name.end and bracket.start() > name.start
        if name.kind == "person" or bracket is None or not apart or bracket[1] == "Persero":
            yield name
            continue
        yield replace(name, end=bracket.start())
        if bracket[1][0].isupper():
            yield replace(name, start=bracket.start(1), end=bracket.end(1))
