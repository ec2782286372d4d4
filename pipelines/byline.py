"""Who made a story: a page's metadata and the credit lines of its text in; people with roles, and the agency, out.

What the page prints with a label wins; then what it prints by the headline without one; then what it
stamps for machines. A stamp that calls the printed editor the author is put right. Initials are people
whose names nobody printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.claims import (
    beside_date,
    by_date,
    filed,
    holders,
    labelled,
    printed_labels,
    scripted,
    stamped,
    unlabelled,
)
from pipelines.items import Person, Role, Rules
from pipelines.labels import CREDIT_LINE, Claim, read_labels
from pipelines.metadata import Metadata
from pipelines.names import Names, agency_of, key_of, picture_of, read_names

#: What comes before the name of whom a story cites.
_CITED = r"(?i:\b(?:(?:di|me)lansir|dikutip|mengutip|disadur|menukil|dilaporkan|sumber:)(?:\s+(?:dari|oleh))?)"
#: Whom a story was taken from: "Sumber: Kabar Nusa", "Artikel ini telah tayang di Kabar Nusa dengan judul …".
_SOURCE = re.compile(
    r"^(?:sumber(?: berita| artikel)?\s*:\s*(?P<source>[^:/]{3,40})|"
    r"(?:artikel|berita|tulisan) ini (?:sudah|telah) (?:tayang|terbit|dimuat|dipublikasikan)(?: sebelumnya)?"
    r" (?:di|pada|oleh) (?:laman |situs )?(?P<reprint>.{3,40}?),? dengan judul\b.*)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Byline:
    """The people of a story, the agency it came from, and where the people were read."""

    people: tuple[Person, ...] = ()
    credit: str | None = None
    byline_from: str | None = None


def read_people(metadata: Metadata, credits: Sequence[str], initials: str | None, rules: Rules) -> Byline:  # noqa: A002
    """Everybody who is named as having made the story, each name once in a role."""
    markup, headline = metadata.markup, metadata.headline
    outlets = metadata.outlets
    stamps = list(stamped(markup))
    held = list(holders(markup, headline))
    book = _Book(outlets, _not_people(metadata, stamps), photo=metadata.kind == "photo")
    book.add(printed_labels(markup, headline), "printed")
    book.add(labelled(held), "printed")
    book.add((claim for line in credits for claim in read_labels(line)), "credit line")
    book.add(filed(markup, headline), "printed")
    stamp = "json-ld" if markup.articles else "meta"
    if not any(person.role in {"author", "reporter"} for person in book.people):
        shown = [*unlabelled(held, headline), *beside_date(markup, headline)]
        book.add(_believed(shown, stamps, book), "printed", only="authors", shown=True)
    if not book.editors:
        book.add((claim for claim in unlabelled(held, headline) if claim.role == "editor"), "printed")
    if not book.authors:
        book.add(stamps, stamp, only="authors")
    if not book.editors:
        book.add(stamps, stamp, only="editors")
    if not book.people:
        book.add(scripted(markup), "script")
    if not book.authors:
        book.add(by_date(markup, headline), "printed", only="authors")
    short = split_initials(initials, outlets, rules)
    sources = [part for part in short if _is_source(part, book.people if len(short) == 1 else (), metadata)]
    people = [*book.people, *(Person(name=name, role="initials") for name in short if name not in sources)]
    credit = book.credit or next((name for line in credits if (name := _credited(line, outlets))), None)
    credit = credit or next(_credited_below(metadata), None)
    signed = [part for part in sources if not any(key_of(part) in key_of(person.name) for person in book.people)]
    return Byline(
        people=tuple(dict.fromkeys(people)), credit=credit or "/".join(signed) or None, byline_from=book.source
    )


def split_initials(initials: str | None, outlets: frozenset[str], rules: Rules) -> list[str]:
    """Who signed as "(abc/xyz)": each of them. The outlet's own code among them is nobody, and so is a star."""
    parts = [part for part in re.split(r"\s*[/,;&|]\s*", (initials or "").strip("()[] \t")) if key_of(part)]
    if len(parts) > 1 and _is_code(parts[0], outlets, rules):
        parts = parts[1:]
    return [part for part in parts if key_of(part) not in outlets and not agency_of(part, outlets)]


