"""Text that was read in the wrong encoding once: it comes in, what it said goes out. Pure.

Tables from elsewhere hold “ as "â€œ" (UTF-8 read as Windows-1252) or as "‚Äú" (as Mac Roman), and speech is not seen to
be speech. Only whole sequences are mended, of characters that stand side by side for no other reason.
"""

from __future__ import annotations

import re

#: Marks, dashes, dots, the euro and the trade mark: three characters each, of which two are never neighbours.
_MARKS = (
    *range(0x2010, 0x2028),
    0x2030,
    0x2032,
    0x2033,
    0x2039,
    0x203A,
    0x200B,
    0x200C,
    0x200D,
    0x200E,
    0x20AC,
    0x2122,
)
_SIGNS, _LETTERS = range(0xA0, 0xC0), range(0xC0, 0x100)
#: What may stand behind a letter with an accent for a reason of its own.
_PUNCTUATION = frozenset("“”‘’‚„–—…•")
#: Windows-1252 has no character for the last byte of ”, and some leave it out.
_CUT = re.compile(r"â€(?=[\s,.;:!?)]|\Z)")
_LIKELY = re.compile("[âÃÂ‚√¬]")


def _misread(char: str, codec: str) -> str:
    """A character's bytes of UTF-8 as another encoding shows them; a byte that it has not stays as it is."""
    shown = ""
    for byte in char.encode():
        try:
            shown += bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            shown += chr(byte)
    return shown


def _table() -> dict[str, str]:
    table = {}
    for codec in ("cp1252", "mac_roman"):
        for code in (*_MARKS, *_SIGNS, *_LETTERS):
            shown = _misread(chr(code), codec)
            if not (code in _LETTERS and shown[-1] in _PUNCTUATION):
                table[shown] = chr(code)
    return table


_MEANT = _table()
#: Two characters that make a letter need one beside them: "Pok√©mon", not the root "√π". The first is looked at before
#: the hundreds of sequences are tried, of which an imported week was two thirds of the time.
_SEQUENCE = re.compile(
    f"(?=[{re.escape(''.join(sorted({shown[0] for shown in _MEANT})))}])(?:"
    + "|".join(
        re.escape(shown)
        if meant not in map(chr, _LETTERS)
        else rf"(?<=[^\W\d_]){re.escape(shown)}|{re.escape(shown)}(?=[a-z])"
        for shown, meant in sorted(_MEANT.items(), key=lambda one: (-len(one[0]), one[0]))
    )
    + ")"
)


def mended(text: str) -> str:
    """The text with every such sequence as it was meant."""
    if not _LIKELY.search(text):
        return text
    return _CUT.sub("”", _SEQUENCE.sub(lambda found: _MEANT[found[0]], text))
