"""From rows to findings. `ANALYSES` is every analysis in the order in which they run; each is a module of its name."""

from __future__ import annotations

from analysis import entities, language, quotes, times
from analysis.base import Analysis

ANALYSES: tuple[Analysis, ...] = (language.ANALYSIS, entities.ANALYSIS, quotes.ANALYSIS, times.ANALYSIS)
