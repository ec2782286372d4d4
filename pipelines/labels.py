"""The labels of bylines: a line of text in; what it claims of whom out.

"Penulis: X | Editor: Y", "Rep: X/ Red: Y", "Laporan Wartawan Outlet, X", "Oleh X", glued "SavitriEditor: Z".
The words are in `byline.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.items import Role
from pipelines.names import LABELS

#: The words before a colon, four at most.
_COLON = re.compile(r"((?:[A-Za-z][a-z]+|[A-Z]+)(?:(?:\s*[&/]\s*|\s+)[A-Za-z]+){0,3})\s*(?:\([^)]{1,20}\)\s*)?[:：]\s*")
_COLONS = re.compile("[:：]")
_LABEL_ENDS = tuple({label.split()[-1] for label in LABELS})
_JOIN = re.compile(r"\s*(?:&|/|\bdan\b)\s*", re.IGNORECASE)
_OPEN = re.compile(
    r"^(?:(?P<report>laporan\s+(?:khusus\s+|langsung\s+)?(?:wartawan|reporter|jurnalis|kontributor|koresponden)|reportase"
    r"|laporan(?=\s+(?-i:[A-Z])[^|:]{3,40}?(?:\s?\||(?-i:\sI))\s(?-i:[A-Z])))"
    r"|(?P<by>(?:di)?(?:tulis|post(?:ing(?:kan)?)?|publikasikan|terbitkan|unggah)\s+oleh|oleh|(?:posted\s+|written\s+)?by))\b"
    r"\s*[:\-–]?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
#: A label and a name with no colon between, and nothing else in the line: "Editor Nama", "Penulis, Nama".
_BARE_LABELS = (
    *("penulis", "editor", "reporter", "redaktur", "pewarta", "wartawan", "jurnalis", "kontributor", "penyunting"),
)
_BARS = re.compile("[|•·]")
_AROUND = " |/,;-–("
_BARE = re.compile(
    rf"^(?P<label>{'|'.join(_BARE_LABELS)})\s*,?\s+"
    r"(?P<name>(?-i:[A-Z])[\w.'’-]*(?:\s+(?-i:[A-Z])[\w.'’-]*){1,3})$",
    re.IGNORECASE,
)
#: "Nama berkontribusi dalam penulisan artikel ini."
_HELPED = re.compile(
    r"^(?P<names>[A-Z][^.:;!?]{3,80}?)\s+(?:(?:turut|ikut|juga)\s+)?(?:berkontribusi|membantu|contributed)\s+(?:dalam|pada|untuk|to)\s+"
    r"(?:penulisan|penyusunan|pelaporan|peliputan|liputan|laporan|artikel|tulisan|(?:the\s+|this\s+)?(?:report|story|article))",
)
#: What ends a name: a right, a link's word, and any figure (the date or the minutes of reading), with its day.
_ENDS = re.compile(r"\s*(?:copyright|©|hak cipta|\(c\)).*$", re.IGNORECASE)
_FIGURE = re.compile(
    r"[\s,|/•·()–-]*(?:Senin|Selasa|Rabu|Kamis|Jum.?at|Sabtu|Minggu|Ahad)?[\s,|/•·()–-]*(?:\b(?:di|pada|on|at)\s+)?"
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+)?(?<![A-Z]-)\d.*$"
)
_OUTLET = re.compile(r"^[\w.\s-]*?\.(?:com|co\.id|id|net|tv)\b[\s,\-–]*", re.IGNORECASE)
#: A line with more than this is a sentence, not a credit.
CREDIT_LINE = 200


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A raw text said to name people in a role; `at` is the page's line. Without `trusted` nobody labelled it.

    A claim without a role names a source: of its names only agencies count. `picture` says that it is the picture's.
    """

    role: Role | None
    text: str
    trusted: bool = True
    at: int = -1
    picture: bool = False


