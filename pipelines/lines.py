"""The body's paragraphs in; what is the story and what was printed between its lines out.

Rules look at the start of a line or at the whole of it, never into a sentence. A read-also label may stand
before its headline, above it, above a list of headlines, or nowhere at all; what is taken out stays as links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipelines.blocks import Block, fold
from pipelines.boilerplate import is_label, line_of
from pipelines.dateline import is_name
from pipelines.items import Link, Rules

_TOPIC = re.compile(r"/(?:tags?|topi[ck]s?|topik|tagar|label|indeks-tag|search)(?:/|\?|$)", re.IGNORECASE)
#: An address of a story: a slug of at least three words, or a number of five digits.
_STORY = re.compile(r"[^/]*(?:[-_.+][^/-]+){3}|\d{5}")
_BULLETS = " \t•●▪◦·*-–—→»>|[](){}:;,.\u25ba\U0001f449\u27a1"
#: A credit glued to the last sentence: ANTARA's older pages, reprints.
_GLUED = re.compile(
    r"(?<=[.!?\"”’)\]])\s*((?:Pewarta|Penulis|Reporter|Editor|Redaktur|Kontributor|COPYRIGHT|Copyright)\s?[:©].{3,160})$"
)
_INLINE = re.compile(
    r"(?:^|(?<=[.!?\"”’)\],]))\s*[(\[]?\b(?:B(?:aca|ACA)|L(?:ihat|IHAT)|S(?:imak|IMAK))(?: [Jj](?:uga|UGA))?\s?:\s*"
)
#: The same in brackets, within a paragraph or behind it: "(Baca: ...)", Kompas of 2015-2017.
_REPORT = re.compile(
    r"(Laporan (?:Wartawan|Reporter|Kontributor|Jurnalis)\b.{3,90}?)\s+"
    r"(?=[A-Z][A-Z-]+(?:\.(?:COM|CO|ID)|,? [-–—]|, [A-Z]{3}))"
)
_GAMBAS = re.compile(r"\s*\[Gambas\s?:[^\]]*\]")
_BRACKETED = re.compile(r"\s*[(\[]\s*(?:Baca|BACA|Lihat|Simak)(?: [Jj](?:uga|UGA))?\s?:\s*([^()\[\]]{8,220})[)\]]")
#: A rank before a headline, how long ago behind it.
_STAMP = re.compile(r"(?:#?\d{1,2}\.?\s*)?(?:\d+\s(?:detik|menit|jam|hari|minggu|bulan)\s(?:yang\s)?lalu)|#?\d{1,2}")
#: A caption without an element of its own is no longer than this before its credit.
_CAPTION = 200
#: The credit behind a last sentence: "ANTARA/Joko Purwa", "(Foto: Reuters)".
_SIGNED_OFF = re.compile(
    r"(?<=[.!?\"”])\s+(?:[(\[](?:Foto|Dok|Sumber|Reuters|AFP|AP|ANTARA)\b[^()\[\]]{0,60}[)\]]|"
    r"[A-Z][\w.]+(?: FOTO)?/[A-Z][\w .'’]+)$"
)
#: A label that waits for the name on the next line is no longer than this.
_LABEL = 24
#: A date beside a headline, and the section it stands in: WordPress's related posts, local press.
_DATED = re.compile(
    r"\(?\d{1,2}(?: [A-Z]\w{2,8} |[/-]\d{1,2}[/-])\d{4}\)?(?:,? \d{1,2}[:.]\d\d)?(?: (?:dalam|in|di) .{2,40})?"
)
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*$|[\"”]$")


@dataclass
class Story:
    """What is kept, paragraph by paragraph, and what was taken off."""

    paragraphs: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)


def sort_lines(blocks: Sequence[Block], rules: Rules, title: str | None) -> Story:
    """The story's own paragraphs, and links and credits apart from them."""
    story = Story()
    own = [re.compile(pattern) for pattern in rules.drop_lines]
    heading = fold(title or "").casefold()
    seen: set[str] = set()
    label = ""
    blocks = list(_unglue(blocks))
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if block.box:
            _take(story, block.links)
            label = ""
            continue
        if block.text.casefold() == heading:
            # Above the title stand the section and the date: portals of 2009, mobile pages.
            if not any(_is_prose(above) for above in story.paragraphs) and _weigh(story.paragraphs) < 200:
                story.paragraphs.clear()
            continue
        if any(pattern.search(block.text) for pattern in own):
            continue
        was, label = label, ""
        if was == "summary" and block.tag == "li":
            label = was
            continue
        if was == "next_page" and block.text.endswith(("…", "...")) and following is None:
            continue
        if was == "credit" and is_name(block.text):
            story.credits[-1] += f" {block.text}"
            continue
        if was in ("label", "list") and _belongs_to(was, block, story):
            label = "list" if block.tag == "li" or block.only_links else ""
            continue
        label = _sort(block, following, story, seen)
    return story


