"""Through whom speech came: a sentence comes in, the medium that it was taken from goes out, as printed. Pure.

"seperti dikutip Reuters", "kepada Antara", "melansir laman resmi …". A conference or a person's own post is none.
"""

from __future__ import annotations

import re

from analysis.described import is_medium
from analysis.speakers import Cast
from analysis.speech import Page
from analysis.text import Span

_TAKEN = re.compile(
    r"\b(?:di(?:kutip|lansir|nukil|wartakan|beritakan|laporkan|kabarkan|muat|siarkan|tayangkan)|melansir|mengutip|menukil|mewartakan)"
    r"\s+(?:(?:dari|oleh|di|lewat|melalui|pada|sejumlah)\s+)?"
    r"(?:(?:laman|situs|kantor|berita|media|harian|koran|surat|kabar|majalah|web|resmi|akun|kanal|stasiun|televisi|portal|instagram"
    r"|twitter|facebook|youtube|x|milik|asing|berita|daring|lokal|pemerintah)\s+)*",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:kepada|(?:wawancara|perbincangan|obrolan|bincang-bincang)\s+(?:\w+\s+)?(?:dengan|bersama))\s+"
    r"(?:(?:kantor|berita|media|harian|koran|majalah|stasiun|televisi|tv|radio|wartawan|jurnalis|reporter|tim|redaksi|portal)\s+)*",
    re.IGNORECASE,
)
_PRINTED = re.compile(
    r"@[\w.]+|(?:[A-Z][\w-]*(?:\.(?:com|id|co\.id|net|org|go\.id|example)\b)?)(?:\s+[A-Z][\w-]*(?:\.\w+)*)*"
)


def find_via(page: Page, cast: Cast, sentence: Span) -> str:
    """The medium of a sentence's speech, or nothing."""
    text = page.masked
    for taken in _TAKEN.finditer(text, sentence.start, sentence.end):
        printed = _name(page, cast, taken.end(), sentence.end)
        if printed:
            return printed
    for told in _TOLD.finditer(text, sentence.start, sentence.end):
        printed = _name(page, cast, told.end(), sentence.end)
        if printed and is_medium(printed):
            return printed
    return ""


def _name(page: Page, cast: Cast, start: int, end: int) -> str:
    named = next((one for one in cast.within(start, start + 1) if one.kind == "organisation"), None)
    if named is not None:
        return page.text[named.start : named.end]
    printed = _PRINTED.match(page.masked, start, end)
    return printed[0] if printed else ""
