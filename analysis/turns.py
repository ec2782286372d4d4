"""Whose turn it is to speak: a text and the names in it come in, whom a sentence is about and a pronoun means go out.

A pronoun is whoever spoke last or whom the sentences since are about. Where those are two, what is said tells: nobody
says of themselves "Dia bekerja keras", or calls themselves by name; and a victim of whom others tell does not speak.
Of 58 such places among 894 in 1,500 articles half meant the one, half the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from analysis.described import ADVERBS, NO_VERB, PREPOSITIONS, QUANTIFIERS, WORD, acts, after_connective, is_medium
from analysis.edges import HONORIFICS, WORD_BEFORE, bare
from analysis.lexicon import read_lexicon
from analysis.named import Mention, Named
from analysis.ranks import Ranks
from analysis.roles import OF_ONE, WHICH
from analysis.speech import Page, Quotation, Speaker, word_set

PRONOUN = re.compile(r"(?:ia|dia|beliau|mereka|pihaknya|dirinya)\b", re.IGNORECASE)
#: Who does so has the word, though the sentence does not say what was said.
COMMENTS = word_set("say", "ask", "deny", "comment")
_ADDING, _BEFALLEN, _TOLD_BY = word_set("adding"), word_set("befallen"), word_set("passive", "told_by")
#: Before whoever a clause of time is about: "terkuak saat sopir travel, Siti, terjaring razia. Dia mengaku …".
_WHEN = frozenset(["saat", "ketika", "setelah", "sebelum", "sejak", "usai", "sesudah"])
#: Before whoever the word goes to: "Lain halnya dengan Siti", "Bagi Siti, itu biasa".
_CONTRAST = frozenset(["lain", "berbeda", "beda", "bagi", "giliran", "begitu", "demikian"])
_DONE_BY = re.compile(r"di[a-z]{4,}|dari|oleh")
#: Speech that begins so is about somebody else.
_OF_ANOTHER = re.compile(r"[\"“‘' ]*(?:Dia|Ia|Beliau|Almarhum|Almarhumah|Mendiang)\b")
#: Before a person whose these are: "keinginan Presiden Siti"; and before whoever was done something by.
_NO_SUBJECT = re.compile(
    r"(?:ke|pe)[a-z]{3,}an|nama|sosok|posisi|sikap|langkah|kasus|nasib|kinerja|tokoh|karakter|di[a-z]{4,}"
)
#: "Terkait mundurnya satu pimpinan, Siti, Budi menilai …": the first is none whom this is about.
_THEN_ANOTHER = re.compile(r", [A-Z]")
#: A description that stands for whoever was named.
_POINTED = re.compile(r"(?<!\w)[a-z][^,]{3,60} (?:itu|ini|tersebut) [a-z]")

_ROLES = read_lexicon("roles")
_KIN = frozenset(_ROLES["kinship"].split())
_RELATIVES = _KIN - frozenset(_ROLES["addressed"].split())
_TITLES = HONORIFICS - _RELATIVES
#: What stands before one relative of nobody's, or before how many somebody has.
_COUNTED = {"sang", "si", "seorang", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "beberapa"}
_COLLECTIVE = frozenset(
    [
        "perusahaan",
        "polisi",
        "kepolisian",
        "pemerintah",
        "manajemen",
        "pihak",
        "maskapai",
        "panitia",
        "tim",
        "perseroan",
    ]
)
#: What a body is, with "itu" behind it.
_BODIES = frozenset(["lembaga", "organisasi", "perusahaan", "badan", "asosiasi", "yayasan", "komunitas", "serikat"])
_POINTED_AT = re.compile(r" (?:itu|ini|tersebut)\b")


class Turns:
    """Who has the word; `last` is whom a pronoun means where the reading has come to, `spoke` who spoke last."""

    def __init__(self, page: Page, named: Named) -> None:
        self.page = page
        self.mentions = sorted(named.mentions, key=lambda one: one.start)
        self._starts = [one.start for one in self.mentions]
        self.roles: dict[str, str] = {}
        self._ranks = Ranks(named.roles)
        self._first = {one.name: one.start for one in reversed(self.mentions)}
        for role in self._ranks.roles:
            self.roles.setdefault(role.name, role.role)
        self._judged: dict[tuple[int, int], bool] = {}
        self.spoke: Speaker | None = None
        self._spoke_at = -1
        self._last: Speaker | None = None
        self._person: Speaker | None = None
        self._bodies = frozenset(one.name for one in named.mentions if one.kind == "organisation")
        #: Where the sentence ends that `last` is known from, if nobody speaks in it.
        self._told = -1
        #: A victim or suspect of whom a sentence tells, and where that ends: who speaks in its paragraph only.
        self._aside: tuple[Speaker, int] | None = None
        #: Whom the sentence before names, though it is not about them: "di luar dugaan Siti. Penyanyi itu …".
        self.met: Speaker | None = None

    @property
    def last(self) -> Speaker | None:
        """Whom a pronoun means where the reading has come to."""
        return self._last

    @last.setter
    def last(self, speaker: Speaker | None) -> None:
        self._last, self._told, self.met = speaker, -1, None
        if speaker is not None and not speaker.anonymous and speaker.name not in self._bodies:
            self._person = speaker

    def heard(self, speaker: Speaker | None, place: int) -> None:
        """Somebody speaks at a place."""
        if speaker is not None:
            self.last = self.spoke = speaker
            self._spoke_at = place

    def tell(self, about: Speaker | None, end: int, *, befallen: bool = False) -> None:
        """A sentence without speech, which ends at `end`, is about somebody, or tells what befell them."""
        if about is not None and befallen and self.last is not None:
            self._aside = about, end
        elif about is not None:
            self.last, self._told, self._aside = about, end, None

    def pronoun(self, cue: str = "", said: Quotation | None = None) -> Speaker | None:
        """Whom a pronoun, or the -nya of "ujarnya", means; who adds something has spoken before."""
        meant = self.last
        if self._aside is not None and said is not None and self._beside(self._aside[1], said):
            meant = self._aside[0]
        elif self.spoke is not None and meant is not None and self.spoke.name != meant.name:
            adds = cue.lower().removesuffix("nya") in _ADDING
            if (adds and (meant.anonymous or not self._beside(self._told, said))) or (
                said is not None and self._speaks_of(meant, said)
            ):
                meant = self.spoke
        collective = meant is not None and meant.anonymous and meant.name.split()[0].lower() in _COLLECTIVE
        if meant is not None and (meant.name in self._bodies or collective):
            meant = self._person or meant  # a body is rarely "dia": whoever speaks for it is
        return Speaker(name=meant.name, anonymous=meant.anonymous, rule="pronoun", score=0.8) if meant else None

    def _beside(self, told: int, said: Quotation | None) -> bool:
        """Whether speech stands in the paragraph of what was told before, and nobody has spoken there."""
        if said is None or told < 0 or "\n" in self.page.text[told : said.before]:
            return False
        return self._spoke_at < 0 or "\n" in self.page.text[self._spoke_at : told]

    def _speaks_of(self, speaker: Speaker, said: Quotation) -> bool:
        """Whether speech is about somebody, and so by somebody else."""
        text = self.page.text[said.start : said.end]
        if _OF_ANOTHER.match(text):
            return True
        words = (word for word in speaker.name.split() if len(word) > 3 and word.istitle())
        return not speaker.anonymous and any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)

    def _pronoun_in(self, begin: int, stop: int) -> int | None:
        """Where a pronoun is the subject: at the head of a piece, or at its end."""
        text = self.page.masked
        if PRONOUN.match(text, begin, stop):
            return begin
        words = list(WORD.finditer(text, begin, stop))
        while words and words[-1][0].lower() in ADVERBS:
            words.pop()
        return words[-1].start() if words and PRONOUN.fullmatch(words[-1][0]) else None

    def _is_role(self, start: int) -> bool:
        """Whether somebody's role stands here: "Teguh, seorang pedagang pelat nomor mengaku"."""
        for _ in range(3):
            if self._ranks.at(start) is not None:
                return True
            word = WORD.match(self.page.masked, start)
            if word is None or word[0].lower() not in QUANTIFIERS:
                return False
            start = word.end() + 1
        return False

    def within(self, start: int, end: int) -> list[Mention]:
        """The names that begin in a stretch of the text."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _relative(self, words: list[str], start: int) -> Speaker | None:
        """The one relative who was named as such: "dari pamannya, Andi. Sang paman berpesan"."""
        if len(words) != 2 or words[0] != "sang" or words[1] not in _KIN:
            return None
        named = {role.name for role in self._ranks.roles if role.start < start and role.role.lower() == words[1]}
        return Speaker(name=named.pop(), rule="office", score=0.7) if len(named) == 1 else None

    def _body(self, words: list[str], start: int, *, definite: bool) -> Speaker | None:
        """The body that is meant by what it is: "lembaga itu", "pihak akademi"."""
        pihak = words[0] == "pihak" and len(words) > 1
        if not pihak and not (definite and words[0] in _BODIES):
            return None
        kind = words[1] if pihak else words[0]
        named = [one for one in self.mentions if one.start < start and one.kind == "organisation"]
        called = [one for one in named if one.name.split(" ")[0].lower() == kind]
        meant = called or ([] if pihak else [one for one in named if not is_medium(one.name)])
        return Speaker(name=meant[-1].name, rule="described", score=0.6) if meant else None

    def _about(self, start: int, end: int) -> Mention | None:
        """The person whom a sentence is about, if it names one."""
        pieces = self._pieces(start, end)
        if any(PRONOUN.match(self.page.masked, begin, stop) for begin, stop in pieces):
            return None
        people = [one for one in self.within(start, end) if one.kind == "person" and not self._quoted(one)]
        people = [one for one in people if self._ranks.of_another(one) is None]
        about = next((one for one in people if self._is_subject(one, start)), None)
        if about is None and people and any(_POINTED.search(self.page.masked, *piece) for piece in pieces[1:]):
            return people[0]  # "Terlepas dari pujian untuk Siti, penyanyi itu merendah"
        return about or next((one for one in people if self.last is None or self._is_introduced(one, start)), None)

    def _is_subject(self, one: Mention, start: int) -> bool:
        """Whether a sentence is about a person: no one's possession, nor only named in the phrase that opens it."""
        if not self._may_speak(one, start):
            return False
        begin, text = self._ranks.begin(one), self.page.masked
        before = WORD_BEFORE.search(text, max(start, begin - 24), begin)
        if before is not None and self.last is not None and _NO_SUBJECT.fullmatch(before[1].lower()):
            return False
        lead, comma, rest = text[start:begin].rpartition(",")
        named_beside = bool(comma) and not rest.strip() and _THEN_ANOTHER.match(text, one.end) is not None
        return not (named_beside and bool(words := lead.lower().split()) and words[0] in PREPOSITIONS)

    def _is_introduced(self, one: Mention, start: int) -> bool:
        """Whether a sentence says who a person is, whom it comes from: "hal itu dibenarkan Kapolsek Solo, Siti"."""
        text, begin = self.page.masked, self._ranks.begin(one)
        before = text[start:begin].lower().split()
        if not _TOLD_BY.isdisjoint(before) and not any(
            mention.kind == "person" for mention in self.within(start, begin)
        ):
            return True
        if self._first[one.name] != one.start:
            return False
        if before and (before[-1] in _WHEN or before[0] in _CONTRAST):
            return True
        if text.startswith(" yang ", one.end):
            return True
        return one.name in self.roles and bool(before) and _DONE_BY.fullmatch(before[-1]) is not None

    def _befalls(self, one: Mention, end: int) -> bool:
        """Whether a sentence tells what befell a person, or calls them a victim or a suspect and no more."""
        text = self.page.masked
        behind = WORD.findall(text[one.end : min(end, one.end + 30)].lower())
        lead = WORD.findall(text[max(0, self._ranks.begin(one) - 24) : one.start].lower())[-3:]
        if not _RELATIVES.isdisjoint(lead):
            lead = []  # "istri korban"
        return not _BEFALLEN.isdisjoint(behind) or (not _BEFALLEN.isdisjoint(lead) and COMMENTS.isdisjoint(behind))

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of a sentence between its commas, each without the connectives that open it."""
        text = self.page.masked
        found = []
        for piece in re.finditer(r"[^,;:“”]+", text[start:end]):
            begin, stop = start + piece.start(), start + piece.end()
            begin = after_connective(text, begin, stop)
            if begin < stop and text[begin:stop].strip():
                found.append((begin, stop))
        return found or [(start, end)]

    def _judge(self, one: Mention, start: int) -> bool:
        """As `_may_speak`, once for each: a sentence of many verbs asks again at every one."""
        key = (one.start, start)
        if key not in self._judged:
            self._judged[key] = self._may_speak(one, start)
        return self._judged[key]

    def _may_speak(self, one: Mention, start: int) -> bool:
        """Whether a person is the subject of something: no preposition, no verb and no relative clause before."""
        if self._quoted(one) or self._ranks.of_another(one) is not None:
            return False
        begin = self._ranks.begin(one)
        text = self.page.masked[start:begin]
        piece = text[max(text.rfind(","), text.rfind("“"), text.rfind("(")) + 1 :]
        words = WORD.findall(piece.lower())
        while words and words[-1].strip(".") in HONORIFICS:
            words.pop()
        if not words:
            return True
        if (
            self._is_relatives(start, one)
            or words[-1] in PREPOSITIONS
            or words[-1] == "dan"
            or (acts(words[-1]) and words[-1] not in NO_VERB)
        ):
            return False
        if words[-1] == "juga" and self.page.masked.startswith(", ", one.start - 2):
            return True  # "Istri pelaku yang juga anak korban, Siti"
        return "yang" not in words or words[-1] in {"bernama", "yakni", "yaitu", "berbeda", "sama", "terpisah"}

    def _is_relatives(self, start: int, one: Mention) -> bool:
        """Whether a name only says whose relative somebody is: "putra sulung Joko Widodo"; "Nenek Ijah" is herself."""
        if self._ranks.begin(one) < one.start:
            return False  # "perwakilan keluarga Siti"
        words = WORD.findall(self.page.masked[start : one.start])
        while words and bare(words[-1]) in _TITLES:
            words.pop()
        if "_".join(words[-2:]).lower() in OF_ONE or (words and words[-1].lower() in OF_ONE):
            apart = self.page.masked[one.start - 2 : one.start] == ", "
            return not apart  # "Kuasa hukum Darmawan", who has a role of his own
        which = bool(words) and words[-1] in WHICH
        while words and words[-1] in WHICH:
            words.pop()
        if not words or words[-1].lower() not in _RELATIVES or self.page.masked[one.start - 2 : one.start] == ", ":
            return False
        counted = next((word for word in words[-2::-1] if word != "orang"), "")
        if counted.lower() in _COUNTED or counted.isdigit():
            return False  # "sang istri Siti", "ibu tiga anak Siti": she herself
        titled = words[-1] in {"Putri", "Putra", "Ibu", "ibu", "Kakak", "Adik"}  # "Putri Diana"
        return which or not titled or _POINTED_AT.match(self.page.masked, one.end) is not None

    def _quoted(self, one: Mention) -> bool:
        return self.page.masked[one.start : one.end] != self.page.text[one.start : one.end]