def _weigh(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_prose(block: Block) -> bool:
    """Whether a paragraph is a sentence of the story: below one the title names a film or a podcast (VOA)."""
    return len(block.text) > 80 and _SENTENCE_END.search(block.text) is not None


def _sort(block: Block, following: Block | None, story: Story, seen: set[str]) -> str:
    """Put one paragraph where it belongs; the label it leaves open for the next ones, or nothing."""
    residue = _residue(block)
    if _is_card(block, residue):
        return ""
    if block.links and not residue.strip(_BULLETS):
        if _points_away(block):
            _take(story, block.links)
            return ""
    elif block.links and is_label(residue.strip(_BULLETS)):
        _take(story, block.links)
        return ""
    verdict = line_of(block.text)
    signed = _SIGNED_OFF.search(block.text) if verdict == ("drop", "") else None
    # A sentence and a credit are a caption within the story, but its last words at the end of it.
    if signed and (signed.start() > _CAPTION or (following is None and story.paragraphs)):
        story.credits.append(block.text[signed.start() :].strip())
        block, verdict = replace(block, text=block.text[: signed.start()]), None
    if verdict is None and following and _introduces(block) and _is_listed(following):
        return "list"
    if verdict is None:
        _keep(block, story, seen)
        return ""
    kind, rest = verdict
    if kind == "next_page":
        return kind
    if kind == "credit":
        story.credits.append(block.text.lstrip("| "))
        return "" if rest or len(block.text) > _LABEL else kind
    if kind == "summary":
        if following and following.tag == "li":
            return kind
        _keep(block, story, seen)
    elif kind == "media" and is_name(rest):  # "Foto: Joko Purwa" names who took it, no other page
        story.credits.append(block.text.lstrip("| "))
    elif kind == "media":
        _take(story, block.links)
    elif kind == "baca_juga":
        return _read_also(block, rest, story, seen)
    return ""


def _read_also(block: Block, rest: str, story: Story, seen: set[str]) -> str:
    if not rest:
        return "label"
    if block.links:
        _take(story, block.links)
        after = rest.rpartition(block.links[-1].text)[2].strip()
        # Prose that goes on behind the link in the same paragraph: SINDOnews, older WordPress pages.
        if len(after.split()) > 6 and after[:1].isupper() and _SENTENCE_END.search(after):
            _keep(replace(block, text=after, links=()), story, seen)
    else:
        story.links.append(Link(url="", text=rest.strip(_BULLETS), kind="baca_juga"))
    return ""


def _keep(block: Block, story: Story, seen: set[str]) -> None:
    block = _cut_inline(block, story)
    key = block.text.casefold()
    if not block.text or (len(key) > 60 and key in seen):
        return
    seen.add(key)
    story.paragraphs.append(block)


def links_in(block: Block) -> Iterator[Link]:
    """The links in kept prose, those to the outlet's topic pages told apart."""
    for link in block.links:
        if link.url:
            yield replace(link, kind="topic" if _TOPIC.search(link.url) else "inline")


def _take(story: Story, links: Sequence[Link]) -> None:
    for link in links:
        verdict = line_of(link.text) or ("", "")
        text = verdict[1] if verdict[0] == "baca_juga" and verdict[1] else link.text
        if text and verdict[0] != "drop":
            story.links.append(replace(link, text=text, kind="baca_juga"))


def _belongs_to(label: str, block: Block, story: Story) -> bool:
    """Whether a paragraph is the headline that a label before it announced."""
    if block.only_links or (block.links and not _residue(block).strip(_BULLETS)):
        _take(story, block.links)
        return True
    if line_of(block.text):
        return False
    short = len(block.text.split()) <= 22 and not block.text.endswith((".", ":", "…")) and not block.links
    if short and (label == "label" or block.tag == "li"):
        story.links.append(Link(url="", text=block.text.strip(_BULLETS), kind="baca_juga"))
        return True
    return False


def _residue(block: Block) -> str:
    rest = block.text
    for link in block.links:
        rest = rest.replace(link.text, " ", 1)
    return fold(rest)


def _is_listed(block: Block) -> bool:
    """Whether a paragraph is one of a list of other stories."""
    return _is_card(block, _residue(block)) or (block.only_links and _points_away(block))


def _is_card(block: Block, residue: str) -> bool:
    """Whether a paragraph is a headline in a list of other stories: linked, with a rank or a time beside it."""
    if not block.links or not _points_away(block):
        return False
    residue = residue.strip(_BULLETS)
    if not residue:
        return _STAMP.search(block.links[-1].text) is not None
    return _STAMP.fullmatch(residue) is not None or _DATED.fullmatch(residue) is not None


def _points_away(block: Block) -> bool:
    """Whether a paragraph that is all link is a headline of another story, not a word that is linked."""
    for link in block.links:
        words, path = len(link.text.split()), re.sub(r"^https?://[^/]*/?", "", link.url)
        if path and not _TOPIC.search(link.url) and (words > 4 or (words == 4 and _STORY.search(path))):
            return True
    return False


def _introduces(block: Block) -> bool:
    """Whether a line before a list of links announces it: "Simak Berita Lainnya di Sini!"."""
    if block.tag in ("li", "tr") or len(block.text.split()) > 10:
        return False
    return block.text.endswith((":", "!")) or not _SENTENCE_END.search(block.text)


def _cut_inline(block: Block, story: Story) -> Block:
    """Without a read-also in brackets, or behind the last sentence of a paragraph."""
    if ":" not in block.text:
        return block
    while match := _BRACKETED.search(block.text):
        linked = [k for k in block.links if k.text in match[1]]
        _take(story, linked or [Link(url="", text=match[1].strip(), kind="baca_juga")])
        text = f"{block.text[: match.start()]}{block.text[match.end() :]}".strip()
        block = replace(block, text=text, links=tuple(k for k in block.links if k not in linked))
    for match in _INLINE.finditer(block.text):
        rest = block.text[match.end() :]
        linked = [k for k in block.links if k.text in rest]
        bare = rest
        for link in linked:
            bare = bare.replace(link.text, "", 1)
        if (linked and not bare.strip(_BULLETS)) or (
            not linked and 3 < len(rest.split()) < 22 and not rest.endswith(".")
        ):
            _take(story, linked or [Link(url="", text=rest.strip(_BULLETS), kind="baca_juga")])
            kept = tuple(k for k in block.links if k not in linked)
            return replace(block, text=block.text[: match.start()].rstrip(), links=kept)
    return block


def _unglue(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with what is glued to their ends made blocks of its own: credits, a button behind the initials."""
    for block in blocks:
        last = block.links[-1] if block.links and not block.box else None
        if last and block.text.endswith(" " + last.text) and (line_of(last.text) or ("",))[0] == "drop":
            block = replace(block, text=block.text.removesuffix(last.text).rstrip(), links=block.links[:-1])
        if block.box:
            yield block
            continue
        if "[Gambas" in block.text:
            block = replace(block, text=_GAMBAS.sub("", block.text))
        report = _REPORT.match(block.text)
        if report:
            yield Block(text=report[1])
            block = replace(block, text=block.text[report.end() :])
        match = _GLUED.search(block.text) if ":" in block.text or "©" in block.text else None
        if match:
            yield replace(block, text=block.text[: match.start()].rstrip())
            yield Block(text=match[1].strip())
        else:
            yield block
