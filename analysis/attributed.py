"""Speech between quotation marks: a sentence and its quotations come in, those that somebody says go out. Pure.

A word of saying stands behind the mark (“…,” kata Siti) or before it (Siti menjawab, “…”). Marks around a part of a
sentence without one are a title, a sign or a word held at arm's length, or the part of a reported clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.described import after_connective
from analysis.reported import ADVERBS, find_verbs, reports
from analysis.speakers import Cast
from analysis.speech import CUES, Page, Quotation, Said, Speaker, is_owned, word_set
from analysis.text import Span

_BEHIND = re.compile(r"\s*[,.]?\s*(?:(?:demikian|begitu|begitulah|lalu|seperti)\s+(?:yang\s+)?)?([^\W\d_][\w-]*)")
#: Behind a cue stands nobody: “…,” imbuh.
_NOBODY = re.compile(r"[\s,]*(?:[.“”]|\n|\Z)")
_NO_CUE = word_set("preposition", "adverb", "connective", "people", "block", "quantifier") | {
    *("adalah", "itulah", "yakni", "yaitu", "serta", "atau", "hingga", "meski")
}
_NO_NYA = word_set("no_cue")
_OPENING = re.compile(r"(?:" + "|".join(sorted(CUES, key=lambda cue: (-len(cue), cue))) + r")(?:nya)?\b", re.IGNORECASE)
_LATE = re.compile(
    r",\s+((?:" + "|".join(sorted(CUES, key=lambda cue: (-len(cue), cue))) + r")(?:nya)?)\b", re.IGNORECASE
)
#: "dinyanyikan Orkes …", "membuka …" behind a title say nothing.
_OTHER_VERB = re.compile(r"di\w{4,}|me\w{4,}|ber\w{4,}|ter\w{4,}")
_FURTHEST = 130


def find_attributed(page: Page, cast: Cast, sentence: Span, quotations: Sequence[Quotation]) -> list[Said]:
    """The quotations of a sentence that have a word of saying beside them, or continue one that has."""
    found: list[Said] = []
    start = after_connective(page.masked, sentence.start, sentence.end)
    for place, one in enumerate(quotations):
        limit = quotations[place + 1].before if place + 1 < len(quotations) else sentence.end
        behind = quotations[place - 1].after if place else start
        prelude = page.masked[behind : one.before].strip()
        partial = bool(prelude) and (prelude[-1].isalnum() or prelude[-1] in "%)'’") and not found
        said = None
        if not partial:
            if prelude and not found and (about := cast.topic(start, one.before)) is not None:
                cast.tell(about, one.before)
            said = _behind(page, cast, one, limit)
        said = said or _before(page, cast, behind if found else start, one)
        if said is None and found and _goes_on(page, prelude, one):
            last = found[-1]
            said = Said(
                start=one.start,
                end=one.end,
                kind="direct",
                speaker=last.speaker,
                cue=last.cue,
                rule="continued",
                score=0.8,
            )
        if said is not None:
            found.append(said)
            cast.heard(said.speaker, said.end)
    return found


def _behind(page: Page, cast: Cast, one: Quotation, limit: int) -> Said | None:
    """“…,” kata Siti; “…,” ujarnya; “…,” Siti menambahkan."""
    text = page.masked
    behind = _BEHIND.match(text, one.after, limit)
    if behind is None:
        return None
    word, ended = behind[1], _ended(page, one)
    lowered = word.lower()
    base = lowered.removesuffix("nya")
    known = lowered in CUES or base in CUES
    if is_owned(word) and (known or (_stands(page, one, ended) and len(base) > 2 and lowered not in _NO_NYA)):
        speaker = cast.pronoun(word, one)
        return _direct(one, speaker, word, "cue" if known else "any_cue", 1.0 if known else 0.7)
    agent = cast.agent(behind.end(), limit, one)
    if known:
        if agent is None and _NOBODY.match(text, behind.end(), limit):
            return _direct(one, cast.pronoun(word, one), word, "cue", 0.6)
        return _direct(one, agent[0] if agent else None, word, "cue", 1.0 if agent else 0.6)
    if ended and agent is not None and agent[0].rule in {"named", "pronoun"} and _may_be_cue(word):
        return _direct(one, agent[0], word, "any_cue", 0.6)
    verb = next(iter(find_verbs(text, one.after, limit)), None) if ended else None
    if verb is not None and reports(text, one.after, verb):
        speaker = cast.subject(one.after, verb.start())
        if speaker is not None:
            return _direct(one, speaker, verb[0], "verb_behind", 0.8)
    if (
        ended
        and (about := cast.topic(one.after, limit)) is not None
        and len(page.text[one.start : one.end].split()) > 2
    ):
        return _direct(one, about, "", "beside", 0.5)
    return None


def _may_be_cue(word: str) -> bool:
    """Whether a word behind a quotation, with somebody behind it, may be one of saying that no list knows."""
    return word.islower() and len(word) > 3 and word not in _NO_CUE and not _OTHER_VERB.match(word)


def _before(page: Page, cast: Cast, start: int, one: Quotation) -> Said | None:
    """Siti menjawab singkat, “…”; Katanya: “…”; …, kata Siti, “…”."""
    text = page.masked
    prelude = text[start : one.before].rstrip()
    if not prelude:
        return None
    end = start + len(prelude)
    verbs = find_verbs(text, max(start, end - _FURTHEST), end)
    tail = text[verbs[-1].end() : end].strip(" ") if verbs else ""
    shown = prelude[-1] in ",:"
    if verbs and (shown or not set(tail.lower().split()) - ADVERBS - {"lagi", "begini"}):
        verb = verbs[-1]
        if not shown and not _whole(page, one):
            return None
        if shown and len(tail.split()) > 14:
            return None
        if not reports(text, start, verb):
            return None
        speaker = cast.subject(start, verb.start())
        return _direct(one, speaker, verb[0], "verb_before", 0.9) if speaker is not None else None
    if not shown:
        return None
    opening = _OPENING.match(text, start, end)
    late = None if opening else max(_LATE.finditer(text, start, end), key=lambda cue: cue.start(), default=None)
    cue = opening or late
    if cue is not None:
        word = cue[1] if late else cue[0]
        agent = None if is_owned(word) else cast.agent(cue.end(), end)
        speaker = cast.pronoun() if is_owned(word) else agent[0] if agent else None
        if speaker is not None:
            return _direct(one, speaker, word, "cue_before", 0.9)
    if prelude[-1] == ":" and (speaker := cast.topic(start, end)) is not None and _begins(page, one):
        return _direct(one, speaker, "", "colon", 0.6)
    return None


def _direct(one: Quotation, speaker: Speaker | None, cue: str, rule: str, score: float) -> Said:
    return Said(start=one.start, end=one.end, kind="direct", speaker=speaker, cue=cue, rule=rule, score=score)


def _ended(page: Page, one: Quotation) -> bool:
    """Whether a quotation ends as speech does: with a comma, a question, a stop."""
    return page.text[one.end - 1] in ",.?!…" or page.masked[one.after : one.after + 1] == ","


def _stands(page: Page, one: Quotation, ended: bool) -> bool:
    """Whether a quotation reads like speech by itself: it ends so, or is three words at a sentence's head."""
    if ended:
        return True
    before = page.masked[max(0, one.before - _FURTHEST) : one.before].rstrip()[-1:]
    return (not before or before in ".!?”" or page.masked[one.before - 1] == "\n") and len(
        page.text[one.start : one.end].split()
    ) > 2


def _goes_on(page: Page, prelude: str, one: Quotation) -> bool:
    """Whether a quotation continues the one before it: “…,” kata Siti, “…”."""
    if prelude.endswith((",", ":")) and len(page.text[one.start : one.end].split()) > 1:
        return True
    return (not prelude or prelude.endswith(".")) and _begins(page, one)


def _begins(page: Page, one: Quotation) -> bool:
    first = page.text[one.start]
    return first.isupper() or first.isdigit() or first in "'‘’.…-–"


def _whole(page: Page, one: Quotation) -> bool:
    """Whether nothing of the sentence stands behind a quotation."""
    return re.match(r"[\s.,!?]*(?:$|\n|[A-Z“])", page.masked[one.after : one.after + 20]) is not None
