"""The opening and the closing mark of a story: "JAKARTA, KOMPAS.com -" before it, "(abc/xyz)" after it.

Text in; the mark as printed, or None, and the text without it out. The grammar is one for all outlets: a
place and the outlet's name in either order, one of them enough, then a dash, a bar or a colon. Nothing
is a dateline that could be the start of a sentence: without an outlet's name the mark must be a place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.boilerplate import dateline_data
from pipelines.items import Rules

_DASH = r"(?:(?:\s?[-‐‑–—―−|]){1,4}+)"
_WORD = r"[A-Z][\w.'’]*"
#: A place: one to five words with capitals, also "Mataram, NTB" and "Washington D.C.".
_PLACE = rf"{_WORD}(?:[ /-]{_WORD}){{0,4}}"
#: A name with a web ending is an outlet's in any position: KOMPAS.com, wahananews.co, TRIBUNSOLO.COM, TEMPO, CO.
_DOMAIN = (
    r"(?i:[a-z][\w-]*(?:\.[\w-]+)*(?:\.|, )"
    r"(?:com|co\.id|id|co|net|tv|org|news|info|or\.id|my\.id|web\.id|online|asia|press|today|media|live|"
    r"example))"
    r"(?![\w.]\w)"
)


@lru_cache(maxsize=512)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    data = dateline_data()
    own = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    named = "|".join(filter(None, (own, _DOMAIN, *data["names"])))
    outlet = rf"(?:(?:Planet|Koran|Harian|Majalah|Tabloid|Kantor Berita) )?(?:{named})(?: TV)?"
    place = rf"{_PLACE}(?:, ?{_PLACE})?(?:\s?\([^()]{{2,30}}\))?"
    end = rf"\s*{_DASH}\s*"
    # Behind a place the dash stands free on one side at least: "Dream - Anak-anak ..." names no place "Anak".
    free = rf"(?:\s+{_DASH}\s*|\s*{_DASH}\s+)"
    return (
        # KONTAN.CO.ID - JAKARTA. Text
        re.compile(rf"{outlet}\s*[-–—|]\s*[A-Z]{{3,}}(?: [A-Z]{{3,}}){{0,3}}[.]\s+"),
        # KBRN, Palangka Raya : | Liputan6.com, Jakarta: (a colon behind a name alone is how speakers are set)
        re.compile(rf"(?:KBRN?|{_DOMAIN})(?:\s?,\s?{place})?\s?:\s+"),
        re.compile(rf"[A-Z]{{3,6}}\s?,\s?(?:{'|'.join(data['places'])})\s?:\s+"),
        # KOMPAS.com - | Liputan6.com, Jakarta - | TRIBUNNEWS.COM. PENAJAM - | TEMPO.CO Yogyakarta -
        re.compile(rf"{outlet}(?:(?:\s?[,.]\s?|\s*[-–—|]\s*){place}[.,]?{free}|{end})"),
        re.compile(rf"{_DOMAIN}\s{place}{free}"),
        # JAKARTA, KOMPAS.com - | Jakarta, CNN Indonesia -- | Kota Bandung / iNews.id -
        re.compile(rf"{place}\s?[,/|-]\s?{outlet}{end}"),
        # Jakarta (ANTARA) - | Mataram, NTB (ANTARA News) - | Wina (ANTARA/Xinhua) -: any agency's name will do
        re.compile(rf"{_WORD}(?:[ ,]{{1,2}}{_WORD}){{0,3}}\s*\([A-Z][\w ./-]{{1,30}}\){end}"),
        # Liputan6.com, Jakarta London Love Story ...: set off by bold type alone
        re.compile(rf"{_DOMAIN},\s?(?:{'|'.join(data['places'])})\s+(?=[A-Z\d\"“'‘])"),
        re.compile(r"RMOL\w*\.\s+"),
    )


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    known = "|".join(dateline_data()["places"])
    capitals = r"[A-Z]{3,}(?:[ /-][A-Z]{2,}){0,3}"
    part = rf"(?:(?:Kota |Kabupaten |Kab\. )?(?:{known})|{capitals})"
    stopped = rf"(?-i:(?=[A-Z]{{4}}))(?i:{known})\.\s+(?=[A-Z])"  # JAKARTA. Text: Kontan
    return re.compile(rf"{stopped}|{part}(?:, ?(?:{part}|[A-Z]\w+(?: [A-Z]\w+)?))?\s*(?:-{{1,3}}|[–—―|])\s+")


#: Names that close a story: two to four words with capitals, several parted by a bar, comma or stroke.
_NAME = r"[A-Z][\w.’']*(?: [A-Z][\w.’']*){1,3}"
_NAMES = rf"{_NAME}(?:\s?[|/,;]\s?(?:{_NAME}|[A-Z]{{2,}}))*|[A-Z][A-Z .'’-]{{3,}}(?:\s?\|\s?[A-Z .'’-]{{3,}})*"
_INITIALS = re.compile(
    r"\s*[(\[]\s*((?:[A-Za-z]{1,8}|[a-z]{2,4}\d{1,3}|[A-Z][\w.]{1,14})(?:\s?[/\-,&|]\s?[\w.]{1,14}){0,3}|[A-Z]-?\d{1,3}|\*+)"
    r"\s*[)\]]\s*[.*]*$"
)
#: The same behind a star, as on Bali: "*kst, dek", "*k17".
_STARRED = re.compile(r"(?<=[.!?\"”’)])\s*\*\s?([a-z]{1,4}\d{0,3}(?:\s?[,/]\s?[a-z]{1,4}\d{0,3}){0,3})\s*\.?$")
#: Short words in brackets that are no initials.
_NOT_INITIALS = re.compile(
    r"(?i)[(\[](?:wib|wita|wit|tamat|bersambung|adv|advertorial|pariwara|selesai|sic|ilustrasi|foto|video|habis)[)\]]"
)
#: A name in brackets closes a story at Metro TV and Tribunnews, "(Tribunnews.com/Ratna Melati)": a credit.
_SIGNED = re.compile(
    r"\s*[(\[]((?=[^()\[\]]*[ /])"
    r"(?:[A-Za-z][\w.-]*(?:[ /,&]{1,2}[A-Z][\w.’'-]*){1,6}|[a-z]{3,}(?: [a-z]{3,}){1,2}))[)\]]\s*\W{0,4}$"
)


def split_dateline(text: str, rules: Rules, *, bold: str = "", named: bool = False) -> tuple[str | None, str]:
    """The dateline as printed, or None, and the text after it.

    `bold` is what is set in bold at the start of the text; `named` asks for an outlet's name in the dateline.
    A text that is a dateline and nothing more leaves "".
    """
    for pattern in _patterns((rules.title, *rules.names)):
        match = pattern.match(text)
        if match and match.end() <= 100:
            return text[: match.end()].strip(), text[match.end() :].strip()
    if named:
        return None, text
    match = _places().match(text) or (_places().fullmatch(text + " ") if len(text) < 60 else None)
    if match and len(match[0]) <= 60:
        return match[0].strip(), text[match.end() :].strip()
    if re.fullmatch(rf"{_DOMAIN},\s?{_PLACE}", bold):  # set off by bold type alone: Liputan6 and its group
        return text[: len(bold)], text[len(bold) :].strip()
    if bold and len(bold) <= 50 and re.fullmatch(rf"{_PLACE}(?:(?:, ?|\s?[|/]\s?){_PLACE})?\s*{_DASH}?", bold):
        after = re.match(rf"\s*{_DASH}\s*", text[len(bold) :])
        if bold[-1] in "-–—|" or after:
            end = len(bold) + (after.end() if after else 0)
            return text[:end].strip(), text[end:].strip()
    return None, text


def split_initials(text: str) -> tuple[str, str | None]:
    """The text without closing initials, and the initials without their brackets: "Tio", "abc/xyz"."""
    if starred := _STARRED.search(text):
        return text[: starred.start()].rstrip(), starred[1]
    match = _INITIALS.search(text)
    if not match or _NOT_INITIALS.search(match[0]):
        return text, None
    before = text[: match.start()].rstrip()
    initials = match[1].strip()
    if before and (before[-1] not in ".!?\"”'’)…*" or (len(initials) > 9 and "/" not in initials)):
        return text, None
    return before, initials


def split_signature(text: str) -> tuple[str, str | None]:
    """The text without a full name in brackets behind its last sentence, and that name in its brackets."""
    match = _SIGNED.search(text)
    if match and (not match.start() or text[: match.start()].rstrip()[-1:] in tuple('.!?"”')):
        return text[: match.start()].rstrip(), match[0].strip()
    return text, None


def is_name(text: str) -> bool:
    """Whether a line could be who wrote it and nothing else: "RATNA MELATI | JOKO PURWA", "ANTARA"."""
    return len(text) <= 80 and re.fullmatch(_NAMES, text) is not None
