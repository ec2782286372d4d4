"""What stands beside the main thing of a page: menus, side bars, and what is titled "Terpopuler" or "Terkait".

A page's tree comes in; for each of its elements the answer whether it stands beside goes out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator

from crawler.listings.trees import Element, text_within

_SIDE_TAGS = {"aside", "footer", "nav"}
_SIDE_ROLES = {"navigation", "complementary", "contentinfo"}
_WHOLE_TAGS = {"html", "body", "main"}
# Whole words of class and id. "widget", "headline" and "slider" are not among them: systems use them for lists too.
_SIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:side-?bar\w*|aside|right-?side|side|footer|navbar|nav|mega-?menu|breadcrumbs?|terpopuler|populer|"
    r"popular|most-?popular|most-?read|terlaris|trending|rekomendasi|recommend\w*|related\w*|terkait|baca-?juga|pilihan|"
    r"widget_\w+|widget-area|recent-?posts|breaking-?news|running-?text|kolom-?kanan|col-?kanan)(?=$|[\s_-])",
    re.I,
)
_SIDE_LABEL = re.compile(
    r"(?:\W|berita|artikel|news|video|topik|paling|yang|#){0,8}"
    r"(?:terpopuler|populer|popular|terlaris|trending|(?:banyak|sering) (?:di)?(?:baca|cari)|"
    r"most (?:read|popular|viewed)|(?:di)?rekomendasi(?:kan)?|recommended|terkait|related|baca juga|"
    r"pilihan (?:editor|redaksi|anda|untukmu)|editor'?s (?:pick|choice)s?|jangan lewatkan|sedang hangat|terhangat|"
    r"hot (?:topics?|news|issues?))(?:\s+\S+){0,3}",
    re.I,
)
_LABEL_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6", "div", "p", "span", "strong", "b", "header")
_LABEL_CLASS = re.compile(r"title|heading|header|judul|label|caption", re.I)
_NO_LABEL_WITHIN = {"a", "li", "button", "nav"}
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Bounds against pages made to be slow; no page seen comes near them.
_LABELS = 100
_LEVELS = 60


class Boxes:
    """The side boxes of one page. `cards` are the cards of its articles: what is on a card labels nothing."""

    def __init__(self, root: Element, cards: Container[Element], articles: Iterable[Element]) -> None:
        self._order = {element: place for place, element in enumerate(root.iter())}
        self._cards = cards
        self._sides: dict[Element, bool] = {}
        self._links = [self._order[link] for link in root.iter("a")]
        self._articles = sorted(self._order[article] for article in articles)
        self._titles: dict[str, list[int]] = {}
        self._ranges = list(self._labelled(root))

    def beside(self, element: Element) -> bool:
        """Whether an element stands in a side box or under a side label."""
        place = self._order[element]
        return self._in_side_box(element) or any(start < place < end for start, end in self._ranges)

    def _in_side_box(self, element: Element) -> bool:
        path: list[Element] = []
        box: Element | None = element
        side = False
        while box is not None:
            if box in self._sides:
                side = self._sides[box]
                break
            path.append(box)
            box = box.getparent()
        for box in reversed(path):
            side = side or _is_side(box)
            self._sides[box] = side
        return side

    def _labelled(self, root: Element) -> Iterator[tuple[int, int]]:
        """Where in the page's order the parts under side labels begin and end."""
        found = 0
        for label in root.iter(*_LABEL_TAGS):
            text = " ".join((text_within(label) if len(label) < 4 else label.text or "")[:200].split()).strip(" :»›>-")
            if not 5 <= len(text) <= 60 or not _SIDE_LABEL.fullmatch(text) or not self._may_label(label):
                continue
            start, end = self._order[label], self._titled(label)
            if label.tag in _TITLES:
                end = min(self._next_title(label, start), end)
            yield start, end
            found += 1
            if found >= _LABELS:
                return

    def _titled(self, label: Element) -> int:
        """Where the nearest box around a label ends that holds an article after it, or two links of any kind.

        One link is the label's own "Lihat semua".
        """
        start = self._order[label]
        box, end = label, start
        for _ in range(_LEVELS):
            parent = box.getparent()
            if parent is None:
                break
            box = parent
            end = self._end(box)
            if _between(self._links, start, end) > 1 or _between(self._articles, start, end):
                break
        return end

    def _end(self, element: Element) -> int:
        while len(element):
            element = element[-1]
        return self._order[element] + 1

    def _next_title(self, label: Element, start: int) -> int:
        """Where the next title of the same rank stands."""
        tag = str(label.tag)
        if tag not in self._titles:
            others = label.getroottree().getroot().iter(tag)
            self._titles[tag] = [self._order[other] for other in others if self._may_label(other)]
        places = self._titles[tag]
        following = bisect_right(places, start)
        return places[following] if following < len(places) else len(self._order)

    def _may_label(self, element: Element) -> bool:
        if element.tag not in _TITLES and not _LABEL_CLASS.search(element.get("class") or ""):
            return False
        box: Element | None = element
        for _ in range(_LEVELS):
            if box is None:
                break
            if box.tag in _NO_LABEL_WITHIN or box in self._cards:
                return False
            box = box.getparent()
        return True


def _is_side(element: Element) -> bool:
    tag = element.tag
    if tag in _SIDE_TAGS or element.get("role") in _SIDE_ROLES:
        return True
    if tag in _WHOLE_TAGS or tag == "a":
        return False
    words = f"{element.get('class') or ''} {element.get('id') or ''}"
    # A wrapper may be called "has-sidebar"; what holds the page's own title is no side box.
    return _SIDE_WORDS.search(words) is not None and next(element.iter("h1", "main"), None) is None


def _between(places: list[int], start: int, end: int) -> int:
    """How many of the sorted places lie after the start and before the end."""
    return bisect_right(places, end - 1) - bisect_right(places, start)
