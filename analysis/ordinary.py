"""The words that Indonesian news prints in small letters, whatever it tells; `lexicon/ordinary.toml` says whence."""

from __future__ import annotations

from analysis.lexicon import read_lexicon

_LEXICON = read_lexicon("ordinary")
ORDINARY = frozenset(_LEXICON["words"].split())
#: Changes with the words.
VERSION: int = _LEXICON["version"]
