"""What was planted in the newsroom, for tests to hold a crawl and the analyses to: computed from the content files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from crawler.newsroom.content import read_newsfile
from crawler.newsroom.records import Newsfile, Paragraph, ReadAlso, Rising, State, Story, Subhead, Trap
from crawler.newsroom.rendering import parts
from pipelines.items import Kind, Link, Person

_QUOTED = re.compile(r"“([^”]*)”")
#: What the outlets print inside or around their stories that is no story.
FURNITURE = (
    "ADVERTISEMENT", "Advertisement", "SCROLL TO CONTINUE WITH CONTENT", "Scroll ke bawah untuk melanjutkan membaca",
    "Halaman selanjutnya", "Halaman 1 dari", "Dilarang menyalin seluruh isi berita", "Copyright", "Berita Terkait",
    "BERITA TERKAIT", "Berita Rekomendasi", "Terpopuler", "TERPOPULER", "Most Popular", "Bagikan", "Laporan Wartawan",
    "Pewarta:", "Editor:", "Redaktur:", "Baca juga", "Baca Juga", "BACA JUGA", "Lihat Juga", "Berlangganan sekarang",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.?!”])\s+(?=[A-Z“])")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """An article as it must come out of its page.

    `subheads` and `captions` may stand in a text or not; `desk` is a byline that names no person; `parts` counts those
    announced, which `?page=all` gives as one.
    """

    url: str
    outlet: str
    title: str
    published: datetime
    modified: datetime | None
    section: str
    kind: Kind
    language: str
    paragraphs: tuple[str, ...] = field(repr=False)
    subheads: tuple[str, ...]
    captions: tuple[str, ...]
    people: tuple[Person, ...]
    desk: str | None
    initials: str | None
    dateline: str | None
    tags: tuple[str, ...]
    read_also: tuple[Link, ...]
    forms: tuple[str, ...]
    inline: tuple[Link, ...]
    credit: str | None
    claim: str | None
    paywalled: bool
    parts: int
    event: str | None
    forbidden: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The clean text: paragraphs joined by a blank line."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, kw_only=True)
class Copy:
    """An article that took paragraphs from another: `shared` of the original's words stand in it."""

    url: str
    original: str
    kind: str
    shared: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A source that an article names for its news: the words, and whom they name."""

    url: str
    phrase: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Somebody's words in an article; not `named` where their paragraph has a pronoun, or nobody, for the speaker.

    All direct quotes are listed, in order; of the indirect ones a sample, as the whole sentence.
    """

    url: str
    text: str
    speaker: str
    kind: Literal["direct", "indirect"]
    named: bool


@dataclass(frozen=True, kw_only=True)
class Edit:
    """An article that was changed after publication; `silent` where its own date of change does not say so."""

    url: str
    before: Expected
    after: Expected
    silent: bool


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A second address of an article, listed beside it: it redirects there, or names it as canonical."""

    url: str
    article: str
    kind: Literal["redirect", "amp"]
    outcomes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything planted, in the state asked for; from `edits` on, what tells the second state from the first."""

    articles: Mapping[str, Expected]
    copies: tuple[Copy, ...]
    events: Mapping[str, tuple[str, ...]]
    titles_of_events: Mapping[str, str]
    credits: tuple[Credit, ...]
    quotes: tuple[Quote, ...]
    rising: tuple[Rising, ...]
    series: Mapping[str, tuple[str, ...]]
    refused: tuple[Trap, ...]
    twins: tuple[Twin, ...]
    flaky: tuple[str, ...]
    slow: tuple[str, ...]
    edits: tuple[Edit, ...]
    redecorated: tuple[str, ...]
    withdrawn: tuple[str, ...]
    added: tuple[str, ...]


@cache
def read_manifest(state: State = 1) -> Manifest:
    """What is planted in the newsroom's first state, or in its second, after the edits."""
    news, before, after = read_newsfile(state), read_newsfile(1), read_newsfile(2)
    standing = {story.key: story for story in news.stories.values() if not story.gone}
    changed = [
        key for key, story in before.stories.items() if after.stories[key].touched and not after.stories[key].gone
    ]
    edits = [_edit(before.stories[key], after.stories[key]) for key in changed]
    return Manifest(
        articles={story.url: expect(story) for story in standing.values()},
        copies=tuple(_copy(news, story) for story in standing.values() if story.copies_of),
        events={name: _urls(story for story in standing.values() if story.event == name) for name in news.events},
        titles_of_events=news.events,
        credits=tuple(
            Credit(url=story.url, phrase=phrase, name=name)
            for story in standing.values()
            for phrase, name in story.sources
        ),
        quotes=tuple(quote for story in standing.values() for quote in _quotes(news, story)),
        rising=news.rising,
        series={
            series.name: _urls(
                story
                for story in standing.values()
                if story.site.name == series.outlet and story.slug.startswith(series.slug)
            )
            for series in news.series
        },
        refused=news.traps,
        twins=tuple(twin for story in standing.values() for twin in _twins(story)),
        flaky=_urls(story for story in standing.values() if story.trouble == "flaky"),
        slow=_urls(story for story in standing.values() if story.trouble == "slow"),
        edits=tuple(edit for edit in edits if _words(edit.before) != _words(edit.after)),
        redecorated=tuple(edit.url for edit in edits if _words(edit.before) == _words(edit.after)),
        withdrawn=_urls(story for story in after.stories.values() if story.gone),
        added=_urls(story for key, story in after.stories.items() if key not in before.stories),
    )


