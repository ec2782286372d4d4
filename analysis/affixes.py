"""Indonesian affixes: a word comes in, the words that it may be made of go out, the likeliest first.

Prefixes, suffixes and the sounds that change between them are rules; whether a root is a word at all, whoever asks
must know. A word is at most a particle, a possessive, one suffix and two prefixes around its root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.lexicon import read_lexicon

#: Roots that everybody knows: nothing is taken off them, and they come before any other reading of a word.
ROOTS = frozenset(read_lexicon("affixes")["roots"].split())
_CLITICS = re.compile(r"(?:[lk]ah|pun)$|(?:ku|mu|nya)(?:[lk]ah|pun)?$")
#: -an first: rusak-an is likelier than rusa-kan.
_SUFFIXES = ("an", "kan", "i")
#: Prefixes that a prefix may stand before: diper-, member-, keter-, berke-.
_SECOND = {
    "me": ("per", "ber", "ke"),
    "di": ("per", "ber", "ke"),
    "ter": ("per",),
    "pe": ("ber", "per"),
    "ber": ("ke", "pe"),
    "ke": ("ber", "ter", "se", "pe"),
    "se": ("per", "pe"),
}
#: Suffixes that a prefix, or none, does not go with: no di-…-an, no ke-…-kan, no -i alone.
_NEVER: dict[str, tuple[str, ...]] = {
    "di": ("an",),
    "me": ("an",),
    "ter": ("an",),
    "ke": ("kan",),
    "se": ("i", "kan", "an"),
    "pe": ("i", "kan"),
    "": ("i",),
}
_VOWELS = re.compile(r"[aiueo]")
_NASAL_VOWELS = frozenset("aiueo")
SHORTEST = 4


def stems(word: str) -> list[str]:
    """What a word may be made of: well-known roots first, then the barest; nothing for a word that is whole."""
    if word in ROOTS:
        return []
    found: dict[str, int] = {}
    for stem, affixes in _stripped(word):
        if stem != word and (stem in ROOTS or _can_be_root(stem, affixes)):
            found.setdefault(stem, affixes)
    return sorted(found, key=lambda stem: (stem not in ROOTS, -found[stem]))


def _stripped(word: str) -> Iterator[tuple[str, int]]:
    """Stems with how much was taken off: prefixes, suffix and clitics."""
    for base, clitics in _without_clitics(word):
        yield base, clitics
        for body, suffix in _without_suffix(base):
            taken = clitics + bool(suffix)
            if suffix not in _NEVER[""]:
                yield body, taken
            for prefix, rest in _without_prefix(body):
                if suffix in _NEVER.get(prefix, ()) or (prefix == "se" and not clitics):
                    continue
                yield rest, taken + 1
                yield from ((root, taken + 2) for root in _without_second(prefix, rest))


def _without_second(prefix: str, rest: str) -> Iterator[str]:
    """Short roots are found behind a second prefix only where they are well known: memberikan is no fish."""
    if rest not in ROOTS:
        for second, root in _without_prefix(rest):
            if root in ROOTS or (second in _SECOND.get(prefix, ()) and len(root) > SHORTEST - (second == "per")):
                yield root


def _without_clitics(word: str) -> Iterator[tuple[str, int]]:
    yield word, 0
    if found := _CLITICS.search(word):
        base = word[: found.start()]
        if len(base) >= SHORTEST or base in ROOTS:
            yield base, 1


def _without_suffix(word: str) -> Iterator[tuple[str, str]]:
    yield word, ""
    if word not in ROOTS:
        for suffix in _SUFFIXES:
            if word.endswith(suffix):
                yield word.removesuffix(suffix), suffix


def _without_prefix(word: str) -> Iterator[tuple[str, str]]:
    """(prefix, rest) for every way to read the beginning; nasal sounds give back what they took the place of."""
    for prefix in ("di", "ke", "se"):
        if word.startswith(prefix):
            yield prefix, word[2:]
    for prefix, name in (("ber", "ber"), ("ter", "ter"), ("per", "per"), ("per", "pe")):
        if word.startswith(prefix):
            yield name, word[3:]
            yield name, word[2:]  # berambut, terasa: the root's own r
        elif word.startswith(prefix[:2]) and re.match(r"[^aiueo]er", word[2:]):
            yield name, word[2:]  # bekerja, peserta: the r falls away before another
    if word.startswith(("belajar", "pelajar")):
        yield ("ber" if word[0] == "b" else "pe"), word[3:]
    if word.startswith(("me", "pe")):
        for rest in _after_nasal(word[2:]):
            yield word[:2], rest


def _after_nasal(rest: str) -> Iterator[str]:
    """What can follow me- and pe-: menulis, tulis; memukul, pukul; menyapu, sapu; mengirim, kirim; mengebom, bom."""
    vowel = rest[1:2] in _NASAL_VOWELS
    if rest.startswith("ng"):
        yield from ((rest[2:], "k" + rest[2:]) if rest[2:3] in _NASAL_VOWELS else (rest[2:],))
        if rest[2:3] == "e" and len(rest) == 6:
            yield rest[3:]
    elif rest.startswith("ny"):
        yield from _own_or("s", rest, rest[2:])
    elif rest[:1] in ("n", "m") and vowel:
        yield from _own_or("t" if rest[0] == "n" else "p", rest, rest[1:])
    elif rest[:1] in ("n", "m"):
        yield rest[1:]  # mendapat, membantu
    elif rest[:1] and rest[0] not in _NASAL_VOWELS:
        yield rest  # melihat, merasa; pejabat, petani


def _own_or(lost: str, own: str, bare: str) -> Iterator[str]:
    """A root that begins with the nasal itself only where it is well known: slang looks like it (nulis, mukul)."""
    if own in ROOTS or any(own.removesuffix(suffix) in ROOTS for suffix in _SUFFIXES):
        yield own
    yield lost + bare


def _can_be_root(stem: str, affixes: int) -> bool:
    """Two syllables; or one of four letters between a prefix and a suffix, as in perbankan."""
    vowels = len(_VOWELS.findall(stem))
    return len(stem) >= SHORTEST and (vowels >= 2 or (vowels == 1 and affixes >= 2))
