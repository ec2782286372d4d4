"""From rows to findings. `ANALYSES` is every analysis in the order in which they run; each is a module of its name."""

from __future__ import annotations

from analysis import (
    copies,
    entities,
    keywords,
    language,
    places,
    quotes,
    roots,
    sources,
    stories,
    times,
    topics,
    trends,
    watches,
)
from analysis.base import Analysis

ANALYSES: tuple[Analysis, ...] = (
    language.ANALYSIS,
    copies.ANALYSIS,
    stories.ANALYSIS,
    entities.ANALYSIS,
    quotes.ANALYSIS,
    sources.ANALYSIS,
    places.ANALYSIS,
    keywords.ANALYSIS,
    topics.ANALYSIS,
    times.ANALYSIS,
    trends.ANALYSIS,
    roots.ANALYSIS,
    watches.ANALYSIS,
)