def expect(story: Story) -> Expected:
    """What must come out of a story's page, in the letters that its outlet prints."""
    site, also = story.site, [block for block in story.blocks if isinstance(block, ReadAlso)]
    return Expected(
        url=story.url,
        outlet=site.name,
        title=site.typeset(story.title),
        published=story.published,
        modified=story.modified,
        section=story.section,
        kind=story.kind,
        language=story.language,
        paragraphs=story.paragraphs,
        subheads=tuple(site.typeset(block.text) for block in story.blocks if isinstance(block, Subhead)),
        captions=tuple(site.typeset(caption) for caption in (*story.photos, story.caption) if caption),
        people=story.people,
        desk=story.desk or None,
        initials=story.initials or None,
        dateline=story.dateline or None,
        tags=story.tags,
        read_also=tuple(Link(url=link.url, text=link.title, kind="baca_juga") for link in also),
        forms=tuple(link.form for link in also),
        inline=tuple(Link(url=url, text=site.typeset(words), kind="inline") for words, url in _inline(story)),
        credit=site.typeset(story.credit) or None,
        claim=story.claim or None,
        paywalled=story.paywalled,
        parts=len(parts(story)),
        event=story.event or None,
        forbidden=(*(link.title for link in also), *filter(None, (site.follow,)), *FURNITURE),
    )


def _inline(story: Story) -> Iterator[tuple[str, str]]:
    for block in story.blocks:
        if isinstance(block, Paragraph):
            yield from block.links


def _urls(stories: Iterator[Story]) -> tuple[str, ...]:
    return tuple(story.url for story in sorted(stories, key=lambda story: (story.published, story.key)))


def _words(article: Expected) -> tuple[str, str]:
    return article.title, article.text


def _edit(before: Story, after: Story) -> Edit:
    silent = before.modified == after.modified
    return Edit(url=after.url, before=expect(before), after=expect(after), silent=silent)


def _copy(news: Newsfile, story: Story) -> Copy:
    original = news.stories[story.copies_of]
    theirs = {block.text for block in original.blocks if isinstance(block, Paragraph)}
    shared = tuple(block.text for block in story.blocks if isinstance(block, Paragraph) and block.text in theirs)
    return Copy(url=story.url, original=original.url, kind=story.copy, shared=tuple(map(story.site.typeset, shared)))


def _twins(story: Story) -> Iterator[Twin]:
    if story.alias:
        # Whichever address is fetched first is the one that stores the article.
        outcomes = ("same_article", "stored")
        yield Twin(url=story.site.root + story.alias, article=story.url, kind="redirect", outcomes=outcomes)
    if story.amp:
        yield Twin(url=f"{story.site.root}/amp{story.path}", article=story.url, kind="amp", outcomes=("same_article",))


def _quotes(news: Newsfile, story: Story) -> Iterator[Quote]:
    """A story's quotes in order; one in copied paragraphs has the speaker that the original gives it."""
    known: dict[str, str] = {}
    if story.copies_of:
        original = news.stories[story.copies_of]
        known = dict(zip(quoted(original), original.speakers, strict=True))
    speakers = dict(zip([words for words in quoted(story) if words not in known], story.speakers, strict=True))
    for words in quoted(story):
        speaker = known.get(words) or speakers[words]
        yield Quote(
            url=story.url, text=story.site.typeset(words.replace("“", "")), speaker=speaker, kind="direct",
            named=_is_named(speaker, _around(story, words)),
        )  # fmt: skip
    for speaker, part in story.indirect:
        sentence = next(one for words in _texts(story) for one in _SENTENCE.split(words) if part in one)
        yield Quote(
            url=story.url, text=story.site.typeset(sentence), speaker=speaker, kind="indirect",
            named=_is_named(speaker, sentence),
        )  # fmt: skip


def quoted(story: Story) -> list[str]:
    """What stands between quotation marks in a story; words that go on in the next paragraph are one quote."""
    return _QUOTED.findall("\n\n".join(_texts(story)))


def _texts(story: Story) -> list[str]:
    return [block.text for block in story.blocks if isinstance(block, Paragraph)]


def _around(story: Story, words: str) -> str:
    return " ".join(text for text in _texts(story) if any(part in text for part in words.split("\n\n")))


def _is_named(speaker: str, text: str) -> bool:
    """Whether some part of a name stands outside the quotation marks of a text."""
    outside = _QUOTED.sub("", text)
    return any(re.search(rf"\b{re.escape(part)}\b", outside) for part in speaker.split())
