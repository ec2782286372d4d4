"""A container is learned from pages: an outlet's pages and rules come in, selectors and how far they hold go out.

Each page is read whole, and the elements that hold its story are named in every way that tells them from the rest of
their page. A name that many pages share is tried on all of them: it is learned where no page gives another article by
it than by reading the whole page. What is not looked at stays as it is; extraction itself never learns while it runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from pipelines.article import read_article
from pipelines.body import outermost, select
from pipelines.document import ParseError, parse
from pipelines.extract import story_places
from pipelines.items import Article, Page, Rules

#: Fewer pages with a story teach nothing, and a name that fewer than half of them share is no common container.
LEAST, COMMON = 3, 0.5
#: So many containers an outlet has at most, one a template, and so many names are tried for each.
CONTAINERS, TRIED = 3, 12
#: How far above the story's own element a container may stand.
_ABOVE = 2
_WORD = re.compile(r"[A-Za-z_][\w-]{1,60}")
#: A number in a name is a page's own: "post-48213".
_NUMBERED = re.compile(r"\d{3}")
#: Flags of a page that no container could have given.
_OTHERWISE = frozenset(("generic", "embedded", "thin", "paywalled"))


class NothingLearnedError(Exception):
    """The pages teach no container; the message says why and what to try."""


@dataclass(frozen=True, kw_only=True)
class Learned:
    """Containers, the first that matches is meant; how many pages taught them, and how many are read by them."""

    container: tuple[str, ...]
    pages: int
    contained: int


@dataclass(frozen=True, kw_only=True)
class _Lesson:
    """A page, what reading it whole gives, and the names of where its story stands, the plainest first."""

    page: Page
    article: Article
    names: tuple[str, ...]


def learn(pages: Sequence[Page], rules: Rules, *, least: int = LEAST) -> Learned:
    """The container that an outlet's pages share. Raises NothingLearnedError."""
    plain = replace(rules, container=(), learned=())
    lessons = [lesson for page in pages if (lesson := _lesson(page, plain)) is not None]
    if len(lessons) < least:
        raise NothingLearnedError(
            f"{len(lessons)} of {len(pages)} kept pages hold a story to learn from, and {least} are needed:"
            " crawl more of it"
        )
    learned: tuple[str, ...] = ()
    open_lessons = lessons
    while len(learned) < CONTAINERS and open_lessons:
        better = next(_holding(learned, open_lessons, lessons, plain), None)
        if better is None:
            break
        learned, open_lessons = better
    contained = len(lessons) - len(open_lessons)
    if contained < COMMON * len(lessons):
        raise NothingLearnedError(
            f"{len(lessons)} stories have no common container: the best reads {contained} of them as the whole page"
            " does. The whole page is read; or declare rules.container yourself"
        )
    return Learned(container=learned, pages=len(lessons), contained=contained)


def _holding(
    learned: tuple[str, ...], still: Sequence[_Lesson], lessons: Sequence[_Lesson], rules: Rules
) -> Iterator[tuple[tuple[str, ...], list[_Lesson]]]:
    """The containers with one more of the open lessons' names, and the lessons that are still not read by them."""
    shared = Counter(name for lesson in still for name in dict.fromkeys(lesson.names))
    order = {name: n for lesson in reversed(still) for n, name in enumerate(lesson.names)}
    ranked = sorted(shared, key=lambda name: (-shared[name], order[name], len(name), name))
    for name in ranked[:TRIED]:
        if shared[name] < max(2, 0.1 * len(lessons)) and len(lessons) > 1:
            return  # a name of one page is no template's
        tried = (*learned, name)
        left = _left(tried, lessons, rules)
        if left is not None and len(left) < len(still):
            yield tried, left


def _left(container: tuple[str, ...], lessons: Sequence[_Lesson], rules: Rules) -> list[_Lesson] | None:
    """The lessons that are read whole under these containers; None where one gives another article."""
    left = []
    for lesson in lessons:
        got = read_article(lesson.page, replace(rules, learned=container))
        if not isinstance(got, Article) or _said(got) != _said(lesson.article):
            return None
        if "whole_page" in got.flags:
            left.append(lesson)
    return left


def _said(article: Article) -> Article:
    """An article without how it was read."""
    return replace(article, recipe=None, flags=())


def _lesson(page: Page, rules: Rules) -> _Lesson | None:
    article = read_article(page, rules)
    if not isinstance(article, Article) or not _OTHERWISE.isdisjoint(article.flags):
        return None
    try:
        document = parse(page)
    except ParseError:  # the further parts of a story whose first page came as no page
        return None
    places = story_places(document, rules, article.title)
    root = document.tree.find("body")
    if root is None or not places:
        return None
    return _Lesson(page=page, article=article, names=tuple(_names(root, places)))


def _names(root: HtmlElement, places: Sequence[HtmlElement]) -> Iterator[str]:
    """Selectors that give these elements of a page and no other, or the one right above them alone."""
    wanted = [e for e in places if e.tag not in ("h2", "h3", "h4")] or list(places)
    first, *others = [_names_of(e) for e in wanted]
    for name in first:
        if all(name in other for other in others) and outermost(select(root, name)) == wanted:
            yield name
    above = wanted[0]
    for _ in range(_ABOVE):
        parent = above.getparent()
        if parent is None or parent.tag in ("body", "html") or not all(parent in e.iterancestors() for e in wanted):
            return
        for name in _names_of(parent):
            if outermost(select(root, name)) == [parent]:
                yield name
        above = parent


def _names_of(element: HtmlElement) -> list[str]:
    """What an element can be called: by its microdata, its id, its classes, its tag, or by what stands around it."""
    own = list(_own_names(element))
    around = element.getparent()
    if around is None or around.tag in ("body", "html"):
        return own
    inner = (*own[:3], element.tag)
    return own + [f"{outer} > {name}" for outer in list(_own_names(around))[:3] for name in inner]


def _own_names(element: HtmlElement) -> Iterator[str]:
    tag = element.tag
    prop = element.get("itemprop") or ""
    if _WORD.fullmatch(prop):
        yield f'{tag}[itemprop="{prop}"]'
    name = element.get("id") or ""
    if _WORD.fullmatch(name) and not _NUMBERED.search(name):
        yield f"{tag}#{name}"
    classes = [
        one for one in (element.get("class") or "").split() if _WORD.fullmatch(one) and not _NUMBERED.search(one)
    ]
    if len(classes) > 1:
        yield f"{tag}.{'.'.join(classes)}"
    yield from (f"{tag}.{one}" for one in classes)
    if tag in ("article", "main"):
        yield tag