def _is_code(part: str, outlets: frozenset[str], rules: Rules) -> bool:
    """Whether initials are short for the outlet's name: its first letter and consonants in order, or its words' heads.

    Outlets sign with their own code before the writer's: "(mdk/abc)" at Merdeka.
    """
    code = key_of(part)
    if not 2 <= len(code) <= 4:
        return False
    heads = {"".join(word[0] for word in re.findall(r"[^\W_]+", name.lower())) for name in (rules.title, *rules.names)}
    skeletons = (name[:1] + re.sub(r"[aeiou\d]", "", name[1:]) for name in outlets)
    return code in heads or any(
        code[0] == name[0] and re.search(".*".join(map(re.escape, code)), name) for name in skeletons
    )


def _is_source(part: str, people: Sequence[Person], metadata: Metadata) -> bool:
    """Whether what stands in the closing brackets is no writer's sign but whom the story was taken from.

    An address is one, and so is a word of four letters or more that the story names its source, or that stands
    there alone though the page prints the writer's name (`people`): "(Express)" at Bola.net.
    """
    if re.search(r"\w{3,}\.[A-Za-z]{2,}$", part):
        return True
    if len(part) < 4 or not part[0].isupper() or not part.isalnum():
        return False
    if any(person.role in {"author", "reporter"} for person in people):
        return True
    cited = re.compile(rf"{_CITED}\s+(?:\w+\s+)?{re.escape(part)}\b")
    return any(cited.search(line.text) for line in metadata.markup.lines[metadata.headline or 0 :])


def _credited_below(metadata: Metadata) -> Iterator[str]:
    """Whom the page's short lines name from the headline on, those that are the story's and no caption's."""
    captions = {mark.element for mark in metadata.markup.marks if mark.kind == "caption"}
    for line in metadata.markup.lines[metadata.headline or 0 :]:
        name = _credited(line.text, metadata.outlets) if not line.aside and len(line.text) < CREDIT_LINE else None
        if name and captions.isdisjoint((line.element, *line.element.iterancestors())):
            yield name


def _credited(line: str, outlets: frozenset[str]) -> str | None:
    """The outlet or agency that a credit line names, though no list of agencies knows it; never the outlet itself."""
    found = _SOURCE.match(line.strip(" .()[]"))
    name = (found["source"] or found["reprint"]).strip(" .") if found else ""
    words = name.split()
    proper = bool(words) and len(words) <= 5 and all(word[0].isupper() or word[0].isdigit() for word in words)
    return name if proper and key_of(name) not in outlets else None


#: What a person may be beside author or reporter.
_BESIDE = frozenset({"editor", "photographer"})


