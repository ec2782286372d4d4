"""Who said what: an article and the names in it come in, speech goes out; then the analysis that keeps it.

Read sentence by sentence, in order: a pronoun is whoever spoke last or whom the sentences since are about, and speech
without a word of saying continues what stands before it, or behind it where its closing mark was left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from analysis.attributed import find_attributed
from analysis.base import Analysis, Run, Unit
from analysis.claims import Claims
from analysis.clipping import Clipping, clippings
from analysis.entities import read_named
from analysis.lexicon import read_lexicon
from analysis.named import Named
from analysis.reported import ADVERBS, find_reported, find_verbs, reports
from analysis.speakers import Cast
from analysis.speech import Kind, Page, Quotation, Said, read_page
from analysis.text import Span, paragraphs
from analysis.via import find_via


@dataclass(frozen=True, kw_only=True)
class Quote:
    """One piece of speech: where it stands, what it says, and who said it by which word.

    `speaker` is the full name, or the phrase as printed where `anonymous`; None where nobody can be told. `via` is the
    medium that it was taken from. `rule` says how it was found, and `score` how sure it is, 0 to 1.
    """

    start: int
    end: int
    text: str = field(repr=False)
    speaker: str | None
    role: str | None
    cue: str | None
    kind: Kind
    via: str | None
    rule: str
    score: float
    anonymous: bool


def find_quotes(clipping: Clipping, named: Named) -> tuple[Quote, ...]:
    """The speech of an article, in the order of the text."""
    reader = _Reader(read_page(clipping.text), named, Claims(clipping))
    found: list[Said] = []
    for one in sorted(reader.read(), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(_quote(clipping.text, one, reader.cast) for one in found)


def _quote(text: str, said: Said, cast: Cast) -> Quote:
    speaker = said.speaker
    score = said.score * (speaker.score if speaker else 0.5)
    return Quote(
        start=said.start,
        end=said.end,
        text=text[said.start : said.end],
        speaker=speaker.name if speaker else None,
        role=cast.roles.get(speaker.name) if speaker and not speaker.anonymous else None,
        cue=said.cue or None,
        kind=said.kind,
        via=said.via or None,
        rule=f"{said.rule}+{speaker.rule}" if speaker else said.rule,
        score=round(score, 3),
        anonymous=speaker.anonymous if speaker else False,
    )


class _Reader:
    """One reading of one article, sentence by sentence."""

    def __init__(self, page: Page, named: Named, claims: Claims) -> None:
        self.page, self.claims = page, claims
        self.cast = Cast(page, named)
        self.found: list[Said] = []
        #: Quotations that wait for whoever says what follows.
        self.waiting: list[Quotation] = []
        self.paragraphs = [one.start for one in paragraphs(page.text)]

    def read(self) -> list[Said]:
        sentences = list(self.page.sentences)
        for place, sentence in enumerate(sentences):
            quotations = self.page.within(sentence)
            after = sentences[place + 1] if place + 1 < len(sentences) else None
            if after is not None and quotations and self._is_said_by(sentence, quotations[-1], after):
                sentences[place + 1] = Span(sentence.start, after.end, self.page.masked[sentence.start : after.end])
                continue
            self._sentence(sentence, quotations)
        self._settle(None)
        return self.found

    def _sentence(self, sentence: Span, quotations: Sequence[Quotation]) -> None:
        said = self.claims.keep(self.page, sentence, find_attributed(self.page, self.cast, sentence, quotations))
        left = [one for one in quotations if all(one.start != other.start for other in said)]
        if said:
            via = find_via(self.page, self.cast, sentence)
            said = [replace(one, via=via) for one in said]
            self._settle(said[0] if self._opens(quotations[0]) else None)
            self._add(said)
            return
        alone = [one for one in left if self._alone(sentence, one)]
        if alone:
            self._unattributed(alone[0])
            return
        self._settle_unless_open(sentence)
        reported = self.claims.keep(self.page, sentence, list(find_reported(self.page, self.cast, sentence)))
        if reported:
            via = find_via(self.page, self.cast, sentence)
            self._add([replace(one, via=via) for one in reported])
        else:
            self.claims.learn(self.page, sentence)
            self.cast.hear(sentence)

    def _add(self, said: Iterable[Said]) -> None:
        for one in said:
            self.found.append(one)
            self.cast.heard(one.speaker, one.end)

    def _alone(self, sentence: Span, one: Quotation) -> bool:
        """Whether a sentence is nothing but a quotation that reads like speech."""
        text = self.page.text
        around = self.page.masked[sentence.start : one.before] + self.page.masked[one.after : sentence.end]
        words = text[one.start : one.end].split()
        ended = text[one.end - 1] in ".?!,…" or not one.closed
        return not around.strip(" .,") and len(words) > (1 if ended else 3) and (ended or len(words) > 5)

    def _is_said_by(self, sentence: Span, one: Quotation, after: Span) -> bool:
        """Whether the sentence behind a quotation says no more than who spoke: “Kapan?” Siti bertanya."""
        text = self.page.masked
        if one.after != sentence.end or text[one.end - 1] not in "?!…" or "\n" in text[sentence.end : after.start]:
            return False
        verb = next(iter(find_verbs(text, after.start, after.end)), None)
        if verb is None or self.page.within(after) or not reports(text, after.start, verb):
            return False
        named = [mention for mention in self.cast.within(after.start, after.start + 1) if mention.kind == "person"]
        between = text[named[0].end : verb.start()].split() if named else None
        return between is not None and set(between) <= ADVERBS and not any(find_reported(self.page, self.cast, after))

    def _unattributed(self, one: Quotation) -> None:
        """Speech of whoever spoke before it, or, where it goes on in the next paragraph, of whoever speaks there."""
        before = self.found[-1] if self.found else None
        if before is not None and self._paragraph(before.start) == self._paragraph(one.start):
            self._continue(one, before, via=before.via)
        elif not one.closed or self.waiting or before is None:
            self.waiting.append(one)
        else:
            self._continue(one, before, via="")

    def _continue(self, one: Quotation, before: Said, *, via: str) -> None:
        near = self._paragraph(one.start) - self._paragraph(before.start) <= 1
        same = (
            near
            and before.speaker is not None
            and self.cast.last is not None
            and before.speaker.name == self.cast.last.name
        )
        speaker = before.speaker if same else self.cast.last
        self.found.append(
            Said(
                start=one.start,
                end=one.end,
                kind="direct",
                speaker=speaker,
                cue=before.cue if same else "",
                rule="continued",
                score=0.8 if same else 0.5,
                via=via if same else "",
            )
        )

    def _settle(self, said: Said | None) -> None:
        """Give the quotations that wait to whoever says what follows, or else to whoever spoke before."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            if said is not None and self._paragraph(said.start) - self._paragraph(one.start) <= len(waiting):
                self.found.append(replace(said, start=one.start, end=one.end, rule="continues", score=0.9))
            elif self.found:
                self._continue(one, max(self.found, key=lambda other: other.start), via="")
            elif self.cast.last is not None or not one.closed:
                self.found.append(
                    Said(
                        start=one.start,
                        end=one.end,
                        kind="direct",
                        speaker=self.cast.last,
                        cue="",
                        rule="alone",
                        score=0.4,
                    )
                )

    def _settle_unless_open(self, sentence: Span) -> None:
        if self.waiting and self._paragraph(sentence.start) > self._paragraph(self.waiting[-1].start):
            self._settle(None)

    def _opens(self, one: Quotation) -> bool:
        """Whether a quotation stands at the head of its paragraph, or right behind one that waits."""
        begins = one.before in self.paragraphs
        return begins or (bool(self.waiting) and self._paragraph(one.start) == self._paragraph(self.waiting[-1].start))

    def _paragraph(self, place: int) -> int:
        return bisect_right(self.paragraphs, place)


