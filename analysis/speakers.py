"""Who speaks: a text, the names in it and a place beside a word of saying come in, a speaker goes out.

The speaker stands before a verb ("Ketua KPUD Siti Marwiyah mengatakan") or behind a cue ("kata Siti"), is a pronoun, a
name, an office whose holder the article names, or somebody without a name (`seorang warga`). A pronoun is whoever spoke
last, or whoever the sentences since are about.
"""

from __future__ import annotations

import re

from analysis.described import (
    DEFINED,
    DEFINITE,
    NOBODY,
    PEOPLE,
    PREPOSITIONS,
    QUANTIFIERS,
    WORD,
    find_phrase,
    goes_beyond,
    is_medium,
    past_appositions,
    told_of,
)
from analysis.edges import HONORIFICS, OPENERS, bare, is_ordinary, without_titles
from analysis.lexicon import read_lexicon
from analysis.named import Mention, Named
from analysis.offices import is_office, name_behind, own_words
from analysis.speech import Page, Quotation, Speaker, word_set
from analysis.text import Span
from analysis.turns import COMMENTS, PRONOUN, Turns

_STAND_INS = word_set("stand_in")
_STAND_FOR = _STAND_INS | {"sumber"}
_FIRST_VERB = re.compile(r"\b(?:me[mnlry]?[a-z]{4,}|ber[a-z]{4,}|di[a-z]{4,}|angkat bicara|buka suara)\b")
#: What somebody does of whom others speak, where a comma stands before the name: "menurut polisi, Siti sudah pergi".
_ACTS = re.compile(
    r" (?:(?:me[mnlry]?|ber|di|ter)[a-z]{4,}|sudah|telah|akan|belum|tidak|bukan|masih|juga|pernah|bisa|adalah|sedang)\b"
)
#: What is done or happens where speech comes from, and so is said of whoever speaks.
_GIVING_WORD = COMMENTS | {"dikutip", "dilansir", "dihubungi", "ditemui", "dikonfirmasi", "menirukan"}
_UNNAMED = NOBODY | {"beberapa"}
_BY_ONE_WORD = re.compile(r"[a-z]+ ")
_ONE = {"seorang", "salah", "sang", "si", "satu"}
_SOME = QUANTIFIERS - {"sang", "si"}
_FOR_OTHERS = {"pengacara", "kuasa"}
#: "Putri Ketua MPR Anu ini": not the one who is named in it.
_SAID_OF = re.compile(r"\S[^,]*\s(?:ini|itu|tersebut)(?=\s*$)")
_POINTED = re.compile(r"\s(?:ini|itu|tersebut)\s*$")
_KIN = frozenset(read_lexicon("roles")["kinship"].split())
#: "perempuan yang akrab disapa Mak Ijah itu" is Mak Ijah.
_CALLS = re.compile(r"\b(?:bernama|disapa|dipanggil|berinisial)\b")
_HANDLE = re.compile(r"(?:akun\s+)?(@\w[\w.]*\w)")
_CAPITALS = re.compile(r"[A-Z][\w'’-]*(?:\s+(?:bin\s+|binti\s+|van\s+|der\s+)?[A-Z][\w'’-]*)*")