class _Book:
    """Claims taken down in the order of their trust."""

    def __init__(self, outlets: frozenset[str], others: frozenset[str], *, photo: bool = False) -> None:
        self._outlets = outlets
        self._others = others
        self._photo = photo
        self._roles: dict[tuple[str, Role], Person] = {}
        self._credits: dict[str, str] = {}
        self._known: dict[tuple[str, bool], Names] = {}
        self.source: str | None = None

    @property
    def people(self) -> list[Person]:
        return list(self._roles.values())

    @property
    def authors(self) -> list[Person]:
        return [person for person in self.people if person.role in {"author", "reporter", "contributor"}]

    @property
    def editors(self) -> list[Person]:
        return [person for person in self.people if person.role == "editor"]

    @property
    def credit(self) -> str | None:
        return "/".join(self._credits.values()) or None

    def _read(self, claim: Claim) -> Names:
        """The names in a claim: a stamp is looked at for authors, for editors, and for what agrees with it."""
        asked = claim.text, claim.trusted
        if asked not in self._known:
            self._known[asked] = read_names(claim.text, self._outlets, trusted=claim.trusted)
        return self._known[asked]

    def keys_of(self, claim: Claim) -> dict[str, str]:
        """The people a claim names, by key."""
        return {key: name for name in self._read(claim).people if (key := key_of(name)) not in self._others}

    def add(self, claims: Iterable[Claim], source: str, only: str = "", *, shown: bool = False) -> None:
        """Take down claims; `only` authors or editors where their kind is still missing, `shown` by the headline."""
        for claim in claims:
            if claim.picture and not self._photo:
                continue
            names = self._read(claim)
            for agency in names.agencies:
                self._credits.setdefault(key_of(agency), agency)
            if claim.role is None:  # a source: agencies, and who took the picture
                # Under a photo story "Foto: Nama" is its byline; elsewhere it may name any owner of a picture.
                whole = names.people if self._photo else ()
                whole = tuple(name for name in whole if " " in name or not claim.picture)
                for name in picture_of(claim.text, self._outlets) or whole:
                    self._note(name, "photographer", source, sure=True)
                continue
            role = (
                names.role
                if names.role and claim.role in {"author", "reporter"} and names.role != "editor"
                else claim.role
            )
            if only and (role == "editor") != (only == "editors"):
                continue
            for name in names.people:
                self._note(name, role, source, sure=not only or shown)
            for name in names.initials:
                self._note(name, "initials", source, sure=not only)

    def _note(self, name: str, role: Role, source: str, *, sure: bool) -> None:
        key = key_of(name)
        if key in self._others or self._runs_on(name):
            return
        known = {held for held_key, held in self._roles if held_key == key}
        if known and (not sure or role in known or (role not in _BESIDE and known - _BESIDE)):
            return
        self._roles[(key, role)] = Person(name=name, role=role)
        if self.source is None or (role != "editor" and not any(p.role != "editor" for p in self.people[:-1])):
            self.source = source

    def _runs_on(self, name: str) -> bool:
        """Whether this is a person already named and what the page runs into the name without a mark between."""
        words = name.split()
        return any(
            len(held := person.name.split()) > 1 and len(words) > len(held) and words[: len(held)] == held
            for person in self.people
        )


def _believed(shown: list[Claim], stamped: list[Claim], book: _Book) -> list[Claim]:
    """Names printed without a label, weighed against the stamp: what agrees with it, and what stands beside that.

    Where nothing agrees a full name in the stamp wins: a class called "author" holds share buttons and photo
    credits too.
    """
    keys = [(claim, book.keys_of(claim)) for claim in shown]
    theirs = {key: name for claim in stamped if claim.role != "editor" for key, name in book.keys_of(claim).items()}
    places = {claim.at for claim, own in keys if not theirs.keys().isdisjoint(own)}
    if places:
        return [claim for claim, _ in keys if claim.at in places]
    if any(" " in name for name in theirs.values()):
        return []
    first = next((claim.at for claim, own in keys if own or claim.trusted), None)
    return [claim for claim, _ in keys if claim.at == first]


def _not_people(metadata: Metadata, stamps: Iterable[Claim]) -> frozenset[str]:
    """Words of this page that are written like names and are none: title, sections, folders of its address."""
    crumbs = [text for mark in metadata.markup.marks if mark.kind == "crumb" for text in mark.element.itertext()]
    # A folder may be the writer's own: IDN Times has /life/inspiration/nama-penulis/judul.
    writers = {key_of(claim.text) for claim in stamps if " " in claim.text}
    folders = [folder for folder in metadata.canonical.split("/")[3:-1] if key_of(folder) not in writers]
    return frozenset(key_of(str(text)) for text in (metadata.section or "", metadata.title, *crumbs, *folders)) - {""}
