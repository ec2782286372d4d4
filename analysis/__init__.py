"""From rows to findings. `ANALYSES` is every analysis in the order in which they run; each is a module of its name."""

from __future__ import annotations

from analysis import copies, entities, language, places, quotes, sources, times
from analysis.base import Analysis

ANALYSES: tuple[Analysis, ...] = (
    language.ANALYSIS,
    copies.ANALYSIS,
    entities.ANALYSIS,
    quotes.ANALYSIS,
    sources.ANALYSIS,
    places.ANALYSIS,
    times.ANALYSIS,
)