class Cast(Turns):
    """Everybody who may speak in one text."""

    def __init__(self, page: Page, named: Named) -> None:
        super().__init__(page, named)
        self._unnamed: dict[str, str] = {}

    def subject(self, start: int, end: int) -> Speaker | None:
        """Who speaks before a verb: `start` is where the sentence begins, `end` where its subject should end."""
        text = self.page.masked
        pieces = self._pieces(start, end)
        named = [one for one in self.within(start, end) if not self._quoted(one)]
        pronoun = max((place for piece in pieces if (place := self._pronoun_in(*piece)) is not None), default=-1)
        people = [one for one in named if one.kind == "person" and self._judge(one, start)]
        last, tail = pieces[-1]
        closed = "," in text[tail:end]  # a comma right before the verb: the last piece is an apposition
        said_of = _SAID_OF.search(text, last, tail) if _POINTED.search(text, max(last, tail - 20), tail) else None
        if said_of is not None and people and people[-1].start > last and self._phrase(last, people[-1].start):
            return self._described(said_of[0], last)
        if people and people[-1].start > pronoun:
            if closed or not (last > people[-1].end and self._phrase(last, tail) and not self._is_role(last)):
                return self._named(people[-2 if closed and len(people) > 1 and self._leans(people[-1], last) else -1])
        elif pronoun >= 0:
            return self.pronoun()
        for begin, stop in reversed(pieces):
            bodies = [one for one in named if one.start == begin and one.kind != "person"]
            if bodies and bodies[0].kind == "organisation":
                return self._named(bodies[0])
            if bodies and begin == last and text[bodies[0].end : tail].strip(" ()") == "":
                return Speaker(name=bodies[0].name, rule="place", score=0.7)
            apposed = (begin != last or closed) and any(one.end < begin for one in named)
            if closed and not named and begin == last and (body := self._apposed_to(pieces, start)) is not None:
                return body
            if not apposed and (np := self._phrase(begin, stop)) is not None:
                return self._described(np, begin)
        return self._unread(last, tail, start) if not closed else None

    def _leans(self, one: Mention, piece: int) -> bool:
        """Whether a person is named only to say who another is: "Rasyid Pane, pendamping Rina, …"."""
        text = self.page.masked
        beside = piece == self._ranks.begin(one) and _BY_ONE_WORD.fullmatch(text, piece, one.start) is not None
        return text[piece].islower() and (beside or (piece < self._ranks.begin(one) and not self._ranks.at(piece)))

    def _apposed_to(self, pieces: list[tuple[int, int]], start: int) -> Speaker | None:
        """Whoever a description stands beside, where they are no name: "Alarm Hutan, kelompok setempat, …"."""
        if len(pieces) != 2 or self._phrase(*pieces[0]) is not None:
            return None
        first = self.page.masked[slice(*pieces[0])].split()[0]
        if is_ordinary(first) or bare(first) in OPENERS:
            return None  # "Senada, …"
        found = self._unread(*pieces[0], start)
        return None if found is None or is_medium(found.name) else found

    def _unread(self, begin: int, stop: int, start: int) -> Speaker | None:
        """Words with capitals right before a verb, which nobody took for a name."""
        text = self.page.masked
        run = _CAPITALS.match(text, begin, stop)
        if run is None or text[run.end() : stop].strip(" ()0123456789"):
            return None
        single = " " not in run[0]
        if single and begin == start and re.search(rf"\b{re.escape(run[0].lower())}\b", text):
            return None
        return self._spelled(run[0], 0.4)

    def _spelled(self, run: str, score: float) -> Speaker | None:
        """Whoever is so called: the person whose name holds these words, or a name that only this place prints."""
        words = own_words(run)
        if not words or words[0].lower() in _UNNAMED:
            return None
        for one in self.mentions:
            if one.kind == "person" and {word.lower() for word in words} <= set(one.name.lower().split()):
                return Speaker(name=one.name, rule="capitals", score=score)
        return Speaker(name=" ".join(words), rule="capitals", score=score)

    def topic(self, start: int, end: int) -> Speaker | None:
        """Whom a sentence without speech is about."""
        if (about := self._about(start, end)) is not None:
            return None if self.last is not None and self._befalls(about, end) else self._named(about)
        return self._unnamed_topic(start, end)

    def _unnamed_topic(self, start: int, end: int) -> Speaker | None:
        """Whom a sentence is about that names nobody it is about: "seorang warga"."""
        pieces = self._pieces(start, end)
        if any(PRONOUN.match(self.page.masked, begin, stop) for begin, stop in pieces):
            return None
        begin, stop = pieces[0]
        np = self._phrase(begin, stop)
        words = np.lower().split() if np is not None else []
        if (
            np is not None
            and words[0] in {"seorang", "salah", "akun"}
            and (words[0] != "salah" or not PEOPLE.isdisjoint(words[2:3]))
        ):
            return self._described(np, begin)
        return None

    def hear(self, sentence: Span) -> None:
        """Read a sentence in which nobody is quoted: whom it is about, and who tells something though not what."""
        found = self._about(sentence.start, sentence.end)
        about = self._named(found) if found is not None else self._unnamed_topic(sentence.start, sentence.end)
        befallen = found is not None and self._befalls(found, sentence.end)
        self.tell(about, sentence.end, befallen=befallen)
        people = [one for one in self.within(sentence.start, sentence.end) if one.kind == "person"]
        if people:
            self.met = self._named(people[-1]) if about is None or befallen else None
        if (
            about is not None
            and not befallen
            and (verb := _FIRST_VERB.search(self.page.masked, sentence.start, sentence.end))
        ):
            named = [one for one in self.within(sentence.start, verb.start()) if one.name == about.name]
            if named and verb[0].lower() in COMMENTS:
                self.spoke = about

    def agent(self, start: int, end: int, said: Quotation | None = None) -> tuple[Speaker, int] | None:
        """Who speaks behind a cue, and where they end; `end` is where the sentence or the next quotation does."""
        text = self.page.masked
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if pronoun := PRONOUN.match(text, start, end):
            return (meant, pronoun.end()) if (meant := self.pronoun("", said)) is not None else None
        for one in self.within(start, end):
            if one.kind == "person" and self._ranks.of_another(one) is None:
                if not self._leads(start, one) or self._is_told_of(start, one, end):
                    break
                return self._named(one), past_appositions(self.page.masked, self._ranks, one.end, end)
        body = next((one for one in self.within(start, min(end, start + 1)) if one.kind == "organisation"), None)
        if body is not None:
            return self._named(body), body.end
        definite = DEFINITE.match(text, start, end)
        if definite is None and self._phrase(start, end):  # a title in marks: “…,” jelas pemain sinetron “Air” itu
            definite = DEFINITE.match(text, start, min(end + 60, len(text)))
        if definite is not None and goes_beyond(definite[1], told=told_of(text, start)):
            definite = None
        if definite is not None and definite[1].split()[0] not in NOBODY:
            named = next((one for one in self.within(definite.end(), definite.end() + 3) if one.kind == "person"), None)
            ends = named is not None and text[named.end : named.end + 1] in {",", "."}
            if named is not None and ends and text[definite.end() : named.start] == ", ":
                return self._named(named), named.end
            return self._described(definite[1] + " itu", start), definite.end()
        np = self._phrase(start, end)
        if np is not None:
            return self._described(np, start), start + len(np)
        if handle := _HANDLE.match(text, start, end):
            return Speaker(name=handle[1], rule="handle", score=0.8), handle.end()
        run = _CAPITALS.match(text, start, end)
        spelled = self._spelled(run[0], 0.5) if run is not None else None
        return (spelled, run.end()) if run and spelled else None

    def _leads(self, start: int, one: Mention) -> bool:
        """Whether only a role, titles and commas stand between a cue and a person."""
        begin = self._ranks.begin(one)
        lead = self.page.masked[start : max(start, begin)]
        words = WORD.findall(lead.lower())
        if (
            "," in lead
            and words
            and words[0] in _SOME
            and self._first[one.name] < one.start
            and told_of(self.page.masked, start)
        ):
            return False  # "menurut seorang dosen, Siti jarang datang", where she was named before
        lawyer = begin == one.start and bool(words) and words[-1] in _FOR_OTHERS and self._first[one.name] < one.start
        if lawyer or self._is_relatives(start, one):
            return False
        if any(word in PREPOSITIONS - {"dari", "untuk", "keluarga", "rumah", "di", "ke"} for word in words):
            return False
        if ";" in lead or lead.count(",") > 2 or len(lead) > 160:
            return False
        apposed = begin < one.start and self._first[one.name] == one.start  # a comma may be left out behind the name
        acts_so = _ACTS.match(self.page.masked, one.end) if "," in lead and not apposed else None
        if acts_so is not None and acts_so[0].strip() not in _GIVING_WORD:
            return False
        if begin == start or self._phrase(start, one.start) is not None:
            return True
        small = [word for word in WORD.findall(lead) if word[0].islower() and word.strip(".") not in HONORIFICS]
        lead = lead[: without_titles(lead, 0, len(lead.rstrip()))]
        return "di" not in words and (not small or (len(small) <= 4 and lead.rstrip().endswith(",")))

    def _is_told_of(self, start: int, one: Mention, end: int) -> bool:
        """Whether a name only ends a description: "ujar relawan Bulan Sabit itu"."""
        definite = DEFINITE.match(self.page.masked, start, end)
        return definite is not None and definite.end(1) == one.end and _CALLS.search(definite[1]) is None

    def _phrase(self, start: int, end: int) -> str | None:
        return find_phrase(self.page.masked, start, end)

    def _described(self, np: str, start: int) -> Speaker:
        """Whom a description means: the holder of the office, whoever was so called before, or nobody with a name."""
        words = [word.lower() for word in np.split()]
        relative = self._relative(words, start)
        if relative is not None:
            return relative
        sang = words[0] == "sang" and len(words) > 1 and words[1] not in _KIN
        counted = words[0] in QUANTIFIERS
        several = counted and words[0] not in _ONE
        definite = (
            words[-1] in {"itu", "tersebut", "ini"}
            or (words[0] in _STAND_FOR and DEFINED.match(self.page.masked, start + len(np)) is not None)
            or (len(words) > 2 and words[0] in _STAND_INS)
        )
        if (body := self._body(words, start, definite=definite)) is not None:
            return body
        words = words[:-1] if words[-1] in {"itu", "tersebut", "ini"} and len(words) > 1 else words
        if sang or not counted:
            office = words[1:] if sang else words
            holders = [
                role
                for role in self._ranks.roles
                if role.start < start and is_office(office, role.role, definite=definite or sang)
            ]
            if holders:
                return Speaker(name=holders[-1].name, rule="office", score=0.8)
        if definite and not several:
            called = [name for key, name in self._unnamed.items() if words[0] in key.split()[:3]]
            if called:
                return Speaker(name=called[-1], anonymous=True, rule="anonymous", score=0.8)
            others = {one.name for one in self.within(start, start + len(np)) if self._is_relatives(start, one)}
            meant = next((one for one in (self.met, self.last) if one is not None and one.name not in others), None)
            if meant is not None:
                return Speaker(name=meant.name, anonymous=meant.anonymous, rule="described", score=0.7)
        behind = "" if counted or definite or self.within(start, start + len(np)) else name_behind(np)
        if behind and (spelled := self._spelled(behind, 0.5)) is not None:
            return spelled
        name = " ".join(np.split()[: len(words)])
        name = self._unnamed.setdefault(name.lower(), name)
        return Speaker(name=name, anonymous=True, rule="anonymous", score=0.8)

    def _named(self, one: Mention) -> Speaker:
        return Speaker(name=one.name, score=round(min(1.0, 0.5 + one.score / 2), 3))
