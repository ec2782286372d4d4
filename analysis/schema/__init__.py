"""The shape of the findings in `data/news.db`: one module an analysis, each with its tables and views as a migration.

Tables of findings hang on `articles` with ON DELETE CASCADE: what is taken out of the news goes from the findings.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

from analysis.schema.base import m001_engine
from analysis.schema.copies import m010_copies
from analysis.schema.entities import m030_entities
from analysis.schema.frequencies import m019_frequencies
from analysis.schema.keywords import m021_keywords
from analysis.schema.languages import m002_languages
from analysis.schema.places import m012_places
from analysis.schema.quotes import m031_quotes
from analysis.schema.roots import m040_roots
from analysis.schema.sections import m043_sections
from analysis.schema.sizes import m042_sizes
from analysis.schema.sources import m011_sources
from analysis.schema.stories import m020_stories
from analysis.schema.times import m032_times
from analysis.schema.topics import m023_topics
from analysis.schema.trends import m022_trends
from analysis.schema.watches import m041_watches

__all__ = ["findings"]

findings = Migrations("findings")
for _migration in (
    m001_engine,
    m002_languages,
    m010_copies,
    m011_sources,
    m012_places,
    m019_frequencies,
    m020_stories,
    m021_keywords,
    m022_trends,
    m023_topics,
    m030_entities,
    m031_quotes,
    m032_times,
    m040_roots,
    m041_watches,
    m042_sizes,
    m043_sections,
):
    findings()(_migration)
