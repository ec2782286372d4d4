"""People whom only their surroundings tell: a text and the names found in it come in, those and more go out. Pure.

Whoever speaks, has an age in brackets, a title in front or is "bernama" is a person, whatever the name looks like; and
behind a role, over bodies and places, stands a name. Where the surroundings leave no doubt they overrule the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.edges import (
    HEADS,
    HONORIFICS,
    NO_NAME,
    OPENERS,
    PEOPLE,
    ROLES,
    TITLES,
    WORD_BEFORE,
    bare,
    is_ordinary,
    opens,
    starts_sentence,
)
from analysis.lexicon import read_lexicon
from analysis.names import Name
from analysis.particles import PARTICLES
from analysis.posts import behind_post, is_no_name, posts
from analysis.roles import begins_role
from analysis.spans import Spans
from analysis.text import written_small

#: What may stand at the head of a run of capitals and is no name.
_LEADS = TITLES | OPENERS
_CAPITAL = r"[A-Z](?:\.(?:[A-Z]\.)*|[\w'’-]*)"
_RUN = re.compile(rf"(?<![\w'’-]){_CAPITAL}(?: (?:(?:{PARTICLES}) )*{_CAPITAL})*")
#: Several people by their initials: "empat orang, yaitu ZK, MR, HS, dan LTN".
_INITIALS = re.compile(
    r"\b(?:tersangka|pelaku|korban|orang|inisial|berinisial|terduga)\b[^.\n“”\"]{0,40}?\b(?:(?:yaitu|yakni|adalah|masing-masing)\s|"
    r"inisial\s|berinisial\s)((?:[A-Z]{1,3}, )+(?:dan )?[A-Z]{1,3}|[A-Z]{1,3} dan [A-Z]{1,3})\b"
)
#: A name before degrees.
_DEGREED = re.compile(
    rf"(?<![\w'’-])({_CAPITAL}(?: {_CAPITAL}){{1,12}}), (?:[A-Z][A-Za-z]{{0,4}}\.){{2,}}(?:[A-Z][a-z]{{0,3}}\b)?"
)
_LONGEST_RUN = 80
_AGED = re.compile(r" \(\d{1,2}(?: tahun)?\)|, \d{1,2} tahun(?=[,.])")
#: As some newspapers print it: "Nur, 41, pedagang".
_AGED_BARE = re.compile(r", [1-9]\d, ")
#: Before whoever tells something: "cerita serupa datang dari Ngatinah, buruh cuci".
_TOLD_BY = re.compile(
    r"(?:\b(?:cerita|kisah|pengalaman|kesaksian|pengakuan|keluhan|penuturan|harapan)\b[^.\n]{0,60}\bdari"
    r"|\bdi(?:alami|rasakan|utarakan|sampaikan|ungkapkan|katakan|akui|amini|benarkan|tuturkan|lontarkan)(?: oleh)?) $",
    re.IGNORECASE,
)
#: Behind a name at the head of a paragraph: "Rokayah Sumitri: “…”".
_SAYS = re.compile(r": ?[\"“]")
_FULL = re.compile(r",? nama (?:lengkap|asli)nya\b")
#: What ends the clause of a speaker, so that no role is taken for a name: "kata Romsul, ".
_CLAUSE_ENDS = re.compile(r"[,.;]|\s(?:kepada|saat|di|dalam|usai|ketika|sambil|pada|lagi)\b|\s\(")
_SAYING = frozenset(HEADS["saying"].split()) | frozenset(read_lexicon("saying")["cue"].split())
#: "ucap ibu dua anak itu, Rokayah."
_DESCRIBED = re.compile(
    r"[,.?!][\"”] (?:"
    + "|".join(read_lexicon("saying")["cue"].split())
    + r") [a-z][^,.;“”\"\n]{3,50} (?:itu|tersebut|ini), $"
)
#: What is called after whoever owns it.
_SHOPS = frozenset(ROLES["shop"].split())
_PLACING = frozenset(["di", "ke", "dari"])
_CALLED = frozenset(["bernama", "berinisial", "inisial", "disapa", "dipanggil", "panggilan", "sapaan"])
_NOT_TITLED = frozenset(
    ["direktur", "inspektur", "sekretaris", "forum", "rumah", "direktorat", "inspektorat", "sekretariat"]
)
_KIN = re.compile(
    r"(?<!\w)(?:(?i:"
    + "|".join(ROLES["kinship"].split())
    + r")(?: sulung| bungsu| kandung| angkat| tiri)?"
    + r"(?:nya| korban| pelaku| tersangka| terdakwa| [A-Z]\w+(?: [A-Z]\w+){0,2})?|(?:"
    + "|".join(ROLES["trade"].split())
    + r")nya), $"
)
#: "Korban lain, Siti, …", "Peserta asal Solo, Siti, …"
_ANOTHER = re.compile(
    r"(?:^|[\n.“\"] ?)(?:"
    + "|".join(ROLES["trade"].split()).replace("_", " ")
    + r")(?: (?:lain|lainnya)|(?: lain)? asal [A-Z]\w+), $",
    re.IGNORECASE,
)
_PARTED_OFF = re.compile(r"[,.]| (?:me(?:ngatakan|ngaku|nyebut|nuturkan|nceritakan|njelaskan)|bercerita|berharap)\b")
#: A rank with the corps: "Kolonel Laut (P) Sutarman".
_RANKED = re.compile(
    r"\b(?:" + "|".join(ROLES["rank"].split()) + r")(?: (?:" + "|".join(ROLES["corps"].split()) + r"))*"
    r"(?: \([A-Z][a-z]{0,3}\))? $",
    re.IGNORECASE,
)
_RANKS = frozenset(f"{ROLES['rank']} {ROLES['corps']}".split())
_CORPS = frozenset(ROLES["corps"].split())
_PEOPLE_WORDS = frozenset(head for key in ("office", "trade") for head in ROLES[key].split())
_SURE = 0.9
#: The score of a person of whom only the surroundings told, where they leave no doubt; else 0.5.
CERTAIN = 0.95


def cued(text: str, names: list[Name]) -> Iterator[Name]:
    """The names, and people whom the model did not see and their surroundings tell."""
    kept = {(name.start, name.end): name for name in names}
    taken = Spans(kept)
    for found in _RUN.finditer(text):
        start = _behind_title(text, *found.span())
        if start > found.start() and bare(found[0].split(" ")[0]) in _SHOPS:
            continue  # "CV Dapur Bu Warsi"
        tells = _tells(text, start, found.end())
        if tells:
            _take(kept, taken, text, start, found.end(), certain=tells == "certain")
    listed = any(word in text for word in ("inisial", "yaitu", "yakni", "adalah", "masing-masing"))
    for found in _INITIALS.finditer(text) if listed else ():
        for one in re.finditer(r"[A-Z]+", found[1]):
            _take(kept, taken, text, one.start() + found.start(1), one.end() + found.start(1), certain=True)
    for found in _DEGREED.finditer(text):
        span = _before_degrees(text, *found.span(1), taken)
        if span is not None:
            _take(kept, taken, text, *span, certain=False)
    for place in posts(text):
        span = behind_post(text, place, taken)
        if span is not None:
            _take(kept, taken, text, *span, certain=False)
    yield from sorted(kept.values(), key=lambda name: name.start)


def _before_degrees(text: str, start: int, end: int, taken: Spans) -> tuple[int, int] | None:
    """The person before degrees, behind the last body or place in the run: "Geofisika Palu Susi Lontar, S.T., M.T."."""
    while end - start > _LONGEST_RUN:
        start = text.index(" ", start) + 1
    over = taken.over(start, end)
    if over and over[-1][1] >= end:
        return None
    start = max(start, over[-1][1] + 1 if over else start)
    words = [(found.start() + start, found[0]) for found in re.finditer(r"\S+", text[start:end])]
    for place in range(len(words) - 1, -1, -1):
        if bare(words[place][1]) in NO_NAME:
            return (words[place + 1][0], end) if place + 2 < len(words) else None
    return (start, end) if len(words) > 1 else None


def _tells(text: str, start: int, end: int) -> str:
    """Whether a run of capitals stands where only a person can: "certain" overrules the model, "likely" does not."""
    before = WORD_BEFORE.search(text, max(0, start - 24), start)
    last = before[1].lower() if before else ""
    run = text[start:end]
    first = bare(run.partition(" ")[0])
    if _AGED.match(text, end) or _FULL.match(text, end) or last in _CALLED or text.endswith("atas nama ", 0, start):
        return "certain"
    ranked = last in _RANKS or text.startswith(") ", start - 2)
    of_office = {last, *_words_before(text, start)} & _NOT_TITLED
    if ranked and not of_office and _RANKED.search(text, max(0, start - 40), start) and not run.isupper():
        return "certain"
    titled = (first in HONORIFICS and " " in run) or last in HONORIFICS
    if titled and not run.isupper() and not of_office:
        return "certain"
    role = text.startswith(", ", end) and begins_role(text, end + 2)
    if role and _TOLD_BY.search(text, max(0, start - 90), start):
        return "certain"
    if _PARTED_OFF.match(text, end) and _KIN.search(text, max(0, start - 60), start):
        return "certain"
    if text.startswith(",", end) and _ANOTHER.search(text, max(0, start - 60), start):
        return "certain"
    if " " in run and _SAYS.match(text, end) and starts_sentence(text, start):
        return "likely"
    if _AGED_BARE.match(text, end) and last not in _PLACING:
        return "likely"
    said = (last in _SAYING or _DESCRIBED.search(text, max(0, start - 70), start)) and _CLAUSE_ENDS.match(text, end)
    if " " in run and last in _PEOPLE_WORDS and _SAYING.intersection(_words_before(text, start)):
        said = _CLAUSE_ENDS.match(text, end)  # "kata relawan Rinto Lontar, "
    return "likely" if said or (" " in run and role) else ""


def _behind_title(text: str, start: int, end: int) -> int:
    """Where a run begins behind the last title in it: "Camat Muara Lakitan H. Romsul"."""
    words = [(found.start(), bare(found[0])) for found in re.finditer(r"\S+", text[start:end])]
    titles = [place for place, (_, word) in enumerate(words[:-1]) if place and word in HONORIFICS]
    if not titles:
        return start
    first = titles[-1]
    while first + 2 < len(words) and words[first][1] in _CORPS:
        first += 1  # "Kapten Laut Bima"
    return start + words[first][0]


def _opens_before(text: str, start: int, name: Name) -> bool:
    """Whether a run only opens a sentence before a person whom the model is sure of: "Ponsel Halima Iha (63)"."""
    first = text[start : name.start].split(" ")[0]
    sure = name.kind == "person" and name.score > _SURE and name.start > start
    return sure and starts_sentence(text, start) and bare(first) not in PEOPLE


def _words_before(text: str, start: int) -> list[str]:
    return [word.lower() for word in text[max(0, start - 30) : start].split()[-2:]]


def _take(kept: dict[tuple[int, int], Name], taken: Spans, text: str, start: int, end: int, *, certain: bool) -> None:
    """Take a run of capitals for a person, unless it is taken or its words tell otherwise."""
    words = [(found.start() + start, found[0]) for found in re.finditer(r"\S+", text[start:end])]
    led = False
    while words and (bare(words[0][1]) in _LEADS or written_small(text, words[0][1]) or opens(text, *words[0])):
        led = led or bare(words[0][1]) not in _LEADS
        words.pop(0)
    while len(words) > 1 and words[-1][1].isupper() and "." not in words[-1][1] and bare(words[-1][1]) not in PEOPLE:
        words.pop()  # a degree: "Romsul SE"
    if not words or len(words) > 5 or any(is_no_name(word) for _, word in words):
        return
    if not certain and all(is_ordinary(word) for _, word in words):
        return  # "Kepala Pusat Data"
    if len(words) == 1 and not certain and led and bare(words[0][1]) not in PEOPLE:
        return
    last = words[-1][1]
    start, end = words[0][0], words[-1][0] + len(last.rstrip(".") if len(last) > 2 and "." not in last[:-1] else last)
    over = taken.over(start, end)
    if certain and len(over) == 1 and over[0][1] == end and _opens_before(text, start, kept[over[0]]):
        start = over[0][0]
    longer = all(start <= span[0] and span[1] <= end for span in over)
    if over and not (certain and longer) and not (certain and all(kept[span].kind != "person" for span in over)):
        return
    if len(words) == 1 and words[0][1].isupper() and not (certain and len(words[0][1]) < 4):
        return
    for span in over:
        del kept[span]
        taken.remove(*span)
    taken.add(start, end)
    kept[start, end] = Name(start=start, end=end, kind="person", score=CERTAIN if certain else 0.5)
