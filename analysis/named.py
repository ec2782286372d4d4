"""Who is named in an article: what the analysis of entities finds, and what the analysis of quotes is given."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.names import NameKind


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A name where it stands: character offsets into the text.

    `name` is what the article, or common knowledge, calls the same in full: of "Biden" it is "Joe Biden". `rule` says
    how it was found: `model`, `again` (a name found elsewhere in the article), `part` (of a person's full name).
    """

    start: int
    end: int
    kind: NameKind
    name: str
    rule: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Role:
    """What the article says that a person is: "juru bicara Gedung Putih" of Jen Psaki, with its place in the text."""

    start: int
    end: int
    role: str
    name: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Alias:
    """Another name that the article itself introduces: "AS" of "Amerika Serikat (AS)"."""

    name: str
    alias: str
    kind: NameKind


@dataclass(frozen=True, kw_only=True)
class Named:
    """All of it for one article, each list in the order of the text; mentions do not overlap."""

    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    aliases: tuple[Alias, ...] = ()
