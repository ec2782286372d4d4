"""The shape of the findings in `data/news.db`: one module an analysis, each with its tables and views as a migration.

The modules are imported in the order in which their migrations run. Tables of findings hang on `articles` with
ON DELETE CASCADE: what is taken out of the news is taken out of the findings.
"""

from analysis.schema.base import findings
from analysis.schema.entities import m030_entities
from analysis.schema.languages import m002_languages
from analysis.schema.quotes import m031_quotes
from analysis.schema.times import m032_times

__all__ = ["findings", "m002_languages", "m030_entities", "m031_quotes", "m032_times"]