def _begin(db: Database) -> Run:
    def run(units: Sequence[Unit]) -> None:
        for one in clippings(db, units):
            numbers = _numbers(db, one.id)
            rows = [_row(one.id, quote, numbers) for quote in find_quotes(one, read_named(db, one.id))]
            db.conn.executemany("INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    return run


def _row(article_id: int, one: Quote, numbers: Mapping[str, int]) -> tuple[object, ...]:
    number = None if one.anonymous or one.speaker is None else numbers.get(one.speaker)
    said = (one.anonymous, one.role, one.cue, one.kind, one.via, one.rule, one.score)
    return (article_id, one.start, one.end, one.text, one.speaker, number, *said)


def _numbers(db: Database, article_id: int) -> dict[str, int]:
    """The numbers of an article's names; of a person and a place of one name the person's."""
    query = (
        "SELECT DISTINCT e.name, e.id FROM mentions AS m JOIN entities AS e ON e.id = m.entity_id"
        " WHERE m.article_id = ? ORDER BY e.kind = 'person', e.kind = 'organisation', e.id"
    )
    return dict(db.execute(query, [article_id]).fetchall())


#: Only what `entities` has read, and anew whenever it has read it by another version; of a fact-check also its claim.
_UNITS = """
SELECT a.id AS unit, 0 AS rank,
  a.text_hash || a.title_hash || e.version || CASE WHEN c.id THEN '-' || coalesce(c.claim, '') ELSE '' END AS digest
FROM articles AS a INDEXED BY articles_digest
CROSS JOIN analysed AS e ON e.analysis = 'entities' AND e.unit = +a.id
LEFT JOIN articles AS c INDEXED BY articles_claims ON c.id = a.id AND c.kind = 'factcheck'
"""

ANALYSIS = Analysis(
    name="quotes",
    version=f"7.{read_lexicon('saying')['version']}.{read_lexicon('roles')['version']}",
    units=_UNITS,
    tables={"quotes": "article_id"},
    begin=_begin,
)