def read_labels(line: str) -> list[Claim]:
    """The claims of a line that labels its names."""
    line = " ".join(line.split()).strip("* ")
    if line[:1] in {"(", "["} and line[-1:] in {")", "]"}:
        line = line[1:-1]
    if len(line) > CREDIT_LINE:
        return []
    found = list(_labels(line)) if ":" in line or "：" in line else []
    claims = []
    for (_, end, labels), after in zip(found, [*found[1:], None], strict=False):
        text = _name_of(line[end : after[0] if after else len(line)])
        for label in labels if text else ():
            if role := LABELS[label]:
                claims.append(Claim(role=role, text=text))
            elif label.startswith(("sumber", "source")):
                claims.append(Claim(role=None, text=text))
            elif label in {"foto", "photo"}:
                claims.append(Claim(role=None, text=text, picture=True))
    # "Ditulis oleh Nama | Terakhir diperbarui: 5 Jan 2024": what the next label says ends the name.
    opening = line[: found[0][0]] if found else line
    if not claims and len(opening) < 120 and (match := _OPEN.match(opening)):
        # "Laporan Nama | Kota", the bar a capital I where it was typed by hand: Serambi
        rest = re.split(r"\s+I\s+|\s*\|", _OUTLET.sub("", match["rest"]))[0]
        claims.append(Claim(role="reporter" if match["report"] else "author", text=_name_of(rest or match["rest"])))
    if not found and (helped := _helped(line)):
        claims.append(Claim(role="contributor", text=helped["names"]))
    return claims


def _name_of(text: str) -> str:
    """A label's text up to the end of its names: outlets run the date and the rights into them."""
    text = _ENDS.sub("", text)
    return (_FIGURE.sub("", text) or text).strip(_AROUND)


def read_bare(line: str) -> Claim | None:
    """The claim of a line that is a label and a name: for lines by the headline, elsewhere it is a sentence's."""
    for part in _BARS.split(line) if len(line) < CREDIT_LINE else ():
        if not part.lstrip(_AROUND).lower().startswith(_BARE_LABELS):  # nearly every line
            continue
        if (match := _BARE.match(_name_of(part))) and (role := LABELS[match["label"].lower()]):
            return Claim(role=role, text=match["name"], trusted=False)
    return None


def leads(text: str) -> bool:
    """Whether a line begins with its label (a name and a bar may stand before it): else it is a sentence."""
    first = next(_labels(text), None) if ":" in text else None
    if first is None:
        return _OPEN.match(text) is not None or _helped(text) is not None
    start = first[0]
    if start < 3 or (start < 60 and text[:start].rstrip()[-1:] in "|/•-–,)("):
        return True
    return "|" in text[:start] and _OPEN.match(text[:start]) is not None


def label_of(piece: str) -> str:
    """The label that a piece (on one line) is, and nothing else; "" where it is none."""
    if len(piece) > 30:
        return ""
    label = piece.strip("-–|/:： ").lower()
    return label if label in LABELS else ""


def _helped(line: str) -> re.Match[str] | None:
    helps = "berkontribusi" in line or "membantu" in line or "contributed" in line  # nearly no line
    return _HELPED.match(line) if helps else None


def _ends_with_label(before: str) -> bool:
    """Whether a label may stand before a colon, or brackets behind one: on three lines of four none does."""
    before = before.rstrip()
    return before.endswith(")") or before.lower().endswith(_LABEL_ENDS)


def _labels(line: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where each label of a line begins and its name begins, and the one or two labels it is."""
    if not any(map(_ends_with_label, _COLONS.split(line)[:-1])):
        return
    for match in _COLON.finditer(line):
        words = list(re.finditer(r"[A-Za-z]+", match[1]))
        for word in words:
            text = match[1][word.start() :]
            parts = [" ".join(part.lower().split()) for part in _JOIN.split(text)]
            if all(part in LABELS for part in parts):
                yield match.start() + word.start(), match.end(), parts
                break
        else:
            glued = re.search(r"(?<=[a-z])[A-Z][a-z]+$", match[1])
            if glued and glued[0].lower() in LABELS:
                yield match.start() + glued.start(), match.end(), [glued[0].lower()]
