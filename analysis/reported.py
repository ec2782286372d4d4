"""Speech without quotation marks: a sentence comes in, the clauses that it reports go out. Pure.

Four shapes: "Menurut Siti, …"; "…, kata Siti, …"; "Siti mengatakan (bahwa) …"; "Diakui Siti, …". The clause is what is
reported, without speaker, word of saying or conjunction. A noun alone is no clause ("menjelaskan kronologi"), and what
somebody denies, may say or will say has not been said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.clauses import is_clause
from analysis.described import after_connective, clause_at, is_medium
from analysis.speakers import Cast
from analysis.speech import CUES, Kind, Page, Said, Speaker, is_owned, tells, word_set
from analysis.text import Span

_SAY, _ASK, _DENY = word_set("say"), word_set("ask"), word_set("deny")
VERBS = _SAY | _ASK
_ALL = VERBS | _DENY
_PASSIVES = word_set("passive")
ADVERBS, _BLOCK, _CONNECTIVES = word_set("adverb"), word_set("block"), word_set("connective")
#: After these blocks another verb of the sentence may still report.
_SOFT = frozenset(
    ["yang", "untuk", "saat", "ketika", "usai", "setelah", "sebelum", "selain", "karena", "seperti", "cara"]
)
_UNREAL = word_set("unreal")
_JOINING = frozenset(["dan", "lalu", "serta", "tetapi", "namun", "kemudian", "tapi"])
#: Every verb of saying begins so; which word is one, a set tells ten times faster than an alternation.
_VERB = re.compile(r"\b(?:me[a-z-]{3,}|ber[a-z-]{3,}|bilang)\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"menurut(?:nya\b|\b(?:\s+(?:catatan|data|hitungan|perhitungan|perkiraan|taksiran|analisis|kajian|keterangan|pengakuan|penuturan|penjelasan|pendapat|versi|cerita|kesaksian|pandangan)\b)?)",
    re.IGNORECASE,
)
#: What tells more of whoever speaks, up to the comma before what they say.
_COMPLEMENT = re.compile(r"\s+(?:di|dari|dalam|pada|yang|asal|bidang|bagian)\s[^,.;:“”\n]{2,100}(?=,\s)")
_OPENING = re.compile(r"(?:" + "|".join(sorted(CUES | _PASSIVES)) + r")(?:nya)?\b", re.IGNORECASE)
_MIDDLE = re.compile(
    r",\s+((?:" + "|".join(sorted(CUES | _PASSIVES | {"menurut"}, key=lambda cue: (-len(cue), cue))) + r")(?:nya)?)\b",
    re.IGNORECASE,
)
_INTO = re.compile(r"(?:bahwa|bahwasanya|agar|supaya|jika|kalau|apakah|bila)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"kepada\s\w+\s(?:\w+\s)??(?=(?!\w+nya\b)(?:hanya|sudah|telah|belum|tidak|akan|pernah|sempat|masih|baru|di\w{4,}|me\w{4,}|ber\w{4,})\b)"
    r"|(?:kepada|di|dalam|saat|pada|lewat|melalui|usai|seusai|ketika|secara|dengan|sambil|seraya)\b[^.;“”]{0,110}?(?:,(?!\d)\s*(?:bahwa\b)?|\s(?=bahwa\b))",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(r"(?:lagi|juga|pula|singkat|kembali|begini|lugas|tegas|lantang)\b\s*", re.IGNORECASE)
_NO_CLAUSE = re.compile(
    r"(?:lalu|dan|tetapi|tapi|namun|sambil|seraya|kemudian|yang|serta|sedangkan|sementara|atau|melainkan|disusul|disambut|kepada)\b",
    re.IGNORECASE,
)
#: What is not denied: "tidak menampik ada kader yang kecewa".
_ADMITTED = re.compile(r"(?:" + "|".join(sorted(_DENY)) + r") (?:bahwa|jika|kalau|ada)\b", re.IGNORECASE)
_WEEKDAY = r"(?:senin|selasa|rabu|kamis|jum[’']?at|sabtu|minggu|ahad)"
_TAIL = re.compile(
    rf"(?:,\s+(?:pada\s+)?(?:hari\s+)?{_WEEKDAY}\b[^,]{{0,40}}(?:,?\s*\d{{1,2}}\s\w+\s\d{{4}})?"
    r"|,?\s+(?:seperti|sebagaimana)\s+(?:yang\s+)?di(?:kutip|lansir|nukil|wartakan|beritakan|laporkan|sampaikan)\b.*"
    r"|,\s+(?:demikian\s+di(?:kutip|lansir|nukil|wartakan|beritakan|laporkan|kabarkan)|di(?:kutip|lansir|nukil))\b.*"
    r"|,?\s+(?:saat|ketika|usai|seusai)\s+(?:di(?:hubungi|temui|konfirmasi|wawancarai|jumpai|mintai)|konferensi|jumpa|memberikan|menjawab)\b.*"
    r"|,?\s+dalam\s+(?:keterangan|konferensi|jumpa|siaran|rilis|pernyataan|wawancara)\w*\b.*"
    r"|,?\s+(?:kepada|pada)\s+(?:wartawan|awak|para wartawan|media|jurnalis)\b.*"
    r")$",
    re.IGNORECASE | re.DOTALL,
)
_RIGHT_TAIL = re.compile(
    rf"(?:{_WEEKDAY}|usai|seusai|saat|ketika|seperti|sebagaimana|dikutip|dilansir|kepada|sambil|seraya|sembari|disambut|dalam|di|lewat"
    r"|melalui|pada|kemarin|hari|tadi)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r",\s+(?:sedangkan|sementara|adapun|lalu|kemudian)\s")
_WORDS = re.compile(r"\w[\w'’-]*|,")


def find_reported(page: Page, cast: Cast, sentence: Span) -> Iterator[Said]:
    """What a sentence reports without marks, or with marks around a part of it."""
    start = after_connective(page.masked, sentence.start, sentence.end)
    end = _without_stop(page.masked, start, sentence.end)
    if re.match(r"\w+", page.masked[start:end]) and page.masked[start:end].split()[0].lower() in _UNREAL:
        return
    for shape in (_according, _opened, _amid, _said):
        found = shape(page, cast, start, end)
        if found:
            yield from found
            return


def _according(page: Page, cast: Cast, start: int, end: int) -> list[Said]:
    """ "Menurut Siti, …" and "menurutnya …" at the head of a sentence."""
    cue = _ACCORDING.match(page.masked, start, end)
    word = page.text[start : start + len(cue[0].split()[0])] if cue else ""
    return _fronted(page, cast, cue, word, end, "according") if cue else []


def _opened(page: Page, cast: Cast, start: int, end: int) -> list[Said]:
    """ "Diakui Siti, …", "Kata dia, …", "Lanjutnya, …" at the head of a sentence."""
    cue = _OPENING.match(page.masked, start, end)
    return _fronted(page, cast, cue, cue[0], end, "opened") if cue else []


def _fronted(page: Page, cast: Cast, cue: re.Match[str], word: str, end: int, rule: str) -> list[Said]:
    text, place = page.masked, cue.end()
    if is_owned(cue[0]):
        speaker = cast.pronoun()
    else:
        agent = cast.agent(place, end)
        if agent is None or not tells(cue[0], agent[0]):
            return []
        speaker, place = agent
    if speaker is None or (not speaker.anonymous and is_medium(speaker.name)):
        return []
    place = _past_complement(text, place, end)
    comma = text[place:end].lstrip().startswith(",")
    if not comma and rule == "opened":
        return []
    begin = _into(text, text.index(",", place) + 1 if comma else place, end)
    return _clause(page, begin, end, speaker, word, rule, sure=comma)


def _past_complement(text: str, place: int, end: int) -> int:
    """Where whoever speaks ends with what tells where they are or which: "menurut sumber di kejaksaan yang …, …"."""
    more = _COMPLEMENT.match(text, place, end)
    return more.end() if more is not None and clause_at(text, place, more.end()) is None else place


def _amid(page: Page, cast: Cast, start: int, end: int) -> list[Said]:
    """ "…, kata Siti, …": a clause before, behind or on both sides."""
    text = page.masked
    for cue in _MIDDLE.finditer(text, start, end):
        place = cue.end()
        if is_owned(cue[1]):
            speaker = cast.pronoun()
        else:
            agent = cast.agent(place, end)
            if agent is None or not tells(cue[1], agent[0]):
                continue
            speaker, place = agent
        if speaker is None or (not speaker.anonymous and is_medium(speaker.name)):
            continue
        behind = text[place:end].lstrip()
        comma = behind.startswith(",")
        if not comma and cue[1].lower().startswith("menurut"):
            continue
        found = []
        left = text[start : cue.start()]
        piece = left[left.rfind(",") + 1 :].strip().lower()
        if left.strip() and piece not in _CONNECTIVES and not _aside(left):
            found += _clause(page, start, cue.start(), speaker, cue[1], "amid", sure=True, least=1)
        if comma:
            begin = _into(text, text.index(",", place) + 1, end)
            if not (found and _RIGHT_TAIL.match(text, begin, end)):
                found += _clause(page, begin, end, speaker, cue[1], "amid", sure=True)
        if found:
            return found
    return []


def _said(page: Page, cast: Cast, start: int, end: int) -> list[Said]:
    """ "Siti mengatakan (bahwa) …"."""
    text = page.masked
    denied = False
    for verb in find_verbs(text, start, end, _ALL):
        if _in_marks(page, verb.start()):
            continue
        words = _WORDS.findall(text[start : verb.start()].lower())
        joined = bool(words) and words[-1] in _JOINING
        if _is_hearsay(words):
            return []
        while words and words[-1] in ADVERBS:
            words.pop()
        admits = bool(words) and words[-1] in {"tidak", "tak"} and _ADMITTED.match(text, verb.start(), end) is not None
        if verb[0].lower() in _DENY and not admits:
            denied = denied or not words or words[-1] not in _SOFT
            continue
        if words and words[-1] in _BLOCK and not admits:
            if words[-1] not in _SOFT:
                return []
            continue
        if denied and not joined:
            continue
        begin, sure = _complement(text, verb.end(), end)
        if begin is None:
            continue
        stop = _BREAK.search(text, begin, end)
        found = _clause(page, begin, stop.start() if stop else end, None, verb[0], "said", sure=sure)
        if not found:
            continue
        speaker = cast.subject(start, verb.start())
        if speaker is None or (not speaker.anonymous and is_medium(speaker.name)):
            continue
        return [replace(one, speaker=speaker) for one in found]
    return []


def _is_hearsay(words: list[str]) -> bool:
    """Whether what opens a clause leaves open that it was said: "Jika Siti berkata …", "Tidak benar Siti …"."""
    opened = " ".join(words[:2])
    return opened in {"tidak benar", "beredar kabar", "tersiar kabar"} or (
        bool(words) and words[0] in {"jika", "bila", "apabila"} and "," not in words
    )


def find_verbs(text: str, start: int, end: int, verbs: frozenset[str] = VERBS) -> list[re.Match[str]]:
    """The verbs of saying in a stretch of text."""
    return [verb for verb in _VERB.finditer(text, start, end) if verb[0].lower() in verbs]


def reports(text: str, start: int, verb: re.Match[str]) -> bool:
    """Whether a verb of saying tells that something was said: not denied, not left to somebody else, not to come."""
    words = _WORDS.findall(text[start : verb.start()].lower())
    joined = bool(words) and words[-1] in _JOINING
    unreal = bool(words) and (words[0] in _UNREAL or _is_hearsay(words))
    denied = not joined and any(word in _DENY for word in words)
    while words and words[-1] in ADVERBS:
        words.pop()
    return not (unreal or denied or (words and words[-1] in _BLOCK))


def _complement(text: str, place: int, end: int) -> tuple[int | None, bool]:
    """Where what is said begins behind a verb, and whether a comma or a conjunction shows that it is a clause."""
    while text[place:end].startswith(" "):
        place += 1
    if after := _AFTERWARDS.match(text, place, end):
        place = after.end()
    sure = False
    if aside := _ASIDE.match(text, place, end):
        place, sure = aside.end(), True
    if text[place:end].startswith(","):
        place, sure = place + 1, True
    begin = _into(text, place, end)
    conjunction = text[place:begin].strip(" ,")
    if not conjunction and not sure and _NO_CLAUSE.match(text, begin, end):
        return None, False
    return begin, sure or bool(conjunction)


def _into(text: str, place: int, end: int) -> int:
    """Behind spaces and the conjunction that opens a reported clause."""
    while text[place:end][:1].isspace():
        place += 1
    if found := _INTO.match(text, place, end):
        place = found.end()
        while text[place:end][:1] in {" ", ","}:
            place += 1
    return place


def _clause(
    page: Page, start: int, end: int, speaker: Speaker | None, cue: str, rule: str, *, sure: bool, least: int = 2
) -> list[Said]:
    """The reported clause, if it is one."""
    text = page.masked
    tail = _TAIL.search(text, start, end)
    end = tail.start() if tail else end
    while end > start and text[end - 1] in " ,":
        end -= 1
    words = _WORDS.findall(text[start:end])
    quoted = "“" in text[start:end]
    if len(words) < least or not any(word[0].isalpha() for word in words):
        return []
    if not sure and not quoted and not is_clause(cue.lower(), [word.lower() for word in words]):
        return []
    kind: Kind = "mixed" if quoted else "indirect"
    score = 0.8 if sure else 0.7
    return [Said(start=start, end=end, kind=kind, speaker=speaker, cue=cue, rule=rule, score=score)]


def _aside(left: str) -> bool:
    """Whether what stands before a cue says no more than when or besides what: "Saat itu, kata dia, …"."""
    words = left.lower().strip(" ,").split()
    return (
        len(words) <= 3
        and bool(words)
        and words[0]
        in {"saat", "selain", "secara", "ketika", "waktu", "setelah", "sebelum", "hingga", "sampai", "sejak", "selama"}
    )


def _in_marks(page: Page, place: int) -> bool:
    return page.masked[place] != page.text[place]


def _without_stop(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in ".!?… ":
        end -= 1
    return end
